/* SPDX-License-Identifier: MIT
 *
 * encode - see encode.h
 */
#include "dtsd/copy/encode.h"

#include <string.h>

void encoder_start(struct encoder *e, char *const *row, const unsigned long *lengths,
                   size_t cols)
{
    *e = (struct encoder){.row = row, .lengths = lengths, .cols = cols};
}

/* What follows the backslash for a byte that needs one, else 0. */
static char escape_of(char c)
{
    switch (c) {
    case '\\': return '\\';
    case '\t': return 't';
    case '\n': return 'n';
    case '\0': return '0';
    default: return 0;
    }
}

static size_t plain_run(const char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && !escape_of(bytes[i]))
        i++;
    return i;
}

/* Puts two bytes, or one and keeps the other for later. */
static size_t put_pair(struct encoder *e, char *out, size_t cap, char a, char b)
{
    out[0] = a;
    if (cap > 1) {
        out[1] = b;
        return 2;
    }
    e->pending[0] = b;
    e->n_pending = 1;
    return 1;
}

/* One step inside the current field; *field_done when its last byte is out or pending. */
static size_t field_step(struct encoder *e, char *out, size_t cap, bool *field_done)
{
    const char *value = e->row[e->col];
    if (!value) {
        *field_done = true;
        return put_pair(e, out, cap, '\\', 'N');
    }
    size_t left = e->lengths[e->col] - e->at;
    size_t run = plain_run(value + e->at, left < cap ? left : cap), wrote = run;
    memcpy(out, value + e->at, run);
    e->at += run;
    if (run < left && run < cap) {
        wrote += put_pair(e, out + run, cap - run, '\\', escape_of(value[e->at]));
        e->at++;
    }
    *field_done = e->at == e->lengths[e->col];
    return wrote;
}

size_t encoder_take(struct encoder *e, char *out, size_t cap)
{
    size_t n = 0;
    while (n < cap && !e->done) {
        if (e->n_pending > 0) {
            out[n++] = e->pending[0];
            e->n_pending = 0;
            continue;
        }
        bool in_field = e->col < e->cols && e->at != (size_t)-1;
        if (in_field) {
            bool field_done = false;
            n += field_step(e, out + n, cap - n, &field_done);
            if (field_done)
                e->at = (size_t)-1; /* the separator is next */
            continue;
        }
        e->col++;
        e->at = 0;
        e->done = e->col >= e->cols;
        out[n++] = e->done ? '\n' : '\t';
    }
    return n;
}
