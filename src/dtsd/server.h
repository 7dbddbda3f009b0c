/* SPDX-License-Identifier: MIT
 *
 * server - HTTP or HTTPS: reads a request, verifies its TC3 signature, hands it to the actor,
 * sends the answer. The only file pair that includes libmicrohttpd's header.
 *
 * Threads:  libmicrohttpd's own; they touch nothing but the actor's queue and constants
 * Limits:   256 connections (visitors.h says what happens when there are more), bodies up to
 *           10 MB and 64 MB of them at a time, 30 s of silence, a minute for a request to arrive
 *           and another for its answer to be read
 * Why:      every answer, refusals of authentication too, is HTTP 200 with content type
 *           application/json and an envelope: clients of DTS lose code and request id otherwise.
 *           Only what is not HTTP at all is answered by libmicrohttpd itself (400, 431)
 */
#ifndef DTSD_SERVER_H
#define DTSD_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "dtsd/daemon.h"

struct server;

struct server_settings {
    const char *addr; /* a number, or localhost */
    unsigned port;    /* 0: any free one */
    /* PEM files, both or neither; TLS 1.2 or later. Needed for any address but loopback,
     * because requests carry passwords. The certificate's file may hold the chain. */
    const char *tls_cert, *tls_key;
    size_t connections; /* 0: 256 */
    int patience_ms;    /* 0: 60,000; how long a request may take to arrive */
};

/* server_start - listens. ERR_INPUT: no such address, no certificate where one is needed, a
 * certificate or key that cannot be used. ERR_STATE: the port is taken. */
bool server_start(struct server **out, struct daemon *d, const struct server_settings *how,
                  struct err *err);
unsigned server_port(const struct server *s);
void server_stop(struct server *s); /* answers what has begun; NULL is fine */

#endif
