/* SPDX-License-Identifier: MIT
 *
 * after - the last part of stage 7: completing, then what is left to do.
 */
#ifndef UI_SCREEN_AFTER_H
#define UI_SCREEN_AFTER_H

#include "ui/app.h"

/* after_draw - scroll: rows above the window, kept within what there is. */
void after_draw(struct app *a, const struct canvas *c, int *scroll);

/* What lifts read_only, as a statement's step in CMD_RUN_SQL. */
#define AFTER_STEP "writable"

/* after_writable_ask - lifts what keeps the target read-only, shown word for word and confirmed.
 * after_writable_off - why that cannot be done now (translated); NULL: it can. after_reply - what became
 * of it; after_writable_hint - where no account may, err says where else it is done. */
void after_writable_ask(struct app *a);
const char *after_writable_off(const struct app *a);
void after_reply(struct app *a, const struct reply *r);
void after_writable_hint(const struct reply *r, struct err *err);
/* after_writable_sql - the statements that lift it; between: "; " or ";\n"; the last ends with ";". Caller
 * frees. */
char *after_writable_sql(const struct snap_after *l, const char *between);

/* after_look - one look at the target from here; needs its password. after_tick: every second, so
 * that it is looked at again every 10 s while the password is there and the last look saw it. */
void after_look(struct app *a);
void after_tick(struct app *a);

#endif
