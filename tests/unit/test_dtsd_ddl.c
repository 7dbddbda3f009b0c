/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_ddl - definitions as real servers print them, taken apart and put together.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/copy/ddl.h"

static void parse(struct ddl_table *t, const char *sql)
{
    struct err err = {0};
    if (!ddl_parse(sql, t, &err))
        fail_msg("%s", err.text);
}

static const struct ddl_item *item(const struct ddl_table *t, enum ddl_kind kind,
                                   const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].kind == kind && (!name || str_eq(t->items[i].name, name)))
            return &t->items[i];
    return NULL;
}

static char *created(const struct ddl_table *t)
{
    struct buf sql = BUF_INIT(DDL_MAX_BYTES);
    ddl_create(t, "s", "t", &sql);
    return buf_steal(&sql);
}

/* MySQL 5.6.27, recorded. */
static const char orders56[] =
    "CREATE TABLE `orders` (\n  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  "
    "`customer` "
    "varchar(64) NOT NULL,\n  `total` decimal(12,2) DEFAULT NULL,\n  `state` "
    "enum('new','paid','sent') DEFAULT 'new',\n  `flags` set('a','b') DEFAULT NULL,\n  `note` "
    "text,\n  `zero` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',\n  PRIMARY KEY (`id`),\n "
    " "
    "UNIQUE KEY `uk` (`customer`,`zero`),\n  KEY `kt` (`total`)\n) ENGINE=InnoDB "
    "AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COMMENT='from 5.6'";

/* MySQL 9.7. */
static const char wild97[] =
    "CREATE TABLE `we``ird, (x)` (\n"
    "  `id` int NOT NULL,\n"
    "  `KEY ``k``` varchar(20) CHARACTER SET latin1 DEFAULT ') , KEY `x` (''a'')' COMMENT "
    "'it''s "
    "\\' KEY, `y`',\n"
    "  `seq` int NOT NULL AUTO_INCREMENT,\n"
    "  `g` varchar(40) GENERATED ALWAYS AS (concat(`id`,_utf8mb4',')) VIRTUAL,\n"
    "  `hid` int DEFAULT (1 + 2) /*!80023 INVISIBLE */,\n"
    "  `pt` point NOT NULL /*!80003 SRID 4326 */,\n"
    "  PRIMARY KEY (`id`),\n"
    "  UNIQUE KEY `seq` (`seq`),\n"
    "  KEY `f` ((lower(`g`)),`id` DESC) /*!80000 INVISIBLE */,\n"
    "  KEY `c` (`id`) COMMENT 'a, b ) KEY `z` (`q`)',\n"
    "  SPATIAL KEY `sp` (`pt`),\n"
    "  FULLTEXT KEY `ft` (`KEY ``k```) /*!50100 WITH PARSER `ngram` */ ,\n"
    "  CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `other` (`REFERENCES`) ON DELETE "
    "CASCADE,\n"
    "  CONSTRAINT `fk2` FOREIGN KEY (`seq`) REFERENCES `x.y`.`REFER``ENCES` (`a`),\n"
    "  CONSTRAINT `ck` CHECK ((`id` > 0)) /*!80016 NOT ENFORCED */\n"
    ") ENGINE=InnoDB AUTO_INCREMENT=77 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin "
    "COMMENT='KEY `x` (`y`), DEFAULT CHARSET=latin1'\n"
    "/*!50100 PARTITION BY RANGE (`id`)\n(PARTITION p0 VALUES LESS THAN (10) ENGINE = "
    "InnoDB,\n "
    "PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB) */";

/* MariaDB 10.11. */
static const char maria[] =
    "CREATE TABLE `m` (\n"
    "  `a` int(11) NOT NULL DEFAULT nextval(`d`.`s`),\n"
    "  `b` uuid NOT NULL,\n"
    "  `j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK "
    "(json_valid(`j`)),\n"
    "  `rs` timestamp(6) GENERATED ALWAYS AS ROW START,\n"
    "  `re` timestamp(6) GENERATED ALWAYS AS ROW END,\n"
    "  UNIQUE KEY `u1` (`j`) USING HASH,\n"
    "  UNIQUE KEY `u2` (`b`,`a`),\n"
    "  KEY `ig` (`a`) IGNORED,\n"
    "  PERIOD FOR SYSTEM_TIME (`rs`, `re`)\n"
    ") ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci WITH SYSTEM VERSIONING";

static void keeps_what_it_does_not_defer(void **state)
{
    struct ddl_table t;
    (void)state;
    parse(&t, orders56);
    assert_string_equal(t.name, "orders");
    assert_int_equal(t.auto_increment, 3);
    assert_false(ddl_cascades(&t));
    ddl_defer(&t);
    assert_int_equal(ddl_deferred(&t, DDL_UNIQUE), 1);
    assert_int_equal(ddl_deferred(&t, DDL_KEY), 1);
    char *sql = created(&t);
    assert_non_null(strstr(sql, "CREATE TABLE `s`.`t` (\n  `id` bigint(20) unsigned"));
    assert_non_null(strstr(sql, "PRIMARY KEY (`id`)\n) ENGINE=InnoDB AUTO_INCREMENT=3"));
    assert_null(strstr(sql, "`uk`"));
    assert_string_equal(item(&t, DDL_KEY, "kt")->text, "KEY `kt` (`total`)");
    assert_string_equal(ddl_key(&t)->columns.items[0], "id");
    free(sql);
    ddl_clear(&t);
}

static void tells_keys_that_act(void **state)
{
    static const struct {
        const char *printed;
        bool acts;
    } rows[] = {
        {"", false},
        {" ON DELETE RESTRICT ON UPDATE NO ACTION", false},
        {" ON DELETE CASCADE", true},
        {" ON DELETE NO ACTION ON UPDATE SET NULL", true},
        {" ON UPDATE CASCADE", true},
        {" ON DELETE SET DEFAULT ON UPDATE RESTRICT", true},
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        char sql[400];
        struct ddl_table t;
        snprintf(
            sql, sizeof sql,
            "CREATE TABLE `t` (\n  `a` int DEFAULT NULL,\n  CONSTRAINT `ON DELETE CASCADE` "
            "FOREIGN KEY (`a`) REFERENCES `u` (`a`)%s\n) ENGINE=InnoDB",
            rows[i].printed);
        parse(&t, sql);
        assert_int_equal(ddl_cascades(&t), rows[i].acts);
        assert_int_equal(ddl_leave_cascades(&t), rows[i].acts);
        ddl_clear(&t);
    }
}

static void puts_together_what_it_took_apart(void **state)
{
    static const char *const all[] = {orders56, wild97, maria};
    (void)state;
    for (size_t i = 0; i < LEN(all); i++) {
        struct ddl_table t;
        parse(&t, all[i]);
        char *sql = created(&t);
        const char *body = strstr(all[i], " (\n");
        /* identical but for the name; the ngram line loses the blank before its comma */
        if (i != 1)
            assert_string_equal(sql + strlen("CREATE TABLE `s`.`t`"), body);
        else
            assert_string_equal(sql + strlen(sql) - 60, body + strlen(body) - 60);
        free(sql);
        ddl_clear(&t);
    }
}

static void respects_quotes_and_comments(void **state)
{
    struct ddl_table t;
    (void)state;
    parse(&t, wild97);
    assert_string_equal(t.name, "we`ird, (x)");
    assert_int_equal(t.n, 15);
    assert_non_null(item(&t, DDL_COLUMN, "KEY `k`"));
    assert_true(item(&t, DDL_COLUMN, "seq")->auto_increment);
    assert_true(item(&t, DDL_COLUMN, "id")->not_null);
    assert_false(item(&t, DDL_COLUMN, "hid")->not_null);
    assert_int_equal(t.auto_increment, 77);
    assert_true(t.partitioned);
    assert_non_null(item(&t, DDL_OTHER, "ck"));
    assert_string_equal(item(&t, DDL_KEY, "f")->columns.items[0], "");
    assert_string_equal(item(&t, DDL_KEY, "f")->columns.items[1], "id");
    assert_true(item(&t, DDL_KEY, "f")->prefix);
    ddl_defer(&t);
    assert_false(item(&t, DDL_UNIQUE, "seq")->deferred); /* AUTO_INCREMENT stands on it */
    assert_true(item(&t, DDL_KEY, "c")->deferred);
    assert_true(item(&t, DDL_SPATIAL, "sp")->deferred);
    assert_true(item(&t, DDL_FULLTEXT, "ft")->deferred);
    ddl_clear(&t);
}

static void refers_to_renamed_tables(void **state)
{
    struct ddl_table t;
    (void)state;
    parse(&t, wild97);
    struct ddl_item *fk = (struct ddl_item *)item(&t, DDL_FOREIGN, "fk");
    struct ddl_item *fk2 = (struct ddl_item *)item(&t, DDL_FOREIGN, "fk2");
    assert_true(ddl_cascades(&t));
    assert_null(fk->ref_schema);
    assert_string_equal(fk->ref_table, "other");
    assert_string_equal(fk2->ref_schema, "x.y");
    assert_string_equal(fk2->ref_table, "REFER`ENCES");
    ddl_refer(fk, "d", "n`ew");
    ddl_refer(fk2, "d", "two");
    ddl_refer(fk2, "d", "three");
    assert_string_equal(fk->text, "CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `d`.`n``ew` "
                                  "(`REFERENCES`) ON DELETE CASCADE");
    assert_string_equal(fk2->text,
                        "CONSTRAINT `fk2` FOREIGN KEY (`seq`) REFERENCES `d`.`three` (`a`)");
    size_t n = t.n;
    assert_int_equal(ddl_leave_cascades(&t), 1);
    assert_int_equal(t.n, n - 1);
    assert_null(item(&t, DDL_FOREIGN, "fk"));
    assert_non_null(item(&t, DDL_FOREIGN, "fk2"));
    assert_false(ddl_cascades(&t));
    ddl_clear(&t);
}

static void clusters_by_a_unique_key_without_nulls(void **state)
{
    struct ddl_table t;
    (void)state;
    parse(&t, maria);
    assert_true(t.versioned);
    ddl_defer(&t);
    assert_true(item(&t, DDL_UNIQUE, "u1")->deferred); /* j may be NULL */
    assert_false(item(&t, DDL_UNIQUE, "u2")->deferred);
    assert_string_equal(ddl_key(&t)->name, "u2");
    assert_non_null(item(&t, DDL_OTHER, NULL)); /* PERIOD */
    ddl_clear(&t);
}

static void spells_collations_out(void **state)
{
    struct ddl_table t;
    (void)state;
    parse(&t, orders56);
    ddl_collate_table(&t, "utf8mb4_general_ci");
    ddl_collate_table(&t, "never_twice");
    assert_non_null(
        strstr(t.options,
               "AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT"));
    assert_null(strstr(t.options, "never_twice"));
    ddl_collate_column(&t, "customer", "x"); /* names no character set: inherits the table's */
    assert_string_equal(item(&t, DDL_COLUMN, "customer")->text,
                        "`customer` varchar(64) NOT NULL");
    ddl_clear(&t);

    parse(&t, wild97);
    ddl_collate_table(&t, "never");
    assert_null(strstr(t.options, "never"));
    ddl_collate_column(&t, "KEY `k`", "latin1_swedish_ci");
    assert_true(str_starts(
        item(&t, DDL_COLUMN, "KEY `k`")->text,
        "`KEY ``k``` varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT '"));
    ddl_clear(&t);

    parse(&t, maria);
    ddl_collate_column(&t, "j", "never");
    assert_null(strstr(item(&t, DDL_COLUMN, "j")->text, "never"));
    ddl_clear(&t);
}

static void refuses_what_is_no_table(void **state)
{
    static const char *const wrong[] = {"", "CREATE ALGORITHM=UNDEFINED VIEW `v` AS select 1",
                                        "CREATE TABLE `a` (\n  `id` int", "CREATE TABLE a",
                                        "CREATE TABLE `a` (`b` int DEFAULT ')"};
    (void)state;
    for (size_t i = 0; i < LEN(wrong); i++) {
        struct ddl_table t;
        struct err err = {0};
        assert_false(ddl_parse(wrong[i], &t, &err));
        assert_int_equal(err.kind, ERR_PROTOCOL);
    }
}

static void compares_types_across_versions(void **state)
{
    static const struct {
        const char *a, *b;
    } types[] = {
        {"int(11)", "int"},
        {"bigint(20) unsigned", "bigint unsigned"},
        {"year(4)", "year"},
        {"decimal(10,2)", "decimal(10,2)"},
        {"varchar(11)", "varchar(11)"},
        {"enum('int(3)')", "enum('int(3)')"},
        {"tinyint(3) unsigned zerofill", "tinyint unsigned zerofill"},
    };
    (void)state;
    for (size_t i = 0; i < LEN(types); i++) {
        char *n = ddl_type_normal(types[i].a);
        assert_string_equal(n, types[i].b);
        free(n);
    }
    char *c = ddl_collation_normal("utf8_bin");
    assert_string_equal(c, "utf8mb3_bin");
    free(c);
    c = ddl_collation_normal("utf8mb4_bin");
    assert_string_equal(c, "utf8mb4_bin");
    free(c);
}

static void digest_of(const char *sql, char out[SHA256_HEX_SIZE])
{
    struct ddl_table t;
    parse(&t, sql);
    ddl_digest(&t, out);
    ddl_clear(&t);
}

static void digests_what_lasts(void **state)
{
    static const char *const others[] = {
        "CREATE TABLE `t` (\n  `a` bigint NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE `t` (\n  `a` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`),\n  KEY "
        "`k` "
        "(`a`)\n) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE `t` (\n  `a` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=latin1",
        "CREATE TABLE `t` (\n  `a` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COMMENT='AUTO_INCREMENT=7'",
    };
    static const char *const same[] = {
        "CREATE TABLE `t` (\n  `a` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE `t` (\n  `a` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=InnoDB AUTO_INCREMENT=12345 DEFAULT CHARSET=utf8mb4",
        "CREATE TABLE `t` (\n  `a` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`a`)\n) "
        "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
    };
    char first[SHA256_HEX_SIZE], next[SHA256_HEX_SIZE];
    (void)state;
    digest_of(same[0], first);
    for (size_t i = 1; i < LEN(same); i++) {
        digest_of(same[i], next);
        assert_string_equal(first, next);
    }
    for (size_t i = 0; i < LEN(others); i++) {
        digest_of(others[i], next);
        assert_string_not_equal(first, next);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_it_does_not_defer),
        cmocka_unit_test(tells_keys_that_act),
        cmocka_unit_test(puts_together_what_it_took_apart),
        cmocka_unit_test(respects_quotes_and_comments),
        cmocka_unit_test(refers_to_renamed_tables),
        cmocka_unit_test(clusters_by_a_unique_key_without_nulls),
        cmocka_unit_test(spells_collations_out),
        cmocka_unit_test(refuses_what_is_no_table),
        cmocka_unit_test(compares_types_across_versions),
        cmocka_unit_test(digests_what_lasts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
