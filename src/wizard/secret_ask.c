/* SPDX-License-Identifier: MIT
 *
 * secret_ask - see secret_ask.h.
 */
#include "wizard/secret_ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* A line, without its end. False: it was stopped before there was one. */
static bool read_line(int tty, int stop_fd, char *line, size_t size, size_t *n)
{
    struct pollfd p[2] = {{.fd = tty, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};

    while (*n < size) {
        if (poll(p, stop_fd < 0 ? 1 : 2, -1) < 0 && errno == EINTR)
            continue;
        if (stop_fd >= 0 && p[1].revents)
            return false;
        ssize_t got = read(tty, line + *n, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return *n > 0;
        if (line[*n] == '\n')
            break;
        ++*n;
    }
    return true;
}

enum secret_answer secret_ask(const char *question, int stop_fd, struct secret **out)
{
    char line[SECRET_MAX];
    size_t n = 0;
    struct termios was, quiet;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);

    *out = NULL;
    if (tty < 0)
        return SECRET_NO_TERMINAL;
    if (tcgetattr(tty, &was) != 0) {
        close(tty);
        return SECRET_NO_TERMINAL;
    }
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(tty, TCSAFLUSH, &quiet);
    dprintf(tty, "%s: ", question);
    bool given = read_line(tty, stop_fd, line, sizeof line, &n);
    tcsetattr(tty, TCSAFLUSH, &was);
    dprintf(tty, "\n");
    close(tty);
    if (given)
        *out = secret_new(line, n);
    secret_wipe(line, sizeof line);
    return given ? SECRET_GIVEN : SECRET_STOPPED;
}
