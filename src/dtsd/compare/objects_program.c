/* SPDX-License-Identifier: MIT
 *
 * objects_program - routines, triggers and events beyond rows: text, sql_mode, definer (the copy keeps
 * it) and what else information_schema tells of them.
 *
 * A trigger is made at Complete: one that is not on the target is no difference, one that came by
 * replication is compared. An event waits there, disabled, until Complete.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/compare/objects_program.h"
#include "dtsd/copy/ddl.h"
#include "mysql/quote.h"

#define VALUE_MAX (1u << 20)

struct reading {
    struct objects *o;
    const struct subject *s;
    enum side side;
    struct facts *out;
    bool hidden; /* its text is not shown to this account */
    struct buf parameters;
};

static const char *cell(const struct rows *r, size_t row, const char *name)
{
    return rows_by_name(r, row, name);
}

static void add_taken(struct facts *out, const char *what, char *value)
{
    facts_add(out, "", what, value);
    free(value);
}

/* Columns whose value is compared as it is. */
struct plain {
    const char *column, *what;
};
static void add_plain(struct reading *rd, const struct rows *r, size_t row,
                      const struct plain *list)
{
    for (; list->column; list++)
        facts_add(rd->out, "", list->what, str_or(cell(r, row, list->column), ""));
}

/* What routines, triggers, events share. The collation of another vendor may not exist. */
static void add_made(struct reading *rd, const struct rows *r, size_t row)
{
    add_taken(rd->out, "sql_mode", fact_modes(rd->o->like, cell(r, row, "SQL_MODE")));
    facts_add(rd->out, "", "definer", str_or(cell(r, row, "DEFINER"), ""));
    add_taken(rd->out, "character set",
              ddl_collation_normal(str_or(cell(r, row, "CHARACTER_SET_CLIENT"), "")));
    if (rd->o->like != LIKE_OTHER)
        add_taken(rd->out, "collation",
                  ddl_collation_normal(str_or(cell(r, row, "COLLATION_CONNECTION"), "")));
}

static void add_body(struct reading *rd, const char *body)
{
    if (!body)
        rd->hidden = true;
    else if (rd->o->like == LIKE_SAME)
        facts_add(rd->out, "", "body", body);
    else
        add_taken(rd->out, "body", str_trim(body));
}

/* ---- routines ---- */

static void on_routine(void *arg, const struct rows *r, size_t row)
{
    static const struct plain plain[] = {{"SQL_DATA_ACCESS", "data access"},
                                         {"IS_DETERMINISTIC", "deterministic"},
                                         {"SECURITY_TYPE", "security"},
                                         {"ROUTINE_COMMENT", "comment"},
                                         {NULL, NULL}};
    struct reading *rd = arg;

    add_body(rd, cell(r, row, "ROUTINE_DEFINITION"));
    add_made(rd, r, row);
    add_plain(rd, r, row, plain);
}

static void on_parameter(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    const char *mode = cell(r, row, "PARAMETER_MODE");
    char *type = ddl_type_normal(str_or(cell(r, row, "DTD_IDENTIFIER"), ""));

    buf_addf(&rd->parameters, "%s%s %s %s", rd->parameters.len ? ", " : "",
             mode ? mode : "RETURNS", str_or(cell(r, row, "PARAMETER_NAME"), ""), type);
    if (rd->o->like != LIKE_OTHER && cell(r, row, "COLLATION_NAME")) {
        char *collation = ddl_collation_normal(cell(r, row, "COLLATION_NAME"));
        buf_addf(&rd->parameters, " COLLATE %s", collation);
        free(collation);
    }
    free(type);
}

static bool read_routine(struct reading *rd, const char *type, struct err *err)
{
    char *sql = mem_printf("SELECT ROUTINE_SCHEMA AS S_, ROUTINE_NAME AS N_, i.* FROM "
                           "information_schema.ROUTINES i WHERE ROUTINE_SCHEMA = %%s AND "
                           "ROUTINE_NAME = %%s AND ROUTINE_TYPE = '%s'",
                           type);
    char *parameters =
        mem_printf("SELECT SPECIFIC_SCHEMA AS S_, SPECIFIC_NAME AS N_, i.* FROM "
                   "information_schema.PARAMETERS i WHERE SPECIFIC_SCHEMA = %%s AND "
                   "SPECIFIC_NAME = %%s AND ROUTINE_TYPE = '%s' ORDER BY ORDINAL_POSITION",
                   type);

    buf_init(&rd->parameters, VALUE_MAX);
    bool ok = objects_ask(rd->o, rd->s, rd->side, sql, on_routine, rd, err) &&
              objects_ask(rd->o, rd->s, rd->side, parameters, on_parameter, rd, err);
    if (ok && rd->out->n)
        facts_add(rd->out, "", "parameters", buf_str(&rd->parameters));
    buf_clear(&rd->parameters);
    free(parameters);
    free(sql);
    return ok;
}

/* ---- triggers, events ---- */

static const char trigger_sql[] =
    "SELECT TRIGGER_SCHEMA AS S_, TRIGGER_NAME AS N_, i.* FROM information_schema.TRIGGERS i "
    "WHERE TRIGGER_SCHEMA = %s AND TRIGGER_NAME = %s";

static void on_trigger(void *arg, const struct rows *r, size_t row)
{
    static const struct plain plain[] = {
        {"ACTION_TIMING", "time"}, {"EVENT_MANIPULATION", "event"}, {NULL, NULL}};
    struct reading *rd = arg;
    const char *schema = str_or(cell(r, row, "EVENT_OBJECT_SCHEMA"), ""),
               *table = str_or(cell(r, row, "EVENT_OBJECT_TABLE"), "");

    if (rd->side == SIDE_SOURCE)
        objects_map(rd->o->sel, &schema, &table);
    facts_add(rd->out, "", "table", table);
    add_body(rd, cell(r, row, "ACTION_STATEMENT"));
    add_made(rd, r, row);
    add_plain(rd, r, row, plain);
}

static const char event_sql[] =
    "SELECT EVENT_SCHEMA AS S_, EVENT_NAME AS N_, i.* FROM information_schema.EVENTS i "
    "WHERE EVENT_SCHEMA = %s AND EVENT_NAME = %s";

static void on_event(void *arg, const struct rows *r, size_t row)
{
    static const struct plain plain[] = {{"EVENT_TYPE", "type"},
                                         {"EXECUTE_AT", "at"},
                                         {"INTERVAL_VALUE", "every"},
                                         {"INTERVAL_FIELD", "every (unit)"},
                                         {"STARTS", "starts"},
                                         {"ENDS", "ends"},
                                         {"ON_COMPLETION", "on completion"},
                                         {"TIME_ZONE", "time zone"},
                                         {"EVENT_COMMENT", "comment"},
                                         {NULL, NULL}};
    static const char waits[] = "waits for Complete";
    struct reading *rd = arg;

    add_body(rd, cell(r, row, "EVENT_DEFINITION"));
    add_made(rd, r, row);
    add_plain(rd, r, row, plain);
    bool runs = rd->side == SIDE_TARGET && str_eq_nocase(cell(r, row, "STATUS"), "ENABLED");
    facts_add(rd->out, "", "state", runs ? "runs already" : waits);
}

/* ---- all of them ---- */

static bool program_facts(struct objects *o, struct subject *s, enum side side,
                          enum program_kind kind, struct facts *out, struct err *err)
{
    struct reading rd = {.o = o, .s = s, .side = side, .out = out};
    bool ok = kind == PROGRAM_TRIGGER
                  ? objects_ask(o, s, side, trigger_sql, on_trigger, &rd, err)
              : kind == PROGRAM_EVENT ? objects_ask(o, s, side, event_sql, on_event, &rd, err)
                                      : read_routine(&rd, program_word(kind), err);

    if (!ok || !rd.hidden)
        return ok;
    err_set(err, ERR_DENIED, "the %s account may not see the text of %s %s.%s", side_word(side),
            program_record(kind), subject_db(s, side), subject_name(s, side));
    return err_hint(err,
                    "Grant it the right to read definitions (SHOW_ROUTINE on MySQL 8, else "
                    "SELECT on mysql.proc).");
}

#define READ_AS(fn, kind)                                                                   \
    static bool fn(struct objects *o, struct subject *s, enum side side, struct facts *out, \
                   struct err *err)                                                         \
    {                                                                                       \
        return program_facts(o, s, side, kind, out, err);                                   \
    }
READ_AS(read_procedure, PROGRAM_PROCEDURE)
READ_AS(read_function, PROGRAM_FUNCTION)
READ_AS(read_trigger, PROGRAM_TRIGGER)
READ_AS(read_event, PROGRAM_EVENT)
#undef READ_AS

bool program_text(struct objects *o, const struct subject *s, enum side side,
                  enum program_kind kind, struct program *out, struct err *err)
{
    struct conn *c = objects_conn(o, side);
    struct err after;
    bool ok = program_read(c, kind, subject_db(s, side), subject_name(s, side), out, err);

    if (!conn_exec(c, "SET NAMES utf8mb4", &after) && ok) {
        *err = after;
        return false;
    }
    return ok;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

bool program_offer(const struct program *p, const char *to_db, const struct strlist *sql,
                   struct dts_local_object *out)
{
    const char *client = str_or(p->client, ""), *rest = str_or(p->collation, "");
    bool utf8 = str_starts(client, "utf8") && str_is_utf8(p->text, strlen(p->text));

    if (!*client || !(utf8 || is_ascii(p->text)) || !str_starts(rest, client) ||
        rest[strlen(client)] != '_')
        return false;
    char *db = quoted_ident(to_db), *names = quoted_str(client), *collation = quoted_str(rest);
    strlist_take(&out->Sql, mem_printf("USE %s", db));
    strlist_take(&out->Sql, mem_printf("SET NAMES %s COLLATE %s", names, collation));
    for (size_t i = 0; i < sql->n; i++)
        strlist_add(&out->Sql, sql->items[i]);
    if (!str_eq(client, "utf8mb4"))
        strlist_add(&out->Sql, "SET NAMES utf8mb4"); /* for what is run behind it */
    free(db);
    free(names);
    free(collation);
    return true;
}

/* As the copy makes it: in the session it was made in. */
static bool mend_routine(struct objects *o, const struct subject *s, enum program_kind kind,
                         bool there, struct dts_local_object *out, struct err *err)
{
    struct program p = {0};

    mem_replace(&out->Advice,
                there
                    ? "The application would run another text. Make it as it is on the source; "
                      "rights that were given on it alone have to be given again."
                    : "The application cannot call it. Make it as it is on the source.");
    if (o->like != LIKE_SAME)
        return true;
    bool ok = program_text(o, s, SIDE_SOURCE, kind, &p, err);
    if (ok && p.sql_mode) {
        char *name = quoted_name(s->to_db, s->to_name), *mode = quoted_str(p.sql_mode);
        struct strlist sql = {0};
        if (there)
            strlist_take(&sql, mem_printf("DROP %s %s", program_word(kind), name));
        strlist_take(&sql, mem_printf("SET SESSION sql_mode = %s", mode));
        strlist_add(&sql, p.text);
        strlist_add(&sql, "SET SESSION sql_mode = DEFAULT");
        program_offer(&p, s->to_db, &sql, out);
        strlist_clear(&sql);
        free(name);
        free(mode);
    }
    program_clear(&p);
    return ok;
}

static bool mend_procedure(struct objects *o, const struct subject *s,
                           const struct differences *all, const struct difference *d,
                           struct dts_local_object *out, struct err *err)
{
    (void)all;
    return mend_routine(o, s, PROGRAM_PROCEDURE, d != NULL, out, err);
}

static bool mend_function(struct objects *o, const struct subject *s,
                          const struct differences *all, const struct difference *d,
                          struct dts_local_object *out, struct err *err)
{
    (void)all;
    return mend_routine(o, s, PROGRAM_FUNCTION, d != NULL, out, err);
}

static bool mend_trigger(struct objects *o, const struct subject *s,
                         const struct differences *all, const struct difference *d,
                         struct dts_local_object *out, struct err *err)
{
    (void)o;
    (void)s;
    (void)all;
    (void)d;
    (void)err;
    mem_replace(&out->Advice,
                "It came to the target by another way. Drop it there: Complete makes "
                "it as it is on the source.");
    char *name = quoted_name(s->to_db, s->to_name);
    strlist_take(&out->Sql, mem_printf("DROP TRIGGER %s", name));
    free(name);
    return true;
}

/* ALTER EVENT makes the caller the DEFINER unless it names one. */
static void offer_wait(struct objects *o, const struct subject *s, struct dts_local_object *out)
{
    const struct sel_objects *events = &o->sel->events;
    const char *definer = NULL, *at;

    for (size_t i = 0; i < events->n; i++)
        if (str_eq(events->items[i].schema->name, s->db) &&
            str_eq(events->items[i].object->name, s->name))
            definer = events->items[i].object->definer;
    if (!definer || !(at = strrchr(definer, '@')))
        return;
    struct buf sql = BUF_INIT(VALUE_MAX);
    char *user = mem_strndup(definer, (size_t)(at - definer));
    buf_adds(&sql, "ALTER DEFINER=");
    quote_account(&sql, user, at + 1);
    buf_adds(&sql, " EVENT ");
    quote_name(&sql, s->to_db, s->to_name);
    buf_addf(&sql, " %s", room_target(&o->align.room)->event_disable);
    strlist_take(&out->Sql, buf_steal(&sql));
    free(user);
}

static bool mend_event(struct objects *o, const struct subject *s,
                       const struct differences *all, const struct difference *d,
                       struct dts_local_object *out, struct err *err)
{
    (void)all;
    (void)err;
    bool runs = d && str_eq(difference_fact(d)->what, "state");

    mem_replace(&out->Advice,
                runs ? "It changes rows on the target while the source's changes still arrive; "
                       "disable it until Complete, which enables it."
                     : "Complete does not mend this: make the event as it is on the source.");
    if (runs)
        offer_wait(o, s, out);
    return true;
}

/* ---- lists ---- */

void program_list(struct objects *o, const struct object_kind *kind,
                  const struct sel_objects *list, struct subjects *out)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct sel_object *p = &list->items[i];
        if (objects_wanted(o, p->schema->name, NULL))
            *MEM_PUSH(out->items, out->n, out->cap) =
                (struct subject){.kind = kind,
                                 .db = p->schema->name,
                                 .name = p->object->name,
                                 .to_db = p->target_schema,
                                 .to_name = p->object->name};
    }
}

#define LIST_OF(fn, member)                                                                 \
    static bool fn(struct objects *o, const struct object_kind *kind, struct subjects *out, \
                   struct err *err)                                                         \
    {                                                                                       \
        (void)err;                                                                          \
        program_list(o, kind, &o->sel->member, out);                                        \
        return true;                                                                        \
    }
LIST_OF(list_procedures, procedures)
LIST_OF(list_functions, functions)
LIST_OF(list_triggers, triggers)
LIST_OF(list_events, events)
#undef LIST_OF

const struct object_kind object_procedure = {"procedure",    list_procedures, NULL,
                                             read_procedure, mend_procedure,  false},
                         object_function = {"function",    list_functions, NULL,
                                            read_function, mend_function,  false},
                         object_trigger = {"trigger",    list_triggers, NULL,
                                           read_trigger, mend_trigger,  true},
                         object_event = {"event",    list_events, NULL,
                                         read_event, mend_event,  false};
