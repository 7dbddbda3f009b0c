/* SPDX-License-Identifier: MIT
 *
 * remedy - statements the wizard itself ran on a server to mend a check, and what undoes each.
 *
 * Written down before a statement is sent: a line that drops in between leaves REMEDY_SENT, and
 * that is what the clean-up then says. No statement that could hold a secret is ever a remedy.
 *
 * Limits: REMEDY_MAX are kept; the oldest go
 */
#ifndef WIZARD_REMEDY_H
#define WIZARD_REMEDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"

#define REMEDY_MAX 200

enum remedy_state {
    REMEDY_SENT,   /* no answer is known: it may have run */
    REMEDY_RAN,    /* the server said yes */
    REMEDY_UNDONE, /* and its inverse ran, too */
    REMEDY_STATES
};

struct remedy {
    int64_t at; /* Unix s */
    bool on_source;
    char *user; /* as whom, where that was not the plan's account; NULL: the plan's */
    char *sql;
    char *back; /* the inverse; NULL: none is known */
    enum remedy_state state;
};
struct remedy_list {
    struct remedy *items;
    size_t n, cap;
};
void remedy_list_clear(struct remedy_list *l);

/* remedy_sent - user: the account given for this alone, NULL: the plan's. */
void remedy_sent(struct remedy_list *l, bool on_source, const char *user, const char *sql,
                 int64_t at);
/* remedy_answered - the newest such statement that waits for its answer: ran with its inverse
 * (NULL: none is known), or did not run and is forgotten. */
void remedy_answered(struct remedy_list *l, bool on_source, const char *sql, bool ran,
                     const char *back);
/* remedy_undone - the newest such statement whose inverse ran. */
void remedy_undone(struct remedy_list *l, bool on_source, const char *back);

struct json *remedy_list_to_json(const struct remedy_list *l);
bool remedy_list_from_json(struct remedy_list *l, const struct json *a, struct err *err);

#endif
