/* SPDX-License-Identifier: MIT
 *
 * deed - see deed.h.
 */
#include "wizard/deed.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static const char *const kinds[DEED_KINDS] = {"lock",      "password", "revoke", "kill",
                                              "read_only", "create",   "reset",  "grant"};
static const char *const states[DEED_STATES] = {"planned",   "sent",   "ran",        "failed",
                                                "back_sent", "undone", "back_failed"};

void deed_clear(struct deed *d)
{
    free(d->user);
    free(d->host);
    free(d->sql);
    strlist_clear(&d->back);
    free(d->as);
    free(d->error);
    memset(d, 0, sizeof *d);
}

void deed_copy(struct deed *dst, const struct deed *src)
{
    struct deed copy = *src;

    copy.user = mem_strdup(src->user);
    copy.host = mem_strdup(src->host);
    copy.sql = mem_strdup(src->sql);
    memset(&copy.back, 0, sizeof copy.back);
    strlist_copy(&copy.back, &src->back);
    copy.as = mem_strdup(src->as);
    copy.error = mem_strdup(src->error);
    *dst = copy;
}

void deed_list_clear(struct deed_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        deed_clear(&l->items[i]);
    free(l->items);
    memset(l, 0, sizeof *l);
}

static void drop(struct deed_list *l, size_t i)
{
    deed_clear(&l->items[i]);
    l->n--;
    memmove(l->items + i, l->items + i + 1, (l->n - i) * sizeof *l->items);
}

static struct deed *push(struct deed_list *l)
{
    int64_t last = l->n ? l->items[l->n - 1].id : 0;
    struct deed *d = MEM_PUSH(l->items, l->n, l->cap);

    *d = (struct deed){.id = last + 1};
    return d;
}

/* Makes room by the oldest that nobody needs any more; where all are needed the list grows. */
static struct deed *push_in_ring(struct deed_list *l)
{
    size_t i = 0;

    while (l->n >= DEED_MAX && i + 1 < l->n &&
           (deed_to_undo(&l->items[i]) || l->items[i].state == DEED_PLANNED))
        i++;
    if (l->n >= DEED_MAX && i + 1 < l->n)
        drop(l, i);
    return push(l);
}

struct deed *deed_add(struct deed_list *l, enum deed_kind kind, bool on_source, const char *sql)
{
    struct deed *d = push_in_ring(l);

    d->kind = kind;
    d->on_source = on_source;
    d->sql = mem_strdup(sql);
    return d;
}

int64_t deed_append(struct deed_list *l, const struct deed_list *more)
{
    int64_t first = 0;

    for (size_t i = 0; i < more->n; i++) {
        struct deed *d = push_in_ring(l);
        int64_t id = d->id;
        deed_copy(d, &more->items[i]);
        d->id = id;
        d->state = DEED_PLANNED;
        first = first ? first : id;
    }
    return first;
}

struct deed *deed_find(const struct deed_list *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].id == id)
            return &l->items[i];
    return NULL;
}

void deed_sent(struct deed *d, bool undo, const char *as, int64_t at)
{
    d->state = undo ? DEED_BACK_SENT : DEED_SENT;
    d->at = at;
    d->told = false;
    if (!undo)
        mem_replace(&d->as, as);
    mem_replace(&d->error, NULL);
}

void deed_answered(struct deed *d, bool undo, bool ok, bool unknown, const char *error,
                   int64_t at)
{
    if (d->state != (undo ? DEED_BACK_SENT : DEED_SENT) || (!ok && unknown))
        return;
    d->at = at;
    d->state = ok ? (undo ? DEED_BACK : DEED_RAN) : undo ? DEED_BACK_FAILED : DEED_FAILED;
    mem_replace(&d->error, ok ? NULL : error);
}

void deed_drop_planned(struct deed_list *l)
{
    for (size_t i = l->n; i > 0; i--)
        if (l->items[i - 1].state == DEED_PLANNED)
            drop(l, i - 1);
}

bool deed_is_open(const struct deed *d)
{
    return !d->told && (d->state == DEED_SENT || d->state == DEED_BACK_SENT);
}

void deed_settle(struct deed_list *l)
{
    deed_drop_planned(l);
    for (size_t i = 0; i < l->n; i++)
        l->items[i].told = l->items[i].told || deed_is_open(&l->items[i]);
}

bool deed_is_stop(enum deed_kind kind)
{
    return kind < DEED_CREATE;
}

bool deed_to_undo(const struct deed *d)
{
    /* a REVOKE that was refused may have taken rights before it was; to grant them again does no harm */
    bool in_part = d->state == DEED_FAILED && d->kind == DEED_REVOKE;

    return d->back.n > 0 && (in_part || d->state == DEED_SENT || d->state == DEED_RAN ||
                             d->state == DEED_BACK_SENT || d->state == DEED_BACK_FAILED);
}

const struct deed *deed_last_to_undo(const struct deed_list *l, int64_t below)
{
    for (size_t i = l->n; i > 0; i--) {
        const struct deed *d = &l->items[i - 1];
        if (d->id < below && deed_is_stop(d->kind) && deed_to_undo(d))
            return d;
    }
    return NULL;
}

const char *deed_state_word(enum deed_state s)
{
    static const char *const words[DEED_STATES] = {
        [DEED_PLANNED] = N_("never sent"),
        [DEED_SENT] = N_("sent; whether it ran is not known"),
        [DEED_RAN] = N_("ran"),
        [DEED_FAILED] = N_("refused"),
        [DEED_BACK_SENT] = N_("put back: sent; whether it ran is not known"),
        [DEED_BACK] = N_("put back"),
        [DEED_BACK_FAILED] = N_("not put back: refused"),
    };

    return _(words[s]);
}

char *deed_text(const struct deed *d)
{
    const char *side = d->on_source ? _("source") : _("target");

    if (str_empty(d->error))
        return mem_printf(_("%s, on the %s: %s"), deed_state_word(d->state), side, d->sql);
    return mem_printf(_("%s, on the %s: %s (%.300s)"), deed_state_word(d->state), side, d->sql,
                      d->error);
}

void deed_add_ways_back(const struct deed *d, struct buf *b)
{
    if (d->state == DEED_BACK || d->kind == DEED_KILL)
        return;
    for (size_t i = 0; i < d->back.n; i++)
        buf_addf(b, _("    way back: %s\n"), d->back.items[i]);
    if (!d->back.n)
        buf_adds(b, _("    cannot be put back from here\n"));
}

/* ---- keeping ---- */

struct json *deed_list_to_json(const struct deed_list *l)
{
    struct json *a = json_array();

    for (size_t i = 0; i < l->n; i++) {
        const struct deed *d = &l->items[i];
        struct json *o = json_object(), *back = json_array();
        json_set(o, "id", json_int(d->id));
        json_set(o, "at", json_int(d->at));
        json_set(o, "kind", json_string(kinds[d->kind]));
        json_set(o, "state", json_string(states[d->state]));
        json_set(o, "side", json_string(d->on_source ? "source" : "target"));
        json_set(o, "user", json_string(d->user));
        json_set(o, "host", json_string(d->host));
        if (d->session)
            json_set(o, "session", json_int(d->session));
        json_set(o, "sql", json_string(d->sql));
        for (size_t k = 0; k < d->back.n; k++)
            json_add(back, json_string(d->back.items[k]));
        json_set(o, "back", back);
        if (d->hashed)
            json_set(o, "hashed", json_bool(true));
        if (d->told)
            json_set(o, "told", json_bool(true));
        if (d->as)
            json_set(o, "as", json_string(d->as));
        if (d->error)
            json_set(o, "error", json_string(d->error));
        json_add(a, o);
    }
    return a;
}

static int place_of(const char *word, const char *const *words, int n, int otherwise)
{
    for (int i = 0; i < n; i++)
        if (str_eq(words[i], word))
            return i;
    return otherwise;
}

static bool read_text(const struct json *o, const char *name, char **out, struct err *err)
{
    const char *text = NULL;

    if (!json_read_str(json_get(o, name), name, &text, err))
        return false;
    *out = mem_strdup(text);
    return true;
}

static bool read_one(struct deed *d, const struct json *o, struct err *err)
{
    const char *kind = NULL, *state = NULL, *side = NULL;
    const struct json *back = json_get(o, "back");

    if (!json_read_int(json_get(o, "id"), "deeds.id", &d->id, err) ||
        !json_read_int(json_get(o, "at"), "deeds.at", &d->at, err) ||
        !json_read_int(json_get(o, "session"), "deeds.session", &d->session, err) ||
        !json_read_bool(json_get(o, "hashed"), "deeds.hashed", &d->hashed, err) ||
        !json_read_bool(json_get(o, "told"), "deeds.told", &d->told, err) ||
        !json_read_str(json_get(o, "kind"), "deeds.kind", &kind, err) ||
        !json_read_str(json_get(o, "state"), "deeds.state", &state, err) ||
        !json_read_str(json_get(o, "side"), "deeds.side", &side, err) ||
        !read_text(o, "user", &d->user, err) || !read_text(o, "host", &d->host, err) ||
        !read_text(o, "sql", &d->sql, err) || !read_text(o, "as", &d->as, err) ||
        !read_text(o, "error", &d->error, err))
        return false;
    for (size_t i = 0; i < json_len(back); i++) {
        const char *line = NULL;
        if (!json_read_str(json_at(back, i), "deeds.back", &line, err))
            return false;
        strlist_add(&d->back, str_or(line, ""));
    }
    d->kind = (enum deed_kind)place_of(kind, kinds, DEED_KINDS, DEED_GRANT);
    /* a word we do not know: what became of it is not known */
    d->state = (enum deed_state)place_of(state, states, DEED_STATES, DEED_SENT);
    d->on_source = str_eq(side, "source");
    return true;
}

bool deed_list_from_json(struct deed_list *l, const struct json *a, struct err *err)
{
    for (size_t i = 0, n = json_len(a); i < n; i++) {
        struct deed one = {0};
        if (!read_one(&one, json_at(a, i), err)) {
            deed_clear(&one);
            return false;
        }
        struct deed *d = push(l);
        int64_t id =
            one.id > 0 && (l->n < 2 || one.id > l->items[l->n - 2].id) ? one.id : d->id;
        *d = one;
        d->id = id;
    }
    return true;
}
