/* SPDX-License-Identifier: MIT
 *
 * visitors - the connections of the HTTP server: how many, how long each may take, and a last
 * look at what a refused one still sends.
 *
 * Owns:     one thread; copies of the descriptors it lingers on (16 at most)
 * Threads:  any; the server's threads tell what happens, ours ends what takes too long
 * Why:      libmicrohttpd's own time-out only knows silence: a client that sends a byte now and
 *           then would keep its place for ever, and enough of them would keep everybody out
 */
#ifndef DTSD_VISITORS_H
#define DTSD_VISITORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct visitors;
struct visitor;

/* What a connection is about. A phase but VISITOR_WAITS ends within the patience or the
 * connection is closed. */
enum visitor_phase {
    VISITOR_IDLE,  /* nothing of a request is there, or not all of its headers */
    VISITOR_SENDS, /* its body is coming in */
    VISITOR_WAITS, /* for us */
    VISITOR_READS, /* the answer is going out */
};

/* visitors_new - more than `most` connections: those that are the longest in their phase, and
 * at least a second, are closed, idle ones first. So a newcomer gets in however many hang
 * about. */
struct visitors *visitors_new(size_t most, int patience_ms, struct err *err);
void visitors_free(struct visitors *v); /* after the last one left; NULL is fine */

struct visitor *visitors_enter(struct visitors *v, int fd);
void visitors_phase(struct visitors *v, struct visitor *who, enum visitor_phase phase);

/* visitors_unread - it was answered before it had sent everything. When it leaves, what still
 * comes is read and dropped for some seconds: a connection closed with bytes unread is reset,
 * and a reset can destroy the answer on its way. */
void visitors_unread(struct visitors *v, struct visitor *who);

void visitors_leave(struct visitors *v, struct visitor *who); /* before its fd is closed */

#endif
