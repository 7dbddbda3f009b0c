/* SPDX-License-Identifier: MIT
 *
 * walk - compares a table along its key, chunk by chunk; a chunk that differs is divided until the
 * rows can be named. A spot check takes some of the chunks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/table.h"

#define FIRST_ROWS 10000
#define LEAST_ROWS 1000
#define MOST_ROWS  500000

/* One row of two columns as "a/b". */
static bool read_pair(struct conn *c, const char *sql, char **out, struct err *err)
{
    struct rows r;

    if (!conn_query(c, sql, &r, err))
        return false;
    *out = mem_printf("%s/%s", str_or(r.n ? rows_get(&r, 0, 0) : NULL, "0"),
                      str_or(r.n && r.cols > 1 ? rows_get(&r, 0, 1) : NULL, ""));
    rows_clear(&r);
    return true;
}

/* ---- a chunk ---- */

struct range {
    const struct walk_point *after, *upto;
};

static bool read_chunk(struct table_compare *t, enum side side, const void *arg, char **out,
                       struct err *err)
{
    const struct range *range = arg;
    struct buf sql;

    buf_init(&sql, 1u << 20);
    buf_adds(&sql, "SELECT ");
    digest_chunk(&t->columns, t->form, &sql);
    buf_adds(&sql, " FROM ");
    table_name(t, side, &sql);
    if (range->after->n || range->upto->n)
        walk_key_hint(&t->key, &sql);
    walk_key_range(&t->key, range->after, range->upto, &sql);
    bool ok = read_pair(table_conn(t, side), buf_str(&sql), out, err);
    buf_clear(&sql);
    return ok;
}

/* The key `rows` rows further; no point when there are not so many. */
static bool next_point(struct table_compare *t, const struct range *in, int64_t rows,
                       struct walk_point *out, struct err *err)
{
    struct rows r;
    struct buf sql;

    memset(out, 0, sizeof *out);
    buf_init(&sql, 1u << 16);
    buf_adds(&sql, "SELECT ");
    walk_key_values(&t->key, &sql);
    buf_adds(&sql, " FROM ");
    table_name(t, SIDE_SOURCE, &sql);
    walk_key_hint(&t->key, &sql);
    walk_key_range(&t->key, in->after, in->upto, &sql);
    buf_adds(&sql, " ORDER BY ");
    walk_key_names(&t->key, &sql);
    buf_addf(&sql, " LIMIT 1 OFFSET %lld", (long long)(rows - 1));
    bool ok = conn_query(t->align->room.source, buf_str(&sql), &r, err);
    buf_clear(&sql);
    if (!ok)
        return false;
    for (size_t i = 0; r.n && i < t->key.n; i++)
        out->values[i] = mem_strdup(str_or(rows_get(&r, 0, i), ""));
    out->n = r.n ? t->key.n : 0;
    rows_clear(&r);
    return true;
}

/* Equal at the first look in nearly all cases: one read on each side. */
static bool quick_look(struct table_compare *t, const struct range *range, bool *same,
                       int64_t *rows, int64_t *slow_ms, struct err *err)
{
    char *here = NULL, *there = NULL;
    int64_t begin = clock_mono_ms(), middle = 0, again = 0;
    bool ok = read_chunk(t, SIDE_SOURCE, range, &here, err);

    middle = clock_mono_ms();
    ok = ok && align_now(t->align, err);
    again = clock_mono_ms();
    ok = ok && read_chunk(t, SIDE_TARGET, range, &there, err);
    if (ok) {
        int64_t target_ms = clock_mono_ms() - again;
        *slow_ms = middle - begin > target_ms ? middle - begin : target_ms;
        *same = str_eq(here, there);
        *rows = count_of(here);
    }
    free(here);
    free(there);
    return ok;
}

static bool divide(struct table_compare *t, const struct range *whole, struct err *err)
{
    struct walk_point after, upto = {0};
    bool ok = true, last = false;

    walk_point_copy(&after, whole->after);
    while (ok && !last && t->named < COMPARE_TABLE_ROWS) {
        struct range rest = {&after, whole->upto};
        ok = next_point(t, &rest, COMPARE_LEAF_ROWS, &upto, err);
        last = ok && upto.n == 0;
        if (last)
            walk_point_copy(&upto, whole->upto);
        struct range leaf = {&after, &upto};
        enum verdict verdict = VERDICT_SAME;
        int64_t begin = clock_mono_ms();
        ok = ok && settle(t, read_chunk, &leaf, &verdict, err);
        if (ok && verdict != VERDICT_SAME)
            ok = rows_compare(t, &after, &upto, clock_mono_ms() - begin, err);
        walk_point_clear(&after);
        after = upto;
        memset(&upto, 0, sizeof upto);
    }
    walk_point_clear(&after);
    return ok;
}

/* ---- the walk ---- */

struct walk {
    int64_t step;        /* rows of the next chunk */
    int64_t seen, taken; /* rows walked over, rows compared */
};

static uint64_t next_random(uint64_t *state) /* xorshift64*, Vigna 2014: draws only */
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 2685821657736338717u;
}

/* A spot check takes the first and the last chunk, and between them as many as the ratio of rows
 * asks for, drawn by the seed. */
static bool is_drawn(struct table_compare *t, const struct walk *w, bool first, bool last)
{
    if (t->how->method != COMPARE_SAMPLE || first || last)
        return true;
    int64_t due = (w->seen + w->step) * t->how->sample_percent / 100 - w->taken;
    return (int64_t)(next_random(&t->random) >> 33) % w->step < due;
}

static void adapt(struct walk *w, int64_t rows, int64_t ms)
{
    int64_t fit = ms > 0 ? rows * COMPARE_CHUNK_MS / ms : MOST_ROWS;

    fit = fit > w->step * 2 ? w->step * 2 : fit;
    w->step = fit < LEAST_ROWS ? LEAST_ROWS : fit > MOST_ROWS ? MOST_ROWS : fit;
}

static bool walk_chunk(struct table_compare *t, struct walk *w, const struct range *range,
                       bool first, bool last, struct err *err)
{
    int64_t rows = w->step, ms = 0;
    bool same = true, drawn = is_drawn(t, w, first, last);

    if (drawn && !quick_look(t, range, &same, &rows, &ms, err))
        return false;
    if (drawn && !same && !divide(t, range, err))
        return false;
    w->seen += rows;
    w->taken += drawn ? rows : 0;
    outcome_advance(t->outcome, t->number, rows);
    if (drawn && !last)
        adapt(w, rows, ms);
    return true;
}

bool walk_table(struct table_compare *t, struct err *err)
{
    struct walk_point after = {0}, upto = {0}, none = {0};
    struct walk w = {.step = t->how->method == COMPARE_SAMPLE ? LEAST_ROWS : FIRST_ROWS};
    bool ok = true, first = true, last = false;

    while (ok && !last && t->named < COMPARE_TABLE_ROWS) {
        struct range rest = {&after, &none}, range = {&after, &upto};
        ok = next_point(t, &rest, w.step, &upto, err);
        last = ok && upto.n == 0;
        ok = ok && walk_chunk(t, &w, &range, first, last, err);
        first = false;
        walk_point_clear(&after);
        after = upto;
        memset(&upto, 0, sizeof upto);
    }
    walk_point_clear(&after);
    if (ok && t->how->method == COMPARE_SAMPLE)
        outcome_note(t->outcome, "%s.%s: %lld of %lld rows looked at", t->db, t->table,
                     (long long)w.taken, (long long)w.seen);
    if (ok && t->named >= COMPARE_TABLE_ROWS)
        outcome_note(t->outcome, "%s.%s: %d differing rows are named; there may be more", t->db,
                     t->table, COMPARE_TABLE_ROWS);
    return ok;
}
