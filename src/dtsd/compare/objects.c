/* SPDX-License-Identifier: MIT
 *
 * objects - see objects.h: the kinds, in the order they are looked at, and how one look becomes a
 * finding.
 */
#include "dtsd/compare/objects.h"

#include <stdlib.h>
#include <string.h>

#include "base/backoff.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define BATCH       100 /* glanced at between two waits for the target */
#define LOOKS       8
#define PROOFS      2
#define FIRST_MS    100
#define MOST_MS     2000
#define RETRIES     8
#define RETRY_FIRST 500
#define RETRY_MOST  15000
#define SHOWN_MAX   4000 /* bytes of a text in a finding */

static const struct object_kind *const kinds[] = {
    &object_table,   &object_view,  &object_procedure, &object_function,
    &object_trigger, &object_event, &object_account,
};

/* ---- what the kinds share ---- */

struct conn *objects_conn(const struct objects *o, enum side side)
{
    return side == SIDE_SOURCE ? o->align.room.source : o->align.room.target;
}

const char *subject_db(const struct subject *s, enum side side)
{
    return side == SIDE_SOURCE ? s->db : s->to_db;
}

const char *subject_name(const struct subject *s, enum side side)
{
    return side == SIDE_SOURCE ? s->name : s->to_name;
}

bool objects_wanted(const struct objects *o, const char *db, const char *table)
{
    if (!o->only || str_eq(o->only->ObjectMode, "all"))
        return true;
    for (size_t i = 0; i < o->only->ObjectItems.n; i++) {
        const struct dts_compare_object_item *item = &o->only->ObjectItems.items[i];
        if (!str_eq(item->DbName, db))
            continue;
        if (str_eq(item->DbMode, "all") || (table && str_eq(item->TableMode, "all")))
            return true;
        for (size_t k = 0; table && k < item->Tables.n; k++)
            if (str_eq(item->Tables.items[k].TableName, table))
                return true;
    }
    return false;
}

/* Of these both vendors take names that differ in case only for one, on every system. */
static bool folds_always(const struct object_kind *kind)
{
    return kind == &object_procedure || kind == &object_function || kind == &object_event;
}

bool objects_ask(const struct objects *o, const struct subject *s, enum side side,
                 const char *sql, objects_row *fn, void *arg, struct err *err)
{
    const struct server_facts *facts =
        side == SIDE_SOURCE ? &o->align.room.source_facts : &o->align.room.target_facts;
    bool folds = server_folds_names(facts);
    const char *db = subject_db(s, side), *name = subject_name(s, side);
    char *a = quoted_str(db), *b = quoted_str(name);
    const char *first = strstr(sql, "%s"), *second = strstr(first + 2, "%s");
    char *full = mem_printf("%.*s%s%.*s%s%s", (int)(first - sql), sql, a,
                            (int)(second - first - 2), first + 2, b, second + 2);
    struct rows r = {0};

    bool ok = conn_query(objects_conn(o, side), full, &r, err);
    for (size_t i = 0; ok && i < r.n; i++)
        /* a condition may match names that differ in case only */
        if (str_same(rows_get(&r, i, 0), db, folds) &&
            str_same(rows_get(&r, i, 1), name, folds || folds_always(s->kind)))
            fn(arg, &r, i);
    rows_clear(&r);
    free(full);
    free(a);
    free(b);
    return ok;
}

void objects_map(const struct selection *sel, const char **schema, const char **table)
{
    for (size_t i = 0; sel->renames && i < sel->n_tables; i++) {
        const struct sel_table *t = &sel->tables[i];
        if (!str_eq(t->table->name, *table) || !str_eq(t->schema->name, *schema))
            continue;
        *schema = t->target_schema;
        *table = t->target_name;
        return;
    }
}

/* ---- findings ---- */

static char *shown(const char *text)
{
    size_t n = strlen(text);

    if (n <= SHOWN_MAX)
        return str_printable(text, n);
    char *start = str_printable(text, SHOWN_MAX);
    char *cut = mem_printf("%s... (%zu bytes)", start, n);
    free(start);
    return cut;
}

static void begin_item(const struct subject *s, struct dts_local_object *item)
{
    shape_init(&dts_local_object_shape, item);
    item->Kind = mem_strdup(s->kind->word);
    item->Db = mem_strdup(s->db);
    item->Name = mem_strdup(s->name);
    item->SrcItem = mem_strdup("");
    item->DstItem = mem_strdup("");
    item->Advice = mem_strdup("");
}

static void not_looked(struct objects *o, const struct subject *s, const struct err *err)
{
    struct dts_local_object item;

    begin_item(s, &item);
    item.What = mem_strdup(OUTCOME_NOT_LOOKED);
    mem_replace(&item.SrcItem, err->text);
    mem_replace(&item.DstItem, err->server);
    mem_replace(&item.Advice, *err->hint
                                  ? err->hint
                                  : "Let the task's account see it on both servers, then "
                                    "check again.");
    outcome_object(o->outcome, &item);
    shape_clear(&dts_local_object_shape, &item);
    o->refused++;
}

/* Is the work over with this error, or only this object? */
static bool ends_all(const struct err *err)
{
    return err->kind == ERR_CANCELLED || err_is_transient(err);
}

/* d NULL: the whole object is missing on the target. */
static bool tell(struct objects *o, const struct subject *s, const struct differences *all,
                 const struct difference *d, struct err *err)
{
    struct dts_local_object item;
    struct err why;

    begin_item(s, &item);
    item.What = d ? difference_name(d) : mem_strdup("missing");
    free(item.SrcItem);
    free(item.DstItem);
    item.SrcItem = d ? shown(d->here ? d->here->value : "") : mem_strdup("there");
    item.DstItem = d ? shown(d->there ? d->there->value : "") : mem_strdup("");
    if (d && d->here && d->there == NULL && !*item.SrcItem)
        mem_replace(&item.SrcItem, "there");
    if (d && d->there && d->here == NULL && !*item.DstItem)
        mem_replace(&item.DstItem, "there");
    bool ok = !s->kind->mend || s->kind->mend(o, s, all, d, &item, &why);
    if (!ok && ends_all(&why)) {
        *err = why;
    } else { /* found is found, though the remedy is not known */
        ok = true;
        outcome_object(o->outcome, &item);
        o->found++;
    }
    shape_clear(&dts_local_object_shape, &item);
    return ok;
}

/* ---- one object ---- */

/* The servers' ways to say that there is no such database, table, routine, view, trigger, event,
 * account. */
static bool is_absent(const struct err *err)
{
    static const int numbers[] = {1049, 1146, 1305, 1347, 1360, 1539, 1141};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (err->number == numbers[i])
            return true;
    return err->kind == ERR_GONE;
}

static bool read_side(struct objects *o, struct subject *s, enum side side, struct facts *out,
                      struct err *err)
{
    struct err why;

    if (s->kind->read(o, s, side, out, &why))
        return true;
    facts_clear(out);
    if (is_absent(&why))
        return true;
    *err = why;
    return false;
}

/* One look: source, the target catches up, target; where they differ, the source again. */
struct seen {
    struct facts here, there;
    struct differences found; /* into the two */
    bool missing;             /* on the target, as a whole */
};

static void seen_clear(struct seen *l)
{
    differences_clear(&l->found);
    facts_clear(&l->here);
    facts_clear(&l->there);
}

static bool look(struct objects *o, struct subject *s, struct seen *l, struct err *err)
{
    *l = (struct seen){0};
    s->passed_over = false;
    if (!read_side(o, s, SIDE_SOURCE, &l->here, err))
        return false;
    if (l->here.n == 0 || s->passed_over) /* dropped since, or left out by the copy */
        return true;
    if (!align_now(&o->align, err) || !read_side(o, s, SIDE_TARGET, &l->there, err))
        return false;
    l->missing = l->there.n == 0;
    if (!l->missing)
        facts_diff(&l->here, &l->there, &l->found);
    if (l->missing && s->kind->late)
        l->missing = false;
    return true;
}

static bool is_same(const struct seen *l)
{
    return !l->missing && l->found.n == 0;
}

static bool tell_all(struct objects *o, const struct subject *s, const struct seen *l,
                     struct err *err)
{
    if (l->missing)
        return tell(o, s, NULL, NULL, err);
    for (size_t i = 0; i < l->found.n; i++)
        if (!tell(o, s, &l->found, &l->found.items[i], err))
            return false;
    return true;
}

/* The same difference PROOFS + 1 times in a row, each time with a new reading of the source. */
static bool settle_object(struct objects *o, struct subject *s, struct err *err)
{
    struct seen before = {0}, now = {0};
    int64_t wait = FIRST_MS;
    bool ok = look(o, s, &before, err), proven = false;

    for (int i = 0, proofs = 0; ok && !is_same(&before) && !proven && i < LOOKS; i++) {
        if (!cancel_wait(o->run->cancel, (int)wait)) {
            ok = cancel_check(o->run->cancel, err);
            break;
        }
        wait = wait * 2 > MOST_MS ? MOST_MS : wait * 2;
        ok = look(o, s, &now, err);
        bool again =
            ok && now.missing == before.missing && differences_same(&now.found, &before.found);
        proofs = again ? proofs + 1 : 0;
        proven = proofs == PROOFS;
        seen_clear(&before);
        before = now;
        now = (struct seen){0};
    }
    if (ok && proven && !is_same(&before))
        ok = tell_all(o, s, &before, err);
    else if (ok && !is_same(&before))
        o->moving++;
    seen_clear(&before);
    return ok;
}

static bool one_object(struct objects *o, struct subject *s, struct err *err)
{
    if (!cancel_check(o->run->cancel, err))
        return false;
    if (settle_object(o, s, err))
        return true;
    if (ends_all(err))
        return false;
    not_looked(o, s, err);
    return true;
}

/* ---- many ---- */

static bool glance_all(struct objects *o, struct subject *s, size_t n, enum side side,
                       char **texts, struct err *err)
{
    struct err why;

    for (size_t i = 0; i < n; i++) {
        if (!cancel_check(o->run->cancel, err))
            return false;
        if (s[i].kind->glance && !s[i].kind->glance(o, &s[i], side, &texts[i], &why) &&
            ends_all(&why)) {
            *err = why;
            return false;
        }
    }
    return true;
}

/* The counter is an object of its own: where one moves all the time, the structure still settles. */
static bool counter_too(struct objects *o, const struct subject *s, struct err *err)
{
    struct subject counter = *s;

    if (s->next[SIDE_TARGET] >= s->next[SIDE_SOURCE])
        return true;
    counter.kind = &object_counter;
    return one_object(o, &counter, err);
}

static bool one_batch(struct objects *o, struct subject *s, size_t n, struct err *err)
{
    char *here[BATCH] = {0}, *there[BATCH] = {0};
    bool ok = glance_all(o, s, n, SIDE_SOURCE, here, err) &&
              (!s->kind->glance || align_now(&o->align, err)) &&
              glance_all(o, s, n, SIDE_TARGET, there, err);

    for (size_t i = 0; ok && i < n; i++) {
        int64_t refused = o->refused, found = o->found;
        if (!here[i] || !there[i] || !str_eq(here[i], there[i]))
            ok = one_object(o, &s[i], err);
        ok = ok && counter_too(o, &s[i], err);
        o->looked += o->refused == refused;
        o->differ += o->found > found;
    }
    for (size_t i = 0; i < n; i++) {
        free(here[i]);
        free(there[i]);
    }
    return ok;
}

static bool one_kind(struct objects *o, const struct object_kind *kind, struct err *err)
{
    struct subjects list = {0};
    struct err why;
    bool ok = kind->list(o, kind, &list, &why);

    if (!ok && ends_all(&why)) {
        *err = why;
    } else if (!ok) {
        struct subject all = {.kind = kind, .db = "", .name = ""};
        not_looked(o, &all, &why);
        ok = true;
    }
    for (size_t i = 0; ok && i < list.n; i += BATCH)
        ok = one_batch(o, &list.items[i], list.n - i < BATCH ? list.n - i : BATCH, err);
    free(list.items);
    return ok;
}

static bool all_kinds(struct objects *o, struct err *err)
{
    bool ok = align_open(&o->align, o->run, err);

    o->looked = o->differ = o->found = o->refused = o->moving = 0;
    outcome_objects_looked(o->outcome, -1);
    if (ok)
        o->like =
            likeness_of(o->align.room.source_facts.flavor, o->align.room.target_facts.flavor);
    for (size_t i = 0; ok && i < sizeof kinds / sizeof *kinds; i++)
        ok = one_kind(o, kinds[i], err);
    account_plan_clear(&o->plan);
    strlist_clear(&o->accounts);
    align_close(&o->align);
    return ok;
}

static void note(struct objects *o, int64_t n, const char *one, const char *many)
{
    if (n)
        outcome_note(o->outcome, "%lld %s", (long long)n, n == 1 ? one : many);
}

static void conclude(struct objects *o)
{
    outcome_objects_looked(o->outcome, o->looked);
    note(o, o->differ, "object differs beyond rows", "objects differ beyond rows");
    note(o, o->refused, "object could not be looked at", "objects could not be looked at");
    note(o, o->moving, "object changed all the time and was not compared",
         "objects changed all the time and were not compared");
    if (o->like == LIKE_OTHER && o->sel->views.n)
        outcome_note(o->outcome,
                     "the texts of views were not compared: MySQL and MariaDB print "
                     "them differently");
}

bool objects_compare(const struct run *run, const struct selection *sel,
                     const struct dts_compare_object *only, struct outcome *outcome,
                     struct err *err)
{
    struct objects o = {.run = run, .sel = sel, .only = only, .outcome = outcome};
    struct backoff pause = BACKOFF_INIT(RETRY_FIRST, RETRY_MOST);

    for (int tries = 0; !all_kinds(&o, err); tries++) {
        if (err->kind == ERR_CANCELLED || !err_is_transient(err) || tries == RETRIES)
            return false;
        if (!cancel_wait(run->cancel, backoff_next(&pause)))
            return cancel_check(run->cancel, err);
    }
    conclude(&o);
    return true;
}
