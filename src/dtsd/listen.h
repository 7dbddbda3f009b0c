/* SPDX-License-Identifier: MIT
 *
 * listen - where dtsd may listen, and with what: an address in numbers, and a certificate with its key
 * wherever others than this machine can come.
 *
 * Why: requests carry passwords, so plain HTTP is for a loopback address only.
 */
#ifndef DTSD_LISTEN_H
#define DTSD_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/err.h"

#define LISTEN_PEM_MAX (1024u * 1024) /* bytes of a certificate or key */

struct listen_place {
    const char *name; /* as given; borrowed */
    struct sockaddr_storage addr;
    bool is_v6, is_loopback;
};

/* listen_find - an address in numbers, or localhost. ERR_INPUT: it is none. */
bool listen_find(const char *name, unsigned port, struct listen_place *out, struct err *err);

/* listen_needs_tls - cert, key: files or NULL. *tls: they are to be used. ERR_INPUT: only one is given,
 * or none where they are needed. */
bool listen_needs_tls(const struct listen_place *at, const char *cert, const char *key,
                      bool *tls, struct err *err);

/* listen_read_pem - a file of either. ERR_INPUT: it cannot be read. */
bool listen_read_pem(const char *path, struct buf *out, struct err *err);

#endif
