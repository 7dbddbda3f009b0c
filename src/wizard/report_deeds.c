/* SPDX-License-Identifier: MIT
 *
 * report_deeds - what stage 7 ran on the servers, with its way back and what became of it, and the
 * sessions that were not counted on somebody's word.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/report_private.h"

static void add_deeds(struct buf *b, const struct deed_list *l)
{
    char when[CLOCK_TEXT_SIZE];

    if (!l->n)
        return;
    buf_addf(b, "\n## %s\n\n| %s | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|\n",
             _("Statements run at the cutover"), _("When"), _("Side"), _("Statement"),
             _("Way back"), _("What became of it"), _("Run as"));
    for (size_t i = 0; i < l->n; i++) {
        const struct deed *d = &l->items[i];
        char *back = strlist_join(&d->back, "; ");
        char *became = mem_printf("%s%s%.300s", deed_state_word(d->state), d->error ? ": " : "",
                                  str_or(d->error, ""));
        clock_format_local(d->at, when);
        buf_adds(b, "|");
        report_cell(b, d->at ? when : "-");
        report_cell(b, d->on_source ? _("source") : _("target"));
        report_cell(b, d->sql);
        report_cell(b, d->back.n ? back : _("cannot be put back from here"));
        report_cell(b, became);
        report_cell(b, str_or(d->as, _("the account given for DTS")));
        buf_adds(b, "\n");
        free(back);
        free(became);
    }
}

static void add_marks(struct buf *b, const struct cutover_view *v)
{
    char since[CLOCK_TEXT_SIZE], ended[CLOCK_TEXT_SIZE];

    if (!v->n_marks)
        return;
    buf_addf(b, "\n## %s\n\n| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n",
             _("Sessions that were not counted"), _("Session"), _("On the word of"),
             _("Reason"), _("Since"), _("Ended"));
    for (size_t i = 0; i < v->n_marks; i++) {
        const struct cut_mark *m = &v->marks[i];
        char *which = m->session ? mem_printf(_("one of %s@%s"), m->user, str_or(m->host, ""))
                                 : mem_printf(_("all of %s@%s"), m->user, str_or(m->host, ""));
        clock_format_local(m->since, since);
        clock_format_local(m->ended, ended);
        buf_adds(b, "|");
        report_cell(b, which);
        report_cell(b, m->who);
        report_cell(b, m->reason);
        report_cell(b, since);
        report_cell(b, m->ended ? ended : "-");
        buf_adds(b, "\n");
        free(which);
    }
}

void report_deeds(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    add_deeds(b, &st->deeds);
    if (snap)
        add_marks(b, &snap->cutover);
}
