/* SPDX-License-Identifier: MIT
 *
 * report_compare - the report's section about the consistency check: the method and its seed, the
 * result, and everything that keeps "same" from meaning all of it: skipped tables, rows that never stood
 * still, the part that a spot check left out; what differed, and what was repaired with which statement.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/compare_sum.h"
#include "wizard/report_private.h"

#define ROWS_TOLD 100

static void heading(struct buf *b, const char *text)
{
    buf_addf(b, "\n### %s\n\n", text);
}

static void and_more(struct buf *b, int64_t more)
{
    char n[FMT_SIZE];

    if (more > 0)
        buf_addf(b, _("\nand %s more\n"), fmt_count(more, n));
}

static void add_options(struct buf *b, const struct snap_compare *c,
                        const struct compare_sum *sum)
{
    const struct dts_compare_task_item *item = c->item;
    const struct dts_compare_options *o = &item->Options;
    char *how = compare_sum_how(sum);

    buf_addf(b, "- %s: %s (`%s`)\n", _("Method"), how,
             str_or(o->Method, str_or(item->Method, "?")));
    free(how);
    if (o->ThreadCount > 0)
        buf_addf(b, "- %s: %" PRId64 "\n", _("Threads"), o->ThreadCount);
    if (o->ReCheckTime >= 0)
        buf_addf(b, _("- Looked again: up to %" PRId64 " times, %" PRId64 " min apart\n"),
                 o->ReCheckTime, o->ReCheckInterval < 0 ? 0 : o->ReCheckInterval);
    if (c->report && c->report->Abstract.LocalSeed != DTS_UNSET)
        buf_addf(b, "- %s: %" PRId64 "\n", _("Seed"), c->report->Abstract.LocalSeed);
    buf_addf(b, "- %s: %s\n", _("Started (Beijing)"), str_or(item->StartedAt, "-"));
    buf_addf(b, "- %s: %s\n", _("Finished (Beijing)"), str_or(item->FinishedAt, "-"));
    if (c->checks > 1)
        buf_addf(b, _("- The newest of %" PRId64 " checks of this task\n"), c->checks);
    if (!str_empty(item->Message))
        buf_addf(b, "- %s: %s\n", _("The service says"), item->Message);
}

static void add_skipped(struct buf *b, const struct dts_skipped_list *l)
{
    if (!l->Items.n)
        return;
    heading(b, _("Skipped tables: not compared"));
    buf_addf(b, "| %s | %s |\n|---|---|\n", _("Table"), _("Reason"));
    for (size_t i = 0; i < l->Items.n; i++) {
        char *name = mem_printf("%s.%s", str_or(l->Items.items[i].Db, ""),
                                str_or(l->Items.items[i].Table, ""));
        buf_adds(b, "|");
        report_cell(b, name);
        report_cell(b, l->Items.items[i].Reason);
        buf_adds(b, "\n");
        free(name);
    }
    and_more(b, l->TotalCount - (int64_t)l->Items.n);
}

static void add_open(struct buf *b, const struct dts_local_open_list *l)
{
    if (!l || !l->Items.n)
        return;
    heading(b, _("Never stood still while they were compared"));
    for (size_t i = 0; i < l->Items.n && i < ROWS_TOLD; i++) {
        const struct dts_local_open *o = &l->Items.items[i];
        buf_addf(b, "- %s.%s %s\n", str_or(o->Db, ""), str_or(o->Table, ""),
                 str_or(o->Identifier, o->Key.n ? "" : _("(the whole table)")));
    }
    and_more(b, l->TotalCount - (int64_t)(l->Items.n < ROWS_TOLD ? l->Items.n : ROWS_TOLD));
}

static void add_rows(struct buf *b, const struct dts_diff_items_response *l)
{
    size_t n = l && l->Items.n < ROWS_TOLD ? l->Items.n : ROWS_TOLD;

    if (!l || !l->Items.n)
        return;
    heading(b, _("Rows that differ"));
    buf_addf(b, "| %s | %s | %s |\n|---|---|---|\n", _("Table"), _("Key"), _("What"));
    for (size_t i = 0; i < n; i++) {
        const struct dts_diff_chunk_item *r = &l->Items.items[i];
        char *name = mem_printf("%s.%s", str_or(r->DBName, ""), str_or(r->TableName, ""));
        char *what = compare_diff_words(r);
        buf_adds(b, "|");
        report_cell(b, name);
        report_cell(b, r->Identifier);
        report_cell(b, what);
        buf_adds(b, "\n");
        free(what);
        free(name);
    }
    and_more(b, l->TotalCount - (int64_t)n);
}

static void add_objects(struct buf *b, const struct dts_local_object_list *l)
{
    if (!l || !l->Items.n)
        return;
    heading(b, _("Differences beyond rows"));
    for (size_t i = 0; i < l->Items.n; i++) {
        const struct dts_local_object *o = &l->Items.items[i];
        buf_addf(b, "- %s %s%s%s, %s: %s\n", str_or(o->Kind, "?"), str_or(o->Db, ""),
                 str_empty(o->Db) ? "" : ".", str_or(o->Name, "?"), str_or(o->What, "?"),
                 str_or(o->Advice, ""));
        for (size_t k = 0; k < o->Sql.n; k++)
            buf_addf(b, "      %s\n", o->Sql.items[k]);
    }
    and_more(b, l->TotalCount - (int64_t)l->Items.n);
}

static void add_samples(struct buf *b, const struct dts_compare_detail *d)
{
    char rows[FMT_SIZE], of[FMT_SIZE];

    if (!d->LocalSamples.n)
        return;
    heading(b, _("What the spot check looked at; the rest was not compared"));
    for (size_t i = 0; i < d->LocalSamples.n; i++) {
        const struct dts_local_sample *s = &d->LocalSamples.items[i];
        char *ranges = strlist_join(&s->Ranges, "; ");
        buf_addf(b, _("- %s.%s: %s of %s rows. %s\n"), str_or(s->Db, ""), str_or(s->Table, ""),
                 fmt_count(s->Rows, rows), fmt_count(s->OfRows, of), ranges);
        free(ranges);
    }
}

static void add_repairs(struct buf *b, const struct repair_list *l)
{
    char when[CLOCK_TEXT_SIZE];

    if (!l->n)
        return;
    heading(b, _("Rows repaired from the source, as confirmed here"));
    for (size_t i = 0; i < l->n; i++) {
        const struct repair *r = &l->items[i];
        const char *word = str_eq(r->status, "sent") ? _("sent; no result was told")
                                                     : compare_repair_word(r->status);
        clock_format_local(r->at, when);
        buf_addf(b, "- %s %s.%s %s: %s%s%s\n\n      %s\n", when, str_or(r->db, ""),
                 str_or(r->table, ""), str_or(r->key, ""), str_or(word, "?"),
                 str_empty(r->message) ? "" : ": ", str_or(r->message, ""), str_or(r->sql, ""));
    }
    and_more(b, l->more);
}

/* Where the service made no check, somebody may have given his word; and a task that was not read may have one.
 * Caller frees. */
static char *result_text(const struct state *st, const struct snapshot *snap,
                         const struct compare_sum *sum)
{
    const struct cut_item_view *v = snap ? &snap->cutover.items[CUT_COMPARED] : NULL;

    if (sum->phase != COMPARE_PHASE_NONE)
        return compare_sum_text(sum);
    if (v && v->state == CUT_ACCEPTED)
        return mem_printf(_("no check by the service; accepted as it is by %s: %s"),
                          str_or(v->accepted_by, "?"), str_or(v->accepted_reason, ""));
    if (v && v->seen_by == SEEN_YOU && v->state != CUT_TODO)
        return mem_printf(_("no check by the service; %s"), str_or(v->text, "?"));
    if (st->plan.job_id && !(snap && snap->detail))
        return mem_strdup(_("not known on this host"));
    return compare_sum_text(sum);
}

void report_compare(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    static const struct snap_compare nothing = {.checks = -1};
    const struct snap_compare *c = snap ? &snap->compare : &nothing;
    struct compare_sum sum;

    compare_sum_of(c, snap ? snap->detail : NULL, &sum);
    char *text = result_text(st, snap, &sum), *tables = compare_sum_tables(&sum);
    buf_addf(b, "\n## %s\n\n- %s: %s\n", _("Consistency"), _("Result"), text);
    if (*tables)
        buf_addf(b, "- %s: %s\n", _("Tables"), tables);
    free(tables);
    free(text);
    if (c->item)
        add_options(b, c, &sum);
    else if (sum.phase != COMPARE_PHASE_NONE)
        buf_addf(b, "- %s\n", _("What the check found was not read on this host."));
    if (c->report) {
        add_skipped(b, &c->report->Detail.Skipped);
        add_open(b, c->report->Detail.LocalOpen);
        add_rows(b, c->rows);
        add_objects(b, c->report->Detail.LocalObjects);
        add_samples(b, &c->report->Detail);
    }
    add_repairs(b, &st->repairs);
}

/* ---- JSON ---- */

static struct json *count_or_null(int64_t v)
{
    return v < 0 ? json_null() : json_int(v);
}

static struct json *rows_to_json(const struct dts_diff_items_response *l)
{
    struct json *a = json_array();

    for (size_t i = 0; l && i < l->Items.n && i < ROWS_TOLD; i++) {
        const struct dts_diff_chunk_item *r = &l->Items.items[i];
        struct json *o = json_object();
        json_set(o, "database", json_string(r->DBName));
        json_set(o, "table", json_string(r->TableName));
        json_set(o, "key", json_string(r->Identifier));
        json_set(o, "difference", json_string(r->DiffType));
        json_add(a, o);
    }
    return a;
}

/* A report of 100,000 tables that are the same is not repeated here: only what stands out. */
static void add_report(struct json *j, const struct dts_compare_report_response *r)
{
    struct dts_compare_detail d = r->Detail;

    d.FullProgress.Items.n = d.IncDifference.Items.n = 0;
    json_set(j, "found", shape_encode(&dts_compare_detail_shape, &d));
    json_set(j, "seed",
             r->Abstract.LocalSeed == DTS_UNSET ? json_null()
                                                : json_int(r->Abstract.LocalSeed));
}

struct json *report_compare_json(const struct state *st, const struct snapshot *snap)
{
    const struct snap_compare *c = &snap->compare;
    struct json *j = json_object();
    struct compare_sum sum;

    compare_sum_of(c, snap->detail, &sum);
    char *text = result_text(st, snap, &sum);
    json_set(j, "result", json_string(text));
    free(text);
    json_set(j, "tables", count_or_null(sum.tables));
    json_set(j, "same", count_or_null(sum.same));
    json_set(j, "different", count_or_null(sum.different));
    json_set(j, "skipped", count_or_null(sum.skipped));
    json_set(j, "rows_different", count_or_null(sum.rows));
    json_set(j, "not_compared", count_or_null(sum.open));
    if (c->item)
        json_set(j, "check", shape_encode(&dts_compare_task_item_shape, c->item));
    if (c->report)
        add_report(j, c->report);
    json_set(j, "rows", rows_to_json(c->rows));
    if (st->repairs.n)
        json_set(j, "repairs", repair_list_to_json(&st->repairs));
    return j;
}
