/* SPDX-License-Identifier: MIT
 *
 * objects_view - views beyond rows: the definition, and whether it works.
 *
 * Why SHOW CREATE VIEW with its database as the current one: the server then prints names of that
 * database without it, so a database with a new name makes no difference. One that is invalid on the
 * source is passed over: the copy left it out, too, and said so.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/compare/objects_program.h"
#include "dtsd/copy/ddl.h"
#include "mysql/quote.h"
#include "mysql/scan.h"

#define VALUE_MAX (1u << 20)

/* "CREATE ALGORITHM=... DEFINER=... VIEW `v` AS select ...": the word behind ALGORITHM=, and all that
 * is behind the view's name. */
static void add_text(struct objects *o, const char *text, struct facts *out)
{
    const char *at = text;
    struct scan_token t = scan_next(&at);

    while (t.kind != SCAN_END && !scan_is_word(&t, "VIEW")) {
        bool algorithm = scan_is_word(&t, "ALGORITHM");
        t = scan_next(&at);
        if (!algorithm)
            continue;
        struct scan_token word = scan_next(&at);
        char *name = scan_name(&word);
        facts_add(out, "", "algorithm", str_or(name, ""));
        free(name);
        t = scan_next(&at);
    }
    scan_next(&at); /* its name; the database is the current one */
    while (*at == ' ')
        at++;
    char *definition = fact_text(o->like, at);
    facts_add(out, "", "definition", definition);
    free(definition);
}

struct reading {
    struct facts *out;
    struct objects *o;
    struct buf columns;
};

static void on_view(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    char *client =
             ddl_collation_normal(str_or(rows_by_name(r, row, "CHARACTER_SET_CLIENT"), "")),
         *collation =
             ddl_collation_normal(str_or(rows_by_name(r, row, "COLLATION_CONNECTION"), ""));

    facts_add(rd->out, "", "definer", str_or(rows_by_name(r, row, "DEFINER"), ""));
    facts_add(rd->out, "", "security", str_or(rows_by_name(r, row, "SECURITY_TYPE"), ""));
    facts_add(rd->out, "", "check option", str_or(rows_by_name(r, row, "CHECK_OPTION"), ""));
    facts_add(rd->out, "", "character set", client);
    if (rd->o->like != LIKE_OTHER)
        facts_add(rd->out, "", "collation", collation);
    free(client);
    free(collation);
}

static void on_column(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;

    buf_addf(&rd->columns, "%s%s", rd->columns.len ? ", " : "",
             str_or(rows_by_name(r, row, "COLUMN_NAME"), ""));
}

static const char view_sql[] = "SELECT TABLE_SCHEMA AS S_, TABLE_NAME AS N_, DEFINER, "
                               "SECURITY_TYPE, CHECK_OPTION, CHARACTER_SET_CLIENT, "
                               "COLLATION_CONNECTION FROM information_schema.VIEWS WHERE "
                               "TABLE_SCHEMA = %s AND TABLE_NAME = %s";
static const char columns_sql[] =
    "SELECT TABLE_SCHEMA AS S_, TABLE_NAME AS N_, COLUMN_NAME FROM information_schema.COLUMNS "
    "WHERE "
    "TABLE_SCHEMA = %s AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION";

/* What it needs is missing, its definer too (1449). Other refusals may be for our account alone, or for
 * the moment. */
static bool is_broken(int number)
{
    static const int numbers[] = {1049, 1054, 1146, 1305, 1356, 1449};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (number == numbers[i])
            return true;
    return false;
}

/* *why: the server's words when it does not work, else NULL; caller frees. */
static bool try_view(struct objects *o, const struct subject *s, enum side side, char **why,
                     struct err *err)
{
    char *name = quoted_name(subject_db(s, side), subject_name(s, side));
    struct rows r = {0};
    struct err refused;
    bool works =
        conn_queryf(objects_conn(o, side), &r, &refused, "SELECT * FROM %s LIMIT 0", name);

    *why = NULL;
    rows_clear(&r);
    free(name);
    if (works)
        return true;
    if (!is_broken(refused.number)) {
        *err = refused;
        return false;
    }
    *why = mem_printf("%d: %s", refused.number, refused.server);
    return true;
}

static bool view_read(struct objects *o, struct subject *s, enum side side, struct facts *out,
                      struct err *err)
{
    struct reading rd = {.out = out, .o = o};
    struct program p = {0};
    char *why = NULL;

    if (!program_text(o, s, side, PROGRAM_VIEW, &p, err))
        return false;
    if (o->like != LIKE_OTHER)
        add_text(o, p.text, out);
    program_clear(&p);
    bool ok =
        objects_ask(o, s, side, view_sql, on_view, &rd, err) && try_view(o, s, side, &why, err);
    if (ok && why && side == SIDE_SOURCE)
        s->passed_over = true;
    if (ok)
        facts_add(out, "", "validity", str_or(why, "works"));
    if (ok && !why && o->like == LIKE_OTHER) {
        buf_init(&rd.columns, VALUE_MAX);
        ok = objects_ask(o, s, side, columns_sql, on_column, &rd, err);
        facts_add(out, "", "columns", buf_str(&rd.columns));
        buf_clear(&rd.columns);
    }
    free(why);
    return ok;
}

static bool view_mend(struct objects *o, const struct subject *s, const struct differences *all,
                      const struct difference *d, struct dts_local_object *out, struct err *err)
{
    struct program p = {0};

    (void)all;
    if (d && str_eq(difference_fact(d)->what, "validity")) {
        mem_replace(&out->Advice,
                    "What reads this view fails on the target: it needs something that "
                    "is missing or changed there, or its definer lacks a right.");
        return true;
    }
    mem_replace(&out->Advice,
                d ? "What reads this view may get something else on the target. Make "
                    "it as it is on the source."
                  : "What reads this view fails on the target. Make it as it is on the "
                    "source.");
    if (o->like != LIKE_SAME)
        return true;
    bool ok = program_text(o, s, SIDE_SOURCE, PROGRAM_VIEW, &p, err);
    if (ok && str_starts(p.text, "CREATE ")) {
        struct strlist sql = {0};
        strlist_take(&sql, mem_printf("CREATE OR REPLACE %s", p.text + strlen("CREATE ")));
        program_offer(&p, s->to_db, &sql, out);
        strlist_clear(&sql);
    }
    program_clear(&p);
    return ok;
}

static bool view_list(struct objects *o, const struct object_kind *kind, struct subjects *out,
                      struct err *err)
{
    (void)err;
    program_list(o, kind, &o->sel->views, out);
    return true;
}

const struct object_kind object_view = {"view", view_list, NULL, view_read, view_mend, false};
