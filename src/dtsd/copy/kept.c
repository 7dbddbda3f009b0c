/* SPDX-License-Identifier: MIT
 *
 * kept - see kept.h
 */
#include "dtsd/copy/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dtsd/copy/ledger.h"
#include "dtsd/copy/structure.h"
#include "dtsd/copy/undo.h"
#include "mysql/quote.h"

bool kept_all(const struct copy *c)
{
    return c->n_tables > 0 && c->n_kept == c->n_tables;
}

static int compare_names(const char *schema_a, const char *table_a, const char *schema_b,
                         const char *table_b)
{
    int order = strcmp(schema_a, schema_b);

    return order ? order : strcmp(table_a, table_b);
}

static int by_name(const void *a, const void *b)
{
    const struct ledger_table *x = a, *y = b;

    return compare_names(x->schema, x->table, y->schema, y->table);
}

static int find_by_name(const void *key, const void *item)
{
    const struct copy_entry *t = key;
    const struct ledger_table *l = item;

    return compare_names(t->sel->schema->name, t->sel->table->name, l->schema, l->table);
}

static void mark(struct copy *c, const struct catalog *there,
                 const struct ledger_tables *loaded)
{
    c->kept = mem_alloc(c->sel.n_tables * sizeof *c->kept + 1);
    for (size_t i = 0; i < c->n_tables; i++) {
        const struct copy_entry *t = &c->tables[i];
        const struct ledger_table *l =
            bsearch(t, loaded->items, loaded->n, sizeof *loaded->items, find_by_name);
        if (!l || !str_eq(l->digest, t->digest) || !structure_is_there(c, there, t->sel))
            continue;
        c->kept[t->sel - c->sel.tables] = true;
        c->n_kept++;
    }
}

/* What foreign keys cascade is not in the binary log of most servers, and the keys that would do it
 * on the target are built last: replication cannot bring such tables on. */
static void leave_cascades(struct copy *c)
{
    size_t before = c->n_kept;

    if (kept_all(c) || c->source_facts.native_foreign_keys == TRI_NO)
        return;
    for (size_t i = 0; i < c->n_tables; i++) {
        bool *kept = &c->kept[c->tables[i].sel - c->sel.tables];
        if (!*kept || !c->tables[i].cascades)
            continue;
        *kept = false;
        c->n_kept--;
    }
    if (c->n_kept < before)
        run_event(
            &c->run, "info",
            "Complete, but copied anew: %zu tables whose foreign keys change rows without a "
            "word in the source's binary log",
            before - c->n_kept);
}

static void forget(struct copy *c)
{
    free(c->kept);
    c->kept = NULL;
    c->n_kept = 0;
}

static void tell(const struct copy *c, bool able)
{
    const struct run *run = &c->run;

    if (kept_all(c))
        run_event(run, "info",
                  "The rows of all %zu tables are there already; the copy goes on behind them",
                  c->n_tables);
    else if (able)
        run_event(run, "info",
                  "%zu of %zu tables are complete and stay: replication brings them to the new "
                  "consistent point. The others are copied anew",
                  c->n_kept, c->n_tables);
    else
        run_event(run, "info",
                  "%zu of %zu tables are complete, but nothing brings them to a new consistent "
                  "point: the copy begins again from the start",
                  c->n_kept, c->n_tables);
}

static void count_rows(struct copy *c, const struct ledger_tables *loaded)
{
    for (size_t i = 0; i < c->n_tables; i++) {
        const struct copy_entry *t = &c->tables[i];
        if (!copy_is_kept(c, t->sel))
            continue;
        const struct ledger_table *l =
            bsearch(t, loaded->items, loaded->n, sizeof *loaded->items, find_by_name);
        progress_table_found(c->run.progress, t->progress, l->rows, l->bytes);
    }
}

bool kept_find(struct copy *c, const struct copy_link *link, struct err *err)
{
    struct ledger_tables loaded = {0};
    struct catalog there = {0};
    bool able = false, ok = ledger_read(&c->run, c->target, &loaded, err);

    if (ok && loaded.n > 0 && (ok = structure_read_target(c, &there, err))) {
        qsort(loaded.items, loaded.n, sizeof *loaded.items, by_name);
        mark(c, &there, &loaded);
    }
    if (ok && c->n_kept > 0) {
        if (link)
            ok = link->can_stitch(&c->run, &able, err);
        if (ok && able)
            leave_cascades(c);
        if (ok && c->n_kept > 0)
            tell(c, able);
        /* with increment, what follows needs the channel in any case */
        if (!able && (link || !kept_all(c)))
            forget(c);
        count_rows(c, &loaded);
    }
    catalog_clear(&there);
    ledger_tables_clear(&loaded);
    return ok;
}

static int by_table(const void *a, const void *b)
{
    const struct copy_entry *x = *(struct copy_entry *const *)a,
                            *y = *(struct copy_entry *const *)b;

    return compare_names(x->sel->schema->name, x->sel->table->name, y->sel->schema->name,
                         y->sel->table->name);
}

static int find_kept(const void *key, const void *item)
{
    return -find_by_name(*(struct copy_entry *const *)item, key);
}

/* What is dropped is forgotten first: the ledger may know less than is there, never more. */
static bool unload_rest(struct copy *c, struct err *err)
{
    struct copy_entry **kept = mem_alloc(c->n_kept * sizeof(struct copy_entry *) + 1);
    struct ledger_tables loaded = {0};
    bool ok = ledger_read(&c->run, c->target, &loaded, err);
    size_t n = 0;

    for (size_t i = 0; i < c->n_tables; i++)
        if (copy_is_kept(c, c->tables[i].sel))
            kept[n++] = &c->tables[i];
    qsort(kept, n, sizeof *kept, by_table);
    for (size_t i = 0; ok && i < loaded.n; i++) {
        const struct ledger_table *l = &loaded.items[i];
        ok = bsearch(l, kept, n, sizeof *kept, find_kept) ||
             ledger_unload(&c->run, c->target, l->schema, l->table, err);
    }
    ledger_tables_clear(&loaded);
    free(kept);
    return ok && ledger_trim(&c->run, c->target, err);
}

bool kept_clear_rest(struct copy *c, struct err *err)
{
    struct strlist tables = {0};

    for (size_t i = 0; i < c->n_tables; i++) {
        const struct sel_table *sel = c->tables[i].sel;
        if (copy_is_kept(c, sel))
            strlist_take(&tables, quoted_name(sel->target_schema, sel->target_name));
    }
    strlist_sort(&tables);
    bool ok = unload_rest(c, err) && undo_but(c, &tables, err);
    strlist_clear(&tables);
    return ok;
}
