/* SPDX-License-Identifier: MIT
 *
 * repair_sql - the statement that repairs one row; see repair.h.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/str.h"
#include "dtsd/compare/repair.h"
#include "mysql/quote.h"

static bool is_readable(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\t')
            return false;
    return true;
}

static const struct cat_column *column_of(const struct cat_columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->n; i++)
        if (str_eq(columns->items[i].name, name))
            return &columns->items[i];
    return NULL;
}

static bool is_type(const struct cat_column *c, const char *const *types)
{
    for (; c && *types; types++)
        if (str_eq(c->data_type, *types))
            return true;
    return false;
}

/* An exact number is written as one; FLOAT and DOUBLE stay texts, as they were read. */
static bool is_exact_number(const struct cat_column *c, const char *bytes, size_t n)
{
    static const char *const types[] = {"tinyint", "smallint", "mediumint", "int",
                                        "bigint",  "decimal",  NULL};

    return n > 0 && is_type(c, types) && strspn(bytes, "-.0123456789") == n;
}

/* The bytes arrive as they are: an introducer says that nothing is to be converted. */
static void add_value(const struct recipe_column *c, const struct cat_columns *columns,
                      const char *bytes, size_t n, bool shown, struct buf *out)
{
    if (!bytes) {
        buf_adds(out, "NULL");
    } else if (c->carry == CARRY_NUMBER || c->carry == CARRY_ENUM ||
               is_exact_number(column_of(columns, c->name), bytes, n)) {
        buf_add(out, bytes, n); /* digits */
    } else if (shown && n > REPAIR_SHOWN) {
        char digest[SHA256_HEX_SIZE];
        crypto_sha256_hex(bytes, n, digest);
        buf_addf(out, "/* the source's %zu bytes, SHA-256 %.16s... */", n, digest);
    } else {
        buf_adds(out, c->carry == CARRY_UTF8 ? "_utf8mb4 " : "_binary ");
        if (is_readable(bytes, n))
            quote_bytes(out, bytes, n);
        else
            quote_hex(out, bytes, n);
    }
}

static void add_insert(const struct recipe *r, const struct cat_columns *columns,
                       const char *name, const struct repair_row *row, int64_t times,
                       bool shown, struct buf *out)
{
    buf_addf(out, "INSERT INTO %s (", name);
    for (size_t i = 0; i < r->n; i++) {
        buf_adds(out, i ? ", " : "");
        quote_ident(out, r->items[i].name);
    }
    buf_adds(out, ") VALUES ");
    for (int64_t k = 0; k < times; k++) {
        buf_adds(out, k ? ", (" : "(");
        for (size_t i = 0; i < r->n; i++) {
            buf_adds(out, i ? ", " : "");
            add_value(&r->items[i], columns, row->values[i], row->lengths[i], shown, out);
        }
        buf_addc(out, ')');
    }
}

static bool same_value(const struct repair_row *a, const struct repair_row *b, size_t i)
{
    if (!a->values[i] || !b->values[i])
        return a->values[i] == b->values[i];
    return a->lengths[i] == b->lengths[i] &&
           memcmp(a->values[i], b->values[i], a->lengths[i]) == 0;
}

/* A column with ON UPDATE CURRENT_TIMESTAMP changes by itself unless it is set. */
static bool may_move(const struct cat_columns *columns, const char *name)
{
    static const char *const types[] = {"timestamp", "datetime", NULL};

    return is_type(column_of(columns, name), types);
}

static bool add_update(const struct recipe *r, const struct cat_columns *columns,
                       const char *name, const struct repair_row *here,
                       const struct repair_row *there, bool shown, struct buf *out)
{
    bool differs = false;
    const char *between = "";

    buf_addf(out, "UPDATE %s SET ", name);
    for (size_t i = 0; i < r->n; i++) {
        bool same = same_value(here, there, i);
        if (same && !may_move(columns, r->items[i].name))
            continue;
        differs = differs || !same;
        buf_adds(out, between);
        quote_ident(out, r->items[i].name);
        buf_addc(out, '=');
        add_value(&r->items[i], columns, here->values[i], here->lengths[i], shown, out);
        between = ", ";
    }
    return differs;
}

bool repair_sql(const struct recipe *r, const struct cat_columns *columns, const char *name,
                const char *where, const struct repair_row *here,
                const struct repair_row *there, int64_t times, bool shown, struct buf *out)
{
    if (times < 0) {
        buf_addf(out, "DELETE FROM %s%s LIMIT %lld", name, where, (long long)-times);
    } else if (times > 0) {
        add_insert(r, columns, name, here, times, shown, out);
    } else if (!here->values) {
        buf_addf(out, "DELETE FROM %s%s", name, where);
    } else if (!there->values) {
        add_insert(r, columns, name, here, 1, shown, out);
    } else {
        if (!add_update(r, columns, name, here, there, shown, out))
            return false;
        buf_adds(out, where);
    }
    return true;
}
