/* SPDX-License-Identifier: MIT
 *
 * accounts - see accounts.h.
 *
 * A line of SHOW GRANTS becomes one entry per privilege: what, where, granted or revoked. Lines
 * that grant a role, or that set one, are read for their form and otherwise left alone: the
 * privileges behind active roles have lines of their own.
 */
#include "mysql/accounts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define LINE_MAX_BYTES (4u * 1024 * 1024)
#define ENTRIES_MAX    1000000u

struct entry {
    char *privilege; /* upper case, one blank between words */
    char *schema;    /* pattern; NULL: *.* */
    bool whole;      /* the whole schema, not one table or routine or some columns of it */
    bool revoked;
};

struct grants {
    struct entry *items;
    size_t n, cap;
    char *account;
};

struct grants *grants_new(void)
{
    struct grants *g = mem_alloc(sizeof *g);

    g->account = mem_strdup("");
    return g;
}

void grants_free(struct grants *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->n; i++) {
        free(g->items[i].privilege);
        free(g->items[i].schema);
    }
    free(g->items);
    free(g->account);
    free(g);
}

const char *grants_account(const struct grants *g)
{
    return g->account;
}

/* ---- a line ---- */

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

/* Name at *p, quoted or a plain word, without quotes; caller frees. NULL: malformed. */
static char *take_name(const char **p)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);
    const char *end;

    if (!is_quote(**p)) {
        size_t n = strcspn(*p, ".@ ,\t");
        char *word = mem_strndup(*p, n);
        *p += n;
        return word;
    }
    end = skip_quoted(*p);
    if (!end)
        return NULL;
    for (const char *s = *p + 1; s < end - 1; s++) {
        buf_addc(&b, *s);
        if (*s == **p)
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

/* Old servers and MariaDB print the password's hash in the line: it is cut off there. */
static bool bad_line(const char *line, struct err *err)
{
    const char *secret = strcasestr(line, "IDENTIFIED");
    size_t n = secret ? (size_t)(secret - line) : strlen(line);
    char *shown = str_printable(line, n < 200 ? n : 200);

    err_set(err, ERR_PROTOCOL, "a line of SHOW GRANTS is not understood: %s", shown);
    free(shown);
    return false;
}

/* Adds one entry; text[0..n) is a privilege, perhaps with a list of columns. */
static void add_entry(struct grants *g, const char *text, size_t n, const char *schema,
                      bool whole, bool revoked)
{
    struct buf b = BUF_INIT(LINE_MAX_BYTES);
    const char *paren = memchr(text, '(', n);
    struct entry *e;

    if (paren) { /* SELECT (a, b) */
        n = (size_t)(paren - text);
        whole = false;
    }
    for (size_t i = 0; i < n; i++) {
        bool blank = isspace((unsigned char)text[i]);
        if (!blank)
            buf_addc(&b, (char)toupper((unsigned char)text[i]));
        else if (b.len && b.data[b.len - 1] != ' ')
            buf_addc(&b, ' ');
    }
    while (b.len && b.data[b.len - 1] == ' ')
        b.data[--b.len] = '\0';
    if (b.len == 0 || g->n >= ENTRIES_MAX) {
        buf_clear(&b);
        return;
    }
    e = MEM_PUSH(g->items, g->n, g->cap);
    e->privilege = buf_steal(&b);
    e->schema = mem_strdup(schema);
    e->whole = whole;
    e->revoked = revoked;
}

static void add_list(struct grants *g, const char *from, const char *to, const char *schema,
                     bool whole, bool revoked)
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
            add_entry(g, start, (size_t)(p - start), schema, whole, revoked);
            start = p + 1;
        }
    }
}

/* What stands behind ON: "*.*", "`s`.*", "`s`.`t`", "PROCEDURE `s`.`p`". */
static bool parse_place(const char **p, char **schema, bool *whole)
{
    static const char *const routines[] = {"PROCEDURE", "FUNCTION", "PACKAGE BODY", "PACKAGE",
                                           "TABLE"};
    char *object;

    *schema = NULL;
    *whole = true;
    *p = skip_blanks(*p);
    for (size_t i = 0; i < sizeof routines / sizeof *routines; i++)
        if (word_at(*p, routines[i]) && (*p)[strlen(routines[i])] == ' ') {
            *p = skip_blanks(*p + strlen(routines[i]));
            *whole = false;
        }
    if (str_starts(*p, "*.*")) {
        *p += 3;
        return true;
    }
    *schema = take_name(p);
    if (!*schema || **p != '.')
        return false;
    (*p)++;
    if (**p == '*') {
        (*p)++;
        return *whole;
    }
    *whole = false;
    object = take_name(p);
    free(object);
    return object != NULL;
}

/* Keeps the first account with a host; a MariaDB role has none. */
static void note_account(struct grants *g, const char *p)
{
    const char *start = skip_blanks(p), *end = start;

    if (g->account[0])
        return;
    end = is_quote(*end) ? skip_quoted(end) : end + strcspn(end, "@ ");
    if (!end || *end != '@')
        return;
    end++;
    end = is_quote(*end) ? skip_quoted(end) : end + strcspn(end, " ");
    if (!end)
        return;
    free(g->account);
    g->account = mem_strndup(start, (size_t)(end - start));
}

bool grants_parse(struct grants *g, const char *line, struct err *err)
{
    const char *p = skip_blanks(line), *on, *to;
    bool revoked = word_at(p, "REVOKE"), whole, ok;
    char *schema;

    if (word_at(p, "SET")) /* MariaDB: SET DEFAULT ROLE r FOR u */
        return true;
    if (!revoked && !word_at(p, "GRANT"))
        return bad_line(line, err);
    p += revoked ? strlen("REVOKE") : strlen("GRANT");
    on = find_word(p, "ON");
    to = find_word(on ? on : p, revoked ? "FROM" : "TO");
    if (!to)
        return bad_line(line, err);
    note_account(g, to + (revoked ? strlen("FROM") : strlen("TO")));
    if (!on) /* roles */
        return true;
    if (word_at(skip_blanks(p), "PROXY")) {
        add_entry(g, "PROXY", strlen("PROXY"), NULL, true, revoked);
        return true;
    }
    const char *place = on + strlen("ON");
    ok = parse_place(&place, &schema, &whole);
    if (ok) {
        add_list(g, p, on, schema, whole, revoked);
        if (find_word(to, "WITH") && find_word(find_word(to, "WITH"), "GRANT"))
            add_entry(g, "GRANT OPTION", strlen("GRANT OPTION"), schema, whole, revoked);
    }
    free(schema);
    return ok || bad_line(line, err);
}

/* ---- questions ---- */

/* MariaDB 10.5 and later show some rights under new names. */
static const char *canonical(const char *privilege)
{
    static const char *const same[][2] = {
        {"BINLOG MONITOR", "REPLICATION CLIENT"},
        {"REPLICATION REPLICA", "REPLICATION SLAVE"},
        {"REPLICATION REPLICA ADMIN", "REPLICATION SLAVE ADMIN"},
        {"REPLICA MONITOR", "SLAVE MONITOR"},
        {"DELETE VERSIONING ROWS", "DELETE HISTORY"},
    };

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (str_eq_nocase(privilege, same[i][0]))
            return same[i][1];
    return privilege;
}

static bool covers(const struct entry *e, const char *privilege)
{
    if (str_eq_nocase(canonical(e->privilege), canonical(privilege)))
        return true;
    return (str_eq(e->privilege, "ALL PRIVILEGES") || str_eq(e->privilege, "ALL")) &&
           !str_eq_nocase(privilege, "GRANT OPTION") && !str_eq_nocase(privilege, "PROXY");
}

/* `%`, `_` and `\` as in LIKE. Iterative: a pattern is the server's, but bounded work is ours.
 */
static bool wild_match(const char *pattern, const char *s)
{
    const char *star = NULL, *retry = NULL;

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

/* Bytes before the first wildcard; a name without one is the most special of all. */
static size_t speciality(const char *pattern)
{
    for (const char *p = pattern; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '%' || *p == '_')
            return (size_t)(p - pattern);
    }
    return SIZE_MAX;
}

static bool has_global(const struct grants *g, const char *privilege)
{
    for (size_t i = 0; i < g->n; i++)
        if (!g->items[i].schema && g->items[i].whole && !g->items[i].revoked &&
            covers(&g->items[i], privilege))
            return true;
    return false;
}

static bool is_revoked(const struct grants *g, const char *privilege, const char *schema)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->items[i].revoked && str_eq(g->items[i].schema, schema) &&
            covers(&g->items[i], privilege))
            return true;
    return false;
}

bool grants_has(const struct grants *g, const char *privilege, const char *schema)
{
    const char *special = NULL; /* the server uses the most special pattern that matches only */

    if (has_global(g, privilege) && (!schema || !is_revoked(g, privilege, schema)))
        return true;
    if (!schema)
        return false;
    for (size_t i = 0; i < g->n; i++) {
        const struct entry *e = &g->items[i];
        if (e->schema && e->whole && !e->revoked && wild_match(e->schema, schema) &&
            (!special || speciality(e->schema) > speciality(special)))
            special = e->schema;
    }
    for (size_t i = 0; special && i < g->n; i++) {
        const struct entry *e = &g->items[i];
        if (e->whole && !e->revoked && str_eq(e->schema, special) && covers(e, privilege))
            return true;
    }
    return false;
}

/* ---- reading ---- */

/* "`r`@`%`,`s`@`%`" as CURRENT_ROLE() prints it, into literals of our own. */
static bool role_list(const char *text, struct buf *out)
{
    for (const char *p = skip_blanks(text); *p; p = skip_blanks(p)) {
        char *user = take_name(&p), *host = NULL;
        bool ok = user && *p == '@';
        if (ok) {
            p++;
            host = take_name(&p);
            ok = host != NULL;
        }
        if (ok) {
            buf_adds(out, out->len ? ", " : "");
            quote_account(out, user, host);
        }
        free(user);
        free(host);
        if (!ok)
            return false;
        p = skip_blanks(p);
        if (*p == ',')
            p++;
        else if (*p)
            return false;
    }
    return true;
}

/* SHOW GRANTS, on MySQL with roles USING those that are active; caller frees. */
static bool statement(struct conn *c, const struct flavor *f, char **sql, struct err *err)
{
    struct buf roles = BUF_INIT(LINE_MAX_BYTES);
    char *active = NULL;
    bool ok = true;

    *sql = NULL;
    if (f && f->roles && f->vendor == VENDOR_MYSQL) {
        ok = conn_value(c, "SELECT CURRENT_ROLE()", &active, err);
        if (ok && !str_empty(active) && !str_eq_nocase(active, "NONE") &&
            !role_list(active, &roles))
            ok = err_set(err, ERR_PROTOCOL, "the list of active roles is not understood");
    }
    if (ok)
        *sql = roles.len
                   ? mem_printf("SHOW GRANTS FOR CURRENT_USER() USING %s", buf_str(&roles))
                   : mem_strdup("SHOW GRANTS");
    buf_clear(&roles);
    free(active);
    return ok;
}

bool grants_read(struct conn *c, const struct flavor *f, struct grants **out, struct err *err)
{
    struct grants *g = grants_new();
    struct rows r = {0};
    char *sql;
    bool ok;

    *out = NULL;
    ok = statement(c, f, &sql, err) && conn_query(c, sql, &r, err);
    for (size_t i = 0; ok && i < r.n; i++)
        if (rows_get(&r, i, 0))
            ok = grants_parse(g, rows_get(&r, i, 0), err);
    free(sql);
    rows_clear(&r);
    if (ok) {
        *out = g;
        return true;
    }
    grants_free(g);
    return err_wrap(err, "reading the rights of our account on the %s", conn_label(c));
}
