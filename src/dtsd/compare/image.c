/* SPDX-License-Identifier: MIT
 *
 * image - a row for people: each value as a literal.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "dtsd/compare/table.h"
#include "mysql/quote.h"

#define SHOWN 200 /* bytes of a value that are shown */
/* per column: the value's beginning, its length, its digest (large types only, else NULL) */
#define PARTS 3

static bool is_number_type(const struct cat_column *c)
{
    static const char *const types[] = {"tinyint", "smallint", "mediumint", "int", "bigint",
                                        "decimal", "float",    "double",    "bit", "year"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq_nocase(c->data_type, types[i]))
            return true;
    return false;
}

/* ENUM and SET are compared as numbers and shown as their words. */
static void shown(const struct cat_column *c, struct buf *out)
{
    if (str_eq_nocase(c->data_type, "enum") || str_eq_nocase(c->data_type, "set")) {
        buf_adds(out, "CONVERT(");
        quote_ident(out, c->name);
        buf_adds(out, " USING binary)");
    } else {
        digest_text(c, out);
    }
}

void image_select(const struct cat_columns *columns, struct buf *out)
{
    for (size_t i = 0; i < columns->n; i++) {
        const struct cat_column *c = &columns->items[i];
        buf_adds(out, i ? ",LEFT(" : "LEFT(");
        shown(c, out);
        buf_addf(out, ",%d),LENGTH(", SHOWN);
        shown(c, out);
        if (digest_is_large(c)) {
            buf_adds(out, "),SHA2(");
            shown(c, out);
            buf_adds(out, ",224)");
        } else {
            buf_adds(out, "),NULL");
        }
    }
    if (columns->n == 0)
        buf_adds(out, "NULL");
}

static bool is_number_text(const char *s, size_t n)
{
    return n > 0 && strspn(s, "+-.0123456789eE") == n;
}

void image_read(const struct cat_columns *columns, char *const *row,
                const unsigned long *lengths, struct strlist *out)
{
    for (size_t i = 0; i < columns->n; i++) {
        const char *value = row[i * PARTS], *length = row[i * PARTS + 1];
        const char *digest = row[i * PARTS + 2];
        size_t n = lengths[i * PARTS];
        int64_t whole = 0;
        struct buf b;

        buf_init(&b, 4 * SHOWN + 200);
        if (!value)
            buf_adds(&b, "NULL");
        else if (is_number_type(&columns->items[i]) && is_number_text(value, n))
            buf_add(&b, value, n);
        else
            quote_bytes(&b, value, n);
        if (value && str_to_int(str_or(length, ""), 0, INT64_MAX, &whole) && whole > SHOWN)
            buf_addf(&b, "... (%s bytes%s%.16s)", length, digest ? ", SHA-224 " : "",
                     str_or(digest, ""));
        strlist_add(out, buf_str(&b));
        buf_clear(&b);
    }
}

bool image_fetch(struct table_compare *t, enum side side, const char *where,
                 struct strlist *out, bool *there, struct err *err)
{
    struct stream *s = NULL;
    struct buf sql;
    char **row = NULL;
    unsigned long *lengths;

    buf_init(&sql, 1u << 21);
    buf_adds(&sql, "SELECT ");
    image_select(&t->columns, &sql);
    buf_adds(&sql, " FROM ");
    table_name(t, side, &sql);
    buf_adds(&sql, where);
    bool ok = stream_open(&s, table_conn(t, side), buf_str(&sql), err) &&
              stream_next(s, &row, &lengths, err);
    *there = ok && row;
    if (*there)
        image_read(&t->columns, row, lengths, out);
    stream_close(s);
    buf_clear(&sql);
    return ok;
}
