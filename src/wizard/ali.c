/* SPDX-License-Identifier: MIT
 *
 * ali - see ali.h: the parts, and what they fill in.
 */
#include "wizard/ali.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wizard/plan_access.h"
#include "wizard/shared.h"

/* ---- parts ---- */

static void account_clear(void *value)
{
    struct ali_account *a = value;

    ali_identity_clear(&a->identity);
    ali_regions_clear(&a->regions);
    free(a->key_id);
    free(a->origin);
    free(a->host);
}

static void instances_clear(void *value)
{
    struct ali_instances *l = value;

    free(l->region);
    rds_instance_list_clear(&l->list);
}

static void source_clear(void *value)
{
    struct ali_source *s = value;

    free(s->region);
    free(s->instance);
    rds_attribute_clear(&s->attribute);
    rds_net_info_clear(&s->net);
    rds_allow_list_clear(&s->allow);
    rds_account_list_clear(&s->accounts);
    rds_param_list_clear(&s->params);
    rds_policy_clear(&s->data);
    rds_policy_clear(&s->log);
    rds_ssl_clear(&s->ssl);
}

static void diagnosis_clear(void *value)
{
    struct ali_diagnosis *d = value;

    free(d->region);
    free(d->instance);
    for (size_t i = 0; i < DIAGNOSE_STEPS; i++)
        free(d->steps[i].answer);
    free(d->headline);
    free(d->advice);
    free(d->ticket);
}

const struct ali_account *ali_account_new(struct ali_account *taken)
{
    return shared_value_new(taken, sizeof *taken, account_clear);
}

const struct ali_instances *ali_instances_new(struct ali_instances *taken)
{
    return shared_value_new(taken, sizeof *taken, instances_clear);
}

const struct ali_source *ali_source_new(struct ali_source *taken)
{
    return shared_value_new(taken, sizeof *taken, source_clear);
}

const struct ali_diagnosis *ali_diagnosis_new(struct ali_diagnosis *taken)
{
    return shared_value_new(taken, sizeof *taken, diagnosis_clear);
}

const struct ali_source *ali_source_of(const struct ali_source *s, const struct plan *p)
{
    return s && !str_empty(p->rds.instance) && str_eq(s->instance, p->rds.instance) ? s : NULL;
}

bool ali_diagnosis_may_ask(const struct ali_diagnosis *d)
{
    return d->cause == DIAGNOSE_KEY_LIKELY || d->cause == DIAGNOSE_NOTHING;
}

/* ---- filling in ---- */

bool ali_way_is_public(const struct plan *p)
{
    return str_eq(str_or(p->source.access_type, "extranet"), "extranet");
}

const struct rds_address *ali_source_address(const struct plan *p, const struct ali_source *s)
{
    for (size_t i = 0; i < s->net.n; i++) {
        const struct rds_address *a = &s->net.items[i];
        if (a->splitting || (a->kind == RDS_NET_PUBLIC) != ali_way_is_public(p))
            continue;
        return a;
    }
    return NULL;
}

static bool fill(char **where, const char *value)
{
    if (str_empty(value) || str_eq(*where, value))
        return false;
    mem_replace(where, value);
    return true;
}

bool ali_fill(struct plan *p, const struct ali_source *s)
{
    const struct rds_address *a = ali_source_address(p, s);
    const struct ali_region_info *region = ali_region_find(s->region);
    bool changed = fill(&p->source.engine_version, s->attribute.version);

    if (a && plan_access_has(&p->source, ACCESS_HOST)) {
        /* DTS wants an address; the name is what this host can ask again. */
        changed = fill(&p->source.host, str_or(a->ip, a->host)) || changed;
        if (a->port > 0 && a->port < 65536 && p->source.port != (unsigned)a->port) {
            p->source.port = (unsigned)a->port;
            changed = true;
        }
    }
    if (region && region->nearest && str_empty(p->source_region))
        changed = fill(&p->source_region, region->nearest) || changed;
    return changed;
}
