/* SPDX-License-Identifier: MIT
 *
 * tcp_proxy - a line between two programs on this machine that can be made bad: cut, stalled,
 * slow, reset.
 *
 * Usage: tcp_proxy PORT_FILE SERVER_PORT [MODE...]
 * Listens on a free port of 127.0.0.1, writes it to PORT_FILE (which appears whole) and forwards
 * each connection to 127.0.0.1:SERVER_PORT until SIGTERM or SIGINT. A MODE is one argument;
 * at the start the line is good. Further ones are read from standard input, one per line, at any
 * time; its end changes nothing. Each is answered on standard output by "ok MODE".
 *
 *   pass          forwards everything
 *   cut up N      closes each connection (both ends, as a kill of the server does) once N bytes
 *   cut down N    went up, to the server, or down, to the client: exactly N arrive; what the other
 *                 direction had in hand may be lost
 *   rst up N      the same with a reset (RST) to both ends; "rst" alone: every open one now
 *   rst down N
 *   stall         accepts and keeps everything open, but forwards nothing and does not connect
 *                 to the server: a half-open line. After pass it goes on where it stood
 *   slow N        N bytes a second in each direction of each connection
 *   stat          changes nothing; prints "stat CONNECTIONS OPEN CUT UP DOWN": how many came, are
 *                 open, were cut or reset by a mode, and the bytes forwarded
 *
 * A mode replaces the one before and holds for open connections too; the bytes of cut and rst
 * are counted from the connection's beginning, so an open one that is past them ends at once.
 *
 * Limits: LINES_MAX connections at a time, more are closed at once. Why poll and no threads: one
 * place decides what is forwarded, so that a byte count is exact.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define LINES_MAX 256
#define ROOM      65536u
#define SLICE_MS  50 /* slow: how often the allowance grows */

enum kind { KIND_PASS, KIND_CUT, KIND_RST, KIND_STALL, KIND_SLOW };
enum way { UP, DOWN, WAYS };

struct mode {
    enum kind kind;
    enum way way;
    unsigned long long n; /* cut, rst: bytes; slow: bytes a second */
};

/* What one end sent and the other has not got yet. */
struct pipe {
    char *bytes; /* ROOM */
    size_t from, to;
    unsigned long long sent;
    long long since; /* slow: when the allowance was last spent, ms */
    double allowance;
    bool ended; /* the sender closed its side */
    bool told;  /* and the receiver knows */
};
struct line {
    int fd
        [WAYS]; /* fd[UP]: of the client, whence bytes go up; fd[DOWN]: of the server, or -1 */
    struct pipe pipe[WAYS];
};

struct proxy {
    int listener, server_port, signals;
    struct mode mode;
    struct line *lines[LINES_MAX];
    size_t n;
    bool input, stop;
    char command[128];
    size_t command_len;
    unsigned long long came, cut, forwarded[WAYS];
};

static void die(const char *what)
{
    fprintf(stderr, "tcp_proxy: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void line_end(struct proxy *p, size_t i, bool reset)
{
    struct line *l = p->lines[i];
    struct linger now = {.l_onoff = 1};

    for (int w = 0; w < WAYS; w++) {
        if (l->fd[w] >= 0) {
            if (reset)
                setsockopt(l->fd[w], SOL_SOCKET, SO_LINGER, &now, sizeof now);
            close(l->fd[w]);
        }
        free(l->pipe[w].bytes);
    }
    free(l);
    p->lines[i] = p->lines[--p->n];
}

/* ---- modes ---- */

static bool mode_parse(const char *text, struct mode *out)
{
    static const struct {
        const char *word;
        enum kind kind;
        enum way way;
        bool counts;
    } table[] = {
        {"pass", KIND_PASS, UP, false},  {"stall", KIND_STALL, UP, false},
        {"cut up ", KIND_CUT, UP, true}, {"cut down ", KIND_CUT, DOWN, true},
        {"rst up ", KIND_RST, UP, true}, {"rst down ", KIND_RST, DOWN, true},
        {"slow ", KIND_SLOW, UP, true},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t len = strlen(table[i].word);
        if (strncmp(text, table[i].word, len) != 0)
            continue;
        char *end = (char *)text + len;
        *out = (struct mode){.kind = table[i].kind, .way = table[i].way};
        if (table[i].counts && *end >= '1' && *end <= '9')
            out->n = strtoull(end, &end, 10);
        return *end == '\0' && (out->n > 0 || !table[i].counts);
    }
    return false;
}

static void reset_all(struct proxy *p)
{
    while (p->n > 0) {
        line_end(p, p->n - 1, true);
        p->cut++;
    }
}

static bool obey(struct proxy *p, const char *text)
{
    struct mode mode;

    if (strcmp(text, "stat") == 0) {
        printf("stat %llu %zu %llu %llu %llu\n", p->came, p->n, p->cut, p->forwarded[UP],
               p->forwarded[DOWN]);
    } else if (strcmp(text, "rst") == 0) {
        reset_all(p);
        printf("ok rst\n");
    } else if (mode_parse(text, &mode)) {
        p->mode = mode;
        printf("ok %s\n", text);
    } else {
        printf("unknown %s\n", text);
        fflush(stdout);
        return false;
    }
    fflush(stdout);
    return true;
}

static void read_commands(struct proxy *p)
{
    ssize_t n =
        read(STDIN_FILENO, p->command + p->command_len, sizeof p->command - 1 - p->command_len);
    if (n <= 0) {
        p->input = false;
        return;
    }
    p->command_len += (size_t)n;
    p->command[p->command_len] = '\0';
    char *end;
    while ((end = strchr(p->command, '\n'))) {
        *end = '\0';
        obey(p, p->command);
        p->command_len -= (size_t)(end + 1 - p->command);
        memmove(p->command, end + 1, p->command_len + 1);
    }
    if (p->command_len == sizeof p->command - 1)
        p->command_len = 0; /* no command is that long */
}

/* ---- connections ---- */

static bool accept_line(struct proxy *p)
{
    int one = 1, fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0)
        return false;
    p->came++;
    if (p->n == LINES_MAX) {
        close(fd);
        return true;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct line *l = mem_alloc(sizeof *l);
    l->fd[UP] = fd;
    l->fd[DOWN] = -1;
    for (int w = 0; w < WAYS; w++) {
        l->pipe[w].bytes = mem_alloc(ROOM);
        l->pipe[w].since = clock_mono_ms();
    }
    p->lines[p->n++] = l;
    return true;
}

/* Loopback answers at once, so connecting may block. */
static bool connect_line(const struct proxy *p, struct line *l)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)p->server_port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return false;
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return false;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    l->fd[DOWN] = fd;
    return true;
}

/* How many bytes this pipe may forward now. */
static unsigned long long allowed(const struct proxy *p, const struct line *l, enum way w)
{
    const struct mode *m = &p->mode;

    if (m->kind == KIND_STALL)
        return 0;
    if (m->kind == KIND_SLOW)
        return (unsigned long long)l->pipe[w].allowance;
    if ((m->kind == KIND_CUT || m->kind == KIND_RST) && m->way == w)
        return m->n > l->pipe[w].sent ? m->n - l->pipe[w].sent : 0;
    return ROOM;
}

static bool is_over(const struct proxy *p, const struct line *l)
{
    const struct mode *m = &p->mode;

    return (m->kind == KIND_CUT || m->kind == KIND_RST) && l->pipe[m->way].sent >= m->n;
}

static bool is_broken(ssize_t n)
{
    return n < 0 && errno != EAGAIN && errno != EINTR;
}

/* Reads from one end and writes to the other; false when the line is dead. */
static bool move_bytes(struct proxy *p, struct line *l, enum way w)
{
    struct pipe *q = &l->pipe[w];
    int in = l->fd[w], out = l->fd[!w];

    if (q->from == q->to && !q->ended) {
        ssize_t n = recv(in, q->bytes, ROOM, 0);
        if (is_broken(n))
            return false;
        q->from = 0;
        q->to = n > 0 ? (size_t)n : 0;
        q->ended = n == 0;
    }
    unsigned long long may = allowed(p, l, w);
    size_t want = q->to - q->from;
    want = want < may ? want : (size_t)may;
    if (want > 0) {
        ssize_t n = send(out, q->bytes + q->from, want, MSG_NOSIGNAL);
        if (is_broken(n))
            return false;
        if (n > 0) {
            q->from += (size_t)n;
            q->sent += (unsigned long long)n;
            q->allowance -= (double)n;
            p->forwarded[w] += (unsigned long long)n;
        }
    }
    if (q->ended && q->from == q->to && !q->told) {
        shutdown(out, SHUT_WR);
        q->told = true;
    }
    return true;
}

static void grow_allowance(const struct proxy *p, struct pipe *q)
{
    long long now = clock_mono_ms();
    double most = (double)p->mode.n * SLICE_MS / 1000 + 1;

    if (p->mode.kind == KIND_SLOW) {
        q->allowance += (double)p->mode.n * (double)(now - q->since) / 1000;
        q->allowance = q->allowance > most ? most : q->allowance;
    }
    q->since = now;
}

/* ---- the loop ---- */

/* Asks only for what can be done: else poll would return at once for ever. */
static short wanted(const struct proxy *p, const struct line *l, enum way end)
{
    const struct pipe *in = &l->pipe[end], *out = &l->pipe[!end];
    short events = 0;

    if (in->from == in->to && !in->ended)
        events |= POLLIN;
    if (out->from < out->to && allowed(p, l, !end) > 0)
        events |= POLLOUT;
    return events;
}

static size_t collect(struct proxy *p, struct pollfd *fds)
{
    size_t n = 0;

    fds[n++] = (struct pollfd){.fd = p->signals, .events = POLLIN};
    fds[n++] = (struct pollfd){.fd = p->listener, .events = POLLIN};
    fds[n++] = (struct pollfd){.fd = p->input ? STDIN_FILENO : -1, .events = POLLIN};
    for (size_t i = 0; i < p->n; i++)
        for (int w = 0; w < WAYS; w++) {
            struct line *l = p->lines[i];
            short events = p->mode.kind == KIND_STALL ? 0 : wanted(p, l, (enum way)w);
            /* without events a closed other end would still wake us each time */
            fds[n++] = (struct pollfd){.fd = events ? l->fd[w] : -1, .events = events};
        }
    return n;
}

static bool serve_line(struct proxy *p, struct line *l)
{
    if (p->mode.kind == KIND_STALL)
        return true;
    if (l->fd[DOWN] < 0 && !connect_line(p, l))
        return false;
    for (int w = 0; w < WAYS; w++) {
        grow_allowance(p, &l->pipe[w]);
        if (!move_bytes(p, l, (enum way)w))
            return false;
    }
    return !(l->pipe[UP].told && l->pipe[DOWN].told);
}

static void turn(struct proxy *p)
{
    static_assert(WAYS == 2, "two ends a line");
    struct pollfd fds[3 + LINES_MAX * WAYS];
    size_t n = collect(p, fds);

    if (poll(fds, n, p->mode.kind == KIND_SLOW && p->n > 0 ? SLICE_MS : -1) < 0 &&
        errno != EINTR)
        die("poll");
    if (fds[0].revents) {
        p->stop = true;
        return;
    }
    while (accept_line(p)) {
        /* all that wait: a command speaks of those that came before it */
    }
    if (fds[2].revents)
        read_commands(p);
    for (size_t i = p->n; i-- > 0;) {
        bool alive = serve_line(p, p->lines[i]);
        bool over = is_over(p, p->lines[i]);
        p->cut += over;
        if (!alive || over)
            line_end(p, i, over && p->mode.kind == KIND_RST);
    }
}

static void start(struct proxy *p, const char *port_file)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    p->signals = signalfd(-1, &set, SFD_CLOEXEC);
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (p->signals < 0 || p->listener < 0 ||
        bind(p->listener, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(p->listener, 128) != 0 ||
        getsockname(p->listener, (struct sockaddr *)&at, &len) != 0)
        die("listen");
    char *temp = mem_printf("%s.new", port_file);
    FILE *f = fopen(temp, "w");
    if (!f || fprintf(f, "%d\n", ntohs(at.sin_port)) < 0 || fclose(f) != 0 ||
        rename(temp, port_file) != 0)
        die(port_file);
    free(temp);
}

int main(int argc, char **argv)
{
    struct proxy p = {.input = true};

    if (argc < 3 || (p.server_port = atoi(argv[2])) <= 0 || p.server_port > 65535) {
        fprintf(stderr, "usage: tcp_proxy PORT_FILE SERVER_PORT [MODE...]\n");
        return 2;
    }
    for (int i = 3; i < argc; i++)
        if (!obey(&p, argv[i]))
            return 2;
    start(&p, argv[1]);
    while (!p.stop)
        turn(&p);
    while (p.n > 0)
        line_end(&p, p.n - 1, false);
    return 0;
}
