/* SPDX-License-Identifier: MIT
 *
 * session_db - the thread that talks to the two databases: tests from here, the catalog,
 * log-ins, remedies, and every second the look of stage 7.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "mysql/catalog.h"
#include "mysql/inverse.h"
#include "wizard/after.h"
#include "wizard/probe.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"
#include "wizard/watch.h"

#define AREA        "session"
#define LOOK_MS     1000
#define OLD_MS      15000 /* an answer of DTS older than this proves nothing any more */
#define CATALOG_S   60
#define STATEMENT_S 60

void db_side_clear(struct db_side *d)
{
    session_login_forget(d);
    deed_hashes_clear(&d->hashes);
    if (d->has_source_facts)
        server_facts_clear(&d->source_facts);
    free(d->source_asked);
    free(d->calm_of);
    watch_free(d->watch);
    memset(d, 0, sizeof *d);
}

/* ---- tests from here ---- */

struct probe_place {
    struct session *s;
    struct snap_probe *where; /* in the world */
};

static void take_probe(void *arg, const struct snap_probe *now)
{
    struct probe_place *at = arg;

    session_lock(at->s);
    snap_probe_copy(at->where, now);
    session_publish(at->s);
    session_unlock(at->s);
}

static bool do_probe_source(struct session *s, struct task *t, struct reply *r)
{
    struct probe_place at = {s, &s->world->source_probe};
    struct snap_probe out = {0};
    struct server_facts facts = {0};
    bool has = false;
    bool ok =
        probe_source(&t->cmd.plan, t->cancel, take_probe, &at, &out, &facts, &has, &r->err);

    snap_probe_clear(&out);
    if (s->db.has_source_facts)
        server_facts_clear(&s->db.source_facts);
    s->db.source_facts = facts;
    s->db.has_source_facts = has;
    free(s->db.source_asked);
    s->db.source_asked = plan_side_asked(&t->cmd.plan.source);
    return ok;
}

static bool do_probe_target(struct session *s, struct task *t, struct reply *r)
{
    struct probe_place at = {s, &s->world->target_probe};
    struct snap_probe out = {0};
    /* The source may have been changed since, or be another task's. */
    char *asked = plan_side_asked(&t->cmd.plan.source);
    bool known = s->db.has_source_facts && str_eq(asked, s->db.source_asked);
    bool ok = probe_target(&t->cmd.plan, known ? &s->db.source_facts : NULL, t->cancel,
                           take_probe, &at, &out, &r->err);

    snap_probe_clear(&out);
    free(asked);
    return ok;
}

/* With the lock held. version NULL: nothing was seen. */
static void note_seen(struct snap_seen *seen, const char *version)
{
    if (!version)
        return;
    seen->mono = clock_mono_ms();
    if (!str_eq(seen->version, version))
        mem_replace(&seen->version, version);
}

/* ---- the catalog ---- */

/* What the target has counts against an account; a target that cannot be asked does not stop
 * the list. */
static void judge_accounts(const struct plan *p, struct cancel *cancel,
                           struct shared_accounts *out)
{
    struct strlist own = {0}, plugins = {0};
    struct account_list there = {0};
    struct conn *c = NULL;
    struct err ignored;
    unsigned version;

    if (p->target.password && plan_side_here_host(&p->target) &&
        side_connect(&p->target, "target", CATALOG_S, cancel, &c, &ignored)) {
        const struct flavor *f = flavor_detect(conn_server_version(c), &version);
        out->target_known = f && conn_session(c, SESSION_READ, &ignored) &&
                            account_list_read(c, f, &there, &ignored) &&
                            account_plugins(c, &plugins, &ignored);
    }
    conn_close(c);
    strlist_add(&own, str_or(p->source.user, ""));
    strlist_add(&own, str_or(p->target.user, ""));
    account_list_judge(&out->list, &own, out->target_known ? &plugins : NULL,
                       out->target_known ? &there : NULL);
    account_list_clear(&there);
    strlist_clear(&plugins);
    strlist_clear(&own);
}

static bool read_catalog(const struct plan *p, struct cancel *cancel, struct catalog *out,
                         struct shared_accounts *accounts, char **version_text, struct err *err)
{
    struct conn *c = NULL;
    unsigned version;
    bool ok = false;

    if (!side_connect(&p->source, "source", CATALOG_S, cancel, &c, err))
        return false;
    *version_text = mem_strdup(conn_server_version(c));
    const struct flavor *f = flavor_detect(*version_text, &version);
    if (!f)
        err_set(err, ERR_STATE, _("The source's version %s is not known to this program."),
                *version_text);
    else
        ok = conn_session(c, SESSION_READ, err) &&
             catalog_read(c, f, NULL, CATALOG_SIZES | CATALOG_KEYS | CATALOG_NEEDS, out, err);
    if (ok && account_list_read(c, f, &accounts->list, &accounts->err))
        judge_accounts(p, cancel, accounts);
    conn_close(c);
    return ok;
}

static bool do_read_catalog(struct session *s, struct task *t, struct reply *r)
{
    struct catalog cat = {0};
    struct shared_accounts accounts = {0};
    char *version = NULL;

    session_lock(s);
    s->world->catalog_reading = true;
    session_publish(s);
    session_unlock(s);
    bool ok = read_catalog(&t->cmd.plan, t->cancel, &cat, &accounts, &version, &r->err);
    struct shared_catalog *fresh = ok ? shared_catalog_new(&cat) : NULL;
    if (fresh)
        shared_catalog_add_accounts(fresh, &accounts);
    session_lock(s);
    struct shared_catalog *old = NULL;
    s->world->catalog_reading = false;
    note_seen(&s->world->source_seen, version);
    if (ok) {
        old = s->world->catalog;
        s->world->catalog = fresh;
        s->world->catalog_mono = clock_mono_ms();
        err_clear(&s->world->catalog_err);
    } else {
        s->world->catalog_err = r->err;
    }
    session_publish(s);
    session_unlock(s);
    free(version);
    shared_catalog_unref(old); /* 100,000 tables are not freed under the lock */
    return ok;
}

/* ---- remedies ---- */

/* The account of the plan is often one that may not grant rights or change settings. */
static void say_who_may(const char *user, struct err *err)
{
    if (err->kind == ERR_DENIED)
        err_hint(err, _("%.40s may not do this. Choose \"As another account...\"."), user);
}

static bool do_run_sql(struct session *s, struct task *t, struct reply *r)
{
    const struct command *c = &t->cmd;
    struct plan_side side = c->on_source ? c->plan.source : c->plan.target; /* borrowed */
    struct strlist backs = {0};
    struct conn *conn = NULL;
    bool ok = true;

    (void)s;
    r->on_source = c->on_source;
    r->undo = c->undo;
    r->step_id = mem_strdup(c->step_id);
    strlist_copy(&r->statements, &c->statements);
    if (c->user) {
        side.user = c->user;
        side.password = c->password;
    }
    if (!side_connect(&side, c->on_source ? "source" : "target", STATEMENT_S, t->cancel, &conn,
                      &r->err))
        return false;
    inverse_list(conn, &c->statements, &backs);
    for (size_t i = 0; i < c->statements.n && ok; i++) {
        const char *sql = c->statements.items[i];
        ok = conn_exec(conn, sql, &r->err);
        log_info(AREA, "as %s on the %s: %s: %s", str_or(side.user, "?"),
                 c->on_source ? "source" : "target", sql, ok ? "ok" : r->err.text);
        if (ok) {
            r->n_ran++;
            strlist_add(&r->backs, backs.items[i]);
        } else {
            r->outcome_unknown = r->err.kind == ERR_NETWORK || r->err.kind == ERR_TIMEOUT;
            say_who_may(str_or(side.user, "?"), &r->err);
            err_wrap(&r->err, _("Statement %zu of %zu"), i + 1, c->statements.n);
        }
    }
    strlist_clear(&backs);
    conn_close(conn);
    return ok;
}

/* ---- after the end ---- */

static bool do_look_after(struct session *s, struct task *t, struct reply *r)
{
    struct snap_after out;
    struct db_side *d = &s->db;
    bool ok = after_look_now(&t->cmd.plan, t->cancel, &out, &r->err);

    if (!str_eq(d->calm_of, t->cmd.plan.job_id)) {
        calm_reset(&d->calm);
        mem_replace(&d->calm_of, t->cmd.plan.job_id);
    }
    if (ok) {
        calm_add(&d->calm, &out.sample);
        calm_fill(&d->calm, &out.calm);
    }

    session_lock(s);
    s->world->after_err = r->err;
    if (ok)
        s->world->after = out;
    session_publish(s);
    session_unlock(s);
    return ok;
}

/* ---- stage 7 ---- */

static bool do_watch(struct session *s, struct task *t, struct reply *r)
{
    (void)r;
    watch_free(s->db.watch);
    if (!t->cmd.on)
        session_login_forget(&s->db);
    s->db.watch = t->cmd.on ? watch_new(&t->cmd.plan) : NULL;
    session_lock(s);
    s->world->cutover.watching = t->cmd.on;
    s->world->cutover.refused = 0;
    session_publish(s);
    session_unlock(s);
    return true;
}

/* What the other thread knows, taken with the lock held. */
static const struct dts_detail *observe_dts(struct session *s, struct cut_observation *o,
                                            bool *stopped, char **login_text,
                                            char **compare_text)
{
    const struct snapshot *w = s->world;
    const struct dts_detail *d = NULL;

    session_lock(s);
    bool fresh = w->detail && clock_mono_ms() - w->detail_mono < OLD_MS;
    if (fresh) {
        d = shared_ref(w->detail);
        o->status = w->status;
        o->lag_s = d->StepInfo.SecondsBehindMaster;
        o->lag_mb = d->StepInfo.MasterSlaveDistance;
    }
    o->compare_result = s->compare_result;
    o->compare_open = s->compare_open;
    o->compare_at = s->compare_at;
    *compare_text = mem_strdup(s->compare_text);
    o->app_login = s->app_login;
    *login_text = mem_strdup(s->app_login_text);
    *stopped = w->cutover.downtime_since > 0;
    session_unlock(s);
    if (o->lag_s < 0)
        o->lag_s = -1;
    if (o->lag_mb < 0)
        o->lag_mb = -1;
    return d;
}

/* Of a source that cannot be asked. */
static void tell_what_is_said(struct session *s)
{
    char *gtid, *file;
    uint64_t pos;

    session_lock(s);
    cutover_said_place(s->cutover, &gtid, &file, &pos);
    session_unlock(s);
    watch_source_said(s->db.watch, gtid, file, pos);
    free(gtid);
    free(file);
}

/* Sessions that do not write on the operator's word are no writers. */
static void take_marks(struct session *s, struct watch_look *l, struct cut_observation *o)
{
    session_lock(s);
    int left = cutover_apply_marks(s->cutover, l->sessions, l->n_sessions, l->n_writers,
                                   clock_wall_s());
    session_unlock(s);
    o->n_marked = l->n_writers - left;
    l->n_writers = left;
    if (o->n_marked) {
        free(l->writers_text);
        l->writers_text = left > 0 ? cut_sessions_text(l->sessions, l->n_sessions) : NULL;
    }
}

static void look(struct session *s)
{
    struct cut_observation o = {.lag_s = -1, .lag_mb = -1};
    struct watch_look l;
    char *login_text = NULL, *compare_text = NULL;
    bool stopped;
    const struct dts_detail *d = observe_dts(s, &o, &stopped, &login_text, &compare_text);

    tell_what_is_said(s);
    watch_look_now(s->db.watch, d ? d->Local : NULL, stopped, s->quit, &l);
    shared_unref(d);
    take_marks(s, &l, &o);
    session_login_again(s, stopped, l.n_writers);
    if (o.status == DTS_COMPLETING || o.status == DTS_SUCCESS)
        session_login_forget(&s->db);
    o.wall = clock_wall_s();
    o.mono_ms = clock_mono_ms();
    o.n_writers = l.n_writers;
    o.writers_text = l.writers_text;
    o.source_gtid = l.source_gtid;
    o.source_file = l.source_file;
    o.source_pos = l.source_pos;
    o.log = l.quiet.log;
    o.log_writes = l.quiet.writes;
    o.writes_text = l.quiet.writes_text;
    o.others_text = l.quiet.others_text;
    o.prepared_xa = l.quiet.prepared;
    o.live_events = l.quiet.events;
    for (int i = 0; i < CUT_COUNT; i++)
        o.answers[i] = l.answers[i];
    o.target_has_all = l.target_has_all;
    o.missing_gtid = l.missing_gtid;
    o.same_seen_here = l.same_seen_here;
    o.app_login_text = login_text;
    o.compare_text = compare_text;
    session_lock(s);
    struct cutover_view *v = &s->world->cutover;
    /* From Complete on the list is history: the report shows what held when it was pressed. */
    if (o.status != DTS_COMPLETING && o.status != DTS_SUCCESS)
        cutover_observe(s->cutover, &o);
    if (l.n_accounts)
        cutover_writers(s->cutover, l.accounts, l.n_accounts, l.no_account_lock);
    cut_sessions_clear(&v->sessions, &v->n_sessions);
    v->refused = l.refused;
    note_seen(&s->world->source_seen, l.source_version);
    note_seen(&s->world->target_seen, l.target_version);
    v->sessions = l.sessions;
    v->n_sessions = l.n_sessions;
    l.sessions = NULL;
    l.n_sessions = 0;
    session_cutover_changed(s);
    session_publish(s);
    session_unlock(s);
    watch_look_clear(&l);
    free(login_text);
    free(compare_text);
}

/* ---- the thread ---- */

static const struct doer doers[] = {
    {CMD_PROBE_SOURCE, do_probe_source},
    {CMD_PROBE_TARGET, do_probe_target},
    {CMD_READ_CATALOG, do_read_catalog},
    {CMD_TRY_LOGIN, session_try_login},
    {CMD_RUN_SQL, do_run_sql},
    {CMD_CUTOVER_WATCH, do_watch},
    {CMD_LOOK_AFTER, do_look_after},
    {CMD_PREDICT, session_predict},
    {CMD_OWN_CHECK, session_own_check},
    {CMD_NAMES, session_names},
    {CMD_PLAN_STOP, session_plan_stop},
    {CMD_PLAN_ACCOUNT, session_plan_account},
    {CMD_DEED, session_deed},
};

static bool db_run(struct session *s, struct task *t, struct reply *r)
{
    return worker_run(doers, sizeof doers / sizeof *doers, s, t, r);
}

void *session_db_main(void *worker)
{
    struct worker *w = worker;
    struct session *s = w->s;
    int64_t next_look = 0;

    while (!cancel_is_fired(s->quit)) {
        struct task *t = worker_take(w);
        if (t) {
            struct reply r = {.id = t->id, .kind = t->cmd.kind};
            r.ok = db_run(s, t, &r);
            worker_finish(w, t, &r);
        } else if (s->db.watch && clock_left_ms(next_look) == 0) {
            look(s);
            next_look = clock_deadline(LOOK_MS);
        } else {
            worker_wait(w, s->db.watch ? next_look : CLOCK_NEVER);
        }
    }
    watch_free(s->db.watch);
    s->db.watch = NULL;
    conn_thread_end();
    worker_end(w);
    return NULL;
}
