/* SPDX-License-Identifier: MIT
 *
 * test_mysql_error - numbers of servers and client libraries become kinds and next steps.
 */
#include "tests/unit/unit.h"

#include "mysql/conn_private.h"

static void test_kinds(void **state)
{
    static const struct {
        int number;
        const char *words;
        enum err_kind kind;
        bool lost;
    } cases[] = {
        {1045, "Access denied for user 'u'@'h' (using password: YES)", ERR_AUTH, false},
        {1698, "Access denied for user 'root'@'localhost'", ERR_AUTH, false},
        {1251, "Client does not support authentication protocol", ERR_AUTH, false},
        {2059, "Authentication plugin 'x' cannot be loaded", ERR_AUTH, false},
        {1044, "Access denied for user to database", ERR_DENIED, false},
        {1130, "Host '10.0.0.1' is not allowed to connect", ERR_DENIED, false},
        {1129, "Host is blocked", ERR_DENIED, false},
        {1142, "SELECT command denied", ERR_DENIED, false},
        {1143, "SELECT command denied", ERR_DENIED, false},
        {1227, "Access denied; you need SUPER", ERR_DENIED, false},
        {1370, "execute command denied", ERR_DENIED, false},
        {3948, "Loading local data is disabled", ERR_DENIED, false},
        {2002, "Can't connect to server on '127.0.0.1' (111)", ERR_NETWORK, true},
        {2003, "Can't connect to MySQL server on '10.0.0.1:3306' (110)", ERR_TIMEOUT, true},
        {2003, "Can't connect to MySQL server on '10.0.0.1:3306' (113)", ERR_NETWORK, true},
        {2005, "Unknown server host 'x' (-2)", ERR_NETWORK, true},
        {2006, "Server has gone away", ERR_NETWORK, true},
        {2013, "Lost connection to server during query", ERR_NETWORK, true},
        {2013,
         "Lost connection at 'handshake: reading initial communication packet', system "
         "error: 110",
         ERR_TIMEOUT, true},
        {2026, "TLS/SSL error: self-signed certificate", ERR_PROTOCOL, true},
        {1159, "Got timeout reading communication packets", ERR_TIMEOUT, true},
        {1205, "Lock wait timeout exceeded", ERR_SERVER, false},
        {1213, "Deadlock found", ERR_SERVER, false},
        {1062, "Duplicate entry", ERR_SERVER, false},
        {1927, "Connection was killed", ERR_NETWORK, true},
        {4031, "The client was disconnected by the server", ERR_NETWORK, true},
        {99999, "something new (of the future)", ERR_SERVER, false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};
        assert_false(conn_error(&err, cases[i].number, "HY000", cases[i].words, "asking"));
        if (err.kind != cases[i].kind)
            fail_msg("%d %s: %s", cases[i].number, cases[i].words, err_kind_name(err.kind));
        assert_int_equal(conn_error_is_loss(cases[i].number), cases[i].lost);
        assert_int_equal(err.number, cases[i].number);
        assert_string_equal(err.code, "HY000");
        assert_string_equal(err.server, cases[i].words);
        assert_int_equal(strncmp(err.text, "asking: ", 8), 0);
        assert_true(err.hint[0] || err.kind == ERR_SERVER);
    }
}

static void test_reasons(void **state)
{
    struct err err = {0};

    (void)state;
    conn_error(&err, 2003, "HY000", "Can't connect to MySQL server on 'h:1' (111)", "opening");
    assert_string_equal(err.text, "opening: nothing listens there");
    conn_error(&err, 1064, "42000", "You have an error\x1b[31m", "asking");
    assert_string_equal(err.text, "asking: error 1064");
    assert_string_equal(err.server, "You have an error?[31m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
