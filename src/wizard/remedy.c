/* SPDX-License-Identifier: MIT
 *
 * remedy - see remedy.h.
 */
#include "wizard/remedy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"

static const char *const states[REMEDY_STATES] = {"sent", "ran", "undone"};

static void clear_one(struct remedy *r)
{
    free(r->sql);
    free(r->back);
}

void remedy_list_clear(struct remedy_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        clear_one(&l->items[i]);
    free(l->items);
    memset(l, 0, sizeof *l);
}

static void drop(struct remedy_list *l, size_t i)
{
    clear_one(&l->items[i]);
    l->n--;
    memmove(l->items + i, l->items + i + 1, (l->n - i) * sizeof *l->items);
}

static struct remedy *push(struct remedy_list *l)
{
    if (l->n >= REMEDY_MAX)
        drop(l, 0);
    struct remedy *r = MEM_PUSH(l->items, l->n, l->cap);
    memset(r, 0, sizeof *r);
    return r;
}

void remedy_sent(struct remedy_list *l, bool on_source, const char *sql, int64_t at)
{
    struct remedy *r = push(l);

    r->at = at;
    r->on_source = on_source;
    r->sql = mem_strdup(sql);
}

void remedy_answered(struct remedy_list *l, bool on_source, const char *sql, bool ran,
                     const char *back)
{
    for (size_t i = l->n; i > 0; i--) {
        struct remedy *r = &l->items[i - 1];
        if (r->state != REMEDY_SENT || r->on_source != on_source || !str_eq(r->sql, sql))
            continue;
        if (ran) {
            r->state = REMEDY_RAN;
            mem_replace(&r->back, str_empty(back) ? NULL : back);
        } else {
            drop(l, i - 1);
        }
        return;
    }
}

void remedy_undone(struct remedy_list *l, bool on_source, const char *back)
{
    for (size_t i = l->n; i > 0; i--) {
        struct remedy *r = &l->items[i - 1];
        if (r->state == REMEDY_RAN && r->on_source == on_source && str_eq(r->back, back)) {
            r->state = REMEDY_UNDONE;
            return;
        }
    }
}

/* ---- keeping ---- */

struct json *remedy_list_to_json(const struct remedy_list *l)
{
    struct json *a = json_array();

    for (size_t i = 0; i < l->n; i++) {
        const struct remedy *r = &l->items[i];
        struct json *o = json_object();
        json_set(o, "at", json_int(r->at));
        json_set(o, "side", json_string(r->on_source ? "source" : "target"));
        json_set(o, "sql", json_string(r->sql));
        json_set(o, "back", json_string(r->back));
        json_set(o, "state", json_string(states[r->state]));
        json_add(a, o);
    }
    return a;
}

static enum remedy_state state_of(const char *word)
{
    for (int i = 0; i < REMEDY_STATES; i++)
        if (str_eq(states[i], word))
            return (enum remedy_state)i;
    return REMEDY_SENT; /* what became of it is not known */
}

bool remedy_list_from_json(struct remedy_list *l, const struct json *a, struct err *err)
{
    for (size_t i = 0, n = json_len(a); i < n; i++) {
        const struct json *o = json_at(a, i);
        const char *side = NULL, *sql = NULL, *back = NULL, *state = NULL;
        int64_t at = 0;
        if (!json_read_int(json_get(o, "at"), "remedies.at", &at, err) ||
            !json_read_str(json_get(o, "side"), "remedies.side", &side, err) ||
            !json_read_str(json_get(o, "sql"), "remedies.sql", &sql, err) ||
            !json_read_str(json_get(o, "back"), "remedies.back", &back, err) ||
            !json_read_str(json_get(o, "state"), "remedies.state", &state, err))
            return false;
        if (str_empty(sql))
            continue;
        struct remedy *r = push(l);
        r->at = at;
        r->on_source = str_eq(side, "source");
        r->sql = mem_strdup(sql);
        r->back = mem_strdup(back);
        r->state = state_of(state);
    }
    return true;
}

/* ---- inverses ---- */

static const char *after(const char *sql, const char *word)
{
    size_t n = strlen(word);

    return strncasecmp(sql, word, n) == 0 ? sql + n + strspn(sql + n, " ") : NULL;
}

char *remedy_variable(const char *sql)
{
    const char *name = after(sql, "SET GLOBAL ");
    size_t n = name ? strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_")
                    : 0;

    return n && name[n + strspn(name + n, " ")] == '=' ? mem_strndup(name, n) : NULL;
}

char *remedy_set_back(const char *name, const char *old)
{
    int64_t number;

    if (str_to_int(old, INT64_MIN, INT64_MAX, &number))
        return mem_printf("SET GLOBAL %s = %s", name, old);
    char *literal = quoted_str(old);
    char *sql = mem_printf("SET GLOBAL %s = %s", name, literal);
    free(literal);
    return sql;
}

/* "GRANT a, b ON x TO y": the words stand in names only between quotes, which the remedies that we
 * know put around accounts and databases; a name that holds such a word is left to the reader. */
static char *revoke(const char *sql)
{
    const char *rest = after(sql, "GRANT "), *to = rest ? strstr(rest, " TO ") : NULL;

    if (!to || strstr(to + 4, " TO ") || strcasestr(to, " WITH "))
        return NULL;
    return mem_printf("REVOKE %.*s FROM %s", (int)(to - rest), rest, to + 4);
}

char *remedy_inverse(const char *sql, const char *old)
{
    char *name = remedy_variable(sql);
    char *back = name && old ? remedy_set_back(name, old) : name ? NULL : revoke(sql);

    free(name);
    return back;
}
