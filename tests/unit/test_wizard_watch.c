/* SPDX-License-Identifier: MIT
 *
 * test_wizard_watch - who counts as a writer, how that reads in one line, and when the target
 * has all the source has.
 */
#include "tests/unit/unit.h"

#include "wizard/watch.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_covers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
