/* SPDX-License-Identifier: MIT
 *
 * retry - see retry.h.
 */
#include "dts/retry.h"

#include <stddef.h>

#include "base/str.h"

#define GATEWAY_TROUBLE 500 /* an HTTP status from here on is a gateway's own trouble */

/* The first row that fits counts; what no row fits is an answer. */
static const struct {
    enum err_kind kind;
    const char *code; /* begins the code */
    int number;       /* at least so much */
    enum dts_again read, change;
} rows[] = {
    {ERR_AUTH, "AuthFailure.SignatureExpire", 0, DTS_AGAIN_CLOCK, DTS_AGAIN_CLOCK},
    {ERR_NETWORK, "", 0, DTS_AGAIN_LATER, DTS_AGAIN_LOOK},
    {ERR_TIMEOUT, "", 0, DTS_AGAIN_LATER, DTS_AGAIN_LOOK},
    {ERR_CANCELLED, "", 0, DTS_AGAIN_NO, DTS_AGAIN_LOOK},
    {ERR_PROTOCOL, "", GATEWAY_TROUBLE, DTS_AGAIN_LATER, DTS_AGAIN_LOOK},
    {ERR_PROTOCOL, "", 0, DTS_AGAIN_NO, DTS_AGAIN_LOOK},
    /* refused at the door: nothing was done, and the operator says when to send it again */
    {ERR_THROTTLED, "RequestLimitExceeded", 0, DTS_AGAIN_LATER, DTS_AGAIN_NO},
    {ERR_SERVER, "ResourceUnavailable", 0, DTS_AGAIN_LATER, DTS_AGAIN_NO},
    /* it broke while it was at work, nobody knows how far it had come */
    {ERR_SERVER, "InternalError", 0, DTS_AGAIN_LATER, DTS_AGAIN_LOOK},
};

enum dts_again dts_again(const struct err *err, bool changes, bool sent)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == err->kind && str_starts(err->code, rows[i].code) &&
            err->number >= rows[i].number) {
            bool undone = changes && !sent && rows[i].change == DTS_AGAIN_LOOK;
            return undone ? DTS_AGAIN_NO : changes ? rows[i].change : rows[i].read;
        }
    return DTS_AGAIN_NO;
}
