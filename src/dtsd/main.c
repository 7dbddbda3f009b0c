/* SPDX-License-Identifier: MIT
 *
 * main - dtsd from start to end: options, data directory, key, store, actor, server, signals.
 *
 * In the background the first process waits until the daemon listens, prints the endpoint and
 * leaves; so "dtsd returned" means "dtsd answers". The fork happens before any thread exists.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "config.h"
#include "dtsd/check/check.h"
#include "dtsd/daemon.h"
#include "dtsd/options.h"
#include "dtsd/server.h"
#include "dtsd/usable.h"
#include "mysql/conn.h"

#define CREDENTIALS_MAX 65536

enum exit_code { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* What lives from start to end. */
struct process {
    struct options options;
    struct daemon daemon;
    struct server *server;
    int lock_fd;
    bool port_is_habit; /* the port is that of last time, nobody asked for it */
    int ready_fd;       /* pipe to the waiting first process, -1 in the foreground */
};

static int complain(const struct err *err)
{
    fprintf(stderr, "dtsd: %s%s%s%s%s\n", err->text, *err->server ? " (" : "", err->server,
            *err->server ? ")" : "", *err->hint ? "." : "");
    if (*err->hint)
        fprintf(stderr, "      %s\n", err->hint);
    return err->kind == ERR_INPUT ? EXIT_USAGE : EXIT_FAILED;
}

/* ---- credentials.json: what clients on this host read ---- */

/* Id and key survive restarts, so that a wizard left open keeps working; so does the port. */
static bool load_credentials(struct process *p, const char *path, struct err *err)
{
    struct buf b = BUF_INIT(CREDENTIALS_MAX);
    struct json *j = NULL;
    const char *id = NULL, *key = NULL, *endpoint = NULL;
    bool ok;

    if (!file_read(path, &b, err)) {
        buf_clear(&b);
        return err->kind == ERR_GONE;
    }
    j = json_parse(buf_str(&b), b.len, err);
    ok = j && json_read_str(json_get(j, "SecretId"), "SecretId", &id, err) &&
         json_read_str(json_get(j, "SecretKey"), "SecretKey", &key, err) &&
         json_read_str(json_get(j, "Endpoint"), "Endpoint", &endpoint, err);
    if (ok && id && key) {
        p->daemon.secret_id = mem_strdup(id);
        p->daemon.secret_key = secret_from_str(key);
    }
    if (ok && endpoint && p->options.listen_port == 0) {
        const char *colon = strrchr(endpoint, ':');
        uint64_t port;
        if (colon && str_to_uint(colon + 1, 65535, &port))
            p->options.listen_port = (unsigned)port;
        p->port_is_habit = true;
    }
    if (!ok)
        err_wrap(err, "%s", path);
    json_wipe(j);
    json_free(j);
    buf_wipe(&b);
    return ok;
}

static void make_credentials(struct process *p)
{
    char id[33], key[41];

    crypto_random_id(id, 32);
    crypto_random_id(key, 40);
    p->daemon.secret_id = mem_printf("AKIDlocal%s", id);
    p->daemon.secret_key = secret_from_str(key);
    secret_wipe(key, sizeof key);
}

static bool save_credentials(struct process *p, const char *path, const char *endpoint,
                             struct err *err)
{
    struct json *j = json_object();

    json_set(j, "SecretId", json_string(p->daemon.secret_id));
    json_set(j, "SecretKey", json_string(secret_reveal(p->daemon.secret_key)));
    json_set(j, "Endpoint", json_string(endpoint));
    if (p->options
            .tls_cert) { /* a certificate that is trusted for this dtsd and nothing else */
        char *path_of_cert = realpath(p->options.tls_cert, NULL);
        json_set(j, "CaFile", json_string(path_of_cert));
        free(path_of_cert);
    }
    char *text = json_print_pretty(j);
    bool ok = file_replace(path, text, strlen(text), err);
    secret_wipe(text, strlen(text));
    free(text);
    json_wipe(j);
    json_free(j);
    return ok;
}

/* ---- start ---- */

/* The data directory, ours alone: 0700, locked, with our pid in it. */
static bool take_data_dir(struct process *p, struct err *err)
{
    char *path = file_join(p->options.data_dir, "dtsd.pid"), pid[32];
    bool ok = file_make_dirs(p->options.data_dir, err);

    if (ok && chmod(p->options.data_dir, 0700) < 0)
        ok = err_errno(err, errno, "%s cannot be made private", p->options.data_dir);
    if (ok && (p->lock_fd = file_lock(path, err)) < 0) {
        ok = false;
        if (err->kind == ERR_STATE) {
            err_set(err, ERR_STATE, "Another dtsd already uses %s", p->options.data_dir);
            err_hint(err, "Use that one, stop it, or give this one another --data-dir.");
        }
    }
    if (ok) {
        int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
        if (ftruncate(p->lock_fd, 0) < 0 || pwrite(p->lock_fd, pid, (size_t)n, 0) != n)
            ok = err_errno(err, errno, "%s cannot be written", path);
    }
    free(path);
    return ok;
}

static bool add_instances(struct process *p, struct err *err)
{
    struct daemon *d = &p->daemon;

    for (size_t i = 0; i < p->options.instances.n; i++) {
        struct instance inst;
        if (!options_split_instance(p->options.instances.items[i], &inst.id, &inst.host,
                                    &inst.port, err))
            return false;
        if (daemon_instance(d, inst.id)) {
            err_set(err, ERR_INPUT, "The instance %s is given twice", inst.id);
            free(inst.id);
            free(inst.host);
            return false;
        }
        *MEM_PUSH(d->instances, d->n_instances, d->cap_instances) = inst;
    }
    d->usable = usable_new(d->instances, d->n_instances);
    d->unlogged = p->options.unlogged_copy;
    d->dir = p->options.data_dir;
    return true;
}

static bool start_server(struct process *p, struct err *err)
{
    const struct options *o = &p->options;
    struct server_settings how = {
        .addr = o->listen_addr,
        .port = o->listen_port,
        .tls_cert = o->tls_cert,
        .tls_key = o->tls_key,
    };

    if (server_start(&p->server, &p->daemon, &how, err))
        return true;
    /* The port of last time is a habit, not an order: when it is taken another one will do. */
    how.port = 0;
    return p->port_is_habit && err->kind == ERR_STATE &&
           server_start(&p->server, &p->daemon, &how, err);
}

/* Where clients on this host find us. Caller frees. */
static char *endpoint_of(const struct process *p)
{
    const struct options *o = &p->options;
    const char *host = o->tls_name ? o->tls_name : o->listen_addr;
    bool any = str_eq(host, "0.0.0.0") || str_eq(host, "::");
    bool v6 = !any && strchr(host, ':') != NULL;

    return mem_printf("%s://%s%s%s:%u", o->tls_cert ? "https" : "http", v6 ? "[" : "",
                      any ? "localhost" : host, v6 ? "]" : "", server_port(p->server));
}

static bool start(struct process *p, char **endpoint, struct err *err)
{
    struct daemon *d = &p->daemon;
    char *credentials = file_join(p->options.data_dir, "credentials.json");
    bool ok = load_credentials(p, credentials, err);

    if (ok && !d->secret_id)
        make_credentials(p);
    d->started_at = clock_wall_s();
    d->actor = actor_new(d, daemon_tick);
    ok = ok && add_instances(p, err) && store_open(&d->store, p->options.data_dir, err) &&
         daemon_load(d, err) && actor_start(d->actor, err) && start_server(p, err);
    if (ok) {
        *endpoint = endpoint_of(p);
        ok = save_credentials(p, credentials, *endpoint, err);
    }
    free(credentials);
    return ok;
}

/* ---- background ---- */

/* The first process: passes on what the daemon has to say, and its exit code. A daemon that could
 * not start is waited for to its end: until then it holds the lock on the data directory, and who
 * reads the error and tries again would meet it (daemon_end gives its threads a time limit). */
static int wait_for_daemon(pid_t daemon, int fd)
{
    char text[2048];
    size_t n = 0;
    ssize_t got;

    while (n < sizeof text - 1 && (got = read(fd, text + n, sizeof text - 1 - n)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        n += (size_t)got;
    }
    text[n] = '\0';
    if (n && text[0] == 'K') {
        fputs(text + 1, stdout);
        return EXIT_OK;
    }
    fputs(n ? text + 1 : "dtsd: the daemon ended before it could start\n", stderr);
    while (waitpid(daemon, NULL, 0) < 0 && errno == EINTR)
        ;
    return EXIT_FAILED;
}

/* true in the daemon; in the first process *code is its exit code. */
static bool go_background(struct process *p, int *code)
{
    int fds[2];
    pid_t daemon;

    if (pipe2(fds, O_CLOEXEC) < 0)
        return true; /* then nobody waits, that is all */
    switch ((daemon = fork())) {
    case -1:
        close(fds[0]);
        close(fds[1]);
        return true;
    case 0: break;
    default:
        close(fds[1]);
        *code = wait_for_daemon(daemon, fds[0]);
        return false;
    }
    close(fds[0]);
    p->ready_fd = fds[1];
    setsid();
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd < 3; fd++)
        dup2(null, fd);
    return true;
}

/* One line to whoever waits: 'K' and the endpoint, or 'E' and the reason. */
static void report(struct process *p, bool ok, const char *text)
{
    if (p->ready_fd >= 0) {
        dprintf(p->ready_fd, "%c%s\n", ok ? 'K' : 'E', text);
        close(p->ready_fd);
        p->ready_fd = -1;
    } else if (ok) {
        printf("%s\n", text);
        fflush(stdout);
    }
}

static void report_error(struct process *p, const struct err *err)
{
    log_err(LOG_ERROR, "dtsd", err);
    if (p->ready_fd < 0) {
        complain(err);
        return;
    }
    char *text = mem_printf("dtsd: %s%s%s. %s", err->text, *err->server ? ": " : "",
                            err->server, err->hint);
    report(p, false, text);
    free(text);
}

/* ---- the whole ---- */

static void protect_process(void)
{
    struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none); /* passwords are in memory */
    prctl(PR_SET_DUMPABLE, 0);
    umask(077);
}

static void block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool open_log(const struct process *p, struct err *err)
{
    char *path = p->options.foreground ? NULL : file_join(p->options.data_dir, "log");
    bool ok = log_open(path, p->options.log_level, err);

    free(path);
    return ok;
}

/* From the lock to the last signal. */
static int serve(struct process *p)
{
    struct err err;
    sigset_t signals;
    char *endpoint = NULL;
    int sig, code = EXIT_FAILED;

    block_signals(&signals);
    conn_library_init();
    if (take_data_dir(p, &err) && open_log(p, &err) && start(p, &endpoint, &err)) {
        log_info("dtsd", "version %s listens on %s, pid %ld", PACKAGE_VERSION, endpoint,
                 (long)getpid());
        char *line = mem_printf("dtsd: listening on %s", endpoint);
        report(p, true, line);
        free(line);
        while (sigwait(&signals, &sig) != 0 || (sig == SIGHUP && !p->options.foreground))
            ; /* a closed terminal does not concern a daemon */
        log_info("dtsd", "signal %d: stopping; tasks are taken up again at the next start",
                 sig);
        code = EXIT_OK;
    } else {
        report_error(p, &err);
    }
    server_stop(p->server);
    if (p->daemon.actor) {
        if (!daemon_end(&p->daemon)) {
            log_warn("dtsd", "a thread does not end; leaving all the same");
            _exit(code); /* what it still uses must not be freed under it */
        }
        actor_stop(p->daemon.actor);
        actor_free(p->daemon.actor);
    }
    daemon_clear(&p->daemon);
    free(endpoint);
    log_close();
    return code;
}

/* dtsd encrypts and verifies no certificate (run.h: tls), but MariaDB's client library reads the
 * system's 140 for every connection all the same: 3 MB each (measured, Connector/C 3.3). */
static void read_no_certificates(void)
{
    setenv("SSL_CERT_FILE", "/dev/null", 1);
    setenv("SSL_CERT_DIR", "/dev/null", 1);
}

int main(int argc, char **argv)
{
    struct process p = {.lock_fd = -1, .ready_fd = -1};
    struct err err;
    int code = EXIT_OK;

    protect_process();
    read_no_certificates();
    if (!options_read(&p.options, argc, (const char *const *)argv, &err)) {
        code = complain(&err);
    } else if (p.options.help) {
        char *text = options_help();
        fputs(text, stdout);
        free(text);
    } else if (p.options.checks) {
        char *text = check_list();
        fputs(text, stdout);
        free(text);
    } else if (p.options.version) {
        puts("dtsd " PACKAGE_VERSION);
    } else if (p.options.foreground || go_background(&p, &code)) {
        code = serve(&p);
    }
    options_clear(&p.options);
    return code;
}
