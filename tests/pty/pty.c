/* SPDX-License-Identifier: MIT
 *
 * pty - see pty.h.
 */
#include "tests/pty/pty.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/text.h"

#define STEP_MS    20 /* at most so long between two looks at a condition */
#define VTERM_COLS 2  /* at least: libvterm 0.1.4 dies of a wide character in one column */

struct pty {
    int master, slave;
    struct termios first; /* modes before the program ran */
    pid_t pid;
    bool exited;
    int status;
    VTerm *vt;
    VTermScreen *screen;
    bool mute;
    int answer_ms;
    int cols, rows;
    size_t bytes;
    struct buf raw;
    char home[256];
    bool own_home;
};

static void remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *e;

    while (dir && (e = readdir(dir))) {
        char *sub;
        struct stat st;

        if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
            continue;
        sub = mem_printf("%s/%s", path, e->d_name);
        if (lstat(sub, &st) == 0 && S_ISDIR(st.st_mode))
            remove_tree(sub);
        else
            unlink(sub);
        free(sub);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

static void add_env(struct strlist *env, const char *name, const char *value)
{
    if (value)
        strlist_take(env, mem_printf("%s=%s", name, value));
}

static void make_env(const struct pty *p, const struct pty_options *opt, struct strlist *env)
{
    static const char *const kept[] = {"PATH",         "ASAN_OPTIONS", "UBSAN_OPTIONS",
                                       "LSAN_OPTIONS", "TSAN_OPTIONS", "TERMINFO"};
    static const char *const xdg[] = {"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                                      "XDG_DATA_HOME", "XDG_RUNTIME_DIR"};
    size_t i;

    for (i = 0; opt->env && opt->env[i]; i++) /* of two with one name the first counts */
        strlist_add(env, opt->env[i]);
    for (i = 0; i < sizeof kept / sizeof *kept; i++)
        add_env(env, kept[i], getenv(kept[i]));
    add_env(env, "TERM", str_or(opt->term, "xterm-256color"));
    add_env(env, "LC_ALL", str_or(opt->lang, "C.UTF-8"));
    add_env(env, "TZ", "UTC");
    add_env(env, "HOME", p->home);
    add_env(env, "ESCDELAY", "10");
    for (i = 0; i < sizeof xdg / sizeof *xdg; i++) {
        char *dir = mem_printf("%s/%s", p->home, xdg[i]);

        mkdir(dir, 0700);
        add_env(env, xdg[i], dir);
        free(dir);
    }
}

static _Noreturn void child(int slave, const char *const argv[], const struct strlist *env)
{
    char **envp = mem_alloc((env->n + 1) * sizeof *envp);
    sigset_t none;

    memcpy(envp, env->items, env->n * sizeof *envp);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (login_tty(slave) == 0)
        execvpe(argv[0], (char *const *)argv, envp);
    _exit(127);
}

/* What the terminal answers goes back to the program. */
static void answer(const char *s, size_t n, void *user)
{
    struct pty *p = user;

    if (p->mute || p->master < 0)
        return;
    if (p->answer_ms)
        poll(NULL, 0, p->answer_ms);
    pty_send(p, s, n);
}

static void make_terminal(struct pty *p)
{
    p->vt = vterm_new(p->rows, p->cols);
    vterm_set_utf8(p->vt, 1);
    vterm_output_set_callback(p->vt, answer, p);
    p->screen = vterm_obtain_screen(p->vt);
    vterm_screen_enable_altscreen(p->screen, 1);
    vterm_screen_reset(p->screen, 1);
}

struct pty *pty_start(const char *const argv[], const struct pty_options *opt)
{
    static const struct pty_options plain;
    struct pty *p = mem_alloc(sizeof *p);
    struct strlist env = {0};
    struct winsize ws = {0};

    opt = opt ? opt : &plain;
    p->cols = opt->cols > 0 ? opt->cols : 80;
    p->rows = opt->rows > 0 ? opt->rows : 24;
    p->mute = opt->mute;
    p->answer_ms = opt->answer_ms;
    p->master = p->slave = -1;
    buf_init(&p->raw, PTY_RAW_MAX);
    p->own_home = !opt->home;
    snprintf(p->home, sizeof p->home, "%s", opt->home ? opt->home : "/tmp/dw-pty-XXXXXX");
    ws.ws_col = (unsigned short)p->cols;
    ws.ws_row = (unsigned short)p->rows;
    if ((p->own_home && !mkdtemp(p->home)) ||
        openpty(&p->master, &p->slave, NULL, NULL, &ws) < 0) {
        perror("pty_start");
        free(p);
        return NULL;
    }
    fcntl(p->master, F_SETFD, FD_CLOEXEC);
    fcntl(p->slave, F_SETFD, FD_CLOEXEC);
    fcntl(p->master, F_SETFL, O_NONBLOCK);
    tcgetattr(p->slave, &p->first);
    make_terminal(p);
    make_env(p, opt, &env);
    p->pid = fork();
    if (p->pid == 0)
        child(p->slave, argv, &env);
    strlist_clear(&env);
    return p;
}

static void reap(struct pty *p)
{
    int status;

    if (!p->exited && p->pid > 0 && waitpid(p->pid, &status, WNOHANG) == p->pid) {
        p->exited = true;
        p->status = status;
    }
}

void pty_free(struct pty *p)
{
    if (!p)
        return;
    reap(p);
    if (!p->exited && p->pid > 0) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, NULL, 0);
    }
    pty_hangup(p);
    vterm_free(p->vt);
    buf_clear(&p->raw);
    if (p->own_home)
        remove_tree(p->home);
    free(p);
}

pid_t pty_pid(const struct pty *p)
{
    return p->pid;
}

const char *pty_home(const struct pty *p)
{
    return p->home;
}

static bool pump(struct pty *p, int ms)
{
    struct pollfd fd = {.fd = p->master, .events = POLLIN};
    bool any = false;
    char bytes[8192];
    ssize_t n;

    if (p->master < 0 || poll(&fd, 1, ms) <= 0)
        return false;
    while ((n = read(p->master, bytes, sizeof bytes)) > 0) {
        any = true;
        p->bytes += (size_t)n;
        buf_add(&p->raw, bytes, (size_t)n);
        vterm_input_write(p->vt, bytes, (size_t)n);
    }
    return any;
}

bool pty_read(struct pty *p, int ms)
{
    return pump(p, ms);
}

void pty_send(struct pty *p, const char *bytes, size_t n)
{
    int64_t deadline = clock_deadline(PTY_WAIT_MS);

    while (n && p->master >= 0 && clock_left_ms(deadline) > 0) {
        ssize_t done = write(p->master, bytes, n);

        if (done > 0) {
            bytes += done;
            n -= (size_t)done;
        } else if (errno == EAGAIN) {
            struct pollfd fd = {.fd = p->master, .events = POLLOUT};

            poll(&fd, 1, STEP_MS);
        } else if (errno != EINTR) {
            return;
        }
    }
}

/* So that keys do not come as one burst. */
bool pty_taken(struct pty *p)
{
    int64_t deadline = clock_deadline(PTY_WAIT_MS);
    int waiting = 1;

    while (p->slave >= 0 && !p->exited && clock_left_ms(deadline) > 0) {
        if (ioctl(p->slave, FIONREAD, &waiting) < 0 || waiting == 0)
            return true;
        pump(p, 1);
        reap(p);
    }
    return p->slave < 0 || p->exited;
}

static const struct {
    const char *name, *bytes;
} key_names[] = {
    {"Enter", "\r"},    {"Tab", "\t"},       {"BackTab", "\033[Z"}, {"Esc", "\033"},
    {"Space", " "},     {"BS", "\177"},      {"Del", "\033[3~"},    {"Ins", "\033[2~"},
    {"Up", "\033[A"},   {"Down", "\033[B"},  {"Right", "\033[C"},   {"Left", "\033[D"},
    {"Home", "\033[H"}, {"End", "\033[F"},   {"PgUp", "\033[5~"},   {"PgDn", "\033[6~"},
    {"F1", "\033OP"},   {"F2", "\033OQ"},    {"F3", "\033OR"},      {"F4", "\033OS"},
    {"F5", "\033[15~"}, {"F6", "\033[17~"},  {"F7", "\033[18~"},    {"F8", "\033[19~"},
    {"F9", "\033[20~"}, {"F10", "\033[21~"}, {"F11", "\033[23~"},   {"F12", "\033[24~"},
    {"lt", "<"},
};

/* Bytes of a key by its name (n bytes at s) in out; their count, 0 when it has none. */
static size_t key_bytes(const char *s, size_t n, char out[8])
{
    size_t i;

    for (i = 0; i < sizeof key_names / sizeof *key_names; i++)
        if (strlen(key_names[i].name) == n && !memcmp(key_names[i].name, s, n))
            return str_copy(out, 8, key_names[i].bytes);
    if (n == 3 && s[0] == 'C' && s[1] == '-') {
        out[0] = (char)(s[2] & 0x1F);
        return 1;
    }
    if (n == 3 && s[0] == 'A' && s[1] == '-') {
        out[0] = '\033';
        out[1] = s[2];
        return 2;
    }
    return 0;
}

void pty_keys(struct pty *p, const char *keys)
{
    while (*keys) {
        char out[8] = "";
        size_t n, taken;

        if (*keys == '<') {
            const char *end = strchr(keys, '>');

            n = end ? key_bytes(keys + 1, (size_t)(end - keys) - 1, out) : 0;
            if (!n) {
                fprintf(stderr, "pty_keys: no such key: %s\n", keys);
                abort();
            }
            taken = (size_t)(end - keys) + 1;
        } else {
            uint32_t code;

            n = taken = text_decode(keys, strlen(keys), &code);
            n = taken = n ? n : 1;
            memcpy(out, keys, n);
        }
        pty_send(p, out, n);
        pty_taken(p);
        if (n == 1 && out[0] == '\033')
            pty_settle(p, PTY_WAIT_MS);
        keys += taken;
    }
}

void pty_paste(struct pty *p, const char *text)
{
    char *all = mem_printf("\033[200~%s\033[201~", text);

    pty_send(p, all, strlen(all));
    pty_taken(p);
    free(all);
}

void pty_size(const struct pty *p, int *cols, int *rows)
{
    *cols = p->cols;
    *rows = p->rows;
}

void pty_resize(struct pty *p, int cols, int rows)
{
    struct winsize ws = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    while (pump(p, 0)) /* what was drawn for the old size */
        ;
    p->cols = cols;
    p->rows = rows;
    vterm_set_size(p->vt, rows, cols < VTERM_COLS ? VTERM_COLS : cols);
    ioctl(p->master, TIOCSWINSZ, &ws); /* the kernel sends SIGWINCH */
}

void pty_signal(struct pty *p, int sig)
{
    reap(p);
    if (!p->exited)
        kill(p->pid, sig);
}

void pty_hangup(struct pty *p)
{
    if (p->slave >= 0)
        close(p->slave);
    if (p->master >= 0)
        close(p->master);
    p->slave = p->master = -1;
}

static void add_cell(struct buf *b, const VTermScreenCell *cell)
{
    int i;

    if (!cell->chars[0])
        buf_addc(b, ' ');
    for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
        char text[5];

        buf_add(b, text, text_encode(cell->chars[i], text));
    }
}

static void add_line(struct pty *p, struct buf *b, int y)
{
    size_t start = b->len;
    VTermPos pos = {.row = y};

    while (pos.col < p->cols) {
        VTermScreenCell cell;

        if (!vterm_screen_get_cell(p->screen, pos, &cell))
            break;
        add_cell(b, &cell);
        pos.col += cell.width > 1 ? cell.width : 1;
    }
    while (b->len > start && b->data[b->len - 1] == ' ')
        b->data[--b->len] = '\0';
}

char *pty_line(struct pty *p, int y)
{
    struct buf b = BUF_INIT(1 << 20);

    add_line(p, &b, y);
    return buf_steal(&b);
}

char *pty_screen(struct pty *p)
{
    struct buf b = BUF_INIT(1 << 24);
    int y;

    for (y = 0; y < p->rows; y++) {
        add_line(p, &b, y);
        buf_addc(&b, '\n');
    }
    return buf_steal(&b);
}

bool pty_has(struct pty *p, const char *text)
{
    char *screen = pty_screen(p);
    bool has = strstr(screen, text) != NULL;

    free(screen);
    return has;
}

static bool failed(struct pty *p, const char *what, const char *text)
{
    char *screen = pty_screen(p);

    fprintf(stderr, "pty: %s \"%s\"; the screen:\n%s", what, text, screen);
    if (p->exited)
        fprintf(stderr, "pty: the program has ended with status 0x%x\n", p->status);
    free(screen);
    return false;
}

static bool wait_for(struct pty *p, const char *text, bool wanted, int ms)
{
    int64_t deadline = clock_deadline(ms);

    while (pty_has(p, text) != wanted) {
        if (!clock_left_ms(deadline) || (p->exited && !pump(p, 0)))
            return pty_has(p, text) == wanted ||
                   failed(p, wanted ? "never showed" : "still shows", text);
        pump(p, STEP_MS);
        reap(p);
    }
    return true;
}

bool pty_wait_text(struct pty *p, const char *text, int ms)
{
    return wait_for(p, text, true, ms);
}

bool pty_wait_gone(struct pty *p, const char *text, int ms)
{
    return wait_for(p, text, false, ms);
}

/* What /proc says of one of its threads: R and D are at work. ' ': it is gone. */
static char state_of(const struct pty *p, const char *thread)
{
    char *path = mem_printf("/proc/%ld/task/%s/stat", (long)p->pid, thread);
    struct buf b = BUF_INIT(4096);
    struct err ignored;
    const char *name_end = file_read(path, &b, &ignored) ? strrchr(buf_str(&b), ')') : NULL;
    char state = name_end ? name_end[2] : ' ';

    buf_clear(&b);
    free(path);
    return state;
}

/* Is a thread waiting for a processor, or has a program that runs not read what it was sent? Then the
 * screen is not what it will be, however long nothing comes: on a busy machine, for longer than any quiet
 * time. (Keys that lie there together would also be read together, and be a paste.) */
static bool is_busy(const struct pty *p)
{
    char *path = mem_printf("/proc/%ld/task", (long)p->pid);
    DIR *dir = opendir(path);
    int unread = 0;
    bool busy = false, runs = false;

    for (const struct dirent *e; dir && !busy && (e = readdir(dir));) {
        char state = e->d_name[0] == '.' ? ' ' : state_of(p, e->d_name);
        busy = state == 'R' || state == 'D';
        runs = runs || state == 'S';
    }
    if (dir)
        closedir(dir);
    free(path);
    return busy || (runs && ioctl(p->slave, FIONREAD, &unread) == 0 && unread > 0);
}

bool pty_settle(struct pty *p, int ms)
{
    int64_t deadline = clock_deadline(ms), quiet = clock_deadline(PTY_QUIET_MS);

    while (p->master >= 0) {
        if (!clock_left_ms(deadline))
            return failed(p, "never settled", "");
        if (pump(p, clock_left_ms(quiet)))
            quiet = clock_deadline(PTY_QUIET_MS);
        else if (clock_left_ms(quiet) == 0 && !is_busy(p))
            return true;
        else if (clock_left_ms(quiet) == 0)
            poll(NULL, 0, 1);
    }
    return true;
}

bool pty_wait_exit(struct pty *p, int ms, int *status)
{
    int64_t deadline = clock_deadline(ms);

    while (!p->exited && clock_left_ms(deadline)) {
        if (p->master < 0)
            poll(NULL, 0, STEP_MS); /* nothing to read any more: only the child is waited for */
        else
            pump(p, STEP_MS);
        reap(p);
    }
    if (!p->exited)
        return failed(p, "did not end", "");
    while (pump(p, 0))
        ;
    *status = p->status;
    return true;
}

bool pty_ended(struct pty *p, int *status)
{
    reap(p);
    *status = p->exited ? p->status : 0;
    return p->exited;
}

bool pty_wait_stop(struct pty *p, int ms)
{
    int64_t deadline = clock_deadline(ms);
    int status;

    while (clock_left_ms(deadline)) {
        pid_t rc = waitpid(p->pid, &status, WNOHANG | WUNTRACED);

        if (rc == p->pid && WIFSTOPPED(status))
            return true;
        if (rc == p->pid) {
            p->exited = true;
            p->status = status;
            break;
        }
        pump(p, STEP_MS);
    }
    return failed(p, "did not stop", "");
}

void pty_cursor(struct pty *p, int *y, int *x)
{
    VTermPos pos;

    vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &pos);
    *y = pos.row;
    *x = pos.col;
}

bool pty_is_reverse(struct pty *p, int y, int x)
{
    VTermPos pos = {.row = y, .col = x};
    VTermScreenCell cell;

    return vterm_screen_get_cell(p->screen, pos, &cell) && cell.attrs.reverse;
}

int pty_foreground(struct pty *p, int y, int x)
{
    VTermPos pos = {.row = y, .col = x};
    VTermScreenCell cell;

    if (!vterm_screen_get_cell(p->screen, pos, &cell) || !VTERM_COLOR_IS_INDEXED(&cell.fg))
        return -1;
    return cell.fg.indexed.idx;
}

size_t pty_bytes(const struct pty *p)
{
    return p->bytes;
}

void pty_bytes_reset(struct pty *p)
{
    p->bytes = 0;
    buf_reset(&p->raw);
}

bool pty_raw_has(const struct pty *p, const char *bytes)
{
    return p->raw.len && memmem(p->raw.data, p->raw.len, bytes, strlen(bytes)) != NULL;
}

void pty_first_modes(const struct pty *p, struct termios *out)
{
    *out = p->first;
}

bool pty_modes(const struct pty *p, struct termios *out)
{
    return p->slave >= 0 && tcgetattr(p->slave, out) == 0;
}

bool pty_modes_same(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && !memcmp(a->c_cc, b->c_cc, sizeof a->c_cc);
}
