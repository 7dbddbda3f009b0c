/* SPDX-License-Identifier: MIT
 *
 * digest - see digest.h.
 */
#include "dtsd/compare/digest.h"

#include "base/str.h"
#include "mysql/quote.h"

/* TEXT and BLOB columns whose values enter whole: so many are half of DIGEST_PACKET. */
#define WHOLE_MOST 8

/* How a value enters the encoding. */
enum text_form {
    TEXT_BYTES,  /* of a type we do not know: as the server makes it a text */
    TEXT_STORED, /* a text or bytes: as it is stored */
    TEXT_DIGITS, /* never a comma */
    TEXT_REAL,   /* its eight bytes, in a point */
    TEXT_NUMBER,
    TEXT_CHARS,
    TEXT_HEX,
};

static const struct form {
    const char *before, *after; /* around the quoted name: the text, in bytes */
    /* The same where the whole is binary anyway: the server need not copy it first. */
    const char *bare, *behind_bare;
    bool body; /* may have a comma: it follows behind the fields, which have its length */
} forms[] = {
    [TEXT_BYTES] = {"CONVERT(", " USING binary)", "CONVERT(", " USING binary)", true},
    [TEXT_STORED] = {"CONVERT(", " USING binary)", "", "", true},
    [TEXT_DIGITS] = {"CONVERT(", " USING binary)", "", "", false},
    [TEXT_REAL] = {"CONVERT(", "*1e0 USING binary)", "", "", false},
    [TEXT_NUMBER] = {"CONVERT(CAST(", " AS UNSIGNED) USING binary)", "CAST(", " AS UNSIGNED)",
                     false},
    [TEXT_CHARS] = {"CONVERT(CAST(", " AS CHAR) USING binary)", "CAST(", " AS CHAR)", true},
    [TEXT_HEX] = {"CONVERT(HEX(", ") USING binary)", "HEX(", ")", true},
};

static const struct type_rule {
    const char *type;
    enum text_form form;
    bool large;
} type_rules[] = {
    {"char", TEXT_STORED, false},
    {"varchar", TEXT_STORED, false},
    {"binary", TEXT_STORED, false},
    {"varbinary", TEXT_STORED, false},
    {"tinyint", TEXT_DIGITS, false},
    {"smallint", TEXT_DIGITS, false},
    {"mediumint", TEXT_DIGITS, false},
    {"int", TEXT_DIGITS, false},
    {"bigint", TEXT_DIGITS, false},
    {"decimal", TEXT_DIGITS, false},
    {"double", TEXT_REAL, false},
    {"date", TEXT_DIGITS, false},
    {"datetime", TEXT_DIGITS, false},
    {"timestamp", TEXT_DIGITS, false},
    {"time", TEXT_DIGITS, false},
    {"year", TEXT_DIGITS, false},
    {"float", TEXT_REAL, false},
    {"bit", TEXT_NUMBER, false},
    {"enum", TEXT_NUMBER, false},
    {"set", TEXT_NUMBER, false},
    {"json", TEXT_CHARS, true},
    {"vector", TEXT_HEX, true},
    {"tinyblob", TEXT_STORED, false},
    {"blob", TEXT_STORED, true},
    {"mediumblob", TEXT_STORED, true},
    {"longblob", TEXT_STORED, true},
    {"tinytext", TEXT_STORED, false},
    {"text", TEXT_STORED, true},
    {"mediumtext", TEXT_STORED, true},
    {"longtext", TEXT_STORED, true},
    {"geometry", TEXT_BYTES, true},
    {"point", TEXT_BYTES, true},
    {"linestring", TEXT_BYTES, true},
    {"polygon", TEXT_BYTES, true},
    {"multipoint", TEXT_BYTES, true},
    {"multilinestring", TEXT_BYTES, true},
    {"multipolygon", TEXT_BYTES, true},
    {"geomcollection", TEXT_BYTES, true},
    {"geometrycollection", TEXT_BYTES, true},
};
static const struct type_rule other_type = {"", TEXT_BYTES, false};

static const struct type_rule *rule_of(const struct cat_column *c)
{
    for (size_t i = 0; i < sizeof type_rules / sizeof *type_rules; i++)
        if (str_eq_nocase(c->data_type, type_rules[i].type))
            return &type_rules[i];
    return &other_type;
}

enum digest_form digest_form_of(const struct flavor *f)
{
    return f->vendor == VENDOR_MYSQL && f->roles ? DIGEST_BYTES : DIGEST_64;
}

bool digest_is_large(const struct cat_column *c)
{
    return rule_of(c)->large;
}

static void around(const char *before, const char *name, const char *after, struct buf *out)
{
    buf_adds(out, before);
    quote_ident(out, name);
    buf_adds(out, after);
}

void digest_text(const struct cat_column *c, struct buf *out)
{
    const struct form *f = &forms[rule_of(c)->form];

    around(f->before, c->name, f->after, out);
}

static bool is_real(const struct cat_column *c)
{
    return rule_of(c)->form == TEXT_REAL;
}

static bool is_64k(const struct cat_column *c)
{
    return str_eq_nocase(c->data_type, "text") || str_eq_nocase(c->data_type, "blob");
}

/* Enters by its own digest: what may be too much for a packet. */
static bool is_apart(const struct cat_columns *columns, const struct cat_column *c)
{
    size_t n = 0;

    for (size_t i = 0; i < columns->n; i++)
        n += is_64k(&columns->items[i]);
    return digest_is_large(c) && (!is_64k(c) || n > WHOLE_MOST);
}

static bool has_body(const struct cat_columns *columns, const struct cat_column *c)
{
    return forms[rule_of(c)->form].body && !is_apart(columns, c);
}

static void bare(const struct cat_column *c, const char *before, const char *after,
                 struct buf *out)
{
    const struct form *f = &forms[rule_of(c)->form];

    buf_adds(out, before);
    around(f->bare, c->name, f->behind_bare, out);
    buf_adds(out, after);
}

/* A field: the value itself, the digest of a large one, or the length of one that follows. A number
 * in a point needs none, but when it may be NULL. */
static void field(const struct cat_columns *columns, const struct cat_column *c, bool nullable,
                  struct buf *out)
{
    if (is_real(c)) {
        if (nullable)
            around(",ISNULL(", c->name, "),','", out);
        return;
    }
    buf_adds(out, nullable ? ",IFNULL(" : ",");
    if (is_apart(columns, c))
        bare(c, "SHA2(", ",224)", out);
    else if (has_body(columns, c))
        bare(c, "LENGTH(", ")", out);
    else
        bare(c, "", "", out);
    buf_adds(out, nullable ? ",'N'),','" : ",','");
}

/* FLOAT and DOUBLE two by two as points: 25 bytes each, with both as they are in memory. Their
 * texts cost as much as the rest of a row. */
static void points(const struct cat_columns *columns, bool with_nulls, struct buf *out)
{
    size_t seen = 0;

    for (size_t i = 0; i < columns->n; i++) {
        const struct cat_column *c = &columns->items[i];
        if (!is_real(c))
            continue;
        buf_adds(out, seen++ % 2 ? "," : ",POINT(");
        if (with_nulls && c->nullable)
            around("IFNULL(", c->name, ",0)", out);
        else
            quote_ident(out, c->name);
        buf_adds(out, seen % 2 ? "" : ")");
    }
    buf_adds(out, seen % 2 ? ",0)" : "");
}

/* Without nulls it is NULL as a whole when a value is: those that may be come first, so that this
 * is soon seen. The mark is explicitly binary: so is the whole then, and each text enters as the
 * bytes it is stored in. */
static void encoding(const struct cat_columns *columns, bool with_nulls, struct buf *out)
{
    const struct cat_column *c = columns->items, *end = c + columns->n;

    buf_addf(out, "CONCAT(_binary'%s' COLLATE `binary`", with_nulls ? "N" : "");
    for (; c < end; c++)
        if (c->nullable)
            field(columns, c, with_nulls, out);
    for (c = columns->items; c < end; c++)
        if (!c->nullable)
            field(columns, c, false, out);
    points(columns, with_nulls, out);
    for (c = columns->items; c < end; c++)
        if (has_body(columns, c) && with_nulls && c->nullable)
            bare(c, ",IFNULL(", ",'')", out);
        else if (has_body(columns, c))
            bare(c, ",", "", out);
    buf_addc(out, ')');
}

void digest_row(const struct cat_columns *columns, struct buf *out)
{
    bool nullable = false;

    for (size_t i = 0; i < columns->n; i++)
        nullable = nullable || columns->items[i].nullable;
    buf_adds(out, nullable ? "SHA2(IFNULL(" : "SHA2(");
    encoding(columns, false, out);
    if (nullable) {
        buf_addc(out, ',');
        encoding(columns, true, out);
        buf_addc(out, ')');
    }
    buf_adds(out, ",224)");
}

void digest_chunk(const struct cat_columns *columns, enum digest_form form, struct buf *out)
{
    buf_adds(out, form == DIGEST_BYTES ? "COUNT(*),HEX(BIT_XOR(UNHEX("
                                       : "COUNT(*),HEX(BIT_XOR(CAST(CONV(LEFT(");
    digest_row(columns, out);
    buf_adds(out, form == DIGEST_BYTES ? ")))" : ",16),16,10) AS UNSIGNED)))");
}
