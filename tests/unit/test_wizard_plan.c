/* SPDX-License-Identifier: MIT
 *
 * test_wizard_plan - the plan: copies, its list of databases, JSON without secrets, and the
 * requests to DTS both ways.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/plan.h"

#define PLANTED "planted-Passw0rd"

static void fill(struct plan *p)
{
    struct plan_db *db;

    plan_init(p);
    p->draft_id = mem_strdup("draft-0a1b2c3d");
    p->job_id = mem_strdup("dts-0a1b2c3d");
    p->name = mem_strdup("shop-move");
    p->backend = BACKEND_CLOUD;
    p->endpoint = mem_strdup("https://dts.example");
    p->region = mem_strdup("ap-seoul");
    p->source_region = mem_strdup("ap-tokyo");
    p->timed = true;
    p->start_at = 1900000000;
    mem_replace(&p->source.supplier, "aliyun");
    p->source.host = mem_strdup("203.0.113.10");
    p->source.port = 3306;
    p->source.here_host = mem_strdup("127.0.0.1");
    p->source.here_port = 13306;
    p->source.user = mem_strdup("mover");
    p->source.password = secret_from_str(PLANTED);
    p->source.encrypt = true;
    p->target.instance_id = mem_strdup("cdb-0f0f0f0f");
    p->target.user = mem_strdup("root");
    p->target.password = secret_from_str(PLANTED "2");
    p->keep_target_read_only = true;
    plan_db_add(p, "shop")->all = true;
    db = plan_db_add(p, "crm");
    strlist_add(&db->tables, "people");
    strlist_add(&db->tables, "we`ird\"名");
    strlist_add(&db->views, "v_people");
    p->with_events = false;
    p->compare = COMPARE_SPOT;
    p->sample_percent = 20;
    p->compare_threads = 4;
    p->stage = STAGE_VERIFY;
    p->create_intent = plan_intent_text(1763690307);
}

static void assert_same_plan(const struct plan *a, const struct plan *b)
{
    struct json *ja = plan_to_json(a), *jb = plan_to_json(b);
    char *ta = json_print(ja), *tb = json_print(jb);

    assert_string_equal(ta, tb);
    free(ta);
    free(tb);
    json_free(ja);
    json_free(jb);
}

static void test_copy(void **state)
{
    (void)state;
    struct plan a, b = {0};

    fill(&a);
    plan_copy(&b, &a);
    assert_same_plan(&a, &b);
    assert_true(secret_equal(a.source.password, b.source.password));
    assert_ptr_not_equal(a.source.password, b.source.password);
    plan_copy(&b, &a); /* over a filled one */
    plan_clear(&a);
    assert_string_equal(b.name, "shop-move");
    plan_clear(&b);
}

static void test_databases_stay_sorted(void **state)
{
    (void)state;
    static const char *const names[] = {"m", "a", "z", "b", "m", "y"};
    struct plan p;

    plan_init(&p);
    for (size_t i = 0; i < LEN(names); i++)
        plan_db_add(&p, names[i]);
    assert_int_equal(p.databases.n, 5);
    for (size_t i = 1; i < p.databases.n; i++)
        assert_true(strcmp(p.databases.items[i - 1].name, p.databases.items[i].name) < 0);
    plan_db_remove(&p, "b");
    plan_db_remove(&p, "absent");
    assert_null(plan_db_find(&p, "b"));
    assert_string_equal(plan_db_find(&p, "m")->name, "m");
    assert_int_equal(p.databases.n, 4);
    plan_clear(&p);
}

static void test_json_round_trip_without_secrets(void **state)
{
    (void)state;
    struct plan a, b = {0};
    struct err err = {0};

    fill(&a);
    struct json *j = plan_to_json(&a);
    char *text = json_print_pretty(j);
    assert_null(strstr(text, PLANTED));
    assert_null(strstr(text, "assword"));
    struct json *again = json_parse(text, strlen(text), &err);
    assert_non_null(again);
    assert_true(plan_from_json(&b, again, &err));
    assert_same_plan(&a, &b);
    assert_null(b.source.password);
    assert_int_equal(b.start_at, 1900000000);
    assert_string_equal(plan_db_find(&b, "crm")->tables.items[1], "we`ird\"名");
    assert_true(plan_db_find(&b, "shop")->all);
    free(text);
    json_free(j);
    json_free(again);
    plan_clear(&a);
    plan_clear(&b);
}

static void test_json_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        const char *says;
    } rows[] = {
        {"{}", true, NULL},
        {"{\"databases\":[\"shop\",{\"name\":\"crm\",\"tables\":[\"a\"]}]}", true, NULL},
        {"{\"start_at\":\"2031-01-02 03:04\"}", true, NULL},
        {"[]", false, "object"},
        {"{\"version\":2}", false, "form 2"},
        {"{\"backend\":\"moon\"}", false, "moon"},
        {"{\"source\":{\"port\":70000}}", false, "port"},
        {"{\"source\":{\"port\":\"x\"}}", false, "port"},
        {"{\"source\":{\"password\":\"x\"}}", false, "password"},
        {"{\"source\":[]}", false, "source"},
        {"{\"databases\":7}", false, "databases"},
        {"{\"databases\":[{}]}", false, "no name"},
        {"{\"databases\":[{\"name\":\"a\",\"tables\":[1]}]}", false, "tables"},
        {"{\"start_at\":\"soon\"}", false, "start_at"},
        {"{\"timed\":\"yes\"}", false, "timed"},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct err err = {0};
        struct plan p = {0};
        struct json *j = json_parse(rows[i].text, strlen(rows[i].text), &err);
        assert_non_null(j);
        bool ok = plan_from_json(&p, j, &err);
        if (ok != rows[i].ok || (!ok && !strstr(err.text, rows[i].says)))
            fail_msg("%s: %s", rows[i].text, err.text);
        json_free(j);
        plan_clear(&p);
    }
}

static void test_to_create(void **state)
{
    (void)state;
    struct plan p;
    struct dts_create_request r;

    fill(&p);
    plan_to_create(&p, &r);
    assert_string_equal(r.SrcDatabaseType, "mysql");
    assert_string_equal(r.DstDatabaseType, "mysql");
    assert_string_equal(r.SrcRegion, "ap-tokyo");
    assert_string_equal(r.DstRegion, "ap-seoul");
    assert_string_equal(r.InstanceClass, "medium");
    assert_string_equal(r.JobName, "shop-move");
    assert_int_equal(r.Count, 1);
    shape_clear(&dts_create_request_shape, &r);
    plan_clear(&p);
}

static void test_to_modify(void **state)
{
    (void)state;
    struct plan p;
    struct dts_modify_request r;

    fill(&p);
    plan_to_modify(&p, &r);
    assert_string_equal(r.JobId, "dts-0a1b2c3d");
    assert_string_equal(r.RunMode, "timed");
    assert_string_equal(r.ExpectRunTime, "2030-03-18 01:46:40"); /* Beijing */
    assert_string_equal(r.SrcInfo.AccessType, "extranet");
    assert_string_equal(r.SrcInfo.Supplier, "aliyun");
    assert_string_equal(r.SrcInfo.NodeType, "simple");
    assert_string_equal(r.SrcInfo.Region, "ap-tokyo");
    assert_int_equal(r.SrcInfo.Info.n, 1);
    assert_string_equal(r.SrcInfo.Info.items[0].Host, "203.0.113.10");
    assert_int_equal(r.SrcInfo.Info.items[0].Port, 3306);
    assert_string_equal(r.SrcInfo.Info.items[0].EncryptConn, "Encrypted");
    assert_string_equal(secret_reveal(r.SrcInfo.Info.items[0].Password), PLANTED);
    assert_string_equal(r.DstInfo.AccessType, "cdb");
    assert_string_equal(r.DstInfo.Info.items[0].InstanceId, "cdb-0f0f0f0f");
    assert_null(r.DstInfo.Info.items[0].Host);
    assert_int_equal(r.DstInfo.Info.items[0].Port, DTS_UNSET);
    assert_int_equal(r.MigrateOption.IsDstReadOnly, 1);
    assert_int_equal(r.MigrateOption.IsMigrateAccount, 0);
    const struct dts_database_table *dt = &r.MigrateOption.DatabaseTable;
    assert_string_equal(dt->ObjectMode, "partial");
    assert_int_equal(dt->Databases.n, 2);
    assert_string_equal(dt->Databases.items[0].DbName, "crm");
    assert_string_equal(dt->Databases.items[0].DBMode, "partial");
    assert_string_equal(dt->Databases.items[0].TableMode, "partial");
    assert_int_equal(dt->Databases.items[0].Tables.n, 2);
    assert_string_equal(dt->Databases.items[0].ViewMode, "partial");
    assert_string_equal(dt->Databases.items[1].DBMode, "all");
    assert_true(strlist_has(&dt->AdvancedObjects, "procedure"));
    assert_true(strlist_has(&dt->AdvancedObjects, "trigger"));
    assert_false(strlist_has(&dt->AdvancedObjects, "event"));
    assert_string_equal(r.MigrateOption.Consistency->Mode, "full");
    assert_string_equal(r.MigrateOption.Consistency->Options->Method, "sampleDataCheck");
    assert_int_equal(r.MigrateOption.Consistency->Options->SampleRate, 20);
    /* what a service would refuse as unknown or missing */
    struct json *j = shape_encode(&dts_modify_request_shape, &r);
    struct dts_modify_request back;
    struct err err = {0};
    assert_true(shape_decode(&dts_modify_request_shape, j, SHAPE_STRICT, &back, &err));
    shape_clear(&dts_modify_request_shape, &back);
    json_free(j);
    shape_clear(&dts_modify_request_shape, &r);
    plan_clear(&p);
}

/* A mode of partial with an empty list is refused by the service. */
static void test_only_views(void **state)
{
    (void)state;
    struct plan p;
    plan_init(&p);
    struct plan_db *crm = plan_db_add(&p, "crm");
    crm->all = false;
    strlist_add(&crm->views, "v");
    struct dts_modify_request r;
    plan_to_modify(&p, &r);
    const struct dts_db_item *db = &r.MigrateOption.DatabaseTable.Databases.items[0];
    assert_string_equal(db->DBMode, "partial");
    assert_string_equal(db->TableMode, "none");
    assert_int_equal(db->Tables.n, 0);
    assert_string_equal(db->ViewMode, "partial");
    assert_int_equal(db->Views.n, 1);
    shape_clear(&dts_modify_request_shape, &r);
    plan_clear(&p);
}

static void test_access_types(void **state)
{
    (void)state;
    static const struct {
        const char *type, *id_member;
        bool host, vpc;
    } rows[] = {
        {"extranet", NULL, true, false},
        {"ipv6", NULL, true, false},
        {"intranet", NULL, true, false},
        {"cvm", "CvmInstanceId", true, true},
        {"cdb", "InstanceId", false, false},
        {"dcg", "UniqDcgId", true, true},
        {"vpncloud", "UniqVpnGwId", true, true},
        {"ccn", "CcnGwId", true, true},
        {"vpc", NULL, true, true},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct plan p, back;
        struct dts_modify_request r;
        fill(&p);
        mem_replace(&p.source.access_type, rows[i].type);
        p.source.instance_id = mem_strdup("inst-1");
        p.source.network_id = mem_strdup("net-1");
        p.source.vpc_id = mem_strdup("vpc-1");
        p.source.subnet_id = mem_strdup("subnet-1");
        plan_to_modify(&p, &r);
        struct json *j = shape_encode(&dts_db_info_shape, &r.SrcInfo.Info.items[0]);
        static const char *const ids[] = {"CvmInstanceId", "InstanceId", "UniqDcgId",
                                          "UniqVpnGwId", "CcnGwId"};
        for (size_t k = 0; k < LEN(ids); k++)
            assert_int_equal(json_get(j, ids[k]) != NULL,
                             rows[i].id_member && !strcmp(ids[k], rows[i].id_member));
        assert_int_equal(json_get(j, "Host") != NULL, rows[i].host);
        assert_int_equal(json_get(j, "VpcId") != NULL, rows[i].vpc);
        json_free(j);
        /* and back */
        struct dts_detail d;
        shape_init(&dts_detail_shape, &d);
        shape_copy(&dts_endpoint_shape, &d.SrcInfo, &r.SrcInfo);
        plan_init(&back);
        plan_from_detail(&back, &d);
        assert_string_equal(back.source.access_type, rows[i].type);
        if (rows[i].host)
            assert_string_equal(back.source.host, "203.0.113.10");
        if (rows[i].vpc)
            assert_string_equal(back.source.vpc_id, "vpc-1");
        shape_clear(&dts_detail_shape, &d);
        shape_clear(&dts_modify_request_shape, &r);
        plan_clear(&back);
        plan_clear(&p);
    }
}

/* What DTS tells of a task gives the plan back, but for what only this host knows. */
static void test_from_detail(void **state)
{
    (void)state;
    struct plan p, back;
    struct dts_modify_request r;
    struct dts_detail d;

    fill(&p);
    plan_to_modify(&p, &r);
    shape_init(&dts_detail_shape, &d);
    d.JobId = mem_strdup("dts-0a1b2c3d");
    d.JobName = mem_strdup("shop-move");
    d.RunMode = mem_strdup(r.RunMode);
    d.ExpectRunTime = mem_strdup(r.ExpectRunTime);
    shape_copy(&dts_endpoint_shape, &d.SrcInfo, &r.SrcInfo);
    shape_copy(&dts_endpoint_shape, &d.DstInfo, &r.DstInfo);
    shape_copy(&dts_migrate_option_shape, &d.MigrateOption, &r.MigrateOption);
    plan_init(&back);
    back.source.password = secret_from_str("mine");
    plan_from_detail(&back, &d);
    assert_string_equal(secret_reveal(back.source.password), "mine");
    assert_null(back.target.password); /* the echo is not taken */
    /* only here */
    back.backend = p.backend;
    mem_replace(&back.draft_id, p.draft_id);
    mem_replace(&back.endpoint, p.endpoint);
    mem_replace(&back.create_intent, p.create_intent);
    mem_replace(&back.source.here_host, p.source.here_host);
    back.source.here_port = p.source.here_port;
    back.stage = p.stage;
    assert_same_plan(&p, &back);
    shape_clear(&dts_detail_shape, &d);
    shape_clear(&dts_modify_request_shape, &r);
    plan_clear(&back);
    plan_clear(&p);
}

/* A detail that says nothing leaves everything alone. */
static void test_from_empty_detail(void **state)
{
    (void)state;
    struct plan a, b = {0};
    struct dts_detail d;

    fill(&a);
    plan_copy(&b, &a);
    shape_init(&dts_detail_shape, &d);
    plan_from_detail(&b, &d);
    assert_same_plan(&a, &b);
    assert_true(secret_equal(a.target.password, b.target.password));
    shape_clear(&dts_detail_shape, &d);
    plan_clear(&a);
    plan_clear(&b);
}

static void test_intent(void **state)
{
    (void)state;
    int64_t wall = 0;
    char *text = plan_intent_text(1763690307);

    assert_string_equal(text, "2025-11-21T01:58:27Z");
    assert_true(plan_intent_parse(text, &wall));
    assert_int_equal(wall, 1763690307);
    free(text);
    assert_false(plan_intent_parse("2025-11-21 01:58:27", &wall));
    assert_false(plan_intent_parse("2025-11-21T01:58:27Zx", &wall));
    assert_false(plan_intent_parse("", &wall));
    assert_false(plan_intent_parse(NULL, &wall));
}

static void test_sentences(void **state)
{
    (void)state;
    struct plan p;
    struct strlist l = {0};

    fill(&p);
    plan_sentences(&p, &l);
    char *all = strlist_join(&l, "\n");
    assert_non_null(strstr(all, "203.0.113.10:3306"));
    assert_non_null(strstr(all, "cdb-0f0f0f0f"));
    assert_non_null(strstr(all, "crm, shop"));
    assert_non_null(strstr(all, "20 %"));
    assert_non_null(strstr(all, "read-only"));
    assert_non_null(strstr(all, "2030-03-18 01:46:40"));
    assert_null(strstr(all, PLANTED));
    free(all);
    strlist_clear(&l);
    plan_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_databases_stay_sorted),
        cmocka_unit_test(test_json_round_trip_without_secrets),
        cmocka_unit_test(test_json_by_hand),
        cmocka_unit_test(test_to_create),
        cmocka_unit_test(test_to_modify),
        cmocka_unit_test(test_only_views),
        cmocka_unit_test(test_access_types),
        cmocka_unit_test(test_from_detail),
        cmocka_unit_test(test_from_empty_detail),
        cmocka_unit_test(test_intent),
        cmocka_unit_test(test_sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
