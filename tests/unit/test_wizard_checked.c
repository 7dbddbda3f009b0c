/* SPDX-License-Identifier: MIT
 *
 * test_wizard_checked - which check is the one before, in one life of the wizard and from one to the
 * next, also where another one ran meanwhile.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/checked.h"

/* "VersionCheck=pass OptimizeCheck=failed+" (+: skipped); at 0: not told. */
static struct dts_check_response check(const char *steps, int64_t at, const char *status)
{
    struct dts_check_response r;
    struct strlist words = {0};

    shape_init(&dts_check_response_shape, &r);
    r.Status = mem_strdup(status);
    if (at)
        r.LocalFinishedAt = at;
    strlist_split(&words, steps, ' ');
    for (size_t i = 0; i < words.n; i++) {
        struct dts_check_step *s = DTS_PUSH(r.StepInfo, dts_check_step_shape);
        char *status_at = strchr(words.items[i], '=') + 1;
        size_t n = strcspn(status_at, "+");
        s->HasSkipped = status_at[n] == '+';
        s->StepStatus = mem_strndup(status_at, n);
        s->StepId = mem_strndup(words.items[i], (size_t)(status_at - 1 - words.items[i]));
    }
    strlist_clear(&words);
    return r;
}

static bool note(struct checked *c, const char *steps, int64_t at)
{
    struct dts_check_response r = check(steps, at, "success");
    bool changed = checked_note(c, &r, NULL);

    shape_clear(&dts_check_response_shape, &r);
    return changed;
}

/* Into a file and back: another life of the wizard. */
static void again(struct checked *c)
{
    struct json *j = checked_to_json(c);
    struct err err = {0};

    checked_clear(c);
    checked_init(c);
    assert_true(checked_from_json(c, j, &err));
    json_free(j);
}

static void is_before(const struct checked *c, const char *step, const char *status)
{
    const struct dts_check_response *b = checked_before(c, false, NULL);

    assert_non_null(b);
    for (size_t i = 0; i < b->StepInfo.n; i++)
        if (str_eq(b->StepInfo.items[i].StepId, step)) {
            assert_string_equal(b->StepInfo.items[i].StepStatus, status);
            return;
        }
    fail_msg("no %s", step);
}

static void kept_through_a_restart(void **state)
{
    struct checked c;

    (void)state;
    checked_init(&c);
    assert_false(checked_note(&c, NULL, NULL));
    assert_true(note(&c, "VersionCheck=failed OptimizeCheck=failed+", 100));
    assert_false(note(&c, "VersionCheck=failed OptimizeCheck=failed+", 100));
    assert_null(checked_before(&c, false, NULL));
    assert_true(note(&c, "VersionCheck=pass OptimizeCheck=failed+", 200));
    is_before(&c, "VersionCheck", "failed");
    again(&c);
    assert_false(note(&c, "VersionCheck=pass OptimizeCheck=failed+", 200)); /* as it was */
    is_before(&c, "VersionCheck", "failed");
    assert_int_equal(checked_before(&c, false, NULL)->StepInfo.items[1].HasSkipped, 1);
    again(&c);
    assert_true(note(&c, "VersionCheck=pass", 300)); /* checked from elsewhere meanwhile */
    is_before(&c, "VersionCheck", "pass");
    checked_clear(&c);
}

/* A check that runs has not been compared yet: the newest that ended is the one before. */
static void while_one_runs(void **state)
{
    struct checked c;
    struct dts_check_response running = check("VersionCheck=running", 0, "running");

    (void)state;
    checked_init(&c);
    note(&c, "VersionCheck=failed", 100);
    note(&c, "VersionCheck=warning", 200);
    assert_false(checked_note(&c, &running, NULL));
    assert_string_equal(checked_before(&c, true, NULL)->StepInfo.items[0].StepStatus,
                        "warning");
    is_before(&c, "VersionCheck", "failed");
    shape_clear(&dts_check_response_shape, &running);
    checked_clear(&c);
}

/* What the session saw itself counts more: there a check may have ended as the one before did. */
static void seen_by_the_session(void **state)
{
    struct checked c;
    struct dts_check_response first = check("VersionCheck=pass", 0, "success"),
                              second = check("VersionCheck=pass", 0, "success");

    (void)state;
    checked_init(&c);
    note(&c, "VersionCheck=failed", 0);
    assert_true(checked_note(&c, &second, &first));
    assert_ptr_equal(checked_before(&c, false, &first), &first);
    is_before(&c, "VersionCheck", "pass");
    assert_false(checked_note(&c, &second, &first));
    shape_clear(&dts_check_response_shape, &first);
    shape_clear(&dts_check_response_shape, &second);
    checked_clear(&c);
}

/* Steps of the wizard's own come after those of DTS, and change without a check of DTS; where DTS does
 * not say when a check ended, only its steps can tell one from the other. */
static void own_steps_and_no_time(void **state)
{
    struct checked c;

    (void)state;
    checked_init(&c);
    note(&c, "VersionCheck=failed OwnChannelCheck=running", 0);
    assert_int_equal(c.last.StepInfo.n, 1);
    assert_true(note(&c, "VersionCheck=failed OwnChannelCheck=pass", 0));
    assert_int_equal(c.last.StepInfo.n, 2);
    note(&c, "VersionCheck=failed OwnChannelCheck=failed", 0);
    assert_null(checked_before(&c, false, NULL));
    again(&c); /* a step that DTS never began is no difference */
    note(&c, "VersionCheck=failed DstSpaceCheck=notStarted OwnChannelCheck=failed", 0);
    assert_null(checked_before(&c, false, NULL));
    note(&c, "VersionCheck=pass OwnChannelCheck=failed", 0);
    is_before(&c, "OwnChannelCheck", "failed");
    checked_clear(&c);
}

static void bounded(void **state)
{
    struct dts_check_response r = check("VersionCheck=pass", 100, "success");
    struct checked c;

    (void)state;
    checked_init(&c);
    for (int i = 0; i < CHECKED_STEPS + 7; i++) {
        struct dts_check_step *s = DTS_PUSH(r.StepInfo, dts_check_step_shape);
        s->StepId = mem_printf("Step%d", i);
        s->StepStatus = mem_strdup("pass");
    }
    assert_true(checked_note(&c, &r, NULL));
    assert_int_equal(c.last.StepInfo.n, CHECKED_STEPS);
    assert_false(checked_note(&c, &r, NULL));
    shape_clear(&dts_check_response_shape, &r);
    checked_clear(&c);
}

/* A file that was edited is refused, one of an earlier version knows nothing. */
static void files(void **state)
{
    struct checked c;
    struct err err = {0};
    const char *bad = "{\"last\":[{\"step\":7}]}";
    struct json *j = json_parse(bad, strlen(bad), &err);

    (void)state;
    checked_init(&c);
    assert_true(checked_from_json(&c, NULL, &err));
    assert_null(checked_before(&c, true, NULL));
    assert_false(checked_from_json(&c, j, &err));
    json_free(j);
    checked_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_through_a_restart),
        cmocka_unit_test(while_one_runs),
        cmocka_unit_test(seen_by_the_session),
        cmocka_unit_test(own_steps_and_no_time),
        cmocka_unit_test(bounded),
        cmocka_unit_test(files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
