/* SPDX-License-Identifier: MIT
 *
 * rds_policy - the backup policy, see rds_backup.h.
 */
#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_backup.h"
#include "alibaba/rds_private.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static const struct {
    const char *name;
    enum rds_policy_part part;
    bool wanted; /* the service refuses a change without it */
} values[RDS_POLICY_VALUES] = {
    [RDS_BACKUP_PERIOD] = {"PreferredBackupPeriod", RDS_POLICY_DATA, true},
    [RDS_BACKUP_TIME] = {"PreferredBackupTime", RDS_POLICY_DATA, true},
    [RDS_BACKUP_RETENTION] = {"BackupRetentionPeriod", RDS_POLICY_DATA, true},
    [RDS_BACKUP_LOG] = {"BackupLog", RDS_POLICY_DATA, true},
    [RDS_LOG_ENABLED] = {"EnableBackupLog", RDS_POLICY_LOG, true},
    [RDS_LOG_SPACE_GUARD] = {"HighSpaceUsageProtection", RDS_POLICY_LOG, true},
    [RDS_LOG_LOCAL_HOURS] = {"LocalLogRetentionHours", RDS_POLICY_LOG, true},
    [RDS_LOG_LOCAL_SPACE] = {"LocalLogRetentionSpace", RDS_POLICY_LOG, true},
    [RDS_LOG_RETENTION] = {"LogBackupRetentionPeriod", RDS_POLICY_LOG, false},
    [RDS_LOG_LOCAL_NUMBER] = {"LogBackupLocalRetentionNumber", RDS_POLICY_LOG, false},
};
static const char *const part_words[] = {"DataBackupPolicy", "LogBackupPolicy"};

/* The two ways of saying one thing: where one is missing, the other tells it. */
static void complete(const struct json *answer, struct rds_policy *p)
{
    if (!p->values[RDS_BACKUP_LOG] && p->values[RDS_LOG_ENABLED])
        p->values[RDS_BACKUP_LOG] =
            mem_strdup(rds_truth(answer, "EnableBackupLog") ? "Enable" : "Disabled");
    else if (!p->values[RDS_LOG_ENABLED] && p->values[RDS_BACKUP_LOG])
        p->values[RDS_LOG_ENABLED] = mem_strdup(rds_truth(answer, "BackupLog") ? "1" : "0");
    if (str_eq(p->values[RDS_LOG_ENABLED], "true") ||
        str_eq(p->values[RDS_LOG_ENABLED], "false"))
        mem_replace(&p->values[RDS_LOG_ENABLED],
                    str_eq(p->values[RDS_LOG_ENABLED], "true") ? "1" : "0");
}

bool rds_policy(const struct rds_at *at, enum rds_policy_part part, struct rds_policy *out,
                struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance},
                                        {"BackupPolicyMode", part_words[part]}};
    struct json *answer = NULL;

    *out = (struct rds_policy){.part = part};
    if (!rds_call(at->client, RDS_DESCRIBE_BACKUP_POLICY, params, RDS_LEN(params), &answer,
                  NULL, at->cancel, err))
        return false;
    for (size_t i = 0; i < RDS_POLICY_VALUES; i++)
        out->values[i] = rds_text(answer, values[i].name);
    complete(answer, out);
    out->next = rds_time(answer, "PreferredNextBackupTime");
    out->compress = rds_text(answer, "CompressType");
    out->category = rds_text(answer, "Category");
    json_free(answer);
    return true;
}

void rds_policy_clear(struct rds_policy *p)
{
    for (size_t i = 0; i < RDS_POLICY_VALUES; i++)
        free(p->values[i]);
    free(p->compress);
    free(p->category);
    *p = (struct rds_policy){0};
}

/* ---- changing ---- */

struct change {
    const struct rds_policy *before;
    const struct rds_policy_edit *edits;
    size_t n;
};

static const char *value_after(const struct change *c, enum rds_policy_value v)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->edits[i].which == v)
            return c->edits[i].value;
    return c->before->values[v];
}

static enum rds_seen look(const struct rds_at *at, void *arg)
{
    const struct change *c = arg;
    struct rds_policy now;
    struct err ignored = {0};
    size_t there = 0, old = 0;

    if (!rds_policy(at, c->before->part, &now, &ignored))
        return RDS_SEEN_UNCLEAR;
    for (size_t i = 0; i < c->n; i++) {
        const char *is = now.values[c->edits[i].which];
        there += str_eq_nocase(is, c->edits[i].value);
        old += str_eq_nocase(is, str_or(c->before->values[c->edits[i].which], ""));
    }
    rds_policy_clear(&now);
    return there == c->n ? RDS_SEEN : old == c->n ? RDS_SEEN_NOT : RDS_SEEN_UNCLEAR;
}

static const char *missing(const struct change *c)
{
    for (int v = 0; v < RDS_POLICY_VALUES; v++)
        if (values[v].part == c->before->part && values[v].wanted &&
            !value_after(c, (enum rds_policy_value)v))
            return values[v].name;
    return NULL;
}

size_t rds_policy_params(const char *instance, const struct rds_policy *before,
                         const struct rds_policy_edit *edits, size_t n, struct acs3_param *out,
                         const char **gap)
{
    const struct change c = {before, edits, n};
    size_t count = 0;

    *gap = missing(&c);
    out[count++] = (struct acs3_param){"DBInstanceId", instance};
    out[count++] = (struct acs3_param){"BackupPolicyMode", part_words[before->part]};
    for (int v = 0; v < RDS_POLICY_VALUES; v++)
        if (values[v].part == before->part)
            out[count++] =
                (struct acs3_param){values[v].name, value_after(&c, (enum rds_policy_value)v)};
    return count;
}

static enum rds_outcome send(const struct rds_at *at, struct change *c, struct err *err)
{
    struct acs3_param params[RDS_POLICY_PARAMS];
    const char *gap;
    size_t n = rds_policy_params(at->instance, c->before, c->edits, c->n, params, &gap);

    if (gap) {
        err_set(err, ERR_STATE, _("Alibaba Cloud did not tell %s of the backup policy"), gap);
        err_hint(err, "%s",
                 _("Nothing was changed: it would have been sent back unchanged. Change the "
                   "policy in the console."));
        return RDS_NOT_DONE;
    }
    return rds_change(at, RDS_MODIFY_BACKUP_POLICY, params, n, NULL, look, c, err);
}

enum rds_outcome rds_set_policy(const struct rds_at *at, const struct rds_policy_edit *edits,
                                size_t n, struct rds_policy *before, struct err *err)
{
    if (n == 0)
        abort();
    enum rds_policy_part part = values[edits[0].which].part;
    struct rds_policy was;
    struct change c = {&was, edits, n};

    if (before)
        *before = (struct rds_policy){0};
    for (size_t i = 1; i < n; i++)
        if (values[edits[i].which].part != part)
            abort();
    if (!rds_policy(at, part, &was, err))
        return RDS_NOT_DONE;
    enum rds_outcome o = send(at, &c, err);
    if (before)
        *before = was;
    else
        rds_policy_clear(&was);
    return o;
}
