/* SPDX-License-Identifier: MIT
 *
 * test_differences - what the consistency check found, as an operator meets it: the line of stage 6, the
 * tables, the rows, one row on both sides; looked at again, repaired, stopped; with dtsd and in the cloud.
 */
#include "tests/unit/unit.h"

#include "tests/pty/walk.h"

/* A task made elsewhere, in sync, its check in this state: in stage 6. */
static void in_sync(struct walk *w, bool local, const char *check)
{
    walk_init(w, local);
    fake_dts_set(w->dts, DTS_READY_COMPLETE);
    fake_dts_check(w->dts, check);
    const char *cloud[] = {
        "--on", "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w->dts), NULL};
    walk_start(w, local ? NULL : cloud);
    walk_in_sync(w);
}

/* The counts come with the report, which is read after the task. */
static void data_line(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "running");
    walk_see(&w, "compared, while it syncs");
    see_golden(&w, w.speak ? "d: show it" : "2 same, 0 different, 1 skipped", "data_running");
    walk_keys(&w, "<Enter>"); /* on the body: the same as d */
    see_golden(&w, "shop.order_lines", "differences_running");
    walk_keys(&w, "c"); /* one runs at a time */
    walk_see(&w, "A check is running");
    walk_keys(&w, "<Esc>x");
    see_golden(&w, "Stop the check?", "differences_stop");
    walk_keys(&w, "<Enter>"); /* the harmless one */
    assert_int_equal(fake_dts_count(w.dts, DTS_STOP_COMPARE), 0);
    walk_keys(&w, "x");
    walk_see(&w, "Stop the check?");
    walk_keys(&w, "<Tab><Enter>");
    see_golden(&w, "the check was stopped", "differences_stopped");
    assert_int_equal(fake_dts_count(w.dts, DTS_STOP_COMPARE), 1);
    fake_dts_check(w.dts, "failed");
    walk_keys(&w, "<F5>");
    walk_see(&w, "the check ended without a result");
    walk_keys(&w, "<F4>");
    walk_see(&w, "The source went away.");
    walk_keys(&w, "<Esc><F3>");
    walk_see(&w, "In sync: changes are followed");
    fake_dts_check(w.dts, "different");
    walk_keys(&w, "<F5>");
    see_golden(&w, "different: 2 of 5 tables, 137 rows", "data_different");
    walk_clear(&w);
}

/* Nothing was compared yet: the view says so and begins one, after a question. */
static void no_check_yet(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "");
    walk_see(&w, "not compared yet");
    walk_keys(&w, "d");
    see_golden(&w, "No check has been made", "differences_none");
    walk_keys(&w, "r");
    walk_see(&w, "There is no row to repair");
    walk_keys(&w, "<Esc>c");
    see_golden(&w, "Compare everything once more?", "differences_check");
    walk_keys(&w, "<Tab><Enter>");
    walk_see(&w, "compared, 61 %");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_COMPARE_TASK), 1);
    assert_string_equal(fake_dts_verb(w.dts), "whole");
    walk_clear(&w);
}

static void tables_and_rows(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "different");
    walk_see(&w, "137 rows");
    walk_keys(&w, "d");
    see_golden(&w, "130 rows differ", "differences");
    walk_keys(&w, "/tags<Enter>");
    walk_gone(&w, "order_lines");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "It was not compared", "differences_left_out");
    walk_keys(&w, "<Esc><Esc><Home><Down><Down><Enter>"); /* the view */
    see_golden(&w, "create it anew", "differences_object");
    walk_keys(&w, "<Esc><Home><Enter>");
    see_golden(&w, "7 rows differ", "differences_rows");
    walk_keys(&w, "<Enter>");
    see_golden(&w, "differs in name", "differences_row");
    walk_keys(&w, "<Home><Down><Down><Enter>"); /* the note, whole */
    see_golden(&w, "Source, 1,234 characters:", "differences_value");
    walk_keys(&w, "<Esc><Esc><Home><Down><Down><Down><Down><Down><Enter>"); /* id=6 */
    see_golden(&w, "only on the target", "differences_row_only");
    walk_keys(&w, "<F3><Down><Enter>"); /* id=7 */
    walk_see(&w, "missing on the target");
    walk_see(&w, "(no such row)");
    walk_keys(&w, "<Esc><Esc><Home><Down><Enter>"); /* shop.stock, by pages */
    walk_see(&w, "id=1 ");
    walk_keys(&w, "<End>");
    see_golden(&w, "Enter: rows 101 to 130 of 130", "differences_pages");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "Enter: rows 1 to 100");
    walk_see(&w, "id=101");
    walk_keys(&w, "<End>");
    walk_see(&w, "id=130");
    walk_keys(&w, "<Home><Enter>");
    walk_see(&w, "id=1 ");
    walk_clear(&w);
}

/* Planned, shown, confirmed by the number of rows, run; the results and the second look. */
static void repair(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "different");
    walk_see(&w, "137 rows");
    walk_keys(&w, "d");
    walk_see(&w, "130 rows differ");
    fake_dts_check_hold(w.dts, true);
    walk_keys(&w, "r");
    see_golden(&w, "the rows are read again for the repair", "repair_planning");
    assert_string_equal(fake_dts_verb(w.dts), "planRepair");
    fake_dts_check_hold(w.dts, false);
    walk_keys(&w, "<F5>");
    see_golden(&w, "5 UPDATE, 1 INSERT, 1 DELETE", "repair_plan");
    assert_string_equal(fake_dts_verb(w.dts), "planRepair"); /* nothing was written */
    walk_keys(&w, "<End>");
    walk_see(&w, "WHERE `id`=130;");
    walk_keys(&w, "<Esc>r"); /* it is still there, and not planned again */
    walk_see(&w, "5 UPDATE, 1 INSERT, 1 DELETE");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_COMPARE), 1);
    walk_keys(&w, "r");
    see_golden(&w, "Repair the target?", "repair_ask");
    walk_keys(&w, "136<Tab><Tab><Enter>"); /* not the number */
    assert_int_equal(fake_dts_count(w.dts, DTS_START_COMPARE), 1);
    walk_keys(&w, "<Esc>r");
    walk_see(&w, "Repair the target?");
    fake_dts_check_hold(w.dts, true);
    walk_keys(&w, "137<Tab><Tab><Enter>");
    walk_see(&w, "the repair runs, then a second look");
    assert_string_equal(fake_dts_verb(w.dts), "repair");
    walk_keys(&w, "x");
    see_golden(&w, "Stop the repair?", "repair_stop");
    walk_keys(&w, "<Esc><F5>"); /* the results are seen */
    assert_true(walk_home_has(&w, "DELETE FROM"));
    fake_dts_check(w.dts, "same");
    fake_dts_check_hold(w.dts, false);
    walk_keys(&w, "<F5>");
    see_golden(&w, "135 of 137 rows were repaired", "repair_done");
    walk_keys(&w, "<Esc>");
    walk_see(&w, "5 same");
    walk_keys(&w, "<F9>");
    walk_see(&w, "Migration report");
    assert_true(walk_home_says(&w, "Rows repaired from the source"));
    assert_true(walk_home_has(&w, "the row of the target is another one now"));
    assert_true(walk_home_says(&w, "Seed"));
    walk_clear(&w);
}

/* "same" is not all of it where rows never stood still; a looks again at those only. */
static void open_rows(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "open");
    see_golden(&w, "were not compared", "data_open");
    walk_keys(&w, "d");
    see_golden(&w, "never stood still", "differences_open");
    walk_keys(&w, "<Enter>");
    walk_see(&w, "id=4711");
    walk_see(&w, "never stood still: not compared");
    walk_keys(&w, "<Home><Enter>"); /* of a row that is no difference */
    see_golden(&w, "id=4711", "differences_unsettled");
    walk_keys(&w, "<Esc><Esc>a");
    walk_see(&w, "compared, 61 %");
    assert_string_equal(fake_dts_verb(w.dts), "again");
    assert_int_equal(fake_dts_count(w.dts, DTS_CREATE_COMPARE_TASK), 0);
    walk_clear(&w);
}

/* Stage 7 does not take "same" for a proof while something was left out. */
static void proof(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "open");
    walk_see(&w, "were not compared");
    walk_keys(&w, "<F2>");
    walk_see(&w, "Password needed");
    walk_keys(&w, PASSWORD "<Tab>" PASSWORD "<Tab><Tab><Enter>");
    walk_see(&w, "Before the downtime");
    if (!w.speak)
        walk_see(&w, "same, but 2 rows and 1 table were n..");
    walk_keys(&w, "<Down><Enter>");
    walk_see(&w, "are looked at again by themselves");
    fake_dts_check(w.dts, "same");
    walk_keys(&w, "<F5>");
    walk_gone(&w, "same, but");
    walk_clear(&w);
}

static void skipped(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, true, "skipped");
    walk_see(&w, "nothing was compared");
    walk_keys(&w, "d");
    see_golden(&w, "the source cannot be written to", "differences_skipped");
    walk_clear(&w);
}

/* DTS neither looks at a part again nor repairs, and tells no open rows. */
static void in_the_cloud(void **state)
{
    struct walk w;
    (void)state;
    in_sync(&w, false, "different");
    walk_see(&w, "137 rows");
    walk_keys(&w, "d");
    see_golden(&w, "DTS does not repair", "differences_cloud");
    walk_keys(&w, "r");
    walk_see(&w, "correct the rows on the target yourself");
    walk_keys(&w, "<Esc>a");
    walk_see(&w, "c checks again");
    assert_int_equal(fake_dts_count(w.dts, DTS_START_COMPARE), 0);
    fake_dts_check(w.dts, "open");
    walk_keys(&w, "<Esc><F5>");
    walk_see(&w, "was not compared");
    walk_clear(&w);
}

/* Stage 4 says what each answer costs and finds; what is not known it says, too. */
static void settings(void **state)
{
    struct walk w;
    (void)state;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 4);
    walk_keys(&w, "<Space><Home><Enter>");
    see_golden(&w, "Finds every row that differs", "consistency_full");
    walk_keys(&w, "<Tab><Tab><C-u>0<Tab>");
    walk_see(&w, "A difference counts at once");
    walk_keys(&w, "<BackTab><C-u>11<Tab>");
    walk_see(&w, "Give a number from 0 to 10");
    walk_keys(&w, "<BackTab><C-u>10<Tab><BackTab><BackTab><BackTab><Space><Down><Enter>");
    walk_see(&w, "not a single lost row for certain");
    walk_keys(&w, "<Tab>95<Tab>");
    walk_see(&w, "Give a number from 10 to 90");
    walk_keys(&w, "<BackTab><BackTab><Space><End><Enter>");
    see_golden(&w, "Compare nothing?", "consistency_none");
    walk_keys(&w, "<Enter>"); /* the harmless one: as it was */
    walk_see(&w, "not a single lost row for certain");
    walk_clear(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(settings),     cmocka_unit_test(data_line),
    cmocka_unit_test(no_check_yet), cmocka_unit_test(tables_and_rows),
    cmocka_unit_test(repair),       cmocka_unit_test(open_rows),
    cmocka_unit_test(proof),        cmocka_unit_test(skipped),
    cmocka_unit_test(in_the_cloud),
};

int main(void)
{
    return walk_main(tests, LEN(tests));
}
