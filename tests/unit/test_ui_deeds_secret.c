/* SPDX-License-Identifier: MIT
 *
 * test_ui_deeds_secret - how long what was typed for the statements of stage 7 is kept.
 */
#include "tests/unit/unit.h"

#include "ui/deeds.h"

static void typed(struct app *a, uint64_t asked)
{
    deeds_as(a, "admin", secret_from_str("hers"), secret_from_str("the new one"));
    a->deeds.asked = asked;
}

static bool is_kept(const struct app *a)
{
    return a->deeds.user && a->deeds.password && a->deeds.secret;
}

static bool is_gone(const struct app *a)
{
    return !a->deeds.user && !a->deeds.password && !a->deeds.secret && !a->deeds.asked;
}

/* The reply came, and no screen is there to show what would be run. */
static void test_unheard(void **state)
{
    (void)state;
    struct app a = {0};
    struct reply r = {.id = 6, .kind = CMD_PLAN_STOP};

    typed(&a, 7);
    deeds_unheard(&a, &r); /* of another command */
    assert_true(is_kept(&a));
    r.id = 7;
    deeds_unheard(&a, &r);
    assert_true(is_gone(&a));
    typed(&a, 0); /* its question is open */
    r.id = 0;
    deeds_unheard(&a, &r);
    assert_true(is_kept(&a));
    deeds_forget(&a);
    assert_true(is_gone(&a));
}

/* The task is closed: only a statement under way still needs them. */
static void test_leave(void **state)
{
    (void)state;
    struct app a = {0};

    typed(&a, 7);
    a.deeds.told = true;
    deed_add(&a.deeds.shown, DEED_KILL, true, "KILL 7");
    deeds_leave(&a);
    assert_true(is_gone(&a));
    assert_int_equal(a.deeds.shown.n, 0);
    assert_false(a.deeds.told);
    typed(&a, 0);
    a.deeds.now = 3;
    deeds_leave(&a);
    assert_true(is_kept(&a));
    assert_true(deeds_at_work(&a));
    deeds_forget(&a);
    assert_true(is_gone(&a));
    assert_false(deeds_at_work(&a));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unheard),
        cmocka_unit_test(test_leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
