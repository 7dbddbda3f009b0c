/* SPDX-License-Identifier: MIT
 *
 * copy_live - copy_run between two real servers, driven by tests/e2e/copy-live.
 *
 * Usage: copy_live [OPTION...] DATABASE[=NEW]...
 *   --type T        structure, full (default), fullAndIncrement
 *   --threads N     LoadThread
 *   --at-rows N A   once N rows are committed: A is "cancel" or the pid of a server to kill -9
 *   --finish        copy_finish after a copy that worked
 *   --drop          copy_drop_created at the end, whatever happened
 * Environment: SRC_PORT, SRC_USER, SRC_PASSWORD_FILE, DST_... the same.
 * Output: "event LEVEL: ...", "point: GTID|FILE|POS", "copy: ok" or "copy: KIND: text
 * (server)", the same for "finish:" and "drop:", "rows: N", "lock: N ms", "left: N records".
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dtsd/copy/copy.h"
#include "tests/e2e/fake_run.h"

struct watch {
    struct run *run;
    int64_t rows;
    const char *action;
    struct cancel *over;
    bool done;
};

static const char *env(const char *side, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "%s_%s", side, name);
    const char *value = getenv(key);
    if (!value) {
        fprintf(stderr, "%s is not set; run tests/e2e/copy-live\n", key);
        exit(2);
    }
    return value;
}

static void endpoint(struct run_endpoint *e, const char *side)
{
    struct buf b = BUF_INIT(SECRET_MAX);
    struct err err;
    if (!file_read(env(side, "PASSWORD_FILE"), &b, &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(2);
    }
    char *word = str_trim(buf_str(&b));
    e->host = mem_strdup("127.0.0.1");
    e->port = (unsigned)strtoul(env(side, "PORT"), NULL, 10);
    e->user = mem_strdup(env(side, "USER"));
    e->password = secret_from_str(word);
    e->tls = TLS_PREFERRED;
    free(word);
    buf_wipe(&b);
}

static int64_t rows_done(const struct progress *p)
{
    struct dts_local local;
    shape_init(&dts_local_shape, &local);
    progress_fill_local(p, &local);
    int64_t n = local.RowsDone;
    shape_clear(&dts_local_shape, &local);
    return n;
}

static void *watch_main(void *arg)
{
    struct watch *w = arg;
    while (cancel_wait(w->over, 10)) {
        if (rows_done(w->run->progress) < w->rows)
            continue;
        if (str_eq(w->action, "cancel"))
            cancel_fire(w->run->cancel);
        else
            kill((pid_t)strtol(w->action, NULL, 10), SIGKILL);
        break;
    }
    return NULL;
}

static bool attach(const struct run *run, const struct copy_point *point, struct err *err)
{
    (void)run;
    (void)err;
    printf("point: %s|%s|%llu\n", point->gtid_set, str_or(point->file, "-"),
           (unsigned long long)point->pos);
    return true;
}

static void say(const char *what, bool ok, const struct err *err)
{
    if (ok)
        printf("%s: ok\n", what);
    else
        printf("%s: %s: %s | %s | %s\n", what, err_kind_name(err->kind), err->text, err->hint,
               err->server);
    fflush(stdout);
}

static void add_database(struct dts_database_table *t, const char *arg)
{
    struct dts_db_item *item = DTS_PUSH(t->Databases, dts_db_item_shape);
    const char *eq = strchr(arg, '=');
    item->DbName = eq ? mem_strndup(arg, (size_t)(eq - arg)) : mem_strdup(arg);
    item->NewDbName = eq ? mem_strdup(eq + 1) : NULL;
    item->DBMode = mem_strdup("all");
}

static void configure(struct run *run)
{
    static const char *const advanced[] = {"trigger", "procedure", "function", "event"};
    struct dts_migrate_option *o = &run->config.MigrateOption;
    shape_init(&dts_modify_request_shape, &run->config);
    o->MigrateType = mem_strdup("full");
    o->DatabaseTable.ObjectMode = mem_strdup("partial");
    for (size_t i = 0; i < sizeof advanced / sizeof *advanced; i++)
        strlist_add(&o->DatabaseTable.AdvancedObjects, advanced[i]);
}

static void set_threads(struct run *run, int64_t threads)
{
    int64_t values[LIMIT_COUNT] = {[LIMIT_DUMP_THREAD] = threads,
                                   [LIMIT_DUMP_RPS] = DTS_UNSET,
                                   [LIMIT_LOAD_THREAD] = threads,
                                   [LIMIT_LOAD_RPS] = DTS_UNSET,
                                   [LIMIT_SINKER_THREAD] = DTS_UNSET};

    limits_set(run->limits, values);
}

static void report(const struct run *run)
{
    struct dts_local local;
    struct run_change_list left;
    struct err err;
    shape_init(&dts_local_shape, &local);
    progress_fill_local(run->progress, &local);
    printf("rows: %lld\n", (long long)local.RowsDone);
    printf("mode: %s\n", str_or(local.SnapshotMode, "-"));
    printf("lock: %lld ms\n", (long long)local.SnapshotLockMs);
    shape_clear(&dts_local_shape, &local);
    if (run_changes(run, NULL, &left, &err)) {
        printf("left: %zu records\n", left.n);
        run_change_list_clear(&left);
    }
}

static bool never(const struct run *run, bool *yes, struct err *err)
{
    (void)run;
    (void)err;
    *yes = false;
    return true;
}

static bool nothing_attached(const struct run *run, struct err *err)
{
    (void)run;
    (void)err;
    return true;
}

static const struct copy_link live = {
    .attach = attach, .can_stitch = never, .detach = nothing_attached};

int main(int argc, char **argv)
{
    struct run run = {.job_id = "dts-0a1b2c3d", .channel = "dts_0a1b2c3d"};
    struct watch w = {.run = &run};
    bool finish = false, drop = false;
    pthread_t watcher;
    struct err err = {0};
    conn_library_init();
    configure(&run);
    run.config.AutoRetryTimeRangeMinutes = 0; /* what goes wrong is to be seen at once */
    run.limits = limits_new();
    for (int i = 1; i < argc; i++) {
        if (str_eq(argv[i], "--finish"))
            finish = true;
        else if (str_eq(argv[i], "--drop"))
            drop = true;
        else if (str_eq(argv[i], "--type") && i + 1 < argc)
            mem_replace(&run.config.MigrateOption.MigrateType, argv[++i]);
        else if (str_eq(argv[i], "--threads") && i + 1 < argc)
            set_threads(&run, atoi(argv[++i]));
        else if (str_eq(argv[i], "--at-rows") && i + 2 < argc)
            w.rows = atoll(argv[++i]), w.action = argv[++i];
        else
            add_database(&run.config.MigrateOption.DatabaseTable, argv[i]);
    }
    endpoint(&run.source, "SRC");
    endpoint(&run.target, "DST");
    run.cancel = cancel_new();
    run.progress = progress_new();
    run.host = fake_run_new();
    run.dir = str_or(getenv("TMPDIR"), P_tmpdir);
    w.over = cancel_new();
    if (w.action)
        w.done = pthread_create(&watcher, NULL, watch_main, &w) == 0;

    bool ok = copy_run(&run, &live, &err);
    say("copy", ok, &err);
    cancel_fire(w.over);
    if (w.done)
        pthread_join(watcher, NULL);
    if (ok && finish)
        say("finish", copy_finish(&run, &err), &err);
    if (drop) {
        cancel_free(run.cancel);
        run.cancel = cancel_new();
        say("drop", copy_drop_created(&run, &err), &err);
    }
    report(&run);

    fake_run_free(run.host);
    progress_free(run.progress);
    limits_free(run.limits);
    cancel_free(run.cancel);
    cancel_free(w.over);
    free(run.source.host);
    free(run.source.user);
    secret_free(run.source.password);
    free(run.target.host);
    free(run.target.user);
    secret_free(run.target.password);
    shape_clear(&dts_modify_request_shape, &run.config);
    conn_thread_end();
    return 0;
}
