/* SPDX-License-Identifier: MIT
 *
 * cleanup_private - the clean-up's state, shared by cleanup.c (what is seen and asked) and
 * cleanup_steps.c (doing it) only.
 */
#ifndef UI_SCREEN_CLEANUP_PRIVATE_H
#define UI_SCREEN_CLEANUP_PRIVATE_H

#include "ui/screen/body.h"
#include "ui/widget/list.h"
#include "wizard/cleanup.h"

struct step {
    enum cleanup_kind kind;
    bool on_source;
    char *back; /* CLEAN_SQL: the statement */
};

struct cleanup_screen {
    struct app *app;
    struct body body;
    struct list list;
    struct cleanup rows;
    bool ticked[CLEAN_KINDS];      /* CLEAN_SQL: not by kind */
    bool sql_ticked[REMEDY_MAX];   /* by index of the remedy */
    struct step *steps;            /* what is ticked, in the order it is done */
    size_t n_steps, cap_steps, at; /* at: the one under way */
    bool sent;                     /* its command waits for a reply */
    int64_t accepted_mono;         /* dtsd has taken it and is at it; 0: not */
    bool released;                 /* there is no task any more */
    char *failed[CLEAN_KINDS];     /* why the last try failed; NULL: it did not */
};

/* cleanup_rows - from what DTS says now. */
void cleanup_rows(struct cleanup_screen *s);
bool cleanup_ticked(const struct cleanup_screen *s, const struct cleanup_row *r);

/* cleanup_begin - plans what is ticked and sends the first; passwords are there. The other two
 * carry on: with a reply, and with what DTS says since. */
void cleanup_begin(struct cleanup_screen *s);
void cleanup_reply(struct cleanup_screen *s, const struct reply *r);
void cleanup_look(struct cleanup_screen *s);
bool cleanup_busy(const struct cleanup_screen *s);
void cleanup_forget(struct cleanup_screen *s); /* the steps that are not begun */

#endif
