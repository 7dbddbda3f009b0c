/* SPDX-License-Identifier: MIT
 *
 * edit - one line of text that is typed: UTF-8, wide and joining characters, secrets.
 *
 * Owns:   the value and the value on entry. Of a secret, both lie in memory that never moves
 *         and is wiped; the value leaves only as struct secret, and edit_text gives "".
 * Limits: max_bytes (at most EDIT_MAX, EDIT_LINES_MAX with EDIT_LINES); what does not fit is refused and noted. Always valid
 *         UTF-8 without control characters (EDIT_LINES: but '\n' and '\t').
 * Why:    libform stores garbage for wide characters and cannot tell trailing blanks of a
 *         password from its own padding.
 */
#ifndef UI_WIDGET_EDIT_H
#define UI_WIDGET_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"
#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/widget/widget.h"

#define EDIT_MAX       SECRET_MAX
#define EDIT_LINES_MAX (64 * 1024) /* with EDIT_LINES */

enum {                  /* flags */
       EDIT_SECRET = 1, /* stars; wiped memory */
       EDIT_TRIM =
           2, /* blanks at the ends of a paste are removed, with a notice (hosts, ids) */
       EDIT_DIGITS = 4, /* only 0-9 is taken; a paste wholly or not at all */
       EDIT_LINES = 8 /* a pasted answer: keeps line ends and tabs; shows its first line and how
                         many there are */
};

enum edit_notice { /* what happened to the last input; the form says it in words */
                   EDIT_NOTICE_NONE,
                   EDIT_NOTICE_TRIMMED,  /* blanks around the pasted text were removed */
                   EDIT_NOTICE_BLANKS,   /* a secret has blanks at its ends; they are kept */
                   EDIT_NOTICE_STRIPPED, /* line ends or control characters of a paste were
                                            removed */
                   EDIT_NOTICE_FULL,     /* it did not fit */
                   EDIT_NOTICE_DIGITS,   /* something else than digits was refused */
                   EDIT_NOTICE_NO_NUMBER /* a whole paste was, for the same reason */
};

struct edit {
    unsigned flags;
    size_t max; /* bytes */
    char *text; /* len bytes and a NUL; never NULL after edit_init */
    size_t len;
    size_t cursor; /* byte offset, at a cluster */
    size_t scroll; /* byte offset of the first cluster shown */
    char *entry;   /* value on entry */
    size_t entry_len;
    bool revealed;
    enum edit_notice notice;
    size_t burst_len; /* EDIT_DIGITS: what the unbracketed paste under way put in */
    bool burst_off;   /* it is refused: the rest of it too */
};

void edit_init(struct edit *e, size_t max_bytes, unsigned flags);
void edit_clear(struct edit *e); /* wipes and frees */

void edit_set(struct edit *e,
              const char *text); /* also the value on entry; cursor at the end */
void edit_set_secret(struct edit *e, const struct secret *s);
const char *edit_text(const struct edit *e); /* "" for a secret; valid until the next key */
struct secret *edit_secret(const struct edit *e); /* caller frees; NULL when empty */
bool edit_is_empty(const struct edit *e);
bool edit_is_changed(const struct edit *e); /* since entry */

void edit_enter(struct edit *e); /* gets the focus: remembers the value */
/* edit_leave - loses it: a revealed secret is hidden again, blanks typed at the ends of an
 * EDIT_TRIM field are removed. What there is to say of it: TRIMMED (the value changed), BLANKS (a
 * secret keeps them) or NONE. */
enum edit_notice edit_leave(struct edit *e);
void edit_restore(struct edit *e); /* the value on entry (Ctrl-G) */

/* edit_draw - in the one row of c: shows the part around the cursor; sets the terminal's cursor
 * when focused. placeholder (may be NULL) is shown dim in an empty field. */
void edit_draw(struct edit *e, const struct canvas *c, bool focused, const char *placeholder);

/* edit_point - the cursor goes to what is shown in that column; behind the text: to its end. Not with
 * EDIT_LINES. */
void edit_point(struct edit *e, int col);

/* edit_key - Left Right Home End, Ctrl-Left/Right and Alt-b/f by words, Ctrl-A E B F, Ctrl-U (to the start)
 * K (to the end) W (word before), Del, Backspace, Alt-Backspace, Ctrl-G, Ctrl-T (reveal a
 * secret), text, paste. Enter gives WIDGET_DONE, but in a burst it is swallowed, as is Tab. Up,
 * Down, Tab, Esc and the rest are WIDGET_IGNORED. */
enum widget_result edit_key(struct edit *e, const struct key_event *ev);

#endif
