/* SPDX-License-Identifier: MIT
 *
 * probe_target - what this host sees of the target: can it take the source's data, does it
 * replicate asynchronously, is it writable, what is there already, which settings differ.
 *
 * Source: R1, R2; API 5.2, 5.4 (parameters), 6.4 (rights of the target account)
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/catalog.h"
#include "wizard/probe_private.h"

#define LINE_MAX_BYTES 200
#define SOURCE_NAME_MS 5000

/* The same address from here, or the same server by what it says of itself: what a tunnel or a
 * second name hides from the address. */
static bool is_source_by_address(struct probe *p)
{
    const struct plan_side *s = &p->plan->source;
    struct strlist addresses = {0};
    struct err ignored = {0};
    bool same = false;

    if (str_empty(plan_side_here_host(s)) ||
        plan_side_here_port(s) != plan_side_here_port(p->side))
        return false;
    if (reach_resolve(plan_side_here_host(s), &addresses, p->cancel,
                      clock_deadline(SOURCE_NAME_MS), &ignored))
        for (size_t i = 0; i < addresses.n && !same; i++)
            for (size_t k = 0; k < p->addresses.n && !same; k++)
                same = str_eq(addresses.items[i], p->addresses.items[k]);
    strlist_clear(&addresses);
    return same;
}

static bool is_source_by_facts(const struct probe *p)
{
    const struct server_facts *s = p->other, *t = &p->facts;

    return s && p->has_facts && !str_empty(s->server_uuid) && !str_empty(t->server_uuid) &&
           str_eq_nocase(s->server_uuid, t->server_uuid);
}

static void step_target_tcp(struct probe *p, struct finding *f)
{
    step_tcp(p, f);
    if (f->state == PROBE_OK && is_source_by_address(p))
        found(f, PROBE_FAILED, _("this is the source itself: give another server"));
}

static void step_target_login(struct probe *p, struct finding *f)
{
    step_login(p, f);
    if (f->state == PROBE_OK && is_source_by_facts(p))
        found(f, PROBE_FAILED, _("this is the source itself: give another server"));
}

static void step_version(struct probe *p, struct finding *f)
{
    const struct server_facts *t = &p->facts, *s = p->other;

    if (!facts_known(p, f))
        return;
    char *name = server_facts_words(t), *from = s ? server_facts_words(s) : NULL;
    if (!t->flavor)
        found(f, PROBE_FAILED, _("%s: this version is not known to the program"), name);
    else if (!s || !s->flavor)
        found(f, PROBE_WARNING, _("%s; the source was not seen yet"), name);
    else if (t->flavor->vendor != s->flavor->vendor)
        found(f, PROBE_WARNING, _("%s after %s: structure and rows only, no sync"), name, from);
    else if (t->version / 100 < s->version / 100)
        found(f, PROBE_FAILED, _("%s is older than the source's %s"), name, from);
    else
        found(f, PROBE_OK, _("%s takes %s"), name, from);
    free(name);
    free(from);
}

static void step_readonly(struct probe *p, struct finding *f)
{
    if (!facts_known(p, f))
        return;
    if (p->facts.super_read_only == TRI_YES)
        found(f, PROBE_FAILED, _("super_read_only is on: nobody can write"));
    else if (p->facts.read_only == TRI_YES)
        found(f, PROBE_WARNING, _("read_only is on: DTS writes only with a right above it"));
    else if (p->facts.read_only == TRI_NO)
        found(f, PROBE_OK, _("writable"));
    else
        found(f, PROBE_WARNING, _("not known"));
}

/* R2: asynchronous while data are transferred. */
static void step_async(struct probe *p, struct finding *f)
{
    if (!facts_known(p, f))
        return;
    if (p->facts.replicas_semi_sync == TRI_YES)
        found(f, PROBE_FAILED, _("semi-synchronous: make it asynchronous for the transfer"));
    else if (p->facts.replicas_semi_sync == TRI_NO)
        found(f, PROBE_OK, _("asynchronous"));
    else
        found(f, PROBE_WARNING, _("not known; it must be asynchronous during the transfer"));
}

/* Names of databases on the target that the selection would meet. */
static size_t clashes(const struct plan *plan, const struct catalog *cat, struct buf *names)
{
    size_t n = 0;

    for (size_t i = 0; i < cat->n; i++) {
        const char *name = cat->schemas[i].name;
        bool chosen = !plan->databases.n || plan_target_holds(plan, name);
        if (chosen)
            buf_addf(names, "%s%s", n++ ? ", " : "", name);
    }
    return n;
}

static void step_existing(struct probe *p, struct finding *f)
{
    struct catalog cat = {0};
    struct buf names = BUF_INIT(LINE_MAX_BYTES);

    if (!facts_known(p, f) || !p->facts.flavor)
        return;
    if (!catalog_read(p->conn, p->facts.flavor, NULL, 0, &cat, &f->err)) {
        found(f, PROBE_WARNING, _("could not be read"));
        return;
    }
    size_t n = clashes(p->plan, &cat, &names);
    if (!cat.n)
        found(f, PROBE_OK, _("no databases yet"));
    else if (!n)
        found(f, PROBE_OK, _("%zu, none of those chosen"), cat.n);
    else if (p->plan->whole_instance || p->plan->databases.n)
        found(f, PROBE_WARNING, _("%zu of those chosen are there: %.60s"), n, buf_str(&names));
    else
        found(f, PROBE_OK, _("%zu: %.60s"), n, buf_str(&names));
    buf_clear(&names);
    catalog_clear(&cat);
}

static void step_target_rights(struct probe *p, struct finding *f)
{
    /* dtsd makes no temporary tables, no accounts, and calls nothing; it sets up replication. */
    static const char *const local[] = {
        "ALTER",       "ALTER ROUTINE",
        "CREATE",      "CREATE ROUTINE",
        "CREATE VIEW", "DELETE",
        "DROP",        "EVENT",
        "INDEX",       "INSERT",
        "REFERENCES",  "RELOAD",
        "SELECT",      "SHOW VIEW",
        "TRIGGER",     "REPLICATION_SLAVE_ADMIN|REPLICATION SLAVE ADMIN|SUPER",
        NULL};
    static const char *const cloud[] = {
        "ALTER",       "ALTER ROUTINE", "CREATE", "CREATE ROUTINE", "CREATE TEMPORARY TABLES",
        "CREATE USER", "CREATE VIEW",   "DELETE", "DROP",           "EVENT",
        "EXECUTE",     "INDEX",         "INSERT", "LOCK TABLES",    "PROCESS",
        "REFERENCES",  "RELOAD",        "SELECT", "SHOW DATABASES", "SHOW VIEW",
        "TRIGGER",     "UPDATE",        NULL};

    const char *wanted[sizeof local / sizeof *local + 1] = {NULL};

    if (!facts_known(p, f) || !p->facts.flavor)
        return;
    if (p->plan->backend != BACKEND_LOCAL) {
        step_rights(p, cloud, f);
        return;
    }
    memcpy(wanted, local, sizeof local);
    if (p->plan->keep_target_read_only) /* MariaDB's SUPER does not hold it since 10.11 */
        wanted[sizeof local / sizeof *local - 1] = p->facts.flavor->vendor == VENDOR_MARIADB
                                                       ? "READ_ONLY ADMIN|READ ONLY ADMIN"
                                                       : "CONNECTION_ADMIN|SUPER";
    step_rights(p, wanted, f);
}

static bool differ(const char *a, const char *b)
{
    return a && b && !str_eq_nocase(a, b);
}

static void step_params(struct probe *p, struct finding *f)
{
    const struct server_facts *s = p->other, *t = &p->facts;
    struct strlist bad = {0};
    bool fatal;

    if (!facts_known(p, f))
        return;
    if (!s) {
        found(f, PROBE_WARNING, _("not compared: the source was not seen yet"));
        return;
    }
    fatal = s->lower_case_table_names >= 0 && t->lower_case_table_names >= 0 &&
            s->lower_case_table_names != t->lower_case_table_names;
    if (fatal)
        strlist_take(&bad, mem_printf("lower_case_table_names %d/%d", s->lower_case_table_names,
                                      t->lower_case_table_names));
    if (differ(s->character_set_server, t->character_set_server))
        strlist_add(&bad, "character_set_server");
    if (differ(s->collation_server, t->collation_server))
        strlist_add(&bad, "collation_server");
    if (differ(s->sql_mode, t->sql_mode))
        strlist_add(&bad, "sql_mode");
    if (differ(s->time_zone, t->time_zone))
        strlist_add(&bad, "time_zone");
    if (s->max_allowed_packet > t->max_allowed_packet && t->max_allowed_packet > 0)
        strlist_add(&bad, _("max_allowed_packet smaller"));
    char *all = strlist_join(&bad, ", ");
    if (!bad.n)
        found(f, PROBE_OK, _("those that matter are the same"));
    else
        found(f, fatal ? PROBE_FAILED : PROBE_WARNING, _("differ: %s"), all);
    free(all);
    strlist_clear(&bad);
}

const struct probe_step probe_target_steps[] = {
    {"resolve", step_resolve, true},
    {"tcp", step_target_tcp, true},
    {"tls", step_tls, false},
    {"login", step_target_login, true},
    {"version", step_version, false},
    {"readonly", step_readonly, false},
    {"async", step_async, false},
    {"existing", step_existing, false},
    {"rights", step_target_rights, false},
    {"params", step_params, false},
    {.id = NULL},
};
