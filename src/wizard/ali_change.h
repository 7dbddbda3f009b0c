/* SPDX-License-Identifier: MIT
 *
 * ali_change - what this wizard changed at Alibaba Cloud by its API, and what is needed to put it back.
 *
 * Written down before the call is sent: a machine that stops in between leaves ALI_SENT, and a later
 * run looks what stands there and takes out exactly this. No secret is ever in it.
 *
 * Limits: ALI_CHANGES_MAX are kept; the oldest of which nothing is left to do go first
 */
#ifndef WIZARD_ALI_CHANGE_H
#define WIZARD_ALI_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#define ALI_CHANGES_MAX 200

enum ali_change_kind {
    ALI_CHANGE_NONE = 0,
    ALI_ALLOW,   /* entries, into the group of ours */
    ALI_WINDOW,  /* of the automatic backup: name unused, "DAYS HOURS" */
    ALI_HOURS,   /* so long binlogs stay on the instance */
    ALI_PARAM,   /* name: of a server parameter */
    ALI_ACCOUNT, /* name; now: "Super" or "Normal". There is no call of ours that removes it */
    ALI_PUBLIC,  /* name: the prefix of a public address; now: its port. Likewise */
    ALI_BACKUP,  /* one was started; nothing to put back */
    /* entries: databases; name: of the account; was: ali_grants_text; now: the privilege. As ALI_ACCOUNT */
    ALI_GRANT,
    ALI_CHANGE_KINDS
};

enum ali_change_state {
    ALI_SENT,      /* no answer is known: it may have been done */
    ALI_DONE,      /* the service said yes, or shows it */
    ALI_UNDO_SENT, /* no answer to the way back is known */
    ALI_UNDONE,
    ALI_CHANGE_STATES
};

struct ali_change {
    int64_t id; /* within its list, from 1 on */
    int64_t at; /* Unix s */
    enum ali_change_kind kind;
    enum ali_change_state state;
    char *region, *instance;
    int64_t side;           /* ALI_ALLOW: enum rds_side */
    struct strlist entries; /* ALI_ALLOW, ALI_GRANT */
    char *name;
    char *was, *now; /* values before and after, as the service writes them */
};
void ali_change_clear(struct ali_change *c);
void ali_change_copy(struct ali_change *dst, const struct ali_change *src); /* overwrites dst */
/* ali_change_new - heap, for a command. ali_change_free - NULL is fine. */
struct ali_change *ali_change_dup(const struct ali_change *src);
void ali_change_free(struct ali_change *c);

/* ali_change_can_undo - is there a call of ours that puts it back, and anything to put back? */
bool ali_change_can_undo(const struct ali_change *c);
/* ali_change_may_stand - is it not known to be gone, and no backup (that stays, and hurts nobody)? */
bool ali_change_may_stand(const struct ali_change *c);
/* ali_change_text - "allow-list group dts_wizard of rm-bp1x7k: 4 entries"; caller frees. */
char *ali_change_text(const struct ali_change *c);

/* ---- a privilege: the one granted takes the place of what was there ---- */

struct rds_account;
/* ali_grants_text - what the account (NULL: there is none) has on these databases, as ALI_GRANT keeps it
 * in `was`: "shop ReadOnly, crm DDLOnly", in their order; NULL: nothing. Caller frees. */
char *ali_grants_text(const struct rds_account *who, const struct strlist *databases);

struct ali_granted {
    struct strlist added;    /* databases on which the account had nothing */
    struct strlist replaced; /* "shop ReadOnly": on which it had another privilege, and which */
};
/* ali_granted_of - what an ALI_GRANT has changed: not where the account had the same privilege already.
 * out is overwritten. */
void ali_granted_of(const struct ali_change *c, struct ali_granted *out);
void ali_granted_clear(struct ali_granted *g);
/* ali_granted_has - is this database among them? */
bool ali_granted_has(const struct ali_granted *g, const char *database);

struct ali_change_list {
    struct ali_change *items;
    size_t n, cap;
};
void ali_change_list_clear(struct ali_change_list *l);
/* ali_change_list_left - how many ali_change_may_stand. ali_change_list_newest - of them; NULL: none. */
size_t ali_change_list_left(const struct ali_change_list *l);
const struct ali_change *ali_change_list_newest(const struct ali_change_list *l);
struct ali_change *ali_change_find(const struct ali_change_list *l, int64_t id);

/* ali_change_sent - keeps a copy as ALI_SENT and gives it an id; returned as it is kept (valid until
 * the list changes). */
struct ali_change *ali_change_sent(struct ali_change_list *l, const struct ali_change *c,
                                   int64_t at);
/* ali_change_answered - r: as the session gave it back (what was really sent, and what stood there
 * before). done: it was; unknown: not known; neither: it is forgotten. A change that turned out to add
 * nothing, or whose value or privileges stood there already (was equals now), is forgotten as well. */
void ali_change_answered(struct ali_change_list *l, const struct ali_change *r, bool done,
                         bool unknown);
/* The way back: sent; and what became of it. Not done: it stands as before it was sent. */
void ali_change_undo_sent(struct ali_change_list *l, int64_t id);
void ali_change_undo_answered(struct ali_change_list *l, int64_t id, bool done, bool unknown);

struct json *ali_change_list_to_json(const struct ali_change_list *l);
bool ali_change_list_from_json(struct ali_change_list *l, const struct json *a,
                               struct err *err);

#endif
