/* SPDX-License-Identifier: MIT
 *
 * program - see program.h; the pure parts are in program_text.c
 */
#include "dtsd/copy/program.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define ER_WRONG_VALUE_FOR_VAR 1231
#define ER_UNKNOWN_COLLATION   1273

static const struct {
    const char *word, *record, *column; /* column of SHOW CREATE with the text */
} kinds[] = {
    [PROGRAM_PROCEDURE] = {"PROCEDURE", "procedure", "Create Procedure"},
    [PROGRAM_FUNCTION] = {"FUNCTION", "function", "Create Function"},
    [PROGRAM_VIEW] = {"VIEW", "view", "Create View"},
    [PROGRAM_TRIGGER] = {"TRIGGER", "trigger", "SQL Original Statement"},
    [PROGRAM_EVENT] = {"EVENT", "event", "Create Event"},
};

const char *program_word(enum program_kind kind)
{
    return kinds[kind].word;
}

const char *program_record(enum program_kind kind)
{
    return kinds[kind].record;
}

void program_clear(struct program *p)
{
    free(p->schema);
    free(p->name);
    free(p->text);
    free(p->sql_mode);
    free(p->client);
    free(p->collation);
    free(p->time_zone);
    *p = (struct program){0};
}

bool program_read(struct conn *source, enum program_kind kind, const char *schema,
                  const char *name, struct program *out, struct err *err)
{
    char *database = quoted_ident(schema), *full = quoted_name(schema, name);
    struct rows r = {0};
    *out = (struct program){.kind = kind};
    /* USE: a view of the current database is printed without its database, so that it can be
     * made in another one */
    bool ok = conn_execf(source, err, "USE %s", database) &&
              conn_exec(source, "SET SESSION character_set_results=binary", err) &&
              conn_queryf(source, &r, err, "SHOW CREATE %s %s", kinds[kind].word, full);
    if (ok && (r.n != 1 || !rows_by_name(&r, 0, kinds[kind].column))) {
        err_set(err, ERR_DENIED, "the %s account may not see the text of it",
                conn_label(source));
        ok = err_hint(err, "Grant this account the right to read definitions (SHOW_ROUTINE "
                           "on MySQL 8, else SELECT on mysql.proc)");
    }
    if (ok) {
        out->schema = mem_strdup(schema);
        out->name = mem_strdup(name);
        out->text = mem_strdup(rows_by_name(&r, 0, kinds[kind].column));
        out->sql_mode = mem_strdup(rows_by_name(&r, 0, "sql_mode"));
        out->client = mem_strdup(rows_by_name(&r, 0, "character_set_client"));
        out->collation = mem_strdup(rows_by_name(&r, 0, "collation_connection"));
        out->time_zone = mem_strdup(rows_by_name(&r, 0, "time_zone"));
    } else {
        err_wrap(err, "reading %s %s.%s on the %s", kinds[kind].record, schema, name,
                 conn_label(source));
    }
    rows_clear(&r);
    free(database);
    free(full);
    return ok;
}

/* ---- creating ---- */

static bool set_variable(struct conn *target, const char *name, const char *value,
                         struct err *err)
{
    if (!value)
        return true;
    char *quoted = quoted_str(value);
    bool ok = conn_execf(target, err, "SET SESSION %s=%s", name, quoted);
    free(quoted);
    return ok;
}

static bool set_sql_mode(struct conn *target, const char *mode, struct err *err)
{
    if (set_variable(target, "sql_mode", mode, err))
        return true;
    if (err->number != ER_WRONG_VALUE_FOR_VAR)
        return false;
    char *less = program_sql_mode(mode);
    bool ok = set_variable(target, "sql_mode", less, err);
    free(less);
    return ok;
}

/* A collation that only the other vendor has is left at the session's, and said. */
static bool set_collation(struct copy *c, struct conn *target, const struct program *p,
                          struct err *err)
{
    if (set_variable(target, "collation_connection", p->collation, err))
        return true;
    if (err->number != ER_UNKNOWN_COLLATION ||
        c->source_facts.flavor->vendor == c->target_facts.flavor->vendor)
        return false;
    run_event(&c->run, "warning",
              "%s %s.%s was made with collation_connection %s, which the target does not know: "
              "its literals compare by the target's default",
              kinds[p->kind].word, p->schema, p->name, p->collation);
    return true;
}

static bool as_created(struct copy *c, struct conn *target, const struct program *p,
                       const char *schema, struct err *err)
{
    char *database = quoted_ident(schema);
    /* sql_mode last: it may change how the literals before it are read */
    bool ok = conn_execf(target, err, "USE %s", database) &&
              set_variable(target, "time_zone", p->time_zone, err) &&
              set_collation(c, target, p, err) &&
              set_variable(target, "character_set_client", p->client, err) &&
              (!p->sql_mode || set_sql_mode(target, p->sql_mode, err));
    free(database);
    return ok;
}

static bool as_before(struct conn *target, struct err *err)
{
    return conn_exec(target, "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO', time_zone='+00:00'",
                     err) &&
           conn_exec(target, "SET NAMES utf8mb4", err);
}

/* What helps against the usual refusals. */
static void advise(struct err *err)
{
    static const struct {
        int number;
        const char *hint;
    } table[] = {
        {1418, "Set log_bin_trust_function_creators=ON on the target for the migration"},
        {1419, "Set log_bin_trust_function_creators=ON on the target for the migration"},
        {1227, "Grant the target account the right to create for another DEFINER: "
               "SET_ANY_DEFINER and ALLOW_NONEXISTENT_DEFINER (MySQL 8.4+), SET_USER_ID (8.0), "
               "SET USER (MariaDB), SUPER before"},
        {1449, "Create the DEFINER's account on the target first"},
        {1298, "Load the time zone tables on the target (mysql_tzinfo_to_sql)"},
        {1273, "The target does not know this collation; change it on the source"},
        {1115, "The target does not know this character set; change it on the source"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (err->number == table[i].number)
            err_hint(err, "%s", table[i].hint);
}

bool program_create(struct copy *c, struct conn *target, const struct program *p,
                    const char *target_schema, struct err *err)
{
    char *name = quoted_name(target_schema, p->name);
    struct err after;
    bool ok = (as_created(c, target, p, target_schema, err) ||
               err_wrap(err, "preparing to create %s %s", kinds[p->kind].record, name)) &&
              copy_create(c, target, kinds[p->kind].record, name, p->text, err);
    free(name);
    if (!ok)
        advise(err);
    if (!as_before(target, &after) && ok) {
        *err = after;
        return false;
    }
    return ok;
}
