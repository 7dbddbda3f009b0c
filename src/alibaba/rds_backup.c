/* SPDX-License-Identifier: MIT
 *
 * rds_backup - see rds_backup.h: jobs, backups made, and a new one.
 */
#include "alibaba/rds_backup.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_errors.h"
#include "alibaba/rds_private.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#define JOBS_MAX 200

/* ---- jobs ---- */

static const struct rds_field job_fields[] = {
    {"BackupJobId", offsetof(struct rds_backup_job, id)},
    {"JobMode", offsetof(struct rds_backup_job, mode)},
    {"BackupStatus", offsetof(struct rds_backup_job, status)},
    {"BackupProgressStatus", offsetof(struct rds_backup_job, progress)},
    {"TaskAction", offsetof(struct rds_backup_job, action)},
    {"BackupId", offsetof(struct rds_backup_job, backup_id)},
};

/* "42" or "42%". */
static int64_t percent_of(const struct json *item)
{
    char *text = rds_text(item, "Process");
    int64_t n = -1;

    if (text && str_ends(text, "%"))
        text[strlen(text) - 1] = '\0';
    if (!text || !str_to_int(text, 0, 100, &n))
        n = -1;
    free(text);
    return n;
}

static bool take_job(const struct json *item, void *arg)
{
    struct rds_backup_job_list *l = arg;

    if (l->n == JOBS_MAX)
        return false;
    struct rds_backup_job *j = MEM_PUSH(l->items, l->n, l->cap);
    rds_fields_read(item, job_fields, RDS_LEN(job_fields), j);
    j->percent = percent_of(item);
    return true;
}

bool rds_backup_jobs(const struct rds_at *at, const char *job_id,
                     struct rds_backup_job_list *out, struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_BACKUP_TASKS, "Items.BackupJob", NULL,
                                           0};
    const struct acs3_param params[] = {{"DBInstanceId", at->instance},
                                        {"BackupJobId", job_id}};

    *out = (struct rds_backup_job_list){0};
    if (rds_each(at, &pages, params, RDS_LEN(params), take_job, out, &out->cut, err))
        return true;
    rds_backup_job_list_clear(out);
    return false;
}

void rds_backup_job_list_clear(struct rds_backup_job_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        rds_fields_free(job_fields, RDS_LEN(job_fields), &l->items[i]);
    free(l->items);
    *l = (struct rds_backup_job_list){0};
}

bool rds_backup_job_runs(const struct rds_backup_job *j)
{
    static const char *const idle[] = {"NoStart", "Finished", "Failed"};
    const char *status = j->status ? j->status : j->progress;

    for (size_t i = 0; i < RDS_LEN(idle); i++)
        if (str_eq_nocase(status, idle[i]))
            return false;
    return true;
}

/* ---- backups ---- */

static const struct rds_field backup_fields[] = {
    {"BackupId", offsetof(struct rds_backup, id)},
    {"BackupMethod", offsetof(struct rds_backup, method)},
    {"BackupType", offsetof(struct rds_backup, type)},
    {"BackupMode", offsetof(struct rds_backup, mode)},
    {"BackupInitiator", offsetof(struct rds_backup, initiator)},
    {"BackupStatus", offsetof(struct rds_backup, status)},
};

static bool take_backup(const struct json *item, void *arg)
{
    struct rds_backup_list *l = arg;

    if (l->n == RDS_LIST_MAX)
        return false;
    struct rds_backup *b = MEM_PUSH(l->items, l->n, l->cap);
    rds_fields_read(item, backup_fields, RDS_LEN(backup_fields), b);
    b->start = rds_time(item, "BackupStartTime");
    b->end = rds_time(item, "BackupEndTime");
    b->size = rds_number(item, "BackupSize", -1);
    char *url = rds_text(item, "BackupDownloadURL"),
         *inner = rds_text(item, "BackupIntranetDownloadURL");
    b->downloadable = url || inner;
    free(url);
    free(inner);
    return true;
}

/* "yyyy-MM-ddTHH:mmZ": this action takes no seconds. */
static char *minute_of(int64_t wall_s)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_iso(wall_s, text);
    return mem_printf("%.16sZ", text);
}

bool rds_backups(const struct rds_at *at, int64_t from, int64_t to, struct rds_backup_list *out,
                 struct err *err)
{
    static const struct rds_pages pages = {RDS_DESCRIBE_BACKUPS, "Items.Backup",
                                           "TotalRecordCount", 100};
    char *start = minute_of(from), *end = minute_of(to);
    const struct acs3_param params[] = {
        {"DBInstanceId", at->instance}, {"StartTime", start}, {"EndTime", end}};

    *out = (struct rds_backup_list){0};
    bool ok = rds_each(at, &pages, params, RDS_LEN(params), take_backup, out, &out->cut, err);
    if (!ok)
        rds_backup_list_clear(out);
    free(start);
    free(end);
    return ok;
}

void rds_backup_list_clear(struct rds_backup_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        rds_fields_free(backup_fields, RDS_LEN(backup_fields), &l->items[i]);
    free(l->items);
    *l = (struct rds_backup_list){0};
}

/* ---- a new one ---- */

struct before {
    struct rds_backup_job_list jobs;
    bool known;
    char *id; /* of the job that was not there before */
};

static bool was_there(const struct before *b, const char *id)
{
    for (size_t i = 0; i < b->jobs.n; i++)
        if (str_eq(b->jobs.items[i].id, id))
            return true;
    return false;
}

/* Ours is a job that was not there before and that a person asked for. */
static enum rds_seen look_backup(const struct rds_at *at, void *arg)
{
    struct before *b = arg;
    struct rds_backup_job_list l;
    struct err ignored = {0};
    enum rds_seen seen = RDS_SEEN_NOT;

    if (!b->known || !rds_backup_jobs(at, NULL, &l, &ignored))
        return RDS_SEEN_UNCLEAR;
    for (size_t i = 0; i < l.n && seen != RDS_SEEN; i++) {
        const struct rds_backup_job *j = &l.items[i];
        bool asked =
            str_eq_nocase(j->mode, "Manual") || str_eq_nocase(j->action, "TempBackupTask");
        if (j->id && was_there(b, j->id))
            continue;
        if (asked) { /* whether it waits, runs or has ended */
            seen = RDS_SEEN;
            mem_replace(&b->id, j->id);
        } else if (rds_backup_job_runs(j)) {
            seen = RDS_SEEN_UNCLEAR;
        }
    }
    if (seen == RDS_SEEN_NOT && (l.cut || b->jobs.cut))
        seen = RDS_SEEN_UNCLEAR; /* it may stand among those not told */
    rds_backup_job_list_clear(&l);
    return seen;
}

enum rds_outcome rds_create_backup(const struct rds_at *at, char **job_id, struct err *err)
{
    const struct acs3_param params[] = {{"DBInstanceId", at->instance},
                                        {"BackupMethod", "Physical"}};
    struct before before = {0};
    struct json *answer = NULL;

    *job_id = NULL;
    before.known = rds_backup_jobs(at, NULL, &before.jobs, err);
    if (!before.known && (str_empty(err->code) || rds_again(err) == RDS_AGAIN_LATER))
        return RDS_NOT_DONE;
    if (!before.known)
        err_clear(err); /* refused: without that list a lost answer stays unknown, no more */
    enum rds_outcome o = rds_change(at, RDS_CREATE_BACKUP, params, RDS_LEN(params), &answer,
                                    look_backup, &before, err);
    if (o == RDS_DONE)
        *job_id = answer ? rds_text(answer, "BackupJobId") : mem_strdup(before.id);
    json_free(answer);
    rds_backup_job_list_clear(&before.jobs);
    free(before.id);
    return o;
}
