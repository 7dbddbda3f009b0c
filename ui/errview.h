/* SPDX-License-Identifier: MIT
 *
 * errview - the errors of this session, and one of them told in full: what failed and why, in whose
 * words, the likely cause, what to do, how to go on.
 */
#ifndef UI_ERRVIEW_H
#define UI_ERRVIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define ERRORS_KEPT 16 /* the oldest go; all are in the log */

struct errors {
    struct {
        struct err err;
        int64_t wall;
    } items[ERRORS_KEPT]; /* oldest first */
    size_t n;
};

void errors_note(struct errors *e, const struct err *err, int64_t wall);

/* errview_full - all that is known; wall 0: no time. */
void errview_full(struct buf *out, const struct err *err, int64_t wall);
/* errview_earlier - those before the newest `but` ones, newest first, shorter; nothing when there
 * are none. */
void errview_earlier(struct buf *out, const struct errors *e, size_t but);

#endif
