/* SPDX-License-Identifier: MIT
 *
 * str - see str.h.
 */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

bool str_empty(const char *s)
{
    return !s || !*s;
}

bool str_eq(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool str_eq_nocase(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    while (*a && lower((unsigned char)*a) == lower((unsigned char)*b))
        a++, b++;
    return lower((unsigned char)*a) == lower((unsigned char)*b);
}

bool str_same(const char *a, const char *b, bool folds)
{
    return folds ? str_eq_nocase(a, b) : str_eq(a, b);
}

bool str_starts(const char *s, const char *prefix)
{
    return s && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
    size_t n = s ? strlen(s) : 0, m = strlen(suffix);

    return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

const char *str_or(const char *s, const char *fallback)
{
    return str_empty(s) ? fallback : s;
}

char *str_trim(const char *s)
{
    static const char blanks[] = " \t\r\n";
    size_t n;

    s += strspn(s, blanks);
    n = strlen(s);
    while (n && strchr(blanks, s[n - 1]))
        n--;
    return mem_strndup(s, n);
}

bool str_to_int(const char *s, int64_t min, int64_t max, int64_t *out)
{
    char *end;
    long long v;

    if (str_empty(s) || !strchr("-0123456789", *s))
        return false;
    errno = 0;
    v = strtoll(s, &end, 10);
    if (errno || *end || end == s || v < min || v > max)
        return false;
    *out = v;
    return true;
}

bool str_to_uint(const char *s, uint64_t max, uint64_t *out)
{
    char *end;
    unsigned long long v;

    if (str_empty(s) || *s < '0' || *s > '9')
        return false;
    errno = 0;
    v = strtoull(s, &end, 10);
    if (errno || *end || v > max)
        return false;
    *out = v;
    return true;
}

size_t str_copy(char *dst, size_t size, const char *src)
{
    size_t len = strlen(src), n;

    if (!size)
        return len;
    n = len < size ? len : size - 1;
    if (n < len) /* not inside a character */
        while (n && ((unsigned char)src[n] & 0xC0) == 0x80)
            n--;
    memcpy(dst, src, n);
    dst[n] = '\0';
    return len;
}

size_t str_utf8_char(const void *bytes, size_t n, uint32_t *cp)
{
    const unsigned char *s = bytes;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = s[0] < 0x80   ? 1
                 : s[0] < 0xC2 ? 0
                 : s[0] < 0xE0 ? 2
                 : s[0] < 0xF0 ? 3
                 : s[0] < 0xF5 ? 4
                               : 0;

    if (!len || len > n)
        return 0;
    *cp = len == 1 ? s[0] : s[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        *cp = *cp << 6 | (s[i] & 0x3F);
    }
    if (*cp < least[len] || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp <= 0xDFFF))
        return 0;
    return len;
}

bool str_is_utf8(const void *bytes, size_t n)
{
    const unsigned char *s = bytes;
    uint32_t cp;

    for (size_t i = 0, len; i < n; i += len)
        if (!(len = str_utf8_char(s + i, n - i, &cp)))
            return false;
    return true;
}

/* Would showing this character move the cursor, hide text or reorder a line? */
static bool is_harmful(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00, 0x1F},       {0x7F, 0x9F},     /* C0, DEL, C1 */
        {0x061C, 0x061C},   {0x200E, 0x200F}, /* direction marks */
        {0x2028, 0x202E},   {0x2066, 0x2069}, /* line ends, embeddings, overrides, isolates */
        {0xFEFF, 0xFEFF},                     /* byte order mark */
        {0xE0000, 0xE007F},                   /* tags: invisible text */
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return true;
    return false;
}

char *str_printable(const char *s, size_t n)
{
    const unsigned char *in = (const unsigned char *)s;
    char *out = mem_alloc(n + 1);
    size_t o = 0;

    for (size_t i = 0, len; i < n; i += len) {
        uint32_t cp = 0;
        len = str_utf8_char(in + i, n - i, &cp);
        if (!len || is_harmful(cp)) {
            bool blank = len && (cp == '\n' || cp == '\r' || cp == '\t');
            out[o++] = blank ? ' ' : '?';
            len = len ? len : 1;
        } else {
            memcpy(out + o, in + i, len);
            o += len;
        }
    }
    out[o] = '\0';
    return out;
}

uint64_t str_hash(uint64_t from, const char *s)
{
    static const uint64_t prime = 1099511628211u;

    for (; s && *s; s++)
        from = (from ^ (unsigned char)*s) * prime;
    return (from ^ 0xFF) * prime; /* no UTF-8 text holds that byte */
}

void strlist_clear(struct strlist *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->items[i]);
    free(l->items);
    memset(l, 0, sizeof *l);
}

void strlist_take(struct strlist *l, char *s)
{
    *MEM_PUSH(l->items, l->n, l->cap) = s;
}

void strlist_add(struct strlist *l, const char *s)
{
    strlist_take(l, mem_strdup(s));
}

void strlist_copy(struct strlist *dst, const struct strlist *src)
{
    strlist_clear(dst);
    for (size_t i = 0; i < src->n; i++)
        strlist_add(dst, src->items[i]);
}

bool strlist_has(const struct strlist *l, const char *s)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->items[i], s) == 0)
            return true;
    return false;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void strlist_sort(struct strlist *l)
{
    if (l->n)
        qsort(l->items, l->n, sizeof *l->items, by_bytes);
}

void strlist_split(struct strlist *l, const char *s, char sep)
{
    for (;;) {
        const char *end = strchrnul(s, sep);
        strlist_take(l, mem_strndup(s, (size_t)(end - s)));
        if (!*end)
            return;
        s = end + 1;
    }
}

char *strlist_join(const struct strlist *l, const char *sep)
{
    size_t size = 1;

    for (size_t i = 0; i < l->n; i++)
        size += strlen(l->items[i]) + strlen(sep);
    char *out = mem_alloc(size), *p = out;
    for (size_t i = 0; i < l->n; i++) {
        if (i)
            p = stpcpy(p, sep);
        p = stpcpy(p, l->items[i]);
    }
    return out;
}
