/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_follow_channel - the statements of each flavour; positions; status; lag.
 */
#include "unit.h"

#include "base/clock.h"
#include "dtsd/follow/channel.h"
#include "dtsd/follow/lag.h"
#include "dtsd/follow/position.h"
#include "dtsd/follow/retry.h"
#include "dtsd/follow/status.h"

static const struct flavor *flavor(const char *version)
{
    unsigned n;

    return flavor_detect(version, &n);
}

static void expect(struct buf *b, const char *text)
{
    assert_string_equal(buf_str(b), text);
    buf_reset(b);
}

static void test_create(void **state)
{
    struct secret *pw = secret_from_str("p'w");
    struct channel_spec s = {.host = "10.0.0.1",
                             .port = 3306,
                             .user = "repl",
                             .password = pw,
                             .auto_position = true,
                             .delay_s = ENDLESS_DELAY_S};
    struct buf b = BUF_INIT(4096);

    (void)state;
    channel_sql_create(&b, flavor("9.7.4"), "dts_x", &s);
    assert_null(strstr(buf_str(&b), "p'w"));
    assert_null(strstr(buf_str(&b), "PASSWORD"));
    expect(&b, "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '10.0.0.1', SOURCE_PORT = 3306, "
               "SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 0, SOURCE_SSL_VERIFY_SERVER_CERT = 0, "
               "GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 30, SOURCE_RETRY_COUNT = "
               "86400, SOURCE_DELAY = 2147483647 FOR CHANNEL 'dts_x'");
    s.auto_position = false;
    s.assign_gtids = true;
    s.file = "bin.000007";
    s.pos = 4096;
    s.tls = s.tls_verify = true;
    s.delay_s = 0;
    channel_sql_create(&b, flavor("8.4.2"), "dts_x", &s);
    expect(&b, "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '10.0.0.1', SOURCE_PORT = 3306, "
               "SOURCE_AUTO_POSITION = 0, SOURCE_LOG_FILE = 'bin.000007', SOURCE_LOG_POS = "
               "4096, ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS = LOCAL, SOURCE_SSL = 1, "
               "SOURCE_SSL_VERIFY_SERVER_CERT = 1, GET_SOURCE_PUBLIC_KEY = 0, "
               "SOURCE_CONNECT_RETRY = 30, SOURCE_RETRY_COUNT = 86400, SOURCE_DELAY = 0 FOR "
               "CHANNEL 'dts_x'");
    channel_sql_create(&b, flavor("10.11.19-MariaDB"), "dts_x", &s);
    expect(&b, "CHANGE MASTER 'dts_x' TO MASTER_HOST = '10.0.0.1', MASTER_PORT = 3306, "
               "MASTER_USER = 'repl', MASTER_PASSWORD = 'p\\'w', MASTER_USE_GTID = slave_pos, "
               "MASTER_SSL = 1, MASTER_SSL_VERIFY_SERVER_CERT = 1, MASTER_CONNECT_RETRY = 30, "
               "MASTER_DELAY = 0");
    buf_wipe(&b);
    secret_free(pw);
}

static void test_verbs(void **state)
{
    struct secret *pw = secret_from_str("pw");
    struct buf b = BUF_INIT(4096);
    const struct flavor *my = flavor("9.7.4"), *ma = flavor("10.11.19-MariaDB"),
                        *old = flavor("5.7.44");

    (void)state;
    channel_sql_start(&b, my, "c", THREAD_RECEIVER, "u", pw);
    expect(&b, "START REPLICA IO_THREAD USER = 'u' PASSWORD = 'pw' FOR CHANNEL 'c'");
    channel_sql_start(&b, my, "c", THREAD_APPLIER, "u", pw);
    expect(&b, "START REPLICA SQL_THREAD FOR CHANNEL 'c'");
    channel_sql_start(&b, old, "c", THREAD_BOTH, "u", pw);
    expect(&b, "START SLAVE USER = 'u' PASSWORD = 'pw' FOR CHANNEL 'c'");
    channel_sql_start(&b, ma, "c", THREAD_RECEIVER, "u", pw);
    expect(&b, "START SLAVE 'c' IO_THREAD");
    channel_sql_until(&b, my, "c", "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5");
    expect(&b, "START REPLICA SQL_THREAD UNTIL SQL_AFTER_GTIDS = "
               "'3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5' FOR CHANNEL 'c'");
    channel_sql_until(&b, ma, "c", "0-1-77");
    expect(&b, "START SLAVE 'c' UNTIL master_gtid_pos = '0-1-77'");
    channel_sql_stop(&b, my, "c", THREAD_BOTH);
    expect(&b, "STOP REPLICA FOR CHANNEL 'c'");
    channel_sql_stop(&b, ma, "c", THREAD_APPLIER);
    expect(&b, "STOP SLAVE 'c' SQL_THREAD");
    channel_sql_remove(&b, my, "c");
    expect(&b, "RESET REPLICA ALL FOR CHANNEL 'c'");
    channel_sql_remove(&b, ma, "c");
    expect(&b, "RESET SLAVE 'c' ALL");
    channel_sql_delay(&b, old, "c", 0);
    expect(&b, "CHANGE MASTER TO MASTER_DELAY = 0 FOR CHANNEL 'c'");
    channel_sql_delay(&b, ma, "c", 5);
    expect(&b, "CHANGE MASTER 'c' TO MASTER_DELAY = 5");
    channel_sql_reposition(&b, my, "c", "bin.000003", 714);
    expect(&b, "CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE = 'bin.000003', SOURCE_LOG_POS = "
               "714 FOR CHANNEL 'c'");
    buf_wipe(&b);
    secret_free(pw);
}

static void test_merge(void **state)
{
    static const struct {
        const char *current, *point, *merged;
    } cases[] = {
        {"", "0-1-5", "0-1-5"},
        {NULL, "", ""},
        {"0-1-5", "", "0-1-5"},
        {"0-1-5", "0-2-9", "0-2-9"},
        {"0-1-5,7-3-1", "0-2-9", "0-2-9,7-3-1"},
        {"1-1-1, 11-1-2", "1-9-8", "1-9-8,11-1-2"},
        {"0-1-5", "0-1-5", "0-1-5"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *text = position_merge(cases[i].current, cases[i].point);
        assert_string_equal(text, cases[i].merged);
        free(text);
    }
}

static void test_file_reached(void **state)
{
    (void)state;
    assert_true(position_file_reached("b.000002", 4, "b.000001", 999));
    assert_true(position_file_reached("b.000002", 4, "b.000002", 4));
    assert_false(position_file_reached("b.000002", 3, "b.000002", 4));
    assert_true(position_file_reached("b.1000000", 4, "b.999999", 9));
    assert_false(position_file_reached("", 0, "b.1", 4));
    assert_false(position_file_reached("b.1", 4, NULL, 4));
}

static void test_receiver(void **state)
{
    static const struct {
        int number;
        const char *word, *text;
        enum receiver means;
        enum err_kind kind;
    } cases[] = {
        {0, "No", "", RECEIVER_STOPPED, ERR_NETWORK},
        {0, "Connecting", "", RECEIVER_WAITS, ERR_NETWORK},
        {2003, "Connecting", "error connecting to master 'x'", RECEIVER_WAITS, ERR_NETWORK},
        {1045, "Connecting",
         "Error connecting to source 'repl@127.0.0.1:24301'. This was attempt 1/1000, with a "
         "delay of 30 seconds between attempts. Message: Access denied for user",
         RECEIVER_REFUSED, ERR_AUTH},
        {13117, "No",
         "Fatal error: Invalid (empty) username when attempting to connect to the source "
         "server. Connection attempt terminated.",
         RECEIVER_STOPPED, ERR_NETWORK},
        {13117, "No",
         "Fatal error: The replica I/O thread stops because source and replica have equal "
         "MySQL server ids",
         RECEIVER_FATAL, ERR_STATE},
        {13114, "No",
         "Got fatal error 1236 from source when reading data from binary log: 'Cannot "
         "replicate "
         "because the source purged required binary logs. Replicate the missing transactions "
         "from elsewhere",
         RECEIVER_LOST, ERR_GONE},
        {1236, "No",
         "Got fatal error 1236 from master when reading data from binary log: 'Could not find "
         "GTID state requested by slave in any binlog files. Probably the slave state is too "
         "old and required binlog files have been purged.'",
         RECEIVER_LOST, ERR_GONE},
        {13114, "No",
         "Got fatal error 1236 from source when reading data from binary log: 'A replica with "
         "the same server_uuid/server_id as this replica has connected to the source'",
         RECEIVER_WAITS, ERR_NETWORK},
        {2026, "Connecting", "SSL connection error", RECEIVER_TLS, ERR_PROTOCOL},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct replica_status st = {.io_errno = cases[i].number,
                                    .io_state_word = (char *)cases[i].word,
                                    .io_error = (char *)cases[i].text};
        struct err err;

        assert_int_equal(status_receiver(&st), cases[i].means);
        assert_false(status_receiver_error(&st, &err));
        assert_int_equal(err.kind, cases[i].kind);
        assert_true(err.hint[0] != '\0');
    }
    struct replica_status runs = {.io_running = true, .io_errno = 2003};
    assert_int_equal(status_receiver(&runs), RECEIVER_RUNS);
}

static void test_same_source(void **state)
{
    struct replica_status st = {.source_uuid = (char *)"AAAA",
                                .source_host = (char *)"db",
                                .source_port = 3306,
                                .source_server_id = 7};

    (void)state;
    assert_true(replica_status_is_of(&st, "aaaa", "elsewhere", 1, 99));
    assert_false(replica_status_is_of(&st, "bbbb", "db", 3306, 7)); /* uuid decides */
    st.source_uuid = NULL;
    assert_true(replica_status_is_of(&st, NULL, "DB", 3306, 99));
    assert_true(replica_status_is_of(&st, NULL, "10.0.0.1", 3306, 7));
    assert_false(replica_status_is_of(&st, NULL, "10.0.0.1", 3306, 8));
    st.source_server_id = 0; /* never connected */
    assert_false(replica_status_is_of(&st, NULL, "10.0.0.1", 3306, 0));
}

static void test_lag(void **state)
{
    (void)state;
    assert_int_equal(lag_seconds(true, true, 5, 9), 0);
    assert_int_equal(lag_seconds(false, true, 5, 9), 5);
    /* the server says 0 while its receiver is behind */
    assert_int_equal(lag_seconds(false, false, 0, 9), 9);
    assert_int_equal(lag_seconds(false, false, 20, 9), 20);
    assert_int_equal(lag_seconds(false, false, -1, -1), -1);
}

static void test_reached(void **state)
{
    struct position p = {.way = WAY_GTID};
    struct mark m = {.set = (char *)"11111111-1111-1111-1111-111111111111:1-9"};
    struct look l = {.target_set = (char *)"11111111-1111-1111-1111-111111111111:1-7"};
    struct err err;
    bool reached = true;
    char *missing = NULL;

    (void)state;
    assert_true(lag_reached(&p, &m, &l, &reached, &missing, &err));
    assert_false(reached);
    assert_string_equal(missing, "11111111-1111-1111-1111-111111111111:8-9");
    free(missing);
    /* by file on a GTID source: what the copy had is not asked for */
    p.way = WAY_FILE;
    p.start_set = (char *)"11111111-1111-1111-1111-111111111111:1-6";
    l.target_set = (char *)"11111111-1111-1111-1111-111111111111:7-9";
    assert_true(lag_reached(&p, &m, &l, &reached, NULL, &err));
    assert_true(reached);
    p.way = WAY_MARIADB;
    m.set = (char *)"0-1-10";
    l.target_set = (char *)"0-1-9,5-5-5";
    assert_true(lag_reached(&p, &m, &l, &reached, NULL, &err));
    assert_false(reached);
    l.target_set = (char *)"0-1-10";
    assert_true(lag_reached(&p, &m, &l, &reached, NULL, &err));
    assert_true(reached);
    struct replica_status st = {.relay_source_log_file = (char *)"b.000002",
                                .exec_source_pos = 10};
    p.way = WAY_PLAIN;
    m.file = (char *)"b.000002";
    m.pos = 11;
    l.own = &st;
    assert_true(lag_reached(&p, &m, &l, &reached, NULL, &err));
    assert_false(reached);
    st.exec_source_pos = 11;
    assert_true(lag_reached(&p, &m, &l, &reached, NULL, &err));
    assert_true(reached);
}

static void test_retry(void **state)
{
    struct retry t = {0};

    (void)state;
    assert_true(retry_is_due(&t));
    for (int i = 0; i < 50; i++) {
        int64_t before = clock_mono_ms();
        retry_later(&t, false);
        assert_in_range(t.wait_ms, RETRY_FIRST_MS / 2, RETRY_MOST_MS);
        assert_true(t.due >= before + t.wait_ms);
    }
    retry_later(&t, true); /* a refused login: never sooner */
    assert_true(t.wait_ms >= RETRY_REFUSED_MS);
    retry_reset(&t);
    assert_true(retry_is_due(&t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create),   cmocka_unit_test(test_verbs),
        cmocka_unit_test(test_merge),    cmocka_unit_test(test_file_reached),
        cmocka_unit_test(test_receiver), cmocka_unit_test(test_same_source),
        cmocka_unit_test(test_lag),      cmocka_unit_test(test_reached),
        cmocka_unit_test(test_retry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
