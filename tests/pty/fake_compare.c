/* SPDX-License-Identifier: MIT
 *
 * fake_compare - see fake_compare.h. Made from the protocol's own shapes.
 */
#include "tests/pty/fake_compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static bool is(const struct fake_compare *c, const char *state)
{
    return str_eq(c->state, state);
}

static bool is_active(const struct fake_compare *c)
{
    return is(c, "running") || (c->hold && c->begun);
}

void fake_compare_info(const struct fake_compare *c, struct dts_compare_info *out)
{
    if (!*c->state)
        return;
    mem_replace(&out->CompareTaskId, FAKE_CHECK);
    mem_replace(&out->Status, is_active(c)                     ? "running"
                              : is(c, "different")             ? "inconsistent"
                              : is(c, "same") || is(c, "open") ? "consistent"
                              : is(c, "skipped")               ? "failed"
                              : is(c, "created")               ? "unstart"
                                                               : c->state);
    if (c->local && !is_active(c))
        out->LocalOpen = is(c, "open") ? 3 : is(c, "skipped") ? 5 : 0;
}

static struct json *encoded(const struct shape *sh, void *in)
{
    struct json *j = shape_encode(sh, in);
    shape_clear(sh, in);
    return j;
}

static void put(char **where, const char *text)
{
    mem_replace(where, text);
}

/* ---- the list ---- */

static void fill_can(const struct fake_compare *c, struct strlist *can)
{
    if (!c->local || is_active(c))
        return;
    if (is(c, "different") || is(c, "open") || is(c, "canceled"))
        strlist_add(can, "again");
    if (is(c, "different") && !c->repaired)
        strlist_add(can, c->planned ? "repair" : "planRepair");
}

static struct json *tasks(const struct fake_compare *c)
{
    struct dts_compare_tasks_response r;
    shape_init(&dts_compare_tasks_response_shape, &r);
    r.TotalCount = *c->state != '\0';
    if (*c->state) {
        struct dts_compare_task_item *i = DTS_PUSH(r.Items, dts_compare_task_item_shape);
        put(&i->CompareTaskId, FAKE_CHECK);
        put(&i->TaskName, str_or(c->name, "defaultCmpTask"));
        put(&i->Status, is_active(c)                                               ? "running"
                        : is(c, "failed") || is(c, "canceled") || is(c, "created") ? c->state
                                                                                   : "success");
        if (str_eq(i->Status, "success"))
            put(&i->Conclusion, is(c, "different") ? "different"
                                : is(c, "skipped") ? "skipAll"
                                                   : "same");
        put(&i->CreatedAt, "2026-11-21 10:02:00");
        put(&i->StartedAt, "2026-11-21 10:02:01");
        put(&i->FinishedAt, is_active(c) ? "" : "2026-11-21 10:09:31");
        put(&i->Message, is(c, "failed")    ? "The source went away."
                         : is(c, "running") ? ""
                                            : "done");
        put(&i->Options.Method, *c->method ? c->method : "dataCheck");
        i->Options.SampleRate = str_eq(c->method, "sampleDataCheck") ? 10 : 100;
        i->Options.ThreadCount = 4;
        i->Options.ReCheckTime = 2;
        i->Options.ReCheckInterval = 1;
        i->CompareProcess.Percent = is_active(c) ? 42 : 100;
        if (c->local)
            i->LocalOpen = is(c, "open") ? 3 : is(c, "skipped") ? 5 : 0;
        fill_can(c, &i->LocalCan);
    }
    return encoded(&dts_compare_tasks_response_shape, &r);
}

/* ---- the report ---- */

static void add_result(struct dts_compare_detail *d, const char *table, const char *conclusion,
                       int64_t rows, int64_t percent)
{
    struct dts_compare_table_result *r =
        DTS_PUSH(d->FullProgress.Items, dts_compare_table_result_shape);
    put(&r->Db, "shop");
    put(&r->Table, table);
    put(&r->Conclusion, conclusion);
    put(&r->Status, percent == 100 ? "success" : percent > 0 ? "running" : "");
    r->RowCount = rows;
    r->Progress = percent;
    d->FullProgress.TotalCount = (int64_t)d->FullProgress.Items.n;
}

static void add_skip(struct dts_compare_detail *d, const char *table, const char *reason)
{
    struct dts_skipped_item *s = DTS_PUSH(d->Skipped.Items, dts_skipped_item_shape);
    put(&s->Db, "shop");
    put(&s->Table, table);
    put(&s->Reason, reason);
    d->Skipped.TotalCount = (int64_t)d->Skipped.Items.n;
}

static void fill_open(struct dts_compare_detail *d)
{
    d->LocalOpen = mem_alloc(sizeof *d->LocalOpen);
    shape_init(&dts_local_open_list_shape, d->LocalOpen);
    for (int i = 0; i < 2; i++) {
        struct dts_local_open *o = DTS_PUSH(d->LocalOpen->Items, dts_local_open_shape);
        char key[24];
        snprintf(key, sizeof key, "%d", 4711 + i);
        put(&o->Db, "shop");
        put(&o->Table, "customers");
        strlist_add(&o->Key, key);
        o->Identifier = mem_printf("id=%s", key);
    }
    d->LocalOpen->TotalCount = 2;
}

static void fill_objects(struct dts_compare_detail *d)
{
    d->LocalObjects = mem_alloc(sizeof *d->LocalObjects);
    shape_init(&dts_local_object_list_shape, d->LocalObjects);
    struct dts_local_object *o = DTS_PUSH(d->LocalObjects->Items, dts_local_object_shape);
    put(&o->Kind, "view");
    put(&o->Db, "shop");
    put(&o->Name, "newest");
    put(&o->What, "definition");
    put(&o->SrcItem, "select max(`id`) from `orders`");
    put(&o->DstItem, "select min(`id`) from `orders`");
    put(&o->Advice, "The view shows other rows; create it anew.");
    strlist_add(&o->Sql,
                "CREATE OR REPLACE VIEW `shop`.`newest` AS select max(`id`) from `orders`");
    d->LocalObjects->TotalCount = 1;
    d->LocalObjects->Looked = 9;
}

static const char no_key[] = "it has no primary or unique key and more than 50,000 rows";

static void fill_detail(const struct fake_compare *c, struct dts_compare_detail *d)
{
    bool differs = is(c, "different") && !c->repaired,
         runs = is(c, "running") || is(c, "canceled");
    if (is(c, "skipped")) {
        static const char *const all[] = {"orders", "order_lines", "customers", "tags",
                                          "stock"};
        for (size_t i = 0; i < 5; i++) {
            add_result(d, all[i], "skip", 0, 100);
            add_skip(d, all[i], "the source cannot be written to");
        }
        return;
    }
    add_result(d, "orders", differs ? "different" : "same", differs ? FAKE_ORDERS : 0, 100);
    add_result(d, "order_lines", runs ? "" : "same", 0, runs ? 61 : 100);
    add_result(d, "customers", "same", 0, 100);
    if (is(c, "same")) {
        add_result(d, "tags", "same", 0, 100);
    } else {
        add_result(d, "tags", "skip", 0, 100);
        add_skip(d, "tags", no_key);
    }
    add_result(d, "stock",
               runs      ? ""
               : differs ? "different"
                         : "same",
               differs ? FAKE_STOCK : 0, runs ? 0 : 100);
    if (c->local && is(c, "open"))
        fill_open(d);
    if (c->local && is(c, "different"))
        fill_objects(d);
}

static int64_t number(const struct json *body, const char *name, int64_t unset)
{
    int64_t v = unset;
    struct err err;
    json_read_int(json_get(body, name), name, &v, &err);
    return v;
}

/* A page of a list whose items were all put in; those beside it are dropped. */
static void skipped_page(struct dts_skipped_list *l, const struct json *body)
{
    size_t from = (size_t)number(body, "SkippedOffset", 0);
    size_t most = (size_t)number(body, "SkippedLimit", 20);
    struct dts_skipped_list all = *l;
    memset(l, 0, sizeof *l);
    l->TotalCount = all.TotalCount;
    for (size_t i = 0; i < all.Items.n; i++) {
        if (i >= from && i < from + most)
            shape_copy(&dts_skipped_item_shape, DTS_PUSH(l->Items, dts_skipped_item_shape),
                       &all.Items.items[i]);
    }
    shape_clear(&dts_skipped_list_shape, &all);
}

static int64_t count(const struct dts_compare_detail *d, const char *conclusion)
{
    int64_t n = 0;
    for (size_t i = 0; i < d->FullProgress.Items.n; i++)
        n += str_eq(d->FullProgress.Items.items[i].Conclusion, conclusion);
    return n;
}

static struct json *report(const struct fake_compare *c, const struct json *body)
{
    struct dts_compare_report_response r;
    shape_init(&dts_compare_report_response_shape, &r);
    struct dts_compare_abstract *a = &r.Abstract;
    r.Detail.Skipped.TotalCount = 0;
    fill_detail(c, &r.Detail);
    a->TotalTables = (int64_t)r.Detail.FullProgress.Items.n;
    a->DifferentTables = count(&r.Detail, "different");
    a->SkippedTables = count(&r.Detail, "skip");
    a->CheckedTables = a->DifferentTables + count(&r.Detail, "same");
    a->DifferentRows = a->DifferentTables ? FAKE_ORDERS + FAKE_STOCK : 0;
    if (c->local)
        a->LocalSeed = 4711;
    skipped_page(&r.Detail.Skipped, body);
    return encoded(&dts_compare_report_response_shape, &r);
}

/* ---- the rows ---- */

static void values(struct strlist *l, int id, const char *name, const char *note,
                   const char *qty)
{
    char text[24];
    snprintf(text, sizeof text, "%d", id);
    strlist_add(l, text);
    strlist_add(l, name);
    strlist_add(l, note);
    strlist_add(l, qty);
}

/* What was done stands in the list of repairs only. */
static void repair_of(const struct fake_compare *c, int n, bool repaired,
                      struct dts_diff_chunk_item *r)
{
    if (!c->planned || c->repaired != repaired)
        return;
    bool missing = str_eq(r->DiffType, "dstLack"), spare = str_eq(r->DiffType, "srcLack");
    r->LocalSql =
        missing ? mem_printf("INSERT INTO `shop`.`%s` VALUES (%d,'Kim','',2)", r->TableName, n)
        : spare
            ? mem_printf("DELETE FROM `shop`.`%s` WHERE `id`=%d", r->TableName, n)
            : mem_printf("UPDATE `shop`.`%s` SET `name`='Kim' WHERE `id`=%d", r->TableName, n);
    put(&r->LocalStatus, !c->repaired ? "planned" : n == 2 ? "changed" : "done");
    if (c->repaired && n == 2)
        put(&r->LocalMessage, "the row of the target is another one now");
}

static void fill_row(const struct fake_compare *c, const char *table, int n, bool repaired,
                     struct dts_diff_chunk_item *r)
{
    static const char *const columns[] = {"id", "name", "note", "qty"};
    char note[2000];
    memset(note, 'x', sizeof note - 1);
    note[0] = note[1233] = '\'';
    note[1234] = '\0';
    put(&r->DBName, "shop");
    put(&r->TableName, table);
    r->ChunkId = 1;
    r->Identifier = mem_printf("id=%d", n);
    put(&r->DiffType, n == 6 ? "srcLack" : n == 7 ? "dstLack" : "data");
    for (size_t i = 0; i < 4; i++)
        strlist_add(&r->SchemaInfo, columns[i]);
    if (n != 6)
        values(&r->SrcItem, n, "'Kim'", note, "2");
    if (n != 7)
        values(&r->DstItem, n, "NULL", n % 2 ? note : "''", "2");
    repair_of(c, n, repaired, r);
}

static struct json *rows(const struct fake_compare *c, const struct json *body)
{
    static const struct {
        const char *table;
        int rows;
    } parts[] = {{"orders", FAKE_ORDERS}, {"stock", FAKE_STOCK}};
    struct dts_diff_items_response r;
    const char *table = NULL;
    struct err err;
    bool repaired = false;
    json_read_bool(json_get(body, "LocalRepaired"), "LocalRepaired", &repaired, &err);
    int64_t from = number(body, "Offset", 0), most = number(body, "Limit", 20), n = 0;
    json_read_str(json_get(body, "TableName"), "TableName", &table, &err);
    shape_init(&dts_diff_items_response_shape, &r);
    for (size_t p = 0; p < 2 && (repaired ? c->repaired : is(c, "different")); p++)
        for (int i = 1; i <= parts[p].rows; i++) {
            if (table && !str_eq(table, parts[p].table))
                continue;
            if (n >= from && n < from + most)
                fill_row(c, parts[p].table, i, repaired,
                         DTS_PUSH(r.Items, dts_diff_chunk_item_shape));
            n++;
        }
    r.TotalCount = n;
    return encoded(&dts_diff_items_response_shape, &r);
}

/* ---- what changes ---- */

static struct json *create(struct fake_compare *c, const struct json *body)
{
    const char *method = NULL, *name = NULL;
    struct json *j = json_object();
    struct err err;
    json_read_str(json_get(json_get(body, "Options"), "Method"), "Method", &method, &err);
    json_read_str(json_get(body, "TaskName"), "TaskName", &name, &err);
    str_copy(c->name, sizeof c->name, str_or(name, ""));
    if (!*c->state)
        str_copy(c->state, sizeof c->state, "created");
    str_copy(c->method, sizeof c->method, str_or(method, ""));
    c->made++;
    json_set(j, "CompareTaskId", json_string(FAKE_CHECK));
    return j;
}

static struct json *start(struct fake_compare *c, const struct json *body)
{
    const char *verb = NULL;
    struct err err;
    json_read_str(json_get(json_get(body, "Local"), "Verb"), "Verb", &verb, &err);
    str_copy(c->verb, sizeof c->verb, str_or(verb, "whole"));
    if (!verb || str_eq(verb, "again")) {
        str_copy(c->state, sizeof c->state, "running");
        c->planned = c->repaired = c->begun = false;
    } else if (str_eq(verb, "planRepair")) {
        c->planned = c->begun = true;
    } else {
        c->repaired = c->begun = true;
    }
    return json_object();
}

struct json *fake_compare_answer(struct fake_compare *c, enum dts_action_id action,
                                 const struct json *body)
{
    switch (action) {
    case DTS_DESCRIBE_COMPARE_TASKS: return tasks(c);
    case DTS_DESCRIBE_COMPARE_REPORT: return report(c, body);
    case DTS_DESCRIBE_COMPARE_DIFF_ITEMS: return rows(c, body);
    case DTS_CREATE_COMPARE_TASK: return create(c, body);
    case DTS_START_COMPARE: return start(c, body);
    case DTS_STOP_COMPARE:
        str_copy(c->state, sizeof c->state, "canceled");
        return json_object();
    default: return NULL;
    }
}
