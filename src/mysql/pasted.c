/* SPDX-License-Identifier: MIT
 *
 * pasted - see pasted.h. The lines, what lies between answers, and -B; frames and \G are
 * pasted_frame.c.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/pasted_private.h"

bool paste_wrong(struct err *err, size_t line, const char *what)
{
    err_set(err, ERR_INPUT, _("Line %zu: %s"), line, what);
    return err_hint(err, _("Copy the whole answer again; \\G instead of ; gives one without a "
                           "frame, and a file keeps lines whole."));
}

bool paste_peek(struct paste *p, struct paste_line *l)
{
    const char *end;

    if (p->at == p->end)
        return false;
    end = memchr(p->at, '\n', (size_t)(p->end - p->at));
    l->s = p->at;
    l->n = (size_t)((end ? end : p->end) - p->at);
    l->next = end ? end + 1 : p->end;
    l->number = p->number;
    while (l->n && (l->s[l->n - 1] == '\r'))
        l->n--;
    return true;
}

void paste_take(struct paste *p, const struct paste_line *l)
{
    p->at = l->next;
    p->number = l->number + 1;
}

static bool begins(const struct paste_line *l, const char *with)
{
    size_t n = strlen(with);

    return l->n >= n && memcmp(l->s, with, n) == 0;
}

static bool is_blank(const struct paste_line *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->s[i] != ' ' && l->s[i] != '\t')
            return false;
    return true;
}

/* "37 rows in set (0.00 sec)", "Empty set". */
bool paste_count(const struct paste_line *l, uint64_t *rows)
{
    size_t digits = 0;
    uint64_t n = 0;

    if (begins(l, "Empty set")) {
        *rows = 0;
        return true;
    }
    while (digits < l->n && digits < 9 && isdigit((unsigned char)l->s[digits]))
        n = n * 10 + (uint64_t)(l->s[digits++] - '0');
    struct paste_line rest = {.s = l->s + digits, .n = l->n - digits};
    *rows = n;
    return digits && (begins(&rest, " row in set") || begins(&rest, " rows in set"));
}

/* What a client prints around answers, and the statements that were typed. */
bool paste_is_noise(const struct paste_line *l)
{
    static const char *const starts[] = {
        "mysql>",
        "mysql [",
        "mysql: [Warning]",
        "MariaDB [",
        "MySQL [",
        "    ->",
        "    '>",
        "    \">",
        "Query OK",
        "Warning",
        "Note (Code",
        "Database changed",
        "Bye",
        "Welcome to",
        "Your M",
        "Server version",
        "Copyright",
        "Oracle is",
        "affiliates.",
        "owners.",
        "Type 'help",
        "Reading table information",
        "You can turn off",
        "Enter password",
        "# ",
        "-- ",
        "$ ",
    };

    size_t dashes = 0;

    while (dashes < l->n && l->s[dashes] == '-')
        dashes++;
    if (is_blank(l) || (dashes == l->n && dashes > 4))
        return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (begins(l, starts[i]))
            return true;
    return false;
}

static bool take_refusal(const struct paste_line *l, struct pasted *out)
{
    if (!begins(l, "ERROR ") || l->n < 7 || !isdigit((unsigned char)l->s[6]))
        return false;
    if (!out->refusal) {
        out->refusal = str_printable(l->s, l->n < 500 ? l->n : 500);
        out->refusal_line = l->number;
    }
    return true;
}

struct pasted_answer *paste_answer(struct pasted *out, size_t line, const struct strlist *names)
{
    struct pasted_answer *a = MEM_PUSH(out->items, out->n, out->cap);

    a->line = line;
    rows_begin(&a->rows, names->n, (const char *const *)names->items);
    return a;
}

/* The server's NULL is the word in every form of answer. */
bool paste_add_row(struct pasted_answer *a, size_t line, const struct strlist *cells)
{
    const char *values[PASTED_COLUMNS];

    if (a->rows.n >= PASTED_ROWS || cells->n != a->rows.cols)
        return false;
    for (size_t i = 0; i < cells->n; i++)
        values[i] = str_eq(cells->items[i], "NULL") ? NULL : cells->items[i];
    if (!rows_add(&a->rows, values, NULL))
        return false;
    *MEM_PUSH(a->lines, a->n_lines, a->cap_lines) = line;
    return true;
}

/* ---- -B ---- */

/* As the client writes them: \n \t \0 \\. */
static char *unescaped(const char *s, size_t n)
{
    char *plain = mem_alloc(n + 1);
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (c == '\\' && i + 1 < n) {
            c = s[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == '0' ? ' ' : c;
        }
        plain[len++] = c;
    }
    char *text = str_printable(plain, len);
    free(plain);
    return text;
}

static void split_tabs(const struct paste_line *l, struct strlist *cells)
{
    const char *s = l->s, *end = l->s + l->n;

    for (;;) {
        const char *tab = memchr(s, '\t', (size_t)(end - s));
        const char *stop = tab ? tab : end;
        strlist_take(cells, unescaped(s, (size_t)(stop - s)));
        if (!tab || cells->n > PASTED_COLUMNS)
            return;
        s = tab + 1;
    }
}

static char *trimmed(const struct paste_line *l)
{
    char *text = unescaped(l->s, l->n), *trim = str_trim(text);

    free(text);
    return trim;
}

/* A set of transactions is written over several lines, each but the last ending with a comma. */
static char *take_value(struct paste *p, struct paste_line *l)
{
    struct buf value = BUF_INIT(PASTED_MAX);

    do {
        char *line = trimmed(l);
        buf_adds(&value, line);
        free(line);
        paste_take(p, l);
    } while (value.len && value.data[value.len - 1] == ',' && value.len <= PASTED_MAX / 4 &&
             paste_peek(p, l) && !paste_is_noise(l));
    return buf_steal(&value);
}

static bool is_column_name(const char *s)
{
    bool letter = false;

    for (; *s; s++) {
        if (!isalnum((unsigned char)*s) && !strchr("_@.()", *s))
            return false;
        letter |= isalpha((unsigned char)*s) != 0;
    }
    return letter;
}

/* Values without tabs: one alone, or one below its name. */
static bool read_values(struct paste *p, struct pasted *out, struct err *err)
{
    struct strlist values = {0}, names = {0};
    struct paste_line l;
    bool ok = true;
    size_t first = p->number;

    while (paste_peek(p, &l) && !paste_is_noise(&l) && !memchr(l.s, '\t', l.n) &&
           !take_refusal(&l, out) && values.n < 3)
        strlist_take(&values, take_value(p, &l));
    if (values.n > 2 || (values.n == 2 && !is_column_name(values.items[0]))) {
        ok = paste_wrong(err, first,
                         _("this is no answer in a form that is known: no frame, no \\G, no "
                           "tabs, and more than one value."));
    } else if (values.n) {
        strlist_add(&names, values.n == 2 ? values.items[0] : "");
        struct pasted_answer *a = paste_answer(out, first, &names);
        a->alone = a->whole = values.n == 1;
        strlist_clear(&names);
        strlist_add(&names, values.items[values.n - 1]);
        paste_add_row(a, first + values.n - 1, &names);
    }
    strlist_clear(&names);
    strlist_clear(&values);
    return ok;
}

static bool tab_row(struct pasted_answer *a, const struct paste_line *l, struct err *err)
{
    struct strlist cells = {0};
    bool ok = true;

    split_tabs(l, &cells);
    if (cells.n != a->rows.cols) {
        char *what = mem_printf(_("%zu columns, and %zu names in line %zu: the line was broken "
                                  "or cut off."),
                                cells.n, a->rows.cols, a->line);
        ok = paste_wrong(err, l->number, what);
        free(what);
    } else if (!paste_add_row(a, l->number, &cells)) {
        ok = paste_wrong(err, l->number, _("too many rows."));
    }
    strlist_clear(&cells);
    return ok;
}

/* The next answer: the name of its one column, which is no broken row. */
static bool is_next_name(const struct paste_line *l)
{
    char *text = trimmed(l);
    bool is = !memchr(l->s, '\t', l->n) && is_column_name(text);

    free(text);
    return is;
}

static bool read_tabs(struct paste *p, struct pasted *out, struct err *err)
{
    struct strlist names = {0};
    struct paste_line l;
    bool ok = true;

    paste_peek(p, &l);
    split_tabs(&l, &names);
    if (names.n > PASTED_COLUMNS) {
        strlist_clear(&names);
        return paste_wrong(err, l.number, _("too many columns."));
    }
    struct pasted_answer *a = paste_answer(out, l.number, &names);
    paste_take(p, &l);
    while (ok && paste_peek(p, &l) && !paste_is_noise(&l) && !take_refusal(&l, out)) {
        if (names.n > 1 && a->rows.n && is_next_name(&l))
            break;
        ok = tab_row(a, &l, err);
        paste_take(p, &l);
    }
    if (ok && !a->rows.n)
        ok = paste_wrong(err, a->line,
                         _("names of columns without a row below them, or values without their "
                           "names (-N)."));
    strlist_clear(&names);
    return ok;
}

/* ---- all of it ---- */

static bool has_frames(struct paste p)
{
    struct paste_line l;
    uint64_t rows;

    while (paste_peek(&p, &l)) {
        if (paste_is_border(&l) || paste_is_row_mark(&l) ||
            (paste_count(&l, &rows) && rows == 0))
            return true;
        paste_take(&p, &l);
    }
    return false;
}

static bool read_one(struct paste *p, bool frames, struct pasted *out, struct err *err)
{
    static const struct strlist none = {0};
    struct paste_line l;
    uint64_t rows;

    paste_peek(p, &l);
    if (paste_is_border(&l))
        return paste_frame(p, out, err);
    if (paste_is_row_mark(&l))
        return paste_vertical(p, out, err);
    if (paste_count(&l, &rows) && rows == 0)
        paste_answer(out, l.number, &none)->whole = true;
    else if (!take_refusal(&l, out) && !paste_is_noise(&l) && !frames)
        return memchr(l.s, '\t', l.n) ? read_tabs(p, out, err) : read_values(p, out, err);
    paste_take(p, &l);
    return true;
}

bool pasted_read(const char *text, size_t n, struct pasted *out, struct err *err)
{
    struct paste p = {.at = text, .end = text + n, .number = 1};
    bool ok = true;

    memset(out, 0, sizeof *out);
    if (n > PASTED_MAX)
        return err_set(err, ERR_INPUT, _("That is longer than %u MB."),
                       PASTED_MAX / 1024 / 1024);
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        p.at += 3;
    bool frames = has_frames(p);
    while (ok && p.at < p.end)
        ok = read_one(&p, frames, out, err);
    if (ok && !out->n && !out->refusal) {
        err_set(err, ERR_INPUT, "%s", _("There is no answer of a server in that."));
        ok = err_hint(err, _("Paste what the client printed below the statement."));
    }
    if (!ok)
        pasted_clear(out);
    return ok;
}

void pasted_clear(struct pasted *p)
{
    for (size_t i = 0; i < p->n; i++) {
        rows_clear(&p->items[i].rows);
        free(p->items[i].lines);
    }
    free(p->items);
    free(p->refusal);
    memset(p, 0, sizeof *p);
}

const char *pasted_find(const struct pasted *p, const char *const *names)
{
    for (size_t i = 0; i < p->n; i++)
        for (const char *const *name = names; *name; name++) {
            const char *v = rows_by_name(&p->items[i].rows, 0, *name);
            if (v)
                return v;
        }
    return NULL;
}
