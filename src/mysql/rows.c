/* SPDX-License-Identifier: MIT
 *
 * rows - see rows.h.
 */
#include "mysql/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define BLOCK_BYTES (64u * 1024)

void rows_begin(struct rows *r, size_t cols, const char *const *names)
{
    memset(r, 0, sizeof *r);
    r->cols = cols;
    r->names = mem_alloc((cols + 1) * sizeof *r->names);
    for (size_t i = 0; i < cols; i++)
        r->names[i] = mem_strdup(names[i]);
}

/* Room for n bytes that stays where it is until rows_clear. */
static char *room(struct rows *r, size_t n)
{
    if (r->n_blocks == 0 || r->block_size - r->block_used < n) {
        char **block = MEM_PUSH(r->blocks, r->n_blocks, r->cap_blocks);
        r->block_size = n > BLOCK_BYTES ? n : BLOCK_BYTES;
        r->block_used = 0;
        *block = mem_alloc(r->block_size);
    }
    char *p = r->blocks[r->n_blocks - 1] + r->block_used;
    r->block_used += n;
    return p;
}

bool rows_add(struct rows *r, const char *const *values, const unsigned long *lengths)
{
    size_t total = r->cols * (sizeof *r->values + sizeof *r->lengths), at = r->n * r->cols;

    for (size_t i = 0; i < r->cols; i++)
        if (values[i])
            total += (lengths ? lengths[i] : strlen(values[i])) + 1;
    if (total > ROWS_MAX_BYTES - r->bytes)
        return false;
    r->bytes += total;
    mem_grow(&r->values, &r->cap_values, at + r->cols, sizeof *r->values);
    mem_grow(&r->lengths, &r->cap_lengths, at + r->cols, sizeof *r->lengths);
    for (size_t i = 0; i < r->cols; i++) {
        size_t n = 0;
        char *copy = NULL;
        if (values[i]) {
            n = lengths ? lengths[i] : strlen(values[i]);
            copy = room(r, n + 1);
            memcpy(copy, values[i], n);
            copy[n] = 0;
        }
        r->values[at + i] = copy;
        r->lengths[at + i] = n;
    }
    r->n++;
    return true;
}

void rows_clear(struct rows *r)
{
    for (size_t i = 0; i < r->cols && r->names; i++)
        free(r->names[i]);
    for (size_t i = 0; i < r->n_blocks; i++)
        free(r->blocks[i]);
    free(r->names);
    free(r->blocks);
    free(r->values);
    free(r->lengths);
    memset(r, 0, sizeof *r);
}

const char *rows_get(const struct rows *r, size_t row, size_t col)
{
    return row < r->n && col < r->cols ? r->values[row * r->cols + col] : NULL;
}

size_t rows_length(const struct rows *r, size_t row, size_t col)
{
    return row < r->n && col < r->cols ? r->lengths[row * r->cols + col] : 0;
}

const char *rows_by_name(const struct rows *r, size_t row, const char *name)
{
    for (size_t i = 0; i < r->cols; i++)
        if (str_eq_nocase(r->names[i], name))
            return rows_get(r, row, i);
    return NULL;
}

int64_t rows_int(const struct rows *r, size_t row, size_t col, int64_t if_null)
{
    const char *s = rows_get(r, row, col);
    int64_t v;

    return s && str_to_int(s, INT64_MIN, INT64_MAX, &v) ? v : if_null;
}
