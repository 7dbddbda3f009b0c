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

void ali_drop_diagnosis(struct ali_side *a)
{
    diagnose_free(a->diagnosis);
    a->diagnosis = NULL;
    mem_replace(&a->diagnosed, NULL);
}

void ali_side_clear(struct ali_side *a)
{
    ali_drop_diagnosis(a);
    rds_client_free(a->client);
    rds_client_free(a->other);
    ali_credentials_clear(&a->key);
    ali_regions_clear(&a->regions);
    free(a->client_region);
    free(a->client_endpoint);
    memset(a, 0, sizeof *a);
}

/* ---- whom to ask ---- */

struct rds_client *ali_client(const struct ali_side *a, const char *region, const char *host,
                              const char *endpoint)
{
    return rds_client_new(&(struct rds_client_options){
        .key_id = a->key.key_id,
        .key = a->key.key,
        .token = a->key.token,
        .region = region,
        .region_endpoint = host,
        .endpoint = str_empty(endpoint) ? NULL : endpoint,
        .sts_endpoint = str_empty(endpoint) ? NULL : endpoint,
    });
}

static void use_region(struct ali_side *a, const char *region, const char *endpoint)
{
    const struct ali_region *known = ali_regions_find(&a->regions, str_or(region, ""));

    ali_drop_diagnosis(a); /* it asks the old one */
    rds_client_free(a->client);
    a->client = ali_client(a, region, known ? known->endpoint : NULL, endpoint);
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

bool ali_at_change(struct session *s, struct task *t, struct rds_at *at, struct err *err)
{
    mem_replace(&t->cmd.plan.rds.region, t->cmd.change->region);
    mem_replace(&t->cmd.plan.rds.instance, t->cmd.change->instance);
    return ali_at(s, t, at, err);
}

bool ali_is_silent(const struct err *err)
{
    return err->kind == ERR_NETWORK || err->kind == ERR_TIMEOUT;
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

enum part { NET, ALLOW, ACCOUNTS, PARAMS, DATA, LOG, SSL, TDE, PARTS };

static void read_part(const struct rds_at *at, struct ali_source *f, enum part part)
{
    switch (part) {
    case NET: rds_net_info(at, &f->net, &f->net_err); break;
    case ALLOW: rds_allow_groups(at, f->side, &f->allow, &f->allow_err); break;
    case ACCOUNTS: rds_accounts(at, NULL, &f->accounts, &f->accounts_err); break;
    case PARAMS: rds_params(at, &f->params, &f->params_err); break;
    case DATA: rds_policy(at, RDS_POLICY_DATA, &f->data, &f->data_err); break;
    case LOG: rds_policy(at, RDS_POLICY_LOG, &f->log, &f->log_err); break;
    case SSL: rds_ssl(at, &f->ssl, &f->ssl_err); break;
    default: rds_tde(at, &f->tde, &f->tde_err);
    }
}

/* What may fail without hiding the others. A list that cannot be read leaves the reason; where nobody
 * answers any more, that is the reason of all that were to follow. */
static void read_parts(const struct rds_at *at, struct ali_source *f, bool is_public)
{
    struct err *const errs[PARTS] = {
        [NET] = &f->net_err,       [ALLOW] = &f->allow_err, [ACCOUNTS] = &f->accounts_err,
        [PARAMS] = &f->params_err, [DATA] = &f->data_err,   [LOG] = &f->log_err,
        [SSL] = &f->ssl_err,       [TDE] = &f->tde_err};
    const struct err *silent = NULL;

    for (enum part i = NET; i < PARTS; i++) {
        if (i == ALLOW)
            f->side = allow_side(str_or(f->net.allow_mode, f->attribute.allow_mode), is_public);
        if (silent)
            *errs[i] = *silent;
        else
            read_part(at, f, i);
        if (!silent && ali_is_silent(errs[i]))
            silent = errs[i];
    }
}

bool ali_look(struct session *s, const struct rds_at *at, const struct plan *p, struct err *err)
{
    struct ali_source fresh = {0};

    if (!need(at->instance, _("Choose the instance at Alibaba Cloud."), err) ||
        !need(at->region, _("Choose the region at Alibaba Cloud."), err) ||
        !rds_attribute(at, &fresh.attribute, err))
        return false;
    read_parts(at, &fresh, ali_way_is_public(p));
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
