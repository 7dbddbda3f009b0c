/* SPDX-License-Identifier: MIT
 *
 * reach - see reach.h.
 *
 * Source: MySQL client/server protocol, "Protocol::HandshakeV10" and "ERR_Packet".
 */
#include "wizard/reach.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

#define ADDRESSES_MAX   16
#define GREETING_MAX    1024
#define CAP_TLS         0x0800u
#define PROTOCOL_V10    10
#define PACKET_ERR      0xFF
#define ER_HOST_BLOCKED 1129
#define ER_HOST_DENIED  1130

/* ---- names ---- */

struct lookup {
    pthread_mutex_t lock;
    unsigned refs; /* lock */
    char *host;
    int done_fd;
    int code; /* of getaddrinfo */
    struct strlist addresses;
};

static void lookup_drop(struct lookup *l)
{
    pthread_mutex_lock(&l->lock);
    bool last = --l->refs == 0;
    pthread_mutex_unlock(&l->lock);
    if (!last)
        return;
    close(l->done_fd);
    strlist_clear(&l->addresses);
    free(l->host);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static void *lookup_main(void *arg)
{
    struct lookup *l = arg;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    char text[INET6_ADDRSTRLEN];
    uint64_t one = 1;

    l->code = getaddrinfo(l->host, NULL, &hints, &found);
    if (l->code == EAI_NONAME || l->code == EAI_ADDRFAMILY) { /* a host with loopback only */
        hints.ai_flags = 0;
        l->code = getaddrinfo(l->host, NULL, &hints, &found);
    }
    for (struct addrinfo *a = found; l->code == 0 && a; a = a->ai_next)
        if (l->addresses.n < ADDRESSES_MAX &&
            getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, NULL, 0,
                        NI_NUMERICHOST) == 0 &&
            !strlist_has(&l->addresses, text))
            strlist_add(&l->addresses, text);
    if (found)
        freeaddrinfo(found);
    ssize_t ignored = write(l->done_fd, &one, sizeof one);
    (void)ignored;
    lookup_drop(l);
    return NULL;
}

/* Waits for a descriptor. ERR_TIMEOUT, ERR_CANCELLED. */
static bool wait_for(int fd, short events, struct cancel *cancel, int64_t deadline,
                     struct err *err)
{
    struct pollfd p[2] = {{.fd = fd, .events = events},
                          {.fd = cancel_fd(cancel), .events = POLLIN}};

    for (;;) {
        int n = poll(p, 2, clock_left_ms(deadline));
        if (n < 0 && errno == EINTR)
            continue;
        if (!cancel_check(cancel, err))
            return false;
        if (n > 0 && p[0].revents)
            return true;
        if (n == 0)
            return err_set(err, ERR_TIMEOUT, _("No answer in time."));
    }
}

bool reach_resolve(const char *host, struct strlist *out, struct cancel *cancel,
                   int64_t deadline, struct err *err)
{
    struct lookup *l = mem_alloc(sizeof *l);
    pthread_t thread;
    uint64_t count;
    bool ok = false;

    strlist_clear(out);
    pthread_mutex_init(&l->lock, NULL);
    l->refs = 2;
    l->host = mem_strdup(host);
    l->done_fd = eventfd(0, EFD_CLOEXEC);
    int why = l->done_fd < 0 ? errno : pthread_create(&thread, NULL, lookup_main, l);
    if (why) {
        l->refs = 1;
        err_errno(err, why, _("The name %s cannot be looked up"), host);
    } else {
        pthread_detach(thread);
        ok = wait_for(l->done_fd, POLLIN, cancel, deadline, err);
        if (ok && read(l->done_fd, &count, sizeof count) != sizeof count)
            ok = false;
        if (ok && l->code == 0 && l->addresses.n) {
            strlist_copy(out, &l->addresses);
        } else if (ok) {
            err_set(err, ERR_INPUT, _("The name %.200s has no address."), host);
            err_hint(err, _("Look for a slip in the name, or give an address."));
            err_server(err, 0, NULL, gai_strerror(l->code));
            ok = false;
        }
    }
    lookup_drop(l);
    return ok;
}

/* ---- greeting ---- */

static bool connect_to(const char *address, unsigned port, struct cancel *cancel,
                       int64_t deadline, int *out, struct err *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *a = NULL;
    char service[16];
    int why = 0;
    socklen_t len = sizeof why;

    snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(address, service, &hints, &a) != 0)
        return err_set(err, ERR_INPUT, _("%.100s is not an address."), address);
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        why = errno;
    else if (connect(fd, a->ai_addr, a->ai_addrlen) < 0)
        why = errno;
    freeaddrinfo(a);
    if (fd >= 0 && why == EINPROGRESS) {
        if (!wait_for(fd, POLLOUT, cancel, deadline, err)) {
            close(fd);
            return err_wrap(err, _("%s port %u"), address, port);
        }
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) < 0)
            why = errno;
    }
    if (why == 0) {
        *out = fd;
        return true;
    }
    if (fd >= 0)
        close(fd);
    err_errno(err, why, _("%s port %u does not accept a connection"), address, port);
    err->kind = ERR_NETWORK;
    return err_hint(err, _("Look at address, port, firewall and allow-list."));
}

static bool read_exact(int fd, uint8_t *out, size_t n, struct cancel *cancel, int64_t deadline,
                       struct err *err)
{
    while (n) {
        if (!wait_for(fd, POLLIN, cancel, deadline, err))
            return false;
        ssize_t got = recv(fd, out, n, 0);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0) {
            err_errno(err, errno, _("The connection broke off"));
            err->kind = ERR_NETWORK;
            return false;
        }
        if (got == 0) {
            err_set(err, ERR_NETWORK, _("The other side closed the connection at once."));
            return err_hint(err, _("A firewall, a proxy or an allow-list may do this."));
        }
        out += got;
        n -= (size_t)got;
    }
    return true;
}

static bool no_mysql(struct err *err)
{
    err_set(err, ERR_PROTOCOL, _("Something answers there, but it is no MySQL server."));
    return err_hint(err, _("Look at the port."));
}

bool greeting_parse(const uint8_t *payload, size_t n, struct greeting *out, struct err *err)
{
    memset(out, 0, sizeof *out);
    if (n >= 3 && payload[0] == PACKET_ERR) {
        int number = payload[1] | payload[2] << 8;
        char words[512];
        size_t len = n - 3 < sizeof words - 1 ? n - 3 : sizeof words - 1;
        memcpy(words, payload + 3, len);
        words[len] = '\0';
        bool denied = number == ER_HOST_BLOCKED || number == ER_HOST_DENIED;
        err_set(err, denied ? ERR_DENIED : ERR_SERVER,
                denied ? _("The server does not take connections from this host.")
                       : _("The server refuses the connection."));
        err_hint(err, denied ? _("Allow this host's address for the account, or use a tunnel.")
                             : _("The details have the server's words."));
        return err_server(err, number, NULL, words);
    }
    if (n < 2 || payload[0] != PROTOCOL_V10)
        return no_mysql(err);
    const uint8_t *end = memchr(payload + 1, 0, n - 1);
    if (!end)
        return no_mysql(err);
    /* after the version: thread id 4, scramble 8, filler 1, capabilities 2 */
    size_t at = (size_t)(end - payload) + 1 + 4 + 8 + 1;
    if (at + 2 > n)
        return no_mysql(err);
    char *clean = str_printable((const char *)payload + 1, (size_t)(end - payload) - 1);
    str_copy(out->version, sizeof out->version, clean);
    free(clean);
    out->tls = (payload[at] | (unsigned)payload[at + 1] << 8) & CAP_TLS;
    return true;
}

bool reach_greet(const char *address, unsigned port, struct greeting *out,
                 struct cancel *cancel, int64_t deadline, struct err *err)
{
    uint8_t head[4], payload[GREETING_MAX];
    int fd = -1;

    if (!connect_to(address, port, cancel, deadline, &fd, err))
        return false;
    bool ok = read_exact(fd, head, sizeof head, cancel, deadline, err);
    if (ok) {
        size_t n = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16;
        ok = n && n <= sizeof payload ? read_exact(fd, payload, n, cancel, deadline, err) &&
                                            greeting_parse(payload, n, out, err)
                                      : no_mysql(err);
    }
    close(fd);
    return ok;
}
