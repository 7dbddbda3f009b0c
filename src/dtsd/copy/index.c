/* SPDX-License-Identifier: MIT
 *
 * index - see index.h
 */
#include "dtsd/copy/index.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/trap.h"
#include "mysql/quote.h"

#define ER_DUP_KEYNAME 1061

/* For each thread that sorts. Measured on 9.7, 1.6 M rows, two keys: 8 to 128 MB are the same, the
 * server's 1 MB for four threads costs a third more of its processor time. */
#define SORT_BYTES (16u * 1024 * 1024)

struct keys {
    const struct ddl_item *items[4096]; /* more than a server permits (64) */
    size_t n;
};

static bool out_of_temporary_space(int number)
{
    static const int numbers[] = {1034, 1114, 1878, 3675};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (number == numbers[i])
            return true;
    return false;
}

static bool add_keys(struct copy *c, struct copy_table *t, struct conn *ddl,
                     const struct ddl_item *const *keys, size_t n, struct err *err)
{
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    if (n == 0)
        return true;
    buf_addf(&sql, "ALTER TABLE %s", t->target);
    for (size_t i = 0; i < n; i++)
        buf_addf(&sql, "%s ADD %s", i == 0 ? "" : ",", keys[i]->text);
    bool ok = copy_exec(c, ddl, buf_str(&sql), t->label, t->sel, err);
    buf_clear(&sql);
    if (ok || n == 1 || !out_of_temporary_space(err->number))
        return ok || err_wrap(err, "building %s%s of table %s", n == 1 ? "key " : "the keys",
                              n == 1 ? str_or(keys[0]->name, "") : "", t->label);
    return add_keys(c, t, ddl, keys, n / 2, err) &&
           add_keys(c, t, ddl, keys + n / 2, n - n / 2, err);
}

static bool has_item(const struct ddl_table *t, const struct ddl_item *want)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].kind == want->kind && str_eq(t->items[i].name, want->name))
            return true;
    return false;
}

/* The deferred keys that the table does not have yet. */
static void collect(const struct ddl_table *t, const struct ddl_table *made, bool ordinary,
                    struct keys *out)
{
    out->n = 0;
    for (size_t i = 0; i < t->n && out->n < sizeof out->items / sizeof *out->items; i++) {
        const struct ddl_item *it = &t->items[i];
        bool is_ordinary = it->kind == DDL_UNIQUE || it->kind == DDL_KEY;
        if (it->deferred && it->kind != DDL_FOREIGN && is_ordinary == ordinary &&
            !has_item(made, it))
            out->items[out->n++] = it;
    }
}

static bool check_definition(struct copy_table *t, const struct ddl_table *made,
                             struct err *err)
{
    for (size_t i = 0; i < t->ddl.n; i++) {
        const struct ddl_item *it = &t->ddl.items[i];
        if (it->kind >= DDL_PRIMARY && it->kind <= DDL_SPATIAL && !has_item(made, it))
            return err_set(err, ERR_STATE, "table %s came out without its key %s", t->label,
                           str_or(it->name, "PRIMARY"));
    }
    if (made->auto_increment < t->ddl.auto_increment && t->ddl.auto_increment > 1)
        return err_set(err, ERR_STATE,
                       "the next AUTO_INCREMENT value of table %s is %" PRIu64
                       " on the target, %" PRIu64 " on the source",
                       t->label, made->auto_increment, t->ddl.auto_increment);
    return true;
}

static bool read_made(struct copy_table *t, struct conn *ddl, struct ddl_table *made,
                      struct err *err)
{
    struct rows r = {0};
    bool ok = conn_queryf(ddl, &r, err, "SHOW CREATE TABLE %s", t->target);
    const char *sql = ok && r.n == 1 && r.cols >= 2 ? rows_get(&r, 0, 1) : NULL;
    if (ok && !sql)
        ok = err_set(err, ERR_PROTOCOL, "the target gave no definition of table %s", t->label);
    ok = ok && ddl_parse(sql, made, err);
    rows_clear(&r);
    return ok;
}

/* MySQL 8.0.27 and later sort with threads of their own, four for each ALTER whoever else builds.
 * Others do not know the variables: they build as they do. */
static bool settle_sort(struct conn *ddl, size_t threads, struct err *err)
{
    if (conn_execf(
            ddl, err,
            "SET SESSION innodb_ddl_threads=%zu, SESSION innodb_parallel_read_threads=%zu, "
            "SESSION innodb_ddl_buffer_size=%zu",
            threads, threads, threads * SORT_BYTES))
        return true;
    if (conn_is_lost(ddl) || err->kind == ERR_CANCELLED)
        return false;
    log_debug("copy", "keys are sorted as the server does by itself: %s", err->server);
    err_clear(err);
    return true;
}

static bool build_missing(struct copy *c, struct copy_table *t, struct conn *ddl,
                          size_t threads, struct err *err)
{
    struct keys *keys = mem_alloc(sizeof *keys);
    struct ddl_table made = {0};
    bool ok = read_made(t, ddl, &made, err);
    collect(&t->ddl, &made, true, keys);
    ok = ok && (keys->n == 0 || settle_sort(ddl, threads, err)) &&
         add_keys(c, t, ddl, keys->items, keys->n, err);
    collect(&t->ddl, &made, false, keys);
    for (size_t i = 0; ok && i < keys->n; i++)
        ok = add_keys(c, t, ddl, &keys->items[i], 1, err);
    ddl_clear(&made);
    free(keys);
    return ok;
}

/* MariaDB's first load into an empty table forgets the counter when it is rolled back: a repeated
 * chunk then leaves the highest value used. */
static bool restore_counter(struct copy *c, struct copy_table *t, struct conn *ddl,
                            struct err *err)
{
    struct ddl_table made = {0};
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    bool ok = read_made(t, ddl, &made, err);
    if (ok && t->ddl.auto_increment > 1 && made.auto_increment < t->ddl.auto_increment) {
        buf_addf(&sql, "ALTER TABLE %s AUTO_INCREMENT=%" PRIu64, t->target,
                 t->ddl.auto_increment);
        ok = copy_exec(c, ddl, buf_str(&sql), t->label, t->sel, err);
    }
    buf_clear(&sql);
    ddl_clear(&made);
    return ok;
}

bool index_build(struct copy *c, struct copy_table *t, struct conn *ddl, size_t threads,
                 struct err *err)
{
    struct ddl_table made = {0};
    trap("index", t->label);
    /* a connection that broke may have left an ALTER behind, which ends while ours waits */
    bool ok = build_missing(c, t, ddl, threads, err) ||
              (err->number == ER_DUP_KEYNAME && build_missing(c, t, ddl, threads, err));
    ok = ok && restore_counter(c, t, ddl, err) && read_made(t, ddl, &made, err) &&
         check_definition(t, &made, err);
    ddl_clear(&made);
    return ok;
}

/* Those that a kept table does not have yet. */
static bool add_foreign(struct copy *c, struct copy_table *t, struct conn *ddl, struct err *err)
{
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    struct ddl_table made = {0};
    bool ok = !copy_is_kept(c, t->sel) || read_made(t, ddl, &made, err), any = false;
    buf_addf(&sql, "ALTER TABLE %s", t->target);
    for (size_t k = 0; k < t->ddl.n; k++) {
        const struct ddl_item *it = &t->ddl.items[k];
        if (it->kind != DDL_FOREIGN || has_item(&made, it))
            continue;
        buf_addf(&sql, "%s ADD %s", any ? "," : "", it->text);
        any = true;
    }
    if (ok && any)
        ok = copy_exec(c, ddl, buf_str(&sql), t->label, t->sel, err);
    ddl_clear(&made);
    buf_clear(&sql);
    return ok || err_wrap(err, "adding the foreign keys of table %s", t->label);
}

bool index_foreign(struct copy *c, struct conn *ddl, struct err *err)
{
    struct err ignored;
    /* MySQL 8.4 refuses a parent key that is not unique unless told; older servers do not know
     * the variable, and an account may lack the right: then the server's word counts */
    conn_exec(ddl, "SET SESSION restrict_fk_on_non_standard_key=OFF", &ignored);
    bool ok = true;
    for (size_t i = 0; ok && i < c->n_tables; i++) {
        struct copy_table *t = NULL;
        if (!c->tables[i].foreign)
            continue;
        ok = definition_open(c, &c->tables[i], &t, err) && add_foreign(c, t, ddl, err);
        if (ok)
            trap("foreign-key", t->label);
        definition_close(t);
    }
    if (ok && c->left_out)
        run_event(&c->run, "warning",
                  "Left out on the target, as it was decided (shield): %zu foreign key%s that "
                  "remove or change rows with others",
                  c->left_out, c->left_out == 1 ? "" : "s");
    return ok;
}
