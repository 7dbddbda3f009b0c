/* SPDX-License-Identifier: MIT
 *
 * cutover_app - a sample application with a pool of connections that numbers its commits.
 *
 * Usage: cutover_app ADDRESS_FILE USER PASSWORD_FILE
 *   ADDRESS_FILE  holds a port on 127.0.0.1; read anew at every connect, so that the application can be
 *                 pointed elsewhere
 *
 * Each number is one transaction: a row in shop.commits and one more in shop.counter. Where a connection
 * is lost or refused, the number is looked for on the next one before it is written again, as an
 * application does that may not lose or double an order. On standard output, once per number:
 * "MILLISECONDS NUMBER PORT" of the acknowledged commit (or "found" behind it, when it was looked for).
 * SIGTERM: every connection finishes its number first; where that does not succeed in 30 s the number is
 * told as "open NUMBER" and the exit status is 1.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/conn.h"
#include "tests/e2e/side.h"

#define POOL      4
#define PAUSE_MS  20
#define RETRY_MS  100
#define FINISH_MS 30000

static atomic_long next_number = 1;
static atomic_bool stopping, failed;
static pthread_mutex_t out = PTHREAD_MUTEX_INITIALIZER;
static const char *address_file, *user;
static struct secret *password;

struct client {
    struct conn *conn;
    unsigned port;
    bool unsure; /* of the number in hand: it may be committed */
};

static void pause_ms(int ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

    nanosleep(&t, NULL);
}

static void tell(long n, unsigned port, const char *more)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    pthread_mutex_lock(&out);
    printf("%lld %ld %u%s\n", (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000, n, port, more);
    fflush(stdout);
    pthread_mutex_unlock(&out);
}

static unsigned port_now(void)
{
    struct buf b = BUF_INIT(64);
    struct err err;
    uint64_t port = 0;
    char *text = file_read(address_file, &b, &err) ? str_trim(buf_str(&b)) : mem_strdup("");

    if (!str_to_uint(text, 65535, &port))
        port = 0;
    free(text);
    buf_clear(&b);
    return (unsigned)port;
}

static void hang_up(struct client *c)
{
    conn_close(c->conn);
    c->conn = NULL;
}

static bool is_connected(struct client *c)
{
    struct err err = {0};
    struct conn_params p = {.label = "application",
                            .host = "127.0.0.1",
                            .user = user,
                            .password = password,
                            .connect_timeout_s = 5,
                            .read_timeout_s = 10};

    if (c->conn)
        return true;
    p.port = c->port = port_now();
    return p.port && conn_open(&c->conn, &p, NULL, &err);
}

/* 1 it is there, 0 not, -1 nobody knows. */
static int look_for(struct client *c, long n)
{
    char sql[96];
    int64_t found = -1;
    struct err err;

    snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM shop.commits WHERE n = %ld", n);
    return conn_value_int(c->conn, sql, -1, &found, &err) ? (int)found : -1;
}

static bool commit(struct client *c, long n, unsigned who)
{
    struct err err = {0};
    bool ok = conn_exec(c->conn, "BEGIN", &err) &&
              conn_execf(c->conn, &err, "INSERT INTO shop.commits (n, who) VALUES (%ld, %u)", n,
                         who) &&
              conn_execf(c->conn, &err, "UPDATE shop.counter SET n = n + 1 WHERE id = %u", who);

    return ok && conn_exec(c->conn, "COMMIT", &err);
}

/* One try; true: the number is settled. */
static bool try_once(struct client *c, long n, unsigned who)
{
    if (!is_connected(c))
        return false;
    int found = c->unsure ? look_for(c, n) : 0;
    if (found == 1) {
        tell(n, c->port, " found");
        return true;
    }
    if (found == 0 && commit(c, n, who)) {
        tell(n, c->port, "");
        return true;
    }
    c->unsure = true; /* also where COMMIT was never sent: looking costs little */
    hang_up(c);
    return false;
}

static void *work(void *arg)
{
    unsigned who = (unsigned)(uintptr_t)arg;
    struct client c = {0};

    while (!stopping) {
        long n = atomic_fetch_add(&next_number, 1);
        int64_t deadline = CLOCK_NEVER;
        c.unsure = false;
        while (!try_once(&c, n, who)) {
            if (stopping && deadline == CLOCK_NEVER)
                deadline = clock_deadline(FINISH_MS);
            if (stopping && clock_left_ms(deadline) == 0) {
                printf("open %ld\n", n);
                failed = true;
                break;
            }
            pause_ms(RETRY_MS);
        }
        pause_ms(PAUSE_MS);
    }
    hang_up(&c);
    conn_thread_end();
    return NULL;
}

int main(int argc, char **argv)
{
    char word[128];
    pthread_t pool[POOL];
    sigset_t end;
    int signal_number;

    if (argc != 4 || !side_password(argv[3], word, sizeof word)) {
        fprintf(stderr, "usage: cutover_app ADDRESS_FILE USER PASSWORD_FILE\n");
        return 2;
    }
    address_file = argv[1];
    user = argv[2];
    password = secret_from_str(word);
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGINT);
    pthread_sigmask(SIG_BLOCK, &end, NULL);
    conn_library_init();
    for (unsigned i = 0; i < POOL; i++)
        if (pthread_create(&pool[i], NULL, work, (void *)(uintptr_t)(i + 1)) != 0)
            return 1;
    sigwait(&end, &signal_number);
    stopping = true;
    for (unsigned i = 0; i < POOL; i++)
        pthread_join(pool[i], NULL);
    conn_library_end();
    secret_free(password);
    return failed ? 1 : 0;
}
