/* SPDX-License-Identifier: MIT
 *
 * flight - see flight.h.
 */
#include "dtsd/compare/flight.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#define PATIENCE_MS 60000 /* then conn_receive waits, and knows when to stop */
/* A statement was given up after its time: MySQL, MariaDB. */
#define MYSQL_OVERDUE   3024
#define MARIADB_OVERDUE 1969

void flight_chunk(const struct table_compare *t, enum side side, const struct range *range,
                  int64_t limit_ms, struct buf *sql)
{
    const struct flavor *f =
        side == SIDE_SOURCE ? t->align->room.source_facts.flavor : room_target(&t->align->room);

    if (limit_ms && f->vendor == VENDOR_MARIADB)
        buf_addf(sql, "SET STATEMENT max_statement_time=%.3f FOR ", (double)limit_ms / 1000);
    buf_adds(sql, "SELECT ");
    if (limit_ms && f->vendor == VENDOR_MYSQL)
        buf_addf(sql, "/*+ MAX_EXECUTION_TIME(%lld) */ ", (long long)limit_ms);
    digest_chunk(&t->columns, t->form, sql);
    buf_adds(sql, " FROM ");
    table_name(t, side, sql);
    if (range->after->n || range->upto->n)
        walk_key_hint(&t->key, sql);
    walk_key_range(&t->key, range->after, range->upto, sql);
}

char *flight_text(const struct rows *r)
{
    return mem_printf("%s/%s", str_or(r->n ? rows_get(r, 0, 0) : NULL, "0"),
                      str_or(r->n && r->cols > 1 ? rows_get(r, 0, 1) : NULL, ""));
}

static bool send(struct table_compare *t, enum side side, const struct range *range,
                 int64_t limit_ms, struct err *err)
{
    struct buf sql;

    buf_init(&sql, 1u << 20);
    flight_chunk(t, side, range, limit_ms, &sql);
    bool ok = conn_send(table_conn(t, side), buf_str(&sql), err);
    buf_clear(&sql);
    return ok;
}

/* *text NULL: the server gave up. */
static bool receive(struct table_compare *t, enum side side, char **text, struct err *err)
{
    struct rows r;

    *text = NULL;
    if (conn_receive(table_conn(t, side), &r, err)) {
        *text = flight_text(&r);
        rows_clear(&r);
        return true;
    }
    if (err->number != MYSQL_OVERDUE && err->number != MARIADB_OVERDUE)
        return false;
    err_clear(err);
    return true;
}

static void note_answer(struct flight *f)
{
    f->answered = true;
    f->target_ms = clock_mono_ms() - f->sent_at;
}

/* Until the source answers; when the target does so meanwhile, the time is noted. */
static void wait_for_source(struct table_compare *t, struct flight *f)
{
    for (;;) {
        bool both = f->up && !f->answered;
        struct conn *const conns[] = {table_conn(t, SIDE_SOURCE),
                                      both ? table_conn(t, SIDE_TARGET) : NULL};
        if (conn_answered(conns, 2, PATIENCE_MS) != 1)
            return;
        note_answer(f);
    }
}

bool flight_source(struct table_compare *t, struct flight *f, const struct range *range,
                   int64_t limit_ms, char **here, int64_t *ms, struct err *err)
{
    int64_t begin = clock_mono_ms();

    *here = NULL;
    if (!send(t, SIDE_SOURCE, range, limit_ms, err))
        return false;
    wait_for_source(t, f);
    *ms = clock_mono_ms() - begin;
    return receive(t, SIDE_SOURCE, here, err);
}

bool flight_launch(struct table_compare *t, struct flight *f, const struct range *range,
                   int64_t limit_ms, char *here, int64_t ms, struct err *err)
{
    *f = (struct flight){.here = here, .source_ms = ms};
    walk_point_copy(&f->after, range->after);
    walk_point_copy(&f->upto, range->upto);
    if (!align_now(t->align, err))
        return false;
    f->sent_at = clock_mono_ms();
    f->up = send(t, SIDE_TARGET, range, limit_ms, err);
    return f->up;
}

bool flight_land(struct table_compare *t, struct flight *f, struct landing *out,
                 struct err *err)
{
    char *there = NULL;

    f->up = false;
    bool ok = receive(t, SIDE_TARGET, &there, err);
    if (!f->answered)
        note_answer(f);
    *out = (struct landing){.same = ok && there && str_eq(f->here, there),
                            .rows = count_of(f->here),
                            .ms = f->source_ms > f->target_ms ? f->source_ms : f->target_ms};
    free(there);
    return ok;
}

void flight_clear(struct table_compare *t, struct flight *f)
{
    char *there = NULL;
    struct err ignored;

    if (f->up && receive(t, SIDE_TARGET, &there, &ignored))
        free(there);
    walk_point_clear(&f->after);
    walk_point_clear(&f->upto);
    free(f->here);
    memset(f, 0, sizeof *f);
}
