/* SPDX-License-Identifier: MIT
 *
 * decimals - JsonCheck: numbers in JSON columns that come out otherwise when they are read from text.
 *
 * Why: a server prints a JSON value as text and makes it anew from that. A number that was put in as
 * DECIMAL (JSON_OBJECT of a DECIMAL column) becomes a DOUBLE: 1.10 is 1.1 then, and of more than 17
 * digits the last are lost. All tools that read rows by SELECT have this; the changes that are followed
 * do not, as the binary log holds the value itself. MariaDB keeps the text, so only MySQL has it.
 * Limits: looks at the first ROWS rows of a table, and no longer than LOOK_MS at all tables: what it finds
 * is there, what it does not find may be further back.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "mysql/quote.h"

#define ROWS    1000
#define LOOK_MS 5000

struct look {
    struct check_ctx *ctx;
    int64_t deadline;
    struct strlist found;
};

/* Of one column: does a value differ from what its own text makes? The server gives up by itself. */
static bool ask(struct look *l, const char *schema, const char *table, const char *column,
                bool *differs, struct err *err)
{
    char *in = quoted_name(schema, table), *name = quoted_ident(column);
    struct rows r = {0};
    bool ok =
        conn_queryf(l->ctx->source, &r, err,
                    "SELECT /*+ MAX_EXECUTION_TIME(%d) */ CAST(CAST(CAST(%s AS CHAR) AS JSON) "
                    "AS CHAR) <> CAST(%s AS CHAR) FROM %s LIMIT %d",
                    clock_left_ms(l->deadline), name, name, in, ROWS);

    *differs = false;
    for (size_t i = 0; ok && i < r.n && !*differs; i++)
        *differs = str_eq(rows_get(&r, i, 0), "1");
    rows_clear(&r);
    free(in);
    free(name);
    /* its time is over, or the account may not read it: nothing is known then */
    return ok || err->kind == ERR_SERVER || err->kind == ERR_DENIED;
}

static bool look(struct look *l, struct err *err)
{
    struct selected s;
    bool ok = selected_ask(l->ctx, SELECTED_COLUMNS, "v.COLUMN_NAME", "v.DATA_TYPE = 'json'",
                           &s, err);

    while (ok && clock_left_ms(l->deadline) > 0 && selected_next(&s)) {
        bool differs = false;
        ok = cancel_check(l->ctx->run->cancel, err) &&
             ask(l, s.of->schema->name, s.table, selected_value(&s, 0), &differs, err);
        if (ok && differs)
            strlist_take(&l->found, selected_name_column(&s, 0));
    }
    selected_clear(&s);
    return ok;
}

static bool is_mysql(const struct server_facts *f)
{
    return f->flavor && f->flavor->vendor == VENDOR_MYSQL;
}

bool check_decimals(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    struct look l = {.ctx = ctx, .deadline = clock_deadline(LOOK_MS)};

    if (!run_wants_rows(ctx->run) || !is_mysql(&ctx->source_facts) ||
        !is_mysql(&ctx->target_facts))
        return true;
    bool ok = look(&l, err);
    if (ok && l.found.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_WARNING, "DECIMAL in JSON",
                       "Rows are copied as text, and a number in JSON text is read as DOUBLE.");
        check_found(
            item, &l.found, ", ",
            "In these columns there are numbers that are written otherwise on the target "
            "(1.10 becomes 1.1, and more than 17 digits are rounded): ");
        check_solution(item, "Where all digits count, keep such numbers in JSON as strings. A "
                             "comparison of these tables will report the rows.");
    }
    strlist_clear(&l.found);
    return ok;
}
