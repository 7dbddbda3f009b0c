/* SPDX-License-Identifier: MIT
 *
 * skip - see skip.h. A reader of the first words of a statement, just as far as its object.
 */
#include "dtsd/follow/skip.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/copy/select.h"

#define ER_TRG_DOES_NOT_EXIST 1360

/* ---- taking the message apart ---- */

/* Copies what stands between two marks; false when either is missing. */
static bool between(const char *text, const char *before, const char *after, char *out,
                    size_t size)
{
    const char *from = strstr(text, before), *to;
    char *copy;

    if (!from)
        return false;
    from += strlen(before);
    to = strstr(from, after);
    if (!to)
        return false;
    copy = mem_strndup(from, (size_t)(to - from));
    str_copy(out, size, copy);
    free(copy);
    return true;
}

void skip_parse(int number, const char *message, struct skip_stop *stop)
{
    static const char *const logs[] = {" at source log ", " at master log "};
    char pos[32] = "";
    const char *query;

    memset(stop, 0, sizeof *stop);
    stop->number = number;
    between(message, "transaction '", "'", stop->gtid, sizeof stop->gtid);
    if (str_eq(stop->gtid, "ANONYMOUS"))
        stop->gtid[0] = '\0';
    for (size_t i = 0; i < sizeof logs / sizeof *logs && !stop->file[0]; i++)
        between(message, logs[i], ", end_log_pos ", stop->file, sizeof stop->file);
    query = strstr(message, ", end_log_pos ");
    if (query) {
        query += strlen(", end_log_pos ");
        size_t n = strspn(query, "0123456789");
        if (n < sizeof pos) {
            memcpy(pos, query, n);
            pos[n] = '\0';
        }
        str_to_uint(pos, UINT64_MAX, &stop->end_pos);
    }
    between(message, "Default database: '", "'. Query: '", stop->schema, sizeof stop->schema);
    query = strstr(message, "'. Query: '");
    if (query && strstr(message, " on query. "))
        stop->query = query + strlen("'. Query: '");
}

/* ---- words of a statement ---- */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_STRING, TOKEN_SIGN };
struct token {
    enum token_kind kind;
    char text[260]; /* unquoted; a sign is one character */
};
struct reader {
    const char *p;
    struct token t; /* the current one */
};

static const char *skip_until(const char *p, const char *end)
{
    const char *found = strstr(p, end);

    return found ? found + strlen(end) : p + strlen(p);
}

/* White space and comments. What stands in a version comment counts as text. */
static const char *skip_blank(const char *p)
{
    for (;;) {
        if (isspace((unsigned char)*p))
            p++;
        else if (strncmp(p, "/*!", 3) == 0 || strncmp(p, "/*M!", 4) == 0)
            p += 3 + (p[2] == 'M') + strspn(p + 3 + (p[2] == 'M'), "0123456789");
        else if (strncmp(p, "*/", 2) == 0)
            p += 2;
        else if (strncmp(p, "/*", 2) == 0)
            p = skip_until(p + 2, "*/");
        else if (*p == '#' || (strncmp(p, "--", 2) == 0 && (isspace((unsigned char)p[2]))))
            p = skip_until(p, "\n");
        else
            return p;
    }
}

static bool is_word_byte(unsigned char c)
{
    return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

/* A quoted text; inside, a doubled quote stands for one, and in strings a backslash escapes. */
static const char *read_quoted(const char *p, struct token *t)
{
    char quote = *p++;
    size_t n = 0;

    t->kind = quote == '\'' ? TOKEN_STRING : TOKEN_QUOTED;
    while (*p) {
        if (*p == quote && p[1] == quote)
            p++;
        else if (*p == quote)
            break;
        else if (*p == '\\' && quote != '`' && p[1])
            p++;
        if (n + 1 < sizeof t->text)
            t->text[n++] = *p;
        p++;
    }
    t->text[n] = '\0';
    if (!*p) { /* cut off by the server's message: not to be trusted */
        t->kind = TOKEN_END;
        return p;
    }
    return p + 1;
}

static void next(struct reader *r)
{
    const char *p = skip_blank(r->p);
    struct token *t = &r->t;
    size_t n = 0;

    t->text[0] = '\0';
    t->kind = TOKEN_END;
    if (*p == '`' || *p == '"' || *p == '\'') {
        p = read_quoted(p, t);
    } else if (is_word_byte((unsigned char)*p)) {
        t->kind = TOKEN_WORD;
        for (; is_word_byte((unsigned char)*p); p++)
            if (n + 1 < sizeof t->text)
                t->text[n++] = *p;
        t->text[n] = '\0';
        if (!*p) /* a whole message ends with a quote: this one was cut off inside the word */
            t->kind = TOKEN_END;
    } else if (*p) {
        t->kind = TOKEN_SIGN;
        t->text[0] = *p++;
        t->text[1] = '\0';
    }
    r->p = p;
}

static bool is_word(const struct reader *r, const char *word)
{
    return r->t.kind == TOKEN_WORD && str_eq_nocase(r->t.text, word);
}

static bool take_word(struct reader *r, const char *word)
{
    if (!is_word(r, word))
        return false;
    next(r);
    return true;
}

static bool take_sign(struct reader *r, char sign)
{
    if (r->t.kind != TOKEN_SIGN || r->t.text[0] != sign)
        return false;
    next(r);
    return true;
}

/* An account after DEFINER =: user[@host], CURRENT_USER[()], a role. */
static void take_account(struct reader *r)
{
    next(r);
    if (take_sign(r, '@'))
        next(r);
    if (take_sign(r, '('))
        take_sign(r, ')');
}

/* ---- what it is about ---- */

enum about {
    ABOUT_NOTHING, /* tables, rows, anything that must not be skipped */
    ABOUT_ACCOUNT,
    ABOUT_DATABASE,
    ABOUT_PROCEDURE,
    ABOUT_FUNCTION,
    ABOUT_EVENT,
    ABOUT_TRIGGER
};
static const struct {
    const char *word, *also;
    enum about about;
} kinds[] = {
    {"DATABASE", "SCHEMA", ABOUT_DATABASE},   {"PROCEDURE", "PACKAGE", ABOUT_PROCEDURE},
    {"FUNCTION", "FUNCTION", ABOUT_FUNCTION}, {"EVENT", "EVENT", ABOUT_EVENT},
    {"TRIGGER", "TRIGGER", ABOUT_TRIGGER},    {"USER", "ROLE", ABOUT_ACCOUNT},
};
static const char *const about_words[] = {"",         "account", "database", "procedure",
                                          "function", "event",   "trigger"};

struct object {
    enum about about;
    bool drops;
    char schema[260], name[260];
};

static bool take_kind(struct reader *r, enum about *about)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (is_word(r, kinds[i].word) || is_word(r, kinds[i].also)) {
            *about = kinds[i].about;
            next(r);
            take_word(r, "BODY"); /* CREATE PACKAGE BODY */
            return true;
        }
    }
    return false;
}

static bool is_name(const struct token *t)
{
    return t->kind == TOKEN_WORD || t->kind == TOKEN_QUOTED;
}

static bool take_name(struct reader *r, struct object *o)
{
    if (!is_name(&r->t))
        return false;
    str_copy(o->name, sizeof o->name, r->t.text);
    next(r);
    if (!take_sign(r, '.'))
        return true;
    if (!is_name(&r->t))
        return false;
    str_copy(o->schema, sizeof o->schema, o->name);
    str_copy(o->name, sizeof o->name, r->t.text);
    next(r);
    return true;
}

/* ALTER DATABASE may leave the name out; what follows is then an option's word. */
static bool is_database_option(const struct reader *r)
{
    static const char *const words[] = {"CHARACTER", "CHARSET",    "COLLATE", "DEFAULT",
                                        "COMMENT",   "ENCRYPTION", "READ"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(r, words[i]))
            return true;
    return false;
}

/* After CREATE, ALTER or DROP. */
static bool read_object(struct reader *r, const char *default_schema, struct object *o)
{
    if (take_word(r, "OR"))
        take_word(r, "REPLACE");
    if (take_word(r, "DEFINER")) {
        take_sign(r, '=');
        take_account(r);
    }
    take_word(r, "AGGREGATE");
    if (!take_kind(r, &o->about))
        return false;
    if (o->about == ABOUT_ACCOUNT)
        return true;
    if (take_word(r, "IF")) {
        take_word(r, "NOT");
        take_word(r, "EXISTS");
    }
    if (o->about == ABOUT_DATABASE) {
        if (is_database_option(r) || r->t.kind == TOKEN_END)
            str_copy(o->schema, sizeof o->schema, default_schema);
        else if (take_name(r, o))
            str_copy(o->schema, sizeof o->schema, o->name);
        return o->schema[0] != '\0';
    }
    if (!take_name(r, o))
        return false;
    if (!o->schema[0])
        str_copy(o->schema, sizeof o->schema, default_schema);
    return o->schema[0] != '\0';
}

static bool read_statement(const char *query, const char *default_schema, struct object *o)
{
    struct reader r = {.p = query};

    next(&r);
    o->drops = is_word(&r, "DROP");
    if (take_word(&r, "CREATE") || take_word(&r, "ALTER") || take_word(&r, "DROP"))
        return read_object(&r, default_schema, o);
    if (take_word(&r, "GRANT") || take_word(&r, "REVOKE"))
        o->about = ABOUT_ACCOUNT;
    else if (take_word(&r, "RENAME"))
        o->about = is_word(&r, "USER") ? ABOUT_ACCOUNT : ABOUT_NOTHING;
    else if (take_word(&r, "SET"))
        o->about =
            is_word(&r, "PASSWORD") || is_word(&r, "DEFAULT") ? ABOUT_ACCOUNT : ABOUT_NOTHING;
    return o->about != ABOUT_NOTHING;
}

/* ---- is it selected? ---- */

/* The item's own mode decides; where it has none, AdvancedObjects (as in copy/select.c). */
static bool item_selects(const struct dts_database_table *cfg, const struct dts_db_item *db,
                         const struct object *o)
{
    const struct {
        const char *mode;
        const struct strlist *names;
    } by_about[] = {
        [ABOUT_PROCEDURE] = {db->ProcedureMode, &db->Procedures},
        [ABOUT_FUNCTION] = {db->FunctionMode, &db->Functions},
        [ABOUT_EVENT] = {db->EventMode, &db->Events},
        [ABOUT_TRIGGER] = {db->TriggerMode, &db->Triggers},
    };
    const char *mode = by_about[o->about].mode;

    if (str_empty(mode))
        return strlist_has(&cfg->AdvancedObjects, about_words[o->about]);
    return str_eq_nocase(mode, "all") ||
           (str_eq_nocase(mode, "partial") && strlist_has(by_about[o->about].names, o->name));
}

static bool is_selected(const struct dts_database_table *cfg, const struct object *o)
{
    if (!selection_has_schema(cfg, o->schema))
        return false;
    if (o->about == ABOUT_DATABASE)
        return true;
    if (str_eq_nocase(cfg->ObjectMode, "all"))
        return strlist_has(&cfg->AdvancedObjects, about_words[o->about]);
    for (size_t i = 0; i < cfg->Databases.n; i++)
        if (str_eq(cfg->Databases.items[i].DbName, o->schema) &&
            item_selects(cfg, &cfg->Databases.items[i], o))
            return true;
    return false;
}

bool skip_is_allowed(const struct dts_database_table *cfg, const struct skip_stop *stop,
                     char *what, size_t size)
{
    struct object o = {0};

    str_copy(what, size, stop->query ? "a statement" : "a change of rows");
    if (!stop->query || !read_statement(stop->query, stop->schema, &o))
        return false;
    if (o.about == ABOUT_ACCOUNT)
        str_copy(what, size, "a statement about accounts");
    else if (o.about == ABOUT_DATABASE)
        snprintf(what, size, "database %s", o.schema);
    else
        snprintf(what, size, "%s %s.%s", about_words[o.about], o.schema, o.name);
    if (o.about == ABOUT_ACCOUNT)
        return true;
    if (o.about == ABOUT_TRIGGER && o.drops && stop->number == ER_TRG_DOES_NOT_EXIST)
        return true;
    return !is_selected(cfg, &o);
}
