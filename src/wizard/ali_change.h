/* SPDX-License-Identifier: MIT
 *
 * ali_change - what this wizard changed at Alibaba Cloud by its API, and what is needed to put it back.
 *
 * Written down before the call is sent: a machine that stops in between leaves ALI_SENT, and a later
 * run looks what stands there and takes out exactly this. No secret is ever in it.
 *
 * Limits: ALI_CHANGES_MAX are kept; the oldest that are put back go first
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
    ALI_PUBLIC,  /* name: the prefix of a public address. Likewise */
    ALI_BACKUP,  /* one was started; nothing to put back */
    ALI_GRANT, /* entries: databases; name: of the account; now: the privilege. As ALI_ACCOUNT */
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
/* ali_change_text - "allow-list group dts_wizard of rm-bp1x7k: 4 entries"; caller frees. */
char *ali_change_text(const struct ali_change *c);

struct ali_change_list {
    struct ali_change *items;
    size_t n, cap;
};
void ali_change_list_clear(struct ali_change_list *l);
/* ali_change_list_left - how many may still stand; undo (NULL is fine): those that ali_change_can_undo. */
size_t ali_change_list_left(const struct ali_change_list *l, size_t *undo);
struct ali_change *ali_change_find(const struct ali_change_list *l, int64_t id);

/* ali_change_sent - keeps a copy as ALI_SENT and gives it an id; returned as it is kept (valid until
 * the list changes). */
struct ali_change *ali_change_sent(struct ali_change_list *l, const struct ali_change *c,
                                   int64_t at);
/* ali_change_answered - r: as the session gave it back (what was really sent, and what stood there
 * before). done: it was; unknown: not known; neither: it is forgotten. A change that turned out to add
 * nothing, or whose value stood there already (was equals now), is forgotten as well. */
void ali_change_answered(struct ali_change_list *l, const struct ali_change *r, bool done,
                         bool unknown);
/* The way back: sent; and what became of it. Not done: it stands as before it was sent. */
void ali_change_undo_sent(struct ali_change_list *l, int64_t id);
void ali_change_undo_answered(struct ali_change_list *l, int64_t id, bool done, bool unknown);

struct json *ali_change_list_to_json(const struct ali_change_list *l);
bool ali_change_list_from_json(struct ali_change_list *l, const struct json *a,
                               struct err *err);

#endif
