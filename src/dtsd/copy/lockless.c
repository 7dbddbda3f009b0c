/* SPDX-License-Identifier: MIT
 *
 * lockless - see lockless.h
 */
#include "dtsd/copy/lockless.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/copy/definition.h"
#include "dtsd/copy/snapshot_private.h"
#include "mysql/foreign.h"
#include "mysql/quote.h"

#define QUIET_MS       (10 * 1000)
#define QUIET_AFTER_MS 1000
#define AGREE_TRIES    20 /* with each number of connections */
#define NAMES_MOST     5  /* tables in one message */

static bool lock_hint(struct err *err)
{
    return err_hint(err, "Grant RELOAD on *.* to the source account (a lock of milliseconds), "
                         "or LOCK TABLES on the selected databases, or stop the writers and "
                         "start again");
}

static bool all_show_snapshots(const struct copy *c)
{
    for (size_t i = 0; i < c->n_tables; i++)
        if (!definition_keeps_transactions(c->tables[i].sel->table->engine))
            return false;
    return true;
}

static bool begin(struct copy *c, struct snapshot *s, struct err *err)
{
    return snapshot_begin_all(s, clock_deadline(SNAPSHOT_TRY_MS), err) &&
           snapshot_none_prepared(c, c->source, err);
}

/* ---- snapshotPosition ---- */

/* What the connection's snapshot shows; file NULL where the server does not tell. */
static bool own_position(struct conn *conn, struct copy_point *at, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_query(conn, "SHOW STATUS LIKE 'Binlog\\_snapshot\\_%'", &r, err);

    for (size_t i = 0; ok && i < r.n; i++) {
        const char *name = str_or(rows_get(&r, i, 0), ""), *value = rows_get(&r, i, 1);
        if (str_eq_nocase(name, "Binlog_snapshot_file") && !str_empty(value))
            mem_replace(&at->file, value);
        else if (str_eq_nocase(name, "Binlog_snapshot_position") && value)
            str_to_uint(value, UINT64_MAX, &at->pos);
    }
    rows_clear(&r);
    return ok;
}

static bool all_agree(struct snapshot *s, struct copy_point *point, bool *agree,
                      struct err *err)
{
    bool ok = own_position(s->conns[0].conn, point, err);

    *agree = true;
    for (size_t i = 1; ok && *agree && i < s->n; i++) {
        struct copy_point at = {0};
        ok = own_position(s->conns[i].conn, &at, err);
        *agree = str_eq(str_or(at.file, ""), str_or(point->file, "")) && at.pos == point->pos;
        copy_point_clear(&at);
    }
    return ok;
}

static bool read_gtid(struct conn *conn, struct copy_point *point, struct err *err)
{
    char *file = quoted_str(point->file);
    char *sql =
        mem_printf("SELECT BINLOG_GTID_POS(%s, %llu)", file, (unsigned long long)point->pos);
    bool ok = conn_value(conn, sql, &point->gtid_set, err);

    if (ok && !point->gtid_set)
        point->gtid_set = mem_strdup("");
    free(file);
    free(sql);
    return ok;
}

/* *taken false: the server does not tell. */
static bool take_agreed(struct copy *c, struct snapshot *s, struct copy_point *point,
                        bool *taken, struct err *err)
{
    bool agree = false;

    *taken = false;
    for (int tries = 1; !agree; tries++) {
        copy_point_clear(point);
        if (!cancel_check(c->run.cancel, err) || !begin(c, s, err) ||
            !all_agree(s, point, &agree, err))
            return false;
        if (!point->file) {
            point->gtid_set = mem_strdup("");
            return true;
        }
        if (!agree && tries % AGREE_TRIES == 0)
            snapshot_shrink(s, s->n / 2);
    }
    *taken = true;
    return snapshot_none_prepared(c, c->source, err) && read_gtid(s->conns[0].conn, point, err);
}

/* ---- noWriters ---- */

/* *same: after `ms` the source is still where `point` says; it is the same statement, so all it
 * shows of the position is compared. */
static bool still_at(struct copy *c, const struct copy_point *point, int64_t ms, bool *same,
                     struct err *err)
{
    struct copy_point now = {0};

    if (!cancel_wait(c->run.cancel, ms) && !cancel_check(c->run.cancel, err))
        return false;
    if (!snapshot_read_point(c, c->source, &now, err))
        return false;
    *same = str_eq(str_or(now.file, ""), str_or(point->file, "")) && now.pos == point->pos &&
            str_eq(now.gtid_set, point->gtid_set);
    copy_point_clear(&now);
    return true;
}

/* What is prepared before the point and ends behind it would stop the target for good, so XA
 * transactions are looked for on both sides of reading it; none can end between equal positions.
 *
 * The position proves it, so there must be one. Equal positions 10 s apart mean that what the
 * log has is also in the tables; equal ones after the snapshots, that nothing came between. */
static bool take_quiet(struct copy *c, struct snapshot *s, struct copy_point *point,
                       bool *taken, struct err *err)
{
    if (!snapshot_read_point(c, c->source, point, err))
        return false;
    if (!point->file)
        return true;
    run_event(&c->run, "info",
              "No lock is permitted on the source: watching for 10 s whether anybody writes");
    return still_at(c, point, QUIET_MS, taken, err) &&
           (!*taken || (begin(c, s, err) && still_at(c, point, QUIET_AFTER_MS, taken, err))) &&
           (!*taken || snapshot_none_prepared(c, c->source, err));
}

/* ---- oneSnapshot ---- */

static bool take_one(struct copy *c, struct snapshot *s, struct copy_point *point,
                     struct err *err)
{
    copy_point_clear(point);
    point->gtid_set = mem_strdup("");
    snapshot_shrink(s, 1);
    run_event(&c->run, "info",
              "Without a lock, and while others write, one connection reads everything: only "
              "then do all rows show one moment");
    return begin(c, s, err);
}

/* ---- overlap ---- */

static void add_unfit(const struct selection *sel, size_t schema, const bool *fit,
                      struct strlist *unfit)
{
    const struct cat_schema *of = sel->schemas[schema].schema;

    for (size_t i = 0; i < sel->n_tables; i++) {
        const struct sel_table *t = &sel->tables[i];
        if (t->schema == of && !fit[t->table - of->tables] && !t->table->is_sequence)
            strlist_take(unfit, quoted_name(of->name, t->table->name));
    }
}

/* Marks what has a primary key and no other unique one. Rows: table, is it the primary key? */
static void mark_keys(const struct cat_schema *of, const struct rows *r, bool *fit)
{
    for (int primary = 1; primary >= 0; primary--) /* first who has one, then who has more */
        for (size_t i = 0; i < r->n; i++) {
            const struct cat_table *t = catalog_table(of, str_or(rows_get(r, i, 0), ""));
            if (t && str_eq(str_or(rows_get(r, i, 1), ""), primary ? "1" : "0"))
                fit[t - of->tables] = primary;
        }
}

static bool look_at_schema(struct conn *source, const struct selection *sel, size_t schema,
                           struct strlist *unfit, struct err *err)
{
    const struct cat_schema *of = sel->schemas[schema].schema;
    bool *fit = mem_alloc(of->n_tables * sizeof *fit + 1);
    struct rows keys = {0}, cascades = {0};
    char *name = quoted_str(of->name), *acts = foreign_acts_sql();
    bool ok = conn_queryf(source, &keys, err,
                          "SELECT TABLE_NAME, INDEX_NAME = 'PRIMARY' FROM "
                          "information_schema.STATISTICS WHERE TABLE_SCHEMA = %s AND "
                          "NON_UNIQUE = 0 AND SEQ_IN_INDEX = 1",
                          name) &&
              conn_queryf(source, &cascades, err,
                          "SELECT TABLE_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS "
                          "WHERE CONSTRAINT_SCHEMA = %s AND %s",
                          name, acts);

    if (ok)
        mark_keys(of, &keys, fit);
    for (size_t i = 0; ok && i < cascades.n; i++) {
        const struct cat_table *t = catalog_table(of, str_or(rows_get(&cascades, i, 0), ""));
        if (t)
            fit[t - of->tables] = false;
    }
    for (size_t i = 0; i < of->n_tables; i++)
        fit[i] = fit[i] && definition_keeps_transactions(of->tables[i].engine);
    if (ok)
        add_unfit(sel, schema, fit, unfit);
    rows_clear(&keys);
    rows_clear(&cascades);
    free(name);
    free(acts);
    free(fit);
    return ok;
}

bool lockless_unfit(struct conn *source, const struct selection *sel, struct strlist *unfit,
                    struct err *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < sel->n_schemas; i++)
        ok = look_at_schema(source, sel, i, unfit, err);
    return ok;
}

static bool must_fit(struct copy *c, struct err *err)
{
    struct strlist unfit = {0}, named = {0};
    bool ok = lockless_unfit(c->source, &c->sel, &unfit, err);

    if (ok && unfit.n > 0) {
        for (size_t i = 0; i < unfit.n && i < NAMES_MOST; i++)
            strlist_add(&named, unfit.items[i]);
        char *names = strlist_join(&named, ", ");
        ok =
            err_set(err, ERR_STATE,
                    "The source is being written to, and without a lock %zu tables cannot be "
                    "brought to one point, as they have no primary key, a second unique key, a "
                    "foreign key with an action, or an engine without transactions: %s%s",
                    unfit.n, names, unfit.n > named.n ? ", ..." : "");
        lock_hint(err);
        free(names);
    }
    strlist_clear(&unfit);
    strlist_clear(&named);
    return ok;
}

static bool take_overlap(struct copy *c, struct snapshot *s, struct copy_point *point,
                         struct err *err)
{
    struct copy_point high = {0};
    bool ok =
        must_fit(c, err) && snapshot_none_prepared(c, c->source, err) &&
        snapshot_read_point(c, c->source, point, err) &&
        snapshot_none_prepared(c, c->source, err) && begin(c, s, err) &&
        (cancel_wait(c->run.cancel, QUIET_AFTER_MS) || cancel_check(c->run.cancel, err)) &&
        snapshot_read_point(c, c->source, &high, err);

    if (ok) {
        point->until_set = mem_strdup(high.gtid_set);
        point->until_file = mem_strdup(high.file);
        point->until_pos = high.pos;
        run_event(&c->run, "warning",
                  "The snapshots were taken without a lock while the source was written to: "
                  "compare the data before the cut-over");
    }
    copy_point_clear(&high);
    return ok;
}

/* ---- which ---- */

static bool refuse_writers(const struct copy_point *point, struct err *err)
{
    if (point->file)
        err_set(err, ERR_DENIED,
                "the source is being written to, and its account may neither flush nor lock "
                "tables: without a lock no consistent point can be proved");
    else
        err_set(err, ERR_DENIED,
                "the source's account may neither flush nor lock tables, and without a "
                "position in the binary log nobody can tell whether the source is written to");
    return lock_hint(err);
}

bool lockless_take(struct copy *c, struct snapshot *s, struct copy_point *point,
                   const char **mode, struct err *err)
{
    bool versions = all_show_snapshots(c), taken = false;

    err_clear(err);
    if (!snapshot_none_prepared(c, c->source, err)) /* before we watch for seconds */
        return false;
    *mode = "snapshotPosition";
    if (versions && (!take_agreed(c, s, point, &taken, err) || taken))
        return taken;
    *mode = "noWriters";
    if (!take_quiet(c, s, point, &taken, err) || taken)
        return taken;
    *mode = "oneSnapshot";
    if (versions && !run_wants_increment(&c->run))
        return take_one(c, s, point, err);
    *mode = "overlap";
    if (point->file && run_goes_lockless(&c->run))
        return take_overlap(c, s, point, err);
    return refuse_writers(point, err);
}
