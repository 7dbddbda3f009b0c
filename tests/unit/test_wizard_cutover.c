/* SPDX-License-Identifier: MIT
 *
 * test_wizard_cutover - the rules of stage 7 as tables of observations: what turns, what turns
 * back, what can never be accepted, the clock of the downtime, backing out, coming back.
 */
#include "tests/unit/unit.h"

#include "wizard/cutover.h"

#define GTID_A "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:1-100"
#define GTID_B "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:1-101"

/* A world in which everything is well. */
static const struct cut_observation calm = {
    .wall = 1763690000,
    .mono_ms = 1000000,
    .status = DTS_READY_COMPLETE,
    .lag_s = 0,
    .lag_mb = 0,
    .compare_result = 1,
    .n_writers = 0,
    .source_gtid = GTID_A,
    .target_has_all = 1,
    .same_seen_here = true,
    .app_login = 1,
};

/* Looks every second for `seconds` at the same world. */
static void watch(struct cutover *c, struct cut_observation *o, int seconds)
{
    for (int i = 0; i < seconds; i++) {
        cutover_observe(c, o);
        o->mono_ms += 1000;
        o->wall += 1;
    }
}

static enum cut_state state_of(struct cutover *c, enum cut_item item)
{
    struct cutover_view v = {0};

    cutover_fill(c, &v);
    enum cut_state s = v.items[item].state;
    cutover_view_clear(&v);
    return s;
}

static bool may_complete(struct cutover *c)
{
    struct cutover_view v = {0};

    cutover_fill(c, &v);
    bool may = v.may_complete;
    cutover_view_clear(&v);
    return may;
}

/* All the way to seven proofs. */
static struct cutover *proven(struct cut_observation *o)
{
    struct cutover *c = cutover_new();

    *o = calm;
    watch(c, o, 5);
    cutover_begin_downtime(c, o->wall);
    watch(c, o, 65);
    return c;
}

static void test_the_whole_way(void **state)
{
    (void)state;
    struct cut_observation o = calm;
    struct cutover *c = cutover_new();

    watch(c, &o, 3);
    assert_int_equal(state_of(c, CUT_SYNCED), CUT_LOOKING);
    assert_int_equal(state_of(c, CUT_COMPARED), CUT_HOLDS);
    assert_int_equal(state_of(c, CUT_LOGIN), CUT_HOLDS);
    /* nothing of the downtime before it has begun, however calm it is */
    watch(c, &o, 100);
    assert_int_equal(state_of(c, CUT_SYNCED), CUT_HOLDS);
    for (int i = CUT_FIRST_AFTER_STOP; i < CUT_COUNT; i++)
        assert_int_equal(state_of(c, (enum cut_item)i), CUT_TODO);
    assert_false(may_complete(c));
    cutover_begin_downtime(c, o.wall);
    watch(c, &o, 59);
    assert_int_equal(state_of(c, CUT_WRITERS), CUT_LOOKING);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_LOOKING);
    assert_int_equal(state_of(c, CUT_SAME), CUT_TODO);
    watch(c, &o, 3);
    for (int i = 0; i < CUT_COUNT; i++)
        assert_int_equal(state_of(c, (enum cut_item)i), CUT_HOLDS);
    assert_true(may_complete(c));
    struct cutover_view v = {0};
    cutover_fill(c, &v);
    assert_string_equal(v.recorded_gtid, GTID_A);
    assert_true(v.recorded_at > 0);
    cutover_view_clear(&v);
    cutover_free(c);
}

/* What may happen to a world in which everything was proven. */
static void lag(struct cut_observation *o)
{
    o->lag_s = 3;
}
static void gap(struct cut_observation *o)
{
    o->lag_mb = 2;
}
static void running(struct cut_observation *o)
{
    o->status = DTS_RUNNING;
}
static void lag_unknown(struct cut_observation *o)
{
    o->lag_s = -1;
}
static void different(struct cut_observation *o)
{
    o->compare_result = 0;
}
static void comparing(struct cut_observation *o)
{
    o->compare_result = -2;
}
static void refused(struct cut_observation *o)
{
    o->app_login = 0;
}
static void writer(struct cut_observation *o)
{
    o->n_writers = 1;
    o->writers_text = "1 of app@10.0.3.7";
}
static void no_process_right(struct cut_observation *o)
{
    o->n_writers = -1;
}
static void written(struct cut_observation *o)
{
    o->source_gtid = GTID_B;
}
static void position_unknown(struct cut_observation *o)
{
    o->source_gtid = NULL;
}
static void missing(struct cut_observation *o)
{
    o->target_has_all = 0;
    o->missing_gtid = GTID_B;
}
static void target_unknown(struct cut_observation *o)
{
    o->target_has_all = -1;
}

static const struct {
    const char *what;
    void (*change)(struct cut_observation *o);
    enum cut_item item;
    enum cut_state becomes;
    bool acceptable;
} turns[] = {
    {"lag", lag, CUT_SYNCED, CUT_NOT, false},
    {"gap", gap, CUT_SYNCED, CUT_NOT, false},
    {"running", running, CUT_SYNCED, CUT_NOT, false},
    {"lag unknown", lag_unknown, CUT_SYNCED, CUT_UNKNOWN, true},
    {"different", different, CUT_COMPARED, CUT_NOT, true},
    {"comparing", comparing, CUT_COMPARED, CUT_LOOKING, false},
    {"refused", refused, CUT_LOGIN, CUT_NOT, true},
    {"writer", writer, CUT_WRITERS, CUT_NOT, true},
    {"no PROCESS", no_process_right, CUT_WRITERS, CUT_UNKNOWN, true},
    {"written", written, CUT_NO_WRITE, CUT_NOT, true},
    {"position unknown", position_unknown, CUT_NO_WRITE, CUT_UNKNOWN, true},
    {"missing", missing, CUT_SAME, CUT_NOT, false},
    {"target unknown", target_unknown, CUT_SAME, CUT_UNKNOWN, true},
};

static void test_turns(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(turns); i++) {
        struct cut_observation o;
        struct cutover *c = proven(&o);
        struct err err = {0};
        assert_true(may_complete(c));
        turns[i].change(&o);
        watch(c, &o, 1);
        if (state_of(c, turns[i].item) != turns[i].becomes || may_complete(c))
            fail_msg("%s does not turn its item", turns[i].what);
        bool ok = cutover_accept(c, turns[i].item, "kim", "agreed with the lead", &err);
        if (ok != turns[i].acceptable || (!ok && err.kind != ERR_STATE))
            fail_msg("%s: accepted %d, %s", turns[i].what, ok, err.text);
        cutover_free(c);
    }
}

/* The same change made good again: the item comes back, after its minute where it needs one. */
static void test_turns_return(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(turns); i++) {
        struct cut_observation o;
        struct cutover *c = proven(&o);
        turns[i].change(&o);
        watch(c, &o, 2);
        int64_t wall = o.wall, mono = o.mono_ms;
        o = calm;
        o.wall = wall;
        o.mono_ms = mono;
        watch(c, &o, 65);
        if (state_of(c, turns[i].item) != CUT_HOLDS || !may_complete(c))
            fail_msg("%s does not come back", turns[i].what);
        cutover_free(c);
    }
}

static void test_position_moves_after_recording(void **state)
{
    (void)state;
    struct cut_observation o;
    struct cutover *c = proven(&o);
    struct cutover_view v = {0};

    written(&o);
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_POSITION), CUT_TODO);
    cutover_fill(c, &v);
    assert_null(v.recorded_gtid);
    assert_int_equal(v.recorded_at, 0);
    cutover_view_clear(&v);
    watch(c, &o, 65);
    cutover_fill(c, &v);
    assert_string_equal(v.recorded_gtid, GTID_B);
    cutover_view_clear(&v);
    cutover_free(c);
}

static void test_file_position_without_gtid(void **state)
{
    (void)state;
    struct cut_observation o = calm;
    struct cutover *c = cutover_new();

    o.source_gtid = "";
    o.source_file = "binlog.000007";
    o.source_pos = 4242;
    cutover_begin_downtime(c, o.wall);
    watch(c, &o, 65);
    assert_int_equal(state_of(c, CUT_POSITION), CUT_HOLDS);
    o.source_pos++;
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_NOT);
    cutover_free(c);
}

/* With GTIDs a rotation of the file is no write. */
static void test_rotation_is_no_write(void **state)
{
    (void)state;
    struct cut_observation o;
    struct cutover *c = proven(&o);

    o.source_file = "binlog.000008";
    o.source_pos = 4;
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_HOLDS);
    cutover_free(c);
}

/* With the log read, a position that moves for somebody else is no write, and says for whom. */
static void test_log_tells_whose(void **state)
{
    (void)state;
    struct cut_observation o;
    struct cutover *c = proven(&o);
    struct cutover_view v = {0};

    written(&o);
    o.log = CUT_LOG_READ;
    o.others_text = "12 mysql.ha_health_check (the vendor's heartbeat)";
    watch(c, &o, 1);
    assert_true(may_complete(c));
    cutover_fill(c, &v);
    assert_non_null(strstr(v.items[CUT_NO_WRITE].text, "12 mysql.ha_health_check"));
    assert_string_equal(v.recorded_gtid, GTID_B); /* the newest */
    cutover_view_clear(&v);

    o.log_writes = 2;
    o.writes_text = "shop.orders";
    o.answers[CUT_NO_WRITE] = "SHOW BINLOG EVENTS b.1 4 - b.1 200: 9 events, 2 of what moves";
    watch(c, &o, 1);
    cutover_fill(c, &v);
    assert_int_equal(v.items[CUT_NO_WRITE].state, CUT_NOT);
    assert_string_equal(v.items[CUT_NO_WRITE].text, "Written to: shop.orders");
    const struct strlist *e = &v.items[CUT_NO_WRITE].evidence;
    assert_non_null(strstr(e->items[e->n - 1], "2 of what moves"));
    cutover_view_clear(&v);
    o.log_writes = 0;
    watch(c, &o, 59);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_LOOKING);
    o.log = CUT_LOG_BEHIND; /* not read to the end: not proven, however long it lasts */
    watch(c, &o, 30);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_LOOKING);
    o.log = CUT_LOG_READ;
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_HOLDS);

    o.live_events = 2;
    watch(c, &o, 1);
    cutover_fill(c, &v);
    assert_non_null(strstr(v.items[CUT_NO_WRITE].text, "2 events are enabled"));
    cutover_view_clear(&v);
    o.prepared_xa = 1;
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_NOT);
    o.prepared_xa = -1; /* not to be seen with this account */
    watch(c, &o, 1);
    cutover_fill(c, &v);
    assert_int_equal(v.items[CUT_NO_WRITE].state, CUT_HOLDS);
    assert_non_null(strstr(v.items[CUT_NO_WRITE].text, "cannot be seen"));
    cutover_view_clear(&v);
    cutover_free(c);
}

static void test_silence_restarts_sampling(void **state)
{
    (void)state;
    struct cut_observation o = calm;
    struct cutover *c = cutover_new();

    cutover_begin_downtime(c, o.wall);
    watch(c, &o, 50);
    o.mono_ms += 120000; /* the line was gone */
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_WRITERS), CUT_LOOKING);
    /* positions prove the time between them as well */
    assert_int_equal(state_of(c, CUT_NO_WRITE), CUT_HOLDS);
    cutover_free(c);
}

static void test_downtime_and_back_out(void **state)
{
    (void)state;
    struct cut_observation o;
    struct cutover *c = proven(&o);
    struct cutover_view v = {0};
    int64_t began;

    cutover_fill(c, &v);
    began = v.downtime_since;
    assert_true(began > 0);
    cutover_begin_downtime(c, o.wall + 50); /* a second press does not move the clock */
    cutover_fill(c, &v);
    assert_int_equal(v.downtime_since, began);
    cutover_back_out(c);
    cutover_fill(c, &v);
    assert_int_equal(v.downtime_since, 0);
    assert_null(v.recorded_gtid);
    for (int i = CUT_FIRST_AFTER_STOP; i < CUT_COUNT; i++)
        assert_int_equal(v.items[i].state, CUT_TODO);
    assert_int_equal(v.items[CUT_SYNCED].state, CUT_HOLDS);
    assert_false(v.may_complete);
    cutover_view_clear(&v);
    watch(c, &o, 100);
    assert_false(may_complete(c));
    cutover_free(c);
}

static void test_acceptance(void **state)
{
    (void)state;
    struct cut_observation o = calm;
    struct cutover *c = cutover_new();
    struct err err = {0};

    assert_false(cutover_accept(c, CUT_LOGIN, "kim", "why", &err)); /* nothing seen yet */
    o.app_login = -1;
    o.compare_result = -3;
    watch(c, &o, 1);
    assert_false(cutover_accept(c, CUT_LOGIN, "kim", "", &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_true(cutover_accept(c, CUT_LOGIN, "kim", "account is made later", &err));
    assert_true(cutover_stated(c, CUT_COMPARED, "kim", o.wall, &err));
    cutover_begin_downtime(c, o.wall);
    watch(c, &o, 65);
    assert_int_equal(state_of(c, CUT_LOGIN), CUT_ACCEPTED);
    assert_int_equal(state_of(c, CUT_COMPARED), CUT_HOLDS);
    assert_true(may_complete(c));
    /* what is seen beats what was said */
    o.compare_result = 0;
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_COMPARED), CUT_NOT);
    /* and what holds needs no acceptance any more */
    o.app_login = 1;
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_LOGIN), CUT_HOLDS);
    cutover_free(c);
}

/* "Same" is a proof only when nothing was left out, and is one again when that is made good. */
static void test_same_in_part(void **state)
{
    (void)state;
    struct cut_observation o = calm;
    struct cutover *c = cutover_new();
    struct cutover_view v = {0};
    struct err err = {0};

    o.compare_open = 3;
    o.compare_text = "same, but 2 rows and 1 table were not compared";
    watch(c, &o, 1);
    cutover_fill(c, &v);
    assert_int_equal(v.items[CUT_COMPARED].state, CUT_UNKNOWN);
    assert_string_equal(v.items[CUT_COMPARED].text, o.compare_text);
    cutover_view_clear(&v);
    assert_true(cutover_accept(c, CUT_COMPARED, "kim", "counted by hand", &err));
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_COMPARED), CUT_ACCEPTED);
    o.compare_open = 0;
    o.compare_text = "same, 10 % of the rows looked at";
    watch(c, &o, 1);
    cutover_fill(c, &v);
    assert_int_equal(v.items[CUT_COMPARED].state, CUT_HOLDS);
    assert_string_equal(v.items[CUT_COMPARED].text, o.compare_text);
    cutover_view_clear(&v);
    o.compare_open = -1; /* not known: no proof either */
    watch(c, &o, 1);
    assert_int_equal(state_of(c, CUT_COMPARED), CUT_UNKNOWN);
    cutover_free(c);
}

static void test_coming_back(void **state)
{
    (void)state;
    struct cut_observation o;
    struct cutover *c = proven(&o), *again = cutover_new();
    struct err err = {0};
    struct cutover_view v = {0};

    assert_false(cutover_stated(c, CUT_COMPARED, "kim", o.wall, &err)); /* DTS says it itself */
    refused(&o);
    o.compare_result = -3;
    watch(c, &o, 1);
    assert_true(cutover_accept(c, CUT_LOGIN, "kim", "made later", &err));
    assert_true(cutover_stated(c, CUT_COMPARED, "kim", o.wall, &err));
    const struct cut_account seen[] = {
        {(char *)(uintptr_t) "app", (char *)(uintptr_t) "10.0.%", false},
        {(char *)(uintptr_t) "web", NULL, true}};
    cutover_writers(c, seen, 2, false);
    cutover_writers(c, seen, 1, false);
    struct json *j = cutover_save(c);
    cutover_load(again, j);
    json_free(j);
    cutover_fill(again, &v);
    assert_int_equal(v.items[CUT_LOGIN].state, CUT_ACCEPTED);
    assert_string_equal(v.items[CUT_LOGIN].accepted_reason, "made later");
    assert_int_equal(v.items[CUT_COMPARED].state, CUT_HOLDS);
    assert_int_equal(v.items[CUT_COMPARED].seen_by, SEEN_YOU);
    assert_int_equal(v.items[CUT_WRITERS].state, CUT_TODO); /* seen by nobody since */
    assert_true(v.items[CUT_WRITERS].evidence.n > 0);
    assert_true(v.downtime_since > 0);
    assert_string_equal(v.recorded_gtid, GTID_A);
    assert_false(v.may_complete);
    /* what was locked is unlocked by name after the line has dropped */
    assert_int_equal(v.n_accounts, 2);
    assert_string_equal(v.accounts[0].host, "10.0.%");
    assert_null(v.accounts[1].host);
    assert_true(v.accounts[1].migrations && !v.no_account_lock);
    cutover_view_clear(&v);
    cutover_load(again, NULL); /* a file without it */
    cutover_free(again);
    cutover_free(c);
}

/* What was compared before the last write is old, in any life of the program. */
static void test_written_at(void **state)
{
    (void)state;
    struct cut_observation o;
    struct cutover *c = proven(&o), *again = cutover_new();
    struct cutover_view v = {0};

    written(&o);
    watch(c, &o, 1);
    cutover_fill(c, &v);
    int64_t last = v.written_at;
    assert_true(last > 0);
    struct json *j = cutover_save(c);
    cutover_load(again, j);
    json_free(j);
    cutover_fill(again, &v);
    assert_int_equal(v.written_at, last);
    cutover_view_clear(&v);
    cutover_free(again);
    cutover_free(c);
}

static void test_item_words(void **state)
{
    (void)state;
    enum cut_item item;

    for (int i = 0; i < CUT_COUNT; i++) {
        assert_true(cut_item_parse(cut_item_word((enum cut_item)i), &item));
        assert_int_equal(item, i);
    }
    assert_false(cut_item_parse("nothing", &item));
    assert_false(cut_item_parse(NULL, &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_way),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_turns_return),
        cmocka_unit_test(test_position_moves_after_recording),
        cmocka_unit_test(test_file_position_without_gtid),
        cmocka_unit_test(test_rotation_is_no_write),
        cmocka_unit_test(test_log_tells_whose),
        cmocka_unit_test(test_silence_restarts_sampling),
        cmocka_unit_test(test_downtime_and_back_out),
        cmocka_unit_test(test_acceptance),
        cmocka_unit_test(test_same_in_part),
        cmocka_unit_test(test_coming_back),
        cmocka_unit_test(test_written_at),
        cmocka_unit_test(test_item_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
