/* SPDX-License-Identifier: MIT
 *
 * test_mysql_flavor - version texts to rows of the table, and the table's own order.
 */
#include "tests/unit/unit.h"

#include "base/str.h"
#include "mysql/flavor.h"

static void test_detect(void **state)
{
    static const struct {
        const char *text;
        unsigned version;
        const char *name; /* NULL: not known */
    } cases[] = {
        {"5.5.5-10.11.14-MariaDB-0+deb12u2", 101114, "MariaDB 10.11"},
        {"10.11.19-MariaDB-0+deb12u1-log", 101119, "MariaDB 10.11"},
        {"10.6.18-MariaDB", 100618, "MariaDB 10.4 to 10.10"},
        {"11.8.3-MariaDB-ubu2404", 110803, "MariaDB 11 and later"},
        {"12.1.2-MariaDB", 120102, "MariaDB 11 and later"},
        {"10.3.39-MariaDB", 100339, "MariaDB 10.3"},
        {"5.5.68-MariaDB", 50568, "MariaDB 5.5"},
        {"5.6.27-log", 50627, "MySQL 5.6"},
        {"5.5.62", 50562, "MySQL 5.5"},
        {"5.7.44-48-log", 50744, "MySQL 5.7"},
        {"8.0.17", 80017, "MySQL 8.0.16 to 8.0.17"},
        {"8.0.22", 80022, "MySQL 8.0.22"},
        {"8.0.23-commercial", 80023, "MySQL 8.0.23"},
        {"8.0.35-27 Percona", 80035, "MySQL 8.0.30 and later"},
        {"8.0.mysql_aurora.3.04.0", 80000, "MySQL 8.0.0 to 8.0.15"},
        {"8.3.0", 80300, "MySQL 8.0.30 and later"},
        {"8.4.6", 80406, "MySQL 8.4"},
        {"9.0.1", 90001, "MySQL 9.0 to 9.5"},
        {"9.7.4", 90704, "MySQL 9.6 and later"},
        {"12.0.0", 120000, "MySQL 9.6 and later"},
        {"5.1.73", 50173, NULL},
        {"4.0", 40000, NULL},
        {"", 0, NULL},
        {NULL, 0, NULL},
        {"v9", 0, NULL},
        {"9", 0, NULL},
        {"5.7.25-TiDB-v7.5.0", 50725, NULL},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        unsigned version = 1;
        const struct flavor *f = flavor_detect(cases[i].text, &version);
        assert_int_equal(version, cases[i].version);
        if (!str_eq(f ? f->name : NULL, cases[i].name))
            fail_msg("%s: %s", cases[i].text, f ? f->name : "not known");
    }
}

static void test_table(void **state)
{
    size_t n;
    const struct flavor *t = flavor_table(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct flavor *f = &t[i];
        assert_true(f->from < f->below);
        if (i && t[i - 1].vendor == f->vendor)
            assert_int_equal(t[i - 1].below, f->from);
        assert_non_null(f->binlog_status);
        assert_non_null(f->binlogs);
        assert_non_null(f->replica_status);
        assert_non_null(f->word_replica);
        assert_non_null(f->word_source);
        assert_non_null(f->event_disable);
        assert_non_null(f->skip_start_var);
        assert_true(str_eq(f->origin, "tested") || str_eq(f->origin, "recorded") ||
                    str_eq(f->origin, "documented"));
        assert_int_equal(f->gtid, f->vendor == VENDOR_MARIADB ? GTID_MARIADB : GTID_MYSQL);
        assert_true((f->gtid_executed == NULL) == (f->from == 50500));
        assert_true(!f->channels || f->vendor == VENDOR_MYSQL);
        assert_true(!f->sequences || f->vendor == VENDOR_MARIADB);
    }
}

static void test_words(void **state)
{
    unsigned v;
    const struct flavor *f = flavor_detect("9.7.4", &v);

    (void)state;
    assert_string_equal(f->binlog_status, "SHOW BINARY LOG STATUS");
    assert_string_equal(f->word_source, "SOURCE");
    assert_true(f->no_md5 && f->persist_only && f->invisible_keys);
    f = flavor_detect("8.0.22", &v);
    assert_string_equal(f->replica_status, "SHOW REPLICA STATUS");
    assert_string_equal(f->word_replica, "REPLICA");
    assert_string_equal(f->word_source, "MASTER");
    assert_string_equal(f->binlog_status, "SHOW MASTER STATUS");
    f = flavor_detect("8.0.24", &v);
    assert_true(f->persist_only && f->assign_gtids);
    assert_string_equal(f->skip_start_var, "skip_slave_start");
    f = flavor_detect("5.7.40", &v);
    assert_true(f->account_lock);
    assert_true(f->channels && !f->channel_filters && !f->gtid_purged_add && !f->roles);
    assert_false(flavor_detect("5.6.27-log", &v)->account_lock);
    assert_true(flavor_detect("8.4.6", &v)->account_lock);
    assert_false(flavor_detect("10.3.39-MariaDB", &v)->account_lock);
    f = flavor_detect("10.11.1-MariaDB", &v);
    assert_true(f->account_lock);
    assert_string_equal(f->replica_status, "SHOW ALL SLAVES STATUS");
    assert_true(f->named_connections && f->sequences && !f->start_with_user);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detect),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
