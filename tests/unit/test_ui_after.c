/* SPDX-License-Identifier: MIT
 *
 * test_ui_after - what stands in stage 7 once the migration is completed, against golden files: addresses,
 * the watch panel and its verdict (nothing stands out yet, trouble, calm), a target that is still
 * read-only. Ages are those of a look made now.
 *
 * GOLDEN_UPDATE=1 writes the files.
 */
#include "tests/unit/screen.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "ui/glyph.h"
#include "ui/screen/after.h"

#define COLS 80
#define ROWS 34

static void compare(const char *name, const char *got)
{
    struct buf want = BUF_INIT(1u << 20);
    struct err err = {0};
    char *path = mem_printf("%s/%s.%dx%d.txt", GOLDEN_DIR, name, COLS, ROWS);

    if (getenv("GOLDEN_UPDATE"))
        assert_true(file_replace(path, got, strlen(got), &err));
    if (!file_read(path, &want, &err))
        fail_msg("%s: %s", path, err.text);
    if (!str_eq(buf_str(&want), got))
        fail_msg("%s is another screen:\n%s", path, got);
    buf_clear(&want);
    free(path);
}

static void lock(struct snap_after *l, const char *waits, const char *holds)
{
    struct snap_lock *k = &l->lock[l->locks++];

    *k = (struct snap_lock){.waits_id = 41, .holds_id = 37, .seconds = 14};
    str_copy(k->waits, sizeof k->waits, waits);
    str_copy(k->holds, sizeof k->holds, holds);
    str_copy(k->table, sizeof k->table, "shop.orders");
}

/* A look every 10 s, each with so much more than the one before. */
static void looks(struct snap_after *l, int n, int64_t statements, int64_t refused)
{
    struct calm calm = {0};

    for (int i = 0; i < n; i++) {
        struct calm_sample s = {
            i * 10000, i * statements, 0, l->no_errors ? -1 : i, i * refused, 0, 0, 2, 18,
            151,       1000 + i * 10,  16};
        l->sample = s;
        calm_add(&calm, &s);
    }
    calm_fill(&calm, &l->calm);
}

static void draw(struct snap_after *l, const char *name)
{
    struct app a = {0};
    struct grid g;
    int scroll = 0;

    a.snap = snapshot_new();
    state_init(&a.state);
    mem_replace(&a.state.plan.target.here_host, "10.9.8.7");
    a.state.plan.target.here_port = 3306;
    plan_db_add(&a.state.plan, "shop");
    a.snap->status = DTS_SUCCESS;
    l->mono = clock_mono_ms();
    str_copy(l->users[0].user, sizeof l->users[0].user, "app");
    l->users[0].n = 16;
    l->n_users = 1;
    l->sessions = 16;
    a.snap->after = *l;
    mem_replace(&a.snap->cutover.recorded_gtid, "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:1-100");
    grid_init(&g, COLS, ROWS);
    struct canvas c = canvas_of(&g, &glyphs_utf8);
    after_draw(&a, &c, &scroll);
    char *text = grid_text(&g), *age = strstr(text, "seen ");
    assert_non_null(age);
    age[5] = '#'; /* seconds, where the machine is slow */
    compare(name, text);
    free(text);
    grid_clear(&g);
    snapshot_free(a.snap);
    state_clear(&a.state);
}

/* Of the lock waits that are not known: why. */
static void assert_locks(int64_t locks, const char *why, const char *says, const char * not )
{
    struct app a = {0};
    struct grid g;
    int scroll = 0;

    a.snap = snapshot_new();
    state_init(&a.state);
    a.snap->status = DTS_SUCCESS;
    a.snap->after.mono = clock_mono_ms();
    a.snap->after.locks = locks;
    str_copy(a.snap->after.locks_why, sizeof a.snap->after.locks_why, why);
    grid_init(&g, COLS, ROWS);
    struct canvas c = canvas_of(&g, &glyphs_utf8);
    after_draw(&a, &c, &scroll);
    char *text = grid_text(&g);
    if (!strstr(text, says) || strstr(text, not ))
        fail_msg("no \"%s\", or \"%s\", in %s", says, not, text);
    free(text);
    grid_clear(&g);
    snapshot_free(a.snap);
    state_clear(&a.state);
}

static void locks_not_known(void **state)
{
    (void)state;
    assert_locks(AFTER_LOCKS_DENIED, "", "cannot see them (PROCESS)", "could not be read");
    assert_locks(AFTER_LOCKS_UNREAD, "the connection was lost",
                 "Lock waits could not be read: the connection was lost", "PROCESS");
}

/* What is shown to be run is what runs. */
static void what_lifts_it(void **state)
{
    struct snap_after l = {.read_only = 1};
    char *sql = after_writable_sql(&l, "; ");

    (void)state;
    assert_string_equal(sql, "SET GLOBAL read_only = OFF;");
    free(sql);
    l.super_read_only = 1;
    sql = after_writable_sql(&l, "; ");
    assert_string_equal(sql, "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;");
    free(sql);
}

static void not_yet(void **state)
{
    struct snap_after l = {.source = {3, 1}, .target = {3, 1}};

    (void)state;
    looks(&l, 13, 4000, 0);
    draw(&l, "after_not_yet");
}

static void trouble(void **state)
{
    struct snap_after l = {.source = {3, 1}, .target = {2, 1}, .read_only = 1};

    (void)state;
    looks(&l, 13, 4000, 40);
    lock(&l, "app@10.0.3.7", "batch@10.0.3.8");
    lock(&l, "app@10.0.3.9", "batch@10.0.3.8");
    draw(&l, "after_trouble");
}

static void calm(void **state)
{
    struct snap_after l = {
        .source = {-1, -1}, .target = {-1, -1}, .no_errors = true, .locks = AFTER_LOCKS_DENIED};

    (void)state;
    looks(&l, 75, 4000, 0);
    draw(&l, "after_calm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_yet),       cmocka_unit_test(trouble),
        cmocka_unit_test(calm),          cmocka_unit_test(locks_not_known),
        cmocka_unit_test(what_lifts_it),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
