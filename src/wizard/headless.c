/* SPDX-License-Identifier: MIT
 *
 * headless - the walk through the seven stages without a screen. See headless.h.
 *
 * Before a call that must not be done twice the intent is saved, as the screens do.
 */
#include "wizard/headless.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "dts/keys.h"
#include "wizard/headless_private.h"
#include "wizard/shared.h"

void tell(struct headless *h, const char *fmt, ...)
{
    struct buf b = BUF_INIT(8192);
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    char *line = str_printable(buf_str(&b), strlen(buf_str(&b)));
    fprintf(h->o->out, "%s\n", line);
    fflush(h->o->out);
    free(line);
    buf_clear(&b);
}

int fail(struct headless *h, enum headless_exit code, const struct err *err)
{
    if (cancel_is_fired(h->o->cancel) || err->kind == ERR_CANCELLED) {
        tell(h, _("stopped: interrupted. What was started at DTS goes on."));
        return HEADLESS_STOPPED;
    }
    tell(h, "failed: %s%s%s", err->text, err->hint[0] ? " " : "", err->hint);
    if (err->server[0] || err->code[0])
        tell(h, "  %s %s %s", err->code, err->server, err->request_id);
    return code;
}

/* ---- the session ---- */

static void note_versions(struct headless *h)
{
    struct state *st = &h->st;

    if (!st->source_version && h->snap->source_seen.version)
        st->source_version = mem_strdup(h->snap->source_seen.version);
    if (!st->target_version && h->snap->target_seen.version)
        st->target_version = mem_strdup(h->snap->target_seen.version);
}

static void tell_clock(struct headless *h)
{
    int64_t offset = h->snap->link.clock_offset_s;
    struct err words;

    if (!offset || h->clock_told)
        return;
    h->clock_told = true;
    session_clock_words(offset, &words);
    tell(h, "%s %s", words.text, words.hint);
    state_note(&h->st, "%s", words.text);
}

/* Sleeps until something new is there; false when interrupted. */
bool hear(struct headless *h, int64_t deadline)
{
    struct pollfd p[2] = {{.fd = h->wake, .events = POLLIN},
                          {.fd = cancel_fd(h->o->cancel), .events = POLLIN}};
    uint64_t count;

    if (poll(p, 2, clock_left_ms(deadline)) > 0 && p[0].revents) {
        ssize_t ignored = read(h->wake, &count, sizeof count);
        (void)ignored;
    }
    struct snapshot *s = session_take(h->session);
    if (s) {
        snapshot_free(h->snap);
        h->snap = s;
        note_versions(h);
        tell_clock(h);
    }
    return !cancel_is_fired(h->o->cancel);
}

bool command_and_wait(struct headless *h, struct command *c, struct reply *out)
{
    uint64_t id;

    memset(out, 0, sizeof *out);
    if (!c->plan.name)
        plan_copy(&c->plan, &h->st.plan);
    id = session_send(h->session, c);
    if (!id)
        return err_set(&out->err, ERR_LOCAL, _("Too much is waiting already."));
    for (;;) {
        while (session_next_reply(h->session, out)) {
            if (out->id == id) {
                hear(h, 0); /* the snapshot that belongs to it */
                return out->ok;
            }
            reply_clear(out);
        }
        if (!hear(h, CLOCK_NEVER)) {
            session_cancel_all(h->session);
            return err_set(&out->err, ERR_CANCELLED, _("stopped on request"));
        }
    }
}

bool do_simple(struct headless *h, enum command_kind kind, struct reply *r)
{
    struct command c = {.kind = kind};

    return command_and_wait(h, &c, r);
}

bool save(struct headless *h, struct err *err)
{
    json_free(h->st.cutover);
    h->st.cutover = session_cutover_save(h->session);
    return state_save(&h->st, h->o->state_dir, err);
}

/* ---- stages 1 to 4 ---- */

static int connect_service(struct headless *h)
{
    struct command c = {.kind = CMD_CONNECT};
    struct reply r;
    int code = HEADLESS_DONE;

    if (h->st.plan.backend == BACKEND_CLOUD) {
        const struct plan *p = &h->st.plan;
        struct dts_keys keys;
        struct err err;
        dts_keys_find(&keys);
        bool ok = dts_keys_choose(&keys, p->key_origin, p->key_id, &c.credentials, &err);
        dts_keys_clear(&keys);
        if (!ok)
            return fail(h, HEADLESS_NO_SECRET, &err);
    }
    if (!command_and_wait(h, &c, &r))
        code = fail(h, HEADLESS_FAILED, &r.err);
    else
        tell(h, _("service: %s answers"),
             str_or(h->snap ? h->snap->link.endpoint : NULL, "DTS"));
    reply_clear(&r);
    return code;
}

/* A target named by its id: how this host reaches it stands in the list of instances. */
static void find_target(struct headless *h)
{
    struct plan_side *t = &h->st.plan.target;
    struct reply r;

    if (str_empty(t->instance_id) || !str_empty(plan_side_here_host(t)) ||
        !do_simple(h, CMD_LIST_INSTANCES, &r) || !h->snap->instances)
        return;
    for (size_t i = 0; i < h->snap->instances->Instances.n; i++) {
        const struct dts_instance *at = &h->snap->instances->Instances.items[i];
        if (!str_eq(at->InstanceId, t->instance_id) || str_empty(at->Vip))
            continue;
        mem_replace(&t->here_host, at->Vip);
        t->here_port = at->Vport > 0 && at->Vport <= 65535 ? (unsigned)at->Vport : 3306;
    }
}

static void tell_probe(struct headless *h, const char *side, const char *title,
                       const struct snap_probe *p)
{
    const char *what = p->reached ? _("reached") : _("not reached from here");

    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->steps[i].id, "version") && p->reached)
            what = str_or(p->steps[i].text, what);
    tell(h, "%s: %s", title, what);
    for (size_t i = 0; i < p->n; i++)
        if (p->steps[i].state == PROBE_FAILED || p->steps[i].state == PROBE_WARNING)
            tell(h, "probe %s %s: %s", side, p->steps[i].id, str_or(p->steps[i].text, "?"));
}

static void tell_databases(struct headless *h)
{
    const struct plan *p = &h->st.plan;
    struct sel_totals t = {0};
    char rows[FMT_SIZE], bytes[FMT_SIZE];

    if (!h->snap || !h->snap->catalog) {
        tell(h, _("stage 3 Databases: %zu chosen, not seen from here"), p->databases.n);
        return;
    }
    struct sel_tree *tree = sel_tree_new(h->snap->catalog, p);
    sel_tree_totals(tree, &t);
    tell(h, _("stage 3 Databases: %zu databases, %zu tables, %zu views, about %s rows, %s"),
         t.databases, t.tables, t.views, fmt_count(t.rows, rows), fmt_bytes(t.bytes, bytes));
    sel_tree_free(tree);
}

static const char *compare_text(const struct plan *p)
{
    return p->compare == COMPARE_FULL   ? _("full")
           : p->compare == COMPARE_SPOT ? _("spot")
                                        : _("none");
}

static void look_around(struct headless *h)
{
    static const enum command_kind looks[] = {CMD_PROBE_SOURCE, CMD_PROBE_TARGET,
                                              CMD_READ_CATALOG};
    struct reply r;

    find_target(h);
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        do_simple(h, looks[i], &r); /* what cannot be seen from here stops nothing */
        reply_clear(&r);
    }
    if (!h->snap)
        return;
    tell_probe(h, "source", _("stage 1 Source"), &h->snap->source_probe);
    tell_probe(h, "target", _("stage 2 Target"), &h->snap->target_probe);
    tell_databases(h);
    tell(h, _("stage 4 Consistency: %s"), compare_text(&h->st.plan));
}

/* ---- all ---- */

static int validate(struct headless *h)
{
    const char *field = NULL;
    struct err err;

    for (int stage = STAGE_SOURCE; stage <= STAGE_CONSISTENCY; stage++)
        if (!plan_validate(&h->st.plan, (enum stage)stage, &field, &err)) {
            err_wrap(&err, "%s", field);
            return fail(h, HEADLESS_USAGE, &err);
        }
    return HEADLESS_DONE;
}

static int walk(struct headless *h)
{
    static int (*const steps[])(struct headless *) = {validate, connect_service};
    int code = HEADLESS_DONE;

    for (size_t i = 0; i < sizeof steps / sizeof *steps && code == HEADLESS_DONE; i++)
        code = steps[i](h);
    if (code != HEADLESS_DONE)
        return code;
    look_around(h);
    code = headless_check(h);
    if (code != HEADLESS_DONE)
        return code;
    if (h->o->check_only) {
        tell(h, _("done: checked, not started; task %s"), h->st.plan.job_id);
        return HEADLESS_DONE;
    }
    return headless_start_and_finish(h);
}

int headless_run(const struct headless_options *o)
{
    struct headless h = {.o = o};
    struct session_options so = o->session;
    struct err err = {0};
    int code;

    state_init(&h.st);
    h.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (h.wake < 0) {
        err_errno(&err, errno, _("The program cannot start"));
        return fail(&h, HEADLESS_FAILED, &err);
    }
    bool ok = headless_plan_read(o->plan_file, &h.file, &err);
    code = HEADLESS_USAGE;
    if (ok && !headless_secrets(&h.file, &err)) {
        ok = false;
        code = HEADLESS_NO_SECRET;
    }
    if (ok) {
        plan_copy(&h.st.plan, &h.file.plan);
        if (o->backend != BACKEND_UNKNOWN)
            h.st.plan.backend = o->backend;
        if (o->endpoint)
            mem_replace(&h.st.plan.endpoint, o->endpoint);
        if (o->region)
            mem_replace(&h.st.plan.region, o->region);
        so.wake_fd = h.wake;
        h.session = session_new(&so);
        code = walk(&h);
        session_free(h.session);
    } else {
        code = fail(&h, (enum headless_exit)code, &err);
    }
    snapshot_free(h.snap);
    free(h.compared);
    state_clear(&h.st);
    headless_plan_clear(&h.file);
    close(h.wake);
    return code;
}
