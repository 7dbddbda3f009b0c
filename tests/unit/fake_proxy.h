/* SPDX-License-Identifier: MIT
 *
 * fake_proxy - an HTTP proxy on loopback for one CONNECT: whatever host is asked for, the tunnel
 * leads to one port of 127.0.0.1. Failures of its own abort the test program.
 *
 * Threads: one of its own; head may be read after fake_proxy_end
 */
#ifndef TESTS_UNIT_FAKE_PROXY_H
#define TESTS_UNIT_FAKE_PROXY_H

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

struct fake_proxy {
    int listener;
    unsigned port, to;
    pthread_t thread;
    char head[4096]; /* what was asked, up to the empty line */
};

static inline bool fake_proxy_read_head(struct fake_proxy *p, int fd)
{
    size_t n = 0;

    while (n + 1 < sizeof p->head && !strstr(p->head, "\r\n\r\n")) {
        ssize_t got = recv(fd, p->head + n, 1, 0); /* not a byte of what the tunnel carries */
        if (got <= 0)
            return false;
        p->head[++n] = '\0';
    }
    return true;
}

static inline bool fake_proxy_pass(int from, int to)
{
    char chunk[4096];
    ssize_t n = recv(from, chunk, sizeof chunk, 0);

    return n > 0 && send(to, chunk, (size_t)n, MSG_NOSIGNAL) == n;
}

static inline void *fake_proxy_run(void *arg)
{
    static const char yes[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    struct fake_proxy *p = arg;
    int in = accept(p->listener, NULL, NULL), out = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool ok = in >= 0 && out >= 0;

    a.sin_port = htons((uint16_t)p->to);
    ok = ok && fake_proxy_read_head(p, in) && connect(out, (void *)&a, sizeof a) == 0 &&
         send(in, yes, sizeof yes - 1, MSG_NOSIGNAL) == (ssize_t)sizeof yes - 1;
    while (ok) {
        struct pollfd f[2] = {{.fd = in, .events = POLLIN}, {.fd = out, .events = POLLIN}};
        ok = poll(f, 2, -1) > 0;
        if (ok && f[0].revents)
            ok = fake_proxy_pass(in, out);
        if (ok && f[1].revents)
            ok = fake_proxy_pass(out, in);
    }
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return NULL;
}

static inline void fake_proxy_start(struct fake_proxy *p, unsigned to)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;

    memset(p, 0, sizeof *p);
    p->to = to;
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (p->listener < 0 || bind(p->listener, (void *)&a, sizeof a) != 0 ||
        listen(p->listener, 1) != 0 || getsockname(p->listener, (void *)&a, &len) != 0 ||
        pthread_create(&p->thread, NULL, fake_proxy_run, p) != 0)
        abort();
    p->port = ntohs(a.sin_port);
}

/* fake_proxy_end - waits for the tunnel's end; one that nobody asked for is given up. */
static inline void fake_proxy_end(struct fake_proxy *p)
{
    shutdown(p->listener, SHUT_RDWR);
    pthread_join(p->thread, NULL);
    close(p->listener);
}

#endif
