/* SPDX-License-Identifier: MIT
 *
 * binlog_look - see binlog_look.h.
 *
 * Source: answers of MySQL 5.6 (recorded), MySQL 9.7 and MariaDB 10.11 (real servers). MySQL shows
 * the content of a compressed transaction in the same answer, all of it at the transaction's end.
 */
#include "mysql/binlog_look.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/catalog.h"
#include "mysql/quote.h"

#define PAGE           500
#define PAGES          6
#define NAME_MAX_BYTES 300

void binlog_scope_clear(struct binlog_scope *s)
{
    strlist_clear(&s->databases);
    strlist_clear(&s->tables);
    s->all = false;
}

void binlog_tally_clear(struct binlog_tally *t)
{
    for (size_t i = 0; i < t->n_others; i++)
        free(t->others[i].name);
    free(t->others);
    strlist_clear(&t->names);
    memset(t, 0, sizeof *t);
}

static void add_other(struct binlog_tally *t, const char *name, uint64_t n)
{
    for (size_t i = 0; i < t->n_others; i++)
        if (str_eq(t->others[i].name, name)) {
            t->others[i].n += n;
            return;
        }
    if (t->n_others >= BINLOG_NAMES) {
        mem_replace(&t->others[t->n_others - 1].name, "...");
        t->others[t->n_others - 1].n += n;
        return;
    }
    struct binlog_other *o = MEM_PUSH(t->others, t->n_others, t->cap_others);
    o->name = mem_strdup(name);
    o->n = n;
}

static void add_selected(struct binlog_tally *t, const char *name)
{
    t->selected++;
    if (t->names.n < BINLOG_NAMES && !strlist_has(&t->names, name))
        strlist_add(&t->names, name);
}

void binlog_tally_add(struct binlog_tally *a, const struct binlog_tally *b)
{
    a->events += b->events;
    a->selected += b->selected;
    for (size_t i = 0; i < b->names.n && a->names.n < BINLOG_NAMES; i++)
        if (!strlist_has(&a->names, b->names.items[i]))
            strlist_add(&a->names, b->names.items[i]);
    for (size_t i = 0; i < b->n_others; i++)
        add_other(a, b->others[i].name, b->others[i].n);
}

/* ---- whose ---- */

/* "db.table": both may hold dots, so every dot may be the one between them. */
static bool is_selected(const struct binlog_scope *s, const char *name)
{
    if (s->all) {
        char *schema = mem_strndup(name, strcspn(name, "."));
        bool system = catalog_is_system_schema(schema);
        free(schema);
        return !system;
    }
    for (size_t i = 0; i < s->databases.n; i++) {
        size_t n = strlen(s->databases.items[i]);
        if (strncasecmp(name, s->databases.items[i], n) == 0 && name[n] == '.')
            return true;
    }
    for (size_t i = 0; i < s->tables.n; i++)
        if (str_eq_nocase(name, s->tables.items[i]))
            return true;
    return false;
}

static bool has_schema(const struct binlog_scope *s, const char *schema)
{
    size_t n = strlen(schema);

    for (size_t i = 0; i < s->databases.n; i++)
        if (str_eq_nocase(schema, s->databases.items[i]))
            return true;
    for (size_t i = 0; i < s->tables.n; i++)
        if (strncasecmp(s->tables.items[i], schema, n) == 0 && s->tables.items[i][n] == '.')
            return true;
    return false;
}

/* Does a statement hold the name of something that moves? A name inside a longer word does, too. */
static bool mentions(const struct binlog_scope *s, const char *text)
{
    for (size_t i = 0; i < s->databases.n; i++)
        if (strcasestr(text, s->databases.items[i]))
            return true;
    for (size_t i = 0; i < s->tables.n; i++) {
        char *schema = mem_strndup(s->tables.items[i], strcspn(s->tables.items[i], "."));
        bool found = strcasestr(text, schema) != NULL;
        free(schema);
        if (found)
            return true;
    }
    return false;
}

/* ---- statements ---- */

/* The statement behind "use `db`; " and its comments; *schema: caller frees, NULL without. */
static const char *skip_use(const char *text, char **schema)
{
    *schema = NULL;
    if (str_starts(text, "use `")) {
        struct buf b = BUF_INIT(NAME_MAX_BYTES);
        for (text += 5; *text && (*text != '`' || text[1] == '`'); text++) {
            buf_addc(&b, *text);
            text += *text == '`';
        }
        text += *text == '`';
        text += *text == ';';
        *schema = buf_steal(&b);
    }
    for (;;) {
        text += strspn(text, " \t\r\n");
        const char *end = str_starts(text, "/*") && text[2] != '!' ? strstr(text, "*/") : NULL;
        if (!end)
            return text;
        text = end + 2;
    }
}

static bool begins(const char *text, const char *words)
{
    size_t n = strlen(words);

    return strncasecmp(text, words, n) == 0 && !isalnum((unsigned char)text[n]) &&
           text[n] != '_';
}

static bool begins_any(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (begins(text, words[i]))
            return true;
    return false;
}

static void count_statement(const char *info, const struct binlog_scope *s,
                            struct binlog_tally *t)
{
    static const char *const nothing[] = {"BEGIN",      "COMMIT",     "ROLLBACK", "SAVEPOINT",
                                          "RELEASE",    "XA START",   "XA BEGIN", "XA END",
                                          "XA PREPARE", "XA ROLLBACK"};
    static const char *const accounts[] = {
        "CREATE USER", "ALTER USER", "DROP USER",    "RENAME USER",
        "CREATE ROLE", "DROP ROLE",  "SET PASSWORD", "SET DEFAULT ROLE",
        "GRANT",       "REVOKE",     "FLUSH",        "CREATE OR REPLACE USER"};
    char *schema, *name = NULL;
    const char *text = skip_use(info, &schema);
    bool ours;

    if (begins_any(text, nothing, sizeof nothing / sizeof *nothing)) {
        free(schema);
        return;
    }
    if (begins_any(text, accounts, sizeof accounts / sizeof *accounts)) {
        add_other(t, BINLOG_ACCOUNTS, 1);
        free(schema);
        return;
    }
    if (s->all)
        ours = !schema || !catalog_is_system_schema(schema);
    else
        ours = (schema && has_schema(s, schema)) || mentions(s, text);
    /* rows that were prepared before become true now; which, it does not say */
    ours = ours || begins(text, "XA COMMIT");
    size_t words = strcspn(text, " ");
    words += text[words] ? 1 + strcspn(text + words + 1, " (;") : 0;
    if (ours)
        name = mem_printf("%.*s", words < 60 ? (int)words : 60, text);
    else
        name = schema ? mem_printf("`%.64s`", schema)
                      : mem_printf("%.*s", words < 60 ? (int)words : 60, text);
    if (ours)
        add_selected(t, name);
    else
        add_other(t, name, 1);
    free(name);
    free(schema);
}

/* ---- events ---- */

static void count_map(const char *info, const struct binlog_scope *s, struct binlog_tally *t)
{
    const char *open = strchr(info, '('), *close = open ? strrchr(info, ')') : NULL;

    if (!close) {
        add_selected(t, "?");
        return;
    }
    char *name = mem_strndup(open + 1, (size_t)(close - open) - 1);
    if (is_selected(s, name))
        add_selected(t, name);
    else
        add_other(t, name, 1);
    free(name);
}

static bool is_statement(const char *type)
{
    return str_eq(type, "Query") || str_eq(type, "Query_compressed") ||
           str_eq(type, "Execute_load_query") || str_eq(type, "Execute_load_query_v2");
}

/* Something that was lost, or of which nothing is known. */
static bool is_dark(const char *type)
{
    return str_starts(type, "Incident") || str_starts(type, "Unknown");
}

void binlog_count(const struct rows *events, size_t n, const struct binlog_scope *scope,
                  struct binlog_tally *out)
{
    for (size_t i = 0; i < n && i < events->n; i++) {
        const char *type = str_or(rows_by_name(events, i, "Event_type"), "");
        const char *info = str_or(rows_by_name(events, i, "Info"), "");
        if (str_eq(type, "Table_map"))
            count_map(info, scope, out);
        else if (is_statement(type))
            count_statement(info, scope, out);
        else if (is_dark(type))
            add_selected(out, type);
        out->events++;
    }
}

/* ---- reading ---- */

void binlog_place_set(struct binlog_place *p, const char *file, uint64_t pos)
{
    mem_replace(&p->file, file);
    p->pos = pos;
}

static uint64_t number(const struct rows *r, size_t row, const char *name)
{
    uint64_t v;

    return str_to_uint(str_or(rows_by_name(r, row, name), "0"), UINT64_MAX, &v) ? v : 0;
}

/* Of a full page, whole transactions: what is behind the last one's begin is read again. */
static size_t whole(const struct rows *r, uint64_t from, uint64_t *next)
{
    for (size_t i = r->n; r->n >= PAGE && i-- > 1;) {
        const char *type = str_or(rows_by_name(r, i, "Event_type"), "");
        uint64_t at = number(r, i, "Pos");
        if ((str_starts(type, "Gtid") || str_starts(type, "Anonymous_Gtid")) &&
            !str_eq(type, "Gtid_list") && at > from) {
            *next = at;
            return i;
        }
    }
    *next = r->n ? number(r, r->n - 1, "End_log_pos") : from;
    return r->n;
}

/* The file after this one, NULL when it is gone or the last; caller frees. */
static bool next_file(struct conn *c, const struct flavor *f, const char *file, char **out,
                      struct err *err)
{
    struct rows r;

    *out = NULL;
    if (!conn_query(c, f->binlogs, &r, err))
        return false;
    for (size_t i = 0; i + 1 < r.n && !*out; i++)
        if (str_eq(rows_get(&r, i, 0), file))
            *out = mem_strdup(rows_get(&r, i + 1, 0));
    rows_clear(&r);
    return *out || err_set(err, ERR_STATE, _("the binary log after %s is not listed"), file);
}

/* One page; *done: the file has no more of them now. */
static bool read_page(struct conn *c, struct binlog_place *at, const struct binlog_scope *scope,
                      struct binlog_tally *out, bool *done, struct err *err)
{
    char *file = quoted_str(at->file);
    struct rows r = {0};
    uint64_t next;
    bool ok = conn_queryf(c, &r, err, "SHOW BINLOG EVENTS IN %s FROM %llu LIMIT %d", file,
                          (unsigned long long)at->pos, PAGE);

    free(file);
    if (!ok)
        return false;
    size_t n = whole(&r, at->pos, &next);
    binlog_count(&r, n, scope, out);
    *done = r.n < PAGE;
    if (next > at->pos)
        at->pos = next;
    else if (!*done)
        ok = err_set(err, ERR_PROTOCOL, _("the binary log does not go on after %llu"),
                     (unsigned long long)at->pos);
    rows_clear(&r);
    return ok;
}

bool binlog_look(struct conn *c, const struct flavor *f, struct binlog_place *at,
                 const char *file, uint64_t pos, const struct binlog_scope *scope,
                 struct binlog_tally *out, bool *behind, struct err *err)
{
    *behind = false;
    for (int page = 0; !str_eq(at->file, file) || at->pos < pos; page++) {
        bool done = false;
        if (page == PAGES) {
            *behind = true;
            return true;
        }
        if (!read_page(c, at, scope, out, &done, err))
            return false;
        if (done && str_eq(at->file, file)) {
            at->pos = at->pos > pos ? at->pos : pos;
        } else if (done) {
            char *next;
            if (!next_file(c, f, at->file, &next, err))
                return false;
            binlog_place_set(at, next, 4);
            free(next);
        }
    }
    return true;
}
