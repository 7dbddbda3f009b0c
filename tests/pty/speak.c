/* SPDX-License-Identifier: MIT
 *
 * speak - see speak.h. A .mo file is two tables of (length, offset): originals and translations.
 */
#include "tests/pty/speak.h"

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

/* Message i of a table; "" where the file is not what it says. */
static const char *message(const struct speak *s, size_t table, uint32_t i)
{
    size_t row = number(s, table) + (size_t)i * 8;
    size_t len = number(s, row), at = number(s, row + 4);

    return at + len < s->mo.len ? (const char *)s->mo.data + at : "";
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

static bool shows(const char *dense_screen, const char *translation)
{
    char *run = longest_run(translation);
    bool has = *run && strstr(dense_screen, run);

    free(run);
    return has;
}

bool speak_sees(const struct speak *s, const char *screen, const char *text)
{
    uint32_t n = s ? number(s, 8) : 0;
    size_t best = COMMON_MIN, size = strlen(text);
    bool whole = false, seen = strstr(screen, text) != NULL;
    char *plain = n && !seen ? dense(screen, strlen(screen)) : NULL;

    for (uint32_t i = 1; plain && i < n; i++) { /* 0: about the catalogue itself */
        const char *id = message(s, 12, i);
        size_t has = common(text, id);
        bool is = has == size && strlen(id) == size;

        if (has < best || (whole && !is))
            continue;
        if (has > best || is != whole)
            seen = false; /* a better one: it alone counts */
        best = has;
        whole = is;
        seen = seen || shows(plain, message(s, 16, i));
    }
    free(plain);
    return seen;
}
