/* SPDX-License-Identifier: MIT
 *
 * digest - see digest.h.
 */
#include "dtsd/compare/digest.h"

#include "base/str.h"
#include "mysql/quote.h"

/* How a type becomes text. */
enum text_form {
    TEXT_BYTES,
    TEXT_STORED, /* LENGTH() counts the bytes that CONVERT gives */
    TEXT_DIGITS, /* never a comma */
    TEXT_FLOAT,
    TEXT_NUMBER,
    TEXT_CHARS,
    TEXT_HEX,
};

static const struct form {
    const char *before, *after; /* around the quoted name: the text, in bytes */
    /* The same as the server itself makes it a text, where that has no comma; NULL elsewhere. */
    const char *as_is, *behind_as_is;
} forms[] = {
    [TEXT_BYTES] = {"CONVERT(", " USING binary)", NULL, NULL},
    [TEXT_STORED] = {"CONVERT(", " USING binary)", NULL, NULL},
    [TEXT_DIGITS] = {"CONVERT(", " USING binary)", "", ""},
    [TEXT_FLOAT] = {"CONVERT(", "*1e0 USING binary)", "", "*1e0"},
    [TEXT_NUMBER] = {"CONVERT(CAST(", " AS UNSIGNED) USING binary)", "CAST(", " AS UNSIGNED)"},
    [TEXT_CHARS] = {"CONVERT(CAST(", " AS CHAR) USING binary)", NULL, NULL},
    [TEXT_HEX] = {"CONVERT(HEX(", ") USING binary)", NULL, NULL},
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
    {"double", TEXT_DIGITS, false},
    {"date", TEXT_DIGITS, false},
    {"datetime", TEXT_DIGITS, false},
    {"timestamp", TEXT_DIGITS, false},
    {"time", TEXT_DIGITS, false},
    {"year", TEXT_DIGITS, false},
    {"float", TEXT_FLOAT, false},
    {"bit", TEXT_NUMBER, false},
    {"enum", TEXT_NUMBER, false},
    {"set", TEXT_NUMBER, false},
    {"json", TEXT_CHARS, true},
    {"vector", TEXT_HEX, true},
    {"tinyblob", TEXT_BYTES, true},
    {"blob", TEXT_BYTES, true},
    {"mediumblob", TEXT_BYTES, true},
    {"longblob", TEXT_BYTES, true},
    {"tinytext", TEXT_BYTES, true},
    {"text", TEXT_BYTES, true},
    {"mediumtext", TEXT_BYTES, true},
    {"longtext", TEXT_BYTES, true},
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

/* Its value follows behind those of all columns. */
static bool has_body(const struct cat_column *c)
{
    return !digest_is_large(c) && !forms[rule_of(c)->form].as_is;
}

/* A text without a comma: the value itself, the digest of a large one, or the length of one that
 * follows. */
static void head(const struct cat_column *c, struct buf *out)
{
    const struct form *f = &forms[rule_of(c)->form];

    buf_adds(out, c->nullable ? ",IFNULL(" : ",");
    if (f->as_is) {
        around(f->as_is, c->name, f->behind_as_is, out);
    } else if (rule_of(c)->form == TEXT_STORED) {
        around("LENGTH(", c->name, ")", out);
    } else {
        buf_adds(out, digest_is_large(c) ? "SHA2(" : "LENGTH(");
        digest_text(c, out);
        buf_adds(out, digest_is_large(c) ? ",224)" : ")");
    }
    buf_adds(out, c->nullable ? ",'N')" : "");
}

void digest_row(const struct cat_columns *columns, struct buf *out)
{
    buf_adds(out, "SHA2(CONCAT_WS(_binary',',''"); /* a table may have no column we can see */
    for (size_t i = 0; i < columns->n; i++)
        head(&columns->items[i], out);
    for (size_t i = 0; i < columns->n; i++)
        if (has_body(&columns->items[i])) {
            buf_addc(out, ',');
            digest_text(&columns->items[i], out);
        }
    buf_adds(out, "),224)");
}

void digest_chunk(const struct cat_columns *columns, enum digest_form form, struct buf *out)
{
    buf_adds(out, form == DIGEST_BYTES ? "COUNT(*),HEX(BIT_XOR(UNHEX("
                                       : "COUNT(*),HEX(BIT_XOR(CAST(CONV(LEFT(");
    digest_row(columns, out);
    buf_adds(out, form == DIGEST_BYTES ? ")))" : ",16),16,10) AS UNSIGNED)))");
}
