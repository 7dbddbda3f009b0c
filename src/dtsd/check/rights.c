/* SPDX-License-Identifier: MIT
 *
 * rights - see rights.h.
 */
#include "dtsd/check/rights.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define GRANT_MAX (64 * 1024)

/* ---- what is selected, also where the account cannot see it ---- */

/* The names on that side of every selected database. One that the account may not see is not in
 * the catalog, but its rights are asked for: else it would need a second check to learn that. */
static void selected_schemas(const struct check_ctx *ctx, enum side side, struct strlist *names)
{
    const struct dts_database_table *cfg = &ctx->run->config.MigrateOption.DatabaseTable;
    const struct selection *sel = &ctx->selection;

    for (size_t i = 0; i < sel->n_schemas; i++)
        strlist_add(names, side == SIDE_SOURCE ? sel->schemas[i].schema->name
                                               : sel->schemas[i].target_name);
    for (size_t i = 0; i < cfg->Databases.n && !str_eq(cfg->ObjectMode, "all"); i++) {
        const struct dts_db_item *db = &cfg->Databases.items[i];
        const char *name = side == SIDE_TARGET ? str_or(db->NewDbName, db->DbName) : db->DbName;
        if (!strlist_has(names, name))
            strlist_add(names, name);
    }
}

/* ObjectMode all: a database the account cannot see would be left behind without a word. */
static bool wants_every_schema(const struct check_ctx *ctx, enum side side)
{
    return side == SIDE_SOURCE &&
           str_eq(ctx->run->config.MigrateOption.DatabaseTable.ObjectMode, "all");
}

enum program { PROGRAM_ROUTINE, PROGRAM_TRIGGER, PROGRAM_EVENT };

static bool mode_wants(const char *mode)
{
    return !str_empty(mode) && !str_eq(mode, "none");
}

static bool is_wanted(const struct check_ctx *ctx, enum program kind)
{
    const struct dts_database_table *cfg = &ctx->run->config.MigrateOption.DatabaseTable;
    const struct strlist *advanced = &cfg->AdvancedObjects;
    bool wanted = kind == PROGRAM_TRIGGER ? strlist_has(advanced, "trigger")
                  : kind == PROGRAM_EVENT
                      ? strlist_has(advanced, "event")
                      : strlist_has(advanced, "procedure") || strlist_has(advanced, "function");

    for (size_t i = 0; i < cfg->Databases.n; i++) {
        const struct dts_db_item *db = &cfg->Databases.items[i];
        wanted |= kind == PROGRAM_TRIGGER ? mode_wants(db->TriggerMode)
                  : kind == PROGRAM_EVENT
                      ? mode_wants(db->EventMode)
                      : mode_wants(db->ProcedureMode) || mode_wants(db->FunctionMode);
    }
    return wanted;
}

/* A server hides triggers, events and routines from an account without the right to them, so
 * that none are there and that they are hidden look the same. */
static bool is_hidden(const struct check_ctx *ctx, enum program kind)
{
    const struct grants *g = ctx->source_grants;
    const struct flavor *f = ctx->source_facts.flavor;
    struct strlist names = {0};
    bool hidden = false;

    if (!g || !is_wanted(ctx, kind))
        return false;
    if (kind == PROGRAM_ROUTINE)
        return f->vendor == VENDOR_MYSQL && f->roles
                   ? !grants_has(g, "SHOW_ROUTINE", NULL) && !grants_has(g, "SELECT", NULL)
                   : !grants_has(g, "SELECT", "mysql");
    selected_schemas(ctx, SIDE_SOURCE, &names);
    for (size_t i = 0; i < names.n; i++)
        hidden |= !grants_has(g, kind == PROGRAM_TRIGGER ? "TRIGGER" : "EVENT", names.items[i]);
    strlist_clear(&names);
    return hidden;
}

static unsigned circumstances(const struct check_ctx *ctx, const struct server_facts *f)
{
    const struct selection *sel = &ctx->selection;
    bool routines = sel->procedures.n || sel->functions.n || is_hidden(ctx, PROGRAM_ROUTINE);
    unsigned when = 0;

    when |= run_wants_increment(ctx->run) ? WHEN_INCREMENT : 0;
    when |= run_wants_rows(ctx->run) ? WHEN_ROWS : 0;
    when |= ctx->run->config.MigrateOption.IsDstReadOnly == 1 ? WHEN_READ_ONLY : 0;
    when |= ctx->run->config.MigrateOption.IsMigrateAccount == 1 ? WHEN_ACCOUNTS : 0;
    when |= sel->views.n || sel->missing.n ? WHEN_VIEWS : 0;
    when |= routines ? WHEN_ROUTINES : 0;
    when |= sel->triggers.n || is_hidden(ctx, PROGRAM_TRIGGER) ? WHEN_TRIGGERS : 0;
    when |= sel->events.n || is_hidden(ctx, PROGRAM_EVENT) ? WHEN_EVENTS : 0;
    if (f->flavor->vendor == VENDOR_MARIADB)
        when |= WHEN_MARIADB;
    else
        when |= f->flavor->roles ? WHEN_MYSQL8 : WHEN_OLD;
    return when;
}

/* ---- what is missing ---- */

static bool held(const struct grants *g, const struct right_need *need, const char *schema)
{
    for (size_t i = 0; i < sizeof need->any / sizeof *need->any && need->any[i]; i++)
        if (grants_has(g, need->any[i], schema))
            return true;
    return false;
}

/* Collects into `schemas` where the remedy must grant; none: everywhere. */
static bool is_missing(const struct check_ctx *ctx, enum side side, const struct grants *g,
                       const struct right_need *need, struct strlist *schemas)
{
    struct strlist names = {0};

    if (need->scope == RIGHT_GLOBAL ||
        (need->scope == RIGHT_SCHEMA && wants_every_schema(ctx, side)))
        return !held(g, need, NULL);
    if (need->scope == RIGHT_SCHEMA)
        selected_schemas(ctx, side, &names);
    else
        strlist_add(&names, need->scope == RIGHT_DTS ? "__dts__" : "mysql");
    for (size_t i = 0; i < names.n; i++)
        if (!held(g, need, names.items[i]))
            strlist_add(schemas, names.items[i]);
    strlist_clear(&names);
    return schemas->n > 0;
}

/* GRANT takes a database's name as a pattern. `%` and `\` mean something else unescaped; `_`
 * stays as everybody writes it: the server heeds the most special pattern only, and `a\_b`
 * beside a present `a_b` would take away the rights of the latter. */
static void add_pattern(struct buf *out, const char *schema)
{
    struct buf pattern = BUF_INIT(GRANT_MAX);

    for (const char *p = schema; *p; p++) {
        if (*p == '\\' || *p == '%')
            buf_addc(&pattern, '\\');
        buf_addc(&pattern, *p);
    }
    quote_ident(out, buf_str(&pattern));
    buf_clear(&pattern);
}

static void grant(struct dts_check_item *item, enum side side, const char *privileges,
                  const char *schema, const char *account)
{
    struct buf on = BUF_INIT(GRANT_MAX);

    if (schema)
        add_pattern(&on, schema);
    else
        buf_adds(&on, "*");
    check_sql(item, side, "GRANT %s ON %s.* TO %s", privileges, buf_str(&on), account);
    buf_clear(&on);
}

/* One GRANT per place, all missing rights of that place in it. */
struct place {
    char *schema; /* NULL: everywhere */
    struct strlist rights;
};

static struct place *place_for(struct place **places, size_t *n, size_t *cap,
                               const char *schema)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq((*places)[i].schema, schema))
            return &(*places)[i];
    struct place *p = MEM_PUSH(*places, *n, *cap);
    p->schema = mem_strdup(schema);
    return p;
}

struct dts_check_item *rights_report(struct check_ctx *ctx, enum side side,
                                     enum check_result result, const struct right_need *needs,
                                     size_t n, struct dts_check_step *step)
{
    const struct server_facts *f =
        side == SIDE_SOURCE ? &ctx->source_facts : &ctx->target_facts;
    const struct grants *g = side == SIDE_SOURCE ? ctx->source_grants : ctx->target_grants;
    unsigned when = circumstances(ctx, f);
    struct place *places = NULL;
    size_t n_places = 0, cap = 0;
    struct strlist why = {0};
    struct dts_check_item *item = NULL;

    for (size_t i = 0; i < n; i++) {
        struct strlist schemas = {0};
        if ((needs[i].when & when) == needs[i].when &&
            is_missing(ctx, side, g, &needs[i], &schemas)) {
            char *line = mem_printf("%s (%s)", needs[i].any[0], needs[i].why);
            strlist_take(&why, line);
            if (!schemas.n)
                strlist_add(&place_for(&places, &n_places, &cap, NULL)->rights,
                            needs[i].any[0]);
            for (size_t k = 0; k < schemas.n; k++)
                strlist_add(&place_for(&places, &n_places, &cap, schemas.items[k])->rights,
                            needs[i].any[0]);
        }
        strlist_clear(&schemas);
    }
    if (why.n) {
        item = check_item(step, result, "Rights of the account",
                          "Only rights that the migration really uses are asked for.");
        char *list = strlist_join(&why, "; ");
        check_reason(item, "%s lacks: %s", grants_account(g), list);
        check_solution(item,
                       "Run the GRANT statements on the %s as an account that may grant them.",
                       side_word(side));
        free(list);
        for (size_t i = 0; i < n_places; i++) {
            char *rights = strlist_join(&places[i].rights, ", ");
            grant(item, side, rights, places[i].schema, grants_account(g));
            free(rights);
        }
    }
    for (size_t i = 0; i < n_places; i++) {
        free(places[i].schema);
        strlist_clear(&places[i].rights);
    }
    free(places);
    strlist_clear(&why);
    return item;
}
