/* SPDX-License-Identifier: MIT
 *
 * refusal - see refusal.h.
 */
#include "dtsd/refusal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "dts/shape.h"

#define LIMIT_DEFAULT 20
#define LIMIT_MOST    100

bool refuse(struct err *err, enum err_kind kind, const char *code, const char *fmt, ...)
{
    char text[sizeof err->text];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_set(err, kind, "%s", text);
    return err_server(err, 0, code, NULL);
}

bool refuse_value(struct err *err, const char *fmt, ...)
{
    char text[sizeof err->text];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return refuse(err, ERR_INPUT, CODE_BAD_VALUE, "%s", text);
}

bool refuse_missing(struct err *err, const char *path, const char *why)
{
    return refuse(err, ERR_INPUT, CODE_MISSING, "The parameter %s is missing%s%s", path,
                  *why ? ": " : "", why);
}

bool refuse_unsupported(struct err *err, const char *path, const char *what)
{
    return refuse(err, ERR_INPUT, CODE_UNSUPPORTED, "%s: this dtsd does not %s", path, what);
}

bool must_be_one_of(const char *path, const char *value, const char *const *words,
                    struct err *err)
{
    struct strlist list = {0};
    bool ok = !value;

    for (size_t i = 0; !ok && words[i]; i++) {
        ok = strcmp(words[i], value) == 0;
        if (*words[i])
            strlist_add(&list, words[i]);
    }
    if (!ok) {
        char *all = strlist_join(&list, ", ");
        refuse_value(err, "%s is \"%.100s\"; it must be one of: %s", path, value, all);
        free(all);
    }
    strlist_clear(&list);
    return ok;
}

bool must_be_within(const char *path, int64_t value, int64_t min, int64_t max, struct err *err)
{
    if (value == DTS_UNSET || (value >= min && value <= max))
        return true;
    if (max == INT64_MAX)
        return refuse_value(err, "%s is %" PRId64 "; it must be %" PRId64 " or more", path,
                            value, min);
    return refuse_value(err, "%s is %" PRId64 "; it must be %" PRId64 " to %" PRId64, path,
                        value, min, max);
}

bool must_be_short(const char *path, const char *value, size_t max, struct err *err)
{
    size_t n = 0;

    for (const char *s = value; s && *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n <= max ||
           refuse_value(err, "%s has %zu characters; at most %zu are possible", path, n, max);
}

bool must_be_page(int64_t *limit, int64_t *offset, struct err *err)
{
    *limit = *limit == DTS_UNSET ? LIMIT_DEFAULT : *limit;
    *offset = *offset == DTS_UNSET ? 0 : *offset;
    return must_be_within("Limit", *limit, 1, LIMIT_MOST, err) &&
           must_be_within("Offset", *offset, 0, INT64_MAX, err);
}
