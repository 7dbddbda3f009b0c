/* SPDX-License-Identifier: MIT
 *
 * conn_handle - opening a connection: options, TLS, and an attempt that can be left alone.
 *
 * Threads:  the client library cannot be stopped while it resolves a name or connects. So the
 *           attempt runs in a detached thread with copies of everything it needs; whoever asked
 *           waits with a deadline and a cancel. The last of the two to leave frees the attempt.
 * Why TLS:  Connector/C 3.3 with TLS switched on connects in plain when, and only when, the
 *           server does not offer TLS, unless verification is on: that is TLS_PREFERRED.
 *           TLS_REQUIRED asserts the cipher afterwards. It protects from listeners; only
 *           TLS_VERIFY protects from somebody in the middle, with any client library.
 */
#include <mysql.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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
#include "base/str.h"
#include "config.h"
#include "mysql/conn_private.h"

#define PACKET_MAX (1024ul * 1024 * 1024)

struct attempt {
    struct conn_params p; /* strings are copies of our own */
    struct secret *password;
    int done_fd;
    pthread_mutex_t lock;
    bool done, left_alone; /* guarded by lock */
    bool ok;               /* from here on: the thread's until done */
    struct handle handle;
    struct err err;
};

/* ---- options ---- */

static void set_flag(MYSQL *my, enum mysql_option option, bool on)
{
    char value = on; /* my_bool of Connector/C, bool of Oracle's library: one byte */

    mysql_options(my, option, &value);
}

static void set_tls(MYSQL *my, const struct conn_params *p)
{
#if HAVE_DECL_MYSQL_OPT_SSL_MODE
    static const unsigned modes[] = {
        [TLS_PREFERRED] = SSL_MODE_PREFERRED,
        [TLS_DISABLED] = SSL_MODE_DISABLED,
        [TLS_REQUIRED] = SSL_MODE_REQUIRED,
        [TLS_VERIFY] = SSL_MODE_VERIFY_IDENTITY,
    };
    mysql_options(my, MYSQL_OPT_SSL_MODE, &modes[p->tls]);
    if (p->tls == TLS_VERIFY && !p->tls_ca) /* this library has no default of its own */
        mysql_options(my, MYSQL_OPT_SSL_CAPATH, "/etc/ssl/certs");
#else
    if (p->tls != TLS_DISABLED)
        set_flag(my, MYSQL_OPT_SSL_ENFORCE, true);
    set_flag(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, p->tls == TLS_VERIFY);
#endif
    if (p->tls == TLS_VERIFY && p->tls_ca)
        mysql_options(my, MYSQL_OPT_SSL_CA, p->tls_ca);
}

static void set_options(MYSQL *my, const struct conn_params *p)
{
    const unsigned protocol = MYSQL_PROTOCOL_TCP; /* "localhost" too */
    const unsigned local = p->allow_load;         /* asked for in the greeting only */
    unsigned long packet = PACKET_MAX;

    mysql_options(my, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &p->connect_timeout_s);
    mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &p->read_timeout_s);
    mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &p->write_timeout_s);
    mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &local);
    mysql_options(my, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
    mysql_options4(my, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", PACKAGE_NAME);
#if HAVE_DECL_MYSQL_OPT_GET_SERVER_PUBLIC_KEY
    set_flag(my, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, true);
#endif
#if HAVE_DECL_MARIADB_OPT_RESTRICTED_AUTH
    /* Connector/C would send the password in clear to a server that asks for it. */
    mysql_options(my, MARIADB_OPT_RESTRICTED_AUTH,
                  "mysql_native_password,caching_sha2_password,sha256_password,"
                  "client_ed25519,parsec");
#endif
    set_tls(my, p);
}

/* ---- the socket ---- */

static void tune_socket(int fd, unsigned write_timeout_s)
{
    const int on = 1, idle = 30, interval = 10, probes = 3;
    /* Not below the write time-out: a server busy with a LOAD keeps its window shut. */
    const unsigned unacked_ms = (write_timeout_s < 60 ? 60 : write_timeout_s) * 1000;

    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacked_ms, sizeof unacked_ms);
}

static void note_socket(struct handle *h, const struct conn_params *p)
{
    struct sockaddr_storage peer;
    socklen_t n = sizeof peer;
#ifdef HAVE_MYSQL_GET_SOCKET
    int fd = (int)mysql_get_socket(h->my);
#else
    int fd = (int)((MYSQL *)h->my)->net.fd;
#endif

    h->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    tune_socket(fd, p->write_timeout_s);
    if (getpeername(fd, (struct sockaddr *)&peer, &n) ||
        getnameinfo((struct sockaddr *)&peer, n, h->peer, sizeof h->peer, NULL, 0,
                    NI_NUMERICHOST))
        h->peer[0] = 0;
}

/* ---- the attempt ---- */

static bool refuse(MYSQL *my, const struct conn_params *p, int64_t began_ms, struct err *err)
{
    int64_t took_ms = clock_mono_ms() - began_ms;
    char text[400];

    snprintf(text, sizeof text, _("cannot connect to the %s as %.80s at %.200s:%u"),
             label_shown(p->label), p->user, p->host, p->port);
    conn_error(err, (int)mysql_errno(my), mysql_sqlstate(my), mysql_error(my), text);
    /* Connector/C says "(115)", operation in progress, for refused and for timed out. */
    if (err->kind == ERR_TIMEOUT && took_ms < (int64_t)p->connect_timeout_s * 1000 - 200) {
        err->kind = ERR_NETWORK;
        snprintf(err->text, sizeof err->text, _("%s: nothing listens there, or it is refused"),
                 text);
    }
    return false;
}

static bool check_cipher(struct handle *h, const struct conn_params *p, struct err *err)
{
    const char *cipher = mysql_get_ssl_cipher(h->my);

    str_copy(h->cipher, sizeof h->cipher, cipher ? cipher : "");
    if (h->cipher[0] || p->tls == TLS_PREFERRED || p->tls == TLS_DISABLED)
        return true;
    err_set(err, ERR_PROTOCOL,
            _("the %s at %s:%u does not offer an encrypted connection (TLS)"),
            label_shown(p->label), p->host, p->port);
    return err_hint(err, _("Switch TLS on at the server, or choose to connect without it."));
}

static bool read_id(struct handle *h, const struct conn_params *p, struct err *err)
{
    MYSQL_RES *res = NULL;
    MYSQL_ROW row;

    /* Not mysql_thread_id(): a proxy greets with a number of its own. */
    if (mysql_query(h->my, "SELECT CONNECTION_ID()") || !(res = mysql_store_result(h->my)))
        return refuse(h->my, p, clock_mono_ms(), err);
    row = mysql_fetch_row(res);
    h->id = row && row[0] ? strtoull(row[0], NULL, 10) : 0;
    mysql_free_result(res);
    return true;
}

static bool connect_now(struct handle *h, const struct conn_params *p, struct err *err)
{
    const unsigned off = 0;
    int64_t began_ms = clock_mono_ms();

    h->fd = -1;
    h->my = mysql_init(NULL);
    if (!h->my)
        abort(); /* out of memory, see base/mem.h */
    set_options(h->my, p);
    if (!mysql_real_connect(h->my, p->host, p->user, secret_reveal(p->password), p->database,
                            p->port, NULL, CLIENT_MULTI_RESULTS)) {
        refuse(h->my, p, began_ms, err);
        goto fail;
    }
    mysql_options(h->my, MYSQL_OPT_LOCAL_INFILE, &off);
    note_socket(h, p);
    if (check_cipher(h, p, err) && read_id(h, p, err))
        return true;
fail:
    handle_close(h);
    return false;
}

static void attempt_free(struct attempt *a)
{
    secret_free(a->password);
    free((char *)a->p.label);
    free((char *)a->p.host);
    free((char *)a->p.user);
    free((char *)a->p.database);
    free((char *)a->p.tls_ca);
    close(a->done_fd);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

static struct attempt *attempt_new(const struct conn_params *p)
{
    struct attempt *a = mem_alloc(sizeof *a);

    a->p = *p;
    a->p.label = mem_strdup(str_or(p->label, "server"));
    a->p.host = mem_strdup(str_or(p->host, "localhost"));
    a->p.user = mem_strdup(str_or(p->user, ""));
    a->p.database = mem_strdup(p->database);
    a->p.tls_ca = str_empty(p->tls_ca) ? NULL : mem_strdup(p->tls_ca);
    a->password = secret_dup(p->password);
    a->p.password = a->password;
    a->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (a->done_fd < 0)
        abort(); /* out of descriptors: not a single connection could be made */
    pthread_mutex_init(&a->lock, NULL);
    return a;
}

static void *attempt_run(void *arg)
{
    struct attempt *a = arg;
    const uint64_t one = 1;
    bool left_alone;

    a->ok = connect_now(&a->handle, &a->p, &a->err);
    mysql_thread_end();
    pthread_mutex_lock(&a->lock);
    a->done = true;
    left_alone = a->left_alone;
    if (!left_alone) {
        ssize_t ignored = write(a->done_fd, &one, sizeof one);
        (void)ignored;
    }
    pthread_mutex_unlock(&a->lock);
    if (left_alone) {
        if (a->ok)
            handle_close(&a->handle);
        attempt_free(a);
    }
    return NULL;
}

static bool start_detached(struct attempt *a, struct err *err)
{
    pthread_attr_t attr;
    pthread_t thread;
    int rc;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    rc = pthread_create(&thread, &attr, attempt_run, a);
    pthread_attr_destroy(&attr);
    return rc == 0 || err_errno(err, rc, _("cannot start a thread to connect with"));
}

/* True when the thread is done; false: deadline or cancel, and the attempt is left alone. */
static bool wait_done(struct attempt *a, int limit_ms, struct cancel *cancel)
{
    struct pollfd fds[2] = {{.fd = a->done_fd, .events = POLLIN},
                            {.fd = cancel_fd(cancel), .events = POLLIN}};
    int64_t deadline = clock_deadline(limit_ms);
    bool done;

    for (;;) {
        int left = clock_left_ms(deadline);
        int n = left == 0 ? 0 : poll(fds, 2, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || fds[0].revents || fds[1].revents)
            break;
    }
    pthread_mutex_lock(&a->lock);
    done = a->done;
    a->left_alone = !done;
    pthread_mutex_unlock(&a->lock);
    return done;
}

bool handle_open(struct handle *out, const struct conn_params *p, int limit_ms,
                 struct cancel *cancel, struct err *err)
{
    struct attempt *a;
    bool ok;

    memset(out, 0, sizeof *out);
    out->fd = -1;
    if (!cancel_check(cancel, err))
        return false;
    a = attempt_new(p);
    if (!start_detached(a, err)) {
        attempt_free(a);
        return false;
    }
    if (!wait_done(a, limit_ms, cancel)) {
        if (!cancel_check(cancel, err))
            return false;
        err_set(err, ERR_TIMEOUT,
                _("cannot connect to the %s as %.80s at %.200s:%u: no answer "
                  "in %d s"),
                label_shown(str_or(p->label, "server")), str_or(p->user, ""),
                str_or(p->host, "localhost"), p->port, (limit_ms + 999) / 1000);
        return err_hint(err, _("Check host and port, the name service, and firewalls on the "
                               "way."));
    }
    ok = a->ok;
    if (ok)
        *out = a->handle;
    else
        *err = a->err;
    attempt_free(a);
    return ok;
}

void handle_close(struct handle *h)
{
    if (h->my)
        mysql_close(h->my);
    if (h->fd >= 0)
        close(h->fd);
    h->my = NULL;
    h->fd = -1;
}
