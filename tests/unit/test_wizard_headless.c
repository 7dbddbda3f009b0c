/* SPDX-License-Identifier: MIT
 *
 * test_wizard_headless - the plan file of the mode without a screen, its secrets, and its line of progress.
 */
#include "tests/unit/unit.h"

#include "base/file.h"
#include "wizard/headless.h"
#include "wizard/progress_line.h"

#define PLANTED "planted-Passw0rd"

static bool read_text(const char *dir, const char *text, struct headless_plan *p,
                      struct err *err)
{
    char *path = file_join(dir, "plan.json");

    assert_true(file_replace(path, text, strlen(text), err));
    bool ok = headless_plan_read(path, p, err);
    free(path);
    return ok;
}

static void test_members(void **state)
{
    static const struct {
        const char *text, *says; /* NULL: fine */
    } rows[] = {
        {"{}", NULL},
        {"{\"finish\":\"sync\"}", NULL},
        {"{\"finish\":\"complete\",\"accept\":[\"compared\"],\"accept_reason\":\"x\"}", NULL},
        {"{\"finish\":\"never\"}", "never"},
        {"{\"accept\":[\"everything\"],\"accept_reason\":\"x\"}", "everything"},
        {"{\"accept\":[\"compared\"]}", "reason"},
        {"{\"accept\":[7],\"accept_reason\":\"x\"}", "accept"},
        {"{\"skip\":[\"OptimizeCheck\"],\"skip_reason\":\"x\"}", NULL},
        {"{\"foreign_keys\":\"shield\",\"skip_reason\":\"x\"}", NULL},
        {"{\"foreign_keys\":\"shield\"}", "reason"},
        {"{\"skip\":[\"OptimizeCheck\"]}", "reason"},
        {"{\"foreign_keys\":\"drop\",\"skip_reason\":\"x\"}", "foreign_keys"},
        {"{\"finish\":\"complete\",\"migrate_type\":\"full\"}", "synchronises"},
        {"{\"target\":{\"password\":\"x\"}}", "password"},
        {"{", "JSON"},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct headless_plan p;
        struct err err = {0};
        bool ok = read_text(*state, rows[i].text, &p, &err);
        if (ok != !rows[i].says)
            fail_msg("%s: %s", rows[i].text, err.text);
        if (!ok && (!strstr(err.text, rows[i].says) || err.kind != ERR_INPUT))
            fail_msg("%s: %s", rows[i].text, err.text);
        headless_plan_clear(&p);
    }
}

static void test_values(void **state)
{
    struct headless_plan p;
    struct err err = {0};

    assert_true(read_text(*state,
                          "{\"finish\":\"complete\",\"accept\":[\"login\",\"compared\"],"
                          "\"accept_reason\":\"agreed\",\"app_user\":\"app\",\"name\":\"n\"}",
                          &p, &err));
    assert_true(p.complete);
    assert_true(p.accept[CUT_LOGIN]);
    assert_true(p.accept[CUT_COMPARED]);
    assert_false(p.accept[CUT_SAME]);
    assert_string_equal(p.app_user, "app");
    assert_string_equal(p.plan.name, "n");
    assert_int_equal(p.cutover_wait_s, 900);
    headless_plan_clear(&p);
    assert_false(headless_plan_read("/no/such/file", &p, &err));
    assert_int_equal(err.kind, ERR_GONE);
}

static void test_secrets_leave_the_environment(void **state)
{
    struct headless_plan p;
    struct err err = {0};

    assert_true(read_text(*state, "{\"finish\":\"complete\",\"app_user\":\"app\"}", &p, &err));
    setenv("DTS_WIZARD_SOURCE_PASSWORD", PLANTED "1", 1);
    setenv("DTS_WIZARD_TARGET_PASSWORD", "", 1); /* an empty one is an answer */
    setenv("DTS_WIZARD_APP_PASSWORD", PLANTED "3", 1);
    const char *bytes = getenv("DTS_WIZARD_SOURCE_PASSWORD");
    assert_true(headless_secrets(&p, &err));
    assert_string_equal(secret_reveal(p.plan.source.password), PLANTED "1");
    assert_non_null(p.plan.target.password);
    assert_int_equal(secret_len(p.plan.target.password), 0);
    assert_string_equal(secret_reveal(p.app_password), PLANTED "3");
    assert_null(getenv("DTS_WIZARD_SOURCE_PASSWORD"));
    assert_null(getenv("DTS_WIZARD_TARGET_PASSWORD"));
    assert_null(getenv("DTS_WIZARD_APP_PASSWORD"));
    assert_int_equal(bytes[0], 0); /* the bytes themselves are gone */
    headless_plan_clear(&p);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, unit_dir_setup, unit_dir_teardown)

/* Percent that DTS does not tell is not 0 %. */
static void test_progress_that_is_not_known(void **state)
{
    char id[] = "load", status[] = "running";
    struct dts_step step = {.StepId = id, .Status = status, .Percent = -1};
    struct dts_detail detail = {.StepInfo = {.StepInfo = {.items = &step, .n = 1}}};
    struct snapshot snap = {.detail = &detail};

    (void)state;
    char *line = progress_line(&snap);
    assert_string_equal(line, "load, how far is not known");
    free(line);
    step.Percent = 0;
    line = progress_line(&snap);
    assert_string_equal(line, "load 0 %");
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_members),
        T(test_values),
        T(test_secrets_leave_the_environment),
        T(test_progress_that_is_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
