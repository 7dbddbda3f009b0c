/* SPDX-License-Identifier: MIT
 *
 * diagnose_backup - the steps of diagnose.h about backups and other tasks, the one that starts a
 * backup, and what its refusal means.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "alibaba/backup_window.h"
#include "alibaba/diagnose_private.h"
#include "alibaba/rds_backup.h"
#include "alibaba/rds_errors.h"
#include "alibaba/rds_tasks.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define DAY_S       86400
#define HOUR_S      3600
#define BACKUPS_MAX 20 /* of an instance and day */

/* "42 %" or "? %". */
static char *percent_text(int64_t percent)
{
    return percent < 0 ? mem_strdup("? %") : mem_printf("%" PRId64 " %%", percent);
}

static bool cut_off(struct diagnosis *d, bool cut)
{
    if (cut)
        return diagnose_say(d, DIAGNOSE_WARNING, "%s",
                            _("None seen, but the list could not be read to its end."));
    return diagnose_say(d, DIAGNOSE_OK, "%s", _("None."));
}

bool diagnose_backups_running(struct diagnosis *d, struct err *err)
{
    struct rds_backup_job_list l;
    bool found = false;

    if (!rds_backup_jobs(&d->o.at, NULL, &l, err))
        return diagnose_told(d, RDS_DESCRIBE_BACKUP_TASKS, err);
    for (size_t i = 0; i < l.n && !found; i++) {
        const struct rds_backup_job *j = &l.items[i];
        if (!rds_backup_job_runs(j))
            continue;
        char *percent = percent_text(j->percent);
        diagnose_say(d, DIAGNOSE_NO, _("Backup %s is running: %s, %s."), str_or(j->id, "?"),
                     str_or(j->status, str_or(j->progress, "?")), percent);
        free(percent);
        found = true;
    }
    bool cut = l.cut;
    rds_backup_job_list_clear(&l);
    return found ? diagnose_decide(d, DIAGNOSE_CONFLICT) : cut_off(d, cut);
}

static const char *operation_words(const struct rds_operation *o)
{
    return str_or(o->words, str_or(o->type, "?"));
}

/* Planned, and its switch falls into the next day. */
static bool say_pending(struct diagnosis *d, const struct rds_operation_list *l)
{
    int64_t now = diagnose_now(d);

    for (size_t i = 0; i < l->n; i++) {
        const struct rds_operation *o = &l->items[i];
        char at[CLOCK_TEXT_SIZE];
        if (o->switches < now || o->switches > now + DAY_S)
            continue;
        clock_format_local(o->switches, at);
        return diagnose_say(d, DIAGNOSE_WARNING, _("%s is planned for %s."), operation_words(o),
                            at);
    }
    return cut_off(d, l->cut);
}

bool diagnose_maintenance(struct diagnosis *d, struct err *err)
{
    struct rds_operation_list l;

    if (!rds_active_operations(&d->o.at, RDS_OPERATION_PROCESSING, &l, err))
        return diagnose_told(d, RDS_DESCRIBE_ACTIVE_TASKS, err);
    bool found = l.n > 0;
    if (found)
        diagnose_say(d, DIAGNOSE_NO, _("%s is under way."), operation_words(&l.items[0]));
    rds_operation_list_clear(&l);
    if (found)
        return diagnose_decide(d, DIAGNOSE_CONFLICT);
    if (!rds_active_operations(&d->o.at, RDS_OPERATION_PENDING, &l, err))
        return diagnose_told(d, RDS_DESCRIBE_ACTIVE_TASKS, err);
    say_pending(d, &l);
    rds_operation_list_clear(&l);
    return true;
}

bool diagnose_tasks(struct diagnosis *d, struct err *err)
{
    static const char *const blocking[] = {"Running", "Waiting", "Cancelling"};
    struct rds_task_list l;
    int64_t now = diagnose_now(d);
    bool found = false;

    if (!rds_history_tasks(&d->o.at, now - DAY_S, now, "Running,Waiting,Cancelling", &l, err))
        return diagnose_told(d, RDS_DESCRIBE_HISTORY_TASKS, err);
    for (size_t i = 0; i < l.n && !found; i++) {
        const struct rds_task *t = &l.items[i];
        bool blocks = !t->status;
        for (size_t k = 0; k < sizeof blocking / sizeof *blocking; k++)
            blocks = blocks || str_eq_nocase(t->status, blocking[k]);
        if (!blocks)
            continue;
        char *percent = percent_text(t->percent), left[FMT_SIZE];
        diagnose_say(d, DIAGNOSE_NO, _("%s: %s, %s, %s left."), str_or(t->type, "?"),
                     str_or(t->status, "?"), percent, fmt_duration(t->left_s, left));
        free(percent);
        found = true;
    }
    bool cut = l.cut;
    rds_task_list_clear(&l);
    return found ? diagnose_decide(d, DIAGNOSE_CONFLICT) : cut_off(d, cut);
}

/* By which clock a day of the quota begins is not published: a day is the last 24 hours. */
bool diagnose_quota(struct diagnosis *d, struct err *err)
{
    struct rds_backup_list l;
    int64_t now = diagnose_now(d);
    size_t n = 0, today = 0;

    if (!rds_backups(&d->o.at, now - DAY_S, now, &l, err))
        return diagnose_told(d, RDS_DESCRIBE_BACKUPS, err);
    for (size_t i = 0; i < l.n; i++) {
        bool made = !str_eq_nocase(l.items[i].status, "Failed");
        n += made;
        today += made && l.items[i].start >= now - now % DAY_S;
    }
    rds_backup_list_clear(&l);
    diagnose_say(d, n >= BACKUPS_MAX ? DIAGNOSE_NO : DIAGNOSE_OK,
                 _("%zu in the last 24 hours, %zu of them today (UTC)."), n, today);
    return n < BACKUPS_MAX || diagnose_decide(d, DIAGNOSE_QUOTA);
}

bool diagnose_automatic(struct diagnosis *d, struct err *err)
{
    struct rds_policy p;
    struct backup_window w;
    int64_t now = diagnose_now(d);
    char at[CLOCK_TEXT_SIZE];

    if (!rds_policy(&d->o.at, RDS_POLICY_DATA, &p, err))
        return diagnose_told(d, RDS_DESCRIBE_BACKUP_POLICY, err);
    bool read = backup_window_read(&p, &w), near = backup_window_is_near(&w, now);
    rds_policy_clear(&p);
    int64_t due = read ? backup_window_opens(&w, now) : 0;
    if (w.next >= now - HOUR_S && (!near || w.next < now + BACKUP_SOON_S))
        due = w.next;
    if (!due)
        return diagnose_say(d, DIAGNOSE_WARNING, "%s",
                            _("Alibaba does not say when the next one is."));
    clock_format_local(due, at);
    if (!near)
        return diagnose_say(d, DIAGNOSE_OK, _("The next one is due at %s."), at);
    diagnose_say(d, DIAGNOSE_NO, _("One is due at %s."), at);
    return diagnose_decide(d, DIAGNOSE_AUTOMATIC);
}

/* ---- the backup that is tried ---- */

/* Read back: how the one that has just begun stands, as its list says; caller frees. */
static char *begun_text(struct diagnosis *d, const char *id)
{
    struct rds_backup_job_list l;
    struct err err = {0};
    char *text = NULL;

    if (!rds_backup_jobs(&d->o.at, id, &l, &err))
        return mem_printf(_("its list could not be read: %s"), err.text);
    for (size_t i = 0; i < l.n && !text; i++) {
        const struct rds_backup_job *j = &l.items[i];
        if (!str_eq(j->id, id))
            continue;
        char *percent = percent_text(j->percent);
        text = mem_printf("%s, %s", str_or(j->status, str_or(j->progress, "?")), percent);
        free(percent);
    }
    rds_backup_job_list_clear(&l);
    return text ? text : mem_strdup(_("its list does not show it yet"));
}

static void say_begun(struct diagnosis *d, const char *id)
{
    if (!id) { /* which of the list it is cannot be told */
        diagnose_say(d, DIAGNOSE_OK, "%s", _("Yes: a backup has begun."));
        return;
    }
    char *stands = begun_text(d, id);
    diagnose_say(d, DIAGNOSE_OK, _("Yes: backup %s has begun (%s)."), id, stands);
    free(stands);
}

bool diagnose_try(struct diagnosis *d, struct err *err)
{
    char *id = NULL;

    if (!d->o.may_create_backup)
        return diagnose_say(d, DIAGNOSE_NOT_ASKED, "%s",
                            _("Not asked: it would start a real backup, and that needs your "
                              "word."));
    enum rds_outcome o = rds_create_backup(&d->o.at, &id, err);
    if (o == RDS_DONE) {
        d->tried = true;
        say_begun(d, id);
        free(id);
        return diagnose_decide(d, DIAGNOSE_WORKS);
    }
    if (o == RDS_UNKNOWN) {
        d->tried = true;
        diagnose_keep(d, RDS_CREATE_BACKUP, err);
        diagnose_say(d, DIAGNOSE_WARNING, _("Not known whether it did: %s."), err->text);
        return diagnose_decide(d, DIAGNOSE_UNCLEAR);
    }
    if (str_empty(err->code) || rds_again(err) == RDS_AGAIN_LATER)
        return false; /* looked for and not there: it may be asked for again */
    d->tried = true;
    diagnose_keep(d, RDS_CREATE_BACKUP, err);
    return diagnose_say(d, DIAGNOSE_NO, _("No: %s (%s)."), err->text, err->code);
}

/* The last four steps ask the same refusal four questions. */
bool diagnose_refused(struct diagnosis *d, struct err *err)
{
    size_t step;

    (void)err;
    if (!d->tried)
        return diagnose_say(d, DIAGNOSE_NOT_ASKED, "%s", _("Not asked: no backup was tried."));
    enum diagnose_cause cause = diagnose_cause_of(d, &d->refusal, &step);
    if (step != d->next)
        return diagnose_say(d, DIAGNOSE_OK, "%s", _("No."));
    diagnose_say(d, DIAGNOSE_NO, _("Yes: %s (%s)."), d->refusal.text, d->refusal.code);
    return diagnose_decide(d, cause);
}
