/* SPDX-License-Identifier: MIT
 *
 * cutover_list - the seven proofs of stage 7 as rows, and below an open one what was asked, what was
 * answered and what to do; between the two halves the line of the downtime.
 *
 * Owns:    which proofs are open, and the lines made from the newest snapshot
 * Threads: the UI thread only
 */
#ifndef UI_SCREEN_CUTOVER_LIST_H
#define UI_SCREEN_CUTOVER_LIST_H

#include "ui/app.h"
#include "ui/widget/list.h"

struct cutover_line;
struct cutover_list {
    struct app *app;
    struct list list;
    bool open[CUT_COUNT];
    struct cutover_line *lines;
    size_t n, cap;
    int width;
};

void cutover_list_init(struct cutover_list *l, struct app *a);
void cutover_list_clear(struct cutover_list *l);

/* cutover_list_update - the newest snapshot is another one. */
void cutover_list_update(struct cutover_list *l);

/* cutover_list_current - the proof the cursor is on or in; CUT_COUNT: none. */
enum cut_item cutover_list_current(const struct cutover_list *l);

/* cutover_list_session - the session the cursor is on; 0: none. */
uint64_t cutover_list_session(const struct cutover_list *l);

/* cutover_list_pick - the cursor goes to that proof; false: there is none. */
bool cutover_list_pick(struct cutover_list *l, enum cut_item item);

/* cutover_list_draw - texts are wrapped to the canvas. */
void cutover_list_draw(struct cutover_list *l, const struct canvas *c, bool focused);
/* cutover_list_key - false when the list has no use for it. */
bool cutover_list_key(struct cutover_list *l, const struct key_event *ev);

/* cutover_list_word - of a state, for a proof that says nothing itself (translated). */
const char *cutover_list_word(enum cut_state state);

#endif
