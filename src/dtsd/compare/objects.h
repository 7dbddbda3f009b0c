/* SPDX-License-Identifier: MIT
 *
 * objects - what a consistency check looks at beyond rows, whatever its method: structures of tables
 * and their next AUTO_INCREMENT value, views, routines, triggers, events, grants of moved accounts.
 *
 * An object is read on the source, the target catches up, it is read there. What differs is looked
 * at again until the same difference was seen while the source stood still, as rows are (settle.c).
 * No difference is: a trigger that is not there yet, an event that waits (both until Complete); a
 * view that is invalid on the source too; a foreign key that was left out on purpose (shield); what
 * only the print-outs of two servers tell apart (facts.h).
 *
 * Threads:  the check's coordinator, with connections of its own
 * Why:      what a server refuses to tell is an item "not looked at" with its words: it is counted in
 *           the message, not as a difference
 */
#ifndef DTSD_COMPARE_OBJECTS_H
#define DTSD_COMPARE_OBJECTS_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/compare/align.h"
#include "dtsd/compare/facts.h"
#include "dtsd/compare/outcome.h"
#include "dtsd/copy/account_plan.h"
#include "dtsd/copy/select.h"

/* objects_compare - all objects of the selection that `only` (NULL: all) names; what differs goes to
 * the outcome, in place of what an earlier look found. Accounts: only without `only`.
 * errors  ERR_CANCELLED; a server that stays away (tried again for a while) */
bool objects_compare(const struct run *run, const struct selection *sel,
                     const struct dts_compare_object *only, struct outcome *outcome,
                     struct err *err);

/* ---- between the files of this room ---- */

struct objects {
    const struct run *run;
    const struct selection *sel;
    const struct dts_compare_object *only;
    struct outcome *outcome;
    struct align align;
    enum likeness like;
    struct account_plan plan; /* where accounts moved: their rights */
    struct strlist accounts;  /* and their names */
    int64_t looked, differ, found, refused,
        moving; /* found: differences; the others: objects */
};

struct object_kind;
struct subject {
    const struct object_kind *kind;
    const char *db, *name;       /* on the source */
    const char *to_db, *to_name; /* on the target */
    uint64_t next[2];            /* tables, by side: AUTO_INCREMENT when last glanced at */
    bool passed_over;            /* set by read: this object is not to be compared */
};
struct subjects {
    struct subject *items;
    size_t n, cap;
};

/* One kind of object: how it is found, read and mended. */
struct object_kind {
    const char *word; /* Kind of dts_local_object */
    bool (*list)(struct objects *o, const struct object_kind *kind, struct subjects *out,
                 struct err *err);
    /* NULL: none. One text that is equal when nothing differs; *out NULL: cannot be said. */
    bool (*glance)(struct objects *o, struct subject *s, enum side side, char **out,
                   struct err *err);
    /* No fact: it is not there. ERR_GONE or a server's word for it: the same. */
    bool (*read)(struct objects *o, struct subject *s, enum side side, struct facts *out,
                 struct err *err);
    /* Fills Advice and Sql; NULL d: it is missing on the target. */
    bool (*mend)(struct objects *o, const struct subject *s, const struct differences *all,
                 const struct difference *d, struct dts_local_object *out, struct err *err);
    bool late; /* not on the target before Complete, or not as it will be */
};
extern const struct object_kind object_table, object_counter, object_view, object_procedure,
    object_function, object_trigger, object_event, object_account;

struct conn *objects_conn(const struct objects *o, enum side side);
const char *subject_db(const struct subject *s, enum side side);
const char *subject_name(const struct subject *s, enum side side);
/* objects_wanted - is the table (NULL: the database as a whole) one that is to be looked at? */
bool objects_wanted(const struct objects *o, const char *db, const char *table);

/* objects_ask - the rows of a statement whose first two columns are a database and an object of it,
 * that are about this one: fn gets each. sql has two %s, for both names as literals. */
typedef void objects_row(void *arg, const struct rows *r, size_t row);
bool objects_ask(const struct objects *o, const struct subject *s, enum side side,
                 const char *sql, objects_row *fn, void *arg, struct err *err);

/* objects_map - the name of a table on the target; both stay as they are where it keeps it. */
void objects_map(const struct selection *sel, const char **schema, const char **table);

#endif
