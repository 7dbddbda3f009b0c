/* SPDX-License-Identifier: MIT
 *
 * session_connect - finding the back end, proving by a call that it answers and takes our key,
 * and starting dtsd when it is to be local and none answers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "dts/regions.h"
#include "wizard/local.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

#define AREA          "session"
#define START_MS      15000
#define START_STEP_MS 100
#define LOCAL_CALL_MS 10000

/* A client for credentials; the old one goes. */
static void use(struct session *s, const struct dts_credentials *c, const char *endpoint)
{
    struct dts_side *d = &s->dts;
    bool local = d->backend == BACKEND_LOCAL;
    struct dts_client_options o = {
        .endpoint = endpoint,
        .region = str_or(d->region, local ? "local" : NULL),
        .language = s->language,
        .credentials = c,
        .timeout_ms = local ? LOCAL_CALL_MS : 0,
    };

    dts_client_free(d->client);
    d->client = dts_client_new(&o);
    dts_credentials_copy(&d->credentials, c);
    session_lock(s);
    mem_replace(&s->world->link.endpoint, endpoint);
    s->world->link.clock_offset_s = 0;
    session_unlock(s);
}

static bool prove(struct session *s, struct cancel *cancel, struct err *err)
{
    return poll_jobs(s, cancel, err);
}

/* dtsd's file, if there is one, and a call. ERR_GONE or ERR_NETWORK: none answers. */
static bool try_local(struct session *s, struct cancel *cancel, struct err *err)
{
    struct dts_credentials c = {0};
    bool ok = dts_credentials_from_dtsd(s->dtsd_data_dir, &c, err);

    if (ok) {
        use(s, &c, str_or(s->dts.endpoint, c.endpoint));
        ok = prove(s, cancel, err);
    }
    dts_credentials_clear(&c);
    return ok;
}

/* Something answers, but not as the dtsd whose key we have: it may be starting just now. */
static bool is_not_there(const struct err *err)
{
    return err->kind == ERR_GONE || err->kind == ERR_NETWORK || err->kind == ERR_TIMEOUT;
}

static bool start_local(struct session *s, struct cancel *cancel, struct err *err)
{
    int64_t deadline = clock_deadline(START_MS);
    char *program = local_find(s->dtsd_path, err);
    bool ok = program && local_start(program, s->dtsd_data_dir, cancel, deadline, err);

    if (ok)
        log_info(AREA, "started %s", program);
    free(program);
    if (!ok)
        return false;
    while (!try_local(s, cancel, err)) {
        if (!is_not_there(err) || clock_left_ms(deadline) == 0)
            return err_wrap(err, _("dtsd was started but does not answer"));
        if (!cancel_wait(cancel, START_STEP_MS))
            return err_set(err, ERR_CANCELLED, _("stopped on request"));
    }
    return true;
}

static bool connect_local(struct session *s, const struct command *c, struct cancel *cancel,
                          struct err *err)
{
    if (c->credentials.secret_id) { /* a dtsd elsewhere: key and address were given */
        use(s, &c->credentials, str_or(s->dts.endpoint, c->credentials.endpoint));
        return prove(s, cancel, err);
    }
    if (try_local(s, cancel, err))
        return true;
    if (!is_not_there(err) || s->dts.endpoint)
        return false;
    return start_local(s, cancel, err);
}

static bool connect_cloud(struct session *s, const struct command *c, struct cancel *cancel,
                          struct err *err)
{
    if (str_empty(c->credentials.secret_id)) {
        err_set(err, ERR_INPUT, _("There is no key for Tencent Cloud."));
        return err_hint(err, _("Give SecretId and SecretKey, or set TENCENTCLOUD_SECRET_ID."));
    }
    char *address = dts_address(s->dts.endpoint, s->dts.region);
    use(s, &c->credentials, address);
    free(address);
    return prove(s, cancel, err);
}

bool do_connect(struct session *s, struct task *t, struct reply *r)
{
    const struct plan *p = &t->cmd.plan;
    struct dts_side *d = &s->dts;

    dts_side_clear(d);
    d->backoff = (struct backoff)BACKOFF_INIT(s->pace_action_ms, BACKOFF_MOST_MS);
    d->backend = p->backend;
    d->endpoint = str_empty(p->endpoint) ? NULL : mem_strdup(p->endpoint);
    d->region = str_empty(p->region) ? NULL : mem_strdup(p->region);
    session_lock(s);
    s->world->link.state = LINK_CONNECTING;
    err_clear(&s->world->link.err);
    snapshot_clear_jobs(s->world); /* those of another back end, perhaps */
    s->world->jobs_mono = 0;
    s->world->jobs_total = -1;
    shared_unref(s->world->instances);
    s->world->instances = NULL;
    s->world->instances_mono = 0;
    session_publish(s);
    session_unlock(s);
    bool ok = p->backend == BACKEND_LOCAL ? connect_local(s, &t->cmd, t->cancel, &r->err)
                                          : connect_cloud(s, &t->cmd, t->cancel, &r->err);
    session_lock(s);
    s->world->link.state = ok ? LINK_OK : LINK_NONE;
    if (!ok)
        s->world->link.err = r->err;
    session_publish(s);
    session_unlock(s);
    if (!ok) {
        dts_client_free(d->client);
        d->client = NULL;
    }
    d->list_wanted = true;
    d->next_poll = ok ? clock_mono_ms() + s->pace_idle_ms : CLOCK_NEVER;
    if (ok && s->world->job_id)
        poll_soon(s);
    return ok;
}

void connect_again(struct session *s)
{
    struct dts_credentials c = {0};
    struct dts_side *d = &s->dts;
    struct err ignored;

    if (d->backend != BACKEND_LOCAL || d->endpoint ||
        !dts_credentials_from_dtsd(s->dtsd_data_dir, &c, &ignored))
        return;
    if (!str_eq(c.endpoint, d->credentials.endpoint) ||
        !str_eq(c.ca_file, d->credentials.ca_file) ||
        !str_eq(c.secret_id, d->credentials.secret_id) ||
        !secret_equal(c.secret_key, d->credentials.secret_key)) {
        log_info(AREA, "dtsd came back at %s", str_or(c.endpoint, "?"));
        use(s, &c, c.endpoint);
        d->next_poll = clock_mono_ms();
    }
    dts_credentials_clear(&c);
}
