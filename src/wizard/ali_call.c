/* SPDX-License-Identifier: MIT
 *
 * ali_call - see ali_call.h.
 */
#include "wizard/ali_call.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/acs3.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#define TEXT_MAX 8192

char *ali_window_text(const struct rds_policy *p)
{
    const char *days = p->values[RDS_BACKUP_PERIOD], *hours = p->values[RDS_BACKUP_TIME];

    return days && hours ? mem_printf("%s %s", days, hours) : NULL;
}

bool ali_window_split(const char *text, char **days, char **hours)
{
    const char *space = text ? strchr(text, ' ') : NULL;

    if (!space || space == text || !space[1])
        return false;
    *days = mem_strndup(text, (size_t)(space - text));
    *hours = mem_strdup(space + 1);
    return true;
}

bool ali_window_away(const struct ali_source *s, int64_t at, char **was, char **now)
{
    struct backup_move m;

    *was = *now = NULL;
    if (s->data_err.kind || !backup_window_propose(&s->data, at, &m))
        return false;
    *was = ali_window_text(&s->data);
    *now = mem_printf("%s %s", m.period, m.time);
    return true;
}

/* A parameter without a value is not sent. */
static char *call(const char *action, const struct acs3_param *params, size_t n)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    buf_adds(&b, action);
    for (size_t i = 0; i < n; i++)
        if (params[i].value)
            buf_addf(&b, "\n  %s=%s", params[i].name, params[i].value);
    return buf_steal(&b);
}

static char *policy_call(const struct ali_change *c, const struct rds_policy *before,
                         const struct rds_policy_edit *edits, size_t n)
{
    struct acs3_param params[RDS_POLICY_PARAMS];
    const char *gap;
    size_t count = rds_policy_params(c->instance, before, edits, n, params, &gap);

    return gap ? NULL : call("ModifyBackupPolicy", params, count);
}

static char *window_call(const struct ali_change *c, const struct ali_source *s)
{
    char *days, *hours;

    if (!s || s->data_err.kind || !ali_window_split(c->now, &days, &hours))
        return NULL;
    const struct rds_policy_edit edits[] = {{RDS_BACKUP_PERIOD, days},
                                            {RDS_BACKUP_TIME, hours}};
    char *text = policy_call(c, &s->data, edits, 2);
    free(days);
    free(hours);
    return text;
}

static char *hours_call(const struct ali_change *c, const struct ali_source *s)
{
    const struct rds_policy_edit edit = {RDS_LOG_LOCAL_HOURS, c->now};

    return s && !s->log_err.kind && c->now ? policy_call(c, &s->log, &edit, 1) : NULL;
}

static char *param_call(const struct ali_change *c, const struct ali_source *s)
{
    const struct rds_param *p = s ? rds_param_find(&s->params, str_or(c->name, "")) : NULL;

    if (!p)
        return NULL;
    struct json *set = json_object();
    json_set(set, p->full, json_string(c->now));
    char *value = json_print(set);
    const struct acs3_param params[] = {
        {"DBInstanceId", c->instance}, {"Parameters", value}, {"Forcerestart", "false"}};
    char *text = call("ModifyParameter", params, 3);
    json_free(set);
    free(value);
    return text;
}

/* One privilege for each database, as the service wants it. */
static char *grant_call(const struct ali_change *c)
{
    struct strlist words = {0};

    for (size_t i = 0; i < c->entries.n; i++)
        strlist_add(&words, str_or(c->now, ""));
    char *list = strlist_join(&c->entries, ","), *rights = strlist_join(&words, ",");
    const struct acs3_param params[] = {{"DBInstanceId", c->instance},
                                        {"AccountName", c->name},
                                        {"DBName", list},
                                        {"AccountPrivilege", rights}};
    char *text = call("GrantAccountPrivilege", params, 4);
    free(list);
    free(rights);
    strlist_clear(&words);
    return text;
}

char *ali_call_text(const struct ali_change *c, const struct ali_source *s)
{
    const struct acs3_param backup[] = {{"DBInstanceId", c->instance},
                                        {"BackupMethod", "Physical"}};
    const struct acs3_param address[] = {
        {"DBInstanceId", c->instance}, {"ConnectionStringPrefix", c->name}, {"Port", c->now}};
    const struct acs3_param account[] = {{"DBInstanceId", c->instance},
                                         {"AccountName", c->name},
                                         {"AccountPassword", "***"},
                                         {"AccountType", c->now}};

    switch (c->kind) {
    case ALI_WINDOW: return window_call(c, s);
    case ALI_HOURS: return hours_call(c, s);
    case ALI_PARAM: return param_call(c, s);
    case ALI_BACKUP: return call("CreateBackup", backup, 2);
    case ALI_PUBLIC: return call("AllocateInstancePublicConnection", address, 3);
    case ALI_ACCOUNT: return call("CreateAccount", account, 4);
    case ALI_GRANT: return grant_call(c);
    default: return NULL;
    }
}
