/* SPDX-License-Identifier: MIT
 *
 * golden - a screen compared with a file; see pty_golden in pty.h.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/pty/pty.h"
#include "ui/text.h"

#define FILE_MAX       (1 << 20)
#define GOLDEN_WAIT_MS 5000

/* Text with each match replaced by as many columns of one character. Takes over text. */
static char *mask(char *text, const struct pty_mask *m)
{
    struct buf out = BUF_INIT(FILE_MAX);
    const char *s = text;
    regmatch_t at;
    regex_t re;

    if (regcomp(&re, m->regex, REG_EXTENDED | REG_NEWLINE)) {
        fprintf(stderr, "golden: bad mask %s\n", m->regex);
        abort();
    }
    while (*s && regexec(&re, s, 1, &at, s == text ? 0 : REG_NOTBOL) == 0) {
        int cols = text_width_n(s + at.rm_so, (size_t)(at.rm_eo - at.rm_so));

        buf_add(&out, s, (size_t)at.rm_so);
        for (; cols > 0; cols--)
            buf_addc(&out, m->with);
        s += at.rm_eo;
        if (at.rm_eo == at.rm_so && *s)
            buf_addc(&out, *s++);
    }
    buf_adds(&out, s);
    regfree(&re);
    free(text);
    return buf_steal(&out);
}

static char *read_all(const char *path)
{
    struct buf b = BUF_INIT(FILE_MAX);
    FILE *f = fopen(path, "r");
    char bytes[4096];
    size_t n;

    if (!f)
        return NULL;
    while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buf_add(&b, bytes, n);
    fclose(f);
    return buf_steal(&b);
}

static bool write_all(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    bool ok = f && fputs(text, f) >= 0;

    if (f && fclose(f))
        ok = false;
    if (!ok)
        fprintf(stderr, "golden: %s cannot be written\n", path);
    return ok;
}

static void print_difference(const char *path, const char *want, const char *got)
{
    struct strlist a = {0}, b = {0};
    size_t i;

    strlist_split(&a, want, '\n');
    strlist_split(&b, got, '\n');
    fprintf(stderr, "golden: %s differs (- file, + screen)\n", path);
    for (i = 0; i < a.n || i < b.n; i++) {
        const char *x = i < a.n ? a.items[i] : NULL, *y = i < b.n ? b.items[i] : NULL;

        if (str_eq(x, y))
            continue;
        if (x)
            fprintf(stderr, "-%3zu %s\n", i, x);
        if (y)
            fprintf(stderr, "+%3zu %s\n", i, y);
    }
    strlist_clear(&a);
    strlist_clear(&b);
}

/* "ascii" holds what it says. */
static bool is_what_it_says(const char *variant, const char *path, const char *got)
{
    size_t i;

    for (i = 0; str_eq(variant, "ascii") && got[i]; i++)
        if ((unsigned char)got[i] >= 0x80) {
            fprintf(stderr, "golden: %s would not be ASCII:\n%s", path, got);
            return false;
        }
    return true;
}

/* GOLDEN_UPDATE: writes the file. Else compares, and tells what differs when asked to. */
static bool compare(const char *path, const char *got, bool tell)
{
    char *want;
    bool same;

    if (!str_empty(getenv("GOLDEN_UPDATE")))
        return write_all(path, got);
    want = read_all(path);
    same = str_eq(want, got);
    if (tell && !want)
        fprintf(stderr, "golden: %s is missing; GOLDEN_UPDATE=1 writes it\n%s", path, got);
    else if (tell && !same)
        print_difference(path, want, got);
    free(want);
    return same;
}

static bool one_look(const char *text, const char *path, const char *variant,
                     const struct pty_mask *masks, size_t n, bool tell)
{
    char *got = mem_strdup(text);
    bool same;
    size_t i;

    for (i = 0; i < n; i++)
        got = mask(got, &masks[i]);
    same = is_what_it_says(variant, path, got) && compare(path, got, tell);
    free(got);
    return same;
}

static char *path_of(const char *name, int cols, int rows, const char *variant)
{
    return mem_printf("%s/%s.%dx%d%s%s.txt", str_or(getenv("GOLDEN_DIR"), GOLDEN_DIR), name,
                      cols, rows, variant ? "." : "", str_or(variant, ""));
}

bool pty_golden_text(const char *text, int cols, int rows, const char *name,
                     const char *variant, const struct pty_mask *masks, size_t n)
{
    char *path = path_of(name, cols, rows, variant);
    bool same = one_look(text, path, variant, masks, n, true);

    free(path);
    return same;
}

bool pty_golden(struct pty *p, const char *name, const char *variant,
                const struct pty_mask *masks, size_t n)
{
    int64_t deadline = clock_deadline(GOLDEN_WAIT_MS);
    char *path, *screen;
    int cols, rows;
    bool same, last;

    pty_size(p, &cols, &rows);
    path = path_of(name, cols, rows, variant);
    do {
        last = !clock_left_ms(deadline) || access(path, R_OK) != 0;
        same = pty_settle(p, PTY_WAIT_MS);
        if (!same)
            break;
        screen = pty_screen(p);
        same = one_look(screen, path, variant, masks, n, last);
        free(screen);
    } while (!same && !last);
    free(path);
    return same;
}
