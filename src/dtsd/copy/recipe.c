/* SPDX-License-Identifier: MIT
 *
 * recipe - see recipe.h
 */
#include "dtsd/copy/recipe.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"

static enum carry carry_of(const char *data_type)
{
    static const struct {
        const char *type;
        enum carry carry;
    } table[] = {
        {"float", CARRY_FLOAT}, {"bit", CARRY_NUMBER}, {"set", CARRY_NUMBER},
        {"enum", CARRY_ENUM},   {"json", CARRY_UTF8},  {"uuid", CARRY_UTF8},
        {"inet4", CARRY_UTF8},  {"inet6", CARRY_UTF8},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_eq_nocase(data_type, table[i].type))
            return table[i].carry;
    return CARRY_PLAIN;
}

void recipe_build(const struct cat_columns *columns, struct recipe *out)
{
    *out = (struct recipe){0};
    for (size_t i = 0; i < columns->n; i++) {
        const struct cat_column *c = &columns->items[i];
        if (c->generated)
            continue;
        struct recipe_column *col = MEM_PUSH(out->items, out->n, out->cap);
        col->name = mem_strdup(c->name);
        col->carry = carry_of(c->data_type);
    }
}

void recipe_clear(struct recipe *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->items[i].name);
    free(r->items);
    *r = (struct recipe){0};
}

static void select_column(const struct recipe_column *c, struct buf *out)
{
    switch (c->carry) {
    case CARRY_FLOAT:
        quote_ident(out, c->name);
        buf_adds(out, "*1e0");
        break;
    case CARRY_NUMBER:
    case CARRY_ENUM:
        /* not +0: that is DOUBLE arithmetic and loses the low members of a 64-member SET */
        buf_adds(out, "CAST(");
        quote_ident(out, c->name);
        buf_adds(out, " AS UNSIGNED)");
        break;
    case CARRY_PLAIN:
    case CARRY_UTF8: quote_ident(out, c->name); break;
    }
}

void recipe_select(const struct recipe *r, const char *schema, const char *table,
                   const struct strlist *order_by, struct buf *out)
{
    buf_adds(out, "SELECT ");
    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            buf_adds(out, ",");
        select_column(&r->items[i], out);
    }
    buf_adds(out, r->n > 0 ? " FROM " : "1 FROM ");
    quote_name(out, schema, table);
    for (size_t i = 0; order_by && i < order_by->n; i++) {
        buf_adds(out, i == 0 ? " ORDER BY " : ",");
        /* qualified: an unqualified name could mean the select list's expression */
        quote_name(out, table, order_by->items[i]);
    }
}

static bool by_variable(const struct recipe_column *c)
{
    return c->carry == CARRY_NUMBER || c->carry == CARRY_ENUM || c->carry == CARRY_UTF8;
}

void recipe_load(const struct recipe *r, const char *schema, const char *table, struct buf *out)
{
    buf_adds(out, "LOAD DATA LOCAL INFILE 'dts' INTO TABLE ");
    quote_name(out, schema, table);
    buf_adds(out, " CHARACTER SET binary FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\'"
                  " LINES TERMINATED BY '\\n' (");
    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            buf_adds(out, ",");
        if (by_variable(&r->items[i]))
            buf_addf(out, "@c%zu", i);
        else
            quote_ident(out, r->items[i].name);
    }
    buf_adds(out, r->n > 0 ? ")" : "@c0)");
    const char *sep = " SET ";
    for (size_t i = 0; i < r->n; i++) {
        if (!by_variable(&r->items[i]))
            continue;
        buf_adds(out, sep);
        quote_ident(out, r->items[i].name);
        buf_addf(out,
                 r->items[i].carry == CARRY_UTF8 ? "=CONVERT(@c%zu USING utf8mb4)"
                                                 : "=CAST(@c%zu AS UNSIGNED)",
                 i);
        sep = ",";
    }
}

void recipe_insert(const struct recipe *r, const char *schema, const char *table,
                   struct buf *out)
{
    buf_adds(out, "INSERT INTO ");
    quote_name(out, schema, table);
    buf_adds(out, " (");
    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            buf_adds(out, ",");
        quote_ident(out, r->items[i].name);
    }
    buf_adds(out, ") VALUES ");
}

/* '...' with the bytes that end or change a literal escaped; an introducer stands before it. */
static void add_literal(struct buf *out, const char *bytes, size_t n)
{
    buf_addc(out, '\'');
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        char c = bytes[i];
        if (c != '\'' && c != '\\' && c != '\0')
            continue;
        buf_add(out, bytes + from, i - from);
        buf_addc(out, '\\');
        buf_addc(out, c == '\0' ? '0' : c);
        from = i + 1;
    }
    buf_add(out, bytes + from, n - from);
    buf_addc(out, '\'');
}

void recipe_values(const struct recipe *r, char *const *row, const unsigned long *lengths,
                   struct buf *out)
{
    buf_addc(out, '(');
    for (size_t i = 0; i < r->n; i++) {
        if (i > 0)
            buf_addc(out, ',');
        if (!row[i]) {
            buf_adds(out, "NULL");
        } else if (r->items[i].carry == CARRY_NUMBER || r->items[i].carry == CARRY_ENUM) {
            buf_add(out, row[i], lengths[i]); /* digits, from CAST AS UNSIGNED */
        } else {
            buf_adds(out, r->items[i].carry == CARRY_UTF8 ? "_utf8mb4" : "_binary");
            add_literal(out, row[i], lengths[i]);
        }
    }
    buf_addc(out, ')');
}

unsigned recipe_enum_errors(const struct recipe *r, char *const *row,
                            const unsigned long *lengths)
{
    unsigned n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->items[i].carry == CARRY_ENUM && row[i] && lengths[i] == 1 && row[i][0] == '0';
    return n;
}
