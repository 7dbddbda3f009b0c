/* SPDX-License-Identifier: MIT
 *
 * select - which objects the job's configuration means, given what the source holds.
 *
 * Shared by check, copy and follow so that the three can never differ.
 * Names are case-sensitive. `all` never includes system schemas.
 */
#ifndef DTSD_COPY_SELECT_H
#define DTSD_COPY_SELECT_H

#include <stdbool.h>

#include "base/err.h"
#include "dts/model.h"
#include "mysql/catalog.h"

struct sel_table {
    const struct cat_schema *schema; /* borrowed from the catalog */
    const struct cat_table *table;
    const char *target_schema, *target_name; /* differ from the source's only when renamed */
};
struct sel_object {
    const struct cat_schema *schema;
    const struct cat_object *object;
    const char *target_schema;
};
struct sel_objects {
    struct sel_object *items;
    size_t n, cap;
};
struct sel_schema {
    const struct cat_schema *schema;
    const char *target_name;
    bool whole; /* every table, also those created later: filter db.% */
};
struct selection {
    struct sel_schema *schemas;
    size_t n_schemas, cap_schemas;
    struct sel_table *tables;
    size_t n_tables, cap_tables;
    struct sel_objects views, procedures, functions, triggers, events;
    struct strlist missing; /* selected but not on the source: "shop.orders" */
    struct strlist
        orphaned; /* triggers by name whose table is not selected: "shop.t1 (on orders)" */
    bool renames;
};

/* selection_schemas - the names of the source schemas the configuration mentions; *all true for
 * ObjectMode all (then names stays empty). For catalog_read. */
void selection_schemas(const struct dts_database_table *cfg, struct strlist *names, bool *all);

/* selection_resolve - the catalog must hold the schemas of selection_schemas. Triggers,
 * routines and events are selected by AdvancedObjects (or by the item's own *Mode), triggers
 * only of selected tables. Cannot fail: what is absent lands in `missing`,
 * a trigger asked for without its table in `orphaned`. */
void selection_resolve(const struct dts_database_table *cfg, const struct catalog *cat,
                       struct selection *out);
void selection_clear(struct selection *s);

/* selection_collisions - sources with one target, "shop.orders, mall.orders -> one.orders"
 * each; fold: the target takes ORDERS and orders for one name. */
void selection_collisions(const struct selection *s, bool fold, struct strlist *out);

/* selection_has_table - would the replication filter of this configuration let the table pass?
 * (also for tables the catalog did not have) */
bool selection_has_table(const struct dts_database_table *cfg, const char *schema,
                         const char *table);
/* selection_has_schema - is the schema mentioned at all? */
bool selection_has_schema(const struct dts_database_table *cfg, const char *schema);

#endif
