/* SPDX-License-Identifier: MIT
 *
 * headless_private - a run without a screen under way; for headless*.c only.
 */
#ifndef WIZARD_HEADLESS_PRIVATE_H
#define WIZARD_HEADLESS_PRIVATE_H

#include "wizard/headless.h"
#include "wizard/selection.h"
#include "wizard/state.h"

struct headless {
    const struct headless_options *o;
    struct headless_plan file;
    struct state st; /* st.plan is the plan that is performed */
    struct session *session;
    int wake;
    struct snapshot *snap; /* the newest */
    bool clock_told;
    char *compared; /* what was told last of the comparison; NULL: nothing */
};

void tell(struct headless *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Tells the error and returns the code, or that of an interruption. */
int fail(struct headless *h, enum headless_exit code, const struct err *err);
bool hear(struct headless *h, int64_t deadline);
/* Sends a command (with the plan, when it has none) and waits for its reply. */
bool command_and_wait(struct headless *h, struct command *c, struct reply *out);
/* The same for one that needs nothing but its kind. */
bool do_simple(struct headless *h, enum command_kind kind, struct reply *r);
bool save(struct headless *h, struct err *err);

/* headless_check.c: stage 5 */
int headless_check(struct headless *h);

/* headless_run.c: stages 6 and 7 */
int headless_start_and_finish(struct headless *h);

#endif
