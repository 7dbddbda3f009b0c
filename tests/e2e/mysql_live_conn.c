/* SPDX-License-Identifier: MIT
 *
 * mysql_live_conn - one connection against a real server: opening, TLS, statements, streams,
 * LOAD DATA LOCAL, stopping, session settings. Run by tests/e2e/mysql-live.
 */
#include "tests/e2e/live.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "mysql/quote.h"

/* ---- a listener of our own, for servers that behave badly ---- */

static int listen_on(unsigned *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&a, n) == 0 && listen(fd, 4) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    *port = ntohs(a.sin_port);
    return fd;
}

static void open_fails(struct conn_params p, struct cancel *cancel, enum err_kind kind,
                       int number, const char *part)
{
    struct conn *c = (struct conn *)1;
    struct err err = {0};

    if (conn_open(&c, &p, cancel, &err))
        fail_msg("the connection was made");
    assert_null(c);
    if (err.kind != kind || (number && err.number != number) || !strstr(err.text, part))
        fail_msg("%s %d: %s (%s)", err_kind_name(err.kind), err.number, err.text, err.server);
    assert_true(kind == ERR_CANCELLED || err.hint[0]);
}

static void *fire_later(void *cancel)
{
    cancel_wait(NULL, 300);
    cancel_fire(cancel);
    return NULL;
}

static void *greet_with_html(void *arg)
{
    static const char html[] = "HTTP/1.1 400 Bad Request\r\n\r\n<html>no</html>";
    int fd = accept(*(int *)arg, NULL, NULL);

    ssize_t ignored = write(fd, html, sizeof html - 1);
    (void)ignored;
    close(fd);
    return NULL;
}

static void test_open_errors(void **state)
{
    const struct live *l = *state;
    struct conn_params p = l->root;
    struct secret *wrong = secret_from_str("not-the-password");
    struct cancel *cancel = cancel_new();
    pthread_t thread;
    unsigned port;
    int fd;

    p.password = wrong;
    open_fails(p, NULL, ERR_AUTH, 1045, "source as root at 127.0.0.1:");
    p.password = NULL;
    open_fails(p, NULL, ERR_AUTH, 1045, "refused");
    p = l->root;
    p.database = "no_such_database";
    open_fails(p, NULL, ERR_SERVER, 1049, "no such database");
    p = l->root;
    p.host = "no-such-host.invalid";
    open_fails(p, NULL, ERR_NETWORK, 2005, "not known");

    p = l->root;
    fd = listen_on(&p.port);
    close(fd);
    open_fails(p, NULL, ERR_NETWORK, 0, "nothing listens");

    fd = listen_on(&port); /* never answers */
    p = l->root;
    p.port = port;
    p.connect_timeout_s = 1;
    open_fails(p, NULL, ERR_TIMEOUT, 0, "no answer");
    p.connect_timeout_s = 30;
    pthread_create(&thread, NULL, fire_later, cancel);
    open_fails(p, cancel, ERR_CANCELLED, 0, "stopped");
    pthread_join(thread, NULL);
    open_fails(p, cancel, ERR_CANCELLED, 0, "stopped");
    close(fd);

    fd = listen_on(&p.port);
    struct conn *c;
    struct err err = {0};
    pthread_create(&thread, NULL, greet_with_html, &fd);
    assert_false(conn_open(&c, &p, NULL, &err));
    assert_true(err.text[0]);
    pthread_join(thread, NULL);
    close(fd);
    secret_free(wrong);
    cancel_free(cancel);
}

static void test_tls(void **state)
{
    const struct live *l = *state;
    struct conn_params p = l->root;
    struct conn *c;

    p.tls = TLS_DISABLED;
    c = live_open(&p, NULL);
    assert_string_equal(conn_tls_cipher(c), "");
    conn_close(c);
    p.tls = TLS_PREFERRED;
    c = live_open(&p, NULL);
    assert_int_equal(conn_tls_cipher(c)[0] != 0, l->ca != NULL);
    conn_close(c);
    p.tls = TLS_REQUIRED;
    if (!l->ca) {
        open_fails(p, NULL, ERR_PROTOCOL, 0, "TLS");
        p.tls = TLS_VERIFY;
        open_fails(p, NULL, ERR_PROTOCOL, 0, "TLS");
        return;
    }
    c = live_open(&p, NULL);
    assert_true(conn_tls_cipher(c)[0]);
    conn_close(c);
    p.tls = TLS_VERIFY; /* not a certificate that this system trusts */
    open_fails(p, NULL, ERR_PROTOCOL, 2026, "TLS");
    p.tls_ca = l->ca; /* trusted now, but it names localhost */
    open_fails(p, NULL, ERR_PROTOCOL, 2026, "TLS");
    p.host = "localhost";
    c = live_open(&p, NULL);
    assert_true(conn_tls_cipher(c)[0]);
    assert_true(live_int(c, "SELECT 1") == 1);
    conn_close(c);
    p.tls_ca = "/nonexistent/ca.pem";
    open_fails(p, NULL, ERR_PROTOCOL, 0, "TLS");
}

/* The first login of an account after FLUSH PRIVILEGES sends the password whole: without TLS
 * the library has to ask for the server's public key. */
static void test_login_without_tls(void **state)
{
    const struct live *l = *state;
    struct conn_params p = l->root;
    struct secret *word = secret_from_str("l0ng'pass\\word\"");
    struct conn *root = live_open(&l->root, NULL), *c;

    live_exec(root, "DROP USER IF EXISTS live_plain@'%'");
    live_exec(root, "CREATE USER live_plain@'%' IDENTIFIED BY 'l0ng\\'pass\\\\word\"'");
    live_exec(root, "FLUSH PRIVILEGES");
    p.user = "live_plain";
    p.password = word;
    p.tls = TLS_DISABLED;
    c = live_open(&p, NULL);
    assert_string_equal(conn_tls_cipher(c), "");
    live_refused(c, "SELECT * FROM mysql.user", ERR_DENIED, 1142);
    live_refused(c, "CREATE DATABASE live_denied", ERR_DENIED, 1044);
    conn_close(c);
    live_exec(root, "DROP USER live_plain@'%'");
    conn_close(root);
    secret_free(word);
}

static void test_statements(void **state)
{
    const struct live *l = *state;
    struct conn *c = live_open(&l->root, NULL);
    struct err err = {0};
    struct rows r;
    char *text;
    struct strlist warnings = {0};

    assert_true(conn_id(c) == (uint64_t)live_int(c, "SELECT CONNECTION_ID()"));
    assert_false(str_starts(conn_server_version(c), "5.5.5-"));
    live_exec(c, "DROP DATABASE IF EXISTS live");
    live_exec(c, "CREATE DATABASE live");
    live_exec(c, "CREATE TABLE live.t (a INT PRIMARY KEY, b VARBINARY(20))");
    live_exec(c, "INSERT INTO live.t VALUES (1, NULL), (2, 'x\\0y'), (3, '')");
    assert_int_equal(conn_affected(c), 3);
    assert_true(conn_query(c, "SELECT a, b AS Bee FROM live.t ORDER BY a", &r, &err));
    assert_int_equal(r.n, 3);
    assert_int_equal(r.cols, 2);
    assert_null(rows_get(&r, 0, 1));
    assert_int_equal(rows_length(&r, 1, 1), 3);
    assert_memory_equal(rows_get(&r, 1, 1), "x\0y", 4);
    assert_string_equal(rows_by_name(&r, 2, "bee"), "");
    assert_null(rows_by_name(&r, 2, "c"));
    assert_null(rows_get(&r, 3, 0));
    assert_int_equal(rows_int(&r, 1, 0, -1), 2);
    assert_int_equal(rows_int(&r, 0, 1, -7), -7);
    rows_clear(&r);
    assert_true(conn_value(c, "SELECT a FROM live.t WHERE a = 99", &text, &err));
    assert_null(text);
    assert_int_equal(live_int(c, "SELECT NULL"), -1);

    live_exec(c, "CREATE PROCEDURE live.p() BEGIN SELECT 1; SELECT 2, 3; END");
    live_exec(c, "CALL live.p()"); /* every result is read, the connection stays in step */
    assert_true(conn_query(c, "CALL live.p()", &r, &err));
    assert_int_equal(r.cols, 1);
    rows_clear(&r);
    assert_int_equal(live_int(c, "SELECT 7"), 7);

    live_refused(c, "SELEC 1", ERR_SERVER, 1064);
    live_refused(c, "SELECT 1; SELECT 2", ERR_SERVER, 1064); /* one statement at a time */
    live_refused(c, "SELECT * FROM live.missing", ERR_SERVER, 1146);
    assert_false(conn_execf(c, &err, "INSERT INTO live.t VALUES (%d, 'x')", 1));
    assert_int_equal(err.number, 1062);
    assert_string_equal(err.code, "23000");
    live_exec(c, "DROP TABLE IF EXISTS live.missing");
    assert_true(conn_warnings(c, 5, &warnings, &err));
    assert_int_equal(warnings.n, 1);
    assert_true(str_starts(warnings.items[0], "1051 "));
    strlist_clear(&warnings);
    assert_false(conn_is_lost(c));
    conn_close(c);
}

#define NUMBERS "SELECT a.a * 100 + b.a * 10 + d.a FROM live.n a, live.n b, live.n d"

static void make_numbers(struct conn *c)
{
    live_exec(c, "DROP TABLE IF EXISTS live.n");
    live_exec(c, "CREATE TABLE live.n (a INT PRIMARY KEY)");
    live_exec(c, "INSERT INTO live.n VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
}

static void test_stream(void **state)
{
    const struct live *l = *state;
    struct conn *c = live_open(&l->root, NULL);
    struct err err = {0};
    struct stream *s;
    unsigned long *lengths;
    char **row;
    int64_t sum = 0, n = 0;

    make_numbers(c);
    assert_true(stream_open(&s, c, NUMBERS, &err));
    assert_int_equal(stream_cols(s), 1);
    while (stream_next(s, &row, &lengths, &err) && row) {
        assert_int_equal(lengths[0], strlen(row[0]));
        sum += strtol(row[0], NULL, 10);
        n++;
        if (n == 10)
            live_refused(c, "SELECT 1", ERR_STATE, 0);
    }
    assert_int_equal(n, 1000);
    assert_int_equal(sum, 999 * 1000 / 2);
    assert_true(stream_next(s, &row, &lengths, &err) && !row); /* the end stays the end */
    stream_close(s);
    assert_true(stream_open(&s, c, NUMBERS, &err));
    assert_true(stream_next(s, &row, &lengths, &err) && row);
    stream_close(s); /* early */
    assert_int_equal(live_int(c, "SELECT 5"), 5);
    assert_false(stream_open(&s, c, "SELECT * FROM live.missing", &err));
    assert_null(s);
    assert_false(stream_open(&s, c, "DO 1", &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    stream_close(NULL);
    conn_close(c);
}

/* ---- LOAD DATA LOCAL ---- */

struct feed {
    int at, upto, fail_at;
};

static int feed_rows(void *arg, char *out, unsigned cap)
{
    struct feed *f = arg;
    unsigned n = 0;

    while (f->at < f->upto && cap - n > 40) {
        if (f->at == f->fail_at)
            return -1;
        n += (unsigned)snprintf(out + n, cap - n, "%d\trow %d\n", f->at, f->at);
        f->at++;
    }
    return (int)n;
}

#define LOAD_T(name) "LOAD DATA LOCAL INFILE '" name "' INTO TABLE live.t"

static void test_load(void **state)
{
    const struct live *l = *state;
    struct conn *c = live_open(&l->root, NULL), *plain;
    struct conn_params p = l->root;
    struct feed f = {.upto = 50000, .fail_at = -1};
    struct load_source source = {feed_rows, &f};
    struct load_result r;
    struct err err = {0};

    live_exec(c, "TRUNCATE live.t");
    if (!conn_load(c, LOAD_T("dts"), &source, &r, &err))
        fail_msg("%s (%s)", err.text, err.server);
    assert_int_equal(r.records, 50000);
    assert_int_equal(r.skipped + r.warnings + r.deleted, 0);
    assert_int_equal(live_int(c, "SELECT COUNT(*) FROM live.t WHERE b = CONCAT('row ', a)"),
                     50000);

    f = (struct feed){.at = 49998, .upto = 50002, .fail_at = -1};
    assert_true(conn_load(c, LOAD_T("dts"), &source, &r, &err));
    assert_int_equal(r.records, 4);
    assert_int_equal(r.skipped, 2);
    assert_int_equal(r.warnings, 2);

    f = (struct feed){.at = 60000, .upto = 60010, .fail_at = -1};
    assert_false(conn_load(c, LOAD_T("/etc/hostname"), &source, &r, &err));
    assert_int_equal(err.kind, ERR_DENIED);
    assert_int_equal(f.at, 60000); /* nothing was asked for */
    assert_false(conn_load(c, LOAD_T("dts2"), &source, &r, &err));
    assert_int_equal(err.kind, ERR_DENIED);

    live_exec(c, "BEGIN");
    f = (struct feed){.at = 70000, .upto = 90000, .fail_at = 80000};
    assert_false(conn_load(c, LOAD_T("dts"), &source, &r, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    live_exec(c, "ROLLBACK");
    assert_int_equal(live_int(c, "SELECT COUNT(*) FROM live.t"), 50002);

    /* Everything but conn_load refuses, on a loading connection too. */
    assert_false(conn_exec(c, LOAD_T("dts"), &err));
    assert_true(err.number == 2000 || err.number == 2068); /* Connector/C, Oracle's library */
    assert_false(conn_exec(c, LOAD_T("/etc/hostname"), &err));
    assert_true(err.number == 2000 || err.number == 2068);
    assert_false(conn_load(c, "SELECT 1", &source, &r, &err));
    assert_false(conn_load(c, "DO 1", &source, &r, &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    p.allow_load = false;
    plain = live_open(&p, NULL);
    assert_false(conn_load(plain, LOAD_T("dts"), &source, &r, &err));
    assert_int_equal(err.kind, ERR_STATE);
    assert_false(conn_exec(plain, LOAD_T("/etc/hostname"), &err));
    conn_close(plain);

    live_exec(c, "SET GLOBAL local_infile = OFF");
    plain = live_open(&l->root, NULL);
    assert_false(conn_load(plain, LOAD_T("dts"), &source, &r, &err));
    live_exec(c, "SET GLOBAL local_infile = ON");
    assert_int_equal(err.kind, ERR_DENIED);
    conn_close(plain);
    assert_int_equal(live_int(c, "SELECT COUNT(*) FROM live.t"), 50002);
    conn_close(c);
}

/* ---- stopping ---- */

/* Minutes of work for the server, unless it is stopped. */
#define HEAVY                                                                            \
    "SELECT COUNT(*) FROM live.n a, live.n b, live.n c, live.n d, live.n e, live.n f, "  \
    "live.n g, live.n h, live.n i, live.n j WHERE CONCAT(a.a, b.a, c.a, d.a, e.a) LIKE " \
    "REPEAT('x', a.a + j.a)"

static void *interrupt_later(void *conn)
{
    cancel_wait(NULL, 300);
    conn_interrupt(conn);
    return NULL;
}

static void test_interrupt(void **state)
{
    const struct live *l = *state;
    struct conn *c = live_open(&l->root, NULL);
    struct err err = {0};
    struct stream *s;
    unsigned long *lengths;
    char **row;
    pthread_t thread;

    conn_interrupt(c); /* nothing runs: nothing happens */
    make_numbers(c);
    for (int round = 0; round < 3; round++) {
        pthread_create(&thread, NULL, interrupt_later, c);
        live_refused(c, HEAVY, ERR_CANCELLED, 0);
        pthread_join(thread, NULL);
        assert_false(conn_is_lost(c));
        assert_int_equal(live_int(c, "SELECT 8"), 8); /* no late KILL hits the next one */
    }
    assert_true(stream_open(&s, c, NUMBERS ", live.n e, live.n f, live.n g, live.n h", &err));
    pthread_create(&thread, NULL, interrupt_later, c);
    while (stream_next(s, &row, &lengths, &err) && row) {
    }
    assert_int_equal(err.kind, ERR_CANCELLED);
    pthread_join(thread, NULL);
    stream_close(s);
    conn_close(c);
}

static void test_cancel(void **state)
{
    const struct live *l = *state;
    struct cancel *cancel = cancel_new();
    struct conn *c = live_open(&l->root, cancel);
    pthread_t thread;

    pthread_create(&thread, NULL, fire_later, cancel);
    live_refused(c, HEAVY, ERR_CANCELLED, 0);
    pthread_join(thread, NULL);
    live_refused(c, "SELECT 1", ERR_CANCELLED, 0);
    conn_close(c);
    open_fails(l->root, cancel, ERR_CANCELLED, 0, "stopped");
    cancel_free(cancel);
}

static void test_two_at_once(void **state)
{
    const struct live *l = *state;
    struct cancel *cancel = cancel_new();
    struct conn *c[] = {live_open(&l->root, cancel), live_open(&l->root, cancel), NULL};
    struct err err = {0};
    struct rows r;
    pthread_t thread;

    assert_true(conn_send(c[0], "SELECT SLEEP(2), 'slow'", &err));
    assert_true(conn_send(c[1], "SELECT 'quick' UNION ALL SELECT NULL", &err));
    live_refused(c[0], "SELECT 1", ERR_STATE, 0); /* its answer is still to come */
    assert_int_equal(conn_answered(c, 3, 60000), 1);
    assert_true(conn_receive(c[1], &r, &err));
    assert_int_equal(r.n, 2);
    assert_string_equal(rows_get(&r, 0, 0), "quick");
    assert_null(rows_get(&r, 1, 0));
    rows_clear(&r);
    assert_int_equal(conn_answered(c, 1, 60000), 0);
    assert_true(conn_receive(c[0], &r, &err));
    assert_string_equal(rows_get(&r, 0, 1), "slow");
    rows_clear(&r);
    assert_int_equal(conn_answered(c, 2, 0), -1); /* nobody says anything unasked */

    assert_true(conn_send(c[0], "SELECT no_such_column", &err));
    assert_false(conn_receive(c[0], &r, &err));
    assert_int_equal(err.number, 1054);
    assert_int_equal(live_int(c[0], "SELECT 5"), 5);

    assert_true(conn_send(c[0], HEAVY, &err) && conn_send(c[1], HEAVY, &err));
    pthread_create(&thread, NULL, fire_later, cancel);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(conn_answered(c + i, 1, 60000), 0);
        assert_false(conn_receive(c[i], &r, &err));
        assert_int_equal(err.kind, ERR_CANCELLED);
    }
    pthread_join(thread, NULL);
    assert_false(conn_send(c[0], "SELECT 1", &err));
    assert_int_equal(err.kind, ERR_CANCELLED);
    conn_close(c[0]);
    conn_close(c[1]);
    cancel_free(cancel);

    c[0] = live_open(&l->root, NULL);
    assert_true(conn_send(c[0], "SELECT SLEEP(1)", &err));
    conn_close(c[0]); /* the answer is nobody's */
}

/* A way to the server for one connection only: the killing second one finds nobody. */
struct relay {
    int listener;
    unsigned to;
};

static void pump(int a, int b)
{
    struct pollfd p[2] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
    char bytes[4096];

    for (;;) {
        if (poll(p, 2, 60000) <= 0)
            return;
        for (int i = 0; i < 2; i++) {
            ssize_t n = p[i].revents ? read(p[i].fd, bytes, sizeof bytes) : -2;
            if (n == -2)
                continue;
            if (n <= 0 || write(p[1 - i].fd, bytes, (size_t)n) != n)
                return;
        }
    }
}

static void *relay_one(void *arg)
{
    struct relay *r = arg;
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)r->to),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int near = accept(r->listener, NULL, NULL), far = socket(AF_INET, SOCK_STREAM, 0);

    close(r->listener);
    if (connect(far, (struct sockaddr *)&a, sizeof a) == 0)
        pump(near, far);
    close(near);
    close(far);
    return NULL;
}

static void test_cancel_without_second_connection(void **state)
{
    const struct live *l = *state;
    struct conn_params p = l->root;
    struct relay relay = {.to = p.port};
    struct cancel *cancel = cancel_new();
    struct err err = {0};
    pthread_t relay_thread, thread;
    struct conn *c;

    relay.listener = listen_on(&p.port);
    pthread_create(&relay_thread, NULL, relay_one, &relay);
    c = live_open(&p, cancel);
    pthread_create(&thread, NULL, fire_later, cancel);
    live_refused(c, HEAVY, ERR_CANCELLED, 0); /* by closing the socket */
    assert_true(conn_is_lost(c));
    assert_false(conn_exec(c, "SELECT 1", &err));
    assert_int_equal(err.kind, ERR_NETWORK);
    pthread_join(thread, NULL);
    pthread_join(relay_thread, NULL);
    conn_close(c);
    cancel_free(cancel);
}

static void test_loss(void **state)
{
    const struct live *l = *state;
    struct conn_params p = l->root;
    struct conn *root = live_open(&l->root, NULL), *c;
    struct err err = {0};

    c = live_open(&p, NULL);
    assert_true(conn_execf(root, &err, "KILL %llu", (unsigned long long)conn_id(c)));
    live_refused(c, HEAVY, ERR_NETWORK, 0);
    assert_true(conn_is_lost(c));
    live_refused(c, "SELECT 1", ERR_NETWORK, 0);
    conn_close(c);

    p.read_timeout_s = 1;
    c = live_open(&p, NULL);
    live_refused(c, "SELECT SLEEP(20)", ERR_TIMEOUT, 0);
    assert_true(conn_is_lost(c));
    live_refused(c, "SELECT 1", ERR_NETWORK, 0);
    conn_close(c);
    conn_close(root);
}

/* ---- session settings ---- */

static void has_setting(struct conn *c, const char *name, const char *want)
{
    struct err err = {0};
    struct rows r;

    assert_true(conn_queryf(c, &r, &err, "SHOW SESSION VARIABLES LIKE '%s'", name));
    if (r.n && strcmp(rows_get(&r, 0, 1), want) != 0)
        fail_msg("%s is %s, not %s", name, rows_get(&r, 0, 1), want);
    rows_clear(&r);
}

static void test_session(void **state)
{
    const struct live *l = *state;
    struct conn *root = live_open(&l->root, NULL), *c;
    struct conn_params p = l->root;
    struct secret *word = secret_from_str("Low-1");
    struct err err = {0};

    live_exec(root, "SET GLOBAL sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
    live_exec(root, "SET GLOBAL time_zone='+07:00'");
    p.unlogged = true;
    for (int kind = SESSION_READ; kind <= SESSION_DDL; kind++) {
        const char *charset = kind == SESSION_DUMP ? "binary" : "utf8mb4";
        bool writes = kind == SESSION_LOAD || kind == SESSION_DDL;
        c = live_open(&p, NULL);
        if (!conn_session(c, (enum session_kind)kind, &err))
            fail_msg("%s (%s)", err.text, err.server);
        has_setting(c, "sql_mode", "NO_AUTO_VALUE_ON_ZERO");
        has_setting(c, "time_zone", "+00:00");
        has_setting(c, "character_set_client", charset);
        has_setting(c, "character_set_results", charset);
        has_setting(c, "foreign_key_checks", writes ? "OFF" : "ON");
        has_setting(c, "unique_checks", kind == SESSION_LOAD ? "OFF" : "ON");
        has_setting(c, "sql_log_bin", writes ? "OFF" : "ON");
        has_setting(c, "innodb_strict_mode", writes ? "OFF" : "ON");
        assert_int_equal(conn_log_bin_off(c), writes);
        assert_true(conn_session(c, (enum session_kind)kind, &err)); /* again: no change */
        conn_close(c);
    }
    c = live_open(&l->root, NULL); /* nobody agreed */
    assert_true(conn_session(c, SESSION_LOAD, &err));
    has_setting(c, "sql_log_bin", "ON");
    assert_false(conn_log_bin_off(c));
    conn_close(c);

    /* An account without rights: fine, until something that needs them is wanted. */
    live_exec(root, "DROP USER IF EXISTS live_low@'%'");
    live_exec(root, "CREATE USER live_low@'%' IDENTIFIED BY 'Low-1'");
    p.user = "live_low";
    p.password = word;
    c = live_open(&p, NULL);
    assert_true(conn_session(c, SESSION_LOAD, &err));
    assert_false(conn_log_bin_off(c));
    conn_close(c);
    if (live_int(root, "SELECT COUNT(*) FROM information_schema.COLLATIONS WHERE "
                       "COLLATION_NAME = 'utf8mb4_0900_ai_ci' AND IS_DEFAULT = 'Yes'") == 1) {
        live_exec(root, "SET GLOBAL default_collation_for_utf8mb4=utf8mb4_general_ci, "
                        "GLOBAL sql_generate_invisible_primary_key=ON, "
                        "GLOBAL sql_require_primary_key=ON");
        p.user = l->root.user;
        p.password = l->root.password;
        c = live_open(&p, NULL);
        assert_true(conn_session(c, SESSION_DDL, &err));
        has_setting(c, "default_collation_for_utf8mb4", "utf8mb4_0900_ai_ci");
        has_setting(c, "sql_generate_invisible_primary_key", "OFF");
        has_setting(c, "sql_require_primary_key", "OFF");
        conn_close(c);
        live_exec(root, "SET GLOBAL default_collation_for_utf8mb4=DEFAULT, "
                        "GLOBAL sql_generate_invisible_primary_key=DEFAULT");
        p.user = "live_low";
        p.password = word;
        c = live_open(&p, NULL);
        assert_false(conn_session(c, SESSION_LOAD, &err));
        live_exec(root, "SET GLOBAL sql_require_primary_key=OFF");
        assert_int_equal(err.kind, ERR_STATE);
        assert_int_equal(err.number, 1227);
        assert_non_null(strstr(err.text, "sql_require_primary_key"));
        conn_close(c);
    }
    live_exec(root, "DROP USER live_low@'%'");
    live_exec(root, "SET GLOBAL sql_mode=DEFAULT, GLOBAL time_zone=DEFAULT");
    conn_close(root);
    secret_free(word);
}

/* Bytes at random, written as literals, come back as they were, in both kinds of session. */
static void test_quoting(void **state)
{
    const struct live *l = *state;
    static const char odd[] = "'\"\\%_`\0\n\r\x1a\t;-#\xff\xc3\xed\x95\x9c\xf0\x9f\x98\x80 aZ";
    uint32_t seed = 7;

    for (int kind = SESSION_READ; kind <= SESSION_DUMP; kind++) {
        struct conn *c = live_open(&l->root, NULL);
        struct err err = {0};
        assert_true(conn_session(c, (enum session_kind)kind, &err));
        for (int round = 0; round < 300; round++) {
            struct buf sql = BUF_INIT(8192);
            unsigned char bytes[24];
            struct rows r;
            seed = seed * 1664525 + 1013904223;
            size_t n = (seed >> 8) % sizeof bytes;
            for (size_t i = 0; i < n; i++) {
                seed = seed * 1664525 + 1013904223;
                bytes[i] = (unsigned char)odd[(seed >> 8) % (sizeof odd - 1)];
            }
            buf_adds(&sql, "SELECT HEX(");
            quote_bytes(&sql, bytes, n);
            buf_adds(&sql, "), HEX(");
            quote_hex(&sql, bytes, n);
            buf_adds(&sql, ")");
            if (!conn_query(c, buf_str(&sql), &r, &err))
                fail_msg("%s: %s", buf_str(&sql), err.server);
            assert_int_equal(rows_length(&r, 0, 0), n * 2);
            for (size_t i = 0; i < n; i++) {
                char hex[3];
                snprintf(hex, sizeof hex, "%02x", bytes[i]);
                assert_int_equal(strncasecmp(rows_get(&r, 0, 0) + 2 * i, hex, 2), 0);
                assert_int_equal(strncasecmp(rows_get(&r, 0, 1) + 2 * i, hex, 2), 0);
            }
            rows_clear(&r);
            buf_clear(&sql);
        }
        conn_close(c);
    }
}

static void test_like(void **state)
{
    static const char *const names[] = {"sh_op", "100%", "a\\b", "it's", "\\_", "%", "x\"y"};
    const struct live *l = *state;
    struct conn *c = live_open(&l->root, NULL);
    struct err err = {0};

    assert_true(conn_session(c, SESSION_READ, &err));
    for (size_t i = 0; i < LEN(names); i++)
        for (size_t k = 0; k < LEN(names); k++) {
            struct buf sql = BUF_INIT(1024);
            buf_adds(&sql, "SELECT ");
            quote_str(&sql, names[i]);
            buf_adds(&sql, " LIKE ");
            quote_like(&sql, names[k]);
            if (live_int(c, buf_str(&sql)) != (i == k))
                fail_msg("%s", buf_str(&sql));
            buf_clear(&sql);
        }
    conn_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_errors),
        cmocka_unit_test(test_tls),
        cmocka_unit_test(test_login_without_tls),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_stream),
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_two_at_once),
        cmocka_unit_test(test_cancel_without_second_connection),
        cmocka_unit_test(test_loss),
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_like),
    };
    conn_library_init();
    int failed = cmocka_run_group_tests(tests, live_setup, live_teardown);
    conn_library_end();
    return failed;
}
