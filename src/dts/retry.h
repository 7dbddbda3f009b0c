/* SPDX-License-Identifier: MIT
 *
 * retry - what may follow a call that failed: the one table of it, for reads and for changes.
 *
 * Source: section "retry" of the platform's codes. The SDKs repeat nothing by themselves; DTS has
 *         no token that would make a change safe to send twice.
 * Why:    who repeats pauses by base/backoff between deadline and cancel; only the clock is mended
 *         inside dts_call, since the request was refused before anything was done.
 */
#ifndef DTS_RETRY_H
#define DTS_RETRY_H

#include <stdbool.h>

#include "base/err.h"

enum dts_again {
    DTS_AGAIN_NO,    /* an answer: it stands until somebody mends the cause */
    DTS_AGAIN_LATER, /* a read: the same once more, after a pause */
    DTS_AGAIN_LOOK,  /* a change: it may have been done, so the state is read first */
    DTS_AGAIN_CLOCK, /* refused for its time before anything was done: once more, at once, with
                        the time of the service */
};

/* dts_again - err is what dts_call gave, sent what it told. A change that was never sent was not
 * done and is not repeated: who asked for it is told. */
enum dts_again dts_again(const struct err *err, bool changes, bool sent);

#endif
