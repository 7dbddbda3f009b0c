/* SPDX-License-Identifier: MIT
 *
 * skips - see skips.h.
 */
#include "wizard/skips.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static void clear_one(struct skip *s)
{
    free(s->step_id);
    free(s->who);
    free(s->reason);
    free(s->keys);
    memset(s, 0, sizeof *s);
}

void skip_list_clear(struct skip_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        clear_one(&l->items[i]);
    free(l->items);
    memset(l, 0, sizeof *l);
}

void skip_drop(struct skip_list *l, const char *step_id)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].step_id, step_id)) {
            clear_one(&l->items[i]);
            l->n--;
            memmove(l->items + i, l->items + i + 1, (l->n - i) * sizeof *l->items);
            return;
        }
}

struct skip *skip_put(struct skip_list *l, const char *step_id, const char *who,
                      const char *reason, const char *keys, int64_t at)
{
    skip_drop(l, step_id);
    struct skip *s = MEM_PUSH(l->items, l->n, l->cap);
    *s = (struct skip){.step_id = mem_strdup(step_id),
                       .who = mem_strdup(who),
                       .reason = mem_strdup(reason),
                       .keys = mem_strdup(keys),
                       .at = at};
    return s;
}

const struct skip *skip_find(const struct skip_list *l, const char *step_id)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].step_id, step_id))
            return &l->items[i];
    return NULL;
}

const char *skip_keys_word(const char *keys)
{
    return str_eq(keys, "shield")    ? _("left out on the target")
           : str_eq(keys, "migrate") ? _("kept as they are")
                                     : str_or(keys, "?");
}

char *skip_words(const struct skip *s)
{
    char when[CLOCK_TEXT_SIZE];

    clock_format_local(s->at, when);
    return mem_printf("%s%s%s, %s: %s", s->keys ? skip_keys_word(s->keys) : "",
                      s->keys ? ", " : "", str_or(s->who, "?"), when, str_or(s->reason, "?"));
}

/* ---- keeping ---- */

struct json *skip_list_to_json(const struct skip_list *l)
{
    struct json *a = json_array();

    for (size_t i = 0; i < l->n; i++) {
        const struct skip *s = &l->items[i];
        struct json *o = json_object();
        json_set(o, "step", json_string(s->step_id));
        json_set(o, "who", json_string(s->who));
        json_set(o, "reason", json_string(s->reason));
        json_set(o, "keys", json_string(s->keys));
        json_set(o, "at", json_int(s->at));
        if (s->stated)
            json_set(o, "stated", json_bool(true));
        json_add(a, o);
    }
    return a;
}

bool skip_list_from_json(struct skip_list *l, const struct json *a, struct err *err)
{
    for (size_t i = 0, n = json_len(a); i < n; i++) {
        const struct json *o = json_at(a, i);
        const char *step = NULL, *who = NULL, *reason = NULL, *keys = NULL;
        int64_t at = 0;
        bool stated = false;
        if (!json_read_str(json_get(o, "step"), "skips.step", &step, err) ||
            !json_read_str(json_get(o, "who"), "skips.who", &who, err) ||
            !json_read_str(json_get(o, "reason"), "skips.reason", &reason, err) ||
            !json_read_str(json_get(o, "keys"), "skips.keys", &keys, err) ||
            !json_read_int(json_get(o, "at"), "skips.at", &at, err) ||
            !json_read_bool(json_get(o, "stated"), "skips.stated", &stated, err))
            return false;
        if (!str_empty(step))
            skip_put(l, step, who, reason, keys, at)->stated = stated;
    }
    return true;
}
