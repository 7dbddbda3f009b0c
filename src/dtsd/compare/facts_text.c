/* SPDX-License-Identifier: MIT
 *
 * facts_text - what servers print differently for the same thing, made alike; see facts.h.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/facts.h"
#include "dtsd/copy/program.h"
#include "mysql/scan.h"

#define TEXT_MAX (64u * 1024 * 1024)

enum likeness likeness_of(const struct flavor *a, const struct flavor *b)
{
    return a == b ? LIKE_SAME : a->vendor == b->vendor ? LIKE_VENDOR : LIKE_OTHER;
}

static char *to_lower(char *s)
{
    for (char *p = s; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return s;
}

static char *lower(const char *text)
{
    return to_lower(mem_strdup(text));
}

static const char *charset_word(const char *word)
{
    return str_eq(word, "utf8") ? "utf8mb3" : str_eq(word, "_utf8") ? "_utf8mb3" : word;
}

char *fact_text(enum likeness like, const char *text)
{
    struct buf out = BUF_INIT(TEXT_MAX);

    if (like == LIKE_SAME || !text)
        return mem_strdup(text);
    for (struct scan_token t = scan_next(&text); t.kind != SCAN_END; t = scan_next(&text)) {
        if (scan_is_symbol(&t, '(') || scan_is_symbol(&t, ')'))
            continue;
        char *name = t.kind == SCAN_IDENT || t.kind == SCAN_WORD ? scan_name(&t) : NULL;
        char *word = name && t.kind == SCAN_WORD ? lower(name) : NULL;
        buf_adds(&out, out.len ? " " : "");
        if (name)
            buf_adds(&out, word ? charset_word(word) : name);
        else
            buf_add(&out, t.start, t.len);
        free(word);
        free(name);
    }
    return buf_steal(&out);
}

/* 'it''s' and 'it\'s' become it's. */
static char *unquoted(const char *literal)
{
    char *s = mem_strdup(literal + 1), *to = s;

    for (const char *p = s; *p; p++) {
        if (*p == '\'' && p[1] != '\'')
            break;
        p += (*p == '\'' || *p == '\\') && p[1];
        *to++ = *p;
    }
    *to = '\0';
    return s;
}

/* now() is current_timestamp on every server; what is empty in the parentheses is left out. */
static char *function_default(const char *value)
{
    char *s = lower(value);
    size_t n = strlen(s);

    if (n > 2 && strcmp(s + n - 2, "()") == 0)
        s[n - 2] = '\0';
    if (str_eq(s, "now"))
        mem_replace(&s, "current_timestamp");
    return s;
}

char *fact_default(enum likeness like, const char *value)
{
    if (like == LIKE_SAME || !value)
        return mem_strdup(value);
    if (str_eq_nocase(value, "NULL"))
        return NULL;
    if (*value == '\'')
        return unquoted(value);
    if (strncasecmp(value, "current_timestamp", 17) == 0 || str_eq_nocase(value, "now()"))
        return function_default(value);
    return mem_strdup(value);
}

/* The words of EXTRA; "on update current_timestamp()" as without parentheses. */
char *fact_extra(enum likeness like, const char *extra)
{
    static const char ours[] = "default_generated";
    char *s = lower(str_or(extra, ""));

    if (like == LIKE_SAME)
        return s;
    if (str_starts(s, ours)) {
        char *rest = str_trim(s + sizeof ours - 1);
        free(s);
        s = rest;
    }
    for (char *p; (p = strstr(s, "()")) != NULL;)
        memmove(p, p + 2, strlen(p + 2) + 1);
    if (str_eq(s, "persistent"))
        mem_replace(&s, "stored generated");
    else if (str_eq(s, "virtual"))
        mem_replace(&s, "virtual generated");
    return s;
}

const char *fact_rule(const char *rule)
{
    return str_empty(rule) || str_eq(rule, "RESTRICT") ? "NO ACTION" : rule;
}

void fact_options(enum likeness like, const char *options, struct facts *out)
{
    /* encryption: each server has a default of its own; SHOW CREATE TABLE prints the others */
    static const char *const noise[] = {"partitioned", "encryption", "encrypted",
                                        "encryption_key_id"};
    struct strlist list = {0};

    strlist_split(&list, str_or(options, ""), ' ');
    for (size_t i = 0; i < list.n; i++) {
        char *name = mem_strdup(list.items[i]), *value = strchr(name, '=');
        bool counts = *name != '\0';
        if (value)
            *value++ = '\0';
        to_lower(name);
        const char *bare = name;
        size_t n = strlen(name);
        if (*name == '`' && n > 2) { /* MariaDB's own */
            name[n - 1] = '\0';
            bare++;
        }
        for (size_t k = 0; k < sizeof noise / sizeof *noise; k++)
            counts &= !str_eq(bare, noise[k]);
        if (like == LIKE_OTHER && !str_eq(bare, "row_format"))
            counts = false;
        char *what = mem_printf("option %s", bare);
        if (counts)
            facts_add(out, "", what, value ? value : "1");
        free(what);
        free(name);
    }
    strlist_clear(&list);
}

char *fact_modes(enum likeness like, const char *sql_mode)
{
    struct strlist modes = {0};
    char *known =
        like == LIKE_SAME ? mem_strdup(str_or(sql_mode, "")) : program_sql_mode(sql_mode);

    if (*known)
        strlist_split(&modes, known, ',');
    strlist_sort(&modes);
    free(known);
    char *joined = strlist_join(&modes, ",");
    strlist_clear(&modes);
    return joined;
}
