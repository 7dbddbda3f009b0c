/* SPDX-License-Identifier: MIT
 *
 * ali_diagnosis_list - the steps of the diagnosis as rows: a word for each, what it asks in short, and
 * the answer; an open one has the question and the answer whole.
 *
 * Owns:    which steps are open, and the lines made from the newest snapshot
 * Threads: the UI thread only
 * Why:     the cursor goes along with the step that is asked, and stands on the one that decided; once
 *          the operator has moved it, it stays where it was put
 */
#ifndef UI_SCREEN_ALI_DIAGNOSIS_LIST_H
#define UI_SCREEN_ALI_DIAGNOSIS_LIST_H

#include "ui/app.h"
#include "ui/widget/list.h"
#include "wizard/ali.h"

struct diagnosis_line;
struct diagnosis_list {
    struct app *app;
    struct list list;
    bool open[DIAGNOSE_STEPS], moved;
    int64_t at; /* of the one that was drawn last: when it began, and its verdict */
    enum diagnose_cause cause;
    struct diagnosis_line *lines;
    size_t n, cap;
    int width;
};

void diagnosis_list_init(struct diagnosis_list *l, struct app *a);
void diagnosis_list_clear(struct diagnosis_list *l);
/* diagnosis_list_update - with each snapshot. */
void diagnosis_list_update(struct diagnosis_list *l);
void diagnosis_list_draw(struct diagnosis_list *l, const struct canvas *c, bool focused);
/* diagnosis_list_key - false when the list has no use for it. */
bool diagnosis_list_key(struct diagnosis_list *l, const struct key_event *ev);

/* diagnosis_of - of the plan's instance; NULL: none was begun. */
const struct ali_diagnosis *diagnosis_of(const struct app *a);
/* diagnosis_word - how a step stands; translated. */
const char *diagnosis_word(const struct ali_diagnosis *d, size_t step);

#endif
