/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_check - what a finding is about is told by name, and stays bounded.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"

static void is_told(size_t n, const char *want)
{
    struct strlist names = {0};

    for (size_t i = 0; i < n; i++)
        strlist_take(&names, mem_printf("t%zu", i));
    char *told = check_names(&names, ", ");
    assert_string_equal(told + (strlen(told) - strlen(want)), want);
    free(told);
    strlist_clear(&names);
}

static void test_few(void **state)
{
    (void)state;
    is_told(0, "");
    is_told(3, "t0, t1, t2");
    is_told(CHECK_NAMES_MOST, "t98, t99");
    is_told(CHECK_NAMES_MOST + 1, "t98, t99, and 1 more");
    is_told(10000, "t98, t99, and 9,900 more");
}

/* As a sentence with them has to fit: too long a text would be none at all. */
static void test_long(void **state)
{
    struct strlist names = {0};
    char name[1001];
    struct dts_check_step step;

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (int i = 0; i < 99; i++)
        strlist_add(&names, name);
    char *told = check_names(&names, "; ");
    shape_init(&dts_check_step_shape, &step);
    struct dts_check_item *item = check_item(&step, CHECK_WARNING, "Names", "");
    check_reason(item, "Too many: %s.", told);
    assert_non_null(strstr(item->FailureReason, "; and 50 more."));
    shape_clear(&dts_check_step_shape, &step);
    free(told);
    strlist_clear(&names);
}

/* All names of a finding that tells a part. */
static void test_found(void **state)
{
    struct strlist names = {0};
    struct dts_check_step step;

    (void)state;
    shape_init(&dts_check_step_shape, &step);
    struct dts_check_item *item = check_item(&step, CHECK_WARNING, "Names", "");
    for (int i = 1; i <= CHECK_NAMES_MOST; i++)
        strlist_take(&names, mem_printf("t%d", i));
    check_found(item, &names, ", ", "Not on the %s: ", "source");
    assert_true(str_starts(item->FailureReason, "Not on the source: t1, t2, "));
    assert_int_equal(item->LocalNames.n, 0); /* all are told */
    strlist_add(&names, "one more");
    check_found(item, &names, ", ", "Not on the %s: ", "source");
    assert_true(str_ends(item->FailureReason, "t100, and 1 more"));
    assert_int_equal(item->LocalNames.n, 101);
    assert_string_equal(item->LocalNames.items[100], "one more");
    while (names.n < CHECK_NAMES_KEPT + 7)
        strlist_add(&names, "many");
    check_found(item, &names, ", ", "%s", "");
    assert_true(str_ends(item->FailureReason, "and 1,907 more"));
    assert_int_equal(item->LocalNames.n, CHECK_NAMES_KEPT);
    shape_clear(&dts_check_step_shape, &step);
    strlist_clear(&names);
}

/* The SELECT that shows all: only where the finding has a part, by the names of the right side, and
 * not longer than an answer can be. */
#define SELECT                                                                    \
    "SELECT v.TABLE_SCHEMA, v.TABLE_NAME FROM information_schema.TABLES v WHERE " \
    "v.TABLE_SCHEMA IN "

static void test_all(void **state)
{
    struct cat_schema shop = {.name = (char *)"sh'op"}, crm = {.name = (char *)"crm"};
    struct sel_schema schemas[] = {{.schema = &shop, .target_name = (char *)"shop2"},
                                   {.schema = &crm, .target_name = (char *)"crm"}};
    struct selection sel = {.schemas = schemas, .n_schemas = 2};
    struct dts_check_step step;

    (void)state;
    shape_init(&dts_check_step_shape, &step);
    struct dts_check_item *item = check_item(&step, CHECK_WARNING, "Names", "");
    selected_all(item, SIDE_SOURCE, CHECK_NAMES_MOST, &sel, SELECTED_TABLES, NULL, "1");
    assert_null(item->LocalAll);
    assert_null(item->LocalAllSide);
    selected_all(item, SIDE_SOURCE, CHECK_NAMES_MOST + 1, &sel, SELECTED_TABLES, NULL, "1");
    assert_string_equal(item->LocalAll, SELECT "('sh\\'op', 'crm') AND 1 ORDER BY 1, 2");
    assert_string_equal(item->LocalAllSide, "source");
    selected_all(item, SIDE_TARGET, CHECK_NAMES_MOST + 1, &sel, SELECTED_TABLES, NULL, "1");
    assert_string_equal(item->LocalAll, SELECT "('shop2', 'crm') AND 1 ORDER BY 1, 2");
    assert_string_equal(item->LocalAllSide, "target");

    item = check_item(&step, CHECK_WARNING, "Names of many databases", "");
    struct sel_schema many[3000];
    for (size_t i = 0; i < LEN(many); i++)
        many[i] = schemas[0];
    sel = (struct selection){.schemas = many, .n_schemas = LEN(many)};
    selected_all(item, SIDE_SOURCE, CHECK_NAMES_MOST + 1, &sel, SELECTED_TABLES, NULL, "1");
    assert_null(item->LocalAll);
    shape_clear(&dts_check_step_shape, &step);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
