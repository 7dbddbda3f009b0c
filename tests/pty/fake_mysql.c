/* SPDX-License-Identifier: MIT
 *
 * fake_mysql - see fake_mysql.h. Packets of the protocol 4.1 without any of its options; failures of
 * its own abort the program.
 */
#include "tests/pty/fake_mysql.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

#define COMMAND_MAX (1 << 20)
#define ANSWER_MAX  (64u << 20)
#define COLUMNS_MAX 8

enum { COM_QUIT = 1, COM_QUERY = 3 };

struct guest {
    pthread_t thread;
    int fd;
};

struct said {
    const char *part, *table;
};

struct fake_mysql {
    int listen_fd, quit_fd, port;
    int databases, tables;
    pthread_t thread;
    _Atomic int64_t sent_ns;
    struct guest *guests; /* the accepting thread's; after it the test's */
    size_t n_guests, cap_guests;
    pthread_mutex_t lock; /* of what was said */
    struct said *said;
    size_t n_said, cap_said;
};

struct talk {
    struct fake_mysql *f;
    int fd;
    unsigned seq;
    struct buf out;
};

static void must(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        abort();
    }
}

/* ---- packets ---- */

static void packet(struct talk *t, const void *bytes, size_t n)
{
    const char head[4] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)t->seq++};
    buf_add(&t->out, head, sizeof head);
    buf_add(&t->out, bytes, n);
}

static bool flush_out(struct talk *t)
{
    size_t at = 0;
    must(buf_ok(&t->out), "an answer that fits");
    while (at < t->out.len) {
        ssize_t n = send(t->fd, t->out.data + at, t->out.len - at, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    buf_reset(&t->out);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    atomic_store(&t->f->sent_ns, now.tv_sec * 1000000000LL + now.tv_nsec);
    return true;
}

static bool read_all(int fd, void *to, size_t n)
{
    for (char *p = to; n;) {
        ssize_t got = recv(fd, p, n, 0);
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* A packet of the client, ended by NUL; NULL when it is gone. Caller frees. */
static char *take(struct talk *t, size_t *n)
{
    unsigned char head[4];
    if (!read_all(t->fd, head, sizeof head))
        return NULL;
    *n = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16;
    must(*n < COMMAND_MAX, "a command that fits");
    char *bytes = mem_alloc(*n + 1);
    if (!read_all(t->fd, bytes, *n)) {
        free(bytes);
        return NULL;
    }
    t->seq = head[3] + 1u;
    return bytes;
}

static void ok_packet(struct talk *t)
{
    packet(t, "\0\0\0\2\0\0\0", 7);
}

static void eof_packet(struct talk *t)
{
    packet(t, "\xfe\0\0\2\0", 5);
}

static void greet(struct talk *t)
{
    static const char hello[] = "\x0a"
                                "8.0.36\0"
                                "\1\0\0\0"
                                "abcdefgh\0" /* what the log-in is mixed with */
                                "\x09\xa2"   /* long passwords, database, protocol 4.1, ... */
                                "\x2d\2\0"   /* utf8mb4, autocommit */
                                "\x08\0"     /* log-in by plug-in */
                                "\x15"
                                "\0\0\0\0\0\0\0\0\0\0"
                                "ijklmnopqrst\0"
                                "mysql_native_password";
    packet(t, hello, sizeof hello);
}

static void text(struct buf *b, const char *s)
{
    size_t n = strlen(s);
    must(n < 251, "a short text");
    buf_addc(b, (char)n);
    buf_add(b, s, n);
}

static void row(struct talk *t, const char *const *values, int n)
{
    struct buf b = BUF_INIT(4096);
    for (int i = 0; i < n; i++)
        if (values[i])
            text(&b, values[i]);
        else
            buf_addc(&b, (char)0xfb); /* NULL */
    packet(t, b.data, b.len);
    buf_clear(&b);
}

static void named_columns(struct talk *t, const char *const *names, int n)
{
    char count = (char)n;
    packet(t, &count, 1);
    for (int i = 0; i < n; i++) {
        struct buf b = BUF_INIT(256);
        text(&b, "def");
        for (int k = 0; k < 5; k++)
            text(&b, k == 3 ? names[i] : "");
        buf_add(&b, "\x0c\x2d\0\xff\xff\0\0\xfd\0\0\0\0\0", 13);
        packet(t, b.data, b.len);
        buf_clear(&b);
    }
    eof_packet(t);
}

static void columns(struct talk *t, int n)
{
    static const char *const names[COLUMNS_MAX] = {"c", "c", "c", "c", "c", "c", "c", "c"};
    must(n <= COLUMNS_MAX, "few columns");
    named_columns(t, names, n);
}

/* ---- answers ---- */

const char FAKE_MYSQL_CUT[] = "";

/* What a test said to it, or NULL. */
static const char *said_to(struct talk *t, const char *sql)
{
    const char *table = NULL;
    pthread_mutex_lock(&t->f->lock);
    for (size_t i = 0; i < t->f->n_said && !table; i++)
        table = strstr(sql, t->f->said[i].part) ? t->f->said[i].table : NULL;
    pthread_mutex_unlock(&t->f->lock);
    return table;
}

static void as_said(struct talk *t, const char *table)
{
    struct strlist lines = {0};
    strlist_split(&lines, table, '\n');
    for (size_t k = 0; k < lines.n; k++) {
        struct strlist cells = {0};
        strlist_split(&cells, lines.items[k], '\t');
        const char *const *values = (const char *const *)cells.items;
        if (k == 0)
            named_columns(t, values, (int)cells.n);
        else
            row(t, values, (int)cells.n);
        strlist_clear(&cells);
    }
    strlist_clear(&lines);
}

static void schemata(struct talk *t)
{
    columns(t, 3);
    for (int i = 0; i < t->f->databases; i++) {
        char name[32];
        snprintf(name, sizeof name, "shop_%03d", i);
        row(t, (const char *const[]){name, "utf8mb4", "utf8mb4_0900_ai_ci"}, 3);
    }
}

/* keys: the primary key of each, else the table. */
static void tables(struct talk *t, bool keys)
{
    columns(t, keys ? 7 : 8);
    for (int i = 0; i < t->f->databases; i++)
        for (int k = 0; k < t->f->tables; k++) {
            char db[32], name[32], rows[32];
            snprintf(db, sizeof db, "shop_%03d", i);
            snprintf(name, sizeof name, "orders_%05d", k);
            snprintf(rows, sizeof rows, "%d", 1000 + k);
            if (keys)
                row(t, (const char *const[]){db, name, "PRIMARY", "1", "order_id", NULL, ""},
                    7);
            else
                row(t,
                    (const char *const[]){db, name, "BASE TABLE", "InnoDB",
                                          "utf8mb4_0900_ai_ci", rows, "1638400", "16384"},
                    8);
        }
}

static void session_values(struct talk *t)
{
    static const char *const names[] = {"character_set_client", "character_set_connection",
                                        "character_set_results"};
    columns(t, 2);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        row(t, (const char *const[]){names[i], "utf8mb4"}, 2);
}

/* false: the connection ends. */
static bool answer(struct talk *t, const char *sql)
{
    bool asks = strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "SHOW", 4) == 0;
    const char *said = asks ? said_to(t, sql) : NULL;
    if (said == FAKE_MYSQL_CUT)
        return false;
    if (!asks) {
        ok_packet(t);
        return true;
    }
    if (said) {
        as_said(t, said);
    } else if (strstr(sql, "information_schema.SCHEMATA ")) {
        schemata(t);
    } else if (strstr(sql, "information_schema.TABLES ")) {
        tables(t, false);
    } else if (strstr(sql, "information_schema.STATISTICS ")) {
        tables(t, true);
    } else if (strstr(sql, "SHOW SESSION VARIABLES")) {
        session_values(t);
    } else if (strstr(sql, "CONNECTION_ID()")) {
        columns(t, 1);
        row(t, (const char *const[]){"1"}, 1);
    } else {
        columns(t, COLUMNS_MAX);
    }
    eof_packet(t);
    return true;
}

static void *talk(void *arg)
{
    struct talk *t = arg;
    size_t n = 0;
    buf_init(&t->out, ANSWER_MAX);
    greet(t);
    char *command = flush_out(t) ? take(t, &n) : NULL; /* whoever it is */
    if (command)
        ok_packet(t);
    bool on = command && flush_out(t);
    free(command);
    while (on && (command = take(t, &n))) {
        on = n > 0 && command[0] != COM_QUIT;
        if (on && command[0] == COM_QUERY)
            on = answer(t, command + 1);
        else if (on)
            ok_packet(t);
        on = on && flush_out(t);
        free(command);
    }
    buf_clear(&t->out);
    shutdown(t->fd, SHUT_RDWR); /* closed with the server, so that nobody else has its number */
    free(t);
    return NULL;
}

/* ---- the server ---- */

static void *run(void *arg)
{
    struct fake_mysql *f = arg;
    for (;;) {
        struct pollfd p[2] = {{.fd = f->listen_fd, .events = POLLIN},
                              {.fd = f->quit_fd, .events = POLLIN}};
        if (poll(p, 2, -1) < 0)
            continue;
        if (p[1].revents)
            return NULL;
        int fd = accept(f->listen_fd, NULL, NULL);
        if (fd < 0)
            continue;
        struct talk *t = mem_alloc(sizeof *t);
        *t = (struct talk){.f = f, .fd = fd};
        struct guest *g = MEM_PUSH(f->guests, f->n_guests, f->cap_guests);
        g->fd = fd;
        must(pthread_create(&g->thread, NULL, talk, t) == 0, "thread");
    }
}

struct fake_mysql *fake_mysql_new(int databases, int tables_each)
{
    struct fake_mysql *f = mem_alloc(sizeof *f);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    f->databases = databases;
    f->tables = tables_each;
    f->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    f->quit_fd = eventfd(0, EFD_CLOEXEC);
    must(f->listen_fd >= 0 && f->quit_fd >= 0, "descriptors");
    must(bind(f->listen_fd, (struct sockaddr *)&at, sizeof at) == 0 &&
             listen(f->listen_fd, 16) == 0 &&
             getsockname(f->listen_fd, (struct sockaddr *)&at, &n) == 0,
         "listen");
    f->port = ntohs(at.sin_port);
    pthread_mutex_init(&f->lock, NULL);
    must(pthread_create(&f->thread, NULL, run, f) == 0, "thread");
    return f;
}

void fake_mysql_free(struct fake_mysql *f)
{
    uint64_t one = 1;
    if (!f)
        return;
    must(write(f->quit_fd, &one, sizeof one) == sizeof one, "quit");
    pthread_join(f->thread, NULL);
    for (size_t i = 0; i < f->n_guests; i++) {
        shutdown(f->guests[i].fd, SHUT_RDWR);
        pthread_join(f->guests[i].thread, NULL);
        close(f->guests[i].fd);
    }
    free(f->guests);
    free(f->said);
    pthread_mutex_destroy(&f->lock);
    close(f->listen_fd);
    close(f->quit_fd);
    free(f);
}

void fake_mysql_say(struct fake_mysql *f, const char *part, const char *table)
{
    pthread_mutex_lock(&f->lock);
    *MEM_PUSH(f->said, f->n_said, f->cap_said) = (struct said){part, table};
    pthread_mutex_unlock(&f->lock);
}

int fake_mysql_port(const struct fake_mysql *f)
{
    return f->port;
}

int64_t fake_mysql_sent_ns(struct fake_mysql *f)
{
    return atomic_load(&f->sent_ns);
}
