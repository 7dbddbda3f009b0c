/* SPDX-License-Identifier: MIT
 *
 * verify_mend - the SQL that mends a check: shown, run, or printed to be run elsewhere.
 */
#ifndef UI_SCREEN_VERIFY_MEND_H
#define UI_SCREEN_VERIFY_MEND_H

#include "ui/app.h"

/* What the dialog shows, until it has run or was put away. */
struct mend {
    char *step_id; /* the check it mends */
    bool on_source;
    struct strlist statements, backs; /* what undoes each, "" where that is not known */
};
void mend_clear(struct mend *m);
/* verify_mend - that of stage 5; NULL on another screen. In verify.c. */
struct mend *verify_mend(struct app *a);

/* mend_off - why nothing of this check can be run from here (translated); NULL: it can. */
const char *mend_off(const struct app *a, const struct dts_check_step *step);
/* mend_ask - shows the statements, where they run and as whom, and runs them once confirmed. */
void mend_ask(struct app *a, struct mend *m, const struct dts_check_step *step);
/* mend_show_plain - findings and statements as text on the normal screen. */
void mend_show_plain(struct app *a, const struct dts_check_step *step);

#endif
