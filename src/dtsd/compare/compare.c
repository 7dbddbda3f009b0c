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

#define INDEX_NOTE "compares" /* ids, oldest first, joined by "," */

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

/* ---- keeping ---- */

static char *note_of(const char *id)
{
    return mem_printf("compare/%s", id);
}

bool compare_keep(struct daemon *d, const struct job *j, const struct compare *c,
                  struct err *err)
{
    struct json *o = json_object();
    char *note = note_of(c->item.CompareTaskId);

    json_set(o, "item", shape_encode(&dts_compare_task_item_shape, &c->item));
    json_set(o, "custom", json_bool(c->has_objects));
    json_set(o, "seed", json_int((int64_t)c->seed));
    if (c->outcome)
        json_set(o, "outcome", outcome_save(c->outcome));
    char *text = json_print(o);
    bool ok = store_note_put(d->store, j->id, note, text, err);
    free(text);
    free(note);
    json_free(o);
    return ok;
}

static void keep_or_log(struct daemon *d, const struct job *j, const struct compare *c)
{
    struct err err;

    if (!compare_keep(d, j, c, &err))
        log_err(LOG_ERROR, j->id, &err);
}

static bool keep_index(struct daemon *d, const struct job *j, struct err *err)
{
    struct strlist ids = {0};

    for (size_t i = 0; i < j->n_compares; i++)
        strlist_add(&ids, j->compares[i]->item.CompareTaskId);
    char *text = strlist_join(&ids, ",");
    bool ok = store_note_put(d->store, j->id, INDEX_NOTE, text, err);
    free(text);
    strlist_clear(&ids);
    return ok;
}

bool compare_add(struct daemon *d, struct job *j, struct compare *c, struct err *err)
{
    *MEM_PUSH(j->compares, j->n_compares, j->cap_compares) = c;
    if (compare_keep(d, j, c, err) && keep_index(d, j, err))
        return true;
    j->n_compares--;
    return false;
}

bool compare_remove(struct daemon *d, struct job *j, struct compare *c, struct err *err)
{
    char *note = note_of(c->item.CompareTaskId);
    size_t i = 0;

    while (j->compares[i] != c)
        i++;
    memmove(j->compares + i, j->compares + i + 1,
            (j->n_compares - i - 1) * sizeof *j->compares);
    j->n_compares--;
    bool ok = keep_index(d, j, err) && store_note_put(d->store, j->id, note, "", err);
    free(note);
    compare_free(c);
    return ok;
}

static struct compare *read_kept(const char *text, struct err *err)
{
    struct json *o = json_parse(text, strlen(text), err);
    struct compare *c = o ? mem_alloc(sizeof *c) : NULL;
    int64_t seed = 0;

    if (c &&
        shape_decode(&dts_compare_task_item_shape, json_get(o, "item"), SHAPE_LENIENT, &c->item,
                     err) &&
        json_read_bool(json_get(o, "custom"), "custom", &c->has_objects, err) &&
        json_read_int(json_get(o, "seed"), "seed", &seed, err)) {
        c->seed = (uint64_t)seed;
        if (json_is_object(json_get(o, "outcome")))
            c->outcome = outcome_load(json_get(o, "outcome"));
    } else {
        free(c);
        c = NULL;
    }
    json_free(o);
    return c;
}

void compare_load(struct daemon *d, struct job *j)
{
    char *ids = NULL, *text = NULL;
    struct strlist list = {0};
    struct err err;

    if (!store_note_get(d->store, j->id, INDEX_NOTE, &ids, &err))
        log_err(LOG_ERROR, j->id, &err);
    if (!str_empty(ids)) /* an empty text would be one empty name */
        strlist_split(&list, ids, ',');
    for (size_t i = 0; i < list.n; i++) {
        char *note = note_of(list.items[i]);
        struct compare *c = NULL;
        err_clear(&err);
        if (store_note_get(d->store, j->id, note, &text, &err) && !str_empty(text))
            c = read_kept(text, &err);
        if (c) {
            if (str_eq(c->item.Status, "running"))
                compare_set_status(c, "readyRun"); /* it begins again */
            else if (str_eq(c->item.Status, "stopping"))
                compare_set_status(c, "canceled");
            *MEM_PUSH(j->compares, j->n_compares, j->cap_compares) = c;
        } else {
            log_err(LOG_ERROR, j->id, &err);
        }
        free(text);
        free(note);
        text = NULL;
    }
    strlist_clear(&list);
    free(ids);
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

    if (!cfg || !str_eq(cfg->Mode, "full") || j->status != DTS_READY_COMPLETE || j->n_compares)
        return;
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

static void begin(struct daemon *d, struct job *j, struct compare *c)
{
    struct err err;

    outcome_free(c->outcome);
    c->outcome = outcome_new();
    compare_set_status(c, "running");
    if (compare_run_start(d, j, c, &err)) {
        daemon_event(d, j, "info", "The consistency check %s began", c->item.TaskName);
    } else {
        mem_replace(&c->item.Message, err.text);
        compare_set_status(c, "failed");
        daemon_event(d, j, "error", "The consistency check %s could not begin: %s",
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

void compare_tick(struct daemon *d, struct job *j)
{
    make_configured(d, j);
    struct compare *c = compare_active(j);
    if (!c || str_eq(c->item.Status, "stopping"))
        return;
    if (in_sync(j)) {
        if (!c->run)
            begin(d, j, c);
    } else if (c->run || dts_status_is_final(j->status) || j->status == DTS_COMPLETING) {
        daemon_event(d, j, "warning", "The consistency check %s ends: the task is %s",
                     c->item.TaskName, dts_status_word(j->status));
        compare_stop(d, j, c);
    }
}

bool compare_end(struct job *j)
{
    struct compare *c = compare_active(j);

    if (c && c->run)
        compare_run_cancel(c->run);
    return c && c->run;
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
    char *found = outcome_message(c->outcome);
    mem_replace(&c->item.Message, ok ? (*found ? found : "done") : err->text);
    free(found);
    if (ok)
        mem_replace(&c->item.Conclusion, outcome_conclusion(c->outcome));
    compare_set_status(c, ok ? "success" : cancelled ? "canceled" : "failed");
    daemon_event(d, j, ok && str_eq(c->item.Conclusion, "same") ? "info" : "warning",
                 "The consistency check %s ended: %s", c->item.TaskName,
                 ok ? c->item.Conclusion : err->text);
    keep_or_log(d, j, c);
}

/* ---- for the API ---- */

void compare_fill(const struct compare *c, struct dts_compare_task_item *out)
{
    struct dts_process_progress *p = &out->CompareProcess;

    shape_clear(&dts_compare_task_item_shape, out);
    shape_copy(&dts_compare_task_item_shape, out, &c->item);
    mem_replace(&p->Status, c->run ? "running"
                            : compare_is_ended(c)
                                ? (str_eq(c->item.Status, "success") ? "success" : "failed")
                                : "notStarted");
    p->StepAll = p->StepNow = c->outcome != NULL;
    p->Percent = c->outcome ? outcome_percent(c->outcome) : 0;
    if (str_eq(c->item.Status, "success"))
        p->Percent = 100;
}

void compare_info(const struct job *j, struct dts_compare_info *out)
{
    static const struct {
        const char *status, *word; /* 3.9, 3.19 */
    } words[] = {{"created", "unstart"},   {"readyRun", "running"}, {"running", "running"},
                 {"stopping", "running"},  {"failed", "failed"},    {"canceled", "canceled"},
                 {"success", "consistent"}};
    const struct compare *c = j->n_compares ? j->compares[j->n_compares - 1] : NULL;

    mem_replace(&out->CompareTaskId, c ? c->item.CompareTaskId : "");
    mem_replace(&out->Status, "notexist");
    for (size_t i = 0; c && i < sizeof words / sizeof *words; i++)
        if (str_eq(c->item.Status, words[i].status))
            mem_replace(&out->Status, words[i].word);
    if (c && str_eq(c->item.Status, "success") && !str_eq(c->item.Conclusion, "same"))
        mem_replace(&out->Status,
                    str_eq(c->item.Conclusion, "different") ? "inconsistent" : "failed");
}
