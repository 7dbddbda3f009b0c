/* SPDX-License-Identifier: MIT
 *
 * lines - see lines.h.
 */
#include "ui/plain/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

void lines_init(struct lines *l, int fd)
{
    memset(l, 0, sizeof *l);
    l->fd = fd;
}

void lines_fill(struct lines *l)
{
    ssize_t n;

    if (l->ended || l->len == sizeof l->buf)
        return;
    do
        n = read(l->fd, l->buf + l->len, sizeof l->buf - l->len);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        l->len += (size_t)n;
    else if (n == 0 || errno != EAGAIN)
        l->ended = true;
}

/* The first n bytes and one more are done with. */
static void drop(struct lines *l, size_t n)
{
    n = n < l->len ? n + 1 : l->len;
    memmove(l->buf, l->buf + n, l->len - n);
    l->len -= n;
    secret_wipe(l->buf + l->len, n); /* a password typed at the wrong place must not stay */
}

static bool has_controls(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)s[i] < ' ' && s[i] != '\t' && s[i] != '\r') || s[i] == 0x7f)
            return true;
    return false;
}

static enum line_state take(struct lines *l, size_t n, char **text)
{
    enum line_state state = LINE_BAD;
    if (str_is_utf8(l->buf, n) && !has_controls(l->buf, n)) {
        char *copy = mem_alloc(n + 1);
        memcpy(copy, l->buf, n);
        *text = str_trim(copy);
        secret_wipe(copy, n);
        free(copy);
        state = LINE_TEXT;
    }
    drop(l, n);
    return state;
}

enum line_state lines_take(struct lines *l, char **text)
{
    const char *end = memchr(l->buf, '\n', l->len);
    size_t n = end ? (size_t)(end - l->buf) : l->len;

    *text = NULL;
    if (l->dropping && (end || l->ended)) {
        l->dropping = false;
        drop(l, n);
        return LINE_LONG;
    }
    if (end && n <= LINES_MAX)
        return take(l, n, text);
    if (!end && l->len == sizeof l->buf)
        l->dropping = true;
    if (l->dropping) {
        drop(l, l->len);
        return LINE_NONE;
    }
    if (!l->ended)
        return LINE_NONE;
    return l->len ? take(l, l->len, text) : LINE_END;
}
