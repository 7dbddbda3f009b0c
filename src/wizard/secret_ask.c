/* SPDX-License-Identifier: MIT
 *
 * secret_ask - see secret_ask.h.
 */
#include "wizard/secret_ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/* Those that end or stop a program while somebody types; what is ignored stays so. */
static void keyboard_signals(sigset_t *set)
{
    static const int all[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    struct sigaction now;

    sigemptyset(set);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (sigaction(all[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(set, all[i]);
}

/* A line, without its end. False: a signal waits, or the terminal ended before there was one. */
static bool read_line(int tty, int signals, char *line, size_t size, size_t *n)
{
    struct pollfd p[2] = {{.fd = tty, .events = POLLIN}, {.fd = signals, .events = POLLIN}};

    for (*n = 0; *n < size; ++*n) {
        ssize_t got;
        do
            got = poll(p, 2, -1) < 0 ? -1 : p[1].revents ? 0 : read(tty, line + *n, 1);
        while (got < 0 && errno == EINTR);
        if (p[1].revents)
            return false;
        if (got <= 0)
            return *n > 0;
        if (line[*n] == '\n')
            return true;
    }
    return true;
}

/* One question with the echo off. The signals are only looked for and stay pending. */
static bool ask_quietly(int tty, int signals, const char *question, char *line, size_t size,
                        size_t *n)
{
    struct termios was, quiet;

    if (tcgetattr(tty, &was) != 0)
        return false;
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(tty, TCSAFLUSH, &quiet);
    dprintf(tty, "%s: ", question);
    bool given = read_line(tty, signals, line, size, n);
    tcsetattr(tty, TCSAFLUSH, &was);
    dprintf(tty, "\n");
    return given;
}

static bool has_come(int sig)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, sig) == 1;
}

/* Until a line was given or something else than Ctrl-Z came; behind that one it is asked anew. */
static bool ask_until(int tty, const char *question, char *line, size_t size, size_t *n)
{
    sigset_t set, was;
    bool given, stopped;

    keyboard_signals(&set);
    do {
        pthread_sigmask(SIG_BLOCK, &set, &was);
        int signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
        given = signals >= 0 && ask_quietly(tty, signals, question, line, size, n);
        stopped = !given && has_come(SIGTSTP);
        if (signals >= 0)
            close(signals);
        pthread_sigmask(SIG_SETMASK, &was, NULL); /* with the echo back, they do what they do */
    } while (stopped && sigismember(&was, SIGTSTP) == 0);
    return given;
}

enum secret_answer secret_ask(const char *question, struct secret **out)
{
    char line[SECRET_MAX];
    struct termios modes;
    size_t n = 0;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);

    *out = NULL;
    if (tty < 0)
        return SECRET_NO_TERMINAL;
    if (tcgetattr(tty, &modes) != 0) {
        close(tty);
        return SECRET_NO_TERMINAL;
    }
    bool given = ask_until(tty, question, line, sizeof line, &n);
    close(tty);
    if (given)
        *out = secret_new(line, n);
    secret_wipe(line, sizeof line);
    return given ? SECRET_GIVEN : SECRET_STOPPED;
}
