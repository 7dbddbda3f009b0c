/* SPDX-License-Identifier: MIT
 *
 * repair - see repair.h: the rows of one table, planned and run.
 */
#include "dtsd/compare/repair.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"

#define SQL_MAX   (1u << 30) /* the server's own limit of a packet */
#define SHOWN_MAX (1u << 20)

/* What the target may be made into by a statement, in this order, so that rows out of the way free
 * their unique values for others. */
enum step { STEP_DELETE, STEP_UPDATE, STEP_INSERT, N_STEPS };

struct repair {
    struct table_compare *t;
    struct conn *source, *target; /* rows as the copy reads them */
    struct conn *writer;
    struct recipe recipe;
    char *name; /* the table's on the target, quoted */
};

/* One row of the outcome's that is in hand. */
struct patient {
    size_t at; /* its place */
    struct dts_diff_chunk_item item;
    char *where;
    char *state[2]; /* per side: its digest, "" for no row; without a key: how many there are */
    struct repair_row row[2];
};

/* ---- reading ---- */

static void row_clear(struct repair_row *row, size_t n)
{
    for (size_t i = 0; row->values && i < n; i++)
        free(row->values[i]);
    free(row->values);
    free(row->lengths);
    *row = (struct repair_row){0};
}

static void row_keep(struct repair_row *out, char *const *row, const unsigned long *lengths,
                     size_t n)
{
    out->values = mem_alloc((n + 1) * sizeof *out->values);
    out->lengths = mem_alloc((n + 1) * sizeof *out->lengths);
    for (size_t i = 0; i < n; i++) {
        out->lengths[i] = lengths[i];
        if (!row[i])
            continue;
        out->values[i] = mem_alloc(lengths[i] + 1);
        memcpy(out->values[i], row[i], lengths[i]);
    }
}

static void drop_rows(struct repair *r, struct patient *p)
{
    for (int side = 0; side < 2; side++)
        row_clear(&p->row[side], r->recipe.n);
}

static void patient_clear(struct repair *r, struct patient *p)
{
    shape_clear(&dts_diff_chunk_item_shape, &p->item);
    free(p->where);
    drop_rows(r, p);
    for (int side = 0; side < 2; side++)
        free(p->state[side]);
    *p = (struct patient){0};
}

static bool is_loose(const struct patient *p)
{
    return p->item.LocalKey.n == 0;
}

/* " WHERE ..." of the row. ERR_STATE: the table has another key now, or this row cannot be found. */
static bool find_where(struct repair *r, struct patient *p, struct err *err)
{
    struct walk_point at = {0};
    struct buf b = BUF_INIT(1u << 20);
    bool ok = true;

    if (is_loose(p)) {
        const char *digest = p->item.LocalSeen.n > 2 ? p->item.LocalSeen.items[2] : NULL;
        ok = digest != NULL;
        buf_adds(&b, " WHERE ");
        digest_row(&r->t->columns, &b);
        buf_addc(&b, '=');
        quote_str(&b, digest);
    } else {
        ok = walk_point_of(&r->t->key, &p->item.LocalKey, &at);
        if (ok)
            walk_key_equals(&r->t->key, &at, &b);
        walk_point_clear(&at);
    }
    free(p->where);
    p->where = ok ? buf_steal(&b) : NULL;
    buf_clear(&b);
    return p->where ||
           err_set(err, ERR_STATE, "The table has another key than when it was compared");
}

/* The row's state on a side, by this connection. */
static bool read_state(struct repair *r, struct patient *p, struct conn *c, enum side side,
                       const char *lock, char **out, struct err *err)
{
    struct buf sql = BUF_INIT(2u << 20);

    buf_adds(&sql, "SELECT ");
    if (is_loose(p))
        buf_adds(&sql, "COUNT(*)");
    else
        digest_row(&r->t->columns, &sql);
    buf_adds(&sql, " FROM ");
    table_name(r->t, side, &sql);
    buf_adds(&sql, p->where);
    buf_adds(&sql, lock);
    free(*out);
    *out = NULL;
    bool ok = conn_value(c, buf_str(&sql), out, err);
    if (ok && !*out)
        *out = mem_strdup("");
    buf_clear(&sql);
    return ok;
}

static bool read_row(struct repair *r, struct patient *p, enum side side, struct err *err)
{
    struct table_compare *t = r->t;
    struct stream *s = NULL;
    struct buf sql = BUF_INIT(2u << 20);
    char **row = NULL;
    unsigned long *lengths;

    row_clear(&p->row[side], r->recipe.n);
    recipe_select(&r->recipe, side == SIDE_SOURCE ? t->db : t->to_db,
                  side == SIDE_SOURCE ? t->table : t->to_table, NULL, &sql);
    buf_adds(&sql, p->where);
    buf_adds(&sql, " LIMIT 1");
    bool ok =
        stream_open(&s, side == SIDE_SOURCE ? r->source : r->target, buf_str(&sql), err) &&
        stream_next(s, &row, &lengths, err);
    if (ok && row)
        row_keep(&p->row[side], row, lengths, r->recipe.n);
    stream_close(s);
    buf_clear(&sql);
    return ok;
}

static bool read_rows(struct repair *r, struct patient *p, struct err *err)
{
    return read_row(r, p, SIDE_SOURCE, err) && read_row(r, p, SIDE_TARGET, err);
}

/* ---- the statement ---- */

/* Without a key: how many such rows the target lacks. */
static int64_t lacking(const struct patient *p)
{
    return is_loose(p) ? count_of(p->state[SIDE_SOURCE]) - count_of(p->state[SIDE_TARGET]) : 0;
}

static enum step step_of(const struct patient *p)
{
    int64_t times = lacking(p);

    if (times)
        return times < 0 ? STEP_DELETE : STEP_INSERT;
    return !*p->state[SIDE_SOURCE]   ? STEP_DELETE
           : !*p->state[SIDE_TARGET] ? STEP_INSERT
                                     : STEP_UPDATE;
}

/* Caller frees; NULL: nothing that is sent differs. */
static char *statement(struct repair *r, const struct patient *p, bool shown)
{
    struct buf sql = BUF_INIT(shown ? SHOWN_MAX : SQL_MAX);
    char *text = repair_sql(&r->recipe, &r->t->columns, r->name, p->where, &p->row[SIDE_SOURCE],
                            &p->row[SIDE_TARGET], lacking(p), shown, &sql) &&
                         buf_ok(&sql)
                     ? buf_steal(&sql)
                     : NULL;

    buf_clear(&sql);
    return text;
}

static bool same_states(const struct patient *p)
{
    return str_eq(p->state[SIDE_SOURCE], p->state[SIDE_TARGET]);
}

/* ---- planning ---- */

static void plan_as(struct repair *r, const struct patient *p, const char *sql,
                    const char *status, const char *message)
{
    outcome_row_plan(r->t->outcome, p->at, p->state[SIDE_SOURCE], p->state[SIDE_TARGET], sql,
                     status, message);
}

static bool plan_row(struct repair *r, struct patient *p, struct err *err)
{
    struct align *a = r->t->align;

    if (!find_where(r, p, err)) {
        plan_as(r, p, "", "failed", err->text);
        err_clear(err);
        return true;
    }
    if (!read_state(r, p, a->room.source, SIDE_SOURCE, "", &p->state[SIDE_SOURCE], err) ||
        !align_now(a, err) ||
        !read_state(r, p, a->room.target, SIDE_TARGET, "", &p->state[SIDE_TARGET], err))
        return false;
    if (same_states(p)) {
        plan_as(r, p, "", "changed", "The row is the same on both sides by now.");
        return true;
    }
    if (!read_rows(r, p, err))
        return false;
    char *sql = statement(r, p, true);
    plan_as(
        r, p, str_or(sql, ""), sql ? "planned" : "failed",
        sql ? ""
            : "Only columns that the servers generate differ, or the row is too long for one "
              "statement; look at the definition of the table.");
    free(sql);
    return true;
}

/* ---- running ---- */

static void tell(struct repair *r, const struct patient *p, const char *status,
                 const char *message)
{
    outcome_row_result(r->t->outcome, p->at, status, message);
}

/* With the row locked on the target: is all as it was planned? */
static bool is_as_planned(struct repair *r, struct patient *p, bool *yes, struct err *err)
{
    const struct strlist *seen = &p->item.LocalSeen;

    *yes = false;
    if (!find_where(r, p, err) ||
        !read_state(r, p, r->writer, SIDE_TARGET, " FOR UPDATE", &p->state[SIDE_TARGET], err) ||
        !read_state(r, p, r->t->align->room.source, SIDE_SOURCE, "", &p->state[SIDE_SOURCE],
                    err))
        return false;
    if (seen->n < 2 || !str_eq(p->state[SIDE_SOURCE], seen->items[0]) ||
        !str_eq(p->state[SIDE_TARGET], seen->items[1]))
        return true;
    if (!read_rows(r, p, err))
        return false;
    char *sql = statement(r, p, true);
    *yes = str_eq(sql, p->item.LocalSql);
    free(sql);
    drop_rows(r, p); /* they may be large, and a chunk has many */
    return true;
}

/* planned: the target's state before, which decides what the statement is. */
static bool run_row(struct repair *r, struct patient *p, const char *planned, struct err *err)
{
    p->state[SIDE_TARGET] = mem_strdup(planned);
    if (!read_rows(r, p, err))
        return false;
    char *sql = statement(r, p, false);
    bool ok = sql ? conn_exec(r->writer, sql, err)
                  : err_set(err, ERR_STATE, "The statement is too long");
    free(sql);
    drop_rows(r, p);
    if (!ok || !read_state(r, p, r->writer, SIDE_TARGET, "", &p->state[SIDE_TARGET], err))
        return false;
    return same_states(p) ||
           err_set(err, ERR_STATE,
                   "After its statement the row was not what it is on the source");
}

static void tell_ready(struct repair *r, struct patient *rows, const bool *ready, size_t n,
                       const char *status, const char *message)
{
    for (size_t i = 0; i < n; i++)
        if (ready[i])
            tell(r, &rows[i], status, message);
}

/* The rows that are ready, in the transaction that is open. *bad: the one that could not be; n: none. */
static bool run_ready(struct repair *r, struct patient *rows, const bool *ready, size_t n,
                      size_t *bad, struct err *err)
{
    bool ok = true;

    *bad = n;
    for (int step = 0; ok && step < N_STEPS; step++)
        for (size_t i = 0; ok && i < n; i++) {
            if (!ready[i] || step_of(&rows[i]) != (enum step)step)
                continue;
            /* the row's step is that of its planned state, also after it */
            char *planned = rows[i].state[SIDE_TARGET];
            rows[i].state[SIDE_TARGET] = NULL;
            ok = run_row(r, &rows[i], planned, err);
            free(rows[i].state[SIDE_TARGET]);
            rows[i].state[SIDE_TARGET] = planned;
            *bad = ok ? n : i;
        }
    return ok;
}

/* One transaction: false when it was not committed. */
static bool run_transaction(struct repair *r, struct patient *rows, bool *ready, size_t n,
                            size_t *bad, struct err *err)
{
    struct err ignored;

    *bad = n;
    bool ok = align_now(r->t->align, err) && conn_exec(r->writer, "START TRANSACTION", err);
    for (size_t i = 0; ok && i < n; i++) {
        if (!ready[i])
            continue;
        ok = is_as_planned(r, &rows[i], &ready[i], err);
        *bad = ok ? n : i;
        if (ok && !ready[i])
            tell(r, &rows[i], "changed", "The row is another one by now; nothing was done.");
    }
    ok = ok && run_ready(r, rows, ready, n, bad, err);
    if (!ok) {
        conn_exec(r->writer, "ROLLBACK", &ignored);
        return false;
    }
    if (conn_exec(r->writer, "COMMIT", err))
        return true;
    tell_ready(r, rows, ready, n, "failed", "No answer came to the COMMIT; compare again.");
    return false;
}

/* A row that the server refuses stays behind, and the rest of its chunk is tried without it. */
static bool run_chunk(struct repair *r, struct patient *rows, size_t n, struct err *err)
{
    bool *ready = mem_alloc((n + 1) * sizeof *ready), ok = false, again = true;
    size_t bad;

    for (size_t i = 0; i < n; i++)
        ready[i] = true;
    while (again) {
        ok = run_transaction(r, rows, ready, n, &bad, err);
        again = !ok && bad < n && err->kind != ERR_CANCELLED && !err_is_transient(err);
        if (!again)
            break;
        char *why = mem_printf("%s%s%s", err->text, *err->server ? ": " : "", err->server);
        tell(r, &rows[bad], "failed", why);
        ready[bad] = false;
        free(why);
        err_clear(err);
    }
    if (ok)
        tell_ready(r, rows, ready, n, "done", "");
    free(ready);
    return ok;
}

/* ---- a table ---- */

static bool open_all(struct repair *r, struct err *err)
{
    const struct run *run = r->t->align->room.run;
    char *blocked = NULL;

    if (!table_prepare(r->t, &blocked, err))
        return false;
    if (blocked) {
        err_set(err, ERR_STATE, "%s.%s: %s", r->t->db, r->t->table, blocked);
        free(blocked);
        return false;
    }
    recipe_build(&r->t->columns, &r->recipe);
    r->name = quoted_name(r->t->to_db, r->t->to_table);
    return run_connect(run, SIDE_SOURCE, SESSION_DUMP, &r->source, err) &&
           run_connect(run, SIDE_TARGET, SESSION_DUMP, &r->target, err) &&
           run_connect(run, SIDE_TARGET, SESSION_DDL, &r->writer, err) &&
           conn_exec(r->writer, "SET SESSION innodb_lock_wait_timeout = 10", err);
}

static void close_all(struct repair *r)
{
    conn_close(r->source);
    conn_close(r->target);
    conn_close(r->writer);
    recipe_clear(&r->recipe);
    free(r->name);
    table_release(r->t);
}

/* Errors that are this table's own: the rows that wait say so, and the other tables are repaired. */
static bool tell_all(struct table_compare *t, struct err *err)
{
    struct dts_diff_chunk_item item;

    if (err->kind != ERR_STATE && err->kind != ERR_GONE)
        return false;
    for (size_t at = 0; outcome_next_row(t->outcome, t->number, &at, &item); at++) {
        if (str_empty(item.LocalStatus) || str_eq(item.LocalStatus, "planned"))
            outcome_row_result(t->outcome, at, "failed", err->text);
        shape_clear(&dts_diff_chunk_item_shape, &item);
    }
    err_clear(err);
    return true;
}

bool repair_plan(struct table_compare *t, struct err *err)
{
    struct repair r = {.t = t};
    struct patient p = {0};
    size_t at = 0;
    bool ok = open_all(&r, err);

    for (; ok && outcome_next_row(t->outcome, t->number, &at, &p.item); at++) {
        p.at = at;
        ok = cancel_check(t->align->room.run->cancel, err) && plan_row(&r, &p, err);
        patient_clear(&r, &p);
    }
    close_all(&r);
    return ok || tell_all(t, err);
}

static bool run_and_clear(struct repair *r, struct patient *rows, size_t *n, struct err *err)
{
    bool ok = *n == 0 ||
              (cancel_check(r->t->align->room.run->cancel, err) && run_chunk(r, rows, *n, err));

    while (*n)
        patient_clear(r, &rows[--*n]);
    return ok;
}

bool repair_run(struct table_compare *t, struct err *err)
{
    struct repair r = {.t = t};
    struct patient *rows = NULL, p = {0};
    size_t n = 0, cap = 0;
    bool ok = open_all(&r, err);

    for (; ok && outcome_next_row(t->outcome, t->number, &p.at, &p.item); p.at++) {
        size_t at = p.at;
        /* without a key each row is found by reading the whole table, which stays locked so long */
        if (n && (is_loose(&rows[0]) || rows[0].item.ChunkId != p.item.ChunkId))
            ok = run_and_clear(&r, rows, &n, err);
        if (ok && str_eq(p.item.LocalStatus, "planned"))
            *MEM_PUSH(rows, n, cap) = p;
        else
            patient_clear(&r, &p);
        p = (struct patient){.at = at};
    }
    ok = ok && run_and_clear(&r, rows, &n, err);
    while (n)
        patient_clear(&r, &rows[--n]);
    free(rows);
    close_all(&r);
    return ok || tell_all(t, err);
}
