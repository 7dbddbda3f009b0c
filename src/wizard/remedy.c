/* SPDX-License-Identifier: MIT
 *
 * remedy - see remedy.h.
 */
#include "wizard/remedy.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const char *const states[REMEDY_STATES] = {"sent", "ran", "undone"};

static void clear_one(struct remedy *r)
{
    free(r->user);
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

void remedy_sent(struct remedy_list *l, bool on_source, const char *user, const char *sql,
                 int64_t at)
{
    struct remedy *r = push(l);

    r->at = at;
    r->on_source = on_source;
    r->user = mem_strdup(user);
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
        if (r->user)
            json_set(o, "user", json_string(r->user));
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
        const char *side = NULL, *user = NULL, *sql = NULL, *back = NULL, *state = NULL;
        int64_t at = 0;
        if (!json_read_int(json_get(o, "at"), "remedies.at", &at, err) ||
            !json_read_str(json_get(o, "side"), "remedies.side", &side, err) ||
            !json_read_str(json_get(o, "user"), "remedies.user", &user, err) ||
            !json_read_str(json_get(o, "sql"), "remedies.sql", &sql, err) ||
            !json_read_str(json_get(o, "back"), "remedies.back", &back, err) ||
            !json_read_str(json_get(o, "state"), "remedies.state", &state, err))
            return false;
        if (str_empty(sql))
            continue;
        struct remedy *r = push(l);
        r->at = at;
        r->on_source = str_eq(side, "source");
        r->user = mem_strdup(user);
        r->sql = mem_strdup(sql);
        r->back = mem_strdup(back);
        r->state = state_of(state);
    }
    return true;
}
