/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_check - what a finding is about is told by name, and stays bounded.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/check/check.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
