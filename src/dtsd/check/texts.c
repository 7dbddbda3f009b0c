/* SPDX-License-Identifier: MIT
 *
 * texts - what views and programs name: objects that are not moved, and old names of what is.
 *
 * Why: a view is looked at by the server when it is made, so one that needs what the target
 * will not have fails after all rows are in; a routine, trigger or event is looked at when it
 * runs, so it fails later still, or writes to a database of the old name. Texts are never
 * rewritten: a name in them may be a column, an alias or a variable.
 * Limits: functions that a view calls and statements put together at run time are not seen
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/copy/program.h"
#include "mysql/quote.h"
#include "mysql/uses.h"

struct texts {
    struct check_ctx *ctx;
    struct conn *source;     /* of its own: program_read changes the session */
    struct strlist lacking;  /* "view `shop`.`v` needs `shop`.`t`" */
    struct strlist old_view; /* views that name what gets a new name */
    struct strlist old_other;
};

static bool folds(const struct texts *x)
{
    return server_folds_names(&x->ctx->source_facts);
}

static bool same(const struct texts *x, const char *a, const char *b)
{
    return str_same(a, b, folds(x));
}

static const struct sel_table *selected_table(const struct texts *x, const char *schema,
                                              const char *name)
{
    const struct selection *s = &x->ctx->selection;

    for (size_t i = 0; i < s->n_tables; i++)
        if (same(x, s->tables[i].schema->name, schema) &&
            same(x, s->tables[i].table->name, name))
            return &s->tables[i];
    return NULL;
}

static bool selected_view(const struct texts *x, const char *schema, const char *name)
{
    const struct sel_objects *v = &x->ctx->selection.views;

    for (size_t i = 0; i < v->n; i++)
        if (same(x, v->items[i].schema->name, schema) &&
            same(x, v->items[i].object->name, name))
            return true;
    return false;
}

/* *yes: it is on the source, does not move along, and the target has none. */
static bool is_lacking(struct texts *x, const struct sel_object *view, const char *schema,
                       const char *name, bool *yes, struct err *err)
{
    const char *there = same(x, schema, view->schema->name) ? view->target_schema : schema;
    bool is = false;

    *yes = false;
    if (selected_view(x, schema, name) || catalog_is_system_schema(schema))
        return true;
    if (!check_is_there(x->source, schema, name, &is, err))
        return false;
    if (!is)
        return true;
    if (!check_is_there(x->ctx->target, there, name, &is, err))
        return false;
    *yes = !is;
    return true;
}

static bool look_at_use(struct texts *x, const struct sel_object *view, const char *schema,
                        const char *name, struct err *err)
{
    const struct sel_table *t = selected_table(x, schema, name);
    char *full = quoted_name(view->schema->name, view->object->name);
    char *needs = quoted_name(schema, name);
    bool lacking = false, ok = t || is_lacking(x, view, schema, name, &lacking, err);

    if (t && !str_eq(t->table->name, t->target_name))
        strlist_take(&x->old_view, mem_printf("%s (names %s)", full, needs));
    if (lacking)
        strlist_take(&x->lacking, mem_printf("view %s needs %s", full, needs));
    free(needs);
    free(full);
    return ok;
}

static bool look_at_view(struct texts *x, const struct sel_object *o, const char *text,
                         struct err *err)
{
    struct strlist uses = {0};
    bool ok = true;

    uses_read(text, &uses);
    for (size_t i = 0; ok && i + 1 < uses.n; i += 2) {
        const char *schema = *uses.items[i] ? uses.items[i] : o->schema->name;
        ok = look_at_use(x, o, schema, uses.items[i + 1], err);
    }
    strlist_clear(&uses);
    return ok;
}

/* Databases, and tables of its own database, whose old name the text has. */
static void look_for_old_names(struct texts *x, enum program_kind kind,
                               const struct sel_object *o, const char *text)
{
    const struct selection *s = &x->ctx->selection;
    struct strlist *found = kind == PROGRAM_VIEW ? &x->old_view : &x->old_other;
    char *full = quoted_name(o->schema->name, o->object->name);

    for (size_t i = 0; i < s->n_schemas; i++)
        if (!str_eq(s->schemas[i].schema->name, s->schemas[i].target_name) &&
            program_names_database(text, s->schemas[i].schema->name, folds(x)))
            strlist_take(found, mem_printf("%s %s (names database %s)", program_record(kind),
                                           full, s->schemas[i].schema->name));
    for (size_t i = 0; kind != PROGRAM_VIEW && i < s->n_tables; i++)
        if (s->tables[i].schema == o->schema &&
            !str_eq(s->tables[i].table->name, s->tables[i].target_name) &&
            program_names(kind, text, s->tables[i].table->name, folds(x)))
            strlist_take(found, mem_printf("%s %s (names table %s)", program_record(kind), full,
                                           s->tables[i].table->name));
    free(full);
}

static bool look_at(struct texts *x, enum program_kind kind, const struct sel_objects *list,
                    struct err *err)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct sel_object *o = &list->items[i];
        struct program p;
        if (!cancel_check(x->ctx->run->cancel, err))
            return false;
        if (!program_read(x->source, kind, o->schema->name, o->object->name, &p, err)) {
            if (err->kind == ERR_DENIED || err->kind == ERR_SERVER)
                continue; /* the rights are another check's */
            return false;
        }
        bool ok = kind != PROGRAM_VIEW || look_at_view(x, o, p.text, err);
        if (ok && x->ctx->selection.renames)
            look_for_old_names(x, kind, o, p.text);
        program_clear(&p);
        if (!ok)
            return false;
    }
    return true;
}

static void tell(struct dts_check_step *step, const struct strlist *found,
                 enum check_result result, const char *name, const char *description,
                 const char *solution)
{
    if (!found->n)
        return;
    struct dts_check_item *item = check_item(step, result, name, description);
    check_found(item, found, ", ", "%s", "");
    check_solution(item, "%s", solution);
}

bool check_texts(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *s = &ctx->selection;
    struct texts x = {.ctx = ctx};
    bool ok = true;

    if (!s->views.n && !s->renames)
        return true;
    ok = run_connect(ctx->run, SIDE_SOURCE, SESSION_READ, &x.source, err) &&
         look_at(&x, PROGRAM_VIEW, &s->views, err);
    if (ok && s->renames)
        ok = look_at(&x, PROGRAM_PROCEDURE, &s->procedures, err) &&
             look_at(&x, PROGRAM_FUNCTION, &s->functions, err) &&
             look_at(&x, PROGRAM_TRIGGER, &s->triggers, err) &&
             look_at(&x, PROGRAM_EVENT, &s->events, err);
    conn_close(x.source);
    if (ok) {
        tell(step, &x.lacking, CHECK_FAILED, "What views need",
             "A view can only be made when what it reads is on the target.",
             "Select what they read as well, or leave the views out.");
        tell(step, &x.old_view, CHECK_FAILED, "Views and new names",
             "The text of a view keeps the names that it has on the source.",
             "Leave these views out and create them on the target afterwards, or keep the "
             "names.");
        tell(step, &x.old_other, CHECK_WARNING, "Programs and new names",
             "The texts of routines, triggers and events keep the names that they have on the "
             "source.",
             "They are moved as they are. Change them on the target before they are used, or "
             "keep the names.");
    }
    strlist_clear(&x.lacking);
    strlist_clear(&x.old_view);
    strlist_clear(&x.old_other);
    return ok;
}
