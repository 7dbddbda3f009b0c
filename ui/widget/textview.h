/* SPDX-License-Identifier: MIT
 *
 * textview - lines to read: help, details, log. Scrolls, wraps, searches, filters, follows.
 *
 * Owns:   copies of the lines, at most `max` (the oldest go first)
 */
#ifndef UI_WIDGET_TEXTVIEW_H
#define UI_WIDGET_TEXTVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/edit.h"
#include "ui/widget/widget.h"

#define TEXTVIEW_MAX 20000 /* lines, where nobody sets another */

struct textview_line {
    char *text;
    enum role role;
};

struct textview {
    struct textview_line *lines;
    size_t n, cap, max;
    bool wrap;   /* else Left and Right scroll sideways */
    bool follow; /* shows the end as lines come; goes off when one scrolls up */
    bool can_follow;
    bool bad_only; /* only lines of ROLE_WARN and ROLE_BAD */
    size_t unseen; /* lines that came while not following and would be shown */
    size_t top;    /* first row shown (a wrapped line is several rows) */
    size_t top_line,
        top_at; /* the line and byte that row begins with: it stays when rows change */
    int side;
    int page, width;
    bool filtering; /* the filter line has the keys */
    bool searching; /* the same line, but it searches */
    struct edit filter;
    char *needle; /* of the last search */
    size_t found_line, found_at; /* where the row begins that it was found in last */
    struct {
        size_t line, at, size; /* a row: bytes of a line */
        int indent;            /* columns, of the rows behind its first */
    } * rows;
    size_t n_rows, cap_rows;
    int rows_width; /* width the rows were made for; -1: stale */
};

void textview_init(struct textview *v, bool wrap, bool can_follow);
void textview_clear(struct textview *v);
void textview_reset(struct textview *v);                                 /* removes all lines */
void textview_add(struct textview *v, enum role role, const char *line); /* one line */
void textview_text(struct textview *v, enum role role, const char *text); /* many, by '\n' */
/* textview_shown - the lines that are shown now, filter and level applied; caller frees. */
char *textview_shown(const struct textview *v);
void textview_draw(struct textview *v, const struct canvas *c, bool focused);

/* textview_key - Up Down PgUp PgDn Home End, j k g G, Space and b a page; '/' filter, 's'
 * search, 'n' next match; 'w' wrap; where one can follow 'f' follow, 'l' only warnings
 * and errors; Left Right sideways when not wrapped. Scrolling up ends following, End resumes it. Esc puts
 * filter or search away, else WIDGET_IGNORED. */
enum widget_result textview_key(struct textview *v, const struct key_event *ev);

#endif
