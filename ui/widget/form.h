/* SPDX-License-Identifier: MIT
 *
 * form - labelled fields in groups that fold to one line with their result, and a row of
 * buttons.
 *
 *     <mark> Task         shop-move, starts when you press Start      (folded)
 *     v Instance                                                      (open)
 *         Instance   [ rm-bp1x7k  shop-prod                     v ]
 *         For DTS    [ 203.0.113.10            ] port [ 3306 ]  1 of 1 addresses
 *     - Account      not given                      [ I have none yet ]
 *                         [ Back ]  [ Next ]  [ Help ]
 *
 * One group is open at a time; the head of every group can have the focus. A form without
 * groups (or a group with title NULL) shows its fields at once. The focused thing and the
 * message below it are always scrolled into view.
 *
 * Owns:   groups, fields, their values. Texts are copied.
 * Limits: FORM_FIELDS fields, FORM_GROUPS groups, FORM_BUTTONS buttons
 */
#ifndef UI_WIDGET_FORM_H
#define UI_WIDGET_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/choice.h"
#include "ui/widget/edit.h"
#include "ui/widget/widget.h"

#define FORM_FIELDS  96
#define FORM_GROUPS  16
#define FORM_BUTTONS 10
#define FORM_NONE    (-1)

enum form_kind {
    FORM_EDIT,   /* text, or a secret with EDIT_SECRET */
    FORM_CHOICE, /* one of several */
    FORM_TICK,   /* [x] label */
    FORM_BUTTON, /* [ label ] within the fields: WIDGET_PRESSED */
    FORM_STATIC, /* text that cannot be changed; no focus */
    FORM_SPACE   /* an empty row */
};

enum form_mark { FORM_TODO, FORM_DONE, FORM_LOOK, FORM_FAILED };

struct form_field;
/* A check gives NULL when the value is good, else a sentence (allocated; the form frees it). It
 * runs when the field is left and in form_validate. */
typedef char *(*form_check)(void *ctx, const struct form_field *field);

struct form_field {
    int id; /* the caller's, unique in the form, >= 0 */
    int group;
    enum form_kind kind;
    char *label;
    char *hint;        /* one line about it: shown by the screen's guide line */
    char *help;        /* longer, by F1; with an example and where to find it */
    char *placeholder; /* an example shown dim; never a value */
    char *note;        /* right of the field */
    char *message;     /* below it, when the check failed */
    char *off;         /* why it cannot be changed now; NULL when it can */
    int width;         /* columns of the input; 0: what is left of the row */
    bool beside;       /* in the row of the field before it */
    bool hidden;       /* not shown, not in the focus order, not checked; keeps its value */
    bool required;     /* empty is a failed check: "... is needed." */
    bool ticked;       /* FORM_TICK */
    bool offered;      /* FORM_BUTTON: where it is asked whether to press it, the answer is yes */
    bool invalid;      /* the message comes from a failed check */
    bool noticed;      /* the message says what became of the input when the field was left */
    enum role role;    /* FORM_STATIC */
    form_check check;
    struct edit edit;
    struct choice choice;
    /* where it was drawn last, for popups; relative to the canvas of form_draw */
    int y, x, w;
};

struct form_group {
    int id;
    char *title;
    char *result; /* one line beside the title while folded */
    char *action; /* label of a button in the folded line, NULL for none */
    enum form_mark mark;
    bool hidden;
};

struct form_button {
    int id;
    char *label;
    char *off;
};

/* What can have the focus; FORM_ON_ACTION is the button in a folded group's line. */
enum form_focus_kind {
    FORM_ON_NOTHING,
    FORM_ON_GROUP,
    FORM_ON_ACTION,
    FORM_ON_FIELD,
    FORM_ON_BUTTON
};

struct form {
    void *ctx; /* for checks */
    /* trimmed - blanks were removed when the field was left: its value is another one, before its
     * check runs; NULL: nobody has to know */
    void (*trimmed)(void *ctx, int id);
    struct form_field *fields[FORM_FIELDS];
    size_t n_fields;
    struct form_group groups[FORM_GROUPS];
    size_t n_groups;
    struct form_button buttons[FORM_BUTTONS];
    size_t n_buttons;
    int open;                /* index of the open group, FORM_NONE */
    enum form_focus_kind on; /* what has the focus */
    int at;                  /* index of that group, field or button */
    int scroll;
    int label_cols;                /* columns of labels; 0: the longest */
    int pressed;                   /* id of the button or field, after WIDGET_PRESSED */
    int changed;                   /* id of the field, after WIDGET_CHANGED */
    const struct form_field *told; /* by form_look_over, and not changed since */
    bool frozen;                   /* read-only as a whole: values show, nothing changes */
};

void form_init(struct form *f, void *ctx);
void form_clear(struct form *f); /* wipes secrets */

/* form_group - begins a group; the fields added next belong to it. title NULL: no head. */
void form_group(struct form *f, int id, const char *title);
void form_group_result(struct form *f, int id, enum form_mark mark, const char *result,
                       const char *action);
void form_group_hide(struct form *f, int id, bool hidden);
void form_group_open(struct form *f, int id); /* folds the others; focus goes to its head */
int form_group_opened(const struct form *f);  /* id, FORM_NONE */

/* Adding fields. The result is borrowed and stays valid until form_clear: set hint, note,
 * width, beside, required and check on it (texts with form_text). */
struct form_field *form_edit(struct form *f, int id, const char *label, size_t max_bytes,
                             unsigned edit_flags);
struct form_field *form_choice(struct form *f, int id, const char *label);
struct form_field *form_tick(struct form *f, int id, const char *label);
struct form_field *form_button(struct form *f, int id, const char *label);
struct form_field *form_static(struct form *f, int id, enum role role, const char *text);
void form_space(struct form *f);
void form_text(char **where, const char *text); /* replaces an owned text */
/* form_end_button - a button of the last row. off: why it cannot be pressed, or NULL. */
void form_end_button(struct form *f, int id, const char *label);
void form_end_button_off(struct form *f, int id, const char *reason);
/* form_end_button_name - what it does now: for a button whose work depends on a row. */
void form_end_button_name(struct form *f, int id, const char *label);

struct form_field *form_field(const struct form *f, int id); /* NULL when there is none */
const char *form_value(const struct form *f,
                       int id); /* edit text, choice key, "1"/"" tick; "" */
bool form_set_value(struct form *f, int id, const char *value); /* no check runs */
void form_set_message(struct form *f, int id, const char *message);

/* form_validate - runs all checks of fields that are shown or in folded groups (group
 * FORM_NONE: all). When one fails, the focus goes to the first such field, opening its group;
 * false. */
bool form_validate(struct form *f, int group_id);

/* form_look_over - before going on to another screen: as form_validate, but an empty field is no
 * mistake yet, and who was led to a mistake and goes on all the same is let go. */
bool form_look_over(struct form *f);

enum form_focus_kind form_focus(const struct form *f, int *id);
void form_focus_field(struct form *f, int id); /* opens its group */
void form_focus_button(struct form *f, int id);
const char *form_focus_hint(const struct form *f); /* hint of the field, or what refuses; "" */
const char *form_focus_help(const struct form *f);
unsigned form_places(const struct form *f); /* PLACE_ bits of the focus, for keymap */

/* form_settle - the focus goes to something that can have it (what had it may be hidden or
 * folded by now). form_draw and form_key do this themselves. */
void form_settle(struct form *f);

void form_draw(struct form *f, const struct canvas *c, bool focused);
/* form_rows - all that form_draw has to show in so many columns; form_button_rows - of these the last
 * ones, the buttons, right-aligned and in more than one row where one is too short. */
int form_rows(const struct form *f, int cols);
int form_button_rows(const struct form *f, int cols);
/* form_draw_popup - the open choice, over everything; call last. c: the same canvas as in
 * form_draw; screen: the whole screen, as canvas_of. */
void form_draw_popup(struct form *f, const struct canvas *c, const struct canvas *screen);
bool form_popup_is_open(const struct form *f);

/* form_key - Tab, Shift-Tab, Up, Down move (and wrap round); Enter in a field goes to the next,
 * from the last field of a group to the next group's head and from the last to the first end
 * button that is the way on (the second, if there are two or more); on a head it opens or
 * folds; on a button it presses (WIDGET_PRESSED with f->pressed: the id of the button or field;
 * for the action of a folded group the group's id, and form_focus says FORM_ON_ACTION). Space
 * ticks, opens a choice, presses a button. */
enum widget_result form_key(struct form *f, const struct key_event *ev);

/* form_click - the focus goes to what zone names, and what it leaves is looked at as with Tab. In a text that has
 * it already the cursor goes to the column, counted from the zone's left. True: a head or a button that had it
 * already, so Enter follows. */
bool form_click(struct form *f, const struct zone *zone, int col);

#endif
