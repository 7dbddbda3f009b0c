/* SPDX-License-Identifier: MIT
 *
 * test_wizard_compare - the consistency check as the wizard knows it: read page by page beside the task,
 * begun, looked at again, repaired and stopped by commands that are never sent twice blindly; its words,
 * the repairs that are kept, the report, and what a check could not compare.
 *
 * The pace is quickened; no time is asserted, only that things happen at all.
 */
#include "tests/unit/unit.h"

#include <poll.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/pty/fake_compare.h"
#include "tests/pty/fake_dts.h"
#include "wizard/comparable.h"
#include "wizard/compare_sum.h"
#include "wizard/report.h"
#include "wizard/session.h"
#include "wizard/shared.h"

#define PATIENCE_MS 30000

/* ---- words ---- */

static struct compare_sum calm(void)
{
    return (struct compare_sum){.phase = COMPARE_SAME,
                                .percent = 100,
                                .tables = 5,
                                .same = 5,
                                .different = 0,
                                .skipped = 0,
                                .rows = 0,
                                .objects = -1,
                                .open = 0,
                                .sample = 100};
}

static void says(const struct compare_sum *s, const char *want)
{
    char *text = compare_sum_text(s);
    assert_string_equal(text, want);
    free(text);
}

static void test_words(void **state)
{
    struct compare_sum s = calm();
    (void)state;
    says(&s, "same");
    s.sample = 10;
    says(&s, "same, 10 % of the rows looked at");
    s.open = s.open_rows = 1;
    says(&s, "same, 10 % of the rows looked at, but 1 row was not compared");
    s.sample = 100;
    s.skipped = 1;
    s.open = 3;
    s.open_rows = 2;
    says(&s, "same, but 2 rows and 1 table were not compared");
    s.open = 7; /* more than the report tells of */
    says(&s, "same, but 7 rows, chunks or tables were not compared");
    s = calm();
    s.counts_only = true;
    says(&s, "same, only rows counted");
    s = calm();
    s.open = -1;
    says(&s, "same, but what was skipped is not known yet");
    s.phase = COMPARE_DIFFERENT;
    s.different = 2;
    s.rows = 137;
    says(&s, "different: 2 of 5 tables, 137 rows");
    s.different = 0;
    s.objects = 1;
    says(&s, "different beyond the rows");
    s.phase = COMPARE_RUNNING;
    s.percent = 42;
    says(&s, "being compared, 42 %");
}

static void test_row_words(void **state)
{
    struct dts_diff_chunk_item r;
    (void)state;
    shape_init(&dts_diff_chunk_item_shape, &r);
    const char *columns[] = {"id", "name", "note"}, *src[] = {"1", "NULL", "''"},
               *dst[] = {"1", "''", "''"};
    for (int i = 0; i < 3; i++) {
        strlist_add(&r.SchemaInfo, columns[i]);
        strlist_add(&r.SrcItem, src[i]);
        strlist_add(&r.DstItem, dst[i]);
    }
    r.DiffType = mem_strdup("data");
    char *text = compare_diff_words(&r); /* NULL is not '' */
    assert_string_equal(text, "differs in name");
    free(text);
    mem_replace(&r.DiffType, "dstLack");
    text = compare_diff_words(&r);
    assert_string_equal(text, "missing on the target");
    free(text);
    shape_clear(&dts_diff_chunk_item_shape, &r);
    assert_null(compare_repair_word(""));
    assert_string_equal(compare_repair_word("done"), "repaired");
    assert_string_equal(compare_repair_word("a new word"), "a new word");
}

/* ---- the session ---- */

struct fixture {
    struct fake_dts *dts;
    struct session *session;
    struct plan plan;
    int wake;
    struct snapshot *last;
};

static int setup_as(void **state, bool local)
{
    struct fixture *x = mem_alloc(sizeof *x);
    x->dts = fake_dts_new(local);
    fake_dts_set(x->dts, DTS_READY_COMPLETE);
    x->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct session_options o = {.wake_fd = x->wake,
                                .language = "en-US",
                                .pace_action_ms = 20,
                                .pace_run_ms = 20,
                                .pace_idle_ms = 20};
    x->session = session_new(&o);
    plan_init(&x->plan);
    x->plan.backend = BACKEND_LOCAL;
    x->plan.endpoint = mem_strdup(fake_dts_url(x->dts));
    x->plan.name = mem_strdup("shop-move");
    x->plan.job_id = mem_strdup(FAKE_JOB);
    x->plan.compare = COMPARE_SPOT;
    x->plan.sample_percent = 10;
    *state = x;
    return 0;
}

static int setup(void **state)
{
    return setup_as(state, true);
}

static int setup_cloud(void **state)
{
    return setup_as(state, false);
}

static int teardown(void **state)
{
    struct fixture *x = *state;
    session_free(x->session);
    fake_dts_free(x->dts);
    snapshot_free(x->last);
    plan_clear(&x->plan);
    close(x->wake);
    free(x);
    return 0;
}

static bool hear(struct fixture *x, int64_t deadline)
{
    struct pollfd p = {.fd = x->wake, .events = POLLIN};
    uint64_t count;
    if (poll(&p, 1, clock_left_ms(deadline)) <= 0)
        return false;
    assert_int_equal(read(x->wake, &count, sizeof count), sizeof count);
    struct snapshot *s = session_take(x->session);
    if (s) {
        snapshot_free(x->last);
        x->last = s;
    }
    return true;
}

static struct reply wait_reply(struct fixture *x, uint64_t id)
{
    int64_t deadline = clock_deadline(PATIENCE_MS);
    struct reply r = {0};
    assert_true(id > 0);
    for (;;) {
        while (session_next_reply(x->session, &r)) {
            if (r.id == id)
                return r;
            reply_clear(&r);
        }
        if (!hear(x, deadline))
            fail_msg("no reply");
    }
}

static void wait_until(struct fixture *x, bool (*holds)(const struct snapshot *s),
                       const char *what)
{
    int64_t deadline = clock_deadline(PATIENCE_MS);
    while (!x->last || !holds(x->last))
        if (!hear(x, deadline))
            fail_msg("never: %s", what);
}

static struct reply do_command(struct fixture *x, struct command *c)
{
    plan_copy(&c->plan, &x->plan);
    return wait_reply(x, session_send(x->session, c));
}

static void do_well(struct fixture *x, struct command c)
{
    struct reply r = do_command(x, &c);
    if (!r.ok)
        fail_msg("%s", r.err.text);
    reply_clear(&r);
}

static void open_task(struct fixture *x)
{
    struct command c = {.kind = CMD_CONNECT};
    c.credentials.secret_id = mem_strdup("AKIDtest");
    c.credentials.secret_key = secret_from_str("key");
    do_well(x, c);
    do_well(x, (struct command){.kind = CMD_OPEN_JOB, .job_id = mem_strdup(FAKE_JOB)});
}

static bool has_rows(const struct snapshot *s)
{
    return s->compare.report && s->compare.rows && s->compare.rows->Items.n;
}

static bool is_planned(const struct snapshot *s)
{
    return has_rows(s) && !str_empty(s->compare.rows->Items.items[0].LocalSql);
}

static bool is_active(const struct snapshot *s)
{
    return compare_is_active(s->compare.item);
}

static bool is_open(const struct snapshot *s)
{
    struct compare_sum sum;
    compare_sum_of(&s->compare, s->detail, &sum);
    return sum.phase == COMPARE_SAME && sum.open > 0 && s->compare.report;
}

/* All rows come page by page; of one table any page can be asked for. */
static void test_pages(void **state)
{
    struct fixture *x = *state;
    struct compare_sum sum;
    fake_dts_check(x->dts, "different");
    open_task(x);
    wait_until(x, has_rows, "the rows that differ");
    assert_int_equal(x->last->compare.rows->Items.n, FAKE_ORDERS + FAKE_STOCK);
    assert_int_equal(x->last->compare.checks, 1);
    compare_sum_of(&x->last->compare, x->last->detail, &sum);
    assert_int_equal(sum.phase, COMPARE_DIFFERENT);
    assert_int_equal(sum.different, 2);
    assert_int_equal(sum.rows, FAKE_ORDERS + FAKE_STOCK);
    assert_int_equal(sum.objects, 1);
    do_well(x, (struct command){.kind = CMD_COMPARE_ROWS,
                                .compare_id = mem_strdup(FAKE_CHECK),
                                .db = mem_strdup("shop"),
                                .table = mem_strdup("stock"),
                                .offset = 100});
    hear(x, clock_deadline(0));
    assert_int_equal(x->last->compare.page->Items.n, 30);
    assert_int_equal(x->last->compare.page->TotalCount, FAKE_STOCK);
    assert_string_equal(x->last->compare.page->Items.items[0].Identifier, "id=101");
    struct command other = {.kind = CMD_COMPARE_ROWS, .compare_id = mem_strdup("another")};
    struct reply r = do_command(x, &other);
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_STATE);
    reply_clear(&r);
}

/* A check that is at rest is read once, not at every look at the task. */
static void test_read_once(void **state)
{
    struct fixture *x = *state;
    fake_dts_check(x->dts, "different");
    open_task(x);
    wait_until(x, has_rows, "the rows that differ");
    size_t reads = fake_dts_count(x->dts, DTS_DESCRIBE_COMPARE_TASKS);
    size_t looks = fake_dts_count(x->dts, DTS_DESCRIBE_MIGRATION_DETAIL);
    while (fake_dts_count(x->dts, DTS_DESCRIBE_MIGRATION_DETAIL) < looks + 5)
        assert_true(hear(x, clock_deadline(PATIENCE_MS)));
    assert_int_equal(fake_dts_count(x->dts, DTS_DESCRIBE_COMPARE_TASKS), reads);
}

/* The answers to both calls get lost: the check is found by its name, its start by the state. */
static void test_new_without_answers(void **state)
{
    struct fixture *x = *state;
    open_task(x);
    fake_dts_mute(x->dts, true);
    do_well(x, (struct command){.kind = CMD_COMPARE_NEW});
    assert_int_equal(fake_dts_count(x->dts, DTS_CREATE_COMPARE_TASK), 1);
    assert_int_equal(fake_dts_count(x->dts, DTS_START_COMPARE), 1);
    fake_dts_mute(x->dts, false);
    wait_until(x, is_active, "the check runs");
    assert_string_equal(x->last->compare.item->Options.Method, "sampleDataCheck");
    do_well(x,
            (struct command){.kind = CMD_COMPARE_STOP, .compare_id = mem_strdup(FAKE_CHECK)});
    assert_int_equal(fake_dts_count(x->dts, DTS_STOP_COMPARE), 1);
}

static struct command verb(const char *word)
{
    return (struct command){.kind = CMD_COMPARE_START,
                            .compare_id = mem_strdup(FAKE_CHECK),
                            .text = mem_strdup(word)};
}

/* A verb goes out only while it is offered; the cloud would take it for a whole check. */
static void test_verbs(void **state)
{
    struct fixture *x = *state;
    fake_dts_check(x->dts, "different");
    open_task(x);
    wait_until(x, has_rows, "the rows that differ");
    struct command early = verb("repair");
    struct reply r = do_command(x, &early);
    assert_false(r.ok);
    assert_int_equal(r.err.kind, ERR_STATE);
    assert_string_equal(r.verb, "repair");
    reply_clear(&r);
    assert_int_equal(fake_dts_count(x->dts, DTS_START_COMPARE), 0);
    do_well(x, verb("planRepair"));
    wait_until(x, is_planned, "the plan");
    do_well(x, verb("repair"));
    assert_string_equal(fake_dts_verb(x->dts), "repair");
}

static void test_cloud(void **state)
{
    struct fixture *x = *state;
    fake_dts_check(x->dts, "open");
    open_task(x);
    wait_until(x, is_open, "what was skipped"); /* from the report alone */
    struct command c = verb("again");
    struct reply r = do_command(x, &c);
    assert_false(r.ok);
    reply_clear(&r);
    assert_int_equal(fake_dts_count(x->dts, DTS_START_COMPARE), 0);
}

/* ---- what is kept, and the report ---- */

static void test_repairs(void **state)
{
    struct fixture *x = *state;
    struct repair_list l = {0}, again = {0};
    struct err err = {0};
    fake_dts_check(x->dts, "different");
    open_task(x);
    wait_until(x, has_rows, "the rows that differ");
    repairs_sent(&l, x->last->compare.rows, 0, 1); /* nothing is planned yet */
    assert_int_equal(l.n, 0);
    do_well(x, verb("planRepair"));
    wait_until(x, is_planned, "the plan");
    repairs_sent(&l, x->last->compare.rows, 0, 1700000000);
    assert_int_equal(l.n, FAKE_ORDERS + FAKE_STOCK);
    assert_false(repairs_learn(&l, x->last->compare.rows));
    do_well(x, verb("repair"));
    while (!repairs_learn(&l, x->last->compare.repaired))
        assert_true(hear(x, clock_deadline(PATIENCE_MS)));
    assert_int_equal(repairs_count(&l, "done"), FAKE_ORDERS + FAKE_STOCK - 2);
    assert_int_equal(repairs_count(&l, "changed"), 2);
    struct json *j = repair_list_to_json(&l);
    assert_true(repair_list_from_json(&again, j, &err));
    json_free(j);
    assert_int_equal(again.n, l.n);
    assert_string_equal(again.items[1].message, l.items[1].message);
    mem_replace(&again.items[0].status, "sent");
    repairs_refused(&again, "no");
    assert_int_equal(repairs_count(&again, "failed"), 1);
    repair_list_clear(&l);
    repair_list_clear(&again);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("the report lacks \"%s\":\n%s", part, text);
}

static void test_report(void **state)
{
    struct fixture *x = *state;
    struct state st;
    fake_dts_check(x->dts, "different");
    open_task(x);
    wait_until(x, has_rows, "the rows that differ");
    state_init(&st);
    plan_copy(&st.plan, &x->plan);
    char *text = report_markdown(&st, x->last);
    has(text, "## Consistency");
    has(text, "Result: different: 2 of 5 tables, 137 rows");
    has(text, "Seed: 4711");
    has(text, "more than 50,000 rows");
    has(text, "and 37 more"); /* of 137 rows the first 100 */
    has(text, "view shop.newest, definition");
    free(text);
    struct json *j = report_json(&st, x->last);
    const struct json *c = json_get(j, "consistency");
    int64_t n = 0;
    struct err err;
    assert_true(json_read_int(json_get(c, "rows_different"), "rows", &n, &err));
    assert_int_equal(n, FAKE_ORDERS + FAKE_STOCK);
    assert_int_equal(json_len(json_get(c, "rows")), 100);
    json_free(j);
    j = report_json(&st, x->last);
    json_free(j);
    text = report_markdown(&st, NULL); /* of a task that was not read */
    has(text, "Result: not known on this host");
    free(text);
    mem_replace(&st.plan.job_id, NULL);
    text = report_markdown(&st, NULL); /* of a draft */
    has(text, "Result: not compared yet");
    free(text);
    state_clear(&st);
}

/* ---- what a check cannot compare ---- */

static void add_table(struct cat_schema *s, const char *name, const char *engine, int64_t rows,
                      enum table_key key)
{
    struct cat_table *t = MEM_PUSH(s->tables, s->n_tables, s->cap_tables);
    t->name = mem_strdup(name);
    t->engine = engine;
    t->rows = rows;
    t->data_bytes = rows * 10;
    t->key = key;
    t->key_columns = key == KEY_NONE ? NULL : mem_strdup("id");
}

static void test_comparable(void **state)
{
    struct catalog cat = {0};
    struct comparable c;
    struct plan p;
    (void)state;
    struct cat_schema *s = MEM_PUSH(cat.schemas, cat.n, cat.cap);
    s->name = mem_strdup("shop");
    add_table(s, "big", "InnoDB", 50001, KEY_NONE);
    add_table(s, "log", "ARCHIVE", 10, KEY_PRIMARY);
    add_table(s, "orders", "InnoDB", 1000000, KEY_PRIMARY);
    add_table(s, "small", "InnoDB", 50000, KEY_NONE);
    struct cat_schema *other = MEM_PUSH(cat.schemas, cat.n, cat.cap);
    other->name = mem_strdup("zoo");
    add_table(other, "big", "InnoDB", 90000, KEY_NONE); /* not selected */
    struct shared_catalog *shared = shared_catalog_new(&cat);
    plan_init(&p);
    plan_db_add(&p, "shop")->all = true;
    p.backend = BACKEND_LOCAL;
    comparable_of(&p, NULL, &c);
    assert_false(c.known);
    comparable_clear(&c);
    comparable_of(&p, shared, &c);
    assert_true(c.known);
    assert_int_equal(c.tables, 4);
    assert_int_equal(c.left_out, 1);
    assert_string_equal(c.names.items[0], "shop.big (no key, about 50,001 rows)");
    comparable_clear(&c);
    p.backend = BACKEND_CLOUD;
    comparable_of(&p, shared, &c);
    assert_int_equal(c.left_out, 2);
    assert_string_equal(c.names.items[1], "shop.log (engine ARCHIVE)");
    comparable_clear(&c);
    plan_clear(&p);
    shared_catalog_unref(shared);
}

#define T(fn)       cmocka_unit_test_setup_teardown(fn, setup, teardown)
#define T_CLOUD(fn) cmocka_unit_test_setup_teardown(fn, setup_cloud, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_row_words),
        T(test_pages),
        T(test_read_once),
        T(test_new_without_answers),
        T(test_verbs),
        T_CLOUD(test_cloud),
        T(test_repairs),
        T(test_report),
        cmocka_unit_test(test_comparable),
    };
    session_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    session_library_end();
    return failed;
}
