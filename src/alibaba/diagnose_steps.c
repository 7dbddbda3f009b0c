/* SPDX-License-Identifier: MIT
 *
 * diagnose_steps - the steps of diagnose.h about the key and the instance.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alibaba/diagnose_private.h"
#include "alibaba/regions.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define SKEW_S       600
#define ELSEWHERE_MS 60000 /* for all of them; the rest is told as not looked into */
#define REGIONS_MAX  60    /* looked into for an instance that is not where it was said to be */

#define NEEDS_INSTANCE _("Not asked: the instance could not be looked at.")

/* ---- the key ---- */

/* The answer's Date header is what the clock is measured by; the answer itself is for step 1. */
bool diagnose_clock(struct diagnosis *d, struct err *err)
{
    struct json *answer = NULL;

    if (rds_call(d->o.at.client, RDS_GET_CALLER_IDENTITY, NULL, 0, &answer, NULL,
                 d->o.at.cancel, err)) {
        ali_identity_clear(&d->who);
        ali_identity_parse(answer, &d->who, &(struct err){0}); /* nobody: step 1 says so */
        json_free(answer);
    } else if (err->kind != ERR_AUTH && err->kind != ERR_DENIED) {
        return diagnose_told(d, RDS_GET_CALLER_IDENTITY, err);
    } else {
        d->refused = *err;
    }
    int64_t offset = rds_client_offset_s(d->o.at.client), off = offset < 0 ? -offset : offset;
    char span[FMT_SIZE];
    if (off <= SKEW_S)
        return diagnose_say(d, DIAGNOSE_OK, "%s", _("It is near enough to Alibaba's."));
    fmt_duration(off, span);
    return diagnose_say(d, DIAGNOSE_WARNING,
                        offset > 0 ? _("It is %s behind Alibaba's; requests are corrected.")
                                   : _("It is %s ahead of Alibaba's; requests are corrected."),
                        span);
}

bool diagnose_identity(struct diagnosis *d, struct err *err)
{
    size_t step;

    (void)err;
    if (d->refused.kind == ERR_AUTH) {
        diagnose_keep(d, RDS_GET_CALLER_IDENTITY, &d->refused);
        diagnose_say(d, DIAGNOSE_NO, "%s (%s).", d->refused.text, str_or(d->refused.code, "-"));
        return diagnose_decide(d, DIAGNOSE_KEY_BAD);
    }
    if (d->refused.kind != ERR_NONE) {
        enum diagnose_cause cause = diagnose_cause_of(d, &d->refused, &step);
        diagnose_told(d, RDS_GET_CALLER_IDENTITY, &d->refused);
        if (cause != DIAGNOSE_HOLD && cause != DIAGNOSE_KEY_BAD)
            return true;
        diagnose_keep(d, RDS_GET_CALLER_IDENTITY, &d->refused);
        return diagnose_decide(d, cause);
    }
    if (!d->who.arn && !d->who.account_id)
        return diagnose_say(d, DIAGNOSE_NOT_ASKED, "%s", _("Not known whose it is."));
    if (d->who.kind == ALI_IDENTITY_OWNER)
        return diagnose_say(
            d, DIAGNOSE_OK,
            _("The owner's of account %s: it has every right, question 1 is answered."),
            str_or(d->who.account_id, "?"));
    char *who = ali_identity_text(&d->who);
    diagnose_say(d, DIAGNOSE_OK, _("%s of account %s: it has the rights it was given."), who,
                 str_or(d->who.account_id, "?"));
    free(who);
    return true;
}

/* ---- the instance ---- */

/* Is it in this region? -1: that could not be asked. */
static int is_there(struct diagnosis *d, const char *region, struct rds_client *client)
{
    struct rds_at at = d->o.at;
    struct rds_instance_list l;
    struct err why = {0};
    int found = 0;

    at.region = region;
    at.client = client;
    if (!rds_instances(&at, &l, &why))
        return why.kind == ERR_GONE ? 0 : -1;
    for (size_t i = 0; i < l.n; i++)
        if (str_eq_nocase(l.items[i].id, d->instance))
            found = 1;
    rds_instance_list_clear(&l);
    return found;
}

/* Looks for the instance in the other regions: with a client of theirs, or, without one, in those
 * the same host answers for. */
static bool look_elsewhere(struct diagnosis *d, size_t *looked, size_t *of, struct err *err)
{
    struct ali_regions l;
    int64_t until = clock_deadline(ELSEWHERE_MS);
    bool found = false;

    *looked = *of = 0;
    if (!ali_regions_read(d->o.at.client, NULL, &l, d->o.at.cancel, err)) {
        ali_regions_clear(&l);
        return err->kind != ERR_CANCELLED;
    }
    for (size_t i = 0; i < l.n && i < REGIONS_MAX && !found; i++) {
        const struct ali_region *r = &l.items[i];
        struct rds_client *c = d->o.at.client;
        if (!r->told || str_eq(r->id, d->region))
            continue;
        ++*of;
        if (d->o.client_of)
            c = d->o.client_of(d->o.arg, r->id, r->endpoint);
        else if (r->endpoint && !str_eq(r->endpoint, rds_client_host(c)))
            c = NULL;
        if (clock_left_ms(until) == 0)
            c = NULL;
        int there = c ? is_there(d, r->id, c) : -1;
        *looked += there >= 0;
        found = there > 0;
        if (found)
            mem_replace(&d->elsewhere, r->id);
        if (!cancel_check(d->o.at.cancel, err))
            break;
    }
    ali_regions_clear(&l);
    return !cancel_is_fired(d->o.at.cancel);
}

static bool not_there(struct diagnosis *d, const struct err *why, struct err *err)
{
    size_t looked, of;

    diagnose_keep(d, RDS_DESCRIBE_ATTRIBUTE, why);
    if (!look_elsewhere(d, &looked, &of, err))
        return false;
    if (d->elsewhere) {
        diagnose_say(d, DIAGNOSE_NO, _("Not in %s: it is in %s."), str_or(d->region, "?"),
                     d->elsewhere);
        return diagnose_decide(d, DIAGNOSE_WRONG_REGION);
    }
    diagnose_say(d, DIAGNOSE_NO,
                 _("Not in %s; looked for in %zu of %zu other regions and not found there."),
                 str_or(d->region, "?"), looked, of);
    return diagnose_decide(d, DIAGNOSE_NO_INSTANCE);
}

bool diagnose_read(struct diagnosis *d, struct err *err)
{
    size_t step;

    if (rds_attribute(&d->o.at, &d->attribute, err)) {
        d->has_attribute = true;
        return diagnose_say(d, DIAGNOSE_OK, _("%s, MySQL %s; the key may look at it."),
                            d->attribute.id, str_or(d->attribute.version, "?"));
    }
    if (err->kind == ERR_GONE) {
        struct err why = *err;
        return not_there(d, &why, err);
    }
    if (!diagnose_told(d, RDS_DESCRIBE_ATTRIBUTE, err))
        return false;
    if (err->kind != ERR_DENIED && err->kind != ERR_AUTH)
        return true;
    diagnose_keep(d, RDS_DESCRIBE_ATTRIBUTE, err);
    return diagnose_decide(d, diagnose_cause_of(d, err, &step));
}

static bool no_instance(struct diagnosis *d)
{
    return !d->has_attribute && diagnose_say(d, DIAGNOSE_NOT_ASKED, "%s", NEEDS_INSTANCE);
}

bool diagnose_lock(struct diagnosis *d, struct err *err)
{
    const struct rds_attribute *a = &d->attribute;

    (void)err;
    if (no_instance(d))
        return true;
    if (!a->lock)
        return diagnose_say(d, DIAGNOSE_WARNING, "%s", _("Alibaba does not say."));
    if (!rds_is_locked(a))
        return diagnose_say(d, DIAGNOSE_OK, "%s", _("It is."));
    diagnose_say(d, DIAGNOSE_NO,
                 str_eq_nocase(a->lock, "LockByExpiration")  ? _("It has expired (%s %s).")
                 : str_eq_nocase(a->lock, "LockByDiskQuota") ? _("Its disk is full (%s %s).")
                                                             : _("It is locked (%s %s)."),
                 a->lock, str_or(a->lock_reason, ""));
    return diagnose_decide(d, DIAGNOSE_LOCKED);
}

bool diagnose_primary(struct diagnosis *d, struct err *err)
{
    const struct rds_attribute *a = &d->attribute;

    (void)err;
    if (no_instance(d))
        return true;
    if (!a->type && !a->primary)
        return diagnose_say(d, DIAGNOSE_WARNING, "%s", _("Alibaba does not say."));
    if (rds_is_primary(a))
        return diagnose_say(d, DIAGNOSE_OK, "%s", _("It is."));
    if (a->primary)
        diagnose_say(d, DIAGNOSE_NO, _("It is a %s instance; its primary is %s."),
                     str_or(a->type, "Readonly"), a->primary);
    else
        diagnose_say(d, DIAGNOSE_NO, _("It is a %s instance."), a->type);
    return diagnose_decide(d, DIAGNOSE_REPLICA);
}

bool diagnose_running(struct diagnosis *d, struct err *err)
{
    (void)err;
    if (no_instance(d))
        return true;
    if (!d->attribute.status)
        return diagnose_say(d, DIAGNOSE_WARNING, "%s", _("Alibaba does not say."));
    if (rds_is_running(&d->attribute))
        return diagnose_say(d, DIAGNOSE_OK, "%s",
                            _("Running; that does not rule out a backup."));
    diagnose_say(d, DIAGNOSE_NO, _("Its state is %s."), d->attribute.status);
    return diagnose_decide(d, DIAGNOSE_CONFLICT);
}

bool diagnose_storage(struct diagnosis *d, struct err *err)
{
    const struct rds_attribute *a = &d->attribute;

    (void)err;
    if (no_instance(d))
        return true;
    if (rds_has_local_disk(a))
        return diagnose_say(d, DIAGNOSE_OK, _("Yes, it is a local disk (%s)."), a->storage);
    if (!rds_has_cloud_disk(a))
        return diagnose_say(d, DIAGNOSE_WARNING, _("The kind of its storage is not known: %s."),
                            str_or(a->storage, "-"));
    diagnose_say(d, DIAGNOSE_NO,
                 _("It is a cloud disk (%s): its backups are snapshots, no files that a "
                   "migration could read."),
                 a->storage);
    return diagnose_decide(d, DIAGNOSE_EDITION);
}
