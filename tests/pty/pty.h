/* SPDX-License-Identifier: MIT
 *
 * pty - runs a program in a terminal of our own: sends it keys, waits for what it shows, and
 * compares screens with files.
 *
 * The terminal is libvterm on the master side of a pseudo-terminal; it answers what a terminal
 * answers (cursor reports). The program gets a clean environment: PATH, TERM, LC_ALL, TZ=UTC, a
 * HOME and XDG directories of its own (removed at the end), ESCDELAY=10, options of sanitizers.
 *
 * Waiting: never a fixed sleep. Either a text is awaited with a deadline, or the screen is
 * settled when no byte came for PTY_QUIET_MS and the program waits.
 * Limits:  PTY_RAW_MAX bytes of raw output are kept for looking at
 * Threads: one
 */
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#define PTY_WAIT_MS  20000 /* a deadline for tests: generous, only reached by failures */
#define PTY_QUIET_MS 60
#define PTY_RAW_MAX  (4 << 20)

struct pty;

struct pty_options {
    int cols, rows;   /* 0: 80x24 */
    const char *term; /* NULL: xterm-256color */
    const char *lang; /* NULL: C.UTF-8 */
    const char *const
        *env;         /* more "NAME=value", before those above; ended by NULL; may be NULL */
    const char *home; /* an existing directory, kept; NULL: a new one, removed at the end */
    bool mute;        /* the terminal answers no questions */
    int answer_ms;    /* it answers so late */
};

/* pty_start - argv[0] is a path or found in PATH. NULL when the terminal or the directory could
 * not be made (said on standard error). opt may be NULL. */
struct pty *pty_start(const char *const argv[], const struct pty_options *opt);
/* pty_free - kills what still runs, removes the directory. */
void pty_free(struct pty *p);

pid_t pty_pid(const struct pty *p);
const char *pty_home(const struct pty *p);

/* pty_send - bytes as they are, in one write. */
void pty_send(struct pty *p, const char *bytes, size_t n);
/* pty_keys - typed one by one, each taken by the program before the next is sent: text, and in
 * angle brackets Enter Tab BackTab Esc Space BS Del Ins Up Down Left Right Home End PgUp PgDn
 * F1 to F12, C-x (Ctrl), A-x (Alt), lt for '<'. After Esc the screen is settled, so that it
 * stays alone. Aborts on an unknown name: a mistake in the test. */
void pty_keys(struct pty *p, const char *keys);
/* pty_paste - with the marks of bracketed paste around it. */
void pty_paste(struct pty *p, const char *text);

void pty_size(const struct pty *p, int *cols, int *rows);
void pty_resize(struct pty *p, int cols, int rows); /* with SIGWINCH, as a terminal does */
void pty_signal(struct pty *p, int sig);
void pty_hangup(struct pty *p); /* the terminal is gone: closes the master */

/* pty_read - takes what the program wrote; waits at most ms for the first of it. true: something
 * came. For what is timed: everything else waits by itself. */
bool pty_read(struct pty *p, int ms);
/* All waits return false when the deadline passed, and then print what the screen shows. */
bool pty_wait_text(struct pty *p, const char *text, int ms); /* in one line of the screen */
bool pty_wait_gone(struct pty *p, const char *text, int ms);
bool pty_settle(struct pty *p, int ms);
bool pty_taken(struct pty *p); /* the program has read all that was sent, or is gone */
bool pty_ended(struct pty *p, int *status);             /* now, without waiting */
bool pty_wait_exit(struct pty *p, int ms, int *status); /* status as of waitpid */
bool pty_wait_stop(struct pty *p, int ms);              /* stopped by a signal (Ctrl-Z) */

bool pty_has(struct pty *p, const char *text); /* now, without waiting */
char *pty_screen(struct pty *p);      /* rows ended by '\n', blanks at ends gone; free() */
char *pty_line(struct pty *p, int y); /* free() */
void pty_cursor(struct pty *p, int *y, int *x);
bool pty_is_reverse(struct pty *p, int y, int x);
int pty_foreground(struct pty *p, int y, int x); /* colour number, -1: the terminal's own */

size_t pty_bytes(const struct pty *p); /* received since the start or the last reset */
void pty_bytes_reset(struct pty *p);
/* pty_raw_has - did the program send these bytes since the last reset? */
bool pty_raw_has(const struct pty *p, const char *bytes);

/* Before the program ran: reading them after pty_start races with the program setting its own.
 */
void pty_first_modes(const struct pty *p, struct termios *out);
bool pty_modes(const struct pty *p, struct termios *out);              /* now */
bool pty_modes_same(const struct termios *a, const struct termios *b); /* flags and keys */

struct pty_mask {
    const char *regex; /* extended; each match becomes `with`, over as many columns */
    char with;
};

/* pty_golden - compares the settled screen with tests/golden/NAME.<cols>x<rows>[.VARIANT].txt
 * (directory: environment GOLDEN_DIR, else the one given when built), again until it is the same
 * or some seconds have passed: on a busy machine an answer may still be under way. With
 * GOLDEN_UPDATE=1 in the environment the file is written instead. false: they differ; the last
 * difference is printed. variant: NULL for the plain one; with "ascii" any other byte fails. */
bool pty_golden(struct pty *p, const char *name, const char *variant,
                const struct pty_mask *masks, size_t n);
/* pty_golden_text - the same of a text that another terminal gave. */
bool pty_golden_text(const char *text, int cols, int rows, const char *name,
                     const char *variant, const struct pty_mask *masks, size_t n);

#endif
