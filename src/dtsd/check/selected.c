/* SPDX-License-Identifier: MIT
 *
 * selected - see selected.h
 */
#include "dtsd/check/selected.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define QUESTION_MAX (16u * 1024 * 1024)
#define TOLD_MAX     (16u * 1024) /* a longer question has no place in an answer */
#define BEFORE       2            /* columns that are always asked for */

static const struct {
    const char *name, *schema; /* the view, and its column with the database */
    const char
        *order; /* of the rows of one table: no two are alike, so that each run says the same */
} views[] = {
    [SELECTED_TABLES] = {"TABLES", "TABLE_SCHEMA", ""},
    [SELECTED_COLUMNS] = {"COLUMNS", "TABLE_SCHEMA", ", v.COLUMN_NAME"},
    [SELECTED_FOREIGN_KEYS] = {"REFERENTIAL_CONSTRAINTS", "CONSTRAINT_SCHEMA",
                               ", v.UNIQUE_CONSTRAINT_SCHEMA, v.REFERENCED_TABLE_NAME,"
                               " v.CONSTRAINT_NAME"},
};

/* NULL: it is longer than most bytes, or no database is selected. */
static char *question(const struct selection *sel, enum side side, enum selected_view view,
                      const char *columns, const char *where, size_t most)
{
    struct buf b = BUF_INIT(most);
    const char *schema = views[view].schema;

    buf_addf(&b, "SELECT v.%s, v.TABLE_NAME%s%s FROM information_schema.%s v WHERE v.%s IN (",
             schema, columns ? ", " : "", columns ? columns : "", views[view].name, schema);
    for (size_t i = 0; i < sel->n_schemas; i++) {
        const struct sel_schema *s = &sel->schemas[i];
        buf_adds(&b, i ? ", " : "");
        quote_str(&b, side == SIDE_TARGET ? s->target_name : s->schema->name);
    }
    buf_addf(&b, ") AND %s ORDER BY 1, 2%s", where, views[view].order);
    if (sel->n_schemas > 0 && buf_ok(&b))
        return buf_steal(&b);
    buf_clear(&b);
    return NULL;
}

bool selected_ask(const struct check_ctx *ctx, enum selected_view view, const char *columns,
                  const char *where, struct selected *out, struct err *err)
{
    *out = (struct selected){.ctx = ctx};
    if (ctx->selection.n_schemas == 0)
        return true;
    char *sql = question(&ctx->selection, SIDE_SOURCE, view, columns, where, QUESTION_MAX);
    bool ok = sql ? conn_query(ctx->source, sql, &out->rows, err)
                  : err_set(err, ERR_STATE, "too many databases are selected to ask for them");
    free(sql);
    return ok;
}

static const struct sel_schema *find(const struct selection *sel, const char *schema)
{
    for (size_t i = 0; i < sel->n_schemas; i++)
        if (str_eq(sel->schemas[i].schema->name, schema))
            return &sel->schemas[i];
    return NULL;
}

bool selected_next(struct selected *s)
{
    const struct dts_database_table *cfg = &s->ctx->run->config.MigrateOption.DatabaseTable;

    while (s->next < s->rows.n) {
        const char *schema = rows_get(&s->rows, s->next, 0);
        s->table = rows_get(&s->rows, s->next, 1);
        s->next++;
        if (!schema || !s->table)
            continue;
        if (!s->of || !str_eq(s->of->schema->name, schema)) /* they come sorted */
            s->of = find(&s->ctx->selection, schema);
        if (s->of && catalog_table(s->of->schema, s->table) &&
            selection_has_table(cfg, schema, s->table))
            return true;
    }
    return false;
}

const char *selected_value(const struct selected *s, size_t column)
{
    return str_or(rows_get(&s->rows, s->next - 1, BEFORE + column), "");
}

char *selected_name_column(const struct selected *s, size_t column)
{
    char *in = quoted_name(s->of->schema->name, s->table);
    char *name = quoted_ident(selected_value(s, column));
    char *full = mem_printf("%s.%s", in, name);

    free(in);
    free(name);
    return full;
}

void selected_clear(struct selected *s)
{
    rows_clear(&s->rows);
}

void selected_all(struct dts_check_item *item, enum side side, size_t n,
                  const struct selection *sel, enum selected_view view, const char *columns,
                  const char *where)
{
    char *sql =
        n > CHECK_NAMES_MOST ? question(sel, side, view, columns, where, TOLD_MAX) : NULL;

    if (sql) {
        mem_replace(&item->LocalAll, sql);
        mem_replace(&item->LocalAllSide, side_word(side));
        strlist_clear(&item->LocalNames);
    }
    free(sql);
}
