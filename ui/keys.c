/* SPDX-License-Identifier: MIT
 *
 * keys - see keys.h.
 *
 * Length: one state machine and its tables; its states are understood only side by side.
 */
#include "ui/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "ui/mouse.h"
#include "ui/text.h"

#define ESC     0x1B
#define LATE_MS 1000 /* a sequence may still come so long after a lone ESC */

enum { GROUND, IN_ESC, IN_CSI, IN_SS3, IN_LINUX, IN_STRING, IN_ST, IN_MOUSE, IN_PASTE };

/* What to do with the byte just looked at. */
enum step { TAKEN, AGAIN, EVENT, EVENT_AGAIN };

struct key_row {
    int code; /* number before '~', or final letter */
    enum key key;
    unsigned mods;
};

/* CSI <number> ~ (also ^ $ @ of rxvt): xterm, VT220, PuTTY, rxvt, Linux. */
static const struct key_row by_number[] = {
    {1, K_HOME, 0}, {2, K_INSERT, 0}, {3, K_DELETE, 0}, {4, K_END, 0},  {5, K_PGUP, 0},
    {6, K_PGDN, 0}, {7, K_HOME, 0},   {8, K_END, 0},    {11, K_F1, 0},  {12, K_F2, 0},
    {13, K_F3, 0},  {14, K_F4, 0},    {15, K_F5, 0},    {17, K_F6, 0},  {18, K_F7, 0},
    {19, K_F8, 0},  {20, K_F9, 0},    {21, K_F10, 0},   {23, K_F11, 0}, {24, K_F12, 0},
};

/* CSI <letter>: cursor keys outside of application mode, F1-F4 with modifiers, rxvt's shifted
 * arrows. */
static const struct key_row csi_letter[] = {
    {'A', K_UP, 0},
    {'B', K_DOWN, 0},
    {'C', K_RIGHT, 0},
    {'D', K_LEFT, 0},
    {'H', K_HOME, 0},
    {'F', K_END, 0},
    {'P', K_F1, 0},
    {'Q', K_F2, 0},
    {'R', K_F3, 0},
    {'S', K_F4, 0},
    {'Z', K_BACKTAB, 0},
    {'a', K_UP, KEY_MOD_SHIFT},
    {'b', K_DOWN, KEY_MOD_SHIFT},
    {'c', K_RIGHT, KEY_MOD_SHIFT},
    {'d', K_LEFT, KEY_MOD_SHIFT},
};

/* SS3 <letter>: application mode, VT100 F1-F4, rxvt's arrows with Ctrl, keypad. */
static const struct key_row ss3_letter[] = {
    {'A', K_UP, 0},
    {'B', K_DOWN, 0},
    {'C', K_RIGHT, 0},
    {'D', K_LEFT, 0},
    {'H', K_HOME, 0},
    {'F', K_END, 0},
    {'P', K_F1, 0},
    {'Q', K_F2, 0},
    {'R', K_F3, 0},
    {'S', K_F4, 0},
    {'M', K_ENTER, 0},
    {'I', K_TAB, 0},
    {'a', K_UP, KEY_MOD_CTRL},
    {'b', K_DOWN, KEY_MOD_CTRL},
    {'c', K_RIGHT, KEY_MOD_CTRL},
    {'d', K_LEFT, KEY_MOD_CTRL},
};

#define ROWS(t) (sizeof(t) / sizeof *(t))

static const struct key_row *find(const struct key_row *t, size_t n, int code)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (t[i].code == code)
            return &t[i];
    return NULL;
}

void keys_init(struct keys *k, bool utf8, int esc_delay_ms)
{
    memset(k, 0, sizeof *k);
    k->utf8 = utf8;
    k->esc_delay_ms = esc_delay_ms;
}

void keys_clear(struct keys *k)
{
    if (k->paste)
        secret_wipe(k->paste, KEYS_PASTE_MAX + 1);
    free(k->paste);
    secret_wipe(k, sizeof *k);
}

void keys_flush(struct keys *k)
{
    secret_wipe(k->in, sizeof k->in);
    k->in_len = k->in_at = 0;
    k->state = GROUND;
    k->late = k->alt = false;
    k->seq_len = k->part_len = 0;
    k->esc_due = 0;
    memset(&k->mb, 0, sizeof k->mb);
    if (k->paste)
        secret_wipe(k->paste, k->paste_len);
    k->paste_len = 0;
}

/* Bytes in a read that are text and not part of a sequence; nobody types more than a few
 * between two reads. A bracketed paste is not counted. */
static size_t count_text(const unsigned char *s, size_t n)
{
    size_t i, count = 0;

    for (i = 0; i < n; i++) {
        if (s[i] != ESC) {
            count += s[i] >= 0x20 && s[i] != 0x7F;
            continue;
        }
        if (n - i >= 6 && !memcmp(s + i, "\033[200~", 6))
            break;
        if (i + 1 < n && (s[i + 1] == '[' || s[i + 1] == 'O'))
            for (i += 2; i < n && s[i] >= 0x20 && s[i] < 0x40;)
                i++;
        else if (i + 1 < n && memchr("]P_^X", s[i + 1], 5)) /* a string, to its end */
            for (i += 2; i < n && s[i] >= 0x20;)
                i++;
        else if (i + 1 < n && s[i + 1] != ESC)
            i++;
    }
    return count;
}

/* Bytes up to the final one of a sequence that was split between two reads. */
static size_t rest_of_sequence(const struct keys *k, const unsigned char *s, size_t n)
{
    size_t i = k->state == IN_ESC && n && s[0] == '[' ? 1 : 0;

    while ((i || k->state == IN_CSI) && i < n && s[i] >= 0x20 && s[i] < 0x40)
        i++;
    return i;
}

void keys_feed(struct keys *k, const void *bytes, size_t n, int64_t now_ms)
{
    const unsigned char *s = bytes;
    size_t room, rest;

    if (k->in_at == k->in_len) {
        k->in_at = k->in_len = 0;
        k->burst = false;
    }
    room = sizeof k->in - k->in_len;
    rest = rest_of_sequence(k, s, n);
    if (k->state != IN_PASTE && count_text(s + rest, n - rest) > KEYS_BURST)
        k->burst = true;
    if (n > room) {
        k->swallowed += (unsigned)(n - room);
        n = room;
    }
    memcpy(k->in + k->in_len, bytes, n);
    k->in_len += n;
    k->last_ms = now_ms;
}

static enum step event(struct key_event *ev, enum key key, unsigned mods)
{
    ev->key = key;
    ev->mods = mods;
    return EVENT;
}

/* A character: 1 with *code set, 0 more bytes are needed, -1 malformed and dropped, -2 the
 * character before was unfinished: dropped, look at this byte anew. */
static int assemble(struct keys *k, unsigned char byte, uint32_t *code)
{
    static const unsigned char least[] = {0xC2, 0xE0, 0xF0, 0xF5};
    size_t need;
    char one = (char)byte;

    if (!k->utf8) {
        wchar_t wc;
        size_t rc = mbrtowc(&wc, &one, 1, &k->mb);

        if (rc == (size_t)-2)
            return 0;
        if (rc == (size_t)-1) {
            memset(&k->mb, 0, sizeof k->mb);
            return -1;
        }
        *code = (uint32_t)wc;
        return 1;
    }
    if (k->part_len && (byte & 0xC0) != 0x80) {
        k->part_len = 0;
        return -2;
    }
    if (!k->part_len && (byte < least[0] || byte >= least[3]))
        return -1;
    k->part[k->part_len++] = one;
    byte = (unsigned char)k->part[0];
    need = byte < least[1] ? 2 : byte < least[2] ? 3 : 4;
    if (k->part_len < need)
        return 0;
    k->part_len = 0;
    return text_decode(k->part, need, code) == need ? 1 : -1;
}

static bool is_in_character(const struct keys *k)
{
    return k->utf8 ? k->part_len > 0 : !mbsinit(&k->mb);
}

static enum step character(struct key_event *ev, uint32_t code, unsigned mods)
{
    if (!text_encode(code, ev->text))
        return TAKEN;
    ev->code = code;
    return event(ev, K_CHAR, mods);
}

static enum step control(struct keys *k, unsigned char byte, unsigned mods,
                         struct key_event *ev)
{
    switch (byte) {
    case '\r':
    case '\n': return event(ev, K_ENTER, mods);
    case '\t': return event(ev, K_TAB, mods);
    case 0x08:
    case 0x7F: return event(ev, K_BACKSPACE, mods);
    case 0: k->swallowed++; return TAKEN;
    default: break;
    }
    ev->code = byte <= 26 ? (uint32_t)byte - 1 + 'a' : (uint32_t)byte + 0x40;
    return event(ev, K_CHAR, mods | KEY_MOD_CTRL);
}

static enum step begin(struct keys *k, int state)
{
    k->state = state;
    k->seq_len = 0;
    return TAKEN;
}

static enum step ground(struct keys *k, unsigned char byte, int64_t now_ms,
                        struct key_event *ev)
{
    bool may_be_late = k->late && (k->strip_open || now_ms - k->late_ms <= LATE_MS);
    unsigned mods = k->part_alt ? KEY_MOD_ALT : 0;
    uint32_t code = 0;
    int rc;

    k->late = false;
    if (byte >= 0x80 || is_in_character(k)) {
        rc = assemble(k, byte, &code);
        if (rc == 0)
            return TAKEN;
        k->part_alt = false;
        if (rc < 0) {
            k->swallowed++;
            return rc == -2 ? AGAIN : TAKEN;
        }
        if (code < 0xA0) { /* C1 in disguise */
            k->swallowed++;
            return TAKEN;
        }
        return character(ev, code, mods);
    }
    k->part_alt = false;
    if (byte == ESC) {
        k->alt = false;
        return begin(k, IN_ESC);
    }
    if (may_be_late && byte == '[')
        return begin(k, IN_CSI);
    if (may_be_late && byte == 'O')
        return begin(k, IN_SS3);
    if (byte < 0x20 || byte == 0x7F)
        return control(k, byte, 0, ev);
    return character(ev, byte, 0);
}

/* The byte after ESC. */
static enum step after_esc(struct keys *k, unsigned char byte, struct key_event *ev)
{
    unsigned alt = KEY_MOD_ALT;

    if (byte == '[')
        return begin(k, IN_CSI);
    if (byte == 'O')
        return begin(k, IN_SS3);
    if (byte == ESC) {
        if (!k->alt) { /* ESC ESC [ A: Alt-Up of rxvt; else two times Esc */
            k->alt = true;
            return TAKEN;
        }
        k->state = GROUND;
        k->alt = false;
        k->esc_due = 1;
        event(ev, K_ESC, 0);
        return EVENT_AGAIN;
    }
    k->state = GROUND;
    if (k->alt) { /* two Esc, then this */
        k->alt = false;
        k->esc_due = 1;
        event(ev, K_ESC, 0);
        return EVENT_AGAIN;
    }
    if (byte == ']' || byte == 'P' || byte == '_' || byte == '^' || byte == 'X')
        return begin(k, IN_STRING);
    if (byte == '\t')
        return event(ev, K_BACKTAB, 0);
    if (byte == '\r' || byte == '\n' || byte == 0x08 || byte == 0x7F)
        return control(k, byte, alt, ev);
    if (byte < 0x20) { /* Esc, and at once a control key: two keys */
        event(ev, K_ESC, 0);
        return EVENT_AGAIN;
    }
    if (byte >= 0x80) {
        k->part_alt = true;
        return AGAIN;
    }
    return character(ev, byte, alt);
}

static unsigned modifiers(int number)
{
    unsigned bits = number >= 2 && number <= 16 ? (unsigned)number - 1 : 0;

    return (bits & 1 ? KEY_MOD_SHIFT : 0) | (bits & (2 | 8) ? KEY_MOD_ALT : 0) |
           (bits & 4 ? KEY_MOD_CTRL : 0);
}

/* Numbers of a sequence; a missing one is 0. Returns how many, -1 when it holds anything else.
 */
static int parameters(const struct keys *k, int p[4])
{
    int n = 0;
    size_t i;

    memset(p, 0, 4 * sizeof *p);
    if (!k->seq_len)
        return 0;
    for (i = 0; i < k->seq_len; i++) {
        char c = k->seq[i];

        if (c == ';' || c == ':') {
            if (++n >= 4)
                return -1;
        } else if (c >= '0' && c <= '9' && p[n] < 10000) {
            p[n] = p[n] * 10 + (c - '0');
        } else {
            return -1;
        }
    }
    return n + 1;
}

/* A key told by its character code (xterm's modifyOtherKeys, CSI u). */
static enum step by_code(struct keys *k, int code, unsigned mods, struct key_event *ev)
{
    if (code == ESC)
        return event(ev, K_ESC, mods);
    if (code == '\t' && mods & KEY_MOD_SHIFT)
        return event(ev, K_BACKTAB, 0);
    if (code == '\t' || code == '\r' || code == 0x7F || code == 0x08)
        return control(k, (unsigned char)code, mods, ev);
    if (code < 0x20 || code > 0x7E) {
        k->swallowed++;
        return TAKEN;
    }
    if (mods & KEY_MOD_CTRL) {
        ev->code = (uint32_t)(code >= 'A' && code <= 'Z' ? code + 32 : code);
        return event(ev, K_CHAR, mods);
    }
    return character(ev, (uint32_t)code, mods & KEY_MOD_ALT);
}

static void paste_begin(struct keys *k)
{
    if (!k->paste)
        k->paste = mem_alloc(KEYS_PASTE_MAX + 1);
    k->paste_len = k->end_seen = 0;
    k->paste_cut = k->paste_cr = false;
    k->part_len = 0;
    memset(&k->mb, 0, sizeof k->mb);
    k->state = IN_PASTE;
}

static enum step csi_end(struct keys *k, unsigned char final, struct key_event *ev)
{
    unsigned alt = k->alt ? KEY_MOD_ALT : 0;
    const struct key_row *row = NULL;
    int p[4], n = parameters(k, p);
    unsigned mods;

    k->state = GROUND;
    k->alt = false;
    if (final == 'M' && !k->seq_len) { /* X10 mouse: three raw bytes follow */
        k->skip = 3;
        k->state = IN_MOUSE;
        return TAKEN;
    }
    if (k->mouse && k->seq_len && k->seq[0] == '<') {
        enum key key = mouse_read(k->seq, k->seq_len, final, &ev->row, &ev->col);

        if (key != K_NONE)
            return event(ev, key, 0);
    }
    if (n < 0)
        goto unknown;
    if (final == '~' || final == '^' || final == '$' || final == '@') {
        if (final == '~' && p[0] == 200) {
            paste_begin(k);
            return TAKEN;
        }
        if (final == '~' && p[0] == 27 && n == 3)
            return by_code(k, p[2], alt | modifiers(p[1]), ev);
        row = find(by_number, ROWS(by_number), p[0]);
        mods = final == '^'   ? KEY_MOD_CTRL
               : final == '$' ? KEY_MOD_SHIFT
               : final == '@' ? KEY_MOD_CTRL | KEY_MOD_SHIFT
                              : modifiers(p[1]);
        if (!row || n > 2)
            goto unknown;
        return event(ev, row->key, alt | mods);
    }
    if (final == 'u' && n >= 1)
        return by_code(k, p[0], alt | modifiers(p[1]), ev);
    row = find(csi_letter, ROWS(csi_letter), final);
    /* "CSI 1;5C" is Ctrl-Right, old terminals send "CSI 5C"; a cursor report that nobody waits
     * for any more looks like F3 only in row 1, and the probe asks in row 2. */
    if (!row || n > 2 || (n == 2 && p[0] > 1) || (n == 1 && final == 'R' && p[0] > 8))
        goto unknown;
    mods = row->mods | modifiers(n == 2 ? p[1] : p[0]);
    return event(ev, row->key, row->key == K_BACKTAB ? 0 : alt | mods);
unknown:
    if (final == 'R' && n == 2)
        k->report_ms = k->last_ms;
    k->swallowed++;
    return TAKEN;
}

static enum step in_csi(struct keys *k, unsigned char byte, struct key_event *ev)
{
    if (byte == '[' && !k->seq_len)
        return begin(k, IN_LINUX);
    if (byte < 0x20 || byte >= 0x7F) { /* broken off */
        k->swallowed++;
        k->state = GROUND;
        k->alt = false;
        return AGAIN;
    }
    if (byte == '$' && k->seq_len && !memchr(k->seq, '?', k->seq_len) &&
        !memchr(k->seq, ';', k->seq_len))
        return csi_end(k, byte, ev); /* rxvt: Shift; not a final byte by the standard */
    if (byte < 0x40) {
        if (k->seq_len < sizeof k->seq - 1)
            k->seq[k->seq_len++] = (char)byte;
        else
            k->seq[0] = '?'; /* too long: unknown, swallowed to its end */
        return TAKEN;
    }
    return csi_end(k, byte, ev);
}

static enum step in_ss3(struct keys *k, unsigned char byte, struct key_event *ev)
{
    unsigned alt = k->alt ? KEY_MOD_ALT : 0;
    const struct key_row *row;
    int p[4];

    if (byte < 0x20 || byte >= 0x7F) {
        k->swallowed++;
        k->state = GROUND;
        k->alt = false;
        return AGAIN;
    }
    if ((byte >= '0' && byte <= '9') ||
        byte == ';') { /* "SS3 5 P": modifiers of old terminals */
        if (k->seq_len < sizeof k->seq - 1)
            k->seq[k->seq_len++] = (char)byte;
        return TAKEN;
    }
    k->state = GROUND;
    k->alt = false;
    row = find(ss3_letter, ROWS(ss3_letter), byte);
    if (row) {
        int n = parameters(k, p);

        return event(ev, row->key, alt | row->mods | modifiers(n == 2 ? p[1] : p[0]));
    }
    if (byte >= 'j' && byte <= 'y') /* keypad in application mode: * + , - . / 0..9 */
        return character(ev, (uint32_t)byte - 'j' + '*', alt);
    if (byte == 'X')
        return character(ev, '=', alt);
    k->swallowed++;
    return TAKEN;
}

static enum step in_linux(struct keys *k, unsigned char byte, struct key_event *ev)
{
    k->state = GROUND;
    k->alt = false;
    if (byte >= 'A' && byte <= 'E')
        return event(ev, (enum key)(K_F1 + byte - 'A'), 0);
    k->swallowed++;
    return byte < 0x20 ? AGAIN : TAKEN;
}

/* Answers of the terminal (OSC, DCS ...): nobody asks, all of it goes. */
static enum step in_string(struct keys *k, unsigned char byte)
{
    if (byte >= 0x20)
        return TAKEN;
    k->swallowed++;
    k->state = byte == ESC ? IN_ST : GROUND;
    return byte == ESC || byte == 0x07 ? TAKEN : AGAIN;
}

/* ESC within a string: with '\\' its end, with anything else a new sequence. */
static enum step in_st(struct keys *k, unsigned char byte)
{
    k->state = byte == '\\' ? GROUND : IN_ESC;
    return byte == '\\' ? TAKEN : AGAIN;
}

static void paste_add(struct keys *k, uint32_t code)
{
    char text[5];
    size_t n = text_encode(code, text);

    if (!n)
        return;
    if (k->paste_len + n > KEYS_PASTE_MAX) {
        k->paste_cut = true;
        return;
    }
    memcpy(k->paste + k->paste_len, text, n);
    k->paste_len += n;
}

/* One byte of pasted text that is no part of the end mark. true: look at it again. */
static bool paste_byte(struct keys *k, unsigned char byte)
{
    bool after_cr = k->paste_cr;
    uint32_t code = 0;

    k->paste_cr = byte == '\r';
    if (byte >= 0x80 || is_in_character(k)) {
        int rc = assemble(k, byte, &code);

        if (rc < 0)
            k->swallowed++;
        if (rc > 0 && code >= 0xA0 && !text_is_bidi(code))
            paste_add(k, code);
        return rc == -2;
    }
    if (byte == '\r' || (byte == '\n' && !after_cr))
        paste_add(k, '\n');
    else if (byte == '\t' || (byte >= 0x20 && byte != 0x7F))
        paste_add(k, byte);
    else if (byte != '\n')
        k->swallowed++;
    return false;
}

static enum step paste_done(struct keys *k, struct key_event *ev)
{
    k->state = GROUND;
    k->part_len = 0;
    memset(&k->mb, 0, sizeof k->mb);
    k->paste[k->paste_len] = '\0';
    ev->paste = k->paste;
    ev->paste_len = k->paste_len;
    ev->cut = k->paste_cut;
    k->paste_given = true;
    k->burst = true; /* what follows in this read came with the paste */
    return event(ev, K_PASTE, 0);
}

static enum step in_paste(struct keys *k, unsigned char byte, struct key_event *ev)
{
    static const char end[] = "\033[201~";
    size_t i, seen = k->end_seen;

    if (byte == (unsigned char)end[seen]) {
        if (++k->end_seen < sizeof end - 1)
            return TAKEN;
        return paste_done(k, ev);
    }
    if (seen) { /* not the end after all: ESC goes, the rest is text */
        k->end_seen = 0;
        k->swallowed++;
        for (i = 1; i < seen; i++)
            paste_byte(k, (unsigned char)end[i]);
        return AGAIN;
    }
    return paste_byte(k, byte) ? AGAIN : TAKEN;
}

static enum step step(struct keys *k, unsigned char byte, int64_t now_ms, struct key_event *ev)
{
    switch (k->state) {
    case IN_ESC: return after_esc(k, byte, ev);
    case IN_CSI: return in_csi(k, byte, ev);
    case IN_SS3: return in_ss3(k, byte, ev);
    case IN_LINUX: return in_linux(k, byte, ev);
    case IN_STRING: return in_string(k, byte);
    case IN_ST: return in_st(k, byte);
    case IN_PASTE: return in_paste(k, byte, ev);
    case IN_MOUSE:
        if (--k->skip <= 0)
            k->state = GROUND;
        k->swallowed++;
        return TAKEN;
    default: return ground(k, byte, now_ms, ev);
    }
}

/* Nothing more came in time. */
static bool expire(struct keys *k, int64_t now_ms, struct key_event *ev)
{
    int state = k->state;

    k->state = GROUND;
    k->seq_len = 0;
    switch (state) {
    case IN_ESC:
        k->esc_due = k->alt ? 1 : 0;
        k->alt = false;
        k->late = true;
        k->late_ms = now_ms;
        event(ev, K_ESC, 0);
        return true;
    case IN_PASTE: paste_done(k, ev); return true;
    default:
        k->alt = false;
        k->swallowed++;
        return false;
    }
}

int64_t keys_deadline(const struct keys *k)
{
    if (k->esc_due || k->in_at < k->in_len)
        return k->last_ms;
    switch (k->state) {
    case GROUND: return CLOCK_NEVER;
    case IN_ESC: return k->last_ms + k->esc_delay_ms;
    case IN_PASTE: return k->last_ms + KEYS_PASTE_MS;
    default: return k->last_ms + KEYS_SEQUENCE_MS;
    }
}

bool keys_next(struct keys *k, int64_t now_ms, struct key_event *ev)
{
    memset(ev, 0, sizeof *ev);
    if (k->paste_given) {
        secret_wipe(k->paste, k->paste_len);
        k->paste_given = false;
        k->paste_len = 0;
    }
    if (k->esc_due) {
        k->esc_due--;
        event(ev, K_ESC, 0);
        return true;
    }
    while (k->in_at < k->in_len) {
        bool burst = k->burst;
        enum step s = step(k, (unsigned char)k->in[k->in_at], now_ms, ev);

        if (s == TAKEN || s == EVENT)
            k->in[k->in_at++] = 0;
        if (s == EVENT || s == EVENT_AGAIN) {
            ev->burst = burst && (ev->key == K_CHAR || ev->key == K_ENTER || ev->key == K_TAB);
            return true;
        }
    }
    if (k->state != GROUND && now_ms >= keys_deadline(k))
        return expire(k, now_ms, ev);
    return false;
}
