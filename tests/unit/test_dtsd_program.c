/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_program - changing the text of events and triggers, and sql modes.
 */
#include "tests/unit/unit.h"

#include "base/str.h"
#include "dtsd/copy/program.h"
#include "dtsd/copy/scan.h"

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
        cmocka_unit_test(modes_of_other_versions_go),
        cmocka_unit_test(reads_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
