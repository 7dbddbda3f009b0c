/* SPDX-License-Identifier: MIT
 *
 * pieces - see pieces.h.
 */
#include "dtsd/copy/pieces.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "mysql/quote.h"

#define SQL_MAX    (4u * 1024 * 1024)
#define SCAN_ROWS  4000000u /* of an index, to find a dividing point: about a second */
#define WORTH_LEGS 1        /* with less than that left a table is not divided */

struct piece {
    struct copy_table *table;
    struct walk_point after;     /* all up to here is on the target; no point: nothing is */
    struct walk_point upto;      /* no point: to the end of the table */
    uint64_t rows;               /* of the whole piece, estimated */
    uint64_t done;               /* of them on the target */
    struct walk_point leg_after; /* where the leg in hand begins */
    uint64_t leg_at, covered;    /* counted from the piece's start: where it begins and ends */
    bool in_hand, dividing;
    struct piece *next; /* in the list */
};

struct pieces {
    struct copy *c;
    pthread_mutex_t lock; /* of all below, and of every piece but what its holder alone reads */
    pthread_cond_t changed;
    uint64_t changes;   /* since it began; a taker that found nothing waits for the next */
    size_t next;        /* table nobody has taken yet */
    size_t tables_left; /* with rows that are not there yet */
    size_t *open;       /* [n_tables] pieces of the table that are not done */
    uint64_t *numbers;  /* [n_tables] chunks given out */
    struct piece *list;
};

struct pieces *pieces_new(struct copy *c)
{
    struct pieces *p = mem_alloc(sizeof *p);

    p->c = c;
    p->tables_left = c->n_tables;
    p->open = mem_alloc(c->n_tables * sizeof *p->open + 1);
    p->numbers = mem_alloc(c->n_tables * sizeof *p->numbers + 1);
    pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&p->changed, &attr);
    pthread_condattr_destroy(&attr);
    return p;
}

static void piece_free(struct piece *piece)
{
    walk_point_clear(&piece->after);
    walk_point_clear(&piece->upto);
    walk_point_clear(&piece->leg_after);
    definition_close(piece->table);
    free(piece);
}

void pieces_free(struct pieces *p)
{
    while (p->list) {
        struct piece *piece = p->list;
        p->list = piece->next;
        piece_free(piece);
    }
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p->open);
    free(p->numbers);
    free(p);
}

static size_t table_number(const struct pieces *p, const struct piece *piece)
{
    return (size_t)(piece->table->entry - p->c->tables);
}

/* ---- taking ---- */

/* t is the piece's from now on. */
static struct piece *add_piece(struct pieces *p, struct copy_table *t, uint64_t rows)
{
    struct piece *piece = mem_alloc(sizeof *piece);

    piece->table = t;
    piece->rows = rows;
    piece->in_hand = true;
    piece->next = p->list;
    p->list = piece;
    p->open[t->entry - p->c->tables]++;
    return piece;
}

static struct piece *given_back(struct pieces *p)
{
    for (struct piece *x = p->list; x; x = x->next)
        if (!x->in_hand) {
            x->in_hand = true;
            return x;
        }
    return NULL;
}

/* Rows behind the leg in hand. An estimate that was too low counts as used up: the rear of such
 * a table is read by one. */
static uint64_t rows_behind(const struct piece *x)
{
    return x->rows > x->covered ? x->rows - x->covered : 0;
}

/* The piece with the most left that is worth dividing. */
static struct piece *largest(struct pieces *p)
{
    struct piece *best = NULL;

    for (struct piece *x = p->list; x; x = x->next)
        if (x->table->divisible && x->in_hand && !x->dividing && x->covered > 0 &&
            rows_behind(x) >= WORTH_LEGS * x->table->leg_rows &&
            (!best || rows_behind(x) > rows_behind(best)))
            best = x;
    return best;
}

/* The key of the n-th row behind `after`; no point when there are fewer. */
static bool nth_key(struct conn *source, const struct copy_table *t,
                    const struct walk_point *after, const struct walk_point *upto, uint64_t n,
                    struct walk_point *out, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    struct rows r = {0};

    buf_adds(&sql, "SELECT ");
    walk_key_values(&t->key, &sql);
    buf_adds(&sql, " FROM ");
    quote_name(&sql, t->sel->schema->name, t->sel->table->name);
    walk_key_hint(&t->key, &sql);
    walk_key_range(&t->key, after, upto, &sql);
    buf_adds(&sql, " ORDER BY ");
    walk_key_names(&t->key, &sql);
    buf_addf(&sql, " LIMIT 1 OFFSET %" PRIu64, n - 1);
    bool ok = conn_query(source, buf_str(&sql), &r, err);
    *out = (struct walk_point){.n = ok && r.n ? t->key.n : 0};
    for (size_t i = 0; i < out->n; i++)
        out->values[i] = mem_strdup(str_or(rows_get(&r, 0, i), ""));
    rows_clear(&r);
    buf_clear(&sql);
    return ok || err_wrap(err, "looking for a point to divide table %s", t->label);
}

/* What lies behind mid becomes a piece of its own, unless its reader has begun a leg that goes
 * beyond: its rows would come twice. */
static struct piece *cut_off(struct pieces *p, struct piece *x, struct walk_point *mid,
                             uint64_t at)
{
    if (!mid->n) {
        if (x->rows > at)
            x->rows = at; /* there were fewer rows than estimated */
        return NULL;
    }
    if (x->covered > at)
        return NULL;
    struct piece *rear =
        add_piece(p, definition_hold(x->table), x->rows > at ? x->rows - at : 0);
    rear->upto = x->upto;
    walk_point_copy(&rear->after, mid);
    x->upto = *mid;
    x->rows = at;
    *mid = (struct walk_point){0};
    return rear;
}

static bool divide(struct pieces *p, struct piece *x, struct conn *source, struct piece **out,
                   struct err *err)
{
    struct walk_point after, upto, mid = {0};
    uint64_t half = rows_behind(x) / 2;
    uint64_t n = x->covered - x->leg_at + (half < SCAN_ROWS ? half : SCAN_ROWS);
    uint64_t at = x->leg_at + n;
    struct copy_table *t = definition_hold(x->table); /* the piece may be done meanwhile */

    walk_point_copy(&after, &x->leg_after);
    walk_point_copy(&upto, &x->upto);
    x->dividing = true;
    pthread_mutex_unlock(&p->lock);
    bool ok = nth_key(source, t, &after, &upto, n, &mid, err);
    pthread_mutex_lock(&p->lock);
    x->dividing = false;
    if (!x->table) /* done meanwhile: kept for us only */
        piece_free(x);
    else if (ok)
        *out = cut_off(p, x, &mid, at);
    walk_point_clear(&after);
    walk_point_clear(&upto);
    walk_point_clear(&mid);
    definition_close(t);
    return ok;
}

static bool next_table(struct pieces *p, struct piece **out, struct err *err)
{
    struct copy_table *t;

    if (!definition_open(p->c, &p->c->tables[p->next], &t, err))
        return false;
    p->next++;
    *out = add_piece(p, t, t->sel->table->rows > 0 ? (uint64_t)t->sel->table->rows : 0);
    return true;
}

bool pieces_take(struct pieces *p, struct conn *source, struct piece **out, bool *over,
                 struct err *err)
{
    bool ok = true;

    pthread_mutex_lock(&p->lock);
    *out = given_back(p);
    if (!*out && p->next < p->c->n_tables)
        ok = next_table(p, out, err);
    struct piece *x = *out || !ok ? NULL : largest(p);
    if (x)
        ok = divide(p, x, source, out, err);
    *over = p->tables_left == 0;
    pthread_mutex_unlock(&p->lock);
    return ok;
}

void pieces_wait(struct pieces *p, int ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&p->lock);
    uint64_t seen = p->changes;
    while (p->changes == seen && p->tables_left > 0 &&
           pthread_cond_timedwait(&p->changed, &p->lock, &until) == 0) {
    }
    pthread_mutex_unlock(&p->lock);
}

/* With the lock held. */
static void tell(struct pieces *p)
{
    p->changes++;
    pthread_cond_broadcast(&p->changed);
}

/* ---- reading ---- */

struct copy_table *piece_table(const struct piece *piece)
{
    return piece->table;
}

void piece_select(struct pieces *p, struct piece *piece, struct buf *sql, uint64_t *limit)
{
    const struct copy_table *t = piece->table;
    const char *schema = t->sel->schema->name, *name = t->sel->table->name;
    const struct ddl_item *key = t->ddl.partitioned ? NULL : ddl_key(&t->ddl);

    *limit = 0;
    if (!t->divisible) {
        recipe_select(&t->recipe, schema, name, key ? &key->columns : NULL, sql);
        return;
    }
    *limit = t->leg_rows;
    recipe_select(&t->recipe, schema, name, NULL, sql);
    walk_key_hint(&t->key, sql);
    pthread_mutex_lock(&p->lock);
    walk_key_range(&t->key, &piece->after, &piece->upto, sql);
    walk_point_clear(&piece->leg_after);
    walk_point_copy(&piece->leg_after, &piece->after);
    piece->leg_at = piece->done;
    piece->covered = piece->done + *limit;
    tell(p); /* it may be divided behind there */
    pthread_mutex_unlock(&p->lock);
    buf_adds(sql, " ORDER BY ");
    walk_key_names(&t->key, sql);
    buf_addf(sql, " LIMIT %" PRIu64, *limit);
}

void piece_advance(struct pieces *p, struct piece *piece, struct walk_point *at, uint64_t rows)
{
    pthread_mutex_lock(&p->lock);
    piece->done += rows;
    if (at->n) {
        walk_point_clear(&piece->after);
        piece->after = *at;
        *at = (struct walk_point){0};
    }
    pthread_mutex_unlock(&p->lock);
}

uint64_t piece_number(struct pieces *p, struct piece *piece)
{
    pthread_mutex_lock(&p->lock);
    uint64_t number = ++p->numbers[table_number(p, piece)];
    pthread_mutex_unlock(&p->lock);
    return number;
}

void piece_restart(struct pieces *p, struct piece *piece)
{
    pthread_mutex_lock(&p->lock);
    piece->done = piece->covered = piece->leg_at = 0;
    pthread_mutex_unlock(&p->lock);
}

/* ---- ending ---- */

void piece_done(struct pieces *p, struct piece *piece, bool *last, bool *last_table)
{
    pthread_mutex_lock(&p->lock);
    struct piece **at = &p->list;
    while (*at != piece)
        at = &(*at)->next;
    *at = piece->next;
    *last = --p->open[table_number(p, piece)] == 0;
    p->tables_left -= *last;
    *last_table = p->tables_left == 0;
    if (piece->dividing) { /* somebody looks for its middle, and frees it */
        definition_close(piece->table);
        piece->table = NULL;
    } else {
        piece_free(piece);
    }
    tell(p);
    pthread_mutex_unlock(&p->lock);
}

void piece_back(struct pieces *p, struct piece *piece)
{
    pthread_mutex_lock(&p->lock);
    piece->in_hand = false;
    tell(p);
    pthread_mutex_unlock(&p->lock);
}
