/* SPDX-License-Identifier: MIT
 *
 * deed_secret - what must not be said of the statements of stage 7: the old hashes of passwords that were,
 * or are about to be, replaced, and the words of a server that may quote a password.
 *
 * Owns: the hashes, in memory only, as secrets, each by where it was read: server, task, account. What one
 *       task put away never goes to another server, nor back in another task's name.
 * Why:  a server quotes what it did not take escaped, in hex or cut off: its words cannot be searched for
 *       the password, so none of them are kept
 */
#ifndef WIZARD_DEED_SECRET_H
#define WIZARD_DEED_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "wizard/plan.h"

#define DEED_HASHES_MOST 200

struct deed_hash {
    bool used;    /* the password was replaced: what is read now would be the new one's */
    int64_t deed; /* by this one; with used */
    char *where;  /* deed_hash_where */
    char *user, *host;
    struct secret *sql; /* what puts the old password back */
};
struct deed_hashes {
    struct deed_hash *items;
    size_t n, cap;
};
void deed_hashes_clear(struct deed_hashes *l);

/* What became of a hash that was read. */
enum deed_hash_kept {
    HASH_NONE, /* there was none, or there is no room: nothing puts this password back */
    HASH_KEPT, /* it is the one that puts it back */
    HASH_STANDS, /* a password was set here before: the hash of then stands, and that statement's way
                    back */
};

/* deed_hash_where - "host:port" of that side, and the task (or draft) it belongs to. Caller frees. */
char *deed_hash_where(const struct plan *p, bool on_source);
/* deed_hash_of - borrowed until the next deed_hash_keep; NULL: none is kept. */
struct deed_hash *deed_hash_of(const struct deed_hashes *l, const char *where, const char *user,
                               const char *host);
/* deed_hash_keep - takes sql over; NULL: it could not be read. */
enum deed_hash_kept deed_hash_keep(struct deed_hashes *l, const char *where, const char *user,
                                   const char *host, struct secret *sql);

/* deed_with_secret - the statement to be sent: the last stars are the password. NULL password: as it is.
 * Caller frees and wipes. */
char *deed_with_secret(const char *sql, const char *password);

/* deed_hide_words - of the error of a statement with a password nothing is kept but its number, in words
 * of our own. What the connection itself said (lost, cancelled, too slow) stays. */
void deed_hide_words(struct err *err);

#endif
