/* SPDX-License-Identifier: MIT
 *
 * tc3 - TC3-HMAC-SHA256, signing and verifying, from the same canonical form.
 *
 * Source: Tencent Cloud API 3.0 "Signature v3"; vectors and SDK behaviour measured with the
 * official Node SDK 4.1.313 (the host it signs lacks the port, so a verifier tries both).
 */
#ifndef DTS_TC3_H
#define DTS_TC3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

struct tc3_request {
    const char *host;         /* as in the Host header */
    const char *content_type; /* exactly as sent */
    const char *action;       /* X-TC-Action as sent; signed in lower case when listed */
    int64_t timestamp;        /* X-TC-Timestamp */
    const void *body;
    size_t body_len;
    bool unsigned_payload; /* X-TC-Content-SHA256: UNSIGNED-PAYLOAD */
};

#define TC3_WINDOW_S       300
#define TC3_SIGNATURE_SIZE 65

/* tc3_signature - hex signature over the headers named in signed_headers ("content-type;host"
 * or "content-type;host;x-tc-action"; anything else: ERR_INPUT) for scope date/service. */
bool tc3_signature(const struct tc3_request *req, const char *signed_headers, const char *date,
                   const char *service, const struct secret *key, char out[TC3_SIGNATURE_SIZE],
                   struct err *err);

/* tc3_canonical - the canonical request that is hashed and signed (no secret in it): what to
 * compare when two implementations disagree. Caller frees; NULL with ERR_INPUT as above. */
char *tc3_canonical(const struct tc3_request *req, const char *signed_headers, struct err *err);

/* tc3_authorize - the whole Authorization value, signed headers "content-type;host", service
 * "dts"; caller frees. Cannot fail. */
char *tc3_authorize(const struct tc3_request *req, const char *secret_id,
                    const struct secret *key);

/* A parsed Authorization header; strings point into `storage`. */
struct tc3_authorization {
    char storage[1024];
    const char *secret_id, *date, *service, *signed_headers, *signature;
};
/* tc3_parse - ERR_AUTH with code AuthFailure.InvalidAuthorization when malformed. */
bool tc3_parse(const char *header, struct tc3_authorization *out, struct err *err);

/* tc3_verify - checks window, scope date and signature (constant time; host with and without
 * port). ERR_AUTH with the documented code: AuthFailure.SignatureExpire or .SignatureFailure;
 * .InvalidAuthorization when headers are signed that tc3_signature does not know. The caller
 * has found `key` by auth->secret_id. */
bool tc3_verify(const struct tc3_request *req, const struct tc3_authorization *auth,
                const struct secret *key, int64_t now_s, struct err *err);

#endif
