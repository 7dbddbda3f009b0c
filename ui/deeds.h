/* SPDX-License-Identifier: MIT
 *
 * deeds - runs what stage 7 has shown and the operator confirmed: one statement after another, each
 * written down before it is sent and again when its answer came; and the same from the last to the first
 * for the way back.
 *
 * Owns:    a->deeds: what is shown and waits for its answer, as whom it runs, the typed password
 * Threads: the UI thread only
 * Why:     one command per statement: who comes back after this program was lost sees exactly how far it
 *          came
 */
#ifndef UI_DEEDS_H
#define UI_DEEDS_H

#include "ui/app.h"

/* deeds_as - as whom the next ones run; user NULL or empty: the plan's account. Takes both secrets over.
 * secret: what the stars of statements with a password stand for. */
void deeds_as(struct app *a, const char *user, struct secret *password, struct secret *secret);
/* deeds_forget - what was shown is not run; secrets are wiped. */
void deeds_forget(struct app *a);
/* deeds_leave - the task is closed or another one opened: what was asked for or shown is forgotten; of a
 * statement under way the answer is waited for. */
void deeds_leave(struct app *a);
/* deeds_unheard - the reply that says what would be run has come, and no screen takes it. */
void deeds_unheard(struct app *a, const struct reply *r);
/* deeds_run - a->deeds.shown, to the first error. login: an account whose log-in is tried afterwards with
 * the secret; NULL: none. */
void deeds_run(struct app *a, const char *login);
/* deeds_undo - all of the stop that ran or may have run, from the last to the first, whatever fails; then
 * the cutover is backed out of, unless it is completed (after). */
void deeds_undo(struct app *a, bool after);
bool deeds_at_work(const struct app *a);
/* deeds_note - what a reply means for the state; deeds_next - goes on after it; true: the state was kept on
 * disk meanwhile, with what the reply said. */
void deeds_note(struct state *st, const struct reply *r);
bool deeds_next(struct app *a, const struct reply *r);

/* deeds_summary - how far it came, a line per statement of the last run (all of the list with first 0);
 * caller frees. */
char *deeds_summary(const struct deed_list *l, int64_t first);
/* deeds_left - statements that a run left open: never sent, or sent and without an answer that anybody was
 * told of; for who comes back. */
size_t deeds_left(const struct deed_list *l);

#endif
