/* SPDX-License-Identifier: MIT
 *
 * walk - compares a table along its key, chunk by chunk; a chunk that differs is divided until the
 * rows can be named.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/flight.h"
#include "dtsd/compare/pace.h"
#include "dtsd/compare/table.h"

#define TARGET_LIMIT 4 /* times the source's: it may be slower, and nobody's work waits there */

/* For settle: the rows of a range. */
static bool read_chunk(struct table_compare *t, enum side side, const void *arg, char **out,
                       struct err *err)
{
    struct rows r;
    struct buf sql;

    buf_init(&sql, 1u << 20);
    flight_chunk(t, side, arg, 0, &sql);
    bool ok = conn_query(table_conn(t, side), buf_str(&sql), &r, err);
    buf_clear(&sql);
    if (!ok)
        return false;
    *out = flight_text(&r);
    rows_clear(&r);
    return true;
}

bool walk_next(struct table_compare *t, const struct range *in, int64_t rows,
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

static bool divide(struct table_compare *t, const struct range *whole, struct err *err)
{
    struct walk_point after, upto = {0};
    bool ok = true, last = false;

    walk_point_copy(&after, whole->after);
    while (ok && !last && t->named < COMPARE_TABLE_ROWS) {
        struct range rest = {&after, whole->upto};
        ok = walk_next(t, &rest, COMPARE_LEAF_ROWS, &upto, err);
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

bool walk_range(struct table_compare *t, const struct range *r, int64_t *rows, struct err *err)
{
    char *here = NULL, *there = NULL;
    bool ok = read_chunk(t, SIDE_SOURCE, r, &here, err) && align_now(t->align, err) &&
              read_chunk(t, SIDE_TARGET, r, &there, err);

    if (ok)
        *rows = count_of(here);
    if (ok && !str_eq(here, there))
        ok = divide(t, r, err);
    free(here);
    free(there);
    return ok;
}

bool walk_count(struct table_compare *t, const struct range *r, int64_t *rows, struct err *err)
{
    struct buf sql;

    buf_init(&sql, 1u << 16);
    buf_adds(&sql, "SELECT COUNT(*) FROM ");
    table_name(t, SIDE_SOURCE, &sql);
    if (r->after->n || r->upto->n)
        walk_key_hint(&t->key, &sql);
    walk_key_range(&t->key, r->after, r->upto, &sql);
    bool ok = conn_value_int(table_conn(t, SIDE_SOURCE), buf_str(&sql), 0, rows, err);
    buf_clear(&sql);
    return ok;
}

/* ---- the walk ---- */

struct walk {
    struct table_compare *t;
    struct pace pace;
    struct flight flight;    /* the chunk before, which the target still reads */
    struct walk_point after; /* up to here it was walked */
};
struct stretch { /* the next chunk */
    struct walk_point upto;
    int64_t value; /* the same as a number */
    bool by_value, last;
};

static bool walk_begin(struct walk *w, struct err *err)
{
    struct table_compare *t = w->t;
    struct rows r;
    struct buf sql;

    pace_begin(&w->pace, t->rows, t->bytes);
    if (t->key.n != 1 || t->key.columns[0].form != KEY_DIGITS)
        return true;
    buf_init(&sql, 1u << 16);
    buf_adds(&sql, "SELECT MIN(");
    walk_key_names(&t->key, &sql);
    buf_adds(&sql, "),MAX(");
    walk_key_names(&t->key, &sql);
    buf_adds(&sql, ") FROM ");
    table_name(t, SIDE_SOURCE, &sql);
    bool ok = conn_query(t->align->room.source, buf_str(&sql), &r, err);
    buf_clear(&sql);
    if (!ok)
        return false;
    pace_along(&w->pace, rows_get(&r, 0, 0), rows_get(&r, 0, 1), t->rows);
    rows_clear(&r);
    return true;
}

/* Where the next chunk ends. */
static bool reach(struct walk *w, struct stretch *s, struct err *err)
{
    const struct walk_point none = {0};
    const struct range rest = {&w->after, &none};

    memset(s, 0, sizeof *s);
    s->by_value = pace_value(&w->pace, &s->value, &s->last);
    if (!s->by_value) {
        bool ok = walk_next(w->t, &rest, w->pace.step, &s->upto, err);
        s->last = ok && s->upto.n == 0;
        return ok;
    }
    if (!s->last) {
        s->upto.values[0] = mem_printf("%lld", (long long)s->value);
        s->upto.n = 1;
    }
    return true;
}

/* What the target says of the chunk before. *divided: it took its time, what was read meanwhile is
 * old. */
static bool land(struct walk *w, bool *divided, struct err *err)
{
    struct flight *f = &w->flight;
    const struct range range = {&f->after, &f->upto};
    struct landing found;

    *divided = false;
    if (!f->up)
        return true;
    if (!flight_land(w->t, f, &found, err))
        return false;
    *divided = !found.same;
    if (*divided && !divide(w->t, &range, err))
        return false;
    outcome_advance(w->t->outcome, w->t->number, found.rows);
    if (f->upto.n) /* the last one is as large as it happens to be */
        pace_took(&w->pace, found.rows, found.ms);
    flight_clear(w->t, f);
    return true;
}

/* Compares the stretch. *again: it was not; another one is to be chosen. */
static bool compare_stretch(struct walk *w, const struct stretch *s, bool *again,
                            struct err *err)
{
    const struct range range = {&w->after, &s->upto};
    int64_t limit_ms = pace_limit_ms(&w->pace), ms = 0;
    char *here = NULL;

    if (!flight_source(w->t, &w->flight, &range, limit_ms, &here, &ms, err))
        return false;
    if (!here)
        pace_overdue(&w->pace);
    bool ok = land(w, again, err);
    *again = *again || !here;
    if (!ok || *again) {
        free(here);
        return ok;
    }
    int64_t rows = count_of(here);
    if (s->by_value)
        pace_walked(&w->pace, s->value, rows);
    return flight_launch(w->t, &w->flight, &range, limit_ms * TARGET_LIMIT, here, ms, err);
}

static bool walk_on(struct walk *w, bool *last, struct err *err)
{
    struct stretch s;
    bool again = false, ok = reach(w, &s, err);

    ok = ok && compare_stretch(w, &s, &again, err);
    if (!ok || again) {
        walk_point_clear(&s.upto);
        return ok;
    }
    walk_point_clear(&w->after);
    w->after = s.upto;
    *last = s.last;
    return true;
}

bool walk_table(struct table_compare *t, struct err *err)
{
    struct walk w = {.t = t};
    bool last = false, divided, ok = walk_begin(&w, err);

    while (ok && !last && t->named < COMPARE_TABLE_ROWS)
        ok = walk_on(&w, &last, err);
    ok = ok && land(&w, &divided, err);
    flight_clear(t, &w.flight);
    walk_point_clear(&w.after);
    if (ok && t->named >= COMPARE_TABLE_ROWS)
        outcome_note(t->outcome, "%s.%s: %d differing rows are named; there may be more", t->db,
                     t->table, COMPARE_TABLE_ROWS);
    return ok;
}
