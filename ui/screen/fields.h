/* SPDX-License-Identifier: MIT
 *
 * fields - the questions of a stage as a table, bound to the plan: built into a form, loaded
 * from the plan, stored back with every key, checked by the plan's own rules.
 */
#ifndef UI_SCREEN_FIELDS_H
#define UI_SCREEN_FIELDS_H

#include "ui/app.h"

enum { /* ids of the last row, the same in every stage */
       BTN_BACK = 9001,
       BTN_NEXT,
       BTN_HELP
};

enum field_slot {
    SLOT_NONE,   /* not bound: the screen sees to it */
    SLOT_TEXT,   /* char * */
    SLOT_PORT,   /* unsigned, 0 is empty */
    SLOT_NUMBER, /* int64_t, 0 is empty */
    SLOT_SECRET, /* struct secret * */
    SLOT_BOOL
};

struct field_def {
    int id;
    enum form_kind kind;
    const char *label, *placeholder, *hint; /* N_, may be NULL */
    enum help_topic topic;                  /* F1; each that can be answered has one */
    size_t max;                             /* FORM_EDIT: bytes */
    unsigned flags;                         /* FORM_EDIT */
    int width;
    bool beside;
    bool here_only;   /* DTS is not told: what was checked stays checked */
    const char *rule; /* name of the field in plan_validate_field; NULL: no check */
    enum field_slot slot;
    size_t at; /* offset in struct plan */
};

#define FIELD_TABLES 8

struct fields {
    struct app *app;
    struct form form;
    const struct field_def *tables[FIELD_TABLES];
    size_t sizes[FIELD_TABLES];
    size_t n_tables;
};

void fields_init(struct fields *fs, struct app *a);
void fields_clear(struct fields *fs);
/* fields_add - appends n questions to the group begun last (form_group). */
void fields_add(struct fields *fs, const struct field_def *defs, size_t n);
/* fields_load - from the plan into the form. */
void fields_load(struct fields *fs);
/* fields_store - one field into the plan. Returns whether the plan has another value now. */
bool fields_store(struct fields *fs, int id);
void fields_hide(struct fields *fs, int id, bool hidden);
void fields_note(struct fields *fs, int id, const char *note);
/* fields_example - what stands dim in an empty field: "e.g. text"; NULL: nothing. */
void fields_example(struct fields *fs, int id, const char *text);

/* fields_err_text - what is wrong and the next step, as it stands below a field; caller frees. */
char *fields_err_text(const struct err *err);

/* The last row: [ Back ] [ Next ] [ Help ]. */
void fields_end_row(struct form *f);
/* fields_end_pressed - acts on one of the three; false for another id. */
bool fields_end_pressed(struct app *a, int id);

/* fields_key - gives a key to the form, stores what changed, sees to the last row.
 * *pressed, *changed: ids for the screen's own business, or FORM_NONE. */
bool fields_key(struct fields *fs, const struct key_event *ev, int *pressed, int *changed);
void fields_draw(struct fields *fs, const struct canvas *c);
void fields_popup(struct fields *fs, const struct canvas *body, const struct canvas *whole);
void fields_guide(struct fields *fs, struct buf *out);
void fields_help(struct fields *fs, struct buf *out);

/* For a screen whose state begins with a struct fields, these are its functions of struct screen as
 * they stand. */
void fields_screen_draw(struct app *a, void *self, const struct canvas *body);
void fields_screen_popup(struct app *a, void *self, const struct canvas *body,
                         const struct canvas *whole);
unsigned fields_screen_places(struct app *a, void *self);
void fields_screen_guide(struct app *a, void *self, struct buf *out);
void fields_screen_help(struct app *a, void *self, struct buf *out);
struct form *fields_screen_form(void *self);

#define FIELD_COUNT(t) (sizeof(t) / sizeof(t)[0])

#endif
