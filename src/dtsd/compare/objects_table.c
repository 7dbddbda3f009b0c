/* SPDX-License-Identifier: MIT
 *
 * objects_table - tables beyond their rows: the definition, and the next AUTO_INCREMENT value.
 *
 * SHOW CREATE TABLE of both sides comes first, by its digest: one statement a side, of any number of
 * tables. Where the texts differ, information_schema says what does, in words both servers share.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/compare/objects.h"
#include "dtsd/compare/objects_table.h"
#include "mysql/foreign.h"
#include "mysql/quote.h"

#define VALUE_MAX (1u << 20)

/* ---- SHOW CREATE TABLE ---- */

bool table_definition(struct objects *o, const struct subject *s, enum side side,
                      struct ddl_table *out, struct err *err)
{
    char *name = quoted_name(subject_db(s, side), subject_name(s, side));
    struct rows r = {0};
    bool ok = conn_queryf(objects_conn(o, side), &r, err, "SHOW CREATE TABLE %s", name);
    const char *sql = ok && r.n == 1 && r.cols >= 2 ? rows_get(&r, 0, 1) : NULL;

    *out = (struct ddl_table){0};
    if (ok && !sql)
        ok = err_set(err, ERR_PROTOCOL, "SHOW CREATE TABLE gave no definition of %s", name);
    ok = ok && ddl_parse(sql, out, err);
    rows_clear(&r);
    free(name);
    return ok;
}

/* 1 is not printed; a table without such a column has no next value. */
static uint64_t next_of(const struct ddl_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].auto_increment)
            return t->auto_increment ? t->auto_increment : 1;
    return 0;
}

static bool table_glance(struct objects *o, struct subject *s, enum side side, char **out,
                         struct err *err)
{
    char digest[SHA256_HEX_SIZE];
    struct ddl_table t;

    s->next[side] = 0;
    if (!table_definition(o, s, side, &t, err))
        return false;
    ddl_digest(&t, digest);
    *out = mem_strdup(digest);
    s->next[side] = next_of(&t);
    ddl_clear(&t);
    return true;
}

/* ---- what information_schema says ---- */

struct reading {
    struct objects *o;
    const struct subject *s;
    enum side side;
    struct facts *out;
    struct buf value; /* of the part that is being put together from several rows */
    char *part, *before;
    bool left_out; /* that part need not be on the target (shield); one made later is there */
};

static const char *cell(const struct rows *r, size_t row, const char *name)
{
    return rows_by_name(r, row, name);
}

static void on_table(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    char *collation = ddl_collation_normal(cell(r, row, "TABLE_COLLATION"));

    facts_add(rd->out, "", "engine", cell(r, row, "ENGINE"));
    facts_add(rd->out, "", "collation", collation);
    facts_add(rd->out, "", "comment", str_or(cell(r, row, "TABLE_COMMENT"), ""));
    fact_options(rd->o->like, cell(r, row, "CREATE_OPTIONS"), rd->out);
    free(collation);
}

static void add_taken(struct facts *out, const char *of, const char *what, char *value)
{
    facts_add(out, of, what, value);
    free(value);
}

/* The type as all versions print it; between vendors only what the copy compares too. */
static char *type_of(enum likeness like, const struct rows *r, size_t row)
{
    if (like != LIKE_OTHER)
        return ddl_type_normal(str_or(cell(r, row, "COLUMN_TYPE"), ""));
    const char *type = str_or(cell(r, row, "DATA_TYPE"), "");
    return mem_strdup(str_eq_nocase(type, "json") ? "longtext" : type);
}

static void on_column(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    enum likeness like = rd->o->like;
    const char *name = str_or(cell(r, row, "COLUMN_NAME"), "");
    char *of = mem_printf("column %s", name);
    char *place = rd->before ? mem_printf("after %s", rd->before) : mem_strdup("first");
    bool text = !str_eq_nocase(cell(r, row, "DATA_TYPE"), "json") &&
                !(like == LIKE_OTHER && str_eq_nocase(cell(r, row, "DATA_TYPE"), "longtext"));

    facts_add(rd->out, of, "", "");
    add_taken(rd->out, of, "place", place);
    add_taken(rd->out, of, "type", type_of(like, r, row));
    if (text) /* MariaDB's JSON is LONGTEXT with a collation, MySQL's has none */
        add_taken(rd->out, of, "collation",
                  ddl_collation_normal(cell(r, row, "COLLATION_NAME")));
    facts_add(rd->out, of, "NULL", str_or(cell(r, row, "IS_NULLABLE"), ""));
    add_taken(rd->out, of, "default", fact_default(like, cell(r, row, "COLUMN_DEFAULT")));
    add_taken(rd->out, of, "extra", fact_extra(like, cell(r, row, "EXTRA")));
    if (like != LIKE_OTHER)
        add_taken(rd->out, of, "expression",
                  fact_text(like, str_or(cell(r, row, "GENERATION_EXPRESSION"), "")));
    facts_add(rd->out, of, "comment", str_or(cell(r, row, "COLUMN_COMMENT"), ""));
    facts_add(rd->out, of, "SRID", cell(r, row, "SRS_ID"));
    mem_replace(&rd->before, name);
    free(of);
}

/* ---- parts that come in several rows ---- */

static void end_part(struct reading *rd)
{
    if (rd->part) {
        facts_add(rd->out, rd->part, "", buf_str(&rd->value));
        rd->out->items[rd->out->n - 1].spare = rd->left_out;
    }
    mem_replace(&rd->part, NULL);
    buf_reset(&rd->value);
    rd->left_out = false;
}

/* Is it a row of another part than the one before? */
static bool begins_part(struct reading *rd, const char *kind, const char *name)
{
    char *part = mem_printf("%s %s", kind, name);
    bool begins = !str_eq(part, rd->part);

    if (begins) {
        end_part(rd);
        mem_replace(&rd->part, part);
    }
    free(part);
    return begins;
}

static bool is_hidden(const struct rows *r, size_t row)
{
    return str_eq_nocase(cell(r, row, "IS_VISIBLE"), "NO") ||
           str_eq_nocase(cell(r, row, "IGNORED"), "YES");
}

/* "UNIQUE BTREE: code(10), -when": a minus where it descends. */
static void on_index(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    const char *name = str_or(cell(r, row, "INDEX_NAME"), ""),
               *type = str_or(cell(r, row, "INDEX_TYPE"), ""),
               *expression = cell(r, row, "EXPRESSION"), *part = cell(r, row, "SUB_PART");

    if (begins_part(rd, "index", name)) {
        buf_addf(&rd->value,
                 "%s%s%s:", str_eq(cell(r, row, "NON_UNIQUE"), "0") ? "UNIQUE " : "", type,
                 is_hidden(r, row) ? " INVISIBLE" : "");
        const char *comment = cell(r, row, "INDEX_COMMENT");
        if (!str_empty(comment)) {
            char *quoted = quoted_str(comment);
            buf_addf(&rd->value, " COMMENT %s", quoted);
            free(quoted);
        }
    } else {
        buf_addc(&rd->value, ',');
    }
    char *text = expression ? fact_text(rd->o->like, expression) : NULL;
    buf_addf(&rd->value, " %s%s", str_eq(cell(r, row, "COLLATION"), "D") ? "-" : "",
             text ? text : str_or(cell(r, row, "COLUMN_NAME"), ""));
    if (part && !str_eq(type, "SPATIAL"))
        buf_addf(&rd->value, "(%s)", part);
    free(text);
}

static const char foreign_sql[] =
    "SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME AS FK_NAME, k.COLUMN_NAME AS "
    "FK_COLUMN, "
    "k.REFERENCED_TABLE_SCHEMA AS TO_SCHEMA, k.REFERENCED_TABLE_NAME AS TO_TABLE, "
    "k.REFERENCED_COLUMN_NAME AS TO_COLUMN, r.UPDATE_RULE AS U, r.DELETE_RULE AS D "
    "FROM information_schema.KEY_COLUMN_USAGE k JOIN "
    "information_schema.REFERENTIAL_CONSTRAINTS r "
    "ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND "
    "r.CONSTRAINT_NAME = k.CONSTRAINT_NAME WHERE k.TABLE_SCHEMA = %s AND k.TABLE_NAME = %s AND "
    "k.REFERENCED_TABLE_NAME IS NOT NULL ORDER BY k.CONSTRAINT_NAME, k.ORDINAL_POSITION";

/* "shop.customer: customer_id = id; ON DELETE CASCADE ON UPDATE NO ACTION" */
static void on_foreign(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    const char *name = str_or(cell(r, row, "FK_NAME"), ""),
               *schema = str_or(cell(r, row, "TO_SCHEMA"), ""),
               *table = str_or(cell(r, row, "TO_TABLE"), ""), *on_delete = cell(r, row, "D"),
               *on_update = cell(r, row, "U");

    if (rd->side == SIDE_SOURCE)
        objects_map(rd->o->sel, &schema, &table);
    if (begins_part(rd, "foreign key", name)) {
        rd->left_out = rd->side == SIDE_SOURCE && rd->o->run->shields &&
                       (foreign_acts(on_delete) || foreign_acts(on_update));
        buf_addf(&rd->value, "%s.%s ON DELETE %s ON UPDATE %s:", schema, table,
                 fact_rule(on_delete), fact_rule(on_update));
    } else {
        buf_addc(&rd->value, ',');
    }
    buf_addf(&rd->value, " %s = %s", str_or(cell(r, row, "FK_COLUMN"), ""),
             str_or(cell(r, row, "TO_COLUMN"), ""));
}

static void on_check(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    char *of = mem_printf("check %s", str_or(cell(r, row, "CHECK_NAME"), ""));
    char *clause = fact_text(rd->o->like, str_or(cell(r, row, "CHECK_CLAUSE"), ""));
    bool off = str_eq_nocase(cell(r, row, "ENFORCED"), "NO");

    add_taken(rd->out, of, "", mem_printf("%s%s", clause, off ? " NOT ENFORCED" : ""));
    free(clause);
    free(of);
}

static char *method_of(struct reading *rd, const struct rows *r, size_t row, const char *prefix)
{
    char *method = mem_printf("%sPARTITION_METHOD", prefix),
         *expression = mem_printf("%sPARTITION_EXPRESSION", prefix);
    const char *word = cell(r, row, method);
    /* MySQL 8 quotes the names in it, older ones print it as it was written */
    char *text = fact_text(rd->o->like == LIKE_SAME ? LIKE_SAME : LIKE_VENDOR,
                           str_or(cell(r, row, expression), ""));
    char *out = word ? mem_printf("%s %s", word, text) : mem_strdup("");

    free(text);
    free(method);
    free(expression);
    return out;
}

static void on_partition(void *arg, const struct rows *r, size_t row)
{
    struct reading *rd = arg;
    const char *name = cell(r, row, "PARTITION_NAME"), *sub = cell(r, row, "SUBPARTITION_NAME");

    if (!name)
        return;
    if (!rd->before) {
        char *by = method_of(rd, r, row, ""), *by_sub = method_of(rd, r, row, "SUB");
        add_taken(rd->out, "", "partitioning",
                  mem_printf("%s%s%s", by, *by_sub ? ", then " : "", by_sub));
        free(by);
        free(by_sub);
        mem_replace(&rd->before, "");
    }
    if (begins_part(rd, "partition", name)) {
        buf_adds(&rd->value, str_or(cell(r, row, "PARTITION_DESCRIPTION"), ""));
        const char *comment = cell(r, row, "PARTITION_COMMENT");
        if (!str_empty(comment))
            buf_addf(&rd->value, " COMMENT %s", comment);
    }
    if (sub)
        buf_addf(&rd->value, " %s", sub);
}

/* ---- all of it ---- */

#define OF_TABLE " WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
#define ALL_OF(table)                                                                 \
    "SELECT TABLE_SCHEMA AS S_, TABLE_NAME AS T_, i.* FROM information_schema." table \
    " i" OF_TABLE

/* NULL: the server has none, or the two cannot be compared. */
static const char *check_sql(const struct objects *o, enum side side)
{
    const struct flavor *f = side == SIDE_SOURCE ? o->align.room.source_facts.flavor
                                                 : o->align.room.target_facts.flavor;

    if (!o->align.room.source_facts.flavor->check_constraints ||
        !o->align.room.target_facts.flavor->check_constraints || o->like == LIKE_OTHER)
        return NULL;
    if (f->vendor == VENDOR_MARIADB)
        return "SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME AS CHECK_NAME, "
               "CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA "
               "= "
               "%s AND TABLE_NAME = %s";
    return "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.CONSTRAINT_NAME AS CHECK_NAME, "
           "c.CHECK_CLAUSE AS CHECK_CLAUSE, t.ENFORCED AS ENFORCED "
           "FROM information_schema.TABLE_CONSTRAINTS t JOIN "
           "information_schema.CHECK_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = "
           "t.CONSTRAINT_SCHEMA "
           "AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME WHERE t.TABLE_SCHEMA = %s AND "
           "t.TABLE_NAME "
           "= %s AND t.CONSTRAINT_TYPE = 'CHECK'";
}

static bool ask(struct reading *rd, const char *sql, objects_row *fn, struct err *err)
{
    if (sql && !objects_ask(rd->o, rd->s, rd->side, sql, fn, rd, err))
        return err_wrap(err, "reading the structure of %s.%s", rd->s->db, rd->s->name);
    end_part(rd);
    mem_replace(&rd->before, NULL);
    return true;
}

/* What no view of information_schema tells. */
static void add_printed(struct reading *rd, const struct ddl_table *t)
{
    if (t->versioned)
        facts_add(rd->out, "", "system versioning", "yes");
    for (size_t i = 0; i < t->n; i++) {
        const char *parser =
            t->items[i].kind == DDL_FULLTEXT ? strstr(t->items[i].text, "WITH PARSER `") : NULL;
        if (!parser)
            continue;
        char *of = mem_printf("index %s", str_or(t->items[i].name, ""));
        parser += strlen("WITH PARSER `");
        add_taken(rd->out, of, "parser", mem_strndup(parser, strcspn(parser, "`")));
        free(of);
    }
}

static bool table_read(struct objects *o, struct subject *s, enum side side, struct facts *out,
                       struct err *err)
{
    struct reading rd = {.o = o, .s = s, .side = side, .out = out};
    struct ddl_table t;

    if (!table_definition(o, s, side, &t, err)) /* also says whether there is one */
        return false;
    buf_init(&rd.value, VALUE_MAX);
    bool ok =
        ask(&rd, ALL_OF("TABLES"), on_table, err) &&
        ask(&rd, ALL_OF("COLUMNS") " ORDER BY ORDINAL_POSITION", on_column, err) &&
        ask(&rd, ALL_OF("STATISTICS") " ORDER BY INDEX_NAME, SEQ_IN_INDEX", on_index, err) &&
        ask(&rd, foreign_sql, on_foreign, err) && ask(&rd, check_sql(o, side), on_check, err) &&
        ask(&rd,
            ALL_OF("PARTITIONS") " ORDER BY PARTITION_ORDINAL_POSITION, "
                                 "SUBPARTITION_ORDINAL_POSITION",
            on_partition, err);
    if (ok)
        add_printed(&rd, &t);
    if (ok && out->n == 0)
        ok = err_set(err, ERR_DENIED, "information_schema does not show table %s.%s", s->db,
                     s->name);
    free(rd.part);
    free(rd.before);
    buf_clear(&rd.value);
    ddl_clear(&t);
    return ok;
}

static bool table_list(struct objects *o, const struct object_kind *kind, struct subjects *out,
                       struct err *err)
{
    (void)err;
    for (size_t i = 0; i < o->sel->n_tables; i++) {
        const struct sel_table *t = &o->sel->tables[i];
        if (t->table->is_sequence || !objects_wanted(o, t->schema->name, t->table->name))
            continue;
        *MEM_PUSH(out->items, out->n, out->cap) = (struct subject){.kind = kind,
                                                                   .db = t->schema->name,
                                                                   .name = t->table->name,
                                                                   .to_db = t->target_schema,
                                                                   .to_name = t->target_name};
    }
    return true;
}

const struct object_kind object_table = {.word = "table",
                                         .list = table_list,
                                         .glance = table_glance,
                                         .read = table_read,
                                         .mend = table_mend};

/* ---- the next AUTO_INCREMENT value ---- */

static bool counter_read(struct objects *o, struct subject *s, enum side side,
                         struct facts *out, struct err *err)
{
    struct ddl_table t;

    if (!table_definition(o, s, side, &t, err))
        return false;
    uint64_t next = next_of(&t);
    ddl_clear(&t);
    if (next == 0) { /* the structure's business */
        s->passed_over = true;
        return true;
    }
    add_taken(out, "", "AUTO_INCREMENT", mem_printf("%llu", (unsigned long long)next));
    out->items[0].least = true;
    return true;
}

const struct object_kind object_counter = {.word = "table",
                                           .glance = NULL,
                                           .read = counter_read,
                                           .mend = counter_mend,
                                           .late = true /* missing: said of the table */};
