/* SPDX-License-Identifier: MIT
 *
 * refusal - the ways a request is refused: a documented code, and a sentence that names the
 * parameter by its path and says what is possible.
 *
 * All fill err and return false, so that `return refuse(...)` reads well; those that look at a
 * value return true when there is nothing to refuse. An absent value (NULL, DTS_UNSET) passes
 * them: whether it may be absent is another question (refuse_missing).
 */
#ifndef DTSD_REFUSAL_H
#define DTSD_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Codes that many actions share (1.7, 1.8 of the service's documentation). */
#define CODE_NO_JOB        "ResourceNotFound.ResourceNotFoundError"
#define CODE_JOB_NOT_EXIST "ResourceNotFound.JobNotExist"
#define CODE_NOT_ALLOWED   "FailedOperation.NotAllowOperation"
#define CODE_DENIED        "OperationDenied.OperationDeniedError"
#define CODE_INTERNAL_HTTP "InternalError.InternalHttpServerError" /* RecoverMigrateJob only */
#define CODE_BAD_VALUE     "InvalidParameterValue.InvalidParameterValueError"
#define CODE_MISSING       "MissingParameter.MissingParameterError"
#define CODE_UNSUPPORTED   "UnsupportedOperation.UnsupportedOperationError"
#define CODE_LIMIT         "LimitExceeded.LimitExceededError"

bool refuse(struct err *err, enum err_kind kind, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* refuse_value - CODE_BAD_VALUE; the text says what the value must be. */
bool refuse_value(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* refuse_missing - CODE_MISSING; why: what makes it necessary, "" for "always". */
bool refuse_missing(struct err *err, const char *path, const char *why);
/* refuse_unsupported - CODE_UNSUPPORTED: "PATH: this dtsd does not WHAT". */
bool refuse_unsupported(struct err *err, const char *path, const char *what);

/* must_be_one_of - value is one of the words (ended by NULL). */
bool must_be_one_of(const char *path, const char *value, const char *const *words,
                    struct err *err);
/* must_be_within - min <= value <= max. */
bool must_be_within(const char *path, int64_t value, int64_t min, int64_t max, struct err *err);
/* must_be_short - at most max characters (not bytes). */
bool must_be_short(const char *path, const char *value, size_t max, struct err *err);
/* must_be_page - Limit and Offset of a list: sets the defaults (20 and 0); 1 to 100, 0 and more.
 */
bool must_be_page(int64_t *limit, int64_t *offset, struct err *err);

#endif
