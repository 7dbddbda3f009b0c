/* SPDX-License-Identifier: MIT
 *
 * keys - turns the bytes a terminal sends into keys.
 *
 * A pure state machine: bytes and the time go in, events come out. It knows the sequences of
 * xterm, PuTTY, rxvt, the Linux console, screen and tmux, VT100 and SCO all at once, whatever
 * TERM says.
 *
 * Owns:    pending bytes (at most KEYS_PENDING_MAX) and a paste (at most KEYS_PASTE_MAX); both
 *          may hold a typed password and are wiped when consumed
 * Threads: one
 * Why:     curses decodes only what the terminfo entry names and hands the rest over byte by
 *          byte: PuTTY's F1 (ESC [ 1 1 ~) under TERM=xterm-256color would be "Esc" and then
 *          "[11~" typed into a field. It also hides read-ahead from poll and cannot be tested
 *          with byte strings. Here an unknown sequence is swallowed whole, for every TERM, and
 *          curses is left with output only.
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#define KEYS_PENDING_MAX 8192        /* bytes fed and not yet taken */
#define KEYS_PASTE_MAX   (64 * 1024) /* bytes of one paste; the rest is dropped */
#define KEYS_PASTE_MS    1000        /* silence that ends a paste without its end mark */
#define KEYS_SEQUENCE_MS 1000        /* silence that ends an unfinished sequence */
#define KEYS_BURST       8           /* more bytes than this in one read are not typing */

enum key {
    K_NONE,
    K_CHAR,  /* a character: code and text; with KEY_MOD_CTRL code is 'a'..'z' or @[\]^_ */
    K_PASTE, /* one bracketed paste: paste, paste_len */
    K_ENTER,
    K_TAB,
    K_BACKTAB,
    K_BACKSPACE, /* 0x7f and 0x08 alike */
    K_ESC,       /* alone; a digit typed quickly after it arrives as that digit with ALT */
    K_UP,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PGUP,
    K_PGDN,
    K_INSERT,
    K_DELETE,
    K_F1,
    K_F2,
    K_F3,
    K_F4,
    K_F5,
    K_F6,
    K_F7,
    K_F8,
    K_F9,
    K_F10,
    K_F11,
    K_F12,
    K_CLICK, /* button 1 was pressed at row, col; these three only where they were asked for */
    K_WHEEL_UP,
    K_WHEEL_DOWN,
};

enum { KEY_MOD_SHIFT = 1, KEY_MOD_ALT = 2, KEY_MOD_CTRL = 4 };

struct key_event {
    enum key key;
    unsigned mods; /* KEY_MOD_... */
    uint32_t code; /* K_CHAR */
    char text[5];  /* K_CHAR: UTF-8, terminated; "" with Ctrl */
    /* K_PASTE: NUL-terminated UTF-8, valid until the next keys_next or keys_clear; '\n'
     * for line ends, tabs, no other control characters. */
    const char *paste;
    size_t paste_len;
    int row, col; /* of the mouse, 0-based */
    bool cut;     /* K_PASTE: it was longer than KEYS_PASTE_MAX */
    bool burst;   /* came behind text in one read of more than KEYS_BURST bytes: an unbracketed
                   paste. Enter, Tab and letters so marked must not press or start anything. */
};

struct keys {
    bool utf8;          /* bytes >= 0x80 are UTF-8; else the locale's encoding (mbrtowc) */
    int esc_delay_ms;   /* how long a lone ESC may still become a sequence */
    bool mouse;         /* reports of the mouse are events; else they are swallowed */
    bool strip_open;    /* the Esc strip is shown: a late '[' or 'O' is joined without limit */
    unsigned swallowed; /* sequences and bytes dropped so far (for the debug log) */
    int64_t report_ms;  /* when a cursor report was swallowed last; 0: none was */
    /* private */
    char in[KEYS_PENDING_MAX];
    size_t in_len, in_at;
    bool burst; /* what is fed now is more text than typing gives */
    int state;
    int64_t last_ms; /* when bytes came last */
    bool late;       /* a lone ESC was given out, nothing came since */
    int64_t late_ms; /* when */
    bool alt;        /* ESC ESC: a sequence that follows has Alt */
    char seq[64];    /* parameters of an unfinished sequence */
    size_t seq_len;
    int skip; /* bytes of an old-style mouse report still to drop */
    char part[4];
    size_t part_len; /* an unfinished UTF-8 character */
    bool part_alt;
    mbstate_t mb;
    int esc_due; /* lone ESCs still to give out */
    char *paste; /* KEYS_PASTE_MAX + 1 bytes that never move; NULL before the first paste */
    size_t paste_len;
    size_t end_seen; /* bytes of the end mark seen */
    bool paste_cut, paste_cr, paste_given;
};

/* keys_init - utf8 as of the locale; esc_delay_ms: 25 on this machine, 100 over a line. */
void keys_init(struct keys *k, bool utf8, int esc_delay_ms);
void keys_clear(struct keys *k); /* wipes */

/* keys_feed - adds bytes just read. Take all events with keys_next before feeding again: what
 * does not fit is dropped (and counted). */
void keys_feed(struct keys *k, const void *bytes, size_t n, int64_t now_ms);

/* keys_next - the next event; false when there is none yet. Call until false after each feed
 * and when keys_deadline has passed. */
bool keys_next(struct keys *k, int64_t now_ms, struct key_event *ev);

/* keys_deadline - monotonic ms at which keys_next may have something without further bytes (a
 * lone ESC, an unfinished sequence or paste); CLOCK_NEVER when nothing is pending. */
int64_t keys_deadline(const struct keys *k);

/* keys_flush - forgets all that was fed and not taken (before a dialog is shown). */
void keys_flush(struct keys *k);

/* keys_latin - the ASCII character an event means where no text is typed: itself, the Latin key
 * of a Korean jamo (two-set layout), the plain form of a full-width one; 0 for others and with
 * Ctrl. Alt is left to the caller. */
int keys_latin(const struct key_event *ev);
/* keys_is_syllable - a composed Hangul syllable or Han character: the input method is on, give
 * the hint to switch it off. */
bool keys_is_syllable(const struct key_event *ev);
bool keys_is_mouse(const struct key_event *ev);
bool keys_is_text(const struct key_event *ev); /* K_CHAR without Ctrl or Alt */
/* keys_is_ctrl - Ctrl and that letter ('a'..'z'). */
bool keys_is_ctrl(const struct key_event *ev, char letter);

#endif
