/* SPDX-License-Identifier: MIT
 *
 * login_again - when the application's log-in on the target, which succeeded once, is tried again: what
 * stops the writers may reach the target as well. Pure.
 *
 * Why: a try that gets no answer proves nothing, neither way: it stays due, after a pause that leaves the
 *      looks at the source their pace, until the target lets the account in or refuses it
 */
#ifndef WIZARD_LOGIN_AGAIN_H
#define WIZARD_LOGIN_AGAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct login_again {
    bool stopped;       /* the stop had begun at the last look */
    int writers;        /* at the last look */
    bool due;           /* the stop asked for a try that has no answer yet */
    int64_t not_before; /* mono ms */
};

/* login_again_due - after each look: is it to be tried now? When the stop begins, and when the last
 * writer has gone, it becomes due. */
bool login_again_due(struct login_again *l, bool stopped, int writers, int64_t mono_ms);
/* login_again_tried - what came of it; ERR_NONE: logged in. */
void login_again_tried(struct login_again *l, enum err_kind kind, int64_t mono_ms);

#endif
