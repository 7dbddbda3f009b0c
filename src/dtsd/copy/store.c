/* SPDX-License-Identifier: MIT
 *
 * store - see store.h
 */
#include "dtsd/copy/store.h"

#include <inttypes.h>

#include "base/trap.h"
#include "dtsd/copy/ledger.h"
#include "mysql/quote.h"

#define SQL_MAX      (4u * 1024 * 1024)
#define INSERT_BYTES (1u * 1024 * 1024) /* measured: as fast as larger ones */
#define INSERT_MAX   (1024u * 1024 * 1024)

bool chunk_store_open(struct chunk_store *s, struct err *err)
{
    if (s->conn)
        return true;
    return run_connect(&s->c->run, SIDE_TARGET, SESSION_LOAD, &s->conn, err) &&
           /* what the source holds is what the target gets, 30 February too */
           conn_exec(s->conn,
                     "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'", err);
}

void chunk_store_close(struct chunk_store *s)
{
    conn_close(s->conn);
    s->conn = NULL;
}

void chunk_store_ping(struct chunk_store *s)
{
    struct err ignored;

    if (s->conn && !conn_exec(s->conn, "DO 0", &ignored))
        chunk_store_close(s);
}

/* Does this error say that LOCAL is switched off there? */
static bool local_refused(const struct err *err)
{
    static const int numbers[] = {1148, 3948, 3950, 4166};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (err->number == numbers[i])
            return true;
    return false;
}

static bool verify(struct conn *target, const struct feed *f, const struct load_result *stored,
                   struct err *err)
{
    struct strlist warnings = {0};
    bool ok = (stored->warnings == 0 || conn_warnings(target, 1024, &warnings, err)) &&
              chunk_agrees(&f->tally, stored, &warnings, err);
    strlist_clear(&warnings);
    return ok;
}

static bool chunk_by_load(struct chunk_store *s, struct copy_table *t, struct feed *f,
                          struct err *err)
{
    struct load_source source = {.fill = feed_fill, .arg = f};
    struct load_result stored = {0};
    struct buf sql = BUF_INIT(SQL_MAX);
    recipe_load(&t->recipe, t->sel->target_schema, t->sel->target_name, &sql);
    bool ok = conn_load(s->conn, buf_str(&sql), &source, &stored, err);
    buf_clear(&sql);
    if (!ok && f->err.kind != ERR_NONE)
        *err = f->err; /* the cause; the target only saw the file end */
    return ok && verify(s->conn, f, &stored, err);
}

static bool insert_some(struct chunk_store *s, struct feed *f, const struct buf *sql,
                        uint64_t rows, struct load_result *sum, struct err *err)
{
    int64_t warnings = 0;
    if (!conn_exec(s->conn, buf_str(sql), err))
        return false;
    uint64_t stored = conn_affected(s->conn);
    if (!conn_value_int(s->conn, "SHOW COUNT(*) WARNINGS", 0, &warnings, err))
        return false;
    sum->records += stored;
    sum->warnings += (uint64_t)warnings;
    return (stored == rows && warnings == 0) || verify(s->conn, f, sum, err);
}

static bool chunk_by_insert(struct chunk_store *s, struct copy_table *t, struct feed *f,
                            struct err *err)
{
    struct load_result sum = {0};
    int64_t packet = s->c->target_facts.max_allowed_packet;
    size_t soft =
        packet > 0 && (size_t)packet / 2 < INSERT_BYTES ? (size_t)packet / 2 : INSERT_BYTES;
    struct buf sql = BUF_INIT(INSERT_MAX);
    uint64_t rows = 1;
    bool ok = true;
    while (ok && rows > 0) {
        buf_reset(&sql);
        recipe_insert(&t->recipe, t->sel->target_schema, t->sel->target_name, &sql);
        ok = feed_values(f, &sql, soft, &rows, err) &&
             (rows == 0 || insert_some(s, f, &sql, rows, &sum, err));
    }
    buf_clear(&sql);
    struct strlist none = {0};
    return ok && chunk_agrees(&f->tally, &sum, &none, err);
}

static bool chunk_body(struct chunk_store *s, struct copy_table *t, struct feed *f,
                       struct err *err)
{
    if (atomic_load(s->by_insert))
        return chunk_by_insert(s, t, f, err);
    if (chunk_by_load(s, t, f, err))
        return true;
    if (!local_refused(err) || f->tally.rows > 0)
        return false;
    if (!atomic_exchange(s->by_insert, true))
        run_event(&s->c->run, "warning",
                  "The target forbids LOAD DATA LOCAL (local_infile=OFF): rows go by INSERT, "
                  "which takes about half as long again");
    return chunk_by_insert(s, t, f, err);
}

static bool commit(struct chunk_store *s, const char *label, struct err *err)
{
    trap("commit", label);
    if (conn_exec(s->conn, "COMMIT", err))
        return true;
    s->unsure = conn_is_lost(s->conn);
    return false;
}

bool chunk_store_write(struct chunk_store *s, struct copy_table *t, struct feed *f,
                       uint64_t number, struct err *err)
{
    struct err ignored;

    s->unsure = false;
    trap("chunk", t->label);
    if (chunk_store_open(s, err) && conn_exec(s->conn, "BEGIN", err) &&
        chunk_body(s, t, f, err) &&
        ledger_add(&s->c->run, s->conn, t->sel->schema->name, t->sel->table->name, number,
                   &f->tally, err) &&
        commit(s, t->label, err)) {
        trap("chunk-committed", t->label);
        return true;
    }
    /* a lost or cancelled connection is rolled back by the server */
    if (s->conn && !conn_is_lost(s->conn))
        conn_exec(s->conn, "ROLLBACK", &ignored);
    chunk_store_close(s);
    return err_wrap(err, "chunk %" PRIu64 " of table %s", number, t->label);
}

bool chunk_store_settle(struct chunk_store *s, const struct copy_table *t, uint64_t number,
                        bool *there, struct err *err)
{
    bool ok = chunk_store_open(s, err) && conn_exec(s->conn, "BEGIN", err) &&
              ledger_has(&s->c->run, s->conn, t->sel->schema->name, t->sel->table->name, number,
                         there, err) &&
              conn_exec(s->conn, "ROLLBACK", err);

    if (!ok)
        chunk_store_close(s);
    return ok || err_wrap(err, "asking whether chunk %" PRIu64 " of table %s is there", number,
                          t->label);
}
