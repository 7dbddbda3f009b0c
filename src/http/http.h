/* SPDX-License-Identifier: MIT
 *
 * http - one HTTP request over libcurl: deadline, cancel, size cap; the only file pair that
 * includes curl's header.
 *
 * Owns:     one multi handle (connection reuse) per struct http
 * Threads:  one user at a time; the cancel may be fired from any thread (curl_multi_wakeup)
 * Why:      TLS is always verified (CA bundle of the system, SSL_CERT_FILE or the request's own
 *           ca_file), 1.2 or later; redirects are
 *           not followed, an API has no business redirecting a signed request; the proxy
 *           variables of curl work, loopback addresses never go through a proxy; plain http is
 *           for loopback only, by name and by the address really connected to
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cancel.h"
#include "base/err.h"
#include "base/str.h"

#define HTTP_MAX_BODY (16u * 1024 * 1024)

struct http_request {
    const char *method;            /* "POST", "GET" */
    const char *url;               /* http:// or https:// */
    const struct strlist *headers; /* "Name: value" */
    const void *body;
    size_t body_len;
    int connect_timeout_ms; /* 0: 10,000 */
    int timeout_ms;         /* whole exchange; 0: 30,000 */
    const char *ca_file;    /* PEM; these certificates are trusted and no others. NULL: the
                               system's */
    bool fresh;             /* on a connection of its own. curl sends a request again by itself
                               when a kept connection turns out dead: fine for a read, never for
                               a call that changes something */
};
struct http_response {
    long status;
    struct buf body;       /* at most HTTP_MAX_BODY */
    char content_type[96]; /* lower case, without parameters */
    int64_t date_s;        /* Date header as Unix seconds, 0 when absent */
    bool wrong_host;       /* after failure: the name is unknown, or TLS with it failed; where a
                              service has several hosts, another may do */
    bool sent;             /* the request may have reached the server: after a failure, a
                              changing call must be looked up before it is repeated */
};

struct http;
void http_library_init(void); /* once, before the first thread */
void http_library_end(void);
struct http *http_new(void);
void http_free(struct http *h);

/* http_perform - blocks up to timeout_ms. Any HTTP status is success here; out->sent and
 * out->wrong_host are valid after failure too. Caller clears out with http_response_clear.
 * errors  ERR_NETWORK (resolve, connect, reset, proxy), ERR_TIMEOUT, ERR_CANCELLED,
 *         ERR_PROTOCOL (body over HTTP_MAX_BODY, no HTTP), ERR_INPUT (bad URL, plain http to
 *         another machine),
 *         ERR_DENIED (certificate refused) */
bool http_perform(struct http *h, const struct http_request *req, struct http_response *out,
                  struct cancel *cancel, struct err *err);
void http_response_clear(struct http_response *r);

#endif
