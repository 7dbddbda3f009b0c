/* SPDX-License-Identifier: MIT
 *
 * sample - the spot check of one table: the first and the last chunk, those that the seed draws, and the
 * rows with the longest values. What was and what was not looked at is told.
 *
 * The walk finds the ends of all chunks on the source, in steps that do not adapt: the same seed comes to
 * the same chunks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/draw.h"
#include "dtsd/compare/table.h"
#include "mysql/quote.h"

#define TOLD_MOST 20 /* ranges that are told; the rest is counted */
/* In a larger table the longest values are not searched: that reads all of them. */
#define WIDEST_ROWS  1000000
#define WIDEST_BYTES (1LL << 30)
#define UNKNOWN_ROWS 100000

struct sample {
    struct table_compare *t;
    int64_t step, percent;
    int64_t chunk, seen, taken; /* number; rows walked over, rows compared */
    size_t untold;
    char *name;
    struct strlist ranges;
};

static bool is_one_of(const char *type, const char *const *types)
{
    for (; *types; types++)
        if (str_eq_nocase(type, *types))
            return true;
    return false;
}

/* Values that drivers, dumps and character sets alter without a word. */
static bool tells(const struct cat_columns *columns)
{
    static const char *const types[] = {"float", "double", "json",     "enum",
                                        "set",   "bit",    "geometry", NULL};

    for (size_t i = 0; i < columns->n; i++)
        if (is_one_of(columns->items[i].data_type, types))
            return true;
    return false;
}

static void tell_range(struct sample *s, const char *what, const struct range *r)
{
    if (s->ranges.n >= TOLD_MOST && str_eq(what, "drawn")) {
        s->untold++;
        return;
    }
    char *after = walk_point_text(&s->t->key, r->after),
         *upto = walk_point_text(&s->t->key, r->upto);
    char *text = r->after->n && r->upto->n
                     ? mem_printf("%s: after %s up to %s", what, after, upto)
                 : r->upto->n  ? mem_printf("%s: up to %s", what, upto)
                 : r->after->n ? mem_printf("%s: after %s", what, after)
                               : mem_strdup("the whole table");
    strlist_take(&s->ranges, text);
    free(after);
    free(upto);
}

/* One chunk, at the walk's place. */
static bool look(struct sample *s, const struct range *r, bool last, struct err *err)
{
    struct table_compare *t = s->t;
    bool first = s->chunk == 0;
    bool drawn = first || last || draw_takes(t->how->seed, s->name, s->percent, s->chunk);
    int64_t rows = s->step;

    if (drawn) {
        tell_range(s, first ? "first" : last ? "last" : "drawn", r);
        if (!walk_range(t, r, &rows, err))
            return false;
        s->taken += rows;
    } else if (last && !walk_count(t, r, &rows, err)) {
        return false;
    }
    s->seen += rows;
    s->chunk++;
    outcome_advance(t->outcome, t->number, rows);
    return true;
}

/* ---- the longest values ---- */

/* The bytes of a row's values that may be long; false: no column may. */
static bool add_length(const struct cat_columns *columns, struct buf *sql)
{
    static const char *const types[] = {"varchar", "varbinary", NULL};
    bool any = false;

    for (size_t i = 0; i < columns->n; i++) {
        const struct cat_column *c = &columns->items[i];
        if (!digest_is_large(c) && !is_one_of(c->data_type, types))
            continue;
        buf_adds(sql, any ? "+COALESCE(LENGTH(" : "COALESCE(LENGTH(");
        quote_ident(sql, c->name);
        buf_adds(sql, "),0)");
        any = true;
    }
    return any;
}

static bool look_at_widest(struct sample *s, struct err *err)
{
    struct table_compare *t = s->t;
    struct buf sql = BUF_INIT(1u << 20), length = BUF_INIT(1u << 20);
    struct rows r = {0};
    bool any = add_length(&t->columns, &length), ok = true;

    if (any && (s->seen > WIDEST_ROWS || t->bytes > WIDEST_BYTES)) {
        strlist_take(
            &s->ranges,
            mem_printf("the longest values are not searched in more than %d rows or %lld MB",
                       WIDEST_ROWS, WIDEST_BYTES >> 20));
    } else if (any) {
        buf_adds(&sql, "SELECT ");
        walk_key_values(&t->key, &sql);
        buf_adds(&sql, " FROM ");
        table_name(t, SIDE_SOURCE, &sql);
        buf_addf(&sql, " ORDER BY %s DESC LIMIT %d", buf_str(&length), DRAW_WIDEST);
        ok = conn_query(table_conn(t, SIDE_SOURCE), buf_str(&sql), &r, err);
    }
    for (size_t i = 0; ok && i < r.n; i++) {
        struct walk_point at = {.n = t->key.n};
        for (size_t k = 0; k < t->key.n; k++)
            at.values[k] = mem_strdup(str_or(rows_get(&r, i, k), ""));
        ok = rows_look(t, &at, err);
        walk_point_clear(&at);
    }
    if (ok && r.n)
        strlist_take(&s->ranges, mem_printf("the %zu rows with the longest values", r.n));
    rows_clear(&r);
    buf_clear(&length);
    buf_clear(&sql);
    return ok;
}

bool sample_table(struct table_compare *t, struct err *err)
{
    int64_t rows = t->rows > 0 ? t->rows : UNKNOWN_ROWS;
    struct sample s = {.t = t, .step = draw_step(t->rows > 0 ? t->bytes / t->rows : 0)};
    struct walk_point after = {0}, upto = {0}, none = {0};
    bool ok = true, last = false;

    s.name = mem_printf("%s.%s", t->db, t->table);
    s.percent = draw_percent(t->how->sample_percent, rows / s.step, tells(&t->columns));
    while (ok && !last && t->named < COMPARE_TABLE_ROWS) {
        const struct range rest = {&after, &none}, range = {&after, &upto};
        ok = walk_next(t, &rest, s.step, &upto, err);
        last = ok && upto.n == 0;
        ok = ok && look(&s, &range, last, err);
        walk_point_clear(&after);
        after = upto;
        memset(&upto, 0, sizeof upto);
    }
    walk_point_clear(&after);
    ok = ok && look_at_widest(&s, err);
    if (s.untold)
        strlist_take(&s.ranges, mem_printf("%zu more that were drawn", s.untold));
    if (ok)
        outcome_sampled(t->outcome, t->number, s.taken, s.seen, &s.ranges);
    strlist_clear(&s.ranges);
    free(s.name);
    return ok;
}
