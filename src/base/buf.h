/* SPDX-License-Identifier: MIT
 *
 * buf - a growing byte string with a ceiling.
 *
 * Every buffer states at creation how large it may become. An append that would pass the
 * ceiling adds nothing, marks the buffer as overflowed and all later appends do nothing:
 * callers append freely and look at buf_ok once. The content is always NUL-terminated but may
 * hold NUL bytes.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* never NULL after the first append; NUL at data[len] */
    size_t len; /* bytes, without the final NUL */
    size_t cap;
    size_t max; /* largest permitted len */
    bool overflow;
    bool
        secret; /* bytes that are given up are overwritten, also those left behind by growing */
};

#define BUF_INIT(max_len) \
    {                     \
        .max = (max_len)  \
    }

/* For what nobody is to find in memory later. */
#define BUF_SECRET(max_len)              \
    {                                    \
        .max = (max_len), .secret = true \
    }

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b); /* frees; ceiling and secrecy stay, so it may be used again */
void buf_wipe(struct buf *b);  /* as clear, but the bytes are overwritten first */
void buf_reset(struct buf *b); /* len = 0, overflow forgotten, memory kept */

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_addv(struct buf *b, const char *fmt, va_list ap);

bool buf_ok(const struct buf *b); /* nothing was refused */
/* buf_end - where something was refused, the note becomes the end, behind the last whole line there is room
 * for (of a single line nothing stays); not buf_ok all the same. Else nothing happens. */
void buf_end(struct buf *b, const char *note);
const char *buf_str(const struct buf *b); /* "" when empty; valid until the next change */
char *buf_steal(struct buf *b);           /* caller frees; the buffer is empty afterwards */

#endif
