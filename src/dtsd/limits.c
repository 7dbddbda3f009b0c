/* SPDX-License-Identifier: MIT
 *
 * limits - see limits.h
 *
 * Threads:  one lock; `changed` is broadcast by everything that could let a waiter go on. A
 *           cancel reaches a waiter through a hook that broadcasts too.
 */
#include "dtsd/limits.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/refusal.h"

static const struct {
    const char *name;
    int64_t most, normal;
} kinds[LIMIT_COUNT] = {
    [LIMIT_DUMP_THREAD] = {"DumpThread", LIMITS_THREADS_MOST, LIMITS_THREADS_NORMAL},
    [LIMIT_DUMP_RPS] = {"DumpRps", LIMITS_RPS_MOST, LIMITS_RPS_MOST},
    [LIMIT_LOAD_THREAD] = {"LoadThread", LIMITS_THREADS_MOST, LIMITS_THREADS_NORMAL},
    [LIMIT_LOAD_RPS] = {"LoadRps", LIMITS_RPS_MOST, LIMITS_RPS_MOST},
    [LIMIT_SINKER_THREAD] = {"SinkerThread", LIMITS_SINKER_MOST, 0},
};

struct limits {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int64_t values[LIMIT_COUNT]; /* the applier's: 0 until somebody says */
    int64_t sinker_found;        /* -1: not known */
    struct err sinker_forbidden; /* kind ERR_NONE: it is not */
    bool by_user;
    uint64_t held, holds; /* number of the hold, 0: none; how many there were */
    size_t cap;           /* threads at most */
    size_t taken;         /* turns */
    size_t begun_waiting; /* callers inside a table that want one */
    double rows;          /* in the bucket */
    int64_t filled_ms;
    uint64_t changes;
};

struct limits *limits_new(void)
{
    struct limits *l = mem_alloc(sizeof *l);
    pthread_condattr_t monotonic;

    for (int i = 0; i < LIMIT_COUNT; i++)
        l->values[i] = kinds[i].normal;
    l->sinker_found = -1;
    l->cap = LIMITS_THREADS_MOST;
    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return l;
}

void limits_free(struct limits *l)
{
    if (!l)
        return;
    pthread_cond_destroy(&l->changed);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static void lock(const struct limits *l)
{
    pthread_mutex_lock(&((struct limits *)l)->lock);
}

static void unlock(const struct limits *l)
{
    pthread_mutex_unlock(&((struct limits *)l)->lock);
}

static void unlock_and_tell(struct limits *l)
{
    l->changes++;
    pthread_cond_broadcast(&l->changed);
    unlock(l);
}

/* ---- waiting ---- */

static void wake(void *arg)
{
    struct limits *l = arg;

    lock(l);
    unlock_and_tell(l);
}

/* To be called with the lock held; false when the deadline has passed. */
static bool wait_until(struct limits *l, int64_t deadline)
{
    struct timespec until;

    if (deadline == CLOCK_NEVER) {
        pthread_cond_wait(&l->changed, &l->lock);
        return true;
    }
    until.tv_sec = (time_t)(deadline / 1000);
    until.tv_nsec = (long)(deadline % 1000) * 1000000;
    return pthread_cond_timedwait(&l->changed, &l->lock, &until) != ETIMEDOUT;
}

static int64_t deadline_of(int ms)
{
    return ms < 0 ? CLOCK_NEVER : clock_deadline(ms);
}

/* ---- values ---- */

const char *limits_name(enum limit which)
{
    return kinds[which].name;
}

bool limits_check(const int64_t values[LIMIT_COUNT], const char *path, struct err *err)
{
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (values[i] != DTS_UNSET && (values[i] < 1 || values[i] > kinds[i].most))
            return refuse_value(err, "%s%s is %lld; it must be 1 to %lld", path, kinds[i].name,
                                (long long)values[i], (long long)kinds[i].most);
    return true;
}

void limits_of_config(const struct dts_rate_limit *from, int64_t values[LIMIT_COUNT])
{
    const int64_t given[LIMIT_COUNT] = {
        from ? from->DumpThread : 0, from ? from->DumpRps : 0,      from ? from->LoadThread : 0,
        from ? from->LoadRps : 0,    from ? from->SinkerThread : 0,
    };

    for (int i = 0; i < LIMIT_COUNT; i++)
        values[i] = given[i] ? given[i] : DTS_UNSET;
}

void limits_of_request(const struct dts_rate_request *from, int64_t values[LIMIT_COUNT])
{
    const int64_t given[LIMIT_COUNT] = {from->DumpThread, from->DumpRps, from->LoadThread,
                                        from->LoadRps, from->SinkerThread};

    memcpy(values, given, sizeof given);
}

void limits_set(struct limits *l, const int64_t values[LIMIT_COUNT])
{
    lock(l);
    for (int i = 0; i < LIMIT_COUNT; i++) {
        if (values[i] == DTS_UNSET)
            continue;
        l->values[i] = values[i];
        l->by_user = true;
    }
    unlock_and_tell(l);
}

int64_t limits_get(const struct limits *l, enum limit which)
{
    lock(l);
    int64_t value = l->values[which];
    unlock(l);
    return value;
}

int64_t limits_sinker(const struct limits *l)
{
    return limits_get(l, LIMIT_SINKER_THREAD);
}

void limits_sinker_found(struct limits *l, int64_t threads)
{
    lock(l);
    l->sinker_found = threads;
    unlock(l);
}

void limits_sinker_stays(struct limits *l, int64_t threads)
{
    lock(l);
    l->values[LIMIT_SINKER_THREAD] = threads == l->sinker_found ? 0 : threads;
    unlock(l);
}

void limits_sinker_forbid(struct limits *l, const struct err *why)
{
    lock(l);
    l->sinker_forbidden = why ? *why : (struct err){0};
    unlock(l);
}

bool limits_sinker_may(const struct limits *l, struct err *why)
{
    lock(l);
    bool may = l->sinker_forbidden.kind == ERR_NONE;
    if (!may)
        *why = l->sinker_forbidden;
    unlock(l);
    return may;
}

static bool is_threads(enum limit which)
{
    return which == LIMIT_DUMP_THREAD || which == LIMIT_LOAD_THREAD;
}

void limits_fill(const struct limits *l, bool rows, bool sync,
                 struct dts_rate_limit_option *out)
{
    lock(l);
    const int64_t *v = l->values;
    const struct {
        int64_t *current, *normal;
        bool applies;
    } pairs[LIMIT_COUNT] = {
        [LIMIT_DUMP_THREAD] = {&out->CurrentDumpThread, &out->DefaultDumpThread, rows},
        [LIMIT_DUMP_RPS] = {&out->CurrentDumpRps, &out->DefaultDumpRps, rows},
        [LIMIT_LOAD_THREAD] = {&out->CurrentLoadThread, &out->DefaultLoadThread, rows},
        [LIMIT_LOAD_RPS] = {&out->CurrentLoadRps, &out->DefaultLoadRps, rows},
        [LIMIT_SINKER_THREAD] = {&out->CurrentSinkerThread, &out->DefaultSinkerThread, sync},
    };
    for (int i = 0; i < LIMIT_COUNT; i++) {
        bool sinker = i == LIMIT_SINKER_THREAD;
        int64_t normal = sinker ? l->sinker_found : kinds[i].normal;
        int64_t current = sinker && v[i] == 0 ? l->sinker_found : v[i];
        if (is_threads(i) && current > (int64_t)l->cap)
            current = (int64_t)l->cap;
        *pairs[i].normal = pairs[i].applies ? normal : -1;
        *pairs[i].current = pairs[i].applies ? current : -1;
    }
    mem_replace(&out->HasUserSetRateLimit, l->by_user ? "yes" : "no");
    unlock(l);
}

struct json *limits_save(const struct limits *l)
{
    struct json *o = json_object();

    lock(l);
    for (int i = 0; i < LIMIT_COUNT; i++)
        json_set(o, kinds[i].name, json_int(l->values[i]));
    json_set(o, "SinkerFound", json_int(l->sinker_found));
    json_set(o, "ByUser", json_bool(l->by_user));
    unlock(l);
    return o;
}

/* What is not readable or out of range keeps its default. */
void limits_load(struct limits *l, const struct json *saved)
{
    struct err ignored;

    lock(l);
    for (int i = 0; i < LIMIT_COUNT; i++) {
        int64_t v = kinds[i].normal;
        bool ok = json_read_int(json_get(saved, kinds[i].name), kinds[i].name, &v, &ignored);
        l->values[i] = ok && v >= 1 && v <= kinds[i].most ? v : kinds[i].normal;
    }
    l->sinker_found = -1;
    json_read_int(json_get(saved, "SinkerFound"), "SinkerFound", &l->sinker_found, &ignored);
    l->by_user = false;
    json_read_bool(json_get(saved, "ByUser"), "ByUser", &l->by_user, &ignored);
    unlock_and_tell(l);
}

/* ---- holding ---- */

void limits_hold(struct limits *l, bool hold)
{
    lock(l);
    if (hold && !l->held)
        l->held = ++l->holds;
    else if (!hold)
        l->held = 0;
    unlock_and_tell(l);
}

uint64_t limits_held(const struct limits *l)
{
    lock(l);
    uint64_t held = l->held;
    unlock(l);
    return held;
}

bool limits_wait_released(struct limits *l, struct cancel *cancel, int ms)
{
    int64_t deadline = deadline_of(ms);
    struct cancel_hook hook = {.fn = wake, .arg = l};

    cancel_hook_add(cancel, &hook);
    lock(l);
    while (l->held && !cancel_is_fired(cancel) && wait_until(l, deadline))
        continue;
    unlock(l);
    cancel_hook_remove(cancel, &hook);
    return !cancel_is_fired(cancel);
}

/* ---- turns ---- */

static size_t threads(const struct limits *l)
{
    int64_t dump = l->values[LIMIT_DUMP_THREAD], load = l->values[LIMIT_LOAD_THREAD];

    size_t n = (size_t)(dump < load ? dump : load);

    return n < l->cap ? n : l->cap;
}

static bool may_take(const struct limits *l, bool begun)
{
    return !l->held && l->taken < threads(l) && (begun || l->begun_waiting == 0);
}

enum turn limits_turn_take(struct limits *l, bool begun, struct cancel *cancel, int ms)
{
    int64_t deadline = deadline_of(ms);
    struct cancel_hook hook = {.fn = wake, .arg = l};
    enum turn turn = TURN_NOT_YET;

    cancel_hook_add(cancel, &hook);
    lock(l);
    l->begun_waiting += begun;
    while (!cancel_is_fired(cancel) && !may_take(l, begun) && wait_until(l, deadline))
        continue;
    l->begun_waiting -= begun;
    if (cancel_is_fired(cancel))
        turn = TURN_CANCELLED;
    else if (may_take(l, begun))
        turn = TURN_TAKEN;
    l->taken += turn == TURN_TAKEN;
    unlock_and_tell(l); /* one that waits behind us may go now */
    cancel_hook_remove(cancel, &hook);
    return turn;
}

void limits_turn_give(struct limits *l)
{
    lock(l);
    l->taken--;
    unlock_and_tell(l);
}

bool limits_turn_over(const struct limits *l)
{
    lock(l);
    bool over = l->held || l->taken > threads(l);
    unlock(l);
    return over;
}

bool limits_turn_keep(const struct limits *l)
{
    lock(l);
    bool keep = !l->held && l->taken <= threads(l) && l->begun_waiting == 0;
    unlock(l);
    return keep;
}

size_t limits_turns(const struct limits *l)
{
    lock(l);
    size_t taken = l->taken;
    unlock(l);
    return taken;
}

size_t limits_threads(const struct limits *l)
{
    lock(l);
    size_t n = threads(l);
    unlock(l);
    return n;
}

void limits_cap(struct limits *l, size_t threads)
{
    lock(l);
    l->cap = threads;
    unlock_and_tell(l);
}

uint64_t limits_wait(struct limits *l, uint64_t seen, int ms)
{
    int64_t deadline = deadline_of(ms);

    lock(l);
    while (l->changes == seen && wait_until(l, deadline))
        continue;
    seen = l->changes;
    unlock(l);
    return seen;
}

void limits_tell(struct limits *l)
{
    lock(l);
    unlock_and_tell(l);
}

/* ---- rows per second ---- */

static int64_t rate(const struct limits *l)
{
    int64_t dump = l->values[LIMIT_DUMP_RPS], load = l->values[LIMIT_LOAD_RPS];

    return dump < load ? dump : load;
}

bool limits_paced(const struct limits *l)
{
    lock(l);
    bool paced = rate(l) < LIMITS_RPS_MOST;
    unlock(l);
    return paced;
}

static double bucket_size(int64_t rps)
{
    return rps < 10 ? 1 : (double)rps / 10;
}

static size_t pour(struct limits *l, size_t want, int64_t now_ms, int *wait_ms)
{
    int64_t rps = rate(l);

    if (rps >= LIMITS_RPS_MOST)
        return want;
    double most = bucket_size(rps);
    if (now_ms > l->filled_ms)
        l->rows += (double)rps * (double)(now_ms - l->filled_ms) / 1000;
    l->filled_ms = now_ms;
    if (l->rows > most) /* also after a long silence, or when the rate was lowered */
        l->rows = most;
    if (l->rows < 1) {
        *wait_ms = (int)((1 - l->rows) * 1000 / (double)rps) + 1;
        return 0;
    }
    size_t got = (double)want < l->rows ? want : (size_t)l->rows;
    l->rows -= (double)got;
    return got;
}

size_t limits_rows_at(struct limits *l, size_t want, int64_t now_ms, int *wait_ms)
{
    lock(l);
    size_t got = pour(l, want, now_ms, wait_ms);
    unlock(l);
    return got;
}

size_t limits_rows(struct limits *l, size_t want, struct cancel *cancel, int ms)
{
    int64_t deadline = deadline_of(ms);
    struct cancel_hook hook = {.fn = wake, .arg = l};
    int wait_ms = 0;
    size_t got = limits_held(l) ? 0 : limits_rows_at(l, want, clock_mono_ms(), &wait_ms);

    if (got > 0)
        return got;
    cancel_hook_add(cancel, &hook);
    lock(l);
    while (!l->held && !cancel_is_fired(cancel) &&
           (got = pour(l, want, clock_mono_ms(), &wait_ms)) == 0) {
        int64_t next = clock_deadline(wait_ms);
        bool last = next > deadline;
        if (!wait_until(l, last ? deadline : next) && last)
            break;
    }
    unlock(l);
    cancel_hook_remove(cancel, &hook);
    return got;
}

void limits_rows_back(struct limits *l, size_t unused)
{
    lock(l);
    l->rows += (double)unused;
    unlock_and_tell(l);
}
