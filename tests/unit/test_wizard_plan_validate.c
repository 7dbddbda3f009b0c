/* SPDX-License-Identifier: MIT
 *
 * test_wizard_plan_validate - one complete plan, and one change per row: which stage notices,
 * and which field it names.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/plan.h"

static void complete(struct plan *p)
{
    plan_init(p);
    p->name = mem_strdup("shop-move");
    p->backend = BACKEND_CLOUD;
    p->region = mem_strdup("ap-seoul");
    p->source_region = mem_strdup("ap-seoul");
    p->source.host = mem_strdup("203.0.113.10");
    p->source.port = 3306;
    p->source.user = mem_strdup("mover");
    p->source.password = secret_from_str("x");
    p->target.instance_id = mem_strdup("cdb-0a1b2c3d");
    p->target.user = mem_strdup("root");
    p->target.password = secret_from_str("y");
    plan_db_add(p, "shop")->all = true;
    p->compare = COMPARE_FULL;
}

#define TEXT_CHANGE(fn, member, value)  \
    static void fn(struct plan *p)      \
    {                                   \
        mem_replace(&p->member, value); \
    }
#define VALUE_CHANGE(fn, member, value) \
    static void fn(struct plan *p)      \
    {                                   \
        p->member = value;              \
    }
TEXT_CHANGE(no_name, name, "")
TEXT_CHANGE(bad_name, name, "a\x01")
TEXT_CHANGE(no_region, region, NULL)
TEXT_CHANGE(bad_region, region, "Seoul")
TEXT_CHANGE(no_source_region, source_region, NULL)
TEXT_CHANGE(bad_class, instance_class, "huge")
TEXT_CHANGE(bad_access, source.access_type, "pigeon")
TEXT_CHANGE(no_host, source.host, "")
TEXT_CHANGE(named_host, source.host, "db.example.com")
TEXT_CHANGE(link_host, source.host, "https://db.example.com")
TEXT_CHANGE(host_with_port, source.host, "203.0.113.10:3306")
TEXT_CHANGE(host_with_blank, source.host, "203.0.113.10 ")
TEXT_CHANGE(bad_here, source.here_host, "a b")
TEXT_CHANGE(no_user, source.user, NULL)
TEXT_CHANGE(no_target_instance, target.instance_id, NULL)
TEXT_CHANGE(bad_target_instance, target.instance_id, "cdb 1")
TEXT_CHANGE(bad_type, migrate_type, "half")
VALUE_CHANGE(no_backend, backend, BACKEND_UNKNOWN)
VALUE_CHANGE(no_port, source.port, 0)
VALUE_CHANGE(big_port, source.port, 70000)
VALUE_CHANGE(no_compare, compare, COMPARE_UNSET)
VALUE_CHANGE(no_ratio, compare, COMPARE_SPOT)
VALUE_CHANGE(no_threads, compare_threads, 0)
VALUE_CHANGE(many_threads, compare_threads, 9)
VALUE_CHANGE(long_pause, recheck_minutes, 61)
VALUE_CHANGE(timed_without_time, timed, true)

static void no_password(struct plan *p)
{
    secret_free(p->source.password);
    p->source.password = NULL;
}
static void no_target_password(struct plan *p)
{
    secret_free(p->target.password);
    p->target.password = NULL;
}
static void small_ratio(struct plan *p)
{
    p->compare = COMPARE_SPOT;
    p->sample_percent = 9;
}
static void large_ratio(struct plan *p)
{
    p->compare = COMPARE_SPOT;
    p->sample_percent = 91;
}
static void past_time(struct plan *p)
{
    p->timed = true;
    p->start_at = 1000;
}
static void vpn_without_gateway(struct plan *p)
{
    mem_replace(&p->source.access_type, "vpncloud");
}
static void vpn_without_vpc(struct plan *p)
{
    vpn_without_gateway(p);
    p->source.network_id = mem_strdup("vpngw-0a1b2c3d");
}
/* Each way of reaching the source with every answer right. */
static void by(struct plan *p, const char *type, const char *network)
{
    mem_replace(&p->source.access_type, type);
    mem_replace(&p->source.network_id, network);
    mem_replace(&p->source.vpc_id, "vpc-0a1b2c3d");
    mem_replace(&p->source.subnet_id, "subnet-0a1b2c3d");
}
static void by_vpn(struct plan *p)
{
    by(p, "vpncloud", "vpngw-0a1b2c3d");
}
static void by_dcg(struct plan *p)
{
    by(p, "dcg", "dcg-0a1b2c3d");
}
static void by_ccn(struct plan *p)
{
    by(p, "ccn", "ccn-0a1b2c3d");
    p->source.owner_uin = mem_strdup("100000000001");
}
static void by_vpc(struct plan *p)
{
    by(p, "vpc", NULL);
}
static void by_cvm(struct plan *p)
{
    by(p, "cvm", NULL);
    mem_replace(&p->source.host, NULL);
    p->source.instance_id = mem_strdup("ins-0a1b2c3d");
}
static void rds_57(struct plan *p)
{
    mem_replace(&p->source.supplier, "aliyun");
    p->source.engine_version = mem_strdup("5.7");
}
static void vpn_with_dcg(struct plan *p)
{
    by(p, "vpncloud", "dcg-0a1b2c3d");
}
static void dcg_with_vpn(struct plan *p)
{
    by(p, "dcg", "vpngw-0a1b2c3d");
}
static void ccn_with_vpn(struct plan *p)
{
    by(p, "ccn", "vpngw-0a1b2c3d");
}
static void ccn_prefix_only(struct plan *p)
{
    by(p, "ccn", "ccn-");
}
static void ccn_odd_env(struct plan *p)
{
    by_ccn(p);
    p->source.net_env = mem_strdup("Elsewhere");
}
static void ccn_odd_owner(struct plan *p)
{
    by_ccn(p);
    mem_replace(&p->source.owner_uin, "me@example.com");
}
static void vpc_with_subnet(struct plan *p)
{
    by_vpc(p);
    mem_replace(&p->source.vpc_id, "subnet-0a1b2c3d");
}
static void subnet_with_vpc(struct plan *p)
{
    by_vpc(p);
    mem_replace(&p->source.subnet_id, "vpc-0a1b2c3d");
}
static void cvm_with_cdb(struct plan *p)
{
    by_cvm(p);
    mem_replace(&p->source.instance_id, "cdb-0a1b2c3d");
}
static void cvm_without_port(struct plan *p)
{
    by_cvm(p);
    p->source.port = 0;
}
static void rds_odd_version(struct plan *p)
{
    rds_57(p);
    mem_replace(&p->source.engine_version, "5.7.44-log");
}
static void target_by_host_without_port(struct plan *p)
{
    mem_replace(&p->target.access_type, "intranet");
    p->target.host = mem_strdup("10.0.0.9");
}
static void target_is_source(struct plan *p)
{
    target_by_host_without_port(p);
    mem_replace(&p->target.host, "203.0.113.10");
    p->target.port = 3306;
}
static void nothing_chosen(struct plan *p)
{
    plan_db_remove(p, "shop");
}
static void empty_database(struct plan *p)
{
    plan_db_find(p, "shop")->all = false;
}
static void system_database(struct plan *p)
{
    plan_db_add(p, "mysql")->all = true;
}
static void long_database(struct plan *p)
{
    char name[66];
    memset(name, 'a', 65);
    name[65] = '\0';
    plan_db_add(p, name)->all = true;
}
static void bad_table(struct plan *p)
{
    struct plan_db *db = plan_db_add(p, "crm");
    strlist_add(&db->tables, "ends in a blank ");
}

static void accounts_to_read_only(struct plan *p)
{
    p->with_accounts = p->keep_target_read_only = true;
}

static const struct {
    const char *what;
    void (*change)(struct plan *p);
    enum stage stage;
    const char *field;
} wrong[] = {
#define ROW(fn, stage, field) \
    {                         \
#fn, fn, stage, field \
    }
    ROW(no_backend, STAGE_SOURCE, "backend"),
    ROW(no_name, STAGE_SOURCE, "name"),
    ROW(bad_name, STAGE_SOURCE, "name"),
    ROW(timed_without_time, STAGE_SOURCE, "start_at"),
    ROW(no_region, STAGE_SOURCE, "region"),
    ROW(bad_region, STAGE_SOURCE, "region"),
    ROW(no_source_region, STAGE_SOURCE, "source_region"),
    ROW(bad_class, STAGE_SOURCE, "instance_class"),
    ROW(bad_access, STAGE_SOURCE, "source.access_type"),
    ROW(no_host, STAGE_SOURCE, "source.host"),
    ROW(named_host, STAGE_SOURCE, "source.host"),
    ROW(link_host, STAGE_SOURCE, "source.host"),
    ROW(host_with_port, STAGE_SOURCE, "source.host"),
    ROW(host_with_blank, STAGE_SOURCE, "source.host"),
    ROW(no_port, STAGE_SOURCE, "source.port"),
    ROW(big_port, STAGE_SOURCE, "source.port"),
    ROW(bad_here, STAGE_SOURCE, "source.here_host"),
    ROW(no_user, STAGE_SOURCE, "source.user"),
    ROW(no_password, STAGE_SOURCE, "source.password"),
    ROW(vpn_without_gateway, STAGE_SOURCE, "source.network_id"),
    ROW(vpn_without_vpc, STAGE_SOURCE, "source.vpc_id"),
    ROW(vpn_with_dcg, STAGE_SOURCE, "source.network_id"),
    ROW(dcg_with_vpn, STAGE_SOURCE, "source.network_id"),
    ROW(ccn_with_vpn, STAGE_SOURCE, "source.network_id"),
    ROW(ccn_prefix_only, STAGE_SOURCE, "source.network_id"),
    ROW(ccn_odd_env, STAGE_SOURCE, "source.net_env"),
    ROW(ccn_odd_owner, STAGE_SOURCE, "source.owner_uin"),
    ROW(vpc_with_subnet, STAGE_SOURCE, "source.vpc_id"),
    ROW(subnet_with_vpc, STAGE_SOURCE, "source.subnet_id"),
    ROW(cvm_with_cdb, STAGE_SOURCE, "source.instance_id"),
    ROW(cvm_without_port, STAGE_SOURCE, "source.port"),
    ROW(rds_odd_version, STAGE_SOURCE, "source.engine_version"),
    ROW(no_target_instance, STAGE_TARGET, "target.instance_id"),
    ROW(bad_target_instance, STAGE_TARGET, "target.instance_id"),
    ROW(target_by_host_without_port, STAGE_TARGET, "target.port"),
    ROW(target_is_source, STAGE_TARGET, "target.host"),
    ROW(no_target_password, STAGE_TARGET, "target.password"),
    ROW(nothing_chosen, STAGE_DATABASES, "databases"),
    ROW(empty_database, STAGE_DATABASES, "databases"),
    ROW(system_database, STAGE_DATABASES, "databases"),
    ROW(long_database, STAGE_DATABASES, "databases"),
    ROW(bad_table, STAGE_DATABASES, "databases"),
    ROW(accounts_to_read_only, STAGE_DATABASES, "with_accounts"),
    ROW(bad_type, STAGE_DATABASES, "migrate_type"),
    ROW(no_compare, STAGE_CONSISTENCY, "compare"),
    ROW(no_ratio, STAGE_CONSISTENCY, "sample_percent"),
    ROW(small_ratio, STAGE_CONSISTENCY, "sample_percent"),
    ROW(large_ratio, STAGE_CONSISTENCY, "sample_percent"),
    ROW(no_threads, STAGE_CONSISTENCY, "compare_threads"),
    ROW(many_threads, STAGE_CONSISTENCY, "compare_threads"),
    ROW(long_pause, STAGE_CONSISTENCY, "recheck_minutes"),
    ROW(past_time, STAGE_VERIFY, "start_at"),
};

static void test_each_wrong_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(wrong); i++) {
        struct plan p;
        struct err err = {0};
        const char *field = NULL;
        complete(&p);
        wrong[i].change(&p);
        if (plan_validate(&p, wrong[i].stage, &field, &err))
            fail_msg("%s is not noticed", wrong[i].what);
        if (!field || strcmp(field, wrong[i].field) != 0)
            fail_msg("%s names %s: %s", wrong[i].what, field, err.text);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_true(err.text[0] != '\0');
        plan_clear(&p);
    }
}

static void rehearsal(struct plan *p)
{
    p->backend = BACKEND_LOCAL;
    mem_replace(&p->source.host, "localhost"); /* a name is fine for dtsd */
    mem_replace(&p->region, NULL);
    mem_replace(&p->source_region, NULL);
}
static void untouched(struct plan *p)
{
    (void)p;
}
static void in_dts(struct plan *p) /* DTS has the passwords */
{
    p->job_id = mem_strdup("dts-0a1b2c3d");
    p->changed_since_sent = false;
    no_password(p);
    no_target_password(p);
}
static void whole(struct plan *p)
{
    nothing_chosen(p);
    p->whole_instance = true;
}
static void structure(struct plan *p) /* nothing to compare */
{
    mem_replace(&p->migrate_type, "structure");
    p->compare = COMPARE_UNSET;
}
static void empty_password(struct plan *p) /* answered: empty */
{
    no_password(p);
    p->source.password = secret_from_str("");
}
static void odd_names(struct plan *p)
{
    plan_db_add(p, "we`ird\"'.名")->all = true;
}

static void test_right_answers(void **state)
{
    (void)state;
    static void (*const rows[])(struct plan *) = {
        untouched, rehearsal, in_dts, whole,  structure, empty_password, odd_names,
        by_vpn,    by_dcg,    by_ccn, by_vpc, by_cvm,    rds_57,
    };

    for (size_t i = 0; i < LEN(rows); i++)
        for (int stage = STAGE_SOURCE; stage < STAGE_END; stage++) {
            struct plan p;
            struct err err = {0};
            const char *field = NULL;
            complete(&p);
            rows[i](&p);
            if (!plan_validate(&p, (enum stage)stage, &field, &err))
                fail_msg("row %zu, stage %d, %s: %s", i, stage, field, err.text);
            plan_clear(&p);
        }
}

static void test_field_alone(void **state)
{
    (void)state;
    struct plan p;
    struct err err = {0};

    complete(&p);
    no_host(&p); /* empty: asked for later, not wrong now */
    assert_true(plan_validate_field(&p, "source.host", &err));
    link_host(&p);
    assert_false(plan_validate_field(&p, "source.host", &err));
    assert_true(plan_validate_field(&p, "source.user", &err));
    assert_true(plan_validate_field(&p, "no such field", &err));
    plan_clear(&p);
}

/* new_name of a database: each way in which it can be wrong. */
static void test_new_names(void **state)
{
    static const struct {
        const char *type, *crm, *shop, *says;
    } rows[] = {
        {"full", NULL, "shop_new", NULL},
        {"structure", "shop", "crm", NULL}, /* they change places */
        {"fullAndIncrement", NULL, "shop", NULL},
        {"fullAndIncrement", NULL, "shop_new", "while changes are followed"},
        {"full", NULL, "crm", "Two databases"},
        {"full", "both", "both", "Two databases"},
        {"full", NULL, "mysql", "the server's own"},
        {"full", NULL, "trailing ", "New name of shop"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct plan p;
        const char *field;
        struct err err = {0};
        complete(&p);
        while (p.databases.n)
            plan_db_remove(&p, p.databases.items[0].name);
        plan_db_add(&p, "crm")->all = true;
        plan_db_add(&p, "shop")->all = true;
        mem_replace(&plan_db_find(&p, "crm")->new_name, rows[i].crm);
        mem_replace(&plan_db_find(&p, "shop")->new_name, rows[i].shop);
        mem_replace(&p.migrate_type, rows[i].type);
        bool ok = plan_validate(&p, STAGE_DATABASES, &field, &err);
        if (ok != !rows[i].says ||
            (!ok && (!strstr(err.text, rows[i].says) || strcmp(field, "databases") != 0)))
            fail_msg("row %zu: %s", i, err.text);
        plan_clear(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_wrong_answer),
        cmocka_unit_test(test_right_answers),
        cmocka_unit_test(test_field_alone),
        cmocka_unit_test(test_new_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
