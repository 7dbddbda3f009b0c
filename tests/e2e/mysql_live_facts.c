/* SPDX-License-Identifier: MIT
 *
 * mysql_live_facts - catalog, facts, positions, replication status and rights of a real server.
 * Run by tests/e2e/mysql-live.
 */
#include "tests/e2e/live.h"

#include "base/clock.h"
#include "base/mem.h"
#include "mysql/accounts.h"
#include "mysql/catalog.h"
#include "mysql/inspect.h"
#include "mysql/quote.h"

/* 64 characters; all of three bytes would be too long as the name of the server's file */
#define K8                                                                             \
    "\xed\x95\x9c\xea\xb8\x80\xed\x95\x9c\xea\xb8\x80\xed\x95\x9c\xea\xb8\x80\xed\x95" \
    "\x9c\xea\xb8\x80"
#define K64 K8 K8 K8 K8 K8 "twenty_four_letters_more"

static const char *const odd_names[] = {"a`b",      "it's",        "\"q\"", "d.o.t",
                                        "per%cent", "back\\slash", " lead", "select",
                                        "x_1",      "x1_",         K64};

static struct conn *open_read(struct live *l, const struct flavor **f)
{
    struct conn *c = live_open(&l->root, NULL);
    struct err err = {0};
    unsigned version;

    if (!conn_session(c, SESSION_READ, &err))
        fail_msg("%s (%s)", err.text, err.server);
    *f = flavor_detect(conn_server_version(c), &version);
    assert_non_null(*f);
    assert_string_equal((*f)->origin, "tested");
    return c;
}

static void make_schema(struct conn *c, const struct flavor *f)
{
    static const char *const statements[] = {
        "DROP DATABASE IF EXISTS `li.ve``2`",
        "CREATE DATABASE `li.ve``2` CHARACTER SET latin1 COLLATE latin1_german1_ci",
        "USE `li.ve``2`",
        "CREATE TABLE pk2 (b INT, a INT, c INT, PRIMARY KEY (b, a), UNIQUE (c)) "
        "COLLATE utf8mb4_bin",
        "CREATE TABLE uniq (a INT NOT NULL, b VARCHAR(20) NOT NULL, UNIQUE two (a, b), "
        "UNIQUE one (b))",
        "CREATE TABLE nullable (a INT, UNIQUE (a))",
        "CREATE TABLE prefix (a VARCHAR(100) NOT NULL, UNIQUE (a(10)))",
        "CREATE TABLE none (a INT)",
        "CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent(id))",
        "CREATE TABLE T (upper_pk INT PRIMARY KEY)",
        "CREATE TABLE t (lower_pk INT PRIMARY KEY, x INT) COMMENT='VIEW'",
        "CREATE VIEW v1 AS SELECT a FROM none",
        "CREATE PROCEDURE proc() SELECT 1",
        "CREATE FUNCTION func() RETURNS INT DETERMINISTIC RETURN 1",
        "CREATE TRIGGER trig BEFORE INSERT ON none FOR EACH ROW SET NEW.a = 1",
        "CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO SELECT 1",
        "INSERT INTO pk2 SELECT 1, 1, 1",
    };
    struct err err = {0};

    live_exec(c, "SET foreign_key_checks=0");
    for (size_t i = 0; i < LEN(statements); i++)
        live_exec(c, statements[i]);
    /* Comments and defaults say words that another tool took for properties. */
    if (!conn_execf(c, &err,
                    "CREATE TABLE cols (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, "
                    "e ENUM('a','b'), s VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin "
                    "NOT NULL, j JSON, b BIT(3), v INT AS (b + 1) VIRTUAL COMMENT 'STORED "
                    "GENERATED', g INT AS (2) STORED, ts TIMESTAMP NOT NULL DEFAULT "
                    "CURRENT_TIMESTAMP COMMENT 'INVISIBLE', h INT %s, bl BLOB)",
                    f->vendor == VENDOR_MARIADB ? "INVISIBLE DEFAULT 1"
                                                : "DEFAULT 1 INVISIBLE"))
        fail_msg("%s (%s)", err.text, err.server);
    for (size_t i = 0; i < LEN(odd_names); i++) {
        char *name = quoted_ident(odd_names[i]);
        assert_true(quote_check_ident(odd_names[i], &err));
        if (!conn_execf(c, &err, "CREATE TABLE %s (%s INT PRIMARY KEY)", name, name))
            fail_msg("%s (%s)", err.text, err.server);
        free(name);
    }
    if (f->sequences)
        live_exec(c, "CREATE SEQUENCE seq");
}

static void has_key(const struct cat_schema *s, const char *table, enum table_key key,
                    const char *columns)
{
    const struct cat_table *t = catalog_table(s, table);

    if (!t)
        fail_msg("no table %s", table);
    if (t->key != key || !str_eq(t->key_columns, columns))
        fail_msg("%s: key %d on %s", table, t->key, str_or(t->key_columns, "nothing"));
}

static bool needs(const struct catalog *cat, const char *schema, const char *name,
                  const char *what)
{
    for (size_t i = 0; i < cat->n_needs; i++) {
        const struct cat_need *n = &cat->needs[i];
        if (str_eq(n->schema, schema) && str_eq(n->name, name) &&
            str_eq(n->needs_schema, schema) && str_eq(n->needs_name, what))
            return true;
    }
    return false;
}

static void test_catalog(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct strlist only = {0};
    struct catalog cat;
    struct err err = {0};

    make_schema(c, f);
    if (!catalog_read(c, f, NULL, CATALOG_SIZES | CATALOG_KEYS | CATALOG_NEEDS, &cat, &err))
        fail_msg("%s (%s)", err.text, err.server);
    for (size_t i = 0; i < cat.n; i++) {
        assert_false(catalog_is_system_schema(cat.schemas[i].name));
        assert_true(i == 0 || strcmp(cat.schemas[i - 1].name, cat.schemas[i].name) < 0);
    }
    const struct cat_schema *s = catalog_schema(&cat, "li.ve`2");
    assert_non_null(s);
    assert_string_equal(s->charset, "latin1");
    assert_string_equal(s->collation, "latin1_german1_ci");
    for (size_t i = 0; i < LEN(odd_names); i++)
        has_key(s, odd_names[i], KEY_PRIMARY, odd_names[i]);
    has_key(s, "pk2", KEY_PRIMARY, "b,a");
    has_key(s, "uniq", KEY_UNIQUE, "b");
    has_key(s, "nullable", KEY_NONE, NULL);
    has_key(s, "prefix", KEY_NONE, NULL);
    has_key(s, "none", KEY_NONE, NULL);
    has_key(s, "T", KEY_PRIMARY, "upper_pk");
    has_key(s, "t", KEY_PRIMARY, "lower_pk");
    const struct cat_table *pk2 = catalog_table(s, "pk2");
    assert_string_equal(pk2->engine, "InnoDB");
    assert_string_equal(pk2->collation, "utf8mb4_bin");
    assert_true(pk2->rows >= 0 && pk2->data_bytes > 0 && pk2->index_bytes > 0);
    assert_true(needs(&cat, s->name, "child", "parent"));
    assert_true(needs(&cat, s->name, "v1", "none"));
    assert_false(needs(&cat, s->name, "pk2", "parent"));
    assert_null(catalog_table(s, "v1"));
    assert_int_equal(s->views.n, 1);
    assert_string_equal(s->views.items[0].name, "v1");
    assert_int_equal(strncmp(s->views.items[0].definer, "root@", 5), 0);
    assert_int_equal(s->procedures.n, 1);
    assert_string_equal(s->procedures.items[0].name, "proc");
    assert_int_equal(s->functions.n, 1);
    assert_string_equal(s->functions.items[0].name, "func");
    assert_int_equal(s->triggers.n, 1);
    assert_string_equal(s->triggers.items[0].table, "none");
    assert_int_equal(s->events.n, 1);
    assert_string_equal(s->events.items[0].name, "ev");
    assert_int_equal(s->n_tables, 9 + LEN(odd_names) + f->sequences);
    if (f->sequences)
        assert_true(catalog_table(s, "seq")->is_sequence);
    catalog_clear(&cat);

    strlist_add(&only, "li.ve`2");
    strlist_add(&only, "not there");
    strlist_add(&only, "LI.VE`2");
    assert_true(catalog_read(c, f, &only, 0, &cat, &err));
    assert_int_equal(cat.n, 1);
    assert_int_equal(catalog_table(&cat.schemas[0], "pk2")->data_bytes, -1);
    assert_int_equal(catalog_table(&cat.schemas[0], "pk2")->key, KEY_NONE); /* not asked for */
    assert_int_equal(cat.schemas[0].events.n, 1);
    catalog_clear(&cat);
    strlist_clear(&only);
    conn_close(c);
}

static void test_columns(void **state)
{
    static const struct {
        const char *name, *data_type, *charset;
        bool nullable, generated, invisible, auto_increment;
    } want[] = {
        {"id", "bigint", NULL, false, false, false, true},
        {"e", "enum", "latin1", true, false, false, false},
        {"s", "varchar", "utf8mb4", false, false, false, false},
        {"j", NULL, NULL, true, false, false, false},
        {"b", "bit", NULL, true, false, false, false},
        {"v", "int", NULL, true, true, false, false},
        {"g", "int", NULL, true, true, false, false},
        {"ts", "timestamp", NULL, false, false, false, false},
        {"h", "int", NULL, true, false, true, false},
        {"bl", "blob", NULL, true, false, false, false},
    };
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct cat_columns cols;
    struct err err = {0};

    if (!catalog_columns(c, "li.ve`2", "cols", &cols, &err))
        fail_msg("%s (%s)", err.text, err.server);
    assert_int_equal(cols.n, LEN(want));
    for (size_t i = 0; i < cols.n; i++) {
        const struct cat_column *k = &cols.items[i];
        assert_string_equal(k->name, want[i].name);
        if (want[i].data_type) {
            assert_string_equal(k->data_type, want[i].data_type);
            assert_true(str_eq(k->charset, want[i].charset));
        }
        if (k->nullable != want[i].nullable || k->generated != want[i].generated ||
            k->invisible != want[i].invisible || k->auto_increment != want[i].auto_increment)
            fail_msg("%s: %d %d %d %d", k->name, k->nullable, k->generated, k->invisible,
                     k->auto_increment);
    }
    assert_non_null(strstr(cols.items[0].column_type, "unsigned"));
    assert_string_equal(cols.items[2].collation, "utf8mb4_bin");
    cat_columns_clear(&cols);
    assert_true(catalog_columns(c, "li.ve`2", "T", &cols, &err)); /* not those of t */
    assert_int_equal(cols.n, 1);
    assert_string_equal(cols.items[0].name, "upper_pk");
    cat_columns_clear(&cols);
    assert_false(catalog_columns(c, "li.ve`2", "missing", &cols, &err));
    assert_int_equal(err.kind, ERR_GONE);
    live_exec(c, "DROP DATABASE `li.ve``2`");
    conn_close(c);
}

static void test_facts(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct server_facts facts;
    struct err err = {0};

    if (!inspect_server(c, &facts, &err))
        fail_msg("%s (%s)", err.text, err.server);
    assert_ptr_equal(facts.flavor, f);
    assert_true(facts.version >= f->from && facts.version < f->below);
    assert_true(str_starts(conn_server_version(c), facts.version_text));
    assert_int_equal(facts.server_id, live_int(c, "SELECT @@server_id"));
    assert_int_equal(facts.log_bin, TRI_YES);
    assert_string_equal(facts.binlog_format, "ROW");
    assert_string_equal(facts.binlog_row_image, "FULL");
    assert_string_equal(facts.gtid_mode, "ON");
    assert_int_equal(facts.log_replica_updates, TRI_YES);
    assert_int_equal(facts.lower_case_table_names, 0);
    assert_int_equal(facts.max_allowed_packet, live_int(c, "SELECT @@max_allowed_packet"));
    assert_int_equal(facts.read_only, TRI_NO);
    assert_int_equal(facts.local_infile, TRI_YES);
    assert_int_equal(facts.replicas_semi_sync, TRI_NO);
    assert_int_equal(facts.gipk, TRI_NO);
    assert_true(facts.binlog_keep_s >= 0);
    assert_string_equal(facts.binlog_do_db, "");
    assert_string_equal(facts.binlog_ignore_db, "");
    assert_true(llabs(facts.clock_offset_ms) < 60000); /* the same machine's clock */
    if (f->vendor == VENDOR_MYSQL) {
        assert_int_equal(facts.enforce_gtid, TRI_YES);
        assert_int_equal(strlen(facts.server_uuid), 36);
        assert_int_equal(facts.super_read_only, TRI_NO);
    } else {
        assert_int_equal(facts.enforce_gtid, TRI_UNKNOWN);
        assert_null(facts.server_uuid);
    }
    assert_non_null(facts.hostname);
    assert_non_null(facts.character_set_server);
    server_facts_clear(&facts);
    server_facts_clear(&facts);
    conn_close(c);
}

static void test_positions(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct binlog_position before, after;
    struct gtid_set at_first = GTID_INIT(f->gtid), later = GTID_INIT(f->gtid),
                    gained = GTID_INIT(f->gtid), executed;
    struct err err = {0};
    int64_t bytes;

    assert_true(inspect_binlog_position(c, f, &before, &err));
    assert_true(gtid_parse(&at_first, f->gtid, before.gtid_set, &err));
    assert_false(gtid_is_empty(&at_first));
    assert_true(inspect_gtid_executed(c, f, &executed, &err));
    char *text =
        gtid_format(&executed); /* MariaDB's has only what was replicated: nothing here */
    assert_string_equal(text, f->gtid == GTID_MYSQL ? before.gtid_set : "");
    free(text);
    gtid_clear(&executed);
    live_exec(c, "CREATE DATABASE IF NOT EXISTS live");
    live_exec(c, "CREATE TABLE live.pos (a INT PRIMARY KEY, b VARCHAR(9000))");
    live_exec(c, "INSERT INTO live.pos VALUES (1, REPEAT('x', 9000))");
    live_exec(c, "FLUSH BINARY LOGS");
    live_exec(c, "DROP TABLE live.pos");
    assert_true(inspect_binlog_position(c, f, &after, &err));
    assert_true(gtid_parse(&later, f->gtid, after.gtid_set, &err));
    assert_true(gtid_contains(&later, &at_first));
    assert_false(gtid_contains(&at_first, &later));
    gtid_subtract(&gained, &later, &at_first);
    assert_int_equal(gtid_count(&gained), 4);
    assert_true(strcmp(after.file, before.file) > 0);
    assert_true(
        inspect_binlog_bytes_between(c, f, before.file, before.pos, &after, &bytes, &err));
    assert_true(bytes > 9000 && bytes < 1000000);
    assert_true(inspect_binlog_bytes_between(c, f, "binlog.9", 4, &after, &bytes, &err));
    assert_int_equal(bytes, -1);
    gtid_clear(&at_first);
    gtid_clear(&later);
    gtid_clear(&gained);
    binlog_position_clear(&before);
    binlog_position_clear(&after);
    conn_close(c);
}

/* A wild table filter keeps its escapes on the way into the server. */
static void filter_reads_back(struct conn *c, const struct flavor *f)
{
    struct buf pattern = BUF_INIT(400), sql = BUF_INIT(800);
    struct replica_status_list list;
    struct err err = {0};

    wild_table(&pattern, "db_1", "it's%");
    if (f->named_connections) {
        live_exec(c, "SET @@default_master_connection='dts_x'");
        buf_adds(&sql, "SET GLOBAL replicate_wild_do_table=");
        quote_str(&sql, buf_str(&pattern));
    } else {
        buf_adds(&sql, "CHANGE REPLICATION FILTER REPLICATE_WILD_DO_TABLE=(");
        quote_wild_table(&sql, "db_1", "it's%");
        buf_adds(&sql, ") FOR CHANNEL 'dts_x'");
    }
    live_exec(c, buf_str(&sql));
    assert_true(inspect_replicas(c, f, &list, &err));
    const struct replica_status *s = replica_status_find(&list, "dts_x");
    assert_non_null(s);
    assert_string_equal(s->wild_do_table, buf_str(&pattern));
    replica_status_list_clear(&list);
    buf_clear(&pattern);
    buf_clear(&sql);
}

static void test_replicas(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct replica_status_list list;
    struct err err = {0};

    assert_true(inspect_replicas(c, f, &list, &err));
    assert_int_equal(list.n, 0);
    replica_status_list_clear(&list);
    if (f->named_connections)
        live_exec(c, "CHANGE MASTER 'dts_x' TO MASTER_HOST='127.0.0.1', MASTER_PORT=9, "
                     "MASTER_USER='nobody', MASTER_USE_GTID=slave_pos, "
                     "MASTER_DELAY=2147483647");
    else
        live_exec(c, "CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=9, "
                     "SOURCE_AUTO_POSITION=1, SOURCE_DELAY=2147483647 FOR CHANNEL 'dts_x'");
    assert_true(inspect_replicas(c, f, &list, &err));
    const struct replica_status *s = replica_status_find(&list, "dts_x");
    assert_non_null(s);
    assert_string_equal(s->channel, "dts_x");
    assert_string_equal(s->source_host, "127.0.0.1");
    assert_int_equal(s->source_port, 9);
    assert_false(s->io_running || s->sql_running);
    assert_string_equal(s->io_state_word, "No");
    assert_int_equal(s->seconds_behind, -1);
    assert_int_equal(s->delay_s, 2147483647);
    assert_true(s->auto_position);
    replica_status_list_clear(&list);
    filter_reads_back(c, f);
    live_exec(c, f->named_connections ? "RESET SLAVE 'dts_x' ALL"
                                      : "RESET REPLICA ALL FOR CHANNEL 'dts_x'");
    assert_true(inspect_replicas(c, f, &list, &err));
    assert_int_equal(list.n, 0);
    conn_close(c);
}

static void test_grants(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *root = open_read(l, &f), *c;
    struct conn_params p = l->root;
    struct secret *word = secret_from_str("Low-1");
    struct server_facts facts;
    struct replica_status_list list;
    struct grants *g;
    struct err err = {0};

    assert_true(grants_read(root, f, &g, &err));
    assert_true(grants_has(g, "REPLICATION SLAVE", NULL) && grants_has(g, "SELECT", "any"));
    assert_true(grants_has(g, "GRANT OPTION", NULL));
    grants_free(g);

    live_exec(root, "DROP USER IF EXISTS live_low@'%'");
    live_exec(root, "DROP ROLE IF EXISTS live_role");
    live_exec(root, "CREATE USER live_low@'%' IDENTIFIED BY 'Low-1'");
    live_exec(root, "CREATE ROLE live_role");
    live_exec(root, "GRANT EVENT ON live.* TO live_role");
    live_exec(root, "GRANT SELECT ON `li\\_ve`.* TO live_low@'%'");
    live_exec(root, "GRANT live_role TO live_low@'%'");
    p.user = "live_low";
    p.password = word;
    c = live_open(&p, NULL);
    assert_true(grants_read(c, f, &g, &err));
    assert_true(grants_has(g, "SELECT", "li_ve"));
    assert_false(grants_has(g, "SELECT", "liXve") || grants_has(g, "SELECT", NULL));
    assert_false(grants_has(g, "EVENT", "live")); /* the role is not active */
    assert_string_equal(grants_account(g), "`live_low`@`%`");
    grants_free(g);
    live_exec(c, "SET ROLE live_role");
    assert_true(grants_read(c, f, &g, &err));
    assert_true(grants_has(g, "EVENT", "live") && grants_has(g, "SELECT", "li_ve"));
    grants_free(g);

    /* Without rights facts stay unknown, and questions that need them are refused. */
    assert_true(inspect_server(c, &facts, &err));
    assert_null(facts.binlog_do_db);
    assert_int_equal(facts.log_bin, TRI_YES);
    server_facts_clear(&facts);
    assert_false(inspect_replicas(c, f, &list, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    conn_close(c);
    live_exec(root, "DROP USER live_low@'%'");
    live_exec(root, "DROP ROLE live_role");
    conn_close(root);
    secret_free(word);
}

/* A statement that fails is counted, one that only warns is not, where the server counts; else the answer is no number. */
static void test_errors(void **state)
{
    const struct flavor *f;
    struct conn *c = open_read(*state, &f);
    int64_t counts = 0, before = 0, warned = 0, after = 0;
    struct err err = {0};

    assert_true(conn_value_int(c, "SELECT @@GLOBAL.performance_schema", 0, &counts, &err));
    assert_true(conn_value_int(c, f->errors, -1, &before, &err));
    assert_true(conn_value_int(c, "SELECT CAST('1x' AS SIGNED)", 0, &warned, &err));
    assert_true(conn_value_int(c, f->errors, -1, &warned, &err));
    assert_int_equal(warned, before);
    assert_false(conn_exec(c, "SELECT no_such_column", &err));
    assert_true(conn_value_int(c, f->errors, -1, &after, &err));
    if (counts)
        assert_true(before >= 0 && after > before);
    else
        assert_true(before == -1 && after == -1);
    conn_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalog),  cmocka_unit_test(test_columns),
        cmocka_unit_test(test_facts),    cmocka_unit_test(test_positions),
        cmocka_unit_test(test_replicas), cmocka_unit_test(test_grants),
        cmocka_unit_test(test_errors),
    };
    conn_library_init();
    int failed = cmocka_run_group_tests(tests, live_setup, live_teardown);
    conn_library_end();
    return failed;
}
