/* SPDX-License-Identifier: MIT
 *
 * cleanup_private - the clean-up's state, shared by cleanup.c (what is seen and asked),
 * cleanup_others.c (accounts given for one use) and cleanup_steps.c (doing it) only.
 */
#ifndef UI_SCREEN_CLEANUP_PRIVATE_H
#define UI_SCREEN_CLEANUP_PRIVATE_H

#include "ui/screen/body.h"
#include "ui/widget/list.h"
#include "wizard/cleanup.h"

struct step {
    enum cleanup_kind kind;
    bool on_source;
    int64_t change; /* CLEAN_ALI */
    char *back;     /* CLEAN_SQL: the statement */
    char *ran_as;   /* CLEAN_SQL: as which of the others; NULL: the plan's account */
};

/* An account given for one use. */
struct other {
    bool on_source;
    char *ran_as;            /* as whom it ran, or who is replaced */
    char *user;              /* as whom it is put back */
    struct secret *password; /* NULL: not asked yet */
};

struct cleanup_screen {
    struct app *app;
    struct body body;
    struct list list;
    int64_t opened_mono; /* what was looked at before proves nothing */
    struct cleanup rows;
    bool ticked[CLEAN_KINDS];           /* CLEAN_SQL: not by kind */
    bool sql_ticked[REMEDY_MAX];        /* by index of the remedy */
    bool ali_unticked[ALI_CHANGES_MAX]; /* by row of them; all are ticked first */
    struct step *steps;                 /* what is ticked, in the order it is done */
    size_t n_steps, cap_steps, at;      /* at: the one under way */
    struct other *others;
    size_t n_others, cap_others;
    bool all_as_other;         /* also what ran as the plan's account */
    bool sent;                 /* its command waits for a reply */
    int64_t accepted_mono;     /* dtsd has taken it and is at it; 0: not */
    bool released;             /* there is no task any more */
    char *failed[CLEAN_KINDS]; /* why the last try failed; NULL: it did not */
};

/* cleanup_is_known - is there anything to make the rows of? A draft is nothing of DTS's: it has not to be
 * asked. */
bool cleanup_is_known(const struct cleanup_screen *s);
/* cleanup_rows - from what DTS says now. */
void cleanup_rows(struct cleanup_screen *s);
/* cleanup_ali_tick - where it is kept that a row of Alibaba Cloud is not wanted; NULL: no such change. */
bool *cleanup_ali_tick(struct cleanup_screen *s, const struct cleanup_row *r);
bool cleanup_ticked(const struct cleanup_screen *s, const struct cleanup_row *r);

/* cleanup_runs_as - the account given for one use that a statement runs as, by the name of whom it ran
 * as; NULL: the plan's. */
const char *cleanup_runs_as(const struct cleanup_screen *s, const struct cleanup_row *r);
/* cleanup_others_take - of what is ticked, which such accounts are needed; all: also instead of the
 * plan's. cleanup_others_ask - asks for each of them, then cleanup_begin. cleanup_others_clear - wipes. */
void cleanup_others_take(struct cleanup_screen *s, bool all);
void cleanup_others_ask(struct app *a);
const struct other *cleanup_other(const struct cleanup_screen *s, bool on_source,
                                  const char *ran_as);
void cleanup_others_clear(struct cleanup_screen *s);

/* cleanup_begin - plans what is ticked and sends the first; passwords are there. The other two
 * carry on: with a reply, and with what DTS says since. */
void cleanup_begin(struct cleanup_screen *s);
void cleanup_reply(struct cleanup_screen *s, const struct reply *r);
void cleanup_look(struct cleanup_screen *s);
bool cleanup_busy(const struct cleanup_screen *s);
void cleanup_forget(struct cleanup_screen *s); /* the steps that are not begun */

#endif
