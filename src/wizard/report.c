/* SPDX-License-Identifier: MIT
 *
 * report - the JSON form: the plan as saved, what DTS said last, the proofs, the history. See
 * report.h; the Markdown form is report_text.c.
 */
#include "wizard/report_private.h"

#include "base/clock.h"

static struct json *number_or_null(int64_t v)
{
    return v == DTS_UNSET ? json_null() : json_int(v);
}

static struct json *checks_to_json(const struct state *st,
                                   const struct dts_check_response *check)
{
    struct json *j = json_object(), *steps = json_array();

    json_set(j, "verdict", json_string(check->CheckFlag));
    json_set(j, "status", json_string(check->Status));
    for (size_t i = 0; i < check->StepInfo.n; i++) {
        const struct dts_check_step *s = &check->StepInfo.items[i];
        struct json *o = json_object(), *findings = json_array();
        json_set(o, "id", json_string(s->StepId));
        json_set(o, "name", json_string(s->StepName));
        json_set(o, "result", json_string(s->StepStatus));
        json_set(o, "skipped", json_bool(s->HasSkipped == 1));
        for (size_t k = 0; k < s->DetailCheckItems.n; k++) {
            const struct dts_check_item *item = &s->DetailCheckItems.items[k];
            struct json *f = json_object();
            json_set(f, "item", json_string(item->CheckItemName));
            json_set(f, "result", json_string(item->CheckResult));
            json_set(f, "reason", json_string(item->FailureReason));
            json_set(f, "solution", json_string(item->Solution));
            json_add(findings, f);
        }
        json_set(o, "findings", findings);
        json_add(steps, o);
    }
    json_set(j, "steps", steps);
    json_set(j, "skips", skip_list_to_json(&st->skips));
    return j;
}

static struct json *steps_to_json(const struct dts_progress_info *info)
{
    struct json *a = json_array();

    for (size_t i = 0; i < info->StepInfo.n; i++) {
        const struct dts_step *s = &info->StepInfo.items[i];
        struct json *o = json_object();
        json_set(o, "step", json_string(str_or(s->StepId, s->StepName)));
        json_set(o, "status", json_string(s->Status));
        json_set(o, "percent", number_or_null(s->Percent));
        json_set(o, "started", json_string(s->StartTime));
        json_set(o, "finished", json_string(s->FinishTime));
        json_add(a, o);
    }
    return a;
}

static struct json *local_to_json(const struct dts_local *l)
{
    struct json *j = json_object(), *tables = json_array(), *changes = json_array();

    json_set(j, "tables_total", number_or_null(l->TablesTotal));
    json_set(j, "tables_done", number_or_null(l->TablesDone));
    json_set(j, "rows_done", number_or_null(l->RowsDone));
    json_set(j, "bytes_done", number_or_null(l->BytesDone));
    json_set(j, "snapshot_mode", json_string(l->SnapshotMode));
    json_set(j, "snapshot_lock_ms", number_or_null(l->SnapshotLockMs));
    json_set(j, "snapshot_gtid", json_string(l->SnapshotGtid));
    json_set(j, "snapshot_file", json_string(l->SnapshotFile));
    json_set(j, "snapshot_pos", number_or_null(l->SnapshotPos));
    for (size_t i = 0; i < l->Tables.n; i++) {
        const struct dts_local_table *t = &l->Tables.items[i];
        struct json *o = json_object();
        json_set(o, "database", json_string(t->Db));
        json_set(o, "table", json_string(t->Table));
        json_set(o, "status", json_string(t->Status));
        json_set(o, "rows", number_or_null(t->RowsDone));
        json_set(o, "bytes", number_or_null(t->BytesDone));
        json_add(tables, o);
    }
    json_set(j, "tables", tables);
    for (size_t i = 0; i < l->Changes.n; i++) {
        const struct dts_local_change *c = &l->Changes.items[i];
        struct json *o = json_object();
        json_set(o, "side", json_string(c->Side));
        json_set(o, "kind", json_string(c->Kind));
        json_set(o, "name", json_string(c->Name));
        json_set(o, "old", json_string(c->Old));
        json_set(o, "new", json_string(c->New));
        json_set(o, "state", json_string(c->State));
        json_add(changes, o);
    }
    json_set(j, "changes", changes);
    json_set(j, "changes_more", number_or_null(l->ChangesMore));
    return j;
}

static struct json *task_to_json(const struct dts_detail *d)
{
    struct json *j = json_object();

    json_set(j, "status", json_string(d->Status));
    json_set(j, "message", json_string(d->BriefMsg));
    json_set(j, "created", json_string(d->CreateTime));
    json_set(j, "started", json_string(d->StartTime));
    json_set(j, "ended", json_string(d->EndTime));
    json_set(j, "comparison", json_string(d->CompareTask.Status));
    json_set(j, "steps", steps_to_json(&d->StepInfo));
    if (d->Local)
        json_set(j, "local", local_to_json(d->Local));
    return j;
}

static struct json *history_to_json(const struct state *st)
{
    struct json *a = json_array();

    for (size_t i = 0; i < st->history.n; i++) {
        struct json *o = json_object();
        json_set(o, "at", json_int(st->history.items[i].at));
        json_set(o, "text", json_string(st->history.items[i].text));
        json_add(a, o);
    }
    return a;
}

void report_downtime(const struct state *st, const struct snapshot *snap, int64_t *began,
                     int64_t *ended)
{
    *began = st->downtime_began ? st->downtime_began : snap ? snap->cutover.downtime_since : 0;
    *ended = st->downtime_ended;
    if (*began && !*ended && snap && snap->status == DTS_SUCCESS && snap->detail &&
        (!clock_parse_beijing(str_or(snap->detail->EndTime, ""), ended) || *ended < *began))
        *ended = 0;
}

static struct json *downtime_to_json(const struct state *st, const struct snapshot *snap)
{
    struct json *j = json_object();
    int64_t began, ended;

    report_downtime(st, snap, &began, &ended);
    json_set(j, "began", began ? json_int(began) : json_null());
    json_set(j, "ended", ended ? json_int(ended) : json_null());
    json_set(j, "seconds", began && ended ? json_int(ended - began) : json_null());
    if (st->app_seen)
        json_set(j, "application_seen", json_int(st->app_seen));
    return j;
}

struct json *report_json(const struct state *st, const struct snapshot *snap)
{
    struct json *j = json_object(), *servers = json_object();

    json_set(j, "report", json_string("dts-wizard"));
    json_set(j, "version", json_int(REPORT_VERSION));
    json_set(j, "made_at", json_int(clock_wall_s()));
    report_acts_json(j, st);
    json_set(j, "plan", plan_to_json(&st->plan));
    if (snap) {
        json_set(servers, "source", json_string(st->source_version));
        json_set(servers, "target", json_string(st->target_version));
        json_set(servers, "service", json_string(snap->link.service_version));
        json_set(j, "versions", servers);
        json_set(j, "clock_offset_seconds", json_int(snap->link.clock_offset_s));
        if (snap->check)
            json_set(j, "checks", checks_to_json(st, snap->check));
        if (snap->detail)
            json_set(j, "task", task_to_json(snap->detail));
        json_set(j, "consistency", report_compare_json(st, snap));
        json_set(j, "cutover", cutover_view_to_json(&snap->cutover));
    } else {
        json_free(servers);
        if (st->cutover)
            json_set(j, "cutover", json_dup(st->cutover));
    }
    if (st->deeds.n)
        json_set(j, "deeds", deed_list_to_json(&st->deeds));
    json_set(j, "downtime", downtime_to_json(st, snap));
    json_set(j, "history", history_to_json(st));
    return j;
}
