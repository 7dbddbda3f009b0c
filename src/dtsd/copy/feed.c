/* SPDX-License-Identifier: MIT
 *
 * feed - see feed.h
 */
#include "dtsd/copy/feed.h"

#include "base/clock.h"

#define ASK_ROWS 256 /* at a time */

bool feed_open(struct feed *f, struct conn *source, const struct recipe *recipe,
               const char *sql, uint64_t limit, struct limits *limits, struct cancel *cancel,
               struct err *err)
{
    *f = (struct feed){.source = source,
                       .recipe = recipe,
                       .left = limit ? limit : UINT64_MAX,
                       .encoder = {.done = true},
                       .limits = limits,
                       .cancel = cancel};
    return stream_open(&f->stream, source, sql, err);
}

void feed_close(struct feed *f)
{
    if (f->stream && !f->end && f->left > 0)
        conn_interrupt(f->source);
    stream_close(f->stream);
    f->stream = NULL;
    limits_rows_back(f->limits, f->allowance);
    f->allowance = 0;
}

/* A row in hand, or the end. */
static bool have_row(struct feed *f)
{
    if (f->row || f->end)
        return true;
    f->last = NULL;
    if (!stream_next(f->stream, &f->row, &f->lengths, &f->err))
        return false;
    f->end = f->row == NULL;
    return true;
}

bool feed_more(struct feed *f, bool *more, struct err *err)
{
    *more = false;
    if (f->left == 0)
        return true;
    if (!have_row(f)) {
        *err = f->err;
        return false;
    }
    *more = !f->end;
    return true;
}

bool feed_is_full(const struct feed *f)
{
    return f->left == 0;
}

char *const *feed_last(const struct feed *f, const unsigned long **lengths)
{
    *lengths = f->lengths;
    return f->last;
}

bool feed_begin(struct feed *f, int ms)
{
    if (f->allowance == 0)
        f->allowance = limits_rows(f->limits, ASK_ROWS, f->cancel, ms);
    if (f->allowance == 0)
        return false;
    f->tally = (struct chunk_tally){0};
    f->paced_end = clock_deadline(FEED_PACED_MS);
    return true;
}

/* May one more row go into this chunk? */
static bool may_pass(struct feed *f)
{
    if (chunk_full(&f->tally) || f->left == 0)
        return false;
    if (f->allowance > 0)
        return true;
    if (limits_turn_over(f->limits) ||
        (clock_left_ms(f->paced_end) == 0 && limits_paced(f->limits)))
        return false;
    int64_t begin = clock_mono_us();
    f->allowance = limits_rows(f->limits, ASK_ROWS, f->cancel, LIMITS_PATIENCE_MS);
    f->paced_us += clock_mono_us() - begin;
    return f->allowance > 0;
}

/* The row in hand becomes part of the chunk. */
static void count_row(struct feed *f)
{
    f->allowance--;
    f->left--;
    f->last = f->row;
    chunk_add(&f->tally, f->lengths, stream_cols(f->stream),
              recipe_enum_errors(f->recipe, f->row, f->lengths));
}

static int fill(struct feed *f, char *out, unsigned cap)
{
    size_t n = 0;
    while (n < cap) {
        if (!f->encoder.done) {
            n += encoder_take(&f->encoder, out + n, cap - n);
            if (f->encoder.done)
                f->row = NULL;
            continue;
        }
        if (f->end || !may_pass(f))
            break;
        if (!have_row(f))
            return -1;
        if (f->end)
            break;
        count_row(f);
        encoder_start(&f->encoder, f->row, f->lengths, stream_cols(f->stream));
    }
    return (int)n;
}

int feed_fill(void *arg, char *out, unsigned cap)
{
    struct feed *f = arg;
    int64_t begin = clock_mono_us();
    int n = fill(f, out, cap);
    f->filling_us += clock_mono_us() - begin;
    return n;
}

static bool add_values(struct feed *f, struct buf *sql, size_t soft_max, uint64_t *rows,
                       struct err *err)
{
    *rows = 0;
    while (sql->len < soft_max && !f->end && may_pass(f)) {
        if (!have_row(f)) {
            *err = f->err;
            return false;
        }
        if (f->end)
            break;
        if (*rows > 0)
            buf_addc(sql, ',');
        count_row(f);
        recipe_values(f->recipe, f->row, f->lengths, sql);
        f->row = NULL;
        ++*rows;
    }
    return buf_ok(sql) || err_set(err, ERR_STATE, "a row is too large for one statement");
}

bool feed_values(struct feed *f, struct buf *sql, size_t soft_max, uint64_t *rows,
                 struct err *err)
{
    int64_t begin = clock_mono_us();
    bool ok = add_values(f, sql, soft_max, rows, err);
    f->filling_us += clock_mono_us() - begin;
    return ok;
}
