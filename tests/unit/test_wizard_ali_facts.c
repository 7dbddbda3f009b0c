/* SPDX-License-Identifier: MIT
 *
 * test_wizard_ali_facts - what is judged of an instance at Alibaba Cloud, one fact each, and the calls that
 * are not offered because what they would send is not known. No service.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/ali_call.h"

#define INSTANCE "rm-bp1x7k"

/* A value that the service wants back and has not told: then nothing is offered. */
static void a_call_that_is_not_known_is_not_shown(void **state)
{
    struct ali_source s = {.log = {.part = RDS_POLICY_LOG}};
    struct ali_change c = {.kind = ALI_HOURS,
                           .instance = (char *)INSTANCE,
                           .was = (char *)"3",
                           .now = (char *)"72"};

    (void)state;
    assert_null(ali_call_text(&c, NULL));
    assert_null(ali_call_text(&c, &s));
    c.kind = ALI_PARAM;
    assert_null(ali_call_text(&c, &s));
    c = (struct ali_change){.kind = ALI_ACCOUNT,
                            .instance = (char *)INSTANCE,
                            .name = (char *)"mover",
                            .now = (char *)"Super"};
    char *text = ali_call_text(&c, NULL);
    assert_string_equal(text, "CreateAccount\n  DBInstanceId=rm-bp1x7k\n  AccountName=mover\n"
                              "  AccountPassword=***\n  AccountType=Super");
    free(text);
}

static void each_fact_is_told(void **state)
{
    struct rds_param on = {.name = (char *)"implicit_primary_key", .value = (char *)"ON"};
    struct plan p;
    static const struct {
        const char *type, *primary, *lock;
        enum ali_topic topic;
        enum ali_level level;
        const char *words, *next;
    } cases[] = {
        {"Guard", NULL, "Unlock", ALI_TOPIC_PRIMARY, ALI_BAD, "disaster recovery", "primary"},
        {"Readonly", "rm-main", "Unlock", ALI_TOPIC_PRIMARY, ALI_BAD, "read-only", "rm-main"},
        {"Primary", NULL, "LockByExpiration", ALI_TOPIC_LOCK, ALI_BAD, "locked", "expired"},
        {"Primary", NULL, "LockByDiskQuota", ALI_TOPIC_LOCK, ALI_BAD, "locked", "full"},
    };

    (void)state;
    plan_init(&p);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct ali_source s = {.attribute = {.type = (char *)cases[i].type,
                                             .primary = (char *)cases[i].primary,
                                             .status = (char *)"Running",
                                             .lock = (char *)cases[i].lock}};
        struct ali_findings f;
        ali_judge(&p, &s, &f);
        const struct ali_finding *x = ali_finding(&f, cases[i].topic);
        assert_non_null(x);
        assert_int_equal(x->level, cases[i].level);
        assert_non_null(strstr(x->text, cases[i].words));
        assert_non_null(strstr(x->next, cases[i].next));
        ali_findings_clear(&f);
    }
    struct ali_source s = {.params = {.items = &on, .n = 1}, .tde = true};
    struct ali_findings f;
    err_set(&s.accounts_err, ERR_STATE, "refused");
    str_copy(s.accounts_err.code, sizeof s.accounts_err.code, "OperationDenied.AccountMode");
    p.source.encrypt = true;
    ali_judge(&p, &s, &f);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_ROW_ID)->level, ALI_WARNING);
    assert_non_null(
        strstr(ali_finding(&f, ALI_TOPIC_ROW_ID)->text, "implicit_primary_key is ON"));
    assert_int_equal(ali_finding(&f, ALI_TOPIC_TDE)->level, ALI_WARNING);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_TLS)->level, ALI_BAD);
    assert_non_null(strstr(ali_finding(&f, ALI_TOPIC_ACCOUNTS)->text, "old account mode"));
    ali_findings_clear(&f);
    on.value = (char *)"OFF";
    p.source.encrypt = false;
    ali_judge(&p, &s, &f);
    assert_null(ali_finding(&f, ALI_TOPIC_ROW_ID));
    assert_int_equal(ali_finding(&f, ALI_TOPIC_TLS)->level, ALI_NOTE);
    ali_findings_clear(&f);
    s.params.n = 0; /* the list does not tell it: said, not taken for OFF */
    ali_judge(&p, &s, &f);
    assert_int_equal(ali_finding(&f, ALI_TOPIC_ROW_ID)->level, ALI_NOTE);
    ali_findings_clear(&f);
    plan_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_that_is_not_known_is_not_shown),
        cmocka_unit_test(each_fact_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
