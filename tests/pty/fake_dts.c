/* SPDX-License-Identifier: MIT
 *
 * fake_dts - plain sockets, one request per connection, answers made from the protocol's own
 * shapes so that they cannot drift from it.
 */
#include "tests/pty/fake_dts.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/pty/fake_compare.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define REQUEST_MAX (1 << 20)

struct fake_dts {
    int listen_fd, quit_fd;
    char url[64];
    bool local;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t go_on;
    bool hold;
    enum dts_status status;
    bool checked, pass, mute, rival;
    bool skippable, keys_only;
    char *refused_from;            /* NULL: it is let in */
    struct strlist noted, skipped; /* by SkipCheckItem; in force from the next check on */
    char keys[16], rechecked[64];
    bool lost, put_back, dropped, isolated, destroyed;
    int place, delay_ms, tables;
    size_t largest;
    int64_t starts_at, load_threads, ahead_s;
    char *compare;
    struct fake_compare check;
    enum dts_status paused_in;
    char *error_code, *error_log, *error_solution;
    size_t count[DTS_ACTION_COUNT];
    /* the test's thread only */
    char told_keys[16], told_rechecked[64], told_verb[32];
};

static void must(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        abort();
    }
}

/* ---- answers ---- */

static char *dup_of(const char *s)
{
    return mem_strdup(s);
}

static char *beijing(int64_t wall)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format_beijing(wall, text);
    return mem_strdup(text);
}

#define MASK "******" /* what the task says of its passwords */

static void fill_sides(struct dts_endpoint *src, struct dts_endpoint *dst)
{
    struct dts_db_info *i = DTS_PUSH(src->Info, dts_db_info_shape);
    src->AccessType = dup_of("extranet");
    src->DatabaseType = dup_of("mysql");
    i->Host = dup_of("127.0.0.1"); /* where nobody listens: no test leaves this machine */
    i->Port = 1;
    i->User = dup_of("dts");
    i->Password = secret_from_str(MASK);
    i = DTS_PUSH(dst->Info, dts_db_info_shape);
    dst->AccessType = dup_of("cdb");
    dst->DatabaseType = dup_of("mysql");
    i->InstanceId = dup_of("cdb-0a1b2c3d");
    i->User = dup_of("dts");
    i->Password = secret_from_str(MASK);
}

static bool is_synced(enum dts_status s)
{
    return s == DTS_READY_COMPLETE || s == DTS_COMPLETING || s == DTS_SUCCESS;
}

static void fill_steps(const struct fake_dts *f, struct dts_progress_info *p)
{
    static const char *const ids[] = {"dumper", "loader", "sinker"};
    bool synced = is_synced(f->status);
    bool begun = f->status == DTS_RUNNING || f->status == DTS_ERROR ||
                 f->status == DTS_MANUAL_PAUSED || f->status == DTS_RESUMABLE_ERR || synced;
    p->StepAll = 3;
    p->StepNow = synced ? 3 : 2;
    p->SecondsBehindMaster = p->MasterSlaveDistance = synced ? 0 : -1;
    for (int i = 0; i < 3; i++) {
        struct dts_step *s = DTS_PUSH(p->StepInfo, dts_step_shape);
        bool done = synced ? i < 2 : i < 1, now = synced ? i == 2 : i == 1;
        s->StepNo = i + 1;
        s->StepId = dup_of(ids[i]);
        s->StepName = dup_of(ids[i]);
        s->Status = dup_of(!begun ? "notStarted"
                           : done ? "finished"
                           : now  ? "running"
                                  : "notStarted");
        s->Percent = !begun ? 0 : done || synced ? 100 : now ? 58 : 0;
        s->StartTime = dup_of(begun && (done || now) ? "2026-11-21 09:12:07" : "");
    }
}

static void add_table(struct dts_local *l, const char *name, const char *status, int64_t done,
                      int64_t estimate)
{
    struct dts_local_table *t = DTS_PUSH(l->Tables, dts_local_table_shape);
    t->Db = dup_of("shop");
    t->Table = dup_of(name);
    t->Status = dup_of(status);
    t->RowsDone = done;
    t->RowsEstimate = estimate;
}

static void add_five(struct dts_local *l, bool synced)
{
    add_table(l, "orders", synced ? "done" : "rows", 8500000, 12000000);
    add_table(l, "order_lines", synced ? "done" : "rows", 13900000, 42000000);
    add_table(l, "customers", "done", 120440, 120440);
    add_table(l, "tags", synced ? "done" : "indexes", 10, 10);
    add_table(l, "stock", synced ? "done" : "waiting", 0, 3000);
}

/* Of a second look each is 1 to 3 % further than of the first, so that every bar moves. */
static void add_many(const struct fake_dts *f, struct dts_local *l)
{
    int64_t looks = (int64_t)f->count[DTS_DESCRIBE_MIGRATION_DETAIL];
    for (int i = 0; i < f->tables; i++) {
        char name[32];
        snprintf(name, sizeof name, "orders_%05d", i);
        add_table(l, name, "rows", (20000 + looks * (10000 + i % 3 * 10000)) % 1000000,
                  1000000);
    }
    l->TablesTotal = f->tables;
    l->TablesDone = 0;
}

static void fill_local(const struct fake_dts *f, struct dts_local *l)
{
    static const char *const ids[] = {"prepare", "structure", "rows",
                                      "indexes", "objects",   "sync"};
    bool synced = is_synced(f->status);
    l->Phase = dup_of(synced ? "sync" : "rows");
    for (int i = 0; i < 6; i++) {
        struct dts_local_phase *p = DTS_PUSH(l->Phases, dts_local_phase_shape);
        int now = synced ? 5 : 2;
        p->Id = dup_of(ids[i]);
        p->Status = dup_of(i < now ? "finished" : i == now ? "running" : "notStarted");
    }
    l->TablesTotal = 5;
    l->TablesDone = synced ? 5 : 1;
    l->RowsDone = synced ? 14000000 : 8500000;
    l->RowsEstimate = 14000000;
    l->RowsPerSecond = synced ? DTS_UNSET : 128000;
    l->BytesPerSecond = synced ? DTS_UNSET : 43000000;
    l->LimitedBy = dup_of(synced ? "" : "target");
    l->Threads = 4;
    if (f->tables)
        add_many(f, l);
    else
        add_five(l, synced);
    if (f->status == DTS_MANUAL_PAUSED) {
        l->PausedAt = clock_wall_s() - 13000;
        l->SnapshotGtid = dup_of("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-48000");
    }
    if (f->status == DTS_READY_RUN && f->place) {
        l->QueuePlace = f->place;
        l->QueueRuns = dup_of("dts-99999999");
    }
    if (f->status == DTS_READY_RUN && f->starts_at)
        l->StartsAt = f->starts_at;
    if (synced) {
        l->SourceGtid = dup_of("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-48211");
        l->TargetGtid = dup_of("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-48211");
        l->MissingGtid = dup_of("");
        l->CaughtUpSince = 1795227247; /* 2026-11-21 01:34:07 UTC */
    }
}

static bool has_ended(const struct fake_dts *f)
{
    return f->status == DTS_SUCCESS || f->status == DTS_FAILED;
}

static void add_change(struct dts_local *l, const char *kind, const char *name, const char *old,
                       const char *now, bool undone)
{
    struct dts_local_change *c = DTS_PUSH(l->Changes, dts_local_change_shape);
    c->Side = dup_of("target");
    c->Kind = dup_of(kind);
    c->Name = dup_of(name);
    c->Old = dup_of(old);
    c->New = dup_of(now);
    c->State = dup_of(undone ? "undone" : "done");
}

/* What dtsd noted: with success its settings are back already; after a cancel all is there. */
static void fill_changes(const struct fake_dts *f, struct dts_local *l)
{
    static const char *const tables[] = {"`shop`.`orders`", "`shop`.`order_lines`",
                                         "`shop`.`tags`"};
    bool back = f->put_back || f->status == DTS_SUCCESS;
    if (!has_ended(f))
        return;
    add_change(l, "variable", "skip_replica_start", "OFF", "ON", back);
    add_change(l, "channel", "dts_0a1b2c3d", NULL, NULL, back);
    add_change(l, "gtid_purged", "gtid_purged", NULL,
               "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-48211", false);
    add_change(l, "database", "`shop`", NULL, NULL, f->dropped);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        add_change(l, "table", tables[i], NULL, NULL, f->dropped);
    add_change(l, "view", "`shop`.`newest`", NULL, NULL, f->dropped);
    add_change(l, "table", "`crm`.`people`", NULL, NULL, f->dropped);
    if (f->status == DTS_FAILED && !f->put_back)
        strlist_add(&l->Can, "putBack");
    if (f->status == DTS_FAILED && !f->dropped)
        strlist_add(&l->Can, "dropCopied");
}

static void fill_limits(const struct fake_dts *f, struct dts_rate_limit_option *o)
{
    o->CurrentDumpThread = o->DefaultDumpThread = 4;
    o->CurrentDumpRps = o->DefaultDumpRps = 400000;
    o->CurrentLoadThread = f->load_threads ? f->load_threads : 4;
    o->DefaultLoadThread = 4;
    o->CurrentLoadRps = o->DefaultLoadRps = 400000;
    o->CurrentSinkerThread = o->DefaultSinkerThread = -1;
}

/* What may be done now, with the words of the service. */
static void fill_action(const struct fake_dts *f, struct dts_action *a)
{
    static const char *const all[] = {"view",      "pause", "continue", "resume",
                                      "rateLimit", "stop",  "isolate"};
    bool works = f->status == DTS_RUNNING || f->status == DTS_READY_COMPLETE;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        strlist_add(&a->AllAction, all[i]);
    strlist_add(&a->AllowedAction, "view");
    strlist_add(&a->AllowedAction, "isolate");
    if (works) {
        strlist_add(&a->AllowedAction, "pause");
        strlist_add(&a->AllowedAction, "rateLimit");
    }
    if (f->status == DTS_MANUAL_PAUSED)
        strlist_add(&a->AllowedAction, "continue");
    if (f->status == DTS_RESUMABLE_ERR)
        strlist_add(&a->AllowedAction, "resume");
}

static void fill_trade(const struct fake_dts *f, struct dts_trade_info *t)
{
    t->TradeStatus = dup_of(f->isolated ? "isolated" : "normal");
}

static struct json *detail(const struct fake_dts *f)
{
    struct dts_detail d;
    shape_init(&dts_detail_shape, &d);
    d.JobId = dup_of(FAKE_JOB);
    d.JobName = dup_of("shop-move");
    d.Status = dup_of(dts_status_word(f->status));
    d.RunMode = dup_of("immediate");
    fill_sides(&d.SrcInfo, &d.DstInfo);
    fill_steps(f, &d.StepInfo);
    fill_trade(f, &d.TradeInfo);
    fill_limits(f, &d.RateLimitOption);
    if (f->compare) {
        mem_replace(&d.CompareTask.CompareTaskId, "dts-0a1b2c3d-cmp-1");
        mem_replace(&d.CompareTask.Status, f->compare);
    } else {
        fake_compare_info(&f->check, &d.CompareTask);
    }
    if (f->local)
        fill_action(f, &d.Action);
    if (f->starts_at) {
        mem_replace(&d.RunMode, "timed");
        d.ExpectRunTime = beijing(f->starts_at);
    }
    if (f->error_code) {
        struct dts_error_item *e = DTS_PUSH(d.ErrorInfo, dts_error_item_shape);
        e->Code = dup_of(f->error_code);
        e->ErrorLog = dup_of(f->error_log);
        e->Solution = dup_of(f->error_solution);
    }
    if (f->local) {
        d.Local = mem_alloc(sizeof *d.Local);
        shape_init(&dts_local_shape, d.Local);
        fill_local(f, d.Local);
        if (f->status == DTS_CHECK_PASS || f->status == DTS_CHECK_NOT_PASS)
            strlist_add(&d.Local->Can, "recheck");
        fill_changes(f, d.Local);
    }
    struct json *j = shape_encode(&dts_detail_shape, &d);
    shape_clear(&dts_detail_shape, &d);
    return j;
}

/* Somebody else's task: the same source, to port 2. */
static void fill_rival(struct dts_job_item *j)
{
    j->JobId = dup_of("dts-9z8y7x6w");
    j->JobName = dup_of("theirs");
    j->Status = dup_of(dts_status_word(DTS_RUNNING));
    j->RunMode = dup_of("immediate");
    fill_sides(&j->SrcInfo, &j->DstInfo);
    struct dts_db_info *target = &j->DstInfo.Info.items[0];
    mem_replace(&j->DstInfo.AccessType, "extranet");
    mem_replace(&target->InstanceId, NULL);
    target->Host = dup_of("127.0.0.1");
    target->Port = 2;
}

static struct json *jobs(const struct fake_dts *f)
{
    struct dts_jobs_response r;
    shape_init(&dts_jobs_response_shape, &r);
    r.TotalCount = f->status != DTS_STATUS_UNKNOWN && !f->destroyed;
    if (r.TotalCount) {
        struct dts_job_item *j = DTS_PUSH(r.JobList, dts_job_item_shape);
        j->JobId = dup_of(FAKE_JOB);
        j->JobName = dup_of("shop-move");
        j->Status = dup_of(dts_status_word(f->status));
        j->RunMode = dup_of(f->starts_at ? "timed" : "immediate");
        if (f->starts_at)
            j->ExpectRunTime = beijing(f->starts_at);
        fill_sides(&j->SrcInfo, &j->DstInfo);
        fill_steps(f, &j->StepInfo);
        fill_trade(f, &j->TradeInfo);
    }
    if (f->rival) {
        r.TotalCount++;
        fill_rival(DTS_PUSH(r.JobList, dts_job_item_shape));
    }
    if (f->local) {
        r.Local = mem_alloc(sizeof *r.Local);
        shape_init(&dts_local_service_shape, r.Local);
        r.Local->Version = dup_of("0.1.0");
        r.Local->Pid = 4711;
        r.Local->StartedAt = 1795226047;
        if (f->place) {
            struct dts_local_queue *q = DTS_PUSH(r.Local->Queue, dts_local_queue_shape);
            q->JobId = dup_of(FAKE_JOB);
            q->Place = f->place;
        }
    }
    struct json *j = shape_encode(&dts_jobs_response_shape, &r);
    shape_clear(&dts_jobs_response_shape, &r);
    return j;
}

static void add_check(const struct fake_dts *f, struct dts_check_response *c, const char *id,
                      const char *status, const char *reason, const char *solution,
                      const char *sql)
{
    struct dts_check_step *s = DTS_PUSH(c->StepInfo, dts_check_step_shape);
    s->StepNo = (int64_t)c->StepInfo.n - 1;
    s->StepId = dup_of(id);
    s->StepName = dup_of(id);
    s->StepStatus = dup_of(status);
    if (f->local)
        s->LocalMs = 412;
    if (!reason)
        return;
    struct dts_check_item *i = DTS_PUSH(s->DetailCheckItems, dts_check_item_shape);
    i->CheckItemName = dup_of(id);
    i->CheckResult = dup_of(status);
    i->FailureReason = dup_of(reason);
    i->Solution = dup_of(solution);
    if (f->local && sql) {
        strlist_add(&i->LocalSql, sql);
        strlist_add(&i->LocalUndo, "SET GLOBAL binlog_row_image = 'MINIMAL'");
        i->LocalSide = dup_of("source");
    }
}

static struct json *refused(const char *code, const char *message)
{
    struct json *e = json_object(), *j = json_object();
    json_set(e, "Code", json_string(code));
    json_set(e, "Message", json_string(message));
    json_set(j, "Error", e);
    return j;
}

static bool all_skipped(const struct fake_dts *f)
{
    return (f->keys_only || strlist_has(&f->skipped, "OptimizeCheck")) &&
           strlist_has(&f->skipped, "ConstraintCheck");
}

static bool passes(const struct fake_dts *f)
{
    return f->pass || (f->skippable && all_skipped(f));
}

/* A failed step that may be skipped, and whether it was. */
static void add_skippable(const struct fake_dts *f, struct dts_check_response *c,
                          const char *id, const char *reason, const char *solution,
                          const char *cost)
{
    add_check(f, c, id, "failed", reason, solution, NULL);
    struct dts_check_step *s = &c->StepInfo.items[c->StepInfo.n - 1];
    s->DetailCheckItems.items[0].SkipInfo = dup_of(cost);
    s->HasSkipped = strlist_has(&f->skipped, id);
    if (s->HasSkipped)
        mem_replace(&s->DetailCheckItems.items[0].CheckResult, "warning");
}

static void fill_skippable(const struct fake_dts *f, struct dts_check_response *c)
{
    add_check(f, c, "ConnectDBCheck", "pass", NULL, NULL, NULL);
    if (!f->keys_only && !all_skipped(f))
        add_skippable(f, c, "DstSpaceCheck", "12.0 GB are free, 60.0 GB are needed.",
                      "Make room.", "The copy may stop when the disk is full.");
    add_skippable(f, c, "ConstraintCheck", "shop.orders has a key with ON DELETE CASCADE.",
                  "Decide whether the keys move.",
                  "Nobody else may write the target meanwhile.");
    struct dts_check_item *keys =
        &c->StepInfo.items[c->StepInfo.n - 1].DetailCheckItems.items[0];
    if (f->local) {
        keys->LocalAll = dup_of("SELECT TABLE_NAME FROM information_schema.TABLES");
        keys->LocalAllSide = dup_of("source");
    }
    if (f->keys_only)
        return;
    add_skippable(f, c, "OptimizeCheck", "innodb_stats_on_metadata is ON.",
                  "Switch it off; no restart.",
                  "Check and start take longer the more tables there are.");
    for (int i = 1; f->local && i <= 130; i++)
        strlist_take(&c->StepInfo.items[c->StepInfo.n - 1].DetailCheckItems.items[0].LocalNames,
                     mem_printf("innodb_setting_%d", i));
}

/* DstSpaceCheck is one that it claims to skip, and does not. */
static struct json *skip(struct fake_dts *f, const struct json *body)
{
    const char *id = NULL, *keys = NULL;
    struct err err = {0};
    must(json_read_str(json_at(json_get(body, "StepIds"), 0), "StepIds", &id, &err) &&
             json_read_str(json_get(body, "ForeignKeyFlag"), "ForeignKeyFlag", &keys, &err),
         "SkipCheckItem");
    if (str_eq(id, "DstSpaceCheck"))
        return refused("OperationDenied.OperationDeniedError",
                       "the step DstSpaceCheck cannot be skipped today");
    strlist_add(&f->noted, str_or(id, ""));
    if (keys)
        str_copy(f->keys, sizeof f->keys, keys);
    return json_object();
}

static void check_again(struct fake_dts *f, const struct json *body)
{
    const char *id = NULL;
    struct err err = {0};
    must(json_read_str(json_get(json_get(body, "Local"), "StepId"), "StepId", &id, &err),
         "StepId");
    must(!id || (f->local && f->checked), "Local only where it is offered");
    str_copy(f->rechecked, sizeof f->rechecked, str_or(id, ""));
    strlist_clear(&f->skipped);
    strlist_copy(&f->skipped, &f->noted);
    f->checked = true;
    f->status = passes(f) ? DTS_CHECK_PASS : DTS_CHECK_NOT_PASS;
}

static void fill_refused(const struct fake_dts *f, struct dts_check_response *c)
{
    char *text =
        mem_printf("Host '%s' is not allowed to connect to this MySQL server", f->refused_from);

    add_check(f, c, "ConnectDBCheck", "failed", text,
              "Let the address in at the source, then check again.", NULL);
    add_check(f, c, "VersionCheck", "blocked", NULL, NULL, NULL);
    free(text);
}

static struct json *check(const struct fake_dts *f)
{
    struct dts_check_response c;
    bool pass = passes(f);
    shape_init(&dts_check_response_shape, &c);
    c.Status = dup_of(!f->checked ? "notStarted" : "success");
    c.CheckFlag = dup_of(pass ? "checkPass" : "checkNotPass");
    if (f->checked && f->refused_from) {
        fill_refused(f, &c);
    } else if (f->checked && f->skippable) {
        fill_skippable(f, &c);
    } else if (f->checked) {
        add_check(f, &c, "ConnectDBCheck", "pass", NULL, NULL, NULL);
        add_check(f, &c, "VersionCheck", "pass", NULL, NULL, NULL);
        add_check(f, &c, "BinlogParamCheck", pass ? "pass" : "failed",
                  pass ? NULL : "binlog_row_image is MINIMAL, DTS needs FULL.",
                  "Set it to FULL; open sessions keep the old value until they are renewed.",
                  "SET GLOBAL binlog_row_image = 'FULL'");
        add_check(f, &c, "SrcPrivilegeCheck", "warning",
                  "The account has more rights than DTS needs.",
                  "You may revoke them; it is no obstacle.", NULL);
        add_check(f, &c, "DstPrivilegeCheck", pass ? "pass" : "blocked", NULL, NULL, NULL);
        add_check(f, &c, "DstEmptyCheck", pass ? "pass" : "blocked", NULL, NULL, NULL);
    }
    struct json *j = shape_encode(&dts_check_response_shape, &c);
    shape_clear(&dts_check_response_shape, &c);
    return j;
}

static struct json *instances(void)
{
    struct dts_instances_response r;
    shape_init(&dts_instances_response_shape, &r);
    r.TotalCount = 1;
    struct dts_instance *i = DTS_PUSH(r.Instances, dts_instance_shape);
    i->InstanceId = dup_of("cdb-0a1b2c3d");
    i->InstanceName = dup_of("shop-new");
    i->Vip = dup_of("127.0.0.1");
    i->Vport = 1;
    i->Usable = 1;
    struct json *j = shape_encode(&dts_instances_response_shape, &r);
    shape_clear(&dts_instances_response_shape, &r);
    return j;
}

static struct json *refusal(const char *code)
{
    return refused(code, "no such task");
}

/* StopMigrateJob: the cancel, or with Local one of dtsd's own verbs. */
static bool is_password(const struct json *body, const char *side)
{
    const struct json *info = json_at(json_get(json_get(body, side), "Info"), 0);
    const char *text = NULL;
    struct err err = {0};
    return json_read_str(json_get(info, "Password"), "Password", &text, &err) &&
           !str_empty(text) && !strchr(text, '*');
}

static void stop(struct fake_dts *f, const struct json *body)
{
    const char *verb = NULL;
    struct err err = {0};
    must(json_read_str(json_get(json_get(body, "Local"), "Verb"), "Verb", &verb, &err), "Verb");
    f->lost = f->lost || !verb || str_eq(verb, "dropCopied");
    if (!verb)
        f->status = DTS_FAILED;
    else if (str_eq(verb, "putBack"))
        f->put_back = true;
    else if (str_eq(verb, "dropCopied"))
        f->dropped = true;
    else
        must(false, "a verb of Local that we know");
}

/* What an action does to the task, and its answer. With the lock held. */
static struct json *answer(struct fake_dts *f, enum dts_action_id action,
                           const struct json *body)
{
    struct json *j = fake_compare_answer(&f->check, action, body);
    if (j)
        return j;
    if (f->destroyed && action != DTS_DESCRIBE_MIGRATION_JOBS)
        return refusal("ResourceNotFound.ResourceNotFoundError");
    switch (action) {
    case DTS_DESCRIBE_MIGRATION_JOBS: return jobs(f);
    case DTS_DESCRIBE_MIGRATION_DETAIL: return detail(f);
    case DTS_DESCRIBE_MIGRATION_CHECK_JOB: return check(f);
    case DTS_DESCRIBE_MIGRATE_DB_INSTANCES: return instances();
    case DTS_CREATE_MIGRATION_SERVICE: {
        struct json *ids = json_array();
        f->status = DTS_CREATED;
        j = json_object();
        json_add(ids, json_string(FAKE_JOB));
        json_set(j, "JobIds", ids);
        return j;
    }
    case DTS_CREATE_MIGRATE_CHECK_JOB: check_again(f, body); break;
    case DTS_SKIP_CHECK_ITEM: return skip(f, body);
    case DTS_START_MIGRATE_JOB: f->status = DTS_RUNNING; break;
    case DTS_STOP_MIGRATE_JOB: stop(f, body); break;
    case DTS_PAUSE_MIGRATE_JOB:
        f->paused_in = f->status;
        f->status = DTS_MANUAL_PAUSED;
        break;
    case DTS_CONTINUE_MIGRATE_JOB: f->status = f->paused_in; break;
    case DTS_RESUME_MIGRATE_JOB: f->status = DTS_RUNNING; break;
    case DTS_MODIFY_MIGRATION_JOB:
        must(is_password(body, "SrcInfo") && is_password(body, "DstInfo"),
             "both passwords, and no mask for one");
        break;
    case DTS_MODIFY_MIGRATE_RATE_LIMIT: {
        struct err err = {0};
        must(!json_get(body, "DumpThread"), "only what was changed");
        must(json_read_int(json_get(body, "LoadThread"), "LoadThread", &f->load_threads, &err),
             "LoadThread");
        break;
    }
    case DTS_ISOLATE_MIGRATE_JOB: f->isolated = true; break;
    case DTS_RECOVER_MIGRATE_JOB: f->isolated = false; break;
    case DTS_DESTROY_MIGRATE_JOB:
        if (!f->isolated)
            return refusal("OperationDenied.OperationDeniedError");
        f->destroyed = true;
        break;
    case DTS_COMPLETE_MIGRATE_JOB: f->status = DTS_COMPLETING; break;
    default: break;
    }
    return json_object();
}

/* ---- HTTP ---- */

static char *header_of(const char *head, const char *name)
{
    for (const char *line = head; line && *line; line = strstr(line, "\r\n")) {
        line += strncmp(line, "\r\n", 2) == 0 ? 2 : 0;
        size_t n = strlen(name);
        if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
            const char *value = line + n + 1 + strspn(line + n + 1, " ");
            return mem_strndup(value, strcspn(value, "\r\n"));
        }
    }
    return NULL;
}

/* Reads head and body; false when the peer went away. */
static bool read_request(int fd, struct buf *b)
{
    char part[4096];
    for (;;) {
        const char *end = b->len ? strstr(buf_str(b), "\r\n\r\n") : NULL;
        char *length = end ? header_of(buf_str(b), "Content-Length") : NULL;
        size_t need =
            end ? (size_t)(end + 4 - buf_str(b)) + strtoul(str_or(length, "0"), NULL, 10)
                : (size_t)-1;
        free(length);
        if (end && b->len >= need)
            return true;
        ssize_t n = read(fd, part, sizeof part);
        if (n <= 0)
            return false;
        buf_add(b, part, (size_t)n);
    }
}

/* Is the request to be refused for its time? */
static bool is_stale(const struct fake_dts *f, const char *head)
{
    char *at = header_of(head, "X-TC-Timestamp");
    int64_t off = clock_wall_s() + f->ahead_s - strtoll(str_or(at, "0"), NULL, 10);
    free(at);
    return off > 300 || off < -300;
}

static struct json *stale(void)
{
    struct json *r = json_object(), *e = json_object();
    json_set(e, "Code", json_string("AuthFailure.SignatureExpire"));
    json_set(e, "Message", json_string("The request has expired."));
    json_set(r, "Error", e);
    return r;
}

static void date_line(const struct fake_dts *f, char out[64])
{
    time_t at = (time_t)(clock_wall_s() + f->ahead_s);
    struct tm tm;
    out[0] = '\0';
    if (f->ahead_s && gmtime_r(&at, &tm))
        strftime(out, 64, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
}

/* With the lock held: as long as the answer is to be waited for. */
static void linger(struct fake_dts *f)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += f->delay_ms / 1000;
    until.tv_nsec += f->delay_ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    while (f->delay_ms < 0)
        pthread_cond_wait(&f->go_on, &f->lock);
    while (f->delay_ms > 0 && pthread_cond_timedwait(&f->go_on, &f->lock, &until) == 0)
        ;
}

static void serve(struct fake_dts *f, int fd)
{
    struct buf b = BUF_INIT(REQUEST_MAX);
    if (read_request(fd, &b)) {
        char *name = header_of(buf_str(&b), "X-TC-Action");
        enum dts_action_id action = dts_action_find(str_or(name, ""));
        must(action != DTS_ACTION_COUNT, "an action we know");
        pthread_mutex_lock(&f->lock);
        bool late = is_stale(f, buf_str(&b));
        char date[64];
        date_line(f, date);
        f->count[action] += !late;
        const char *text_of = strstr(buf_str(&b), "\r\n\r\n") + 4;
        struct err err = {0};
        struct json *body = json_parse(text_of, strlen(text_of), &err);
        must(body, "a body of JSON");
        struct json *response = late ? stale() : answer(f, action, body),
                    *whole = json_object();
        json_free(body);
        while (f->hold && dts_action_info(action)->changes)
            pthread_cond_wait(&f->go_on, &f->lock);
        linger(f);
        bool silent = f->mute && dts_action_info(action)->changes;
        pthread_mutex_unlock(&f->lock);
        json_set(response, "RequestId", json_string("6e0b9b3c-0000-4000-8000-000000000001"));
        json_set(whole, "Response", response);
        char *text = json_print(whole);
        pthread_mutex_lock(&f->lock);
        f->largest = strlen(text) > f->largest ? strlen(text) : f->largest;
        pthread_mutex_unlock(&f->lock);
        if (!silent)
            dprintf(
                fd,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                "%sConnection: close\r\n\r\n%s",
                strlen(text), date, text);
        free(text);
        json_free(whole);
        free(name);
    }
    buf_clear(&b);
    close(fd);
}

static void *run(void *arg)
{
    struct fake_dts *f = arg;
    for (;;) {
        struct pollfd p[2] = {{.fd = f->listen_fd, .events = POLLIN},
                              {.fd = f->quit_fd, .events = POLLIN}};
        if (poll(p, 2, -1) < 0)
            continue;
        if (p[1].revents)
            return NULL;
        int fd = accept(f->listen_fd, NULL, NULL);
        if (fd >= 0)
            serve(f, fd);
    }
}

struct fake_dts *fake_dts_new(bool local)
{
    struct fake_dts *f = mem_alloc(sizeof *f);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    signal(SIGPIPE, SIG_IGN); /* the wizard may end while it is being answered */
    f->local = f->check.local = local;
    f->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    f->quit_fd = eventfd(0, EFD_CLOEXEC);
    must(f->listen_fd >= 0 && f->quit_fd >= 0, "descriptors");
    must(bind(f->listen_fd, (struct sockaddr *)&at, sizeof at) == 0 &&
             listen(f->listen_fd, 16) == 0 &&
             getsockname(f->listen_fd, (struct sockaddr *)&at, &n) == 0,
         "listen");
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->go_on, NULL);
    must(pthread_create(&f->thread, NULL, run, f) == 0, "thread");
    return f;
}

void fake_dts_free(struct fake_dts *f)
{
    uint64_t one = 1;
    if (!f)
        return;
    fake_dts_hold(f, false);
    fake_dts_delay(f, 0);
    must(write(f->quit_fd, &one, sizeof one) == sizeof one, "quit");
    pthread_join(f->thread, NULL);
    close(f->listen_fd);
    close(f->quit_fd);
    pthread_cond_destroy(&f->go_on);
    pthread_mutex_destroy(&f->lock);
    strlist_clear(&f->noted);
    strlist_clear(&f->skipped);
    free(f->compare);
    free(f->refused_from);
    free(f->error_code);
    free(f->error_log);
    free(f->error_solution);
    free(f);
}

const char *fake_dts_url(const struct fake_dts *f)
{
    return f->url;
}

void fake_dts_hold(struct fake_dts *f, bool hold)
{
    pthread_mutex_lock(&f->lock);
    f->hold = hold;
    pthread_cond_signal(&f->go_on);
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_set(struct fake_dts *f, enum dts_status status)
{
    pthread_mutex_lock(&f->lock);
    f->status = status;
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_error(struct fake_dts *f, const char *code, const char *log, const char *solution)
{
    pthread_mutex_lock(&f->lock);
    mem_replace(&f->error_code, code);
    mem_replace(&f->error_log, log);
    mem_replace(&f->error_solution, solution);
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_pass(struct fake_dts *f, bool pass)
{
    pthread_mutex_lock(&f->lock);
    f->pass = pass;
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_refuses(struct fake_dts *f, const char *address)
{
    pthread_mutex_lock(&f->lock);
    mem_replace(&f->refused_from, address);
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_keys_only(struct fake_dts *f)
{
    fake_dts_skippable(f);
    pthread_mutex_lock(&f->lock);
    f->keys_only = true;
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_skippable(struct fake_dts *f)
{
    pthread_mutex_lock(&f->lock);
    f->skippable = true;
    pthread_mutex_unlock(&f->lock);
}

/* What the server's thread wrote, where only the test's reads it. */
static const char *told(struct fake_dts *f, const char *text, char *out, size_t size)
{
    pthread_mutex_lock(&f->lock);
    str_copy(out, size, text);
    pthread_mutex_unlock(&f->lock);
    return out;
}

const char *fake_dts_keys(struct fake_dts *f)
{
    return told(f, f->keys, f->told_keys, sizeof f->told_keys);
}

const char *fake_dts_rechecked(struct fake_dts *f)
{
    return told(f, f->rechecked, f->told_rechecked, sizeof f->told_rechecked);
}

void fake_dts_rival(struct fake_dts *f, bool rival)
{
    pthread_mutex_lock(&f->lock);
    f->rival = rival;
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_mute(struct fake_dts *f, bool mute)
{
    pthread_mutex_lock(&f->lock);
    f->mute = mute;
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_delay(struct fake_dts *f, int ms)
{
    pthread_mutex_lock(&f->lock);
    f->delay_ms = ms;
    pthread_cond_signal(&f->go_on);
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_tables(struct fake_dts *f, int n)
{
    pthread_mutex_lock(&f->lock);
    f->tables = n;
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_wait(struct fake_dts *f, int place, int64_t starts_at)
{
    pthread_mutex_lock(&f->lock);
    f->place = place;
    f->starts_at = starts_at;
    pthread_mutex_unlock(&f->lock);
}

int64_t fake_dts_load_threads(struct fake_dts *f)
{
    pthread_mutex_lock(&f->lock);
    int64_t n = f->load_threads;
    pthread_mutex_unlock(&f->lock);
    return n;
}

void fake_dts_compare(struct fake_dts *f, const char *status)
{
    pthread_mutex_lock(&f->lock);
    mem_replace(&f->compare, status);
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_check(struct fake_dts *f, const char *state)
{
    pthread_mutex_lock(&f->lock);
    str_copy(f->check.state, sizeof f->check.state, state);
    pthread_mutex_unlock(&f->lock);
}

void fake_dts_check_hold(struct fake_dts *f, bool hold)
{
    pthread_mutex_lock(&f->lock);
    f->check.hold = hold;
    f->check.begun = f->check.begun && hold; /* over now */
    pthread_mutex_unlock(&f->lock);
}

const char *fake_dts_verb(struct fake_dts *f)
{
    return told(f, f->check.verb, f->told_verb, sizeof f->told_verb);
}

void fake_dts_clock(struct fake_dts *f, int64_t ahead_s)
{
    pthread_mutex_lock(&f->lock);
    f->ahead_s = ahead_s;
    pthread_mutex_unlock(&f->lock);
}

size_t fake_dts_count(struct fake_dts *f, enum dts_action_id action)
{
    pthread_mutex_lock(&f->lock);
    size_t n = f->count[action];
    pthread_mutex_unlock(&f->lock);
    return n;
}

bool fake_dts_lost(struct fake_dts *f)
{
    pthread_mutex_lock(&f->lock);
    bool lost = f->lost || f->destroyed || f->isolated;
    pthread_mutex_unlock(&f->lock);
    return lost;
}

size_t fake_dts_largest(struct fake_dts *f)
{
    pthread_mutex_lock(&f->lock);
    size_t n = f->largest;
    pthread_mutex_unlock(&f->lock);
    return n;
}
