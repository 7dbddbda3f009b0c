/* SPDX-License-Identifier: MIT
 *
 * dialog - a question over the screen, answered by buttons that are verbs.
 *
 * The harmless button has the focus. A dialog may demand that a word is typed; until it
 * matches, the button that does harm is off. Keys that came before the dialog was painted are
 * dropped: dialog_key ignores all until dialog_draw was called, and the caller flushes the
 * input (term_flush_input) right after the first paint.
 *
 * Owns: copies of all texts
 */
#ifndef UI_WIDGET_DIALOG_H
#define UI_WIDGET_DIALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/edit.h"
#include "ui/widget/widget.h"

#define DIALOG_BUTTONS 6

struct dialog_button {
    char *label;
    int id;
    bool harmful; /* needs the typed word when the dialog has one; never has the first focus */
    char *off;    /* why it cannot be pressed; NULL when it can */
};

struct dialog {
    char *title, *text; /* text: lines with '\n', wrapped */
    struct dialog_button buttons[DIALOG_BUTTONS];
    size_t n_buttons;
    char *note; /* what must not be overlooked, above the text; NULL for none */
    char *word; /* to be typed; NULL for none. ASCII */
    struct edit typed;
    bool typing; /* focus is in the field */
    size_t focus;
    int scroll;   /* first line shown of a long text */
    bool painted; /* set by dialog_draw */
    bool ready;   /* the caller flushed the input after the first paint: dialog_ready */
    int pressed;  /* id of the button, after WIDGET_PRESSED */
    int escape;   /* id given for Esc: that of the harmless button */
};

/* dialog_init - no buttons yet. */
void dialog_init(struct dialog *d, const char *title, const char *text);
void dialog_clear(struct dialog *d);
/* dialog_button - adds one, left to right. The first that is not harmful has the focus and is
 * what Esc answers. */
void dialog_button(struct dialog *d, int id, const char *label, bool harmful);
void dialog_button_off(struct dialog *d, int id, const char *reason); /* NULL: on again */
/* dialog_note - a line that must not be overlooked, above the text; shown only where a button can do
 * harm. NULL or "": none. */
void dialog_note(struct dialog *d, const char *note);
/* dialog_word - demands that word is typed before a harmful button works. It is printed above
 * the field; ASCII only. Korean and full-width input counts as its Latin keys. */
void dialog_word(struct dialog *d, const char *word);

void dialog_draw(struct dialog *d, const struct canvas *screen);
/* dialog_ready - call after the first paint and the flush; keys before it are ignored. */
void dialog_ready(struct dialog *d);

/* dialog_key - Tab, Left, Right, Up, Down move; Enter or Space presses; the first letter of a
 * button moves to it (never presses); Esc is the harmless button. WIDGET_PRESSED with
 * d->pressed. Everything else is swallowed: a dialog has all keys. Ctrl-C is WIDGET_IGNORED. */
enum widget_result dialog_key(struct dialog *d, const struct key_event *ev);

/* dialog_click - the focus goes to what zone names. True: a button that had it already, so Enter follows. */
bool dialog_click(struct dialog *d, const struct zone *zone);

#endif
