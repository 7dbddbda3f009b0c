/* SPDX-License-Identifier: MIT
 *
 * test_ui_deeds - no statement of stage 7 goes out that could not be written down before: with the disk
 * full, and with something else where the states are kept. The server of the source is a closed port: what
 * counts is what is handed over to be sent.
 */
#include "tests/unit/screen.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/mem.h"
#include "ui/deeds.h"

#define JOB      "dts-0a1b2c3d"
#define LOCK     "ALTER USER 'app'@'%' ACCOUNT LOCK"
#define UNLOCK   "ALTER USER 'app'@'%' ACCOUNT UNLOCK"
#define CLOSE    "SET GLOBAL super_read_only = ON"
#define NOT_SENT "Nothing was sent, because it could not be written down before"

enum trouble { DISK_FULL, IN_THE_WAY, TROUBLES };

struct room {
    struct app a;
    struct options opt;
    int wake;
    char *tasks, *aside; /* the directory, and where it is moved to */
    struct rlimit limit;
};

/* A task that is open and kept; two statements are shown. */
static void begin(struct room *r, const char *home)
{
    struct app *a = &r->a;
    struct err err = {0};

    memset(r, 0, sizeof *r);
    setenv("XDG_STATE_HOME", home, 1);
    r->tasks = mem_printf("%s/dts-wizard/tasks", home);
    r->aside = mem_printf("%s.aside", r->tasks);
    r->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    app_begin(a, &r->opt, "/nowhere", r->wake);
    a->state.plan.backend = BACKEND_LOCAL;
    mem_replace(&a->state.plan.job_id, JOB);
    mem_replace(&a->state.plan.source.host, "127.0.0.1");
    a->state.plan.source.port = 1;
    a->task_open = true;
    assert_true(app_save_now(a, &err));
    strlist_add(&deed_add(&a->deeds.shown, DEED_LOCK, true, LOCK)->back, UNLOCK);
    deed_add(&a->deeds.shown, DEED_READ_ONLY, true, CLOSE);
}

static void end(struct room *r)
{
    app_end(&r->a);
    close(r->wake);
    unit_remove(r->tasks);
    free(r->tasks);
    free(r->aside);
}

static void make(struct room *r, enum trouble what)
{
    struct err err = {0};

    if (what == IN_THE_WAY) {
        assert_int_equal(rename(r->tasks, r->aside), 0);
        assert_true(file_replace(r->tasks, "", 0, &err));
        return;
    }
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r->limit), 0);
    struct rlimit none = {.rlim_cur = 0, .rlim_max = r->limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
}

static void mend(struct room *r, enum trouble what)
{
    if (what == IN_THE_WAY) {
        assert_int_equal(unlink(r->tasks), 0);
        assert_int_equal(rename(r->aside, r->tasks), 0);
        return;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r->limit), 0);
}

/* What the file says of each statement, parted by blanks. Caller frees. */
static char *kept(const struct room *r)
{
    struct buf b = BUF_INIT(1u << 20);
    struct strlist states = {0};
    struct err err = {0};
    char *path = file_join(r->tasks, JOB ".json");

    assert_true(file_read(path, &b, &err));
    struct json *j = json_parse(buf_str(&b), b.len, &err);
    assert_non_null(j);
    for (size_t i = 0; i < json_len(json_get(j, "deeds")); i++) {
        const char *state = NULL;
        const struct json *d = json_at(json_get(j, "deeds"), i);
        assert_true(json_read_str(json_get(d, "state"), "state", &state, &err));
        strlist_add(&states, state);
    }
    char *text = strlist_join(&states, " ");
    strlist_clear(&states);
    json_free(j);
    buf_clear(&b);
    free(path);
    return text;
}

static void assert_kept(const struct room *r, const char *states)
{
    char *text = kept(r);

    assert_string_equal(text, states);
    free(text);
}

static void assert_told(const struct app *a, const char *text)
{
    if (!strstr(a->error.text, text))
        fail_msg("it says: %s", a->error.text);
}

/* The server said yes to the one under way. */
static void answered(struct app *a)
{
    struct reply yes = {.kind = CMD_DEED, .ok = true, .deed_id = a->deeds.now};

    deeds_note(&a->state, &yes);
    deeds_next(a, &yes);
}

static void written_then_sent(void **state)
{
    struct room r;

    begin(&r, *state);
    deeds_run(&r.a, NULL);
    assert_int_equal(r.a.n_pending, 1);
    assert_int_equal(r.a.pending[0].kind, CMD_DEED);
    assert_int_equal(r.a.error.kind, ERR_NONE);
    assert_kept(&r, "sent planned");
    answered(&r.a);
    assert_int_equal(r.a.n_pending, 2);
    assert_kept(&r, "ran sent");
    end(&r);
}

static void not_written_not_sent(void **state)
{
    for (int what = 0; what < TROUBLES; what++) {
        struct room r;

        begin(&r, *state);
        make(&r, (enum trouble)what);
        deeds_run(&r.a, NULL);
        mend(&r, (enum trouble)what);
        assert_int_equal(r.a.n_pending, 0);
        assert_told(&r.a, NOT_SENT);
        assert_told(&r.a, "could not be saved");
        assert_false(deeds_at_work(&r.a));
        assert_int_equal(r.a.deeds.shown.n, 0);
        for (size_t i = 0; i < r.a.state.deeds.n; i++)
            assert_int_equal(r.a.state.deeds.items[i].state, DEED_PLANNED);
        assert_kept(&r, "");
        end(&r);
    }
}

/* The first has run: the second is as if it had never been reached, and the way back is there. */
static void full_in_the_midst(void **state)
{
    for (int what = 0; what < TROUBLES; what++) {
        struct room r;
        struct err err = {0};

        begin(&r, *state);
        deeds_run(&r.a, NULL);
        assert_int_equal(r.a.n_pending, 1);
        make(&r, (enum trouble)what);
        answered(&r.a);
        mend(&r, (enum trouble)what);
        assert_int_equal(r.a.n_pending, 1);
        assert_told(&r.a, NOT_SENT);
        assert_false(deeds_at_work(&r.a));
        assert_kept(&r,
                    "sent planned"); /* that it ran is not known there, and no more is said */
        assert_true(app_save_now(&r.a, &err));
        assert_kept(&r, "ran"); /* the second was told as not sent */
        assert_string_equal(deed_last_to_undo(&r.a.state.deeds, INT64_MAX)->sql, LOCK);
        end(&r);
    }
}

/* What undoes something goes out all the same: an application that stays stopped is worse than a line
 * that is missing. It is said. */
static void the_way_back_is_sent(void **state)
{
    for (int what = 0; what < TROUBLES; what++) {
        struct room r;

        begin(&r, *state);
        deeds_run(&r.a, NULL);
        answered(&r.a);
        answered(&r.a);
        assert_int_equal(r.a.n_pending, 2);
        make(&r, (enum trouble)what);
        deeds_undo(&r.a, false);
        mend(&r, (enum trouble)what);
        assert_int_equal(r.a.n_pending, 3);
        assert_true(deeds_at_work(&r.a));
        assert_told(&r.a, "could not be saved");
        assert_null(strstr(r.a.error.text, NOT_SENT));
        end(&r);
    }
}

static int setup(void **state)
{
    signal(SIGXFSZ, SIG_IGN); /* a full disk is an error of write, no end of the program */
    session_library_init();
    return screen_locale(state) == 0 ? unit_dir_setup(state) : -1;
}

static int teardown(void **state)
{
    session_library_end();
    return unit_dir_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_then_sent),
        cmocka_unit_test(not_written_not_sent),
        cmocka_unit_test(full_in_the_midst),
        cmocka_unit_test(the_way_back_is_sent),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
