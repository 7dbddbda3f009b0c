/* SPDX-License-Identifier: MIT
 *
 * probe - runs a table of steps and reports after each. See probe.h.
 */
#include "wizard/probe.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/probe_private.h"

#define ANSWERS_MAX ((size_t)4 * 1024 * 1024)

static void say(struct probe *p)
{
    if (p->report)
        p->report(p->arg, p->out);
}

static void run_step(struct probe *p, const struct probe_step *step, size_t i)
{
    struct snap_probe_step *at = &p->out->steps[i];
    struct finding f = {.state = PROBE_FAILED};
    int64_t begin = clock_mono_ms();

    at->state = PROBE_RUNNING;
    say(p);
    step->run(p, &f);
    at->state = f.state;
    at->text = f.text ? f.text : mem_strdup(f.err.text);
    at->err = f.err;
    at->ms = clock_mono_ms() - begin;
}

/* ---- what it rests on ---- */

static void add_password(struct buf *b, const struct secret *s, const struct snap_probe *probe)
{
    uint8_t hash[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];

    if (!s)
        return;
    crypto_hmac_sha256(probe->key, sizeof probe->key, secret_reveal(s), secret_len(s), hash);
    crypto_hex(hash, sizeof hash, hex);
    buf_adds(b, hex);
}

/* What only the target's steps look at. */
static void add_meeting(struct buf *b, const struct plan *p, const struct snap_probe *probe)
{
    char *source = plan_side_asked(&p->source);

    buf_addf(b, "\n%s\n%d", source, p->keep_target_read_only);
    free(source);
    if (!probe->chosen)
        return;
    buf_addf(b, "\n%d", p->whole_instance);
    for (size_t i = 0; i < p->databases.n; i++)
        buf_addf(b, "\n%s", plan_db_target(&p->databases.items[i]));
}

static void hash_answers(const struct plan *p, const struct plan_side *side,
                         const struct snap_probe *probe, uint8_t out[SHA256_SIZE])
{
    struct buf b = BUF_INIT(ANSWERS_MAX);
    char *asked = plan_side_asked(side);

    buf_addf(&b, "%s\n%d\n", asked, side->encrypt);
    add_password(&b, side->password, probe);
    if (side == &p->target)
        add_meeting(&b, p, probe);
    crypto_hmac_sha256(probe->key, sizeof probe->key, buf_str(&b), strlen(buf_str(&b)), out);
    buf_clear(&b);
    free(asked);
}

static void remember_answers(struct probe *p)
{
    free(p->out->asked);
    p->out->asked = plan_side_asked(p->side);
    p->out->chosen = p->plan->whole_instance || p->plan->databases.n;
    crypto_random(p->out->key, sizeof p->out->key);
    hash_answers(p->plan, p->side, p->out, p->out->answers);
}

bool probe_is_outdated(const struct plan *p, const struct plan_side *side,
                       const struct snap_probe *probe)
{
    uint8_t now[SHA256_SIZE];

    if (!probe->done_mono || !probe->asked)
        return false;
    hash_answers(p, side, probe, now);
    return !crypto_equal(now, probe->answers, sizeof now);
}

/* ---- the run ---- */

static bool run(struct probe *p, const struct probe_step *steps, struct err *err)
{
    bool go_on = true;

    p->out->running = true;
    remember_answers(p);
    for (const struct probe_step *s = steps; s->id; s++)
        MEM_PUSH(p->out->steps, p->out->n, p->out->cap)->id = s->id;
    for (size_t i = 0; steps[i].id; i++) {
        struct snap_probe_step *at = &p->out->steps[i];
        if (go_on && !cancel_is_fired(p->cancel)) {
            run_step(p, &steps[i], i);
            go_on = at->state != PROBE_FAILED || !steps[i].vital;
        } else {
            at->state = PROBE_SKIPPED;
            at->text = mem_strdup(_("not looked at"));
        }
    }
    p->out->running = false;
    p->out->reached = p->conn != NULL;
    p->out->done_mono = clock_mono_ms();
    if (p->has_facts)
        p->out->version = mem_strdup(p->facts.version_text);
    conn_close(p->conn);
    strlist_clear(&p->addresses);
    say(p);
    return cancel_check(p->cancel, err);
}

bool probe_source(const struct plan *plan, struct cancel *cancel, probe_report_fn report,
                  void *arg, struct snap_probe *out, struct server_facts *facts,
                  bool *has_facts, struct err *err)
{
    struct probe p = {.plan = plan,
                      .side = &plan->source,
                      .label = "source",
                      .cancel = cancel,
                      .report = report,
                      .arg = arg,
                      .out = out};
    bool ok = run(&p, probe_source_steps, err);

    *has_facts = p.has_facts;
    if (p.has_facts)
        *facts = p.facts; /* moves */
    return ok;
}

bool probe_target(const struct plan *plan, const struct server_facts *source,
                  struct cancel *cancel, probe_report_fn report, void *arg,
                  struct snap_probe *out, struct err *err)
{
    struct probe p = {.plan = plan,
                      .side = &plan->target,
                      .label = "target",
                      .other = source,
                      .cancel = cancel,
                      .report = report,
                      .arg = arg,
                      .out = out};
    bool ok = run(&p, probe_target_steps, err);

    if (p.has_facts)
        server_facts_clear(&p.facts);
    return ok;
}

bool side_connect(const struct plan_side *side, const char *label, unsigned timeout_s,
                  struct cancel *cancel, struct conn **out, struct err *err)
{
    struct conn_params params = {
        .label = label,
        .host = plan_side_here_host(side),
        .port = plan_side_here_port(side),
        .user = str_or(side->user, ""),
        .password = side->password,
        .tls = side->encrypt ? TLS_REQUIRED : TLS_PREFERRED,
        .connect_timeout_s = timeout_s,
        .read_timeout_s = timeout_s,
        .write_timeout_s = timeout_s,
    };

    if (str_empty(params.host) || !params.port) {
        err_set(err, ERR_INPUT, _("How this host reaches the %s is not given."), _(label));
        return err_hint(err, _("Give address and port \"from here\"."));
    }
    return conn_open(out, &params, cancel, err);
}
