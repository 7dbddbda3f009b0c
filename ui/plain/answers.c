/* SPDX-License-Identifier: MIT
 *
 * answers - see answers.h.
 */
#include "ui/plain/answers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"

bool answer_number(const char *text, size_t n, size_t *index, struct err *err)
{
    int64_t v;

    if (n && str_to_int(text, 1, (int64_t)n, &v)) {
        *index = (size_t)v - 1;
        return true;
    }
    if (!n)
        return err_set(err, ERR_INPUT, _("There is nothing to choose from."));
    return err_set(err, ERR_INPUT, _("\"%.40s\" is no number from 1 to %zu."), text, n);
}

static bool begins(const char *text, const char *word)
{
    return *word && strncasecmp(text, word, strlen(word)) == 0;
}

bool answer_one(const char *text, const struct strlist *texts, const struct strlist *keys,
                size_t *index, struct err *err)
{
    size_t found = 0, n = 0;
    int64_t v;

    for (size_t i = 0; i < texts->n; i++)
        if (str_eq_nocase(texts->items[i], text) ||
            (keys && i < keys->n && str_eq_nocase(keys->items[i], text))) {
            *index = i;
            return true;
        }
    if (str_to_int(text, 1, (int64_t)texts->n, &v))
        return answer_number(text, texts->n, index, err);
    for (size_t i = 0; i < texts->n; i++)
        if (begins(texts->items[i], text)) {
            found = i;
            n++;
        }
    if (n == 1) {
        *index = found;
        return true;
    }
    if (n > 1)
        return err_set(err, ERR_INPUT, _("\"%.40s\" may mean %zu of them; type the number."),
                       text, n);
    return err_set(err, ERR_INPUT,
                   _("\"%.40s\" is none of them; type a number from 1 to %zu or the words."),
                   text, texts->n);
}

/* ---- several ---- */

/* "3" or "3-5", from 1 to n. */
static bool read_range(const char *part, size_t n, size_t *from, size_t *to)
{
    const char *dash = strchr(part, '-');
    char first[24];
    int64_t a, b;

    if (!dash)
        return str_to_int(part, 1, (int64_t)n, &a) && (*from = *to = (size_t)a);
    if ((size_t)(dash - part) >= sizeof first)
        return false;
    memcpy(first, part, (size_t)(dash - part));
    first[dash - part] = 0;
    if (!str_to_int(first, 1, (int64_t)n, &a) || !str_to_int(dash + 1, a, (int64_t)n, &b))
        return false;
    *from = (size_t)a;
    *to = (size_t)b;
    return true;
}

static bool take_part(const char *part, const struct strlist *names, bool *chosen)
{
    size_t from, to;

    for (size_t i = 0; i < names->n; i++) /* a database may be called "7" */
        if (str_eq(names->items[i], part)) {
            chosen[i] = true;
            return true;
        }
    if (!read_range(part, names->n, &from, &to))
        return false;
    for (size_t i = from; i <= to; i++)
        chosen[i - 1] = true;
    return true;
}

bool answer_some(const char *text, const struct strlist *names, bool *chosen, struct err *err)
{
    bool *now = mem_alloc(names->n + 1);
    char *copy = mem_strdup(text);
    struct strlist parts = {0};
    bool ok = true, any = false;

    memset(now, 0, names->n + 1);
    for (char *c = copy; *c; c++) /* commas and blanks are the same */
        if (*c == ',' || *c == ' ' || *c == '\t')
            *c = ' ';
    strlist_split(&parts, copy, ' ');
    for (size_t i = 0; ok && i < parts.n; i++) {
        const char *part = parts.items[i];
        if (!*part)
            continue;
        any = true;
        if (str_eq(part, "all"))
            memset(now, true, names->n);
        else if (str_eq(part, "none"))
            memset(now, false, names->n);
        else if (!take_part(part, names, now))
            ok =
                err_set(err, ERR_INPUT,
                        _("\"%.60s\" is no number from 1 to %zu, no range like 2-4 and no name "
                          "of the list."),
                        part, names->n);
    }
    if (ok && !any)
        ok = err_set(err, ERR_INPUT, _("Type numbers, names, all or none."));
    if (ok)
        memcpy(chosen, now, names->n);
    strlist_clear(&parts);
    free(copy);
    free(now);
    return ok;
}

char *answer_some_words(const bool *chosen, size_t n)
{
    struct buf b = BUF_INIT(1u << 20);
    size_t all = 0;

    for (size_t i = 0; i < n; i++)
        all += chosen[i];
    if (!n || all == n || !all)
        return mem_strdup(all ? "all" : "none");
    for (size_t i = 0; i < n; i++) {
        size_t to = i;
        if (!chosen[i])
            continue;
        while (to + 1 < n && chosen[to + 1])
            to++;
        buf_addf(&b, to > i ? "%s%zu-%zu" : "%s%zu", b.len ? ", " : "", i + 1, to + 1);
        i = to;
    }
    return buf_steal(&b);
}

bool answer_yes(const char *text, bool *yes, struct err *err)
{
    *yes = str_eq_nocase(text, "y") || str_eq_nocase(text, "yes") || str_eq(text, _("yes"));
    if (*yes || str_eq_nocase(text, "n") || str_eq_nocase(text, "no") || str_eq(text, _("no")))
        return true;
    return err_set(err, ERR_INPUT, _("\"%.40s\" is neither yes nor no."), text);
}
