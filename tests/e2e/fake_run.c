/* SPDX-License-Identifier: MIT
 *
 * fake_run - see fake_run.h.
 */
#include "tests/e2e/fake_run.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

struct fact {
    char *key, *value;
};
struct run_host {
    pthread_mutex_t lock;
    char *dir;
    struct run_change_list changes; /* undone ones too: ids are places */
    struct fact *facts;
    size_t n, cap;
    int synced; /* -1 not said yet */
    pthread_t waiter;
};

/* ---- state on disk: one item per line, parts separated by tabs; "-" is NULL ---- */

static char *path_of(struct run_host *h, const char *name)
{
    return mem_printf("%s/%s", h->dir, name);
}

static void write_part(FILE *f, const char *s, char end)
{
    if (!s)
        fputc('-', f);
    else
        for (fputc('=', f); *s; s++)
            fprintf(f, *s == '\t' || *s == '\n' || *s == '\\' ? "\\%02x" : "%c",
                    (unsigned char)*s);
    fputc(end, f);
}

static void save(struct run_host *h)
{
    char *path, *fresh;
    FILE *f;

    if (!h->dir)
        return;
    path = path_of(h, "state");
    fresh = path_of(h, "state.new");
    f = fopen(fresh, "w");
    if (!f)
        abort();
    for (size_t i = 0; i < h->changes.n; i++) {
        struct run_change *c = &h->changes.items[i];
        const char *parts[] = {c->side, c->kind, c->name, c->old_value, c->new_value, c->state};
        fputs("change\t", f);
        for (size_t k = 0; k < 6; k++)
            write_part(f, parts[k], k < 5 ? '\t' : '\n');
    }
    for (size_t i = 0; i < h->n; i++) {
        fputs("fact\t", f);
        write_part(f, h->facts[i].key, '\t');
        write_part(f, h->facts[i].value, '\n');
    }
    if (fclose(f) || rename(fresh, path))
        abort();
    free(path);
    free(fresh);
}

static char *read_part(const char *s)
{
    char *out, *o;

    if (*s++ != '=')
        return NULL;
    out = o = mem_alloc(strlen(s) + 1);
    for (; *s; s++) {
        unsigned byte;
        if (*s == '\\' && sscanf(s + 1, "%2x", &byte) == 1) {
            *o++ = (char)byte;
            s += 2;
        } else {
            *o++ = *s;
        }
    }
    return out;
}

static void load_line(struct run_host *h, const char *line)
{
    struct strlist parts = {0};

    strlist_split(&parts, line, '\t');
    if (parts.n == 7 && str_eq(parts.items[0], "change")) {
        struct run_change *c = MEM_PUSH(h->changes.items, h->changes.n, h->changes.cap);
        c->id = (int64_t)h->changes.n;
        c->side = read_part(parts.items[1]);
        c->kind = read_part(parts.items[2]);
        c->name = read_part(parts.items[3]);
        c->old_value = read_part(parts.items[4]);
        c->new_value = read_part(parts.items[5]);
        c->state = read_part(parts.items[6]);
    } else if (parts.n == 3 && str_eq(parts.items[0], "fact")) {
        struct fact *f = MEM_PUSH(h->facts, h->n, h->cap);
        f->key = read_part(parts.items[1]);
        f->value = read_part(parts.items[2]);
    }
    strlist_clear(&parts);
}

static void load(struct run_host *h)
{
    char *path = path_of(h, "state"), *line = NULL;
    FILE *f = fopen(path, "r");
    size_t size = 0;
    ssize_t n;

    while (f && (n = getline(&line, &size, f)) > 0) {
        line[n - 1] = '\0';
        load_line(h, line);
    }
    if (f)
        fclose(f);
    free(line);
    free(path);
}

/* ---- opening ---- */

static void *wait_for_signal(void *arg)
{
    sigset_t set;
    int got;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigwait(&set, &got) == 0)
        cancel_fire(arg);
    return NULL;
}

static struct secret *read_password(const char *path)
{
    char line[256] = "";
    FILE *f = fopen(path, "r");

    if (!f) {
        perror(path);
        exit(2);
    }
    if (fgets(line, sizeof line, f))
        line[strcspn(line, "\n")] = '\0';
    fclose(f);
    return secret_from_str(line);
}

static void fill(struct run_endpoint *e, const struct fake_server *s)
{
    e->host = mem_strdup(s->host);
    e->port = s->port;
    e->user = mem_strdup(s->user);
    e->password = read_password(s->password_file);
    e->tls = TLS_PREFERRED;
}

struct run_host *fake_run_new(void)
{
    struct run_host *h = mem_alloc(sizeof *h);

    h->synced = -1;
    pthread_mutex_init(&h->lock, NULL);
    return h;
}

void fake_run_free(struct run_host *h)
{
    run_change_list_clear(&h->changes);
    for (size_t i = 0; i < h->n; i++) {
        free(h->facts[i].key);
        free(h->facts[i].value);
    }
    free(h->facts);
    free(h->dir);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

void fake_run_open(struct run *run, const char *dir, const char *job,
                   const struct fake_server *source, const struct fake_server *target)
{
    struct run_host *h = fake_run_new();
    sigset_t set;
    char *dash;

    memset(run, 0, sizeof *run);
    setvbuf(stdout, NULL, _IOLBF, 0);
    h->dir = mem_strdup(dir);
    load(h);
    run->host = h;
    run->dir = h->dir;
    str_copy(run->job_id, sizeof run->job_id, job);
    str_copy(run->channel, sizeof run->channel, job);
    while ((dash = strchr(run->channel, '-')))
        *dash = '_';
    shape_init(&dts_modify_request_shape, &run->config);
    fill(&run->source, source);
    fill(&run->target, target);
    run->cancel = cancel_new();
    run->progress = progress_new();
    run->limits = limits_new();
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (pthread_create(&h->waiter, NULL, wait_for_signal, run->cancel) != 0)
        abort();
}

static void endpoint_clear(struct run_endpoint *e)
{
    free(e->host);
    free(e->user);
    secret_free(e->password);
}

void fake_run_close(struct run *run)
{
    struct run_host *h = run->host;

    pthread_kill(h->waiter, SIGTERM);
    pthread_join(h->waiter, NULL);
    fake_run_free(h);
    shape_clear(&dts_modify_request_shape, &run->config);
    endpoint_clear(&run->source);
    endpoint_clear(&run->target);
    progress_free(run->progress);
    limits_free(run->limits);
    cancel_free(run->cancel);
}

/* ---- run.h ---- */

bool run_intend(const struct run *run, enum side side, const char *kind, const char *name,
                const char *old_value, const char *new_value, int64_t *id, struct err *err)
{
    struct run_host *h = run->host;
    struct run_change *c;

    if (!cancel_check(run->cancel, err))
        return false;
    pthread_mutex_lock(&h->lock);
    c = MEM_PUSH(h->changes.items, h->changes.n, h->changes.cap);
    *id = c->id = (int64_t)h->changes.n;
    c->side = mem_strdup(side_word(side));
    c->kind = mem_strdup(kind);
    c->name = mem_strdup(name);
    c->old_value = mem_strdup(old_value);
    c->new_value = mem_strdup(new_value);
    c->state = mem_strdup("intended");
    save(h);
    pthread_mutex_unlock(&h->lock);
    return true;
}

bool run_intend_many(const struct run *run, enum side side, const char *kind,
                     const struct strlist *names, int64_t *ids, struct err *err)
{
    for (size_t i = 0; i < names->n; i++)
        if (!run_intend(run, side, kind, names->items[i], NULL, NULL, &ids[i], err))
            return false;
    return true;
}

static bool set_state(const struct run *run, int64_t id, const char *state, struct err *err)
{
    struct run_host *h = run->host;
    bool found;

    pthread_mutex_lock(&h->lock);
    found = id >= 1 && (size_t)id <= h->changes.n;
    if (found) {
        mem_replace(&h->changes.items[id - 1].state, state);
        save(h);
    }
    pthread_mutex_unlock(&h->lock);
    return found || err_set(err, ERR_LOCAL, "There is no record %lld.", (long long)id);
}

bool run_done(const struct run *run, int64_t id, struct err *err)
{
    return set_state(run, id, "done", err);
}

bool run_undone(const struct run *run, int64_t id, struct err *err)
{
    return set_state(run, id, "undone", err);
}

bool run_changes(const struct run *run, const char *kind, struct run_change_list *out,
                 struct err *err)
{
    struct run_host *h = run->host;

    (void)err;
    memset(out, 0, sizeof *out);
    pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < h->changes.n; i++) {
        const struct run_change *c = &h->changes.items[i];
        if (str_eq(c->state, "undone") || (kind && !str_eq(c->kind, kind)))
            continue;
        *MEM_PUSH(out->items, out->n, out->cap) =
            (struct run_change){.id = c->id,
                                .side = mem_strdup(c->side),
                                .kind = mem_strdup(c->kind),
                                .name = mem_strdup(c->name),
                                .old_value = mem_strdup(c->old_value),
                                .new_value = mem_strdup(c->new_value),
                                .state = mem_strdup(c->state)};
    }
    pthread_mutex_unlock(&h->lock);
    return true;
}

static struct fact *find_fact(struct run_host *h, const char *key)
{
    for (size_t i = 0; i < h->n; i++)
        if (str_eq(h->facts[i].key, key))
            return &h->facts[i];
    return NULL;
}

bool run_put(const struct run *run, const char *key, const char *value, struct err *err)
{
    struct run_host *h = run->host;
    struct fact *f;

    if (!cancel_check(run->cancel, err))
        return false;
    pthread_mutex_lock(&h->lock);
    f = find_fact(h, key);
    if (!f) {
        f = MEM_PUSH(h->facts, h->n, h->cap);
        f->key = mem_strdup(key);
    }
    mem_replace(&f->value, value);
    save(h);
    pthread_mutex_unlock(&h->lock);
    return true;
}

bool run_get(const struct run *run, const char *key, char **value, struct err *err)
{
    struct run_host *h = run->host;
    struct fact *f;

    (void)err;
    pthread_mutex_lock(&h->lock);
    f = find_fact(h, key);
    *value = mem_strdup(f ? f->value : NULL);
    pthread_mutex_unlock(&h->lock);
    return true;
}

void run_event(const struct run *run, const char *level, const char *fmt, ...)
{
    char text[2048];
    va_list ap;

    (void)run;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    printf("event %s %s\n", level, text);
}

void run_publish_check(const struct run *run, const struct dts_check_response *result)
{
    (void)run;
    (void)result;
}

void run_set_synced(const struct run *run, bool synced)
{
    struct run_host *h = run->host;

    if (h->synced != synced)
        printf("synced %d\n", synced);
    h->synced = synced;
}

void run_set_paused(const struct run *run, const char *what)
{
    (void)run;
    printf("paused: %s\n", what);
}

bool run_complete_wanted(const struct run *run, bool *immediately)
{
    char *path, word[16] = "";
    FILE *f;

    *immediately = false;
    if (!run->host->dir)
        return false;
    path = path_of(run->host, "complete");
    f = fopen(path, "r");
    free(path);
    if (!f)
        return false;
    if (fgets(word, sizeof word, f))
        *immediately = str_starts(word, "now");
    fclose(f);
    return true;
}

bool run_wait(const struct run *run, int ms)
{
    return cancel_wait(run->cancel, ms);
}
