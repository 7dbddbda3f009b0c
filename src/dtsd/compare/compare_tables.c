/* SPDX-License-Identifier: MIT
 *
 * compare_tables - see compare_tables.h.
 */
#include "dtsd/compare/compare_tables.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

static bool is_wanted(const struct dts_compare_object *o, const char *db, const char *table)
{
    if (!o || str_eq(o->ObjectMode, "all"))
        return true;
    for (size_t i = 0; i < o->ObjectItems.n; i++) {
        const struct dts_compare_object_item *item = &o->ObjectItems.items[i];
        if (!str_eq(item->DbName, db))
            continue;
        if (str_eq(item->DbMode, "all") || str_eq(item->TableMode, "all"))
            return true;
        for (size_t k = 0; k < item->Tables.n; k++)
            if (str_eq(item->Tables.items[k].TableName, table))
                return true;
    }
    return false;
}

/* Does this kind of run come to the table that the outcome has under this number? */
static bool is_due(enum compare_kind kind, struct outcome *o, size_t number)
{
    switch (kind) {
    case COMPARE_SETTLE: return outcome_is_open(o, number);
    case COMPARE_AGAIN: return outcome_is_open(o, number) || !outcome_is_same(o, number);
    case COMPARE_PLAN:
    case COMPARE_REPAIR: return outcome_rows_of(o, number) > 0;
    case COMPARE_WHOLE: break;
    }
    return true;
}

size_t compare_tables_due(struct compare_tables *t, enum compare_kind kind, struct outcome *o)
{
    t->n_due = 0;
    for (size_t i = 0; i < t->selection.n_tables; i++)
        if (t->numbers[i] != OUTCOME_NONE && is_due(kind, o, t->numbers[i]))
            t->due[t->n_due++] = i;
    return t->n_due;
}

/* A table that the source has no more cannot be looked at again. */
static void leave_gone(const struct compare_tables *t, struct outcome *o)
{
    size_t n = outcome_tables(o);
    bool *there = mem_alloc((n + 1) * sizeof *there);

    for (size_t i = 0; i < t->selection.n_tables; i++)
        if (t->numbers[i] != OUTCOME_NONE)
            there[t->numbers[i]] = true;
    for (size_t i = 0; i < n; i++)
        if (!there[i] && !outcome_is_skipped(o, i)) {
            outcome_again(o, i);
            outcome_skip(o, i, "the table is not on the source any more");
        }
    free(there);
}

/* What was asked for by name and is not there must not count as compared. */
static void name_missing(const struct dts_compare_object *objects, struct outcome *o)
{
    size_t next = 0;

    for (size_t i = 0; objects && i < objects->ObjectItems.n; i++) {
        const struct dts_compare_object_item *item = &objects->ObjectItems.items[i];
        for (size_t k = 0; k < item->Tables.n; k++) {
            const char *table = item->Tables.items[k].TableName;
            size_t number = outcome_find(o, item->DbName, table, next);
            if (number == OUTCOME_NONE) {
                number = outcome_table(o, item->DbName, table, 0);
                outcome_skip(o, number, "the source has no such table, or it does not move");
            }
            next = number + 1;
        }
    }
}

void compare_tables_choose(struct compare_tables *c, enum compare_kind kind,
                           const struct dts_compare_object *objects, struct outcome *o)
{
    struct selection *s = &c->selection;
    size_t n = 0, next = 0; /* the outcome has them in the same order, as a rule */

    c->numbers = mem_alloc((s->n_tables + 1) * sizeof *c->numbers);
    c->due = mem_alloc((s->n_tables + 1) * sizeof *c->due);
    for (size_t i = 0; i < s->n_tables; i++) {
        const struct sel_table *t = &s->tables[i];
        const char *db = t->schema->name, *table = t->table->name;
        if (t->table->is_sequence || !is_wanted(objects, db, table))
            continue;
        size_t number = kind == COMPARE_WHOLE ? outcome_table(o, db, table, t->table->rows)
                                              : outcome_find(o, db, table, next);
        next = number == OUTCOME_NONE ? next : number + 1;
        c->numbers[n] = number;
        s->tables[n++] = *t;
    }
    s->n_tables = n;
    if (kind == COMPARE_WHOLE)
        name_missing(objects, o);
    else
        leave_gone(c, o);
    compare_tables_due(c, kind, o);
}

void compare_tables_clear(struct compare_tables *t)
{
    selection_clear(&t->selection);
    catalog_clear(&t->catalog);
    free(t->numbers);
    free(t->due);
}
