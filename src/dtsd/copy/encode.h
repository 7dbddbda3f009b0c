/* SPDX-License-Identifier: MIT
 *
 * encode - a row as LOAD DATA reads it (fields by tab, lines by newline, escapes by backslash,
 * NULL as \N), produced piecemeal into whatever room there is.
 *
 * Why piecemeal: a row may be as large as max_allowed_packet; the only copy of it stays in the
 * client library, and the bytes go straight into the library's send buffer.
 */
#ifndef DTSD_COPY_ENCODE_H
#define DTSD_COPY_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

struct encoder {
    char *const *row; /* borrowed until the row is done */
    const unsigned long *lengths;
    size_t cols, col;
    size_t at;       /* next byte of the field */
    char pending[2]; /* bytes that found no room */
    unsigned n_pending;
    bool done;
};

/* encoder_start - begins a row. */
void encoder_start(struct encoder *e, char *const *row, const unsigned long *lengths,
                   size_t cols);
/* encoder_take - writes at most cap bytes; returns how many. done is set with the last one. */
size_t encoder_take(struct encoder *e, char *out, size_t cap);

#endif
