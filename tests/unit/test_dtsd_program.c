/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_program - changing the text of events and triggers, and sql modes.
 */
#include "tests/unit/unit.h"

#include "base/str.h"
#include "dtsd/copy/program.h"
#include "mysql/scan.h"
#include "mysql/uses.h"

static void events_get_another_state(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"CREATE DEFINER=`mig`@`%` EVENT `ev` ON SCHEDULE EVERY 1 DAY STARTS '2026-11-21 "
         "01:31:21' "
         "ON COMPLETION NOT PRESERVE ENABLE DO delete from t",
         "CREATE DEFINER=`mig`@`%` EVENT `ev` ON SCHEDULE EVERY 1 DAY STARTS '2026-11-21 "
         "01:31:21' "
         "ON COMPLETION NOT PRESERVE OFF DO delete from t"},
        {"CREATE EVENT `PRESERVE ENABLE` ON SCHEDULE AT '1' ON COMPLETION PRESERVE DISABLE ON "
         "SLAVE "
         "COMMENT 'PRESERVE ENABLE' DO select 1",
         "CREATE EVENT `PRESERVE ENABLE` ON SCHEDULE AT '1' ON COMPLETION PRESERVE OFF COMMENT "
         "'PRESERVE ENABLE' DO select 1"},
        {"CREATE EVENT `e` ON SCHEDULE AT '1' ON COMPLETION PRESERVE DISABLE ON REPLICA DO "
         "select 1",
         "CREATE EVENT `e` ON SCHEDULE AT '1' ON COMPLETION PRESERVE OFF DO select 1"},
        {"CREATE EVENT `e` ON SCHEDULE AT '1' ON COMPLETION PRESERVE DISABLE DO select 1",
         "CREATE EVENT `e` ON SCHEDULE AT '1' ON COMPLETION PRESERVE OFF DO select 1"},
        {"CREATE EVENT `e` DO select 1", NULL},
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *got = program_event_state(cases[i].text, "OFF");
        if (cases[i].want)
            assert_string_equal(got, cases[i].want);
        else
            assert_null(got);
        free(got);
    }
}

static void triggers_move_to_another_table(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"CREATE DEFINER=`mig`@`%` trigger tr before insert on orders for each row set new.a=1",
         "CREATE DEFINER=`mig`@`%` trigger tr before insert on `d`.`n` for each row set "
         "new.a=1"},
        {"CREATE TRIGGER `on` AFTER DELETE /* ON x */ ON `a b` . `c``d` FOR EACH ROW DO 1",
         "CREATE TRIGGER `on` AFTER DELETE /* ON x */ ON `d`.`n` FOR EACH ROW DO 1"},
        {"CREATE PROCEDURE p() select 1", NULL},
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *got = program_trigger_table(cases[i].text, "d", "n");
        if (cases[i].want)
            assert_string_equal(got, cases[i].want);
        else
            assert_null(got);
        free(got);
    }
}

static void texts_tell_what_they_name(void **state)
{
    static const char view[] =
        "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `v` AS select "
        "`o`.`id` AS `shop`,'mall.x' AS `s` from ((`orders` `o` join `mall`.`items` "
        "on((`o`.`id` = `mall`.`items`.`id`))) left join `c``d` on(true)) /* from `no` */";
    static const char trigger[] = "CREATE TRIGGER tr BEFORE INSERT ON orders FOR EACH ROW "
                                  "insert into log values (NEW.id)";
    struct strlist uses = {0};
    (void)state;
    assert_true(program_names_database(view, "mall", false));
    assert_true(program_names_database(view, "MALL", true));
    assert_false(program_names_database(view, "MALL", false));
    assert_false(program_names_database(view, "shop", false)); /* a column */
    assert_false(program_names_database(view, "items", false) &&
                 program_names_database("select a.items.x", "items", false));
    uses_read(view, &uses);
    char *all = strlist_join(&uses, "|");
    assert_string_equal(all, "|orders|mall|items||c`d");
    free(all);
    strlist_clear(&uses);
    assert_true(program_names(PROGRAM_TRIGGER, trigger, "log", false));
    assert_false(program_names(PROGRAM_TRIGGER, trigger, "orders", false));
    assert_true(program_names(PROGRAM_PROCEDURE, trigger, "Orders", true));
}

static void modes_of_other_versions_go(void **state)
{
    (void)state;
    char *m = program_sql_mode("STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER,ANSI_QUOTES");
    assert_string_equal(m, "STRICT_TRANS_TABLES,ANSI_QUOTES");
    free(m);
    m = program_sql_mode("ORACLE");
    assert_string_equal(m, "");
    free(m);
}

static void reads_tokens(void **state)
{
    const char *at = " a -- x\n`b``c` /* ' */ /*!80000 'd\\'e' */ \"f\"#z";
    static const struct {
        enum scan_kind kind;
        const char *name;
    } want[] = {
        {SCAN_WORD, "a"}, {SCAN_IDENT, "b`c"}, {SCAN_STRING, "d\\'e"}, {SCAN_STRING, "f"}};
    (void)state;
    for (size_t i = 0; i < LEN(want); i++) {
        struct scan_token t = scan_next(&at);
        char *name = scan_name(&t);
        assert_int_equal(t.kind, want[i].kind);
        assert_string_equal(name, want[i].name);
        free(name);
    }
    struct scan_token end = scan_next(&at);
    assert_int_equal(end.kind, SCAN_END);
    assert_null(scan_name(&end));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_get_another_state),
        cmocka_unit_test(triggers_move_to_another_table),
        cmocka_unit_test(texts_tell_what_they_name),
        cmocka_unit_test(modes_of_other_versions_go),
        cmocka_unit_test(reads_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
