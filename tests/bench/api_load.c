/* SPDX-License-Identifier: MIT
 *
 * api_load - asks dtsd for a task at a steady rate and says how long the answers took.
 *
 * Usage: api_load DATA_DIR JOB RATE SECONDS     RATE 0: as fast as it answers
 *
 * Ends after SECONDS, or with SECONDS 0 once the task is neither waiting nor running. Four
 * connections are kept open; every request is signed by itself. The requests are due at times
 * fixed in advance, and an answer's time counts from when its request was due: a server that
 * stands still is charged for all that would have been asked meanwhile.
 *
 * Prints name=value lines: seconds, requests, errors, rate, p50_ms, p99_ms, max_ms, bytes (of
 * an answer), http_cpu_percent and actor_cpu_percent (of the whole machine, by the thread
 * clocks of dtsd), status (of the task at the end), http_waited_ms and load_waited_ms: how long,
 * in the mean for each request, dtsd's HTTP threads and this program were ready to run while the
 * machine had no CPU for them. Exit status 1 when there was an error.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/credentials.h"
#include "dts/model.h"
#include "dts/tc3.h"

#define CONNECTIONS 4
#define SAMPLES_MAX 4000000
#define ANSWER_MAX  (16u * 1024 * 1024)
#define SECOND_NS   1000000000LL

struct load {
    struct dts_credentials cred;
    char *body;
    unsigned port;
    int64_t start_ns, period_ns, end_ns; /* period 0: no pause; end 0: when the task ends */
    atomic_long next, answered, errors;
    atomic_bool over;
    _Atomic int64_t over_ns;
    atomic_size_t bytes;
    char status[32]; /* lock */
    uint32_t *us;    /* one for each answer */
    pthread_mutex_t lock;
    pthread_cond_t changed; /* over */
    pthread_barrier_t ended;
};

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

/* Until ns, or until it is over: who measures how long a task takes does not wait for our turns. */
static void sleep_until(struct load *l, int64_t ns)
{
    struct timespec t = {.tv_sec = ns / SECOND_NS, .tv_nsec = ns % SECOND_NS};

    pthread_mutex_lock(&l->lock);
    while (!l->over && pthread_cond_timedwait(&l->changed, &l->lock, &t) == 0) {
    }
    pthread_mutex_unlock(&l->lock);
}

static void die(const char *what)
{
    fprintf(stderr, "api_load: %s\n", what);
    exit(1);
}

/* ---- one request ---- */

static int dial(const struct load *l)
{
    struct sockaddr_in sa = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)l->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof sa) < 0)
        die("cannot connect");
    return fd;
}

static char *request_of(const struct load *l)
{
    struct tc3_request t = {.host = "dts.local",
                            .content_type = "application/json",
                            .action = "DescribeMigrationDetail",
                            .timestamp = clock_wall_s(),
                            .body = l->body,
                            .body_len = strlen(l->body)};
    char *authorization = tc3_authorize(&t, l->cred.secret_id, l->cred.secret_key);
    char *text = mem_printf("POST / HTTP/1.1\r\nHost: dts.local\r\nContent-Type: %s\r\n"
                            "X-TC-Action: %s\r\nX-TC-Version: %s\r\nX-TC-Timestamp: %lld\r\n"
                            "Authorization: %s\r\nContent-Length: %zu\r\n\r\n%s",
                            t.content_type, t.action, DTS_VERSION, (long long)t.timestamp,
                            authorization, t.body_len, l->body);

    free(authorization);
    return text;
}

/* Reads one answer into b; false when the connection ended first. */
static bool hear(int fd, struct buf *b)
{
    char chunk[65536];
    size_t whole = 0;

    buf_reset(b);
    while (!whole || b->len < whole) {
        ssize_t n = recv(fd, chunk, sizeof chunk, 0);
        if (n <= 0)
            return false;
        buf_add(b, chunk, (size_t)n);
        const char *end = whole ? NULL : strstr(buf_str(b), "\r\n\r\n");
        const char *length = end ? strcasestr(buf_str(b), "\r\nContent-Length:") : NULL;
        if (end && !length)
            return false;
        if (end)
            whole = (size_t)(end - buf_str(b)) + 4 + strtoul(length + 17, NULL, 10);
    }
    return buf_ok(b);
}

/* The task's own status is the first in the object that begins with its JobId. */
static bool take_answer(struct load *l, const struct buf *b)
{
    const char *at = strstr(buf_str(b), "\"Status\":\"");
    char status[sizeof l->status];

    if (strncmp(buf_str(b), "HTTP/1.1 200", 12) != 0 || strstr(buf_str(b), "\"Error\":") || !at)
        return false;
    str_copy(status, sizeof status, at + 10);
    status[strcspn(status, "\"")] = '\0';
    pthread_mutex_lock(&l->lock);
    str_copy(l->status, sizeof l->status, status);
    if (l->end_ns == 0 && !str_eq(status, "readyRun") && !str_eq(status, "running") &&
        !atomic_exchange(&l->over, true)) {
        l->over_ns = now_ns();
        pthread_cond_broadcast(&l->changed);
    }
    pthread_mutex_unlock(&l->lock);
    l->bytes = b->len;
    return true;
}

static void *run(void *arg)
{
    struct load *l = arg;
    struct buf answer = BUF_INIT(ANSWER_MAX);
    int fd = dial(l);

    pthread_setname_np(pthread_self(), "asks");
    while (!l->over) {
        long i = l->next++;
        int64_t due = l->period_ns ? l->start_ns + i * l->period_ns : now_ns();
        if (i >= SAMPLES_MAX || (l->end_ns && due >= l->end_ns))
            break;
        if (l->period_ns)
            sleep_until(l, due);
        if (l->over) /* while we slept: not asked */
            break;
        char *text = request_of(l);
        size_t n = strlen(text);
        if (send(fd, text, n, MSG_NOSIGNAL) != (ssize_t)n || !hear(fd, &answer)) {
            l->errors++;
            close(fd);
            fd = dial(l);
        } else if (!take_answer(l, &answer)) {
            l->errors++;
        }
        l->us[l->answered++] = (uint32_t)((now_ns() - due) / 1000);
        free(text);
    }
    close(fd);
    buf_clear(&answer);
    pthread_barrier_wait(&l->ended); /* our clocks are read ... */
    pthread_barrier_wait(&l->ended); /* ... before we go */
    return NULL;
}

/* ---- dtsd's threads ---- */

/* Of all threads of the process whose name begins with the word: nanoseconds on a CPU, and
 * nanoseconds it was ready to run and had none. on_cpu -1: there is no such thread. */
struct thread_clock {
    int64_t on_cpu, waited;
};

static struct thread_clock clock_of_threads(long pid, const char *name)
{
    char *dir = mem_printf("/proc/%ld/task", pid);
    DIR *d = opendir(dir);
    struct dirent *e;
    struct thread_clock sum = {-1, 0};

    while (d && (e = readdir(d))) {
        char *comm = mem_printf("%s/%s/comm", dir, e->d_name);
        char *stat = mem_printf("%s/%s/schedstat", dir, e->d_name);
        struct buf b = BUF_INIT(4096), s = BUF_INIT(4096);
        struct err err;
        if (e->d_name[0] != '.' && file_read(comm, &b, &err) && str_starts(buf_str(&b), name) &&
            file_read(stat, &s, &err)) {
            char *end;
            sum.on_cpu = (sum.on_cpu < 0 ? 0 : sum.on_cpu) + strtoll(buf_str(&s), &end, 10);
            sum.waited += strtoll(end, NULL, 10);
        }
        buf_clear(&b);
        buf_clear(&s);
        free(comm);
        free(stat);
    }
    if (d)
        closedir(d);
    free(dir);
    return sum;
}

struct clocks {
    struct thread_clock http, visitors, actor, own;
};

static struct clocks clocks_of(long pid)
{
    struct clocks c = {clock_of_threads(pid, "MHD-"), clock_of_threads(pid, "visitors"),
                       clock_of_threads(pid, "actor"),
                       clock_of_threads((long)getpid(), "asks")};

    if (c.http.on_cpu < 0 || c.visitors.on_cpu < 0 || c.actor.on_cpu < 0)
        die("dtsd's threads are not found by their names");
    return c;
}

/* ---- the whole ---- */

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void report(struct load *l, const struct clocks *a, const struct clocks *b)
{
    double seconds = (double)((l->over ? l->over_ns : now_ns()) - l->start_ns) / SECOND_NS;
    double machine = seconds * SECOND_NS * (double)sysconf(_SC_NPROCESSORS_ONLN) / 100;
    size_t n = (size_t)l->answered;

    if (n == 0)
        die("nothing was asked");
    qsort(l->us, n, sizeof *l->us, by_size);
    printf("seconds=%.2f\nrequests=%zu\nerrors=%ld\nrate=%.0f\n", seconds, n, (long)l->errors,
           (double)n / seconds);
    printf("p50_ms=%.2f\np99_ms=%.2f\nmax_ms=%.2f\nbytes=%zu\n", l->us[n / 2] / 1000.0,
           l->us[n - 1 - (n - 1) / 100] / 1000.0, l->us[n - 1] / 1000.0, (size_t)l->bytes);
    printf("http_cpu_percent=%.2f\nactor_cpu_percent=%.2f\nstatus=%s\n",
           (double)(b->http.on_cpu + b->visitors.on_cpu - a->http.on_cpu - a->visitors.on_cpu) /
               machine,
           (double)(b->actor.on_cpu - a->actor.on_cpu) / machine, l->status);
    printf("http_waited_ms=%.3f\nload_waited_ms=%.3f\n",
           (double)(b->http.waited - a->http.waited) / 1e6 / (double)n,
           (double)b->own.waited / 1e6 / (double)n);
}

static long pid_of(const char *dir)
{
    char *path = file_join(dir, "dtsd.pid");
    struct buf b = BUF_INIT(64);
    struct err err;
    long pid = file_read(path, &b, &err) ? strtol(buf_str(&b), NULL, 10) : 0;

    buf_clear(&b);
    free(path);
    if (pid <= 0)
        die("no dtsd there");
    return pid;
}

int main(int argc, char **argv)
{
    static struct load l = {.lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t threads[CONNECTIONS];
    uint64_t rate, seconds, port = 0;
    struct err err;

    if (argc != 5 || !str_to_uint(argv[3], 1000000, &rate) ||
        !str_to_uint(argv[4], 86400, &seconds))
        die("usage: api_load DATA_DIR JOB RATE SECONDS");
    if (!dts_credentials_from_dtsd(argv[1], &l.cred, &err))
        die(err.text);
    const char *colon = strrchr(l.cred.endpoint, ':');
    if (!str_starts(l.cred.endpoint, "http://127.0.0.1:") ||
        !str_to_uint(colon + 1, 65535, &port))
        die("dtsd does not listen on plain 127.0.0.1");
    long pid = pid_of(argv[1]);
    l.port = (unsigned)port;
    l.body = mem_printf("{\"JobId\":\"%s\"}", argv[2]);
    l.us = mem_alloc(SAMPLES_MAX * sizeof *l.us);
    l.period_ns = rate ? SECOND_NS / (int64_t)rate : 0;
    pthread_barrier_init(&l.ended, NULL, CONNECTIONS + 1);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l.changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    struct clocks before = clocks_of(pid);
    l.start_ns = now_ns();
    l.end_ns = seconds ? l.start_ns + (int64_t)seconds * SECOND_NS : 0;
    for (int i = 0; i < CONNECTIONS; i++)
        if (pthread_create(&threads[i], NULL, run, &l) != 0)
            die("no thread");
    pthread_barrier_wait(&l.ended);
    struct clocks after = clocks_of(pid);
    pthread_barrier_wait(&l.ended);
    for (int i = 0; i < CONNECTIONS; i++)
        pthread_join(threads[i], NULL);
    report(&l, &before, &after);
    free(l.us);
    free(l.body);
    dts_credentials_clear(&l.cred);
    return l.errors ? 1 : 0;
}
