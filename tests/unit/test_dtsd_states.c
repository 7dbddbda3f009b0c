/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_states - every action in every status, against the table in tests/README.md.
 *
 * The table is what a reader trusts, so it is what is tested: each row is derived by sending the
 * action to tasks in all statuses and must be the row in the file. STATES_PRINT=1 prints what
 * was found instead, to be put there after it was looked at (column "Shown by" is kept by hand).
 */
#include "tests/unit/dtsd_room.h"

#include "base/buf.h"
#include "base/file.h"
#include "dtsd/api_private.h"
#include "dtsd/check/check.h"

/* What an action needs besides the task to come as far as to look at its status. */
static const struct {
    enum dts_action_id id;
    const char *more;
} bodies[] = {
    {DTS_MODIFY_MIGRATE_NAME, ",\"JobName\":\"x\""},
    {DTS_SKIP_CHECK_ITEM, ",\"StepIds\":[\"VersionCheck\"]"},
    {DTS_MODIFY_MIGRATE_RATE_LIMIT, ",\"DumpThread\":2"},
    {DTS_MODIFY_MIGRATE_RUNTIME_ATTRIBUTE, ",\"OtherOptions\":[{\"Key\":\"x\"}]"},
    {DTS_MODIFY_MIGRATE_JOB_SPEC, ",\"NewInstanceClass\":\"small\""},
    {DTS_MODIFY_COMPARE_TASK, ",\"CompareTaskId\":\"x-cmp-1\""},
    {DTS_MODIFY_COMPARE_TASK_NAME, ",\"CompareTaskId\":\"x-cmp-1\",\"TaskName\":\"x\""},
    {DTS_START_COMPARE, ",\"CompareTaskId\":\"x-cmp-1\""},
    {DTS_STOP_COMPARE, ",\"CompareTaskId\":\"x-cmp-1\""},
    {DTS_DELETE_COMPARE_TASK, ",\"CompareTaskId\":\"x-cmp-1\""},
    {DTS_DESCRIBE_COMPARE_REPORT, ",\"CompareTaskId\":\"x-cmp-1\""},
    {DTS_DESCRIBE_COMPARE_DIFF_ITEMS, ",\"CompareTaskId\":\"x-cmp-1\""},
};

static char *body_of(enum dts_action_id id, const struct job *j)
{
    if (id == DTS_MODIFY_MIGRATION_JOB)
        return room_configuration(j, NULL);
    for (size_t i = 0; i < LEN(bodies); i++)
        if (bodies[i].id == id)
            return mem_printf("{\"JobId\":\"%s\"%s}", j->id, bodies[i].more);
    return mem_printf("{\"JobId\":\"%s\"}", j->id);
}

/* Statuses a task can be in; besides them isolation, which is not one of them. */
enum { ISOLATED = DTS_STATUS_COUNT, CASES };

static const char *case_word(int c)
{
    return c == ISOLATED ? "isolated" : dts_status_word((enum dts_status)c);
}

/* A configured task as it may be in that status. */
static struct job *task_in(struct room *r, int c)
{
    struct dts_create_request bought;
    struct job *j;

    shape_init(&dts_create_request_shape, &bought);
    bought.SrcDatabaseType = mem_strdup("mysql");
    bought.DstDatabaseType = mem_strdup("mysql");
    bought.SrcRegion = mem_strdup("ap-seoul");
    bought.DstRegion = mem_strdup("ap-seoul");
    bought.InstanceClass = mem_strdup("medium");
    j = job_new("dts-states00", &bought, 1700000000);
    shape_clear(&dts_create_request_shape, &bought);
    *MEM_PUSH(r->d.jobs, r->d.n_jobs, r->d.cap_jobs) = j;
    room_configure(r, j, NULL);
    j->has_check = true;
    struct dts_check_step *step = DTS_PUSH(j->check.StepInfo, dts_check_step_shape);
    step->StepId = mem_strdup("VersionCheck");
    step->StepStatus = mem_strdup("failed");
    check_may_skip(check_item(step, CHECK_FAILED, "A finding", ""), "it may be skipped");
    job_set_status(j, c == ISOLATED ? DTS_SUCCESS : (enum dts_status)c, 1700000000);
    j->isolated_at = c == ISOLATED ? 1700000000 : 0;
    j->copied = j->status == DTS_RUNNING || j->status == DTS_READY_COMPLETE;
    return j;
}

static void forget(struct room *r)
{
    struct err err;

    if (r->d.n_jobs && !daemon_forget(&r->d, r->d.jobs[0], &err))
        fail_msg("%s", err.text);
}

/* The row of an action as it is found to be: | `Name` | legal | unknown | wrong | */
static char *row_of(struct room *r, enum dts_action_id id)
{
    const struct api_rule *rule = api_rule(id);
    struct job none = {.id = "dts-none0000"};
    struct strlist legal = {0};
    const char *action = dts_action_info(id)->name;
    char *body = body_of(id, &none), *unknown = room_code(r, action, body, NULL), *wrong = NULL;

    free(body);
    for (int c = 0; c < CASES; c++) {
        struct job *j = task_in(r, c);
        body = body_of(id, j);
        char *code = room_code(r, action, body, NULL);
        /* Isolation has a code of its own for all that changes. */
        bool refused = c == ISOLATED && rule->verb != VERB_RECOVER && rule->verb != VERB_DESTROY
                           ? strcmp(code, CODE_DENIED) == 0
                           : rule->wrong && strcmp(code, rule->wrong) == 0;
        if (!refused)
            strlist_add(&legal, case_word(c));
        else if (c != ISOLATED && !wrong)
            wrong = mem_strdup(code);
        free(code);
        free(body);
        forget(r);
    }
    char *words = legal.n == CASES ? mem_strdup("every")
                  : legal.n == CASES - 1 && !strlist_has(&legal, "isolated")
                      ? mem_strdup("every but isolated")
                      : strlist_join(&legal, ", ");
    char *row = mem_printf("| %s | %s | %s | %s |", action, words, *unknown ? unknown : "–",
                           wrong ? wrong : "–");
    strlist_clear(&legal);
    free(words);
    free(unknown);
    free(wrong);
    return row;
}

/* The last column: files below tests that show the action, "a, b |". */
static bool names_files(const char *column)
{
    struct strlist files = {0};
    char *cell = mem_strdup(column);
    bool ok = true;

    cell[strcspn(cell, "|\n")] = '\0';
    char *names = str_trim(cell);
    strlist_split(&files, names, ',');
    for (size_t i = 0; i < files.n; i++) {
        char *name = str_trim(files.items[i]);
        char *path = mem_printf("%s/%s", TESTS_DIR, name);
        ok = ok && *name && access(path, F_OK) == 0;
        free(path);
        free(name);
    }
    strlist_clear(&files);
    free(names);
    free(cell);
    return ok;
}

static void the_table_is_true(void **state)
{
    struct room *r = *state;
    struct buf readme = BUF_INIT(1024 * 1024);
    bool print = getenv("STATES_PRINT") != NULL, same = true;
    struct err err;

    if (!file_read(TESTS_DIR "/README.md", &readme, &err))
        fail_msg("%s", err.text);
    for (int id = 0; id < DTS_ACTION_COUNT; id++) {
        const struct api_rule *rule = api_rule((enum dts_action_id)id);
        if (!rule->fn || !rule->unknown)
            continue;
        char *row = row_of(r, (enum dts_action_id)id);
        const char *at = strstr(buf_str(&readme), row);
        if (print) {
            printf("%s\n", row);
        } else if (!at || !names_files(at + strlen(row))) {
            fprintf(stderr, "tests/README.md has no row %s%s\n", row,
                    at ? " with files that show it" : "");
            same = false;
        }
        free(row);
    }
    buf_clear(&readme);
    assert_true(same);
}

/* What api.c relies on when it finds the task of a request. */
static void the_task_comes_first(void **state)
{
    (void)state;
    for (int id = 0; id < DTS_ACTION_COUNT; id++) {
        const struct shape *request = dts_action_info((enum dts_action_id)id)->request;
        if (!api_rule((enum dts_action_id)id)->unknown)
            continue;
        assert_string_equal(request->fields[0].name, "JobId");
        assert_int_equal(request->fields[0].offset, 0);
        assert_int_equal(request->fields[0].kind, FIELD_STR);
        assert_true(request->fields[0].flags & FIELD_REQUIRED);
    }
}

/* AllowedAction says what an action may be done now, and nothing that would then be refused. */
static void allowed_is_what_is_allowed(void **state)
{
    struct room *r = *state;

    for (int c = 0; c < CASES; c++) {
        struct json *root;
        task_in(r, c);
        struct json *a = json_get(
            room_ask(r, "DescribeMigrationDetail", "{\"JobId\":\"dts-states00\"}", &root),
            "Action");
        struct strlist all = {0}, allowed = {0};
        for (struct json *w = json_first(json_get(a, "AllAction")); w; w = json_next(w))
            strlist_take(&all, room_text(w));
        for (struct json *w = json_first(json_get(a, "AllowedAction")); w; w = json_next(w))
            strlist_take(&allowed, room_text(w));
        json_free(root);
        forget(r);
        for (int id = 0; id < DTS_ACTION_COUNT; id++) {
            const struct api_rule *rule = api_rule((enum dts_action_id)id);
            if (!rule->fn || !rule->unknown || !rule->wrong || rule->verb == VERB_VIEW)
                continue;
            assert_true(strlist_has(&all, job_verb_word(rule->verb)));
            struct job *j = task_in(r, c);
            char *body = body_of((enum dts_action_id)id, j);
            char *code =
                room_code(r, dts_action_info((enum dts_action_id)id)->name, body, NULL);
            bool refused = strcmp(code, rule->wrong) == 0 ||
                           (c == ISOLATED && strcmp(code, CODE_DENIED) == 0);
            if (refused == strlist_has(&allowed, job_verb_word(rule->verb)))
                fail_msg("%s in %s: %s, AllowedAction %s it",
                         dts_action_info((enum dts_action_id)id)->name, case_word(c),
                         *code ? code : "accepted", refused ? "has" : "lacks");
            free(code);
            free(body);
            forget(r);
        }
        strlist_clear(&all);
        strlist_clear(&allowed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_is_true, room_setup, room_teardown),
        cmocka_unit_test(the_task_comes_first),
        cmocka_unit_test_setup_teardown(allowed_is_what_is_allowed, room_setup, room_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
