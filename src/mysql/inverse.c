/* SPDX-License-Identifier: MIT
 *
 * inverse - see inverse.h.
 */
#include "mysql/inverse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define AREA "inverse"

static const char *after(const char *sql, const char *word)
{
    size_t n = strlen(word);

    return strncasecmp(sql, word, n) == 0 ? sql + n + strspn(sql + n, " ") : NULL;
}

char *inverse_variable(const char *sql)
{
    const char *name = after(sql, "SET GLOBAL ");
    size_t n = name ? strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_")
                    : 0;

    return n && name[n + strspn(name + n, " ")] == '=' ? mem_strndup(name, n) : NULL;
}

char *inverse_set(const char *name, const char *old)
{
    int64_t number;

    if (str_to_int(old, INT64_MIN, INT64_MAX, &number))
        return mem_printf("SET GLOBAL %s = %s", name, old);
    char *literal = quoted_str(old);
    char *sql = mem_printf("SET GLOBAL %s = %s", name, literal);
    free(literal);
    return sql;
}

/* "GRANT a, b ON x TO y": the words stand in names only between quotes; a name that holds such a word
 * is left to the reader. */
static char *revoke(const char *sql)
{
    const char *rest = after(sql, "GRANT "), *to = rest ? strstr(rest, " TO ") : NULL;

    if (!to || strstr(to + 4, " TO ") || strcasestr(to, " WITH "))
        return NULL;
    return mem_printf("REVOKE %.*s FROM %s", (int)(to - rest), rest, to + 4);
}

char *inverse_of(const char *sql, const char *old)
{
    char *name = inverse_variable(sql);
    char *back = name && old ? inverse_set(name, old) : name ? NULL : revoke(sql);

    free(name);
    return back;
}

/* The value that an earlier statement of the list gives the variable, as it is written there; NULL:
 * none does. Caller frees. */
static char *set_before(const struct strlist *statements, size_t i, const char *name)
{
    while (i-- > 0) {
        char *other = inverse_variable(statements->items[i]);
        bool same = other && strcasecmp(other, name) == 0;
        free(other);
        if (same) {
            const char *value = strchr(statements->items[i], '=') + 1;
            return mem_strdup(value + strspn(value, " "));
        }
    }
    return NULL;
}

static char *ask(struct conn *conn, const char *name)
{
    char *sql = mem_printf("SELECT @@GLOBAL.%s", name), *old = NULL;
    struct err err;

    if (!conn_value(conn, sql, &old, &err)) {
        log_err(LOG_INFO, AREA,
                &err); /* it may be run all the same; what undoes it is not known */
        old = NULL;
    }
    free(sql);
    return old;
}

void inverse_list(struct conn *conn, const struct strlist *statements, struct strlist *out)
{
    strlist_clear(out);
    for (size_t i = 0; i < statements->n; i++) {
        const char *sql = statements->items[i];
        char *name = inverse_variable(sql), *old = NULL, *back = NULL;
        char *literal = name ? set_before(statements, i, name) : NULL;
        if (literal) {
            back = mem_printf("SET GLOBAL %s = %s", name, literal);
        } else {
            old = name ? ask(conn, name) : NULL;
            back = inverse_of(sql, old);
        }
        strlist_add(out, str_or(back, ""));
        free(name);
        free(literal);
        free(old);
        free(back);
    }
}
