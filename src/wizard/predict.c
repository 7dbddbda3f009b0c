/* SPDX-License-Identifier: MIT
 *
 * predict - see predict.h
 */
#include "wizard/predict.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/inspect.h"
#include "mysql/quote.h"
#include "wizard/probe.h"

#define STATEMENT_S  10
#define WRITE_MS     3000
#define WRITE_MOST   (64 * 1024 * 1024) /* of rows, however fast the target is */
#define ROW_BYTES    512
#define BATCH_BYTES  (256 * 1024)
#define BINLOG_MS    5000
#define SCRATCH      "`" PREDICT_SCHEMA "`"
#define SCRATCH_ROWS SCRATCH ".`rows`"

#define ER_DB_CREATE_EXISTS 1007
#define ER_BAD_DB           1049

/* ---- judging ---- */

static int64_t seconds_for(int64_t bytes, int64_t bps)
{
    return bytes < 0 || bps <= 0 ? PREDICT_UNKNOWN : bytes / bps + 1;
}

static enum predict_expiry judge_expiry(const struct prediction *p)
{
    if (p->keep_s < 0)
        return PREDICT_EXPIRY_UNKNOWN;
    if (p->keep_s == 0)
        return PREDICT_EXPIRY_NEVER;
    if (p->copy_max_s < 0)
        return PREDICT_EXPIRY_UNKNOWN;
    if (p->keep_s / 2 >= p->copy_max_s)
        return PREDICT_EXPIRY_FAR;
    return p->keep_s > p->copy_max_s ? PREDICT_EXPIRY_NEAR : PREDICT_EXPIRY_SHORT;
}

static int64_t times(int64_t n, int64_t by)
{
    return by > 0 && n > INT64_MAX / by ? INT64_MAX : n * by;
}

/* What gathers in a copy of that time. */
static int64_t gathers(const struct prediction *p, int64_t copy_s)
{
    return copy_s < 0 || p->binlog_bps < 0 ? PREDICT_UNKNOWN : times(p->binlog_bps, copy_s);
}

/* It is caught up with what is left of the speed while the log goes on growing. */
static int64_t catch_up(const struct prediction *p, int64_t behind, int64_t bps)
{
    if (behind < 0)
        return PREDICT_UNKNOWN;
    if (behind == 0)
        return 0;
    return bps <= p->binlog_bps ? PREDICT_NEVER : seconds_for(behind, bps - p->binlog_bps);
}

void predict_judge(struct prediction *p)
{
    p->copy_max_s = seconds_for(p->bytes, p->write_bps);
    p->copy_min_s =
        p->copy_max_s < 0 ? PREDICT_UNKNOWN : (p->copy_max_s - 1) / PREDICT_THREADS + 1;
    p->behind_min = gathers(p, p->copy_min_s);
    p->behind_max = gathers(p, p->copy_max_s);
    p->catch_min_s = catch_up(p, p->behind_min, times(p->write_bps, PREDICT_THREADS));
    p->catch_max_s = catch_up(p, p->behind_max, p->write_bps);
    p->expiry = judge_expiry(p);
}

/* ---- the target's speed ---- */

/* Ours, also of an earlier run that died, is recognised by its one table. */
static bool drop_scratch(struct conn *c, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_query(c, "SHOW TABLES FROM " SCRATCH, &r, err);
    bool ours = ok && (r.n == 0 || (r.n == 1 && str_eq(rows_get(&r, 0, 0), "rows")));

    rows_clear(&r);
    if (!ok && err->number == ER_BAD_DB) {
        err_clear(err);
        return true;
    }
    if (ok && !ours)
        return err_set(err, ERR_STATE, _("The target has a database %s that is not ours."),
                       PREDICT_SCHEMA);
    return ok && conn_exec(c, "DROP DATABASE " SCRATCH, err);
}

/* *there: afterwards there may be something to remove. */
static bool make_scratch(struct conn *c, bool *there, struct err *err)
{
    bool ok = conn_exec(c, "CREATE DATABASE " SCRATCH, err);

    if (!ok && err->number == ER_DB_CREATE_EXISTS)
        ok = drop_scratch(c, err) && conn_exec(c, "CREATE DATABASE " SCRATCH, err);
    *there = ok || err->number == 0 || conn_is_lost(c);
    return ok && conn_exec(c,
                           "CREATE TABLE " SCRATCH_ROWS " (id INT NOT NULL AUTO_INCREMENT "
                           "PRIMARY KEY, k INT NOT NULL, v VARBINARY(512) NOT NULL, "
                           "KEY (k)) ENGINE=InnoDB",
                           err);
}

/* Rows of random bytes, so that neither side makes them smaller. */
static void make_batch(struct buf *sql, size_t rows)
{
    unsigned char v[ROW_BYTES];

    buf_reset(sql);
    buf_adds(sql, "INSERT INTO " SCRATCH_ROWS " (k, v) VALUES ");
    for (size_t i = 0; i < rows; i++) {
        uint32_t k;
        crypto_random(v, sizeof v);
        memcpy(&k, v, sizeof k);
        buf_addf(sql, "%s(%u, ", i ? ", " : "", (unsigned)(k >> 1));
        quote_hex(sql, v, sizeof v);
        buf_adds(sql, ")");
    }
}

static bool write_rows(struct conn *c, struct cancel *cancel, int64_t *bps, struct err *err)
{
    struct buf sql = BUF_INIT(4 * BATCH_BYTES);
    size_t rows = BATCH_BYTES / 2 / ROW_BYTES; /* two digits a byte */
    int64_t bytes = 0, begin, took = 0;
    bool ok = true;

    make_batch(&sql, rows); /* making them is not the target's time */
    begin = clock_mono_ms();
    while (ok && took < WRITE_MS && bytes < WRITE_MOST) {
        ok = cancel_check(cancel, err) && conn_exec(c, buf_str(&sql), err);
        bytes += (int64_t)(rows * ROW_BYTES);
        took = clock_mono_ms() - begin;
    }
    if (ok)
        *bps = bytes * 1000 / (took > 0 ? took : 1);
    buf_clear(&sql);
    return ok;
}

/* By a connection and a cancel of its own: it is removed also when the operator stopped this, or
 * when the line of the other one dropped. */
static void remove_scratch(const struct plan *plan, struct prediction *out)
{
    struct conn *c = NULL;
    struct err ignored;

    out->left = !(side_connect(&plan->target, "target", STATEMENT_S, NULL, &c, &ignored) &&
                  conn_session(c, SESSION_DDL, &ignored) && drop_scratch(c, &ignored));
    conn_close(c);
}

static void measure_target(const struct plan *plan, struct cancel *cancel,
                           struct prediction *out)
{
    struct conn *c = NULL;
    struct err *err = &out->write_err;
    bool there = false;

    if (side_connect(&plan->target, "target", STATEMENT_S, cancel, &c, err) &&
        conn_session(c, SESSION_DDL, err) && make_scratch(c, &there, err))
        write_rows(c, cancel, &out->write_bps, err);
    conn_close(c);
    if (there)
        remove_scratch(plan, out);
}

/* ---- the source's binary log ---- */

static bool measure_growth(struct conn *c, const struct flavor *f, struct cancel *cancel,
                           struct prediction *out, struct err *err)
{
    struct binlog_position from = {0}, to = {0};
    int64_t begin = clock_mono_ms(), bytes = -1;
    bool ok = inspect_binlog_position(c, f, &from, err) &&
              (cancel_wait(cancel, BINLOG_MS) || cancel_check(cancel, err)) &&
              inspect_binlog_position(c, f, &to, err);
    int64_t took = clock_mono_ms() - begin;

    if (ok && (!from.file || !to.file))
        ok = err_set(err, ERR_STATE, _("The source writes no binary log."));
    ok = ok && inspect_binlog_bytes_between(c, f, from.file, from.pos, &to, &bytes, err);
    if (ok && bytes >= 0)
        out->binlog_bps = bytes * 1000 / (took > 0 ? took : 1);
    binlog_position_clear(&from);
    binlog_position_clear(&to);
    return ok;
}

static void measure_source(const struct plan *plan, struct cancel *cancel,
                           struct prediction *out)
{
    struct conn *c = NULL;
    struct server_facts facts = {0};
    struct err *err = &out->binlog_err;

    if (side_connect(&plan->source, "source", STATEMENT_S, cancel, &c, err) &&
        conn_session(c, SESSION_READ, err) && inspect_server(c, &facts, err)) {
        out->keep_s = facts.binlog_keep_s;
        if (facts.flavor)
            measure_growth(c, facts.flavor, cancel, out, err);
        else
            err_set(err, ERR_STATE, _("The source's version %s is not known to this program."),
                    str_or(facts.version_text, "?"));
    }
    server_facts_clear(&facts);
    conn_close(c);
}

bool predict_measure(const struct plan *plan, int64_t bytes, struct cancel *cancel,
                     struct prediction *out, struct err *err)
{
    *out = (struct prediction){.bytes = bytes,
                               .write_bps = PREDICT_UNKNOWN,
                               .binlog_bps = PREDICT_UNKNOWN,
                               .keep_s = PREDICT_UNKNOWN};
    measure_target(plan, cancel, out);
    if (!cancel_is_fired(cancel))
        measure_source(plan, cancel, out);
    predict_judge(out);
    return cancel_check(cancel, err);
}
