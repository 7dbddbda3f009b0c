/* SPDX-License-Identifier: MIT
 *
 * wayback - see wayback.h.
 */
#include "wizard/wayback.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/predict.h"

static void say_end(const struct snapshot *snap, struct strlist *out)
{
    const struct cutover_view *v = &snap->cutover;
    char when[CLOCK_TEXT_SIZE];

    if (v->recorded_at) {
        clock_format_local(v->recorded_at, when);
        strlist_take(out, mem_printf(_("The source stays as it was at %s; its last position is "
                                       "in the report."),
                                     when));
    } else {
        strlist_add(out, _("The source stays as it is; its last position was not recorded."));
    }
}

/* How much that is, where it was measured: a rate of then is an estimate of later. */
static void say_amount(const struct snapshot *snap, struct strlist *out)
{
    char text[FMT_SIZE];
    int64_t bps = snap->prediction_at ? snap->prediction.binlog_bps : PREDICT_UNKNOWN;

    if (bps > 0)
        strlist_take(out,
                     mem_printf(_("How much that is: when it was measured, the source logged "
                                  "%s of changes an hour."),
                                fmt_bytes(bps * 3600, text)));
    else
        strlist_add(out, _("How much is written in an hour is not known here."));
}

static void say_locked(const struct snapshot *snap, struct strlist *out)
{
    int n = 0;

    for (size_t i = 0; i < snap->cutover.n_accounts; i++)
        n += !snap->cutover.accounts[i].migrations;
    if (n)
        strlist_take(
            out,
            mem_printf(ngettext("%d account wrote on the source; if it is locked there, it "
                                "has to be unlocked.",
                                "%d accounts wrote on the source; those that are locked "
                                "there have to be unlocked.",
                                (unsigned long)n),
                       n));
}

/* What was run from here and is still in force, and how long it can be undone from here. */
static void say_deeds(const struct deed_list *deeds, struct strlist *out)
{
    int64_t below = INT64_MAX;
    const struct deed *d;
    bool hashed = false;

    while ((d = deed_last_to_undo(deeds, below))) {
        strlist_take(out, mem_printf(_("Still to be undone on the source: %s"), d->sql));
        hashed = hashed || d->hashed;
        below = d->id;
    }
    if (hashed)
        strlist_add(out,
                    _("Old password hashes are lost when this program ends: after that the "
                      "old passwords have to be set by hand."));
}

char *wayback_loss(const struct plan *p, bool done)
{
    char *from = plan_side_text(&p->source), *to = plan_side_text(&p->target);
    char *text =
        done ? mem_printf(_("Nothing flows back from %s to %s: returning loses what was "
                            "written there since Complete."),
                          to, from)
             : mem_printf(_("From Complete on nothing flows back: returning to %s loses "
                            "all that is written on %s after it."),
                          from, to);

    free(from);
    free(to);
    return text;
}

void wayback_sentences(const struct plan *p, const struct snapshot *snap,
                       const struct deed_list *deeds, bool done, struct strlist *out)
{
    strlist_take(out, wayback_loss(p, done));
    say_end(snap, out);
    if (!done)
        say_amount(snap, out);
    say_locked(snap, out);
    say_deeds(deeds, out);
    if (!done)
        strlist_add(out, _("Until Complete, \"Back out...\" returns without loss."));
}
