/* SPDX-License-Identifier: MIT
 *
 * speak - see speak.h. A .mo file is two tables of (length, offset): originals and translations.
 */
#include "tests/pty/speak.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define MO_MAGIC   0x950412deu
#define MO_MAX     (16u << 20)
#define COMMON_MIN 4  /* bytes in common with a message, or it is not this one */
#define CUT_MIN    3  /* bytes of a translation that stand before ".." at least */
#define SEEN_BYTES 24 /* of a translation: before it is cut or broken */

struct speak {
    struct buf mo;
};

static uint32_t number(const struct speak *s, size_t at)
{
    uint32_t v = 0;

    if (at + sizeof v <= s->mo.len)
        memcpy(&v, s->mo.data + at, sizeof v);
    return v;
}

/* Message i of a table, *n bytes: with a plural, several texts with a NUL between them. "" where the file
 * is not what it says. */
static const char *message(const struct speak *s, size_t table, uint32_t i, size_t *n)
{
    size_t row = number(s, table) + (size_t)i * 8;
    size_t len = number(s, row), at = number(s, row + 4);
    bool sound = at + len < s->mo.len;

    *n = sound ? len : 0;
    return sound ? (const char *)s->mo.data + at : "";
}

struct speak *speak_new(const char *path)
{
    struct speak *s = mem_alloc(sizeof *s);
    struct err ignored;

    buf_init(&s->mo, MO_MAX);
    if (file_read(path, &s->mo, &ignored) && number(s, 0) == MO_MAGIC)
        return s;
    speak_free(s);
    return NULL;
}

void speak_free(struct speak *s)
{
    if (!s)
        return;
    buf_clear(&s->mo);
    free(s);
}

/* How many bytes the longest run has that both hold. */
static size_t common(const char *a, const char *b)
{
    size_t n = strlen(b), best = 0;
    size_t *row = mem_alloc((n + 1) * sizeof *row);

    for (; *a; a++)
        for (size_t j = n; j > 0; j--) {
            row[j] = *a == b[j - 1] ? row[j - 1] + 1 : 0;
            best = row[j] > best ? row[j] : best;
        }
    free(row);
    return best;
}

/* Without blanks, line ends and frames. Caller frees. */
static char *dense(const char *text, size_t n)
{
    struct buf b = BUF_INIT(1 << 20);

    buf_adds(&b, "");
    for (size_t i = 0; i < n; i++)
        if (!strchr(" \n|", text[i]))
            buf_addc(&b, text[i]);
    return buf_steal(&b);
}

/* The longest run of a translation without anything filled in, at most SEEN_BYTES of it. */
static char *longest_run(const char *text)
{
    const char *best = text;
    size_t n = 0;

    while (*text) {
        size_t len = strcspn(text, "%\n");

        if (len > n) {
            best = text;
            n = len;
        }
        text += len;
        if (*text == '%')
            text += 1 + strcspn(text + 1, "sduxc%") + (text[1] != '\0');
        else if (*text)
            text++;
    }
    char *run = dense(best, n);
    if (strlen(run) > SEEN_BYTES) {
        n = SEEN_BYTES;
        while (n && ((unsigned char)run[n] & 0xC0) == 0x80)
            n--;
        run[n] = '\0';
    }
    return run;
}

/* Whole, or the beginning of it that a column has room for. */
static bool shows_one(const char *dense_screen, const char *translation)
{
    char *run = longest_run(translation), *cut;
    bool has = *run && strstr(dense_screen, run);

    for (size_t n = strlen(run); !has && n >= CUT_MIN && 2 * n >= strlen(run); n--)
        if (((unsigned char)run[n] & 0xC0) != 0x80) {
            cut = mem_printf("%.*s..", (int)n, run);
            has = strstr(dense_screen, cut);
            free(cut);
        }
    free(run);
    return has;
}

static bool shows(const char *dense_screen, const char *translations, size_t size)
{
    for (size_t at = 0; at <= size; at += strlen(translations + at) + 1)
        if (shows_one(dense_screen, translations + at))
            return true;
    return false;
}

struct best {
    size_t common; /* with the message that has most of it */
    bool seen;     /* such a message on the screen */
};

/* The messages that have most in common with a text: one that is it, before those that hold it. */
static struct best look(const struct speak *s, const char *plain, const char *text)
{
    struct best b = {.common = COMMON_MIN};
    uint32_t n = number(s, 8);
    size_t size = strlen(text);
    bool whole = false;

    for (uint32_t i = 1; i < n; i++) { /* 0: about the catalogue itself */
        size_t all, has = 0, n_words;
        const char *id = message(s, 12, i, &all), *words;
        bool is = false;

        for (size_t at = 0; at <= all; at += strlen(id + at) + 1) {
            size_t here = common(text, id + at);
            has = here > has ? here : has;
            is = is || (here == size && strlen(id + at) == size);
        }

        if (has < b.common || (whole && !is))
            continue;
        if (has > b.common || is != whole)
            b.seen = false; /* a better one: it alone counts */
        b.common = has;
        whole = is;
        words = message(s, 16, i, &n_words);
        b.seen = b.seen || shows(plain, words, n_words);
    }
    return b;
}

/* What stands together on the screen is often made of several messages, with numbers and names: ", " and
 * "  " are between them. Parts that some message holds whole must be seen; *any: there was one. */
static bool sees_parts(const struct speak *s, const char *screen, const char *plain,
                       const char *text, bool *any)
{
    for (*any = false; *text; text += strspn(text, ", 0123456789")) {
        size_t n = 0;

        while (text[n] && !isdigit((unsigned char)text[n]) && strncmp(text + n, ", ", 2) != 0 &&
               strncmp(text + n, "  ", 2) != 0)
            n++;
        char *part = mem_strndup(text, n);
        struct best b = n >= COMMON_MIN ? look(s, plain, part) : (struct best){0};
        bool missing = b.common == n && n && !b.seen && !strstr(screen, part);

        *any = *any || (b.common == n && n);
        free(part);
        if (missing)
            return false;
        text += n;
    }
    return true;
}

bool speak_sees(const struct speak *s, const char *screen, const char *text)
{
    bool seen = strstr(screen, text) != NULL, any;
    if (seen || !s)
        return seen;
    size_t n = strlen(text += strspn(text, " "));
    while (n && text[n - 1] == ' ')
        n--;
    char *plain = dense(screen, strlen(screen)), *bare = mem_strndup(text, n);
    struct best b = look(s, plain, bare);
    seen = b.common == n ? b.seen : sees_parts(s, screen, plain, bare, &any);
    if (seen && b.common < n && !any)
        seen = b.seen; /* the message with most of it, for want of a better one */
    free(bare);
    free(plain);
    return seen;
}
