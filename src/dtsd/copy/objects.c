/* SPDX-License-Identifier: MIT
 *
 * objects - see objects.h
 */
#include "dtsd/copy/objects.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dtsd/copy/program.h"
#include "mysql/quote.h"

#define SQL_MAX           4096
#define ER_TRIGGER_EXISTS 1359

/* ---- definers ---- */

/* Warns once for every account that the target does not have. An account that may not read
 * mysql.user learns it from the server when the object is used: nothing can be said then. */
static void warn_definer(struct copy *c, const char *definer, struct strlist *seen)
{
    const char *at = definer ? strrchr(definer, '@') : NULL;
    if (!at || strlist_has(seen, definer))
        return;
    strlist_add(seen, definer);
    char *user = mem_strndup(definer, (size_t)(at - definer));
    char *u = quoted_str(user), *h = quoted_str(at + 1);
    char *sql = mem_printf("SELECT COUNT(*) FROM mysql.user WHERE User=%s AND Host=%s", u, h);
    int64_t n = 0;
    struct err ignored;
    if (conn_value_int(c->target, sql, 1, &n, &ignored) && n == 0)
        run_event(
            &c->run, "warning",
            "Account %s, DEFINER of moved objects, does not exist on the target: they fail "
            "when used until it is created",
            definer);
    free(sql);
    free(u);
    free(h);
    free(user);
}

/* ---- one kind ---- */

/* A view that names its own database cannot be made in another one. */
static bool refuse_moved_view(const struct sel_object *o, const struct program *p,
                              struct err *err)
{
    if (str_eq(o->schema->name, o->target_schema))
        return true;
    if (!program_names_database(p->text, o->schema->name, false))
        return true;
    err_set(err, ERR_STATE,
            "view %s.%s names database %s in its text and cannot be moved to %s",
            o->schema->name, o->object->name, o->schema->name, o->target_schema);
    return err_hint(err, "Leave the view out, or keep the name of the database");
}

static bool create_one(struct copy *c, struct conn *source, enum program_kind kind,
                       const struct sel_object *o, struct err *err)
{
    struct program p;
    if (!cancel_check(c->run.cancel, err) ||
        !program_read(source, kind, o->schema->name, o->object->name, &p, err))
        return false;
    bool ok = kind != PROGRAM_VIEW || refuse_moved_view(o, &p, err);
    if (ok && kind == PROGRAM_EVENT) {
        char *disabled = program_event_state(p.text, c->target_facts.flavor->event_disable);
        if (disabled) {
            free(p.text);
            p.text = disabled;
        } else {
            ok = err_set(err, ERR_PROTOCOL, "the text of event %s.%s was not understood",
                         o->schema->name, o->object->name);
        }
    }
    ok = ok && program_create(c, c->target, &p, o->target_schema, err);
    program_clear(&p);
    return ok;
}

static bool create_all(struct copy *c, struct conn *source, enum program_kind kind,
                       const struct sel_objects *list, struct strlist *seen, struct err *err)
{
    for (size_t i = 0; i < list->n; i++) {
        warn_definer(c, list->items[i].object->definer, seen);
        if (!create_one(c, source, kind, &list->items[i], err))
            return false;
    }
    return true;
}

/* ---- views ---- */

/* The server's ways to say that something the view needs is not there. */
static bool needs_another(int number)
{
    static const int numbers[] = {1049, 1054, 1146, 1305, 1356};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (number == numbers[i])
            return true;
    return false;
}

static bool broken_on_source(struct copy *c, const struct sel_object *o)
{
    struct err why;
    struct rows r = {0};
    char *name = quoted_name(o->schema->name, o->object->name);
    bool works = conn_queryf(c->source, &r, &why, "SELECT * FROM %s LIMIT 0", name);
    free(name);
    rows_clear(&r);
    if (works || !needs_another(why.number))
        return false;
    run_event(&c->run, "warning", "View %s.%s is broken on the source (%s): not created",
              o->schema->name, o->object->name, why.server);
    return true;
}

/* One pass over the views not done yet. */
static bool view_round(struct copy *c, struct conn *source, bool *done, size_t *made,
                       struct err *last, struct err *err)
{
    const struct sel_objects *views = &c->sel.views;
    *made = 0;
    for (size_t i = 0; i < views->n; i++) {
        if (done[i])
            continue;
        if (create_one(c, source, PROGRAM_VIEW, &views->items[i], err))
            done[i] = true;
        else if (needs_another(err->number) && !broken_on_source(c, &views->items[i]))
            *last = *err;
        else if (needs_another(err->number))
            done[i] = true; /* left out, said so */
        else
            return false;
        *made += done[i];
    }
    return true;
}

static bool views_left(const struct copy *c, const bool *done, const struct err *last,
                       struct err *err)
{
    struct strlist names = {0};
    for (size_t i = 0; i < c->sel.views.n; i++)
        if (!done[i])
            strlist_take(&names, mem_printf("%s.%s", c->sel.views.items[i].schema->name,
                                            c->sel.views.items[i].object->name));
    char *list = strlist_join(&names, ", ");
    err_set(err, ERR_STATE, "views that need something the target does not have: %.400s", list);
    err_hint(err, "Select what they use as well (tables, views, functions), or leave them out");
    err_server(err, last->number, last->code, last->server);
    free(list);
    strlist_clear(&names);
    return false;
}

static bool create_views(struct copy *c, struct conn *source, struct strlist *seen,
                         struct err *err)
{
    bool *done = mem_alloc(c->sel.views.n * sizeof *done + 1);
    struct err last = {0};
    size_t left = c->sel.views.n, made = 1;
    bool ok = true;
    for (size_t i = 0; i < c->sel.views.n; i++)
        warn_definer(c, c->sel.views.items[i].object->definer, seen);
    while (ok && left > 0 && made > 0) {
        ok = view_round(c, source, done, &made, &last, err);
        left -= made;
    }
    if (ok && left > 0)
        ok = views_left(c, done, &last, err);
    free(done);
    return ok;
}

bool objects_create(struct copy *c, struct err *err)
{
    struct conn *source = NULL;
    struct strlist seen = {0};
    bool ok = run_connect(&c->run, SIDE_SOURCE, SESSION_READ, &source, err) &&
              create_all(c, source, PROGRAM_PROCEDURE, &c->sel.procedures, &seen, err) &&
              create_all(c, source, PROGRAM_FUNCTION, &c->sel.functions, &seen, err) &&
              create_views(c, source, &seen, err) &&
              create_all(c, source, PROGRAM_EVENT, &c->sel.events, &seen, err);
    conn_close(source);
    strlist_clear(&seen);
    return ok;
}

/* ---- finish ---- */

/* Names of `what` in a schema of the target; column 0 of the answer. */
static bool target_has(struct copy *c, const char *table, const char *prefix,
                       const char *schema, const char *name, bool *has, struct err *err)
{
    struct rows r = {0};
    struct buf sql = BUF_INIT(SQL_MAX);
    buf_addf(&sql, "SELECT %s_NAME FROM information_schema.%s WHERE %s_SCHEMA=", prefix, table,
             prefix);
    quote_str(&sql, schema);
    bool ok = conn_query(c->target, buf_str(&sql), &r, err);
    *has = false;
    for (size_t i = 0; ok && i < r.n; i++)
        *has |= str_eq(rows_get(&r, i, 0), name);
    rows_clear(&r);
    buf_clear(&sql);
    return ok;
}

static const struct sel_table *table_of(const struct copy *c, const struct sel_object *trigger)
{
    for (size_t i = 0; i < c->sel.n_tables; i++)
        if (c->sel.tables[i].schema == trigger->schema &&
            str_eq(c->sel.tables[i].table->name, trigger->object->table))
            return &c->sel.tables[i];
    return NULL;
}

/* A dtsd that died leaves its statement at the server, where it may come about after we looked and
 * before ours does. *ours: an earlier dtsd meant to make this trigger. */
static bool meant_before(struct copy *c, const struct sel_object *o, bool *ours,
                         struct err *err)
{
    struct run_change_list changes = {0};
    char *name = quoted_name(o->target_schema, o->object->name);
    bool ok = run_changes(&c->run, program_record(PROGRAM_TRIGGER), &changes, err);

    *ours = false;
    for (size_t i = 0; ok && i < changes.n; i++)
        *ours |= str_eq(changes.items[i].name, name);
    run_change_list_clear(&changes);
    free(name);
    return ok;
}

static bool create_trigger(struct copy *c, struct conn *source, const struct sel_object *o,
                           struct err *err)
{
    bool there = false;
    if (!target_has(c, "TRIGGERS", "TRIGGER", o->target_schema, o->object->name, &there, err))
        return false;
    if (there) /* made by an earlier call, or replicated: CREATE TRIGGER passes the channel */
        return true;
    struct program p;
    if (!program_read(source, PROGRAM_TRIGGER, o->schema->name, o->object->name, &p, err))
        return false;
    const struct sel_table *t = table_of(c, o);
    bool ok = true;
    if (t && (!str_eq(t->target_name, t->table->name) ||
              !str_eq(t->target_schema, t->schema->name))) {
        char *moved = program_trigger_table(p.text, t->target_schema, t->target_name);
        if (moved) {
            free(p.text);
            p.text = moved;
        } else {
            ok = err_set(err, ERR_PROTOCOL, "the text of trigger %s.%s was not understood",
                         o->schema->name, o->object->name);
        }
    }
    ok = ok && program_create(c, c->target, &p, o->target_schema, err);
    program_clear(&p);
    if (!ok && err->number == ER_TRIGGER_EXISTS) {
        struct err why;
        bool ours;
        ok = meant_before(c, o, &ours, &why) && ours;
        if (ok)
            err_clear(err);
    }
    return ok;
}

/* Several triggers of one table and moment fire in the order they were made in. */
static bool trigger_order(struct copy *c, struct strlist *order, const char *schema,
                          struct err *err)
{
    struct rows r = {0};
    struct buf sql = BUF_INIT(SQL_MAX);
    buf_adds(&sql,
             "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA=");
    quote_str(&sql, schema);
    buf_adds(&sql, " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, "
                   "ACTION_ORDER, CREATED");
    bool ok = conn_query(c->source, buf_str(&sql), &r, err);
    for (size_t i = 0; ok && i < r.n; i++)
        strlist_add(order, str_or(rows_get(&r, i, 0), ""));
    rows_clear(&r);
    buf_clear(&sql);
    return ok;
}

static bool create_triggers(struct copy *c, struct conn *source, const struct sel_schema *s,
                            struct strlist *seen, struct err *err)
{
    struct strlist order = {0};
    bool ok = trigger_order(c, &order, s->schema->name, err);
    for (size_t i = 0; ok && i < order.n; i++)
        for (size_t k = 0; ok && k < c->sel.triggers.n; k++) {
            const struct sel_object *o = &c->sel.triggers.items[k];
            if (o->schema != s->schema || !str_eq(o->object->name, order.items[i]))
                continue;
            warn_definer(c, o->object->definer, seen);
            ok = create_trigger(c, source, o, err);
        }
    strlist_clear(&order);
    return ok;
}

/* ALTER EVENT makes the caller the DEFINER unless it names one. */
static bool set_event_state(struct copy *c, const struct sel_object *o, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    char *status = NULL;
    buf_adds(&sql, "SELECT STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA=");
    quote_str(&sql, o->schema->name);
    buf_adds(&sql, " AND EVENT_NAME=");
    quote_str(&sql, o->object->name);
    bool there = false;
    bool ok = conn_value(c->source, buf_str(&sql), &status, err) &&
              target_has(c, "EVENTS", "EVENT", o->target_schema, o->object->name, &there, err);
    const char *at = o->object->definer ? strrchr(o->object->definer, '@') : NULL;
    /* an event the source itself keeps disabled as a replica stays as it is */
    const char *state = str_eq_nocase(status, "ENABLED")    ? " ENABLE"
                        : str_eq_nocase(status, "DISABLED") ? " DISABLE"
                                                            : NULL;
    if (ok && there && at && state) {
        char *user = mem_strndup(o->object->definer, (size_t)(at - o->object->definer));
        buf_reset(&sql);
        buf_adds(&sql, "ALTER DEFINER=");
        quote_account(&sql, user, at + 1);
        buf_adds(&sql, " EVENT ");
        quote_name(&sql, o->target_schema, o->object->name);
        buf_adds(&sql, state);
        ok = copy_exec(c, c->target, buf_str(&sql), o->object->name, NULL, err) ||
             err_wrap(err, "setting the state of event %s.%s", o->target_schema,
                      o->object->name);
        free(user);
    }
    free(status);
    buf_clear(&sql);
    return ok;
}

bool objects_finish(struct copy *c, struct err *err)
{
    struct conn *source = NULL;
    struct strlist seen = {0};
    bool ok = run_connect(&c->run, SIDE_SOURCE, SESSION_READ, &source, err);
    for (size_t i = 0; ok && i < c->sel.n_schemas; i++)
        ok = create_triggers(c, source, &c->sel.schemas[i], &seen, err);
    for (size_t i = 0; ok && i < c->sel.events.n; i++)
        ok = set_event_state(c, &c->sel.events.items[i], err);
    conn_close(source);
    strlist_clear(&seen);
    return ok;
}
