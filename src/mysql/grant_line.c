/* SPDX-License-Identifier: MIT
 *
 * grant_line - see grant_line.h.
 */
#include "mysql/grant_line.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define LINE_MAX_BYTES (4u * 1024 * 1024)
#define PRIVILEGES_MAX 100000u

/* ---- words ---- */

static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

static bool is_quote(char c)
{
    return c == '`' || c == '\'' || c == '"';
}

/* Behind the quoted text at p; NULL when it does not end. A doubled quote stands for itself. */
static const char *skip_quoted(const char *p)
{
    char q = *p++;

    for (; *p; p++) {
        if (*p == '\\' && q == '\'' && p[1])
            p++;
        else if (*p == q && p[1] == q)
            p++;
        else if (*p == q)
            return p + 1;
    }
    return NULL;
}

char *grant_name(const char **p)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);
    const char *end;

    if (!is_quote(**p)) {
        size_t n = strcspn(*p, ".@ ,\t");
        char *word = n ? mem_strndup(*p, n) : NULL;
        *p += n;
        return word;
    }
    end = skip_quoted(*p);
    if (!end)
        return NULL;
    for (const char *s = *p + 1; s < end - 1; s++) {
        bool escaped = *s == '\\' && **p == '\'' && s + 1 < end - 1;
        s += escaped;
        buf_addc(&b, *s);
        if (!escaped && *s == **p)
            s++;
    }
    *p = end;
    return b.len ? buf_steal(&b) : mem_strdup("");
}

/* Is the word w (upper case) at p, as a whole word? */
static bool word_at(const char *p, const char *w)
{
    size_t n = strlen(w);

    return strncasecmp(p, w, n) == 0 && !isalnum((unsigned char)p[n]) && p[n] != '_';
}

/* From p to the word w outside quotes and parentheses; NULL when it does not come. */
static const char *find_word(const char *p, const char *w)
{
    int depth = 0;
    bool boundary = true;

    while (p && *p) {
        if (is_quote(*p)) {
            p = skip_quoted(p);
            boundary = false;
            continue;
        }
        depth += *p == '(';
        depth -= *p == ')';
        if (boundary && depth == 0 && word_at(p, w))
            return p;
        boundary = isspace((unsigned char)*p) || *p == ')';
        p++;
    }
    return NULL;
}

static bool bad_line(const char *line, struct err *err)
{
    const char *hash = strcasestr(line, "IDENTIFIED");
    size_t n = hash ? (size_t)(hash - line) : strlen(line);
    char *shown = str_printable(line, n < 200 ? n : 200);

    err_set(err, ERR_PROTOCOL, _("a line of SHOW GRANTS is not understood: %s"), shown);
    free(shown);
    return false;
}

/* ---- accounts ---- */

static bool take_account(const char **p, struct strlist *out)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);
    char *user = grant_name(p), *host = NULL;
    bool ok = user != NULL;

    if (ok && **p == '@') {
        ++*p;
        host = grant_name(p);
        ok = host != NULL;
    }
    if (ok && host)
        quote_account(&b, user, host);
    else if (ok)
        quote_str(&b, user);
    if (ok)
        strlist_take(out, buf_steal(&b));
    buf_clear(&b);
    free(user);
    free(host);
    return ok;
}

bool grant_accounts(const char *text, struct strlist *out)
{
    for (const char *p = skip_blanks(text); *p; p = skip_blanks(p)) {
        if (!take_account(&p, out))
            return false;
        p = skip_blanks(p);
        if (*p == ',')
            p++;
        else if (*p)
            return false;
    }
    return true;
}

static bool take_grantee(struct grant_line *g, const char *p)
{
    struct strlist to = {0};
    const char *start = skip_blanks(p), *end = start;
    bool ok = take_account(&end, &to);

    if (ok) {
        const char *host = start;
        host = is_quote(*host) ? skip_quoted(host) : host + strcspn(host, "@ ");
        g->to = mem_strdup(to.items[0]);
        g->grantee =
            host && *host == '@' ? mem_strndup(start, (size_t)(end - start)) : mem_strdup("");
    }
    strlist_clear(&to);
    return ok;
}

/* ---- privileges ---- */

/* The columns of "SELECT (`a`, b)", each quoted again. */
static bool take_columns(const char *from, const char *to, struct buf *out)
{
    const char *p = skip_blanks(from);

    while (p < to) {
        char *name;
        if (is_quote(*p)) {
            name = grant_name(&p);
        } else {
            size_t n = strcspn(p, ",) \t");
            name = mem_strndup(p, n);
            p += n;
        }
        if (!name || !name[0]) {
            free(name);
            return false;
        }
        buf_adds(out, out->len ? ", " : "");
        quote_ident(out, name);
        free(name);
        p = skip_blanks(p);
        if (p < to && *p != ',')
            return false;
        p = skip_blanks(p + (p < to));
    }
    return true;
}

/* text[0..n): a privilege, perhaps with a list of columns. */
static bool add_privilege(struct grant_line *g, const char *text, size_t n)
{
    struct buf word = BUF_INIT(LINE_MAX_BYTES), columns = BUF_INIT(LINE_MAX_BYTES);
    const char *paren = memchr(text, '(', n), *end = text + n;
    bool ok = true;

    if (paren) {
        while (end > paren && *end != ')')
            end--;
        ok = end > paren && take_columns(paren + 1, end, &columns);
        n = (size_t)(paren - text);
    }
    for (size_t i = 0; i < n; i++) {
        bool blank = isspace((unsigned char)text[i]);
        if (!blank)
            buf_addc(&word, (char)toupper((unsigned char)text[i]));
        else if (word.len && word.data[word.len - 1] != ' ')
            buf_addc(&word, ' ');
    }
    while (word.len && word.data[word.len - 1] == ' ')
        word.data[--word.len] = '\0';
    if (ok && word.len && g->privileges.n < PRIVILEGES_MAX) {
        strlist_add(&g->privileges, buf_str(&word));
        strlist_add(&g->columns, buf_str(&columns));
    }
    buf_clear(&word);
    buf_clear(&columns);
    return ok;
}

static bool take_privileges(struct grant_line *g, const char *from, const char *to)
{
    const char *start = from;
    int depth = 0;

    for (const char *p = from; p <= to; p++) {
        if (p < to && is_quote(*p)) { /* a column's name */
            const char *end = skip_quoted(p);
            p = end && end <= to ? end - 1 : to;
        }
        if (p < to) {
            depth += *p == '(';
            depth -= *p == ')';
        }
        if (p == to || (*p == ',' && depth == 0)) {
            if (!add_privilege(g, start, (size_t)(p - start)))
                return false;
            start = p + 1;
        }
    }
    return true;
}

/* What stands behind ON: "*.*", "`s`.*", "`s`.`t`", "PROCEDURE `s`.`p`". */
static bool take_place(struct grant_line *g, const char *p)
{
    static const char *const routines[] = {"PROCEDURE", "FUNCTION", "PACKAGE BODY", "PACKAGE"};

    p = skip_blanks(p);
    g->place = ON_TABLE;
    if (word_at(p, "TABLE") && p[strlen("TABLE")] == ' ')
        p = skip_blanks(p + strlen("TABLE"));
    for (size_t i = 0; i < sizeof routines / sizeof *routines && !g->routine; i++)
        if (word_at(p, routines[i]) && p[strlen(routines[i])] == ' ') {
            p = skip_blanks(p + strlen(routines[i]));
            g->routine = mem_strdup(routines[i]);
            g->place = ON_ROUTINE;
        }
    if (str_starts(p, "*.*")) {
        g->place = ON_SERVER;
        return true;
    }
    g->schema = grant_name(&p);
    if (!g->schema || *p != '.')
        return false;
    p++;
    if (*p == '*') {
        bool schema = g->place == ON_TABLE;
        g->place = ON_SCHEMA;
        return schema;
    }
    g->object = grant_name(&p);
    return g->object != NULL;
}

/* "GRANT `a`@`%`,`b`@`%` TO" */
static bool take_roles(struct grant_line *g, const char *from, const char *to)
{
    char *list = mem_strndup(from, (size_t)(to - from));
    bool ok = grant_accounts(list, &g->roles);

    free(list);
    return ok && g->roles.n > 0;
}

/* "SET DEFAULT ROLE `r` FOR `u`@`h`"; NONE is no role. */
static bool take_default_role(struct grant_line *g, const char *p)
{
    const char *role = find_word(p, "ROLE"), *to = find_word(p, "FOR");

    g->kind = GRANT_DEFAULT_ROLE;
    if (!role || !to || to < role)
        return false;
    role = skip_blanks(role + strlen("ROLE"));
    if (!take_grantee(g, to + strlen("FOR")))
        return false;
    return word_at(role, "NONE") || take_roles(g, role, to);
}

bool grant_line_parse(const char *line, struct grant_line *out, struct err *err)
{
    const char *p = skip_blanks(line), *on, *to, *with;
    bool ok = true;

    *out = (struct grant_line){.revoked = word_at(p, "REVOKE")};
    if (word_at(p, "SET"))
        return take_default_role(out, p) || bad_line(line, err);
    if (!out->revoked && !word_at(p, "GRANT"))
        return bad_line(line, err);
    p = skip_blanks(p + strlen(out->revoked ? "REVOKE" : "GRANT"));
    on = find_word(p, "ON");
    to = find_word(on ? on : p, out->revoked ? "FROM" : "TO");
    if (!to)
        return bad_line(line, err);
    if (!take_grantee(out, to + strlen(out->revoked ? "FROM" : "TO")))
        return bad_line(line, err);
    with = find_word(to, "WITH");
    out->with_option = with && (find_word(with, "GRANT") || (!on && find_word(with, "ADMIN")));
    if (!on) {
        out->kind = GRANT_ROLES;
        ok = take_roles(out, p, to);
    } else if (word_at(p, "PROXY")) {
        out->kind = GRANT_PROXY;
    } else {
        ok = take_place(out, on + strlen("ON")) && take_privileges(out, p, on);
    }
    return ok || bad_line(line, err);
}

void grant_line_clear(struct grant_line *g)
{
    strlist_clear(&g->privileges);
    strlist_clear(&g->columns);
    strlist_clear(&g->roles);
    free(g->routine);
    free(g->schema);
    free(g->object);
    free(g->grantee);
    free(g->to);
    *g = (struct grant_line){0};
}

/* ---- patterns ---- */

char *grant_pattern_plain(const char *pattern)
{
    char *name = mem_alloc(strlen(pattern) + 1), *to = name;

    for (const char *p = pattern; *p; p++) {
        if (*p == '%') {
            free(name);
            return NULL;
        }
        p += *p == '\\' && p[1];
        *to++ = *p;
    }
    *to = '\0';
    return name;
}

char *grant_pattern_of(const char *schema)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);

    for (const char *p = schema; *p; p++) {
        if (*p == '\\' || *p == '%' || *p == '_')
            buf_addc(&b, '\\');
        buf_addc(&b, *p);
    }
    return buf_steal(&b);
}

/* `%`, `_` and `\` as in LIKE. Iterative: a pattern is the server's, but bounded work is ours.
 */
bool grant_pattern_fits(const char *pattern, const char *schema)
{
    const char *s = schema, *star = NULL, *retry = NULL;

    while (*s) {
        bool escaped = *pattern == '\\' && pattern[1];
        if (*pattern == '%') {
            star = ++pattern;
            retry = s;
        } else if (escaped ? pattern[1] == *s : *pattern == '_' || *pattern == *s) {
            bool any = !escaped && *pattern == '_';
            pattern += escaped ? 2 : 1;
            s++;
            while (any && ((unsigned char)*s & 0xC0) == 0x80)
                s++; /* a character, not a byte */
        } else if (star) {
            pattern = star;
            s = ++retry;
        } else
            return false;
    }
    while (*pattern == '%')
        pattern++;
    return !*pattern;
}

/* ---- writing ---- */

void grant_line_place(const struct grant_line *g, struct buf *out)
{
    if (g->routine)
        buf_addf(out, "%s ", g->routine);
    if (g->place == ON_SERVER)
        buf_adds(out, "*");
    else
        quote_ident(out, g->schema);
    buf_addc(out, '.');
    if (g->object)
        quote_ident(out, g->object);
    else
        buf_addc(out, '*');
}

static void write_privilege(const struct grant_line *g, size_t i, struct buf *out)
{
    buf_adds(out, g->privileges.items[i]);
    if (g->columns.items[i][0])
        buf_addf(out, " (%s)", g->columns.items[i]);
}

void grant_line_write(const struct grant_line *g, size_t which, const char *to, struct buf *out)
{
    bool roles = g->kind != GRANT_RIGHTS, first = true;
    size_t n = roles ? g->roles.n : g->privileges.n;

    buf_adds(out, g->kind == GRANT_DEFAULT_ROLE ? "SET DEFAULT ROLE "
                  : g->revoked                  ? "REVOKE "
                                                : "GRANT ");
    for (size_t i = 0; i < n; i++) {
        if (which != SIZE_MAX && which != i)
            continue;
        buf_adds(out, first ? "" : ", ");
        if (roles)
            buf_adds(out, g->roles.items[i]);
        else
            write_privilege(g, i, out);
        first = false;
    }
    if (!roles) {
        buf_adds(out, " ON ");
        grant_line_place(g, out);
    }
    buf_addf(out, " %s %s",
             g->kind == GRANT_DEFAULT_ROLE ? "FOR"
             : g->revoked                  ? "FROM"
                                           : "TO",
             to);
    if (g->with_option && !g->revoked)
        buf_adds(out, roles ? " WITH ADMIN OPTION" : " WITH GRANT OPTION");
}
