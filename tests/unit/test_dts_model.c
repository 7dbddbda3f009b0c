/* SPDX-License-Identifier: MIT
 *
 * test_dts_model - every shape there and back, the sample bodies, status words, the actions.
 */
#include "tests/unit/unit.h"

#include "tests/unit/shapes.h"

static struct json *parse(const char *text)
{
    struct err err = {0};
    struct json *j = json_parse(text, strlen(text), &err);

    if (!j)
        fail_msg("%s: %s", err.text, text);
    return j;
}

static void round_trip(const struct shape *sh, int *next)
{
    void *a = mem_alloc(sh->size), *b = mem_alloc(sh->size), *c = mem_alloc(sh->size);
    struct err err = {0};
    char *text[5];

    shapes_fill(sh, a, next);
    text[0] = shapes_text(sh, a);
    struct json *j = parse(text[0]);
    if (!shape_decode(sh, j, SHAPE_STRICT, b, &err))
        fail_msg("%s: %s", sh->name, err.text);
    json_free(j);
    text[1] = shapes_text(sh, b);
    assert_string_equal(text[0], text[1]);

    shape_copy(sh, c, b);
    shape_clear(sh, b); /* the copy owns what it has */
    text[2] = shapes_text(sh, c);
    assert_string_equal(text[0], text[2]);

    /* cleared means unset: only what is always written is left */
    shape_init(sh, b);
    text[3] = shapes_text(sh, b);
    shape_clear(sh, c);
    text[4] = shapes_text(sh, c);
    assert_string_equal(text[3], text[4]);

    shape_clear(sh, a);
    for (size_t i = 0; i < LEN(text); i++)
        free(text[i]);
    free(a);
    free(b);
    free(c);
}

static void test_round_trip(void **state)
{
    (void)state;
    int next = 1;

    for (size_t i = 0; i < LEN(all_shapes); i++)
        round_trip(all_shapes[i], &next);
}

/* Names are unique in their shape, members lie inside the struct and do not share a place. */
static void test_tables(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(all_shapes); i++) {
        size_t n = 0;

        for (const struct field *f = all_shapes[i]->fields; f->name; f++, n++) {
            bool composed =
                f->kind == FIELD_OBJECT || f->kind == FIELD_OPT || f->kind == FIELD_LIST;

            assert_true(f->offset < all_shapes[i]->size);
            assert_int_equal(composed, f->sub != NULL);
            for (const struct field *g = all_shapes[i]->fields; g != f; g++) {
                assert_string_not_equal(f->name, g->name);
                assert_int_not_equal(f->offset, g->offset);
            }
        }
        assert_true(n < SHAPE_MAX_FIELDS);
    }
}

static void test_mask(void **state)
{
    (void)state;
    static const struct shape *const with_secrets[] = {
        &dts_detail_shape, &dts_jobs_response_shape, &dts_modify_request_shape,
        &dts_db_info_shape, &dts_instances_request_shape};

    for (size_t i = 0; i < LEN(with_secrets); i++) {
        const struct shape *sh = with_secrets[i];
        void *s = mem_alloc(sh->size);
        int next = 1;

        shapes_fill(sh, s, &next);
        char *clear = shapes_text(sh, s);
        assert_non_null(strstr(clear, SHAPES_PASSWORD)); /* a request must carry it */
        dts_mask_secrets(sh, s);
        char *masked = shapes_text(sh, s);
        assert_null(strstr(masked, SHAPES_PASSWORD));
        assert_null(strstr(masked, "Password"));
        assert_non_null(strstr(masked, "TmpSecretId")); /* an id is no secret */
        free(clear);
        free(masked);
        shape_clear(sh, s);
        free(s);
    }
}

#define JOB "{\"JobId\":\"dts-0a1b2c3d\"}"
#define CMP "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-0a1b2c3d-cmp-0a1b2c3d\"}"

static const char *const requests[DTS_ACTION_COUNT] = {
    [DTS_CREATE_MIGRATION_SERVICE] =
        "{\"SrcDatabaseType\":\"mysql\",\"DstDatabaseType\":\"mysql\",\"SrcRegion\":"
        "\"ap-shanghai\",\"DstRegion\":\"ap-shanghai\",\"InstanceClass\":\"medium\","
        "\"JobName\":\"shop-move\"}",
    [DTS_MODIFY_MIGRATION_JOB] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"RunMode\":\"timed\","
        "\"MigrateOption\":{\"DatabaseTable\":{\"ObjectMode\":\"partial\",\"Databases\":[{"
        "\"DbName\":\"shop\",\"DBMode\":\"partial\",\"TableMode\":\"partial\",\"Tables\":[{"
        "\"TableName\":\"orders\"},{\"TableName\":\"items\",\"NewTableName\":\"items_v2\","
        "\"TableEditMode\":\"rename\"}]}]},\"MigrateType\":\"fullAndIncrement\","
        "\"Consistency\":{\"Mode\":\"full\"},\"IsMigrateAccount\":false},"
        "\"SrcInfo\":{\"Region\":\"ap-shanghai\",\"AccessType\":\"extranet\","
        "\"DatabaseType\":\"mysql\",\"NodeType\":\"simple\",\"Info\":[{\"Host\":"
        "\"203.0.113.10\",\"Port\":3306,\"User\":\"mover\",\"Password\":\"x\","
        "\"EngineVersion\":\"5.7\"}],\"Supplier\":\"aliyun\"},"
        "\"DstInfo\":{\"Region\":\"ap-shanghai\",\"AccessType\":\"cdb\",\"DatabaseType\":"
        "\"mysql\",\"NodeType\":\"simple\",\"Info\":[{\"User\":\"root\",\"Password\":\"y\","
        "\"InstanceId\":\"cdb-0f0f0f0f\"}]},"
        "\"ExpectRunTime\":\"2025-06-01 02:00:00\"}",
    [DTS_CREATE_MIGRATE_CHECK_JOB] = JOB,
    [DTS_DESCRIBE_MIGRATION_CHECK_JOB] = JOB,
    [DTS_START_MIGRATE_JOB] = JOB,
    [DTS_DESCRIBE_MIGRATION_DETAIL] = JOB,
    [DTS_DESCRIBE_MIGRATION_JOBS] = "{\"Status\":[\"running\",\"readyComplete\"],\"OrderSeq\":"
                                    "\"desc\",\"Limit\":20,\"Offset\":0}",
    [DTS_DESCRIBE_MIGRATE_DB_INSTANCES] =
        "{\"DatabaseType\":\"mysql\",\"MigrateRole\":\"dst\",\"Limit\":20}",
    [DTS_STOP_MIGRATE_JOB] = JOB,
    [DTS_COMPLETE_MIGRATE_JOB] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"CompleteMode\":\"waitForSync\"}",
    [DTS_MODIFY_MIGRATE_NAME] = "{\"JobId\":\"dts-0a1b2c3d\",\"JobName\":\"shop\"}",
    [DTS_SKIP_CHECK_ITEM] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"StepIds\":[\"OptimizeCheck\",\"ConstraintCheck\"],"
        "\"ForeignKeyFlag\":\"shield\"}",
    [DTS_PAUSE_MIGRATE_JOB] = JOB,
    [DTS_CONTINUE_MIGRATE_JOB] = JOB,
    [DTS_RESUME_MIGRATE_JOB] = "{\"JobId\":\"dts-0a1b2c3d\",\"ResumeOption\":\"normal\"}",
    [DTS_MODIFY_MIGRATE_RATE_LIMIT] = "{\"JobId\":\"dts-0a1b2c3d\",\"DumpThread\":4,"
                                      "\"DumpRps\":1000,\"LoadThread\":8,\"LoadRps\":2000,"
                                      "\"SinkerThread\":32}",
    [DTS_MODIFY_MIGRATE_RUNTIME_ATTRIBUTE] = "{\"JobId\":\"dts-0a1b2c3d\",\"OtherOptions\":[{"
                                             "\"Key\":\"IsDstReadOnly\",\"Value\":\"true\"}]}",
    [DTS_MODIFY_MIGRATE_JOB_SPEC] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"NewInstanceClass\":\"large\"}",
    [DTS_ISOLATE_MIGRATE_JOB] = JOB,
    [DTS_RECOVER_MIGRATE_JOB] = JOB,
    [DTS_DESTROY_MIGRATE_JOB] = JOB,
    [DTS_CREATE_COMPARE_TASK] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"TaskName\":\"core\",\"ObjectMode\":\"custom\","
        "\"Objects\":{"
        "\"ObjectMode\":\"partial\",\"ObjectItems\":[{\"DbName\":\"shop\",\"DbMode\":"
        "\"partial\",\"TableMode\":\"partial\",\"Tables\":[{\"TableName\":\"orders\"}]}]},"
        "\"Options\":{\"Method\":\"sampleDataCheck\",\"SampleRate\":20,\"ThreadCount\":4}}",
    [DTS_MODIFY_COMPARE_TASK] = "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-0a1b2c3d-"
                                "cmp-0a1b2c3d\",\"TaskName\":\"core\"}",
    [DTS_MODIFY_COMPARE_TASK_NAME] = "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-"
                                     "0a1b2c3d-cmp-0a1b2c3d\",\"TaskName\":\"core\"}",
    [DTS_START_COMPARE] = CMP,
    [DTS_STOP_COMPARE] = "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-0a1b2c3d-cmp-"
                         "0a1b2c3d\",\"ForceStop\":true}",
    [DTS_DELETE_COMPARE_TASK] = CMP,
    [DTS_DESCRIBE_COMPARE_TASKS] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"Limit\":20,\"Offset\":0,\"Status\":[\"running\"]}",
    [DTS_DESCRIBE_COMPARE_REPORT] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-0a1b2c3d-cmp-0a1b2c3d\","
        "\"DifferenceLimit\":20,\"DifferenceOffset\":0,\"DifferenceDB\":\"shop\"}",
    [DTS_DESCRIBE_COMPARE_DIFF_ITEMS] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-0a1b2c3d-cmp-0a1b2c3d\","
        "\"DBName\":\"shop\",\"TableName\":\"orders\",\"ChunkId\":1,"
        "\"Limit\":20,\"Offset\":0}",
    [DTS_DESCRIBE_MIGRATE_GTID_COMPARE_REPORT] =
        "{\"JobId\":\"dts-0a1b2c3d\",\"CompareTaskId\":\"dts-0a1b2c3d-cmp-0a1b2c3d\","
        "\"NeedDiffDetail\":false}",
};

/* The bodies of the reference, read strictly, come out as they went in. */
static void test_sample_requests(void **state)
{
    (void)state;
    for (unsigned id = 0; id < DTS_ACTION_COUNT; id++) {
        const struct shape *sh = dts_action_info((enum dts_action_id)id)->request;
        void *s = mem_alloc(sh->size);
        struct json *j = parse(requests[id]);
        struct err err = {0};

        if (!shape_decode(sh, j, SHAPE_STRICT, s, &err))
            fail_msg("%s: %s", dts_action_info((enum dts_action_id)id)->name, err.text);
        char *text = shapes_text(sh, s);
        assert_string_equal(text, requests[id]);
        free(text);
        shape_clear(sh, s);
        json_free(j);
        free(s);
    }
}

static void test_sample_values(void **state)
{
    (void)state;
    struct json *j = parse(requests[DTS_MODIFY_MIGRATION_JOB]);
    struct dts_modify_request r;
    struct err err = {0};

    assert_true(shape_decode(&dts_modify_request_shape, j, SHAPE_STRICT, &r, &err));
    assert_string_equal(r.JobId, "dts-0a1b2c3d");
    assert_int_equal(r.SrcInfo.Info.n, 1);
    assert_int_equal(r.SrcInfo.Info.items[0].Port, 3306);
    assert_string_equal(secret_reveal(r.SrcInfo.Info.items[0].Password), "x");
    assert_true(r.DstInfo.Info.items[0].Port == DTS_UNSET);
    assert_int_equal(r.MigrateOption.IsMigrateAccount, 0);
    assert_int_equal(r.MigrateOption.IsDstReadOnly, DTS_UNSET_BOOL);
    assert_string_equal(r.MigrateOption.Consistency->Mode, "full");
    assert_null(r.MigrateOption.Consistency->Objects);
    assert_null(r.MigrateOption.RateLimit);
    assert_int_equal(r.MigrateOption.DatabaseTable.Databases.items[0].Tables.n, 2);
    assert_string_equal(
        r.MigrateOption.DatabaseTable.Databases.items[0].Tables.items[1].NewTableName,
        "items_v2");
    shape_clear(&dts_modify_request_shape, &r);
    json_free(j);
}

/* Answers as the service gives them: a skipped step, null lists, a zero date, words the
 * documentation lacks, members of tomorrow. */
static void test_sample_check(void **state)
{
    (void)state;
    struct json *j = parse(
        "{\"RequestId\":\"u\",\"Status\":\"success\",\"CheckFlag\":\"checkPass\","
        "\"BriefMsg\":\"success\",\"StepInfo\":[{\"StepNo\":0,\"StepId\":"
        "\"ConnectDBCheck\",\"StepName\":\"n\",\"StepStatus\":\"pass\",\"StepMessage\":\"\","
        "\"DetailCheckItems\":[],\"HasSkipped\":false},{\"StepNo\":12,\"StepId\":"
        "\"OptimizeCheck\",\"StepStatus\":\"failed\",\"HasSkipped\":true,"
        "\"DetailCheckItems\":[{\"CheckItemName\":\"i\",\"CheckResult\":\"warning\","
        "\"ErrorLog\":[\"skipped\"],\"HelpDoc\":null,\"SkipInfo\":\"\"}]}]}");
    struct dts_check_response r;
    struct err err = {0};

    assert_true(shape_decode(&dts_check_response_shape, j, SHAPE_LENIENT, &r, &err));
    assert_string_equal(r.CheckFlag, "checkPass");
    assert_int_equal(r.StepInfo.n, 2);
    assert_int_equal(r.StepInfo.items[0].StepNo, 0);
    assert_int_equal(r.StepInfo.items[0].HasSkipped, 0);
    assert_true(r.StepInfo.items[0].LocalMs == DTS_UNSET);
    assert_int_equal(r.StepInfo.items[1].HasSkipped, 1);
    assert_string_equal(r.StepInfo.items[1].DetailCheckItems.items[0].ErrorLog.items[0],
                        "skipped");
    assert_int_equal(r.StepInfo.items[1].DetailCheckItems.items[0].HelpDoc.n, 0);
    assert_int_equal(r.StepInfo.items[1].DetailCheckItems.items[0].LocalSql.n, 0);
    assert_true(r.LocalFinishedAt == DTS_UNSET);
    shape_clear(&dts_check_response_shape, &r);
    json_free(j);
}

static void test_sample_detail(void **state)
{
    (void)state;
    struct json *j = parse(
        "{\"JobId\":\"dts-1\",\"Status\":\"readyComplete\",\"EndTime\":"
        "\"0000-00-00 00:00:00\",\"Tags\":null,\"Action\":{\"AllAction\":[\"view\",\"stop\"],"
        "\"AllowedAction\":[\"view\",\"view\"]},\"StepInfo\":{\"StepAll\":3,\"StepNow\":3,"
        "\"MasterSlaveDistance\":0,\"SecondsBehindMaster\":-1,\"StepInfo\":[{\"StepNo\":1,"
        "\"StepId\":\"dumper\",\"Status\":\"finished\",\"Percent\":100},{\"StepNo\":3,"
        "\"StepId\":\"sinker\",\"Status\":\"running\",\"Percent\":100,\"Errors\":null}]},"
        "\"SrcInfo\":{\"Info\":[{\"Host\":\"203.0.113.10\",\"Port\":3306,\"Password\":"
        "\"echoed\",\"CcnGwId\":null}],\"NewThing\":{}},\"MigrateOption\":{\"DatabaseTable\":"
        "{\"ObjectMode\":\"all\",\"Databases\":[],\"AdvancedObjects\":null},\"Consistency\":"
        "null},\"CheckStepInfo\":{\"Progress\":{\"Percent\":100,\"StepAll\":12}},"
        "\"TradeInfo\":null,\"ErrorInfo\":[],\"RequestId\":\"u\"}");
    struct dts_detail d;
    struct err err = {0};

    assert_true(shape_decode(&dts_detail_shape, j, SHAPE_LENIENT, &d, &err));
    assert_int_equal(dts_status_parse(d.Status), DTS_READY_COMPLETE);
    assert_int_equal(d.Action.AllowedAction.n, 2);
    assert_int_equal(d.StepInfo.SecondsBehindMaster, -1);
    assert_string_equal(d.StepInfo.StepInfo.items[0].Status, "finished");
    assert_string_equal(secret_reveal(d.SrcInfo.Info.items[0].Password), "echoed");
    assert_int_equal(d.DstInfo.Info.n, 0);
    assert_null(d.MigrateOption.Consistency);
    assert_null(d.TradeInfo.TradeStatus);
    assert_true(d.RateLimitOption.CurrentDumpThread == DTS_UNSET);
    assert_null(d.Local);
    shape_clear(&dts_detail_shape, &d);
    json_free(j);
}

static void test_required(void **state)
{
    (void)state;
    static const struct {
        enum dts_action_id id;
        const char *body, *path;
    } cases[] = {
        {DTS_START_MIGRATE_JOB, "{}", "JobId"},
        {DTS_START_MIGRATE_JOB, "{\"JobId\":null}", "JobId"},
        {DTS_COMPLETE_MIGRATE_JOB, "{}", "JobId"},
        {DTS_DESCRIBE_MIGRATE_DB_INSTANCES, "{}", "DatabaseType"},
        {DTS_CREATE_MIGRATION_SERVICE,
         "{\"SrcDatabaseType\":\"mysql\",\"DstDatabaseType\":\"mysql\",\"SrcRegion\":\"r\","
         "\"DstRegion\":\"r\"}",
         "InstanceClass"},
        {DTS_MODIFY_MIGRATION_JOB, "{\"JobId\":\"j\",\"RunMode\":\"immediate\"}",
         "MigrateOption"},
        {DTS_MODIFY_MIGRATION_JOB, "{\"MigrateOption\":{\"DatabaseTable\":{}}}",
         "MigrateOption.DatabaseTable.ObjectMode"},
        {DTS_MODIFY_MIGRATION_JOB,
         "{\"SrcInfo\":{\"Region\":\"r\",\"AccessType\":\"extranet\",\"DatabaseType\":\"m\","
         "\"Info\":[]}}",
         "SrcInfo.NodeType"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct shape *sh = dts_action_info(cases[i].id)->request;
        void *s = mem_alloc(sh->size);
        struct json *j = parse(cases[i].body);
        struct err err = {0};
        char want[128];

        assert_false(shape_decode(sh, j, SHAPE_STRICT, s, &err));
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.code, "MissingParameter");
        snprintf(want, sizeof want, "%s is missing", cases[i].path);
        assert_string_equal(err.text, want);
        assert_true(shape_decode(sh, j, SHAPE_LENIENT, s, &err));
        shape_clear(sh, s);
        json_free(j);
        free(s);
    }
}

/* What the service always sends is there even when there is nothing to say; Local is not. */
static void test_empty_detail(void **state)
{
    (void)state;
    static const char *const always[] = {
        "\"JobId\":\"\"",         "\"Status\":\"\"",  "\"AllAction\":[]",
        "\"AllowedAction\":[]",   "\"StepInfo\":[]",  "\"ErrorInfo\":[]",
        "\"CreateTime\":\"\"",    "\"EndTime\":\"\"", "\"Tags\":[]",
        "\"CompareTaskId\":\"\"", "\"Steps\":[]",     "\"TradeStatus\":\"\"",
    };
    struct dts_detail d;

    shape_init(&dts_detail_shape, &d);
    char *text = shapes_text(&dts_detail_shape, &d);
    for (size_t i = 0; i < LEN(always); i++)
        if (!strstr(text, always[i]))
            fail_msg("%s is not in %s", always[i], text);
    assert_null(strstr(text, "Local"));
    assert_null(strstr(text, "MigrateOption"));
    free(text);
}

static void test_empty_lists(void **state)
{
    (void)state;
    struct dts_check_response check;
    struct dts_jobs_response jobs;
    char *text;

    shape_init(&dts_check_response_shape, &check);
    struct dts_check_step *step = DTS_PUSH(check.StepInfo, dts_check_step_shape);
    mem_replace(&step->StepId, "ConnectDBCheck");
    text = shapes_text(&dts_check_response_shape, &check);
    assert_string_equal(text, "{\"Status\":\"\",\"CheckFlag\":\"\",\"BriefMsg\":\"\","
                              "\"StepInfo\":[{\"StepId\":\"ConnectDBCheck\",\"StepName\":\"\","
                              "\"StepStatus\":\"\",\"StepMessage\":\"\","
                              "\"DetailCheckItems\":[]}]}");
    free(text);
    shape_clear(&dts_check_response_shape, &check);

    shape_init(&dts_jobs_response_shape, &jobs);
    jobs.TotalCount = 0;
    text = shapes_text(&dts_jobs_response_shape, &jobs);
    assert_string_equal(text, "{\"TotalCount\":0,\"JobList\":[]}");
    free(text);
}

/* A list grown by DTS_PUSH is cleared and copied like a decoded one. */
static void test_push(void **state)
{
    (void)state;
    struct dts_database_table a, b;

    shape_init(&dts_database_table_shape, &a);
    for (int i = 0; i < 100; i++) {
        struct dts_db_item *db = DTS_PUSH(a.Databases, dts_db_item_shape);
        db->DbName = mem_printf("db%d", i);
        for (int t = 0; t < i % 10; t++)
            DTS_PUSH(db->Tables, dts_table_item_shape)->TableName = mem_printf("t%d", t);
    }
    shape_copy(&dts_database_table_shape, &b, &a);
    assert_int_equal(b.Databases.n, 100);
    assert_string_equal(b.Databases.items[19].Tables.items[8].TableName, "t8");
    char *one = shapes_text(&dts_database_table_shape, &a);
    char *two = shapes_text(&dts_database_table_shape, &b);
    assert_string_equal(one, two);
    free(one);
    free(two);
    shape_clear(&dts_database_table_shape, &a);
    shape_clear(&dts_database_table_shape, &b);
}

static void test_statuses(void **state)
{
    (void)state;
    static const enum dts_status final[] = {DTS_SUCCESS, DTS_FAILED, DTS_CANCELED, DTS_ERROR};
    size_t finals = 0;

    for (unsigned s = 0; s < DTS_STATUS_COUNT; s++) {
        assert_non_null(dts_status_word((enum dts_status)s));
        assert_int_equal(dts_status_parse(dts_status_word((enum dts_status)s)), s);
        finals += dts_status_is_final((enum dts_status)s);
    }
    assert_int_equal(finals, LEN(final));
    for (size_t i = 0; i < LEN(final); i++)
        assert_true(dts_status_is_final(final[i]));
    assert_string_equal(dts_status_word(DTS_READY_COMPLETE), "readyComplete");
    assert_string_equal(dts_status_word((enum dts_status)999), "unknown");
    assert_int_equal(dts_status_parse(NULL), DTS_STATUS_UNKNOWN);
    assert_int_equal(dts_status_parse(""), DTS_STATUS_UNKNOWN);
    assert_int_equal(dts_status_parse("Running"), DTS_STATUS_UNKNOWN);
    assert_int_equal(dts_status_parse("newInventedOne"), DTS_STATUS_UNKNOWN);
}

static void test_actions(void **state)
{
    (void)state;
    for (unsigned id = 0; id < DTS_ACTION_COUNT; id++) {
        const struct dts_action_info *a = dts_action_info((enum dts_action_id)id);

        assert_int_equal(dts_action_find(a->name), id);
        assert_int_equal(a->changes, strncmp(a->name, "Describe", 8) != 0);
        assert_true(a->request && a->response);
    }
    assert_int_equal(dts_action_find("startMigrateJob"), DTS_ACTION_COUNT);
    assert_int_equal(dts_action_find(""), DTS_ACTION_COUNT);
    assert_int_equal(dts_action_find(NULL), DTS_ACTION_COUNT);
    assert_null(dts_action_info(DTS_ACTION_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_tables),
        cmocka_unit_test(test_mask),          cmocka_unit_test(test_sample_requests),
        cmocka_unit_test(test_sample_values), cmocka_unit_test(test_sample_check),
        cmocka_unit_test(test_sample_detail), cmocka_unit_test(test_required),
        cmocka_unit_test(test_empty_detail),  cmocka_unit_test(test_empty_lists),
        cmocka_unit_test(test_push),          cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_actions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
