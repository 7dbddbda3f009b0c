/* SPDX-License-Identifier: MIT
 *
 * objects_mend - what a difference between two tables means, and the statements for the target that
 * mend it, where they are known and lose nothing.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/compare/objects_table.h"
#include "mysql/quote.h"

/* ---- pieces ---- */

static char *alter(const struct subject *s)
{
    char *name = quoted_name(s->to_db, s->to_name);
    char *sql = mem_printf("ALTER TABLE %s", name);

    free(name);
    return sql;
}

static void offer(struct dts_local_object *out, const struct subject *s, const char *clause)
{
    char *start = alter(s);

    strlist_take(&out->Sql, mem_printf("%s %s", start, clause));
    free(start);
}

static void offer_taken(struct dts_local_object *out, const struct subject *s, char *clause)
{
    offer(out, s, clause);
    free(clause);
}

/* The name behind "index ", NULL when it is no such part. */
static const char *name_of(const struct fact *f, const char *kind)
{
    size_t n = strlen(kind);

    return str_starts(f->of, kind) && f->of[n] == ' ' ? f->of + n + 1 : NULL;
}

static bool is_key(enum ddl_kind kind)
{
    return kind == DDL_UNIQUE || kind == DDL_KEY || kind == DDL_FULLTEXT || kind == DDL_SPATIAL;
}

static struct ddl_item *item_of(const struct ddl_table *t, const char *name, bool key,
                                enum ddl_kind kind)
{
    for (size_t i = 0; i < t->n; i++)
        if ((key ? is_key(t->items[i].kind) : t->items[i].kind == kind) &&
            str_eq(t->items[i].name, name))
            return &t->items[i];
    return NULL;
}

static bool is_word(const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_')
            return false;
    return n > 0;
}

/* ---- parts ---- */

static void mend_index(const struct subject *s, const struct ddl_table *t,
                       const struct difference *d, const char *name,
                       struct dts_local_object *out)
{
    const struct ddl_item *it = item_of(t, name, true, DDL_KEY);

    if (!d->here) {
        mem_replace(&out->Advice, "The target has an index that the source does not have; it "
                                  "stays unless you drop it.");
        return;
    }
    mem_replace(&out->Advice, "Queries that use this index become slow, and what a unique one "
                              "forbids is let in; make it as it is on the source.");
    if (!it)
        return;
    char *quoted = quoted_ident(name);
    if (d->there)
        offer_taken(out, s, mem_printf("DROP INDEX %s, ADD %s", quoted, it->text));
    else
        offer_taken(out, s, mem_printf("ADD %s", it->text));
    free(quoted);
}

static void mend_foreign(struct objects *o, const struct subject *s, const struct ddl_table *t,
                         const struct difference *d, const char *name,
                         struct dts_local_object *out)
{
    struct ddl_item *it = item_of(t, name, false, DDL_FOREIGN);

    mem_replace(&out->Advice,
                d->here
                    ? "What this foreign key forbids on the source is let in on the target; "
                      "add it again, which reads the whole table."
                    : "The target has a foreign key that the source does not have: it may "
                      "refuse what the source lets in.");
    if (!d->here || !it)
        return;
    const char *schema = str_or(it->ref_schema, s->db), *table = it->ref_table;
    objects_map(o->sel, &schema, &table);
    ddl_refer(it, schema, table);
    char *quoted = quoted_ident(name);
    if (d->there) /* in two: one statement cannot take a name away and give it */
        offer_taken(out, s, mem_printf("DROP FOREIGN KEY %s", quoted));
    offer_taken(out, s, mem_printf("ADD %s", it->text));
    free(quoted);
}

static void mend_check(const struct subject *s, const struct ddl_table *t,
                       const struct difference *d, const char *name,
                       struct dts_local_object *out)
{
    const struct ddl_item *it = item_of(t, name, false, DDL_OTHER);
    char *quoted = quoted_ident(name);

    mem_replace(&out->Advice,
                "What the one side refuses the other lets in; the statement reads the "
                "whole table.");
    if (d->here && it && d->there)
        offer_taken(out, s, mem_printf("DROP CONSTRAINT %s", quoted));
    if (d->here && it)
        offer_taken(out, s, mem_printf("ADD %s", it->text));
    free(quoted);
}

/* MODIFY takes every property of the source's column: only where none of these differs. */
static bool modify_is_safe(const struct differences *all, const char *column)
{
    static const char *const others[] = {"",     "place",      "type", "collation",
                                         "NULL", "expression", "SRID"};

    for (size_t i = 0; i < all->n; i++) {
        const struct fact *f = difference_fact(&all->items[i]);
        if (str_empty(f->of) && str_eq(f->what, "collation"))
            return false;
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            if (str_eq(f->of, column) && str_eq(f->what, others[k]))
                return false;
    }
    return true;
}

static void mend_column(const struct subject *s, const struct ddl_table *t,
                        const struct differences *all, const struct difference *d,
                        const char *name, struct dts_local_object *out)
{
    const struct fact *f = difference_fact(d);
    const struct ddl_item *it = item_of(t, name, false, DDL_COLUMN);

    mem_replace(
        &out->Advice,
        str_empty(f->what) ? "Somebody changed the table on one side only; rows and "
                             "statements of the application may not fit any more."
        : str_eq(f->what, "comment")
            ? "Only the comment differs: the application does not notice."
            : "Rows that the application adds on the target may become others than on the "
              "source.");
    if (it && modify_is_safe(all, f->of))
        offer_taken(out, s, mem_printf("MODIFY COLUMN %s", it->text));
}

/* Of the table as a whole. */
static void mend_options(const struct subject *s, const struct difference *d,
                         struct dts_local_object *out)
{
    const struct fact *f = difference_fact(d);
    const char *value = d->here ? d->here->value : "";

    mem_replace(&out->Advice, "The table was changed on one side only.");
    if (str_eq(f->what, "comment")) {
        char *quoted = quoted_str(value);
        offer_taken(out, s, mem_printf("COMMENT = %s", quoted));
        free(quoted);
    } else if (str_eq(f->what, "collation") && is_word(value)) {
        mem_replace(&out->Advice,
                    "Columns that are added later without a collation become others "
                    "than on the source.");
        offer_taken(out, s, mem_printf("COLLATE = %s", value));
    } else if (str_eq(f->what, "option row_format")) {
        mem_replace(&out->Advice,
                    "The rows are stored in another form: size and speed may differ; "
                    "the statement writes the whole table again.");
        if (is_word(str_or(value, "DEFAULT")))
            offer_taken(out, s, mem_printf("ROW_FORMAT = %s", str_or(value, "DEFAULT")));
    }
}

bool table_mend(struct objects *o, const struct subject *s, const struct differences *all,
                const struct difference *d, struct dts_local_object *out, struct err *err)
{
    struct ddl_table t = {0};
    const char *name;

    if (!d) {
        mem_replace(&out->Advice,
                    "The table is not on the target: its rows are not either. Reload "
                    "the task, or find out who removed it.");
        return true;
    }
    const struct fact *f = difference_fact(d);
    bool ok = o->like != LIKE_SAME || table_definition(o, s, SIDE_SOURCE, &t, err);
    if ((name = name_of(f, "index")))
        mend_index(s, &t, d, name, out);
    else if ((name = name_of(f, "foreign key")))
        mend_foreign(o, s, &t, d, name, out);
    else if ((name = name_of(f, "column")))
        mend_column(s, &t, all, d, name, out);
    else if ((name = name_of(f, "check")))
        mend_check(s, &t, d, name, out);
    else if (name_of(f, "partition") || str_eq(f->what, "partitioning"))
        mem_replace(&out->Advice, "The table is divided otherwise: statements that name a "
                                  "partition, and the speed of others, may differ.");
    else
        mend_options(s, d, out);
    ddl_clear(&t);
    return ok;
}

bool counter_mend(struct objects *o, const struct subject *s, const struct differences *all,
                  const struct difference *d, struct dts_local_object *out, struct err *err)
{
    (void)o;
    (void)all;
    (void)err;
    mem_replace(&out->Advice, "The target would give new rows numbers that the source gave out "
                              "already; raise it before the application writes there.");
    if (d && d->here && is_word(d->here->value))
        offer_taken(out, s, mem_printf("AUTO_INCREMENT = %s", d->here->value));
    return true;
}
