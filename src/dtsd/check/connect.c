/* SPDX-License-Identifier: MIT
 *
 * connect - ConnectDBCheck: can dtsd log in to both servers? Then reads what the other checks
 * need.
 */
#include "base/mem.h"
#include "dtsd/check/check.h"

static void connect_one(struct check_ctx *ctx, enum side side, struct conn **out,
                        struct dts_check_step *step)
{
    const struct run_endpoint *e = side == SIDE_SOURCE ? &ctx->run->source : &ctx->run->target;
    struct err err;

    if (run_connect(ctx->run, side, SESSION_READ, out, &err))
        return;
    struct dts_check_item *item = check_item(
        step, CHECK_FAILED,
        side == SIDE_SOURCE ? "Log in to the source" : "Log in to the target",
        "The address must be reachable from where dtsd runs, and the account must be let in.");
    check_reason(item, "%s", err.text);
    check_solution(item, "%s",
                   *err.hint
                       ? err.hint
                       : "Look at address, port, account and password, and at the firewall.");
    if (*err.server)
        strlist_add(&item->ErrorLog, err.server);
    if (err.kind == ERR_AUTH)
        check_solution(item,
                       "Is the password right, and may %s log in from this host? The account's "
                       "host part must match.",
                       e->user);
}

/* A server that follows itself, or is copied into itself, loses data. MySQL servers have a uuid;
 * MariaDB's are told apart by name, port and server_id. */
static void same_server(const struct check_ctx *ctx, struct dts_check_step *step)
{
    const struct server_facts *s = &ctx->source_facts, *t = &ctx->target_facts;
    bool same = s->server_uuid && t->server_uuid
                    ? str_eq_nocase(s->server_uuid, t->server_uuid)
                    : !s->server_uuid && !t->server_uuid && s->server_id == t->server_id &&
                          str_eq(s->hostname, t->hostname) &&
                          ctx->run->source.port == ctx->run->target.port;

    if (!same)
        return;
    struct dts_check_item *item =
        check_item(step, CHECK_FAILED, "Two servers", "Source and target must be two servers.");
    check_reason(item, "The target is the source itself (%s)",
                 s->server_uuid ? s->server_uuid : str_or(s->hostname, "same host and port"));
    check_solution(item, "Look at the target's address again.");
}

static bool read_facts(struct check_ctx *ctx, struct err *err)
{
    const struct dts_database_table *cfg = &ctx->run->config.MigrateOption.DatabaseTable;
    struct strlist names = {0};
    bool all, ok;

    ok = inspect_server(ctx->source, &ctx->source_facts, err) &&
         inspect_server(ctx->target, &ctx->target_facts, err);
    /* A version we do not know is VersionCheck's finding; the rest cannot be read without one.
     */
    if (!ok || !ctx->source_facts.flavor || !ctx->target_facts.flavor)
        return ok;
    selection_schemas(cfg, &names, &all);
    ok = grants_read(ctx->source, ctx->source_facts.flavor, &ctx->source_grants, err) &&
         grants_read(ctx->target, ctx->target_facts.flavor, &ctx->target_grants, err) &&
         catalog_read(ctx->source, ctx->source_facts.flavor, all ? NULL : &names,
                      CATALOG_SIZES | CATALOG_KEYS, &ctx->source_catalog, err);
    if (ok)
        selection_resolve(cfg, &ctx->source_catalog, &ctx->selection);
    strlist_clear(&names);
    for (size_t i = 0; i < ctx->selection.n_schemas; i++)
        strlist_add(&names, ctx->selection.schemas[i].target_name);
    ok = ok && catalog_read(ctx->target, ctx->target_facts.flavor, &names, 0,
                            &ctx->target_catalog, err);
    strlist_clear(&names);
    return ok;
}

bool check_connect(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    connect_one(ctx, SIDE_SOURCE, &ctx->source, step);
    connect_one(ctx, SIDE_TARGET, &ctx->target, step);
    if (!ctx->source || !ctx->target)
        return true;
    if (!read_facts(ctx, err))
        return false;
    same_server(ctx, step);
    return true;
}
