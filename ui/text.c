/* SPDX-License-Identifier: MIT
 *
 * text - see text.h.
 */
#include "ui/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"

#define CUT_MARK   ".."
#define RESULT_MAX (1 << 20) /* bytes of one result of this module */

size_t text_decode(const char *s, size_t n, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *u = (const unsigned char *)s;
    size_t len, i;
    uint32_t cp;

    if (!n)
        return 0;
    if (u[0] < 0x80) {
        *code = u[0];
        return 1;
    }
    len = u[0] < 0xC2 ? 0 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : u[0] < 0xF5 ? 4 : 0;
    if (!len || len > n)
        return 0;
    cp = u[0] & (0xFFu >> (len + 1));
    for (i = 1; i < len; i++) {
        if ((u[i] & 0xC0) != 0x80)
            return 0;
        cp = cp << 6 | (u[i] & 0x3F);
    }
    if (cp < least[len] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return 0;
    *code = cp;
    return len;
}

size_t text_encode(uint32_t code, char out[5])
{
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4, i;

    memset(out, 0, 5);
    if (!code || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    if (n == 1) {
        out[0] = (char)code;
        return 1;
    }
    for (i = n - 1; i; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((0xF00u >> n & 0xF0) | code);
    return n;
}

/* Characters that change the direction of what follows: a name could pretend to be another. */
bool text_is_bidi(uint32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

struct text_char text_next(const char *s, size_t n)
{
    struct text_char c = {.code = 0xFFFD, .size = 1, .shown = "?", .shown_size = 1, .width = 1};
    size_t len = text_decode(s, n, &c.code);

    if (!len) {
        c.code = 0xFFFD;
        return c;
    }
    c.size = len;
    if (c.code >= 0x20 && c.code < 0x7F) {
        c.shown = s;
        return c;
    }
    if (c.code == '\t' || c.code == '\n' || c.code == '\r' || c.code == 0x2028 ||
        c.code == 0x2029) {
        c.shown = " ";
        return c;
    }
    if (c.code < 0xA0 || text_is_bidi(c.code))
        return c;
    /* glibc's wchar_t is the code point in every locale; wcwidth says -1 for what the
     * locale's encoding lacks. */
    c.width = wcwidth((wchar_t)c.code);
    if (c.width < 0) {
        c.width = 1;
        return c;
    }
    c.shown = s;
    c.shown_size = len;
    return c;
}

size_t text_cluster(const char *s, size_t n)
{
    size_t at;

    if (!n)
        return 0;
    for (at = text_next(s, n).size; at < n;) {
        struct text_char c = text_next(s + at, n - at);

        if (c.width)
            break;
        at += c.size;
    }
    return at;
}

size_t text_cluster_before(const char *s, size_t at)
{
    size_t start = at;

    while (start) {
        size_t one = start - 1;
        struct text_char c;

        while (one && start - one < 4 && ((unsigned char)s[one] & 0xC0) == 0x80)
            one--;
        c = text_next(s + one, start - one);
        if (c.size != start - one) { /* malformed: bytes stand alone */
            one = start - 1;
            c = text_next(s + one, 1);
        }
        start = one;
        if (c.width)
            break;
    }
    return at - start;
}

int text_width_n(const char *s, size_t n)
{
    int width = 0;
    size_t at = 0;

    while (at < n) {
        struct text_char c = text_next(s + at, n - at);

        width += c.width;
        at += c.size;
    }
    return width;
}

int text_width(const char *s)
{
    return s ? text_width_n(s, strlen(s)) : 0;
}

size_t text_fit(const char *s, size_t n, int cols, int *width)
{
    size_t at = 0;
    int used = 0;

    while (at < n) {
        size_t len = text_cluster(s + at, n - at);
        int w = text_width_n(s + at, len);

        if (used + w > cols)
            break;
        used += w;
        at += len;
    }
    if (width)
        *width = used;
    return at;
}

static void add_shown(struct buf *b, const char *s, size_t n)
{
    size_t at = 0;

    while (at < n) {
        struct text_char c = text_next(s + at, n - at);

        buf_add(b, c.shown, c.shown_size);
        at += c.size;
    }
}

char *text_cut(const char *s, int cols)
{
    struct buf b = BUF_INIT(RESULT_MAX);
    size_t n = s ? strlen(s) : 0, fit;

    if (cols > 0) {
        fit = text_fit(s, n, cols, NULL);
        if (fit < n && cols > 2) {
            add_shown(&b, s, text_fit(s, n, cols - 2, NULL));
            buf_adds(&b, CUT_MARK);
        } else {
            add_shown(&b, s, fit);
        }
    }
    return buf_steal(&b);
}

char *text_cut_middle(const char *s, int cols)
{
    struct buf b = BUF_INIT(RESULT_MAX);
    size_t n = s ? strlen(s) : 0, head, tail = n;
    int left, used;

    if (cols < 5 || text_fit(s, n, cols, NULL) == n)
        return text_cut(s, cols);
    head = text_fit(s, n, (cols - 2 + 1) / 2, &used);
    left = cols - 2 - used;
    while (tail > head) {
        size_t len = text_cluster_before(s, tail);
        int w = text_width_n(s + tail - len, len);

        if (w > left)
            break;
        left -= w;
        tail -= len;
    }
    add_shown(&b, s, head);
    buf_adds(&b, CUT_MARK);
    add_shown(&b, s + tail, n - tail);
    return buf_steal(&b);
}

char *text_pad(const char *s, int cols, enum text_align align)
{
    char *cut = text_cut(s, cols);
    int blanks = cols - text_width(cut);
    struct buf b = BUF_INIT(RESULT_MAX);

    if (align == TEXT_LEFT)
        buf_adds(&b, cut);
    for (; blanks > 0; blanks--)
        buf_addc(&b, ' ');
    if (align == TEXT_RIGHT)
        buf_adds(&b, cut);
    free(cut);
    return buf_steal(&b);
}

static bool is_hangul(uint32_t code)
{
    return code >= 0xAC00 && code <= 0xD7A3;
}

/* What closes a clause or a bracket stands at no line's beginning, what opens one at no line's end. */
static bool is_closing(uint32_t code)
{
    static const uint32_t wide[] = {0x3001, 0x3002, 0xFF0C, 0xFF0E, 0xFF01, 0xFF1F, 0xFF1A,
                                    0xFF1B, 0xFF09, 0x300D, 0x300F, 0x3011, 0x300B, 0x201D};

    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (code == wide[i])
            return true;
    return code && code < 0x80 && strchr(".,:;!?)]}%\"'", (int)code);
}
static bool is_opening(uint32_t code)
{
    return code == 0xFF08 || code == 0x300C || code == 0x300E || code == 0x3010 ||
           code == 0x300A || (code && code < 0x80 && strchr("([{", (int)code));
}

/* May a line end between two clusters without a blank? Between wide ones, but for Hangul, whose words
 * have blanks between them. */
static bool breaks_between(const char *s, size_t at, size_t n)
{
    size_t before = text_cluster_before(s, at);
    struct text_char a = text_next(s + at - before, before), b = text_next(s + at, n - at);

    if (is_closing(b.code) || is_opening(a.code) || is_hangul(a.code) || is_hangul(b.code))
        return false;
    return a.width == 2 || b.width == 2;
}

/* Where the line that begins at `start` ends, when it must end at or before `fit`; *next gets
 * where the following one begins. */
static size_t line_end(const char *s, size_t start, size_t fit, size_t n, size_t *next)
{
    size_t at = fit;

    if (s[fit] == ' ') {
        while (*next < n && s[*next] == ' ')
            ++*next;
        return fit;
    }
    while (at > start) {
        if (s[at - 1] == ' ') {
            *next = at;
            while (at > start && s[at - 1] == ' ')
                at--;
            if (at > start)
                return at;
            break;
        }
        if (breaks_between(s, at, n)) {
            *next = at;
            return at;
        }
        at -= text_cluster_before(s, at);
    }
    *next = fit; /* one long word */
    return fit;
}

size_t text_line(const char *s, size_t n, int cols, size_t *next)
{
    size_t fit = text_fit(s, n, cols, NULL);

    if (fit == 0 && n > 0) /* a cluster wider than the line */
        fit = text_cluster(s, n);
    *next = fit;
    return fit < n ? line_end(s, 0, fit, n, next) : n;
}

static void wrap_line(const char *s, size_t n, int cols, struct strlist *out, size_t limit)
{
    size_t indent = 0, at;

    while (indent < n && s[indent] == ' ')
        indent++;
    if (indent > (size_t)cols / 2)
        indent = (size_t)cols / 2;
    at = indent;
    do {
        struct buf b = BUF_INIT(RESULT_MAX);
        size_t next, size = text_line(s + at, n - at, cols - (int)indent, &next), i;

        for (i = 0; i < indent; i++)
            buf_addc(&b, ' ');
        add_shown(&b, s + at, size);
        while (b.len && b.data[b.len - 1] == ' ')
            b.data[--b.len] = '\0';
        strlist_take(out, buf_steal(&b));
        at += next;
    } while (at < n && out->n < limit);
}

void text_wrap(const char *s, int cols, struct strlist *out)
{
    size_t limit = out->n + TEXT_WRAP_MAX;

    if (cols < 2)
        cols = 2;
    while (s && out->n < limit) {
        const char *end = strchr(s, '\n');

        wrap_line(s, end ? (size_t)(end - s) : strlen(s), cols, out, limit);
        s = end ? end + 1 : NULL;
        if (s && !*s)
            break;
    }
}

const char *text_whole(struct buf *b)
{
    buf_end(b, _("-- CUT HERE: the text is too long; its rest is neither shown nor kept.\n"));
    return buf_str(b);
}

long text_find_n(const char *s, size_t n, const char *needle)
{
    size_t len = strlen(needle);

    if (!len)
        return 0;
    for (size_t at = 0; at < n && s[at]; at++)
        if (!strncasecmp(s + at, needle, len))
            return (long)at;
    return -1;
}

long text_find(const char *s, const char *needle)
{
    return text_find_n(s, SIZE_MAX, needle);
}
