/* SPDX-License-Identifier: MIT
 *
 * configure_objects - is MigrateOption.DatabaseTable a selection that dtsd can move?
 *
 * Why: what is listed but would not be moved (a list beside another mode, two sources with one
 * target name, a system schema) is refused here by its path, never left out silently. What only
 * the servers know (is it there, does a name fold into another) is the check's.
 */
#include <stdio.h>

#include "base/str.h"
#include "dtsd/configure_private.h"
#include "dtsd/refusal.h"
#include "mysql/catalog.h"

#define NAME_MOST 64 /* characters of a new name */
#define ROOT      "MigrateOption.DatabaseTable"

/* One element of Databases, as it is looked at. */
struct place {
    const struct dts_db_item *db;
    char path[64]; /* MigrateOption.DatabaseTable.Databases[3] */
    bool increment;
};

/* However long: a name that cannot be is one that the check does not find on the source. */
static bool check_name(const char *path, const char *name, struct err *err)
{
    return !str_empty(name) || refuse_missing(err, path, "");
}

/* A new name: allowed at all, and a possible one. Replication keeps the names. */
static bool check_new_name(const struct place *p, const char *path, const char *old,
                           const char *name, struct err *err)
{
    if (str_empty(name) || str_eq(name, old))
        return true;
    if (p->increment)
        return refuse(err, ERR_STATE, CODE_DENIED,
                      "%s: an object cannot be renamed with MigrateType fullAndIncrement, "
                      "because replication keeps the names and would lose its changes; choose "
                      "structure or full, or keep the name",
                      path);
    return must_be_short(path, name, NAME_MOST, err);
}

static bool already(struct err *err, const char *path, const char *name, const char *list,
                    size_t at)
{
    return refuse_value(err, "%s is \"%.100s\", as %s[%zu] has it too", path, name, list, at);
}

/* The mode of one kind and whether there is a list fit together. */
static bool check_mode(const struct place *p, const char *kind, const char *mode,
                       const char *list, size_t n, struct err *err)
{
    static const char *const modes[] = {"all", "partial", "none", "", NULL};
    char path[128], why[96];

    snprintf(path, sizeof path, "%s.%s", p->path, kind);
    if (!must_be_one_of(path, mode, modes, err))
        return false;
    bool partial = str_eq(mode, "partial");
    if (partial && n == 0) {
        snprintf(path, sizeof path, "%s.%s", p->path, list);
        snprintf(why, sizeof why, "%s is partial", kind);
        return refuse_missing(err, path, why);
    }
    /* tables are listed beside `all` to give some of them a new name */
    bool renames_some =
        str_eq(kind, "TableMode") &&
        (str_eq(mode, "all") || (str_empty(mode) && str_eq(p->db->DBMode, "all")));
    if (n > 0 && !partial && !renames_some)
        return refuse_value(err, "%s must be partial, as %s lists %zu", path, list, n);
    return true;
}

static bool check_strings(const struct place *p, const char *kind, const char *mode,
                          const char *list, const struct strlist *names, struct err *err)
{
    char path[128], at[128];

    if (!check_mode(p, kind, mode, list, names->n, err))
        return false;
    snprintf(at, sizeof at, "%s.%s", p->path, list);
    for (size_t i = 0; i < names->n; i++) {
        snprintf(path, sizeof path, "%s.%s[%zu]", p->path, list, i);
        if (!check_name(path, names->items[i], err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq(names->items[k], names->items[i]))
                return already(err, path, names->items[i], at, k);
    }
    return true;
}

/* TableEditMode says what the item is: a new name, or a table that an online schema change is
 * at work on, whose temporary tables come along. */
static bool check_edit_mode(const struct dts_table_item *t, const char *path, struct err *err)
{
    static const char *const modes[] = {"rename", "pt", "", NULL};
    char at[160];
    bool renamed = !str_empty(t->NewTableName) && !str_eq(t->NewTableName, t->TableName);

    snprintf(at, sizeof at, "%s.TableEditMode", path);
    if (!must_be_one_of(at, t->TableEditMode, modes, err))
        return false;
    if (renamed && t->TmpTables.n)
        return refuse_value(err,
                            "%s has both NewTableName and TmpTables; only one of them is "
                            "possible",
                            path);
    if (str_eq(t->TableEditMode, "rename") && t->TmpTables.n)
        return refuse_value(err, "%s is \"rename\"; with TmpTables it must be pt", at);
    if (str_eq(t->TableEditMode, "pt") && renamed)
        return refuse_value(err, "%s is \"pt\"; with NewTableName it must be rename", at);
    snprintf(at, sizeof at, "%s.TmpTables", path);
    if (str_eq(t->TableEditMode, "pt") && t->TmpTables.n == 0)
        return refuse_missing(err, at, "TableEditMode is pt");
    for (size_t i = 0; i < t->TmpTables.n; i++) {
        snprintf(at, sizeof at, "%s.TmpTables[%zu]", path, i);
        if (!check_name(at, t->TmpTables.items[i], err))
            return false;
    }
    return true;
}

static bool check_tables(const struct place *p, struct err *err)
{
    const struct dts_db_item *db = p->db;
    char list[96], path[128], at[160];

    if (!check_mode(p, "TableMode", db->TableMode, "Tables", db->Tables.n, err))
        return false;
    snprintf(list, sizeof list, "%s.Tables", p->path);
    for (size_t i = 0; i < db->Tables.n; i++) {
        const struct dts_table_item *t = &db->Tables.items[i];
        snprintf(path, sizeof path, "%s[%zu]", list, i);
        snprintf(at, sizeof at, "%s.TableName", path);
        if (!check_name(at, t->TableName, err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq(db->Tables.items[k].TableName, t->TableName))
                return already(err, at, t->TableName, list, k);
        snprintf(at, sizeof at, "%s.NewTableName", path);
        if (!check_new_name(p, at, t->TableName, t->NewTableName, err) ||
            !check_edit_mode(t, path, err))
            return false;
        const char *target = str_empty(t->NewTableName) ? t->TableName : t->NewTableName;
        for (size_t k = 0; k < i; k++) {
            const struct dts_table_item *o = &db->Tables.items[k];
            if (str_eq(str_empty(o->NewTableName) ? o->TableName : o->NewTableName, target))
                return already(err, at, target, list, k);
        }
    }
    return true;
}

static bool check_views(const struct place *p, struct err *err)
{
    const struct dts_db_item *db = p->db;
    char list[96], at[160];

    if (!check_mode(p, "ViewMode", db->ViewMode, "Views", db->Views.n, err))
        return false;
    snprintf(list, sizeof list, "%s.Views", p->path);
    for (size_t i = 0; i < db->Views.n; i++) {
        const struct dts_view_item *v = &db->Views.items[i];
        snprintf(at, sizeof at, "%s[%zu].ViewName", list, i);
        if (!check_name(at, v->ViewName, err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq(db->Views.items[k].ViewName, v->ViewName))
                return already(err, at, v->ViewName, list, k);
        snprintf(at, sizeof at, "%s[%zu].NewViewName", list, i);
        if (!check_new_name(p, at, v->ViewName, v->NewViewName, err))
            return false;
        if (!str_empty(v->NewViewName) && !str_eq(v->NewViewName, v->ViewName))
            return refuse_unsupported(err, at, "give a view a new name");
    }
    return true;
}

/* Not its name alone: its mode says all of it, or which parts. */
static bool check_database_mode(const struct place *p, bool advanced, struct err *err)
{
    static const char *const modes[] = {"all", "partial", NULL};
    const struct dts_db_item *db = p->db;
    const char *const kinds[] = {db->TableMode,     db->ViewMode,  db->FunctionMode,
                                 db->ProcedureMode, db->EventMode, db->TriggerMode};
    char at[96];

    snprintf(at, sizeof at, "%s.DBMode", p->path);
    if (str_empty(db->DBMode))
        return refuse_missing(err, at, "ObjectMode is partial");
    if (!must_be_one_of(at, db->DBMode, modes, err))
        return false;
    if (str_eq(db->DBMode, "all")) {
        if (str_empty(db->TableMode) || str_eq(db->TableMode, "all"))
            return true;
        return refuse_value(err,
                            "%s is \"all\", but TableMode is \"%.40s\"; choose DBMode "
                            "partial to leave tables out",
                            at, db->TableMode);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        advanced |= !str_empty(kinds[i]) && !str_eq(kinds[i], "none");
    snprintf(at, sizeof at, "%s.TableMode", p->path);
    return advanced || refuse_missing(err, at,
                                      "DBMode is partial, and nothing of the database is "
                                      "selected");
}

/* The same source twice, or two sources with one target. */
static bool check_alone(const struct dts_database_table *t, size_t i, const char *path,
                        struct err *err)
{
    const struct dts_db_item *db = &t->Databases.items[i];
    const char *target = str_empty(db->NewDbName) ? db->DbName : db->NewDbName;
    char at[96];

    for (size_t k = 0; k < i; k++) {
        const struct dts_db_item *o = &t->Databases.items[k];
        snprintf(at, sizeof at, "%s.DbName", path);
        if (str_eq(o->DbName, db->DbName))
            return already(err, at, db->DbName, ROOT ".Databases", k);
        snprintf(at, sizeof at, "%s.NewDbName", path);
        if (str_eq(str_empty(o->NewDbName) ? o->DbName : o->NewDbName, target))
            return refuse_value(err,
                                "%s: %s.Databases[%zu] goes to \"%.100s\" too; each database "
                                "needs a target of its own",
                                at, ROOT, k, target);
    }
    return true;
}

static bool check_database(const struct dts_database_table *t, size_t i, bool increment,
                           struct err *err)
{
    struct place p = {.db = &t->Databases.items[i], .increment = increment};
    const struct dts_db_item *db = p.db;
    char at[96];

    snprintf(p.path, sizeof p.path, ROOT ".Databases[%zu]", i);
    snprintf(at, sizeof at, "%s.DbName", p.path);
    if (!check_name(at, db->DbName, err))
        return false;
    if (catalog_is_system_schema(db->DbName))
        return refuse_value(err, "%s is \"%.100s\"; system databases are never moved", at,
                            db->DbName);
    snprintf(at, sizeof at, "%s.NewDbName", p.path);
    if (!check_new_name(&p, at, db->DbName, db->NewDbName, err))
        return false;
    if (!str_empty(db->NewDbName) && catalog_is_system_schema(db->NewDbName))
        return refuse_value(err, "%s is \"%.100s\", the name of a system database", at,
                            db->NewDbName);
    return check_alone(t, i, p.path, err) &&
           check_database_mode(&p, t->AdvancedObjects.n > 0, err) && check_tables(&p, err) &&
           check_views(&p, err) &&
           check_strings(&p, "FunctionMode", db->FunctionMode, "Functions", &db->Functions,
                         err) &&
           check_strings(&p, "ProcedureMode", db->ProcedureMode, "Procedures", &db->Procedures,
                         err) &&
           check_strings(&p, "EventMode", db->EventMode, "Events", &db->Events, err) &&
           check_strings(&p, "TriggerMode", db->TriggerMode, "Triggers", &db->Triggers, err);
}

bool configure_check_objects(const struct dts_migrate_option *o, struct err *err)
{
    static const char *const object_modes[] = {"all", "partial", NULL};
    static const char *const advanced[] = {"trigger", "function", "procedure", "event", NULL};
    const struct dts_database_table *t = &o->DatabaseTable;
    bool increment = dts_wants_increment(o);
    char at[96];

    if (!must_be_one_of(ROOT ".ObjectMode", t->ObjectMode, object_modes, err))
        return false;
    bool partial = str_eq(t->ObjectMode, "partial");
    if (partial && t->Databases.n == 0)
        return refuse_missing(err, ROOT ".Databases", "ObjectMode is partial");
    if (!partial && t->Databases.n)
        return refuse_value(err, ROOT ".ObjectMode must be partial, as Databases lists %zu",
                            t->Databases.n);
    for (size_t i = 0; i < t->AdvancedObjects.n; i++) {
        snprintf(at, sizeof at, ROOT ".AdvancedObjects[%zu]", i);
        if (!must_be_one_of(at, t->AdvancedObjects.items[i], advanced, err))
            return false;
    }
    for (size_t i = 0; i < t->Databases.n; i++)
        if (!check_database(t, i, increment, err))
            return false;
    return true;
}
