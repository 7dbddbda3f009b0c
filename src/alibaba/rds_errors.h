/* SPDX-License-Identifier: MIT
 *
 * rds_errors - what an error code of Alibaba's API means: its kind, a sentence, the next step, and
 * what may follow. One table.
 *
 * Why:    by `Code` alone. The HTTP status says nothing reliable: 403 is a missing right as well as
 *         an instance that is busy, and a backup that already runs is a 400.
 * Source: gateway codes and those of RDS version 2014-08-15.
 */
#ifndef ALIBABA_RDS_ERRORS_H
#define ALIBABA_RDS_ERRORS_H

#include "base/err.h"

enum rds_again {
    RDS_AGAIN_NO,    /* an answer: it stands until somebody mends the cause */
    RDS_AGAIN_LATER, /* a read: the same once more, after a pause */
    RDS_AGAIN_ONCE,  /* refused for its time or nonce before anything was done: at once, signed
                        anew */
    RDS_AGAIN_SEEN, /* the service had this very request before: a read once more, at once, signed
                       anew; a change may have been done, by the one it had */
    RDS_AGAIN_STATE, /* the instance is busy: look at its state, wait, decide again */
};

/* rds_hide - overwrites with * what stands in text behind AccountPassword or a security token: the
 * service answers a refused signature with the request as it read it, and a proxy may show the URL.
 * Cannot fail. */
void rds_hide(char *text);

/* rds_error_set - fills err; message and request_id (may be NULL) are kept verbatim, but for what
 * rds_hide hides. A code the table lacks gives ERR_SERVER. Always returns false. */
bool rds_error_set(struct err *err, const char *code, const char *message,
                   const char *request_id);

/* rds_again - err is what a call gave. A change that may have reached the service (ERR_NETWORK,
 * ERR_TIMEOUT, ERR_SERVER) is never repeated by itself, whatever this says: its caller looks first. */
enum rds_again rds_again(const struct err *err);

#endif
