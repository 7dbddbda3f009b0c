/* SPDX-License-Identifier: MIT
 *
 * digest - see digest.h.
 */
#include "dtsd/compare/digest.h"

#include "base/str.h"
#include "mysql/quote.h"

/* How a type becomes text; %s stands for the quoted name. */
enum text_form { TEXT_BYTES, TEXT_FLOAT, TEXT_NUMBER, TEXT_CHARS, TEXT_HEX };

static const struct type_rule {
    const char *type;
    enum text_form form;
    bool large;
} type_rules[] = {
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

void digest_text(const struct cat_column *c, struct buf *out)
{
    static const struct {
        const char *before, *after;
    } words[] = {
        [TEXT_BYTES] = {"CONVERT(", " USING binary)"},
        [TEXT_FLOAT] = {"CONVERT(", "*1e0 USING binary)"},
        [TEXT_NUMBER] = {"CONVERT(CAST(", " AS UNSIGNED) USING binary)"},
        [TEXT_CHARS] = {"CONVERT(CAST(", " AS CHAR) USING binary)"},
        [TEXT_HEX] = {"CONVERT(HEX(", ") USING binary)"},
    };
    enum text_form form = rule_of(c)->form;

    buf_adds(out, words[form].before);
    quote_ident(out, c->name);
    buf_adds(out, words[form].after);
}

static void column(const struct cat_column *c, struct buf *out)
{
    buf_adds(out, "COALESCE(");
    if (digest_is_large(c)) {
        /* 56 digits, never anything else: no length is needed */
        buf_adds(out, "SHA2(");
        digest_text(c, out);
        buf_adds(out, ",224)");
    } else {
        buf_adds(out, "CONCAT(LENGTH(");
        digest_text(c, out);
        buf_adds(out, "),':',");
        digest_text(c, out);
        buf_adds(out, ")");
    }
    buf_adds(out, ",'N')");
}

void digest_row(const struct cat_columns *columns, struct buf *out)
{
    buf_adds(out, "SHA2(CONCAT(''"); /* a table may have no column we can see */
    for (size_t i = 0; i < columns->n; i++) {
        buf_addc(out, ',');
        column(&columns->items[i], out);
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
