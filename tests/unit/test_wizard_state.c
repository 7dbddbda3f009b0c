/* SPDX-License-Identifier: MIT
 *
 * test_wizard_state - what survives the screen: round trip without secrets, the lock, a draft
 * that becomes a task, the list, damaged files, the report.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/unit/schema.h"
#include "wizard/report.h"
#include "wizard/state.h"

#define PLANTED "planted-Passw0rd"

static void fill(struct state *s)
{
    state_init(s);
    mem_replace(&s->plan.name, "shop-move");
    s->plan.source.password = secret_from_str(PLANTED);
    s->plan.target.password = secret_from_str(PLANTED);
    state_note(s, "The check passed.\nwith a line end");
    s->source_version = mem_strdup("8.0.36");
    s->cutover = json_object();
    json_set(s->cutover, "downtime_since", json_int(42));
}

static bool exists(const char *dir, const char *name)
{
    char *path = file_join(dir, name);
    bool there = access(path, F_OK) == 0;

    free(path);
    return there;
}

/* Every byte of every file below dir, looked at for the planted password. */
static void assert_no_secret(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    struct err err;

    assert_non_null(d);
    while ((e = readdir(d))) {
        struct buf b = BUF_INIT(1u << 20);
        char *path = file_join(dir, e->d_name);
        struct stat st;
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            assert_int_equal(st.st_mode & 0777, 0600);
            assert_true(file_read(path, &b, &err));
            assert_null(memmem(buf_str(&b), b.len, PLANTED, strlen(PLANTED)));
        }
        buf_clear(&b);
        free(path);
    }
    closedir(d);
}

static void test_round_trip(void **state)
{
    const char *dir = *state;
    struct state a, b;
    struct err err = {0};

    fill(&a);
    state_downtime(&a, true, 42);
    skip_put(&a.skips, "OptimizeCheck", "Kim", "first thought", NULL, 41);
    skip_put(&a.skips, "ConstraintCheck", "Kim", "alone", "migrate", 42);
    skip_put(&a.skips, "OptimizeCheck", "Lee", "a rehearsal", NULL, 43)->stated = true;
    skip_put(&a.skips, "DstSpaceCheck", "Lee", "refused", NULL, 44);
    skip_drop(&a.skips, "DstSpaceCheck");
    assert_true(state_save(&a, dir, &err));
    assert_non_null(a.plan.draft_id);
    assert_true(strncmp(a.plan.draft_id, "draft-", 6) == 0);
    char *id = mem_strdup(a.plan.draft_id);
    assert_no_secret(dir);
    state_clear(&a);
    state_init(&b);
    assert_true(state_open(&b, dir, id, &err));
    assert_string_equal(b.plan.name, "shop-move");
    assert_null(b.plan.source.password);
    assert_int_equal(b.history.n, 1);
    assert_string_equal(b.history.items[0].text, "The check passed. with a line end");
    assert_non_null(json_get(b.cutover, "downtime_since"));
    assert_string_equal(b.source_version, "8.0.36");
    assert_null(b.target_version);
    assert_int_equal(b.downtime_began, 42);
    assert_int_equal(b.downtime_ended, 0);
    assert_int_equal(b.skips.n, 2); /* one reason for a check */
    assert_string_equal(skip_find(&b.skips, "OptimizeCheck")->reason, "a rehearsal");
    assert_string_equal(skip_find(&b.skips, "OptimizeCheck")->who, "Lee");
    assert_int_equal(skip_find(&b.skips, "OptimizeCheck")->at, 43);
    assert_null(skip_find(&b.skips, "OptimizeCheck")->keys);
    assert_true(skip_find(&b.skips, "OptimizeCheck")->stated);
    assert_string_equal(skip_find(&b.skips, "ConstraintCheck")->keys, "migrate");
    assert_false(skip_find(&b.skips, "ConstraintCheck")->stated);
    assert_null(skip_find(&b.skips, "DstSpaceCheck"));
    state_clear(&b);
    free(id);
}

static void test_draft_becomes_task(void **state)
{
    const char *dir = *state;
    struct state s;
    struct err err = {0};

    fill(&s);
    assert_true(state_save(&s, dir, &err));
    char *draft = mem_printf("%s.json", s.plan.draft_id);
    assert_true(exists(dir, draft));
    mem_replace(&s.plan.job_id, "dts-0a1b2c3d");
    assert_true(state_save(&s, dir, &err));
    assert_false(exists(dir, draft));
    assert_true(exists(dir, "dts-0a1b2c3d.json"));
    assert_true(state_save(&s, dir, &err)); /* again, under the same name */
    state_clear(&s);
    state_init(&s);
    assert_true(state_open(&s, dir, "dts-0a1b2c3d", &err));
    assert_int_equal(s.history.n, 1);
    state_clear(&s);
    free(draft);
}

/* Another process holds the lock: said with its pid, and free again when it ends. */
static void test_lock_of_another_process(void **state)
{
    const char *dir = *state;
    struct state s;
    struct err err = {0};
    int ready[2], done[2];
    char byte = 0;

    fill(&s);
    mem_replace(&s.plan.job_id, "dts-lockedxx");
    assert_true(state_save(&s, dir, &err));
    state_clear(&s);
    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    assert_int_equal(pipe2(done, O_CLOEXEC), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct state other;
        struct err why;
        state_init(&other);
        byte = state_open(&other, dir, "dts-lockedxx", &why) ? 'y' : 'n';
        close(done[1]);
        if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) < 0)
            _exit(2);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    state_init(&s);
    assert_false(state_open(&s, dir, "dts-lockedxx", &err));
    assert_int_equal(err.kind, ERR_STATE);
    char who[32];
    snprintf(who, sizeof who, "process %ld", (long)pid);
    assert_non_null(strstr(err.text, who));
    assert_false(state_remove(dir, "dts-lockedxx", &err));
    assert_int_equal(err.kind, ERR_STATE);
    close(done[1]); /* lets it end */
    close(done[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(state_open(&s, dir, "dts-lockedxx", &err));
    state_clear(&s);
    close(ready[0]);
    close(ready[1]);
}

static void test_list_and_damage(void **state)
{
    const char *dir = *state;
    struct state_list l = {0};
    struct state s;
    struct err err = {0};
    static const char *const ids[] = {"dts-aaaaaaaa", "dts-bbbbbbbb"};

    for (size_t i = 0; i < LEN(ids); i++) {
        fill(&s);
        mem_replace(&s.plan.job_id, ids[i]);
        assert_true(state_save(&s, dir, &err));
        state_clear(&s);
    }
    char *bad = file_join(dir, "dts-cccccccc.json");
    assert_true(file_replace(bad, "{\"plan\":", 8, &err));
    assert_true(state_list_read(dir, &l, &err));
    assert_int_equal(l.n, 2);
    assert_false(l.items[0].draft);
    assert_string_equal(l.items[0].name, "shop-move");
    state_list_clear(&l);
    state_init(&s);
    assert_false(state_open(&s, dir, "dts-cccccccc", &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_false(state_open(&s, dir, "dts-dddddddd", &err));
    assert_int_equal(err.kind, ERR_GONE);
    assert_false(state_open(&s, dir, "../etc/passwd", &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_true(state_remove(dir, "dts-aaaaaaaa", &err));
    assert_false(state_remove(dir, "dts-aaaaaaaa", &err));
    assert_int_equal(err.kind, ERR_GONE);
    state_clear(&s);
    char *none = file_join(dir, "no-such-dir"); /* nothing kept yet is not an error */
    assert_true(state_list_read(none, &l, &err));
    assert_int_equal(l.n, 0);
    free(none);
    free(bad);
}

/* A draft that left something at Alibaba Cloud is known as one before it is removed. */
static void test_list_tells_what_is_left(void **state)
{
    const char *dir = *state;
    static const struct {
        enum ali_change_kind kind;
        enum ali_change_state state;
    } changes[] = {{ALI_HOURS, ALI_DONE},   {ALI_HOURS, ALI_SENT},  {ALI_HOURS, ALI_UNDO_SENT},
                   {ALI_HOURS, ALI_UNDONE}, {ALI_BACKUP, ALI_DONE}, {ALI_PUBLIC, ALI_DONE}};
    struct state_list l = {0};
    struct state s;
    struct err err = {0};
    size_t found = 0;

    fill(&s);
    for (size_t i = 0; i < LEN(changes); i++) {
        struct ali_change c = {
            .kind = changes[i].kind, .was = (char *)"3", .now = (char *)"72"};
        ali_change_sent(&s.ali, &c, 1)->state = changes[i].state;
    }
    assert_true(state_save(&s, dir, &err));
    assert_true(state_list_read(dir, &l, &err));
    for (size_t i = 0; i < l.n; i++) {
        bool ours = str_eq(l.items[i].id, s.plan.draft_id);
        assert_int_equal(l.items[i].ali_left, ours ? 4 : 0);
        found += ours;
    }
    assert_int_equal(found, 1);
    state_list_clear(&l);
    char *id = mem_strdup(s.plan.draft_id);
    state_clear(&s);
    assert_true(state_remove(dir, id, &err));
    free(id);
}

/* The directory is read again when something was saved or removed there. */
static void test_list_is_new(void **state)
{
    const char *dir = *state;
    struct timespec long_ago[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    struct state_mark mark;
    struct state s;
    struct err err = {0};
    char *none = file_join(dir, "none");

    state_list_mark(none, &mark);
    assert_false(state_list_is_new(none, &mark));
    free(none);
    state_list_mark(dir, &mark);
    assert_true(state_list_is_new(dir, &mark)); /* just now: there may be more */
    assert_int_equal(utimensat(AT_FDCWD, dir, long_ago, 0), 0);
    assert_true(state_list_is_new(dir, &mark));
    state_list_mark(dir, &mark);
    assert_false(state_list_is_new(dir, &mark));
    fill(&s);
    mem_replace(&s.plan.job_id, "dts-aaaaaaaa");
    assert_true(state_save(&s, dir, &err));
    state_clear(&s);
    assert_true(state_list_is_new(dir, &mark));
    assert_int_equal(utimensat(AT_FDCWD, dir, long_ago, 0), 0);
    state_list_mark(dir, &mark);
    assert_true(state_remove(dir, "dts-aaaaaaaa", &err));
    assert_true(state_list_is_new(dir, &mark));
}

static void test_history_is_bounded(void **state)
{
    (void)state;
    struct state s;

    state_init(&s);
    for (int i = 0; i < 1500; i++)
        state_note(&s, "event %d", i);
    assert_int_equal(s.history.n, 1000);
    assert_string_equal(s.history.items[0].text, "event 500");
    assert_string_equal(s.history.items[999].text, "event 1499");
    state_clear(&s);
}

static struct json *read_schema(void)
{
    struct buf b = BUF_INIT(1u << 20);
    struct err err = {0};

    if (!file_read(REPORT_SCHEMA, &b, &err))
        fail_msg("%s: %s", REPORT_SCHEMA, err.text);
    struct json *j = json_parse(buf_str(&b), b.len, &err);
    if (!j)
        fail_msg("%s: %s", REPORT_SCHEMA, err.text);
    buf_clear(&b);
    return j;
}

static void test_report(void **state)
{
    (void)state;
    struct state s;
    struct snapshot *snap = snapshot_new();

    fill(&s);
    char *bare = report_markdown(&s, NULL), *text = report_markdown(&s, snap);
    assert_non_null(strstr(bare, "shop-move"));
    assert_non_null(strstr(text, "The check passed."));
    assert_non_null(strstr(text, "## Cutover"));
    assert_non_null(strstr(text, "Source: 8.0.36\n"));
    assert_non_null(strstr(text, "Target: not seen from this host\n"));
    assert_null(strstr(text, PLANTED));
    assert_null(strstr(text, "Downtime"));
    state_downtime(&s, false, 900); /* never began: nothing ends */
    state_downtime(&s, true, 1000);
    state_downtime(&s, true, 1001); /* runs already */
    free(text);
    text = report_markdown(&s, snap);
    assert_non_null(strstr(text, "Downtime ended: not yet\n"));
    state_downtime(&s, false, 1065);
    assert_true(state_downtime_runs(&s, 1000, DTS_COMPLETING));
    assert_false(state_downtime_runs(&s, 1000, DTS_SUCCESS));
    assert_false(state_downtime_runs(&s, 1000, DTS_STATUS_UNKNOWN)); /* released */
    assert_false(state_downtime_runs(&s, 0, DTS_READY_COMPLETE));
    free(text);
    text = report_markdown(&s, snap);
    assert_non_null(strstr(text, "Downtime began: "));
    assert_non_null(strstr(text, "Downtime lasted: 01:05 (65 s)\n"));
    assert_null(strstr(text, "Consistent point"));
    struct dts_detail detail;
    struct dts_local local;
    shape_init(&dts_detail_shape, &detail);
    shape_init(&dts_local_shape, &local);
    local.SnapshotMode = mem_strdup("lockTables");
    local.SnapshotLockMs = 41;
    local.SnapshotFile = mem_strdup("bin.7");
    local.SnapshotPos = 157;
    detail.Local = &local;
    snap->detail = &detail;
    free(text);
    text = report_markdown(&s, snap);
    assert_non_null(
        strstr(text, "Consistent point: the selected tables locked (41 ms): `-` bin.7 157\n"));
    struct json *j = report_json(&s, snap), *none = report_json(&s, NULL);
    struct json *schema = read_schema();
    char *wrong = schema_wrong(j, schema, "report");
    assert_string_equal(str_or(wrong, "fits"), "fits");
    json_set(none, "cutover", json_dup(json_get(j, "cutover"))); /* fill()'s is none of ours */
    wrong = schema_wrong(none, schema, "report");
    assert_string_equal(str_or(wrong, "fits"), "fits");
    json_set(none, "surplus", json_null());
    wrong = schema_wrong(none, schema, "report");
    assert_string_equal(wrong, "report: surplus is not in the schema");
    free(wrong);
    json_free(json_take(none, "surplus"));
    json_free(json_take(none, "downtime"));
    wrong = schema_wrong(none, schema, "report");
    assert_string_equal(wrong, "report: downtime is missing");
    free(wrong);
    json_free(none);
    json_set(json_get(json_get(json_get(j, "cutover"), "items"), "same"), "state",
             json_string("perhaps"));
    wrong = schema_wrong(j, schema, "report");
    assert_string_equal(wrong, "report.cutover.items.same.state: none of the values");
    free(wrong);
    json_free(schema);
    char *json = json_print(j);
    assert_non_null(strstr(json, "\"seconds\":65"));
    assert_null(strstr(json, PLANTED));
    assert_non_null(strstr(json, "\"snapshot_mode\":\"lockTables\",\"snapshot_lock_ms\":41"));
    assert_non_null(strstr(json, "\"snapshot_pos\":157"));
    assert_non_null(json_get(j, "history"));
    snap->detail = NULL;
    shape_clear(&dts_local_shape, &local);
    free(json);
    json_free(j);
    free(bare);
    free(text);
    snapshot_free(snap);
    state_clear(&s);
}

static void assert_report(const struct state *s, const struct snapshot *snap, const char *has,
                          const char *lacks)
{
    char *text = report_markdown(s, snap);

    if (!strstr(text, has) || strstr(text, lacks))
        fail_msg("no \"%s\", or \"%s\", in %s", has, lacks, text);
    free(text);
}

/* What it ran is not denied below the list of it. */
static void test_report_of_deeds(void **state)
{
    struct state s;

    (void)state;
    state_init(&s);
    assert_report(&s, NULL, "It ran no changing statement", "listed above");
    struct deed *d = deed_add(&s.deeds, DEED_LOCK, true, "ALTER USER 'app'@'%' ACCOUNT LOCK");
    assert_report(&s, NULL, "It ran no changing statement", "listed above"); /* never sent */
    d->state = DEED_RAN;
    assert_report(&s, NULL, "listed above", "It ran no changing statement");
    state_clear(&s);
}

/* Where the service made no check, what somebody said of the data stands beside it. */
static void test_report_of_the_comparison(void **state)
{
    struct state s;
    struct snapshot *snap = snapshot_new();
    struct cut_item_view *v = &snap->cutover.items[CUT_COMPARED];
    struct dts_detail detail;

    (void)state;
    state_init(&s);
    shape_init(&dts_detail_shape, &detail);
    assert_report(&s, snap, "Result: not compared yet\n", "not known on this host");
    mem_replace(&s.plan.job_id, "dts-1");
    assert_report(&s, snap, "Result: not known on this host\n", "not compared yet");
    snap->detail = &detail;
    assert_report(&s, snap, "Result: not compared yet\n", "Result: not known");
    v->state = CUT_HOLDS;
    v->seen_by = SEEN_YOU;
    mem_replace(&v->text, "Stated by kim at 14:00:00, without an answer");
    assert_report(&s, snap, "Result: no check by the service; Stated by kim",
                  "not compared yet");
    v->state = CUT_ACCEPTED;
    v->seen_by = SEEN_DTS;
    mem_replace(&v->accepted_by, "lee");
    mem_replace(&v->accepted_reason, "counted by hand");
    assert_report(&s, snap, "accepted as it is by lee: counted by hand", "not compared yet");
    snap->detail = NULL;
    shape_clear(&dts_detail_shape, &detail);
    snapshot_free(snap);
    state_clear(&s);
}

static void test_databases_move(void **state)
{
    struct plan p;
    struct strlist lines = {0};

    (void)state;
    plan_init(&p);
    plan_db_add(&p, "shop")->all = true;
    plan_sentences(&p, &lines);
    assert_true(strlist_has(&lines, "1 database moves: shop."));
    strlist_clear(&lines);
    struct plan_db *db = plan_db_add(&p, "crm");
    strlist_add(&db->tables, "a");
    plan_sentences(&p, &lines);
    assert_true(strlist_has(&lines, "2 databases move: crm, shop."));
    assert_true(
        strlist_has(&lines, "Databases of which only a part moves: 1 (tables: 1, views: 0)."));
    strlist_clear(&lines);
    plan_clear(&p);
}

/* Not begun, in the downtime, completed: the JSON fits its schema each time, and the change ticket is
 * told who did what. What was planted is in none of them. */
static void report_at(enum dts_status moment, bool stopped, const struct json *schema)
{
    struct state s;
    struct snapshot *snap = snapshot_new();
    struct cutover *c = cutover_new();
    struct err err = {0};
    struct cut_observation o = {.wall = 1000,
                                .mono_ms = 1,
                                .status = moment,
                                .compare_result = -3,
                                .n_writers = -1,
                                .target_has_all = -1,
                                .app_login = -1};

    fill(&s);
    snap->status = moment;
    remedy_sent(&s.remedies, true, "root", "SET GLOBAL binlog_row_image = 'FULL'", 500);
    remedy_answered(&s.remedies, true, "SET GLOBAL binlog_row_image = 'FULL'", true,
                    "SET GLOBAL binlog_row_image = 'MINIMAL'");
    cutover_observe(c, &o);
    assert_true(cutover_stated(c, CUT_COMPARED, "kim", 1000, &err));
    if (stopped)
        cutover_begin_downtime(c, 1000);
    cutover_fill(c, &snap->cutover);
    if (stopped)
        state_downtime(&s, true, 1000);
    if (moment == DTS_SUCCESS)
        state_downtime(&s, false, 1065);
    struct json *j = report_json(&s, snap);
    char *wrong = schema_wrong(j, schema, "report");
    assert_string_equal(str_or(wrong, "fits"), "fits");
    char *json = json_print(j), *text = report_markdown(&s, snap);
    assert_non_null(strstr(json, "\"made_by\":\""));
    assert_non_null(strstr(json, "\"stated_by\":\"kim\""));
    assert_non_null(strstr(json, "MINIMAL"));
    assert_non_null(strstr(text, "stated by kim"));
    assert_non_null(strstr(text, "SET GLOBAL binlog"));
    assert_int_equal(strstr(text, "## The way back") != NULL, stopped);
    assert_int_equal(strstr(text, "Downtime until Complete: 01:05") != NULL,
                     moment == DTS_SUCCESS);
    assert_int_equal(strstr(text, "first seen on the target: not yet seen") != NULL,
                     moment == DTS_SUCCESS);
    assert_null(strstr(text, PLANTED));
    assert_null(strstr(json, PLANTED));
    free(text);
    free(json);
    json_free(j);
    cutover_free(c);
    snapshot_free(snap);
    state_clear(&s);
}

static void test_report_at_every_moment(void **state)
{
    (void)state;
    static const struct {
        enum dts_status status;
        bool stopped;
    } moments[] = {{DTS_STATUS_UNKNOWN, false}, {DTS_CREATED, false},
                   {DTS_RUNNING, false},        {DTS_READY_COMPLETE, false},
                   {DTS_READY_COMPLETE, true},  {DTS_COMPLETING, true},
                   {DTS_SUCCESS, true},         {DTS_ERROR, true}};
    struct json *schema = read_schema();

    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        report_at(moments[i].status, moments[i].stopped, schema);
    json_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, unit_dir_setup, unit_dir_teardown),
        cmocka_unit_test_setup_teardown(test_draft_becomes_task, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(test_lock_of_another_process, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(test_list_and_damage, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(test_list_tells_what_is_left, unit_dir_setup,
                                        unit_dir_teardown),
        cmocka_unit_test_setup_teardown(test_list_is_new, unit_dir_setup, unit_dir_teardown),
        cmocka_unit_test(test_history_is_bounded),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_report_at_every_moment),
        cmocka_unit_test(test_report_of_deeds),
        cmocka_unit_test(test_report_of_the_comparison),
        cmocka_unit_test(test_databases_move),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
