/* SPDX-License-Identifier: MIT
 *
 * report_acts - what this wizard itself did, for the report: who ran it, every statement and every change
 * at Alibaba Cloud with what undoes it; and what returning to the source costs. See report.h.
 */
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/report_private.h"
#include "wizard/wayback.h"

char *report_by(void)
{
    char host[256] = "", space[4096];
    struct passwd pw, *found = NULL;

    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    getpwuid_r(getuid(), &pw, space, sizeof space, &found);
    return mem_printf("%s@%s", found ? found->pw_name : "?", host);
}

static void add_statements(struct buf *b, const struct remedy_list *l)
{
    static const char *const states[REMEDY_STATES] = {N_("no answer is known"), N_("ran"),
                                                      N_("undone")};
    char when[CLOCK_TEXT_SIZE];

    if (!l->n)
        return;
    buf_addf(b, "\n| %s | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|\n", _("When"),
             _("Where"), _("As"), _("Statement"), _("Result"), _("Undone by"));
    for (size_t i = 0; i < l->n; i++) {
        const struct remedy *r = &l->items[i];
        clock_format_local(r->at, when);
        buf_adds(b, "|");
        report_cell(b, when);
        report_cell(b, r->on_source ? _("source") : _("target"));
        report_cell(b, str_or(r->user, _("the account given for DTS")));
        report_cell(b, r->sql);
        report_cell(b, _(states[r->state]));
        report_cell(b, str_or(r->back, _("nothing known")));
        buf_adds(b, "\n");
    }
}

static void add_alibaba(struct buf *b, const struct ali_change_list *l)
{
    static const char *const states[ALI_CHANGE_STATES] = {
        N_("no answer is known"), N_("done"), N_("putting back: no answer is known"),
        N_("put back")};
    char when[CLOCK_TEXT_SIZE];

    for (size_t i = 0; i < l->n; i++) {
        char *text = ali_change_text(&l->items[i]);
        clock_format_local(l->items[i].at, when);
        buf_addf(b, "%s- %s  Alibaba Cloud, %s: %s\n", i ? "" : "\n", when, text,
                 _(states[l->items[i].state]));
        free(text);
    }
}

static bool any_sent(const struct deed_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].state != DEED_PLANNED)
            return true;
    return false;
}

void report_acts(struct buf *b, const struct state *st)
{
    buf_addf(b, "\n## %s\n", _("Changed by this wizard"));
    if (any_sent(&st->deeds))
        buf_addf(b, _("\nWhat it ran in stage 7 is listed above: \"%s\".\n"),
                 _("Statements run at the cutover"));
    else if (!st->remedies.n && !st->ali.n)
        buf_addf(b, "\n%s\n",
                 _("It ran no changing statement and changed nothing by API, but "
                   "what the service was told to do."));
    add_statements(b, &st->remedies);
    add_alibaba(b, &st->ali);
}

void report_way_back(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    struct strlist lines = {0};

    if (!snap || (snap->cutover.downtime_since <= 0 && snap->status != DTS_SUCCESS))
        return;
    wayback_sentences(&st->plan, snap, &st->deeds, snap->status == DTS_SUCCESS, &lines);
    buf_addf(b, "\n## %s\n\n", _("The way back"));
    for (size_t i = 0; i < lines.n; i++)
        buf_addf(b, "- %s\n", lines.items[i]);
    strlist_clear(&lines);
}

void report_acts_json(struct json *j, const struct state *st)
{
    char *by = report_by();

    json_set(j, "made_by", json_string(by));
    json_set(j, "statements", remedy_list_to_json(&st->remedies));
    json_set(j, "alibaba", ali_change_list_to_json(&st->ali));
    free(by);
}
