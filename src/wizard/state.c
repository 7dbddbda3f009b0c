/* SPDX-License-Identifier: MIT
 *
 * state - see state.h.
 *
 * The lock is a file of its own beside the state ("<id>.lock", holding pid and time of who has
 * it): the state file itself is replaced at every save, and a lock on a replaced file guards
 * nothing.
 */
#include "wizard/state_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"

#define AREA        "state"
#define STATE_MAX   (16u * 1024 * 1024)
#define HISTORY_MAX 1000

void state_init(struct state *s)
{
    memset(s, 0, sizeof *s);
    plan_init(&s->plan);
    checked_init(&s->checked);
    s->lock_fd = -1;
}

void state_clear(struct state *s)
{
    plan_clear(&s->plan);
    json_free(s->cutover);
    free(s->source_version);
    free(s->target_version);
    for (size_t i = 0; i < s->history.n; i++)
        free(s->history.items[i].text);
    free(s->history.items);
    remedy_list_clear(&s->remedies);
    deed_list_clear(&s->deeds);
    ali_change_list_clear(&s->ali);
    skip_list_clear(&s->skips);
    repair_list_clear(&s->repairs);
    checked_clear(&s->checked);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s->lock_id);
    memset(s, 0, sizeof *s);
    s->lock_fd = -1;
}

/* ---- names ---- */

bool state_is_id(const char *id)
{
    return !str_empty(id) && strlen(id) <= 100 && id[0] != '.' &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
               strlen(id);
}

char *state_dir(const char *dir)
{
    if (dir)
        return mem_strdup(dir);
    char *base = file_state_dir("dts-wizard");
    char *tasks = file_join(base, "tasks");
    free(base);
    return tasks;
}

static char *path_of(const char *dir, const char *id, const char *suffix)
{
    char *tasks = state_dir(dir), *name = mem_printf("%s%s", id, suffix);
    char *path = file_join(tasks, name);

    free(tasks);
    free(name);
    return path;
}

static const char *id_of(const struct plan *p)
{
    return str_or(p->job_id, p->draft_id);
}

/* ---- lock ---- */

static void say_who(const char *path, struct err *err)
{
    struct buf b = BUF_INIT(256);
    struct err ignored;
    long pid = 0;
    long long since = 0;
    char when[CLOCK_TEXT_SIZE];

    if (file_read(path, &b, &ignored) && sscanf(buf_str(&b), "%ld %lld", &pid, &since) == 2) {
        clock_format_local(since, when);
        err_set(err, ERR_STATE, _("Another window has this task open: process %ld, since %s."),
                pid, when);
    } else {
        err_set(err, ERR_STATE, _("Another window has this task open."));
    }
    err_hint(err, _("Close it there, or only watch here."));
    buf_clear(&b);
}

static bool is_still(int fd, const char *path)
{
    struct stat a, b;

    return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino &&
           a.st_dev == b.st_dev;
}

static int take_lock(const char *dir, const char *id, struct err *err)
{
    char *path = path_of(dir, id, ".lock");
    int fd = file_lock(path, err);

    if (fd >= 0 && !is_still(fd, path)) { /* its last owner removed it between open and lock */
        close(fd);
        fd = file_lock(path, err);
    }
    if (fd >= 0) {
        if (ftruncate(fd, 0) < 0 ||
            dprintf(fd, "%ld %" PRId64 "\n", (long)getpid(), clock_wall_s()) < 0)
            log_warn(AREA, "%s cannot be written; the lock holds all the same", path);
    } else if (err->kind == ERR_STATE) {
        say_who(path, err);
    }
    free(path);
    return fd;
}

static bool lock_as(struct state *s, const char *dir, const char *id, struct err *err)
{
    if (s->lock_fd >= 0 && str_eq(s->lock_id, id))
        return true;
    int fd = take_lock(dir, id, err);
    if (fd < 0)
        return false;
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    s->lock_fd = fd;
    mem_replace(&s->lock_id, id);
    return true;
}

/* ---- reading ---- */

bool state_read_json(const char *path, struct json **out, struct err *err)
{
    struct buf b = BUF_INIT(STATE_MAX);
    bool ok = file_read(path, &b, err);

    if (ok) {
        *out = json_parse(buf_str(&b), b.len, err);
        ok = *out != NULL;
        if (!ok) {
            err_wrap(err, "%s", path);
            err->kind = ERR_LOCAL;
            err_hint(err, _("The file was damaged or edited. Move it away to start anew."));
        }
    }
    buf_clear(&b);
    return ok;
}

static void add_entry(struct state *s, int64_t at, char *text)
{
    struct state_entry *e;

    if (s->history.n >= HISTORY_MAX) {
        free(s->history.items[0].text);
        s->history.n--;
        memmove(s->history.items, s->history.items + 1,
                s->history.n * sizeof *s->history.items);
    }
    e = MEM_PUSH(s->history.items, s->history.n, s->history.cap);
    e->at = at;
    e->text = text;
}

static bool history_from_json(struct state *s, const struct json *a, struct err *err)
{
    for (size_t i = 0, n = json_len(a); i < n; i++) {
        const struct json *o = json_at(a, i);
        const char *text = NULL;
        int64_t at = 0;
        if (!json_read_int(json_get(o, "at"), "history.at", &at, err) ||
            !json_read_str(json_get(o, "text"), "history.text", &text, err))
            return false;
        if (text)
            add_entry(s, at, mem_strdup(text));
    }
    return true;
}

static bool versions_from_json(struct state *s, const struct json *o, struct err *err)
{
    const char *source = NULL, *target = NULL;

    if (!json_read_str(json_get(o, "source"), "versions.source", &source, err) ||
        !json_read_str(json_get(o, "target"), "versions.target", &target, err))
        return false;
    s->source_version = mem_strdup(source);
    s->target_version = mem_strdup(target);
    return true;
}

static bool downtime_from_json(struct state *s, const struct json *o, struct err *err)
{
    return json_read_int(json_get(o, "began"), "downtime.began", &s->downtime_began, err) &&
           json_read_int(json_get(o, "ended"), "downtime.ended", &s->downtime_ended, err) &&
           json_read_int(json_get(o, "application_seen"), "downtime.application_seen",
                         &s->app_seen, err);
}

bool state_open(struct state *s, const char *dir, const char *id, struct err *err)
{
    struct state fresh;
    struct json *j = NULL;
    bool ok = false;

    if (!state_is_id(id))
        return err_set(err, ERR_INPUT, _("\"%.60s\" is not the id of a task."), id ? id : "");
    char *path = path_of(dir, id, ".json");
    state_init(&fresh);
    if (access(path, F_OK) != 0)
        err_set(err, ERR_GONE, _("Nothing is kept here about %s."), id);
    else if (lock_as(&fresh, dir, id, err) && state_read_json(path, &j, err))
        ok = plan_from_json(&fresh.plan, json_get(j, "plan"), err) &&
             versions_from_json(&fresh, json_get(j, "versions"), err) &&
             downtime_from_json(&fresh, json_get(j, "downtime"), err) &&
             history_from_json(&fresh, json_get(j, "history"), err) &&
             remedy_list_from_json(&fresh.remedies, json_get(j, "remedies"), err) &&
             deed_list_from_json(&fresh.deeds, json_get(j, "deeds"), err) &&
             ali_change_list_from_json(&fresh.ali, json_get(j, "alibaba"), err) &&
             skip_list_from_json(&fresh.skips, json_get(j, "skips"), err) &&
             repair_list_from_json(&fresh.repairs, json_get(j, "repairs"), err) &&
             checked_from_json(&fresh.checked, json_get(j, "checked"), err);
    if (ok) {
        fresh.cutover = json_take(j, "cutover");
        if (!json_is_object(fresh.cutover)) {
            json_free(fresh.cutover);
            fresh.cutover = NULL;
        }
        state_clear(s);
        *s = fresh;
    } else {
        state_clear(&fresh);
    }
    json_free(j);
    free(path);
    return ok;
}

/* ---- writing ---- */

static struct json *state_to_json(const struct state *s)
{
    struct json *j = json_object(), *history = json_array(), *versions = json_object();
    struct json *downtime = json_object();

    json_set(j, "version", json_int(1));
    json_set(j, "saved_at", json_int(clock_wall_s()));
    json_set(j, "plan", plan_to_json(&s->plan));
    json_set(versions, "source", json_string(s->source_version));
    json_set(versions, "target", json_string(s->target_version));
    json_set(j, "versions", versions);
    json_set(downtime, "began", json_int(s->downtime_began));
    json_set(downtime, "ended", json_int(s->downtime_ended));
    json_set(downtime, "application_seen", json_int(s->app_seen));
    json_set(j, "downtime", downtime);
    if (s->cutover)
        json_set(j, "cutover", json_dup(s->cutover));
    for (size_t i = 0; i < s->history.n; i++) {
        struct json *e = json_object();
        json_set(e, "at", json_int(s->history.items[i].at));
        json_set(e, "text", json_string(s->history.items[i].text));
        json_add(history, e);
    }
    json_set(j, "history", history);
    json_set(j, "remedies", remedy_list_to_json(&s->remedies));
    if (s->deeds.n)
        json_set(j, "deeds", deed_list_to_json(&s->deeds));
    if (s->ali.n)
        json_set(j, "alibaba", ali_change_list_to_json(&s->ali));
    json_set(j, "skips", skip_list_to_json(&s->skips));
    if (s->repairs.n)
        json_set(j, "repairs", repair_list_to_json(&s->repairs));
    json_set(j, "checked", checked_to_json(&s->checked));
    return j;
}

static void remove_files(const char *dir, const char *id)
{
    static const char *const suffixes[] = {".json", ".lock"};

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = path_of(dir, id, suffixes[i]);
        struct err why;
        if (unlink(path) < 0 && errno != ENOENT) {
            err_errno(&why, errno, "%s cannot be removed", path);
            log_err(LOG_WARN, AREA, &why);
        }
        free(path);
    }
}

bool state_save(struct state *s, const char *dir, struct err *err)
{
    char *tasks = state_dir(dir), *path = NULL, *text = NULL;
    char *old = mem_strdup(s->lock_id);
    struct json *j = NULL;
    bool ok = file_make_dirs(tasks, err);

    if (ok && !s->plan.job_id && !s->plan.draft_id) {
        char id[9];
        crypto_random_id(id, 8);
        s->plan.draft_id = mem_printf("draft-%s", id);
    }
    if (ok && !state_is_id(id_of(&s->plan)))
        ok = err_set(err, ERR_INPUT, _("\"%.60s\" is not the id of a task."), id_of(&s->plan));
    if (!ok || !lock_as(s, dir, id_of(&s->plan), err)) {
        ok = false;
        goto out;
    }
    path = path_of(dir, id_of(&s->plan), ".json");
    j = state_to_json(s);
    text = json_print_pretty(j);
    ok = file_replace(path, text, strlen(text), err);
    /* The draft has become a task: the new file is safe on disk before the old one goes. */
    if (ok && old && !str_eq(old, id_of(&s->plan)))
        remove_files(dir, old);
out:
    json_free(j);
    free(text);
    free(path);
    free(old);
    free(tasks);
    return ok;
}

void state_downtime(struct state *s, bool begins, int64_t wall)
{
    bool runs = s->downtime_began && !s->downtime_ended;

    if (begins && !runs) {
        s->downtime_began = wall;
        s->downtime_ended = s->app_seen = 0;
    } else if (!begins && runs) {
        s->downtime_ended = wall;
    }
}

bool state_downtime_runs(const struct state *s, int64_t since, enum dts_status status)
{
    bool told = status != DTS_STATUS_UNKNOWN;

    if (since <= 0 || status == DTS_SUCCESS)
        return false;
    return told ||
           s->downtime_ended < since; /* accepted is not done: DTS is still completing */
}

void state_note(struct state *s, const char *fmt, ...)
{
    struct buf b = BUF_INIT(4096);
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    char *clean = str_printable(buf_str(&b), strlen(buf_str(&b)));
    add_entry(s, clock_wall_s(), clean);
    buf_clear(&b);
}

bool state_remove(const char *dir, const char *id, struct err *err)
{
    if (!state_is_id(id))
        return err_set(err, ERR_INPUT, _("\"%.60s\" is not the id of a task."), id ? id : "");
    char *path = path_of(dir, id, ".json");
    bool there = access(path, F_OK) == 0;
    free(path);
    if (!there)
        return err_set(err, ERR_GONE, _("Nothing is kept here about %s."), id);
    int fd = take_lock(dir, id, err); /* not while another window has it */
    if (fd < 0)
        return false;
    remove_files(dir, id);
    close(fd);
    return true;
}
