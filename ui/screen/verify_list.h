/* SPDX-License-Identifier: MIT
 *
 * verify_list - the checks of stage 5 as rows: one for each check, and below an open one why it
 * matters, what was found, what to do and the SQL that mends it.
 *
 * Owns:    which checks are open, their order, and the lines made from the newest answer
 * Threads: the UI thread only
 * Why:     what failed stands on top, but nothing may move under the cursor while results arrive.
 *          So the rows are sorted when a check has ended; until then they stand as DTS lists them,
 *          or, when a step alone runs again, as they stood. The cursor goes with its check; one
 *          that was never moved goes to the top.
 */
#ifndef UI_SCREEN_VERIFY_LIST_H
#define UI_SCREEN_VERIFY_LIST_H

#include "ui/app.h"
#include "ui/widget/list.h"

struct verify_line;
struct verify_list {
    struct app *app;
    struct list list;
    struct strlist open; /* StepIds */
    struct verify_line *lines;
    size_t n, cap;
    size_t *order; /* of the steps of the newest answer */
    size_t n_order, cap_order;
    bool sorted; /* another order than the one drawn last */
    bool moved;  /* the cursor, since the check began */
    bool shows;  /* with the next drawing what is open under the cursor comes into sight */
    int width;
};

void verify_list_init(struct verify_list *l, struct app *a);
void verify_list_clear(struct verify_list *l);

/* verify_list_update - the newest answer is another one. */
void verify_list_update(struct verify_list *l);

/* verify_list_at - the check the cursor is on or in; NULL: there is none. Valid until the next
 * snapshot. */
const struct dts_check_step *verify_list_at(const struct verify_list *l);

/* verify_list_named - the finding under the cursor that has more names than it shows: that of an "All"
 * row, else the first of the check; NULL: there is none. verify_list_on_all - is it such a row? */
const struct dts_check_item *verify_list_named(const struct verify_list *l);
bool verify_list_on_all(const struct verify_list *l);

/* verify_list_asks - is it the check that Alibaba Cloud can be asked about, step by step (ali_diagnosis.h)?
 * verify_list_on_ask - and its row that says so? */
bool verify_list_asks(const struct verify_list *l);
bool verify_list_on_ask(const struct verify_list *l);

/* verify_list_anew - all is asked once more: behind the check the cursor stands at what matters most, as at
 * first, and not where an older result was read. */
void verify_list_anew(struct verify_list *l);

/* verify_list_attention - the cursor goes to the next check that needs attention, and opens it;
 * false: none does. */
bool verify_list_attention(struct verify_list *l);

/* verify_list_pick - the cursor goes to the step of that number in DTS's answer; false: none is. */
bool verify_list_pick(struct verify_list *l, size_t step);

void verify_list_draw(struct verify_list *l, const struct canvas *c, bool focused);
/* verify_list_key - false when the list has no use for it. */
bool verify_list_key(struct verify_list *l, const struct key_event *ev);

/* verify_is_checking - has the check not ended yet? */
bool verify_is_checking(const struct app *a);

#endif
