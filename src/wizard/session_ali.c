/* SPDX-License-Identifier: MIT
 *
 * session_ali - the thread that asks Alibaba Cloud: whose key it is, which instances there are, and all
 * that its API tells about the one that is the source.
 *
 * Why: a thread of its own: a look at an instance is a dozen calls, and neither the polling of DTS nor
 *      the questions to databases are to wait for them
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keychoice.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

#define AREA "session"

static void drop_diagnosis(struct ali_side *a)
{
    diagnose_free(a->diagnosis);
    a->diagnosis = NULL;
    mem_replace(&a->diagnosed, NULL);
}

void ali_side_clear(struct ali_side *a)
{
    drop_diagnosis(a);
    rds_client_free(a->client);
    rds_client_free(a->other);
    ali_credentials_clear(&a->key);
    ali_regions_clear(&a->regions);
    free(a->client_region);
    free(a->client_endpoint);
    memset(a, 0, sizeof *a);
}

/* ---- whom to ask ---- */

static void use_region(struct ali_side *a, const char *region, const char *endpoint)
{
    const struct ali_region *known = ali_regions_find(&a->regions, str_or(region, ""));
    struct rds_client_options o = {
        .key_id = a->key.key_id,
        .key = a->key.key,
        .token = a->key.token,
        .region = region,
        .region_endpoint = known ? known->endpoint : NULL,
        .endpoint = str_empty(endpoint) ? NULL : endpoint,
        .sts_endpoint = str_empty(endpoint) ? NULL : endpoint,
    };

    drop_diagnosis(a); /* it asks the old one */
    rds_client_free(a->client);
    a->client = rds_client_new(&o);
    mem_replace(&a->client_region, region);
    mem_replace(&a->client_endpoint, endpoint);
}

bool ali_at(struct session *s, const struct task *t, struct rds_at *at, struct err *err)
{
    const struct plan_rds *r = &t->cmd.plan.rds;
    struct ali_side *a = &s->ali;

    if (str_empty(a->key.key_id)) {
        err_set(err, ERR_STATE, "%s", _("There is no key for Alibaba Cloud yet."));
        return err_hint(err, "%s", _("Give it in stage 1, Alibaba key."));
    }
    if (!a->client || !str_eq(a->client_region, r->region) ||
        !str_eq(a->client_endpoint, r->endpoint))
        use_region(a, r->region, r->endpoint);
    *at = (struct rds_at){.client = a->client,
                          .cancel = t->cancel,
                          .region = str_or(r->region, ""),
                          .instance = r->instance,
                          .look_ms = s->ali_look_ms};
    return true;
}

static bool need(const char *value, const char *text, struct err *err)
{
    return !str_empty(value) || err_set(err, ERR_INPUT, "%s", text);
}

/* ---- the key ---- */

static void forget_account(struct session *s)
{
    session_lock(s);
    struct snap_ali *w = &s->world->ali;
    shared_unref(w->account);
    shared_unref(w->list);
    shared_unref(w->source);
    shared_unref(w->diagnosis);
    *w = (struct snap_ali){.book = w->book};
    session_publish(s);
    session_unlock(s);
}

static bool do_connect_ali(struct session *s, struct task *t, struct reply *r)
{
    struct ali_side *a = &s->ali;
    struct ali_account account = {0};
    struct rds_at at;

    ali_side_clear(a);
    forget_account(s);
    if (!need(t->cmd.ali_credentials.key_id, _("There is no key for Alibaba Cloud yet."),
              &r->err))
        return false;
    ali_credentials_copy(&a->key, &t->cmd.ali_credentials);
    ali_regions_known(&a->regions);
    if (!ali_at(s, t, &at, &r->err) ||
        !ali_identity_read(at.client, &account.identity, t->cancel, &r->err)) {
        ali_side_clear(a);
        return false;
    }
    /* A key that may not list the regions is a key all the same. */
    if (!ali_regions_read(at.client, s->language, &account.regions, t->cancel,
                          &account.regions_err))
        log_err(LOG_INFO, AREA, &account.regions_err);
    ali_regions_clear(&a->regions);
    ali_regions_copy(&a->regions, &account.regions);
    account.key_id = key_masked(a->key.key_id);
    account.origin = mem_strdup(a->key.origin);
    account.temporary = a->key.token != NULL;
    account.expires = a->key.expires_s;
    account.host = mem_strdup(rds_client_host(at.client));
    account.mono = clock_mono_ms();
    mem_replace(&a->client_region,
                NULL); /* its host is known by now: the next call has a new one */
    rds_client_free(a->client);
    a->client = NULL;
    session_lock(s);
    s->world->ali.account = ali_account_new(&account);
    session_publish(s);
    session_unlock(s);
    return true;
}

/* ---- the list ---- */

static bool do_list_ali(struct session *s, struct task *t, struct reply *r)
{
    struct ali_instances fresh = {0};
    struct rds_at at;

    if (!need(t->cmd.plan.rds.region, _("Choose the region at Alibaba Cloud."), &r->err) ||
        !ali_at(s, t, &at, &r->err))
        return false;
    at.instance = NULL;
    if (!rds_instances(&at, &fresh.list, &r->err))
        return false;
    fresh.region = mem_strdup(t->cmd.plan.rds.region);
    fresh.mono = clock_mono_ms();
    session_lock(s);
    shared_unref(s->world->ali.list);
    s->world->ali.list = ali_instances_new(&fresh);
    session_publish(s);
    session_unlock(s);
    return true;
}

/* ---- one instance ---- */

/* What may fail without hiding the others. A list that cannot be read leaves the reason. */
static void read_parts(const struct rds_at *at, struct ali_source *f, bool is_public)
{
    rds_net_info(at, &f->net, &f->net_err);
    f->side = allow_side(str_or(f->net.allow_mode, f->attribute.allow_mode), is_public);
    rds_allow_groups(at, f->side, &f->allow, &f->allow_err);
    rds_accounts(at, NULL, &f->accounts, &f->accounts_err);
    rds_params(at, &f->params, &f->params_err);
    rds_policy(at, RDS_POLICY_DATA, &f->data, &f->data_err);
    rds_policy(at, RDS_POLICY_LOG, &f->log, &f->log_err);
    rds_ssl(at, &f->ssl, &f->ssl_err);
    rds_tde(at, &f->tde, &f->tde_err);
}

bool ali_look(struct session *s, const struct rds_at *at, const struct plan *p, struct err *err)
{
    struct ali_source fresh = {0};

    if (!need(at->instance, _("Choose the instance at Alibaba Cloud."), err) ||
        !need(at->region, _("Choose the region at Alibaba Cloud."), err) ||
        !rds_attribute(at, &fresh.attribute, err))
        return false;
    read_parts(at, &fresh, str_eq(str_or(p->source.access_type, "extranet"), "extranet"));
    fresh.region = mem_strdup(at->region);
    fresh.instance = mem_strdup(at->instance);
    fresh.mono = clock_mono_ms();
    const struct ali_source *part = ali_source_new(&fresh);
    if (!cancel_check(at->cancel, err)) { /* half of it failed for that alone */
        shared_unref(part);
        return false;
    }
    /* As it is now: it may have been mended. A file may be slow: not with the lock held. */
    const struct ali_book *book = ali_book_read(s->addresses_file);
    session_lock(s);
    shared_unref(s->world->ali.source);
    s->world->ali.source = part;
    shared_unref(s->world->ali.book);
    s->world->ali.book = book;
    session_publish(s);
    session_unlock(s);
    return true;
}

static bool do_look_ali(struct session *s, struct task *t, struct reply *r)
{
    struct rds_at at;

    return ali_at(s, t, &at, &r->err) && ali_look(s, &at, &t->cmd.plan, &r->err);
}

/* ---- the thread ---- */

static const struct doer doers[] = {
    {CMD_ALI_CONNECT, do_connect_ali},   {CMD_ALI_LIST, do_list_ali},
    {CMD_ALI_LOOK, do_look_ali},         {CMD_ALI_CHANGE, do_ali_change},
    {CMD_ALI_DIAGNOSE, do_ali_diagnose},
};

void *session_ali_main(void *worker)
{
    struct worker *w = worker;
    struct session *s = w->s;

    while (!cancel_is_fired(s->quit)) {
        struct task *t = worker_take(w);
        if (t) {
            struct reply r = {.id = t->id, .kind = t->cmd.kind};
            r.ok = worker_run(doers, sizeof doers / sizeof *doers, s, t, &r);
            worker_finish(w, t, &r);
        } else {
            worker_wait(w, CLOCK_NEVER);
        }
    }
    worker_end(w);
    return NULL;
}
