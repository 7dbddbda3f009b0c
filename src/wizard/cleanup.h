/* SPDX-License-Identifier: MIT
 *
 * cleanup - what this wizard and DTS changed, one row each: how it stands now, and whether it can
 * be put back from here or by hand. Pure.
 *
 * Why: settings and copied objects are dtsd's to undo, each as a whole; so their rows are ticked
 *      together. Another DTS tells nothing of what it changed: those rows say what to look at.
 */
#ifndef WIZARD_CLEANUP_H
#define WIZARD_CLEANUP_H

#include "wizard/snapshot.h"
#include "wizard/state.h"

enum cleanup_kind {
    CLEAN_SETTING, /* of dtsd: variables, channels, filters, a database of its own */
    CLEAN_COPIED,  /* on the target, after a cancel */
    CLEAN_SQL,     /* a statement the wizard ran */
    CLEAN_ALI,     /* of this wizard, by Alibaba Cloud's API */
    CLEAN_HAND,    /* may be there; only by hand */
    CLEAN_TASK,    /* the task itself */
    CLEAN_KINDS
};

struct cleanup_row {
    enum cleanup_kind kind;
    size_t remedy;         /* CLEAN_SQL: index in state.remedies */
    int64_t change;        /* CLEAN_ALI: id in state.ali */
    bool on_source;        /* where */
    char *user;            /* CLEAN_SQL: as whom it ran; NULL: the plan's account */
    bool done;             /* nothing is left to do */
    char *what;            /* "variable read_only OFF > ON, target" */
    char *now;             /* "there", "put back" */
    char *off;             /* why it cannot be put back from here; NULL: it can */
    bool held;             /* off for the task's sake: it has not ended */
    struct strlist hand;   /* how by hand: statements, or a sentence */
    struct strlist inside; /* what the row stands for, by name; at most CLEANUP_INSIDE */
    size_t n_inside;       /* all of them */
};

#define CLEANUP_INSIDE 200

struct cleanup {
    struct cleanup_row *items;
    size_t n, cap;
    /* kind by kind, of dtsd: it offers to do it now; something is left of it */
    bool offered[CLEAN_KINDS], left[CLEAN_KINDS];
};

/* cleanup_make - out is overwritten. With no answer of DTS yet only the statements stand in it. */
void cleanup_make(struct cleanup *out, const struct state *st, const struct snapshot *snap);
/* cleanup_make_ali - only the rows of what was changed at Alibaba Cloud anew, in their places. */
void cleanup_make_ali(struct cleanup *c, const struct state *st, const struct snapshot *snap);
/* cleanup_ali_left - what was changed at Alibaba Cloud and may still stand, a line each, and one with where
 * it is seen and how it goes by hand; caller frees. "" : nothing. */
char *cleanup_ali_left(const struct ali_change_list *l);
void cleanup_clear(struct cleanup *c);

/* cleanup_change_words - one change of dtsd: "variable read_only OFF > ON, target"; caller frees. */
char *cleanup_change_words(const struct dts_local_change *c);
/* cleanup_change_now - what has become of it: "there", "put back"; translated. */
const char *cleanup_change_now(const struct dts_local_change *c);

/* cleanup_has_ended - only a task that has ended is cleaned up. */
bool cleanup_has_ended(enum dts_status s);

#endif
