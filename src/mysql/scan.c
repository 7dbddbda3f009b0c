/* SPDX-License-Identifier: MIT
 *
 * scan - see scan.h
 */
#include "mysql/scan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* The byte behind a plain comment, or NULL when p does not start one. */
static const char *skip_comment(const char *p)
{
    if (p[0] == '#' || (p[0] == '-' && p[1] == '-' && (p[2] == ' ' || p[2] == '\t'))) {
        const char *end = strchr(p, '\n');
        return end ? end + 1 : p + strlen(p);
    }
    if (p[0] != '/' || p[1] != '*')
        return NULL;
    if (p[2] == '!' || (p[2] == 'M' && p[3] == '!')) { /* code: only the marker goes */
        p += p[2] == '!' ? 3 : 4;
        while (isdigit((unsigned char)*p))
            p++;
        return p;
    }
    const char *end = strstr(p + 2, "*/");
    return end ? end + 2 : p + strlen(p);
}

static const char *skip_space(const char *p)
{
    for (;;) {
        const char *behind;
        if (isspace((unsigned char)*p))
            p++;
        else if (p[0] == '*' && p[1] == '/') /* end of a conditional comment */
            p += 2;
        else if ((behind = skip_comment(p)))
            p = behind;
        else
            return p;
    }
}

static const char *skip_quoted(const char *p)
{
    char quote = *p++;
    while (*p) {
        if (*p == '\\' && quote != '`' && p[1])
            p += 2;
        else if (*p != quote)
            p++;
        else if (p[1] == quote)
            p += 2;
        else
            return p + 1;
    }
    return p;
}

struct scan_token scan_next(const char **at)
{
    const char *p = skip_space(*at), *start = p;
    enum scan_kind kind = SCAN_SYMBOL;
    if (!*p) {
        kind = SCAN_END;
    } else if (*p == '`') {
        kind = SCAN_IDENT;
        p = skip_quoted(p);
    } else if (*p == '\'' || *p == '"') {
        kind = SCAN_STRING;
        p = skip_quoted(p);
    } else if (is_word_byte(*p)) {
        kind = SCAN_WORD;
        while (is_word_byte(*p))
            p++;
    } else {
        p++;
    }
    *at = p;
    return (struct scan_token){.kind = kind, .start = start, .len = (size_t)(p - start)};
}

bool scan_is_word(const struct scan_token *t, const char *word)
{
    return t->kind == SCAN_WORD && strlen(word) == t->len &&
           strncasecmp(t->start, word, t->len) == 0;
}

bool scan_is_symbol(const struct scan_token *t, char c)
{
    return t->kind == SCAN_SYMBOL && *t->start == c;
}

char *scan_name(const struct scan_token *t)
{
    if (t->kind == SCAN_WORD)
        return mem_strndup(t->start, t->len);
    if (t->kind != SCAN_IDENT && t->kind != SCAN_STRING)
        return NULL;
    char quote = *t->start, *name = mem_alloc(t->len + 1), *out = name;
    size_t end = t->len > 1 && t->start[t->len - 1] == quote ? t->len - 1 : t->len;
    for (size_t i = 1; i < end; i++) {
        if (t->start[i] == quote && i + 1 < end && t->start[i + 1] == quote)
            i++; /* a pair means one */
        *out++ = t->start[i];
    }
    *out = '\0';
    return name;
}
