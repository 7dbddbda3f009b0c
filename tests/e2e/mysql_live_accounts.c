/* SPDX-License-Identifier: MIT
 *
 * mysql_live_accounts - accounts of a real server are listed, made again from what the server
 * prints, and then let the same password in. Run by tests/e2e/mysql-live.
 */
#include "tests/e2e/live.h"

#include "base/mem.h"
#include "mysql/account_list.h"

#define PASSWORD "it's \\\"a`b\\\" \xed\x95\x9c"

static struct conn *open_read(struct live *l, const struct flavor **f)
{
    struct conn *c = live_open(&l->root, NULL);
    struct err err = {0};
    unsigned version;

    if (!conn_session(c, SESSION_READ, &err))
        fail_msg("%s (%s)", err.text, err.server);
    *f = flavor_detect(conn_server_version(c), &version);
    assert_non_null(*f);
    return c;
}

static void drop_all(struct conn *c)
{
    live_exec(c, "DROP USER IF EXISTS 'it''s `q`'@'%', la_locked@'127.0.0.1', la_limits@'%', "
                 "la_expired@'%'");
    live_exec(c, "DROP ROLE IF EXISTS la_role");
}

static void make_all(struct conn *c)
{
    drop_all(c);
    live_exec(c, "CREATE ROLE la_role");
    live_exec(c, "CREATE USER 'it''s `q`'@'%' IDENTIFIED BY 'it''s \\\\\"a`b\\\\\" "
                 "\xed\x95\x9c'");
    live_exec(c, "CREATE USER la_locked@'127.0.0.1' IDENTIFIED BY 'Locked-1' ACCOUNT LOCK");
    live_exec(c, "CREATE USER la_limits@'%' IDENTIFIED BY 'Limits-1' WITH "
                 "MAX_USER_CONNECTIONS 3 MAX_QUERIES_PER_HOUR 777");
    live_exec(c, "CREATE USER la_expired@'%' IDENTIFIED BY 'Expired-1' PASSWORD EXPIRE "
                 "INTERVAL 5 DAY");
    live_exec(c, "ALTER USER la_expired@'%' PASSWORD EXPIRE");
    live_exec(c, "GRANT la_role TO 'it''s `q`'@'%'");
}

static void read_list(struct conn *c, const struct flavor *f, struct account_list *l)
{
    struct err err = {0};

    if (!account_list_read(c, f, l, &err))
        fail_msg("%s (%s)", err.text, err.server);
}

static struct secret *made_by(struct conn *c, const struct flavor *f, const struct account *a,
                              struct strlist *after)
{
    struct secret *create = NULL;
    struct err err = {0};

    if (!account_create(c, f, a, &create, after, &err))
        fail_msg("%s (%s)", err.text, err.server);
    return create;
}

static const struct account *must_find(const struct account_list *l, const char *user,
                                       const char *host)
{
    const struct account *a = account_list_find(l, user, host);

    if (!a)
        fail_msg("%s@%s is not listed", user, host);
    return a;
}

static void test_list(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct account_list list = {0}, none = {0};
    struct strlist plugins = {0};
    struct err err = {0};
    bool maria = f->vendor == VENDOR_MARIADB;

    make_all(c);
    read_list(c, f, &list);
    assert_true(account_plugins(c, &plugins, &err) && plugins.n > 0);
    account_list_judge(&list, NULL, &plugins, &none);
    assert_int_equal(must_find(&list, "it's `q`", "%")->stays, ACCOUNT_MOVES);
    assert_int_equal(must_find(&list, "la_locked", "127.0.0.1")->stays, ACCOUNT_MOVES);
    assert_int_equal(must_find(&list, maria ? "mariadb.sys" : "mysql.sys", "localhost")->stays,
                     ACCOUNT_SYSTEM);
    assert_true(must_find(&list, "la_role", maria ? "" : "%")->role);
    assert_true(list.items[0].role); /* roles come first */
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.items[i].user, "root"))
            assert_int_equal(list.items[i].stays, ACCOUNT_ROOT);
    strlist_clear(&plugins);
    account_list_clear(&list);
    drop_all(c);
    conn_close(c);
}

/* Dropped and made again: SHOW CREATE USER is the same, and so is the password. */
static void test_again(void **state)
{
    static const char *const names[][2] = {
        {"it's `q`", "%"}, {"la_locked", "127.0.0.1"}, {"la_limits", "%"}, {"la_expired", "%"}};
    struct live *l = *state;
    const struct flavor *f;
    struct conn *c = open_read(l, &f);
    struct secret *create[LEN(names)];
    struct account_list list = {0};
    struct secret *word = secret_from_str(PASSWORD);
    struct conn_params p = l->root;
    struct strlist after = {0};

    make_all(c);
    if (f->vendor == VENDOR_MYSQL)
        live_exec(c, "ALTER USER 'it''s `q`'@'%' DEFAULT ROLE la_role");
    read_list(c, f, &list);
    for (size_t i = 0; i < LEN(names); i++) {
        create[i] = made_by(c, f, must_find(&list, names[i][0], names[i][1]), &after);
        if (f->vendor == VENDOR_MYSQL) /* bytes of a hash would not survive a character set */
            assert_non_null(strstr(secret_reveal(create[i]), " AS 0x"));
        if (i == 0 && f->vendor == VENDOR_MYSQL)
            assert_string_equal(after.items[0], "ALTER USER 'it\\'s `q`'@'%' DEFAULT ROLE "
                                                "`la_role`@`%`");
        else if (i == LEN(names) - 1 && f->vendor == VENDOR_MARIADB)
            assert_string_equal(after.items[0],
                                "ALTER USER `la_expired`@`%` PASSWORD EXPIRE INTERVAL 5 DAY");
        else
            assert_int_equal(after.n, 0);
        strlist_clear(&after);
    }
    drop_all(c);
    for (size_t i = 0; i < LEN(names); i++) {
        struct err err = {0};
        if (!conn_exec(c, secret_reveal(create[i]), &err))
            fail_msg("%s is not made again: %d", names[i][0], err.number);
        const struct account *a = must_find(&list, names[i][0], names[i][1]);
        struct secret *again = made_by(c, f, a, &after);
        if (!secret_equal(create[i], again))
            fail_msg("%s differs after it was made again", names[i][0]);
        secret_free(again);
        secret_free(create[i]);
        strlist_clear(&after);
    }
    p.user = "it's `q`";
    p.password = word;
    conn_close(live_open(&p, NULL));
    account_list_clear(&list);
    drop_all(c);
    conn_close(c);
    secret_free(word);
}

/* Without a right to see them no list, and the way out is told. */
static void test_denied(void **state)
{
    struct live *l = *state;
    const struct flavor *f;
    struct conn *root = open_read(l, &f), *c;
    struct secret *word = secret_from_str("Low-1");
    struct conn_params p = l->root;
    struct account_list list;
    struct err err = {0};

    live_exec(root, "DROP USER IF EXISTS la_low@'%'");
    live_exec(root, "CREATE USER la_low@'%' IDENTIFIED BY 'Low-1'");
    p.user = "la_low";
    p.password = word;
    c = live_open(&p, NULL);
    assert_false(account_list_read(c, f, &list, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_non_null(strstr(err.hint, "SELECT on mysql"));
    assert_int_equal(list.n, 0);
    conn_close(c);
    live_exec(root, "DROP USER la_low@'%'");
    conn_close(root);
    secret_free(word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_denied),
    };
    conn_library_init();
    int failed = cmocka_run_group_tests(tests, live_setup, live_teardown);
    conn_library_end();
    return failed;
}
