/* SPDX-License-Identifier: MIT
 *
 * selection - see selection.h.
 *
 * Items of a database are its tables, then its views: item i < n_tables is a table. The rows as
 * shown are one flat array, made anew when a database is opened or the filter changes (linear,
 * about a millisecond for 100,000 tables); a tick changes flags and counters only.
 */
#include "wizard/selection.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wizard/shared.h"

#define ITEM_DB SIZE_MAX /* the row of the database itself */

struct db_state {
    bool *on;      /* [n_items] */
    bool *matches; /* [n_items], meaningful with a filter */
    size_t n_tables, n_items, n_on;
    bool empty_on;     /* tick of a database without tables and views */
    bool name_matches; /* with a filter */
    bool open;
    int64_t rows, bytes; /* sums of what is known, -1 when nothing is */
};
struct row {
    size_t db, item;
};
struct sel_tree {
    struct shared_catalog *shared;
    const struct catalog *cat;
    struct db_state *dbs; /* [cat->n] */
    char *filter;         /* NULL: none */
    struct row *rows;
    size_t n_rows, cap_rows;
    size_t n_matches, n_items;
    struct strlist missing;
    size_t on_tables, on_views, on_no_key, unknown_rows, unknown_bytes;
    int64_t on_rows, on_bytes;
};

static const struct cat_schema *schema(const struct sel_tree *t, size_t db)
{
    return &t->cat->schemas[db];
}

const char *sel_tree_db_name(const struct sel_tree *t, size_t db)
{
    return schema(t, db)->name;
}

const char *sel_tree_item_name(const struct sel_tree *t, size_t db, size_t item)
{
    const struct cat_schema *s = schema(t, db);

    return item < s->n_tables ? s->tables[item].name : s->views.items[item - s->n_tables].name;
}

static int64_t table_bytes(const struct cat_table *t)
{
    if (t->data_bytes < 0)
        return -1;
    return t->data_bytes + (t->index_bytes > 0 ? t->index_bytes : 0);
}

/* ---- ticks ---- */

static void count_table(struct sel_tree *t, const struct cat_table *table, bool on)
{
    int64_t sign = on ? 1 : -1, bytes = table_bytes(table);

    t->on_tables += (size_t)sign;
    if (table->key == KEY_NONE)
        t->on_no_key += (size_t)sign;
    if (table->rows < 0)
        t->unknown_rows += (size_t)sign;
    else
        t->on_rows += sign * table->rows;
    if (bytes < 0)
        t->unknown_bytes += (size_t)sign;
    else
        t->on_bytes += sign * bytes;
}

static void set_item(struct sel_tree *t, size_t db, size_t item, bool on)
{
    struct db_state *d = &t->dbs[db];

    if (d->on[item] == on)
        return;
    d->on[item] = on;
    d->n_on += on ? 1 : (size_t)-1;
    if (item < d->n_tables)
        count_table(t, &schema(t, db)->tables[item], on);
    else
        t->on_views += on ? 1 : (size_t)-1;
}

/* With a filter only what it lets through, so that a hidden table is never ticked unseen. */
static bool is_shown(const struct sel_tree *t, size_t db, size_t item)
{
    return !t->filter || t->dbs[db].name_matches || t->dbs[db].matches[item];
}

static void set_db(struct sel_tree *t, size_t db, bool on)
{
    struct db_state *d = &t->dbs[db];

    if (!d->n_items && (!t->filter || d->name_matches))
        d->empty_on = on;
    for (size_t i = 0; i < d->n_items; i++)
        if (is_shown(t, db, i))
            set_item(t, db, i, on);
}

static enum tick db_tick(const struct db_state *d)
{
    if (!d->n_items)
        return d->empty_on ? TICK_ON : TICK_OFF;
    return d->n_on == 0 ? TICK_OFF : d->n_on == d->n_items ? TICK_ON : TICK_PART;
}

/* ---- rows ---- */

static void push_row(struct sel_tree *t, size_t db, size_t item)
{
    struct row *r = MEM_PUSH(t->rows, t->n_rows, t->cap_rows);

    r->db = db;
    r->item = item;
}

static void make_rows(struct sel_tree *t)
{
    t->n_rows = 0;
    for (size_t db = 0; db < t->cat->n; db++) {
        const struct db_state *d = &t->dbs[db];
        size_t at = t->n_rows;
        push_row(t, db, ITEM_DB);
        for (size_t i = 0; i < d->n_items; i++)
            if (t->filter ? d->matches[i] || (d->name_matches && d->open) : d->open)
                push_row(t, db, i);
        if (t->filter && !d->name_matches && t->n_rows == at + 1)
            t->n_rows = at; /* nothing of it matches */
    }
}

/* A pattern with a dot is looked for in "database.table". */
static bool item_matches(const char *db, const char *item, const char *filter)
{
    char both[600];

    if (!strchr(filter, '.'))
        return strcasestr(item, filter) != NULL;
    str_copy(both, sizeof both - 1, db);
    size_t n = strlen(both);
    both[n] = '.';
    str_copy(both + n + 1, sizeof both - n - 1, item);
    return strcasestr(both, filter) != NULL;
}

void sel_tree_filter(struct sel_tree *t, const char *text)
{
    char *filter = str_empty(text) ? NULL : mem_strdup(text);

    free(t->filter);
    t->filter = filter;
    t->n_matches = 0;
    for (size_t db = 0; db < t->cat->n; db++) {
        struct db_state *d = &t->dbs[db];
        const char *name = schema(t, db)->name;
        d->name_matches = filter && strcasestr(name, filter) != NULL;
        for (size_t i = 0; i < d->n_items; i++) {
            d->matches[i] = filter && item_matches(name, sel_tree_item_name(t, db, i), filter);
            t->n_matches += is_shown(t, db, i);
        }
    }
    make_rows(t);
}

size_t sel_tree_matches(const struct sel_tree *t, size_t *of)
{
    *of = t->n_items;
    return t->n_matches;
}

size_t sel_tree_rows(const struct sel_tree *t)
{
    return t->n_rows;
}

static void fill_db(const struct sel_tree *t, size_t db, struct sel_node *out)
{
    const struct db_state *d = &t->dbs[db];

    out->kind = NODE_DB;
    out->name = out->db_name;
    out->tick = db_tick(d);
    out->open = d->open;
    out->rows = d->rows;
    out->bytes = d->bytes;
    out->n_tables = d->n_tables;
    out->n_views = d->n_items - d->n_tables;
}

static void fill_item(const struct sel_tree *t, size_t db, size_t item, struct sel_node *out)
{
    const struct db_state *d = &t->dbs[db];

    out->kind = item < d->n_tables ? NODE_TABLE : NODE_VIEW;
    out->name = sel_tree_item_name(t, db, item);
    out->tick = d->on[item] ? TICK_ON : TICK_OFF;
    out->rows = out->bytes = -1;
    if (out->kind == NODE_VIEW)
        return;
    const struct cat_table *table = &schema(t, db)->tables[item];
    out->rows = table->rows;
    out->bytes = table_bytes(table);
    out->key = table->key_columns;
    out->no_key = table->key == KEY_NONE;
    out->engine = table->engine;
}

bool sel_tree_row(const struct sel_tree *t, size_t row, struct sel_node *out)
{
    if (row >= t->n_rows)
        return false;
    const struct row *r = &t->rows[row];
    memset(out, 0, sizeof *out);
    out->db = r->db;
    out->db_name = schema(t, r->db)->name;
    if (r->item == ITEM_DB) {
        fill_db(t, r->db, out);
    } else {
        out->item = r->item;
        fill_item(t, r->db, r->item, out);
    }
    return true;
}

void sel_tree_toggle(struct sel_tree *t, size_t row)
{
    if (row >= t->n_rows)
        return;
    const struct row *r = &t->rows[row];
    const struct db_state *d = &t->dbs[r->db];
    if (r->item != ITEM_DB) {
        set_item(t, r->db, r->item, !d->on[r->item]);
        return;
    }
    bool all_on = d->n_items || d->empty_on;
    for (size_t i = 0; i < d->n_items && all_on; i++)
        all_on = d->on[i] || !is_shown(t, r->db, i);
    set_db(t, r->db, !all_on);
}

void sel_tree_open(struct sel_tree *t, size_t row, bool open)
{
    if (row >= t->n_rows || t->dbs[t->rows[row].db].open == open)
        return;
    t->dbs[t->rows[row].db].open = open;
    make_rows(t);
}

void sel_tree_tick_all(struct sel_tree *t, bool on)
{
    for (size_t db = 0; db < t->cat->n; db++)
        set_db(t, db, on);
}

bool sel_tree_any_ticked(const struct sel_tree *t)
{
    for (size_t db = 0; db < t->cat->n; db++) {
        const struct db_state *d = &t->dbs[db];
        if (!d->n_items && d->empty_on)
            return true;
        for (size_t i = 0; i < d->n_items; i++)
            if (d->on[i] && is_shown(t, db, i))
                return true;
    }
    return false;
}

/* ---- looking names up ---- */

/* Index of name among n names in byte order, *found false: where it would stand. */
static size_t place(const struct sel_tree *t, const char *name, bool *found)
{
    size_t lo = 0, hi = t->cat->n;

    *found = false;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = strcmp(schema(t, mid)->name, name);
        *found |= c == 0;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static size_t find_table(const struct cat_schema *s, const char *name)
{
    size_t lo = 0, hi = s->n_tables;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(s->tables[mid].name, name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->n_tables && strcmp(s->tables[lo].name, name) == 0 ? lo : SIZE_MAX;
}

static size_t find_view(const struct cat_schema *s, const char *name)
{
    for (size_t i = 0; i < s->views.n; i++)
        if (strcmp(s->views.items[i].name, name) == 0)
            return s->n_tables + i;
    return SIZE_MAX;
}

bool sel_tree_item(const struct sel_tree *t, const char *db_name, const char *name, size_t *db,
                   size_t *item)
{
    bool found;

    *db = place(t, db_name, &found);
    if (!found)
        return false;
    *item = find_table(schema(t, *db), name);
    if (*item == SIZE_MAX)
        *item = find_view(schema(t, *db), name);
    return *item != SIZE_MAX;
}

bool sel_tree_is_on(const struct sel_tree *t, size_t db, size_t item)
{
    return t->dbs[db].on[item];
}

void sel_tree_set(struct sel_tree *t, size_t db, size_t item, bool on)
{
    set_item(t, db, item, on);
}

size_t sel_tree_find(const struct sel_tree *t, const char *db, const char *name)
{
    bool found;
    size_t d = place(t, db, &found), item = ITEM_DB, lo = 0, hi = t->n_rows;

    if (found && !str_empty(name)) {
        item = find_table(schema(t, d), name);
        if (item == SIZE_MAX)
            item = find_view(schema(t, d), name);
    }
    while (lo < hi) { /* rows are in order of (db, item), the database's own row first */
        size_t mid = lo + (hi - lo) / 2;
        const struct row *r = &t->rows[mid];
        if (r->db < d || (r->db == d && r->item + 1 < item + 1))
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == t->n_rows && lo)
        lo--;
    /* The item is hidden: stay with its database rather than slip to the next one. */
    if (lo && found && t->rows[lo].db != d && t->rows[lo - 1].db == d)
        lo--;
    return lo;
}

/* ---- in and out ---- */

static void init_db(struct sel_tree *t, size_t db)
{
    const struct cat_schema *s = schema(t, db);
    struct db_state *d = &t->dbs[db];

    d->n_tables = s->n_tables;
    d->n_items = s->n_tables + s->views.n;
    d->on = mem_alloc(d->n_items * sizeof *d->on);
    d->matches = mem_alloc(d->n_items * sizeof *d->matches);
    d->rows = d->bytes = s->n_tables ? -1 : 0;
    for (size_t i = 0; i < s->n_tables; i++) {
        int64_t bytes = table_bytes(&s->tables[i]);
        if (s->tables[i].rows >= 0)
            d->rows = (d->rows < 0 ? 0 : d->rows) + s->tables[i].rows;
        if (bytes >= 0)
            d->bytes = (d->bytes < 0 ? 0 : d->bytes) + bytes;
    }
    t->n_items += d->n_items;
}

static void tick_names(struct sel_tree *t, size_t db, const struct strlist *names, bool views)
{
    const struct cat_schema *s = schema(t, db);

    for (size_t i = 0; i < names->n; i++) {
        size_t item = views ? find_view(s, names->items[i]) : find_table(s, names->items[i]);
        if (item == SIZE_MAX)
            strlist_take(&t->missing, mem_printf("%s.%s", s->name, names->items[i]));
        else
            set_item(t, db, item, true);
    }
}

struct sel_tree *sel_tree_new(struct shared_catalog *catalog, const struct plan *plan)
{
    struct sel_tree *t = mem_alloc(sizeof *t);

    shared_catalog_ref(catalog);
    t->shared = catalog;
    t->cat = shared_catalog_get(catalog);
    t->dbs = mem_alloc(t->cat->n * sizeof *t->dbs);
    for (size_t db = 0; db < t->cat->n; db++) {
        init_db(t, db);
        if (plan->whole_instance)
            set_db(t, db, true);
    }
    for (size_t i = 0; i < plan->databases.n && !plan->whole_instance; i++) {
        const struct plan_db *want = &plan->databases.items[i];
        bool found;
        size_t db = place(t, want->name, &found);
        if (!found) {
            strlist_add(&t->missing, want->name);
        } else if (want->all) {
            set_db(t, db, true);
        } else {
            tick_names(t, db, &want->tables, false);
            tick_names(t, db, &want->views, true);
        }
    }
    sel_tree_filter(t, NULL);
    return t;
}

void sel_tree_free(struct sel_tree *t)
{
    if (!t)
        return;
    for (size_t db = 0; db < t->cat->n; db++) {
        free(t->dbs[db].on);
        free(t->dbs[db].matches);
    }
    free(t->dbs);
    free(t->filter);
    free(t->rows);
    strlist_clear(&t->missing);
    shared_catalog_unref(t->shared);
    free(t);
}

void sel_tree_totals(const struct sel_tree *t, struct sel_totals *out)
{
    memset(out, 0, sizeof *out);
    out->databases_of = t->cat->n;
    for (size_t db = 0; db < t->cat->n; db++)
        out->databases += db_tick(&t->dbs[db]) != TICK_OFF;
    out->tables = t->on_tables;
    out->views = t->on_views;
    out->rows = t->unknown_rows ? -1 : t->on_rows;
    out->bytes = t->unknown_bytes ? -1 : t->on_bytes;
    out->tables_without_key = t->on_no_key;
}

void sel_tree_missing(const struct sel_tree *t, struct strlist *out)
{
    strlist_copy(out, &t->missing);
}

void sel_tree_apply(const struct sel_tree *t, struct plan *plan)
{
    struct plan before = {0};

    plan_copy(&before, plan); /* what a plan file said: no tick takes it away */
    while (plan->databases.n) /* from the end: nothing is moved */
        plan_db_remove(plan, plan->databases.items[plan->databases.n - 1].name);
    for (size_t db = 0; db < t->cat->n; db++) {
        const struct db_state *d = &t->dbs[db];
        enum tick tick = db_tick(d);
        if (tick == TICK_OFF)
            continue;
        struct plan_db *to = plan_db_add(plan, schema(t, db)->name);
        to->all = tick == TICK_ON;
        const struct plan_db *old = plan_db_find(&before, to->name);
        if (old)
            plan_db_keep(to, old);
        for (size_t i = 0; i < d->n_items && !to->all; i++)
            if (d->on[i])
                strlist_add(i < d->n_tables ? &to->tables : &to->views,
                            sel_tree_item_name(t, db, i));
    }
    plan_clear(&before);
}
