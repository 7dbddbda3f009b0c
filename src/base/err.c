/* SPDX-License-Identifier: MIT
 *
 * err - see err.h.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

void err_clear(struct err *err)
{
    memset(err, 0, sizeof *err);
}

/* Room for a character more than any field: vsnprintf cuts anywhere, str_copy then cuts the
 * rest between characters. */
#define SPACE (sizeof((struct err *)0)->text + 4)

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
    char text[SPACE]; /* an argument may point into err */
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_clear(err);
    err->kind = kind;
    str_copy(err->text, sizeof err->text, text);
    return false;
}

bool err_hint(struct err *err, const char *fmt, ...)
{
    char hint[SPACE];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(hint, sizeof hint, fmt, ap);
    va_end(ap);
    str_copy(err->hint, sizeof err->hint, hint);
    return false;
}

bool err_server(struct err *err, int number, const char *code, const char *words)
{
    char *clean = str_printable(words ? words : "", words ? strlen(words) : 0);

    err->number = number;
    str_copy(err->code, sizeof err->code, code ? code : "");
    str_copy(err->server, sizeof err->server, clean);
    free(clean);
    return false;
}

/* A context of `size` bytes came to the front. What was cut off by it is no link any more. */
static void add_part(struct err *err, size_t size)
{
    size_t len = strlen(err->text), n = 0;
    unsigned short parts[ERR_PARTS] = {0};

    if (size < len)
        parts[n++] = (unsigned short)size;
    for (size_t i = 0; i < err->n_parts && n < ERR_PARTS; i++)
        if (size + err->parts[i] < len)
            parts[n++] = (unsigned short)(size + err->parts[i]);
    memcpy(err->parts, parts, sizeof parts);
    err->n_parts = (unsigned char)n;
}

bool err_wrap(struct err *err, const char *fmt, ...)
{
    char text[SPACE];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, ": %s", err->text);
    str_copy(err->text, sizeof err->text, text);
    add_part(err, n < 0 ? sizeof text : (size_t)n + 2);
    return false;
}

bool err_link(const struct err *err, unsigned link, char *out, size_t size)
{
    size_t from = link ? err->parts[link - 1 < ERR_PARTS ? link - 1 : 0] : 0;
    size_t to = strlen(err->text);

    if (link > err->n_parts)
        return false;
    if (link < err->n_parts)
        to = (size_t)err->parts[link] - 2; /* the ": " between */
    if (to - from >= size)
        to = from + size - 1;
    memcpy(out, err->text + from, to - from);
    out[to - from] = '\0';
    return true;
}

bool err_errno(struct err *err, int errnum, const char *fmt, ...)
{
    char text[SPACE], words[128];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_clear(err);
    err->kind = ERR_LOCAL;
    str_copy(err->text, sizeof err->text, text);
    err_server(err, errnum, NULL, strerror_r(errnum, words, sizeof words));
    return false;
}

bool err_is_lost(enum err_kind kind)
{
    return kind == ERR_NETWORK || kind == ERR_TIMEOUT || kind == ERR_CANCELLED;
}

bool err_is_transient(const struct err *err)
{
    switch (err->kind) {
    case ERR_NETWORK:
    case ERR_TIMEOUT:
    case ERR_THROTTLED: return true;
    case ERR_SERVER:
        return str_starts(err->code, "InternalError") ||
               str_starts(err->code, "ResourceUnavailable");
    default: return false;
    }
}

const char *err_kind_name(enum err_kind kind)
{
    static const char *const names[] = {
        [ERR_NONE] = "none",           [ERR_INPUT] = "input",         [ERR_AUTH] = "auth",
        [ERR_DENIED] = "denied",       [ERR_NETWORK] = "network",     [ERR_TIMEOUT] = "timeout",
        [ERR_CANCELLED] = "cancelled", [ERR_THROTTLED] = "throttled", [ERR_STATE] = "state",
        [ERR_GONE] = "gone",           [ERR_PROTOCOL] = "protocol",   [ERR_SERVER] = "server",
        [ERR_LOCAL] = "local",
    };
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "unknown";
}
