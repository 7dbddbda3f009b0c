/* SPDX-License-Identifier: MIT
 *
 * diagnose - see diagnose.h: takes the steps in turn, and puts what they found into a verdict.
 */
#include "alibaba/diagnose.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "alibaba/diagnose_private.h"
#include "alibaba/rds_errors.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define ANSWER_MAX 600
#define TICKET_MAX 4096

static const struct {
    const char *question;
    diagnose_fn *take;
} steps[DIAGNOSE_STEPS] = {
    {N_("Is the clock of this machine right?"), diagnose_clock},
    {N_("Whose key is it?"), diagnose_identity},
    {N_("Is the instance there, and may the key look at it?"), diagnose_read},
    {N_("Is the instance unlocked?"), diagnose_lock},
    {N_("Is it a primary instance?"), diagnose_primary},
    {N_("Is it running, with nothing being changed?"), diagnose_running},
    {N_("Is no backup of it running?"), diagnose_backups_running},
    {N_("Is no maintenance by Alibaba under way or near?"), diagnose_maintenance},
    {N_("Is no other task of it under way?"), diagnose_tasks},
    {N_("Are some of its 20 backups of the day left?"), diagnose_quota},
    {N_("Is no automatic backup about to begin?"), diagnose_automatic},
    {N_("Can a physical backup be made of its storage?"), diagnose_storage},
    {N_("Does Alibaba start a backup for this key? (This starts a real one.)"), diagnose_try},
    {N_("Was it refused for a right that is missing?"), diagnose_refused},
    {N_("Was it refused because something is under way?"), diagnose_refused},
    {N_("Was it refused for what the instance is?"), diagnose_refused},
    {N_("Has Alibaba to be asked why?"), diagnose_refused},
};

static const struct {
    int question;
    const char *headline, *next;
} causes[DIAGNOSE_CAUSES] = {
    [DIAGNOSE_UNDECIDED] = {0, "", ""},
    [DIAGNOSE_KEY_BAD] = {0, N_("The key itself is refused"),
                          N_("Give DTS and this wizard a key that is valid.")},
    [DIAGNOSE_KEY_RIGHT] =
        {1, N_("The key lacks a right"),
         N_("Let the owner of the account allow the RAM user what is named here, or use the "
            "owner's key; then start the task again.")},
    [DIAGNOSE_KEY_LIKELY] =
        {1, N_("Nothing was seen to stand in the way: probably the key lacks a right"),
         N_("Let the owner of the account allow the RAM user rds:CreateBackup on this "
            "instance, "
            "or use the owner's key. Certainty comes only from asking for a backup.")},
    [DIAGNOSE_HOLD] = {0, N_("Alibaba Cloud holds the account back"),
                       N_("Log in to the console as the account's owner: it asks for an "
                          "identity check, a payment or a confirmation.")},
    [DIAGNOSE_CONFLICT] = {2, N_("Something else is under way on the instance"),
                           N_("Wait until it has ended, then start the task again.")},
    [DIAGNOSE_AUTOMATIC] =
        {2, N_("The automatic backup of the instance is near"),
         N_("It cannot be switched off by the API: move its window away for the time of the "
            "migration, and put it back afterwards.")},
    [DIAGNOSE_QUOTA] = {2, N_("The instance has had its backups of the day"),
                        N_("Start the task again tomorrow, or remove what makes the backups.")},
    [DIAGNOSE_LOCKED] = {0, N_("The instance is locked"),
                         N_("Renew it, or free space on its disk, as its page in the console "
                            "says.")},
    [DIAGNOSE_REPLICA] = {0, N_("It is no primary instance"),
                          N_("Choose the primary instance as the source.")},
    [DIAGNOSE_WRONG_REGION] = {0, N_("The instance is in another region"),
                               N_("Correct the region in stage 1.")},
    [DIAGNOSE_NO_INSTANCE] = {0, N_("This account shows no such instance"),
                              N_("Check the instance id, and that the key is of the account "
                                 "that owns it.")},
    [DIAGNOSE_EDITION] = {0, N_("This kind of instance does not offer a physical backup"),
                          N_("Choose a way of migrating that reads through the database "
                             "(logical copy and binlog).")},
    [DIAGNOSE_VENDOR] = {3, N_("Only Alibaba can say why"),
                         N_("Ask Alibaba's support with the text below: why is CreateBackup "
                            "rejected?")},
    [DIAGNOSE_NOTHING] =
        {0, N_("Nothing was seen to stand in the way"),
         N_("Start the task again. If it fails again, let the wizard ask for a backup: the "
            "answer names the cause.")},
    [DIAGNOSE_WORKS] = {0, N_("Alibaba has started a backup: nothing stands in the way now"),
                        N_("Wait until this backup has ended (it would be in the way itself), "
                           "then start the task again.")},
    [DIAGNOSE_UNCLEAR] = {0, N_("A backup was asked for, and no answer came"),
                          N_("Look in the console whether a backup is running before anything "
                             "else is tried.")},
};

struct diagnosis *diagnose_new(const struct diagnose_options *o)
{
    struct diagnosis *d = mem_alloc(sizeof *d);

    d->o = *o;
    d->region = mem_strdup(o->at.region);
    d->instance = mem_strdup(o->at.instance);
    d->o.at.region = d->region;
    d->o.at.instance = d->instance;
    d->decided_by = DIAGNOSE_STEPS;
    return d;
}

void diagnose_free(struct diagnosis *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < DIAGNOSE_STEPS; i++)
        free(d->lines[i].answer);
    if (d->has_attribute)
        rds_attribute_clear(&d->attribute);
    free(d->region);
    free(d->instance);
    ali_identity_clear(&d->who);
    free(d->elsewhere);
    free(d->advice);
    free(d->ticket);
    free(d);
}

int64_t diagnose_now(const struct diagnosis *d)
{
    return d->o.now ? d->o.now : clock_wall_s() + rds_client_offset_s(d->o.at.client);
}

/* ---- what a step says ---- */

bool diagnose_say(struct diagnosis *d, enum diagnose_state state, const char *fmt, ...)
{
    struct step_line *line = &d->lines[d->next];
    struct buf b = BUF_INIT(16u * 1024);
    char cut[ANSWER_MAX];
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    str_copy(cut, sizeof cut, buf_str(&b));
    buf_clear(&b);
    free(line->answer);
    line->answer = str_printable(cut, strlen(cut));
    line->state = state;
    return true;
}

bool diagnose_decide(struct diagnosis *d, enum diagnose_cause cause)
{
    d->cause = cause;
    d->decided_by = d->next;
    return true;
}

void diagnose_keep(struct diagnosis *d, enum rds_action a, const struct err *err)
{
    d->refusal = *err;
    d->action = rds_action_info(a)->name;
    d->refused_at = diagnose_now(d);
}

bool diagnose_told(struct diagnosis *d, enum rds_action a, const struct err *err)
{
    if (err->kind == ERR_DENIED) {
        char *permission = rds_permission(a);
        diagnose_say(d, DIAGNOSE_DENIED, _("Not told: the key lacks the right %s (%s)."),
                     permission, err->code);
        free(permission);
        return true;
    }
    if (str_empty(err->code) || rds_again(err) == RDS_AGAIN_LATER)
        return false;
    return diagnose_say(d, DIAGNOSE_NOT_ASKED, _("Not told: %s (%s)."), err->text, err->code);
}

/* ---- what a refusal means ---- */

enum diagnose_cause diagnose_cause_of(const struct diagnosis *d, const struct err *err,
                                      size_t *step)
{
    static const struct {
        const char *code; /* a pattern of fnmatch; the first that fits counts */
        enum diagnose_cause cause;
        size_t step;
    } rows[] = {
        {"Forbidden.UserVerification", DIAGNOSE_HOLD, 13},
        {"Forbidden.RiskControl", DIAGNOSE_HOLD, 13},
        {"BasicInfoUncompleted", DIAGNOSE_HOLD, 13},
        {"Risk.*", DIAGNOSE_HOLD, 13},
        {"Forbidden.InstanceNotFound", DIAGNOSE_NO_INSTANCE, 15},
        {"Forbidden.AccessKeyDisabled", DIAGNOSE_KEY_BAD, 13},
        {"Forb?dden*", DIAGNOSE_KEY_RIGHT, 13},
        {"NoPermission*", DIAGNOSE_KEY_RIGHT, 13},
        {"ActionUnauthorized", DIAGNOSE_KEY_RIGHT, 13},
        {"AccountActionForbidden", DIAGNOSE_KEY_RIGHT, 13},
        {"*BackupJobExists", DIAGNOSE_CONFLICT, 14},
        {"IncorrectDBInstanceState*", DIAGNOSE_CONFLICT, 14},
        {"OperationDenied.DB*Status", DIAGNOSE_CONFLICT, 14},
        {"OperationDenied.OutofUsage", DIAGNOSE_CONFLICT, 14},
        {"ConcurrentTaskExceeded", DIAGNOSE_CONFLICT, 14},
        {"GeneralIns.*", DIAGNOSE_CONFLICT, 14},
        {"DbRestoring", DIAGNOSE_CONFLICT, 14},
        {"Exceeded.BackupTimes", DIAGNOSE_QUOTA, 14},
        {"IncorrectDBInstanceLockMode*", DIAGNOSE_LOCKED, 15},
        {"ReadDBInstanceNotSupport", DIAGNOSE_REPLICA, 15},
        {"OperationDenied.*", DIAGNOSE_EDITION, 15},
        {"IncorrectDBInstanceType", DIAGNOSE_EDITION, 15},
        {"IncorrectDBInstanceEngine", DIAGNOSE_EDITION, 15},
        {"IncorrectDBInstanceCharacterType", DIAGNOSE_EDITION, 15},
        {"BackupType.NotSupport", DIAGNOSE_EDITION, 15},
        {"InvalidBackupMethod.*", DIAGNOSE_EDITION, 15},
        {"InvalidDBInstance*.NotFound", DIAGNOSE_NO_INSTANCE, 15},
        {"DataNotExist", DIAGNOSE_NO_INSTANCE, 15},
    };

    *step = DIAGNOSE_STEPS - 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fnmatch(rows[i].code, err->code, 0) != 0)
            continue;
        if (rows[i].cause == DIAGNOSE_KEY_RIGHT && d->who.kind == ALI_IDENTITY_OWNER)
            return DIAGNOSE_VENDOR; /* the owner has every right: nobody here can give one */
        *step = rows[i].step;
        return rows[i].cause;
    }
    if (err->kind != ERR_AUTH)
        return DIAGNOSE_VENDOR;
    *step = 13;
    return DIAGNOSE_KEY_BAD;
}

/* ---- the verdict ---- */

static void fact(struct buf *b, const char *name, const char *value)
{
    char *text = str_printable(str_or(value, ""), strlen(str_or(value, "")));

    buf_addf(b, "%s: %s\n", name, *text ? text : "-");
    free(text);
}

/* For a person at the vendor's: names as the service has them, not translated. */
static void write_ticket(struct diagnosis *d)
{
    struct buf b = BUF_INIT(TICKET_MAX);
    char at[CLOCK_TEXT_SIZE];

    clock_format_iso(d->refused_at ? d->refused_at : diagnose_now(d), at);
    if (d->action) {
        fact(&b, "Action", d->action);
        fact(&b, "RequestId", d->refusal.request_id);
        fact(&b, "Code", d->refusal.code);
        fact(&b, "Message", d->refusal.server);
    } else {
        fact(&b, "Action", "CreateBackup (by Tencent DTS; not called here)");
        fact(&b, "Message (as Tencent DTS words it)",
             "Failed to start backup task. SDK.ServerUnreachable Unable to connect "
             "server:HTTP Error 403: Forbidden");
    }
    fact(&b, "HostId", rds_client_host(d->o.at.client));
    fact(&b, "Time (UTC)", at);
    fact(&b, "RegionId", d->region);
    fact(&b, "DBInstanceId", d->instance);
    fact(&b, "Account", d->who.account_id);
    fact(&b, "Caller", d->who.arn);
    free(d->ticket);
    d->ticket = buf_steal(&b);
}

/* Steps before the backup whose question stays open. */
static int unanswered(const struct diagnosis *d)
{
    int n = 0;

    for (size_t i = 0; i < DIAGNOSE_BACKUP; i++)
        n += d->lines[i].state == DIAGNOSE_DENIED || d->lines[i].state == DIAGNOSE_NOT_ASKED;
    return n;
}

static void write_advice(struct diagnosis *d)
{
    struct buf b = BUF_INIT(TICKET_MAX);
    int open = d->decided_by == DIAGNOSE_STEPS ? unanswered(d) : 0;

    buf_adds(&b, _(causes[d->cause].next));
    if ((d->cause == DIAGNOSE_KEY_RIGHT || d->cause == DIAGNOSE_KEY_LIKELY) &&
        d->who.account_id)
        buf_addf(&b, "\nrds:%s\nacs:rds:%s:%s:dbinstance/%s", str_or(d->action, "CreateBackup"),
                 str_or(d->region, "*"), d->who.account_id, d->instance);
    if (d->elsewhere)
        buf_addf(&b, "\n%s", d->elsewhere);
    if (open > 0)
        buf_addf(&b,
                 ngettext("\n%d question had no answer: the cause may lie there.",
                          "\n%d questions had no answer: the cause may lie there.",
                          (unsigned long)open),
                 open);
    free(d->advice);
    d->advice = buf_steal(&b);
}

static void finish(struct diagnosis *d)
{
    if (d->cause == DIAGNOSE_UNDECIDED)
        d->cause = d->who.kind == ALI_IDENTITY_OWNER ? DIAGNOSE_NOTHING : DIAGNOSE_KEY_LIKELY;
    for (; d->next < DIAGNOSE_STEPS; d->next++)
        if (d->lines[d->next].state == DIAGNOSE_WAITING)
            diagnose_say(d, DIAGNOSE_NOT_ASKED, "%s", _("Not needed any more."));
    write_advice(d);
    write_ticket(d);
}

/* ---- from outside ---- */

const char *diagnose_question(size_t step)
{
    return step < DIAGNOSE_STEPS ? _(steps[step].question) : "";
}

size_t diagnose_next(const struct diagnosis *d)
{
    return d->next;
}

static void advance(struct diagnosis *d)
{
    if (d->cause == DIAGNOSE_UNDECIDED)
        d->next++;
    if (d->cause != DIAGNOSE_UNDECIDED || d->next == DIAGNOSE_STEPS)
        finish(d);
}

bool diagnose_step(struct diagnosis *d, struct err *err)
{
    struct err mine = {0};

    if (d->next == DIAGNOSE_STEPS)
        return true;
    if (!cancel_check(d->o.at.cancel, err))
        return false;
    if (!steps[d->next].take(d, &mine)) {
        *err = mine;
        return false;
    }
    advance(d);
    return true;
}

void diagnose_leave(struct diagnosis *d, const struct err *why)
{
    if (d->next == DIAGNOSE_STEPS)
        return;
    diagnose_say(d, DIAGNOSE_NOT_ASKED, _("Left out: %s."), why->text);
    advance(d);
}

void diagnose_stop_by(struct diagnosis *d, struct cancel *cancel)
{
    d->o.at.cancel = cancel;
}

void diagnose_consent(struct diagnosis *d)
{
    d->o.may_create_backup = true;
    if (d->next != DIAGNOSE_STEPS || d->tried || d->decided_by != DIAGNOSE_STEPS)
        return;
    d->cause = DIAGNOSE_UNDECIDED;
    d->next = DIAGNOSE_BACKUP;
    for (size_t i = DIAGNOSE_BACKUP; i < DIAGNOSE_STEPS; i++) {
        mem_replace(&d->lines[i].answer, NULL);
        d->lines[i].state = DIAGNOSE_WAITING;
    }
}

struct diagnose_line diagnose_line(const struct diagnosis *d, size_t step)
{
    if (step >= DIAGNOSE_STEPS)
        return (struct diagnose_line){DIAGNOSE_WAITING, ""};
    return (struct diagnose_line){d->lines[step].state, str_or(d->lines[step].answer, "")};
}

struct diagnose_verdict diagnose_verdict(const struct diagnosis *d)
{
    bool ended = d->next == DIAGNOSE_STEPS;
    enum diagnose_cause cause = ended ? d->cause : DIAGNOSE_UNDECIDED;
    const char *headline = causes[cause].headline;

    return (struct diagnose_verdict){
        .cause = cause,
        .step = ended ? d->decided_by : DIAGNOSE_STEPS,
        .question = causes[cause].question,
        .headline = *headline ? _(headline) : "",
        .next = ended ? str_or(d->advice, "") : "",
        .ticket = ended ? str_or(d->ticket, "") : "",
    };
}
