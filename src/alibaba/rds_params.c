/* SPDX-License-Identifier: MIT
 *
 * rds_params - see rds_params.h.
 */
#include "alibaba/rds_params.h"

#include <stdlib.h>

#include "alibaba/rds_private.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define LOOSE "loose_"

static const char *without_loose(const char *name)
{
    return str_starts(str_or(name, ""), LOOSE) ? name + sizeof LOOSE - 1 : name;
}

static void read_list(const struct json *answer, const char *path, bool waits,
                      struct rds_param_list *out)
{
    struct rds_walk w = rds_walk(answer, path);

    for (; w.at; rds_walk_on(&w)) {
        char *full = rds_text(w.at, "ParameterName");
        if (full && out->n == RDS_LIST_MAX)
            out->cut = true;
        if (!full || out->cut) {
            free(full);
            continue;
        }
        struct rds_param *p = MEM_PUSH(out->items, out->n, out->cap);
        p->full = full;
        p->name = mem_strdup(without_loose(full));
        p->value = rds_text(w.at, "ParameterValue");
        p->description = rds_text(w.at, "ParameterDescription");
        p->waits = waits;
    }
}

bool rds_params(const struct rds_at *at, struct rds_param_list *out, struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance}};
    struct json *answer = NULL;

    *out = (struct rds_param_list){0};
    if (!rds_call(at->client, RDS_DESCRIBE_PARAMETERS, params, 1, &answer, NULL, at->cancel,
                  err))
        return false;
    read_list(answer, "RunningParameters.DBInstanceParameter", false, out);
    read_list(answer, "ConfigParameters.DBInstanceParameter", true, out);
    json_free(answer);
    return true;
}

void rds_param_list_clear(struct rds_param_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].name);
        free(l->items[i].full);
        free(l->items[i].value);
        free(l->items[i].description);
    }
    free(l->items);
    *l = (struct rds_param_list){0};
}

static const struct rds_param *find(const struct rds_param_list *l, const char *name,
                                    bool waits)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].waits == waits && str_eq_nocase(l->items[i].name, without_loose(name)))
            return &l->items[i];
    return NULL;
}

const struct rds_param *rds_param_find(const struct rds_param_list *l, const char *name)
{
    return find(l, name, false);
}

const char *rds_param_stands(const struct rds_param_list *l, const char *name)
{
    const struct rds_param *p = find(l, name, true);

    p = p ? p : find(l, name, false);
    return p ? p->value : NULL;
}

struct wanted {
    const char *name, *value;
};

static enum rds_seen look(const struct rds_at *at, void *arg)
{
    const struct wanted *w = arg;
    struct rds_param_list l;
    struct err ignored = {0};

    if (!rds_params(at, &l, &ignored))
        return RDS_SEEN_UNCLEAR;
    bool is = str_eq_nocase(rds_param_stands(&l, w->name), w->value);
    rds_param_list_clear(&l);
    return is ? RDS_SEEN : RDS_SEEN_NOT;
}

enum rds_outcome rds_set_param(const struct rds_at *at, const char *name, const char *value,
                               char **old, struct err *err)
{
    struct rds_param_list l;
    struct wanted wanted = {name, value};

    if (old)
        *old = NULL;
    if (!rds_params(at, &l, err))
        return RDS_NOT_DONE;
    const struct rds_param *p = find(&l, name, false);
    char *full = p ? mem_strdup(p->full) : NULL;
    if (p && old)
        *old = mem_strdup(p->value);
    rds_param_list_clear(&l);
    if (!full) {
        err_set(err, ERR_DENIED, _("Alibaba's API does not change the parameter %s"), name);
        err_hint(err, "%s",
                 _("It is not among those of this instance that its owner may change."));
        return RDS_NOT_DONE;
    }
    struct json *set = json_object();
    json_set(set, full, json_string(value));
    char *text = json_print(set);
    const struct acs3_param params[] = {
        {"DBInstanceId", at->instance}, {"Parameters", text}, {"Forcerestart", "false"}};
    enum rds_outcome o =
        rds_change(at, RDS_MODIFY_PARAMETER, params, RDS_LEN(params), NULL, look, &wanted, err);
    json_free(set);
    free(text);
    free(full);
    return o;
}
