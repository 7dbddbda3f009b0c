/* SPDX-License-Identifier: MIT
 *
 * plan - the object itself: defaults, copies, and its list of databases. See plan.h.
 *
 * The members that are text are listed once, in the tables below, so that copying and clearing
 * cannot forget one.
 */
#include "wizard/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "wizard/plan_access.h"

static const size_t texts[] = {
    offsetof(struct plan, draft_id),
    offsetof(struct plan, job_id),
    offsetof(struct plan, name),
    offsetof(struct plan, endpoint),
    offsetof(struct plan, key_origin),
    offsetof(struct plan, key_id),
    offsetof(struct plan, region),
    offsetof(struct plan, source_region),
    offsetof(struct plan, instance_class),
    offsetof(struct plan, migrate_type),
    offsetof(struct plan, complete_intent),
    offsetof(struct plan, create_intent),
    offsetof(struct plan, rds.key_origin),
    offsetof(struct plan, rds.key_id),
    offsetof(struct plan, rds.region),
    offsetof(struct plan, rds.instance),
    offsetof(struct plan, rds.endpoint),
    offsetof(struct plan, rds.more),
};
static const size_t side_texts[] = {
    offsetof(struct plan_side, access_type), offsetof(struct plan_side, supplier),
    offsetof(struct plan_side, instance_id), offsetof(struct plan_side, host),
    offsetof(struct plan_side, here_host),   offsetof(struct plan_side, user),
    offsetof(struct plan_side, network_id),  offsetof(struct plan_side, vpc_id),
    offsetof(struct plan_side, subnet_id),   offsetof(struct plan_side, net_env),
    offsetof(struct plan_side, owner_uin),   offsetof(struct plan_side, engine_version),
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static char **text_at(void *base, size_t offset)
{
    return (char **)(void *)((char *)base + offset);
}

void plan_init(struct plan *p)
{
    memset(p, 0, sizeof *p);
    p->instance_class = mem_strdup("medium");
    p->migrate_type = mem_strdup("fullAndIncrement");
    p->source.access_type = mem_strdup("extranet");
    p->source.supplier = mem_strdup("others");
    p->target.access_type = mem_strdup("cdb");
    p->with_routines = p->with_triggers = p->with_events = true;
    p->compare = COMPARE_UNSET;
    p->compare_threads = 1;
    p->recheck_times = 2;
    p->recheck_minutes = 1;
    p->stage = STAGE_SOURCE;
    p->changed_since_sent = true;
}

static void db_clear(struct plan_db *db)
{
    free(db->name);
    free(db->new_name);
    for (int k = 0; k < PLAN_KINDS; k++)
        strlist_clear(&db->some[k].names);
    strlist_clear(&db->tables);
    strlist_clear(&db->views);
}

static void side_clear(struct plan_side *s)
{
    for (size_t i = 0; i < COUNT(side_texts); i++)
        free(*text_at(s, side_texts[i]));
    secret_free(s->password);
}

void plan_clear(struct plan *p)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        free(*text_at(p, texts[i]));
    side_clear(&p->source);
    side_clear(&p->target);
    for (size_t i = 0; i < p->databases.n; i++)
        db_clear(&p->databases.items[i]);
    free(p->databases.items);
    memset(p, 0, sizeof *p);
}

static void side_copy(struct plan_side *dst, const struct plan_side *src)
{
    for (size_t i = 0; i < COUNT(side_texts); i++)
        *text_at(dst, side_texts[i]) = mem_strdup(*text_at((void *)src, side_texts[i]));
    dst->password = secret_dup(src->password);
}

void plan_db_keep(struct plan_db *to, const struct plan_db *from)
{
    mem_replace(&to->new_name, from->new_name);
    for (int k = 0; k < PLAN_KINDS; k++) {
        to->some[k].given = from->some[k].given;
        strlist_clear(&to->some[k].names);
        strlist_copy(&to->some[k].names, &from->some[k].names);
    }
}

const char *plan_kind_word(enum plan_kind k)
{
    static const char *const words[PLAN_KINDS] = {
        [PLAN_FUNCTIONS] = N_("functions"),
        [PLAN_PROCEDURES] = N_("procedures"),
        [PLAN_TRIGGERS] = N_("triggers"),
        [PLAN_EVENTS] = N_("events"),
    };
    return words[k];
}

void plan_copy(struct plan *dst, const struct plan *src)
{
    struct plan copy = *src;

    for (size_t i = 0; i < COUNT(texts); i++)
        *text_at(&copy, texts[i]) = mem_strdup(*text_at((void *)src, texts[i]));
    side_copy(&copy.source, &src->source);
    side_copy(&copy.target, &src->target);
    memset(&copy.databases, 0, sizeof copy.databases);
    mem_grow(&copy.databases.items, &copy.databases.cap, src->databases.n,
             sizeof *copy.databases.items);
    copy.databases.n = src->databases.n;
    for (size_t i = 0; i < src->databases.n; i++) {
        const struct plan_db *from = &src->databases.items[i];
        struct plan_db *to = &copy.databases.items[i];
        memset(to, 0, sizeof *to);
        to->name = mem_strdup(from->name);
        plan_db_keep(to, from);
        to->all = from->all;
        strlist_copy(&to->tables, &from->tables);
        strlist_copy(&to->views, &from->views);
    }
    plan_clear(dst);
    *dst = copy;
}

/* Index of the first database not before name; *found when it is name's own. */
static size_t db_place(const struct plan *p, const char *name, bool *found)
{
    size_t lo = 0, hi = p->databases.n;

    *found = false;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = strcmp(p->databases.items[mid].name, name);
        if (c == 0)
            *found = true;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void plan_changed(struct plan *p, enum stage stage)
{
    p->changed_since_sent = true;
    if (stage > STAGE_NONE && stage < STAGE_END)
        p->changed_stages |= INT64_C(1) << stage;
}

void plan_sent(struct plan *p)
{
    p->changed_since_sent = false;
    p->changed_stages = 0;
}

struct plan_db *plan_db_find(const struct plan *p, const char *name)
{
    bool found;
    size_t i = db_place(p, name, &found);

    return found ? &p->databases.items[i] : NULL;
}

struct plan_db *plan_db_add(struct plan *p, const char *name)
{
    bool found;
    size_t i = db_place(p, name, &found);
    struct plan_db *items;

    if (found)
        return &p->databases.items[i];
    (void)MEM_PUSH(p->databases.items, p->databases.n, p->databases.cap);
    items = p->databases.items;
    memmove(&items[i + 1], &items[i], (p->databases.n - 1 - i) * sizeof *items);
    memset(&items[i], 0, sizeof *items);
    items[i].name = mem_strdup(name);
    return &items[i];
}

void plan_db_remove(struct plan *p, const char *name)
{
    bool found;
    size_t i = db_place(p, name, &found);
    struct plan_db *items = p->databases.items;

    if (!found)
        return;
    db_clear(&items[i]);
    p->databases.n--;
    memmove(&items[i], &items[i + 1], (p->databases.n - i) * sizeof *items);
}

const char *plan_db_target(const struct plan_db *db)
{
    return str_or(db->new_name, db->name);
}

bool plan_source_is_rds(const struct plan *p)
{
    return str_eq(p->source.supplier, "aliyun");
}

bool plan_target_holds(const struct plan *p, const char *name)
{
    for (size_t i = 0; i < p->databases.n; i++)
        if (str_eq(plan_db_target(&p->databases.items[i]), name))
            return true;
    return p->whole_instance;
}

const char *plan_side_here_host(const struct plan_side *s)
{
    return str_or(s->here_host, plan_access_has(s, ACCESS_HOST) ? s->host : NULL);
}

unsigned plan_side_here_port(const struct plan_side *s)
{
    return s->here_port ? s->here_port : s->port;
}

char *plan_side_asked(const struct plan_side *s)
{
    return mem_printf("%s@%s:%u", str_or(s->user, "?"), str_or(plan_side_here_host(s), "?"),
                      plan_side_here_port(s));
}

char *plan_servers_asked(const struct plan *p)
{
    char *source = plan_side_asked(&p->source), *target = plan_side_asked(&p->target);
    char *both = mem_printf("%s\n%s", source, target);

    free(source);
    free(target);
    return both;
}

char *plan_intent_text(int64_t wall)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_iso(wall, text);
    return mem_strdup(str_or(text, "1970-01-01T00:00:00Z"));
}

bool plan_intent_parse(const char *text, int64_t *wall)
{
    return !str_empty(text) && clock_parse_iso(text, wall);
}
