/* SPDX-License-Identifier: MIT
 *
 * plain_private - what the files of the plain mode share: the talk with the operator (talk.c), forms
 * (form.c; of it one field, field.c), what lies over a screen (top.c), menus (menu.c), and a file per stage.
 *
 * Why: the screens' own functions hold the state and act; here they are only asked differently. So
 *      a question, a rule, a warning or a saved answer is the same in both faces.
 */
#ifndef UI_PLAIN_PRIVATE_H
#define UI_PLAIN_PRIVATE_H

#include <stdio.h>

#include "ui/app.h"
#include "ui/plain/lines.h"
#include "ui/plain/plain.h"

struct plain {
    struct app app;
    struct lines in;
    bool from_terminal; /* the input shows what is typed */
    FILE *out;
    int wake, signals;
    int64_t ticked_mono;
    bool stop;   /* Ctrl-C came and nobody has taken it yet */
    bool asking; /* a question stands at the end of what was printed */
    struct secret *app_password;
    /* While a question waits: prints what is new. True: what can be done may be something else now, and
     * the question is put anew. NULL: nothing is to be told. */
    bool (*live)(struct plain *p);
    bool turned; /* that is why the place is come to again: it was told already */
    /* The screen that an answer made begin anew, and the question it came from. */
    struct {
        const struct screen *screen;
        int field;
    } again;
    unsigned titled; /* app.gone when the place was named last: once for each coming */
    /* What was told last, so that only changes are told. */
    char *job;             /* of which */
    struct strlist checks; /* "StepId=outcome" */
    char *progress;        /* the line */
    int64_t progress_mono; /* when */
    enum dts_status status;
    bool armed;            /* Complete */
    int proofs[CUT_COUNT]; /* enum cut_state + 1; 0: not told */
    bool reported;         /* saved at the end */
    bool lost;             /* the line to DTS */
    uint64_t *rows;        /* ids of the list's rows as they were numbered */
    size_t n_rows, cap_rows;
};

/* ---- talk.c ---- */
void say(struct plain *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void say_blank(struct plain *p);
void say_text(struct plain *p, const char *text); /* line by line */
/* plain_title - names the stage one has come to; true: it was not named yet. */
bool plain_title(struct plain *p);
/* plain_news - what the app has to say: errors, notices, toasts. True: it did. */
bool plain_news(struct plain *p);
/* plain_wait - sleeps until something came, at most to the deadline; input: also for a line. False:
 * the wizard is being left, or Ctrl-C was pressed (p->stop, which the caller takes back). */
bool plain_wait(struct plain *p, int64_t deadline, bool input);
/* plain_settle - waits for what was asked of the session; Ctrl-C stops that. False: it was stopped. */
bool plain_settle(struct plain *p);

enum answer {
    ANSWER_TEXT,
    ANSWER_BACK,
    ANSWER_MOVED, /* the wizard is being left, or is somewhere else by now: return to the loop */
};
/* ask - one question. now: what an empty line means, shown in brackets; NULL: an answer is needed and
 * "" is given back only where may_be_empty. *text with ANSWER_TEXT, the caller frees. */
struct question {
    const char *text, *now;
    const char *help; /* for `?` */
    bool may_be_empty;
    bool can_be_emptied; /* by ! alone: "" is given back, whatever `now` is */
    bool is_text;        /* ?, <, q and ! are no more than that */
};
enum answer ask(struct plain *p, const struct question *q, char **text);
enum answer ask_yes(struct plain *p, const char *text, const char *help, bool *yes);
enum answer ask_one(struct plain *p, const char *text, const char *help,
                    const struct strlist *texts, const struct strlist *keys, size_t now,
                    size_t *index); /* now: index, or SIZE_MAX; the list is printed */
void say_err(struct plain *p, const struct err *err);

/* ---- form.c ---- */
/* plain_form - the questions of the screen (or of the prompt on top), then its way on. */
void plain_form(struct plain *p);
void plain_prompt(struct plain *p);

/* ---- top.c ---- */
/* plain_top - answers what lies over the screen. */
void plain_top(struct plain *p);

/* ---- menu.c ---- */
/* plain_refresh - the screen brings its buttons up to date; the rows it would draw are in
 * app.grid. */
void plain_refresh(struct plain *p);
void plain_say_rows(struct plain *p, int from,
                    int to); /* of the grid, -1: the last; as words */
/* row_words - row i of a list, its columns separated by semicolons; caller frees. */
char *row_words(const struct list *l, size_t i);

enum menu_number {
    NUMBER_NONE, /* a number behind it is refused */
    NUMBER_ROW,  /* of a row; needed */
    NUMBER_MAY,  /* may be there; not of a row */
};
struct menu_word {
    const char *word, *what; /* what: N_ */
    enum menu_number number;
};
struct menu {
    const struct menu_word
        *words; /* of the stage, beside its buttons and those of all places */
    size_t n;
    const char *now;  /* what an empty line means; NULL: nothing */
    const char *help; /* before the list of words */
};
/* plain_menu - asks for a word and does what all places have (buttons, next, back, report, ...).
 * True: it is one of the stage's own, for the caller: *word is its index, *number 0 or the number. */
/* plain_act - presses the button of that word for the row of that number. */
void plain_act(struct plain *p, const char *word, size_t number);
bool plain_menu(struct plain *p, const struct menu *m, size_t *word, size_t *number);

/* ---- the places ---- */
void plain_tasks(struct plain *p);
void plain_comeback(struct plain *p); /* before its form */
void plain_databases(struct plain *p);
void plain_verify(struct plain *p);
void plain_progress(struct plain *p);
void plain_cutover(struct plain *p);
void plain_diagnosis(struct plain *p);
void plain_other(struct plain *p); /* a list and its buttons, whatever it is */

/* plain_tell_progress - a line where something changed; at_once: however short the last is ago. */
bool plain_tell_progress(struct plain *p, bool at_once);
void plain_forget(struct plain *p); /* what was told: another task is open */
/* plain_watch - a line per change until the task ends; asks nothing. */
void plain_watch(struct plain *p);

#endif
