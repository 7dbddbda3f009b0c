/* SPDX-License-Identifier: MIT
 *
 * test_ui_keys - bytes in, keys out: every sequence of the terminals we know, split, malformed,
 * late, and pasted.
 */
#include "tests/unit/screen.h"

#include "base/buf.h"
#include "base/clock.h"
#include "ui/keymap.h"

#define DELAY 25

static const char *const names[] = {
    [K_ENTER] = "Enter", [K_TAB] = "Tab",    [K_BACKTAB] = "BackTab", [K_BACKSPACE] = "BS",
    [K_ESC] = "Esc",     [K_UP] = "Up",      [K_DOWN] = "Down",       [K_LEFT] = "Left",
    [K_RIGHT] = "Right", [K_HOME] = "Home",  [K_END] = "End",         [K_PGUP] = "PgUp",
    [K_PGDN] = "PgDn",   [K_INSERT] = "Ins", [K_DELETE] = "Del",      [K_F1] = "F1",
    [K_F2] = "F2",       [K_F3] = "F3",      [K_F4] = "F4",           [K_F5] = "F5",
    [K_F6] = "F6",       [K_F7] = "F7",      [K_F8] = "F8",           [K_F9] = "F9",
    [K_F10] = "F10",     [K_F11] = "F11",    [K_F12] = "F12",
};

static void describe(struct buf *b, const struct key_event *ev)
{
    if (b->len)
        buf_addc(b, ' ');
    if (ev->burst)
        buf_addc(b, '*');
    if (ev->mods & KEY_MOD_CTRL)
        buf_adds(b, "C-");
    if (ev->mods & KEY_MOD_ALT)
        buf_adds(b, "A-");
    if (ev->mods & KEY_MOD_SHIFT)
        buf_adds(b, "S-");
    if (ev->key == K_PASTE)
        buf_addf(b, "<%s>%s", ev->paste, ev->cut ? "!" : "");
    else if (ev->key == K_CHAR && ev->mods & KEY_MOD_CTRL)
        buf_addc(b, (char)ev->code);
    else if (ev->key == K_CHAR)
        buf_adds(b, ev->text);
    else
        buf_adds(b, names[ev->key]);
}

static void drain(struct keys *k, int64_t now, struct buf *b)
{
    struct key_event ev;

    while (keys_next(k, now, &ev))
        describe(b, &ev);
}

/* All events of some bytes: fed at once, then time passes. */
static char *events_of(const char *bytes, size_t n)
{
    struct buf b = BUF_INIT(1 << 20);
    struct keys k;

    keys_init(&k, true, DELAY);
    keys_feed(&k, bytes, n, 1000);
    drain(&k, 1000, &b);
    drain(&k, 1000000, &b);
    assert_true(keys_deadline(&k) == CLOCK_NEVER);
    keys_clear(&k);
    buf_adds(&b, "");
    return buf_steal(&b);
}

struct sequence {
    const char *bytes, *events;
};

static const struct sequence sequences[] = {
    /* F1-F12: xterm, VT100 and PuTTY, rxvt, Linux */
    {"\033OP", "F1"},
    {"\033OQ", "F2"},
    {"\033OR", "F3"},
    {"\033OS", "F4"},
    {"\033[11~", "F1"},
    {"\033[12~", "F2"},
    {"\033[13~", "F3"},
    {"\033[14~", "F4"},
    {"\033[[A", "F1"},
    {"\033[[B", "F2"},
    {"\033[[C", "F3"},
    {"\033[[D", "F4"},
    {"\033[[E", "F5"},
    {"\033[15~", "F5"},
    {"\033[17~", "F6"},
    {"\033[18~", "F7"},
    {"\033[19~", "F8"},
    {"\033[20~", "F9"},
    {"\033[21~", "F10"},
    {"\033[23~", "F11"},
    {"\033[24~", "F12"},
    {"\033[P", "F1"},
    {"\033[1;2P", "S-F1"},
    {"\033[15;5~", "C-F5"},
    {"\033O5P", "C-F1"},
    {"\033[1;2R", "S-F3"},
    /* arrows, both cursor modes, with modifiers, rxvt */
    {"\033[A", "Up"},
    {"\033[B", "Down"},
    {"\033[C", "Right"},
    {"\033[D", "Left"},
    {"\033OA", "Up"},
    {"\033OB", "Down"},
    {"\033OC", "Right"},
    {"\033OD", "Left"},
    {"\033[1;5C", "C-Right"},
    {"\033[1;3D", "A-Left"},
    {"\033[1;2A", "S-Up"},
    {"\033[5C", "C-Right"},
    {"\033O5D", "C-Left"},
    {"\033Oc", "C-Right"},
    {"\033[a", "S-Up"},
    {"\033\033[A", "A-Up"},
    {"\033\033OB", "A-Down"},
    {"\033[1;6D", "C-S-Left"},
    {"\033[1;9D", "A-Left"},
    /* editing keys */
    {"\033[H", "Home"},
    {"\033[F", "End"},
    {"\033OH", "Home"},
    {"\033OF", "End"},
    {"\033[1~", "Home"},
    {"\033[4~", "End"},
    {"\033[7~", "Home"},
    {"\033[8~", "End"},
    {"\033[2~", "Ins"},
    {"\033[3~", "Del"},
    {"\033[5~", "PgUp"},
    {"\033[6~", "PgDn"},
    {"\033[3;5~", "C-Del"},
    {"\033[7$", "S-Home"},
    {"\033[7^", "C-Home"},
    {"\033[8@", "C-S-End"},
    {"\177", "BS"},
    {"\b", "BS"},
    {"\033\177", "A-BS"},
    {"\t", "Tab"},
    {"\033[Z", "BackTab"},
    {"\033\t", "BackTab"},
    {"\033[1;2Z", "BackTab"},
    {"\r", "Enter"},
    {"\n", "Enter"},
    {"\033OM", "Enter"},
    {"\033\r", "A-Enter"},
    /* keypad in application mode */
    {"\033Op\033Oy\033Oj\033Om\033On", "0 9 * - ."},
    {"\033OX", "="},
    /* Ctrl and Alt */
    {"\001\003\032", "C-a C-c C-z"},
    {"\023\021", "C-s C-q"},
    {"\034\035\036\037", "C-\\ C-] C-^ C-_"},
    {"\0331\0330", "A-1 A-0"},
    {"\033x", "A-x"},
    {"\033\xc3\xa9", "A-\xc3\xa9"},
    {"\033[27;5;105~", "C-i"},
    {"\033[105;5u", "C-i"},
    {"\033[27u", "Esc"},
    {"\033[9;2u", "BackTab"},
    {"\033[13u", "Enter"},
    {"\033[97u", "a"},
    /* text */
    {"az?", "a z ?"},
    {"\xc3\xa9", "\xc3\xa9"},
    {"\xed\x95\x9c", "\xed\x95\x9c"},
    {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
    /* Esc alone, twice, and before a control key */
    {"\033", "Esc"},
    {"\033\033", "Esc Esc"},
    {"\033\033\033", "Esc Esc Esc"},
    {"\033\003", "Esc C-c"},
    /* unknown: swallowed whole, what follows is itself */
    {"\033[25~x", "x"},
    {"\033[999~x", "x"},
    {"\033[?1;2cx", "x"},
    {"\033[>0;276;0cx", "x"},
    {"\033[12;40Rx", "x"},
    {"\033[Ix", "x"},
    {"\033[Oxy", "x y"},
    {"\033[<0;3;4Mx", "x"},
    {"\033[M !!x", "x"},
    {"\033[32;10;20Mx", "x"},
    {"\033OZx", "x"},
    {"\033[201~x", "x"},
    {"\033[?2004;1$yx", "x"},
    {"\033[[Zx", "x"},
    {"\033[1;2;3;4;5;6Ax", "x"},
    {"\033]0;title\007x", "x"},
    {"\033]11;rgb:0/0/0\033\\x", "x"},
    {"\033P1$r0m\033\\x", "x"},
    {"\033[57399ux", "x"},
    {"\033[99999999999999999999~x", "x"},
    /* broken off */
    {"\033[12\033[A", "Up"},
    {"\033[1;\003", "C-c"},
    {"\033[", ""},
    {"\033[11", ""},
    {"\033O", ""},
    {"\033O\r", "Enter"},
    {"\xed\x95x", "x"},
    {"\xff\xfe"
     "a",
     "a"},
    {"\xc2\x9b"
     "a",
     "a"},
    {"\x80\x80", ""},
    {"\xed\xa0\x80"
     "a",
     "a"},
    /* paste */
    {"\033[200~abc\033[201~", "<abc>"},
    {"\033[200~\033[201~", "<>"},
    {"\033[200~a\tb\r\nc\rd\ne\033[201~", "<a\tb\nc\nd\ne>"},
    {"\033[200~a\001\033[31mb\177\033[201~", "<a[31mb>"},
    {"\033[200~\xed\x95\x9c\xff"
     "x\033[201~",
     "<\xed\x95\x9cx>"},
    {"\033[200~\xe2\x80\xaex\033[201~", "<x>"},
    {"\033[200~a\033[20b\033[201~", "<a[20b>"},
    {"\033[200~a\033\033[201~", "<a>"},
    {"\033[200~abc", "<abc>"}, /* no end mark: silence ends it */
    /* an end mark within: what comes behind it in the same read presses nothing */
    {"\033[200~a\033[201~b\r\033[201~", "<a> *b *Enter"},
    /* too much text for typing: a paste without marks */
    {"use shop;\rdrop\r", "*u *s *e *  *s *h *o *p *; *Enter *d *r *o *p *Enter"},
    {"typed\r", "t y p e d Enter"},
    {"\033[B\033[B\033[B\033[B\r", "Down Down Down Down Enter"},
};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(sequences); i++) {
        char *got = events_of(sequences[i].bytes, strlen(sequences[i].bytes));

        if (strcmp(got, sequences[i].events))
            print_message("case %zu: %s\n", i, sequences[i].bytes + 1);
        assert_string_equal(got, sequences[i].events);
        free(got);
    }
}

/* The same bytes, one by one with pauses shorter than the delay, give the same keys. Bursts and
 * what depends on one read are left out. */
static void split(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(sequences); i++) {
        const char *s = sequences[i].bytes;
        struct buf b = BUF_INIT(4096);
        struct keys k;
        int64_t now = 1000;

        if (strchr(sequences[i].events, '*'))
            continue;
        keys_init(&k, true, DELAY);
        for (; *s; s++, now += DELAY - 1) {
            keys_feed(&k, s, 1, now);
            drain(&k, now, &b);
        }
        drain(&k, now + 100000, &b);
        assert_string_equal(buf_str(&b), sequences[i].events);
        buf_clear(&b);
        keys_clear(&k);
    }
}

/* On a slow line the rest of a sequence comes after the delay. */
static void late(void **state)
{
    struct buf b = BUF_INIT(4096);
    struct keys k;

    (void)state;
    keys_init(&k, true, DELAY);
    keys_feed(&k, "\033", 1, 0);
    drain(&k, DELAY - 1, &b);
    assert_string_equal(buf_str(&b), "");
    assert_int_equal(keys_deadline(&k), DELAY);
    drain(&k, DELAY, &b);
    keys_feed(&k, "[11~", 4, 300); /* within a second: joined */
    drain(&k, 300, &b);
    assert_string_equal(buf_str(&b), "Esc F1");
    buf_reset(&b);

    keys_feed(&k, "\033", 1, 1000);
    drain(&k, 1100, &b);
    keys_feed(&k, "OP", 2, 9000); /* later: it is text */
    drain(&k, 9000, &b);
    assert_string_equal(buf_str(&b), "Esc O P");
    buf_reset(&b);

    keys_feed(&k, "\033", 1, 10000);
    drain(&k, 10100, &b);
    k.strip_open = true; /* but not while the strip waits */
    keys_feed(&k, "OP", 2, 90000);
    drain(&k, 90000, &b);
    keys_feed(&k, "\033", 1, 91000);
    drain(&k, 91100, &b);
    keys_feed(&k, "1", 1, 99000);
    drain(&k, 99000, &b);
    assert_string_equal(buf_str(&b), "Esc F1 Esc 1");
    buf_clear(&b);
    keys_clear(&k);
}

static void long_paste(void **state)
{
    size_t n = KEYS_PASTE_MAX + 1000, at;
    char *bytes = malloc(n);
    struct key_event ev;
    struct keys k;

    (void)state;
    memset(bytes, 'p', n);
    keys_init(&k, true, DELAY);
    keys_feed(&k, "\033[200~", 6, 0);
    for (at = 0; at < n; at += 1000) {
        assert_false(keys_next(&k, 0, &ev));
        keys_feed(&k, bytes + at, n - at < 1000 ? n - at : 1000, 0);
    }
    assert_false(keys_next(&k, 0, &ev));
    keys_feed(&k, "\033[201~", 6, 0);
    assert_true(keys_next(&k, 0, &ev));
    assert_int_equal(ev.key, K_PASTE);
    assert_int_equal(ev.paste_len, KEYS_PASTE_MAX);
    assert_int_equal(strlen(ev.paste), KEYS_PASTE_MAX);
    assert_true(ev.cut);
    assert_false(keys_next(&k, 0, &ev));
    keys_clear(&k);
    free(bytes);
}

static void more_than_fits(void **state)
{
    char *bytes = malloc(KEYS_PENDING_MAX * 2);
    struct key_event ev;
    struct keys k;
    size_t n = 0;

    (void)state;
    memset(bytes, 'x', KEYS_PENDING_MAX * 2);
    keys_init(&k, true, DELAY);
    keys_feed(&k, bytes, KEYS_PENDING_MAX * 2, 0);
    assert_int_equal(k.swallowed, KEYS_PENDING_MAX);
    while (keys_next(&k, 0, &ev))
        n++;
    assert_int_equal(n, KEYS_PENDING_MAX);
    keys_clear(&k);
    free(bytes);
}

static void flush(void **state)
{
    struct buf b = BUF_INIT(4096);
    struct keys k;

    (void)state;
    keys_init(&k, true, DELAY);
    keys_feed(&k, "abc\033[1", 6, 0);
    keys_flush(&k);
    drain(&k, 100000, &b);
    keys_feed(&k, "2~", 2, 100000);
    drain(&k, 100000, &b);
    assert_string_equal(buf_str(&b), "2 ~");
    buf_clear(&b);
    keys_clear(&k);
}

/* Whatever comes in: no crash, no endless loop, and silence empties it. */
static void noise(void **state)
{
    static const char alphabet[] =
        "\033\033\033[[O;0123~$^@MZuR\007\\]Px\r\n\t\x7f\xed\x95\x9c\xff";
    uint32_t seed = 12345;
    struct key_event ev;
    struct keys k;

    (void)state;
    keys_init(&k, true, DELAY);
    for (int i = 0; i < 20000; i++) {
        char bytes[24];
        size_t n, j;

        seed = seed * 1103515245u + 12345u;
        n = seed >> 16 & 15;
        for (j = 0; j < n; j++) {
            seed = seed * 1103515245u + 12345u;
            bytes[j] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        keys_feed(&k, bytes, n, i);
        while (keys_next(&k, i, &ev))
            assert_true(ev.key > K_NONE && ev.key <= K_F12);
    }
    while (keys_next(&k, 1000000, &ev))
        ;
    keys_next(&k, 2000000, &ev);
    assert_true(keys_deadline(&k) == CLOCK_NEVER);
    keys_clear(&k);
}

/* ---- the mouse ---- */

static void tell_mouse(struct keys *k, int64_t now, struct buf *b)
{
    struct key_event ev;

    while (keys_next(k, now, &ev))
        if (keys_is_mouse(&ev))
            buf_addf(b, "%s%s %d,%d", b->len ? " " : "",
                     ev.key == K_CLICK      ? "Click"
                     : ev.key == K_WHEEL_UP ? "Up"
                                            : "Down",
                     ev.row, ev.col);
        else
            describe(b, &ev);
}

static const struct sequence mouse_sequences[] = {
    {"\033[<0;3;4M", "Click 3,2"},
    {"\033[<0;1;1M", "Click 0,0"},
    {"\033[<0;1000;1000M", "Click 999,999"},
    {"\033[<64;3;4M", "Up 3,2"},
    {"\033[<65;80;24M", "Down 23,79"},
    {"\033[<65;3;4M\033[<65;3;4M\033[B", "Down 3,2 Down 3,2 Down"},
    {"\033\033[<0;3;4Mx", "Click 3,2 x"},
    /* not for us: releases, motion, other buttons, modifiers, wheels to the side */
    {"\033[<0;3;4mx", "x"},
    {"\033[<64;3;4mx", "x"},
    {"\033[<35;3;4Mx", "x"},
    {"\033[<32;3;4Mx", "x"},
    {"\033[<1;3;4Mx", "x"},
    {"\033[<2;3;4Mx", "x"},
    {"\033[<4;3;4Mx", "x"},
    {"\033[<16;3;4Mx", "x"},
    {"\033[<66;3;4Mx", "x"},
    {"\033[<68;3;4Mx", "x"},
    {"\033[<128;3;4Mx", "x"},
    /* out of range, malformed, of the old forms: not a byte is left */
    {"\033[<0;0;4Mx", "x"},
    {"\033[<0;3;0Mx", "x"},
    {"\033[<0;1001;4Mx", "x"},
    {"\033[<0;3;1001Mx", "x"},
    {"\033[<0;99999;4Mx", "x"},
    {"\033[<0;4294967297;4Mx", "x"},
    {"\033[<18446744073709551616;3;4Mx", "x"},
    {"\033[<0;3;99999999999999999999999999999999999999999999999999999999999999999999999Mx",
     "x"},
    {"\033[<0;3Mx", "x"},
    {"\033[<0;3;4;5Mx", "x"},
    {"\033[<;;Mx", "x"},
    {"\033[<0;;4Mx", "x"},
    {"\033[<Mx", "x"},
    {"\033[<0;-3;4Mx", "x"},
    {"\033[<0;3;4 Mx", "x"},
    {"\033[<0:3:4Mx", "x"},
    {"\033[<<0;3;4Mx", "x"},
    {"\033[0;3;4Mx", "x"},
    {"\033[<0;3;4~x", "x"},
    {"\033[<0;3;4Ax", "x"},
    {"\033[M !!x", "x"},
    {"\033[32;10;20Mx", "x"},
    /* broken off, within a paste, among what is typed */
    {"\033[<0;3", ""},
    {"\033[<0;3\033[A", "Up"},
    {"\033[<0;3\rx", "Enter x"},
    {"\033[200~a\033[<0;3;4Mb\033[201~", "<a[<0;3;4Mb>"},
    {"a\033[<0;3;4Mb", "a Click 3,2 b"},
    {"\033[<64;3;4M\033[<64;3;4M\033[<0;3;4M\r", "Up 3,2 Up 3,2 Click 3,2 Enter"},
};

/* At once, and byte by byte. Where nobody asked for the mouse all of it is swallowed. */
static void mouse(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(mouse_sequences); i++)
        for (int how = 0; how < 3; how++) {
            const char *s = mouse_sequences[i].bytes;
            size_t n = strlen(s), step = how == 1 ? 1 : n;
            struct buf b = BUF_INIT(4096);
            struct keys k;
            int64_t now = 1000;

            keys_init(&k, true, DELAY);
            k.mouse = how < 2;
            for (size_t at = 0; at < n; at += step, now += DELAY - 1) {
                keys_feed(&k, s + at, step, now);
                tell_mouse(&k, now, &b);
            }
            tell_mouse(&k, now + 100000, &b);
            if (how == 2)
                assert_false(strchr(buf_str(&b), ',') && !strchr(buf_str(&b), '<'));
            else
                assert_string_equal(buf_str(&b), mouse_sequences[i].events);
            assert_true(keys_deadline(&k) == CLOCK_NEVER);
            buf_clear(&b);
            keys_clear(&k);
        }
}

/* The second half of a report is no typing either: Enter behind it is one that was pressed. */
static void mouse_is_no_burst(void **state)
{
    static const char report[] = "\033[<0;123;456M\r";

    (void)state;
    for (size_t cut = 1; cut < sizeof report - 1; cut++) {
        struct buf b = BUF_INIT(4096);
        struct keys k;

        keys_init(&k, true, DELAY);
        k.mouse = true;
        keys_feed(&k, report, cut, 1000);
        tell_mouse(&k, 1000, &b);
        keys_feed(&k, report + cut, sizeof report - 1 - cut, 1001);
        tell_mouse(&k, 1001, &b);
        assert_string_equal(buf_str(&b), "Click 455,122 Enter");
        buf_clear(&b);
        keys_clear(&k);
    }
}

static void mouse_noise(void **state)
{
    static const char alphabet[] = "\033\033[[[<<<;;;;0123456789MMmm64651x\r-";
    uint32_t seed = 4711;
    struct key_event ev;
    struct keys k;
    size_t clicks = 0;

    (void)state;
    keys_init(&k, true, DELAY);
    k.mouse = true;
    for (int i = 0; i < 20000; i++) {
        char bytes[40];
        size_t n = 0;

        seed = seed * 1103515245u + 12345u;
        for (size_t left = seed >> 16 & 15; left; left--) {
            seed = seed * 1103515245u + 12345u;
            bytes[n++] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        if (seed >> 16 & 1)
            n += (size_t)snprintf(bytes + n, sizeof bytes - n, "\033[<%u;%u;%uM",
                                  seed >> 20 & 127, seed >> 8 & 1023, seed & 1023);
        keys_feed(&k, bytes, n, i);
        while (keys_next(&k, i, &ev)) {
            assert_true(ev.key > K_NONE && ev.key <= K_WHEEL_DOWN);
            assert_true(ev.row >= 0 && ev.row < GRID_MAX && ev.col >= 0 && ev.col < GRID_MAX);
            assert_true(keys_is_mouse(&ev) || (!ev.row && !ev.col));
            clicks += keys_is_mouse(&ev);
        }
    }
    assert_true(clicks > 10);
    keys_flush(&k);
    assert_true(keys_deadline(&k) == CLOCK_NEVER);
    keys_clear(&k);
}

static void latin(void **state)
{
    static const struct {
        const char *typed;
        int latin;
        bool syllable;
    } cases[] = {
        {"n", 'n', false},
        {"\xe3\x85\x9c", 'n', false},
        {"\xe3\x85\x82", 'q', false},
        {"\xe3\x85\x83", 'Q', false},
        {"\xe3\x85\xa3", 'l', false},
        {"\xe3\x84\xb7", 'e', false},
        {"\xe3\x84\xb9", 'f', false},
        {"\xe3\x85\x8d", 'v', false},
        {"\xe3\x85\x96", 'P', false},
        {"\xe3\x85\x9a", 0, true},
        {"\xed\x95\x9c", 0, true},
        {"\xe4\xb8\xad", 0, true},
        {"\xef\xbc\x9f", '?', false},
        {"\xe3\x80\x80", ' ', false},
        {"\xc3\xa9", 0, false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct key_event ev = char_of(cases[i].typed);

        assert_int_equal(keys_latin(&ev), cases[i].latin);
        assert_int_equal(keys_is_syllable(&ev), cases[i].syllable);
    }
}

/* Every Latin letter has its jamo on the two-set keyboard, and no two jamo share one. */
static void two_set_is_whole(void **state)
{
    int seen[128] = {0};

    (void)state;
    for (uint32_t c = 0x3131; c <= 0x3163; c++) {
        struct key_event ev = {.key = K_CHAR, .code = c};

        seen[keys_latin(&ev)]++;
    }
    for (int c = 'a'; c <= 'z'; c++)
        assert_int_equal(seen[c], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(split),
        cmocka_unit_test(late),
        cmocka_unit_test(long_paste),
        cmocka_unit_test(more_than_fits),
        cmocka_unit_test(flush),
        cmocka_unit_test(noise),
        cmocka_unit_test(mouse),
        cmocka_unit_test(mouse_is_no_burst),
        cmocka_unit_test(mouse_noise),
        cmocka_unit_test(latin),
        cmocka_unit_test(two_set_is_whole),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
