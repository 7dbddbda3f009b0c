/* SPDX-License-Identifier: MIT
 *
 * policy - see policy.h.
 */
#include "alibaba/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

/* Granted for all instances or not at all. */
static bool is_about_all(enum rds_action a)
{
    switch (a) {
    case RDS_DESCRIBE_REGIONS:
    case RDS_DESCRIBE_INSTANCES:
    case RDS_DESCRIBE_HISTORY_TASKS:
    case RDS_DESCRIBE_ACTIVE_TASKS: return true;
    default: return false;
    }
}

static bool is_part(const char *s)
{
    return !s ||
           !s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")];
}

/* The names in the order given, each once; NULL when there is none of that sort. */
static struct json *names(const enum rds_action *actions, size_t n, bool about_all)
{
    struct strlist list = {0};
    struct json *out = NULL;

    for (size_t i = 0; i < n; i++) {
        const struct rds_action_info *info = rds_action_info(actions[i]);
        if (!info || info->sts || is_about_all(actions[i]) != about_all)
            continue;
        char *name = rds_permission(actions[i]);
        if (strlist_has(&list, name))
            free(name);
        else
            strlist_take(&list, name);
    }
    for (size_t i = 0; i < list.n; i++) {
        out = out ? out : json_array();
        json_add(out, json_string(list.items[i]));
    }
    strlist_clear(&list);
    return out;
}

/* Takes the names. */
static void add_statement(struct json *statements, struct json *actions, const char *resource)
{
    struct json *s = json_object();

    json_set(s, "Effect", json_string("Allow"));
    json_set(s, "Action", actions);
    json_set(s, "Resource", json_string(resource));
    json_add(statements, s);
}

char *ali_policy(const enum rds_action *actions, size_t n, const struct ali_policy_scope *scope)
{
    if (!is_part(scope->region) || !is_part(scope->account_id) || !is_part(scope->instance_id))
        return NULL;
    struct json *of_instance = names(actions, n, false), *of_all = names(actions, n, true),
                *policy = json_object(), *statements = json_array();
    char *resource =
        mem_printf("acs:rds:%s:%s:dbinstance/%s", str_or(scope->region, "*"),
                   str_or(scope->account_id, "*"), str_or(scope->instance_id, "*"));
    char *text = NULL;

    if (of_instance)
        add_statement(statements, of_instance, resource);
    if (of_all)
        add_statement(statements, of_all, "*");
    json_set(policy, "Version", json_string("1"));
    json_set(policy, "Statement", statements);
    if (of_instance || of_all)
        text = json_print_pretty(policy);
    json_free(policy);
    free(resource);
    return text;
}
