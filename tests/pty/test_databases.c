/* SPDX-License-Identifier: MIT
 *
 * test_databases - stage 3 with a connection: a tree of several hundred tables, opened, filtered, and ticked
 * in part.
 */
#include "tests/unit/unit.h"

#include "base/file.h"
#include "base/mem.h"
#include "tests/pty/fake_mysql.h"
#include "tests/pty/walk.h"

enum { DATABASES = 3, TABLES = 240 };

/* A plan whose source is that server, in stage 3. */
static void begin(struct walk *w, struct fake_mysql *server, const char *option)
{
    struct err err = {0};
    char *path = file_join(w->home, "plan.json");
    char *text = mem_printf("{\"name\":\"many\",\"backend\":\"local\",\"source\":{"
                            "\"access_type\":\"extranet\",\"host\":\"127.0.0.1\",\"port\":%d,"
                            "\"user\":\"dts\"}}",
                            fake_mysql_port(server));

    assert_true(file_replace(path, text, strlen(text), &err));
    const char *args[] = {"--plan", path, option, NULL};
    walk_start(w, args);
    walk_see(w, "many, starts when");
    walk_keys(w, "<F2>");
    walk_see(w, "by host and port");
    walk_keys(w, "<F2>");
    walk_see(w, "shop_000");
    free(text);
    free(path);
}

static void tree(void **state)
{
    struct fake_mysql *server = fake_mysql_new(DATABASES, TABLES);
    struct walk w;

    (void)state;
    walk_init(&w, true);
    begin(&w, server, NULL);
    walk_see(&w, "[ ] shop_002");
    walk_golden(&w, "databases_tree");
    /* A whole one, and one in part. */
    walk_keys(&w, "<Space>");
    walk_see(&w, "[x] shop_000");
    walk_keys(&w, "<Down><Enter>");
    walk_see(&w, "[ ] orders_00001");
    walk_keys(&w, "<Down><Down><Space>");
    walk_see(&w, "[x] orders_00001");
    walk_see(&w, "[~] shop_001");
    walk_golden(&w, "databases_part");
    /* What is shown is what "all" means. */
    walk_keys(&w, "/_0023");
    walk_see(&w, "orders_00239");
    walk_gone(&w, "orders_00001");
    walk_golden(&w, "databases_filter");
    walk_keys(&w, "<Enter><Tab>");
    walk_keys(&w, "<Tab><Tab><Enter>"); /* [ All/none ]: some are ticked, so none */
    walk_see(&w, "tables 231,");
    walk_keys(&w, "<Enter>"); /* hidden ones stay ticked, and do not count for that */
    walk_see(&w, "tables 261,");
    walk_see(&w, "[x] orders_00239");
    walk_gone(&w, "Only what the filter shows was changed"); /* said for some seconds */
    walk_golden(&w, "databases_filter_all");
    walk_keys(&w, "<BackTab><BackTab><BackTab><Esc>");
    walk_see(&w, "orders_00001");
    walk_golden(&w, "databases_after");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Compare ");
    assert_true(walk_home_has(&w, "orders_00239"));
    walk_clear(&w);
    fake_mysql_free(server);
}

/* What is ticked and needs what is not is named, and both are ticked by one button. */
static void needed(void **state)
{
    struct fake_mysql *server = fake_mysql_new(DATABASES, TABLES);
    struct walk w;

    (void)state;
    fake_mysql_say(
        server, "information_schema.REFERENTIAL_CONSTRAINTS ",
        "CONSTRAINT_SCHEMA\tTABLE_NAME\tUNIQUE_CONSTRAINT_SCHEMA\tREFERENCED_TABLE_NAME\n"
        "shop_000\torders_00001\tshop_000\torders_00005\n"
        "shop_000\torders_00001\tshop_001\torders_00007\n"
        "shop_001\torders_00007\tshop_002\torders_00000");
    walk_init(&w, true);
    begin(&w, server, NULL);
    walk_see(&w, "[ ] shop_002");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "[ ] orders_00001");
    walk_keys(&w, "<Down><Down><Space>");
    walk_see(&w, "! Needed, not ticked (2): shop_000.orders_00001 needs shop_00");
    walk_golden(&w, "databases_needs");
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Tab><Enter>");
    walk_see(&w, "tables 4,");
    walk_gone(&w, "! Needed");
    walk_gone(&w, "Tick them too");
    walk_keys(&w, "<Down><Down><Down><Space>"); /* the keys are with the rows again */
    walk_see(&w, "tables 5,");
    walk_clear(&w);
    fake_mysql_free(server);
}

/* What none but the servers have is not the application's: the numbers and the lines say the same. */
static void accounts_none(void **state)
{
    struct fake_mysql *server = fake_mysql_new(1, 1);
    struct walk w;

    (void)state;
    fake_mysql_say(server, "FROM mysql.user u",
                   "User\tHost\tplugin\trole\tlength\tsystem\tproxy\n"
                   "legacy\t%\tmysql_native_password\t0\t16\t0\t0\n"
                   "root\tlocalhost\tcaching_sha2_password\t0\t70\t1\t0");
    walk_init(&w, true);
    begin(&w, server, NULL);
    walk_keys(&w, "<Tab><Tab><Enter>");
    walk_see(&w, "What goes with them");
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Enter>");
    walk_see(&w, "None would move, not even with the tick.");
    walk_see(&w, "These cannot be moved:");
    walk_gone(&w, "These are on the target already:");
    walk_clear(&w);
    fake_mysql_free(server);
}

/* A test of the source of which there is more to tell than a low screen has rows: what is wrong comes first,
 * and nothing is cut off. */
static void tested(void **state)
{
    static const char *const env[] = {"DTS_WIZARD_SOURCE_PASSWORD=a-Pass1", NULL};
    struct fake_mysql *server = fake_mysql_new(1, 1);
    struct walk w;

    (void)state;
    walk_init(&w, true);
    w.look.env = env;
    begin(&w, server, NULL);
    walk_keys(&w, "<F3><F3>");
    walk_see(&w, "many, starts when");
    walk_keys(&w, "<Tab><Enter>"); /* [ Test from here ] */
    walk_see(&w, "behind this host");
    walk_see(&w, "Version");
    walk_keys(&w, "<F3>"); /* a step back too many takes nothing away */
    walk_see(&w, "The passwords are kept until this program ends, not on disk.");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "dts, with password");
    walk_see(&w, "behind this host");
    pty_resize(w.pty, 60, 18);
    walk_keys(&w, "<Tab>");
    walk_see(&w, "ok: ");
    walk_see(&w, "Encryption");
    walk_see(&w, "behind this host");
    walk_see(&w, "Version");
    walk_clear(&w);
    fake_mysql_free(server);
}

/* By the mouse: rows are chosen and opened, none is ticked; the filter's line is left as by an arrow key. */
static void by_mouse(void **state)
{
    struct fake_mysql *server = fake_mysql_new(DATABASES, TABLES);
    struct walk w;

    (void)state;
    walk_init(&w, true);
    begin(&w, server, "--mouse");
    walk_click(&w, "shop_001");
    walk_see(&w, ">+ [ ] shop_001");
    walk_click(&w, "shop_001");
    walk_see(&w, "[ ] orders_00001");
    walk_wheel(&w, "orders_00001", WALK_WHEEL_DOWN);
    walk_see(&w, ">    [ ] orders_00002");
    if (!w.speak) { /* an English word has its place */
        walk_click(&w, "[ All/none ]");
        walk_see(&w, ">[ All/none ]");
        walk_wheel(&w, "orders_00002", WALK_WHEEL_UP); /* the keys go where the row moves */
        walk_gone(&w, ">[ All/none ]");
    }
    walk_keys(&w, "/_0023");
    walk_see(&w, "orders_00239");
    walk_gone(&w, "orders_00001");
    walk_click(&w, "orders_00231");
    walk_see(&w, "tables 0,");
    walk_keys(&w, "<Space>"); /* no text any more */
    walk_see(&w, "[x] orders_00231");
    walk_see(&w, "tables 1,");
    walk_clear(&w);
    fake_mysql_free(server);
}

/* Without a connection: what is migrated, and names that are typed. */
static void asked(void **state)
{
    struct walk w;

    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 3);
    walk_gone(&w, "Reading what the source holds");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "What kind of migration?", "databases_type");
    walk_keys(&w, "<Esc><Right><Right><Right><Right><Enter>");
    see_golden(&w, "Type the names", "databases_names");
    walk_keys(&w, "<Esc><Left><Left><Left><Enter>");
    walk_see(&w, "What goes with them");
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Enter>");
    see_golden(&w, "Accounts of the source", "databases_accounts_unread");
    walk_clear(&w);
}

/* Which accounts move, and why the others do not. */
static void accounts(void **state)
{
    struct fake_mysql *server = fake_mysql_new(1, 1);
    struct walk w;

    (void)state;
    fake_mysql_say(server, "FROM mysql.user u",
                   "User\tHost\tplugin\trole\tlength\tsystem\tproxy\n"
                   "reporting\t%\t\t1\t0\t0\t0\n"
                   "app\t%\tcaching_sha2_password\t0\t70\t0\t0\n"
                   "dts\t%\tcaching_sha2_password\t0\t70\t0\t0\n"
                   "legacy\t10.0.3.%\tmysql_native_password\t0\t16\t0\t0\n"
                   "mysql.sys\tlocalhost\tcaching_sha2_password\t0\t70\t1\t0\n"
                   "root\tlocalhost\tcaching_sha2_password\t0\t70\t1\t0");
    walk_init(&w, true);
    begin(&w, server, NULL);
    walk_keys(&w, "<Tab><Tab><Enter>");
    see_golden(&w, "What goes with them", "databases_with_read");
    walk_keys(&w, "<Tab><Tab><Tab><Tab><Tab><Enter>");
    see_golden(&w, "Accounts of the source", "databases_accounts");
    walk_clear(&w);
    fake_mysql_free(server);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(needed),        cmocka_unit_test(tree),     cmocka_unit_test(by_mouse),
    cmocka_unit_test(asked),         cmocka_unit_test(accounts), cmocka_unit_test(tested),
    cmocka_unit_test(accounts_none),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
