/* SPDX-License-Identifier: MIT
 *
 * test_base_cancel - a fire wakes the waiter, hooks run exactly once, NULL never fires.
 *
 * A wait that is not woken would last WAIT_MS: the test then fails by the answer of
 * cancel_wait, not by a clock.
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <pthread.h>

#include "base/cancel.h"

#define WAIT_MS 600000

static void *fire(void *arg)
{
    cancel_fire(arg);
    return NULL;
}

static void count(void *arg)
{
    ++*(int *)arg;
}

static bool is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, 0) == 1 && (p.revents & POLLIN);
}

static void null_never_fires(void **state)
{
    struct err err = {0};
    struct cancel_hook hook = {.fn = count};

    (void)state;
    cancel_fire(NULL);
    assert_false(cancel_is_fired(NULL));
    assert_int_equal(cancel_fd(NULL), -1);
    assert_true(cancel_wait(NULL, 1));
    assert_true(cancel_check(NULL, &err));
    cancel_hook_add(NULL, &hook);
    cancel_hook_remove(NULL, &hook);
    cancel_free(NULL);
}

static void a_wait_ends_by_itself(void **state)
{
    struct cancel *c = cancel_new();

    (void)state;
    assert_true(cancel_wait(c, 0));
    assert_true(cancel_wait(c, -5));
    assert_true(cancel_wait(c, 2));
    assert_false(is_readable(cancel_fd(c)));
    cancel_free(c);
}

static void another_thread_wakes_the_waiter(void **state)
{
    struct cancel *c = cancel_new();
    struct err err = {0};
    pthread_t thread;

    (void)state;
    assert_true(cancel_check(c, &err));
    assert_int_equal(pthread_create(&thread, NULL, fire, c), 0);
    assert_false(cancel_wait(c, WAIT_MS));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(cancel_is_fired(c));
    cancel_free(c);
}

static void fired_stays_fired(void **state)
{
    struct cancel *c = cancel_new();
    struct err err = {0};

    (void)state;
    cancel_fire(c);
    cancel_fire(c);
    assert_true(is_readable(cancel_fd(c)));
    assert_false(cancel_wait(c, WAIT_MS));
    assert_false(cancel_wait(c, 0));
    assert_false(cancel_check(c, &err));
    assert_int_equal(err.kind, ERR_CANCELLED);
    assert_true(is_readable(cancel_fd(c)));
    cancel_free(c);
}

static void hooks_run_once(void **state)
{
    struct cancel *c = cancel_new();
    int a = 0, b = 0, removed = 0, late = 0;
    struct cancel_hook hook_a = {.fn = count, .arg = &a}, hook_b = {.fn = count, .arg = &b};
    struct cancel_hook gone = {.fn = count, .arg = &removed};
    struct cancel_hook after = {.fn = count, .arg = &late};

    (void)state;
    cancel_hook_add(c, &hook_a);
    cancel_hook_add(c, &gone);
    cancel_hook_add(c, &hook_b);
    cancel_hook_remove(c, &gone);
    cancel_hook_remove(c, &gone);
    assert_int_equal(a + b, 0);
    cancel_fire(c);
    cancel_fire(c);
    assert_int_equal(a, 1);
    assert_int_equal(b, 1);
    assert_int_equal(removed, 0);
    cancel_hook_add(c, &after);
    assert_int_equal(late, 1);
    cancel_fire(c);
    assert_int_equal(late, 1);
    cancel_hook_remove(c, &after);
    cancel_hook_remove(c, &hook_a);
    cancel_hook_remove(c, &hook_b);
    cancel_free(c);
}

/* The race the lock is there for: whoever comes first, the hook runs exactly once. */
static void add_races_with_fire(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++) {
        struct cancel *c = cancel_new();
        int n = 0;
        struct cancel_hook hook = {.fn = count, .arg = &n};
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, fire, c), 0);
        cancel_hook_add(c, &hook);
        assert_int_equal(pthread_join(thread, NULL), 0);
        cancel_hook_remove(c, &hook);
        assert_int_equal(n, 1);
        cancel_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_never_fires),
        cmocka_unit_test(a_wait_ends_by_itself),
        cmocka_unit_test(another_thread_wakes_the_waiter),
        cmocka_unit_test(fired_stays_fired),
        cmocka_unit_test(hooks_run_once),
        cmocka_unit_test(add_races_with_fire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
