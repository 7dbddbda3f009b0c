/* SPDX-License-Identifier: MIT
 *
 * compare_tables - which tables a run of a consistency check comes to, and where each stands in the
 * outcome.
 */
#ifndef DTSD_COMPARE_COMPARE_TABLES_H
#define DTSD_COMPARE_COMPARE_TABLES_H

#include "dtsd/compare/compare.h"
#include "dtsd/copy/select.h"

struct compare_tables {
    struct catalog catalog;
    struct selection selection;
    size_t *numbers; /* in the outcome, beside its tables; OUTCOME_NONE: not in it */
    size_t *due;     /* those of its tables that are compared now */
    size_t n_due;
};

/* compare_tables_choose - of the resolved selection only the tables of the check are kept; those due are
 * found. objects NULL: as migrated. What was asked for by name and is not there, or is there no more, the
 * outcome has as skipped. */
void compare_tables_choose(struct compare_tables *t, enum compare_kind kind,
                           const struct dts_compare_object *objects, struct outcome *o);
/* compare_tables_due - which of them a run of this kind comes to; returns how many. */
size_t compare_tables_due(struct compare_tables *t, enum compare_kind kind, struct outcome *o);
void compare_tables_clear(struct compare_tables *t);

#endif
