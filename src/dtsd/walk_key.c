/* SPDX-License-Identifier: MIT
 *
 * walk_key - see walk_key.h.
 */
#include "dtsd/walk_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"

#define TEXT_MAX (1 << 20)

static const struct {
    const char *type;
    enum key_form form;
} forms[] = {
    {"tinyint", KEY_DIGITS},  {"smallint", KEY_DIGITS},  {"mediumint", KEY_DIGITS},
    {"int", KEY_DIGITS},      {"bigint", KEY_DIGITS},    {"year", KEY_DIGITS},
    {"decimal", KEY_DIGITS},  {"date", KEY_QUOTED},      {"time", KEY_QUOTED},
    {"datetime", KEY_QUOTED}, {"timestamp", KEY_QUOTED}, {"uuid", KEY_QUOTED},
    {"char", KEY_TEXT},       {"varchar", KEY_TEXT},     {"binary", KEY_BYTES},
    {"varbinary", KEY_BYTES},
};

static bool form_of(const struct cat_column *c, enum key_form *form)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_eq_nocase(c->data_type, forms[i].type)) {
            *form = forms[i].form;
            return *form != KEY_TEXT || c->charset;
        }
    return false;
}

static const struct cat_column *find_column(const struct cat_columns *columns, const char *name)
{
    for (size_t i = 0; name && i < columns->n; i++)
        if (str_eq_nocase(columns->items[i].name, name))
            return &columns->items[i];
    return NULL;
}

/* Adds one part of an index; c NULL: functional. false: this index cannot be walked. */
static bool add_part(struct walk_key *k, const struct cat_column *c, bool prefix)
{
    enum key_form form;

    if (!c || c->nullable || prefix || k->n == WALK_KEY_COLUMNS || !form_of(c, &form))
        return false;
    k->columns[k->n].name = mem_strdup(c->name);
    k->columns[k->n].charset = form == KEY_TEXT ? mem_strdup(c->charset) : NULL;
    k->columns[k->n++].form = form;
    return true;
}

void walk_key_of(const char *index, const struct strlist *names,
                 const struct cat_columns *columns, struct walk_key *out)
{
    bool usable = names->n > 0;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; usable && i < names->n; i++)
        usable = add_part(out, find_column(columns, names->items[i]), false);
    if (usable)
        out->index = mem_strdup(index);
    else
        walk_key_clear(out);
}

bool walk_key_find(struct conn *c, const char *schema, const char *table,
                   const struct cat_columns *columns, struct walk_key *out, struct err *err)
{
    struct rows r;
    char *s = quoted_str(schema), *t = quoted_str(table);
    bool ok =
        conn_queryf(c, &r, err,
                    "SELECT index_name, column_name, sub_part FROM "
                    "information_schema.statistics WHERE table_schema = %s AND "
                    "table_name = %s AND non_unique = 0 ORDER BY index_name <> 'PRIMARY', "
                    "index_name, seq_in_index",
                    s, t);
    free(s);
    free(t);
    memset(out, 0, sizeof *out);
    if (!ok)
        return false;
    for (size_t i = 0; i < r.n && !out->index;) {
        const char *name = rows_get(&r, i, 0);
        bool usable = true;
        for (; i < r.n && str_eq(rows_get(&r, i, 0), name); i++)
            usable = usable && add_part(out, find_column(columns, rows_get(&r, i, 1)),
                                        rows_get(&r, i, 2) != NULL);
        if (usable)
            out->index = mem_strdup(name);
        else
            walk_key_clear(out);
    }
    rows_clear(&r);
    return true;
}

void walk_key_clear(struct walk_key *k)
{
    for (size_t i = 0; i < k->n; i++) {
        free(k->columns[i].name);
        free(k->columns[i].charset);
    }
    free(k->index);
    memset(k, 0, sizeof *k);
}

void walk_point_clear(struct walk_point *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->values[i]);
    memset(p, 0, sizeof *p);
}

void walk_point_copy(struct walk_point *dst, const struct walk_point *src)
{
    *dst = (struct walk_point){.n = src->n};
    for (size_t i = 0; i < src->n; i++)
        dst->values[i] = mem_strdup(src->values[i]);
}

static char *hex_of(const char *bytes, size_t n)
{
    char *hex = mem_alloc(2 * n + 1);

    crypto_hex((const uint8_t *)bytes, n, hex);
    hex[2 * n] = '\0';
    return hex;
}

void walk_point_take(const struct walk_key *k, const size_t *at, char *const *row,
                     const unsigned long *lengths, struct walk_point *out)
{
    *out = (struct walk_point){.n = k->n};
    for (size_t i = 0; i < k->n; i++) {
        const char *value = row[at[i]];
        bool hex = k->columns[i].form == KEY_TEXT || k->columns[i].form == KEY_BYTES;
        out->values[i] =
            hex ? hex_of(value, lengths[at[i]]) : mem_strndup(value, lengths[at[i]]);
    }
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c - 'a' + 10;
}

/* A value as people read it; caller frees. */
static char *readable(enum key_form form, const char *value)
{
    if (form == KEY_BYTES)
        return mem_printf("0x%s", value);
    if (form != KEY_TEXT)
        return mem_strdup(value);
    size_t n = strlen(value) / 2;
    char *bytes = mem_alloc(n + 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(digit(value[2 * i]) << 4 | digit(value[2 * i + 1]));
    char *text = str_printable(bytes, n);
    free(bytes);
    return text;
}

void walk_point_list(const struct walk_point *p, struct strlist *out)
{
    for (size_t i = 0; i < p->n; i++)
        strlist_add(out, p->values[i]);
}

bool walk_point_of(const struct walk_key *k, const struct strlist *values,
                   struct walk_point *out)
{
    memset(out, 0, sizeof *out);
    if (k->n == 0 || values->n != k->n)
        return false;
    for (size_t i = 0; i < k->n; i++)
        out->values[i] = mem_strdup(values->items[i]);
    out->n = k->n;
    return true;
}

char *walk_point_json(const struct walk_key *k, const struct walk_point *p)
{
    if (p->n == 0)
        return mem_strdup("");
    struct json *list = json_array();
    for (size_t i = 0; i < p->n; i++) {
        char *text = readable(k->columns[i].form, p->values[i]);
        json_add(list, json_string(text));
        free(text);
    }
    char *text = json_print(list);
    json_free(list);
    return text;
}

char *walk_point_text(const struct walk_key *k, const struct walk_point *p)
{
    struct buf out = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < p->n; i++) {
        const struct walk_key_column *c = &k->columns[i];
        bool quoted = c->form == KEY_TEXT || c->form == KEY_QUOTED;
        char *text = readable(c->form, p->values[i]);
        char *value = quoted ? quoted_str(text) : mem_strdup(text);
        buf_addf(&out, "%s%s=%s", i ? ", " : "", c->name, value);
        free(value);
        free(text);
    }
    return buf_steal(&out);
}

/* ---- SQL ---- */

static bool in_hex(const struct walk_key_column *c)
{
    return c->form == KEY_TEXT || c->form == KEY_BYTES;
}

void walk_key_values(const struct walk_key *k, struct buf *out)
{
    for (size_t i = 0; i < k->n; i++) {
        buf_adds(out, i ? "," : "");
        buf_adds(out, in_hex(&k->columns[i]) ? "HEX(" : "");
        quote_ident(out, k->columns[i].name);
        buf_adds(out, in_hex(&k->columns[i]) ? ")" : "");
    }
}

void walk_key_names(const struct walk_key *k, struct buf *out)
{
    for (size_t i = 0; i < k->n; i++) {
        buf_adds(out, i ? "," : "");
        quote_ident(out, k->columns[i].name);
    }
}

static void literal(const struct walk_key_column *c, const char *value, struct buf *out)
{
    switch (c->form) {
    case KEY_DIGITS:
        /* from the server's own output: digits, sign, point; anything else is quoted */
        if (value[strspn(value, "-.0123456789")] == '\0')
            buf_adds(out, value);
        else
            quote_str(out, value);
        break;
    case KEY_QUOTED: quote_str(out, value); break;
    case KEY_TEXT: buf_addf(out, "_%s x'%s'", c->charset, value); break;
    case KEY_BYTES: buf_addf(out, "x'%s'", value); break;
    }
}

static void compare_column(const struct walk_key *k, const struct walk_point *p, size_t i,
                           const char *op, struct buf *out)
{
    quote_ident(out, k->columns[i].name);
    buf_adds(out, op);
    literal(&k->columns[i], p->values[i], out);
}

/* (a>1) OR (a=1 AND b>2) OR ...: row comparisons are not ranges to every optimizer. The first
 * column's bound stands before, so that the index is entered at the right place. */
static void beyond(const struct walk_key *k, const struct walk_point *p, bool greater,
                   struct buf *out)
{
    if (k->n > 1) {
        compare_column(k, p, 0, greater ? ">=" : "<=", out);
        buf_adds(out, " AND ");
    }
    buf_addc(out, '(');
    for (size_t last = 0; last < k->n; last++) {
        buf_adds(out, last ? " OR (" : "(");
        for (size_t i = 0; i < last; i++) {
            compare_column(k, p, i, "=", out);
            buf_adds(out, " AND ");
        }
        bool end = last + 1 == k->n;
        compare_column(k, p, last, greater ? ">" : end ? "<=" : "<", out);
        buf_addc(out, ')');
    }
    buf_addc(out, ')');
}

void walk_key_range(const struct walk_key *k, const struct walk_point *after,
                    const struct walk_point *upto, struct buf *out)
{
    const char *word = " WHERE ";

    if (after->n) {
        buf_adds(out, word);
        beyond(k, after, true, out);
        word = " AND ";
    }
    if (upto->n) {
        buf_adds(out, word);
        beyond(k, upto, false, out);
    }
}

void walk_key_equals(const struct walk_key *k, const struct walk_point *p, struct buf *out)
{
    for (size_t i = 0; i < k->n; i++) {
        buf_adds(out, i ? " AND " : " WHERE ");
        compare_column(k, p, i, "=", out);
    }
}

void walk_key_hint(const struct walk_key *k, struct buf *out)
{
    buf_adds(out, " FORCE INDEX (");
    quote_ident(out, k->index);
    buf_addc(out, ')');
}
