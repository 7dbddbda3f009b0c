/* SPDX-License-Identifier: MIT
 *
 * align - see align.h.
 */
#include "dtsd/compare/align.h"

#include <string.h>

#include "base/clock.h"

#define FIRST_STEP_MS 5
#define MOST_STEP_MS  250

bool align_open(struct align *a, const struct run *run, struct err *err)
{
    memset(a, 0, sizeof *a);
    a->room.run = run;
    if (!room_open_source(&a->room, err) || !room_open_target(&a->room, err) ||
        !position_load(run, &a->position, err))
        return false;
    if (a->position.way != WAY_NONE)
        return true;
    return err_set(err, ERR_STATE, "No channel follows the source yet");
}

void align_close(struct align *a)
{
    room_close(&a->room);
    position_clear(&a->position);
}

bool align_now(struct align *a, struct err *err)
{
    int64_t deadline = clock_deadline(ALIGN_WAIT_MS);
    struct look look = {0};
    bool reached = false, ok = look_source(&a->room, &look, err);

    for (int step = FIRST_STEP_MS; ok && !reached;
         step = step < MOST_STEP_MS ? step * 2 : step) {
        ok = look_target(&a->room, &look, err) &&
             lag_reached(&a->position, &look.source, &look, &reached, NULL, err);
        if (!ok || reached)
            break;
        if (clock_left_ms(deadline) == 0) {
            ok = err_set(err, ERR_TIMEOUT, "The target has not caught up within %d minutes",
                         ALIGN_WAIT_MS / 60000);
            err_hint(err, "Look at the lag; compare when it is small.");
        } else if (!cancel_wait(a->room.run->cancel, step)) {
            ok = cancel_check(a->room.run->cancel, err);
        }
    }
    look_clear(&look);
    return ok;
}
