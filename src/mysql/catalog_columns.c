/* SPDX-License-Identifier: MIT
 *
 * catalog_columns - the columns of one table; see catalog.h.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/catalog.h"
#include "mysql/quote.h"

/* EXTRA is a list of phrases. "DEFAULT_GENERATED" (MySQL 8) is a default, not a generated
 * column; comments are another field, so a comment cannot mislead us. */
static bool says(const char *extra, const char *phrase)
{
    const char *p = extra ? strcasestr(extra, phrase) : NULL;

    return p && (p == extra || p[-1] == ' ' || p[-1] == ',');
}

static void fill(struct cat_column *col, const struct rows *r, size_t row)
{
    const char *extra = rows_get(r, row, 8);

    col->name = mem_strdup(str_or(rows_get(r, row, 2), ""));
    col->data_type = mem_strdup(str_or(rows_get(r, row, 3), ""));
    for (char *p = col->data_type; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    col->column_type = mem_strdup(str_or(rows_get(r, row, 4), ""));
    col->charset = mem_strdup(rows_get(r, row, 5));
    col->collation = mem_strdup(rows_get(r, row, 6));
    col->nullable = str_eq_nocase(rows_get(r, row, 7), "YES");
    /* MariaDB before 10.2 says VIRTUAL or PERSISTENT alone. */
    col->generated =
        says(extra, "VIRTUAL") || says(extra, "STORED GENERATED") || says(extra, "PERSISTENT");
    col->invisible = says(extra, "INVISIBLE");
    col->auto_increment = says(extra, "auto_increment");
}

bool catalog_columns(struct conn *c, const char *schema, const char *table,
                     struct cat_columns *out, struct err *err)
{
    char *s = quoted_str(schema), *t = quoted_str(table);
    struct rows r;
    bool ok;

    memset(out, 0, sizeof *out);
    ok = conn_queryf(c, &r, err,
                     "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, "
                     "CHARACTER_SET_NAME, COLLATION_NAME, IS_NULLABLE, EXTRA "
                     "FROM information_schema.COLUMNS "
                     "WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION",
                     s, t);
    free(s);
    free(t);
    if (!ok)
        return err_wrap(err, _("reading the columns of %s.%s on the %s"), schema, table,
                        conn_label(c));
    for (size_t i = 0; i < r.n; i++)
        /* the condition may match names that differ in case only */
        if (str_eq(rows_get(&r, i, 0), schema) && str_eq(rows_get(&r, i, 1), table))
            fill(MEM_PUSH(out->items, out->n, out->cap), &r, i);
    rows_clear(&r);
    if (out->n)
        return true;
    err_set(err, ERR_GONE, _("there is no table %s.%s on the %s that this account may see"),
            schema, table, conn_label(c));
    return err_hint(err, _("Check the name, and the SELECT right of the account."));
}

void cat_columns_clear(struct cat_columns *cols)
{
    for (size_t i = 0; i < cols->n; i++) {
        free(cols->items[i].name);
        free(cols->items[i].data_type);
        free(cols->items[i].column_type);
        free(cols->items[i].charset);
        free(cols->items[i].collation);
    }
    free(cols->items);
    memset(cols, 0, sizeof *cols);
}
