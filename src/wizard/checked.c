/* SPDX-License-Identifier: MIT
 *
 * checked - see checked.h.
 */
#include "wizard/checked.h"

#include "base/mem.h"
#include "base/str.h"
#include "wizard/own_check.h"

void checked_init(struct checked *c)
{
    shape_init(&dts_check_response_shape, &c->last);
    shape_init(&dts_check_response_shape, &c->before);
}

void checked_clear(struct checked *c)
{
    shape_clear(&dts_check_response_shape, &c->last);
    shape_clear(&dts_check_response_shape, &c->before);
}

static void add_step(struct dts_check_response *r, const char *id, const char *status,
                     bool skipped)
{
    if (r->StepInfo.n >= CHECKED_STEPS || str_empty(id))
        return;
    struct dts_check_step *s = DTS_PUSH(r->StepInfo, dts_check_step_shape);
    mem_replace(&s->StepId, id);
    mem_replace(&s->StepStatus, status);
    s->HasSkipped = skipped;
}

static bool is_final(const struct dts_check_step *s)
{
    return !str_empty(s->StepStatus) && !str_eq(s->StepStatus, "running") &&
           !str_eq(s->StepStatus, "notStarted");
}

static void keep(struct dts_check_response *out, const struct dts_check_response *from)
{
    shape_clear(&dts_check_response_shape, out);
    shape_init(&dts_check_response_shape, out);
    out->LocalFinishedAt = from->LocalFinishedAt;
    for (size_t i = 0; i < from->StepInfo.n; i++) {
        const struct dts_check_step *s = &from->StepInfo.items[i];
        if (is_final(s)) /* one of the wizard's own may still be at work */
            add_step(out, s->StepId, s->StepStatus, s->HasSkipped == 1);
    }
}

static const struct dts_check_step *find(const struct dts_check_response *r, const char *id)
{
    for (size_t i = 0; i < r->StepInfo.n; i++)
        if (str_eq(r->StepInfo.items[i].StepId, id))
            return &r->StepInfo.items[i];
    return NULL;
}

/* Is it the check that was kept? dtsd says when it ended; of another DTS only its steps can tell. */
static bool is_same_check(const struct dts_check_response *kept,
                          const struct dts_check_response *now)
{
    if (kept->LocalFinishedAt > 0 && now->LocalFinishedAt > 0)
        return kept->LocalFinishedAt == now->LocalFinishedAt;
    for (size_t i = 0; i < now->StepInfo.n; i++) {
        const struct dts_check_step *s = &now->StepInfo.items[i], *k = find(kept, s->StepId);
        if (is_final(s) && !own_check_is(s->StepId) &&
            (!k || !str_eq(k->StepStatus, s->StepStatus)))
            return false;
    }
    return true;
}

static bool is_kept(const struct dts_check_response *kept, const struct dts_check_response *now)
{
    size_t n = 0;
    for (size_t i = 0; i < now->StepInfo.n && n < CHECKED_STEPS; i++) {
        const struct dts_check_step *s = &now->StepInfo.items[i], *k = find(kept, s->StepId);
        if (!is_final(s) || str_empty(s->StepId))
            continue;
        if (!k || !str_eq(k->StepStatus, s->StepStatus) ||
            (k->HasSkipped == 1) != (s->HasSkipped == 1))
            return false;
        n++;
    }
    return n == kept->StepInfo.n && kept->LocalFinishedAt == now->LocalFinishedAt;
}

static bool has_ended(const struct dts_check_response *r)
{
    return r && r->StepInfo.n && !str_empty(r->Status) && !str_eq(r->Status, "running") &&
           !str_eq(r->Status, "notStarted");
}

bool checked_note(struct checked *c, const struct dts_check_response *now,
                  const struct dts_check_response *seen_before)
{
    bool changed = false;

    if (!has_ended(now))
        return false;
    if (seen_before && !is_kept(&c->before, seen_before)) {
        keep(&c->before, seen_before);
        changed = true;
    } else if (!seen_before && c->last.StepInfo.n && !is_same_check(&c->last, now)) {
        keep(&c->before, &c->last);
        changed = true;
    }
    if (!is_kept(&c->last, now)) {
        keep(&c->last, now);
        changed = true;
    }
    return changed;
}

const struct dts_check_response *checked_before(const struct checked *c, bool checking,
                                                const struct dts_check_response *seen_before)
{
    const struct dts_check_response *kept = checking ? &c->last : &c->before;

    return seen_before ? seen_before : kept->StepInfo.n ? kept : NULL;
}

/* ---- keeping ---- */

static struct json *steps_to_json(const struct dts_check_response *r)
{
    struct json *a = json_array();

    for (size_t i = 0; i < r->StepInfo.n; i++) {
        const struct dts_check_step *s = &r->StepInfo.items[i];
        struct json *o = json_object();
        json_set(o, "step", json_string(s->StepId));
        json_set(o, "status", json_string(s->StepStatus));
        if (s->HasSkipped == 1)
            json_set(o, "skipped", json_bool(true));
        json_add(a, o);
    }
    return a;
}

struct json *checked_to_json(const struct checked *c)
{
    struct json *o = json_object();

    if (c->last.LocalFinishedAt > 0)
        json_set(o, "at", json_int(c->last.LocalFinishedAt));
    json_set(o, "last", steps_to_json(&c->last));
    json_set(o, "before", steps_to_json(&c->before));
    return o;
}

static bool steps_from_json(struct dts_check_response *r, const struct json *a, struct err *err)
{
    for (size_t i = 0, n = json_len(a); i < n; i++) {
        const struct json *o = json_at(a, i);
        const char *id = NULL, *status = NULL;
        bool skipped = false;
        if (!json_read_str(json_get(o, "step"), "checked.step", &id, err) ||
            !json_read_str(json_get(o, "status"), "checked.status", &status, err) ||
            !json_read_bool(json_get(o, "skipped"), "checked.skipped", &skipped, err))
            return false;
        add_step(r, id, status, skipped);
    }
    return true;
}

bool checked_from_json(struct checked *c, const struct json *o, struct err *err)
{
    int64_t at = DTS_UNSET;

    if (!json_read_int(json_get(o, "at"), "checked.at", &at, err) ||
        !steps_from_json(&c->last, json_get(o, "last"), err) ||
        !steps_from_json(&c->before, json_get(o, "before"), err))
        return false;
    c->last.LocalFinishedAt = at;
    return true;
}
