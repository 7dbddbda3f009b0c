/* SPDX-License-Identifier: MIT
 *
 * conn_query - statements, streams and LOAD DATA LOCAL of one connection; see conn.h.
 */
#include <mysql.h>

#include <assert.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/conn_private.h"

#define ANSWERED_MOST 4
#define STATEMENT_MAX (64u * 1024 * 1024)

struct stream {
    struct conn *c;
    MYSQL_RES *res;
    bool ended; /* last row or an error was seen */
};

/* Fills err from the library's last error. Always false. */
static bool fail(struct conn *c, struct err *err)
{
    int number = (int)mysql_errno(c->h.my);
    if (number == 2026) /* after the greeting: the encrypted line broke, or timed out */
        number = 2013;
    bool loss = conn_error_is_loss(number);
    char text[200];

    if (loss)
        c->lost = true;
    snprintf(text, sizeof text, _("the %s refused a statement"), conn_label(c));
    if (loss)
        snprintf(text, sizeof text, _("the conversation with the %s broke off"), conn_label(c));
    conn_error(err, number, mysql_sqlstate(c->h.my), mysql_error(c->h.my), text);
    if (atomic_load(&c->interrupted)) {
        err_set(err, ERR_CANCELLED, _("the statement on the %s was stopped on request"),
                conn_label(c));
        return err_server(err, number, mysql_sqlstate(c->h.my), mysql_error(c->h.my));
    }
    if (loss && (err->kind == ERR_NETWORK || err->kind == ERR_TIMEOUT) &&
        clock_mono_ms() - c->heard_ms >= (int64_t)c->p.read_timeout_s * 1000 - 200) {
        err->kind = ERR_TIMEOUT;
        snprintf(err->text, sizeof err->text, _("the %s said nothing for %u s"), conn_label(c),
                 c->p.read_timeout_s);
        err_hint(err, _("Look whether the server is overloaded or waits for a lock."));
    }
    return false;
}

/* Reads and drops further results (CALL gives several). */
static bool drop_results(struct conn *c, struct err *err)
{
    int more;

    while ((more = mysql_next_result(c->h.my)) == 0) {
        MYSQL_RES *res = mysql_use_result(c->h.my);
        mysql_free_result(res);
        if (mysql_errno(c->h.my))
            return fail(c, err);
    }
    return more < 0 || fail(c, err);
}

static bool run(struct conn *c, const char *sql, struct err *err)
{
    return mysql_real_query(c->h.my, sql, (unsigned long)strlen(sql)) == 0 || fail(c, err);
}

/* ---- statements ---- */

bool conn_exec(struct conn *c, const char *sql, struct err *err)
{
    bool ok;

    if (!conn_call_begin(c, err))
        return false;
    ok = run(c, sql, err);
    if (ok) {
        c->affected = mysql_affected_rows(c->h.my);
        MYSQL_RES *res = mysql_use_result(c->h.my);
        mysql_free_result(res);
        ok = mysql_errno(c->h.my) ? fail(c, err) : drop_results(c, err);
    }
    conn_call_end(c);
    return ok;
}

static char *statement(const char *fmt, va_list ap, struct err *err)
{
    struct buf b = BUF_INIT(STATEMENT_MAX);

    buf_addv(&b, fmt, ap);
    if (buf_ok(&b) && b.len)
        return buf_steal(&b);
    buf_clear(&b);
    err_set(err, ERR_LOCAL, _("a statement is longer than 64 MB"));
    return NULL;
}

bool conn_execf(struct conn *c, struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *sql = statement(fmt, ap, err);
    va_end(ap);
    bool ok = sql && conn_exec(c, sql, err);
    free(sql);
    return ok;
}

/* Copies the rows of res into out. */
static bool keep_rows(struct conn *c, MYSQL_RES *res, struct rows *out, struct err *err)
{
    unsigned cols = mysql_num_fields(res);
    const MYSQL_FIELD *fields = mysql_fetch_fields(res);
    const char **names = mem_alloc((cols + 1) * sizeof *names);
    MYSQL_ROW row;

    for (unsigned i = 0; i < cols; i++)
        names[i] = fields[i].name;
    rows_begin(out, cols, names);
    free(names);
    while ((row = mysql_fetch_row(res))) {
        c->heard_ms = clock_mono_ms();
        if (rows_add(out, (const char *const *)row, mysql_fetch_lengths(res)))
            continue;
        conn_interrupt(c); /* do not read the rest of something this large */
        err_set(err, ERR_LOCAL, _("an answer of the %s is larger than %u MB"), conn_label(c),
                ROWS_MAX_BYTES >> 20);
        return err_hint(err, _("Select fewer objects."));
    }
    return mysql_errno(c->h.my) == 0 || fail(c, err);
}

/* The rows of a statement whose answer has come. */
static bool take_rows(struct conn *c, struct rows *out, struct err *err)
{
    MYSQL_RES *res = mysql_use_result(c->h.my);
    bool ok = true;

    if (res)
        ok = keep_rows(c, res, out, err);
    else if (mysql_errno(c->h.my))
        ok = fail(c, err);
    mysql_free_result(res);
    ok = ok && drop_results(c, err);
    if (!ok)
        rows_clear(out);
    return ok;
}

bool conn_query(struct conn *c, const char *sql, struct rows *out, struct err *err)
{
    memset(out, 0, sizeof *out);
    if (!conn_call_begin(c, err))
        return false;
    bool ok = run(c, sql, err) && take_rows(c, out, err);
    conn_call_end(c);
    return ok;
}

bool conn_send(struct conn *c, const char *sql, struct err *err)
{
    if (!conn_call_begin(c, err))
        return false;
    if (mysql_send_query(c->h.my, sql, (unsigned long)strlen(sql)) == 0)
        return true;
    fail(c, err);
    conn_call_end(c);
    return false;
}

bool conn_receive(struct conn *c, struct rows *out, struct err *err)
{
    memset(out, 0, sizeof *out);
    c->heard_ms = clock_mono_ms();
    bool ok = mysql_read_query_result(c->h.my) == 0 ? take_rows(c, out, err) : fail(c, err);
    conn_call_end(c);
    return ok;
}

int conn_answered(struct conn *const *c, size_t n, int timeout_ms)
{
    struct pollfd fds[ANSWERED_MOST];

    assert(n <= ANSWERED_MOST);
    for (size_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){.fd = c[i] ? c[i]->h.fd : -1, .events = POLLIN};
    if (poll(fds, (nfds_t)n, timeout_ms) > 0)
        for (size_t i = 0; i < n; i++)
            if (fds[i].revents)
                return (int)i;
    return -1;
}

bool conn_queryf(struct conn *c, struct rows *out, struct err *err, const char *fmt, ...)
{
    va_list ap;

    memset(out, 0, sizeof *out);
    va_start(ap, fmt);
    char *sql = statement(fmt, ap, err);
    va_end(ap);
    bool ok = sql && conn_query(c, sql, out, err);
    free(sql);
    return ok;
}

bool conn_value(struct conn *c, const char *sql, char **out, struct err *err)
{
    struct rows r;

    *out = NULL;
    if (!conn_query(c, sql, &r, err))
        return false;
    *out = mem_strdup(rows_get(&r, 0, 0));
    rows_clear(&r);
    return true;
}

bool conn_value_int(struct conn *c, const char *sql, int64_t if_null, int64_t *out,
                    struct err *err)
{
    struct rows r;

    if (!conn_query(c, sql, &r, err))
        return false;
    *out = rows_int(&r, 0, 0, if_null);
    rows_clear(&r);
    return true;
}

bool conn_warnings(struct conn *c, size_t max, struct strlist *out, struct err *err)
{
    struct rows r;

    strlist_clear(out);
    if (!conn_queryf(c, &r, err, "SHOW WARNINGS LIMIT %zu", max))
        return false;
    for (size_t i = 0; i < r.n; i++)
        strlist_take(out, mem_printf("%s %s", str_or(rows_get(&r, i, 1), "0"),
                                     str_or(rows_get(&r, i, 2), "")));
    rows_clear(&r);
    return true;
}

/* ---- streams ---- */

bool stream_open(struct stream **out, struct conn *c, const char *sql, struct err *err)
{
    MYSQL_RES *res;

    *out = NULL;
    if (!conn_call_begin(c, err))
        return false;
    if (!run(c, sql, err))
        goto fail;
    res = mysql_use_result(c->h.my);
    if (!res) {
        if (mysql_errno(c->h.my))
            fail(c, err);
        else
            err_set(err, ERR_PROTOCOL, "a statement gave no rows where rows were expected");
        goto fail;
    }
    *out = mem_alloc(sizeof **out);
    (*out)->c = c;
    (*out)->res = res;
    return true;
fail:
    conn_call_end(c);
    return false;
}

size_t stream_cols(const struct stream *s)
{
    return mysql_num_fields(s->res);
}

bool stream_next(struct stream *s, char ***row, unsigned long **lengths, struct err *err)
{
    struct conn *c = s->c;

    *row = NULL;
    *lengths = NULL;
    if (atomic_load_explicit(&c->interrupted, memory_order_relaxed))
        return err_set(err, ERR_CANCELLED, _("reading from the %s was stopped on request"),
                       conn_label(c));
    if (s->ended)
        return true;
    c->heard_ms = clock_mono_ms();
    *row = mysql_fetch_row(s->res);
    if (*row) {
        *lengths = mysql_fetch_lengths(s->res);
        return true;
    }
    s->ended = true;
    return mysql_errno(c->h.my) == 0 || fail(c, err);
}

void stream_close(struct stream *s)
{
    struct conn *c;
    struct err ignored;

    if (!s)
        return;
    c = s->c;
    if (!c->lost) {
        if (!s->ended) {
            while (mysql_fetch_row(s->res)) {
            }
            if (mysql_errno(c->h.my))
                fail(c, &ignored);
        }
        mysql_free_result(s->res);
        if (!c->lost)
            drop_results(c, &ignored);
    } else
        mysql_free_result(s->res);
    conn_call_end(c);
    free(s);
}

/* ---- LOAD DATA LOCAL ---- */

static int refuse_file(void **ctx, const char *name, void *arg)
{
    (void)name;
    (void)arg;
    *ctx = NULL;
    return 1;
}

static int refuse_read(void *ctx, char *out, unsigned n)
{
    (void)ctx;
    (void)out;
    (void)n;
    return -1;
}

static void refuse_end(void *ctx)
{
    (void)ctx;
}

static int refuse_error(void *ctx, char *text, unsigned n)
{
    (void)ctx;
    snprintf(text, n, "this file was not offered");
    return 2068; /* CR_LOAD_DATA_LOCAL_INFILE_REJECTED of Oracle's library */
}

void conn_refuse_files(struct conn *c)
{
    const unsigned off = 0;

    mysql_options(c->h.my, MYSQL_OPT_LOCAL_INFILE, &off);
    mysql_set_local_infile_handler(c->h.my, refuse_file, refuse_read, refuse_end, refuse_error,
                                   NULL);
}

struct load {
    struct conn *c;
    const struct load_source *source;
    bool wrong_name, fill_failed, stopped;
};

static int load_begin(void **ctx, const char *name, void *arg)
{
    struct load *l = arg;

    *ctx = l;
    l->wrong_name = strcmp(name, CONN_LOAD_NAME) != 0;
    return l->wrong_name;
}

static int load_read(void *ctx, char *out, unsigned cap)
{
    struct load *l = ctx;
    int n;

    l->stopped = atomic_load(&l->c->interrupted);
    n = l->stopped ? -1 : l->source->fill(l->source->arg, out, cap);
    l->fill_failed = n < 0;
    l->c->heard_ms = clock_mono_ms();
    return n;
}

static void load_end(void *ctx)
{
    (void)ctx;
}

static int load_error(void *ctx, char *text, unsigned n)
{
    const struct load *l = ctx;

    snprintf(text, n,
             l && l->wrong_name ? "this file was not offered"
                                : "the source of the rows failed");
    return 2068;
}

/* "Records: 3  Deleted: 0  Skipped: 0  Warnings: 0" */
static bool parse_info(const char *info, struct load_result *out)
{
    return info && sscanf(info,
                          "Records: %" SCNu64 " Deleted: %" SCNu64 " Skipped: %" SCNu64
                          " Warnings: %" SCNu64,
                          &out->records, &out->deleted, &out->skipped, &out->warnings) == 4;
}

static bool load_outcome(struct load *l, bool ok, struct load_result *out, struct err *err)
{
    struct conn *c = l->c;

    if (l->wrong_name) {
        err_set(err, ERR_DENIED, _("the %s asked for a file that was not offered"),
                conn_label(c));
        return err_hint(err, _("Do not trust this server; tell its administrator."));
    }
    if (l->fill_failed && !l->stopped && !c->lost)
        return err_set(err, ERR_LOCAL, "loading rows into the %s stopped: their source failed",
                       c->p.label);
    if (l->stopped && ok)
        return err_set(err, ERR_CANCELLED, "loading rows into the %s was stopped on request",
                       c->p.label);
    if (!ok)
        return false;
    if (!parse_info(mysql_info(c->h.my), out))
        return err_set(err, ERR_PROTOCOL, "the %s did not say how many rows it loaded",
                       c->p.label);
    return true;
}

bool conn_load(struct conn *c, const char *sql, const struct load_source *source,
               struct load_result *out, struct err *err)
{
    struct load l = {.c = c, .source = source};
    const unsigned on = 1;
    bool ok;

    memset(out, 0, sizeof *out);
    if (!c->p.allow_load)
        return err_set(err, ERR_STATE, "the connection to the %s was not opened for loading",
                       c->p.label);
    if (!conn_call_begin(c, err))
        return false;
    mysql_options(c->h.my, MYSQL_OPT_LOCAL_INFILE, &on);
    mysql_set_local_infile_handler(c->h.my, load_begin, load_read, load_end, load_error, &l);
    ok = run(c, sql, err);
    conn_refuse_files(c);
    MYSQL_RES *res = ok ? mysql_use_result(c->h.my) : NULL; /* not a LOAD after all */
    ok = load_outcome(&l, ok, out, err);
    c->affected = ok ? mysql_affected_rows(c->h.my) : 0;
    mysql_free_result(res);
    conn_call_end(c);
    return ok;
}
