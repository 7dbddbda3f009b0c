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

static unsigned circumstances(const struct check_ctx *ctx, const struct server_facts *f)
{
    const struct selection *sel = &ctx->selection;
    unsigned when = 0;

    when |= run_wants_increment(ctx->run) ? WHEN_INCREMENT : 0;
    when |= run_wants_rows(ctx->run) ? WHEN_ROWS : 0;
    when |= sel->views.n ? WHEN_VIEWS : 0;
    when |= sel->procedures.n || sel->functions.n ? WHEN_ROUTINES : 0;
    when |= sel->triggers.n ? WHEN_TRIGGERS : 0;
    when |= sel->events.n ? WHEN_EVENTS : 0;
    if (f->flavor->vendor == VENDOR_MARIADB)
        when |= WHEN_MARIADB;
    else
        when |= f->flavor->roles ? WHEN_MYSQL8 : WHEN_OLD;
    return when;
}

static bool held(const struct grants *g, const struct right_need *need, const char *schema)
{
    for (size_t i = 0; i < sizeof need->any / sizeof *need->any && need->any[i]; i++)
        if (grants_has(g, need->any[i], schema))
            return true;
    return false;
}

/* Collects into one list per scope what the remedy must grant. */
static bool is_missing(struct check_ctx *ctx, enum side side, const struct grants *g,
                       const struct right_need *need, struct strlist *schemas)
{
    const struct selection *sel = &ctx->selection;
    size_t before = schemas->n;

    if (need->scope == RIGHT_GLOBAL)
        return !held(g, need, NULL);
    if (need->scope == RIGHT_DTS)
        return !held(g, need, "__dts__");
    for (size_t i = 0; i < sel->n_schemas; i++) {
        const char *name =
            side == SIDE_SOURCE ? sel->schemas[i].schema->name : sel->schemas[i].target_name;
        if (!held(g, need, name))
            strlist_add(schemas, name);
    }
    return schemas->n > before;
}

static void grant(struct dts_check_item *item, enum side side, const char *privileges,
                  const char *schema, const char *account)
{
    struct buf on = BUF_INIT(GRANT_MAX);

    if (schema)
        quote_ident(&on, schema);
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

void rights_report(struct check_ctx *ctx, enum side side, const struct right_need *needs,
                   size_t n, struct dts_check_step *step)
{
    const struct server_facts *f =
        side == SIDE_SOURCE ? &ctx->source_facts : &ctx->target_facts;
    const struct grants *g = side == SIDE_SOURCE ? ctx->source_grants : ctx->target_grants;
    unsigned when = circumstances(ctx, f);
    struct place *places = NULL;
    size_t n_places = 0, cap = 0;
    struct strlist why = {0};

    for (size_t i = 0; i < n; i++) {
        struct strlist schemas = {0};
        if ((needs[i].when & when) == needs[i].when &&
            is_missing(ctx, side, g, &needs[i], &schemas)) {
            char *line = mem_printf("%s (%s)", needs[i].any[0], needs[i].why);
            strlist_take(&why, line);
            if (!schemas.n)
                strlist_add(&place_for(&places, &n_places, &cap,
                                       needs[i].scope == RIGHT_DTS ? "__dts__" : NULL)
                                 ->rights,
                            needs[i].any[0]);
            for (size_t k = 0; k < schemas.n; k++)
                strlist_add(&place_for(&places, &n_places, &cap, schemas.items[k])->rights,
                            needs[i].any[0]);
        }
        strlist_clear(&schemas);
    }
    if (why.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Rights of the account",
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
}
