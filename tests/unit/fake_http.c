/* SPDX-License-Identifier: MIT
 *
 * fake_http - see fake_http.h.
 */
#include "tests/unit/fake_http.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define MAX_CONNECTIONS 16
#define MAX_REQUEST     (32u * 1024 * 1024)

struct answer {
    char *bytes; /* NULL: silence */
    size_t more; /* letters after the bytes */
    bool close;
};
struct request {
    char *head, *body;
};

struct fake_http {
    int listener, stop, port;
    char url[48];
    pthread_t thread;
    int connections[MAX_CONNECTIONS]; /* the thread's; -1: free */

    pthread_mutex_t lock; /* guards what follows */
    void (*fn)(void *arg);
    void *arg;
    struct answer *answers;
    size_t n_answers, cap_answers, next_answer;
    struct request *requests;
    size_t n_requests, cap_requests;
};

static void require(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    abort();
}

static int listen_on_loopback(int *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    require(fd >= 0, "socket");
    require(bind(fd, (struct sockaddr *)&a, sizeof a) == 0, "bind");
    require(listen(fd, MAX_CONNECTIONS) == 0, "listen");
    require(getsockname(fd, (struct sockaddr *)&a, &len) == 0, "getsockname");
    *port = ntohs(a.sin_port);
    return fd;
}

int fake_http_closed_port(void)
{
    int port, fd = listen_on_loopback(&port);

    close(fd);
    return port;
}

/* ---- the thread ---- */

static char *find_header(const char *head, const char *name)
{
    size_t n = strlen(name);

    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
            line += n + 1;
            line += strspn(line, " ");
            return mem_strndup(line, strcspn(line, "\r"));
        }
    }
    return NULL;
}

/* read_request - false when the other side went away. */
static bool read_request(int fd, struct request *out)
{
    struct buf b = BUF_INIT(MAX_REQUEST);
    size_t head = 0, body = 0;
    char chunk[16384];

    while (!head || b.len < head + body) {
        ssize_t n = recv(fd, chunk, sizeof chunk, 0);
        if (n <= 0) {
            buf_clear(&b);
            return false;
        }
        buf_add(&b, chunk, (size_t)n);
        require(buf_ok(&b), "request too large");
        const char *end = head ? NULL : strstr(b.data, "\r\n\r\n");
        if (end) {
            head = (size_t)(end - b.data) + 4;
            char *text = mem_strndup(b.data, head);
            char *length = find_header(text, "Content-Length");
            body = length ? strtoul(length, NULL, 10) : 0;
            free(length);
            free(text);
        }
    }
    out->head = mem_strndup(b.data, head);
    out->body = mem_strndup(b.data + head, body);
    buf_clear(&b);
    return true;
}

/* send_all - a client that leaves early is no failure. */
static bool send_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* give - one answer; false when the connection is to be closed. */
static bool give(int fd, const struct answer *a)
{
    static char letters[65536];
    bool ok = send_all(fd, a->bytes, strlen(a->bytes));

    memset(letters, 'x', sizeof letters);
    for (size_t left = a->more; ok && left;) {
        size_t n = left < sizeof letters ? left : sizeof letters;
        ok = send_all(fd, letters, n);
        left -= n;
    }
    return ok && !a->close;
}

static bool serve(struct fake_http *f, int fd)
{
    static char unscripted[] = "HTTP/1.1 599 Unscripted\r\nContent-Length: 0\r\n\r\n";
    struct answer a = {.bytes = unscripted};
    struct request r;

    if (!read_request(fd, &r))
        return false;
    pthread_mutex_lock(&f->lock);
    *MEM_PUSH(f->requests, f->n_requests, f->cap_requests) = r;
    void (*fn)(void *) = f->fn;
    void *arg = f->arg;
    pthread_mutex_unlock(&f->lock);
    if (fn)
        fn(arg);
    pthread_mutex_lock(&f->lock);
    if (f->next_answer < f->n_answers)
        a = f->answers[f->next_answer++];
    pthread_mutex_unlock(&f->lock);
    return a.bytes ? give(fd, &a) : true;
}

static void admit(struct fake_http *f)
{
    int fd = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC);

    for (size_t i = 0; fd >= 0 && i < MAX_CONNECTIONS; i++)
        if (f->connections[i] < 0) {
            f->connections[i] = fd;
            return;
        }
    require(fd < 0, "too many connections");
}

static void *run(void *arg)
{
    struct fake_http *f = arg;

    for (;;) {
        struct pollfd p[2 + MAX_CONNECTIONS] = {{.fd = f->stop, .events = POLLIN},
                                                {.fd = f->listener, .events = POLLIN}};
        for (size_t i = 0; i < MAX_CONNECTIONS; i++)
            p[2 + i] = (struct pollfd){.fd = f->connections[i], .events = POLLIN};
        if (poll(p, 2 + MAX_CONNECTIONS, -1) < 0)
            continue;
        if (p[0].revents)
            return NULL;
        for (size_t i = 0; i < MAX_CONNECTIONS; i++)
            if (p[2 + i].revents && !serve(f, f->connections[i])) {
                close(f->connections[i]);
                f->connections[i] = -1;
            }
        if (p[1].revents)
            admit(f);
    }
}

/* ---- the test's side ---- */

struct fake_http *fake_http_new(void)
{
    struct fake_http *f = mem_alloc(sizeof *f);

    f->listener = listen_on_loopback(&f->port);
    f->stop = eventfd(0, EFD_CLOEXEC);
    require(f->stop >= 0, "eventfd");
    for (size_t i = 0; i < MAX_CONNECTIONS; i++)
        f->connections[i] = -1;
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d", f->port);
    pthread_mutex_init(&f->lock, NULL);
    require(pthread_create(&f->thread, NULL, run, f) == 0, "pthread_create");
    return f;
}

void fake_http_free(struct fake_http *f)
{
    if (!f)
        return;
    require(eventfd_write(f->stop, 1) == 0, "eventfd_write");
    pthread_join(f->thread, NULL);
    for (size_t i = 0; i < MAX_CONNECTIONS; i++)
        if (f->connections[i] >= 0)
            close(f->connections[i]);
    close(f->listener);
    close(f->stop);
    for (size_t i = 0; i < f->n_answers; i++)
        free(f->answers[i].bytes);
    for (size_t i = 0; i < f->n_requests; i++) {
        free(f->requests[i].head);
        free(f->requests[i].body);
    }
    free(f->answers);
    free(f->requests);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

int fake_http_port(const struct fake_http *f)
{
    return f->port;
}

const char *fake_http_url(const struct fake_http *f)
{
    return f->url;
}

void fake_http_on_request(struct fake_http *f, void (*fn)(void *arg), void *arg)
{
    pthread_mutex_lock(&f->lock);
    f->arg = arg;
    f->fn = fn;
    pthread_mutex_unlock(&f->lock);
}

static void push(struct fake_http *f, struct answer a)
{
    pthread_mutex_lock(&f->lock);
    *MEM_PUSH(f->answers, f->n_answers, f->cap_answers) = a;
    pthread_mutex_unlock(&f->lock);
}

static char *whole(int status, const char *type, const char *headers, const char *body)
{
    return mem_printf("HTTP/1.1 %d Said\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n%s",
                      status, type, strlen(body), headers ? headers : "", body);
}

void fake_http_reply(struct fake_http *f, int status, const char *content_type,
                     const char *headers, const char *body)
{
    push(f, (struct answer){.bytes = whole(status, content_type, headers, body)});
}

void fake_http_reply_then_close(struct fake_http *f, int status, const char *content_type,
                                const char *headers, const char *body)
{
    push(f,
         (struct answer){.bytes = whole(status, content_type, headers, body), .close = true});
}

void fake_http_raw(struct fake_http *f, const char *bytes)
{
    push(f, (struct answer){.bytes = mem_strdup(bytes), .close = true});
}

void fake_http_flood(struct fake_http *f, const char *bytes, size_t more)
{
    push(f, (struct answer){.bytes = mem_strdup(bytes), .more = more, .close = true});
}

void fake_http_silence(struct fake_http *f)
{
    push(f, (struct answer){.bytes = NULL});
}

size_t fake_http_count(struct fake_http *f)
{
    pthread_mutex_lock(&f->lock);
    size_t n = f->n_requests;
    pthread_mutex_unlock(&f->lock);
    return n;
}

char *fake_http_head(struct fake_http *f, size_t i)
{
    pthread_mutex_lock(&f->lock);
    char *head = i < f->n_requests ? mem_strdup(f->requests[i].head) : NULL;
    pthread_mutex_unlock(&f->lock);
    return head;
}

char *fake_http_header(struct fake_http *f, size_t i, const char *name)
{
    char *head = fake_http_head(f, i), *value = head ? find_header(head, name) : NULL;

    free(head);
    return value;
}

char *fake_http_body(struct fake_http *f, size_t i)
{
    pthread_mutex_lock(&f->lock);
    char *body = i < f->n_requests ? mem_strdup(f->requests[i].body) : NULL;
    pthread_mutex_unlock(&f->lock);
    return body;
}
