/* SPDX-License-Identifier: MIT
 *
 * keymap - the one table of keys: what each does, where, and the words for it.
 *
 * Dispatch, the hint line, the help screen and the check of the man page all read this table,
 * so the program cannot promise a key that it does not know.
 *
 * Order of dispatch (the caller's): focused field, popup, screen, everywhere. Letters act only
 * where PLACE_FIELD is not in `places`.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/keys.h"

enum action {
    ACT_NONE,
    /* everywhere */
    ACT_HELP,
    ACT_NEXT_STAGE,
    ACT_PREV_STAGE,
    ACT_DETAILS,
    ACT_REFRESH,
    ACT_LOG,
    ACT_REPORT,
    ACT_TASKS,
    ACT_ESC,
    ACT_STOP, /* Ctrl-C */
    ACT_REPAINT,
    ACT_SUSPEND,
    /* moving and answering */
    ACT_NEXT,
    ACT_PREV,
    ACT_ENTER,
    ACT_TICK,
    ACT_FILTER,
    ACT_RESTORE, /* Ctrl-G: value on entry */
    ACT_REVEAL,  /* Ctrl-T: show or hide a secret */
    ACT_FOLD,
    ACT_UNFOLD,
    /* letters of single screens */
    ACT_NEW,
    ACT_WATCH,
    ACT_COPY,
    ACT_REMOVE,
    ACT_BACKEND,
    ACT_PAUSE,
    ACT_LIMITS,
    ACT_RETRY,
    ACT_CANCEL,
    ACT_RELEASE,
    ACT_CLEANUP,
    ACT_DIFFERENCES, /* what the consistency check found */
    ACT_COMPARE,     /* a new check */
    ACT_AGAIN,       /* only what differed */
    ACT_REPAIR,
    ACT_COMPARE_STOP,
    ACT_WHY,       /* why a backup of the source is refused */
    ACT_NAMES,     /* all names of a finding */
    ACT_ATTENTION, /* to the next that needs attention */
    ACT_ALL,
    ACT_SAVE,
    ACT_FOLLOW,
    ACT_WRAP,
    ACT_NEXT_MATCH,
    ACT_GLOSSARY,
    ACT_LEVEL,  /* only warnings and errors of the log */
    ACT_SCREEN, /* the text of the screen into a file */
    ACT_COUNT
};

enum {                        /* where a key is valid: bits */
       PLACE_FIELD = 1 << 0,  /* a text field has the focus */
       PLACE_CHOICE = 1 << 1, /* a choice field */
       PLACE_BUTTON = 1 << 2,
       PLACE_LIST = 1 << 3,
       PLACE_TREE = 1 << 4,
       PLACE_TEXT = 1 << 5, /* help, details, log */
       PLACE_LOG = 1 << 6,
       PLACE_DIALOG = 1 << 7,
       PLACE_TASKS = 1 << 8, /* the list of tasks */
       PLACE_VERIFY = 1 << 9,
       PLACE_PROGRESS = 1 << 10,
       PLACE_CUTOVER = 1 << 11,
       PLACE_STAGE = 1 << 12, /* inside a task, any of the seven */
       PLACE_SECRET = 1 << 13,
       PLACE_GROUP = 1 << 14, /* a group of a form that folds */
       PLACE_CLEANUP = 1 << 15,
       PLACE_ENDED = 1 << 16,   /* a task that has ended */
       PLACE_TICKS = 1 << 17,   /* rows that are ticked */
       PLACE_STOPPED = 1 << 18, /* a task that stopped and can be retried */
       PLACE_NAMES = 1 << 19,   /* a check that has more names than it shows */
       PLACE_COMPARE = 1 << 20, /* what a consistency check found */
       PLACE_BELOW = 1 << 21,   /* a part of a screen that Esc leads back from */
       PLACE_PLAN = 1 << 22,    /* a plan that can be run */
       PLACE_DATA = 1 << 23,    /* a task whose data are, or were, compared */
       PLACE_BACKUP = 1 << 24,  /* a backup of the source was, or may be, refused */
       PLACE_ALL = (1 << 25) - 1
};

struct key_binding {
    enum action action;
    enum key key;     /* K_CHAR for letters, digits and Ctrl-letters */
    unsigned mods;    /* KEY_MOD_CTRL or 0 */
    int ch;           /* K_CHAR: ASCII */
    int strip;        /* digit in the Esc strip and with Alt, 0 for none; '0'..'9' */
    unsigned places;  /* PLACE_ bits */
    const char *name; /* "F2", "Ctrl-G", "Space"; as in the man page, not translated */
    const char *hint; /* one or two words for the hint line, N_; NULL: never hinted */
    const char *help; /* a sentence, N_ */
};

extern const struct key_binding keymap[];
extern const size_t keymap_size;

/* keymap_find - the action of a key in a place, ACT_NONE when it has none.
 * places   bits of where one is, e.g. PLACE_LIST | PLACE_TASKS
 * In a text field plain characters are never actions. Korean jamo count as their Latin keys.
 * Alt and a digit is the strip's action in every place. A burst is never an action. */
enum action keymap_find(const struct key_event *ev, unsigned places);

/* keymap_strip - the action of a key while the Esc strip is open: digits, and the keys
 * themselves; ACT_NONE for others. */
enum action keymap_strip(const struct key_event *ev);

/* keymap_hints - "Space tick  Enter open  F1 Help" for a place, most useful first, at most 8
 * and only whole hints that fit in cols columns. Caller frees. */
char *keymap_hints(unsigned places, int cols);
/* keymap_hints_but - without the actions that idle says cannot be done now: a key that would only
 * explain itself is not offered. */
char *keymap_hints_but(unsigned places, int cols, bool (*idle)(void *ctx, enum action act),
                       void *ctx);
/* keymap_strip_text - "Esc: 1 Help 2 Next ..."; in a PLACE_FIELD with undo. Caller frees. */
char *keymap_strip_text(unsigned places, int cols);
/* keymap_help - one line "name   sentence" per key valid in places, '\n' between. Caller frees.
 */
char *keymap_help(unsigned places);

#endif
