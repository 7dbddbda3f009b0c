/* SPDX-License-Identifier: MIT
 *
 * test_wizard_stop - the statements that stop an account and those that make one, with what undoes each,
 * for every flavour; and marks of sessions that do not write.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/app_account.h"
#include "wizard/cutover.h"
#include "wizard/deed_secret.h"
#include "wizard/login_again.h"
#include "wizard/stop_sql.h"

static const struct flavor *flavor(const char *version)
{
    unsigned v;
    const struct flavor *f = flavor_detect(version, &v);

    assert_non_null(f);
    return f;
}

static const char *back_of(const struct deed_list *l, size_t i, size_t k)
{
    assert_true(i < l->n && k < l->items[i].back.n);
    return l->items[i].back.items[k];
}

/* ---- each way, each version ---- */

static void test_lock_and_password(void **state)
{
    (void)state;
    static const struct {
        const char *version;
        bool lock; /* the version has it */
        const char *password;
    } rows[] = {
        {"5.6.27-log", false, "SET PASSWORD FOR 'app'@'10.%' = PASSWORD('********')"},
        {"5.7.44", true, "ALTER USER 'app'@'10.%' IDENTIFIED BY '********'"},
        {"8.0.35", true, "ALTER USER 'app'@'10.%' IDENTIFIED BY '********'"},
        {"9.7.4", true, "ALTER USER 'app'@'10.%' IDENTIFIED BY '********'"},
        {"5.5.68-MariaDB", false, "SET PASSWORD FOR 'app'@'10.%' = PASSWORD('********')"},
        {"10.1.48-MariaDB", false, "SET PASSWORD FOR 'app'@'10.%' = PASSWORD('********')"},
        {"10.11.14-MariaDB", true, "ALTER USER 'app'@'10.%' IDENTIFIED BY '********'"},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        const struct flavor *f = flavor(rows[i].version);
        struct deed_list out = {0};
        struct strlist notes = {0};
        struct err err = {0};
        struct stop_facts facts = {.hash_known = true};
        if (stop_account(f, "app", "10.%", STOP_LOCK, &facts, &out, &notes, &err) !=
            rows[i].lock)
            fail_msg("%s: lock", rows[i].version);
        if (rows[i].lock) {
            assert_string_equal(out.items[0].sql, "ALTER USER 'app'@'10.%' ACCOUNT LOCK");
            assert_string_equal(back_of(&out, 0, 0), "ALTER USER 'app'@'10.%' ACCOUNT UNLOCK");
        } else {
            assert_int_equal(err.kind, ERR_STATE);
            assert_int_equal(out.n, 0);
        }
        deed_list_clear(&out);
        assert_true(stop_account(f, "app", "10.%", STOP_PASSWORD, &facts, &out, &notes, &err));
        assert_string_equal(out.items[0].sql, rows[i].password);
        assert_true(out.items[0].hashed);
        assert_non_null(strstr(back_of(&out, 0, 0), "'********'"));
        deed_list_clear(&out);
        strlist_clear(&notes);
        facts.hash_known = false; /* honest: there is no way back */
        assert_true(stop_account(f, "app", "10.%", STOP_PASSWORD, &facts, &out, &notes, &err));
        assert_int_equal(out.items[0].back.n, 0);
        assert_false(out.items[0].hashed);
        assert_non_null(strstr(notes.items[0], "cannot be put back"));
        deed_list_clear(&out);
        strlist_clear(&notes);
        facts.hash_stands = true; /* the first one's way back is the one */
        assert_true(stop_account(f, "app", "10.%", STOP_PASSWORD, &facts, &out, &notes, &err));
        assert_int_equal(out.items[0].back.n, 0);
        assert_false(out.items[0].hashed);
        assert_non_null(strstr(notes.items[0], "was set from here before"));
        deed_list_clear(&out);
        strlist_clear(&notes);
    }
}

/* What was locked before is not unlocked by backing out. */
static void test_locked_already(void **state)
{
    (void)state;
    struct deed_list out = {0};
    struct strlist notes = {0};
    struct err err = {0};
    struct stop_facts facts = {.locked = true};

    assert_true(
        stop_account(flavor("8.0.35"), "app", "%", STOP_LOCK, &facts, &out, &notes, &err));
    assert_int_equal(out.n, 0);
    assert_string_equal(notes.items[0], "'app'@'%' is locked already");
    strlist_clear(&notes);
}

/* What could not be read is not taken for "no". */
static void test_unread(void **state)
{
    (void)state;
    struct deed_list out = {0};
    struct strlist notes = {0};
    struct err err = {0};
    struct stop_facts facts = {.unread = true};

    assert_true(
        stop_account(flavor("8.0.35"), "app", "%", STOP_LOCK, &facts, &out, &notes, &err));
    assert_string_equal(out.items[0].sql, "ALTER USER 'app'@'%' ACCOUNT LOCK");
    assert_int_equal(out.items[0].back.n, 0);
    assert_non_null(strstr(notes.items[0], "cannot be read"));
    assert_non_null(strstr(notes.items[0], "ALTER USER 'app'@'%' ACCOUNT UNLOCK"));
    deed_list_clear(&out);
    strlist_add(&facts.grants, "GRANT SELECT ON `shop`.* TO `app`@`%`");
    assert_true(
        stop_account(flavor("8.0.35"), "app", "%", STOP_REVOKE, &facts, &out, &notes, &err));
    assert_int_equal(out.n, 1);
    deed_list_clear(&out);
    strlist_add(&facts.grants, "GRANT `writer`@`%` TO `app`@`%`");
    assert_false(
        stop_account(flavor("8.0.35"), "app", "%", STOP_REVOKE, &facts, &out, &notes, &err));
    assert_int_equal(err.kind, ERR_STATE);
    assert_non_null(strstr(err.text, "default roles cannot be read"));
    assert_int_equal(out.n, 0);
    /* MariaDB leaves the default role where it is */
    assert_true(stop_account(flavor("10.11.14-MariaDB"), "app", "%", STOP_REVOKE, &facts, &out,
                             &notes, &err));
    deed_list_clear(&out);
    strlist_clear(&notes);
    stop_facts_clear(&facts);
}

static void test_revoke(void **state)
{
    (void)state;
    static const struct {
        const char *version, *lines[6];
        const char *sql[3], *back[3][4];
    } rows[] = {
        /* 5.6 prints the hash with USAGE: it is not carried along */
        {"5.6.27-log",
         {"GRANT USAGE ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD '*23AE809DDACAF96AF0FD78'",
          "GRANT SELECT, INSERT ON `sh\\_op`.* TO 'app'@'%'",
          "GRANT UPDATE (`a`, `b`) ON `crm`.`t` TO 'app'@'%' WITH GRANT OPTION"},
         {"REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'app'@'%'"},
         {{"GRANT SELECT, INSERT ON `sh\\_op`.* TO 'app'@'%'",
           "GRANT UPDATE (`a`, `b`) ON `crm`.`t` TO 'app'@'%' WITH GRANT OPTION"}}},
        /* 8.0: roles are not part of ALL, and a partial revoke comes back as one */
        {"8.0.35",
         {"GRANT SELECT ON *.* TO `app`@`%`", "REVOKE SELECT ON `hr`.* FROM `app`@`%`",
          "GRANT `writer`@`%` TO `app`@`%`"},
         {"REVOKE 'writer'@'%' FROM 'app'@'%'",
          "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'app'@'%'"},
         {{"GRANT 'writer'@'%' TO 'app'@'%'", "ALTER USER 'app'@'%' DEFAULT ROLE `writer`@`%`"},
          {"GRANT SELECT ON *.* TO 'app'@'%'", "REVOKE SELECT ON `hr`.* FROM 'app'@'%'"}}},
        /* MariaDB: roles go and come with the rights, the default role stays */
        {"10.11.14-MariaDB",
         {"GRANT `writer` TO `app`@`%`", "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `app`@`%`",
          "SET DEFAULT ROLE `writer` FOR `app`@`%`"},
         {"REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'app'@'%'"},
         {{"GRANT EXECUTE ON PROCEDURE `shop`.`p` TO 'app'@'%'",
           "GRANT 'writer' TO 'app'@'%'"}}},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct deed_list out = {0};
        struct strlist notes = {0};
        struct err err = {0};
        struct stop_facts facts = {0};
        for (size_t k = 0; rows[i].lines[k]; k++)
            strlist_add(&facts.grants, rows[i].lines[k]);
        if (i == 1)
            strlist_add(&facts.defaults, "ALTER USER 'app'@'%' DEFAULT ROLE `writer`@`%`");
        assert_true(stop_account(flavor(rows[i].version), "app", "%", STOP_REVOKE, &facts, &out,
                                 &notes, &err));
        for (size_t k = 0; k < 3; k++) {
            if (!rows[i].sql[k]) {
                assert_int_equal(out.n, k);
                break;
            }
            assert_string_equal(out.items[k].sql, rows[i].sql[k]);
            for (size_t m = 0; rows[i].back[k][m]; m++)
                assert_string_equal(back_of(&out, k, m), rows[i].back[k][m]);
        }
        for (size_t k = 0; k < out.n; k++)
            for (size_t m = 0; m < out.items[k].back.n; m++)
                assert_null(strstr(out.items[k].back.items[m], "*23AE"));
        deed_list_clear(&out);
        strlist_clear(&notes);
        stop_facts_clear(&facts);
    }
    /* what is not understood could not be given back: nothing is taken */
    struct deed_list out = {0};
    struct strlist notes = {0};
    struct err err = {0};
    struct stop_facts facts = {0};
    strlist_add(&facts.grants, "GRANT SELECT ON `shop`.* TO `app`@`%`");
    strlist_add(&facts.grants, "nonsense");
    assert_false(
        stop_account(flavor("9.7.4"), "app", "%", STOP_REVOKE, &facts, &out, &notes, &err));
    assert_int_equal(out.n, 0);
    stop_facts_clear(&facts);
    strlist_clear(&notes);
}

static void test_server(void **state)
{
    (void)state;
    static const struct {
        int read_only, super;
        const char *sql, *back;
    } rows[] = {
        {0, -1, "SET GLOBAL read_only = ON", "SET GLOBAL read_only = OFF"}, /* 5.6, MariaDB */
        {1, -1, NULL, NULL},
        {0, 0, "SET GLOBAL super_read_only = ON", "SET GLOBAL read_only = OFF"},
        {1, 0, "SET GLOBAL super_read_only = ON", "SET GLOBAL super_read_only = OFF"},
        {1, 1, NULL, NULL},
        {-1, -1, NULL, NULL},
    };

    for (size_t i = 0; i < LEN(rows); i++) {
        struct deed_list out = {0};
        struct strlist notes = {0};
        stop_server(rows[i].read_only, rows[i].super, &out, &notes);
        assert_int_equal(out.n, rows[i].sql != NULL);
        if (out.n) {
            assert_string_equal(out.items[0].sql, rows[i].sql);
            assert_string_equal(back_of(&out, 0, 0), rows[i].back);
        }
        assert_true(notes.n > 0);
        deed_list_clear(&out);
        strlist_clear(&notes);
    }
}

static void test_refused(void **state)
{
    (void)state;
    assert_null(stop_refused("app", "dts", NULL));
    assert_null(stop_refused("app", "dts", "root"));
    assert_non_null(stop_refused("dts", "dts", NULL));
    assert_non_null(stop_refused("dts", "dts", "root"));
    assert_non_null(stop_refused("root", "dts", "root"));
    assert_true(stop_is_rulers("root", "localhost"));
    assert_true(stop_is_rulers("aurora", NULL));
    assert_false(stop_is_rulers("app", "%"));
}

static void test_secret(void **state)
{
    (void)state;
    char *sql = deed_with_secret("ALTER USER '********'@'%' IDENTIFIED BY '********'", "a'b\\");
    assert_string_equal(sql, "ALTER USER '********'@'%' IDENTIFIED BY 'a\\'b\\\\'");
    free(sql);
    sql = deed_with_secret("SET PASSWORD FOR 'a'@'%' = PASSWORD('********')", "x");
    assert_string_equal(sql, "SET PASSWORD FOR 'a'@'%' = PASSWORD('x')");
    free(sql);
    sql = deed_with_secret("KILL 7", "x");
    assert_string_equal(sql, "KILL 7");
    free(sql);
}

static void test_old_hash(void **state)
{
    (void)state;
    assert_true(stop_hash_fits("mysql_native_password", "*23AE"));
    assert_true(stop_hash_fits("", "*23AE"));
    assert_true(stop_hash_fits(NULL, "*23AE"));
    assert_false(stop_hash_fits("sha256_password", "*23AE"));
    assert_false(stop_hash_fits("mysql_old_password", "6f8c114b58f2ce9e"));
    assert_false(stop_hash_fits("mysql_native_password", "")); /* would be no password at all */
    assert_false(stop_hash_fits(NULL, ""));
    assert_false(stop_hash_fits("", NULL));
}

/* ---- the application's account ---- */

static void add_db(struct plan *p, const char *name, const char *there)
{
    struct plan_db *db = plan_db_add(p, name);

    db->all = true;
    db->new_name = mem_strdup(there);
}

static void test_account(void **state)
{
    (void)state;
    struct plan p;
    struct deed_list out = {0};
    struct strlist notes = {0};
    struct err err = {0};
    struct app_account_facts f = {.target = flavor("9.7.4"),
                                  .on_source = true,
                                  .plugin = mem_strdup("mysql_native_password")};

    plan_init(&p);
    p.source.user = mem_strdup("dts");
    add_db(&p, "crm", NULL);
    add_db(&p, "sh_op", "store");
    strlist_add(&f.plugins, "caching_sha2_password");
    strlist_add(&f.grants, "GRANT SELECT, RELOAD ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD "
                           "'*23AE809DDACAF96AF0FD78ED04B6A265E05AA257'");
    strlist_add(&f.grants, "GRANT INSERT ON `sh\\_op`.* TO 'app'@'%'");
    strlist_add(&f.grants, "GRANT DELETE ON `other`.* TO 'app'@'%'");
    assert_true(app_account_deeds(&p, "app", "%", &f, &out, &notes, &err));
    static const char *const sql[][2] = {
        {"CREATE USER 'app'@'%' IDENTIFIED WITH caching_sha2_password BY '********'",
         "DROP USER 'app'@'%'"},
        {"GRANT SELECT ON `crm`.* TO 'app'@'%'", "REVOKE SELECT ON `crm`.* FROM 'app'@'%'"},
        {"GRANT SELECT ON `store`.* TO 'app'@'%'", "REVOKE SELECT ON `store`.* FROM 'app'@'%'"},
        {"GRANT INSERT ON `store`.* TO 'app'@'%'", "REVOKE INSERT ON `store`.* FROM 'app'@'%'"},
    };
    assert_int_equal(out.n, LEN(sql));
    for (size_t i = 0; i < out.n; i++) {
        assert_string_equal(out.items[i].sql, sql[i][0]);
        assert_string_equal(back_of(&out, i, 0), sql[i][1]);
        assert_false(out.items[i].on_source);
        assert_false(deed_is_stop(out.items[i].kind));
    }
    assert_int_equal(notes.n, 2);
    assert_string_equal(notes.items[0], "left out, of the whole server: RELOAD");
    assert_string_equal(notes.items[1], "left out, it does not move: `other`.*");
    deed_list_clear(&out);
    strlist_clear(&notes);

    /* missing on both: made on both, rights on the target alone */
    f.on_source = false;
    f.target = flavor("10.11.14-MariaDB");
    strlist_clear(&f.grants);
    assert_true(app_account_deeds(&p, "app", "10.%", &f, &out, &notes, &err));
    assert_int_equal(out.n, 4);
    assert_true(out.items[0].on_source);
    assert_string_equal(out.items[0].sql, "CREATE USER 'app'@'10.%' IDENTIFIED BY '********'");
    assert_string_equal(out.items[1].sql, "CREATE USER 'app'@'10.%' IDENTIFIED BY '********'");
    assert_false(out.items[1].on_source);
    assert_string_equal(out.items[3].sql, "GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON "
                                          "`store`.* TO 'app'@'10.%'");
    deed_list_clear(&out);
    strlist_clear(&notes);

    /* there with another password: that is set anew, nothing is created */
    f.on_source = f.on_target = true;
    strlist_clear(&notes);
    assert_true(app_account_deeds(&p, "app", "%", &f, &out, &notes, &err));
    assert_int_equal(out.n, 1);
    assert_int_equal(out.items[0].kind, DEED_RESET);
    assert_false(out.items[0].hashed); /* nothing would run it */
    assert_int_equal(out.items[0].back.n, 0);
    assert_non_null(strstr(notes.items[0], "cannot be put back"));
    deed_list_clear(&out);

    assert_false(app_account_deeds(&p, "dts", "%", &f, &out, &notes, &err));
    assert_false(app_account_deeds(&p, "root", "%", &f, &out, &notes, &err));
    assert_int_equal(out.n, 0);
    strlist_clear(&notes);
    app_account_facts_clear(&f);
    plan_clear(&p);
}

/* Where GRANT takes a pattern, a name means itself alone, also a new one. */
static void test_patterns(void **state)
{
    (void)state;
    struct plan p;
    struct deed_list out = {0};
    struct strlist notes = {0};
    struct err err = {0};
    struct app_account_facts f = {.target = flavor("9.7.4"), .on_source = true};
    static const char *const sql[][2] = {
        {"GRANT SELECT ON `a\\_b`.* TO 'app'@'%'", "REVOKE SELECT ON `a\\_b`.* FROM 'app'@'%'"},
        {"GRANT SELECT ON `n\\_1\\%`.* TO 'app'@'%'",
         "REVOKE SELECT ON `n\\_1\\%`.* FROM 'app'@'%'"},
        {"GRANT INSERT ON `a\\_b`.* TO 'app'@'%'", "REVOKE INSERT ON `a\\_b`.* FROM 'app'@'%'"},
        {"GRANT UPDATE ON `n\\_1\\%`.* TO 'app'@'%'",
         "REVOKE UPDATE ON `n\\_1\\%`.* FROM 'app'@'%'"},
        {"GRANT DELETE ON `n_1%`.`t_1` TO 'app'@'%'",
         "REVOKE DELETE ON `n_1%`.`t_1` FROM 'app'@'%'"},
    };

    plan_init(&p);
    add_db(&p, "a_b", NULL);
    add_db(&p, "old", "n_1%");
    strlist_add(&f.plugins, "caching_sha2_password");
    strlist_add(&f.grants, "GRANT SELECT ON *.* TO `app`@`%`");
    strlist_add(&f.grants, "GRANT INSERT ON `a_b`.* TO `app`@`%`");
    strlist_add(&f.grants, "GRANT UPDATE ON `old`.* TO `app`@`%`");
    strlist_add(&f.grants, "GRANT DELETE ON `old`.`t_1` TO `app`@`%`");
    assert_true(app_account_deeds(&p, "app", "%", &f, &out, &notes, &err));
    assert_int_equal(out.n, LEN(sql) + 1);
    for (size_t i = 0; i < LEN(sql); i++) {
        assert_string_equal(out.items[i + 1].sql, sql[i][0]);
        assert_string_equal(back_of(&out, i + 1, 0), sql[i][1]);
    }
    deed_list_clear(&out);
    strlist_clear(&notes);
    app_account_facts_clear(&f);
    plan_clear(&p);
}

/* What app_account_deeds makes of these lines, GRANTs and notes, a line each; caller frees. */
static char *made_of(const struct plan *p, const char *const *grants)
{
    struct deed_list out = {0};
    struct strlist all = {0}, notes = {0};
    struct err err = {0};
    struct app_account_facts f = {
        .target = flavor("9.7.4"), .on_source = true, .on_target = true};

    for (size_t i = 0; grants[i]; i++)
        strlist_add(&f.grants, grants[i]);
    assert_true(app_account_deeds(p, "app", "%", &f, &out, &notes, &err));
    for (size_t i = 0; i < out.n; i++)
        if (out.items[i].kind == DEED_GRANT)
            strlist_add(&all, out.items[i].sql);
    for (size_t i = 1; i < notes.n; i++) /* the first is of its password */
        strlist_add(&all, notes.items[i]);
    char *text = strlist_join(&all, "\n");
    strlist_clear(&all);
    strlist_clear(&notes);
    deed_list_clear(&out);
    app_account_facts_clear(&f);
    return text;
}

static void assert_made(const struct plan *p, const char *const *grants, const char *expected)
{
    char *text = made_of(p, grants);

    assert_string_equal(text, expected);
    free(text);
}

/* A partial revoke takes from what the whole server gives, wherever its line stands. */
static void test_exceptions(void **state)
{
    (void)state;
    struct plan p;
    const char *lines[] = {"GRANT SELECT, INSERT, RELOAD ON *.* TO `app`@`%` WITH GRANT OPTION",
                           "REVOKE INSERT, DELETE ON `sh_op`.* FROM `app`@`%`",
                           "REVOKE SELECT ON `other`.* FROM `app`@`%`", NULL};
    static const char *const all[] = {"GRANT ALL PRIVILEGES ON *.* TO `app`@`%`",
                                      "REVOKE SELECT ON `crm`.* FROM `app`@`%`", NULL};
    static const char *const none[] = {"REVOKE SELECT, INSERT ON `crm`.* FROM `app`@`%`",
                                       "GRANT SELECT, INSERT ON *.* TO `app`@`%`", NULL};

    plan_init(&p);
    add_db(&p, "crm", NULL);
    add_db(&p, "sh_op", "store");
    assert_made(&p, lines,
                "GRANT SELECT, INSERT ON `crm`.* TO 'app'@'%' WITH GRANT OPTION\n"
                "GRANT SELECT ON `store`.* TO 'app'@'%' WITH GRANT OPTION\n"
                "left out, the source keeps it from this database: INSERT on sh_op\n"
                "left out, of the whole server: RELOAD");
    assert_made(&p, all,
                "GRANT ALL PRIVILEGES ON `store`.* TO 'app'@'%'\n"
                "left out, the source keeps it from this database: ALL PRIVILEGES on crm");
    assert_made(&p, none,
                "GRANT SELECT, INSERT ON `store`.* TO 'app'@'%'\n"
                "left out, the source keeps it from this database: SELECT, INSERT on crm");
    p.whole_instance = true;
    assert_made(&p, lines,
                "left out: a right on the whole server with exceptions; give it by hand: "
                "SELECT, INSERT\n"
                "left out, of the whole server: RELOAD");
    lines[1] = NULL;
    assert_made(&p, lines,
                "GRANT SELECT, INSERT ON *.* TO 'app'@'%' WITH GRANT OPTION\n"
                "left out, of the whole server: RELOAD");
    plan_clear(&p);
}

/* A right on what will not be there is refused by the server, which would end the run. */
static void test_parts(void **state)
{
    (void)state;
    struct plan p;
    static const char *const lines[] = {"GRANT SELECT ON `shop`.`orders` TO `app`@`%`",
                                        "GRANT UPDATE (`v`) ON `shop`.`left` TO `app`@`%`",
                                        "GRANT SELECT ON `shop`.`view` TO `app`@`%`",
                                        "GRANT SELECT ON `crm`.`any` TO `app`@`%`",
                                        "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `app`@`%`",
                                        "GRANT EXECUTE ON FUNCTION `crm`.`f` TO `app`@`%`",
                                        "GRANT EXECUTE ON FUNCTION `crm`.`g` TO `app`@`%`",
                                        "GRANT INSERT ON `sh%`.* TO `app`@`%`",
                                        "GRANT INSERT ON `ol_`.* TO `app`@`%`",
                                        "GRANT INSERT ON `zz%`.* TO `app`@`%`",
                                        NULL};

    plan_init(&p);
    add_db(&p, "crm", NULL);
    add_db(&p, "old", NULL);
    struct plan_db *shop = plan_db_add(&p, "shop");
    strlist_add(&shop->tables, "orders");
    strlist_add(&shop->views, "view");
    struct plan_db *crm = plan_db_find(&p, "crm");
    crm->some[PLAN_FUNCTIONS].given = true;
    strlist_add(&crm->some[PLAN_FUNCTIONS].names, "f");
    assert_made(&p, lines,
                "GRANT SELECT ON `shop`.`orders` TO 'app'@'%'\n"
                "GRANT SELECT ON `shop`.`view` TO 'app'@'%'\n"
                "GRANT SELECT ON `crm`.`any` TO 'app'@'%'\n"
                "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO 'app'@'%'\n"
                "GRANT EXECUTE ON FUNCTION `crm`.`f` TO 'app'@'%'\n"
                "left out, it does not move: `shop`.`left`\n"
                "left out, it does not move: FUNCTION `crm`.`g`\n"
                "left out, a pattern; give it by hand: `sh%`.*\n"
                "left out, a pattern; give it by hand: `ol_`.*\n"
                "left out, it does not move: `zz%`.*");
    p.with_routines = false;
    static const char *const routine[] = {"GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `app`@`%`",
                                          NULL};
    assert_made(&p, routine, "left out, it does not move: PROCEDURE `shop`.`p`");
    p.whole_instance = true;
    static const char *const system[] = {
        "GRANT SELECT ON `performance\\_schema`.* TO `app`@`%`",
        "GRANT SELECT ON `mysql`.`user` TO `app`@`%`", "GRANT SELECT ON `a\\_b`.* TO `app`@`%`",
        "GRANT SELECT ON `a`.`t` TO `app`@`%`", NULL};
    assert_made(&p, system,
                "GRANT SELECT ON `a\\_b`.* TO 'app'@'%'\n"
                "GRANT SELECT ON `a`.`t` TO 'app'@'%'\n"
                "left out, it does not move: `performance\\_schema`.*\n"
                "left out, it does not move: `mysql`.`user`");
    plan_clear(&p);
}

/* ---- the log-in after the stop ---- */

static void test_login_again(void **state)
{
    (void)state;
    struct login_again l = {0};

    assert_false(login_again_due(&l, false, 3, 1000));
    assert_true(login_again_due(&l, true, 3, 2000)); /* the stop begins */
    login_again_tried(&l, ERR_TIMEOUT, 7000);
    assert_false(login_again_due(&l, true, 3, 7001)); /* after a pause */
    assert_true(login_again_due(&l, true, 3, 60000)); /* no answer: due still */
    login_again_tried(&l, ERR_NETWORK, 60000);
    assert_true(login_again_due(&l, true, 0, 60001)); /* the last has gone: at once */
    login_again_tried(&l, ERR_NONE, 60002);
    assert_false(login_again_due(&l, true, 0, 900000));
    assert_false(login_again_due(&l, true, 1, 900001));
    assert_true(login_again_due(&l, true, 0, 900002));
    login_again_tried(&l, ERR_AUTH, 900003); /* never twice after a refusal */
    assert_false(login_again_due(&l, true, 0, 9000000));
    assert_false(login_again_due(&l, false, 0, 9000001)); /* backed out */
    assert_true(login_again_due(&l, true, 0, 9000002));
    assert_false(login_again_due(&l, false, 0, 9000003)); /* meanwhile: nothing is due then */
    login_again_tried(&l, ERR_DENIED, 9000004);
    assert_false(login_again_due(&l, false, 0, 99000000));
}

/* ---- marks ---- */

static struct cut_session session(uint64_t id, const char *user, const char *host)
{
    return (struct cut_session){
        .id = id, .user = (char *)(uintptr_t)user, .host = (char *)(uintptr_t)host};
}

static void mark(struct cutover *c, uint64_t id, const char *user, const char *host, bool away)
{
    struct cut_mark m = {.session = id,
                         .user = (char *)(uintptr_t)user,
                         .host = (char *)(uintptr_t)host,
                         .who = (char *)(uintptr_t) "Kim",
                         .reason = (char *)(uintptr_t) "agent",
                         .since = 50};
    cutover_mark(c, &m, away);
}

static int left(struct cutover *c, struct cut_session *s, size_t n, int64_t wall)
{
    for (size_t i = 0; i < n; i++)
        s[i].ignored = false;
    return cutover_apply_marks(c, s, n, (int)n, wall);
}

static void test_marks(void **state)
{
    (void)state;
    struct cutover *c = cutover_new(), *again = cutover_new();
    struct cutover_view v = {0};
    struct cut_session two[] = {session(7, "agent", "10.0.3.7"), session(8, "app", "10.0.3.7")};
    struct cut_session other[] = {session(7, "app", "10.0.3.7")};

    mark(c, 7, "agent", "10.0.3.7", false);
    assert_int_equal(left(c, two, 2, 60), 1);
    assert_true(two[0].ignored);
    assert_non_null(two[0].why_ignored);
    assert_int_equal(cutover_apply_marks(c, NULL, 0, -1, 61), -1); /* nobody seen: it stays */
    assert_int_equal(left(c, two, 2, 62), 1);

    struct json *j = cutover_save(c);
    cutover_load(again, j);
    json_free(j);
    assert_int_equal(left(again, two, 2, 63), 1); /* kept over a restart */

    /* the number is somebody else's by now: the mark ended with the session */
    assert_int_equal(left(c, other, 1, 70), 1);
    assert_int_equal(left(c, two, 2, 71), 2);
    cutover_fill(c, &v);
    assert_int_equal(v.n_marks, 1);
    assert_int_equal(v.marks[0].ended, 70);
    assert_null(cut_mark_of(v.marks, v.n_marks, &two[0]));

    /* of an account: those that come later, too, until it is taken away or backed out of */
    mark(c, 0, "app", "10.0.3.7", false);
    assert_int_equal(left(c, two, 2, 80), 1);
    assert_int_equal(left(c, other, 1, 81), 0);
    assert_int_equal(left(c, NULL, 0, 82), 0);
    assert_int_equal(left(c, other, 1, 83), 0);
    mark(c, 0, "app", "10.0.3.7", true);
    assert_int_equal(left(c, other, 1, 84), 1);
    mark(c, 0, "app", "10.0.3.7", false);
    cutover_back_out(c);
    assert_int_equal(left(c, other, 1, 85), 1);
    cutover_view_clear(&v);
    cutover_free(c);
    cutover_free(again);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock_and_password),
        cmocka_unit_test(test_locked_already),
        cmocka_unit_test(test_unread),
        cmocka_unit_test(test_revoke),
        cmocka_unit_test(test_server),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_secret),
        cmocka_unit_test(test_old_hash),
        cmocka_unit_test(test_account),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_exceptions),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_login_again),
        cmocka_unit_test(test_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
