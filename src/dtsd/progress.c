/* SPDX-License-Identifier: MIT
 *
 * progress - see progress.h.
 */
#include "dtsd/progress.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/progress_private.h"

#define SHOWN_TABLES 200

const char *phase_word(enum phase p)
{
    static const char *const words[PHASE_COUNT] = {"",        "prepare", "structure", "rows",
                                                   "indexes", "objects", "sync"};

    return words[p];
}

static const char *table_word(enum table_state s)
{
    static const char *const words[] = {"waiting", "structure", "rows", "indexes", "done"};

    return words[s];
}

void progress_lock(const struct progress *p)
{
    pthread_mutex_lock(&((struct progress *)p)->lock);
}

void progress_unlock(const struct progress *p)
{
    pthread_mutex_unlock(&((struct progress *)p)->lock);
}

static void unset(struct progress *p)
{
    p->lag_s = p->behind_bytes = -1;
    p->lock_ms = -1;
}

struct progress *progress_new(void)
{
    struct progress *p = mem_alloc(sizeof *p);

    pthread_mutex_init(&p->lock, NULL);
    unset(p);
    return p;
}

static void clear_content(struct progress *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->tables[i].db);
        free(p->tables[i].name);
    }
    free(p->tables);
    free(p->mode);
    free(p->gtid);
    free(p->file);
    free(p->source_gtid);
    free(p->target_gtid);
    free(p->missing_gtid);
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    clear_content(p);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

void progress_reset(struct progress *p)
{
    progress_lock(p);
    clear_content(p);
    memset((char *)p + sizeof p->lock, 0,
           sizeof *p - sizeof p->lock); /* lock is the first member */
    unset(p);
    progress_unlock(p);
}

static void end_phase(struct progress *p, int state, int64_t now)
{
    for (int i = PHASE_NONE + 1; i < PHASE_COUNT; i++)
        if (p->times[i].state == PH_RUNNING) {
            p->times[i].state = state;
            p->times[i].end = now;
        }
}

void progress_phase(struct progress *p, enum phase phase)
{
    int64_t now = clock_wall_s();

    progress_lock(p);
    if (p->phase != phase || p->times[phase].state != PH_RUNNING) {
        end_phase(p, PH_FINISHED, now);
        p->phase = phase;
        p->times[phase] = (struct phase_times){.state = PH_RUNNING, .start = now};
    }
    progress_unlock(p);
}

void progress_phase_end(struct progress *p)
{
    progress_lock(p);
    end_phase(p, PH_FINISHED, clock_wall_s());
    progress_unlock(p);
}

void progress_phase_failed(struct progress *p)
{
    progress_lock(p);
    end_phase(p, PH_FAILED, clock_wall_s());
    progress_unlock(p);
}

enum phase progress_current(const struct progress *p)
{
    progress_lock(p);
    enum phase phase = p->phase;
    progress_unlock(p);
    return phase;
}

size_t progress_table_add(struct progress *p, const char *db, const char *table,
                          int64_t rows_estimate, int64_t bytes_estimate)
{
    progress_lock(p);
    size_t i = p->n;
    struct table_progress *t = MEM_PUSH(p->tables, p->n, p->cap);
    t->db = mem_strdup(db);
    t->name = mem_strdup(table);
    t->rows_estimate = rows_estimate;
    t->bytes_estimate = bytes_estimate;
    progress_unlock(p);
    return i;
}

void progress_table_state(struct progress *p, size_t table, enum table_state state)
{
    progress_lock(p);
    struct table_progress *t = &p->tables[table];
    t->state = state;
    if (state == TABLE_INDEXES ||
        state == TABLE_DONE) { /* all rows are in: no guess any more */
        t->rows_estimate = t->rows;
        t->bytes_estimate = t->bytes;
    }
    progress_unlock(p);
}

static void sample_rate(struct progress *p)
{
    struct rate_sample now = {clock_mono_ms(), p->rows, p->bytes, p->waits};

    if (p->ring_n) {
        size_t last = (p->ring_next + RATE_WINDOW_S) % (RATE_WINDOW_S + 1);
        if (now.mono_ms - p->ring[last].mono_ms < 1000)
            return;
    }
    p->ring[p->ring_next] = now;
    p->ring_next = (p->ring_next + 1) % (RATE_WINDOW_S + 1);
    if (p->ring_n <= RATE_WINDOW_S)
        p->ring_n++;
}

void progress_table_advance(struct progress *p, size_t table, int64_t rows, int64_t bytes)
{
    progress_lock(p);
    sample_rate(p);
    p->tables[table].rows += rows;
    p->tables[table].bytes += bytes;
    p->rows += rows;
    p->bytes += bytes;
    progress_unlock(p);
}

void progress_table_found(struct progress *p, size_t table, int64_t rows, int64_t bytes)
{
    progress_lock(p);
    p->tables[table].rows += rows;
    p->tables[table].bytes += bytes;
    p->rows += rows;
    p->bytes += bytes;
    p->ring_n = p->ring_next = 0;
    progress_unlock(p);
}

int64_t progress_rows(const struct progress *p)
{
    progress_lock(p);
    int64_t rows = p->rows;
    progress_unlock(p);
    return rows;
}

void progress_pace(struct progress *p, int64_t source_us, int64_t paced_us, int64_t target_us)
{
    progress_lock(p);
    p->waits.source_us += source_us;
    p->waits.paced_us += paced_us;
    p->waits.target_us += target_us;
    progress_unlock(p);
}

void progress_table_restart(struct progress *p, size_t table)
{
    progress_lock(p);
    struct table_progress *t = &p->tables[table];
    p->rows -= t->rows;
    p->bytes -= t->bytes;
    t->rows = t->bytes = 0;
    t->state = TABLE_WAITING;
    progress_unlock(p);
}

void progress_threads(struct progress *p, int threads)
{
    progress_lock(p);
    p->threads = threads;
    progress_unlock(p);
}

void progress_snapshot(struct progress *p, const char *mode, int64_t lock_ms, const char *gtid,
                       const char *file, uint64_t pos)
{
    progress_lock(p);
    mem_replace(&p->mode, mode);
    mem_replace(&p->gtid, gtid);
    mem_replace(&p->file, file);
    p->lock_ms = lock_ms;
    p->pos = pos;
    progress_unlock(p);
}

void progress_sync(struct progress *p, const struct progress_sync *s)
{
    int64_t now = clock_wall_s();

    progress_lock(p);
    p->lag_s = s->lag_s;
    p->behind_bytes = s->behind_bytes;
    mem_replace(&p->source_gtid, s->source_gtid);
    mem_replace(&p->target_gtid, s->target_gtid);
    mem_replace(&p->missing_gtid, s->missing_gtid);
    p->sampled_at = now;
    if (!s->caught_up)
        p->caught_up_since = 0;
    else if (!p->caught_up_since)
        p->caught_up_since = now;
    progress_unlock(p);
}

struct totals {
    int64_t rows, bytes; /* -1 when a table's size is not known */
    size_t done;
};

static struct totals totals_locked(const struct progress *p)
{
    struct totals t = {0};

    for (size_t i = 0; i < p->n; i++) {
        const struct table_progress *tp = &p->tables[i];
        /* An estimate that reality has passed is no estimate: what is there is the best one. */
        int64_t rows = tp->rows_estimate > tp->rows ? tp->rows_estimate : tp->rows;
        int64_t bytes = tp->bytes_estimate > tp->bytes ? tp->bytes_estimate : tp->bytes;
        t.rows = tp->rows_estimate < 0 || t.rows < 0 ? -1 : t.rows + rows;
        t.bytes = tp->bytes_estimate < 0 || t.bytes < 0 ? -1 : t.bytes + bytes;
        t.done += tp->state == TABLE_DONE;
    }
    return t;
}

/* Percent of the copy by bytes (by rows when no size is known), at most 99 before it is done.
 */
static int64_t copy_percent(const struct progress *p)
{
    struct totals t = totals_locked(p);
    int64_t done = t.bytes > 0 ? p->bytes : p->rows, of = t.bytes > 0 ? t.bytes : t.rows;

    if (p->phase > PHASE_INDEXES || (p->phase == PHASE_OBJECTS))
        return 100;
    if (of <= 0)
        return 0;
    return done >= of ? 99 : done * 100 / of > 99 ? 99 : done * 100 / of;
}

struct step_def {
    const char *id, *name;
    enum phase first, last; /* phases that make it up */
};

static const struct step_def steps[] = {
    {"dumper", "Export from the source", PHASE_PREPARE, PHASE_ROWS},
    {"loader", "Import into the target", PHASE_STRUCTURE, PHASE_OBJECTS},
    {"sinker", "Sync changes", PHASE_SYNC, PHASE_SYNC},
};

static char *wall_text(int64_t at)
{
    char text[CLOCK_TEXT_SIZE] = "";

    if (at)
        clock_format_beijing(at, text);
    return mem_strdup(text);
}

static void fill_step(const struct progress *p, const struct step_def *def,
                      struct dts_step *out)
{
    bool running = false, failed = false, begun = false, finished;
    int64_t start = 0, end = 0;

    for (int i = def->first; i <= (int)def->last; i++) {
        const struct phase_times *t = &p->times[i];
        running |= t->state == PH_RUNNING;
        failed |= t->state == PH_FAILED;
        if (t->start && (!start || t->start < start))
            start = t->start;
        if (t->end > end)
            end = t->end;
        begun |= t->state != PH_TODO;
    }
    finished = begun && !running && !failed && p->times[def->last].state == PH_FINISHED;
    mem_replace(&out->StepId, def->id);
    mem_replace(&out->StepName, def->name);
    mem_replace(&out->Status, failed     ? "failed"
                              : finished ? "success"
                              : begun    ? "running"
                                         : "notStarted");
    out->StartTime = wall_text(start);
    out->FinishTime = wall_text(finished || failed ? end : 0);
    mem_replace(&out->StepMessage, "");
    if (def->first == PHASE_SYNC)
        out->Percent = p->caught_up_since || finished ? 100 : begun ? 99 : 0;
    else
        out->Percent = finished ? 100 : begun ? copy_percent(p) : 0;
    if (out->Percent == 100 && !finished && def->first != PHASE_SYNC)
        out->Percent = 99;
}

void progress_fill_steps(const struct progress *p, bool increment,
                         struct dts_progress_info *out)
{
    int n = increment ? 3 : 2;

    progress_lock(p);
    out->StepAll = n;
    out->StepNow = p->phase == PHASE_SYNC ? 3 : p->phase >= PHASE_STRUCTURE ? 2 : 1;
    bool valid = p->phase == PHASE_SYNC && p->times[PHASE_SYNC].state == PH_RUNNING;
    out->SecondsBehindMaster = valid ? p->lag_s : -1;
    out->MasterSlaveDistance =
        valid && p->behind_bytes >= 0 ? (p->behind_bytes + (1 << 20) - 1) >> 20 : -1;
    for (int i = 0; i < n; i++) {
        struct dts_step *step = DTS_PUSH(out->StepInfo, dts_step_shape);
        step->StepNo = i + 1;
        fill_step(p, &steps[i], step);
    }
    progress_unlock(p);
}

static void fill_phases(const struct progress *p, struct dts_local *out)
{
    static const char *const words[] = {"notStarted", "running", "finished", "failed"};

    for (int i = PHASE_NONE + 1; i < PHASE_COUNT; i++) {
        struct dts_local_phase *ph = DTS_PUSH(out->Phases, dts_local_phase_shape);
        mem_replace(&ph->Id, phase_word(i));
        mem_replace(&ph->Status, words[p->times[i].state]);
        ph->StartTime = wall_text(p->times[i].start);
        ph->FinishTime = wall_text(p->times[i].end);
    }
}

static void fill_tables(const struct progress *p, struct dts_local *out)
{
    static const enum table_state order[] = {TABLE_ROWS, TABLE_INDEXES, TABLE_STRUCTURE,
                                             TABLE_WAITING, TABLE_DONE};

    for (size_t s = 0; s < sizeof order / sizeof *order; s++)
        for (size_t i = 0; i < p->n && out->Tables.n < SHOWN_TABLES; i++) {
            const struct table_progress *t = &p->tables[i];
            if (t->state != order[s])
                continue;
            struct dts_local_table *lt = DTS_PUSH(out->Tables, dts_local_table_shape);
            mem_replace(&lt->Db, t->db);
            mem_replace(&lt->Table, t->name);
            mem_replace(&lt->Status, table_word(t->state));
            lt->RowsDone = t->rows;
            lt->BytesDone = t->bytes;
            lt->RowsEstimate = t->rows_estimate < 0 ? DTS_UNSET : t->rows_estimate;
            lt->BytesEstimate = t->bytes_estimate < 0 ? DTS_UNSET : t->bytes_estimate;
        }
}

/* What the copy threads waited for most; "" when nothing stands out. */
static const char *limited_by(const struct waits *from, const struct waits *to)
{
    int64_t source = to->source_us - from->source_us, paced = to->paced_us - from->paced_us,
            target = to->target_us - from->target_us, all = source + paced + target;

    return all <= 0                ? ""
           : paced * 2 > all       ? "rateLimit"
           : target * 10 > all * 6 ? "target"
           : source * 10 > all * 6 ? "source"
                                   : "";
}

static void fill_rate(const struct progress *p, struct dts_local *out)
{
    if (p->phase != PHASE_ROWS || !p->ring_n)
        return;
    size_t oldest = p->ring_n > RATE_WINDOW_S ? p->ring_next : 0;
    const struct rate_sample *from = &p->ring[oldest];
    int64_t ms = clock_mono_ms() - from->mono_ms;
    if (ms < 1000)
        return;
    out->RowsPerSecond = (p->rows - from->rows) * 1000 / ms;
    out->BytesPerSecond = (p->bytes - from->bytes) * 1000 / ms;
    mem_replace(&out->LimitedBy, limited_by(&from->waits, &p->waits));
}

void progress_fill_local(const struct progress *p, struct dts_local *out)
{
    progress_lock(p);
    struct totals t = totals_locked(p);
    mem_replace(&out->Phase, phase_word(p->phase));
    fill_phases(p, out);
    fill_tables(p, out);
    fill_rate(p, out);
    out->TablesTotal = (int64_t)p->n;
    out->TablesDone = (int64_t)t.done;
    out->RowsDone = p->rows;
    out->BytesDone = p->bytes;
    out->RowsEstimate = t.rows < 0 ? DTS_UNSET : t.rows;
    out->BytesEstimate = t.bytes < 0 ? DTS_UNSET : t.bytes;
    if (p->threads)
        out->Threads = p->threads;
    mem_replace(&out->SnapshotMode, p->mode);
    mem_replace(&out->SnapshotGtid, p->gtid);
    mem_replace(&out->SnapshotFile, p->file);
    if (p->mode) {
        out->SnapshotLockMs = p->lock_ms < 0 ? DTS_UNSET : p->lock_ms;
        if (p->file)
            out->SnapshotPos = (int64_t)p->pos;
    }
    mem_replace(&out->SourceGtid, p->source_gtid);
    mem_replace(&out->TargetGtid, p->target_gtid);
    mem_replace(&out->MissingGtid, p->missing_gtid);
    if (p->sampled_at)
        out->SampledAt = p->sampled_at;
    if (p->caught_up_since)
        out->CaughtUpSince = p->caught_up_since;
    progress_unlock(p);
}
