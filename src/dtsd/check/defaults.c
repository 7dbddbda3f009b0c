/* SPDX-License-Identifier: MIT
 *
 * defaults - DefaultCheck: columns whose default is a date that the target's sql_mode forbids.
 *
 * Why: the tables and their rows move as they are, because the sessions of the copy and of replication
 * allow such dates. Later the target refuses to alter these tables, to make others like them (1067),
 * and with MariaDB also new rows that use the default (1978; measured on MySQL 9.7 and MariaDB 10.11).
 *
 * What is offered: the target's sql_mode without the modes that forbid them, where the source has none
 * of these either; its other modes stay. Where the source forbids them too nothing is: the target would
 * take more than the source does. No ALTER TABLE is offered: which other date would be right only the
 * application knows, and without a default the source refuses rows whose statement leaves the column out.
 */
#include <stdlib.h>

#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "mysql/quote.h"

/* TRADITIONAL stands for both and more; what else it means is listed beside it. */
static const char *const forbidding[] = {"NO_ZERO_DATE", "NO_ZERO_IN_DATE", "TRADITIONAL"};

static bool is_forbidding(const char *mode)
{
    for (size_t i = 0; i < sizeof forbidding / sizeof *forbidding; i++)
        if (str_eq(mode, forbidding[i]))
            return true;
    return false;
}

/* The modes but those that forbid zero dates; *dropped: there were some. Caller frees. */
static char *milder(const char *sql_mode, bool *dropped)
{
    struct strlist all = {0}, kept = {0};

    strlist_split(&all, str_or(sql_mode, ""), ',');
    for (size_t i = 0; i < all.n; i++)
        if (!is_forbidding(all.items[i]))
            strlist_add(&kept, all.items[i]);
    *dropped = kept.n < all.n;
    char *text = strlist_join(&kept, ",");
    strlist_clear(&all);
    strlist_clear(&kept);
    return text;
}

static bool has_mode(const char *sql_mode, const char *mode)
{
    struct strlist all = {0};

    strlist_split(&all, sql_mode, ',');
    bool has = strlist_has(&all, mode);
    strlist_clear(&all);
    return has;
}

/* *rest: the target's other modes, caller frees. MySQL forbids them in strict mode only, otherwise it
 * warns. */
static bool forbids(const struct server_facts *t, char **rest)
{
    bool dropped;

    *rest = milder(t->sql_mode, &dropped);
    if (!t->flavor || !dropped) /* no flavor: VersionCheck's finding */
        return false;
    return t->flavor->vendor == VENDOR_MARIADB || has_mode(*rest, "STRICT_TRANS_TABLES") ||
           has_mode(*rest, "STRICT_ALL_TABLES");
}

#define ZERO_DATES \
    "v.DATA_TYPE IN ('date', 'datetime', 'timestamp') AND v.COLUMN_DEFAULT LIKE '%-00%'"

static bool look(struct check_ctx *ctx, struct strlist *found, struct err *err)
{
    struct selected s;
    bool ok = selected_ask(ctx, SELECTED_COLUMNS, "v.COLUMN_NAME", ZERO_DATES, &s, err);

    while (ok && selected_next(&s))
        strlist_take(found, selected_name_column(&s, 0));
    selected_clear(&s);
    return ok;
}

static void remedy(const struct server_facts *source, struct dts_check_item *item,
                   const char *rest)
{
    bool too = false;

    free(milder(source->sql_mode, &too));
    bool offer = source->sql_mode && !too;
    check_solution(item,
                   "Take NO_ZERO_DATE and NO_ZERO_IN_DATE out of the target's sql_mode%s; or "
                   "give the columns another default or none, before somebody changes these "
                   "tables there.%s",
                   offer ? ", as on the source: for new sessions at once, and in its "
                           "configuration so that it stays"
                         : "",
                   too ? " The source's sql_mode forbids them too." : "");
    if (!offer)
        return;
    char *literal = quoted_str(rest);
    check_sql(item, SIDE_TARGET, "SET GLOBAL sql_mode = %s", literal);
    free(literal);
}

bool check_defaults(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct strlist found = {0};
    char *rest;
    bool ok = !forbids(&ctx->target_facts, &rest) || look(ctx, &found, err);

    if (ok && found.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_WARNING, "Zero dates as defaults",
                       "The tables move as they are. The target's sql_mode counts afterwards.");
        check_found(item, &found, ", ",
                    "The target's sql_mode refuses to alter the tables of these columns, or to "
                    "make others like them: ");
        remedy(&ctx->source_facts, item, rest);
        selected_all(item, SIDE_SOURCE, found.n, &ctx->selection, SELECTED_COLUMNS,
                     "v.COLUMN_NAME", ZERO_DATES);
    }
    strlist_clear(&found);
    free(rest);
    return ok;
}
