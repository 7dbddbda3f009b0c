/* SPDX-License-Identifier: MIT
 *
 * allow_named - see allow_named.h.
 */
#include "alibaba/allow_named.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define LOOPBACK 127u

/* Does the text before `at` end in this? */
static bool follows(const char *text, const char *at, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(at - text) >= n && strncmp(at - n, word, n) == 0;
}

static void take(const char *from, size_t n, struct cidr_list *out)
{
    char *word = mem_strndup(from, n);
    struct cidr c;

    if (cidr_parse(word, &c) && c.bits == 32 && c.base >> 24 != 0 && c.base >> 24 != LOOPBACK)
        cidr_list_add(out, c);
    free(word);
}

void allow_named(const char *text, struct cidr_list *out)
{
    const char *at = str_or(text, "");

    while ((at = strchr(at, '\''))) {
        const char *word = at + 1;
        size_t n = strspn(word, "0123456789.");
        if (n && word[n] == '\'' && (follows(text, at, "Host ") || follows(text, at, "@")))
            take(word, n, out);
        at = word;
    }
}
