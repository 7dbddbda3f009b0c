/* SPDX-License-Identifier: MIT
 *
 * test_wizard_stated - stage 7 where neither server can be reached: answers that were pasted give the
 * judgement that a live look gives, a word counts as a word, and both turn old.
 */
#include "tests/unit/unit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "wizard/stated.h"
#include "wizard/watch.h"

#define NOW  1763690000
#define UUID "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"

struct world {
    struct cutover *c;
    struct cut_observation o;
    struct plan plan;
    struct err err;
};

static void look(struct world *w, int seconds)
{
    for (int i = 0; i < seconds; i++) {
        cutover_observe(w->c, &w->o);
        w->o.mono_ms += 1000;
        w->o.wall++;
    }
}

/* DTS says that all is well; neither server answers this host. */
static void begin(struct world *w)
{
    memset(w, 0, sizeof *w);
    plan_init(&w->plan);
    mem_replace(&w->plan.source.user, "mover");
    w->c = cutover_new();
    w->o = (struct cut_observation){.wall = NOW,
                                    .mono_ms = 1000000,
                                    .status = DTS_READY_COMPLETE,
                                    .compare_result = 1,
                                    .n_writers = -1,
                                    .prepared_xa = -1,
                                    .live_events = -1,
                                    .target_has_all = -1,
                                    .app_login = -1};
    look(w, 65);
}

static void begin_stopped(struct world *w)
{
    begin(w);
    cutover_begin_downtime(w->c, w->o.wall);
}

static void end(struct world *w)
{
    cutover_free(w->c);
    plan_clear(&w->plan);
}

static bool take(struct world *w, enum cut_item item, const char *text)
{
    w->err = (struct err){0};
    struct stated_answer a;
    bool ok = stated_read(item, &w->plan, text, &a, &w->err) &&
              cutover_answer(w->c, item, &a.a, "kim", w->o.wall, &w->err);
    stated_clear(&a);
    if (!ok)
        assert_true(w->err.text[0] != '\0');
    look(w, 1);
    return ok;
}

static void assert_item(struct world *w, enum cut_item item, enum cut_state state,
                        const char *says)
{
    struct cutover_view v = {0};

    cutover_fill(w->c, &v);
    const struct cut_item_view *i = &v.items[item];
    if (i->state != state || (says && !strstr(i->text, says)))
        fail_msg("%s is %d, \"%s\", not %d \"%s\"", cut_item_word(item), i->state, i->text,
                 state, says ? says : "");
    cutover_view_clear(&v);
}

static bool armed(struct world *w)
{
    struct cutover_view v = {0};

    cutover_fill(w->c, &v);
    bool is = v.may_complete;
    cutover_view_clear(&v);
    return is;
}

/* A list as SESSIONS_SQL gives it; who asked is number 9. */
static char *list(const char *others, int64_t at)
{
    return mem_printf("ID\tUSER\tHOST\tDB\tCOMMAND\tTIME\tME\tASKED_AT\n"
                      "7\tmover\t10.0.0.9:4711\tNULL\tBinlog Dump GTID\t90\t9\t%" PRId64 "\n%s"
                      "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\t%" PRId64 "\n",
                      at, others, at);
}

static bool take_list(struct world *w, const char *others)
{
    char *text = list(others, w->o.wall);
    bool ok = take(w, CUT_WRITERS, text);

    free(text);
    return ok;
}

static bool take_position(struct world *w, const char *gtid)
{
    char *text =
        mem_printf("File\tPosition\tBinlog_Do_DB\tBinlog_Ignore_DB\tExecuted_Gtid_Set\n"
                   "mysql-bin.000003\t4700\t\t\t%s\nASKED_AT\n%" PRId64 "\n",
                   gtid, w->o.wall);
    bool ok = take(w, CUT_NO_WRITE, text);

    free(text);
    return ok;
}

/* The two answers that prove it. */
static void position_stands(struct world *w, const char *gtid)
{
    assert_true(take_position(w, gtid));
    look(w, 60);
    assert_true(take_position(w, gtid));
}

static bool take_target(struct world *w, const char *gtid)
{
    char *text =
        mem_printf("@@GLOBAL.gtid_executed\tASKED_AT\n%s\t%" PRId64 "\n", gtid, w->o.wall);
    bool ok = take(w, CUT_SAME, text);

    free(text);
    return ok;
}

/* ---- */

static void test_the_whole_way(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    assert_item(&w, CUT_SYNCED, CUT_HOLDS, NULL);
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, NULL);
    assert_false(take_list(&w, "")); /* before Begin it says nothing */
    assert_int_equal(w.err.kind, ERR_STATE);
    assert_true(take(&w, CUT_LOGIN, "CURRENT_USER()\tASKED_AT\napp@10.0.%\t1763690060\n"));
    assert_item(&w, CUT_LOGIN, CUT_HOLDS, "app@10.0.% logged in");
    cutover_begin_downtime(w.c, w.o.wall);
    assert_false(take_target(&w, UUID ":1-100")); /* against what? */
    assert_int_equal(w.err.kind, ERR_STATE);
    assert_true(take_list(&w, ""));
    assert_item(&w, CUT_WRITERS, CUT_LOOKING, "second answer");
    assert_true(take_position(&w, UUID ":1-100"));
    assert_item(&w, CUT_NO_WRITE, CUT_LOOKING, "second answer");
    assert_item(&w, CUT_SAME, CUT_TODO, NULL);
    look(&w, 60);
    assert_item(&w, CUT_WRITERS, CUT_LOOKING, NULL); /* time alone proves nothing */
    assert_true(take_list(&w, ""));
    assert_true(take_position(&w, UUID ":1-100"));
    assert_item(&w, CUT_WRITERS, CUT_HOLDS, "answers given by kim");
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_false(armed(&w));
    assert_true(take_target(&w, UUID ":1-99"));
    assert_item(&w, CUT_SAME, CUT_NOT, UUID ":100");
    assert_true(take_target(&w, UUID ":1-120"));
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_HOLDS, NULL);
    assert_item(&w, CUT_POSITION, CUT_HOLDS, UUID ":1-100");
    assert_true(armed(&w));
    struct cutover_view v = {0};
    cutover_fill(w.c, &v);
    assert_string_equal(v.recorded_gtid, UUID ":1-100");
    for (enum cut_item i = CUT_LOGIN; i < CUT_COUNT; i++)
        assert_int_equal(v.items[i].seen_by, SEEN_YOU);
    assert_string_equal(v.items[CUT_SAME].stated_by, "kim");
    assert_true(v.items[CUT_SAME].stated_answer && v.items[CUT_SAME].stated_at > NOW);
    cutover_view_clear(&v);
    /* nobody watches: it is old after ten minutes */
    look(&w, CUT_OLD_S + 5);
    assert_false(armed(&w));
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, "Old: stated by kim");
    assert_item(&w, CUT_NO_WRITE, CUT_UNKNOWN, "Old: stated by kim");
    assert_item(&w, CUT_SAME, CUT_TODO, "After the line above");
    assert_item(&w, CUT_POSITION, CUT_TODO, "By itself");
    assert_item(&w, CUT_LOGIN, CUT_HOLDS, NULL); /* does not change by itself */
    end(&w);
}

/* What stood before Complete turns back when a writer is in the list, or the position moved. */
static void test_it_turns_back(void **state)
{
    struct world w;

    (void)state;
    begin_stopped(&w);
    assert_true(take_list(&w, "3\tapp\t10.0.3.7:51000\tshop\tSleep\t4\t9\t1\n"));
    assert_item(&w, CUT_WRITERS, CUT_NOT, "app@10.0.3.7");
    assert_true(take_list(&w, ""));
    look(&w, 60);
    assert_true(take_list(&w, ""));
    assert_item(&w, CUT_WRITERS, CUT_HOLDS, NULL);
    assert_true(take_list(&w, "3\tapp\t10.0.3.7:51000\tshop\tSleep\t4\t9\t1\n"));
    assert_item(&w, CUT_WRITERS, CUT_NOT, NULL);
    position_stands(&w, UUID ":1-100");
    assert_true(take_target(&w, UUID ":1-100"));
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_HOLDS, NULL);
    assert_true(take_position(&w, UUID ":1-101"));
    assert_item(&w, CUT_NO_WRITE, CUT_NOT, "moved");
    assert_item(&w, CUT_SAME, CUT_TODO, NULL);
    look(&w, 60);
    assert_true(take_position(&w, UUID ":1-101"));
    look(&w, 1);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL); /* was about another position */
    cutover_back_out(w.c);
    look(&w, 1);
    cutover_begin_downtime(w.c, w.o.wall);
    look(&w, 1);
    assert_item(&w, CUT_NO_WRITE, CUT_UNKNOWN, NULL);
    end(&w);
}

/* Judged as sessions that were read here: by user and host. */
static void test_who_counts(void **state)
{
    static const struct {
        const char *row;
        enum cut_state state;
    } rows[] = {
        {"", CUT_LOOKING},
        {"2\tsystem user\t\tNULL\tConnect\t5\t9\t1\n", CUT_LOOKING},
        {"2\tmover\t10.0.0.9:1\tNULL\tSleep\t5\t9\t1\n", CUT_LOOKING},
        {"2\tmover\t10.0.0.10:1\tNULL\tSleep\t5\t9\t1\n", CUT_NOT}, /* from elsewhere */
        {"2\troot\tlocalhost\tNULL\tSleep\t5\t9\t1\n", CUT_NOT},
        {"2\taurora\t127.0.0.1:2\tNULL\tSleep\t5\t9\t1\n", CUT_LOOKING},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        begin_stopped(&w);
        assert_true(take_list(&w, rows[i].row));
        assert_item(&w, CUT_WRITERS, rows[i].state, NULL);
        end(&w);
    }
}

static void test_what_proves_nothing(void **state)
{
    struct world w;
    char *text;

    (void)state;
    begin_stopped(&w);
    /* an account without PROCESS sees itself alone */
    text = mem_printf("ID\tUSER\tHOST\tDB\tCOMMAND\tTIME\tME\tASKED_AT\n"
                      "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\t%" PRId64 "\n",
                      w.o.wall);
    assert_true(take(&w, CUT_WRITERS, text));
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, "PROCESS");
    free(text);
    /* a list whose end is not there */
    assert_false(take(&w, CUT_WRITERS,
                      "ID\tUSER\tHOST\tDB\tCOMMAND\tTIME\tME\tASKED_AT\n"
                      "7\tmover\t10.0.0.9:4711\tNULL\tBinlog Dump GTID\t90\t9\t1763690061\n"));
    assert_non_null(strstr(w.err.text, "begins in line 1"));
    /* the same answer again, one of yesterday, one of another question, a refusal */
    assert_true(take_position(&w, UUID ":1-100"));
    w.o.wall--;
    assert_false(take_position(&w, UUID ":1-100"));
    assert_non_null(strstr(w.err.text, "not newer"));
    text = list("", w.o.wall - 86400);
    assert_false(take(&w, CUT_WRITERS, text));
    assert_non_null(strstr(w.err.text, "which is not now"));
    assert_false(take(&w, CUT_NO_WRITE, text));
    free(text);
    assert_false(
        take(&w, CUT_WRITERS, "ERROR 1227 (42000): Access denied; you need PROCESS\n"));
    assert_non_null(strstr(w.err.text, "1227"));
    assert_false(take(&w, CUT_SAME, "@@GLOBAL.gtid_executed\nnothing to see\n"));
    assert_true(
        take(&w, CUT_LOGIN, "ERROR 1045 (28000): Access denied for user 'app'@'10.0.3.7'\n"));
    assert_item(&w, CUT_LOGIN, CUT_NOT, "1045");
    end(&w);
}

static void test_word(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    w.o.compare_result = -3;
    look(&w, 1);
    assert_false(cutover_stated(w.c, CUT_SYNCED, "kim", w.o.wall, &w.err));
    assert_false(cutover_stated(w.c, CUT_WRITERS, "kim", w.o.wall, &w.err)); /* not begun */
    assert_true(cutover_stated(w.c, CUT_COMPARED, "kim", w.o.wall, &w.err));
    look(&w, 1);
    assert_item(&w, CUT_COMPARED, CUT_HOLDS, "Stated by kim");
    cutover_begin_downtime(w.c, w.o.wall);
    assert_true(cutover_stated(w.c, CUT_WRITERS, "kim", w.o.wall, &w.err));
    look(&w, 1);
    assert_item(&w, CUT_WRITERS, CUT_HOLDS, NULL);
    /* the line comes: what is seen counts */
    w.o.n_writers = 2;
    w.o.writers_text = "2 of app@10.0.3.7";
    look(&w, 1);
    assert_item(&w, CUT_WRITERS, CUT_NOT, "2 of app");
    assert_false(cutover_stated(w.c, CUT_WRITERS, "kim", w.o.wall, &w.err));
    w.o.n_writers = -1;
    look(&w, 1);
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, NULL); /* and what was stated is gone */
    look(&w, CUT_OLD_STILL_S + 1);
    assert_item(&w, CUT_COMPARED, CUT_UNKNOWN, "Old");
    end(&w);
}

/* It is as old as the question, not as its pasting. */
static void test_old_since_it_was_asked(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    cutover_begin_downtime(w.c, w.o.wall - 500);
    char *text = list("", w.o.wall - 400);
    assert_true(take(&w, CUT_WRITERS, text));
    free(text);
    text = list("", w.o.wall - 300);
    assert_true(take(&w, CUT_WRITERS, text));
    free(text);
    assert_item(&w, CUT_WRITERS, CUT_HOLDS, NULL);
    look(&w, 290);
    assert_item(&w, CUT_WRITERS, CUT_HOLDS, NULL);
    look(&w, 20);
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, "Old: stated by kim");
    /* a server's clock that is ahead makes nothing younger */
    text = list("", w.o.wall + 300);
    assert_true(take(&w, CUT_WRITERS, text));
    free(text);
    look(&w, CUT_OLD_S + 5);
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, "Old: stated by kim");
    end(&w);
}

/* An answer that is refused takes nothing away. */
static void test_a_refused_answer(void **state)
{
    struct world w;
    struct cutover_view v = {0};
    struct cut_answer nothing = {.asked = 0};

    (void)state;
    begin_stopped(&w);
    assert_true(cutover_stated(w.c, CUT_NO_WRITE, "lee", w.o.wall, &w.err));
    assert_true(cutover_stated(w.c, CUT_SAME, "lee", w.o.wall, &w.err));
    assert_false(take_target(&w, UUID ":1-100")); /* against what? */
    assert_int_equal(w.err.kind, ERR_STATE);
    assert_item(&w, CUT_SAME, CUT_HOLDS, "Stated by lee");
    assert_false(cutover_answer(w.c, CUT_NO_WRITE, &nothing, "kim", w.o.wall, &w.err));
    look(&w, 1);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, "Stated by lee");
    assert_item(&w, CUT_SAME, CUT_HOLDS, "Stated by lee");
    cutover_fill(w.c, &v);
    assert_string_equal(v.items[CUT_NO_WRITE].stated_by, "lee");
    assert_false(v.items[CUT_NO_WRITE].stated_answer);
    cutover_view_clear(&v);
    /* one that is taken replaces the word, and what was said of the target went with it */
    assert_true(take_position(&w, UUID ":1-100"));
    assert_item(&w, CUT_NO_WRITE, CUT_LOOKING, NULL);
    assert_item(&w, CUT_SAME, CUT_TODO, NULL);
    end(&w);
}

/* The screen and the rule say the same of what may be stated. */
static void test_may_be_stated(void **state)
{
    struct world w;
    struct cutover_view v = {0};

    (void)state;
    begin(&w);
    for (int begun = 0; begun < 2; begun++) {
        w.o.n_writers = 0; /* being watched */
        look(&w, 5);
        cutover_fill(w.c, &v);
        for (enum cut_item i = 0; i < CUT_COUNT; i++) {
            const char *no = cutover_may_not_state(&v, i);
            struct err err = {0};
            bool ok = cutover_stated(w.c, i, "kim", w.o.wall, &err);
            if (ok != !no || (no && !str_eq(no, err.text)))
                fail_msg("%s: \"%s\", \"%s\"", cut_item_word(i), no ? no : "", err.text);
        }
        cutover_view_clear(&v);
        cutover_begin_downtime(w.c, w.o.wall);
    }
    end(&w);
}

/* By file and position, where there are no GTIDs; MariaDB's own; a replica's status. */
static void test_other_positions(void **state)
{
    static const struct {
        const char *source, *target;
        enum cut_state state;
    } rows[] = {
        {"File\tPosition\nbin.000003\t4700\n",
         "*************************** 1. row ***************************\n"
         "       Master_Log_File: bin.000003\n"
         " Relay_Master_Log_File: bin.000003\n   Exec_Master_Log_Pos: 4700\n",
         CUT_HOLDS},
        {"File\tPosition\nbin.000003\t4700\n",
         "Relay_Source_Log_File\tExec_Source_Log_Pos\nbin.000002\t9999\n", CUT_NOT},
        /* both statements that are shown, in one paste */
        {"@@GLOBAL.gtid_executed\n" UUID ":1-100\n",
         "@@GLOBAL.gtid_executed\n" UUID ":1-100\n\n"
         "*************************** 1. row ***************************\n"
         "       Source_Log_File: bin.000003\n Relay_Source_Log_File: bin.000003\n"
         "   Exec_Source_Log_Pos: 4700\n     Executed_Gtid_Set: " UUID ":1-100\n",
         CUT_HOLDS},
        {"0-1-100,1-2-7", "@@GLOBAL.gtid_slave_pos\n1-2-7,0-1-105\n", CUT_HOLDS},
        {"0-1-100,1-2-7", "@@GLOBAL.gtid_slave_pos\n0-1-105\n", CUT_NOT},
        {"@@GLOBAL.gtid_binlog_pos\n0-1-100\n", "0-1-100\n", CUT_HOLDS},
        /* with a tag, as MySQL 8.3 and later write them */
        {"@@GLOBAL.gtid_executed\n" UUID ":1-9:shop_eu:1-5\n",
         "@@GLOBAL.gtid_executed\n" UUID ":1-9:shop_eu:1-7\n", CUT_HOLDS},
        {UUID ":shop_eu:1-5\n", "@@GLOBAL.gtid_executed\n" UUID ":shop_eu:1-4\n", CUT_NOT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        begin_stopped(&w);
        assert_true(take(&w, CUT_NO_WRITE, rows[i].source));
        look(&w, 60);
        char *again = mem_printf("%s\n\nASKED_AT\n%" PRId64 "\n", rows[i].source, w.o.wall);
        assert_true(take(&w, CUT_NO_WRITE, again));
        free(again);
        assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
        assert_true(take(&w, CUT_SAME, rows[i].target));
        look(&w, 1);
        assert_item(&w, CUT_SAME, rows[i].state, NULL);
        end(&w);
    }
}

/* An answer in each recorded form says who is there; the recordings have nobody that reads the log. */
static void test_recorded(void **state)
{
    static const char *const names[] = {"mysql-sessions.t",    "mysql-sessions.G",
                                        "mysql-sessions.B",    "mariadb-sessions.t",
                                        "mariadb-sessions.G",  "mariadb-sessions.B",
                                        "mysql-processlist.t", "mariadb-processlist.G"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct world w;
        struct buf b = BUF_INIT(1u << 20);
        char *path = mem_printf("%s/pasted/%s.txt", UNIT_DATA, names[i]), *at;
        begin(&w);
        assert_true(file_read(path, &b, &w.err));
        at = strstr(buf_str(&b), "17953"); /* when they were recorded is now */
        w.o.wall = at ? strtoll(at, NULL, 10) : w.o.wall;
        cutover_begin_downtime(w.c, w.o.wall);
        if (!take(&w, CUT_WRITERS, buf_str(&b)))
            fail_msg("%s: %s", names[i], w.err.text);
        assert_item(&w, CUT_WRITERS, CUT_NOT, "1 of root@localhost");
        buf_clear(&b);
        free(path);
        end(&w);
    }
}

/* What comes back after a restart: a word, with its age; an answer of the downtime is asked for again. */
static void test_coming_back(void **state)
{
    struct world w;
    struct cutover *again = cutover_new();

    (void)state;
    begin_stopped(&w);
    assert_true(take_list(&w, ""));
    look(&w, 60);
    assert_true(take_list(&w, ""));
    assert_true(take(&w, CUT_LOGIN, "app@%\n"));
    assert_true(cutover_stated(w.c, CUT_NO_WRITE, "lee", w.o.wall, &w.err));
    struct json *j = cutover_save(w.c);
    cutover_load(again, j);
    json_free(j);
    cutover_free(w.c);
    w.c = again;
    look(&w, 1);
    assert_item(&w, CUT_LOGIN, CUT_HOLDS, "app@%");
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, NULL);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, "lee");
    look(&w, CUT_OLD_S + 1);
    assert_item(&w, CUT_NO_WRITE, CUT_UNKNOWN, "lee");
    end(&w);
}

/* The source answers, the target does not: what was said of the target is about one position of the source. */
static void live_source(struct world *w, const char *gtid)
{
    begin(w);
    assert_true(take(w, CUT_LOGIN, "app@%\n"));
    w->o.n_writers = 0;
    w->o.prepared_xa = w->o.live_events = 0;
    w->o.source_gtid = gtid;
    cutover_begin_downtime(w->c, w->o.wall);
    look(w, 65);
    assert_item(w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_item(w, CUT_SAME, CUT_UNKNOWN, NULL);
    assert_true(take_target(w, gtid));
    look(w, 1);
    assert_item(w, CUT_SAME, CUT_HOLDS, NULL);
    assert_true(armed(w));
}

static void test_same_is_of_one_position(void **state)
{
    struct world w;

    (void)state;
    live_source(&w, UUID ":1-100");
    w.o.source_gtid = UUID ":1-101"; /* a straggler */
    look(&w, 1);
    assert_item(&w, CUT_NO_WRITE, CUT_NOT, NULL);
    look(&w, 65);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    assert_false(armed(&w));
    assert_true(take_target(&w, UUID ":1-101"));
    assert_item(&w, CUT_SAME, CUT_HOLDS, NULL);
    end(&w);
    /* its standing still accepted, while it moves */
    live_source(&w, UUID ":1-100");
    w.o.source_gtid = UUID ":1-101";
    look(&w, 1);
    assert_true(cutover_accept(w.c, CUT_NO_WRITE, "kim", "only our own jobs", &w.err));
    look(&w, 1);
    assert_item(&w, CUT_NO_WRITE, CUT_ACCEPTED, NULL);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    assert_false(armed(&w));
    end(&w);
    /* a word is of one position, too */
    live_source(&w, UUID ":1-100");
    assert_true(cutover_stated(w.c, CUT_SAME, "kim", w.o.wall, &w.err));
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_HOLDS, "Stated by kim");
    w.o.source_gtid = UUID ":1-101";
    look(&w, 65);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    end(&w);
}

/* What does not count moves the position on; a write that counts is one, whatever the position says. */
static void test_same_and_the_log(void **state)
{
    struct world w;

    (void)state;
    live_source(&w, UUID ":1-100");
    w.o.log = CUT_LOG_READ;
    w.o.source_gtid = UUID ":1-101";
    look(&w, 2);
    assert_item(&w, CUT_SAME, CUT_HOLDS, NULL);
    w.o.log_writes = 1;
    w.o.source_gtid = UUID ":1-102";
    look(&w, 1);
    w.o.log_writes = 0;
    look(&w, 65);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    end(&w);
    /* unseen for a moment: the log of that moment is nobody's */
    live_source(&w, UUID ":1-100");
    w.o.source_gtid = NULL;
    look(&w, 1);
    w.o.log = CUT_LOG_READ;
    w.o.source_gtid = UUID ":1-101";
    look(&w, 65);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    end(&w);
    /* moved, and what was written is not read yet */
    live_source(&w, UUID ":1-100");
    w.o.log = CUT_LOG_BEHIND;
    w.o.source_gtid = UUID ":1-101";
    look(&w, 1);
    w.o.log = CUT_LOG_READ;
    look(&w, 2);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    end(&w);
}

/* Both told of: a word for the source takes its position away, and the target's answer with it. */
static void test_a_word_between(void **state)
{
    struct world w;

    (void)state;
    begin_stopped(&w);
    position_stands(&w, UUID ":1-100");
    assert_true(take_target(&w, UUID ":1-100"));
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_HOLDS, NULL);
    assert_true(cutover_stated(w.c, CUT_NO_WRITE, "kim", w.o.wall, &w.err));
    assert_item(&w, CUT_SAME, CUT_TODO, NULL); /* at once */
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    position_stands(&w, UUID ":1-101");
    look(&w, 1);
    assert_item(&w, CUT_NO_WRITE, CUT_HOLDS, NULL);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    /* both by word: no position is known, and none changed */
    assert_true(cutover_stated(w.c, CUT_NO_WRITE, "kim", w.o.wall, &w.err));
    assert_true(cutover_stated(w.c, CUT_SAME, "kim", w.o.wall, &w.err));
    look(&w, 2);
    assert_item(&w, CUT_SAME, CUT_HOLDS, NULL);
    end(&w);
    /* seen once, then told of: what was seen last is no position of now */
    live_source(&w, UUID ":1-100");
    w.o.source_gtid = NULL;
    w.o.n_writers = -1;
    look(&w, 1);
    assert_true(cutover_stated(w.c, CUT_NO_WRITE, "kim", w.o.wall, &w.err));
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_UNKNOWN, NULL);
    assert_false(take_target(&w, UUID ":1-100"));
    assert_int_equal(w.err.kind, ERR_STATE);
    end(&w);
}

/* A gap that is known cannot be accepted, whoever said so. */
static void test_a_pasted_gap(void **state)
{
    struct world w;

    (void)state;
    begin_stopped(&w);
    position_stands(&w, UUID ":1-100");
    assert_true(take_target(&w, UUID ":1-99"));
    look(&w, 1);
    assert_item(&w, CUT_SAME, CUT_NOT, NULL);
    assert_false(cutover_accept(w.c, CUT_SAME, "kim", "it will come", &w.err));
    assert_int_equal(w.err.kind, ERR_STATE);
    assert_non_null(strstr(w.err.text, "lacks transactions"));
    assert_true(cutover_accept(w.c, CUT_WRITERS, "kim", "seen on the console", &w.err));
    end(&w);
}

/* A number that is none is no session: its line is named, nothing is judged. */
static void test_numbers(void **state)
{
    static const struct {
        const char *row, *says;
    } rows[] = {
        {"1,234\tapp\t10.0.3.7:1\tshop\tSleep\t4\t1,235\t1763690065\n"
         "1,235\tdba\tlocalhost\tNULL\tQuery\t0\t1,235\t1763690065\n",
         "Line 2: ID is no number: 1,234"},
        {"1234\tapp\t10.0.3.7:1\tshop\tSleep\t4\t1235\t1763690065\n"
         "1.235\tdba\tlocalhost\tNULL\tQuery\t0\t1235\t1763690065\n",
         "Line 3: ID"},
        {"1234\tapp\t10.0.3.7:1\tshop\tSleep\t4\tNULL\t1763690065\n", "Line 2: ME"},
        {"1234\tapp\t10.0.3.7:1\tshop\tSleep\t4\t1234\t1,763,690,065\n", "Line 2: ASKED_AT"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        begin_stopped(&w);
        char *text =
            mem_printf("ID\tUSER\tHOST\tDB\tCOMMAND\tTIME\tME\tASKED_AT\n%s", rows[i].row);
        assert_false(take(&w, CUT_WRITERS, text));
        if (!strstr(w.err.text, rows[i].says))
            fail_msg("%s", w.err.text);
        assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, NULL);
        free(text);
        assert_false(take(&w, CUT_NO_WRITE,
                          "File\tPosition\nbin.000003\t4700\nASKED_AT\n1,763,690,065\n"));
        assert_non_null(strstr(w.err.text, "Line 4: ASKED_AT"));
        end(&w);
    }
    /* who asked is not known: a session without a number is not he */
    char user[] = "app", host[] = "10.0.3.7", command[] = "Sleep";
    struct cut_session s = {.user = user, .host = host, .command = command};
    struct cut_self self = {.account = "mover"};
    assert_int_equal(cut_sessions_judge(&s, 1, &self), 1);
}

#define COLUMNS "ID\tUSER\tHOST\tDB\tCOMMAND\tTIME\tME\n"

/* Whether who asked sees others is known by a row of another user alone: his own are there always. */
static void test_who_sees_others(void **state)
{
    static const struct {
        const char *list;
        enum cut_state state;
    } rows[] = {
        /* DTS's own account, without PROCESS: its dump is in the list */
        {COLUMNS "7\tmover\t10.0.0.9:4711\tNULL\tBinlog Dump GTID\t90\t9\n"
                 "9\tmover\t10.0.0.9:4712\tNULL\tQuery\t0\t9\n",
         CUT_UNKNOWN},
        {COLUMNS "7\tmover\t10.0.0.9:4711\tNULL\tBinlog Dump GTID\t90\t9\n"
                 "9\tdba\t10.0.0.9:4712\tNULL\tQuery\t0\t9\n",
         CUT_LOOKING},
        {COLUMNS "5\tevent_scheduler\tlocalhost\tNULL\tDaemon\t90\t9\n"
                 "9\tmover\t10.0.0.9:4712\tNULL\tQuery\t0\t9\n",
         CUT_LOOKING},
        /* of another user, and it counts */
        {COLUMNS "5\tapp\t10.0.3.7:1\tshop\tSleep\t90\t9\n"
                 "9\tmover\t10.0.0.9:4712\tNULL\tQuery\t0\t9\n",
         CUT_NOT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        begin_stopped(&w);
        assert_true(take(&w, CUT_WRITERS, rows[i].list));
        assert_item(&w, CUT_WRITERS, rows[i].state,
                    rows[i].state == CUT_UNKNOWN ? "PROCESS right" : NULL);
        end(&w);
    }
}

/* Two answers to the same question in one paste: which is the newer is not known. */
static void test_one_answer_at_a_time(void **state)
{
    static const struct {
        enum cut_item item;
        const char *text, *says;
        int64_t asked;
    } rows[] = {
        {CUT_WRITERS,
         COLUMNS "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\n\n" COLUMNS
                 "3\tapp\t10.0.3.7:1\tshop\tSleep\t4\t9\n"
                 "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\n",
         "Lines 1 and 4"},
        {CUT_NO_WRITE, "File\tPosition\nbin.000003\t4700\n\nFile\tPosition\nbin.000003\t4800\n",
         "Lines 1 and 4"},
        {CUT_NO_WRITE,
         "@@GLOBAL.gtid_binlog_pos\n0-1-100\n\n@@GLOBAL.gtid_binlog_pos\n0-1-101\n",
         "Lines 1 and 4"},
        {CUT_NO_WRITE, "0-1-100\n\n0-1-101\n", "Lines 1 and 3"},
        {CUT_SAME,
         "@@GLOBAL.gtid_executed\n" UUID ":1-9\n\n@@GLOBAL.gtid_executed\n" UUID ":1-8\n",
         "Lines 1 and 4"},
        {CUT_SAME,
         "Relay_Source_Log_File\tExec_Source_Log_Pos\nbin.000002\t9\n\n"
         "Relay_Source_Log_File\tExec_Source_Log_Pos\nbin.000002\t8\n",
         "Lines 1 and 4"},
        /* the position and its set apart, and the clock: one answer */
        {CUT_NO_WRITE, "File\tPosition\nbin.000003\t4700\n\n0-1-100\n\n1763690065\n", NULL},
        {CUT_WRITERS, COLUMNS "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\n\n0-1-100\n", NULL},
        /* two clocks: a second answer in seconds would count as one a minute later */
        {CUT_NO_WRITE,
         "ASKED_AT\n1763690065\n\nFile\tPosition\nbin.000003\t4700\n\n"
         "ASKED_AT\n1763690130\n",
         "Lines 1 and 7"},
        {CUT_LOGIN, "ASKED_AT\n1763690065\n\nCURRENT_USER()\tASKED_AT\napp@%\t1763690130\n",
         "Lines 1 and 4"},
        /* of the target two statements are shown, each with its clock: the earlier counts */
        {CUT_SAME,
         "@@GLOBAL.gtid_executed\tASKED_AT\n" UUID ":1-9\t1763690130\n\nASKED_AT\n1763690065\n",
         NULL, 1763690065},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan p;
        struct err err = {0};
        plan_init(&p);
        struct stated_answer a;
        if (stated_read(rows[i].item, &p, rows[i].text, &a, &err) != !rows[i].says ||
            (rows[i].says && !strstr(err.text, rows[i].says)))
            fail_msg("%zu: %s", i, err.text);
        if (rows[i].asked && a.a.asked != rows[i].asked)
            fail_msg("%zu: asked at %" PRId64, i, a.a.asked);
        stated_clear(&a);
        plan_clear(&p);
    }
}

/* What was asked before the stop says nothing of it. */
static void test_older_than_the_stop(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    char *before = list("", w.o.wall);
    look(&w, 60);
    int64_t stop = w.o.wall;
    cutover_begin_downtime(w.c, stop);
    assert_false(take(&w, CUT_WRITERS, before));
    assert_int_equal(w.err.kind, ERR_INPUT);
    assert_non_null(strstr(w.err.text, "older than the stop"));
    assert_item(&w, CUT_WRITERS, CUT_UNKNOWN, NULL);
    char *at =
        mem_printf("@@GLOBAL.gtid_binlog_pos\tASKED_AT\n0-1-100\t%" PRId64 "\n", stop - 1);
    assert_false(take(&w, CUT_NO_WRITE, at));
    assert_true(take_position(&w, "0-1-100"));
    look(&w, 60);
    free(at);
    at = mem_printf("@@GLOBAL.gtid_slave_pos\tASKED_AT\n0-1-100\t%" PRId64 "\n", stop - 1);
    assert_false(take(&w, CUT_SAME, at));
    assert_non_null(strstr(w.err.text, "older than the stop"));
    free(at);
    /* what is asked before the stop as a rule */
    at = mem_printf("CURRENT_USER()\tASKED_AT\napp@%%\t%" PRId64 "\n", stop - 1);
    assert_true(take(&w, CUT_LOGIN, at));
    free(at);
    free(before);
    end(&w);
}

/* Without the server's clock the same text twice is one answer. */
static void test_the_same_text(void **state)
{
    static const struct {
        enum cut_item item;
        const char *text, *other;
    } rows[] = {
        {CUT_NO_WRITE, "File\tPosition\nbin.000003\t4700\n",
         "File\tPosition\tBinlog_Do_DB\nbin.000003\t4700\t\n"},
        {CUT_WRITERS,
         COLUMNS "7\tmover\t10.0.0.9:1\tNULL\tBinlog Dump\t90\t9\n"
                 "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\n",
         COLUMNS "7\tmover\t10.0.0.9:1\tNULL\tBinlog Dump\t150\t9\n"
                 "9\tdba\tlocalhost\tNULL\tQuery\t0\t9\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        begin_stopped(&w);
        assert_true(take(&w, rows[i].item, rows[i].text));
        look(&w, 60);
        assert_false(take(&w, rows[i].item, rows[i].text));
        assert_non_null(strstr(w.err.text, "same answer as before"));
        char *blank = mem_printf("\n%s\r\n \n", rows[i].text);
        assert_false(take(&w, rows[i].item, blank));
        free(blank);
        assert_item(&w, rows[i].item, CUT_LOOKING, NULL);
        assert_true(take(&w, rows[i].item, rows[i].other));
        assert_item(&w, rows[i].item, CUT_HOLDS, NULL);
        end(&w);
    }
}

static void test_statements(void **state)
{
    static const struct {
        enum cut_item item;
        const char *version, *has;
    } rows[] = {
        {CUT_WRITERS, NULL, "information_schema.PROCESSLIST"},
        {CUT_NO_WRITE, "5.7.44-log", "SHOW MASTER STATUS"},
        {CUT_NO_WRITE, "8.4.2", "SHOW BINARY LOG STATUS"},
        {CUT_NO_WRITE, NULL, "SHOW BINARY LOG STATUS"},
        {CUT_NO_WRITE, "10.6.1-MariaDB", "gtid_binlog_pos"},
        {CUT_SAME, "8.0.36", "SHOW REPLICA STATUS\\G"},
        {CUT_SAME, "10.6.1-MariaDB", "SHOW ALL SLAVES STATUS\\G"},
        {CUT_LOGIN, NULL, "CURRENT_USER()"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct strlist sql = {0};
        stated_sql(rows[i].item, rows[i].version, &sql);
        char *all = strlist_join(&sql, "\n");
        if (!strstr(all, rows[i].has))
            fail_msg("no %s in %s", rows[i].has, all);
        free(all);
        strlist_clear(&sql);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_way),
        cmocka_unit_test(test_it_turns_back),
        cmocka_unit_test(test_who_counts),
        cmocka_unit_test(test_what_proves_nothing),
        cmocka_unit_test(test_word),
        cmocka_unit_test(test_other_positions),
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_coming_back),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_same_is_of_one_position),
        cmocka_unit_test(test_same_and_the_log),
        cmocka_unit_test(test_a_word_between),
        cmocka_unit_test(test_a_pasted_gap),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_who_sees_others),
        cmocka_unit_test(test_older_than_the_stop),
        cmocka_unit_test(test_the_same_text),
        cmocka_unit_test(test_one_answer_at_a_time),
        cmocka_unit_test(test_old_since_it_was_asked),
        cmocka_unit_test(test_a_refused_answer),
        cmocka_unit_test(test_may_be_stated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
