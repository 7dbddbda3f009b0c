/* SPDX-License-Identifier: MIT
 *
 * fake_run - see fake_run.h
 */
#include "tests/e2e/fake_run.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

struct note {
    char *key, *value;
};
struct run_host {
    pthread_mutex_t lock;
    struct run_change *changes;
    size_t n, cap;
    struct note *notes;
    size_t n_notes, cap_notes;
};

struct run_host *fake_run_new(void)
{
    struct run_host *h = mem_alloc(sizeof *h);
    pthread_mutex_init(&h->lock, NULL);
    return h;
}

void fake_run_free(struct run_host *h)
{
    struct run_change_list all = {.items = h->changes, .n = h->n, .cap = h->cap};
    run_change_list_clear(&all);
    for (size_t i = 0; i < h->n_notes; i++) {
        free(h->notes[i].key);
        free(h->notes[i].value);
    }
    free(h->notes);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

bool run_intend(const struct run *run, enum side side, const char *kind, const char *name,
                const char *old_value, const char *new_value, int64_t *id, struct err *err)
{
    struct run_host *h = run->host;
    if (!cancel_check(run->cancel, err))
        return false;
    pthread_mutex_lock(&h->lock);
    struct run_change *c = MEM_PUSH(h->changes, h->n, h->cap);
    *id = (int64_t)h->n;
    *c = (struct run_change){.id = *id,
                             .side = mem_strdup(side_word(side)),
                             .kind = mem_strdup(kind),
                             .name = mem_strdup(name),
                             .old_value = mem_strdup(old_value),
                             .new_value = mem_strdup(new_value),
                             .state = mem_strdup("intended")};
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
    if (id < 1 || (size_t)id > h->n)
        return err_set(err, ERR_LOCAL, "no record %lld", (long long)id);
    pthread_mutex_lock(&h->lock);
    mem_replace(&h->changes[id - 1].state, state);
    pthread_mutex_unlock(&h->lock);
    return true;
}

bool run_done(const struct run *run, int64_t id, struct err *err)
{
    return set_state(run, id, "done", err);
}

bool run_undone(const struct run *run, int64_t id, struct err *err)
{
    return set_state(run, id, "undone", err);
}

bool run_changes(const struct run *run, struct run_change_list *out, struct err *err)
{
    struct run_host *h = run->host;
    (void)err;
    *out = (struct run_change_list){0};
    pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < h->n; i++) {
        const struct run_change *from = &h->changes[i];
        if (str_eq(from->state, "undone"))
            continue;
        struct run_change *c = MEM_PUSH(out->items, out->n, out->cap);
        *c = (struct run_change){.id = from->id,
                                 .side = mem_strdup(from->side),
                                 .kind = mem_strdup(from->kind),
                                 .name = mem_strdup(from->name),
                                 .old_value = mem_strdup(from->old_value),
                                 .new_value = mem_strdup(from->new_value),
                                 .state = mem_strdup(from->state)};
    }
    pthread_mutex_unlock(&h->lock);
    return true;
}

static struct note *find_note(struct run_host *h, const char *key)
{
    for (size_t i = 0; i < h->n_notes; i++)
        if (str_eq(h->notes[i].key, key))
            return &h->notes[i];
    return NULL;
}

bool run_put(const struct run *run, const char *key, const char *value, struct err *err)
{
    struct run_host *h = run->host;
    (void)err;
    pthread_mutex_lock(&h->lock);
    struct note *n = find_note(h, key);
    if (!n) {
        n = MEM_PUSH(h->notes, h->n_notes, h->cap_notes);
        n->key = mem_strdup(key);
    }
    mem_replace(&n->value, value);
    pthread_mutex_unlock(&h->lock);
    return true;
}

bool run_get(const struct run *run, const char *key, char **value, struct err *err)
{
    struct run_host *h = run->host;
    (void)err;
    pthread_mutex_lock(&h->lock);
    const struct note *n = find_note(h, key);
    *value = n ? mem_strdup(n->value) : NULL;
    pthread_mutex_unlock(&h->lock);
    return true;
}

void run_event(const struct run *run, const char *level, const char *fmt, ...)
{
    va_list ap;
    (void)run;
    flockfile(stdout);
    printf("event %s: ", level);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
    fflush(stdout);
    funlockfile(stdout);
}

void run_publish_check(const struct run *run, const struct dts_check_response *result)
{
    (void)run;
    (void)result;
}

void run_set_synced(const struct run *run, bool synced)
{
    (void)run;
    (void)synced;
}

bool run_complete_wanted(const struct run *run, bool *immediately)
{
    (void)run;
    *immediately = false;
    return false;
}

bool run_wait(const struct run *run, int ms)
{
    return cancel_wait(run->cancel, ms);
}
