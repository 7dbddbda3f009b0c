/* SPDX-License-Identifier: MIT
 *
 * term_program - a small full-screen program on ui/term, driven by test_pty_term.
 *
 * Shows the size, the marks, the depth of colours and the keys it got. Keys: q leaves, z
 * suspends, l leaves the full screen to print a line, w does and waits for Enter, e writes to standard error, x crashes, r
 * repaints.
 */
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/term.h"

#define EXIT_LOST 3

struct program {
    struct term *term;
    struct grid grid;
    char last[128];
    int count;
    bool leave;
};

static void draw(struct program *p)
{
    struct canvas c;
    int cols, rows;

    term_size(p->term, &cols, &rows);
    if (p->grid.cols != cols || p->grid.rows != rows)
        grid_resize(&p->grid, cols, rows);
    grid_erase(&p->grid);
    c = canvas_of(&p->grid, term_glyphs(p->term));
    canvas_fill(&c, 0, 0, 1, cols, ROLE_HEADER);
    canvas_put(&c, 0, 1, ROLE_HEADER, "term program");
    canvas_printf(&c, 1, 0, ROLE_NORMAL, "size %dx%d depth %d %s", cols, rows,
                  (int)term_depth(p->term), c.glyphs->ascii ? "ascii" : "utf8");
    canvas_put(&c, 2, 0, ROLE_GOOD, c.glyphs->done);
    canvas_put(&c, 2, 2, ROLE_BAD, "bad");
    canvas_put(&c, 2, 6, ROLE_NORMAL, "\xe4\xb8\xad\xe6\x96\x87 e\xcc\x81|");
    canvas_printf(&c, 3, 0, ROLE_NORMAL, "keys %d last %s", p->count, p->last);
    canvas_put(&c, rows - 1, cols - 3, ROLE_NORMAL, "END");
    canvas_cursor(&c, 3, 5);
    term_paint(p->term, &p->grid);
}

static void act(struct program *p, int letter)
{
    switch (letter) {
    case 'q': p->leave = true; break;
    case 'z': term_suspend(p->term); break;
    case 'l':
        term_leave(p->term);
        puts("plain line");
        fflush(stdout);
        term_return(p->term);
        break;
    case 'w':
        term_leave(p->term);
        puts("press Enter");
        fflush(stdout);
        term_wait_line(p->term);
        term_return(p->term);
        break;
    case 'e': fputs("stray words\n", stderr); break;
    case 'x': raise(SIGSEGV); break;
    case 'r': term_repaint(p->term); break;
    default: break;
    }
}

static void note(struct program *p, const struct key_event *ev)
{
    const char *burst = ev->burst ? " burst" : "";

    if (ev->key == K_PASTE)
        snprintf(p->last, sizeof p->last, "paste <%s>", ev->paste);
    else if (ev->key == K_CHAR)
        snprintf(p->last, sizeof p->last, "char %s mods %u code %u%s", ev->text, ev->mods,
                 (unsigned)ev->code, burst);
    else
        snprintf(p->last, sizeof p->last, "key %d mods %u.%s", (int)ev->key, ev->mods, burst);
}

static void take_keys(struct program *p)
{
    struct key_event ev;

    while (keys_next(term_keys(p->term), clock_mono_ms(), &ev)) {
        p->count++;
        note(p, &ev);
        if (keys_is_text(&ev) && !ev.burst)
            act(p, keys_latin(&ev));
    }
}

static int loop(struct program *p, int signals)
{
    while (!p->leave) {
        struct pollfd fds[] = {{.fd = term_fd(p->term), .events = POLLIN},
                               {.fd = signals, .events = POLLIN}};
        struct signalfd_siginfo si;

        draw(p);
        poll(fds, 2, clock_left_ms(keys_deadline(term_keys(p->term))));
        if (fds[1].revents & POLLIN && read(signals, &si, sizeof si) == sizeof si) {
            if (si.ssi_signo == SIGTERM || si.ssi_signo == SIGHUP)
                return EXIT_LOST;
            term_resize(p->term);
        }
        if (fds[0].revents && !term_read(p->term))
            return EXIT_LOST;
        take_keys(p);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct term_options opt = {.stderr_fd = -1};
    struct program p = {0};
    struct err err = {0};
    const char *why;
    sigset_t set;
    int rc;

    opt.ascii = argc > 1 && !strcmp(argv[1], "--ascii");
    setlocale(LC_ALL, "");
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCONT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (!term_usable(&why)) {
        printf("not usable: %s\n", why);
        return 1;
    }
    p.term = term_open(&opt, &err);
    if (!p.term) {
        printf("not opened: %s\n", err.text);
        return 1;
    }
    grid_init(&p.grid, 1, 1);
    take_keys(&p); /* typed during the probe */
    rc = loop(&p, signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    term_close(p.term);
    grid_clear(&p.grid);
    puts("goodbye");
    return rc;
}
