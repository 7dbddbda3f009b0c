/* SPDX-License-Identifier: MIT
 *
 * cutover_back - see cutover_back.h.
 */
#include "ui/screen/cutover_back.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/deeds.h"
#include "wizard/writers.h"

enum { BTN_NO = 1, BTN_YES, F_USER, F_PASSWORD };

#define TEXT_MAX (1u << 20)

static void undo_now(struct app *a)
{
    bool after = a->snap->status == DTS_SUCCESS;

    state_note(&a->state, "%s",
               after ? _("Opened the source again after Complete")
                     : _("Backed out of the cutover"));
    deeds_undo(a, after);
}

static bool undo_given(struct app *a, struct form *f, int button)
{
    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    deeds_as(a, form_value(f, F_USER), edit_secret(&form_field(f, F_PASSWORD)->edit), NULL);
    undo_now(a);
    return true;
}

/* As whom they ran; NULL: the plan's account, or nothing is to be undone. */
static const char *ran_as(const struct app *a)
{
    const struct deed *d = deed_last_to_undo(&a->state.deeds, INT64_MAX);
    return d ? d->as : NULL;
}

static void back_out_answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button != BTN_YES || deeds_at_work(a))
        return;
    deeds_forget(a);
    const char *as = ran_as(a);
    if (!as) {
        if (deed_last_to_undo(&a->state.deeds, INT64_MAX))
            app_need_passwords(a, 1, _("What was run is undone on the source."), undo_now);
        else
            undo_now(a);
        return;
    }
    struct form *f =
        app_prompt(a, _("Put it back as that account"),
                   _("The statements ran as this account; its password is asked for "
                     "again, used and forgotten."),
                   undo_given, BTN_NO, 0);
    ask_edit(f, F_USER, _("User"), 128, EDIT_TRIM, HELP_RUN_AS)->required = true;
    form_set_value(f, F_USER, as);
    ask_edit(f, F_PASSWORD, _("Password"), SECRET_MAX, EDIT_SECRET, HELP_OTHER_PASSWORD)
        ->required = true;
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Put it back"));
    form_focus_field(f, F_PASSWORD);
}

/* In the order in which they are sent. */
static void add_ways_back(struct buf *b, const struct deed_list *l)
{
    int64_t below = INT64_MAX;
    const struct deed *d;

    while ((d = deed_last_to_undo(l, below))) {
        for (size_t k = 0; k < d->back.n; k++)
            buf_addf(b, "%s\n", d->back.items[k]);
        if (d->state == DEED_SENT || d->state == DEED_FAILED)
            buf_adds(b,
                     _("    (whether it ran is not known; this does no harm if it did not)\n"));
        below = d->id;
    }
    for (size_t i = 0; i < l->n; i++)
        if (!l->items[i].back.n && deed_is_stop(l->items[i].kind) &&
            l->items[i].state == DEED_RAN && l->items[i].kind != DEED_KILL)
            buf_addf(b, _("cannot be undone from here: %s\n"), l->items[i].sql);
}

static void add_by_hand(struct buf *b, const struct app *a)
{
    struct strlist sql = {0};

    writers_back_sql(&a->snap->cutover, &sql);
    char *all = strlist_join(&sql, "\n");
    buf_addf(b, _("Undo on the source what you did to stop the writers, for example:\n%s\n"),
             all);
    free(all);
    strlist_clear(&sql);
}

void cutover_back_out_ask(struct app *a)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    const struct deed_list *l = &a->state.deeds;
    bool ours = deed_last_to_undo(l, INT64_MAX) != NULL;

    buf_adds(&b, _("The clock stops and the migration goes on; the target stays in sync.\n\n"));
    if (ours) {
        buf_addf(&b, _("These run on the source, as %s, whatever fails on the way:\n"),
                 str_or(ran_as(a), str_or(a->state.plan.source.user, "?")));
        add_ways_back(&b, l);
        buf_adds(&b, _("\nWhat you did yourself you undo yourself."));
    } else {
        add_ways_back(&b, l);
        add_by_hand(&b, a);
    }
    buf_adds(&b, _("\nThen start the application again, on the source."));
    struct dialog *d =
        app_ask(a, _("Back out of the cutover?"), buf_str(&b), back_out_answer, NULL);
    dialog_button(d, BTN_NO, _("Stay in the cutover"), false);
    dialog_button(d, BTN_YES, _("Back out"), true);
    buf_clear(&b);
}

void cutover_open_ask(struct app *a)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    buf_adds(&b, _("The migration is completed: what is written on the source from now on does "
                   "not reach the target.\n\n"));
    buf_addf(&b, _("These run on the source, as %s, whatever fails on the way:\n"),
             str_or(ran_as(a), str_or(a->state.plan.source.user, "?")));
    add_ways_back(&b, &a->state.deeds);
    struct dialog *d = app_ask(a, _("Open the source?"), buf_str(&b), back_out_answer, NULL);
    dialog_button(d, BTN_NO, _("Leave it stopped"), false);
    dialog_button(d, BTN_YES, _("Open it"), true);
    buf_clear(&b);
}

const char *cutover_open_off(const struct app *a)
{
    return a->watch_only      ? _("Only watching: nothing can be changed here.")
           : deeds_at_work(a) ? _("The statements are running.")
           : deed_last_to_undo(&a->state.deeds, INT64_MAX)
               ? NULL
               : _("Nothing that was run from here is left to be undone.");
}

void cutover_unfinished(struct app *a)
{
    const struct deed_list *l = &a->state.deeds;
    size_t n[DEED_STATES] = {0}, open = 0;
    struct err err = {0};

    if (a->deeds.told || !deeds_left(l) || deeds_at_work(a))
        return;
    a->deeds.told = true;
    for (size_t i = 0; i < l->n; i++) {
        n[l->items[i].state]++;
        open += deed_is_open(&l->items[i]);
    }
    err_set(&err, ERR_STATE,
            _("The statements broke off midway: %zu ran, %zu unknown, %zu not sent."),
            n[DEED_RAN] + n[DEED_BACK], open, n[DEED_PLANNED]);
    err_hint(&err,
             a->snap->status == DTS_SUCCESS
                 ? _("The report lists them. Open the source undoes what ran and what may "
                     "have run.")
                 : _("\"Writers stopped\" opened with Enter lists them. Back out undoes "
                     "what ran and what may have run."));
    app_notice(a, &err);
}
