/* SPDX-License-Identifier: MIT
 *
 * plan_dts - the plan as requests to DTS, and back from what DTS says of a task.
 *
 * Source: CreateMigrationService, ModifyMigrationJob, DescribeMigrationDetail (API 3.2, 3.4,
 * 3.7, 3.11, 3.13, 3.14).
 */
#include <stddef.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wizard/plan.h"
#include "wizard/plan_access.h"

#define MYSQL "mysql"

/* dtsd serves one place and has no regions, but the protocol wants the member. */
static const char *region_of(const struct plan *p)
{
    return str_or(p->region, "local");
}

void plan_to_create(const struct plan *p, struct dts_create_request *out)
{
    shape_init(&dts_create_request_shape, out);
    out->SrcDatabaseType = mem_strdup(MYSQL);
    out->DstDatabaseType = mem_strdup(MYSQL);
    out->SrcRegion = mem_strdup(str_or(p->source_region, region_of(p)));
    out->DstRegion = mem_strdup(region_of(p));
    out->InstanceClass = mem_strdup(str_or(p->instance_class, "medium"));
    out->Count = 1;
    out->JobName = mem_strdup(p->name);
}

/* ---- endpoints ---- */

static char **id_of(const struct plan_side *s, const struct plan_access *a)
{
    return (char **)(a->fields & ACCESS_NETWORK ? &s->network_id : &s->instance_id);
}

static char **info_id(const struct dts_db_info *info, const struct plan_access *a)
{
    return (char **)(void *)((char *)(uintptr_t)info + a->id_at);
}

static char *given(const char *s)
{
    return str_empty(s) ? NULL : mem_strdup(s);
}

static void side_to_dts(const struct plan_side *s, const char *region, struct dts_endpoint *out)
{
    const struct plan_access *a = plan_access(s->access_type);

    shape_clear(&dts_endpoint_shape, out);
    out->Region = mem_strdup(region);
    out->AccessType = mem_strdup(str_or(s->access_type, a->type));
    out->DatabaseType = mem_strdup(MYSQL);
    out->NodeType = mem_strdup("simple");
    out->Supplier = given(s->supplier);
    if (a->fields & ACCESS_CCN) {
        out->DatabaseNetEnv = mem_strdup(str_or(s->net_env, "UserIDC"));
        out->CcnOwnerUin = given(s->owner_uin);
    }
    struct dts_db_info *info = DTS_PUSH(out->Info, dts_db_info_shape);
    if (a->fields & ACCESS_HOST)
        info->Host = given(s->host);
    if (a->fields & ACCESS_PORT && s->port)
        info->Port = s->port;
    if (a->fields & ACCESS_VPC) {
        info->VpcId = given(s->vpc_id);
        info->SubnetId = given(s->subnet_id);
    }
    if (a->id_at)
        *info_id(info, a) = given(*id_of(s, a));
    if (str_eq(s->supplier, "aliyun"))
        info->EngineVersion = given(s->engine_version);
    info->User = given(s->user);
    info->Password = secret_dup(s->password);
    if (s->encrypt)
        info->EncryptConn = mem_strdup("Encrypted");
}

/* ---- objects ---- */

static const struct {
    size_t mode, names; /* in struct dts_db_item */
} kind_rows[PLAN_KINDS] = {
#define KIND(member)                                                                        \
    {                                                                                       \
        offsetof(struct dts_db_item, member##Mode), offsetof(struct dts_db_item, member##s) \
    }
    [PLAN_FUNCTIONS] = KIND(Function),
    [PLAN_PROCEDURES] = KIND(Procedure),
    [PLAN_TRIGGERS] = KIND(Trigger),
    [PLAN_EVENTS] = KIND(Event),
#undef KIND
};

static char **mode_at(const struct dts_db_item *item, int kind)
{
    return (char **)(void *)((char *)(uintptr_t)item + kind_rows[kind].mode);
}

static struct strlist *names_at(const struct dts_db_item *item, int kind)
{
    return (struct strlist *)(void *)((char *)(uintptr_t)item + kind_rows[kind].names);
}

static void some_to_dts(const struct plan_db *db, struct dts_db_item *out)
{
    for (int k = 0; k < PLAN_KINDS; k++) {
        if (!db->some[k].given)
            continue;
        *mode_at(out, k) = mem_strdup(db->some[k].names.n ? "partial" : "none");
        strlist_copy(names_at(out, k), &db->some[k].names);
    }
}

static void some_from_dts(struct plan_db *db, const struct dts_db_item *item)
{
    for (int k = 0; k < PLAN_KINDS; k++) {
        const char *mode = *mode_at(item, k);
        db->some[k].given = str_eq(mode, "partial") || str_eq(mode, "none");
        strlist_clear(&db->some[k].names);
        if (str_eq(mode, "partial"))
            strlist_copy(&db->some[k].names, names_at(item, k));
    }
}

static void db_to_dts(const struct plan_db *db, struct dts_db_item *out)
{
    out->DbName = mem_strdup(db->name);
    out->NewDbName = given(db->new_name);
    some_to_dts(db, out);
    out->DBMode = mem_strdup(db->all ? "all" : "partial");
    if (db->all)
        return;
    out->TableMode = mem_strdup(db->tables.n ? "partial" : "none");
    for (size_t i = 0; i < db->tables.n; i++)
        DTS_PUSH(out->Tables, dts_table_item_shape)->TableName =
            mem_strdup(db->tables.items[i]);
    out->ViewMode = mem_strdup(db->views.n ? "partial" : "none");
    for (size_t i = 0; i < db->views.n; i++)
        DTS_PUSH(out->Views, dts_view_item_shape)->ViewName = mem_strdup(db->views.items[i]);
}

static const struct {
    const char *word;
    size_t at;
} advanced_rows[] = {
    {"function", offsetof(struct plan, with_routines)},
    {"procedure", offsetof(struct plan, with_routines)},
    {"trigger", offsetof(struct plan, with_triggers)},
    {"event", offsetof(struct plan, with_events)},
};
#define N_ADVANCED (sizeof advanced_rows / sizeof *advanced_rows)

static bool *advanced_at(const struct plan *p, size_t i)
{
    return (bool *)(void *)((char *)(uintptr_t)p + advanced_rows[i].at);
}

void plan_compare_options(const struct plan *p, struct dts_compare_options *out)
{
    bool spot = p->compare == COMPARE_SPOT;

    mem_replace(&out->Method, spot ? "sampleDataCheck" : "dataCheck");
    out->SampleRate = spot ? p->sample_percent : 100;
    out->ThreadCount = p->compare_threads;
    out->ReCheckTime = p->recheck_times;
    out->ReCheckInterval = p->recheck_minutes;
}

static void compare_to_dts(const struct plan *p, struct dts_migrate_option *out)
{
    struct dts_consistency *c = mem_alloc(sizeof *c);

    shape_init(&dts_consistency_shape, c);
    out->Consistency = c;
    if (p->compare != COMPARE_FULL && p->compare != COMPARE_SPOT) {
        c->Mode = mem_strdup("noCheck");
        return;
    }
    c->Mode = mem_strdup("full");
    c->ObjectMode = mem_strdup("sameAsMigrate");
    c->Options = mem_alloc(sizeof *c->Options);
    shape_init(&dts_compare_options_shape, c->Options);
    plan_compare_options(p, c->Options);
}

void plan_to_modify(const struct plan *p, struct dts_modify_request *out)
{
    struct dts_migrate_option *mo = &out->MigrateOption;
    char when[CLOCK_TEXT_SIZE];

    shape_init(&dts_modify_request_shape, out);
    out->JobId = mem_strdup(p->job_id);
    out->JobName = given(p->name);
    out->RunMode = mem_strdup(p->timed ? "timed" : "immediate");
    if (p->timed) {
        clock_format_beijing(p->start_at, when);
        out->ExpectRunTime = mem_strdup(when);
    }
    side_to_dts(&p->source, str_or(p->source_region, region_of(p)), &out->SrcInfo);
    side_to_dts(&p->target, region_of(p), &out->DstInfo);
    mo->MigrateType = mem_strdup(str_or(p->migrate_type, "fullAndIncrement"));
    mo->IsMigrateAccount = p->with_accounts;
    mo->IsOverrideRoot = 0;
    mo->IsDstReadOnly = p->keep_target_read_only;
    mo->DatabaseTable.ObjectMode = mem_strdup(p->whole_instance ? "all" : "partial");
    for (size_t i = 0; !p->whole_instance && i < p->databases.n; i++)
        db_to_dts(&p->databases.items[i],
                  DTS_PUSH(mo->DatabaseTable.Databases, dts_db_item_shape));
    for (size_t i = 0; i < N_ADVANCED; i++)
        if (*advanced_at(p, i))
            strlist_add(&mo->DatabaseTable.AdvancedObjects, advanced_rows[i].word);
    compare_to_dts(p, mo);
}

/* ---- back ---- */

static void side_from_dts(struct plan_side *s, const struct dts_endpoint *e)
{
    const struct dts_db_info *info = e->Info.n ? &e->Info.items[0] : NULL;
    const struct plan_access *a = plan_access(e->AccessType);

    if (!str_empty(e->AccessType))
        mem_replace(&s->access_type, e->AccessType);
    if (!str_empty(e->Supplier))
        mem_replace(&s->supplier, e->Supplier);
    if (!str_empty(e->DatabaseNetEnv))
        mem_replace(&s->net_env, e->DatabaseNetEnv);
    if (!str_empty(e->CcnOwnerUin))
        mem_replace(&s->owner_uin, e->CcnOwnerUin);
    if (!info)
        return;
    if (!str_empty(info->Host))
        mem_replace(&s->host, info->Host);
    if (info->Port > 0 && info->Port <= 65535)
        s->port = (unsigned)info->Port;
    if (!str_empty(info->User))
        mem_replace(&s->user, info->User);
    if (!str_empty(info->VpcId))
        mem_replace(&s->vpc_id, info->VpcId);
    if (!str_empty(info->SubnetId))
        mem_replace(&s->subnet_id, info->SubnetId);
    if (a->id_at && !str_empty(*info_id(info, a)))
        mem_replace(id_of(s, a), *info_id(info, a));
    if (!str_empty(info->EngineVersion))
        mem_replace(&s->engine_version, info->EngineVersion);
    s->encrypt = str_eq(info->EncryptConn, "Encrypted");
    /* The password is not taken: DTS masks it or leaves it out, and an echo must not spread. */
}

static void databases_from_dts(struct plan *p, const struct dts_database_table *dt)
{
    if (!dt->ObjectMode)
        return;
    while (p->databases.n)
        plan_db_remove(p, p->databases.items[0].name);
    p->whole_instance = str_eq(dt->ObjectMode, "all");
    for (size_t i = 0; i < dt->Databases.n; i++) {
        const struct dts_db_item *item = &dt->Databases.items[i];
        if (str_empty(item->DbName))
            continue;
        struct plan_db *db = plan_db_add(p, item->DbName);
        if (!str_eq(item->NewDbName, item->DbName))
            mem_replace(&db->new_name, str_empty(item->NewDbName) ? NULL : item->NewDbName);
        some_from_dts(db, item);
        db->all = !str_eq(item->DBMode, "partial") ||
                  (str_eq(item->TableMode, "all") && str_eq(item->ViewMode, "all"));
        for (size_t t = 0; !db->all && t < item->Tables.n; t++)
            strlist_add(&db->tables, str_or(item->Tables.items[t].TableName, ""));
        for (size_t v = 0; !db->all && v < item->Views.n; v++)
            strlist_add(&db->views, str_or(item->Views.items[v].ViewName, ""));
    }
    for (size_t i = 0; i < N_ADVANCED; i++)
        *advanced_at(p, i) = false;
    for (size_t i = 0; i < N_ADVANCED; i++)
        if (strlist_has(&dt->AdvancedObjects, advanced_rows[i].word))
            *advanced_at(p, i) = true;
}

static void take_int(int64_t *where, int64_t value)
{
    if (value != DTS_UNSET)
        *where = value;
}

static void compare_from_dts(struct plan *p, const struct dts_consistency *c)
{
    if (!c || str_empty(c->Mode) || str_eq(c->Mode, "notConfigured"))
        return;
    if (str_eq(c->Mode, "noCheck")) {
        p->compare = COMPARE_NONE;
        return;
    }
    p->compare = COMPARE_FULL;
    if (!c->Options)
        return;
    if (str_eq(c->Options->Method, "sampleDataCheck")) {
        p->compare = COMPARE_SPOT;
        take_int(&p->sample_percent, c->Options->SampleRate);
    }
    take_int(&p->compare_threads, c->Options->ThreadCount);
    take_int(&p->recheck_times, c->Options->ReCheckTime);
    take_int(&p->recheck_minutes, c->Options->ReCheckInterval);
}

void plan_from_detail(struct plan *p, const struct dts_detail *d)
{
    const struct dts_migrate_option *mo = &d->MigrateOption;

    if (!str_empty(d->JobId))
        mem_replace(&p->job_id, d->JobId);
    if (!str_empty(d->JobName))
        mem_replace(&p->name, d->JobName);
    if (!str_empty(d->SrcInfo.Region))
        mem_replace(&p->source_region, d->SrcInfo.Region);
    if (!str_empty(d->DstInfo.Region))
        mem_replace(&p->region, d->DstInfo.Region);
    if (!str_empty(d->TradeInfo.InstanceClass))
        mem_replace(&p->instance_class, d->TradeInfo.InstanceClass);
    if (!str_empty(d->RunMode)) {
        p->timed = str_eq(d->RunMode, "timed");
        if (!p->timed || !clock_parse_beijing(str_or(d->ExpectRunTime, ""), &p->start_at))
            p->start_at = 0;
    }
    side_from_dts(&p->source, &d->SrcInfo);
    side_from_dts(&p->target, &d->DstInfo);
    databases_from_dts(p, &mo->DatabaseTable);
    if (!str_empty(mo->MigrateType))
        mem_replace(&p->migrate_type, mo->MigrateType);
    if (mo->IsDstReadOnly != DTS_UNSET_BOOL)
        p->keep_target_read_only = mo->IsDstReadOnly;
    if (mo->IsMigrateAccount != DTS_UNSET_BOOL)
        p->with_accounts = mo->IsMigrateAccount;
    compare_from_dts(p, mo->Consistency);
}
