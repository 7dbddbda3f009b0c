/* SPDX-License-Identifier: MIT
 *
 * test_mysql_binlog_look - what recorded answers to SHOW BINLOG EVENTS of three servers count as, for
 * one and the other database; statements and names that could be taken for another.
 */
#include "tests/unit/unit.h"

#include "mysql/binlog_look.h"
#include "tests/unit/tsv.h"

static void scope_of(struct binlog_scope *s, const char *database, const char *table)
{
    memset(s, 0, sizeof *s);
    s->all = !database && !table;
    if (database)
        strlist_add(&s->databases, database);
    if (table)
        strlist_add(&s->tables, table);
}

static uint64_t other(const struct binlog_tally *t, const char *name)
{
    for (size_t i = 0; i < t->n_others; i++)
        if (str_eq(t->others[i].name, name))
            return t->others[i].n;
    return 0;
}

static void count_file(const char *file, const char *database, const char *table,
                       struct binlog_tally *out)
{
    struct rows r;
    struct binlog_scope s;

    memset(out, 0, sizeof *out);
    scope_of(&s, database, table);
    tsv_read(file, &r);
    binlog_count(&r, r.n, &s, out);
    assert_int_equal(out->events, r.n);
    rows_clear(&r);
    binlog_scope_clear(&s);
}

/* The same statements ran on both: CREATE DATABASE shop, CREATE TABLE, ALTER TABLE, two changes of
 * rows and two prepared in shop.o, one XA COMMIT. MySQL's changes of beat.h that were compressed count
 * like the others. */
static void test_recorded(void **state)
{
    static const char *const files[] = {"mysql-9.7/show_binlog_events.tsv",
                                        "mariadb-10.11/show_binlog_events.tsv"};
    struct binlog_tally t;

    (void)state;
    for (size_t i = 0; i < LEN(files); i++) {
        count_file(files[i], "shop", NULL, &t);
        assert_int_equal(t.selected, 8);
        assert_true(strlist_has(&t.names, "shop.o"));
        assert_true(strlist_has(&t.names, "XA COMMIT"));
        assert_int_equal(other(&t, "beat.h"), 5);
        assert_int_equal(other(&t, "`beat`"), 1); /* TRUNCATE */
        assert_int_equal(other(&t, BINLOG_ACCOUNTS), 8);
        binlog_tally_clear(&t);

        count_file(files[i], NULL, "beat.h", &t);
        assert_int_equal(t.selected,
                         5 + 1 + 2 + 2); /* and every statement that names beat or uses it */
        assert_int_equal(other(&t, "shop.o"), 4);
        binlog_tally_clear(&t);

        count_file(files[i], "elsewhere", NULL, &t);
        assert_int_equal(t.selected, 1); /* the XA COMMIT: of what, it does not say */
        binlog_tally_clear(&t);

        count_file(files[i], NULL, NULL, &t);
        assert_int_equal(other(&t, "beat.h"), 0);
        assert_int_equal(other(&t, BINLOG_ACCOUNTS), 8);
        binlog_tally_clear(&t);
    }
    count_file("mysql-5.6/show_binlog_events.tsv", "shop", NULL, &t);
    assert_true(t.selected > 10);
    assert_true(strlist_has(&t.names, "shop.orders"));
    assert_true(other(&t, BINLOG_ACCOUNTS) > 0);
    binlog_tally_clear(&t);
}

/* One event, and what it is to a migration of `shop` and of the table ot.her.t. */
static void test_one(void **state)
{
    static const struct {
        const char *type, *info;
        bool all, selected;
        const char *other; /* NULL: it is nothing at all */
    } rows[] = {
        {"Table_map", "table_id: 7 (shop.orders)", false, true, NULL},
        {"Table_map", "table_id: 7 (SHOP.orders)", false, true, NULL},
        {"Table_map", "table_id: 7 (shopping.orders)", false, false, "shopping.orders"},
        {"Table_map", "table_id: 7 (mysql.ha_health_check)", false, false,
         "mysql.ha_health_check"},
        {"Table_map", "table_id: 7 (mysql.ha_health_check)", true, false,
         "mysql.ha_health_check"},
        {"Table_map", "table_id: 7 (__tencentdb__.Checksums)", true, false,
         "__tencentdb__.Checksums"},
        {"Table_map", "table_id: 7 (any.thing)", true, true, NULL},
        {"Table_map", "table_id: 7 (ot.her.t)", false, true, NULL},
        {"Table_map", "table_id: 7 (ot.her.u)", false, false, "ot.her.u"},
        {"Table_map", "nothing to be read", false, true, NULL},
        {"Query", "BEGIN", false, false, NULL},
        {"Query", "beginning = 1", false, false, "beginning ="},
        {"Query", "use `beat`; ROLLBACK TO `shop`", false, false, NULL},
        {"Query", "use `shop`; TRUNCATE orders", false, true, NULL},
        {"Query", "use `beat`; TRUNCATE orders", false, false, "`beat`"},
        {"Query", "use `be``at`; TRUNCATE orders", false, false, "`be`at`"},
        {"Query", "use `beat`; /* by shop */ TRUNCATE orders", false, false, "`beat`"},
        {"Query", "use `beat`; /*!50000 DROP TABLE shop.orders */", false, true, NULL},
        {"Query", "use `beat`; DROP TABLE `Shop`.`orders` /* generated */", false, true, NULL},
        {"Query", "GRANT ALL ON shop.* TO app@'%'", false, false, BINLOG_ACCOUNTS},
        {"Query", "ALTER USER app@'%' ACCOUNT LOCK", true, false, BINLOG_ACCOUNTS},
        {"Query", "use `any`; OPTIMIZE TABLE t", true, true, NULL},
        {"Query", "use `mysql`; OPTIMIZE TABLE t", true, false, "`mysql`"},
        {"Query_compressed", "use `shop`; INSERT INTO orders VALUES (1)", false, true, NULL},
        {"Execute_load_query", "use `shop`; LOAD DATA INFILE 'x' INTO TABLE orders", false,
         true, NULL},
        {"Xid", "COMMIT /* xid=1 */", false, false, NULL},
        {"Rows_query", "# INSERT INTO shop.orders", false, false, NULL},
        {"Incident", "#1 (LOST_EVENTS)", false, true, NULL},
    };
    static const char *const columns[] = {"Log_name", "Pos", "Event_type", "Info"};

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        const char *values[] = {"b.1", "4", rows[i].type, rows[i].info};
        struct rows r;
        struct binlog_scope s;
        struct binlog_tally t = {0};
        scope_of(&s, rows[i].all ? NULL : "shop", rows[i].all ? NULL : "ot.her.t");
        rows_begin(&r, LEN(columns), columns);
        assert_true(rows_add(&r, values, NULL));
        binlog_count(&r, r.n, &s, &t);
        if (t.selected != rows[i].selected || t.n_others != (rows[i].other != NULL) ||
            (rows[i].other && !str_eq(t.others[0].name, rows[i].other)))
            fail_msg("%s: selected %d, other %s", rows[i].info, (int)t.selected,
                     t.n_others ? t.others[0].name : "-");
        binlog_tally_clear(&t);
        binlog_scope_clear(&s);
        rows_clear(&r);
    }
}

/* More names than are kept are still counted. */
static void test_many(void **state)
{
    static const char *const columns[] = {"Event_type", "Info"};
    struct rows r;
    struct binlog_scope s;
    struct binlog_tally t = {0}, sum = {0};

    (void)state;
    scope_of(&s, "shop", NULL);
    rows_begin(&r, LEN(columns), columns);
    for (int i = 0; i < 40; i++) {
        char info[64];
        snprintf(info, sizeof info, "table_id: %d (%s.t%d)", i, i % 2 ? "shop" : "beat", i);
        const char *values[] = {"Table_map", info};
        assert_true(rows_add(&r, values, NULL));
    }
    binlog_count(&r, r.n, &s, &t);
    binlog_tally_add(&sum, &t);
    binlog_tally_add(&sum, &t);
    assert_int_equal(sum.selected, 40);
    assert_int_equal(sum.events, 80);
    assert_int_equal(sum.names.n, BINLOG_NAMES);
    assert_int_equal(sum.n_others, BINLOG_NAMES);
    uint64_t n = 0;
    for (size_t i = 0; i < sum.n_others; i++)
        n += sum.others[i].n;
    assert_int_equal(n, 40);
    assert_string_equal(sum.others[BINLOG_NAMES - 1].name, "...");
    binlog_tally_clear(&t);
    binlog_tally_clear(&sum);
    binlog_scope_clear(&s);
    rows_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
