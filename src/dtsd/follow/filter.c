/* SPDX-License-Identifier: MIT
 *
 * filter - see filter.h.
 */
#include "dtsd/follow/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/copy/select.h"
#include "dtsd/follow/channel.h"
#include "mysql/catalog.h"
#include "mysql/quote.h"

#define SQL_MAX (16 * 1024 * 1024)

/* No table can have this name (65 characters): is every table of the schema selected? */
#define NO_TABLE "-----------------------------------------------------------------"

static void add_escaped(struct buf *b, const char *name)
{
    for (; *name; name++) {
        if (strchr("_%\\", *name))
            buf_addc(b, '\\');
        buf_addc(b, *name);
    }
}

static void add_pattern(struct filter *f, const char *schema, const char *table)
{
    struct buf b = BUF_INIT(4096);

    add_escaped(&b, schema);
    buf_addc(&b, '.');
    if (table)
        add_escaped(&b, table);
    else
        buf_addc(&b, '%');
    if (!strlist_has(&f->patterns, buf_str(&b)))
        strlist_take(&f->patterns, buf_steal(&b));
    buf_clear(&b);
}

static bool is_renamed(const char *from, const char *to)
{
    return !str_empty(to) && !str_eq(from, to);
}

static bool add_schema(const struct dts_database_table *cfg, const struct dts_db_item *db,
                       struct filter *f, struct err *err)
{
    if (is_renamed(db->DbName, db->NewDbName))
        return err_set(err, ERR_STATE,
                       "Database %s is to be renamed, which does not work with "
                       "increment: statements that name it would be lost.",
                       db->DbName);
    if (selection_has_table(cfg, db->DbName, NO_TABLE)) {
        add_pattern(f, db->DbName, NULL);
        return true;
    }
    for (size_t i = 0; i < db->Tables.n; i++) {
        const struct dts_table_item *t = &db->Tables.items[i];

        if (is_renamed(t->TableName, t->NewTableName))
            return err_set(err, ERR_STATE,
                           "Table %s.%s is to be renamed, which does not work with increment.",
                           db->DbName, t->TableName);
        if (selection_has_table(cfg, db->DbName, t->TableName))
            add_pattern(f, db->DbName, t->TableName);
        for (size_t k = 0; k < t->TmpTables.n; k++)
            if (selection_has_table(cfg, db->DbName, t->TmpTables.items[k]))
                add_pattern(f, db->DbName, t->TmpTables.items[k]);
    }
    return true;
}

static bool check_commas(const struct filter *f, const struct flavor *target, struct err *err)
{
    for (size_t i = 0; target->vendor == VENDOR_MARIADB && i < f->patterns.n; i++) {
        if (!strchr(f->patterns.items[i], ','))
            continue;
        err_set(err, ERR_STATE, "MariaDB cannot filter %s: a name with a comma.",
                f->patterns.items[i]);
        return err_hint(err, "Rename it on the source, select the whole database, or migrate "
                             "without increment.");
    }
    return true;
}

bool filter_build(const struct dts_database_table *cfg, const struct flavor *target,
                  struct filter *out, struct err *err)
{
    memset(out, 0, sizeof *out);
    out->ignore = str_eq(cfg->ObjectMode, "all");
    for (size_t i = 0; out->ignore && catalog_system_schemas[i]; i++)
        add_pattern(out, catalog_system_schemas[i], NULL);
    for (size_t i = 0; !out->ignore && i < cfg->Databases.n; i++)
        if (!add_schema(cfg, &cfg->Databases.items[i], out, err))
            goto fail;
    if (out->patterns.n == 0) {
        /* an empty "do" filter would let everything through */
        err_set(err, ERR_STATE, "No table is selected, so there is nothing to keep in step.");
        err_hint(err, "Select tables, or migrate without increment.");
        goto fail;
    }
    if (check_commas(out, target, err))
        return true;
fail:
    filter_clear(out);
    return false;
}

void filter_build_tables(const struct copy_name *tables, size_t n, struct filter *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < n; i++)
        add_pattern(out, tables[i].schema, tables[i].table);
}

void filter_clear(struct filter *f)
{
    strlist_clear(&f->patterns);
}

char *filter_shown(const struct filter *f)
{
    return strlist_join(&f->patterns, ",");
}

static void mysql_sql(const struct filter *f, const struct flavor *target, const char *channel,
                      struct strlist *out)
{
    struct buf b = BUF_INIT(SQL_MAX), list = BUF_INIT(SQL_MAX);

    for (size_t i = 0; i < f->patterns.n; i++) {
        buf_adds(&list, i ? ", " : "");
        quote_str(&list, f->patterns.items[i]);
    }
    buf_adds(&b, "CHANGE REPLICATION FILTER REPLICATE_DO_DB = (), REPLICATE_IGNORE_DB = (), "
                 "REPLICATE_DO_TABLE = (), REPLICATE_IGNORE_TABLE = (), REPLICATE_REWRITE_DB = "
                 "(), REPLICATE_WILD_DO_TABLE = (");
    buf_adds(&b, f->ignore ? "" : buf_str(&list));
    buf_adds(&b, "), REPLICATE_WILD_IGNORE_TABLE = (");
    buf_adds(&b, f->ignore ? buf_str(&list) : "");
    buf_addc(&b, ')');
    if (target->channel_filters) {
        buf_adds(&b, " FOR CHANNEL ");
        quote_str(&b, channel);
    }
    buf_clear(&list);
    strlist_take(out, buf_steal(&b));
}

static void mariadb_sql(const struct filter *f, const char *channel, struct strlist *out)
{
    static const char *const names[] = {
        "replicate_do_db",        "replicate_ignore_db",         "replicate_do_table",
        "replicate_ignore_table", "replicate_wild_ignore_table", "replicate_wild_do_table"};
    const char *used = f->ignore ? "replicate_wild_ignore_table" : "replicate_wild_do_table";
    char *shown = filter_shown(f);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf b = BUF_INIT(SQL_MAX);

        buf_adds(&b, "SET GLOBAL ");
        quote_ident(&b, channel);
        buf_addf(&b, ".%s = ", names[i]);
        quote_str(&b, str_eq(names[i], used) ? shown : "");
        strlist_take(out, buf_steal(&b));
    }
    free(shown);
}

void filter_sql(const struct filter *f, const struct flavor *target, const char *channel,
                struct strlist *out)
{
    if (target->vendor == VENDOR_MARIADB)
        mariadb_sql(f, channel, out);
    else
        mysql_sql(f, target, channel, out);
}

/* Row of our channel in the status, or rows->n. */
static size_t own_row(const struct rows *rows, const char *channel)
{
    for (size_t i = 0; i < rows->n; i++) {
        const char *name = rows_by_name(rows, i, "Channel_Name");
        if (!name)
            name = rows_by_name(rows, i, "Connection_name");
        if (str_eq_nocase(str_or(name, ""), channel))
            return i;
    }
    return rows->n;
}

bool filter_in_place(struct room *r, const struct filter *f, bool *yes, struct err *err)
{
    static const char *const others[] = {"Replicate_Do_DB", "Replicate_Ignore_DB",
                                         "Replicate_Do_Table", "Replicate_Ignore_Table"};
    char *want = filter_shown(f);
    struct rows rows = {0};
    const char *may, *may_not;
    size_t i;

    *yes = false;
    if (!conn_query(r->target, room_target(r)->replica_status, &rows, err)) {
        free(want);
        return err_wrap(err, "The replication filter could not be read");
    }
    i = own_row(&rows, room_channel(r));
    if (i < rows.n) {
        may = str_or(rows_by_name(&rows, i, "Replicate_Wild_Do_Table"), "");
        may_not = str_or(rows_by_name(&rows, i, "Replicate_Wild_Ignore_Table"), "");
        *yes = str_eq(may, f->ignore ? "" : want) && str_eq(may_not, f->ignore ? want : "");
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            *yes = *yes && str_empty(rows_by_name(&rows, i, others[k]));
    }
    rows_clear(&rows);
    free(want);
    return true;
}

/* A server without filters per channel has one for all: not ours to change when others use it.
 */
static bool check_alone(struct room *r, struct err *err)
{
    struct replica_status_list all = {0};
    const struct replica_status *own = NULL;
    bool ok;

    if (room_target(r)->channel_filters)
        return true;
    if (!room_target(r)->channels) {
        err_set(err, ERR_STATE, "%s cannot set a replication filter while it runs.",
                room_target(r)->name);
        return err_hint(err, "Migrate without increment, or to a newer server.");
    }
    if (!channel_status(r, &all, &own, err))
        return false;
    ok = all.n <= 1;
    replica_status_list_clear(&all);
    if (ok)
        return true;
    err_set(err, ERR_STATE,
            "The target has other replication channels, and %s knows only one "
            "filter for all of them.",
            room_target(r)->name);
    return err_hint(err, "Remove the other channels, or migrate without increment.");
}

bool filter_install(struct room *r, const struct filter *f, struct err *err)
{
    struct strlist sql = {0};
    int64_t id = 0;
    char *shown = filter_shown(f);
    bool ok, yes = false;

    ok = check_alone(r, err) &&
         room_note(r->run, "filter", r->run->channel, NULL, shown, &id, err);
    free(shown);
    if (!ok)
        return false;
    filter_sql(f, room_target(r), room_channel(r), &sql);
    for (size_t i = 0; ok && i < sql.n; i++)
        ok = conn_exec(r->target, sql.items[i], err);
    strlist_clear(&sql);
    if (!ok)
        return err_wrap(err, "The replication filter could not be installed on the target");
    if (!filter_in_place(r, f, &yes, err))
        return false;
    if (!yes)
        return err_set(err, ERR_STATE,
                       "The target does not show the replication filter that was "
                       "installed; replication was not started.");
    return run_done(r->run, id, err);
}
