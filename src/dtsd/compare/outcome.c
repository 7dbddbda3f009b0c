/* SPDX-License-Identifier: MIT
 *
 * outcome - see outcome.h.
 */
#include "dtsd/compare/outcome_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

struct outcome *outcome_new(void)
{
    struct outcome *o = mem_alloc(sizeof *o);

    pthread_mutex_init(&o->lock, NULL);
    shape_init(&dts_compare_detail_shape, &o->detail);
    shape_init(&dts_diff_items_response_shape, &o->rows);
    shape_init(&dts_diff_items_response_shape, &o->fixed);
    o->detail.Difference.TotalCount = o->detail.Skipped.TotalCount = 0;
    o->detail.FullProgress.TotalCount = 0;
    o->rows.TotalCount = o->fixed.TotalCount = 0;
    return o;
}

void outcome_free(struct outcome *o)
{
    if (!o)
        return;
    shape_clear(&dts_compare_detail_shape, &o->detail);
    shape_clear(&dts_diff_items_response_shape, &o->rows);
    shape_clear(&dts_diff_items_response_shape, &o->fixed);
    free(o->counts);
    pthread_mutex_destroy(&o->lock);
    free(o);
}

void outcome_lock(struct outcome *o)
{
    pthread_mutex_lock(&o->lock);
}

void outcome_unlock(struct outcome *o)
{
    pthread_mutex_unlock(&o->lock);
}

void outcome_now(char **text)
{
    char at[CLOCK_TEXT_SIZE];

    clock_format_beijing(clock_wall_s(), at);
    mem_replace(text, at);
}

struct dts_compare_table_result *outcome_result(struct outcome *o, size_t table)
{
    return &o->detail.FullProgress.Items.items[table];
}

/* ---- writing ---- */

size_t outcome_table(struct outcome *o, const char *db, const char *table, int64_t rows)
{
    outcome_lock(o);
    size_t number = o->detail.FullProgress.Items.n;
    struct dts_compare_table_result *r =
        DTS_PUSH(o->detail.FullProgress.Items, dts_compare_table_result_shape);
    mem_replace(&r->Db, db);
    mem_replace(&r->Table, table);
    mem_replace(&r->Status, "readyRun");
    r->Progress = r->RowCount = 0;
    o->detail.FullProgress.TotalCount++;
    mem_grow(&o->counts, &o->cap_counts, number + 1, sizeof *o->counts);
    o->counts[number] = (struct table_count){.estimate = rows < 0 ? 0 : rows};
    outcome_unlock(o);
    return number;
}

void outcome_begin(struct outcome *o, size_t table)
{
    outcome_lock(o);
    mem_replace(&outcome_result(o, table)->Status, "running");
    outcome_now(&outcome_result(o, table)->StartedAt);
    outcome_unlock(o);
}

void outcome_advance(struct outcome *o, size_t table, int64_t rows)
{
    outcome_lock(o);
    struct table_count *c = &o->counts[table];
    c->done += rows;
    /* the estimate is the server's; a table is at 100 only when it is done */
    int64_t percent = c->estimate > 0 ? c->done * 100 / c->estimate : 0;
    outcome_result(o, table)->Progress = percent > 99 ? 99 : percent;
    outcome_unlock(o);
}

static void finish(struct outcome *o, size_t table)
{
    struct dts_compare_table_result *r = outcome_result(o, table);
    mem_replace(&r->Status, "success");
    r->Progress = 100;
    o->counts[table].done = o->counts[table].estimate;
    outcome_now(&r->FinishedAt);
}

void outcome_take_counts(struct outcome *o, struct dts_compare_table_result *r)
{
    int64_t n = 0;

    if (str_to_int(str_or(r->SrcItem, ""), 0, INT64_MAX, &n))
        o->source_rows -= n;
    if (str_to_int(str_or(r->DstItem, ""), 0, INT64_MAX, &n))
        o->target_rows -= n;
    mem_replace(&r->SrcItem, "");
    mem_replace(&r->DstItem, "");
}

void outcome_end(struct outcome *o, size_t table, int64_t source_rows, int64_t target_rows)
{
    outcome_lock(o);
    struct dts_compare_table_result *r = outcome_result(o, table);
    outcome_take_counts(o, r);
    if (source_rows >= 0) {
        free(r->SrcItem);
        free(r->DstItem);
        r->SrcItem = mem_printf("%lld", (long long)source_rows);
        r->DstItem = mem_printf("%lld", (long long)target_rows);
        o->source_rows += source_rows;
        o->target_rows += target_rows;
    }
    if (source_rows != target_rows)
        mem_replace(&r->Conclusion, "different");
    if (str_empty(r->Conclusion))
        mem_replace(&r->Conclusion, "same");
    finish(o, table);
    outcome_unlock(o);
}

void outcome_skip(struct outcome *o, size_t table, const char *reason)
{
    outcome_lock(o);
    struct dts_compare_table_result *r = outcome_result(o, table);
    struct dts_skipped_item *s = DTS_PUSH(o->detail.Skipped.Items, dts_skipped_item_shape);
    mem_replace(&s->Db, r->Db);
    mem_replace(&s->Table, r->Table);
    mem_replace(&s->Reason, reason);
    o->detail.Skipped.TotalCount++;
    mem_replace(&r->Conclusion, "skip");
    finish(o, table);
    outcome_unlock(o);
}

int64_t outcome_chunk(struct outcome *o, size_t table, const struct dts_difference_item *item)
{
    outcome_lock(o);
    struct dts_compare_table_result *r = outcome_result(o, table);
    int64_t number = ++o->chunk;
    o->detail.Difference.TotalCount++;
    o->counts[table].chunks++;
    mem_replace(&r->Conclusion, "different");
    if (o->detail.Difference.Items.n < OUTCOME_CHUNKS) {
        struct dts_difference_item *d =
            DTS_PUSH(o->detail.Difference.Items, dts_difference_item_shape);
        shape_clear(&dts_difference_item_shape, d);
        shape_copy(&dts_difference_item_shape, d, item);
        mem_replace(&d->Db, r->Db);
        mem_replace(&d->Table, r->Table);
        d->Chunk = number;
        outcome_now(&d->FinishedAt);
    }
    outcome_unlock(o);
    return number;
}

void outcome_row(struct outcome *o, size_t table, const struct dts_diff_chunk_item *item)
{
    outcome_lock(o);
    struct dts_compare_table_result *r = outcome_result(o, table);
    mem_replace(&r->Conclusion, "different");
    r->RowCount++;
    o->rows.TotalCount++;
    if (o->rows.Items.n < OUTCOME_ROWS) {
        struct dts_diff_chunk_item *d = DTS_PUSH(o->rows.Items, dts_diff_chunk_item_shape);
        shape_clear(&dts_diff_chunk_item_shape, d);
        shape_copy(&dts_diff_chunk_item_shape, d, item);
        mem_replace(&d->DBName, r->Db);
        mem_replace(&d->TableName, r->Table);
        outcome_now(&d->FinishedAt);
    }
    outcome_unlock(o);
}

void outcome_doing(struct outcome *o, const char *what)
{
    outcome_lock(o);
    str_copy(o->doing, sizeof o->doing, what);
    outcome_unlock(o);
}

char *outcome_waits(struct outcome *o)
{
    outcome_lock(o);
    char *text = mem_strdup(o->doing);
    outcome_unlock(o);
    return text;
}

void outcome_sampled(struct outcome *o, size_t table, int64_t rows, int64_t of,
                     const struct strlist *ranges)
{
    outcome_lock(o);
    const struct dts_compare_table_result *r = outcome_result(o, table);
    struct dts_local_sample *s = DTS_PUSH(o->detail.LocalSamples, dts_local_sample_shape);
    mem_replace(&s->Db, r->Db);
    mem_replace(&s->Table, r->Table);
    s->Rows = rows;
    s->OfRows = of;
    for (size_t i = 0; i < ranges->n; i++)
        strlist_add(&s->Ranges, ranges->items[i]);
    outcome_unlock(o);
}

void outcome_sampled_rows(struct outcome *o, int64_t *rows, int64_t *of)
{
    *rows = *of = 0;
    outcome_lock(o);
    for (size_t i = 0; i < o->detail.LocalSamples.n; i++) {
        *rows += o->detail.LocalSamples.items[i].Rows;
        *of += o->detail.LocalSamples.items[i].OfRows;
    }
    outcome_unlock(o);
}

void outcome_note(struct outcome *o, const char *fmt, ...)
{
    va_list ap;

    outcome_lock(o);
    size_t used = strlen(o->message);
    if (used && used + 2 < sizeof o->message)
        used += (size_t)snprintf(o->message + used, sizeof o->message - used, "; ");
    va_start(ap, fmt);
    vsnprintf(o->message + used, sizeof o->message - used, fmt, ap);
    va_end(ap);
    outcome_unlock(o);
}

/* ---- reading ---- */

static bool is_concluded(const struct dts_compare_table_result *r, const char *conclusion)
{
    return str_eq(r->Conclusion, conclusion);
}

static int64_t count(const struct outcome *o, const char *conclusion)
{
    int64_t n = 0;

    for (size_t i = 0; i < o->detail.FullProgress.Items.n; i++)
        n += is_concluded(&o->detail.FullProgress.Items.items[i], conclusion);
    return n;
}

static bool has_unconcluded(const struct outcome *o)
{
    for (size_t i = 0; i < o->detail.FullProgress.Items.n; i++)
        if (str_empty(o->detail.FullProgress.Items.items[i].Conclusion))
            return true;
    return false;
}

bool outcome_is_whole(struct outcome *o)
{
    outcome_lock(o);
    bool whole = !has_unconcluded(o);
    outcome_unlock(o);
    return whole;
}

size_t outcome_tables(struct outcome *o)
{
    outcome_lock(o);
    size_t n = o->detail.FullProgress.Items.n;
    outcome_unlock(o);
    return n;
}

bool outcome_is_skipped(struct outcome *o, size_t table)
{
    outcome_lock(o);
    bool skipped = is_concluded(outcome_result(o, table), "skip");
    outcome_unlock(o);
    return skipped;
}

const char *outcome_conclusion(struct outcome *o)
{
    outcome_lock(o);
    const char *word = count(o, "different") || o->objects_differ ? "different"
                       : has_unconcluded(o)                       ? ""
                       : count(o, "same")                         ? "same"
                                                                  : "skipAll";
    outcome_unlock(o);
    return word;
}

int64_t outcome_percent(struct outcome *o)
{
    int64_t all = 0, done = 0;

    outcome_lock(o);
    for (size_t i = 0; i < o->detail.FullProgress.Items.n; i++) {
        /* each table weighs something, also an empty one */
        int64_t most = o->counts[i].estimate, at = o->counts[i].done;
        all += most + 1;
        done += (at > most ? most : at) + (outcome_result(o, i)->Progress == 100);
    }
    outcome_unlock(o);
    return all ? done * 100 / all : 0;
}

char *outcome_message(struct outcome *o)
{
    outcome_lock(o);
    char *text = mem_strdup(o->message);
    outcome_unlock(o);
    return text;
}

static bool wanted(const char *filter, const char *value)
{
    return str_empty(filter) || str_eq(filter, value);
}

static void report_differences(const struct outcome *o,
                               const struct dts_compare_report_request *req,
                               struct dts_difference_list *out)
{
    const struct dts_difference_list *all = &o->detail.Difference;
    int64_t n = 0;

    for (size_t i = 0; i < all->Items.n; i++) {
        const struct dts_difference_item *d = &all->Items.items[i];
        if (!wanted(req->DifferenceDB, d->Db) || !wanted(req->DifferenceTable, d->Table))
            continue;
        if (n >= req->DifferenceOffset && n < req->DifferenceOffset + req->DifferenceLimit)
            shape_copy(&dts_difference_item_shape,
                       DTS_PUSH(out->Items, dts_difference_item_shape), d);
        n++;
    }
    bool filtered = !str_empty(req->DifferenceDB) || !str_empty(req->DifferenceTable);
    out->TotalCount = filtered ? n : all->TotalCount;
}

static void report_skipped(const struct outcome *o,
                           const struct dts_compare_report_request *req,
                           struct dts_skipped_list *out)
{
    const struct dts_skipped_list *all = &o->detail.Skipped;

    out->TotalCount = 0;
    for (size_t i = 0; i < all->Items.n; i++) {
        const struct dts_skipped_item *s = &all->Items.items[i];
        if (!wanted(req->SkippedDB, s->Db) || !wanted(req->SkippedTable, s->Table))
            continue;
        if (out->TotalCount >= req->SkippedOffset &&
            out->TotalCount < req->SkippedOffset + req->SkippedLimit)
            shape_copy(&dts_skipped_item_shape, DTS_PUSH(out->Items, dts_skipped_item_shape),
                       s);
        out->TotalCount++;
    }
}

/* Our extension: short lists, whole. */
static void copy_local(const struct outcome *o, struct dts_compare_detail *out)
{
    const struct dts_compare_detail *d = &o->detail;

    if (d->LocalOpen) {
        out->LocalOpen = mem_alloc(sizeof *out->LocalOpen);
        shape_copy(&dts_local_open_list_shape, out->LocalOpen, d->LocalOpen);
    }
    if (d->LocalObjects) {
        out->LocalObjects = mem_alloc(sizeof *out->LocalObjects);
        shape_copy(&dts_local_object_list_shape, out->LocalObjects, d->LocalObjects);
    }
    for (size_t i = 0; i < d->LocalSamples.n; i++)
        shape_copy(&dts_local_sample_shape, DTS_PUSH(out->LocalSamples, dts_local_sample_shape),
                   &d->LocalSamples.items[i]);
}

void outcome_report(struct outcome *o, const struct dts_compare_report_request *req,
                    struct dts_compare_report_response *out)
{
    struct dts_compare_abstract *a = &out->Abstract;

    outcome_lock(o);
    a->TotalTables = (int64_t)o->detail.FullProgress.Items.n;
    a->NearlyTableCount = a->TotalTables;
    a->DifferentTables = count(o, "different");
    a->SkippedTables = count(o, "skip");
    a->CheckedTables = a->DifferentTables + count(o, "same");
    a->DifferentRows = o->rows.TotalCount;
    a->SrcSampleRows = o->source_rows;
    a->DstSampleRows = o->target_rows;
    report_differences(o, req, &out->Detail.Difference);
    report_skipped(o, req, &out->Detail.Skipped);
    shape_clear(&dts_compare_table_results_shape, &out->Detail.FullProgress);
    shape_copy(&dts_compare_table_results_shape, &out->Detail.FullProgress,
               &o->detail.FullProgress);
    out->Detail.IncDifference.TotalCount = 0;
    copy_local(o, &out->Detail);
    outcome_unlock(o);
}

void outcome_rows(struct outcome *o, const struct dts_diff_items_request *req,
                  struct dts_diff_items_response *out)
{
    int64_t n = 0;

    outcome_lock(o);
    const struct dts_diff_items_response *all = req->LocalRepaired == 1 ? &o->fixed : &o->rows;
    for (size_t i = 0; i < all->Items.n; i++) {
        const struct dts_diff_chunk_item *r = &all->Items.items[i];
        if (!wanted(req->DBName, r->DBName) || !wanted(req->TableName, r->TableName) ||
            (req->ChunkId != DTS_UNSET && req->ChunkId != r->ChunkId))
            continue;
        if (n >= req->Offset && n < req->Offset + req->Limit)
            shape_copy(&dts_diff_chunk_item_shape,
                       DTS_PUSH(out->Items, dts_diff_chunk_item_shape), r);
        n++;
    }
    bool filtered =
        !str_empty(req->DBName) || !str_empty(req->TableName) || req->ChunkId != DTS_UNSET;
    out->TotalCount = filtered ? n : all->TotalCount;
    outcome_unlock(o);
}

/* ---- keeping ---- */

struct json *outcome_save(struct outcome *o)
{
    struct json *j = json_object();

    outcome_lock(o);
    json_set(j, "detail", shape_encode(&dts_compare_detail_shape, &o->detail));
    json_set(j, "rows", shape_encode(&dts_diff_items_response_shape, &o->rows));
    json_set(j, "fixed", shape_encode(&dts_diff_items_response_shape, &o->fixed));
    json_set(j, "source_rows", json_int(o->source_rows));
    json_set(j, "target_rows", json_int(o->target_rows));
    json_set(j, "message", json_string(o->message));
    outcome_unlock(o);
    return j;
}

struct outcome *outcome_load(const struct json *j)
{
    struct outcome *o = outcome_new();
    const char *message = "";
    struct err ignored;

    shape_clear(&dts_compare_detail_shape, &o->detail);
    shape_clear(&dts_diff_items_response_shape, &o->rows);
    shape_decode(&dts_compare_detail_shape, json_get(j, "detail"), SHAPE_LENIENT, &o->detail,
                 &ignored);
    shape_decode(&dts_diff_items_response_shape, json_get(j, "rows"), SHAPE_LENIENT, &o->rows,
                 &ignored);
    if (json_get(j, "fixed")) { /* not in what an earlier version kept */
        shape_clear(&dts_diff_items_response_shape, &o->fixed);
        shape_decode(&dts_diff_items_response_shape, json_get(j, "fixed"), SHAPE_LENIENT,
                     &o->fixed, &ignored);
    }
    json_read_int(json_get(j, "source_rows"), "source_rows", &o->source_rows, &ignored);
    json_read_int(json_get(j, "target_rows"), "target_rows", &o->target_rows, &ignored);
    json_read_str(json_get(j, "message"), "message", &message, &ignored);
    str_copy(o->message, sizeof o->message, message);
    for (size_t i = 0; i < o->detail.Difference.Items.n; i++)
        if (o->detail.Difference.Items.items[i].Chunk > o->chunk)
            o->chunk = o->detail.Difference.Items.items[i].Chunk;
    for (size_t i = 0; o->detail.LocalObjects && i < o->detail.LocalObjects->Items.n; i++)
        o->objects_differ |= outcome_is_noticed(&o->detail.LocalObjects->Items.items[i]);
    mem_grow(&o->counts, &o->cap_counts, o->detail.FullProgress.Items.n + 1, sizeof *o->counts);
    memset(o->counts, 0, (o->detail.FullProgress.Items.n + 1) * sizeof *o->counts);
    for (size_t i = 0; i < o->detail.Difference.Items.n; i++) {
        const struct dts_difference_item *d = &o->detail.Difference.Items.items[i];
        size_t table = outcome_find(o, d->Db, d->Table, 0);
        if (table != OUTCOME_NONE)
            o->counts[table].chunks++;
    }
    return o;
}
