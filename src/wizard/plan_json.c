/* SPDX-License-Identifier: MIT
 *
 * plan_json - the plan as JSON and back, without secrets: what a state file and a plan file
 * hold. One table of members serves both directions.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/plan.h"

#define DATABASES_MAX 10000
#define OBJECTS_MAX   200000

enum kind { STR, PORT, NUM, BOOLEAN };
struct member {
    const char *name;
    enum kind kind;
    size_t at;
};
#define PLAN(member) offsetof(struct plan, member)
#define SIDE(member) offsetof(struct plan_side, member)

static const struct member members[] = {
    {"draft_id", STR, PLAN(draft_id)},
    {"job_id", STR, PLAN(job_id)},
    {"name", STR, PLAN(name)},
    {"endpoint", STR, PLAN(endpoint)},
    {"key_origin", STR, PLAN(key_origin)},
    {"key_id", STR, PLAN(key_id)},
    {"region", STR, PLAN(region)},
    {"source_region", STR, PLAN(source_region)},
    {"instance_class", STR, PLAN(instance_class)},
    {"timed", BOOLEAN, PLAN(timed)},
    {"keep_target_read_only", BOOLEAN, PLAN(keep_target_read_only)},
    {"whole_instance", BOOLEAN, PLAN(whole_instance)},
    {"with_routines", BOOLEAN, PLAN(with_routines)},
    {"with_triggers", BOOLEAN, PLAN(with_triggers)},
    {"with_events", BOOLEAN, PLAN(with_events)},
    {"with_accounts", BOOLEAN, PLAN(with_accounts)},
    {"migrate_type", STR, PLAN(migrate_type)},
    {"sample_percent", NUM, PLAN(sample_percent)},
    {"compare_threads", NUM, PLAN(compare_threads)},
    {"recheck_times", NUM, PLAN(recheck_times)},
    {"recheck_minutes", NUM, PLAN(recheck_minutes)},
    {"changed_since_sent", BOOLEAN, PLAN(changed_since_sent)},
    {"changed_stages", NUM, PLAN(changed_stages)},
    {"complete_intent", STR, PLAN(complete_intent)},
    {"create_intent", STR, PLAN(create_intent)},
    {"rds_key_origin", STR, PLAN(rds.key_origin)},
    {"rds_key_id", STR, PLAN(rds.key_id)},
    {"rds_region", STR, PLAN(rds.region)},
    {"rds_instance", STR, PLAN(rds.instance)},
    {"rds_endpoint", STR, PLAN(rds.endpoint)},
    {"rds_more", STR, PLAN(rds.more)},
    {NULL, STR, 0},
};
static const struct member side_members[] = {
    {"access_type", STR, SIDE(access_type)},
    {"supplier", STR, SIDE(supplier)},
    {"instance_id", STR, SIDE(instance_id)},
    {"host", STR, SIDE(host)},
    {"port", PORT, SIDE(port)},
    {"here_host", STR, SIDE(here_host)},
    {"here_port", PORT, SIDE(here_port)},
    {"user", STR, SIDE(user)},
    {"encrypt", BOOLEAN, SIDE(encrypt)},
    {"production", BOOLEAN, SIDE(production)},
    {"network_id", STR, SIDE(network_id)},
    {"vpc_id", STR, SIDE(vpc_id)},
    {"subnet_id", STR, SIDE(subnet_id)},
    {"net_env", STR, SIDE(net_env)},
    {"owner_uin", STR, SIDE(owner_uin)},
    {"engine_version", STR, SIDE(engine_version)},
    {NULL, STR, 0},
};

/* Enumerations are written as words; the index is the value. */
static const char *const backend_words[] = {"unknown", "local", "cloud", NULL};
static const char *const compare_words[] = {"none", "full", "spot", "unset", NULL};
static const char *const stage_words[] = {"none",      "source",      "target",
                                          "databases", "consistency", "verify",
                                          "progress",  "cutover",     NULL};

static void write_members(struct json *j, const struct member *m, const void *base)
{
    for (; m->name; m++) {
        const void *at = (const char *)base + m->at;
        switch (m->kind) {
        case STR:
            if (*(char *const *)at)
                json_set(j, m->name, json_string(*(char *const *)at));
            break;
        case PORT:
            if (*(const unsigned *)at)
                json_set(j, m->name, json_int(*(const unsigned *)at));
            break;
        case NUM: json_set(j, m->name, json_int(*(const int64_t *)at)); break;
        case BOOLEAN: json_set(j, m->name, json_bool(*(const bool *)at)); break;
        }
    }
}

static bool read_members(const struct json *j, const struct member *m, void *base,
                         struct err *err)
{
    for (; m->name; m++) {
        void *at = (char *)base + m->at;
        const struct json *value = json_get(j, m->name);
        const char *text = NULL;
        int64_t port = 0;
        bool ok = true;

        if (json_is_null(value))
            continue;
        switch (m->kind) {
        case STR:
            ok = json_read_str(value, m->name, &text, err);
            if (ok)
                mem_replace((char **)at, text);
            break;
        case PORT:
            ok = json_read_int(value, m->name, &port, err);
            if (ok && (port < 0 || port > 65535))
                ok = err_set(err, ERR_INPUT, _("%s is not a port"), m->name);
            if (ok)
                *(unsigned *)at = (unsigned)port;
            break;
        case NUM: ok = json_read_int(value, m->name, (int64_t *)at, err); break;
        case BOOLEAN: ok = json_read_bool(value, m->name, (bool *)at, err); break;
        }
        if (!ok)
            return false;
    }
    return true;
}

static bool read_word(const struct json *j, const char *name, const char *const *words,
                      int *out, struct err *err)
{
    const char *text = NULL;

    if (!json_read_str(json_get(j, name), name, &text, err))
        return false;
    for (int i = 0; text && words[i]; i++)
        if (str_eq(words[i], text)) {
            *out = i;
            return true;
        }
    return !text || err_set(err, ERR_INPUT, _("\"%.60s\" is no value of %s"), text, name);
}

static struct json *names_to_json(const struct strlist *l)
{
    struct json *a = json_array();

    for (size_t i = 0; i < l->n; i++)
        json_add(a, json_string(l->items[i]));
    return a;
}

static struct json *databases_to_json(const struct plan *p)
{
    struct json *a = json_array();

    for (size_t i = 0; i < p->databases.n; i++) {
        const struct plan_db *db = &p->databases.items[i];
        struct json *o = json_object();
        json_set(o, "name", json_string(db->name));
        if (!str_empty(db->new_name))
            json_set(o, "new_name", json_string(db->new_name));
        for (int k = 0; k < PLAN_KINDS; k++)
            if (db->some[k].given)
                json_set(o, plan_kind_word(k), names_to_json(&db->some[k].names));
        if (!db->all) {
            json_set(o, "tables", names_to_json(&db->tables));
            json_set(o, "views", names_to_json(&db->views));
        }
        json_add(a, o);
    }
    return a;
}

struct json *plan_to_json(const struct plan *p)
{
    struct json *j = json_object(), *source = json_object(), *target = json_object();

    json_set(j, "version", json_int(1));
    json_set(j, "backend", json_string(backend_words[p->backend]));
    write_members(j, members, p);
    if (p->start_at)
        json_set(j, "start_at", json_int(p->start_at));
    write_members(source, side_members, &p->source);
    write_members(target, side_members, &p->target);
    json_set(j, "source", source);
    json_set(j, "target", target);
    json_set(j, "databases", databases_to_json(p));
    json_set(j, "compare", json_string(compare_words[p->compare]));
    json_set(j, "stage", json_string(stage_words[p->stage < STAGE_END ? p->stage : 0]));
    return j;
}

static bool names_from_json(const struct json *a, const char *what, struct strlist *out,
                            struct err *err)
{
    if (!json_is_null(a) && !json_is_array(a))
        return err_set(err, ERR_PROTOCOL, _("%s is not a list of names"), what);
    if (json_len(a) > OBJECTS_MAX)
        return err_set(err, ERR_PROTOCOL, _("%s has over %d names"), what, OBJECTS_MAX);
    for (const struct json *item = json_first(a); item; item = json_next(item)) {
        const char *name = NULL;
        if (!json_read_str(item, what, &name, err))
            return false;
        if (!str_empty(name))
            strlist_add(out, name);
    }
    return true;
}

static bool databases_from_json(struct plan *p, const struct json *a, struct err *err)
{
    size_t i = 0;

    if (!json_is_null(a) && !json_is_array(a))
        return err_set(err, ERR_PROTOCOL, _("databases is not a list"));
    if (json_len(a) > DATABASES_MAX)
        return err_set(err, ERR_PROTOCOL, _("databases has over %d entries"), DATABASES_MAX);
    for (const struct json *o = json_first(a); o; o = json_next(o), i++) {
        const char *name = NULL;
        /* A plan file written by hand may name a whole database with a plain text. */
        if (!json_read_str(json_is_string(o) ? o : json_get(o, "name"), "databases.name", &name,
                           err))
            return false;
        if (str_empty(name))
            return err_set(err, ERR_PROTOCOL, _("Entry %zu of databases has no name"), i + 1);
        struct plan_db *db = plan_db_add(p, name);
        db->all = !json_get(o, "tables") && !json_get(o, "views");
        const char *new_name = NULL;
        if (json_is_object(o) &&
            !json_read_str(json_get(o, "new_name"), "databases.new_name", &new_name, err))
            return false;
        mem_replace(&db->new_name, new_name);
        for (int k = 0; json_is_object(o) && k < PLAN_KINDS; k++) {
            const struct json *list = json_get(o, plan_kind_word(k));
            db->some[k].given = list != NULL;
            if (!names_from_json(list, plan_kind_word(k), &db->some[k].names, err))
                return err_wrap(err, _("Database %s"), name);
        }
        if (!names_from_json(json_get(o, "tables"), "tables", &db->tables, err) ||
            !names_from_json(json_get(o, "views"), "views", &db->views, err))
            return err_wrap(err, _("Database %s"), name);
    }
    return true;
}

/* A number is Unix time; a text is a local time, for people who write plan files. */
static bool start_from_json(struct plan *p, const struct json *j, struct err *err)
{
    const char *text = NULL;

    if (!json_is_string(j))
        return json_read_int(j, "start_at", &p->start_at, err);
    if (!json_read_str(j, "start_at", &text, err))
        return false;
    if (!clock_parse_local(text, &p->start_at)) {
        err_set(err, ERR_INPUT, _("start_at is not a time"));
        return err_hint(err, _("Write it as 2026-01-31 02:00, in local time."));
    }
    return true;
}

static bool side_from_json(struct plan_side *s, const struct json *j, const char *name,
                           struct err *err)
{
    if (json_is_null(j))
        return true;
    if (!json_is_object(j))
        return err_set(err, ERR_PROTOCOL, _("%s is not an object"), name);
    if (json_get(j, "password")) {
        err_set(err, ERR_INPUT, _("There is a password in the file."));
        return err_hint(err, _("Take it out. It is asked for, or read from the environment."));
    }
    return read_members(j, side_members, s, err) || err_wrap(err, "%s", name);
}

static bool fill_from_json(struct plan *p, const struct json *j, struct err *err)
{
    int backend = BACKEND_UNKNOWN, compare = (int)p->compare, stage = (int)p->stage;
    int64_t version = 1;

    if (!json_is_object(j))
        return err_set(err, ERR_PROTOCOL, _("A plan is a JSON object"));
    if (!json_read_int(json_get(j, "version"), "version", &version, err))
        return false;
    if (version != 1) {
        err_set(err, ERR_PROTOCOL, _("The plan has form %lld, this program knows form 1"),
                (long long)version);
        return err_hint(err,
                        _("Use the version of the program that wrote it, or a newer one."));
    }
    if (!read_word(j, "backend", backend_words, &backend, err) ||
        !read_word(j, "compare", compare_words, &compare, err) ||
        !read_word(j, "stage", stage_words, &stage, err))
        return false;
    p->backend = (enum backend)backend;
    p->compare = (enum compare_mode)compare;
    p->stage = (enum stage)stage;
    return read_members(j, members, p, err) &&
           start_from_json(p, json_get(j, "start_at"), err) &&
           side_from_json(&p->source, json_get(j, "source"), "source", err) &&
           side_from_json(&p->target, json_get(j, "target"), "target", err) &&
           databases_from_json(p, json_get(j, "databases"), err);
}

bool plan_from_json(struct plan *out, const struct json *j, struct err *err)
{
    struct plan p;

    plan_init(&p);
    if (!fill_from_json(&p, j, err)) {
        plan_clear(&p);
        return false;
    }
    plan_clear(out);
    *out = p;
    return true;
}
