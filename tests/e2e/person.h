/* SPDX-License-Identifier: MIT
 *
 * person - who sits before the terminal: looks where the mark of the focus is, presses keys, and
 * waits until a text is there. What is not there in time ends the program with status 1 and the
 * screen on standard error.
 *
 * Why: a person does not count Tabs but looks where the mark is; so does focus(). A button or
 *      field that moves does not break a walk, one that cannot be reached does.
 */
#ifndef TESTS_E2E_PERSON_H
#define TESTS_E2E_PERSON_H

#include "tests/pty/pty.h"

#define SECOND       1000
#define ANSWER_MS    (60 * SECOND) /* a server or dtsd answers, on a machine that is busy */
#define PASSWORD_MAX 256

/* All but the terminal is what the walk of screens.sh knows. */
struct person {
    struct pty *pty;
    const char *wizard, *home, *shots;
    const char *source, *target; /* ports */
    char password[PASSWORD_MAX], app_password[PASSWORD_MAX];
    char target_name[64]; /* as it is typed to confirm */
    bool moves_accounts, shields;
    int n_shots;
};

_Noreturn void fail(struct person *p, const char *what, const char *text);

void see_within(struct person *p, const char *text, int ms);
void see(struct person *p, const char *text);
void see_gone(struct person *p, const char *text);

/* press - keys of pty_keys one by one, the screen settled after each: what is meant for the next
 * screen must not come before it is there. */
void press(struct person *p, const char *keys);
/* type - text as it is; it may hold what press() would take for a key. */
void type(struct person *p, const char *text);
/* focus - Tab until the mark of the focus stands before `what`; push: and Enter. */
void focus(struct person *p, const char *what);
void push(struct person *p, const char *button);
/* line_with - the line that holds text; free(). NULL: none. */
char *line_with(struct person *p, const char *text);
/* row - in a list: the cursor on the row that holds text. The list has the focus afterwards. */
void row(struct person *p, const char *text);

#endif
