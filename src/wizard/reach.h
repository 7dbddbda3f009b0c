/* SPDX-License-Identifier: MIT
 *
 * reach - the first two steps towards a server, each stoppable: a name becomes addresses, and
 * an address answers with the greeting of a MySQL server.
 */
#ifndef WIZARD_REACH_H
#define WIZARD_REACH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/str.h"

/* reach_resolve - addresses of a host as text, in the system's order, at most 16.
 * The system's resolver cannot be stopped: it runs in a thread of its own that is left alone
 * when the deadline (mono ms) passes or the cancel fires. ERR_INPUT: no such name. */
bool reach_resolve(const char *host, struct strlist *out, struct cancel *cancel,
                   int64_t deadline, struct err *err);

struct greeting {
    char version[64]; /* as sent */
    bool tls;         /* the server offers TLS */
};
/* reach_greet - connects to an address, reads the first packet, closes. ERR_NETWORK,
 * ERR_TIMEOUT, ERR_DENIED (the server refuses this host), ERR_PROTOCOL (no MySQL). */
bool reach_greet(const char *address, unsigned port, struct greeting *out,
                 struct cancel *cancel, int64_t deadline, struct err *err);

/* greeting_parse - the payload of the first packet; for reach_greet and its test. */
bool greeting_parse(const uint8_t *payload, size_t n, struct greeting *out, struct err *err);

#endif
