/* SPDX-License-Identifier: MIT
 *
 * conn_private - what the files of one connection share: handles being opened, the meaning of
 * error numbers. For src/mysql/conn*.c only.
 */
#ifndef MYSQL_CONN_PRIVATE_H
#define MYSQL_CONN_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "mysql/conn.h"

/* An open handle and what was learned while opening it. */
struct handle {
    void *my;    /* MYSQL: its tag differs between the two libraries */
    int fd;      /* our own descriptor of its socket: shutdown() on it cannot hit another's */
    uint64_t id; /* CONNECTION_ID() */
    char cipher[80];
    char peer[64]; /* numeric address */
};

struct conn {
    struct handle h;
    struct conn_params p; /* copies, except password */
    struct secret *password;
    struct cancel *cancel; /* borrowed */
    struct cancel_hook hook;
    char *version;
    bool lost, log_bin_off, stale_kill;
    uint64_t affected;
    int64_t heard_ms; /* when the server was last heard of, for telling a time-out */

    pthread_mutex_t lock;
    pthread_cond_t call_over;
    bool busy, killer_started;
    atomic_bool interrupted;
    pthread_t killer;
};

/* conn_call_begin .. conn_call_end bracket everything that may block; see conn.c. */
bool conn_call_begin(struct conn *c, struct err *err);
void conn_call_end(struct conn *c);
/* conn_refuse_files - LOCAL INFILE off, and every file refused should a server ask anyway. */
void conn_refuse_files(struct conn *c);

/* label_shown - a side as a sentence for a person names it: what logs call "source" is translated.
 */
const char *label_shown(const char *label);

/* handle_open - connects in a thread of its own and waits for it at most limit_ms or until
 * cancel fires; an attempt left alone cleans up after itself. */
bool handle_open(struct handle *out, const struct conn_params *p, int limit_ms,
                 struct cancel *cancel, struct err *err);
void handle_close(struct handle *h);

/* conn_error - fills err from a server's or the client library's number. text names what was
 * attempted. Returns false. */
bool conn_error(struct err *err, int number, const char *sqlstate, const char *words,
                const char *text);
/* conn_error_is_loss - the connection is of no more use after this number. */
bool conn_error_is_loss(int number);

void conn_set_log_bin_off(struct conn *c, bool off);

#endif
