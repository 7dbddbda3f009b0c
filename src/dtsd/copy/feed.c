/* SPDX-License-Identifier: MIT
 *
 * feed - see feed.h
 */
#include "dtsd/copy/feed.h"

bool feed_open(struct feed *f, struct conn *source, const struct recipe *recipe,
               const char *sql, struct err *err)
{
    *f = (struct feed){.source = source, .recipe = recipe, .encoder = {.done = true}};
    return stream_open(&f->stream, source, sql, err);
}

void feed_close(struct feed *f)
{
    if (f->stream && !f->end)
        conn_interrupt(f->source);
    stream_close(f->stream);
    f->stream = NULL;
}

/* A row in hand, or the end. */
static bool have_row(struct feed *f)
{
    if (f->row || f->end)
        return true;
    if (!stream_next(f->stream, &f->row, &f->lengths, &f->err))
        return false;
    f->end = f->row == NULL;
    return true;
}

bool feed_more(struct feed *f, bool *more, struct err *err)
{
    f->tally = (struct chunk_tally){0};
    if (!have_row(f)) {
        *err = f->err;
        return false;
    }
    *more = !f->end;
    return true;
}

/* The row in hand becomes part of the chunk. */
static void count_row(struct feed *f)
{
    chunk_add(&f->tally, f->lengths, stream_cols(f->stream),
              recipe_enum_errors(f->recipe, f->row, f->lengths));
}

int feed_fill(void *arg, char *out, unsigned cap)
{
    struct feed *f = arg;
    size_t n = 0;
    while (n < cap) {
        if (!f->encoder.done) {
            n += encoder_take(&f->encoder, out + n, cap - n);
            if (f->encoder.done)
                f->row = NULL;
            continue;
        }
        if (chunk_full(&f->tally))
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

bool feed_values(struct feed *f, struct buf *sql, size_t soft_max, uint64_t *rows,
                 struct err *err)
{
    *rows = 0;
    while (!chunk_full(&f->tally) && sql->len < soft_max) {
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
