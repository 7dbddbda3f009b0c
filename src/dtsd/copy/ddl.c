/* SPDX-License-Identifier: MIT
 *
 * ddl - see ddl.h
 *
 * Length: taking a statement apart and putting it together again know the same items.
 */
#include "dtsd/copy/ddl.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mysql/foreign.h"
#include "mysql/quote.h"
#include "mysql/scan.h"

static void item_clear(struct ddl_item *it)
{
    free(it->text);
    free(it->name);
    free(it->ref_schema);
    free(it->ref_table);
    strlist_clear(&it->columns);
}

void ddl_clear(struct ddl_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        item_clear(&t->items[i]);
    free(t->items);
    free(t->name);
    free(t->options);
    *t = (struct ddl_table){0};
}

/* ---- taking apart ---- */

/* "(`a`,`b`(10) DESC,(lower(`c`)))": at stands behind the opening parenthesis. */
static void parse_key_columns(struct ddl_item *it, const char *at)
{
    int depth = 1;
    bool start = true;
    while (depth > 0) {
        struct scan_token t = scan_next(&at);
        if (t.kind == SCAN_END)
            return;
        if (depth == 1 && start && !scan_is_symbol(&t, ')')) {
            start = false;
            if (t.kind == SCAN_IDENT)
                strlist_take(&it->columns, scan_name(&t));
            else
                strlist_add(&it->columns, "");
        } else if (depth == 1 && scan_is_word(&t, "DESC")) {
            it->prefix = true;
        }
        if (scan_is_symbol(&t, '(')) {
            depth++;
            it->prefix = true; /* a length or an expression */
        } else if (scan_is_symbol(&t, ')')) {
            depth--;
        } else if (depth == 1 && scan_is_symbol(&t, ',')) {
            start = true;
        }
    }
}

/* A key: "UNIQUE KEY `uk` (...)"; at stands behind the leading words. */
static void parse_key(struct ddl_item *it, enum ddl_kind kind, const char *at)
{
    it->kind = kind;
    struct scan_token t = scan_next(&at);
    while (scan_is_word(&t, "KEY") || scan_is_word(&t, "INDEX"))
        t = scan_next(&at);
    if (t.kind == SCAN_IDENT) {
        it->name = scan_name(&t);
        t = scan_next(&at);
    }
    while (t.kind != SCAN_END && !scan_is_symbol(&t, '(')) /* USING BTREE */
        t = scan_next(&at);
    if (t.kind != SCAN_END)
        parse_key_columns(it, at);
}

static void parse_references(struct ddl_item *it, const char *at)
{
    struct scan_token t = scan_next(&at);
    it->ref_at = (size_t)(t.start - it->text);
    it->ref_table = scan_name(&t);
    const char *end = at;
    struct scan_token dot = scan_next(&at);
    if (scan_is_symbol(&dot, '.')) {
        t = scan_next(&at);
        it->ref_schema = it->ref_table;
        it->ref_table = scan_name(&t);
        end = at;
    }
    it->ref_len = (size_t)(end - it->text) - it->ref_at;
}

/* "CONSTRAINT `fk` FOREIGN KEY ..." or CHECK; at stands behind CONSTRAINT. */
static void parse_constraint(struct ddl_item *it, const char *at)
{
    it->kind = DDL_OTHER;
    struct scan_token t = scan_next(&at);
    if (t.kind == SCAN_IDENT) {
        it->name = scan_name(&t);
        t = scan_next(&at);
    }
    if (!scan_is_word(&t, "FOREIGN"))
        return;
    while (t.kind != SCAN_END && !scan_is_word(&t, "REFERENCES"))
        t = scan_next(&at);
    if (t.kind == SCAN_END)
        return;
    it->kind = DDL_FOREIGN;
    parse_references(it, at);
}

static void parse_column(struct ddl_item *it, const char *at)
{
    it->kind = DDL_COLUMN;
    int depth = 0;
    bool after_not = false;
    for (struct scan_token t = scan_next(&at); t.kind != SCAN_END; t = scan_next(&at)) {
        if (scan_is_symbol(&t, '('))
            depth++;
        else if (scan_is_symbol(&t, ')'))
            depth--;
        if (depth > 0)
            continue;
        if (after_not && scan_is_word(&t, "NULL"))
            it->not_null = true;
        after_not = scan_is_word(&t, "NOT");
        if (scan_is_word(&t, "AUTO_INCREMENT"))
            it->auto_increment = true;
    }
}

static void parse_item(struct ddl_item *it)
{
    static const struct {
        const char *word;
        enum ddl_kind kind;
    } keys[] = {
        {"PRIMARY", DDL_PRIMARY},   {"UNIQUE", DDL_UNIQUE}, {"KEY", DDL_KEY},
        {"FULLTEXT", DDL_FULLTEXT}, {"INDEX", DDL_KEY},     {"SPATIAL", DDL_SPATIAL},
    };
    const char *at = it->text;
    struct scan_token t = scan_next(&at);
    if (t.kind == SCAN_IDENT) {
        it->name = scan_name(&t);
        parse_column(it, at);
        return;
    }
    if (scan_is_word(&t, "CONSTRAINT")) {
        parse_constraint(it, at);
        return;
    }
    it->kind = DDL_OTHER;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (scan_is_word(&t, keys[i].word)) {
            parse_key(it, keys[i].kind, at);
            return;
        }
}

static void add_item(struct ddl_table *t, const char *start, const char *end)
{
    char *raw = mem_strndup(start, (size_t)(end - start));
    struct ddl_item *it = MEM_PUSH(t->items, t->n, t->cap);
    it->text = str_trim(raw);
    free(raw);
    parse_item(it);
}

/* Items between the outer parentheses; returns the byte behind the closing one or NULL. */
static const char *parse_items(struct ddl_table *t, const char *at)
{
    int depth = 1;
    const char *start = at;
    for (;;) {
        struct scan_token tok = scan_next(&at);
        if (tok.kind == SCAN_END)
            return NULL;
        if (scan_is_symbol(&tok, '('))
            depth++;
        else if (scan_is_symbol(&tok, ')'))
            depth--;
        if (depth == 0 || (depth == 1 && scan_is_symbol(&tok, ','))) {
            add_item(t, start, tok.start);
            start = at;
        }
        if (depth == 0)
            return at;
    }
}

static void parse_options(struct ddl_table *t, const char *options)
{
    t->options = mem_strdup(options);
    const char *at = options;
    bool system = false;
    for (struct scan_token tok = scan_next(&at); tok.kind != SCAN_END; tok = scan_next(&at)) {
        if (scan_is_word(&tok, "AUTO_INCREMENT") && !t->partitioned) {
            scan_next(&at); /* = */
            tok = scan_next(&at);
            char *number = scan_name(&tok);
            if (!number || !str_to_uint(number, UINT64_MAX, &t->auto_increment))
                t->auto_increment = 0;
            free(number);
        }
        if (scan_is_word(&tok, "PARTITION"))
            t->partitioned = true;
        if (system && scan_is_word(&tok, "VERSIONING"))
            t->versioned = true;
        system = scan_is_word(&tok, "SYSTEM");
    }
}

bool ddl_parse(const char *sql, struct ddl_table *out, struct err *err)
{
    *out = (struct ddl_table){0};
    const char *at = sql;
    struct scan_token create = scan_next(&at), table = scan_next(&at), name = scan_next(&at),
                      open = scan_next(&at);
    if (!scan_is_word(&create, "CREATE") || !scan_is_word(&table, "TABLE") ||
        name.kind != SCAN_IDENT || !scan_is_symbol(&open, '('))
        return err_set(err, ERR_PROTOCOL,
                       "the server's definition of a table starts with: %.80s", sql);
    out->name = scan_name(&name);
    const char *options = parse_items(out, at);
    if (!options) {
        err_set(err, ERR_PROTOCOL, "the server's definition of table %s does not end",
                out->name);
        ddl_clear(out);
        return false;
    }
    parse_options(out, options);
    return true;
}

/* ---- which keys wait ---- */

static const struct ddl_item *find_kind(const struct ddl_table *t, enum ddl_kind kind)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].kind == kind)
            return &t->items[i];
    return NULL;
}

static const struct ddl_item *find_column(const struct ddl_table *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].kind == DDL_COLUMN && str_eq(t->items[i].name, name))
            return &t->items[i];
    return NULL;
}

static bool all_not_null(const struct ddl_table *t, const struct ddl_item *key)
{
    for (size_t i = 0; i < key->columns.n; i++) {
        const struct ddl_item *col = find_column(t, key->columns.items[i]);
        if (!col || !col->not_null)
            return false;
    }
    return key->columns.n > 0;
}

static struct ddl_item *clustering_unique(const struct ddl_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].kind == DDL_UNIQUE && all_not_null(t, &t->items[i]))
            return &t->items[i];
    return NULL;
}

/* The key AUTO_INCREMENT stands on: led by the column, else (MyISAM) holding it anywhere. */
static struct ddl_item *auto_key(const struct ddl_table *t, const char *column)
{
    struct ddl_item *holds = NULL;
    for (size_t i = 0; i < t->n; i++) {
        struct ddl_item *it = &t->items[i];
        if (it->kind > DDL_KEY || it->kind == DDL_COLUMN || !strlist_has(&it->columns, column))
            continue;
        if (str_eq(it->columns.items[0], column))
            return it;
        if (!holds)
            holds = it;
    }
    return holds;
}

void ddl_defer_foreign(struct ddl_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        t->items[i].deferred = t->items[i].kind == DDL_FOREIGN;
}

void ddl_defer(struct ddl_table *t)
{
    struct ddl_item *keep = NULL;
    for (size_t i = 0; i < t->n; i++) {
        struct ddl_item *it = &t->items[i];
        it->deferred = it->kind == DDL_UNIQUE || it->kind == DDL_KEY ||
                       it->kind == DDL_FULLTEXT || it->kind == DDL_SPATIAL ||
                       it->kind == DDL_FOREIGN;
        if (it->auto_increment)
            keep = auto_key(t, it->name);
    }
    if (keep)
        keep->deferred = false;
    if (!find_kind(t, DDL_PRIMARY) && (keep = clustering_unique(t)))
        keep->deferred = false;
}

size_t ddl_deferred(const struct ddl_table *t, enum ddl_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += t->items[i].deferred && t->items[i].kind == kind;
    return n;
}

static bool is_cascade(const struct ddl_item *it)
{
    return it->kind == DDL_FOREIGN && foreign_acts_printed(it->text + it->ref_at + it->ref_len);
}

bool ddl_cascades(const struct ddl_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (is_cascade(&t->items[i]))
            return true;
    return false;
}

size_t ddl_leave_cascades(struct ddl_table *t)
{
    size_t kept = 0, left;

    for (size_t i = 0; i < t->n; i++)
        if (is_cascade(&t->items[i]))
            item_clear(&t->items[i]);
        else
            t->items[kept++] = t->items[i];
    left = t->n - kept;
    t->n = kept;
    return left;
}

const struct ddl_item *ddl_key(const struct ddl_table *t)
{
    const struct ddl_item *key = find_kind(t, DDL_PRIMARY);
    if (!key)
        key = clustering_unique(t);
    return key && !key->prefix && !strlist_has(&key->columns, "") ? key : NULL;
}

/* ---- changing ---- */

/* text[at, at+len) becomes with. */
static void splice(char **text, size_t at, size_t len, const char *with)
{
    char *changed = mem_printf("%.*s%s%s", (int)at, *text, with, *text + at + len);
    free(*text);
    *text = changed;
}

void ddl_collate_table(struct ddl_table *t, const char *collation)
{
    const char *at = t->options;
    for (struct scan_token tok = scan_next(&at); tok.kind != SCAN_END; tok = scan_next(&at)) {
        if (!scan_is_word(&tok, "CHARSET"))
            continue;
        scan_next(&at); /* = */
        scan_next(&at); /* its name */
        const char *end = at;
        tok = scan_next(&at);
        if (!scan_is_word(&tok, "COLLATE")) {
            char *clause = mem_printf(" COLLATE=%s", collation);
            splice(&t->options, (size_t)(end - t->options), 0, clause);
            free(clause);
        }
        return;
    }
}

void ddl_collate_column(struct ddl_table *t, const char *column, const char *collation)
{
    struct ddl_item *it = (struct ddl_item *)find_column(t, column);
    if (!it)
        return;
    const char *at = it->text;
    int depth = 0;
    for (struct scan_token tok = scan_next(&at); tok.kind != SCAN_END; tok = scan_next(&at)) {
        if (scan_is_symbol(&tok, '('))
            depth++;
        else if (scan_is_symbol(&tok, ')'))
            depth--;
        if (depth > 0 || !scan_is_word(&tok, "CHARACTER"))
            continue;
        tok = scan_next(&at);
        if (!scan_is_word(&tok, "SET"))
            continue;
        scan_next(&at);
        const char *end = at;
        tok = scan_next(&at);
        if (!scan_is_word(&tok, "COLLATE")) {
            char *clause = mem_printf(" COLLATE %s", collation);
            splice(&it->text, (size_t)(end - it->text), 0, clause);
            free(clause);
        }
        return;
    }
}

void ddl_refer(struct ddl_item *fk, const char *schema, const char *table)
{
    char *name = quoted_name(schema, table);
    splice(&fk->text, fk->ref_at, fk->ref_len, name);
    fk->ref_len = strlen(name);
    free(name);
    mem_replace(&fk->ref_schema, schema);
    mem_replace(&fk->ref_table, table);
}

/* ---- putting together ---- */

void ddl_create(const struct ddl_table *t, const char *schema, const char *name,
                struct buf *out)
{
    buf_adds(out, "CREATE TABLE ");
    quote_name(out, schema, name);
    const char *sep = " (\n  ";
    for (size_t i = 0; i < t->n; i++) {
        if (t->items[i].deferred)
            continue;
        buf_adds(out, sep);
        buf_adds(out, t->items[i].text);
        sep = ",\n  ";
    }
    buf_adds(out, "\n)");
    buf_adds(out, t->options);
}

/* ---- comparing ---- */

/* The options without " AUTO_INCREMENT=7", the space included: it is not printed at 1. */
static void add_lasting_options(const struct ddl_table *t, struct buf *out)
{
    const char *from = t->options, *at = from;
    for (struct scan_token tok = scan_next(&at); tok.kind != SCAN_END; tok = scan_next(&at)) {
        if (t->auto_increment == 0 || !scan_is_word(&tok, "AUTO_INCREMENT"))
            continue;
        buf_add(out, from, (size_t)(tok.start - from - (tok.start > from)));
        scan_next(&at); /* = */
        scan_next(&at);
        from = at;
        break;
    }
    buf_adds(out, from);
}

void ddl_digest(const struct ddl_table *t, char out[SHA256_HEX_SIZE])
{
    struct buf all = BUF_INIT(2 * DDL_MAX_BYTES);
    for (size_t i = 0; i < t->n; i++) {
        buf_adds(&all, t->items[i].text);
        buf_addc(&all, '\n');
    }
    add_lasting_options(t, &all);
    crypto_sha256_hex(buf_str(&all), all.len, out);
    buf_clear(&all);
}

char *ddl_type_normal(const char *column_type)
{
    static const char *const widths[] = {"tinyint", "smallint", "mediumint",
                                         "int",     "bigint",   "year"};
    const char *rest = strchr(column_type, '(');
    for (size_t i = 0; rest && i < sizeof widths / sizeof *widths; i++) {
        size_t n = strlen(widths[i]);
        const char *end = rest + 1 + strspn(rest + 1, "0123456789");
        if ((size_t)(rest - column_type) == n && strncmp(column_type, widths[i], n) == 0 &&
            *end == ')')
            return mem_printf("%s%s", widths[i], end + 1);
    }
    return mem_strdup(column_type);
}

char *ddl_collation_normal(const char *collation)
{
    if (str_eq(collation, "utf8"))
        return mem_strdup("utf8mb3");
    if (collation && str_starts(collation, "utf8_"))
        return mem_printf("utf8mb3_%s", collation + 5);
    return mem_strdup(collation);
}
