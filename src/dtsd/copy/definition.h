/* SPDX-License-Identifier: MIT
 *
 * definition - what one table is on the source, and what follows from that: how its rows travel,
 * which of its keys wait, whether several may copy it at a time. And whether it is still the same.
 *
 * Why: taken apart, a definition is several kilobytes, and there may be 100,000 of them. So the
 *      source is asked once, its answers are set aside on the disk, and a table is put together
 *      from them for as long as somebody has it in hand.
 * Threads: definition_open, _hold and _close from any; the others from the coordinator.
 */
#ifndef DTSD_COPY_DEFINITION_H
#define DTSD_COPY_DEFINITION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "dtsd/copy/ddl.h"
#include "dtsd/copy/plan.h"
#include "dtsd/copy/recipe.h"
#include "dtsd/walk_key.h"

/* A table in hand. */
struct copy_table {
    const struct copy_entry *entry;
    const struct sel_table *sel; /* the entry's */
    atomic_uint holders;
    struct ddl_table ddl;       /* without the keys that are left out */
    size_t left_out;            /* foreign keys, as the operator decided (run->shields) */
    struct cat_columns columns; /* of the source */
    struct recipe recipe;
    struct walk_key key;             /* index NULL: none that rows can be told apart by */
    size_t key_at[WALK_KEY_COLUMNS]; /* the key's columns among those of the recipe */
    bool divisible;    /* its rows may be read and written in parts, by several at once */
    uint64_t leg_rows; /* of such a part, see pieces.h */
    char *label;       /* "shop.orders", for messages */
    char *target;      /* "`shop`.`orders`" */
};

/* definition_read - asks the source and sets its answers aside; fills all but progress of an
 * entry whose sel is set, and adds to c->parts. */
bool definition_read(struct copy *c, struct copy_entry *e, struct err *err);
/* definition_keep - the same with the answers given: SHOW CREATE TABLE and the columns. */
bool definition_keep(struct copy *c, struct copy_entry *e, const char *sql,
                     const struct cat_columns *columns, struct err *err);

/* definition_open - the table in hand, for the caller and whom it lets hold it too. ERR_LOCAL: what
 * was set aside cannot be read. */
bool definition_open(const struct copy *c, const struct copy_entry *e, struct copy_table **out,
                     struct err *err);
struct copy_table *definition_hold(struct copy_table *t); /* t */
void definition_close(struct copy_table *t); /* the last one frees it; NULL is nothing */

/* definition_unchanged - *same: the source would show it now as it did then. A table that is gone is
 * an error (1146). */
bool definition_unchanged(const struct copy *c, const struct copy_entry *e, bool *same,
                          struct err *err);

/* definition_keeps_transactions - does this storage engine roll back, and show a snapshot? */
bool definition_keeps_transactions(const char *engine);

#endif
