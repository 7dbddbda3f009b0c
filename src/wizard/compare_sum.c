/* SPDX-License-Identifier: MIT
 *
 * compare_sum - see compare_sum.h.
 */
#include "wizard/compare_sum.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"

#define TEXT_BYTES 2048

static int64_t known(int64_t v)
{
    return v == DTS_UNSET || v < 0 ? -1 : v;
}

/* The check's own words, and those of the task about its newest check (3.9 and 3.19 of the API). */
static const struct {
    const char *word;
    enum compare_phase phase;
} item_words[] = {{"created", COMPARE_CREATED}, {"readyRun", COMPARE_RUNNING},
                  {"running", COMPARE_RUNNING}, {"stopping", COMPARE_STOPPING},
                  {"failed", COMPARE_FAILED},   {"canceled", COMPARE_STOPPED},
                  {"success", COMPARE_SKIPPED}},
  task_words[] = {{"unstart", COMPARE_CREATED}, {"running", COMPARE_RUNNING},
                  {"consistent", COMPARE_SAME}, {"inconsistent", COMPARE_DIFFERENT},
                  {"failed", COMPARE_FAILED},   {"canceled", COMPARE_STOPPED}};

static enum compare_phase phase_of(const struct dts_compare_task_item *item,
                                   const struct dts_compare_info *info)
{
    for (size_t i = 0; item && i < sizeof item_words / sizeof *item_words; i++)
        if (str_eq(item->Status, item_words[i].word)) {
            if (!str_eq(item->Status, "success"))
                return item_words[i].phase;
            return str_eq(item->Conclusion, "same")        ? COMPARE_SAME
                   : str_eq(item->Conclusion, "different") ? COMPARE_DIFFERENT
                                                           : COMPARE_SKIPPED;
        }
    for (size_t i = 0; info && i < sizeof task_words / sizeof *task_words; i++)
        if (str_eq(info->Status, task_words[i].word))
            return task_words[i].phase;
    return COMPARE_PHASE_NONE;
}

static void sum_report(const struct dts_compare_report_response *r, struct compare_sum *out)
{
    const struct dts_compare_abstract *a = &r->Abstract;
    int64_t checked = known(a->CheckedTables);

    out->tables = known(a->TotalTables);
    out->different = known(a->DifferentTables);
    out->skipped = known(a->SkippedTables);
    if (out->skipped < 0 && r->Detail.Skipped.TotalCount != DTS_UNSET)
        out->skipped = r->Detail.Skipped.TotalCount;
    if (checked >= 0 && out->different >= 0 && checked >= out->different)
        out->same = checked - out->different;
    out->rows = known(a->DifferentRows);
    const struct dts_local_open_list *open = r->Detail.LocalOpen;
    for (size_t i = 0; open && i < open->Items.n; i++)
        out->open_tables +=
            open->Items.items[i].Key.n == 0 && str_empty(open->Items.items[i].Identifier);
    if (open && known(open->TotalCount) >= 0)
        out->open_rows = open->TotalCount - out->open_tables;
    if (r->Detail.LocalObjects)
        out->objects = known(r->Detail.LocalObjects->TotalCount);
}

static void sum_options(const struct dts_compare_options *o, const char *method,
                        struct compare_sum *out)
{
    const char *m = str_or(o->Method, method);

    out->counts_only = str_eq(m, "rowsCount");
    if (str_eq(m, "sampleDataCheck"))
        out->sample = known(o->SampleRate);
}

void compare_sum_of(const struct snap_compare *c, const struct dts_detail *d,
                    struct compare_sum *out)
{
    const struct dts_compare_info *info = d ? &d->CompareTask : NULL;

    *out = (struct compare_sum){.phase = phase_of(c->item, info),
                                .percent = -1,
                                .tables = -1,
                                .same = -1,
                                .different = -1,
                                .skipped = -1,
                                .rows = -1,
                                .objects = -1,
                                .open = -1,
                                .sample = 100};
    if (c->item) {
        sum_options(&c->item->Options, c->item->Method, out);
        out->percent = known(c->item->CompareProcess.Percent);
        out->open = known(c->item->LocalOpen);
        for (size_t i = 0; i < c->item->Config.ObjectItems.n; i++)
            out->chosen += (int64_t)c->item->Config.ObjectItems.items[i].Tables.n;
        if (!str_eq(c->item->Config.ObjectMode, "partial"))
            out->chosen = 0;
        if (!compare_has_ended(out->phase) ||
            !clock_parse_beijing(str_or(c->item->FinishedAt, ""), &out->ended_at))
            out->ended_at = 0;
    }
    if (c->report)
        sum_report(c->report, out);
    if (out->open < 0 && info)
        out->open = known(info->LocalOpen);
    if (out->open < 0 &&
        compare_has_ended(out->phase)) /* the cloud tells only what it skipped */
        out->open = out->skipped;
}

bool compare_is_active(const struct dts_compare_task_item *item)
{
    return item && (str_eq(item->Status, "readyRun") || str_eq(item->Status, "running") ||
                    str_eq(item->Status, "stopping"));
}

bool compare_has_ended(enum compare_phase p)
{
    return p >= COMPARE_SAME;
}

bool compare_can(const struct snap_compare *c, const char *verb)
{
    return c->item && strlist_has(&c->item->LocalCan, verb);
}

/* ---- sentences ---- */

static char *plain_left(int64_t n)
{
    char count[FMT_SIZE];

    return mem_printf(ngettext("%s row, chunk or table was not compared",
                               "%s rows, chunks or tables were not compared", (unsigned long)n),
                      fmt_count(n, count));
}

char *compare_sum_left(const struct compare_sum *s)
{
    int64_t tables = (s->skipped > 0 ? s->skipped : 0) + s->open_tables;
    char n[FMT_SIZE], m[FMT_SIZE];

    if (s->open <= 0)
        return NULL;
    if (s->open_rows + tables != s->open) /* the report is older, or tells no more */
        return plain_left(s->open);
    char *rows = mem_printf(ngettext("%s row", "%s rows", (unsigned long)s->open_rows),
                            fmt_count(s->open_rows, n));
    char *whole = mem_printf(ngettext("%s table", "%s tables", (unsigned long)tables),
                             fmt_count(tables, m));
    char *text =
        s->open_rows && tables ? mem_printf(_("%s and %s were not compared"), rows, whole)
        : s->open == 1 ? mem_printf(_("%s was not compared"), s->open_rows ? rows : whole)
                       : mem_printf(_("%s were not compared"), s->open_rows ? rows : whole);
    free(rows);
    free(whole);
    return text;
}

char *compare_sum_how(const struct compare_sum *s)
{
    if (s->counts_only)
        return mem_strdup(_("row counts only"));
    if (s->sample < 0)
        return mem_strdup(_("a part of the rows"));
    if (s->sample < 100)
        return mem_printf(_("%" PRId64 " %% of the rows"), s->sample);
    return mem_strdup(_("every row"));
}

/* What a check of a part did; caller frees. NULL: it looked at everything. */
static char *part_text(const struct compare_sum *s)
{
    if (s->counts_only)
        return mem_strdup(_("only rows counted"));
    if (s->sample < 0)
        return mem_strdup(_("a part of the rows looked at"));
    return s->sample < 100 ? mem_printf(_("%" PRId64 " %% of the rows looked at"), s->sample)
                           : NULL;
}

static char *same_text(const struct compare_sum *s)
{
    char *left = compare_sum_left(s), *part = part_text(s), *text;

    if (left && part)
        text = mem_printf(_("same, %s, but %s"), part, left);
    else if (left)
        text = mem_printf(_("same, but %s"), left);
    else if (s->open < 0)
        text = mem_strdup(_("same, but what was skipped is not known yet"));
    else if (part)
        text = mem_printf(_("same, %s"), part);
    else
        text = mem_strdup(_("same"));
    free(left);
    free(part);
    return text;
}

static char *different_text(const struct compare_sum *s)
{
    char tables[FMT_SIZE], all[FMT_SIZE], rows[FMT_SIZE];

    if (s->different <= 0 || s->tables < 0)
        return mem_strdup(s->objects > 0 && s->different == 0 ? _("different beyond the rows")
                                                              : _("different"));
    if (s->rows <= 0)
        return mem_printf(_("different: %s of %s tables"), fmt_count(s->different, tables),
                          fmt_count(s->tables, all));
    return mem_printf(ngettext("different: %s of %s tables, %s row",
                               "different: %s of %s tables, %s rows", (unsigned long)s->rows),
                      fmt_count(s->different, tables), fmt_count(s->tables, all),
                      fmt_count(s->rows, rows));
}

char *compare_sum_text(const struct compare_sum *s)
{
    switch (s->phase) {
    case COMPARE_PHASE_NONE: return mem_strdup(_("not compared yet"));
    case COMPARE_CREATED: return mem_strdup(_("a check is there, not begun yet"));
    case COMPARE_RUNNING:
        return s->percent < 0 ? mem_strdup(_("being compared"))
                              : mem_printf(_("being compared, %" PRId64 " %%"), s->percent);
    case COMPARE_STOPPING: return mem_strdup(_("the check is being stopped"));
    case COMPARE_SAME: return same_text(s);
    case COMPARE_DIFFERENT: return different_text(s);
    case COMPARE_SKIPPED: return mem_strdup(_("nothing was compared: every table was skipped"));
    case COMPARE_FAILED: return mem_strdup(_("the check ended without a result"));
    default: return mem_strdup(_("the check was stopped"));
    }
}

char *compare_sum_proof(const struct compare_sum *s)
{
    char *text = compare_sum_text(s), *how, *all, n[FMT_SIZE];

    if (s->phase != COMPARE_SAME && s->phase != COMPARE_DIFFERENT)
        return text;
    how = compare_sum_how(s);
    bool said = s->phase == COMPARE_SAME && (s->counts_only || s->sample < 100);
    if (s->chosen)
        all = mem_printf(ngettext("%s (%s, %s chosen table)", "%s (%s, %s chosen tables)",
                                  (unsigned long)s->chosen),
                         text, how, fmt_count(s->chosen, n));
    else
        all = said ? mem_strdup(text) : mem_printf("%s (%s)", text, how);
    free(how);
    free(text);
    return all;
}

/* Takes text over; n < 0: not known, nothing is added. */
static void add_part(struct buf *b, int64_t n, char *text)
{
    if (n >= 0)
        buf_addf(b, "%s%s", b->len ? ", " : "", text);
    free(text);
}

char *compare_sum_tables(const struct compare_sum *s)
{
    struct buf b = BUF_INIT(TEXT_BYTES);
    char n[FMT_SIZE];

    buf_adds(&b, "");
    add_part(&b, s->same, mem_printf(_("%s same"), fmt_count(s->same, n)));
    add_part(&b, s->different, mem_printf(_("%s different"), fmt_count(s->different, n)));
    if (s->different > 0 && s->rows > 0)
        buf_addf(&b, ngettext(" (%s row)", " (%s rows)", (unsigned long)s->rows),
                 fmt_count(s->rows, n));
    add_part(&b, s->skipped, mem_printf(_("%s skipped"), fmt_count(s->skipped, n)));
    if (s->open_rows > 0)
        add_part(&b, s->open_rows,
                 mem_printf(ngettext("%s row not settled", "%s rows not settled",
                                     (unsigned long)s->open_rows),
                            fmt_count(s->open_rows, n)));
    if (s->open_tables > 0)
        add_part(&b, s->open_tables,
                 mem_printf(ngettext("%s table not settled", "%s tables not settled",
                                     (unsigned long)s->open_tables),
                            fmt_count(s->open_tables, n)));
    if (s->objects > 0)
        add_part(&b, s->objects, mem_printf(_("%s beyond rows"), fmt_count(s->objects, n)));
    return buf_steal(&b);
}

static const char *same_next(const struct compare_sum *s, bool local)
{
    if (s->open > 0 && local)
        return _(
            "Rows that were written to are looked at again by themselves, at the latest once "
            "the writers stop in stage 7; a looks again now. A skipped table you compare "
            "yourself.");
    if (s->open > 0)
        return _(
            "Compare the skipped tables yourself, then accept that in stage 7 with your name "
            "and the reason.");
    return _(
        "Nothing is to be done. The application writes on; c compares everything once more.");
}

static const char *different_next(const struct compare_sum *s, bool local)
{
    if (!local)
        return _(
            "DTS does not repair. See which rows differ, correct them on the target yourself, "
            "then c checks again. What was written to the target meanwhile is the usual "
            "cause.");
    if (s->rows <= 0 && s->objects > 0)
        return _("Enter on an object shows both definitions and what mends it; a looks again.");
    return _(
        "Enter shows the rows. a looks again at what differs; r repairs the target from the "
        "source, after showing every statement.");
}

const char *compare_sum_next(const struct compare_sum *s, bool local)
{
    switch (s->phase) {
    case COMPARE_PHASE_NONE:
    case COMPARE_CREATED:
        return _("Nothing is known to be the same yet. c begins a check; the task has to be in "
                 "sync.");
    case COMPARE_RUNNING:
        return _("The application may go on writing. x stops the check; do not complete the "
                 "migration before it has ended.");
    case COMPARE_STOPPING: return _("It ends after the chunk in hand.");
    case COMPARE_SAME: return same_next(s, local);
    case COMPARE_DIFFERENT: return different_next(s, local);
    case COMPARE_SKIPPED:
        return _("The reasons stand below. Give the tables a key or compare them yourself; "
                 "c checks again.");
    case COMPARE_FAILED:
        return _("F4 shows why. Mend the cause, then c checks again; the migration itself goes "
                 "on.");
    default: return _("What was found until then stands below. c checks again.");
    }
}

/* ---- one row ---- */

bool compare_differs(const struct dts_diff_chunk_item *row, size_t i)
{
    return i >= row->SrcItem.n || i >= row->DstItem.n ||
           !str_eq(row->SrcItem.items[i], row->DstItem.items[i]);
}

char *compare_diff_words(const struct dts_diff_chunk_item *row)
{
    struct strlist names = {0};

    if (str_eq(row->DiffType, "dstLack"))
        return mem_strdup(_("missing on the target"));
    if (str_eq(row->DiffType, "srcLack"))
        return mem_strdup(_("only on the target"));
    for (size_t i = 0; i < row->SchemaInfo.n; i++)
        if (compare_differs(row, i))
            strlist_add(&names, row->SchemaInfo.items[i]);
    char *all = strlist_join(&names, ", ");
    char *text = names.n ? mem_printf(_("differs in %.300s"), all) : mem_strdup(_("differs"));
    free(all);
    strlist_clear(&names);
    return text;
}

const char *compare_repair_word(const char *local_status)
{
    static const struct {
        const char *status, *word;
    } words[] = {{"planned", N_("planned")},
                 {"done", N_("repaired")},
                 {"changed", N_("not touched: it changed meanwhile")},
                 {"failed", N_("failed")}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(local_status, words[i].status))
            return _(words[i].word);
    return str_empty(local_status) ? NULL : local_status;
}
