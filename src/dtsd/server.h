/* SPDX-License-Identifier: MIT
 *
 * server - HTTP on loopback: reads a request, verifies its TC3 signature, hands it to the
 * actor, sends the answer. The only file pair that includes libmicrohttpd's header.
 *
 * Threads:  libmicrohttpd's own; they touch nothing but the actor's queue and constants
 * Limits:   64 connections, bodies up to 10 MB, 30 s of silence
 * Why:      every answer, refusals of authentication too, is HTTP 200 with content type
 *           application/json and an envelope: clients of DTS lose code and request id otherwise
 */
#ifndef DTSD_SERVER_H
#define DTSD_SERVER_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/daemon.h"

struct server;

/* server_start - listens on addr:port (port 0: any free one). Only loopback addresses
 * (ERR_INPUT). ERR_STATE when the port is taken. */
bool server_start(struct server **out, struct daemon *d, const char *addr, unsigned port,
                  struct err *err);
unsigned server_port(const struct server *s);
void server_stop(struct server *s); /* answers what has begun; NULL is fine */

#endif
