/* SPDX-License-Identifier: MIT
 *
 * program_text - the pure parts of program.h: changing the text of events and triggers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/copy/program.h"
#include "mysql/quote.h"
#include "mysql/scan.h"

/* text with [start, end) replaced. */
static char *replaced(const char *text, const char *start, const char *end, const char *with)
{
    return mem_printf("%.*s%s%s", (int)(start - text), text, with, end);
}

/* The server prints: ... ON COMPLETION [NOT] PRESERVE {ENABLE | DISABLE [ON {SLAVE|REPLICA}]}
 * [COMMENT '...'] DO body. */
char *program_event_state(const char *text, const char *state)
{
    const char *at = text;
    struct scan_token t = scan_next(&at);
    while (t.kind != SCAN_END && !scan_is_word(&t, "PRESERVE"))
        t = scan_next(&at);
    t = scan_next(&at);
    if (!scan_is_word(&t, "ENABLE") && !scan_is_word(&t, "DISABLE"))
        return NULL;
    const char *start = t.start, *end = at;
    struct scan_token on = scan_next(&at), where = scan_next(&at);
    if (scan_is_word(&on, "ON") &&
        (scan_is_word(&where, "SLAVE") || scan_is_word(&where, "REPLICA")))
        end = at;
    return replaced(text, start, end, state);
}

/* CREATE [DEFINER=...] TRIGGER [IF NOT EXISTS] [db.]name time event ON [db.]table FOR ... */
char *program_trigger_table(const char *text, const char *schema, const char *table)
{
    const char *at = text;
    struct scan_token t = scan_next(&at);
    while (t.kind != SCAN_END && !scan_is_word(&t, "TRIGGER"))
        t = scan_next(&at);
    while (t.kind != SCAN_END && !scan_is_word(&t, "ON"))
        t = scan_next(&at);
    t = scan_next(&at);
    if (t.kind == SCAN_END || t.kind == SCAN_SYMBOL)
        return NULL;
    const char *start = t.start, *end = at;
    t = scan_next(&at);
    if (scan_is_symbol(&t, '.')) {
        scan_next(&at);
        end = at;
    }
    char *name = quoted_name(schema, table);
    char *changed = replaced(text, start, end, name);
    free(name);
    return changed;
}

static bool is_identifier(const struct scan_token *t)
{
    return t->kind == SCAN_WORD || t->kind == SCAN_IDENT;
}

static bool token_is(const struct scan_token *t, const char *name, bool fold)
{
    char *own = is_identifier(t) ? scan_name(t) : NULL;
    bool same = own && (fold ? str_eq_nocase(own, name) : str_eq(own, name));
    free(own);
    return same;
}

bool program_names_database(const char *text, const char *schema, bool fold)
{
    bool behind_dot = false;
    struct scan_token t = scan_next(&text);
    while (t.kind != SCAN_END) {
        const char *ahead = text;
        struct scan_token dot = scan_next(&ahead);
        if (!behind_dot && scan_is_symbol(&dot, '.') && token_is(&t, schema, fold))
            return true;
        behind_dot = scan_is_symbol(&t, '.');
        t = scan_next(&text);
    }
    return false;
}

bool program_names(enum program_kind kind, const char *text, const char *name, bool fold)
{
    struct scan_token t = scan_next(&text), before = {0};
    while (kind == PROGRAM_TRIGGER && t.kind != SCAN_END &&
           !(scan_is_word(&before, "EACH") && scan_is_word(&t, "ROW"))) {
        before = t;
        t = scan_next(&text);
    }
    for (; t.kind != SCAN_END; t = scan_next(&text))
        if (token_is(&t, name, fold))
            return true;
    return false;
}

char *program_sql_mode(const char *sql_mode)
{
    /* gone in MySQL 8.0; known to one of the vendors only */
    static const char *const foreign[] = {
        "NO_AUTO_CREATE_USER",
        "DB2",
        "MAXDB",
        "MSSQL",
        "MYSQL323",
        "MYSQL40",
        "ORACLE",
        "POSTGRESQL",
        "NO_FIELD_OPTIONS",
        "NO_KEY_OPTIONS",
        "NO_TABLE_OPTIONS",
        "EMPTY_STRING_IS_NULL",
        "SIMULTANEOUS_ASSIGNMENT",
        "TIME_ROUND_FRACTIONAL",
        "IGNORE_BAD_TABLE_OPTIONS",
        "TIME_TRUNCATE_FRACTIONAL",
    };
    struct strlist modes = {0}, kept = {0};
    strlist_split(&modes, str_or(sql_mode, ""), ',');
    for (size_t i = 0; i < modes.n; i++) {
        bool known = true;
        for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++)
            known &= !str_eq_nocase(modes.items[i], foreign[k]);
        if (known)
            strlist_add(&kept, modes.items[i]);
    }
    char *joined = strlist_join(&kept, ",");
    strlist_clear(&modes);
    strlist_clear(&kept);
    return joined;
}
