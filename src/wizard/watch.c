/* SPDX-License-Identifier: MIT
 *
 * watch - the asking. See watch.h; who counts as a writer is watch_judge.c.
 */
#include "wizard/watch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "mysql/accounts.h"
#include "mysql/inspect.h"
#include "wizard/probe.h"
#include "wizard/writers.h"

#define AREA         "watch"
#define TIMEOUT_S    4
#define TRY_AGAIN_MS 5000

struct watch_side {
    const char *label;
    const struct plan_side *plan;
    struct conn *conn;
    const struct flavor *flavor;
    int64_t try_at;
    bool refused;  /* the password was refused: asked no more */
    bool sees_all; /* has PROCESS */
};
struct watch {
    struct plan plan;
    struct watch_side source, target;
    struct quiet *quiet;
    /* Where the source stood after the last write to what moves: later ones that do not count need
     * not be on the target for the proof. NULL: not known. */
    char *mark_gtid, *mark_file;
    uint64_t mark_pos;
    char *said_gtid, *said_file; /* watch_source_said */
    uint64_t said_pos;
    struct writers writers;
};

struct watch *watch_new(const struct plan *p)
{
    struct watch *w = mem_alloc(sizeof *w);

    plan_copy(&w->plan, p);
    w->source.label = "source";
    w->source.plan = &w->plan.source;
    w->target.label = "target";
    w->target.plan = &w->plan.target;
    w->quiet = quiet_new(p);
    return w;
}

void watch_free(struct watch *w)
{
    if (!w)
        return;
    conn_close(w->source.conn);
    conn_close(w->target.conn);
    quiet_free(w->quiet);
    free(w->mark_gtid);
    free(w->mark_file);
    free(w->said_gtid);
    free(w->said_file);
    writers_clear(&w->writers);
    plan_clear(&w->plan);
    free(w);
}

void watch_source_said(struct watch *w, const char *gtid, const char *file, uint64_t pos)
{
    mem_replace(&w->said_gtid, gtid);
    mem_replace(&w->said_file, file);
    w->said_pos = pos;
}

void watch_look_clear(struct watch_look *l)
{
    free(l->writers_text);
    cut_sessions_clear(&l->sessions, &l->n_sessions);
    cut_accounts_clear(&l->accounts, &l->n_accounts);
    free(l->source_gtid);
    free(l->source_file);
    free(l->missing_gtid);
    quiet_look_clear(&l->quiet);
    for (int i = 0; i < CUT_COUNT; i++)
        free(l->answers[i]);
    free(l->source_version);
    free(l->target_version);
    memset(l, 0, sizeof *l);
}

static void hang_up(struct watch_side *s, const struct err *why)
{
    log_err(LOG_WARN, AREA, why);
    conn_close(s->conn);
    s->conn = NULL;
    s->try_at = clock_deadline(TRY_AGAIN_MS);
}

/* PROCESS on *.*: without it the list of sessions holds our own only. */
static bool read_rights(struct watch_side *s, struct err *err)
{
    struct grants *g = NULL;

    if (!grants_read(s->conn, s->flavor, &g, err))
        return false;
    s->sees_all = grants_has(g, "PROCESS", NULL);
    grants_free(g);
    return true;
}

static bool is_up(struct watch_side *s, struct cancel *cancel)
{
    struct err err = {0};
    unsigned version;

    if (s->conn && conn_is_lost(s->conn)) {
        conn_close(s->conn);
        s->conn = NULL;
    }
    if (s->conn)
        return true;
    /* A password is not right the second time, and servers lock accounts that try on. */
    if (!s->plan->password || s->refused || (s->try_at && clock_left_ms(s->try_at) > 0))
        return false;
    s->try_at = clock_deadline(TRY_AGAIN_MS);
    if (!side_connect(s->plan, s->label, TIMEOUT_S, cancel, &s->conn, &err)) {
        log_err(LOG_WARN, AREA, &err);
        s->refused = err.kind == ERR_AUTH;
        s->conn = NULL;
        return false;
    }
    s->flavor = flavor_detect(conn_server_version(s->conn), &version);
    if (!s->flavor)
        err_set(&err, ERR_STATE, "version %s is not known", conn_server_version(s->conn));
    if (!s->flavor || !conn_session(s->conn, SESSION_READ, &err) || !read_rights(s, &err)) {
        hang_up(s, &err);
        return false;
    }
    return true;
}

/* ---- sessions ---- */

static bool read_sessions(struct watch_side *s, struct watch_look *out, struct err *err)
{
    struct rows rows = {0};

    if (!conn_query(s->conn, "SHOW FULL PROCESSLIST", &rows, err))
        return false;
    cut_sessions_from_rows(&rows, &out->sessions, &out->n_sessions);
    rows_clear(&rows);
    return true;
}

static bool look_at_sessions(struct watch *w, struct watch_look *out, struct err *err)
{
    struct watch_side *s = &w->source;

    if (!s->sees_all) {
        out->writers_text = mem_strdup(_("This account cannot see other sessions (PROCESS)"));
        return true;
    }
    if (!read_sessions(s, out, err))
        return false;
    struct cut_self self = {.own_id = conn_id(s->conn),
                            .account = w->plan.source.user,
                            .vendor_root = str_eq(w->plan.source.supplier, "aliyun")};
    out->n_writers = (int)cut_sessions_judge(out->sessions, out->n_sessions, &self);
    if (out->n_writers)
        out->writers_text = cut_sessions_text(out->sessions, out->n_sessions);
    writers_accounts(&w->writers, s->conn, out->sessions, out->n_sessions, w->plan.source.user);
    return true;
}

static void tell_source(const struct watch_side *s, struct watch_look *out)
{
    size_t counted = out->n_writers > 0 ? (size_t)out->n_writers : 0;

    if (out->n_writers >= 0)
        out->answers[CUT_WRITERS] = mem_printf(
            _("SHOW FULL PROCESSLIST: %zu, %zu of them count"), out->n_sessions, counted);
    out->answers[CUT_NO_WRITE] = mem_printf(
        "%s: %s %" PRIu64 " %.500s%s%s", s->flavor->binlog_status,
        str_or(out->source_file, "-"), out->source_pos, str_or(out->source_gtid, "-"),
        out->quiet.asked ? "; " : "", str_or(out->quiet.asked, ""));
    out->answers[CUT_POSITION] = mem_strdup(out->answers[CUT_NO_WRITE]);
}

/* The mark stays where it is only as long as the log shows that nothing which counts came after. */
static void mark(struct watch *w, const struct watch_look *out, bool stopped)
{
    if (stopped && w->mark_file && out->quiet.log == CUT_LOG_READ && out->quiet.writes == 0)
        return;
    mem_replace(&w->mark_gtid, out->source_gtid);
    mem_replace(&w->mark_file, out->source_file);
    w->mark_pos = out->source_pos;
}

static bool look_at_source(struct watch *w, bool stopped, struct watch_look *out,
                           struct err *err)
{
    struct watch_side *s = &w->source;
    struct binlog_position pos = {0};

    if (!look_at_sessions(w, out, err) ||
        !inspect_binlog_position(s->conn, s->flavor, &pos, err))
        return false;
    if (pos.file) {
        out->source_file = mem_strdup(pos.file);
        out->source_pos = pos.pos;
        out->source_gtid = mem_strdup(str_empty(pos.gtid_set) ? NULL : pos.gtid_set);
    }
    binlog_position_clear(&pos);
    quiet_look_now(w->quiet, s->conn, s->flavor, out->source_file, out->source_pos, stopped,
                   &out->quiet);
    mark(w, out, stopped);
    tell_source(s, out);
    return true;
}

/* ---- target ---- */

static const struct replica_status *our_channel(const struct replica_status_list *l,
                                                const struct dts_local *local)
{
    const struct replica_status *r =
        local && local->Channel ? replica_status_find(l, local->Channel) : NULL;

    return r ? r : l->n == 1 ? &l->items[0] : NULL;
}

/* What of the source the target is held against; nothing: NULL both. */
struct held_against {
    const char *gtid, *file;
    uint64_t pos;
};

static struct held_against held_against(const struct watch *w, const struct watch_look *out)
{
    if (out->source_gtid || out->source_file)
        return (struct held_against){out->source_gtid ? str_or(w->mark_gtid, out->source_gtid)
                                                      : NULL,
                                     w->mark_file, w->mark_pos};
    return (struct held_against){w->said_gtid, w->said_file, w->said_pos};
}

static bool target_set(struct watch_side *t, const struct replica_status *r, char **out,
                       struct err *err)
{
    struct gtid_set set = GTID_INIT(t->flavor->gtid);

    /* MariaDB's own position mixes in what the target wrote itself; the replica's does not. */
    if (r && t->flavor->gtid == GTID_MARIADB) {
        *out = mem_strdup(str_or(r->executed_gtid, ""));
        return true;
    }
    if (!inspect_gtid_executed(t->conn, t->flavor, &set, err))
        return false;
    *out = gtid_format(&set);
    gtid_clear(&set);
    return true;
}

static bool look_at_target(struct watch *w, const struct dts_local *local,
                           struct watch_look *out, struct err *err)
{
    struct watch_side *t = &w->target;
    struct replica_status_list list = {0};
    char *set = NULL;
    bool ok = inspect_replicas(t->conn, t->flavor, &list, err);

    if (!ok && err->kind == ERR_DENIED)
        ok = true; /* the set alone will do */
    const struct replica_status *r = our_channel(&list, local);
    struct held_against h = held_against(w, out);
    if (ok && h.gtid) {
        ok = target_set(t, r, &set, err);
        if (ok)
            out->target_has_all =
                gtid_covers(t->flavor->gtid == GTID_MARIADB, h.gtid, set,
                            local ? local->SnapshotGtid : NULL, &out->missing_gtid);
        out->answers[CUT_SAME] =
            mem_printf(_("source, after the last write that counts: %.500s; target %s: %.500s; "
                         "lacks: %.300s"),
                       h.gtid,
                       r && t->flavor->gtid == GTID_MARIADB ? t->flavor->replica_status
                                                            : t->flavor->gtid_executed,
                       str_or(set, "-"), str_or(out->missing_gtid, "-"));
    } else if (ok && r) {
        out->target_has_all =
            place_covers(h.file, h.pos, r->relay_source_log_file, r->exec_source_pos);
        out->answers[CUT_SAME] =
            mem_printf(_("source, after the last write that counts: %s %" PRIu64
                         "; target %s: %s %" PRIu64),
                       str_or(h.file, "-"), h.pos, t->flavor->replica_status,
                       str_or(r->relay_source_log_file, "-"), r->exec_source_pos);
        if (out->target_has_all == 0)
            out->missing_gtid =
                mem_printf(_("%s from %" PRIu64), r->relay_source_log_file, r->exec_source_pos);
    }
    out->same_seen_here = out->target_has_all >= 0;
    replica_status_list_clear(&list);
    free(set);
    return ok;
}

/* dtsd's own sample, when the target cannot be asked from here. It counts only when it is not
 * older than what we saw of the source ourselves. */
static void ask_local(const struct watch *w, const struct dts_local *local,
                      struct watch_look *out)
{
    bool mariadb = w->source.flavor && w->source.flavor->gtid == GTID_MARIADB;

    if (!local || !local->SourceGtid || !local->MissingGtid)
        return;
    if (out->source_gtid &&
        gtid_covers(mariadb, out->source_gtid, local->SourceGtid, NULL, NULL) != 1)
        return;
    out->target_has_all = str_empty(local->MissingGtid);
    if (!out->target_has_all)
        out->missing_gtid = mem_strdup(local->MissingGtid);
    if (!out->source_gtid && !out->source_file)
        out->source_gtid = mem_strdup(local->SourceGtid);
}

void watch_look_now(struct watch *w, const struct dts_local *local, bool stopped,
                    struct cancel *cancel, struct watch_look *out)
{
    struct err err = {0};

    memset(out, 0, sizeof *out);
    out->n_writers = out->target_has_all = -1;
    out->quiet.prepared = out->quiet.events = -1;
    if (!is_up(&w->source, cancel))
        out->writers_text = mem_strdup(
            !w->source.plan->password ? _("The source's password is not given here")
            : w->source.refused ? _("The source refused the password; Refresh tries again")
                                : _("The source does not answer this host"));
    else if (!look_at_source(w, stopped, out, &err))
        hang_up(&w->source, &err);
    if (is_up(&w->target, cancel) && !look_at_target(w, local, out, &err))
        hang_up(&w->target, &err);
    if (out->target_has_all < 0)
        ask_local(w, local, out);
    out->accounts = cut_accounts_copy(w->writers.accounts, w->writers.n_accounts);
    out->n_accounts = w->writers.n_accounts;
    out->no_account_lock = w->source.flavor && !w->source.flavor->account_lock;
    if (w->source.conn)
        out->source_version = mem_strdup(conn_server_version(w->source.conn));
    if (w->target.conn)
        out->target_version = mem_strdup(conn_server_version(w->target.conn));
    out->refused = (w->source.refused ? 1u : 0) | (w->target.refused ? 2u : 0);
}
