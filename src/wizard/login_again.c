/* SPDX-License-Identifier: MIT
 *
 * login_again - see login_again.h.
 */
#include "wizard/login_again.h"

#define PAUSE_MS 15000

bool login_again_due(struct login_again *l, bool stopped, int writers, int64_t mono_ms)
{
    if (stopped && (!l->stopped || (l->writers > 0 && writers == 0))) {
        l->due = true;
        l->not_before = 0;
    }
    l->due = l->due && stopped;
    l->stopped = stopped;
    l->writers = writers;
    return l->due && mono_ms >= l->not_before;
}

void login_again_tried(struct login_again *l, enum err_kind kind, int64_t mono_ms)
{
    l->due = err_is_lost(kind);
    l->not_before = mono_ms + PAUSE_MS;
}
