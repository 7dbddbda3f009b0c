/* SPDX-License-Identifier: MIT
 *
 * fake_http - an HTTP server on loopback that says what the test tells it to and keeps what it
 * was asked. Plain sockets, one thread; knows nothing of what it serves.
 *
 * Answers are queued and given in order, one per request, whichever connection it comes on.
 * A request without an answer in the queue gets status 599. Failures of the server itself abort
 * the test program.
 */
#ifndef TESTS_UNIT_FAKE_HTTP_H
#define TESTS_UNIT_FAKE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct fake_http;

struct fake_http *fake_http_new(void);
void fake_http_free(struct fake_http *f);
int fake_http_port(const struct fake_http *f);
const char *fake_http_url(const struct fake_http *f); /* "http://127.0.0.1:PORT" */

/* fake_http_reply - a whole answer. headers: extra lines, each ended by \r\n, or NULL. */
void fake_http_reply(struct fake_http *f, int status, const char *content_type,
                     const char *headers, const char *body);
/* fake_http_raw - bytes as they are, then the connection is closed. */
void fake_http_raw(struct fake_http *f, const char *bytes);
/* fake_http_flood - raw bytes, then `more` letters, then the connection is closed. */
void fake_http_flood(struct fake_http *f, const char *bytes, size_t more);
/* fake_http_silence - the request is read and never answered; the connection stays open. */
void fake_http_silence(struct fake_http *f);
/* fake_http_reply_then_close - as reply, but the connection is closed without saying so, as a
 * server does with a connection that was idle too long. */
void fake_http_reply_then_close(struct fake_http *f, int status, const char *content_type,
                                const char *headers, const char *body);

/* fake_http_on_request - called in the server's thread after each request, before its answer.
 * May queue that answer. Set before the first request. */
void fake_http_on_request(struct fake_http *f, void (*fn)(void *arg), void *arg);

/* What came in, 0 the first. Caller frees. NULL when there is no such request or header. */
size_t fake_http_count(struct fake_http *f);
char *fake_http_head(struct fake_http *f, size_t i); /* request line and headers */
char *fake_http_header(struct fake_http *f, size_t i, const char *name);
char *fake_http_body(struct fake_http *f, size_t i);

/* fake_http_closed_port - a port of 127.0.0.1 on which nobody listens. */
int fake_http_closed_port(void);

#endif
