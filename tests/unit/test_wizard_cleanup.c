/* SPDX-License-Identifier: MIT
 *
 * test_wizard_cleanup - what is kept of statements that the wizard ran, and the rows of the clean-up
 * from what DTS says.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/cleanup.h"
#include "wizard/shared.h"

/* ---- statements ---- */

static void kept(void **state)
{
    struct remedy_list l = {0}, again = {0};
    struct err err = {0};
    (void)state;
    remedy_sent(&l, true, "chief", "SET GLOBAL a = 1", 10);
    remedy_sent(&l, false, NULL, "SET GLOBAL a = 1", 11);
    remedy_sent(&l, true, NULL, "SET GLOBAL b = 1", 12);
    remedy_sent(&l, true, NULL, "GRANT x", 13);
    remedy_answered(&l, true, "SET GLOBAL a = 1", true, "SET GLOBAL a = 0");
    remedy_answered(&l, true, "SET GLOBAL b = 1", false, NULL); /* it did not run */
    remedy_answered(&l, true, "never sent", true, "x");
    assert_int_equal(l.n, 3);
    remedy_undone(&l, false, "SET GLOBAL a = 0"); /* on the other side it did not run */
    remedy_undone(&l, true, "SET GLOBAL a = 0");
    struct json *j = remedy_list_to_json(&l);
    assert_true(remedy_list_from_json(&again, j, &err));
    assert_int_equal(again.n, 3);
    assert_int_equal(again.items[0].state, REMEDY_UNDONE);
    assert_true(again.items[0].on_source);
    assert_string_equal(again.items[0].back, "SET GLOBAL a = 0");
    assert_string_equal(again.items[0].user, "chief");
    assert_null(again.items[1].user);
    assert_int_equal(again.items[1].state, REMEDY_SENT); /* its answer never came */
    assert_null(again.items[1].back);
    assert_int_equal(again.items[2].at, 13);
    json_free(j);
    remedy_list_clear(&l);
    remedy_list_clear(&again);
}

static void ceiling(void **state)
{
    struct remedy_list l = {0};
    (void)state;
    for (int i = 0; i < REMEDY_MAX + 5; i++)
        remedy_sent(&l, true, NULL, "x", i);
    assert_int_equal(l.n, REMEDY_MAX);
    assert_int_equal(l.items[0].at, 5);
    remedy_list_clear(&l);
}

/* ---- rows ---- */

struct world {
    struct state st;
    struct snapshot *snap;
    struct dts_detail d;
    struct cleanup c;
};

static void begin(struct world *w, enum dts_status status, bool local)
{
    memset(w, 0, sizeof *w);
    state_init(&w->st);
    w->st.plan.job_id = mem_strdup("dts-0a1b2c3d");
    w->st.plan.backend = local ? BACKEND_LOCAL : BACKEND_CLOUD;
    w->snap = snapshot_new();
    w->snap->job_id = mem_strdup("dts-0a1b2c3d");
    w->snap->status = status;
    shape_init(&dts_detail_shape, &w->d);
    if (local) {
        w->d.Local = mem_alloc(sizeof *w->d.Local);
        shape_init(&dts_local_shape, w->d.Local);
    }
}

static void change(struct world *w, const char *kind, const char *name, const char *state)
{
    struct dts_local_change *c = DTS_PUSH(w->d.Local->Changes, dts_local_change_shape);
    c->Side = mem_strdup("target");
    c->Kind = mem_strdup(kind);
    c->Name = mem_strdup(name);
    c->State = mem_strdup(state);
}

static void make(struct world *w)
{
    w->snap->detail = shared_detail_new(&w->d);
    cleanup_make(&w->c, &w->st, w->snap);
}

static void end(struct world *w)
{
    cleanup_clear(&w->c);
    snapshot_free(w->snap);
    state_clear(&w->st);
}

static void after_cancel(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_FAILED, true);
    change(&w, "channel", "dts_0a1b2c3d", "done");
    change(&w, "variable", "skip_replica_start", "undone");
    change(&w, "gtid_purged", "gtid_purged", "done");
    change(&w, "table", "`a``.b`.`t`", "done"); /* a database that was there before */
    change(&w, "database", "`shop`", "intended");
    change(&w, "table", "`shop`.`x`", "done");
    change(&w, "table", "`shop`.`y`", "undone");
    strlist_add(&w.d.Local->Can, "putBack");
    make(&w);
    assert_int_equal(w.c.n, 6);
    assert_int_equal(w.c.items[0].kind, CLEAN_COPIED);
    assert_string_equal(w.c.items[0].what, "in database `a``.b`, 1 table (copied)");
    assert_non_null(w.c.items[0].off); /* not offered */
    assert_string_equal(w.c.items[1].what, "database `shop`, 1 table (copied)");
    assert_int_equal(w.c.items[1].n_inside, 3);
    assert_null(w.c.items[2].off);
    assert_true(w.c.items[3].done);
    assert_true(w.c.items[4].done); /* what the target holds stays true */
    assert_int_equal(w.c.items[5].kind, CLEAN_TASK);
    assert_null(w.c.items[5].off);
    assert_true(w.c.offered[CLEAN_SETTING] && w.c.left[CLEAN_SETTING]);
    assert_true(!w.c.offered[CLEAN_COPIED] && w.c.left[CLEAN_COPIED]);
    end(&w);
}

/* An account lies in no database, and is dropped as what it is. */
static void copied_accounts(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_FAILED, true);
    change(&w, "account", "'app'@'10.0.0.%'", "done");
    change(&w, "database", "`shop`", "done");
    change(&w, "role", "'reader'", "done");
    change(&w, "account", "'old'@'%'", "undone");
    make(&w);
    assert_int_equal(w.c.n, 3);
    assert_string_equal(w.c.items[0].what, "3 accounts and roles (copied)");
    assert_false(w.c.items[0].done);
    assert_int_equal(w.c.items[0].hand.n, 2);
    assert_string_equal(w.c.items[0].hand.items[0], "DROP USER IF EXISTS 'app'@'10.0.0.%'");
    assert_string_equal(w.c.items[0].hand.items[1], "DROP ROLE IF EXISTS 'reader'");
    assert_int_equal(w.c.items[0].inside.n, 3);
    assert_string_equal(w.c.items[0].inside.items[2], "account 'old'@'%' (dropped)");
    assert_string_equal(w.c.items[1].what, "database `shop` (copied)");
    assert_int_equal(w.c.items[1].hand.n, 1);
    assert_false(w.c.left[CLEAN_SETTING]);
    end(&w);
}

/* A change as the report tells it. */
static void told(void **state)
{
    static const struct {
        const char *kind, *name, *old, *new, *state, *words, *now;
    } rows[] = {
        {"variable", "read_only", "OFF", "ON", "undone", "variable read_only OFF > ON, target",
         "put back"},
        {"table", "`shop`.`x`", NULL, NULL, "done", "table `shop`.`x`, target", "there"},
        {"role", "'reader'", NULL, NULL, "undone", "role 'reader', target", "dropped"},
        {"view", "`shop`.`v`", NULL, NULL, "intended", "view `shop`.`v`, target",
         "perhaps there"},
        {"gtid_purged", "gtid_purged", "", "a:1-5", "done",
         "gtid_purged, target: what the target holds", "stays"},
        {"variable", "skip_replica_start", "", "ON", "done",
         "variable skip_replica_start none > ON, target", "there"},
        {"comet", "halley", NULL, NULL, "done", "comet halley, target", "there"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        begin(&w, DTS_FAILED, true);
        change(&w, rows[i].kind, rows[i].name, rows[i].state);
        struct dts_local_change *c = &w.d.Local->Changes.items[0];
        mem_replace(&c->Old, rows[i].old);
        mem_replace(&c->New, rows[i].new);
        char *words = cleanup_change_words(c);
        assert_string_equal(words, rows[i].words);
        assert_string_equal(cleanup_change_now(c), rows[i].now);
        free(words);
        make(&w);
        end(&w);
    }
}

/* What was put back twice is told once; what stays says why. */
static void told_once(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_SUCCESS, true);
    change(&w, "channel", "dts_x_probe", "undone");
    change(&w, "channel", "dts_x_probe", "undone");
    change(&w, "gtid_purged", "gtid_purged", "done");
    make(&w);
    assert_string_equal(w.c.items[0].now, "put back");
    assert_string_equal(w.c.items[1].now, "stays");
    assert_non_null(strstr(w.c.items[1].off, "stays true"));
    end(&w);
}

/* The service names 200 tables, and counts the others. */
static void more_than_listed(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_FAILED, true);
    change(&w, "database", "`shop`", "done");
    change(&w, "table", "`shop`.`x`", "done");
    w.d.Local->ChangesMore = 99800;
    make(&w);
    assert_string_equal(w.c.items[1].what,
                        "99800 more tables, views and programs in these databases (copied)");
    assert_false(w.c.items[1].done);
    end(&w);
}

/* What was copied is no change to be undone after success, and nothing is while the task works. */
static void after_success_and_before(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_SUCCESS, true);
    change(&w, "database", "`shop`", "done");
    change(&w, "channel", "dts_0a1b2c3d", "undone");
    make(&w);
    assert_int_equal(w.c.n, 2);
    assert_true(w.c.items[0].done);
    end(&w);

    begin(&w, DTS_RUNNING, true);
    change(&w, "channel", "dts_0a1b2c3d", "done");
    strlist_add(&w.d.Local->Can, "putBack");
    remedy_sent(&w.st.remedies, true, NULL, "SET GLOBAL a = 1", 1);
    remedy_answered(&w.st.remedies, true, "SET GLOBAL a = 1", true, "SET GLOBAL a = 0");
    make(&w);
    assert_int_equal(w.c.n, 3);
    for (size_t i = 0; i < w.c.n; i++)
        assert_non_null(w.c.items[i].off);
    end(&w);
}

/* A statement is put back as whoever ran it; the plan's account is nobody in particular. */
static void as_whom(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_FAILED, true);
    remedy_sent(&w.st.remedies, true, "chief", "SET GLOBAL a = 1", 1);
    remedy_answered(&w.st.remedies, true, "SET GLOBAL a = 1", true, "SET GLOBAL a = 0");
    remedy_sent(&w.st.remedies, false, NULL, "SET GLOBAL b = 1", 2);
    remedy_answered(&w.st.remedies, false, "SET GLOBAL b = 1", true, "SET GLOBAL b = 0");
    make(&w);
    assert_int_equal(w.c.items[0].kind, CLEAN_SQL);
    assert_string_equal(w.c.items[0].user, "chief");
    assert_string_equal(w.c.items[0].hand.items[0], "SET GLOBAL a = 0");
    assert_null(w.c.items[0].off);
    assert_null(w.c.items[1].user);
    end(&w);
}

static void without_local(void **state)
{
    struct world w;
    (void)state;
    begin(&w, DTS_FAILED, false);
    plan_db_add(&w.st.plan, "sh`op");
    w.st.plan.compare = COMPARE_FULL;
    strlist_add(&w.d.Action.AllowedAction, "view"); /* no release now */
    make(&w);
    assert_int_equal(w.c.n, 3);
    assert_int_equal(w.c.items[0].kind, CLEAN_HAND);
    assert_true(w.c.items[0].on_source);
    assert_string_equal(w.c.items[1].hand.items[0], "DROP DATABASE IF EXISTS `sh``op`");
    assert_non_null(w.c.items[1].off);
    assert_non_null(w.c.items[2].off);
    end(&w);
}

/* ---- at Alibaba Cloud ---- */

static void keep_change(struct world *w, enum ali_change_kind kind, enum ali_change_state state,
                        const char *name, const char *was, const char *now)
{
    struct ali_change c = {.kind = kind,
                           .instance = mem_strdup("rm-bp1x7k"),
                           .name = mem_strdup(name),
                           .was = mem_strdup(was),
                           .now = mem_strdup(now)};

    if (kind == ALI_ALLOW) {
        strlist_add(&c.entries, "203.0.113.7");
        strlist_add(&c.entries, "203.0.113.8");
    }
    ali_change_sent(&w->st.ali, &c, 1)->state = state;
    ali_change_clear(&c);
}

static void see_source(struct world *w, const char *entries, const char *hours)
{
    struct ali_source s = {.instance = mem_strdup("rm-bp1x7k")};
    struct rds_allow_group *g = MEM_PUSH(s.allow.items, s.allow.n, s.allow.cap);

    g->name = mem_strdup("dts_wizard");
    strlist_split(&g->entries, entries, ',');
    s.log.values[RDS_LOG_LOCAL_HOURS] = mem_strdup(hours);
    shared_unref(w->snap->ali.source);
    w->snap->ali.source = ali_source_new(&s);
}

static const struct cleanup_row *row_at(const struct world *w, size_t at)
{
    size_t n = 0;

    for (size_t i = 0; i < w->c.n; i++)
        if (w->c.items[i].kind == CLEAN_ALI && n++ == at)
            return &w->c.items[i];
    fail_msg("no row %zu", at);
    return NULL;
}

static void at_alibaba(void **state)
{
    struct world w;

    (void)state;
    begin(&w, DTS_SUCCESS, true);
    keep_change(&w, ALI_ALLOW, ALI_DONE, NULL, NULL, NULL);
    keep_change(&w, ALI_HOURS, ALI_SENT, NULL, "3", "72");
    keep_change(&w, ALI_ACCOUNT, ALI_DONE, "mover", NULL, "Super");
    keep_change(&w, ALI_BACKUP, ALI_DONE, NULL, NULL, NULL); /* nothing to put back */
    keep_change(&w, ALI_WINDOW, ALI_UNDONE, NULL, "a b", "c d");
    make(&w);
    assert_string_equal(row_at(&w, 0)->now, "not seen"); /* nobody has looked */
    assert_false(row_at(&w, 0)->done);
    assert_null(row_at(&w, 0)->off);
    assert_int_equal(row_at(&w, 0)->n_inside, 2);
    assert_non_null(strstr(row_at(&w, 0)->hand.items[0], "203.0.113.7, 203.0.113.8"));
    assert_string_equal(row_at(&w, 1)->now, "not known"); /* its answer never came */
    assert_non_null(row_at(&w, 2)->off);                  /* by hand */
    assert_non_null(strstr(row_at(&w, 2)->hand.items[0], "mover"));
    assert_true(row_at(&w, 3)->done);

    see_source(&w, "203.0.113.7,192.0.2.1", "72");
    cleanup_make(&w.c, &w.st, w.snap);
    assert_string_equal(row_at(&w, 0)->now, "1 of 2 there");
    assert_string_equal(row_at(&w, 1)->now, "there"); /* it had been done */
    see_source(&w, "127.0.0.1", "3");
    cleanup_make(&w.c, &w.st, w.snap);
    assert_true(row_at(&w, 0)->done); /* somebody was there before us */
    assert_true(row_at(&w, 1)->done);
    see_source(&w, "203.0.113.7,203.0.113.8", "100");
    cleanup_make(&w.c, &w.st, w.snap);
    assert_string_equal(row_at(&w, 0)->now, "there");
    assert_non_null(row_at(&w, 1)->off); /* somebody else's value is left alone */
    end(&w);
}

/* Privileges "shop ReadOnly,crm ReadWrite" of the account mover. */
static void see_grants(struct world *w, const char *grants)
{
    struct ali_source s = {.instance = mem_strdup("rm-bp1x7k")};
    struct rds_account *a = MEM_PUSH(s.accounts.items, s.accounts.n, s.accounts.cap);
    struct strlist parts = {0};

    a->name = mem_strdup("mover");
    strlist_split(&parts, grants, ',');
    for (size_t i = 0; i < parts.n; i++) {
        char *space = strchr(parts.items[i], ' ');
        if (!space)
            continue;
        struct rds_grant *g = MEM_PUSH(a->grants.items, a->grants.n, a->grants.cap);
        g->name = mem_strndup(parts.items[i], (size_t)(space - parts.items[i]));
        g->privilege = mem_strdup(space + 1);
    }
    strlist_clear(&parts);
    shared_unref(w->snap->ali.source);
    w->snap->ali.source = ali_source_new(&s);
    cleanup_make(&w->c, &w->st, w->snap);
}

static void keep_grant(struct world *w, const char *databases, const char *was)
{
    keep_change(w, ALI_GRANT, ALI_DONE, "mover", was, "ReadWrite");
    strlist_split(&w->st.ali.items[w->st.ali.n - 1].entries, databases, ',');
}

/* What an account was allowed before is never taken out: it is put back as it was. */
static void a_privilege_goes_back_to_what_it_was(void **state)
{
    struct world w;

    (void)state;
    begin(&w, DTS_SUCCESS, true);
    keep_grant(&w, "shop", "shop ReadOnly");
    keep_grant(&w, "shop,crm,shop2,log", "shop ReadOnly, log ReadWrite");
    make(&w);
    assert_int_equal(row_at(&w, 0)->hand.n, 1);
    assert_non_null(strstr(row_at(&w, 0)->hand.items[0], "as before: shop ReadOnly"));
    assert_null(strstr(row_at(&w, 0)->hand.items[0], "take out"));
    assert_int_equal(row_at(&w, 1)->hand.n, 2);
    assert_non_null(strstr(row_at(&w, 1)->hand.items[0], "as before: shop ReadOnly"));
    assert_null(strstr(row_at(&w, 1)->hand.items[0], "log"));
    assert_non_null(strstr(row_at(&w, 1)->hand.items[1], "take out crm, shop2"));

    see_grants(&w, "shop ReadWrite,log ReadWrite");
    assert_string_equal(row_at(&w, 0)->now, "there");
    assert_string_equal(row_at(&w, 1)->now, "there");
    see_grants(&w, "shop ReadOnly,crm ReadWrite,log ReadWrite");
    assert_true(row_at(&w, 0)->done);
    assert_string_equal(row_at(&w, 1)->now, "there");
    see_grants(&w, "shop ReadOnly,log ReadWrite"); /* as it was */
    assert_true(row_at(&w, 0)->done);
    assert_true(row_at(&w, 1)->done);
    end(&w);
}

/* DTS tells nothing any more: how it stands at Alibaba Cloud is said anew all the same, and nothing else. */
static void at_alibaba_without_dts(void **state)
{
    struct world w;

    (void)state;
    begin(&w, DTS_RUNNING, true);
    keep_change(&w, ALI_ALLOW, ALI_DONE, NULL, NULL, NULL);
    keep_change(&w, ALI_HOURS, ALI_DONE, NULL, "3", "72");
    make(&w);
    size_t n = w.c.n;
    assert_int_equal(w.c.items[n - 1].kind, CLEAN_TASK);
    assert_non_null(row_at(&w, 0)->off); /* it has not ended */
    shared_unref(w.snap->detail);
    w.snap->detail = NULL;
    ali_change_undo_sent(&w.st.ali, 1);
    ali_change_undo_answered(&w.st.ali, 1, true, false);
    see_source(&w, "203.0.113.7,203.0.113.8", "72");
    cleanup_make_ali(&w.c, &w.st, w.snap);
    assert_int_equal(w.c.n, n);
    assert_int_equal(w.c.items[n - 1].kind, CLEAN_TASK);
    assert_true(row_at(&w, 0)->done);
    assert_string_equal(row_at(&w, 1)->now, "there");
    assert_non_null(row_at(&w, 1)->off);
    end(&w);
}

/* A draft waits for no end of a task: its rows follow what was done. */
static void at_alibaba_of_a_draft(void **state)
{
    struct world w;

    (void)state;
    begin(&w, DTS_STATUS_UNKNOWN, false);
    mem_replace(&w.st.plan.job_id, NULL);
    keep_change(&w, ALI_HOURS, ALI_DONE, NULL, "3", "72");
    cleanup_make(&w.c, &w.st, w.snap);
    assert_int_equal(w.c.n, 1);
    assert_string_equal(row_at(&w, 0)->now, "not seen");
    assert_null(row_at(&w, 0)->off);
    ali_change_undo_answered(&w.st.ali, 1, true, false);
    cleanup_make(&w.c, &w.st, w.snap);
    assert_int_equal(w.c.n, 1);
    assert_true(row_at(&w, 0)->done);
    end(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(kept),
    cmocka_unit_test(ceiling),
    cmocka_unit_test(after_cancel),
    cmocka_unit_test(copied_accounts),
    cmocka_unit_test(told),
    cmocka_unit_test(told_once),
    cmocka_unit_test(more_than_listed),
    cmocka_unit_test(after_success_and_before),
    cmocka_unit_test(as_whom),
    cmocka_unit_test(without_local),
    cmocka_unit_test(at_alibaba),
    cmocka_unit_test(a_privilege_goes_back_to_what_it_was),
    cmocka_unit_test(at_alibaba_without_dts),
    cmocka_unit_test(at_alibaba_of_a_draft),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
