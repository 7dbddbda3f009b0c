/* SPDX-License-Identifier: MIT
 *
 * words - the tables.
 */
#include "ui/words.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

/* ---- states of a task ---- */

static const struct {
    enum role role;
    enum stage stage;
} statuses[DTS_STATUS_COUNT] = {
    [DTS_STATUS_UNKNOWN] = {ROLE_NORMAL, STAGE_PROGRESS},
    [DTS_CREATING] = {ROLE_NORMAL, STAGE_VERIFY},
    [DTS_CREATED] = {ROLE_NORMAL, STAGE_VERIFY},
    [DTS_CHECKING] = {ROLE_NORMAL, STAGE_VERIFY},
    [DTS_CHECK_PASS] = {ROLE_GOOD, STAGE_VERIFY},
    [DTS_CHECK_NOT_PASS] = {ROLE_BAD, STAGE_VERIFY},
    [DTS_READY_RUN] = {ROLE_NORMAL, STAGE_PROGRESS},
    [DTS_RUNNING] = {ROLE_NORMAL, STAGE_PROGRESS},
    [DTS_READY_COMPLETE] = {ROLE_GOOD, STAGE_PROGRESS},
    [DTS_COMPLETING] = {ROLE_NORMAL, STAGE_CUTOVER},
    [DTS_SUCCESS] = {ROLE_GOOD, STAGE_CUTOVER},
    [DTS_STOPPING] = {ROLE_WARN, STAGE_PROGRESS},
    [DTS_FAILED] = {ROLE_BAD, STAGE_PROGRESS},
    [DTS_PAUSING] = {ROLE_WARN, STAGE_PROGRESS},
    [DTS_MANUAL_PAUSED] = {ROLE_WARN, STAGE_PROGRESS},
    [DTS_RESUMABLE_ERR] = {ROLE_BAD, STAGE_PROGRESS},
    [DTS_RESUMING] = {ROLE_NORMAL, STAGE_PROGRESS},
    [DTS_ERROR] = {ROLE_BAD, STAGE_PROGRESS},
    [DTS_CANCELED] = {ROLE_WARN, STAGE_PROGRESS},
};

struct status_words status_words(enum dts_status s, const char *dts_word)
{
    enum dts_status row = (unsigned)s < DTS_STATUS_COUNT ? s : DTS_STATUS_UNKNOWN;

    return (struct status_words){status_word(s, dts_word), statuses[row].role,
                                 statuses[row].stage};
}

enum role outcome_role(enum outcome o)
{
    switch (o) {
    case OUT_PASSED:
    case OUT_DECIDED: return ROLE_GOOD;
    case OUT_WARNING:
    case OUT_DECIDE:
    case OUT_STATED:
    case OUT_SKIPPED: return ROLE_WARN;
    case OUT_FAILED: return ROLE_BAD;
    case OUT_NOT_RUN:
    case OUT_WAITING: return ROLE_DIM;
    case OUT_RUNNING:
    case OUT_COUNT: break;
    }
    return ROLE_NORMAL;
}

/* ---- steps of "Test from here" ---- */

static const struct {
    const char *id, *title;
} probes[] = {
    {"resolve", N_("Name to address")},
    {"tcp", N_("Connection")},
    {"tls", N_("Encryption")},
    {"login", N_("Log in")},
    {"version", N_("Version")},
    {"gtid", N_("GTID")},
    {"binlog", N_("Binary log")},
    {"rights", N_("Rights")},
    {"clock", N_("Clock")},
    {"readonly", N_("Read-only")},
    {"async", N_("Replication")},
    {"existing", N_("Databases")},
    {"params", N_("Parameters")},
};

const char *probe_title(const char *id)
{
    for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++)
        if (str_eq(probes[i].id, id))
            return _(probes[i].title);
    return str_or(id, "?");
}

/* ---- stages ---- */

static const struct {
    const char *title;
    enum help_topic topic;
} stages[] = {
    [STAGE_SOURCE] = {N_("Source"), HELP_STAGE_SOURCE},
    [STAGE_TARGET] = {N_("Target"), HELP_STAGE_TARGET},
    [STAGE_DATABASES] = {N_("Databases"), HELP_STAGE_DATABASES},
    [STAGE_CONSISTENCY] = {N_("Consistency"), HELP_STAGE_CONSISTENCY},
    [STAGE_VERIFY] = {N_("Verify"), HELP_STAGE_VERIFY},
    [STAGE_PROGRESS] = {N_("Progress"), HELP_STAGE_PROGRESS},
    [STAGE_CUTOVER] = {N_("Cutover"), HELP_STAGE_CUTOVER},
};

const char *stage_title(enum stage s)
{
    return s > STAGE_NONE && s < STAGE_END ? _(stages[s].title) : "";
}

enum help_topic stage_topic(enum stage s)
{
    return s > STAGE_NONE && s < STAGE_END ? stages[s].topic : HELP_NONE;
}

char *production_words(const struct plan *p)
{
    return mem_strdup(p->source.production && p->target.production ? _("PRODUCTION: both sides")
                      : p->source.production                       ? _("PRODUCTION: source")
                      : p->target.production                       ? _("PRODUCTION: target")
                                                                   : "");
}

char *backend_words(const struct plan *p)
{
    if (p->backend == BACKEND_LOCAL)
        return mem_strdup(_("LOCAL dtsd"));
    if (p->backend == BACKEND_CLOUD)
        return mem_printf(_("Tencent %s"), str_or(p->region, _("(no region)")));
    return mem_strdup("");
}
