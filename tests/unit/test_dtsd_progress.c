/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_progress - percent never lies: not 100 before it is done, not more than there is,
 * no lag that was not measured.
 */
#include "tests/unit/unit.h"

#include <time.h>

#include "dtsd/progress.h"

static struct dts_progress_info steps_of(const struct progress *p, bool increment)
{
    struct dts_progress_info info;

    shape_init(&dts_progress_info_shape, &info);
    progress_fill_steps(p, increment, &info);
    return info;
}

static void expect(const struct progress *p, int64_t now, const char *dumper,
                   int64_t dumper_pct, const char *loader, int64_t loader_pct,
                   const char *sinker, int64_t sinker_pct)
{
    struct dts_progress_info i = steps_of(p, true);

    assert_int_equal(i.StepAll, 3);
    assert_int_equal(i.StepNow, now);
    assert_string_equal(i.StepInfo.items[0].StepId, "dumper");
    assert_string_equal(i.StepInfo.items[0].Status, dumper);
    assert_int_equal(i.StepInfo.items[0].Percent, dumper_pct);
    assert_string_equal(i.StepInfo.items[1].StepId, "loader");
    assert_string_equal(i.StepInfo.items[1].Status, loader);
    assert_int_equal(i.StepInfo.items[1].Percent, loader_pct);
    assert_string_equal(i.StepInfo.items[2].StepId, "sinker");
    assert_string_equal(i.StepInfo.items[2].Status, sinker);
    assert_int_equal(i.StepInfo.items[2].Percent, sinker_pct);
    shape_clear(&dts_progress_info_shape, &i);
}

static void the_whole_way(void **state)
{
    struct progress *p = progress_new();

    (void)state;
    expect(p, 1, "notStarted", 0, "notStarted", 0, "notStarted", 0);
    progress_phase(p, PHASE_PREPARE);
    size_t a = progress_table_add(p, "d", "a", 100, 1000),
           b = progress_table_add(p, "d", "b", 100, 1000);
    progress_phase(p, PHASE_STRUCTURE);
    expect(p, 2, "running", 0, "running", 0, "notStarted", 0);
    progress_phase(p, PHASE_ROWS);
    progress_table_state(p, a, TABLE_ROWS);
    progress_table_advance(p, a, 50, 500);
    expect(p, 2, "running", 25, "running", 25, "notStarted", 0);
    /* More rows than guessed: the percent stays below 100 until it is done. */
    progress_table_advance(p, a, 500, 5000);
    progress_table_advance(p, b, 900, 9000);
    expect(p, 2, "running", 99, "running", 99, "notStarted", 0);
    progress_table_state(p, a, TABLE_DONE);
    progress_table_state(p, b, TABLE_DONE);
    expect(p, 2, "running", 99, "running", 99, "notStarted", 0);
    progress_phase(p, PHASE_INDEXES);
    expect(p, 2, "success", 100, "running", 99, "notStarted", 0);
    progress_phase(p, PHASE_OBJECTS);
    progress_phase(p, PHASE_SYNC);
    expect(p, 3, "success", 100, "success", 100, "running", 99);
    struct dts_progress_info i = steps_of(p, true);
    assert_int_equal(i.SecondsBehindMaster, -1); /* not measured yet */
    assert_int_equal(i.MasterSlaveDistance, -1);
    shape_clear(&dts_progress_info_shape, &i);
    progress_sync(p,
                  &(struct progress_sync){.lag_s = 3, .behind_bytes = 1, .source_gtid = "x"});
    i = steps_of(p, true);
    assert_int_equal(i.SecondsBehindMaster, 3);
    assert_int_equal(i.MasterSlaveDistance, 1); /* one byte behind is not 0 MB */
    shape_clear(&dts_progress_info_shape, &i);
    progress_sync(p, &(struct progress_sync){.caught_up = true});
    expect(p, 3, "success", 100, "success", 100, "running", 100);
    progress_phase_end(p);
    expect(p, 3, "success", 100, "success", 100, "success", 100);
    progress_free(p);
}

static void failure_is_seen(void **state)
{
    struct progress *p = progress_new();

    (void)state;
    progress_phase(p, PHASE_PREPARE);
    progress_phase(p, PHASE_STRUCTURE);
    progress_phase(p, PHASE_ROWS);
    progress_phase_failed(p);
    expect(p, 2, "failed", 0, "failed", 0, "notStarted", 0);
    progress_reset(p); /* begins again cleanly */
    expect(p, 1, "notStarted", 0, "notStarted", 0, "notStarted", 0);
    progress_free(p);
}

static void unknown_sizes(void **state)
{
    struct progress *p = progress_new();
    struct dts_local local;

    (void)state;
    progress_phase(p, PHASE_ROWS);
    size_t a = progress_table_add(p, "d", "a", -1, -1);
    progress_table_advance(p, a, 10, 100);
    shape_init(&dts_local_shape, &local);
    progress_fill_local(p, &local);
    assert_true(local.RowsEstimate == DTS_UNSET && local.BytesEstimate == DTS_UNSET);
    assert_true(local.Tables.items[0].RowsEstimate == DTS_UNSET);
    assert_int_equal(local.RowsDone, 10);
    shape_clear(&dts_local_shape, &local);
    progress_table_restart(p, a);
    shape_init(&dts_local_shape, &local);
    progress_fill_local(p, &local);
    assert_int_equal(local.RowsDone, 0);
    assert_int_equal(local.BytesDone, 0);
    shape_clear(&dts_local_shape, &local);
    progress_free(p);
}

static void without_increment(void **state)
{
    struct progress *p = progress_new();

    (void)state;
    progress_phase(p, PHASE_PREPARE);
    struct dts_progress_info i = steps_of(p, false);
    assert_int_equal(i.StepAll, 2);
    assert_int_equal(i.StepInfo.n, 2);
    shape_clear(&dts_progress_info_shape, &i);
    progress_free(p);
}

static void limit_is(const struct progress *p, const char *word, bool moves)
{
    struct dts_local local;

    shape_init(&dts_local_shape, &local);
    progress_fill_local(p, &local);
    assert_string_equal(str_or(local.LimitedBy, ""), word);
    assert_int_equal(local.RowsPerSecond > 0, moves);
    shape_clear(&dts_local_shape, &local);
}

/* What sets the pace; and what was there before is no pace. */
static void who_sets_the_pace(void **state)
{
    static const struct {
        int64_t source, paced, target;
        const char *word;
    } waits[] = {
        {900000, 0, 100000, "source"},
        {0, 0, 4000000, "target"},
        {0, 9000000, 0, "rateLimit"},
        {7000000, 0, 0, ""}, /* on the whole neither */
    };
    const struct timespec pause = {.tv_sec = 1, .tv_nsec = 50000000};
    struct progress *p = progress_new();

    (void)state;
    size_t a = progress_table_add(p, "d", "a", 1000, 100000);
    progress_phase(p, PHASE_ROWS);
    progress_table_found(p, a, 500, 50000);
    nanosleep(&pause, NULL);
    limit_is(p, "", false);
    progress_table_advance(p, a, 1, 100);
    nanosleep(&pause, NULL);
    for (size_t i = 0; i < LEN(waits); i++) {
        progress_pace(p, waits[i].source, waits[i].paced, waits[i].target);
        progress_table_advance(p, a, 1, 100);
        limit_is(p, waits[i].word, true);
    }
    progress_free(p);
}

static void saved_and_read(void **state)
{
    struct progress *p = progress_new(), *q = progress_new();

    (void)state;
    progress_phase(p, PHASE_PREPARE);
    size_t a = progress_table_add(p, "d", "a", 100, 1000);
    progress_phase(p, PHASE_STRUCTURE);
    progress_phase(p, PHASE_ROWS);
    progress_table_advance(p, a, 100, 1000);
    progress_table_state(p, a, TABLE_DONE);
    progress_snapshot(p, "ftwrl", 2, "uuid:1-9", "binlog.000001", 157);
    progress_phase(p, PHASE_INDEXES);
    progress_phase(p, PHASE_OBJECTS);
    progress_phase(p, PHASE_SYNC);
    struct json *j = progress_save(p);
    progress_load(q, j);
    json_free(j);
    expect(q, 3, "success", 100, "success", 100, "running", 99);
    struct dts_local local;
    shape_init(&dts_local_shape, &local);
    progress_fill_local(q, &local);
    assert_string_equal(local.SnapshotMode, "ftwrl");
    assert_string_equal(local.SnapshotGtid, "uuid:1-9");
    assert_int_equal(local.SnapshotPos, 157);
    assert_int_equal(local.TablesDone, 1);
    shape_clear(&dts_local_shape, &local);
    progress_load(q, NULL); /* damaged or missing: empty, not a crash */
    expect(q, 1, "notStarted", 0, "notStarted", 0, "notStarted", 0);
    progress_free(p);
    progress_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_way),     cmocka_unit_test(failure_is_seen),
        cmocka_unit_test(unknown_sizes),     cmocka_unit_test(without_increment),
        cmocka_unit_test(who_sets_the_pace), cmocka_unit_test(saved_and_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
