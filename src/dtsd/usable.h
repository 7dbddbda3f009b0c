/* SPDX-License-Identifier: MIT
 *
 * usable - which of the servers that --instance names can be used now, and if not, why not.
 *
 * Owns:     what was found last, for 5 s
 * Threads:  any; usable_look blocks, usable_is does not
 * Limits:   all servers are asked at once and have 1.5 s together. A name that the system cannot
 *           resolve takes as long as the system takes to say so
 * Why:      no password is known for a server as such, so what can be found out is what it says
 *           before and to a login: that it is there, speaks MySQL's protocol, is of a version
 *           that dtsd knows, and lets this host in. The login is finished (and refused): one
 *           that is broken off counts for max_connect_errors and would shut this host out
 */
#ifndef DTSD_USABLE_H
#define DTSD_USABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "dtsd/daemon.h"

#define USABLE_HINT 256

struct usable;

/* usable_new - the instances are borrowed and must not change. */
struct usable *usable_new(const struct instance *items, size_t n);
void usable_free(struct usable *u); /* NULL is fine */

/* usable_look - asks the servers unless that was done less than 5 s ago. Not for the actor. */
void usable_look(struct usable *u); /* NULL is fine */
/* usable_is - what the last look found of the instance with this index; hint: why not, "" when
 * it can be used. */
bool usable_is(struct usable *u, size_t i, char hint[USABLE_HINT]);

#endif
