/* SPDX-License-Identifier: MIT
 *
 * api_compare - the actions of consistency checks (3.9 of the service's documentation).
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/api_private.h"
#include "dtsd/compare/compare.h"
#include "dtsd/configure.h"
#include "dtsd/copy/select.h"

#define NAME_CHARS 128

/* ---- what is asked for ---- */

static bool check_table(const struct job *j, const struct dts_compare_object_item *item,
                        const char *path, struct err *err)
{
    static const char *const modes[] = {"all", "partial", NULL};
    const struct dts_database_table *migrated = &j->config.MigrateOption.DatabaseTable;
    char *at = mem_printf("%s.TableMode", path);
    bool ok = must_be_one_of(at, item->TableMode, modes, err);

    free(at);
    for (size_t i = 0; ok && i < item->Tables.n; i++) {
        const char *table = item->Tables.items[i].TableName;
        at = mem_printf("%s.Tables[%zu].TableName", path, i);
        if (str_empty(table))
            ok = refuse_missing(err, at, "");
        else if (!selection_has_table(migrated, item->DbName, table))
            ok = refuse_value(err, "%s: %.64s is not migrated by this task", at, table);
        free(at);
    }
    return ok;
}

static bool check_objects(const struct job *j, const struct dts_compare_object *o,
                          struct err *err)
{
    static const char *const modes[] = {"all", "partial", NULL};
    const struct dts_database_table *migrated = &j->config.MigrateOption.DatabaseTable;

    if (!must_be_one_of("Objects.ObjectMode", o->ObjectMode, modes, err))
        return false;
    if (str_eq(o->ObjectMode, "partial") && o->ObjectItems.n == 0)
        return refuse_missing(err, "Objects.ObjectItems", "ObjectMode is partial");
    for (size_t i = 0; i < o->ObjectItems.n; i++) {
        const struct dts_compare_object_item *item = &o->ObjectItems.items[i];
        char *path = mem_printf("Objects.ObjectItems[%zu]", i);
        char *mode = mem_printf("%s.DbMode", path);
        bool ok = must_be_one_of(mode, item->DbMode, modes, err);
        if (ok && !selection_has_schema(migrated, item->DbName))
            ok = refuse_value(err, "%s.DbName: %.64s is not migrated by this task", path,
                              str_or(item->DbName, ""));
        ok = ok && check_table(j, item, path, err);
        free(mode);
        free(path);
        if (!ok)
            return false;
    }
    return true;
}

/* *objects: those of a custom check, else NULL. */
static bool check_request(const struct job *j, const char *name, const char *mode,
                          const struct dts_compare_object **objects,
                          const struct dts_compare_options *options, struct err *err)
{
    static const char *const modes[] = {"sameAsMigrate", "custom", NULL};

    if (!must_be_short("TaskName", name, NAME_CHARS, err) ||
        !must_be_one_of("ObjectMode", mode, modes, err))
        return false;
    if (!str_eq(mode, "custom"))
        *objects = NULL;
    else if (!*objects)
        return refuse_missing(err, "Objects", "ObjectMode is custom");
    return (!*objects || check_objects(j, *objects, err)) &&
           (!options || configure_check_compare("Options", options, err));
}

static struct compare *find(const struct job *j, const char *id, struct err *err)
{
    struct compare *c = compare_find(j, id);

    if (!c)
        refuse(err, ERR_GONE, CODE_NO_JOB, "The task %s has no consistency check %.64s", j->id,
               str_or(id, "(no id)"));
    return c;
}

static bool must_be(const struct compare *c, bool is, const char *what, struct err *err)
{
    return is || refuse(err, ERR_STATE, CODE_DENIED, "The consistency check %s is %s; %s",
                        c->item.CompareTaskId, c->item.Status, what);
}

/* ---- actions that change ---- */

bool api_create_compare(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err)
{
    const struct dts_create_compare_request *req = in;
    struct dts_create_compare_response *res = out;
    const struct dts_compare_object *objects = req->Objects;

    if (!check_request(j, req->TaskName, req->ObjectMode, &objects, req->Options, err))
        return false;
    if (j->n_compares >= COMPARE_KEPT)
        return refuse(err, ERR_STATE, CODE_LIMIT,
                      "The task %s has %d consistency checks; delete one first", j->id,
                      COMPARE_KEPT);
    struct compare *c = compare_new(j, req->TaskName, objects, req->Options);
    if (!compare_add(d, j, c, err)) {
        compare_free(c);
        return false;
    }
    res->CompareTaskId = mem_strdup(c->item.CompareTaskId);
    return true;
}

bool api_modify_compare(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err)
{
    const struct dts_modify_compare_request *req = in;
    const struct dts_compare_object *objects = req->Objects;
    struct compare *c = find(j, req->CompareTaskId, err);

    (void)out;
    if (!c ||
        !must_be(c, str_eq(c->item.Status, "created"),
                 "it can be changed only before it is started", err) ||
        !check_request(j, req->TaskName, req->ObjectMode, &objects, req->Options, err))
        return false;
    if (!str_empty(req->TaskName))
        mem_replace(&c->item.TaskName, req->TaskName);
    if (req->Options) {
        struct compare *fresh =
            compare_new(j, NULL, NULL, req->Options); /* with its defaults */
        shape_clear(&dts_compare_options_shape, &c->item.Options);
        shape_copy(&dts_compare_options_shape, &c->item.Options, &fresh->item.Options);
        mem_replace(&c->item.Method, fresh->item.Method);
        compare_free(fresh);
    }
    if (req->ObjectMode) {
        c->has_objects = objects != NULL;
        shape_clear(&dts_compare_object_shape, &c->item.Config);
        if (objects)
            shape_copy(&dts_compare_object_shape, &c->item.Config, objects);
        else
            mem_replace(&c->item.Config.ObjectMode, "all");
    }
    return compare_keep(d, j, c, err);
}

bool api_name_compare(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{
    const struct dts_compare_name_request *req = in;
    struct compare *c = find(j, req->CompareTaskId, err);

    (void)out;
    if (!c || !must_be_short("TaskName", req->TaskName, NAME_CHARS, err))
        return false;
    mem_replace(&c->item.TaskName, req->TaskName);
    return compare_keep(d, j, c, err);
}

bool api_start_compare(struct daemon *d, struct job *j, const void *in, void *out,
                       struct err *err)
{
    const struct dts_start_compare_request *req = in;
    struct compare *c = find(j, req->CompareTaskId, err);

    (void)out;
    const char *verb = req->Local ? req->Local->Verb : NULL;

    if (!c || !must_be(c, !str_eq(c->item.Status, "stopping") && c != compare_active(j),
                       "it runs already", err))
        return false;
    if (compare_active(j))
        return refuse(err, ERR_STATE, CODE_DENIED,
                      "The consistency check %s is %s; only one runs at a time",
                      compare_active(j)->item.CompareTaskId, compare_active(j)->item.Status);
    if (!compare_ask(c, verb))
        return refuse(
            err, ERR_STATE, CODE_DENIED,
            "The consistency check %s has nothing for %.20s; LocalCan lists what it has",
            c->item.CompareTaskId, verb);
    compare_set_status(c, "readyRun"); /* the tick after this call begins it */
    return compare_keep(d, j, c, err);
}

bool api_stop_compare(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{
    const struct dts_stop_compare_request *req = in;
    struct compare *c = find(j, req->CompareTaskId, err);

    (void)out;
    if (!c || !must_be(c, c == compare_active(j), "only one that runs can be stopped", err))
        return false;
    if (!str_eq(c->item.Status, "stopping"))
        compare_stop(d, j, c);
    return true;
}

bool api_delete_compare(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err)
{
    const struct dts_compare_id_request *req = in;
    struct compare *c = find(j, req->CompareTaskId, err);

    (void)out;
    if (!c || !must_be(c, compare_is_ended(c), "only an ended one can be deleted", err))
        return false;
    if (c->run) { /* what moved is being looked at, see compare.h */
        compare_run_cancel(c->run);
        return must_be(c, false, "it is being ended; delete it in a moment", err);
    }
    return compare_remove(d, j, c, err);
}

/* ---- actions that tell ---- */

bool api_describe_compares(struct daemon *d, struct job *j, const void *in, void *out,
                           struct err *err)
{
    const struct dts_compare_tasks_request *req = in;
    struct dts_compare_tasks_response *res = out;
    int64_t limit = req->Limit, offset = req->Offset, n = 0;

    (void)d;
    if (!must_be_page(&limit, &offset, err))
        return false;
    for (size_t i = j->n_compares; i-- > 0;) { /* newest first */
        const struct compare *c = j->compares[i];
        if ((!str_empty(req->CompareTaskId) &&
             !str_eq(req->CompareTaskId, c->item.CompareTaskId)) ||
            (req->Status.n && !strlist_has(&req->Status, c->item.Status)))
            continue;
        if (n >= offset && n < offset + limit)
            compare_fill(c, DTS_PUSH(res->Items, dts_compare_task_item_shape));
        n++;
    }
    res->TotalCount = n;
    return true;
}

bool api_compare_report(struct daemon *d, struct job *j, const void *in, void *out,
                        struct err *err)
{
    struct dts_compare_report_request page = *(const struct dts_compare_report_request *)in;
    struct dts_compare_report_response *res = out;
    const struct compare *c = find(j, page.CompareTaskId, err);

    (void)d;
    if (!c || !must_be_page(&page.DifferenceLimit, &page.DifferenceOffset, err) ||
        !must_be_page(&page.SkippedLimit, &page.SkippedOffset, err) ||
        !must_be(c, c->outcome != NULL, "it has not run yet", err))
        return false;
    outcome_report(c->outcome, &page, res);
    struct dts_compare_abstract *a = &res->Abstract;
    shape_clear(&dts_compare_options_shape, &a->Options);
    shape_copy(&dts_compare_options_shape, &a->Options, &c->item.Options);
    shape_clear(&dts_compare_object_shape, &a->Objects);
    shape_copy(&dts_compare_object_shape, &a->Objects, &c->item.Config);
    if (str_eq(c->item.Options.Method, "sampleDataCheck"))
        a->LocalSeed = (int64_t)c->seed;
    mem_replace(&a->Conclusion, c->item.Conclusion);
    mem_replace(&a->Status, c->item.Status);
    mem_replace(&a->StartedAt, c->item.StartedAt);
    mem_replace(&a->FinishedAt, c->item.FinishedAt);
    return true;
}

bool api_compare_rows(struct daemon *d, struct job *j, const void *in, void *out,
                      struct err *err)
{
    struct dts_diff_items_request page = *(const struct dts_diff_items_request *)in;
    struct dts_diff_items_response *res = out;
    const struct compare *c = find(j, page.CompareTaskId, err);

    (void)d;
    if (!c || !must_be_page(&page.Limit, &page.Offset, err) ||
        !must_be(c, c->outcome != NULL, "it has not run yet", err))
        return false;
    outcome_rows(c->outcome, &page, res);
    return true;
}

/* The follower's own last look at both servers. */
bool api_gtid_report(struct daemon *d, struct job *j, const void *in, void *out,
                     struct err *err)
{
    const struct dts_gtid_report_request *req = in;
    struct dts_gtid_report_response *res = out;
    struct dts_local local;
    char at[CLOCK_TEXT_SIZE];

    (void)d;
    if (!str_empty(req->CompareTaskId) && !find(j, req->CompareTaskId, err))
        return false;
    shape_init(&dts_local_shape, &local);
    progress_fill_local(j->progress, &local);
    bool seen = local.SampledAt != DTS_UNSET && local.SampledAt > 0;
    res->Type = mem_strdup("gtid");
    res->Status = mem_strdup(seen ? "success" : "notStarted");
    if (seen) {
        bool same = str_empty(local.MissingGtid);
        struct dts_gtid_report_item *item = DTS_PUSH(res->Detail, dts_gtid_report_item_shape);
        res->Conclusion = mem_strdup(same ? "same" : "different");
        item->Result = mem_strdup(res->Conclusion);
        item->SrcGtidSets = mem_strdup(str_or(local.SourceGtid, ""));
        item->DstGtidSets = mem_strdup(str_or(local.TargetGtid, ""));
        item->DiffSrc = mem_strdup(str_or(local.MissingGtid, ""));
        clock_format_beijing(local.SampledAt, at);
        item->CompareTimestamp = mem_strdup(at);
        item->DiffSrcIsNeedSync = !same;
    }
    shape_clear(&dts_local_shape, &local);
    return true;
}
