/* SPDX-License-Identifier: MIT
 *
 * term - see term.h.
 *
 * Why no keypad mode: keys.c knows the sequences of both cursor-key modes, and in normal mode
 * the numeric keypad of PuTTY sends digits instead of sequences. So there is one mode less to
 * put back.
 * Length: the terminal is taken and given back in one place, and each half needs the other.
 * Why mutable statics: an atexit hook and a signal handler get no argument. They hold what is
 * needed to give the terminal back and nothing else.
 */
#include "ui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "ui/termframe.h"
#include "ui/terminfo.h"
#include "ui/termline.h"
#include "ui/text.h"

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
/* Presses and the wheel, in the form that tells columns beyond 223; a terminal that does not know them takes no
 * notice. */
#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
/* All that full-screen mode may have changed: paste marks, attributes, cursor, other screen. */
#define RESTORE        "\033[?2004l\033[0m\033[?25h\033[?1049l\r\n"
#define READ_MAX       4096
#define SLOW_MS        500
#define ESC_LOCAL_MS   25
#define ESC_REMOTE_MS  100 /* less splits arrow keys on loaded hosts */
#define CELL_CODES_MAX 5   /* CCHARW_MAX */

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS};
#define N_FATAL (sizeof fatal_signals / sizeof *fatal_signals)
/* Signals for which curses puts handlers of its own; they are given back at once. */
static const int curses_signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
#define N_CURSES (sizeof curses_signals / sizeof *curses_signals)

struct term {
    SCREEN *screen;
    int fd;
    struct termios modes; /* as they were */
    int saved_stderr;     /* -1: not redirected */
    int stderr_fd;
    bool is_full; /* the screen is ours now */
    bool is_wide; /* UTF-8 */
    int cols, rows;
    enum theme_depth depth;
    attr_t attr[ROLE_COUNT];
    short pair[ROLE_COUNT];
    const struct glyphs *glyphs;
    enum glyph_probe probe;
    int round_trip_ms;
    int64_t asked_ms; /* when the terminal was asked; 0: not at all */
    struct keys keys;
    struct termframe frame;
    struct sigaction old_fatal[N_FATAL];
    char note[200];
};

static struct {
    struct termios modes;
    int fd;
    volatile sig_atomic_t armed, mouse;
} fatal;

static struct term *open_term; /* for the atexit hook */

/* In a dying process: only calls that are safe in a signal handler. */
static void on_fatal(int sig)
{
    if (fatal.armed) {
        fatal.armed = 0;
        if (fatal.mouse && write(fatal.fd, MOUSE_OFF, sizeof MOUSE_OFF - 1) < 0)
            errno = 0;
        if (write(fatal.fd, RESTORE, sizeof RESTORE - 1) < 0)
            errno = 0;
        tcsetattr(fatal.fd, TCSANOW, &fatal.modes);
    }
    raise(sig); /* SA_RESETHAND: the default action this time */
}

static void on_exit_hook(void)
{
    if (open_term)
        term_close(open_term);
}

bool term_usable(const char **why)
{
    const char *name = getenv("TERM");

    *why = NULL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        *why = _("Input or output is not a terminal.");
    else if (str_empty(name))
        *why = _("TERM is not set.");
    else if (str_eq(name, "dumb") || str_eq(name, "unknown"))
        *why = _("This terminal cannot move its cursor (TERM says so).");
    return !*why;
}

/* The entry to use when terminfo does not know TERM: most are xterm under another name. */
static const char *fallback_name(const char *name)
{
    static const char *const like_xterm[] = {"xterm",   "alacritty", "foot",    "wezterm",
                                             "ghostty", "putty",     "konsole", "kitty",
                                             "rxvt",    "vte",       "gnome",   "iterm"};
    size_t i;

    for (i = 0; i < sizeof like_xterm / sizeof *like_xterm; i++)
        if (str_starts(name, like_xterm[i]))
            return "xterm-256color";
    if (str_starts(name, "tmux") || str_starts(name, "screen"))
        return "screen";
    return "vt100";
}

static bool open_screen(struct term *t, struct err *err)
{
    struct sigaction before[N_CURSES];
    const char *name = str_or(getenv("TERM"), "vt100"), *other = fallback_name(name);
    size_t i;

    for (i = 0; i < N_CURSES; i++)
        sigaction(curses_signals[i], NULL, &before[i]);
    if (!terminfo_has(name)) { /* asked first: a newterm that fails leaks in libtinfo */
        if (!terminfo_has(other))
            other = "vt100";
        snprintf(t->note, sizeof t->note,
                 "terminal type \"%.60s\" is not known on this host; used \"%s\" instead", name,
                 other);
    }
    t->screen = newterm(str_empty(t->note) ? name : other, stdout, stdin);
    for (i = 0; i < N_CURSES; i++)
        sigaction(curses_signals[i], &before[i], NULL);
    if (t->screen)
        return true;
    err_set(err, ERR_LOCAL, _("The terminal type \"%s\" is not known on this machine."), name);
    return err_hint(err, _("Set TERM to xterm-256color, or start with --plain."));
}

static void set_colours(struct term *t, enum theme_wish wish)
{
    bool has = has_colors() && start_color() == OK;
    int role;

    if (has)
        use_default_colors();
    t->depth = theme_depth_for(has ? COLORS : 0, wish, getenv("NO_COLOR"));
    for (role = 0; role < ROLE_COUNT; role++) {
        struct theme_style s = theme_style((enum role)role, t->depth);

        t->attr[role] = (s.flags & STYLE_BOLD ? A_BOLD : 0) |
                        (s.flags & STYLE_DIM ? A_DIM : 0) |
                        (s.flags & STYLE_REVERSE ? A_REVERSE : 0) |
                        (s.flags & STYLE_UNDERLINE ? A_UNDERLINE : 0);
        t->pair[role] = 0;
        if (t->depth != THEME_MONO && s.colour >= 0 && role + 1 < COLOR_PAIRS &&
            init_pair((short)(role + 1), (short)s.colour, -1) == OK)
            t->pair[role] = (short)(role + 1);
    }
}

static int esc_delay(void)
{
    const char *env = getenv("ESCDELAY");
    int64_t ms;

    if (env && str_to_int(env, 1, 5000, &ms))
        return (int)ms;
    return getenv("SSH_CONNECTION") || getenv("SSH_TTY") ? ESC_REMOTE_MS : ESC_LOCAL_MS;
}

static void redirect_stderr(struct term *t)
{
    int fd = t->stderr_fd;

    if (!isatty(STDERR_FILENO))
        return; /* it goes elsewhere already */
    t->saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (fd < 0)
        fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd >= 0)
        dup2(fd, STDERR_FILENO);
    if (fd >= 0 && t->stderr_fd < 0)
        close(fd);
}

static void give_stderr(struct term *t)
{
    if (t->saved_stderr < 0)
        return;
    dup2(t->saved_stderr, STDERR_FILENO);
    close(t->saved_stderr);
    t->saved_stderr = -1;
}

static void catch_fatal(struct term *t)
{
    struct sigaction sa = {.sa_handler = on_fatal, .sa_flags = (int)SA_RESETHAND | SA_NODEFER};
    size_t i;

    sigemptyset(&sa.sa_mask);
    fatal.modes = t->modes;
    fatal.fd = t->fd;
    fatal.mouse = t->keys.mouse;
    fatal.armed = 1;
    for (i = 0; i < N_FATAL; i++)
        sigaction(fatal_signals[i], &sa, &t->old_fatal[i]);
}

static void release_fatal(struct term *t)
{
    size_t i;

    fatal.armed = 0;
    for (i = 0; i < N_FATAL; i++)
        sigaction(fatal_signals[i], &t->old_fatal[i], NULL);
}

/* What the terminal sends beside keys: pastes with marks, reports of the mouse. */
static void ask_reports(struct term *t)
{
    termline_write(t->fd, PASTE_ON, sizeof PASTE_ON - 1);
    if (t->keys.mouse)
        termline_write(t->fd, MOUSE_ON, sizeof MOUSE_ON - 1);
}

static void end_reports(struct term *t)
{
    if (t->keys.mouse)
        termline_write(t->fd, MOUSE_OFF, sizeof MOUSE_OFF - 1);
    termline_write(t->fd, PASTE_OFF, sizeof PASTE_OFF - 1);
}

struct term *term_open(const struct term_options *opt, struct err *err)
{
    static bool hooked;
    struct term *t = mem_alloc(sizeof *t);

    t->fd = STDIN_FILENO;
    t->saved_stderr = -1;
    t->stderr_fd = opt->stderr_fd;
    t->round_trip_ms = -1;
    t->is_wide = strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
    keys_init(&t->keys, t->is_wide, esc_delay());
    t->keys.mouse = opt->mouse;
    if (tcgetattr(t->fd, &t->modes) < 0) {
        err_errno(err, errno, _("The terminal's modes cannot be read."));
        goto fail;
    }
    catch_fatal(t);
    if (!open_screen(t, err)) {
        release_fatal(t);
        goto fail;
    }
    raw(); /* no echo, no signals, no flow control: Ctrl-S and Ctrl-C are keys */
    noecho();
    nonl();
    set_colours(t, opt->color);
    redirect_stderr(t);
    termframe_init(&t->frame);
    t->is_full = true;
    open_term = t;
    if (!hooked)
        hooked = atexit(on_exit_hook) == 0;
    fflush(stdout);
    ask_reports(t);
    if (!opt->no_probe) {
        t->asked_ms = clock_mono_ms();
        t->round_trip_ms = termline_probe(t->fd, t->is_wide, &t->keys, &t->probe);
    }
    t->glyphs = glyph_choose(nl_langinfo(CODESET), opt->ascii, t->probe);
    t->cols = COLS;
    t->rows = LINES;
    term_resize(t);
    clearok(curscr, TRUE);
    return t;
fail:
    keys_clear(&t->keys);
    free(t);
    return NULL;
}

void term_leave(struct term *t)
{
    if (!t->is_full)
        return;
    end_reports(t);
    endwin();
    fflush(stdout);
    tcsetattr(t->fd, TCSANOW, &t->modes);
    give_stderr(t);
    fatal.armed = 0;
    t->is_full = false;
}

void term_return(struct term *t)
{
    if (t->is_full)
        return;
    if (tcgetattr(t->fd, &t->modes) == 0)
        fatal.modes = t->modes;
    fatal.armed = 1;
    reset_prog_mode();
    redirect_stderr(t);
    t->is_full = true;
    term_resize(t);
    clearok(curscr, TRUE);
    refresh(); /* takes the other screen again */
    ask_reports(t);
}

void term_wait_line(const struct term *t)
{
    static const int ends[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP};
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        sigaddset(&set, ends[i]);
    termline_wait(t->fd, signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)); /* not read from */
}

void term_suspend(struct term *t)
{
    struct sigaction dfl = {.sa_handler = SIG_DFL}, old;
    sigset_t stop, mask;

    term_leave(t);
    sigemptyset(&dfl.sa_mask);
    sigaction(SIGTSTP, &dfl, &old);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    kill(0, SIGTSTP);                           /* the whole job, as the terminal does */
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask); /* stops here, goes on after SIGCONT */
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &old, NULL);
    term_return(t);
}

void term_close(struct term *t)
{
    if (!t)
        return;
    term_leave(t);
    release_fatal(t);
    open_term = NULL;
    delscreen(t->screen);
    termframe_clear(&t->frame);
    keys_clear(&t->keys);
    free(t);
}

int term_fd(const struct term *t)
{
    return t->fd;
}

struct keys *term_keys(struct term *t)
{
    return &t->keys;
}

const struct glyphs *term_glyphs(const struct term *t)
{
    return t ? t->glyphs : &glyphs_ascii;
}

enum theme_depth term_depth(const struct term *t)
{
    return t->depth;
}

void term_size(const struct term *t, int *cols, int *rows)
{
    *cols = t->cols;
    *rows = t->rows;
}

/* An answer that the probe did not wait for tells the time as well. */
int term_round_trip_ms(const struct term *t)
{
    if (t->round_trip_ms < 0 && t->asked_ms && t->keys.report_ms > t->asked_ms)
        return (int)(t->keys.report_ms - t->asked_ms);
    return t->round_trip_ms;
}

bool term_is_slow(const struct term *t)
{
    return t && term_round_trip_ms(t) > SLOW_MS;
}

const char *term_note(const struct term *t)
{
    return t->note;
}

bool term_read(struct term *t)
{
    struct pollfd p = {.fd = t->fd, .events = POLLIN};
    char bytes[READ_MAX];
    ssize_t n;

    if (poll(&p, 1, 0) <= 0)
        return true;
    if (!(p.revents & POLLIN))
        return !(p.revents & (POLLHUP | POLLERR | POLLNVAL));
    n = read(t->fd, bytes, sizeof bytes);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if (n == 0)
        return false;
    keys_feed(&t->keys, bytes, (size_t)n, clock_mono_ms());
    secret_wipe(bytes, sizeof bytes);
    return true;
}

void term_flush_input(struct term *t)
{
    tcflush(t->fd, TCIFLUSH);
    keys_flush(&t->keys);
}

bool term_resize(struct term *t)
{
    struct winsize ws = {0};
    int cols, rows;

    if (ioctl(t->fd, TIOCGWINSZ, &ws) < 0 || !ws.ws_col || !ws.ws_row)
        return false; /* a serial line: stay with what terminfo says */
    cols = ws.ws_col > GRID_MAX ? GRID_MAX : ws.ws_col;
    rows = ws.ws_row > GRID_MAX ? GRID_MAX : ws.ws_row;
    if (cols == t->cols && rows == t->rows)
        return false;
    t->cols = cols;
    t->rows = rows;
    resize_term(rows, cols);
    clearok(curscr, TRUE);
    return true;
}

void term_repaint(struct term *t)
{
    term_resize(t);
    clearok(curscr, TRUE);
}

static void paint_cell(const struct term *t, int y, int x, const struct cell *c)
{
    wchar_t codes[CELL_CODES_MAX + 1] = {0};
    cchar_t cc;
    size_t at = 0;
    int n = 0;

    while (at < c->len && n < CELL_CODES_MAX) {
        struct text_char ch = text_next(c->text + at, c->len - at);

        codes[n++] = (wchar_t)ch.code;
        at += ch.size;
    }
    if (setcchar(&cc, codes, t->attr[c->role], t->pair[c->role], NULL) == OK)
        mvadd_wch(y, x, &cc);
}

void term_paint(struct term *t, const struct grid *g)
{
    int y, x;

    if (!t->is_full)
        return;
    termframe_hold(&t->frame);
    erase();
    for (y = 0; y < g->rows && y < t->rows; y++)
        for (x = 0; x < g->cols && x < t->cols; x++) {
            const struct cell *c = grid_cell(g, y, x);
            bool is_plain = c->len == 1 && c->text[0] == ' ' && c->role == ROLE_NORMAL;

            if (c->width == 0 || is_plain || x + c->width > t->cols)
                continue;
            paint_cell(t, y, x, c);
        }
    if (g->cursor_on && g->cursor_y < t->rows && g->cursor_x < t->cols) {
        curs_set(1);
        move(g->cursor_y, g->cursor_x);
    } else {
        curs_set(0);
        move(t->rows - 1, t->cols - 1);
    }
    refresh();
    termframe_send(&t->frame);
}
