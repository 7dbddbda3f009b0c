/* SPDX-License-Identifier: MIT
 *
 * select - see select.h
 */
#include "dtsd/copy/select.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

/* A *Mode member: what it says of one kind of object. */
enum mode { MODE_ABSENT, MODE_NONE, MODE_PARTIAL, MODE_ALL };

static enum mode mode_of(const char *word)
{
    if (str_empty(word))
        return MODE_ABSENT;
    if (str_eq_nocase(word, "all"))
        return MODE_ALL;
    if (str_eq_nocase(word, "partial"))
        return MODE_PARTIAL;
    return MODE_NONE;
}

static bool everything(const struct dts_database_table *cfg)
{
    return mode_of(cfg->ObjectMode) == MODE_ALL;
}

/* Tables and views of an item: its own mode; absent means all with DBMode all, none else. */
static enum mode item_mode(const struct dts_db_item *item, const char *word)
{
    enum mode m = mode_of(word);
    if (m != MODE_ABSENT)
        return m;
    return mode_of(item->DBMode) == MODE_ALL ? MODE_ALL : MODE_NONE;
}

static bool item_whole(const struct dts_db_item *item)
{
    return mode_of(item->DBMode) == MODE_ALL || mode_of(item->TableMode) == MODE_ALL;
}

void selection_schemas(const struct dts_database_table *cfg, struct strlist *names, bool *all)
{
    *all = everything(cfg);
    if (*all)
        return;
    for (size_t i = 0; i < cfg->Databases.n; i++) {
        const char *name = cfg->Databases.items[i].DbName;
        if (!str_empty(name) && !strlist_has(names, name))
            strlist_add(names, name);
    }
}

/* ---- resolve ---- */

struct marks {
    const struct catalog *cat;
    bool **tables; /* [schema][table]; NULL: none of the schema's yet */
};

static void note_missing(struct selection *out, const char *schema, const char *name)
{
    char *full = name ? mem_printf("%s.%s", schema, name) : mem_strdup(schema);
    if (strlist_has(&out->missing, full))
        free(full);
    else
        strlist_take(&out->missing, full);
}

static struct sel_schema *add_schema(struct selection *out, const struct cat_schema *s,
                                     const char *target, bool whole)
{
    for (size_t i = 0; i < out->n_schemas; i++)
        if (out->schemas[i].schema == s) {
            out->schemas[i].whole |= whole;
            return &out->schemas[i];
        }
    struct sel_schema *sel = MEM_PUSH(out->schemas, out->n_schemas, out->cap_schemas);
    *sel = (struct sel_schema){.schema = s, .target_name = target, .whole = whole};
    out->renames |= !str_eq(s->name, target);
    return sel;
}

/* Which tables of a schema are selected by now: one look, also among 100,000. */
static bool *mark_of(const struct marks *m, const struct cat_schema *s,
                     const struct cat_table *t)
{
    bool **schema = &m->tables[s - m->cat->schemas];

    if (!*schema)
        *schema = mem_alloc(s->n_tables * sizeof **schema);
    return &(*schema)[t - s->tables];
}

static bool has_table(const struct marks *m, const struct cat_schema *s,
                      const struct cat_table *t)
{
    return *mark_of(m, s, t);
}

static void add_table(struct selection *out, const struct marks *m, const struct sel_schema *s,
                      const struct cat_table *t, const char *target)
{
    *mark_of(m, s->schema, t) = true;
    struct sel_table *sel = MEM_PUSH(out->tables, out->n_tables, out->cap_tables);
    *sel = (struct sel_table){.schema = s->schema,
                              .table = t,
                              .target_schema = s->target_name,
                              .target_name = target};
    out->renames |= !str_eq(t->name, target);
}

static const struct dts_table_item *find_item(const struct dts_db_item *item, const char *table)
{
    for (size_t i = 0; i < item->Tables.n; i++)
        if (str_eq(item->Tables.items[i].TableName, table))
            return &item->Tables.items[i];
    return NULL;
}

static void listed_tables(struct selection *out, const struct marks *m,
                          const struct sel_schema *s, const struct dts_db_item *item)
{
    for (size_t i = 0; i < item->Tables.n; i++) {
        const struct dts_table_item *ti = &item->Tables.items[i];
        if (str_empty(ti->TableName))
            continue;
        const struct cat_table *t = catalog_table(s->schema, ti->TableName);
        if (!t)
            note_missing(out, s->schema->name, ti->TableName);
        else if (!has_table(m, s->schema, t))
            add_table(out, m, s, t, str_or(ti->NewTableName, t->name));
        /* tables of an online schema change come along only while they exist */
        for (size_t k = 0; k < ti->TmpTables.n; k++) {
            const struct cat_table *tmp = catalog_table(s->schema, ti->TmpTables.items[k]);
            if (tmp && !has_table(m, s->schema, tmp))
                add_table(out, m, s, tmp, tmp->name);
        }
    }
}

static void all_tables(struct selection *out, const struct marks *m, const struct sel_schema *s,
                       const struct dts_db_item *item)
{
    for (size_t i = 0; i < s->schema->n_tables; i++) {
        const struct cat_table *t = &s->schema->tables[i];
        const struct dts_table_item *ti = item ? find_item(item, t->name) : NULL;
        if (has_table(m, s->schema, t))
            continue;
        add_table(out, m, s, t, str_or(ti ? ti->NewTableName : NULL, t->name));
    }
}

static void add_object(struct sel_objects *list, const struct sel_schema *s,
                       const struct cat_object *o)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].object == o)
            return;
    struct sel_object *sel = MEM_PUSH(list->items, list->n, list->cap);
    *sel =
        (struct sel_object){.schema = s->schema, .object = o, .target_schema = s->target_name};
}

static const struct cat_object *find_object(const struct cat_objects *from, const char *name)
{
    for (size_t i = 0; i < from->n; i++)
        if (str_eq(from->items[i].name, name))
            return &from->items[i];
    return NULL;
}

static void pick_objects(struct selection *out, struct sel_objects *list,
                         const struct sel_schema *s, const struct cat_objects *from,
                         enum mode mode, const struct strlist *names)
{
    if (mode == MODE_ALL)
        for (size_t i = 0; i < from->n; i++)
            add_object(list, s, &from->items[i]);
    for (size_t i = 0; mode == MODE_PARTIAL && i < names->n; i++) {
        const struct cat_object *o = find_object(from, names->items[i]);
        if (o)
            add_object(list, s, o);
        else
            note_missing(out, s->schema->name, names->items[i]);
    }
}

static void pick_views(struct selection *out, const struct sel_schema *s,
                       const struct dts_db_item *item)
{
    struct strlist names = {0};
    enum mode mode = item ? item_mode(item, item->ViewMode) : MODE_ALL;
    for (size_t i = 0; item && i < item->Views.n; i++)
        if (!str_empty(item->Views.items[i].ViewName))
            strlist_add(&names, item->Views.items[i].ViewName);
    pick_objects(out, &out->views, s, &s->schema->views, mode, &names);
    strlist_clear(&names);
}

/* Only triggers of selected tables; one asked for by name without its table is noted. */
static void pick_triggers(struct selection *out, const struct marks *m,
                          const struct sel_schema *s, enum mode mode,
                          const struct strlist *names)
{
    const struct cat_objects *from = &s->schema->triggers;
    for (size_t i = 0; i < from->n && mode >= MODE_PARTIAL; i++) {
        bool wanted = mode == MODE_ALL || strlist_has(names, from->items[i].name);
        const struct cat_table *t = catalog_table(s->schema, from->items[i].table);
        if (wanted && t && has_table(m, s->schema, t))
            add_object(&out->triggers, s, &from->items[i]);
        else if (wanted && mode == MODE_PARTIAL)
            strlist_take(&out->orphaned, mem_printf("%s.%s (on %s)", s->schema->name,
                                                    from->items[i].name, from->items[i].table));
    }
    for (size_t i = 0; mode == MODE_PARTIAL && i < names->n; i++)
        if (!find_object(from, names->items[i]))
            note_missing(out, s->schema->name, names->items[i]);
}

/* Routines, events and triggers: the item's own mode, else AdvancedObjects. */
static void pick_programs(struct selection *out, const struct marks *m,
                          const struct sel_schema *s, const struct dts_db_item *item,
                          const struct strlist *advanced)
{
    static const struct strlist none = {0};
    const struct cat_schema *cs = s->schema;
    const struct {
        const char *word, *mode;
        const struct strlist *names;
        struct sel_objects *list;
        const struct cat_objects *from;
    } kinds[] = {
        {"procedure", item ? item->ProcedureMode : NULL, item ? &item->Procedures : &none,
         &out->procedures, &cs->procedures},
        {"function", item ? item->FunctionMode : NULL, item ? &item->Functions : &none,
         &out->functions, &cs->functions},
        {"event", item ? item->EventMode : NULL, item ? &item->Events : &none, &out->events,
         &cs->events},
        {"trigger", item ? item->TriggerMode : NULL, item ? &item->Triggers : &none, NULL,
         &cs->triggers},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        enum mode mode = mode_of(kinds[i].mode);
        if (mode == MODE_ABSENT)
            mode = strlist_has(advanced, kinds[i].word) ? MODE_ALL : MODE_NONE;
        if (kinds[i].list)
            pick_objects(out, kinds[i].list, s, kinds[i].from, mode, kinds[i].names);
        else
            pick_triggers(out, m, s, mode, kinds[i].names);
    }
}

static void resolve_item(struct selection *out, const struct marks *m,
                         const struct dts_db_item *item, const struct dts_database_table *cfg)
{
    const struct cat_schema *s = catalog_schema(m->cat, item->DbName);
    if (!s) {
        note_missing(out, item->DbName, NULL);
        return;
    }
    bool whole = item_whole(item);
    const struct sel_schema sel = *add_schema(out, s, str_or(item->NewDbName, s->name), whole);
    if (whole)
        all_tables(out, m, &sel, item);
    else if (item_mode(item, item->TableMode) == MODE_PARTIAL)
        listed_tables(out, m, &sel, item);
    pick_views(out, &sel, item);
    pick_programs(out, m, &sel, item, &cfg->AdvancedObjects);
}

static void resolve_schema(struct selection *out, const struct marks *m,
                           const struct cat_schema *s, const struct dts_database_table *cfg)
{
    if (catalog_is_system_schema(s->name))
        return;
    const struct sel_schema sel = *add_schema(out, s, s->name, true);
    all_tables(out, m, &sel, NULL);
    pick_views(out, &sel, NULL);
    pick_programs(out, m, &sel, NULL, &cfg->AdvancedObjects);
}

void selection_resolve(const struct dts_database_table *cfg, const struct catalog *cat,
                       struct selection *out)
{
    struct marks m = {.cat = cat, .tables = mem_alloc((cat->n + 1) * sizeof *m.tables)};

    *out = (struct selection){0};
    if (everything(cfg))
        for (size_t i = 0; i < cat->n; i++)
            resolve_schema(out, &m, &cat->schemas[i], cfg);
    else
        for (size_t i = 0; i < cfg->Databases.n; i++)
            if (!str_empty(cfg->Databases.items[i].DbName))
                resolve_item(out, &m, &cfg->Databases.items[i], cfg);
    for (size_t i = 0; i < cat->n; i++)
        free(m.tables[i]);
    free(m.tables);
}

void selection_clear(struct selection *s)
{
    free(s->schemas);
    free(s->tables);
    free(s->views.items);
    free(s->procedures.items);
    free(s->functions.items);
    free(s->triggers.items);
    free(s->events.items);
    strlist_clear(&s->missing);
    strlist_clear(&s->orphaned);
    *s = (struct selection){0};
}

/* ---- collisions ---- */

struct target {
    const char *schema, *name; /* there; name NULL: the database itself */
    const char *from_schema, *from_name;
    bool fold;
};

static int compare_names(const char *a, const char *b, bool fold)
{
    return fold ? strcasecmp(str_or(a, ""), str_or(b, ""))
                : strcmp(str_or(a, ""), str_or(b, ""));
}

static int by_target(const void *a, const void *b)
{
    const struct target *x = a, *y = b;
    int schema = compare_names(x->schema, y->schema, x->fold);
    return schema ? schema : compare_names(x->name, y->name, x->fold);
}

static char *target_text(const char *schema, const char *name)
{
    return name ? mem_printf("%s.%s", schema, name) : mem_strdup(schema);
}

void selection_collisions(const struct selection *s, bool fold, struct strlist *out)
{
    size_t n = 0;
    struct target *all = mem_alloc((s->n_schemas + s->n_tables + s->views.n + 1) * sizeof *all);

    for (size_t i = 0; i < s->n_schemas; i++)
        all[n++] = (struct target){s->schemas[i].target_name, NULL, s->schemas[i].schema->name,
                                   NULL, fold};
    for (size_t i = 0; i < s->n_tables; i++)
        all[n++] = (struct target){s->tables[i].target_schema, s->tables[i].target_name,
                                   s->tables[i].schema->name, s->tables[i].table->name, fold};
    for (size_t i = 0; i < s->views.n; i++)
        all[n++] = (struct target){
            s->views.items[i].target_schema, s->views.items[i].object->name,
            s->views.items[i].schema->name, s->views.items[i].object->name, fold};
    qsort(all, n, sizeof *all, by_target);
    for (size_t i = 1; i < n; i++) {
        if (by_target(&all[i - 1], &all[i]) != 0)
            continue;
        char *a = target_text(all[i - 1].from_schema, all[i - 1].from_name);
        char *b = target_text(all[i].from_schema, all[i].from_name);
        char *to = target_text(all[i].schema, all[i].name);
        strlist_take(out, mem_printf("%s, %s -> %s", a, b, to));
        free(a);
        free(b);
        free(to);
    }
    free(all);
}

/* ---- the filter's view ---- */

bool selection_has_schema(const struct dts_database_table *cfg, const char *schema)
{
    if (catalog_is_system_schema(schema))
        return false;
    for (size_t i = 0; i < cfg->Databases.n && !everything(cfg); i++)
        if (str_eq(cfg->Databases.items[i].DbName, schema))
            return true;
    return everything(cfg);
}

static bool item_has_table(const struct dts_db_item *item, const char *table)
{
    if (item_whole(item))
        return true;
    for (size_t i = 0; i < item->Tables.n; i++)
        if (str_eq(item->Tables.items[i].TableName, table) ||
            strlist_has(&item->Tables.items[i].TmpTables, table))
            return true;
    return false;
}

bool selection_has_table(const struct dts_database_table *cfg, const char *schema,
                         const char *table)
{
    if (catalog_is_system_schema(schema))
        return false;
    for (size_t i = 0; i < cfg->Databases.n && !everything(cfg); i++)
        if (str_eq(cfg->Databases.items[i].DbName, schema) &&
            item_has_table(&cfg->Databases.items[i], table))
            return true;
    return everything(cfg);
}
