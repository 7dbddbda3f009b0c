/* SPDX-License-Identifier: MIT
 *
 * client - calls DTS: signs, sends, reads the envelope, turns error codes into sentences.
 *
 * Threads:  one user at a time
 * Limits:   20 requests per second and action (documented limit); answers up to 16 MB
 * Why:      nothing is repeated here but a request refused for its time; what else may be, and
 *           what must be looked up first, is the table of retry.h
 */
#ifndef DTS_CLIENT_H
#define DTS_CLIENT_H

#include <stdbool.h>

#include "base/cancel.h"
#include "base/err.h"
#include "dts/credentials.h"
#include "dts/model.h"

struct dts_client;

struct dts_client_options {
    const char *endpoint; /* "https://dts.tencentcloudapi.com" or "http://127.0.0.1:8443" */
    const char *region;   /* X-TC-Region, NULL: none */
    const char *language; /* "en-US" or "zh-CN"; NULL: en-US */
    const struct dts_credentials *credentials; /* copied */
    int timeout_ms;                            /* per call; 0: 30,000 */
};

/* dts_client_new - cannot fail and does not connect: options that cannot be used are told by
 * the first call. Options are copied. */
struct dts_client *dts_client_new(const struct dts_client_options *options);
void dts_client_free(struct dts_client *c);

/* dts_call - one action. Blocks up to timeout_ms, and up to one second before when the limit of
 * the action is reached.
 *
 * in      struct of the action's request shape; NULL sends {}
 * out     struct of its response shape: initialised here, also when the call fails; the caller
 *         clears it with shape_clear. NULL ignores the answer
 * sent    (may be NULL) tells whether the service may have seen the request
 * errors  by code: AuthFailure.* -> ERR_AUTH; UnauthorizedOperation* -> ERR_DENIED;
 *         RequestLimitExceeded* -> ERR_THROTTLED; ResourceNotFound* -> ERR_GONE;
 *         FailedOperation.NotAllowOperation/.StatusInConflict*, OperationDenied*,
 *         LimitExceeded*, ResourceInUse*, InternalError.DuplicateJob/.NotEnoughMoney* ->
 *         ERR_STATE; InvalidParameter*, MissingParameter*, UnknownParameter*,
 *         UnsupportedRegion -> ERR_INPUT; other InternalError*, ResourceUnavailable* ->
 *         ERR_SERVER (transient); anything else -> ERR_SERVER. The whole table: errors.c.
 *         text is a sentence, hint the next step; code, request_id and server are the
 *         service's.
 *         No DTS envelope in the answer (HTML, empty, other JSON, HTTP status other than 200):
 *         ERR_PROTOCOL, number is the HTTP status, server quotes at most 200 bytes.
 *         No usable key: ERR_AUTH; end point or region that is none, request over 10 MB:
 *         ERR_INPUT; the way there: as http_perform.
 *
 * A clock more than 30 s off is found from the answer's Date header, and calls are signed with the
 * corrected time. A request that was refused for its time (nothing was done) is sent once more in
 * the same call; each of the two may block as above. */
bool dts_call(struct dts_client *c, enum dts_action_id action, const void *in, void *out,
              bool *sent, struct cancel *cancel, struct err *err);

/* dts_language - the language DTS is to answer in, for a person's locale or list of languages
 * ("zh_CN.UTF-8", "ko:en", NULL): it knows "zh-CN" and "en-US". Static text. */
const char *dts_language(const char *locale);

/* dts_client_clock_offset_s - server time minus ours as last seen, 0 when within 30 s. */
int64_t dts_client_clock_offset_s(const struct dts_client *c);

#endif
