/* SPDX-License-Identifier: MIT
 *
 * plan_validate - is an answer right, is a stage complete: one table of rules, in the order in
 * which the screens ask.
 *
 * Length: a rule and the function it names are read together.
 * Source: R3-R13 of the requirements; limits of ModifyMigrationJob (API 3.2, 3.4, 3.11, 3.14)
 */
#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "mysql/catalog.h"
#include "mysql/quote.h"
#include "wizard/plan.h"
#include "wizard/plan_access.h"

/* ---- is what stands there right? ---- */

static bool is_clean(const char *s, size_t max_chars)
{
    size_t chars = 0;

    if (!str_is_utf8(s, strlen(s)))
        return false;
    for (; *s; s++) {
        if ((unsigned char)*s < 0x20 || *s == 0x7F)
            return false;
        chars += ((unsigned char)*s & 0xC0) != 0x80;
    }
    return chars <= max_chars;
}

static bool right_name(const struct plan *p, struct err *err)
{
    if (is_clean(p->name, 128))
        return true;
    err_set(err, ERR_INPUT, _("The name of the task has over 128 characters or odd bytes."));
    return err_hint(err, _("Use a short name such as shop-move."));
}

static bool right_region(const char *region, struct err *err)
{
    size_t n = strlen(region);

    if (n >= 3 && n <= 40 && strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == n &&
        strchr(region, '-'))
        return true;
    err_set(err, ERR_INPUT, _("\"%s\" is not the code of a region."), region);
    return err_hint(err, _("A code looks like ap-seoul or eu-frankfurt."));
}

static bool right_target_region(const struct plan *p, struct err *err)
{
    return right_region(p->region, err);
}

static bool right_source_region(const struct plan *p, struct err *err)
{
    return right_region(p->source_region, err);
}

static bool one_of(const char *word, const char *const *words, const char *what,
                   struct err *err)
{
    for (; *words; words++)
        if (str_eq(word, *words))
            return true;
    return err_set(err, ERR_INPUT, _("\"%s\" is not a known %s."), word, what);
}

static bool right_class(const struct plan *p, struct err *err)
{
    static const char *const words[] = {"small", "medium", "large", "xlarge", "2xlarge", NULL};
    return one_of(p->instance_class, words, _("class of a task"), err);
}

static bool right_access(const struct plan_side *s, struct err *err)
{
    return str_eq(plan_access(s->access_type)->type, s->access_type) ||
           err_set(err, ERR_INPUT, _("\"%s\" is not a known %s."), s->access_type,
                   _("connection type"));
}

static bool is_ip(const char *host)
{
    unsigned char space[16];

    return inet_pton(AF_INET, host, space) == 1 || inet_pton(AF_INET6, host, space) == 1;
}

static bool right_host_text(const char *host, struct err *err)
{
    unsigned char six[16];

    if (strstr(host, "://")) {
        err_set(err, ERR_INPUT, _("This is a link, not the name of a host."));
        return err_hint(err, _("Give only the host, such as db.example.com or 203.0.113.10."));
    }
    if (strchr(host, ':') && inet_pton(AF_INET6, host, six) != 1) {
        err_set(err, ERR_INPUT, _("\"%s\" holds a colon."), host);
        return err_hint(err, _("The port has a field of its own."));
    }
    if (strlen(host) > 253 ||
        host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789.-_:%")] ||
        host[0] == '-' || host[0] == '.') {
        err_set(err, ERR_INPUT, _("\"%.60s\" cannot be the name of a host."), host);
        return err_hint(err, _("Give a name such as db.example.com or an address."));
    }
    return true;
}

/* R4: over the public network DTS is given an address, not a name. */
static bool right_host(const struct plan *p, const struct plan_side *s, struct err *err)
{
    if (!right_host_text(s->host, err))
        return false;
    if (p->backend == BACKEND_CLOUD && !is_ip(s->host)) {
        err_set(err, ERR_INPUT, _("DTS needs an address here, and \"%.100s\" is a name."),
                s->host);
        return err_hint(err, _("Choose one of the addresses that the name has."));
    }
    return true;
}

static bool right_port(unsigned port, struct err *err)
{
    return port <= 65535 || err_set(err, ERR_INPUT, _("A port is a number from 1 to 65535."));
}

static bool right_user(const struct plan_side *s, struct err *err)
{
    return is_clean(s->user, 80) ||
           err_set(err, ERR_INPUT, _("The name of the account is too long or has odd bytes."));
}

static bool right_net_env(const char *env, struct err *err)
{
    static const char *const words[] = {"UserIDC", "TencentVPC", NULL};
    return one_of(env, words, _("place behind the network"), err);
}

static bool right_owner(const char *uin, struct err *err)
{
    size_t n = strlen(uin);

    if (n <= 20 && strspn(uin, "0123456789") == n)
        return true;
    err_set(err, ERR_INPUT, _("The number of an account has digits only."));
    return err_hint(err, _("It stands in that account's console: Account Center, Account ID."));
}

static bool right_engine_version(const char *version, struct err *err)
{
    size_t major = strspn(version, "0123456789");
    size_t minor = version[major] == '.' ? strspn(version + major + 1, "0123456789") : 0;

    if (major == 1 && minor == 1 && !version[3])
        return true;
    err_set(err, ERR_INPUT, _("This is not a version of MySQL."));
    return err_hint(err, _("Write it as 5.6 or 5.7."));
}

/* One set of thin functions per side, so that a rule is a row. */
#define SIDE_NEEDS(side)                                   \
    static bool is_##side##_network(const struct plan *p)  \
    {                                                      \
        return plan_access_has(&p->side, ACCESS_NETWORK);  \
    }                                                      \
    static bool is_##side##_vpc(const struct plan *p)      \
    {                                                      \
        return plan_access_has(&p->side, ACCESS_VPC);      \
    }                                                      \
    static bool is_##side##_instance(const struct plan *p) \
    {                                                      \
        return plan_access_has(&p->side, ACCESS_INSTANCE); \
    }                                                      \
    static bool is_##side##_host(const struct plan *p)     \
    {                                                      \
        return plan_access_has(&p->side, ACCESS_HOST);     \
    }                                                      \
    static bool is_##side##_port(const struct plan *p)     \
    {                                                      \
        return plan_access_has(&p->side, ACCESS_PORT);     \
    }                                                      \
    static bool is_##side##_ccn(const struct plan *p)      \
    {                                                      \
        return plan_access_has(&p->side, ACCESS_CCN);      \
    }

#define SIDE_RULES(side)                                                        \
    static bool right_##side##_access(const struct plan *p, struct err *err)    \
    {                                                                           \
        return right_access(&p->side, err);                                     \
    }                                                                           \
    static bool right_##side##_host(const struct plan *p, struct err *err)      \
    {                                                                           \
        return right_host(p, &p->side, err);                                    \
    }                                                                           \
    static bool right_##side##_port(const struct plan *p, struct err *err)      \
    {                                                                           \
        return right_port(p->side.port, err);                                   \
    }                                                                           \
    static bool right_##side##_here_host(const struct plan *p, struct err *err) \
    {                                                                           \
        return right_host_text(p->side.here_host, err);                         \
    }                                                                           \
    static bool right_##side##_here_port(const struct plan *p, struct err *err) \
    {                                                                           \
        return right_port(p->side.here_port, err);                              \
    }                                                                           \
    static bool right_##side##_user(const struct plan *p, struct err *err)      \
    {                                                                           \
        return right_user(&p->side, err);                                       \
    }                                                                           \
    static bool right_##side##_instance(const struct plan *p, struct err *err)  \
    {                                                                           \
        return plan_access_right_id(&p->side, p->side.instance_id, err);        \
    }                                                                           \
    static bool right_##side##_network(const struct plan *p, struct err *err)   \
    {                                                                           \
        return plan_access_right_id(&p->side, p->side.network_id, err);         \
    }                                                                           \
    static bool right_##side##_vpc(const struct plan *p, struct err *err)       \
    {                                                                           \
        return plan_access_right_vpc(p->side.vpc_id, err);                      \
    }                                                                           \
    static bool right_##side##_subnet(const struct plan *p, struct err *err)    \
    {                                                                           \
        return plan_access_right_subnet(p->side.subnet_id, err);                \
    }                                                                           \
    static bool right_##side##_net_env(const struct plan *p, struct err *err)   \
    {                                                                           \
        return !is_##side##_ccn(p) || right_net_env(p->side.net_env, err);      \
    }                                                                           \
    static bool right_##side##_owner(const struct plan *p, struct err *err)     \
    {                                                                           \
        return !is_##side##_ccn(p) || right_owner(p->side.owner_uin, err);      \
    }

SIDE_NEEDS(source)
SIDE_NEEDS(target)
SIDE_RULES(source)
SIDE_RULES(target)

static bool right_source_engine(const struct plan *p, struct err *err)
{
    return !str_eq(p->source.supplier, "aliyun") ||
           right_engine_version(p->source.engine_version, err);
}

static bool right_not_same(const struct plan *p, struct err *err)
{
    const char *a = plan_side_here_host(&p->source), *b = plan_side_here_host(&p->target);

    if (str_empty(a) || str_empty(b) || !str_eq_nocase(a, b) ||
        plan_side_here_port(&p->source) != plan_side_here_port(&p->target))
        return true;
    err_set(err, ERR_INPUT, _("Source and target are the same server, %s port %u."), a,
            plan_side_here_port(&p->source));
    return err_hint(err, _("Give the server that is to receive the data."));
}

static bool right_start_at(const struct plan *p, struct err *err)
{
    return p->start_at > 0 || err_set(err, ERR_INPUT, _("This is not a time."));
}

static bool right_start_is_ahead(const struct plan *p, struct err *err)
{
    if (p->start_at > clock_wall_s())
        return true;
    err_set(err, ERR_INPUT, _("The time of the start has passed."));
    return err_hint(err, _("Choose a new time, or start at once."));
}

/* Nothing else that moves is called so on the target; and no changes follow by the old name. */
static bool right_new_name(const struct plan *p, size_t at, struct err *err)
{
    const struct plan_db *db = &p->databases.items[at];
    const char *name = plan_db_target(db);

    if (str_empty(db->new_name))
        return true;
    if (!quote_check_ident(name, err))
        return err_wrap(err, _("New name of %s"), db->name);
    if (catalog_is_system_schema(name)) {
        err_set(err, ERR_INPUT, _("%s cannot be called %s: that is the server's own."),
                db->name, name);
        return err_hint(err, _("Choose another new_name."));
    }
    for (size_t i = 0; i < p->databases.n; i++)
        if (i != at && str_eq(plan_db_target(&p->databases.items[i]), name)) {
            err_set(err, ERR_INPUT, _("Two databases would be called %s on the target."), name);
            return err_hint(err, _("Choose another new_name."));
        }
    if (str_eq(name, db->name) || !str_eq(p->migrate_type, "fullAndIncrement"))
        return true;
    err_set(err, ERR_INPUT, _("%s cannot be renamed while changes are followed."), db->name);
    return err_hint(err,
                    _("Replication keeps the names, and its changes would be lost. Choose the "
                      "type structure or full, or keep the name."));
}

static bool right_databases(const struct plan *p, struct err *err)
{
    for (size_t i = 0; i < p->databases.n; i++) {
        const struct plan_db *db = &p->databases.items[i];
        if (!quote_check_ident(db->name, err))
            return err_wrap(err, _("Database %zu"), i + 1);
        if (catalog_is_system_schema(db->name)) {
            err_set(err, ERR_INPUT, _("%s belongs to the server and is never migrated."),
                    db->name);
            return err_hint(err, _("Take it out of the selection."));
        }
        if (!right_new_name(p, i, err))
            return false;
        size_t some = 0;
        for (int k = 0; k < PLAN_KINDS; k++) {
            some += db->some[k].names.n;
            for (size_t n = 0; n < db->some[k].names.n; n++)
                if (!quote_check_ident(db->some[k].names.items[n], err))
                    return err_wrap(err, _("Database %s"), db->name);
        }
        if (!db->all && !db->tables.n && !db->views.n && !some)
            return err_set(err, ERR_INPUT, _("Nothing of database %s is chosen."), db->name);
        for (size_t t = 0; t < db->tables.n + db->views.n; t++) {
            const char *name =
                t < db->tables.n ? db->tables.items[t] : db->views.items[t - db->tables.n];
            if (!quote_check_ident(name, err))
                return err_wrap(err, _("Database %s"), db->name);
        }
    }
    return true;
}

static bool right_type(const struct plan *p, struct err *err)
{
    static const char *const words[] = {"structure", "full", "fullAndIncrement", NULL};
    return one_of(p->migrate_type, words, _("type of migration"), err);
}

/* The service's own rule (documentation 6.5). */
static bool right_accounts(const struct plan *p, struct err *err)
{
    if (!p->with_accounts || !p->keep_target_read_only)
        return true;
    err_set(err, ERR_INPUT,
            _("Accounts do not move to a target that is kept read-only meanwhile."));
    return err_hint(err, _("Move the accounts in a task of their own first, or do not keep the "
                           "target read-only (stage 2)."));
}

static bool within(int64_t v, int64_t min, int64_t max, struct err *err)
{
    if (v >= min && v <= max)
        return true;
    return err_set(err, ERR_INPUT, _("Give a number from %lld to %lld."), (long long)min,
                   (long long)max);
}

static bool right_percent(const struct plan *p, struct err *err)
{
    return within(p->sample_percent, 10, 90, err);
}

static bool right_threads(const struct plan *p, struct err *err)
{
    return within(p->compare_threads, 1, 8, err);
}

static bool right_rechecks(const struct plan *p, struct err *err)
{
    return within(p->recheck_times, 0, 10, err);
}

static bool right_minutes(const struct plan *p, struct err *err)
{
    return within(p->recheck_minutes, 1, 60, err);
}

/* ---- is there an answer at all, and is it needed? ---- */

static bool always(const struct plan *p)
{
    (void)p;
    return true;
}

static bool never(const struct plan *p)
{
    (void)p;
    return false;
}

static bool is_cloud(const struct plan *p)
{
    return p->backend == BACKEND_CLOUD;
}

static bool is_timed(const struct plan *p)
{
    return p->timed;
}

/* A task that DTS has with these very settings has the passwords as well. */
static bool is_unsent(const struct plan *p)
{
    return !p->job_id || p->changed_since_sent;
}

static bool is_spot(const struct plan *p)
{
    return p->compare == COMPARE_SPOT;
}

static bool is_compared(const struct plan *p)
{
    return p->compare == COMPARE_FULL || p->compare == COMPARE_SPOT;
}

/* A comparison runs only while the task synchronises. */
static bool is_incremental(const struct plan *p)
{
    return str_eq(p->migrate_type, "fullAndIncrement");
}

enum slot { TEXT, PORT, NUMBER, SECRET, BACKEND, SELECTION, CHOICE, TIME, NOTHING };

struct rule {
    enum stage stage;
    const char *field;
    enum slot slot;
    size_t at; /* of TEXT, PORT, NUMBER, SECRET */
    bool (*needed)(const struct plan *p);
    const char *missing;
    bool (*right)(const struct plan *p, struct err *err);
};
#define AT(member) offsetof(struct plan, member)

static const struct rule rules[] = {
    {STAGE_SOURCE, "backend", BACKEND, 0, always,
     N_("Choose where: rehearse on this machine, or Tencent Cloud."), NULL},
    {STAGE_SOURCE, "name", TEXT, AT(name), always, N_("Give the task a name."), right_name},
    {STAGE_SOURCE, "start_at", TIME, AT(start_at), is_timed,
     N_("Give the time of the start, or choose to start at once."), right_start_at},
    {STAGE_SOURCE, "source.access_type", TEXT, AT(source.access_type), always,
     N_("Choose how DTS reaches the source."), right_source_access},
    {STAGE_SOURCE, "region", TEXT, AT(region), is_cloud, N_("Choose the region of the target."),
     right_target_region},
    {STAGE_SOURCE, "source_region", TEXT, AT(source_region), is_cloud,
     N_("Choose the region nearest to the source."), right_source_region},
    {STAGE_SOURCE, "instance_class", TEXT, AT(instance_class), always,
     N_("Choose the class of the task."), right_class},
    {STAGE_SOURCE, "source.engine_version", TEXT, AT(source.engine_version), never, NULL,
     right_source_engine},
    {STAGE_SOURCE, "source.instance_id", TEXT, AT(source.instance_id), is_source_instance,
     N_("Choose the instance of the source."), right_source_instance},
    {STAGE_SOURCE, "source.network_id", TEXT, AT(source.network_id), is_source_network,
     N_("Give the id of the gateway or network."), right_source_network},
    {STAGE_SOURCE, "source.vpc_id", TEXT, AT(source.vpc_id), is_source_vpc,
     N_("Give the id of the VPC."), right_source_vpc},
    {STAGE_SOURCE, "source.subnet_id", TEXT, AT(source.subnet_id), is_source_vpc,
     N_("Give the id of the subnet."), right_source_subnet},
    {STAGE_SOURCE, "source.net_env", TEXT, AT(source.net_env), never, NULL,
     right_source_net_env},
    {STAGE_SOURCE, "source.owner_uin", TEXT, AT(source.owner_uin), never, NULL,
     right_source_owner},
    {STAGE_SOURCE, "source.host", TEXT, AT(source.host), is_source_host,
     N_("Give the address of the source."), right_source_host},
    {STAGE_SOURCE, "source.port", PORT, AT(source.port), is_source_port,
     N_("Give the port of the source."), right_source_port},
    {STAGE_SOURCE, "source.here_host", TEXT, AT(source.here_host), never, NULL,
     right_source_here_host},
    {STAGE_SOURCE, "source.here_port", PORT, AT(source.here_port), never, NULL,
     right_source_here_port},
    {STAGE_SOURCE, "source.user", TEXT, AT(source.user), always,
     N_("Give the account DTS uses on the source."), right_source_user},
    {STAGE_SOURCE, "source.password", SECRET, AT(source.password), is_unsent,
     N_("Give the password of the account on the source."), NULL},

    {STAGE_TARGET, "target.access_type", TEXT, AT(target.access_type), always,
     N_("Choose how DTS reaches the target."), right_target_access},
    {STAGE_TARGET, "target.instance_id", TEXT, AT(target.instance_id), is_target_instance,
     N_("Choose the instance that receives the data."), right_target_instance},
    {STAGE_TARGET, "target.network_id", TEXT, AT(target.network_id), is_target_network,
     N_("Give the id of the gateway or network."), right_target_network},
    {STAGE_TARGET, "target.vpc_id", TEXT, AT(target.vpc_id), is_target_vpc,
     N_("Give the id of the VPC."), right_target_vpc},
    {STAGE_TARGET, "target.subnet_id", TEXT, AT(target.subnet_id), is_target_vpc,
     N_("Give the id of the subnet."), right_target_subnet},
    {STAGE_TARGET, "target.net_env", TEXT, AT(target.net_env), never, NULL,
     right_target_net_env},
    {STAGE_TARGET, "target.owner_uin", TEXT, AT(target.owner_uin), never, NULL,
     right_target_owner},
    {STAGE_TARGET, "target.host", TEXT, AT(target.host), is_target_host,
     N_("Give the address of the target."), right_target_host},
    {STAGE_TARGET, "target.port", PORT, AT(target.port), is_target_port,
     N_("Give the port of the target."), right_target_port},
    {STAGE_TARGET, "target.here_host", TEXT, AT(target.here_host), never, NULL,
     right_target_here_host},
    {STAGE_TARGET, "target.here_port", PORT, AT(target.here_port), never, NULL,
     right_target_here_port},
    {STAGE_TARGET, "target.host", NOTHING, 0, never, NULL, right_not_same},
    {STAGE_TARGET, "target.user", TEXT, AT(target.user), always,
     N_("Give the account DTS uses on the target."), right_target_user},
    {STAGE_TARGET, "target.password", SECRET, AT(target.password), is_unsent,
     N_("Give the password of the account on the target."), NULL},

    {STAGE_DATABASES, "databases", SELECTION, 0, always,
     N_("Tick at least one database or table."), right_databases},
    {STAGE_DATABASES, "migrate_type", TEXT, AT(migrate_type), always,
     N_("Choose the type of migration."), right_type},
    {STAGE_DATABASES, "with_accounts", NOTHING, 0, always, NULL, right_accounts},

    {STAGE_CONSISTENCY, "compare", CHOICE, 0, is_incremental,
     N_("Choose how the data are compared: full, spot or none."), NULL},
    {STAGE_CONSISTENCY, "sample_percent", NUMBER, AT(sample_percent), is_spot,
     N_("Give the ratio of the spot check, 10 to 90 percent."), right_percent},
    {STAGE_CONSISTENCY, "compare_threads", NUMBER, AT(compare_threads), is_compared,
     N_("Give the number of threads that compare."), right_threads},
    {STAGE_CONSISTENCY, "recheck_minutes", NUMBER, AT(recheck_minutes), is_compared,
     N_("Give the minutes between re-checks."), right_minutes},
    {STAGE_CONSISTENCY, "recheck_times", NUMBER, AT(recheck_times), never, NULL,
     right_rechecks},

    {STAGE_VERIFY, "start_at", TIME, AT(start_at), is_timed, N_("Give the time of the start."),
     right_start_is_ahead},
};

static bool is_empty(const struct plan *p, const struct rule *r)
{
    const char *at = (const char *)p + r->at;

    switch (r->slot) {
    case TEXT: return str_empty(*(char *const *)(const void *)at);
    case PORT: return *(const unsigned *)(const void *)at == 0;
    case NUMBER:
    case TIME: return *(const int64_t *)(const void *)at == 0;
    case SECRET: return *(struct secret *const *)(const void *)at == NULL;
    case BACKEND: return p->backend == BACKEND_UNKNOWN;
    case SELECTION: return !p->whole_instance && p->databases.n == 0;
    case CHOICE: return p->compare == COMPARE_UNSET;
    case NOTHING: return false;
    }
    return false;
}

bool plan_validate(const struct plan *p, enum stage stage, const char **field, struct err *err)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *r = &rules[i];
        if (r->stage != stage)
            continue;
        *field = r->field;
        bool needed = r->needed(p), empty = is_empty(p, r);
        if (needed && empty)
            return err_set(err, ERR_INPUT, "%s", _(r->missing));
        /* What is not asked for with these answers cannot be wrong. */
        if (!empty && r->right && (needed || r->needed == never) && !r->right(p, err))
            return false;
    }
    *field = NULL;
    return true;
}

bool plan_validate_field(const struct plan *p, const char *field, struct err *err)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *r = &rules[i];
        if (str_eq(r->field, field) && r->slot != NOTHING && r->right && !is_empty(p, r) &&
            !r->right(p, err))
            return false;
    }
    return true;
}
