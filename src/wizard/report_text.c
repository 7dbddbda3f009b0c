/* SPDX-License-Identifier: MIT
 *
 * report_text - the report in Markdown, for the change ticket. See report.h.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/cleanup.h"
#include "wizard/dsn.h"
#include "wizard/holdback.h"
#include "wizard/report_private.h"
#include "wizard/session.h"
#include "wizard/words.h"

#define REPORT_MAX (4u * 1024 * 1024)

/* What would start markup, or end a cell of a table, is escaped. */
static void add_escaped(struct buf *b, const char *s)
{
    for (; *s; s++) {
        if (strchr("|`*_<>[]\\", *s))
            buf_addc(b, '\\');
        buf_addc(b, *s == '\n' || *s == '\r' ? ' ' : *s);
    }
}

void report_cell(struct buf *b, const char *text)
{
    buf_adds(b, " ");
    add_escaped(b, str_or(text, "-"));
    buf_adds(b, " |");
}

static void number(struct buf *b, int64_t v)
{
    char text[FMT_SIZE];

    report_cell(b, fmt_count(v, text));
}

/* Our word and, for who asks DTS, its own: "In sync (readyComplete)". Caller frees. */
static char *named(const char *ours, const char *its)
{
    return str_empty(its) || str_eq(ours, its) ? mem_strdup(ours)
                                               : mem_printf("%s (%s)", ours, its);
}

static void named_cell(struct buf *b, const char *ours, const char *its)
{
    char *both = named(ours, its);

    report_cell(b, both);
    free(both);
}

/* The few facts a reader wants first. */
static void add_result(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    int64_t began, ended;
    int seen = 0, stated = 0, accepted = 0;

    if (!snap)
        return;
    char *status = named(status_word(snap->status, NULL), dts_status_word(snap->status));
    buf_addf(b, "- %s: %s\n", _("Status"), status);
    free(status);
    report_downtime(st, snap, &began, &ended);
    if (!began)
        return;
    for (int i = 0; i < CUT_COUNT; i++) {
        const struct cut_item_view *v = &snap->cutover.items[i];
        accepted += v->state == CUT_ACCEPTED;
        stated += v->state == CUT_HOLDS && v->seen_by == SEEN_YOU;
        seen += v->state == CUT_HOLDS && v->seen_by != SEEN_YOU;
    }
    buf_addf(b, "- %s: ", _("Proofs"));
    buf_addf(b, _("%d seen from here or by DTS, %d stated, %d accepted as they are, %d open"),
             seen, stated, accepted, CUT_COUNT - seen - stated - accepted);
    buf_adds(b, "\n");
}

/* "+09:00". */
static void zone(char out[16])
{
    time_t now = (time_t)clock_wall_s();
    struct tm tm;

    localtime_r(&now, &tm);
    if (strftime(out, 16, "%z", &tm) == 5) {
        memmove(out + 4, out + 3, 3);
        out[3] = ':';
    }
}

static void add_head(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    char utc[16] = "";
    char now[CLOCK_TEXT_SIZE], *by = report_by();
    const struct plan *p = &st->plan;
    struct strlist lines = {0};

    clock_format_local(clock_wall_s(), now);
    buf_addf(b, "# %s: %s\n\n", _("Migration report"), str_or(p->name, "-"));
    zone(utc);
    buf_addf(b, "- %s: %s ", _("Made"), now);
    buf_addf(b, _("(UTC%s; all times are this host's where nothing else is said)\n"), utc);
    buf_addf(b, "- %s: %s\n", _("By"), by);
    free(by);
    buf_addf(b, "- %s: %s\n", _("Task"), str_or(p->job_id, _("not created")));
    buf_addf(b, "- %s: %s\n", _("Service"),
             p->backend == BACKEND_LOCAL ? _("dtsd on this machine") : _("Tencent Cloud DTS"));
    buf_addf(b, "- %s: %s\n", _("Source"),
             str_or(st->source_version, _("not seen from this host")));
    buf_addf(b, "- %s: %s\n", _("Target"),
             str_or(st->target_version, _("not seen from this host")));
    add_result(b, st, snap);
    buf_addf(b, "\n## %s\n\n", _("Plan"));
    plan_sentences(p, &lines);
    for (size_t i = 0; i < lines.n; i++)
        buf_addf(b, "- %s\n", lines.items[i]);
    strlist_clear(&lines);
}

/* "Failed (checkNotPass)"; as the service says it where it says something new. Caller frees. */
static char *check_verdict(const struct dts_check_response *check)
{
    const char *its = str_or(check->CheckFlag, str_or(check->Status, "-"));

    if (str_eq(its, "checkPass"))
        return named(outcome_word(OUT_PASSED), its);
    if (str_eq(its, "checkNotPass"))
        return named(outcome_word(holdback_decision_only(check) ? OUT_DECIDE : OUT_FAILED),
                     its);
    return mem_strdup(its);
}

static void add_checks(struct buf *b, const struct state *st,
                       const struct dts_check_response *check)
{
    buf_addf(b, "\n## %s\n\n", _("Checks"));
    if (!check) {
        buf_addf(b, "%s\n", _("Not known on this host."));
        return;
    }
    char *verdict = check_verdict(check);
    buf_addf(b, "%s: %s\n\n", _("Verdict"), verdict);
    free(verdict);
    buf_addf(b, "| %s | %s | %s |\n|---|---|---|\n", _("Check"), _("Result"), _("Finding"));
    for (size_t i = 0; i < check->StepInfo.n; i++) {
        const struct dts_check_step *s = &check->StepInfo.items[i];
        const struct dts_check_item *item =
            s->DetailCheckItems.n ? &s->DetailCheckItems.items[0] : NULL;
        const struct skip *k = s->HasSkipped == 1 ? skip_find(&st->skips, s->StepId) : NULL;
        char *why = k ? skip_words(k) : NULL;
        const char *word = outcome_word(check_outcome(s, false));
        char *result = why ? mem_printf("%s: %s", word, why) : mem_strdup(word);
        buf_adds(b, "|");
        named_cell(b, str_or(check_title(s->StepId), str_or(s->StepName, "?")), s->StepId);
        report_cell(b, result);
        free(result);
        free(why);
        report_cell(b, item ? str_or(item->FailureReason, item->Description) : "");
        buf_adds(b, "\n");
    }
}

static void add_progress(struct buf *b, const struct dts_detail *d)
{
    buf_addf(b, "\n## %s\n\n", _("Run"));
    if (!d) {
        buf_addf(b, "%s\n", _("Not known on this host."));
        return;
    }
    char *status =
        named(status_word(dts_status_parse(d->Status), str_or(d->Status, "-")), d->Status);
    buf_addf(b, "%s: %s. %s\n\n", _("Status"), status, str_or(d->BriefMsg, ""));
    free(status);
    buf_addf(b, "| %s | %s | %% | %s | %s |\n|---|---|---|---|---|\n", _("Step"), _("Status"),
             _("Started (Beijing)"), _("Finished (Beijing)"));
    for (size_t i = 0; i < d->StepInfo.StepInfo.n; i++) {
        const struct dts_step *s = &d->StepInfo.StepInfo.items[i];
        buf_adds(b, "|");
        named_cell(b, step_title(s->StepId, s->StepName), s->StepId);
        report_cell(b, step_state(s->Status));
        number(b, s->Percent);
        report_cell(b, s->StartTime);
        report_cell(b, s->FinishTime);
        buf_adds(b, "\n");
    }
}

/* How the rows came to show one instant, what that cost the writers, and which instant. */
static void add_point(struct buf *b, const struct dts_local *l)
{
    static const struct {
        const char *mode, *words;
    } modes[] = {
        {"ftwrl", N_("all tables locked for a moment")},
        {"lockTables", N_("the selected tables locked")},
        {"snapshotPosition", N_("no lock: every connection's snapshot told the same position")},
        {"noWriters", N_("no lock: the source was seen to have no writers")},
        {"oneSnapshot", N_("no lock: one connection read everything")},
        {"overlap", N_("no lock: read at slightly different moments, brought to one by "
                       "replication; compare the data")},
    };
    const char *words;

    if (!l || str_empty(l->SnapshotMode))
        return;
    words = l->SnapshotMode;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (str_eq(l->SnapshotMode, modes[i].mode))
            words = _(modes[i].words);
    buf_addf(b, "\n%s: %s (%" PRId64 " ms): `%s` %s %" PRId64 "\n", _("Consistent point"),
             words, l->SnapshotLockMs, str_or(l->SnapshotGtid, "-"),
             str_or(l->SnapshotFile, "-"), l->SnapshotPos);
}

static void add_tables(struct buf *b, const struct dts_local *l)
{
    char bytes[FMT_SIZE];

    if (!l || !l->Tables.n)
        return;
    buf_addf(b, "\n## %s\n\n| %s | %s | %s | %s |\n|---|---|---|---|\n", _("Tables"),
             _("Table"), _("Status"), _("Rows"), _("Size"));
    for (size_t i = 0; i < l->Tables.n; i++) {
        const struct dts_local_table *t = &l->Tables.items[i];
        char *name = mem_printf("%s.%s", str_or(t->Db, ""), str_or(t->Table, ""));
        buf_adds(b, "|");
        report_cell(b, name);
        report_cell(b, table_state(t->Status));
        number(b, t->RowsDone);
        report_cell(b, fmt_bytes(t->BytesDone, bytes));
        buf_adds(b, "\n");
        free(name);
    }
    if (l->TablesTotal > (int64_t)l->Tables.n)
        buf_addf(b, _("\n%" PRId64 " tables in all; the service lists the first %zu.\n"),
                 l->TablesTotal, l->Tables.n);
}

/* Statements, answers and times behind the proofs, for who was not there. */
static void add_evidence(struct buf *b, const struct cutover_view *v)
{
    bool begun = false;

    for (int i = 0; i < CUT_COUNT; i++)
        for (size_t k = 0; k < v->items[i].evidence.n; k++) {
            buf_addf(b, "%s- %s: ", begun ? "" : "\n", cut_title(i));
            add_escaped(b, v->items[i].evidence.items[k]);
            buf_adds(b, "\n");
            begun = true;
        }
}

/* What nobody saw was seen by nobody; what was stated, by whom and when. Caller frees. */
static char *seen_by_words(const struct cut_item_view *v, const char *seen)
{
    char when[CLOCK_TEXT_SIZE];

    if (v->state == CUT_UNKNOWN || v->state == CUT_TODO)
        return mem_strdup("-");
    if (v->seen_by != SEEN_YOU || !v->stated_by)
        return mem_strdup(seen);
    clock_format_local(v->stated_at, when);
    return mem_printf(v->stated_answer ? _("stated by %s, %s, by a server's answer")
                                       : _("stated by %s, %s, without an answer"),
                      v->stated_by, when);
}

static void add_cutover(struct buf *b, const struct cutover_view *v)
{
    static const char *const states[] = {N_("not looked at"), N_("looking"), N_("holds"),
                                         N_("does not hold"), N_("unknown"), N_("accepted")};
    static const char *const seen[] = {N_("here"), N_("DTS"), N_("operator")};
    char when[CLOCK_TEXT_SIZE];

    buf_addf(b, "\n## %s\n\n| %s | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|\n",
             _("Cutover"), _("Proof"), _("State"), _("Since"), _("Seen by"), _("What was seen"),
             _("Accepted"));
    for (int i = 0; i < CUT_COUNT; i++) {
        const struct cut_item_view *item = &v->items[i];
        char *accepted = item->accepted_by ? mem_printf("%s: %s", item->accepted_by,
                                                        str_or(item->accepted_reason, ""))
                                           : NULL;
        buf_adds(b, "|");
        report_cell(b, cut_title(i));
        report_cell(b, _(states[item->state]));
        when[0] = '\0';
        if (item->since_wall)
            clock_format_local(item->since_wall, when);
        report_cell(b, when);
        char *who = seen_by_words(item, _(seen[item->seen_by]));
        report_cell(b, who);
        free(who);
        report_cell(b, item->text);
        report_cell(b, accepted);
        buf_adds(b, "\n");
        free(accepted);
    }
    if (v->watched_mono) {
        clock_format_local(clock_wall_s() - (clock_mono_ms() - v->watched_mono) / 1000, when);
        buf_addf(b,
                 _("\nLooked at every second, last at %s. What turned, and on which answer:\n"),
                 when);
    }
    add_evidence(b, v);
    if (v->recorded_at) {
        clock_format_local(v->recorded_at, when);
        buf_addf(b, "\n%s (%s): `%s` %s %" PRIu64 "\n", _("Position of the source at the end"),
                 when, str_or(v->recorded_gtid, "-"), str_or(v->recorded_file, "-"),
                 v->recorded_pos);
    }
}

static void add_downtime(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    int64_t began, ended;
    char when[CLOCK_TEXT_SIZE], length[FMT_SIZE];

    report_downtime(st, snap, &began, &ended);
    if (!began)
        return;
    clock_format_local(began, when);
    buf_addf(b, "\n- %s: %s\n", _("Downtime began"), when);
    if (ended) {
        bool completed = snap && snap->status == DTS_SUCCESS;
        clock_format_local(ended, when);
        buf_addf(b, "- %s: %s\n- %s: %s (%" PRId64 " s)\n",
                 completed ? _("Complete accepted") : _("Downtime ended"), when,
                 completed ? _("Downtime until Complete") : _("Downtime lasted"),
                 fmt_clock(ended - began, length), ended - began);
        if (!completed)
            return;
        if (st->app_seen)
            clock_format_local(st->app_seen, when);
        buf_addf(b, "- %s: %s\n", _("Application first seen on the target"),
                 st->app_seen ? when : _("not yet seen"));
    } else {
        buf_addf(b, "- %s: %s\n", _("Downtime ended"),
                 snap && dts_status_is_final(snap->status) ? _("not known on this host")
                                                           : _("not yet"));
    }
}

/* What the application is given once the target stands on its own, and how it went on there. */
static void add_after(struct buf *b, const struct state *st, const struct snapshot *snap)
{
    struct dsn_list lines = {0};

    if (!snap || snap->status != DTS_SUCCESS)
        return;
    dsn_lines(&st->plan, &lines);
    buf_addf(b, "\n## %s\n\n", _("After the cutover"));
    for (size_t i = 0; i < lines.n; i++)
        buf_addf(b, "- %s: `%s`\n", lines.items[i].name, lines.items[i].form);
    if (snap->after.mono) {
        char *verdict = calm_verdict(&snap->after.calm);
        buf_addf(b, "- %s: %s\n", _("The target since then"), verdict);
        free(verdict);
    }
    dsn_list_clear(&lines);
}

static void add_changes(struct buf *b, const struct dts_local *l)
{
    if (!l || !l->Changes.n)
        return;
    buf_addf(b, "\n## %s\n\n", _("Changed or created by the service"));
    for (size_t i = 0; i < l->Changes.n; i++) {
        const struct dts_local_change *c = &l->Changes.items[i];
        char *words = cleanup_change_words(c);
        buf_adds(b, "- ");
        add_escaped(b, words);
        buf_addf(b, ": %s\n", cleanup_change_now(c));
        free(words);
    }
    if (l->ChangesMore > 0)
        buf_addf(b,
                 ngettext("- %zu more table, view or program in these databases\n",
                          "- %zu more tables, views and programs in these databases\n",
                          (size_t)l->ChangesMore),
                 (size_t)l->ChangesMore);
}

static void add_clock(struct buf *b, const struct snapshot *snap)
{
    struct err words;

    if (!snap || !snap->link.clock_offset_s)
        return;
    session_clock_words(snap->link.clock_offset_s, &words);
    buf_addf(b, "\n- %s\n", words.text);
}

static void add_history(struct buf *b, const struct state *st)
{
    char when[CLOCK_TEXT_SIZE];

    buf_addf(b, "\n## %s\n\n", _("What happened"));
    for (size_t i = 0; i < st->history.n; i++) {
        clock_format_local(st->history.items[i].at, when);
        buf_addf(b, "- %s  %s\n", when, st->history.items[i].text);
    }
    if (!st->history.n)
        buf_addf(b, "%s\n", _("Nothing was noted."));
}

char *report_markdown(const struct state *st, const struct snapshot *snap)
{
    struct buf b = BUF_INIT(REPORT_MAX);
    const struct dts_detail *d = snap ? snap->detail : NULL;

    add_head(&b, st, snap);
    add_checks(&b, st, snap ? snap->check : NULL);
    add_progress(&b, d);
    add_point(&b, d ? d->Local : NULL);
    add_tables(&b, d ? d->Local : NULL);
    report_compare(&b, st, snap);
    if (snap)
        add_cutover(&b, &snap->cutover);
    report_deeds(&b, st, snap);
    add_downtime(&b, st, snap);
    add_after(&b, st, snap);
    report_way_back(&b, st, snap);
    add_clock(&b, snap);
    add_changes(&b, d ? d->Local : NULL);
    report_acts(&b, st);
    add_history(&b, st);
    return buf_steal(&b);
}
