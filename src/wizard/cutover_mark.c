/* SPDX-License-Identifier: MIT
 *
 * cutover_mark - sessions of which the operator says that they do not write: a monitoring agent, a shell
 * left open. See cutover.h.
 *
 * Why: the mark of a session ends with it, because the server gives numbers anew and the next one behind
 *      it is another program's; who means every session of an account says so, and takes it away again.
 *      Ended marks stay in the list: the report tells on whose word something was not counted
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/cutover_private.h"

static void clear_one(struct cut_mark *m)
{
    free(m->user);
    free(m->host);
    free(m->who);
    free(m->reason);
    memset(m, 0, sizeof *m);
}

void cut_mark_free(struct cut_mark *m)
{
    if (m)
        clear_one(m);
    free(m);
}

void cut_marks_clear(struct cut_mark **marks, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        clear_one(&(*marks)[i]);
    free(*marks);
    *marks = NULL;
    *n = 0;
}

static struct cut_mark dup(const struct cut_mark *m)
{
    struct cut_mark copy = *m;

    copy.user = mem_strdup(m->user);
    copy.host = mem_strdup(m->host);
    copy.who = mem_strdup(m->who);
    copy.reason = mem_strdup(m->reason);
    return copy;
}

struct cut_mark *cut_marks_copy(const struct cut_mark *marks, size_t n)
{
    struct cut_mark *copy = n ? mem_alloc(n * sizeof *copy) : NULL;

    for (size_t i = 0; i < n; i++)
        copy[i] = dup(&marks[i]);
    return copy;
}

static bool fits(const struct cut_mark *m, const struct cut_session *s)
{
    return !m->ended && (!m->session || m->session == s->id) && str_eq(m->user, s->user) &&
           str_eq(m->host, str_or(s->host, ""));
}

const struct cut_mark *cut_mark_of(const struct cut_mark *marks, size_t n,
                                   const struct cut_session *s)
{
    for (size_t i = 0; i < n; i++)
        if (fits(&marks[i], s))
            return &marks[i];
    return NULL;
}

static void add(struct cutover *c, const struct cut_mark *mark)
{
    size_t cap = c->n_marks;

    if (c->n_marks >= CUT_MARKS_MOST) {
        clear_one(&c->marks[0]);
        memmove(c->marks, c->marks + 1, --c->n_marks * sizeof *c->marks);
    }
    struct cut_mark *m = MEM_PUSH(c->marks, c->n_marks, cap);
    *m = dup(mark);
}

void cutover_mark(struct cutover *c, const struct cut_mark *mark, bool away)
{
    for (size_t i = 0; mark && i < c->n_marks; i++) {
        struct cut_mark *m = &c->marks[i];
        if (!m->ended && m->session == mark->session && str_eq(m->user, mark->user) &&
            str_eq(m->host, mark->host))
            m->ended = mark->since ? mark->since : clock_wall_s();
    }
    if (mark && !away)
        add(c, mark);
}

int cutover_apply_marks(struct cutover *c, struct cut_session *s, size_t n, int n_writers,
                        int64_t wall)
{
    if (n_writers < 0)
        return n_writers; /* nobody was seen: nobody is gone either */
    for (size_t i = 0; i < c->n_marks; i++) {
        struct cut_mark *m = &c->marks[i];
        bool there = !m->session;
        for (size_t k = 0; k < n && !m->ended; k++)
            if (fits(m, &s[k])) {
                there = true;
                n_writers -= !s[k].ignored;
                if (!s[k].ignored)
                    s[k].why_ignored = _("marked: it does not write");
                s[k].ignored = true;
            }
        if (!there && !m->ended)
            m->ended = wall;
    }
    return n_writers;
}

/* ---- keeping ---- */

struct json *cut_marks_to_json(const struct cut_mark *marks, size_t n)
{
    struct json *list = json_array();
    char id[24];

    for (size_t i = 0; i < n; i++) {
        struct json *o = json_object();
        snprintf(id, sizeof id, "%" PRIu64, marks[i].session);
        json_set(o, "session", json_string(id));
        json_set(o, "user", json_string(marks[i].user));
        json_set(o, "host", json_string(marks[i].host));
        json_set(o, "who", json_string(marks[i].who));
        json_set(o, "reason", json_string(marks[i].reason));
        json_set(o, "since", json_int(marks[i].since));
        json_set(o, "ended", json_int(marks[i].ended));
        json_add(list, o);
    }
    return list;
}

void cutover_marks_load(struct cutover *c, const struct json *list)
{
    struct err ignored;

    for (size_t i = 0; i < json_len(list) && i < CUT_MARKS_MOST; i++) {
        const struct json *o = json_at(list, i);
        struct cut_mark m = {.user = (char *)(uintptr_t)cut_text_of(o, "user"),
                             .host = (char *)(uintptr_t)cut_text_of(o, "host"),
                             .who = (char *)(uintptr_t)cut_text_of(o, "who"),
                             .reason = (char *)(uintptr_t)cut_text_of(o, "reason")};
        if (!m.user || !str_to_uint(cut_text_of(o, "session"), UINT64_MAX, &m.session) ||
            !json_read_int(json_get(o, "since"), "since", &m.since, &ignored) ||
            !json_read_int(json_get(o, "ended"), "ended", &m.ended, &ignored))
            continue; /* a state file may have been edited: what does not fit counts for nothing */
        add(c, &m);
    }
}
