/* SPDX-License-Identifier: MIT
 *
 * buf - see buf.h.
 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"

void buf_init(struct buf *b, size_t max)
{
    memset(b, 0, sizeof *b);
    b->max = max;
}

/* Empty again, of the same kind. */
static void restart(struct buf *b)
{
    bool secret = b->secret;

    buf_init(b, b->max);
    b->secret = secret;
}

void buf_clear(struct buf *b)
{
    if (b->secret && b->data)
        secret_wipe(b->data, b->cap);
    free(b->data);
    restart(b);
}

void buf_wipe(struct buf *b)
{
    if (b->data)
        secret_wipe(b->data, b->cap);
    buf_clear(b);
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    b->overflow = false;
    if (b->data)
        b->data[0] = '\0';
}

/* As mem_grow, but what the allocator would leave behind is overwritten. */
static void move_secret(struct buf *b, size_t need)
{
    struct buf larger = {.max = b->max, .secret = true};

    if (need <= b->cap)
        return;
    mem_grow(&larger.data, &larger.cap, need > 2 * b->cap ? need : 2 * b->cap, 1);
    if (b->data)
        memcpy(larger.data, b->data, b->len + 1);
    larger.len = b->len;
    buf_clear(b);
    *b = larger;
}

/* Makes room for n more bytes and the final NUL; false past the ceiling. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->overflow || n > b->max - b->len) {
        b->overflow = true;
        return false;
    }
    if (b->secret)
        move_secret(b, b->len + n + 1);
    else
        mem_grow(&b->data, &b->cap, b->len + n + 1, 1);
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
    if (!reserve(b, n))
        return;
    if (n)
        memcpy(b->data + b->len, bytes, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void buf_addc(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_adds(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_addv(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;

    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n < 0 || !reserve(b, (size_t)n))
        return;
    vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
    b->len += (size_t)n;
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_addv(b, fmt, ap);
    va_end(ap);
}

bool buf_ok(const struct buf *b)
{
    return !b->overflow;
}

void buf_end(struct buf *b, const char *note)
{
    size_t n = strlen(note);

    if (!b->overflow || n > b->max)
        return;
    if (b->len > b->max - n)
        b->len = b->max - n;
    while (b->len && b->data[b->len - 1] != '\n')
        b->len--; /* nothing where all is one line: half a line may be half a statement */
    b->overflow = false;
    buf_add(b, note, n);
    b->overflow = true;
}

const char *buf_str(const struct buf *b)
{
    return b->data ? b->data : "";
}

char *buf_steal(struct buf *b)
{
    char *s = b->data ? b->data : mem_strdup("");

    restart(b);
    return s;
}
