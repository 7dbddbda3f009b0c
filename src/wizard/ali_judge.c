/* SPDX-License-Identifier: MIT
 *
 * ali_judge - what the instance at Alibaba Cloud is, judged for a migration (ali.h).
 *
 * Source: retention, TDE, account modes and read-only instances as Alibaba's manual of RDS for MySQL
 *         has them; what DTS wants of an account, its documents
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"

void ali_findings_clear(struct ali_findings *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->items[i].text);
        free(f->items[i].next);
    }
    free(f->items);
    *f = (struct ali_findings){0};
}

const struct ali_finding *ali_finding(const struct ali_findings *f, enum ali_topic topic)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].topic == topic)
            return &f->items[i];
    return NULL;
}

/* next: translated, NULL: nothing to do. text is taken. */
static void add(struct ali_findings *f, enum ali_topic topic, enum ali_level level, char *text,
                const char *next)
{
    *MEM_PUSH(f->items, f->n, f->cap) = (struct ali_finding){
        .level = level, .topic = topic, .text = text, .next = mem_strdup(next)};
}

static void unread(struct ali_findings *f, enum ali_topic topic, const char *what,
                   const struct err *err)
{
    add(f, topic, ALI_WARNING, mem_printf(_("%s: could not be read: %s"), what, err->text),
        err->hint[0] ? err->hint : NULL);
}

static void judge_lock(const struct rds_attribute *a, struct ali_findings *f)
{
    bool expired = str_eq_nocase(a->lock, "LockByExpiration"),
         full = str_eq_nocase(a->lock, "LockByDiskQuota") ||
                str_eq_nocase(a->lock, "LockReadInstanceByDiskQuota");

    if (!rds_is_locked(a))
        return;
    add(f, ALI_TOPIC_LOCK, ALI_BAD,
        mem_printf(_("It is locked: %s %s"), str_or(a->lock, "?"), str_or(a->lock_reason, "")),
        expired ? _("It has expired: renew it in the console, Billing.")
        : full  ? _("Its disk is full: free space or make the disk larger; then it unlocks "
                     "itself.")
                : _("Renew it, or free space on its disk, as its page in the console says."));
}

/* What kind of instance it is, where that is none to migrate from. */
static void judge_kind(const struct rds_attribute *a, struct ali_findings *f)
{
    char *text;

    if (rds_is_primary(a))
        return;
    if (str_eq_nocase(a->type, "Guard"))
        text = mem_strdup(_("It is a disaster recovery instance."));
    else if (str_eq_nocase(a->type, "Readonly"))
        text = mem_strdup(_("It is a read-only instance."));
    else if (str_eq_nocase(a->type, "Temp"))
        text = mem_strdup(_("It is a temporary instance, and goes by itself."));
    else
        text = mem_printf(_("It is no primary instance (%s)."), str_or(a->type, "?"));
    char *next =
        a->primary ? mem_printf(_("Choose its primary instance as the source: %s."), a->primary)
                   : mem_strdup(_("Choose the primary instance as the source."));
    add(f, ALI_TOPIC_PRIMARY, ALI_BAD, text, next);
    free(next);
}

static void judge_state(const struct ali_source *s, struct ali_findings *f)
{
    const struct rds_attribute *a = &s->attribute;

    if (rds_is_running(a))
        add(f, ALI_TOPIC_STATE, ALI_FINE, mem_strdup(_("It is running.")), NULL);
    else
        add(f, ALI_TOPIC_STATE, ALI_WARNING,
            mem_printf(_("It is not ready: %s."), str_or(a->status, _("state not told"))),
            _("Wait until the console shows it as running."));
    judge_lock(a, f);
    judge_kind(a, f);
}

static void judge_address(const struct plan *p, const struct ali_source *s,
                          struct ali_findings *f)
{
    const struct rds_address *a;

    if (s->net_err.kind) {
        unread(f, ALI_TOPIC_ADDRESS, _("Its addresses"), &s->net_err);
        return;
    }
    a = ali_source_address(p, s);
    if (a)
        add(f, ALI_TOPIC_ADDRESS, ALI_FINE,
            mem_printf(_("%s address %s, %s"),
                       a->kind == RDS_NET_PUBLIC ? _("Public") : _("Internal"),
                       str_or(a->ip, "?"), str_or(a->host, "?")),
            NULL);
    else if (ali_way_is_public(p))
        add(f, ALI_TOPIC_ADDRESS, ALI_BAD,
            mem_strdup(_("It has no public address, so that DTS cannot reach it this way.")),
            _("Apply for one (it opens the database to the Internet, for those of the "
              "allow-list), or choose VPN, Direct Connect or CCN above."));
    else
        add(f, ALI_TOPIC_ADDRESS, ALI_WARNING,
            mem_strdup(_("It has no internal address that could be told.")), NULL);
}

static void judge_param(const struct ali_source *s, struct ali_findings *f,
                        enum ali_topic topic, const char *name, const char *wanted)
{
    const struct rds_param *v = rds_param_find(&s->params, name);

    if (!v)
        return; /* not among those the customer may change: asked by SQL */
    if (str_eq_nocase(v->value, wanted))
        add(f, topic, ALI_FINE, mem_printf(_("%s is %s."), name, v->value), NULL);
    else
        add(f, topic, ALI_BAD,
            mem_printf(_("%s is %s, needs %s."), name, str_or(v->value, "?"), wanted),
            _("Change the parameter by Alibaba's API or in its console: Parameters."));
}

static void judge_binlog(const struct ali_source *s, struct ali_findings *f)
{
    const char *hours = s->log.values[RDS_LOG_LOCAL_HOURS];
    int64_t n = -1;

    if (s->log_err.kind)
        unread(f, ALI_TOPIC_BINLOG_HOURS, _("How long binlogs stay"), &s->log_err);
    else if (!hours || !str_to_int(hours, 0, 100000, &n))
        add(f, ALI_TOPIC_BINLOG_HOURS, ALI_WARNING,
            mem_strdup(_("How long binlogs stay on the instance is not told.")),
            _("Alibaba RDS console: the instance, Backup and Restoration, log backup."));
    else if (n < ALI_BINLOG_HOURS)
        add(f, ALI_TOPIC_BINLOG_HOURS, ALI_WARNING,
            mem_printf(ngettext("Binlogs stay on the instance for %" PRId64 " hour.",
                                "Binlogs stay on the instance for %" PRId64 " hours.",
                                (unsigned long)n),
                       n),
            _("A long copy or a pause may find its binlog gone. 72 hours are advised; they "
              "take room on the instance's disk."));
    else
        add(f, ALI_TOPIC_BINLOG_HOURS, ALI_FINE,
            mem_printf(_("Binlogs stay on the instance for %" PRId64 " hours."), n), NULL);
    if (s->params_err.kind) {
        unread(f, ALI_TOPIC_BINLOG_FORMAT, _("Its parameters"), &s->params_err);
        return;
    }
    judge_param(s, f, ALI_TOPIC_BINLOG_FORMAT, "binlog_format", "ROW");
    judge_param(s, f, ALI_TOPIC_BINLOG_IMAGE, "binlog_row_image", "FULL");
}

static void judge_tls(const struct plan *p, const struct ali_source *s, struct ali_findings *f)
{
    char day[CLOCK_TEXT_SIZE];

    if (s->ssl_err.kind) {
        unread(f, ALI_TOPIC_TLS, _("Its encryption of connections"), &s->ssl_err);
    } else if (s->ssl.forced && !p->source.encrypt) {
        add(f, ALI_TOPIC_TLS, ALI_BAD,
            mem_strdup(_("It takes encrypted connections only, and DTS is told not to "
                         "encrypt.")),
            _("Tick Encrypt among the account's answers."));
    } else if (!s->ssl.on && p->source.encrypt) {
        add(f, ALI_TOPIC_TLS, ALI_BAD,
            mem_strdup(_("It cannot encrypt connections (SSL is off), and DTS is told to.")),
            _("Switch SSL on in the console, Data Security (the instance restarts), or clear "
              "Encrypt among the account's answers."));
    } else if (!s->ssl.on) {
        add(f, ALI_TOPIC_TLS, ALI_NOTE,
            mem_strdup(_("It cannot encrypt connections (SSL is off).")),
            _("By a public address, the data cross the Internet in the open."));
    } else if (s->ssl.expires) {
        clock_format_local(s->ssl.expires, day);
        day[10] = 0;
        bool old = s->ssl.expires < clock_wall_s();
        add(f, ALI_TOPIC_TLS, old ? ALI_WARNING : ALI_FINE,
            mem_printf(old ? _("It can encrypt connections; its certificate ended on %s.")
                           : _("It can encrypt connections; its certificate is valid until "
                               "%s."),
                       day),
            old ? _("Renew it in the console, Data Security: the instance restarts.") : NULL);
    } else {
        add(f, ALI_TOPIC_TLS, ALI_FINE, mem_strdup(_("It can encrypt connections.")), NULL);
    }
}

static void judge_tde(const struct ali_source *s, struct ali_findings *f)
{
    if (s->tde_err.kind)
        unread(f, ALI_TOPIC_TDE, _("Its encryption at rest (TDE)"), &s->tde_err);
    else if (s->tde)
        add(f, ALI_TOPIC_TDE, ALI_WARNING,
            mem_strdup(_("Its data are encrypted at rest (TDE).")),
            _("A physical backup of it cannot be read elsewhere: DTS has to read through the "
              "database."));
}

/* In the old mode accounts are made by SQL: the API refuses to, or lists none. */
static void judge_accounts(const struct ali_source *s, struct ali_findings *f)
{
    bool super = false, refused = str_eq(s->accounts_err.code, "OperationDenied.AccountMode");

    if (s->accounts_err.kind && !refused) {
        unread(f, ALI_TOPIC_ACCOUNTS, _("Its accounts"), &s->accounts_err);
        return;
    }
    for (size_t i = 0; i < s->accounts.n; i++)
        super = super || str_eq_nocase(s->accounts.items[i].type, "Super");
    if (refused || s->accounts.n == 0)
        add(f, ALI_TOPIC_ACCOUNTS, ALI_WARNING,
            mem_strdup(refused ? _("It is in the old account mode: the API does not manage its "
                                   "accounts.")
                               : _("The API lists no account: none was made, or it is in the "
                                   "old account mode.")),
            _("In the old mode make the account by SQL, as its administrator. Going over to "
              "the new mode cannot be undone."));
    else if (!super)
        add(f, ALI_TOPIC_ACCOUNTS, ALI_NOTE,
            mem_strdup(_("It has no privileged account, which is the one that DTS can do all "
                         "with.")),
            _("Create one. On an old instance that has never had one this cannot be undone."));
}

/* Tables without any key have a hidden column in the row events; the API's list of parameters need not
 * tell whether that is on. */
static void judge_row_id(const struct ali_source *s, struct ali_findings *f)
{
    static const char *const names[] = {"enable_implicit_primary_key", "implicit_primary_key"};
    const struct rds_param *v = NULL;

    if (s->params_err.kind)
        return; /* said already */
    for (size_t i = 0; !v && i < sizeof names / sizeof *names; i++)
        v = rds_param_find(&s->params, names[i]);
    if (v && (str_eq_nocase(v->value, "OFF") || str_eq(v->value, "0")))
        return;
    if (v)
        add(f, ALI_TOPIC_ROW_ID, ALI_WARNING,
            mem_printf(_("Tables without any key get a hidden column here (%s is %s)."),
                       v->name, str_or(v->value, "?")),
            _("Row events of such a table have one column more than one sees "
              "(__#alibaba_rds_row_id#__): give it a primary key of its own before."));
    else
        add(f, ALI_TOPIC_ROW_ID, ALI_NOTE,
            mem_strdup(_("The API does not tell whether tables without a key get a hidden "
                         "column.")),
            NULL);
}

void ali_judge(const struct plan *p, const struct ali_source *s, struct ali_findings *out)
{
    *out = (struct ali_findings){0};
    judge_state(s, out);
    judge_address(p, s, out);
    judge_binlog(s, out);
    judge_tls(p, s, out);
    judge_tde(s, out);
    judge_accounts(s, out);
    judge_row_id(s, out);
}

/* ---- one account ---- */

static char *grants_text(const struct rds_account *a)
{
    struct buf b = BUF_INIT(400);

    for (size_t i = 0; i < a->grants.n && i < 4; i++)
        buf_addf(&b, "%s%.40s %.20s", i ? ", " : "", str_or(a->grants.items[i].name, "?"),
                 str_or(a->grants.items[i].privilege, "?"));
    if (a->grants.n > 4)
        buf_adds(&b, ", ...");
    return buf_steal(&b);
}

char *ali_account_words(const struct ali_source *s, const char *name, enum ali_level *enough)
{
    const struct rds_account *a = str_empty(name) ? NULL : rds_account_find(&s->accounts, name);

    *enough = ALI_WARNING;
    if (s->accounts_err.kind)
        return mem_printf(_("Accounts could not be read: %s"), s->accounts_err.text);
    if (str_empty(name))
        return mem_strdup(_("Choose an account."));
    if (!a)
        return mem_strdup(_("The API does not list it: made by SQL, or not there."));
    if (!rds_account_is_ready(a)) {
        *enough = ALI_BAD;
        return mem_printf(_("It cannot be used: %s."), str_or(a->status, "?"));
    }
    if (str_eq_nocase(a->type, "Super")) {
        *enough = ALI_FINE;
        return mem_strdup(_("A privileged account: it suffices."));
    }
    char *grants = grants_text(a);
    char *text = a->grants.n
                     ? mem_printf(_("A standard account (%s): it lacks RELOAD and reaches only "
                                    "what is granted."),
                                  grants)
                     : mem_strdup(_("A standard account without a grant by the API; its SQL "
                                    "grants are not listed."));
    free(grants);
    return text;
}
