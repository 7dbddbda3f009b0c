/* SPDX-License-Identifier: MIT
 *
 * deed - the statements that stage 7 runs on a server: what stops the writers, and what makes the
 * application's account; each with what undoes it and what became of it.
 *
 * Written down before it is sent, one by one: whoever comes back after the screen was lost sees which ran,
 * of which one no answer is known, and which were never sent. No password and no hash is in here: they
 * stand as stars, and are put in where the statement is sent.
 *
 * Limits: of more than DEED_MAX the oldest go, but none that is still to be sent or to be undone
 */
#ifndef WIZARD_DEED_H
#define WIZARD_DEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#define DEED_MAX   400
#define DEED_STARS "'********'" /* stands for the password in sql */

enum deed_kind {
    DEED_LOCK,      /* of an account that writes */
    DEED_PASSWORD,  /* another password: what undoes it holds the old hash, see deed.hashed */
    DEED_REVOKE,    /* its rights */
    DEED_KILL,      /* a session */
    DEED_READ_ONLY, /* the whole server */
    DEED_CREATE, /* the application's account; from here on no stop: backing out leaves them */
    DEED_RESET,  /* its password, where the account is there with another one */
    DEED_GRANT,
    DEED_KINDS
};

enum deed_state {
    DEED_PLANNED,     /* never sent */
    DEED_SENT,        /* no answer is known: it may have run */
    DEED_RAN,         /* the server said yes */
    DEED_FAILED,      /* it said no */
    DEED_BACK_SENT,   /* what undoes it was sent, no answer is known */
    DEED_BACK,        /* undone */
    DEED_BACK_FAILED, /* what undoes it was refused */
    DEED_STATES
};

struct deed {
    int64_t id; /* within its list, from 1 */
    int64_t at; /* Unix s of the last change of state */
    enum deed_kind kind;
    enum deed_state state;
    bool on_source;
    bool hashed; /* undone by the old hash, which is in the memory of this program alone */
    char *user, *host; /* the account it is about; NULL: none */
    int64_t session;   /* DEED_KILL */
    bool told; /* of one that was sent: that no answer is known was said when its run ended */
    char *sql; /* with stars */
    struct strlist
        back; /* what undoes it, in this order; of hashed ones with stars; none: nothing does */
    char *as; /* as whom, where that was not the plan's account; NULL: the plan's */
    char *error; /* with the two that failed */
};
void deed_clear(struct deed *d);
void deed_copy(struct deed *dst, const struct deed *src);

struct deed_list {
    struct deed *items;
    size_t n, cap;
};
void deed_list_clear(struct deed_list *l);
/* deed_add - at the end; kind, sql and side are set, the rest is the caller's to fill. Borrowed until the
 * list changes. */
struct deed *deed_add(struct deed_list *l, enum deed_kind kind, bool on_source,
                      const char *sql);
/* deed_append - copies of all of `more`, with ids of this list, as DEED_PLANNED. Returns the first id. */
int64_t deed_append(struct deed_list *l, const struct deed_list *more);
struct deed *deed_find(const struct deed_list *l, int64_t id); /* NULL: there is none */

/* deed_sent, deed_answered - what became of it; undo: of what undoes it. An answer that never came leaves
 * it as sent. */
void deed_sent(struct deed *d, bool undo, const char *as, int64_t at);
void deed_answered(struct deed *d, bool undo, bool ok, bool unknown, const char *error,
                   int64_t at);
/* deed_drop_planned - what was never sent is forgotten, so that the list says what was done. */
void deed_drop_planned(struct deed_list *l);
/* deed_is_open - was it, or what undoes it, sent, and nobody told that no answer is known? That is what a
 * program leaves that was lost. deed_settle - the operator was told of all: none is open, and what was
 * never sent is forgotten. */
bool deed_is_open(const struct deed *d);
void deed_settle(struct deed_list *l);

/* deed_is_stop - does backing out undo such? */
bool deed_is_stop(enum deed_kind kind);
/* deed_to_undo - did it run (or is that not known, or may it have run in part), and is there something
 * that undoes it still? */
bool deed_to_undo(const struct deed *d);
/* deed_last_to_undo - of the stop, the last such with an id below; NULL: none is left. */
const struct deed *deed_last_to_undo(const struct deed_list *l, int64_t below);
/* deed_state_word - "no answer is known", translated. */
const char *deed_state_word(enum deed_state s);

/* deed_text - "ran, on the source: ALTER USER ..."; with the error where it failed. Caller frees. */
char *deed_text(const struct deed *d);

/* deed_add_ways_back - a line for each statement that would undo it, or that nothing does; nothing for what
 * is undone, and for KILL, after which an application connects anew. */
void deed_add_ways_back(const struct deed *d, struct buf *b);

struct json *deed_list_to_json(const struct deed_list *l);
bool deed_list_from_json(struct deed_list *l, const struct json *a, struct err *err);

#endif
