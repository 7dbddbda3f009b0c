/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_store - what was saved is there after a restart, passwords are not readable in the
 * file, a foreign key is refused, changes go through their three states.
 */
#include "tests/unit/unit.h"

#include <sqlite3.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "dtsd/store.h"

#define CANARY "canary-7f3a-password"

static struct store *open_in(const char *dir)
{
    struct store *s = NULL;
    struct err err;

    if (!store_open(&s, dir, &err))
        fail_msg("%s: %s", err.text, err.server);
    return s;
}

static void save(struct store *s, const char *id, const char *open, const char *secret)
{
    struct store_job j = {mem_strdup(id), mem_strdup(open), mem_strdup(secret)};
    struct err err;

    assert_true(store_job_save(s, &j, &err));
    store_job_clear(&j);
}

static void collect(void *arg, const struct store_job *job)
{
    struct strlist *l = arg;

    strlist_add(l, job->id);
    strlist_add(l, job->open_part);
    strlist_add(l, job->secret_part);
}

static void jobs_survive(void **state)
{
    struct strlist got = {0};
    struct err err;
    struct store *s = open_in(*state);

    save(s, "dts-00000001", "{\"a\":1}", "{\"p\":\"" CANARY "\"}");
    save(s, "dts-00000002", "{}", "{}");
    save(s, "dts-00000001", "{\"a\":2}", "{\"p\":\"" CANARY "\"}");
    store_close(s);
    s = open_in(*state);
    assert_true(store_jobs_load(s, collect, &got, &err));
    assert_int_equal(got.n, 6);
    assert_string_equal(got.items[0], "dts-00000001"); /* keeps its place when saved again */
    assert_string_equal(got.items[1], "{\"a\":2}");
    assert_string_equal(got.items[2], "{\"p\":\"" CANARY "\"}");
    assert_string_equal(got.items[3], "dts-00000002");
    assert_true(store_job_delete(s, "dts-00000001", &err));
    strlist_clear(&got);
    assert_true(store_jobs_load(s, collect, &got, &err));
    assert_int_equal(got.n, 3);
    strlist_clear(&got);
    store_close(s);
}

static bool file_holds(const char *dir, const char *name, const char *text)
{
    struct buf b = BUF_INIT(64 * 1024 * 1024);
    char *path = file_join(dir, name);
    struct err err;
    bool found = file_read(path, &b, &err) && memmem(b.data, b.len, text, strlen(text));

    free(path);
    buf_clear(&b);
    return found;
}

static void passwords_are_sealed(void **state)
{
    struct store *s = open_in(*state);

    save(s, "dts-00000003", "{\"visible\":\"open-part\"}", "{\"p\":\"" CANARY "\"}");
    assert_false(file_holds(*state, "dtsd.db-wal", CANARY));
    assert_true(file_holds(*state, "dtsd.db-wal", "open-part")); /* the search itself works */
    store_close(s);
    assert_false(file_holds(*state, "dtsd.db", CANARY));
    assert_true(file_holds(*state, "dtsd.db", "open-part"));
}

static void another_key_is_refused(void **state)
{
    struct strlist got = {0};
    struct err err;
    char *path = file_join(*state, "key");
    struct store *s = open_in(*state);

    save(s, "dts-00000004", "{}", "{}");
    store_close(s);
    assert_true(file_replace(path, "0123456789abcdef0123456789abcdef", 32, &err));
    s = open_in(*state);
    assert_false(store_jobs_load(s, collect, &got, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.hint, "key"));
    store_close(s);
    assert_true(file_replace(path, "short", 5, &err));
    assert_false(store_open(&s, *state, &err));
    assert_null(s);
    strlist_clear(&got);
    free(path);
}

static void changes_have_three_states(void **state)
{
    struct store *s = open_in(*state);
    struct strlist two = {0};
    struct run_change_list list = {0};
    int64_t ids[2];
    struct err err;

    strlist_add(&two, "`a`.`t1`");
    strlist_add(&two, "`a`.`t2`");
    assert_true(store_change_add(s, "dts-1", "target", "table", &two, NULL, "new", ids, &err));
    assert_true(ids[1] > ids[0]);
    assert_true(store_change_state(s, ids[0], "done", &err));
    assert_true(store_change_state(s, ids[1], "undone", &err));
    assert_true(store_changes(s, "dts-1", NULL, false, &list, &err));
    assert_int_equal(list.n, 1);
    assert_string_equal(list.items[0].name, "`a`.`t1`");
    assert_string_equal(list.items[0].state, "done");
    assert_null(list.items[0].old_value);
    assert_string_equal(list.items[0].new_value, "new");
    run_change_list_clear(&list);
    assert_true(store_changes(s, "dts-1", NULL, true, &list, &err));
    assert_int_equal(list.n, 2);
    run_change_list_clear(&list);
    assert_true(store_changes(s, "dts-other", NULL, true, &list, &err));
    assert_int_equal(list.n, 0);
    run_change_list_clear(&list);
    strlist_clear(&two);
    store_close(s);
}

/* Every question of a person brings the changes: 100,000 tables are counted, not sent. */
static void changes_are_cut(void **state)
{
    struct store *s = open_in(*state);
    struct strlist tables = {0}, filter = {0}, kinds = {0};
    struct run_change_list list = {0};
    int64_t ids[300], id, more;
    struct err err;

    for (int i = 0; i < 300; i++)
        strlist_take(&tables, mem_printf("`a`.`t%d`", i));
    strlist_add(&filter, "dts_1");
    assert_true(store_change_add(s, "j", "target", "table", &tables, NULL, NULL, ids, &err));
    assert_true(store_change_add(s, "j", "target", "filter", &filter, NULL, NULL, &id, &err));
    assert_true(store_change_state(s, ids[0], "undone", &err));
    assert_true(store_changes_shown(s, "j", 200, &list, &more, &err));
    assert_int_equal(list.n, 201);
    assert_string_equal(list.items[0].kind, "filter");
    assert_string_equal(list.items[1].name, "`a`.`t0`");
    assert_int_equal(more, 100);
    run_change_list_clear(&list);
    assert_true(store_changes_shown(s, "j", 1000, &list, &more, &err));
    assert_int_equal(list.n, 301);
    assert_int_equal(more, 0);
    run_change_list_clear(&list);
    assert_true(store_changes(s, "j", "filter", false, &list, &err));
    assert_int_equal(list.n, 1);
    run_change_list_clear(&list);
    assert_true(store_change_state(s, id, "undone", &err));
    assert_true(store_change_kinds(s, "j", &kinds, &err));
    assert_int_equal(kinds.n, 1);
    assert_string_equal(kinds.items[0], "table");
    strlist_clear(&kinds);
    strlist_clear(&filter);
    strlist_clear(&tables);
    store_close(s);
}

/* As an earlier dtsd left it. */
static void first_format_is_read(void **state)
{
    char *path = file_join(*state, "dtsd.db");
    struct store *s = open_in(*state);
    sqlite3 *db;

    store_close(s);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "DROP INDEX change_job; CREATE INDEX change_job ON change (job);"
                     "PRAGMA user_version = 1",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    store_close(open_in(*state));
    store_close(open_in(*state));
    free(path);
}

static void notes_are_replaced(void **state)
{
    struct store *s = open_in(*state);
    struct err err;
    char *value = NULL;

    assert_true(store_note_get(s, "dts-1", "stage", &value, &err));
    assert_null(value);
    assert_true(store_note_put(s, "dts-1", "stage", "copy", &err));
    assert_true(store_note_put(s, "dts-1", "stage", "follow", &err));
    assert_true(store_note_get(s, "dts-1", "stage", &value, &err));
    assert_string_equal(value, "follow");
    free(value);
    store_close(s);
}

static void collect_event(void *arg, int64_t at, const char *level, const char *text)
{
    (void)at;
    (void)level;
    strlist_add(arg, text);
}

static void events_are_bounded(void **state)
{
    struct store *s = open_in(*state);
    struct strlist got = {0};
    char text[32];
    struct err err;

    for (int i = 0; i < 1010; i++) {
        snprintf(text, sizeof text, "event %d", i);
        assert_true(store_event_add(s, "dts-1", i, "info", text, &err));
    }
    assert_true(store_events(s, "dts-1", 3, collect_event, &got, &err));
    assert_int_equal(got.n, 3);
    assert_string_equal(got.items[0], "event 1007");
    assert_string_equal(got.items[2], "event 1009");
    strlist_clear(&got);
    assert_true(store_events(s, "dts-1", 5000, collect_event, &got, &err));
    assert_int_equal(got.n, 1000);
    assert_string_equal(got.items[0], "event 10");
    strlist_clear(&got);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jobs_survive, unit_dir_setup, unit_dir_teardown),
        cmocka_unit_test_setup_teardown(passwords_are_sealed, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(another_key_is_refused, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(changes_have_three_states, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(changes_are_cut, unit_dir_setup, unit_dir_teardown),
        cmocka_unit_test_setup_teardown(first_format_is_read, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(notes_are_replaced, unit_dir_setup, unit_dir_teardown),
        cmocka_unit_test_setup_teardown(events_are_bounded, unit_dir_setup, unit_dir_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
