/* SPDX-License-Identifier: MIT
 *
 * configure_objects - is MigrateOption.DatabaseTable a selection that dtsd can move?
 */
#include <stdio.h>

#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/refusal.h"

static bool check_renames(const struct dts_db_item *db, const char *path, bool increment,
                          struct err *err)
{
    bool renamed = !str_empty(db->NewDbName) && !str_eq(db->NewDbName, db->DbName);

    for (size_t i = 0; i < db->Tables.n; i++) {
        const struct dts_table_item *t = &db->Tables.items[i];
        renamed |= !str_empty(t->NewTableName) && !str_eq(t->NewTableName, t->TableName);
    }
    if (renamed && increment)
        return refuse_value(
            err,
            "%s renames an object; that is possible with MigrateType structure or full "
            "only, because replication keeps the names",
            path);
    return true;
}

bool configure_check_objects(const struct dts_migrate_option *o, struct err *err)
{
    static const char *const object_modes[] = {"all", "partial", NULL};
    static const char *const modes[] = {"all", "partial", "none", NULL};
    static const char *const advanced[] = {"trigger", "function", "procedure", "event", NULL};
    const struct dts_database_table *t = &o->DatabaseTable;
    bool increment = str_empty(o->MigrateType) || str_eq(o->MigrateType, "fullAndIncrement");
    char path[96];

    if (!must_be_one_of("MigrateOption.DatabaseTable.ObjectMode", t->ObjectMode, object_modes,
                        err))
        return false;
    if (str_eq(t->ObjectMode, "partial") && t->Databases.n == 0)
        return refuse_missing(err, "MigrateOption.DatabaseTable.Databases",
                              "ObjectMode is partial");
    for (size_t i = 0; i < t->AdvancedObjects.n; i++)
        if (!must_be_one_of("MigrateOption.DatabaseTable.AdvancedObjects",
                            t->AdvancedObjects.items[i], advanced, err))
            return false;
    for (size_t i = 0; i < t->Databases.n; i++) {
        const struct dts_db_item *db = &t->Databases.items[i];
        snprintf(path, sizeof path, "MigrateOption.DatabaseTable.Databases[%zu]", i);
        if (str_empty(db->DbName))
            return refuse_missing(err, path, "DbName");
        if (!must_be_one_of(path, db->DBMode, object_modes, err) ||
            !must_be_one_of(path, db->TableMode, modes, err) ||
            !must_be_one_of(path, db->ViewMode, modes, err))
            return false;
        if (str_eq(db->DBMode, "partial") && str_eq(db->TableMode, "partial") &&
            db->Tables.n == 0)
            return refuse_missing(err, path, "TableMode is partial and Tables is empty");
        for (size_t k = 0; k < db->Tables.n; k++)
            if (str_empty(db->Tables.items[k].TableName))
                return refuse_missing(err, path, "a TableName");
        if (!check_renames(db, path, increment, err))
            return false;
    }
    return true;
}
