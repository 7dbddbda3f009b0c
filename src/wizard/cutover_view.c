/* SPDX-License-Identifier: MIT
 *
 * cutover_view - the checklist as the screens see it: copied and freed; and as it is kept on
 * disk. See cutover.h.
 *
 * What was seen of a moving thing is not true any more after a restart: such items begin anew
 * and keep "held from ... to ..." as evidence. An acceptance, the operator's word and the clock
 * of the downtime stay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/cutover_private.h"

void cut_item_view_clear(struct cut_item_view *v)
{
    free(v->text);
    strlist_clear(&v->evidence);
    free(v->accepted_by);
    free(v->accepted_reason);
    free(v->stated_by);
    memset(v, 0, sizeof *v);
}

static void cut_item_view_copy(struct cut_item_view *to, const struct cut_item_view *from)
{
    *to = *from;
    to->text = mem_strdup(from->text);
    to->accepted_by = mem_strdup(from->accepted_by);
    to->accepted_reason = mem_strdup(from->accepted_reason);
    to->stated_by = mem_strdup(from->stated_by);
    memset(&to->evidence, 0, sizeof to->evidence);
    strlist_copy(&to->evidence, &from->evidence);
}

static void session_clear(struct cut_session *s)
{
    free(s->user);
    free(s->host);
    free(s->db);
    free(s->command);
    free(s->info);
}

void cut_sessions_clear(struct cut_session **items, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        session_clear(&(*items)[i]);
    free(*items);
    *items = NULL;
    *n = 0;
}

void cut_accounts_clear(struct cut_account **items, size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        free((*items)[i].user);
        free((*items)[i].host);
    }
    free(*items);
    *items = NULL;
    *n = 0;
}

struct cut_account *cut_accounts_copy(const struct cut_account *items, size_t n)
{
    struct cut_account *copy = n ? mem_alloc(n * sizeof *copy) : NULL;

    for (size_t i = 0; i < n; i++)
        copy[i] = (struct cut_account){mem_strdup(items[i].user), mem_strdup(items[i].host),
                                       items[i].migrations};
    return copy;
}

void cutover_view_clear(struct cutover_view *v)
{
    for (int i = 0; i < CUT_COUNT; i++)
        cut_item_view_clear(&v->items[i]);
    cut_sessions_clear(&v->sessions, &v->n_sessions);
    cut_accounts_clear(&v->accounts, &v->n_accounts);
    cut_marks_clear(&v->marks, &v->n_marks);
    free(v->recorded_gtid);
    free(v->recorded_file);
    memset(v, 0, sizeof *v);
}

void cutover_view_copy(struct cutover_view *dst, const struct cutover_view *src)
{
    struct cutover_view copy = *src;

    for (int i = 0; i < CUT_COUNT; i++)
        cut_item_view_copy(&copy.items[i], &src->items[i]);
    copy.sessions = src->n_sessions ? mem_alloc(src->n_sessions * sizeof *copy.sessions) : NULL;
    for (size_t i = 0; i < src->n_sessions; i++) {
        const struct cut_session *from = &src->sessions[i];
        struct cut_session *to = &copy.sessions[i];
        *to = *from;
        to->user = mem_strdup(from->user);
        to->host = mem_strdup(from->host);
        to->db = mem_strdup(from->db);
        to->command = mem_strdup(from->command);
        to->info = mem_strdup(from->info);
    }
    copy.accounts = cut_accounts_copy(src->accounts, src->n_accounts);
    copy.marks = cut_marks_copy(src->marks, src->n_marks);
    copy.recorded_gtid = mem_strdup(src->recorded_gtid);
    copy.recorded_file = mem_strdup(src->recorded_file);
    cutover_view_clear(dst);
    *dst = copy;
}

bool cut_is_settled(const struct cutover *c, enum cut_item item)
{
    return c->items[item].state == CUT_HOLDS || c->items[item].state == CUT_ACCEPTED;
}

void cutover_fill(const struct cutover *c, struct cutover_view *out)
{
    cutover_view_clear(out);
    for (int i = 0; i < CUT_COUNT; i++) {
        cut_item_view_copy(&out->items[i], &c->items[i]);
        out->open += !cut_is_settled(c, (enum cut_item)i);
    }
    out->watched_mono = c->seen ? c->last.mono_ms : 0;
    out->downtime_since = c->downtime_since;
    out->written_at = c->written_at;
    out->recorded_gtid = mem_strdup(c->recorded_gtid);
    out->recorded_file = mem_strdup(c->recorded_file);
    out->recorded_pos = c->recorded_pos;
    out->recorded_at = c->recorded_at;
    out->accounts = cut_accounts_copy(c->accounts, c->n_accounts);
    out->n_accounts = c->n_accounts;
    out->marks = cut_marks_copy(c->marks, c->n_marks);
    out->n_marks = c->n_marks;
    out->no_account_lock = c->no_account_lock;
    out->may_complete = out->open == 0 && c->seen && c->last.status == DTS_READY_COMPLETE &&
                        c->last.compare_result != -2;
}

/* ---- on disk ---- */

static const char *const item_words[CUT_COUNT] = {
    "synced", "compared", "login", "writers", "no_write", "same", "position",
};
static const char *const state_words[] = {"todo", "looking", "holds",
                                          "not",  "unknown", "accepted"};
static const char *const seen_words[] = {"here", "dts", "you"};

bool cut_item_parse(const char *word, enum cut_item *out)
{
    for (int i = 0; i < CUT_COUNT; i++)
        if (str_eq(word, item_words[i])) {
            *out = (enum cut_item)i;
            return true;
        }
    return false;
}

const char *cut_item_word(enum cut_item item)
{
    return item_words[item];
}

static struct json *item_to_json(const struct cut_item_view *v)
{
    struct json *j = json_object(), *evidence = json_array();

    json_set(j, "state", json_string(state_words[v->state]));
    json_set(j, "seen_by", json_string(seen_words[v->seen_by]));
    json_set(j, "text", json_string(v->text));
    json_set(j, "since", json_int(v->since_wall));
    for (size_t i = 0; i < v->evidence.n; i++)
        json_add(evidence, json_string(v->evidence.items[i]));
    json_set(j, "evidence", evidence);
    if (v->accepted_by) {
        json_set(j, "accepted_by", json_string(v->accepted_by));
        json_set(j, "accepted_reason", json_string(v->accepted_reason));
    }
    if (v->stated_by) {
        json_set(j, "stated_by", json_string(v->stated_by));
        json_set(j, "stated_at", json_int(v->stated_at));
        json_set(j, "stated_answer", json_bool(v->stated_answer));
    }
    return j;
}

static struct json *accounts_to_json(const struct cutover_view *v)
{
    struct json *list = json_array();

    for (size_t i = 0; i < v->n_accounts; i++) {
        struct json *o = json_object();
        json_set(o, "user", json_string(v->accounts[i].user));
        json_set(o, "host", json_string(v->accounts[i].host));
        json_set(o, "migration", json_bool(v->accounts[i].migrations));
        json_set(o, "lock", json_bool(!v->no_account_lock));
        json_add(list, o);
    }
    return list;
}

struct json *cutover_view_to_json(const struct cutover_view *v)
{
    struct json *j = json_object(), *items = json_object();

    for (int i = 0; i < CUT_COUNT; i++)
        json_set(items, item_words[i], item_to_json(&v->items[i]));
    json_set(j, "items", items);
    json_set(j, "downtime_since", json_int(v->downtime_since));
    if (v->recorded_at) {
        char pos[24];
        snprintf(pos, sizeof pos, "%llu", (unsigned long long)v->recorded_pos);
        json_set(j, "recorded_gtid", json_string(v->recorded_gtid));
        json_set(j, "recorded_file", json_string(v->recorded_file));
        json_set(j, "recorded_pos", json_string(pos)); /* may pass 2^53 */
        json_set(j, "recorded_at", json_int(v->recorded_at));
    }
    if (v->written_at)
        json_set(j, "written_at", json_int(v->written_at));
    json_set(j, "watched_wall", json_int(clock_wall_s()));
    if (v->n_accounts)
        json_set(j, "writers", accounts_to_json(v));
    if (v->n_marks)
        json_set(j, "marks", cut_marks_to_json(v->marks, v->n_marks));
    return j;
}

struct json *cutover_save(const struct cutover *c)
{
    struct cutover_view v = {0};

    cutover_fill(c, &v);
    struct json *j = cutover_view_to_json(&v);
    cutover_view_clear(&v);
    return j;
}

/* A state file is ours, but it may have been edited: what does not fit is left out. */
const char *cut_text_of(const struct json *j, const char *name)
{
    const char *s = NULL;
    struct err ignored;

    return json_read_str(json_get(j, name), name, &s, &ignored) ? s : NULL;
}

static int64_t int_of(const struct json *j, const char *name)
{
    int64_t v = 0;
    struct err ignored;

    return json_read_int(json_get(j, name), name, &v, &ignored) ? v : 0;
}

static void keep_as_evidence(struct cut_item_view *v, int64_t from, int64_t to)
{
    char a[CLOCK_TEXT_SIZE], b[CLOCK_TEXT_SIZE];

    clock_format_local(from, a);
    clock_format_local(to, b);
    strlist_take(&v->evidence, mem_printf(_("held %s - %s, before this screen"), a, b));
}

static bool is_true(const struct json *j, const char *name)
{
    bool v = false;
    struct err ignored;

    return json_read_bool(json_get(j, name), name, &v, &ignored) && v;
}

/* A word stands until it is old. An answer to one question of several is asked for again. */
static void said_from_json(struct cutover *c, enum cut_item item, const struct json *j)
{
    struct cut_item_view *v = &c->items[item];

    v->state = CUT_HOLDS;
    v->seen_by = SEEN_YOU;
    v->since_wall = int_of(j, "since");
    mem_replace(&v->stated_by, cut_text_of(j, "stated_by"));
    v->stated_at = int_of(j, "stated_at");
    if (!v->stated_at)
        v->stated_at = v->since_wall;
    v->stated_answer = is_true(j, "stated_answer");
    c->said[item].state = CUT_HOLDS;
    mem_replace(&c->said[item].text, cut_text_of(j, "text"));
}

static void item_from_json(struct cutover *c, enum cut_item item, const struct json *j,
                           int64_t saved_at)
{
    struct cut_item_view *v = &c->items[item];
    const struct json *evidence = json_get(j, "evidence");
    const char *state = cut_text_of(j, "state");
    int64_t since = int_of(j, "since");

    for (size_t i = 0; i < json_len(evidence) && i < 40; i++) {
        const char *line = NULL;
        struct err ignored;
        if (json_read_str(json_at(evidence, i), "evidence", &line, &ignored) && line)
            strlist_add(&v->evidence, line);
    }
    if (str_eq(state, "accepted")) {
        v->state = CUT_ACCEPTED;
        v->since_wall = since;
        mem_replace(&v->accepted_by, cut_text_of(j, "accepted_by"));
        mem_replace(&v->accepted_reason, cut_text_of(j, "accepted_reason"));
    } else if (str_eq(state, "holds") && str_eq(cut_text_of(j, "seen_by"), "you") &&
               !(item >= CUT_FIRST_AFTER_STOP && is_true(j, "stated_answer")) &&
               item != CUT_POSITION) {
        said_from_json(c, item, j);
    } else if (str_eq(state, "holds")) {
        keep_as_evidence(v, since, saved_at);
    }
    if (v->state != CUT_TODO)
        mem_replace(&v->text, cut_text_of(j, "text"));
}

static void accounts_from_json(struct cutover *c, const struct json *list)
{
    for (size_t i = 0; i < json_len(list) && i < CUT_ACCOUNTS_MOST; i++) {
        const struct json *o = json_at(list, i);
        struct cut_account a = {mem_strdup(cut_text_of(o, "user")),
                                mem_strdup(cut_text_of(o, "host")), is_true(o, "migration")};
        if (a.user)
            cutover_writers(c, &a, 1, !is_true(o, "lock"));
        free(a.user);
        free(a.host);
    }
}

void cutover_load(struct cutover *c, const struct json *j)
{
    const struct json *items = json_get(j, "items");
    int64_t saved_at = int_of(j, "watched_wall");
    uint64_t pos;

    for (int i = 0; i < CUT_COUNT; i++)
        item_from_json(c, (enum cut_item)i, json_get(items, item_words[i]), saved_at);
    accounts_from_json(c, json_get(j, "writers"));
    cutover_marks_load(c, json_get(j, "marks"));
    c->downtime_since = int_of(j, "downtime_since");
    c->written_at = int_of(j, "written_at");
    c->recorded_at = int_of(j, "recorded_at");
    mem_replace(&c->recorded_gtid, cut_text_of(j, "recorded_gtid"));
    mem_replace(&c->recorded_file, cut_text_of(j, "recorded_file"));
    c->recorded_pos = str_to_uint(cut_text_of(j, "recorded_pos"), UINT64_MAX, &pos) ? pos : 0;
}
