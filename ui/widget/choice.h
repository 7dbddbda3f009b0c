/* SPDX-License-Identifier: MIT
 *
 * choice - a field with a fixed set of answers: closed it shows one, open a list with a filter.
 *
 * Owns: its items (texts, keys, notes)
 */
#ifndef UI_WIDGET_CHOICE_H
#define UI_WIDGET_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/list.h"
#include "ui/widget/widget.h"

#define CHOICE_NONE ((size_t)-1)

struct choice_item {
    char *key;  /* the program's word for it */
    char *text; /* shown */
    char *off;  /* why it cannot be chosen; NULL when it can */
};

struct choice {
    struct choice_item *items;
    size_t n, cap;
    size_t selected; /* CHOICE_NONE: not answered */
    bool is_open;
    struct list list;
    bool list_ready;
};

void choice_init(struct choice *c);
void choice_clear(struct choice *c);
void choice_reset(struct choice *c); /* removes the items; selected becomes CHOICE_NONE */
void choice_add(struct choice *c, const char *key, const char *text, const char *off);
bool choice_select(struct choice *c, const char *key); /* false: no such key, nothing changes */
const char *choice_key_of(const struct choice *c);     /* key selected, NULL when none */
const char *choice_text(const struct choice *c);       /* text selected, "" when none */

/* choice_draw - "text      v" in the one row of c. */
void choice_draw(const struct choice *c, const struct canvas *canvas, bool focused,
                 const char *placeholder);
/* choice_draw_popup - the open list, below (or above) the field at y,x,w of canvas, which
 * should be the whole screen; draw it after everything else. Nothing when closed. */
void choice_draw_popup(struct choice *c, const struct canvas *canvas, int y, int x, int w);

/* choice_key - closed: Space opens, Enter is WIDGET_DONE, Left and Right take the next answer,
 * a letter opens the list filtered by it. Open: the list's keys, letters filter at once;
 * Enter or Space takes (WIDGET_CHANGED), Esc closes (WIDGET_CLOSED). */
enum widget_result choice_key(struct choice *c, const struct key_event *ev);

#endif
