/* SPDX-License-Identifier: MIT
 *
 * compare - see compare.h.
 */
#include "dtsd/compare/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

/* Between looks at what never stood still: not less, and so many times what the last one took. */
#define SETTLE_LEAST_MS 10000
#define SETTLE_PAUSES   4

static void stamp(char **where)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_beijing(clock_wall_s(), text);
    mem_replace(where, text);
}

/* ---- one check ---- */

static void set_default(int64_t *value, int64_t missing)
{
    *value = *value == DTS_UNSET ? missing : *value;
}

struct compare *compare_new(const struct job *j, const char *name,
                            const struct dts_compare_object *objects,
                            const struct dts_compare_options *options)
{
    struct compare *c = mem_alloc(sizeof *c);
    struct dts_compare_task_item *i = &c->item;
    char random[9] = "";

    shape_init(&dts_compare_task_item_shape, i);
    crypto_random_id(random, 8);
    i->JobId = mem_strdup(j->id);
    i->CompareTaskId = mem_printf("%s-cmp-%s", j->id, random);
    i->TaskName = mem_strdup(str_or(name, i->CompareTaskId));
    i->Status = mem_strdup("created");
    stamp(&i->CreatedAt);
    if (options) {
        shape_clear(&dts_compare_options_shape, &i->Options);
        shape_copy(&dts_compare_options_shape, &i->Options, options);
    }
    if (str_empty(i->Options.Method))
        mem_replace(&i->Options.Method, "dataCheck");
    if (str_empty(i->Options.Type))
        mem_replace(&i->Options.Type, "builtin");
    set_default(&i->Options.SampleRate, 100);
    set_default(&i->Options.ThreadCount, 1);
    set_default(&i->Options.ReCheckTime, 0);
    set_default(&i->Options.ReCheckInterval, 1);
    mem_replace(&i->Method, i->Options.Method);
    if (objects) {
        c->has_objects = true;
        shape_clear(&dts_compare_object_shape, &i->Config);
        shape_copy(&dts_compare_object_shape, &i->Config, objects);
    } else {
        mem_replace(&i->Config.ObjectMode, "all");
    }
    crypto_random(&c->seed, sizeof c->seed);
    c->seed >>= 11; /* 53 bits: it is kept as a JSON number */
    return c;
}

void compare_free(struct compare *c)
{
    if (!c)
        return;
    shape_clear(&dts_compare_task_item_shape, &c->item);
    outcome_free(c->outcome);
    json_free(c->before);
    free(c);
}

struct compare *compare_find(const struct job *j, const char *id)
{
    for (size_t i = 0; i < j->n_compares; i++)
        if (str_eq(j->compares[i]->item.CompareTaskId, id))
            return j->compares[i];
    return NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(word, *words))
            return true;
    return false;
}

bool compare_is_ended(const struct compare *c)
{
    static const char *const ended[] = {"success", "failed", "canceled", NULL};

    return is_one_of(c->item.Status, ended);
}

struct compare *compare_active(const struct job *j)
{
    static const char *const active[] = {"readyRun", "running", "stopping", NULL};

    for (size_t i = 0; i < j->n_compares; i++)
        if (is_one_of(j->compares[i]->item.Status, active))
            return j->compares[i];
    return NULL;
}

void compare_set_status(struct compare *c, const char *status)
{
    mem_replace(&c->item.Status, status);
    if (str_eq(status, "running"))
        stamp(&c->item.StartedAt);
    if (compare_is_ended(c))
        stamp(&c->item.FinishedAt);
}

/* ---- the task's list ---- */

static void keep_or_log(struct daemon *d, const struct job *j, const struct compare *c)
{
    struct err err;

    if (!compare_keep(d, j, c, &err))
        log_err(LOG_ERROR, j->id, &err);
}

bool compare_add(struct daemon *d, struct job *j, struct compare *c, struct err *err)
{
    *MEM_PUSH(j->compares, j->n_compares, j->cap_compares) = c;
    if (compare_keep(d, j, c, err) && compare_keep_index(d, j, err))
        return true;
    j->n_compares--;
    return false;
}

bool compare_remove(struct daemon *d, struct job *j, struct compare *c, struct err *err)
{
    size_t i = 0;

    while (j->compares[i] != c)
        i++;
    memmove(j->compares + i, j->compares + i + 1,
            (j->n_compares - i - 1) * sizeof *j->compares);
    j->n_compares--;
    bool ok = compare_keep_index(d, j, err) && compare_forget(d, j, c->item.CompareTaskId, err);
    compare_free(c);
    return ok;
}

void compare_free_all(struct job *j)
{
    for (size_t i = 0; i < j->n_compares; i++)
        compare_free(j->compares[i]);
    free(j->compares);
    j->compares = NULL;
    j->n_compares = j->cap_compares = 0;
}

/* ---- the scheduler's part ---- */

static bool in_sync(const struct job *j)
{
    return j->work && job_wants_increment(j) &&
           (j->status == DTS_READY_COMPLETE || (j->status == DTS_RUNNING && j->copied));
}

/* The configuration's objects in the words of a check; NULL: as migrated. Caller clears. */
static struct dts_compare_object *configured_objects(const struct dts_consistency *cfg)
{
    if (!str_eq(cfg->ObjectMode, "custom") || !cfg->Objects)
        return NULL;
    struct dts_compare_object *o = mem_alloc(sizeof *o);
    shape_init(&dts_compare_object_shape, o);
    o->ObjectMode = mem_strdup(cfg->Objects->ObjectMode);
    for (size_t i = 0; i < cfg->Objects->Databases.n; i++) {
        const struct dts_db_item *from = &cfg->Objects->Databases.items[i];
        struct dts_compare_object_item *to =
            DTS_PUSH(o->ObjectItems, dts_compare_object_item_shape);
        to->DbName = mem_strdup(from->DbName);
        to->DbMode = mem_strdup(from->DBMode);
        to->TableMode = mem_strdup(from->TableMode);
        for (size_t k = 0; k < from->Tables.n; k++)
            DTS_PUSH(to->Tables, dts_compare_table_shape)->TableName =
                mem_strdup(from->Tables.items[k].TableName);
    }
    return o;
}

static void make_configured(struct daemon *d, struct job *j)
{
    const struct dts_consistency *cfg = j->config.MigrateOption.Consistency;
    struct err err;

    if (!cfg || !str_eq(cfg->Mode, "full") || j->status != DTS_READY_COMPLETE ||
        j->n_compares || j->compare_made)
        return;
    j->compare_made = true; /* once: who deletes it does not want another */
    struct dts_compare_object *objects = configured_objects(cfg);
    struct compare *c = compare_new(j, COMPARE_DEFAULT, objects, cfg->Options);
    compare_set_status(c, "readyRun");
    if (!compare_add(d, j, c, &err)) {
        log_err(LOG_ERROR, j->id, &err);
        compare_free(c);
    }
    if (objects)
        shape_clear(&dts_compare_object_shape, objects);
    free(objects);
}

static const struct {
    const char *verb, *what;
} kinds[] = {
    [COMPARE_WHOLE] = {NULL, "consistency check"},
    [COMPARE_AGAIN] = {"again", "second look of the consistency check"},
    [COMPARE_SETTLE] = {NULL, "look at what moved in the consistency check"},
    [COMPARE_PLAN] = {"planRepair", "planning of a repair by the consistency check"},
    [COMPARE_REPAIR] = {"repair", "repair by the consistency check"},
};

void compare_can(const struct compare *c, struct strlist *out)
{
    if (!compare_is_ended(c) || !c->outcome)
        return;
    if (outcome_not_compared(c->outcome) || !str_eq(outcome_conclusion(c->outcome), "same"))
        strlist_add(out, kinds[COMPARE_AGAIN].verb);
    if (outcome_named(c->outcome))
        strlist_add(out, kinds[COMPARE_PLAN].verb);
    if (outcome_rows_with(c->outcome, "planned"))
        strlist_add(out, kinds[COMPARE_REPAIR].verb);
}

bool compare_ask(struct compare *c, const char *verb)
{
    struct strlist can = {0};
    bool ok = !verb;

    compare_can(c, &can);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (verb && str_eq(kinds[i].verb, verb) && strlist_has(&can, verb)) {
            c->next = (enum compare_kind)i;
            ok = true;
        }
    if (!verb)
        c->next = COMPARE_WHOLE;
    strlist_clear(&can);
    return ok;
}

static void begin(struct daemon *d, struct job *j, struct compare *c)
{
    struct err err;

    c->kind = c->next;
    if (c->kind == COMPARE_WHOLE || !c->outcome) { /* none: dtsd ended before it was kept */
        struct outcome *old = c->outcome;
        c->kind = COMPARE_WHOLE;
        c->outcome = outcome_new();
        if (old)
            outcome_take_repairs(c->outcome, old);
        outcome_free(old);
    }
    if (c->kind != COMPARE_PLAN)
        outcome_forget_notes(c->outcome);
    c->began = clock_mono_ms();
    compare_set_status(c, "running");
    if (compare_run_start(d, j, c, &err)) {
        daemon_event(d, j, "info", "The %s %s began", kinds[c->kind].what, c->item.TaskName);
    } else {
        mem_replace(&c->item.Message, err.text);
        compare_set_status(c, "failed");
        daemon_event(d, j, "error", "The %s %s could not begin: %s", kinds[c->kind].what,
                     c->item.TaskName, err.text);
    }
    keep_or_log(d, j, c);
}

void compare_stop(struct daemon *d, struct job *j, struct compare *c)
{
    if (c->run) {
        compare_set_status(c, "stopping");
        compare_run_cancel(c->run);
    } else {
        compare_set_status(c, "canceled");
    }
    keep_or_log(d, j, c);
}

/* The one whose threads run. */
static struct compare *running(const struct job *j)
{
    for (size_t i = 0; i < j->n_compares; i++)
        if (j->compares[i]->run)
            return j->compares[i];
    return NULL;
}

/* A run that does not show, at the newest check only: that is the one that counts. Its pause is long
 * beside what it takes, so that a server under load is not kept busy by it. */
static void settle_by_itself(struct daemon *d, struct job *j)
{
    struct compare *c = j->n_compares ? j->compares[j->n_compares - 1] : NULL;
    struct err err;

    if (!c || !c->outcome || running(j) || !str_eq(c->item.Status, "success") ||
        !outcome_moving(c->outcome))
        return;
    int64_t now = clock_mono_ms();
    if (c->settle_at == 0)
        c->settle_at = now + SETTLE_LEAST_MS;
    if (now < c->settle_at)
        return;
    c->kind = COMPARE_SETTLE;
    c->began = now;
    if (outcome_moves_whole(
            c->outcome)) /* it is compared anew, and a broken-off look would forget */
        c->before = outcome_save(c->outcome);
    c->moving = outcome_moving(c->outcome);
    if (!compare_run_start(d, j, c, &err)) {
        log_err(LOG_ERROR, j->id, &err);
        json_free(c->before);
        c->before = NULL;
        c->settle_at = now + SETTLE_LEAST_MS;
    }
}

void compare_tick(struct daemon *d, struct job *j)
{
    make_configured(d, j);
    struct compare *c = compare_active(j), *r = running(j);
    if (c && str_eq(c->item.Status, "stopping"))
        return;
    if (in_sync(j)) {
        if (c && !r)
            begin(d, j, c);
        else if (c && r->kind == COMPARE_SETTLE)
            compare_run_cancel(r->run); /* it makes room */
        else if (!c)
            settle_by_itself(d, j);
        return;
    }
    if (r && r->kind == COMPARE_SETTLE)
        compare_run_cancel(r->run);
    if (c && (c->run || dts_status_is_final(j->status) || j->status == DTS_COMPLETING)) {
        daemon_event(d, j, "warning", "The consistency check %s ends: the task is %s",
                     c->item.TaskName, dts_status_word(j->status));
        compare_stop(d, j, c);
    }
}

bool compare_end(struct job *j)
{
    struct compare *r = running(j);

    if (r)
        compare_run_cancel(r->run);
    return r != NULL;
}

/* A run that does not show has ended: it may have found a difference. */
static void settled(struct daemon *d, struct job *j, struct compare *c,
                    const struct err *failed)
{
    int64_t now = clock_mono_ms(), took = (now - c->began) * SETTLE_PAUSES;

    if (failed && c->before) { /* half a look is none: what was known holds */
        outcome_free(c->outcome);
        c->outcome = outcome_load(c->before);
    }
    json_free(c->before);
    c->before = NULL;
    const char *conclusion = outcome_conclusion(c->outcome);
    bool news = c->moving != outcome_moving(c->outcome) ||
                !str_eq(c->item.Conclusion, conclusion) || str_eq(c->item.Status, "stopping");
    if (str_eq(c->item.Status, "stopping"))
        compare_set_status(c, "canceled");
    c->settle_at = now + (took > SETTLE_LEAST_MS ? took : SETTLE_LEAST_MS);
    if (failed && failed->kind != ERR_CANCELLED)
        log_err(LOG_WARN, j->id, failed);
    if (!str_eq(c->item.Conclusion, conclusion)) {
        mem_replace(&c->item.Conclusion, conclusion);
        daemon_event(d, j, "warning", "The consistency check %s has looked again: %s",
                     c->item.TaskName, conclusion);
    } else if (!outcome_moving(c->outcome)) {
        daemon_event(d, j, "info",
                     "The consistency check %s: what moved while it ran has stood still: %s",
                     c->item.TaskName, conclusion);
    }
    if (news) /* a row that moves on for days is not written down every ten seconds */
        keep_or_log(d, j, c);
}

/* What the check says of itself. */
static char *message_of(const struct compare *c)
{
    char *notes = outcome_message(c->outcome);

    if (c->kind == COMPARE_PLAN || c->kind == COMPARE_REPAIR) {
        int64_t planned = outcome_rows_with(c->outcome, "planned");
        char *text =
            c->kind == COMPARE_PLAN
                ? mem_printf("%lld statements are planned; nothing has changed yet",
                             (long long)planned)
                : mem_printf("repaired, and compared again%s%s", *notes ? "; " : "", notes);
        free(notes);
        return text;
    }
    if (*notes)
        return notes;
    free(notes);
    return mem_strdup("done");
}

void compare_run_ended(struct daemon *d, const char *job, const char *id, bool ok,
                       const struct err *err)
{
    struct job *j = daemon_job(d, job);
    struct compare *c = j ? compare_find(j, id) : NULL;

    if (!c || !c->run)
        return;
    compare_run_join(c->run);
    c->run = NULL;
    bool cancelled = !ok && err->kind == ERR_CANCELLED;
    if (d->ending && cancelled)
        return; /* it is kept as running and begins again */
    if (c->kind == COMPARE_SETTLE) {
        settled(d, j, c, ok ? NULL : err);
        return;
    }
    c->settle_at = 0;
    free(c->item.Message);
    c->item.Message = ok ? message_of(c) : mem_strdup(err->text);
    if (ok)
        mem_replace(&c->item.Conclusion, outcome_conclusion(c->outcome));
    /* after a check that was stopped, a repair does not make it a whole one */
    bool whole = outcome_is_whole(c->outcome);
    compare_set_status(c, ok && whole ? "success" : ok || cancelled ? "canceled" : "failed");
    daemon_event(d, j, ok && str_eq(c->item.Conclusion, "same") ? "info" : "warning",
                 "The %s %s ended: %s", kinds[c->kind].what, c->item.TaskName,
                 ok ? c->item.Conclusion : err->text);
    keep_or_log(d, j, c);
}
