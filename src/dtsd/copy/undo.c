/* SPDX-License-Identifier: MIT
 *
 * undo - copy_drop_created (copy.h) and undo_but: take back what this job made on the target, newest
 * first.
 *
 * Only what run_changes lists is ever dropped. A database goes only when nothing is left in it:
 * what someone else put there is not ours.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/copy/accounts.h"
#include "dtsd/copy/copy.h"
#include "dtsd/copy/ledger.h"
#include "dtsd/copy/plan.h"
#include "dtsd/copy/undo.h"
#include "mysql/quote.h"
#include "mysql/scan.h"

static const struct {
    const char *kind, *drop;
} droppable[] = {
    {"view", "VIEW"},           {"table", "TABLE"},       {"trigger", "TRIGGER"},
    {"procedure", "PROCEDURE"}, {"function", "FUNCTION"}, {"event", "EVENT"},
};

static const char *drop_word(const char *kind)
{
    for (size_t i = 0; i < sizeof droppable / sizeof *droppable; i++)
        if (str_eq(kind, droppable[i].kind))
            return droppable[i].drop;
    return NULL;
}

bool copy_drops(const char *kind)
{
    return drop_word(kind) || str_eq(kind, "database") || accounts_is_kind(kind);
}

/* A record's name must be `x` or `x`.`y`, else nothing is done with it. */
static bool is_quoted(const char *name, bool with_schema)
{
    const char *at = name;
    struct scan_token t = scan_next(&at);
    bool ok = t.kind == SCAN_IDENT;
    if (with_schema) {
        t = scan_next(&at);
        ok = ok && scan_is_symbol(&t, '.');
        t = scan_next(&at);
        ok = ok && t.kind == SCAN_IDENT;
    }
    t = scan_next(&at);
    return ok && t.kind == SCAN_END;
}

/* MariaDB keeps sequences among the tables; a table is dropped as what it is. */
static bool is_sequence(struct conn *target, const char *quoted, bool *sequence,
                        struct err *err)
{
    const char *at = quoted;
    struct scan_token t = scan_next(&at);
    char *schema = scan_name(&t);
    scan_next(&at);
    t = scan_next(&at);
    char *name = scan_name(&t);
    char *s = quoted_str(schema), *n = quoted_str(name), *type = NULL;
    char *sql = mem_printf("SELECT TABLE_TYPE FROM information_schema.TABLES WHERE "
                           "TABLE_SCHEMA=%s AND TABLE_NAME=%s",
                           s, n);
    bool ok = conn_value(target, sql, &type, err);
    *sequence = ok && str_eq_nocase(type, "SEQUENCE");
    free(sql);
    free(type);
    free(s);
    free(n);
    free(schema);
    free(name);
    return ok;
}

static bool drop_object(struct copy *c, const struct run_change *ch, struct err *err)
{
    bool sequence = false;
    const char *word = drop_word(ch->kind);
    if (str_eq(ch->kind, "table") && !is_sequence(c->target, ch->name, &sequence, err))
        return false;
    char *sql = mem_printf("DROP %s IF EXISTS %s", sequence ? "SEQUENCE" : word, ch->name);
    bool ok = copy_exec(c, c->target, sql, ch->name, NULL, err);
    free(sql);
    return ok || err_wrap(err, "removing %s %s from the target", ch->kind, ch->name);
}

static bool count_in(struct conn *target, const char *table, const char *column,
                     const char *schema, int64_t *sum, struct err *err)
{
    int64_t n = 0;
    char *sql = mem_printf("SELECT COUNT(*) FROM information_schema.%s WHERE %s=%s", table,
                           column, schema);
    bool ok = conn_value_int(target, sql, 0, &n, err);
    *sum += n;
    free(sql);
    return ok;
}

static bool drop_database(struct copy *c, const struct run_change *ch, struct err *err)
{
    const char *at = ch->name;
    struct scan_token t = scan_next(&at);
    char *name = scan_name(&t), *literal = quoted_str(name);
    int64_t left = 0;
    bool ok = count_in(c->target, "TABLES", "TABLE_SCHEMA", literal, &left, err) &&
              count_in(c->target, "ROUTINES", "ROUTINE_SCHEMA", literal, &left, err) &&
              count_in(c->target, "EVENTS", "EVENT_SCHEMA", literal, &left, err);
    if (ok && left > 0) {
        run_event(&c->run, "warning",
                  "Database %s was created by this task but holds %" PRId64
                  " objects that are not its own: it stays",
                  name, left);
    } else if (ok) {
        char *sql = mem_printf("DROP DATABASE IF EXISTS %s", ch->name);
        ok = copy_exec(c, c->target, sql, ch->name, NULL, err);
        free(sql);
    }
    free(name);
    free(literal);
    return ok || err_wrap(err, "removing database %s from the target", ch->name);
}

static bool undo_one(struct copy *c, const struct run_change *ch, struct err *err)
{
    bool ok;
    if (str_eq(ch->kind, "schema_internal"))
        ok = ledger_close(&c->run, c->target, err);
    else if (accounts_is_kind(ch->kind))
        ok = accounts_drop(c, ch->kind, ch->name, err);
    else if (str_eq(ch->kind, "database") && is_quoted(ch->name, false))
        ok = drop_database(c, ch, err);
    else if (drop_word(ch->kind) && is_quoted(ch->name, true))
        ok = drop_object(c, ch, err);
    else
        return true; /* a channel, a variable: follow's */
    return ok && run_undone(&c->run, ch->id, err);
}

static bool is_ours(const struct run_change *ch)
{
    return str_eq(ch->side, side_word(SIDE_TARGET)) &&
           (copy_drops(ch->kind) || str_eq(ch->kind, "schema_internal"));
}

bool copy_drop_created(const struct run *run, struct err *err)
{
    struct run_change_list changes = {0};
    struct copy c = {.run = *run};
    if (!run_changes(run, NULL, &changes, err))
        return false;
    bool ours = false;
    for (size_t i = 0; i < changes.n; i++)
        ours |= is_ours(&changes.items[i]);
    bool ok = !ours || run_connect(run, SIDE_TARGET, SESSION_DDL, &c.target, err);
    for (size_t i = changes.n; ok && ours && i > 0; i--)
        if (is_ours(&changes.items[i - 1]))
            ok = undo_one(&c, &changes.items[i - 1], err);
    conn_close(c.target);
    run_change_list_clear(&changes);
    return ok;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool stays(const struct run_change *ch, const struct strlist *tables)
{
    if (str_eq(ch->kind, "database") || str_eq(ch->kind, "schema_internal"))
        return true;
    return str_eq(ch->kind, "table") &&
           bsearch(&ch->name, tables->items, tables->n, sizeof *tables->items, by_text) != NULL;
}

bool undo_but(struct copy *c, const struct strlist *tables, struct err *err)
{
    struct run_change_list changes = {0};
    bool ok = run_changes(&c->run, NULL, &changes, err);
    for (size_t i = changes.n; ok && i > 0; i--)
        if (is_ours(&changes.items[i - 1]) && !stays(&changes.items[i - 1], tables))
            ok = undo_one(c, &changes.items[i - 1], err);
    run_change_list_clear(&changes);
    return ok;
}
