/* SPDX-License-Identifier: MIT
 *
 * err - what went wrong, as a sentence with a next step and the server's own words behind it.
 *
 * An error is filled once, at its origin, and wrapped with context on the way out; the place
 * that meets the operator shows it whole. Functions that can fail return bool (true = success)
 * and take `struct err *err` last; err may not be NULL and is only touched on failure.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum err_kind {
    ERR_NONE = 0,
    ERR_INPUT,     /* an answer or argument is wrong; ask again */
    ERR_AUTH,      /* name or password or signature refused; do not retry, ask */
    ERR_DENIED,    /* logged in, but this is not permitted; grant a right */
    ERR_NETWORK,   /* no connection, or it was lost; retry with back-off */
    ERR_TIMEOUT,   /* a deadline passed; state on the other side is unknown */
    ERR_CANCELLED, /* we were asked to stop; not an error to show */
    ERR_THROTTLED, /* asked to slow down; retry later */
    ERR_STATE,     /* not now: the other side is in a state that forbids it */
    ERR_GONE,      /* the thing asked for does not exist */
    ERR_PROTOCOL,  /* the answer made no sense; do not retry */
    ERR_SERVER,    /* the server refused with an error of its own (code says which) */
    ERR_LOCAL,     /* this machine: disk, file, permission */
};

#define ERR_PARTS \
    4 /* contexts that are told apart; of more the innermost stay joined to the cause */

struct err {
    enum err_kind kind;
    unsigned char n_parts;           /* contexts put before the cause by err_wrap */
    unsigned short parts[ERR_PARTS]; /* where in text the next one begins, outermost first */
    int number;                      /* MySQL error number or HTTP status, 0 if none */
    char code[72];                   /* DTS code or SQLSTATE, "" if none */
    char request_id[48];             /* of the service, "" if none */
    char text[640];                  /* one or two sentences */
    char hint[320];                  /* the next step, "" if none */
    char server[640]; /* the server's own words, verbatim but for control bytes */
};

/* err_clear - back to "no error". */
void err_clear(struct err *err);

/* err_set - fills err anew. Always returns false, so that `return err_set(...)` reads well. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* err_hint - states the next step. Always returns false. */
bool err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* err_server - keeps the server's number, code and words. Control bytes become '?'.
 * code, words may be NULL. Always returns false. */
bool err_server(struct err *err, int number, const char *code, const char *words);

/* err_wrap - puts "context: " before the text, and remembers where the cause begins. Always
 * returns false. */
bool err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* err_errno - ERR_LOCAL with strerror(errnum) as the server's words. Always returns false. */
bool err_errno(struct err *err, int errnum, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* err_link - one link of the chain: 0 is what failed, the last one why. Into out (of
 * sizeof err->text bytes at most); false when there is no such link. */
bool err_link(const struct err *err, unsigned link, char *out, size_t size);

/* err_is_lost - did no answer come, or not in time, or was it not waited for? What was asked is then not
 * known, neither yes nor no. */
bool err_is_lost(enum err_kind kind);

/* err_is_transient - may the same read be tried again by itself after a pause? */
bool err_is_transient(const struct err *err);

/* err_kind_name - a stable lower-case word for logs and tests ("network"). */
const char *err_kind_name(enum err_kind kind);

#endif
