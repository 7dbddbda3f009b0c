/* SPDX-License-Identifier: MIT
 *
 * list - rows of which only the visible ones are drawn, with a cursor and a filter.
 *
 * The rows are the caller's; the list asks for them by index. When the rows change by
 * themselves the cursor stays on the item with the same id.
 *
 * Owns:   the filter's text and the indexes of the rows that match it
 * Limits: LIST_MAX rows
 */
#ifndef UI_WIDGET_LIST_H
#define UI_WIDGET_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/edit.h"
#include "ui/widget/widget.h"

#define LIST_MAX 10000000

struct list_source { /* all functions get ctx; static per screen */
    /* count - rows there are now */
    size_t (*count)(void *ctx);
    /* draw - one row into a canvas of height 1. selected: the cursor is on it. focused: and the
     * list has the focus. The list has already filled the row with the role and put the mark
     * '>' before it; draw only text. */
    void (*draw)(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                 enum role role);
    /* id - stays with the item while rows come and go. NULL: the row number. */
    uint64_t (*id)(void *ctx, size_t row);
    /* match - does the row match the filter (never empty)? NULL: no filter in this list. */
    bool (*match)(void *ctx, size_t row, const char *filter);
};

struct list {
    const struct list_source *src;
    void *ctx;
    size_t cursor;      /* position among the shown rows */
    size_t top;         /* position of the first visible one */
    uint64_t cursor_id; /* of the item under the cursor */
    int page;           /* rows drawn last */
    bool filtering;     /* keys go to the filter line */
    struct edit filter;
    size_t *match; /* row numbers that match, when the filter is not empty */
    size_t n_match, cap_match;
};

void list_init(struct list *l, const struct list_source *src, void *ctx);
void list_clear(struct list *l);

/* list_update - the rows changed: matches are found anew, the cursor stays on its item, or at
 * its place when that is gone. Call when new data came; drawing does not. */
void list_update(struct list *l);

size_t list_shown(const struct list *l); /* rows that match */
/* list_row - row number under the cursor; false when nothing is shown. */
bool list_row(const struct list *l, size_t *row);
/* list_row_id - of a row by its number; as the source says it. */
uint64_t list_row_id(const struct list *l, size_t row);
void list_select(struct list *l, size_t row); /* ends the filter when the row is hidden by it */
bool list_is_filtered(const struct list *l);
void list_set_filter(struct list *l, const char *text);
void list_filter_end(struct list *l); /* its line has the keys no more; it stays set */
/* list_find - where the row of that id is shown; false: nowhere. */
bool list_find(const struct list *l, uint64_t id, size_t *pos);
/* list_can_move - is there a row above (by -1) or below (by 1) the cursor? */
bool list_can_move(const struct list *l, int by);

/* list_draw - in c; while a filter is open or set, its first row is "/ text   12 of 340". */
void list_draw(struct list *l, const struct canvas *c, bool focused);

/* list_key - Up Down PgUp PgDn Home End, j k g G, '/' opens the filter. In the filter: text
 * narrows at once, Esc clears it, Enter or Down goes back to the rows. Enter on a row:
 * WIDGET_PRESSED. At the first row Up and at the last row Down are WIDGET_IGNORED, so that a
 * form can go on. Esc clears a set filter (WIDGET_USED), else WIDGET_IGNORED. A moved cursor is
 * WIDGET_USED. */
enum widget_result list_key(struct list *l, const struct key_event *ev);

#endif
