/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_states - every action in every status, against the table in tests/README.md.
 *
 * The table is what a reader trusts, so it is what is tested: each row is derived by sending the
 * action to tasks in all statuses and must be the row in the file. STATES_PRINT=1 prints what
 * was found instead, to be put there after it was looked at (column "Shown by" is kept by hand).
 *
 * Then a long walk in no order at all: actions, ends of work, crashes; what must always hold is
 * looked at after every step. STATES_SEED=N walks another way.
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
    if (j->n_compares && strstr(dts_action_info(id)->name, "Compare") &&
        id != DTS_CREATE_COMPARE_TASK)
        return mem_printf("{\"JobId\":\"%s\",\"CompareTaskId\":\"%s\"%s}", j->id,
                          j->compares[j->n_compares - 1]->item.CompareTaskId,
                          id == DTS_MODIFY_COMPARE_TASK_NAME ? ",\"TaskName\":\"x\"" : "");
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

/* ---- any order ---- */

#define WALK_STEPS 6000
#define WALK_JOBS  5
#define WALK_NOW   1700000000

static unsigned walk_random(unsigned *seed, unsigned n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 12) % n;
}

/* What the thread of a task was begun for; the status may change while it works. */
struct begun {
    char id[64];
    enum work_kind kind;
};

static struct begun *begun_of(struct begun *all, const struct job *j)
{
    struct begun *free_one = NULL;

    for (size_t i = 0; i < WALK_JOBS; i++) {
        if (strcmp(all[i].id, j->id) == 0)
            return &all[i];
        if (!*all[i].id)
            free_one = &all[i];
    }
    return free_one;
}

static void note_begun(struct room *r, struct begun *all)
{
    for (size_t i = 0; i < r->d.n_jobs; i++) {
        const struct job *j = r->d.jobs[i];
        struct begun *b = begun_of(all, j);
        if (!j->work) {
            *b->id = '\0';
        } else if (!*b->id) {
            str_copy(b->id, sizeof b->id, j->id);
            b->kind = j->leftover                 ? (enum work_kind)j->leftover
                      : j->status == DTS_CHECKING ? WORK_CHECK
                      : j->status == DTS_STOPPING ? WORK_STOP
                                                  : WORK_MIGRATE;
        }
    }
}

/* What must hold whatever happened before. */
static void hold_to_it(struct room *r, int step)
{
    size_t slots = 0;

    for (size_t i = 0; i < r->d.n_jobs; i++) {
        const struct job *j = r->d.jobs[i];
        slots += job_holds_slot(j);
        const struct compare *c = compare_active(j);
        if (j->isolated_at && (j->work || j->isolating || j->leftover || (c && c->run)))
            fail_msg("step %d: %s is isolated and works", step, j->id);
        if (j->queue_no && j->status != DTS_READY_RUN && j->status != DTS_RESUMING)
            fail_msg("step %d: %s is %s and in the queue", step, j->id,
                     dts_status_word(j->status));
        if (j->work && !j->leftover &&
            (j->status == DTS_SUCCESS || j->status == DTS_FAILED || j->status == DTS_CREATED))
            fail_msg("step %d: %s is %s and works", step, j->id, dts_status_word(j->status));
        for (size_t k = 0; j->queue_no && k < i; k++)
            assert_int_not_equal(r->d.jobs[k]->queue_no, j->queue_no);
    }
    if (slots > 1)
        fail_msg("step %d: %zu tasks hold the slot", step, slots);
}

static void random_action(struct room *r, struct job *j, unsigned *seed, int step)
{
    enum dts_action_id id;
    const struct api_rule *rule;

    do {
        id = (enum dts_action_id)walk_random(seed, DTS_ACTION_COUNT);
        rule = api_rule(id);
        /* Giving tasks back comes last in life: rarely. */
    } while (!rule->fn || !rule->unknown || !dts_action_info(id)->changes ||
             ((id == DTS_ISOLATE_MIGRATE_JOB || id == DTS_STOP_MIGRATE_JOB) &&
              walk_random(seed, 4)) ||
             (id >= DTS_CREATE_COMPARE_TASK && walk_random(seed, 3)) ||
             (!job_allows(j, rule->verb) && walk_random(seed, 3)));
    bool out_of_use = (j->isolating || j->isolated_at) && rule->verb != VERB_RECOVER &&
                      rule->verb != VERB_DESTROY;
    bool legal = job_allows(j, rule->verb) && !out_of_use;
    char *body = body_of(id, j), *message;
    char *code = room_code(r, dts_action_info(id)->name, body, &message);
    /* A step that cannot be skipped, a check that is not in the right status: not the task's. */
    bool refused =
        (rule->wrong && strcmp(code, rule->wrong) == 0) || strcmp(code, CODE_DENIED) == 0;
    bool more = id == DTS_SKIP_CHECK_ITEM || (legal && id >= DTS_CREATE_COMPARE_TASK);
    if (legal == refused && !more)
        fail_msg("step %d: %s was %s: %s %s", step, dts_action_info(id)->name,
                 legal ? "legal" : "illegal", code, message);
    free(code);
    free(message);
    free(body);
}

static void random_end(struct room *r, struct job *j, const struct begun *b, unsigned *seed)
{
    static const enum err_kind kinds[] = {ERR_CANCELLED, ERR_NETWORK, ERR_GONE, ERR_DENIED};
    bool ok = walk_random(seed, 2), passed = walk_random(seed, 4) != 0;
    struct err err;

    err_set(&err, kinds[walk_random(seed, LEN(kinds))], "it ended so");
    struct compare *c = compare_active(j);
    if (c && c->run) {
        compare_run_cancel(c->run);
        compare_run_ended(&r->d, j->id, c->item.CompareTaskId, ok, &err);
    }
    if (!j->work)
        return;
    if (b->kind == WORK_MIGRATE && !j->complete_wanted)
        ok = false; /* with increment it ends by Complete only */
    work_cancel(j->work);
    daemon_work_ended(&r->d, j->id, b->kind, ok, passed, &err);
}

/* As text: what a crash may not change. */
static char *told(struct room *r)
{
    char *all = mem_strdup("");

    for (size_t i = 0; i < r->d.n_jobs; i++) {
        const struct job *j = r->d.jobs[i];
        char *more =
            mem_printf("%s%s %s %lld %d %lld %lld; ", all, j->id, dts_status_word(j->status),
                       (long long)queue_place(&r->d, j), j->isolating,
                       (long long)j->isolated_at, (long long)j->leftover);
        free(all);
        all = more;
    }
    return all;
}

static void random_step(struct room *r, struct begun *all, unsigned *seed, int step)
{
    struct job *j = r->d.n_jobs ? r->d.jobs[walk_random(seed, (unsigned)r->d.n_jobs)] : NULL;
    unsigned what = walk_random(seed, 100);

    if (!j || (what < 5 && r->d.n_jobs < WALK_JOBS)) {
        room_configure(r, room_buy(r, "walks"), NULL);
    } else if (what < 50) {
        random_action(r, j, seed, step);
    } else if (what < 62) {
        random_end(r, j, begun_of(all, j), seed);
    } else if (what < 80) {
        for (size_t i = 0; i < r->d.n_jobs; i++) {
            j = r->d.jobs[i];
            if (j->work && j->status == DTS_RUNNING && !j->copied)
                daemon_copied(&r->d, j->id);
            else if (j->work && j->status == DTS_RUNNING)
                daemon_synced(&r->d, j->id, true);
        }
    } else if (what < 83) {
        char *before = told(r);
        room_again(r);
        char *after = told(r);
        assert_string_equal(after, before);
        free(before);
        free(after);
        memset(all, 0, WALK_JOBS * sizeof *all);
    } else {
        daemon_tick_at(&r->d, WALK_NOW + step);
    }
}

static void in_any_order(void **state)
{
    struct room *r = *state;
    struct begun all[WALK_JOBS] = {0};
    bool seen[DTS_STATUS_COUNT] = {false};
    const char *other = getenv("STATES_SEED");
    unsigned seed = other ? (unsigned)strtoul(other, NULL, 10) : 20211206;

    for (int step = 0; step < WALK_STEPS; step++) {
        random_step(r, all, &seed, step);
        note_begun(r, all);
        hold_to_it(r, step);
        for (size_t i = 0; i < r->d.n_jobs; i++)
            seen[r->d.jobs[i]->status] = true;
    }
    /* The walk is of use only if it comes around; a short one of another seed may not. */
    for (int c = DTS_CREATED; !other && c < DTS_STATUS_COUNT; c++)
        if (!seen[c] && c != DTS_CANCELED && c != DTS_PAUSING && c != DTS_MANUAL_PAUSED &&
            c != DTS_RESUMING)
            fail_msg("no task was ever %s", dts_status_word((enum dts_status)c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_is_true, room_setup, room_teardown),
        cmocka_unit_test(the_task_comes_first),
        cmocka_unit_test_setup_teardown(allowed_is_what_is_allowed, room_setup, room_teardown),
        cmocka_unit_test_setup_teardown(in_any_order, room_setup, room_teardown),
    };

    conn_library_init();
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    conn_library_end();
    return rc;
}
