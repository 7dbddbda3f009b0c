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
    p->target.production = true;
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
    p.with_accounts = true; /* to a target that stays open: plan_validate sees to that */
    struct dts_modify_request with;
    plan_to_modify(&p, &with);
    assert_int_equal(with.MigrateOption.IsMigrateAccount, 1);
    shape_clear(&dts_modify_request_shape, &with);
    p.with_accounts = false;
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

/* A new name on the target: told to DTS, and known again from what DTS tells. */
static void test_new_names(void **state)
{
    (void)state;
    struct plan p, back;
    struct dts_modify_request r;
    struct dts_detail d;
    struct err err = {0};

    fill(&p);
    mem_replace(&p.migrate_type, "full");
    plan_db_find(&p, "shop")->new_name = mem_strdup("shop_new");
    assert_true(plan_target_holds(&p, "shop_new"));
    assert_true(plan_target_holds(&p, "crm"));
    assert_false(plan_target_holds(&p, "shop"));
    plan_to_modify(&p, &r);
    const struct dts_database_table *dt = &r.MigrateOption.DatabaseTable;
    assert_null(dt->Databases.items[0].NewDbName);
    assert_string_equal(dt->Databases.items[1].DbName, "shop");
    assert_string_equal(dt->Databases.items[1].NewDbName, "shop_new");
    shape_init(&dts_detail_shape, &d);
    shape_copy(&dts_migrate_option_shape, &d.MigrateOption, &r.MigrateOption);
    plan_init(&back);
    plan_from_detail(&back, &d);
    assert_string_equal(plan_db_find(&back, "shop")->new_name, "shop_new");
    assert_null(plan_db_find(&back, "crm")->new_name);
    plan_clear(&back);
    /* through a file */
    struct json *j = plan_to_json(&p);
    assert_true(plan_from_json(&back, j, &err));
    assert_string_equal(plan_db_find(&back, "shop")->new_name, "shop_new");
    assert_null(plan_db_find(&back, "crm")->new_name);
    json_free(j);
    struct strlist said = {0};
    plan_sentences(&back, &said);
    char *all = strlist_join(&said, "\n");
    assert_non_null(strstr(all, "crm, shop (there as shop_new)"));
    free(all);
    strlist_clear(&said);
    shape_clear(&dts_detail_shape, &d);
    shape_clear(&dts_modify_request_shape, &r);
    plan_clear(&back);
    plan_clear(&p);
}

/* Single routines, triggers and events, and none of a kind: there and back. */
static void test_single_programs(void **state)
{
    static const char file[] = "{\"databases\":[{\"name\":\"crm\",\"functions\":[\"f\",\"g\"],"
                               "\"procedures\":[],\"events\":[\"e\"]},{\"name\":\"shop\","
                               "\"tables\":[],\"triggers\":[\"t\"]}]}";

    (void)state;
    struct err err = {0};
    struct plan p = {0}, back;
    struct dts_modify_request r;
    struct dts_detail d;
    struct json *j = json_parse(file, strlen(file), &err);
    assert_true(plan_from_json(&p, j, &err));
    json_free(j);
    assert_true(plan_db_find(&p, "crm")->all);
    for (int round = 0; round < 2; round++) {
        plan_to_modify(&p, &r);
        const struct dts_db_item *crm = &r.MigrateOption.DatabaseTable.Databases.items[0];
        assert_string_equal(crm->DBMode, "all");
        assert_string_equal(crm->FunctionMode, "partial");
        assert_int_equal(crm->Functions.n, 2);
        assert_string_equal(crm->Functions.items[1], "g");
        assert_string_equal(crm->ProcedureMode, "none");
        assert_int_equal(crm->Procedures.n, 0);
        assert_null(crm->TriggerMode);
        assert_string_equal(crm->EventMode, "partial");
        const struct dts_db_item *shop = crm + 1;
        assert_string_equal(shop->DBMode, "partial");
        assert_string_equal(shop->TableMode, "none");
        assert_string_equal(shop->TriggerMode, "partial");
        assert_string_equal(shop->Triggers.items[0], "t");
        assert_null(shop->EventMode);
        shape_init(&dts_detail_shape, &d);
        shape_copy(&dts_migrate_option_shape, &d.MigrateOption, &r.MigrateOption);
        plan_init(&back);
        plan_from_detail(&back, &d);
        plan_copy(&p, &back);
        j = plan_to_json(&p);
        assert_true(plan_from_json(&back, j, &err));
        plan_copy(&p, &back);
        json_free(j);
        plan_clear(&back);
        shape_clear(&dts_detail_shape, &d);
        shape_clear(&dts_modify_request_shape, &r);
    }
    struct strlist said = {0};
    plan_sentences(&p, &said);
    char *all = strlist_join(&said, "\n");
    assert_non_null(strstr(all, "Of the functions of crm only these go along: f, g."));
    assert_non_null(strstr(all, "Of the procedures of crm only these go along: none."));
    free(all);
    strlist_clear(&said);
    plan_clear(&p);
}

/* Every answer a side can have: what a type does not need must not be sent. */
static void fill_every_address(struct plan *p, bool source)
{
    struct plan_side *s = source ? &p->source : &p->target;

    fill(p);
    mem_replace(&p->source.supplier, "others");
    p->source.encrypt = false;
    mem_replace(&s->host, "203.0.113.10");
    s->port = 3306;
    mem_replace(&s->instance_id, "ins-1");
    mem_replace(&s->network_id, "net-1");
    mem_replace(&s->vpc_id, "vpc-1");
    mem_replace(&s->subnet_id, "subnet-1");
    mem_replace(&s->net_env, "TencentVPC");
    mem_replace(&s->owner_uin, "100000000001");
    mem_replace(&s->engine_version, "5.7");
    while (p->databases.n)
        plan_db_remove(p, p->databases.items[0].name);
    p->whole_instance = true;
    p->compare = COMPARE_NONE;
}

static void side_forget(struct plan_side *s)
{
    char **const all[] = {&s->access_type, &s->supplier,   &s->instance_id,   &s->host,
                          &s->user,        &s->network_id, &s->vpc_id,        &s->subnet_id,
                          &s->net_env,     &s->owner_uin,  &s->engine_version};

    for (size_t i = 0; i < LEN(all); i++)
        mem_replace(all[i], NULL);
    s->port = 0;
}

#define PLAIN_SOURCE                                                 \
    "{\"Region\":\"ap-tokyo\",\"AccessType\":\"extranet\","          \
    "\"DatabaseType\":\"mysql\",\"NodeType\":\"simple\",\"Info\":[{" \
    "\"Host\":\"203.0.113.10\",\"Port\":3306,\"User\":\"mover\","    \
    "\"Password\":\"" PLANTED "\"}],\"Supplier\":\"others\"}"
#define PLAIN_TARGET                                                 \
    "{\"Region\":\"ap-seoul\",\"AccessType\":\"cdb\","               \
    "\"DatabaseType\":\"mysql\",\"NodeType\":\"simple\",\"Info\":[{" \
    "\"User\":\"root\",\"Password\":\"" PLANTED "2\","               \
    "\"InstanceId\":\"cdb-0f0f0f0f\"}]}"
#define BY_ADDRESS "\"Host\":\"203.0.113.10\",\"Port\":3306,"
#define IN_VPC     ",\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\""

/* What stands before and behind the account in Info, and in the endpoint beside it. */
static const struct body_case {
    const char *type;
    bool rds; /* a source at Alibaba */
    const char *before, *behind, *beside;
} bodies[] = {
    {"extranet", false, BY_ADDRESS, "", ""},
    {"extranet", true, BY_ADDRESS, ",\"EngineVersion\":\"5.7\"", ""},
    {"ipv6", false, BY_ADDRESS, "", ""},
    {"intranet", false, BY_ADDRESS, "", ""},
    {"cvm", false, "\"Port\":3306,", ",\"CvmInstanceId\":\"ins-1\"", ""},
    {"cdb", false, "", ",\"InstanceId\":\"ins-1\"", ""},
    {"dcg", false, BY_ADDRESS, ",\"UniqDcgId\":\"net-1\"" IN_VPC, ""},
    {"vpncloud", false, BY_ADDRESS, ",\"UniqVpnGwId\":\"net-1\"" IN_VPC, ""},
    {"ccn", false, BY_ADDRESS, ",\"CcnGwId\":\"net-1\"" IN_VPC,
     ",\"DatabaseNetEnv\":\"TencentVPC\",\"CcnOwnerUin\":\"100000000001\""},
    {"vpc", false, BY_ADDRESS, IN_VPC, ""},
};

/* side_body - the endpoint that is expected; the caller frees. A target has no supplier. */
static char *side_body(const struct body_case *b, bool source)
{
    const char *supplier = !source  ? ""
                           : b->rds ? ",\"Supplier\":\"aliyun\""
                                    : ",\"Supplier\":\"others\"";

    return mem_printf("{\"Region\":\"%s\",\"AccessType\":\"%s\",\"DatabaseType\":\"mysql\","
                      "\"NodeType\":\"simple\",\"Info\":[{%s\"User\":\"%s\","
                      "\"Password\":\"" PLANTED "%s\"%s}]%s%s}",
                      source ? "ap-tokyo" : "ap-seoul", b->type, b->before,
                      source ? "mover" : "root", source ? "" : "2", b->behind, supplier,
                      b->beside);
}

static char *modify_body(const char *source, const char *target)
{
    return mem_printf(
        "{\"JobId\":\"dts-0a1b2c3d\",\"RunMode\":\"timed\",\"MigrateOption\":{"
        "\"DatabaseTable\":{\"ObjectMode\":\"all\",\"AdvancedObjects\":[\"function\","
        "\"procedure\",\"trigger\"]},\"MigrateType\":\"fullAndIncrement\","
        "\"Consistency\":{\"Mode\":\"noCheck\"},\"IsMigrateAccount\":false,"
        "\"IsOverrideRoot\":false,\"IsDstReadOnly\":true},\"SrcInfo\":%s,\"DstInfo\":%s,"
        "\"JobName\":\"shop-move\",\"ExpectRunTime\":\"2030-03-18 01:46:40\"}",
        source, target);
}

static void expect_body(const struct plan *p, struct dts_modify_request *r,
                        const char *expected)
{
    plan_to_modify(p, r);
    struct json *j = shape_encode(&dts_modify_request_shape, r);
    char *body = json_print(j);

    assert_string_equal(body, expected);
    free(body);
    json_free(j);
}

/* The whole body of a plan with every answer, and back: the same body again. */
static void check_access(const struct body_case *b, bool source)
{
    struct plan p, back;
    struct plan_side *s = source ? &p.source : &p.target;
    struct dts_modify_request r;
    struct dts_detail d;
    char *side = side_body(b, source);
    char *expected = modify_body(source ? side : PLAIN_SOURCE, source ? PLAIN_TARGET : side);

    fill_every_address(&p, source);
    mem_replace(&s->access_type, b->type);
    if (b->rds)
        mem_replace(&s->supplier, "aliyun");
    expect_body(&p, &r, expected);
    shape_init(&dts_detail_shape, &d);
    shape_copy(&dts_endpoint_shape, &d.SrcInfo, &r.SrcInfo);
    shape_copy(&dts_endpoint_shape, &d.DstInfo, &r.DstInfo);
    shape_clear(&dts_modify_request_shape, &r);
    plan_init(&back);
    plan_copy(&back, &p);
    side_forget(&back.source);
    side_forget(&back.target);
    plan_from_detail(&back, &d);
    expect_body(&back, &r, expected);
    shape_clear(&dts_detail_shape, &d);
    shape_clear(&dts_modify_request_shape, &r);
    plan_clear(&back);
    plan_clear(&p);
    free(expected);
    free(side);
}

static void test_access_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(bodies); i++)
        check_access(&bodies[i], true);
}

static void test_access_types_of_target(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(bodies); i++)
        if (!bodies[i].rds)
            check_access(&bodies[i], false);
}

/* Not said: the data are behind the network, in a place of the operator's own. */
static void test_ccn_unsaid(void **state)
{
    (void)state;
    struct plan p;
    struct dts_modify_request r;

    fill(&p);
    mem_replace(&p.source.access_type, "ccn");
    plan_to_modify(&p, &r);
    assert_string_equal(r.SrcInfo.DatabaseNetEnv, "UserIDC");
    assert_null(r.SrcInfo.CcnOwnerUin);
    shape_clear(&dts_modify_request_shape, &r);
    plan_clear(&p);
}

/* What DTS tells of a task gives the plan back, but for what only this host knows. */
static void test_from_detail(void **state)
{
    (void)state;
    struct plan p, back;
    struct dts_modify_request r;
    struct dts_detail d;

    fill(&p);
    p.with_accounts = true;
    p.target.production = false; /* DTS is not told */
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
    assert_non_null(strstr(all, "Accounts do not"));
    assert_null(strstr(all, PLANTED));
    free(all);
    strlist_clear(&l);

    /* what becomes of accounts that are there already differs between the services */
    p.with_accounts = true;
    p.backend = BACKEND_CLOUD;
    plan_sentences(&p, &l);
    all = strlist_join(&l, "\n");
    assert_non_null(strstr(all, "triggers, accounts."));
    assert_non_null(strstr(all, "is overwritten"));
    free(all);
    strlist_clear(&l);
    p.backend = BACKEND_LOCAL;
    plan_sentences(&p, &l);
    all = strlist_join(&l, "\n");
    assert_non_null(strstr(all, "is left as it is"));
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
        cmocka_unit_test(test_new_names),
        cmocka_unit_test(test_single_programs),
        cmocka_unit_test(test_access_types),
        cmocka_unit_test(test_access_types_of_target),
        cmocka_unit_test(test_ccn_unsaid),
        cmocka_unit_test(test_from_detail),
        cmocka_unit_test(test_from_empty_detail),
        cmocka_unit_test(test_intent),
        cmocka_unit_test(test_sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
