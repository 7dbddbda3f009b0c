/* SPDX-License-Identifier: MIT
 *
 * test_keys - keys as terminals send them, through a pseudo-terminal and under each TERM that
 * operators have: what arrives is one key, the same under every TERM, or nothing at all.
 *
 * test_ui_keys has the decoder's table; here is what lies around it: terminfo, the line's modes, how
 * reads split what was sent.
 */
#include "tests/unit/unit.h"

#include <locale.h>
#include <time.h>

#include "base/mem.h"
#include "tests/pty/pty.h"
#include "ui/keys.h"

static const char *const terms[] = {
    "xterm",           "xterm-256color", "putty",         "putty-256color",  "linux", "screen",
    "screen-256color", "tmux",           "tmux-256color", "vt100",           "vt220", "rxvt",
    "rxvt-unicode",    "ansi",           "xterm-kitty",   "no-such-terminal"};

struct sent {
    const char *bytes;
    enum key key; /* K_NONE: swallowed whole; K_CHAR: the control character `code` */
    unsigned mods;
    int code;
};

#define WITH_CTRL(letter) K_CHAR, KEY_MOD_CTRL, letter
#define WITH_ALT(digit)   K_CHAR, KEY_MOD_ALT, digit

static const struct sent table[] = {
    /* F1 to F4: VT100, xterm, screen, tmux, PuTTY's xterm keys */
    {"\033OP", K_F1, 0, 0},
    {"\033OQ", K_F2, 0, 0},
    {"\033OR", K_F3, 0, 0},
    {"\033OS", K_F4, 0, 0},
    /* PuTTY, rxvt */
    {"\033[11~", K_F1, 0, 0},
    {"\033[12~", K_F2, 0, 0},
    {"\033[13~", K_F3, 0, 0},
    {"\033[14~", K_F4, 0, 0},
    /* the Linux console, PuTTY's Linux keys */
    {"\033[[A", K_F1, 0, 0},
    {"\033[[B", K_F2, 0, 0},
    {"\033[[C", K_F3, 0, 0},
    {"\033[[D", K_F4, 0, 0},
    {"\033[[E", K_F5, 0, 0},
    /* xterm without a prefix; with modifiers */
    {"\033[P", K_F1, 0, 0},
    {"\033[Q", K_F2, 0, 0},
    {"\033[S", K_F4, 0, 0},
    {"\033[1;2P", K_F1, KEY_MOD_SHIFT, 0},
    {"\033[1;5S", K_F4, KEY_MOD_CTRL, 0},
    {"\033O2P", K_F1, KEY_MOD_SHIFT, 0},
    /* F5 to F12: all of them */
    {"\033[15~", K_F5, 0, 0},
    {"\033[17~", K_F6, 0, 0},
    {"\033[18~", K_F7, 0, 0},
    {"\033[19~", K_F8, 0, 0},
    {"\033[20~", K_F9, 0, 0},
    {"\033[21~", K_F10, 0, 0},
    {"\033[23~", K_F11, 0, 0},
    {"\033[24~", K_F12, 0, 0},
    {"\033[19;3~", K_F8, KEY_MOD_ALT, 0},
    {"\033[24^", K_F12, KEY_MOD_CTRL, 0},
    /* Home and End: xterm in both modes, screen and tmux and the Linux console, rxvt */
    {"\033[H", K_HOME, 0, 0},
    {"\033[F", K_END, 0, 0},
    {"\033OH", K_HOME, 0, 0},
    {"\033OF", K_END, 0, 0},
    {"\033[1~", K_HOME, 0, 0},
    {"\033[4~", K_END, 0, 0},
    {"\033[7~", K_HOME, 0, 0},
    {"\033[8~", K_END, 0, 0},
    {"\033[1;5H", K_HOME, KEY_MOD_CTRL, 0},
    {"\033[1;2F", K_END, KEY_MOD_SHIFT, 0},
    /* the others of that block */
    {"\033[2~", K_INSERT, 0, 0},
    {"\033[3~", K_DELETE, 0, 0},
    {"\033[5~", K_PGUP, 0, 0},
    {"\033[6~", K_PGDN, 0, 0},
    {"\033[3$", K_DELETE, KEY_MOD_SHIFT, 0},
    /* arrows: both modes, modifiers of xterm, of PuTTY, of rxvt */
    {"\033[A", K_UP, 0, 0},
    {"\033[B", K_DOWN, 0, 0},
    {"\033[C", K_RIGHT, 0, 0},
    {"\033[D", K_LEFT, 0, 0},
    {"\033OA", K_UP, 0, 0},
    {"\033OB", K_DOWN, 0, 0},
    {"\033OC", K_RIGHT, 0, 0},
    {"\033OD", K_LEFT, 0, 0},
    {"\033[1;5C", K_RIGHT, KEY_MOD_CTRL, 0},
    {"\033[1;3D", K_LEFT, KEY_MOD_ALT, 0},
    {"\033[5D", K_LEFT, KEY_MOD_CTRL, 0},
    {"\033Oc", K_RIGHT, KEY_MOD_CTRL, 0},
    {"\033[a", K_UP, KEY_MOD_SHIFT, 0},
    {"\033\033[A", K_UP, KEY_MOD_ALT, 0},
    /* Tab and back, Enter of the line and of the keypad, both backspaces */
    {"\t", K_TAB, 0, 0},
    {"\033[Z", K_BACKTAB, 0, 0},
    {"\033\t", K_BACKTAB, 0, 0},
    {"\r", K_ENTER, 0, 0},
    {"\n", K_ENTER, 0, 0},
    {"\033OM", K_ENTER, 0, 0},
    {"\177", K_BACKSPACE, 0, 0},
    {"\b", K_BACKSPACE, 0, 0},
    /* Alt and a digit; what a line's modes would take: neither stops, quits nor starts anything */
    {"\0331", WITH_ALT('1')},
    {"\0332", WITH_ALT('2')},
    {"\0339", WITH_ALT('9')},
    {"\0330", WITH_ALT('0')},
    {"\023", WITH_CTRL('s')},
    {"\021", WITH_CTRL('q')},
    {"\003", WITH_CTRL('c')},
    {"\032", WITH_CTRL('z')},
    {"\034", WITH_CTRL('\\')},
    {"\014", WITH_CTRL('l')},
    {"\004", WITH_CTRL('d')},
    {"\025", WITH_CTRL('u')},
    {"\027", WITH_CTRL('w')},
    {"\026", WITH_CTRL('v')},
    {"\017", WITH_CTRL('o')},
    {"\022", WITH_CTRL('r')},
    /* nobody knows them: not a byte is left */
    {"\033[25~", K_NONE, 0, 0},
    {"\033[31~", K_NONE, 0, 0},
    {"\033[57399u", K_NONE, 0, 0},
    {"\033[?1;2c", K_NONE, 0, 0},
    {"\033[>41;330;0c", K_NONE, 0, 0},
    {"\033[12;40R", K_NONE, 0, 0},
    {"\033[I", K_NONE, 0, 0},
    {"\033[O", K_NONE, 0, 0},
    {"\033[<0;3;4M", K_NONE, 0, 0},
    {"\033[<64;3;4m", K_NONE, 0, 0},
    {"\033[M !!", K_NONE, 0, 0},
    {"\033OZ", K_NONE, 0, 0},
    {"\033[201~", K_NONE, 0, 0},
    {"\033]11;rgb:0000/0000/0000\033\\", K_NONE, 0, 0},
    {"\033]0;title\007", K_NONE, 0, 0},
    {"\033P1$r0m\033\\", K_NONE, 0, 0},
    {"\033[[Z", K_NONE, 0, 0},
    {"\033[1;2;3;4;5;6A", K_NONE, 0, 0},
};

struct program {
    struct pty *pty;
    int count; /* keys it has got so far */
};

static void start(struct program *p, const char *term, const char *const *env)
{
    const char *argv[] = {TERM_PROGRAM, NULL};
    struct pty_options opt = {.term = term, .env = env};

    p->pty = pty_start(argv, &opt);
    p->count = 0;
    assert_non_null(p->pty);
    assert_true(pty_wait_text(p->pty, "keys 0 ", PTY_WAIT_MS));
    assert_true(pty_settle(p->pty, PTY_WAIT_MS));
}

static void saw(struct program *p, const char *what)
{
    char *line = mem_printf("keys %d last %s", ++p->count, what);

    assert_true(pty_wait_text(p->pty, line, PTY_WAIT_MS));
    free(line);
}

static void saw_key(struct program *p, enum key key, unsigned mods)
{
    char what[64];

    snprintf(what, sizeof what, "key %d mods %u.", (int)key, mods);
    saw(p, what);
}

static void saw_char(struct program *p, const char *text, unsigned mods, int code)
{
    char what[64];

    snprintf(what, sizeof what, "char %s mods %u code %d", text, mods, code);
    saw(p, what);
}

static void send(struct program *p, const char *bytes)
{
    pty_send(p->pty, bytes, strlen(bytes));
}

/* What must have come of it, and nothing beside it: the letter behind it is the very next key. */
static void came(struct program *p, const struct sent *s)
{
    char digit[2] = {(char)s->code, '\0'};

    if (s->key == K_CHAR)
        saw_char(p, s->mods & KEY_MOD_ALT ? digit : "", s->mods, s->code);
    else if (s->key != K_NONE)
        saw_key(p, s->key, s->mods);
    send(p, "k");
    saw_char(p, "k", 0, 'k');
}

static void each_under_each(void **state)
{
    (void)state;
    for (size_t t = 0; t < LEN(terms); t++) {
        struct program p;

        start(&p, terms[t], NULL);
        for (size_t i = 0; i < LEN(table); i++) {
            send(&p, table[i].bytes);
            came(&p, &table[i]);
        }
        pty_free(p.pty);
    }
}

/* Byte by byte, with a pause before each: as long as no pause is longer than ESCDELAY it is the same
 * key. */
static void split(void **state)
{
    static const char *const env[] = {"ESCDELAY=5000", NULL};
    static const int gaps_ms[] = {0, 1, 10, 50, 200};
    static const size_t some[] = {0, 4, 8, 19, 32, 36, 48, 60};
    struct program p;

    (void)state;
    start(&p, "xterm-256color", env);
    for (size_t g = 0; g < LEN(gaps_ms); g++) {
        size_t n = gaps_ms[g] < 10 ? LEN(table) : LEN(some);
        for (size_t i = 0; i < n; i++) {
            const struct sent *s = &table[gaps_ms[g] < 10 ? i : some[i]];
            struct timespec pause = {.tv_nsec = gaps_ms[g] * 1000000L};

            for (const char *at = s->bytes; *at; at++) {
                pty_send(p.pty, at, 1);
                nanosleep(&pause, NULL);
            }
            came(&p, s);
        }
    }
    pty_free(p.pty);
}

/* The pause was longer: Esc was given out already, and what comes is still no text. */
static void split_late(void **state)
{
    static const size_t some[] = {0, 4, 8, 19, 32, 48};
    struct program p;

    (void)state;
    start(&p, "xterm-256color", NULL);
    for (size_t i = 0; i < LEN(some); i++) {
        const struct sent *s = &table[some[i]];

        send(&p, "\033");
        saw_key(&p, K_ESC, 0);
        send(&p, s->bytes + 1);
        came(&p, s);
    }
    pty_free(p.pty);
}

static void pastes(void **state)
{
    struct program p;

    (void)state;
    start(&p, "xterm-256color", NULL);
    send(&p, "\033[200~host\tport\r\nq\033[31m\001\033[201~");
    saw(&p, "paste <host port q[31m>");
    send(&p, "\033[200~");
    send(&p, "in three ");
    send(&p, "reads\033[201~");
    saw(&p, "paste <in three reads>");
    send(&p, "\033[200~no end"); /* silence ends it */
    saw(&p, "paste <no end>");
    send(&p, "k");
    saw_char(&p, "k", 0, 'k');
    /* an end mark in the text: what was behind it in that read presses nothing */
    send(&p, "\033[200~a\033[201~q\r\033[201~");
    p.count += 2;
    saw(&p, "key 3 mods 0. burst");
    pty_free(p.pty);
}

/* A terminal without the marks: letters, Enter and Tab that come with text are not meant as keys. */
static void bursts(void **state)
{
    struct program p;

    (void)state;
    start(&p, "vt100", NULL);
    send(&p, "quit the house\r");
    p.count += 14;
    saw(&p, "key 3 mods 0. burst");
    send(&p, "db-host.example.net\t");
    p.count += 19;
    saw(&p, "key 4 mods 0. burst");
    send(&p, "k");
    saw_char(&p, "k", 0, 'k');
    send(&p, "\033[B\033[B\033[B\033[B\r"); /* keys held down are no text */
    p.count += 4;
    saw_key(&p, K_ENTER, 0);
    assert_false(pty_has(p.pty, "burst"));
    pty_free(p.pty);
}

/* More in one go than the line and the decoder hold. */
static void flood(void **state)
{
    enum { N = 20000 };
    char *bytes = mem_alloc(N + 1);
    struct program p;

    (void)state;
    start(&p, "xterm-256color", NULL);
    for (int i = 0; i < N; i += 4)
        memcpy(bytes + i, "\033[9z", 4); /* unknown: nothing comes of it */
    pty_send(p.pty, bytes, N);
    send(&p, "k");
    saw_char(&p, "k", 0, 'k');
    pty_free(p.pty);
    free(bytes);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_under_each), cmocka_unit_test(split),  cmocka_unit_test(split_late),
    cmocka_unit_test(pastes),          cmocka_unit_test(bursts), cmocka_unit_test(flood),
};

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
