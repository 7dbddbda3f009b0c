/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_actor - one after another, every call answered once, posts kept in order, refusals
 * after the end.
 */
#include "tests/unit/unit.h"

#include <pthread.h>

#include "base/mem.h"
#include "dtsd/actor.h"

#define CALLERS 4
#define CALLS   500

struct state {
    int value; /* touched without a lock: the thread checker would see a second thread */
    int ticks;
    int order[8];
    size_t n_order;
};

static int no_tick(void *state)
{
    ((struct state *)state)->ticks++;
    return -1;
}

static int soon_tick(void *state)
{
    ((struct state *)state)->ticks++;
    return 1;
}

static void add_one(void *state, void *arg)
{
    ((struct state *)state)->value++;
    ++*(int *)arg;
}

static void *caller(void *arg)
{
    int answered = 0;
    struct err err;

    for (int i = 0; i < CALLS; i++)
        actor_call(arg, add_one, &answered, &err);
    return (void *)(intptr_t)answered;
}

static void calls_from_many_threads(void **unused)
{
    struct state st = {0};
    struct actor *a = actor_new(&st, no_tick);
    pthread_t threads[CALLERS];
    struct err err;

    (void)unused;
    assert_true(actor_start(a, &err));
    for (int i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, caller, a), 0);
    for (int i = 0; i < CALLERS; i++) {
        void *answered;
        pthread_join(threads[i], &answered);
        assert_int_equal((intptr_t)answered, CALLS);
    }
    actor_stop(a);
    assert_int_equal(st.value, CALLERS * CALLS);
    actor_free(a);
}

static void *peeker(void *arg)
{
    int answered = 0;
    struct err err;

    for (int i = 0; i < CALLS; i++)
        actor_peek(arg, add_one, &answered, &err);
    return (void *)(intptr_t)answered;
}

/* Whoever has the turn, in whichever thread, has it alone; and the thread still gets its own. */
static void peeks_between_calls(void **unused)
{
    struct state st = {0};
    struct actor *a = actor_new(&st, soon_tick);
    pthread_t threads[2 * CALLERS];
    struct err err;
    int answered = 0;

    (void)unused;
    assert_false(actor_peek(a, add_one, &answered, &err)); /* not begun */
    assert_int_equal(err.kind, ERR_STATE);
    assert_true(actor_start(a, &err));
    for (int i = 0; i < 2 * CALLERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, i % 2 ? caller : peeker, a), 0);
    for (int i = 0; i < 2 * CALLERS; i++) {
        void *got;
        pthread_join(threads[i], &got);
        assert_int_equal((intptr_t)got, CALLS);
    }
    actor_stop(a);
    assert_int_equal(st.value, 2 * CALLERS * CALLS);
    assert_true(st.ticks >= CALLERS * CALLS); /* one after each call */
    assert_false(actor_peek(a, add_one, &answered, &err));
    assert_int_equal(err.kind, ERR_STATE);
    actor_free(a);
}

static void note_order(void *state, void *arg)
{
    struct state *st = state;

    st->order[st->n_order++] = *(int *)arg;
    free(arg);
}

static void posts_keep_their_order(void **unused)
{
    struct state st = {0};
    struct actor *a = actor_new(&st, no_tick);
    struct err err;

    (void)unused;
    for (int i = 0; i < 5; i++)
        actor_post(a, note_order, mem_dup(&i, sizeof i),
                   free); /* before the thread runs, too */
    assert_true(actor_start(a, &err));
    actor_stop(a); /* runs what is queued first */
    assert_int_equal(st.n_order, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(st.order[i], i);
    actor_free(a);
}

static void refused_after_the_end(void **unused)
{
    struct state st = {0};
    struct actor *a = actor_new(&st, no_tick);
    struct err err;
    int answered = 0, i = 1;

    (void)unused;
    assert_false(actor_call(a, add_one, &answered, &err)); /* nobody would ever answer */
    assert_int_equal(err.kind, ERR_STATE);
    assert_true(actor_start(a, &err));
    actor_stop(a);
    assert_false(actor_call(a, add_one, &answered, &err));
    assert_int_equal(err.kind, ERR_STATE);
    assert_int_equal(answered, 0);
    actor_post(a, note_order, mem_dup(&i, sizeof i), free); /* dropped, not leaked */
    assert_int_equal(st.n_order, 0);
    actor_free(a);
}

static void read_ticks(void *state, void *arg)
{
    *(int *)arg = ((struct state *)state)->ticks;
}

static void ticks_by_itself(void **unused)
{
    struct state st = {0};
    struct actor *a = actor_new(&st, soon_tick);
    struct err err;
    int ticks = 0;

    (void)unused;
    assert_true(actor_start(a, &err));
    while (ticks < 1000) /* our calls alone would not bring it there without ticks between */
        assert_true(actor_call(a, read_ticks, &ticks, &err));
    actor_stop(a);
    actor_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_from_many_threads), cmocka_unit_test(peeks_between_calls),
        cmocka_unit_test(posts_keep_their_order),  cmocka_unit_test(refused_after_the_end),
        cmocka_unit_test(ticks_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
