/* SPDX-License-Identifier: MIT
 *
 * follow_driver - calls the follow room on real servers, for tests/e2e/follow-live.
 *
 * Usage: follow_driver COMMAND DIR JOB SOURCE_PORT SOURCE_PASSWORD_FILE TARGET_PORT
 *                      TARGET_PASSWORD_FILE
 *   attach    at the source's present point
 *   run       until DIR/complete exists (then "done") or SIGTERM
 *   detach, probe
 *   conflict  prints "conflict WHO" or "conflict none"
 *   changes   prints what is recorded and not undone, one per line: KIND NAME STATE
 * The accounts are root and, when the environment has it, FOLLOW_TARGET_USER on the target.
 * The selection is database shop, and of database `sh_p%` the table `t_1%`. Prints "ok" or
 * "error KIND TEXT | SERVER" last.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/follow.h"
#include "mysql/inspect.h"
#include "tests/e2e/fake_run.h"

static struct dts_db_item *add_db(struct run *run, const char *name, const char *table_mode)
{
    struct dts_database_table *cfg = &run->config.MigrateOption.DatabaseTable;
    struct dts_db_item *db = DTS_PUSH(cfg->Databases, dts_db_item_shape);

    db->DbName = mem_strdup(name);
    db->DBMode = mem_strdup("partial");
    db->TableMode = mem_strdup(table_mode);
    return db;
}

static void select_objects(struct run *run)
{
    struct dts_db_item *db;

    mem_replace(&run->config.MigrateOption.DatabaseTable.ObjectMode, "partial");
    add_db(run, "shop", "all");
    db = add_db(run, "sh_p%", "partial");
    DTS_PUSH(db->Tables, dts_table_item_shape)->TableName = mem_strdup("t_1%");
}

static bool attach(const struct run *run, struct err *err)
{
    struct conn *c = NULL;
    struct server_facts facts = {0};
    struct binlog_position at = {0};
    bool ok = run_connect(run, SIDE_SOURCE, SESSION_READ, &c, err) &&
              inspect_server(c, &facts, err) &&
              inspect_binlog_position(c, facts.flavor, &at, err);

    if (ok) {
        struct copy_point point = {.gtid_set = at.gtid_set, .file = at.file, .pos = at.pos};
        ok = follow_attach(run, &point, err);
    }
    binlog_position_clear(&at);
    server_facts_clear(&facts);
    conn_close(c);
    return ok;
}

static bool conflict(const struct run *run, struct err *err)
{
    struct conn *source = NULL, *target = NULL;
    char *who = NULL;
    bool ok = run_connect(run, SIDE_SOURCE, SESSION_READ, &source, err) &&
              run_connect(run, SIDE_TARGET, SESSION_READ, &target, err) &&
              follow_conflict(source, target, run->channel, &who, err);

    if (ok)
        printf("conflict %s\n", who ? who : "none");
    free(who);
    conn_close(source);
    conn_close(target);
    return ok;
}

static bool changes(const struct run *run, struct err *err)
{
    struct run_change_list l = {0};

    if (!run_changes(run, NULL, &l, err))
        return false;
    for (size_t i = 0; i < l.n; i++)
        printf("%s %s %s\n", l.items[i].kind, l.items[i].name, l.items[i].state);
    run_change_list_clear(&l);
    return true;
}

static const struct {
    const char *word;
    bool (*run)(const struct run *run, struct err *err);
} commands[] = {
    {"attach", attach},      {"run", follow_run},    {"detach", follow_detach},
    {"probe", follow_probe}, {"conflict", conflict}, {"changes", changes},
};

int main(int argc, char **argv)
{
    struct fake_server source = {.host = "127.0.0.1", .user = "root"}, target = source;
    struct run run;
    struct err err = {0};
    bool ok = false;
    uint64_t port = 0;

    if (argc != 8)
        return 2;
    source.port = str_to_uint(argv[4], 65535, &port) ? (unsigned)port : 0;
    source.password_file = argv[5];
    target.port = str_to_uint(argv[6], 65535, &port) ? (unsigned)port : 0;
    target.password_file = argv[7];
    if (getenv("FOLLOW_TARGET_USER"))
        target.user = getenv("FOLLOW_TARGET_USER");
    conn_library_init();
    fake_run_open(&run, argv[2], argv[3], &source, &target);
    select_objects(&run);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (str_eq(argv[1], commands[i].word))
            ok = commands[i].run(&run, &err);
    if (ok)
        puts("ok");
    else
        printf("error %s %s | %s\n", err_kind_name(err.kind), err.text, err.server);
    fake_run_close(&run);
    conn_library_end();
    return ok ? 0 : 1;
}
