/* SPDX-License-Identifier: MIT
 *
 * screen - what a screen of the wizard is: a table of functions over its own small state.
 *
 * A screen reads the newest snapshot and the plan, sends commands and never waits. It lives
 * from enter to leave; what must outlive it is in the plan. Keys come to `key` first (the
 * focused field or list), then to `action` (what keymap says the key means), and only what
 * neither takes is the app's (F1, F2, Esc, ...).
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "ui/canvas.h"
#include "ui/help/help.h"
#include "ui/keymap.h"
#include "ui/keys.h"
#include "wizard/session.h"

struct app;
struct body;
struct form;
struct list;

enum screen_event {
    SCREEN_SNAPSHOT, /* a newer snapshot is in app->snap */
    SCREEN_REPLY,    /* a command ended: reply */
    SCREEN_TICK,     /* a second passed */
};

/* The word for a button of a screen, for who types it: ASCII, the same in each language. */
struct act_word {
    int id; /* of the button */
    const char *word;
    bool row; /* it acts on a row: takes the number of one */
};

struct screen {
    const char *title;     /* N_ */
    enum stage stage;      /* STAGE_NONE outside the seven */
    enum help_topic topic; /* what it is for: F1, behind `help` */
    unsigned place;        /* PLACE_ bits that are always true here */
    size_t size;           /* of the state, zeroed before enter */

    void (*enter)(struct app *a, void *self);
    void (*leave)(struct app *a, void *self); /* answers into the plan; frees what is in self */
    void (*draw)(struct app *a, void *self, const struct canvas *body);
    /* popup - an open choice, over everything; may be NULL */
    void (*popup)(struct app *a, void *self, const struct canvas *body,
                  const struct canvas *whole);
    bool (*key)(struct app *a, void *self, const struct key_event *ev);
    /* part - a click: the part that has this list, text or form gets the keys. NULL: it has one part, or its body
     * knows them */
    void (*part)(void *self, const void *owner);
    bool (*action)(struct app *a, void *self, enum action act);
    void (*event)(struct app *a, void *self, enum screen_event e, const struct reply *r);
    unsigned (*places)(struct app *a, void *self); /* PLACE_ bits of the focus */
    /* idle - true: that cannot be done now, so no hint of it is shown (its key says why); may be NULL */
    bool (*idle)(struct app *a, void *self, enum action act);
    /* guide - one line for what has the focus; appended to out */
    void (*guide)(struct app *a, void *self, struct buf *out);
    /* help - for F1, about what has the focus; before the topic's text; may be NULL */
    void (*help)(struct app *a, void *self, struct buf *out);
    /* details - for F4 when no error stands: the server's own words; may be NULL */
    void (*details)(struct app *a, void *self, struct buf *out);

    /* For a face that asks instead of drawing (ui/plain); NULL: it has none. */
    struct form *(*form)(void *self); /* its questions */
    struct body *(*body)(void *self); /* its buttons */
    struct list *(*list)(void *self); /* its rows */
    /* pick - the check or proof of that number has the cursor from now on; false: there is none */
    bool (*pick)(void *self, size_t number);
    /* acts - words of its buttons, ended by one that is NULL; a button without one is not for that face;
     * NULL: it has none */
    const struct act_word *acts;
};

extern const struct screen screen_first, screen_tasks, screen_comeback, screen_source,
    screen_target, screen_databases, screen_consistency, screen_verify, screen_progress,
    screen_cutover;

/* screen_of_stage - NULL for STAGE_NONE. */
const struct screen *screen_of_stage(enum stage s);

#endif
