/* SPDX-License-Identifier: MIT
 *
 * conn - see conn.h. Here: life, interruption and what brackets a call. Opening is in
 * conn_handle.c, statements, streams and LOAD in conn_query.c, error numbers in conn_error.c,
 * session settings in conn_session.c.
 *
 * A call:   call_begin .. call_end brackets everything that may block in the client library; a
 *           stream is one call from stream_open to stream_close. Inside, the cancel hook is
 *           registered, and an interrupt starts the killer thread at most once. call_end waits
 *           for that thread, so a late KILL QUERY cannot hit the next statement.
 * Locking:  `lock` guards busy, interrupted and killer_started. It is held for assignments and
 *           for starting a thread, never during input or output.
 */
#include "mysql/conn.h"

#include <mysql.h>

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/conn_private.h"

#define KILL_CONNECT_S    3 /* the second connection's time-outs */
#define KILL_GRACE_S      2 /* from KILL QUERY to closing the socket */
#define DEFAULT_CONNECT_S 10
#define DEFAULT_IO_S      60

void conn_library_init(void)
{
    if (mysql_library_init(0, NULL, NULL))
        abort();
}

void conn_library_end(void)
{
    /* mysql_library_end would pull the library from under an attempt to connect that was left
     * alone (see conn_handle.c); the process ends anyway. */
    mysql_thread_end();
}

void conn_thread_end(void)
{
    mysql_thread_end();
}

/* ---- interrupting ---- */

static bool still_busy(struct conn *c)
{
    bool busy;

    pthread_mutex_lock(&c->lock);
    busy = c->busy;
    pthread_mutex_unlock(&c->lock);
    return busy;
}

static void kill_query(struct conn *c)
{
    struct conn_params p = c->p;
    struct handle h;
    struct err err;
    char sql[64];

    if (p.tls != TLS_VERIFY && c->h.peer[0])
        p.host = c->h.peer; /* no second name resolution */
    p.database = NULL;
    p.allow_load = false;
    p.connect_timeout_s = p.read_timeout_s = p.write_timeout_s = KILL_CONNECT_S;
    if (!handle_open(&h, &p, KILL_CONNECT_S * 1000, NULL, &err))
        return; /* the socket is shut down in any case */
    snprintf(sql, sizeof sql, "KILL QUERY %" PRIu64, c->h.id);
    if (still_busy(c))
        mysql_query(h.my, sql);
    handle_close(&h);
}

static void *killer_run(void *arg)
{
    struct conn *c = arg;
    struct timespec until;

    kill_query(c);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += KILL_GRACE_S;
    pthread_mutex_lock(&c->lock);
    while (c->busy && pthread_cond_timedwait(&c->call_over, &c->lock, &until) == 0) {
    }
    if (c->busy)
        shutdown(c->h.fd, SHUT_RDWR);
    pthread_mutex_unlock(&c->lock);
    mysql_thread_end();
    return NULL;
}

void conn_interrupt(struct conn *c)
{
    pthread_mutex_lock(&c->lock);
    if (c->busy && !c->killer_started) {
        atomic_store(&c->interrupted, true);
        c->killer_started = pthread_create(&c->killer, NULL, killer_run, c) == 0;
        if (!c->killer_started)
            shutdown(c->h.fd, SHUT_RDWR); /* rougher, but it stops */
    }
    pthread_mutex_unlock(&c->lock);
}

static void on_cancel(void *arg)
{
    conn_interrupt(arg);
}

/* ---- a call ---- */

bool conn_call_begin(struct conn *c, struct err *err)
{
    bool busy;

    if (c->lost) {
        err_set(err, ERR_NETWORK, _("the connection to the %s was lost"), conn_label(c));
        return err_hint(err, _("Connect again."));
    }
    if (!cancel_check(c->cancel, err))
        return false;
    pthread_mutex_lock(&c->lock);
    busy = c->busy;
    c->busy = true;
    pthread_mutex_unlock(&c->lock);
    if (busy)
        return err_set(err, ERR_STATE, "the connection to the %s is still busy with a stream",
                       c->p.label);
    atomic_store(&c->interrupted, false);
    c->heard_ms = clock_mono_ms();
    cancel_hook_add(c->cancel, &c->hook);
    if (c->stale_kill) { /* a KILL QUERY that came between two statements hits the next one */
        c->stale_kill = false;
        mysql_query(c->h.my, "DO 0");
    }
    return true;
}

void conn_call_end(struct conn *c)
{
    bool join;

    cancel_hook_remove(c->cancel, &c->hook);
    pthread_mutex_lock(&c->lock);
    c->busy = false;
    join = c->killer_started;
    pthread_cond_broadcast(&c->call_over);
    pthread_mutex_unlock(&c->lock);
    if (join) {
        pthread_join(c->killer, NULL);
        pthread_mutex_lock(&c->lock);
        c->killer_started = false;
        pthread_mutex_unlock(&c->lock);
        c->stale_kill = true;
    }
}

/* ---- opening and closing ---- */

static unsigned or_default(unsigned value, unsigned fallback)
{
    return value ? value : fallback;
}

bool conn_open(struct conn **out, const struct conn_params *params, struct cancel *cancel,
               struct err *err)
{
    struct conn_params p = *params;
    struct handle h;
    struct conn *c;
    pthread_condattr_t attr;
    const char *version;

    *out = NULL;
    p.label = p.label ? p.label : "server";
    p.connect_timeout_s = or_default(p.connect_timeout_s, DEFAULT_CONNECT_S);
    p.read_timeout_s = or_default(p.read_timeout_s, DEFAULT_IO_S);
    p.write_timeout_s = or_default(p.write_timeout_s, DEFAULT_IO_S);
    if (!handle_open(&h, &p, (int)p.connect_timeout_s * 1000 + 1000, cancel, err))
        return false;

    c = mem_alloc(sizeof *c);
    c->h = h;
    c->p = p;
    c->p.label = mem_strdup(p.label);
    c->p.host = mem_strdup(str_or(p.host, "localhost"));
    c->p.user = mem_strdup(str_or(p.user, ""));
    c->p.database = mem_strdup(p.database);
    c->p.tls_ca = mem_strdup(p.tls_ca);
    c->password = secret_dup(p.password);
    c->p.password = c->password;
    c->cancel = cancel;
    c->hook = (struct cancel_hook){.fn = on_cancel, .arg = c};
    version = mysql_get_server_info(h.my);
    if (str_starts(version, "5.5.5-") && strcasestr(version, "mariadb"))
        version += strlen("5.5.5-");
    c->version = mem_strdup(version);
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->call_over, &attr);
    pthread_condattr_destroy(&attr);
    conn_refuse_files(c);
    *out = c;
    return true;
}

void conn_close(struct conn *c)
{
    if (!c)
        return;
    if (c->busy) /* a stream left open: nothing more is read from it */
        conn_call_end(c);
    if (c->lost || cancel_is_fired(c->cancel))
        shutdown(c->h.fd, SHUT_RDWR); /* no farewell to somebody who may not listen */
    handle_close(&c->h);
    secret_free(c->password);
    free((char *)c->p.label);
    free((char *)c->p.host);
    free((char *)c->p.user);
    free((char *)c->p.database);
    free((char *)c->p.tls_ca);
    free(c->version);
    pthread_cond_destroy(&c->call_over);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

uint64_t conn_id(const struct conn *c)
{
    return c->h.id;
}

const char *label_shown(const char *label)
{
    static const char *const words[] = {N_("source"), N_("target"), N_("server")};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(label, words[i]))
            return _(words[i]);
    return label;
}

const char *conn_label(const struct conn *c)
{
    return label_shown(c->p.label);
}

const char *conn_host(const struct conn *c)
{
    return c->p.host;
}

unsigned conn_port(const struct conn *c)
{
    return c->p.port;
}

const char *conn_server_version(const struct conn *c)
{
    return c->version;
}

const char *conn_tls_cipher(const struct conn *c)
{
    return c->h.cipher;
}

bool conn_is_lost(const struct conn *c)
{
    return c->lost;
}

uint64_t conn_affected(const struct conn *c)
{
    return c->affected;
}

void conn_set_log_bin_off(struct conn *c, bool off)
{
    c->log_bin_off = off;
}

bool conn_log_bin_off(const struct conn *c)
{
    return c->log_bin_off;
}
