/* SPDX-License-Identifier: MIT
 *
 * test_wizard_deed - what becomes of the statements of stage 7: in their list and on disk, which are to be
 * undone and who is told so; the old hashes, and words of a server that quote a password.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/deed.h"
#include "wizard/deed_secret.h"
#include "wizard/wayback.h"

/* ---- secrets ---- */

/* However the server quotes it: escaped, cut off, in hex. */
static void test_words(void **state)
{
    (void)state;
    /* the password is se'c\ret */
    static const char *const quoted[] = {
        "near 'se\\'c\\\\ret' at line 1",
        "near 'se''c\\\\r",
        "near 'se'c\\ret' at line 1",
        "Operation failed for 0x736527635C726574",
    };
    static const struct {
        int number;
        const char *word;
    } known[] = {{1396, "no such account"}, {1227, "right"}, {1819, "rules for passwords"}};
    struct err err = {0};

    for (size_t i = 0; i < LEN(quoted); i++) {
        err_set(&err, ERR_SERVER, "the source refused a statement: %s", quoted[i]);
        err_server(&err, 1064, "42000", quoted[i]);
        err_hint(&err, "%s", quoted[i]);
        deed_hide_words(&err);
        assert_int_equal(err.number, 1064);
        assert_non_null(strstr(err.text, "1064"));
        assert_null(strstr(err.text, "se'"));
        assert_null(strstr(err.text, "se\\"));
        assert_null(strstr(err.text, "7365"));
        assert_string_equal(err.server, "");
        assert_string_equal(err.hint, "");
    }
    for (size_t i = 0; i < LEN(known); i++) {
        err_set(&err, ERR_DENIED, "x");
        err_server(&err, known[i].number, "HY000", "secret");
        deed_hide_words(&err);
        assert_int_equal(err.kind, ERR_DENIED);
        assert_int_equal(err.number, known[i].number);
        assert_non_null(strstr(err.text, known[i].word));
        assert_string_equal(err.server, "");
    }
    err_set(&err, ERR_TIMEOUT, "the source said nothing for 60 s");
    deed_hide_words(&err);
    assert_string_equal(err.text, "the source said nothing for 60 s");
}

/* An old hash belongs to the server and the task it was read for, and the first one stands. */
static void test_hashes(void **state)
{
    (void)state;
    struct deed_hashes l = {0};
    struct plan p;

    plan_init(&p);
    p.job_id = mem_strdup("dts-a");
    p.source.host = mem_strdup("10.0.0.1");
    p.source.port = 3306;
    char *a = deed_hash_where(&p, true);
    mem_replace(&p.job_id, "dts-b");
    char *b = deed_hash_where(&p, true);
    mem_replace(&p.job_id, "dts-a");
    p.source.port = 3307;
    char *c = deed_hash_where(&p, true);
    assert_int_equal(deed_hash_keep(&l, a, "app", "%", NULL), HASH_NONE);
    assert_int_equal(deed_hash_keep(&l, a, "app", "%", secret_from_str("one")), HASH_KEPT);
    assert_null(deed_hash_of(&l, b, "app", "%"));
    assert_null(deed_hash_of(&l, c, "app", "%"));
    assert_null(deed_hash_of(&l, a, "app", "10.%"));
    assert_int_equal(deed_hash_keep(&l, a, "app", "%", secret_from_str("two")), HASH_KEPT);
    assert_int_equal(l.n, 1);
    deed_hash_of(&l, a, "app", "%")->used = true;
    assert_int_equal(deed_hash_keep(&l, a, "app", "%", secret_from_str("new")), HASH_STANDS);
    assert_int_equal(deed_hash_keep(&l, a, "app", "%", NULL), HASH_STANDS);
    assert_string_equal(secret_reveal(deed_hash_of(&l, a, "app", "%")->sql), "two");
    assert_int_equal(deed_hash_keep(&l, b, "app", "%", secret_from_str("b")), HASH_KEPT);
    while (l.n < DEED_HASHES_MOST) {
        char *user = mem_printf("u%zu", l.n);
        assert_int_equal(deed_hash_keep(&l, a, user, "%", secret_from_str("x")), HASH_KEPT);
        free(user);
    }
    assert_int_equal(deed_hash_keep(&l, a, "late", "%", secret_from_str("x")), HASH_NONE);
    free(a);
    free(b);
    free(c);
    plan_clear(&p);
    deed_hashes_clear(&l);
}

/* ---- what became of them ---- */

static void test_states(void **state)
{
    (void)state;
    struct deed_list l = {0}, back = {0};
    struct err err = {0};

    for (int i = 0; i < 5; i++) {
        char *sql = mem_printf("S%d", i + 1);
        struct deed *d = deed_add(&l, i == 2 ? DEED_KILL : DEED_LOCK, true, sql);
        if (i != 2)
            strlist_take(&d->back, mem_printf("B%d", i + 1));
        free(sql);
    }
    struct deed *made = deed_add(&l, DEED_CREATE, false, "CREATE USER x");
    strlist_add(&made->back, "DROP USER x");
    for (int64_t id = 1; id <= 3; id++) {
        deed_sent(deed_find(&l, id), false, "root", 100 + id);
        deed_answered(deed_find(&l, id), false, true, false, NULL, 200 + id);
    }
    deed_sent(deed_find(&l, 4), false, "root", 104); /* the program is lost here */
    deed_sent(deed_find(&l, 6), false, NULL, 106);
    deed_answered(deed_find(&l, 6), false, true, false, NULL, 206);

    struct json *j = deed_list_to_json(&l);
    assert_true(deed_list_from_json(&back, j, &err));
    json_free(j);
    static const enum deed_state states[] = {DEED_RAN,  DEED_RAN,     DEED_RAN,
                                             DEED_SENT, DEED_PLANNED, DEED_RAN};
    assert_int_equal(back.n, LEN(states));
    for (size_t i = 0; i < back.n; i++)
        assert_int_equal(back.items[i].state, states[i]);
    assert_string_equal(back.items[3].as, "root");
    assert_false(back.items[5].on_source);

    /* backwards: what may have run counts, a KILL has no way back, an account stays */
    const struct deed *d = deed_last_to_undo(&back, INT64_MAX);
    assert_int_equal(d->id, 4);
    d = deed_last_to_undo(&back, 4);
    assert_int_equal(d->id, 2);
    struct deed *two = deed_find(&back, 2);
    deed_sent(two, true, NULL, 300);
    deed_answered(two, true, false, false, "denied", 301);
    assert_int_equal(two->state, DEED_BACK_FAILED); /* stays listed */
    assert_string_equal(two->error, "denied");
    assert_string_equal(two->as, "root");
    assert_int_equal(deed_last_to_undo(&back, 3)->id, 2);
    deed_sent(two, true, NULL, 302);
    deed_answered(two, true, true, false, NULL, 303);
    assert_int_equal(two->state, DEED_BACK);
    assert_int_equal(deed_last_to_undo(&back, 3)->id, 1);
    deed_sent(deed_find(&back, 1), true, NULL, 304);
    deed_answered(deed_find(&back, 1), true, false, true, "lost", 305);
    assert_int_equal(deed_find(&back, 1)->state, DEED_BACK_SENT); /* still not known */
    deed_drop_planned(&back);
    assert_null(deed_find(&back, 5));
    assert_int_equal(back.n, 5);
    deed_list_clear(&l);
    deed_list_clear(&back);
}

static bool is_said(const struct strlist *l, const char *words)
{
    for (size_t i = 0; i < l->n; i++)
        if (strstr(l->items[i], words))
            return true;
    return false;
}

/* Who completes, or has completed, is told what is still in force and what will be lost. */
static void test_wayback(void **state)
{
    (void)state;
    struct deed_list l = {0};
    struct strlist out = {0};
    struct snapshot snap = {0};
    struct plan p;

    plan_init(&p);
    deed_add(&l, DEED_KILL, true, "KILL 7");
    strlist_add(&deed_add(&l, DEED_LOCK, true, "LOCK app")->back, "U");
    for (int done = 0; done < 2; done++) {
        for (size_t i = 0; i < l.n; i++) {
            l.items[i].hashed = false;
            l.items[i].state = DEED_RAN;
        }
        wayback_sentences(&p, &snap, &l, done, &out);
        assert_true(is_said(&out, "Still to be undone on the source: LOCK app"));
        assert_false(is_said(&out, "KILL 7"));
        assert_false(is_said(&out, "hashes are lost"));
        strlist_clear(&out);
        l.items[1].hashed = true;
        wayback_sentences(&p, &snap, &l, done, &out);
        assert_true(is_said(&out, "hashes are lost"));
        strlist_clear(&out);
        l.items[1].state = DEED_BACK;
        wayback_sentences(&p, &snap, &l, done, &out);
        assert_false(is_said(&out, "Still to be undone"));
        assert_false(is_said(&out, "hashes are lost"));
        strlist_clear(&out);
    }
    deed_list_clear(&l);
    plan_clear(&p);
}

/* A REVOKE that was refused may have taken rights in part; of others a refusal is a refusal. */
static void test_in_part(void **state)
{
    (void)state;
    static const struct {
        enum deed_kind kind;
        bool undone;
    } rows[] = {{DEED_REVOKE, true}, {DEED_LOCK, false}, {DEED_READ_ONLY, false}};

    for (size_t i = 0; i < LEN(rows); i++) {
        struct deed_list l = {0};
        struct deed *d = deed_add(&l, rows[i].kind, true, "S");
        strlist_add(&d->back, "B");
        deed_sent(d, false, NULL, 1);
        deed_answered(d, false, false, false, "refused", 2);
        assert_int_equal(d->state, DEED_FAILED);
        assert_int_equal(deed_last_to_undo(&l, INT64_MAX) == d, rows[i].undone);
        deed_list_clear(&l);
    }
}

/* However many sessions are ended after it: a LOCK that has to be undone is not forgotten. */
static void test_ring(void **state)
{
    (void)state;
    struct deed_list l = {0}, many = {0}, back = {0};
    struct err err = {0};
    struct deed *lock = deed_add(&l, DEED_LOCK, true, "L");

    strlist_add(&lock->back, "U");
    deed_sent(lock, false, NULL, 1);
    deed_answered(lock, false, true, false, NULL, 2);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < DEED_MAX + 50; i++)
            deed_add(&many, DEED_KILL, true, "K");
        assert_int_equal(many.n, DEED_MAX + 50); /* planned ones are all kept */
        int64_t first = deed_append(&l, &many);
        assert_non_null(deed_find(&l, first + DEED_MAX + 49));
        for (int64_t id = first; id < first + DEED_MAX + 50; id++) {
            deed_sent(deed_find(&l, id), false, NULL, 3);
            deed_answered(deed_find(&l, id), false, true, false, NULL, 4);
        }
        assert_string_equal(deed_last_to_undo(&l, INT64_MAX)->sql, "L");
        deed_list_clear(&many);
    }
    size_t n = l.n;
    assert_true(n < 2 * DEED_MAX); /* what was done and needs no undoing went */
    struct json *j = deed_list_to_json(&l);
    assert_true(deed_list_from_json(&back, j, &err));
    json_free(j);
    assert_int_equal(back.n, n);
    assert_string_equal(deed_last_to_undo(&back, INT64_MAX)->sql, "L");
    assert_string_equal(back.items[n - 1].sql, "K");
    deed_list_clear(&back);
    deed_list_clear(&l);
}

/* What a lost program leaves open is told once; a run that ended without an answer leaves nothing. */
static void test_open(void **state)
{
    (void)state;
    struct deed_list l = {0}, again = {0};
    struct err err = {0};

    deed_add(&l, DEED_LOCK, true, "ALTER USER 'a'@'%' ACCOUNT LOCK");
    strlist_add(&l.items[0].back, "ALTER USER 'a'@'%' ACCOUNT UNLOCK");
    deed_add(&l, DEED_KILL, true, "KILL 7");
    deed_sent(&l.items[0], false, NULL, 10);
    assert_true(deed_is_open(&l.items[0]));
    assert_false(deed_is_open(&l.items[1]));
    deed_answered(&l.items[0], false, false, true, "lost", 11);
    assert_true(deed_is_open(&l.items[0])); /* until its run ends and says so */
    deed_settle(&l);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.items[0].state, DEED_SENT);
    assert_false(deed_is_open(&l.items[0]));
    assert_true(deed_to_undo(&l.items[0])); /* it may have run all the same */
    struct json *j = deed_list_to_json(&l);
    assert_true(deed_list_from_json(&again, j, &err));
    json_free(j);
    assert_false(deed_is_open(&again.items[0]));
    deed_sent(&again.items[0], true, NULL, 20);
    assert_true(deed_is_open(&again.items[0]));
    deed_answered(&again.items[0], true, true, false, NULL, 21);
    assert_false(deed_is_open(&again.items[0]));
    deed_list_clear(&l);
    deed_list_clear(&again);
}

static void test_ways_back(void **state)
{
    (void)state;
    static const struct {
        enum deed_kind kind;
        enum deed_state state;
        const char *back, *said;
    } rows[] = {
        {DEED_LOCK, DEED_PLANNED, "UNLOCK", "    way back: UNLOCK\n"},
        {DEED_LOCK, DEED_RAN, "UNLOCK", "    way back: UNLOCK\n"},
        {DEED_LOCK, DEED_BACK, "UNLOCK", ""},
        {DEED_PASSWORD, DEED_RAN, NULL, "    cannot be put back from here\n"},
        {DEED_KILL, DEED_RAN, NULL, ""},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct deed d = {.kind = rows[i].kind, .state = rows[i].state};
        struct buf b = BUF_INIT(1024);
        if (rows[i].back)
            strlist_add(&d.back, rows[i].back);
        deed_add_ways_back(&d, &b);
        assert_string_equal(buf_str(&b), rows[i].said);
        buf_clear(&b);
        deed_clear(&d);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),   cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_states),  cmocka_unit_test(test_wayback),
        cmocka_unit_test(test_in_part), cmocka_unit_test(test_ring),
        cmocka_unit_test(test_open),    cmocka_unit_test(test_ways_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
