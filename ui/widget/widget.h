/* SPDX-License-Identifier: MIT
 *
 * widget - what a widget answers to a key, the same for all.
 *
 * A widget is a plain struct without globals: *_init, *_clear, *_draw(canvas), *_key(event).
 * After anything but WIDGET_IGNORED the screen is drawn again from state.
 */
#ifndef UI_WIDGET_WIDGET_H
#define UI_WIDGET_WIDGET_H

enum widget_result {
    WIDGET_IGNORED, /* not mine: the caller goes on with dispatch */
    WIDGET_USED,    /* taken; only how it looks may have changed (cursor, scroll, popup) */
    WIDGET_CHANGED, /* taken, and the value is another one */
    WIDGET_DONE,    /* Enter: accepted; go to what comes next */
    WIDGET_PRESSED, /* a button was pressed or a row opened; the widget says which */
    WIDGET_CLOSED   /* Esc: put away, nothing chosen */
};

#endif
