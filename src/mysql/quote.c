/* SPDX-License-Identifier: MIT
 *
 * quote - see quote.h.
 */
#include "mysql/quote.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define NAME_TEXT_MAX 4096 /* a quoted name or a LIKE pattern; an identifier has 256 bytes */

void quote_ident(struct buf *out, const char *name)
{
    buf_addc(out, '`');
    for (const char *p = name; *p; p++) {
        if (*p == '`')
            buf_addc(out, '`');
        buf_addc(out, *p);
    }
    buf_addc(out, '`');
}

void quote_name(struct buf *out, const char *schema, const char *name)
{
    if (schema) {
        quote_ident(out, schema);
        buf_addc(out, '.');
    }
    quote_ident(out, name);
}

/* How a byte is written between single quotes; 0 means as it is. Only bytes below 0x80 are
 * touched, which in UTF-8 are never part of a longer character. */
static char escape_of(char c)
{
    switch (c) {
    case '\0': return '0';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\x1a': return 'Z';
    case '\\': return '\\';
    case '\'': return '\'';
    default: return 0;
    }
}

static void add_text(struct buf *out, const char *bytes, size_t n)
{
    buf_addc(out, '\'');
    for (size_t i = 0, plain = 0; i <= n; i++) {
        char e = i < n ? escape_of(bytes[i]) : 0;
        if (i < n && !e)
            continue;
        buf_add(out, bytes + plain, i - plain);
        plain = i + 1;
        if (e) {
            buf_addc(out, '\\');
            buf_addc(out, e);
        }
    }
    buf_addc(out, '\'');
}

void quote_hex(struct buf *out, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *p = bytes;

    buf_adds(out, "x'");
    for (size_t i = 0; i < n; i++) {
        buf_addc(out, digits[p[i] >> 4]);
        buf_addc(out, digits[p[i] & 15]);
    }
    buf_addc(out, '\'');
}

void quote_bytes(struct buf *out, const void *bytes, size_t n)
{
    if (!bytes)
        n = 0;
    if (n == 0)
        buf_adds(out, "''");
    else if (str_is_utf8(bytes, n))
        add_text(out, bytes, n);
    else
        quote_hex(out, bytes, n);
}

void quote_str(struct buf *out, const char *s)
{
    if (s)
        quote_bytes(out, s, strlen(s));
    else
        buf_adds(out, "NULL");
}

static void add_pattern(struct buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '%' || *s == '_' || *s == '\\')
            buf_addc(out, '\\');
        buf_addc(out, *s);
    }
}

void quote_like(struct buf *out, const char *s)
{
    struct buf pattern = BUF_INIT(out->max);

    add_pattern(&pattern, s);
    add_text(out, buf_str(&pattern), pattern.len);
    buf_clear(&pattern);
}

void wild_table(struct buf *out, const char *schema, const char *table)
{
    add_pattern(out, schema);
    buf_addc(out, '.');
    if (table)
        add_pattern(out, table);
    else
        buf_addc(out, '%');
}

void quote_wild_table(struct buf *out, const char *schema, const char *table)
{
    struct buf pattern = BUF_INIT(out->max);

    wild_table(&pattern, schema, table);
    add_text(out, buf_str(&pattern), pattern.len);
    buf_clear(&pattern);
}

void quote_account(struct buf *out, const char *user, const char *host)
{
    /* Never in hex: the grammar of an account name takes a text string only. */
    add_text(out, user, strlen(user));
    buf_addc(out, '@');
    add_text(out, host, strlen(host));
}

char *quoted_ident(const char *name)
{
    return quoted_name(NULL, name);
}

char *quoted_name(const char *schema, const char *name)
{
    struct buf b = BUF_INIT((schema ? strlen(schema) * 2 : 0) + strlen(name) * 2 + 8);

    quote_name(&b, schema, name);
    return buf_steal(&b);
}

char *quoted_str(const char *s)
{
    struct buf b = BUF_INIT((s ? strlen(s) * 2 : 0) + 8);

    quote_str(&b, s);
    return buf_steal(&b);
}

bool quote_check_ident(const char *name, struct err *err)
{
    size_t n = name ? strlen(name) : 0, chars = 0;

    if (n == 0) {
        err_set(err, ERR_INPUT, _("a name may not be empty"));
        return err_hint(err, _("Type the name as the server shows it."));
    }
    char *shown = str_printable(name, n > NAME_TEXT_MAX ? NAME_TEXT_MAX : n);
    bool ok = false;

    if (!str_is_utf8(name, n)) {
        err_set(err, ERR_INPUT, _("the name \"%.200s\" is not UTF-8 text"), shown);
        err_hint(err, _("Set the terminal and the locale to UTF-8."));
        goto end;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)name[i];
        chars += (c & 0xC0) != 0x80;
        if (c >= 0xF0) { /* four bytes: beyond U+FFFF */
            err_set(err, ERR_INPUT,
                    _("the name \"%.200s\" has a character beyond U+FFFF (an emoji, for "
                      "example), which MySQL does not allow in names"),
                    shown);
            err_hint(err, _("Use another name."));
            goto end;
        }
    }
    if (chars > QUOTE_IDENT_MAX) {
        err_set(err, ERR_INPUT, _("the name \"%.200s\" has %zu characters; MySQL allows %d"),
                shown, chars, QUOTE_IDENT_MAX);
        err_hint(err, _("Use a shorter name."));
        goto end;
    }
    if (name[n - 1] == ' ') {
        err_set(err, ERR_INPUT,
                _("the name \"%.200s\" ends in a blank, which MySQL does not "
                  "allow"),
                shown);
        err_hint(err, _("Remove the blank at the end."));
        goto end;
    }
    ok = true;
end:
    free(shown);
    return ok;
}
