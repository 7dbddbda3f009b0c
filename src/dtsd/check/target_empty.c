/* SPDX-License-Identifier: MIT
 *
 * target_empty - DstEmptyCheck: nothing of the selection may exist on the target yet. dtsd
 * never overwrites or drops an object it did not create.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/check/selected.h"
#include "mysql/quote.h"

static bool folds(const struct check_ctx *ctx)
{
    return server_folds_names(&ctx->target_facts);
}

static const struct cat_schema *target_schema(const struct check_ctx *ctx, const char *name)
{
    return catalog_schema_as(&ctx->target_catalog, name, folds(ctx));
}

static bool has_object(const struct check_ctx *ctx, const struct cat_objects *list,
                       const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_same(list->items[i].name, name, folds(ctx)))
            return true;
    return false;
}

/* Tables and views share their names. */
static bool has_table(const struct check_ctx *ctx, const struct cat_schema *s, const char *name)
{
    return catalog_table_as(s, name, folds(ctx)) || has_object(ctx, &s->views, name);
}

static void add(struct strlist *found, const char *kind, const char *schema, const char *name)
{
    char *quoted = quoted_name(schema, name);

    strlist_take(found, mem_printf("%s %s", kind, quoted));
    free(quoted);
}

static void look_for(const struct check_ctx *ctx, const struct sel_objects *selected,
                     const char *kind, size_t list_offset, struct strlist *found)
{
    for (size_t i = 0; i < selected->n; i++) {
        const struct sel_object *o = &selected->items[i];
        const struct cat_schema *s = target_schema(ctx, o->target_schema);
        if (s && has_object(ctx, (const struct cat_objects *)((const char *)s + list_offset),
                            o->object->name))
            add(found, kind, o->target_schema, o->object->name);
    }
}

bool check_target_empty(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *sel = &ctx->selection;
    struct strlist found = {0};

    (void)err;
    for (size_t i = 0; i < sel->n_tables; i++) {
        const struct sel_table *t = &sel->tables[i];
        const struct cat_schema *s = target_schema(ctx, t->target_schema);
        if (s && has_table(ctx, s, t->target_name))
            add(&found, "table", t->target_schema, t->target_name);
    }
    for (size_t i = 0; i < sel->views.n; i++) {
        const struct sel_object *v = &sel->views.items[i];
        const struct cat_schema *s = target_schema(ctx, v->target_schema);
        if (s && has_table(ctx, s, v->object->name))
            add(&found, "view", v->target_schema, v->object->name);
    }
    look_for(ctx, &sel->procedures, "procedure", offsetof(struct cat_schema, procedures),
             &found);
    look_for(ctx, &sel->functions, "function", offsetof(struct cat_schema, functions), &found);
    look_for(ctx, &sel->triggers, "trigger", offsetof(struct cat_schema, triggers), &found);
    look_for(ctx, &sel->events, "event", offsetof(struct cat_schema, events), &found);
    if (found.n) {
        struct dts_check_item *item =
            check_item(step, CHECK_FAILED, "Objects of the same name",
                       "The migration never overwrites what is already there.");
        check_found(item, &found, ", ", "%zu on the target already: ", found.n);
        check_solution(
            item, "Are you sure this is the right target? If so, rename or drop them there, "
                  "or take them out of the selection.");
        selected_all(item, SIDE_TARGET, found.n, sel, SELECTED_TABLES, "v.TABLE_TYPE", "1 = 1");
    }
    strlist_clear(&found);
    return true;
}
