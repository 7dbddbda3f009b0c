/* SPDX-License-Identifier: MIT
 *
 * test_wizard_watch - who counts as a writer, how that reads in one line, and when the target
 * has all the source has.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/watch.h"
#include "wizard/writers.h"

#define A "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
#define B "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb"

static struct cut_session session(uint64_t id, const char *user, const char *host,
                                  const char *command)
{
    return (struct cut_session){.id = id,
                                .user = (char *)(uintptr_t)user,
                                .host = (char *)(uintptr_t)host,
                                .command = (char *)(uintptr_t)command};
}

static void test_judge(void **state)
{
    (void)state;
    static const struct {
        const char *user, *host, *command;
        bool vendor_root, counts;
    } rows[] = {
        {"app", "10.0.3.7", "Sleep", false, true}, /* asleep, but may write any time */
        {"app", "localhost", "Query", false, true},
        {"mover", "10.0.0.9", "Query", false, false}, /* where the binary log is read from */
        {"mover", "10.0.0.5", "Sleep", false, false}, /* where we are */
        {"mover", "127.0.0.1", "Query", false, false},
        {"mover", "10.0.3.7", "Query", false, true}, /* the same name from elsewhere */
        {"repl", "10.0.7.7", "Binlog Dump GTID", false, false},
        {"system user", "", "Connect", false, false},
        {"unauthenticated user", "10.0.3.7", "Connect", false,
         false}, /* a locked one tries on */
        {"event_scheduler", "localhost", "Daemon", false, false},
        {"aurora", "11.2.3.4", "Sleep", true, false},
        {"replicator", "11.2.3.4", "Sleep", true, false},
        {"aliyun_root", "127.0.0.1", "Query", true, false},
        {"aliyun_root", "10.0.3.7", "Query", true, true},
        {"root", "127.0.0.1", "Query", true, false},
        {"root", "10.0.3.7", "Query", true, true}, /* a customer's on 5.7 and 8.0 */
        {"root", "localhost", "Query", false, true},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct cut_session s[] = {
            session(1, "mover", "10.0.0.5", "Query"), /* ourselves */
            session(2, "mover", "10.0.0.9", "Binlog Dump GTID"),
            session(3, rows[i].user, rows[i].host, rows[i].command),
        };
        struct cut_self self = {1, "mover", rows[i].vendor_root};
        size_t n = cut_sessions_judge(s, LEN(s), &self);
        if (n != rows[i].counts || s[2].ignored == rows[i].counts ||
            (s[2].why_ignored != NULL) == rows[i].counts)
            fail_msg("%s@%s %s", rows[i].user, rows[i].host, rows[i].command);
        assert_true(s[0].ignored);
        assert_true(s[1].ignored);
    }
}

static void test_text(void **state)
{
    (void)state;
    struct cut_session s[] = {
        session(1, "app", "10.0.3.7", "Sleep"),
        session(2, "app", "10.0.3.7", "Query"),
        session(3, "dts", "10.0.0.5", "Query"),
        session(4, "web", "10.0.3.9", "Sleep"),
    };

    s[2].ignored = true;
    s[3].ignored = true;
    char *one = cut_sessions_text(s, LEN(s));
    assert_string_equal(one, "2 of app@10.0.3.7");
    free(one);
    s[3].ignored = false;
    char *two = cut_sessions_text(s, LEN(s));
    assert_string_equal(two, "3 sessions: app@10.0.3.7, web@10.0.3.9");
    free(two);
}

static void test_covers(void **state)
{
    (void)state;
    static const struct {
        bool mariadb;
        const char *source, *target, *copied;
        int covers;
        const char *missing;
    } rows[] = {
        {false, A ":1-10", A ":1-10", NULL, 1, NULL},
        {false, A ":1-10", A ":1-10," B ":1-3", NULL, 1, NULL},
        {false, A ":1-10", A ":1-9", NULL, 0, A ":10"},
        {false, A ":1-10", A ":5-10", A ":1-4", 1, NULL}, /* the rest came with the copy */
        {false, A ":1-10", A ":6-10", A ":1-4", 0, A ":5"},
        {false, "", A ":1", NULL, 1, NULL},
        {false, "nonsense", A ":1", NULL, -1, NULL},
        {true, "0-1-100", "0-1-100", NULL, 1, NULL},
        {true, "0-1-100", "0-1-150", NULL, 1, NULL},
        {true, "0-1-100", "0-1-99", NULL, 0, NULL},
        {true, "0-1-100,5-1-3", "0-1-100", NULL, 0, NULL},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        char *missing = NULL;
        int covers = gtid_covers(rows[i].mariadb, rows[i].source, rows[i].target,
                                 rows[i].copied, &missing);
        if (covers != rows[i].covers || (missing != NULL) != (covers == 0))
            fail_msg("row %zu: %d, %s", i, covers, missing ? missing : "-");
        if (rows[i].missing)
            assert_string_equal(missing, rows[i].missing);
        free(missing);
    }
}

static void test_place_covers(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        uint64_t at;
        const char *target;
        uint64_t is;
        int covers;
    } rows[] = {
        {"bin.000003", 4700, "bin.000003", 4700, 1},
        {"bin.000003", 4700, "bin.000003", 4699, 0},
        {"bin.000003", 4700, "bin.000004", 4, 1},
        {"bin.000003", 4700, "bin.000002", 9999, 0},
        {"bin.999999", 4700, "bin.1000000", 4, 1}, /* the number grows longer */
        {"bin.1000000", 4, "bin.999999", 4700, 0},
        {"bin.000003", 4700, "mysql-bin.000004", 4, -1}, /* another series */
        {"bin.000003", 4700, NULL, 0, -1},
        {NULL, 0, "bin.000003", 4, -1},
        {"log", 1, "log", 2, 1},
        {"log", 1, "log2", 2, -1},
        {"bin.", 1, "bin.x1", 2, -1},
    };

    for (size_t i = 0; i < LEN(rows); i++)
        assert_int_equal(place_covers(rows[i].source, rows[i].at, rows[i].target, rows[i].is),
                         rows[i].covers);
}

static void test_fits(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *address;
        bool fits;
    } rows[] = {
        {"%", "10.0.3.7", true},
        {"", "10.0.3.7", true},
        {"10.0.3.%", "10.0.3.7", true},
        {"10.0.3.%", "10.0.33.7", false},
        {"10.0.3._", "10.0.3.77", false},
        {"10.0.3.7", "10.0.3.7", true},
        {"%.shop.example", "web1.SHOP.example", true},
        {"web\\_1", "web_1", true},
        {"web\\_1", "web01", false},
        {"10.0.0.0/255.255.252.0", "10.0.3.7", true},
        {"10.0.0.0/255.255.252.0", "10.0.4.7", false},
        {"10.0.0.0/22", "10.0.3.7", true},
        {"10.0.0.0/0", "11.0.3.7", true},
        {"10.0.0.0/33", "10.0.0.0", false},
        {"10.0.0.0/22", "web", false},
        {"localhost", "127.0.0.1", true},
        {"localhost", "10.0.3.7", false},
        {"%%", "", true},
    };

    for (size_t i = 0; i < LEN(rows); i++)
        if (writers_fits(rows[i].pattern, rows[i].address) != rows[i].fits)
            fail_msg("%s and %s", rows[i].pattern, rows[i].address);
}

/* Of two that fit, the server takes the one with the longer beginning. */
static void test_closer(void **state)
{
    (void)state;
    assert_true(writers_closer("10.0.3.7", "10.0.3.%"));
    assert_true(writers_closer("10.0.3.%", "10.%"));
    assert_true(writers_closer("10.%", "%"));
    assert_true(writers_closer("%", NULL));
    assert_false(writers_closer(NULL, "%"));
    assert_false(writers_closer("%", "10.%"));
    assert_false(writers_closer("", "10.%"));
    assert_true(writers_closer("10.0.3.7", "10.0.0.0/255.255.0.0"));
}

/* Whose session it is; where no pattern of the name fits, nobody's is ruled out. */
static void test_is_of(void **state)
{
    (void)state;
    struct cut_account a[] = {
        {.user = (char *)(uintptr_t) "app", .host = (char *)(uintptr_t) "10.%"},
        {.user = (char *)(uintptr_t) "app", .host = (char *)(uintptr_t) "192.168.%"},
        {.user = (char *)(uintptr_t) "web", .host = NULL},
    };
    struct cut_session ten = session(1, "app", "10.0.3.7", "Sleep"),
                       other = session(2, "app", "172.16.0.1", "Sleep"),
                       web = session(3, "web", "172.16.0.1", "Sleep");

    assert_true(writers_is_of(a, 3, 0, &ten));
    assert_false(writers_is_of(a, 3, 1, &ten));
    assert_true(writers_is_of(a, 3, 0, &other));
    assert_true(writers_is_of(a, 3, 1, &other));
    assert_false(writers_is_of(a, 3, 2, &other));
    assert_true(writers_is_of(a, 3, 2, &web));
}

static char *accounts_text(const struct writers *w)
{
    struct strlist all = {0};

    for (size_t i = 0; i < w->n_accounts; i++)
        strlist_take(&all, mem_printf("%s@%s%s", w->accounts[i].user,
                                      w->accounts[i].host ? w->accounts[i].host : "?",
                                      w->accounts[i].migrations ? " (DTS)" : ""));
    char *text = strlist_join(&all, ", ");
    strlist_clear(&all);
    return text;
}

static void assert_accounts(const struct writers *w, const char *expected)
{
    char *text = accounts_text(w);

    assert_string_equal(text, expected);
    free(text);
}

/* Each name is asked for once; look after look gives the same accounts. */
static void test_accounts(void **state)
{
    (void)state;
    struct writers w = {0};
    struct cut_session s[] = {
        session(7, "app", "10.0.3.7", "Sleep"), session(8, "app", "172.16.0.1", "Sleep"),
        session(9, "web", "10.0.3.7", "Sleep"), session(10, "mover", "10.0.3.7", "Query")};
    struct strlist hosts = {0}, none = {0};

    strlist_add(&hosts, "10.%");
    strlist_add(&hosts, "192.168.%");
    assert_string_equal(writers_unasked(&w, s, 1), "app");
    writers_learn(&w, "app", &hosts);
    assert_null(writers_unasked(&w, s, 2));
    writers_take(&w, s, 1, "mover");
    assert_accounts(&w, "app@10.%");
    for (int look = 0; look < 3; look++) { /* none fits: all of the name, and no false one */
        writers_take(&w, s, 2, "mover");
        assert_accounts(&w, "app@10.%, app@192.168.%");
    }
    assert_string_equal(writers_unasked(&w, s, 4), "web");
    writers_learn(&w, "web", &none); /* it cannot be read */
    strlist_clear(&hosts);
    strlist_add(&hosts, "%");
    assert_string_equal(writers_unasked(&w, s, 4), "mover");
    writers_learn(&w, "mover", &hosts);
    assert_null(writers_unasked(&w, s, 4));
    for (int look = 0; look < 2; look++) {
        writers_take(&w, s, 4, "mover");
        assert_accounts(&w, "app@10.%, app@192.168.%, web@?, mover@% (DTS)");
    }
    strlist_clear(&hosts);
    writers_clear(&w);

    /* names without end are not asked for without end */
    char name[32];
    struct cut_session one = session(1, name, "10.0.3.7", "Sleep");
    size_t asked = 0;
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "u%d", i);
        if (writers_unasked(&w, &one, 1)) {
            writers_learn(&w, name, &none);
            asked++;
        }
        writers_take(&w, &one, 1, "mover");
    }
    assert_int_equal(asked, w.n_accounts);
    assert_true(asked > 0 && asked < 1000);
    writers_clear(&w);
}

static void assert_lines(struct strlist *l, const char *expected)
{
    char *all = strlist_join(l, "\n");

    assert_string_equal(all, expected);
    free(all);
    strlist_clear(l);
}

static void test_writers_sql(void **state)
{
    (void)state;
    struct cut_session s[] = {session(7, "app", "10.0.3.7", "Sleep"),
                              session(8, "mover", "10.0.3.7", "Query")};
    struct cut_account a[] = {{(char *)(uintptr_t) "a'p", (char *)(uintptr_t) "10.0.%", false},
                              {(char *)(uintptr_t) "mover", (char *)(uintptr_t) "%", true},
                              {(char *)(uintptr_t) "web", NULL, false}};
    struct cutover_view v = {.sessions = s, .n_sessions = 1, .accounts = a, .n_accounts = 1};
    struct strlist out = {0};

    writers_stop_sql(&v, &out);
    assert_lines(&out, "ALTER USER 'a\\'p'@'10.0.%' ACCOUNT LOCK;\nKILL 7;");
    writers_back_sql(&v, &out);
    assert_lines(&out, "ALTER USER 'a\\'p'@'10.0.%' ACCOUNT UNLOCK;");
    v.n_sessions = 2;
    v.n_accounts = 3;
    writers_stop_sql(&v, &out); /* what DTS needs is never locked */
    assert_lines(&out, "-- put what this shows in place of HOST:\n"
                       "SELECT user, host FROM mysql.user WHERE user IN ('web');\n"
                       "ALTER USER 'a\\'p'@'10.0.%' ACCOUNT LOCK;\n"
                       "-- 'mover'@'%': DTS logs in with this name; do not lock it, end the "
                       "sessions only\n"
                       "ALTER USER 'web'@'HOST' ACCOUNT LOCK;\nKILL 7;\nKILL 8;");
    writers_back_sql(&v, &out);
    assert_lines(&out, "ALTER USER 'a\\'p'@'10.0.%' ACCOUNT UNLOCK;\n"
                       "ALTER USER 'web'@'HOST' ACCOUNT UNLOCK;");
    v.no_account_lock = true;
    v.n_accounts = 1;
    v.n_sessions = 0;
    writers_stop_sql(&v, &out);
    assert_lines(&out,
                 "SHOW GRANTS FOR 'a\\'p'@'10.0.%'; -- keep the answer: it is the way back\n"
                 "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'a\\'p'@'10.0.%';");
    writers_back_sql(&v, &out);
    assert_lines(&out, "-- run what SHOW GRANTS told of 'a\\'p'@'10.0.%'");
    a[0] = (struct cut_account){(char *)(uintptr_t) "root", (char *)(uintptr_t) "localhost",
                                false};
    v.no_account_lock = false;
    v.n_sessions = 1;
    writers_stop_sql(&v, &out); /* nobody locks himself out */
    assert_lines(&out,
                 "-- 'root'@'localhost': an administrator; do not lock it, stop its program or "
                 "end its sessions\nKILL 7;");
    writers_back_sql(&v, &out);
    assert_lines(&out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge),        cmocka_unit_test(test_text),
        cmocka_unit_test(test_covers),       cmocka_unit_test(test_fits),
        cmocka_unit_test(test_place_covers), cmocka_unit_test(test_closer),
        cmocka_unit_test(test_accounts),     cmocka_unit_test(test_is_of),
        cmocka_unit_test(test_writers_sql),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
