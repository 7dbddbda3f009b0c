/* SPDX-License-Identifier: MIT
 *
 * words - the tables.
 */
#include "wizard/words.h"

#include "base/i18n.h"
#include "base/str.h"
#include "wizard/holdback.h"
#include "wizard/own_check.h"

/* ---- states of a task ---- */

static const char *const statuses[DTS_STATUS_COUNT] = {
    [DTS_CREATING] = N_("Being created"),
    [DTS_CREATED] = N_("Not checked"),
    [DTS_CHECKING] = N_("Checking"),
    [DTS_CHECK_PASS] = N_("Ready to start"),
    [DTS_CHECK_NOT_PASS] = N_("Check not passed"),
    [DTS_READY_RUN] = N_("Waiting to run"),
    [DTS_RUNNING] = N_("Copying"),
    [DTS_READY_COMPLETE] = N_("In sync"),
    [DTS_COMPLETING] = N_("Completing"),
    [DTS_SUCCESS] = N_("Completed"),
    [DTS_STOPPING] = N_("Being cancelled"),
    [DTS_FAILED] = N_("Ended without success"),
    [DTS_PAUSING] = N_("Pausing"),
    [DTS_MANUAL_PAUSED] = N_("Paused"),
    [DTS_RESUMABLE_ERR] = N_("Stopped, can be retried"),
    [DTS_RESUMING] = N_("Retrying"),
    [DTS_ERROR] = N_("Stopped, cannot go on"),
    [DTS_CANCELED] = N_("Cancelled"),
};

const char *status_word(enum dts_status s, const char *dts_word)
{
    const char *word = (unsigned)s < DTS_STATUS_COUNT ? statuses[s] : NULL;

    return word ? _(word) : str_or(dts_word, _("not known yet"));
}

/* ---- checks ---- */

struct word_row {
    const char *id, *title, *text;
};

static const struct word_row checks[] = {
    {"ConnectDBCheck", N_("Connect to both databases"),
     N_("DTS itself logs in on both sides. Nothing can move while it cannot.")},
    {"VersionCheck", N_("Versions fit together"),
     N_("Data can move to the same or a newer version, not to an older one.")},
    {"BinlogParamCheck", N_("Binary log of the source"),
     N_("Changes made during the copy are read from the binary log, row by row.")},
    {"SrcPrivilegeCheck", N_("Rights on the source"),
     N_("The account for DTS must read everything that is to move.")},
    {"DstPrivilegeCheck", N_("Rights on the target"),
     N_("The account for DTS must create and write everything that is to move.")},
    {"DstEmptyCheck", N_("Target holds nothing of that name"),
     N_("What is already on the target would be mixed with what arrives.")},
    {"SelectionCheck", N_("The selected objects exist"),
     N_("What is not there cannot move; names are compared as the source spells them.")},
    {"AdvancedObjectCheck", N_("Views, routines, triggers, events"),
     N_("They run with the rights of their owner and may need a setting on the target.")},
    {"ChannelCheck", N_("Replication on the target"),
     N_("Two ways from one source to one target would lose rows without a word.")},
    {"DstSpaceCheck", N_("Free space on the target"),
     N_("The copy would stop in the middle when the disk is full.")},
    {"SimpleParamCheck", N_("Server settings"),
     N_("Some settings decide whether rows can be stored as they are.")},
    {"WarningParamCheck", N_("Settings that differ"),
     N_("A difference may change how data behave after the move.")},
    {"OptimizeCheck", N_("Settings beside the data"),
     N_("These settings slow the check or change how tables are created.")},
    {"ConstraintCheck", N_("Foreign keys with actions"),
     N_("MariaDB, and MySQL before 9.6, do not log which rows such keys change.")},
    {"ConstraintRefCheck", N_("Tables that foreign keys need"),
     N_("A table takes no new rows while the table it refers to is left behind.")},
    {"DefinitionCheck", N_("The target understands the tables"),
     N_("Words and collations of one version may be unknown to another.")},
    {"DefaultCheck", N_("Defaults that the target forbids"),
     N_("The target takes such tables now, and refuses to change them later.")},
    {"JsonCheck", N_("Numbers in JSON"),
     N_("What was put into JSON as DECIMAL arrives as DOUBLE.")},
    {"ClockCheck", N_("Clocks and time zones"),
     N_("The application would read other times after the cut-over.")},
    {"NoKeyCheck", N_("Tables without a key"),
     N_("Rows that cannot be told apart are slow to follow, and a broken copy begins them "
        "anew.")},
    /* this program's own */
    {"OwnVersionCheck", N_("The target is not older"),
     N_("What a newer source writes an older target does not understand.")},
    {"OwnWritableCheck", N_("The target takes writes"),
     N_("A read-only target takes no rows.")},
    {"OwnReplicationCheck", N_("Asynchronous replication"),
     N_("DTS asks it of the target while data are transferred: else each commit waits for a "
        "replica.")},
    {"OwnSpaceCheck", N_("Disk of the target"),
     N_("The copy would stop in the middle when the disk is full.")},
    {"OwnChannelCheck", N_("No other replication from it"),
     N_("Two ways from one source to one target would lose rows without a word.")},
    {"OwnTaskCheck", N_("No other task moves it"),
     N_("Two tasks from one source to one target would lose rows without a word.")},
    {"OwnAddressCheck", N_("The source lets DTS in"),
     N_("DTS reads the source from addresses of its own.")},
    {"OwnBackupCheck", N_("No backup at that time"),
     N_("A backup of the source that runs meanwhile can end the migration with an error.")},
    {"ViewCheck", N_("Owners of views"),
     N_("A view runs with the rights of its owner, who must exist on the target.")},
};

static const struct word_row *find_word(const struct word_row *rows, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].id, id))
            return &rows[i];
    return NULL;
}
#define FIND(table, id) find_word(table, sizeof table / sizeof table[0], id)

const char *check_title(const char *step_id)
{
    const struct word_row *r = FIND(checks, step_id);
    return r ? _(r->title) : NULL;
}

const char *check_why(const char *step_id)
{
    const struct word_row *r = FIND(checks, step_id);
    return r ? _(r->text) : NULL;
}

enum outcome check_outcome(const struct dts_check_step *step, bool checking)
{
    static const struct {
        const char *word;
        enum outcome outcome;
    } map[] = {{"pass", OUT_PASSED},        {"success", OUT_PASSED},  {"warning", OUT_WARNING},
               {"failed", OUT_FAILED},      {"blocked", OUT_NOT_RUN}, {"running", OUT_RUNNING},
               {"notStarted", OUT_WAITING}, {"skipped", OUT_SKIPPED}};

    if (step->HasSkipped == 1)
        return own_check_is_stated(step)      ? OUT_STATED
               : holdback_asks_decision(step) ? OUT_DECIDED
                                              : OUT_SKIPPED;
    if (holdback_is_decision(step))
        return OUT_DECIDE;
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (str_eq(map[i].word, step->StepStatus))
            return map[i].outcome == OUT_WAITING && !checking ? OUT_NOT_RUN : map[i].outcome;
    return OUT_NOT_RUN;
}

const char *outcome_word(enum outcome o)
{
    switch (o) {
    case OUT_WAITING: return _("Waiting");
    case OUT_RUNNING: return _("Running");
    case OUT_PASSED: return _("Passed");
    case OUT_WARNING: return _("Warning");
    case OUT_FAILED: return _("Failed");
    case OUT_DECIDE: return _("Decide");
    case OUT_SKIPPED: return _("Skipped");
    case OUT_STATED: return _("Stated");
    case OUT_DECIDED: return _("Decided");
    case OUT_NOT_RUN:
    case OUT_COUNT: break;
    }
    return _("Not run");
}

/* ---- steps and phases ---- */

static const struct word_row steps[] = {
    {"dumper", N_("Export from the source"),
     N_("Reads the structure and all rows of the source at one consistent point.")},
    {"loader", N_("Import into the target"),
     N_("Creates the tables on the target and writes the rows.")},
    {"sinker", N_("Sync changes"),
     /* xgettext:no-c-format */
     N_("Applies what was changed on the source since the copy began. 100 % means: caught up. "
        "It goes on until you press Complete.")},
};
static const struct word_row phases[] = {
    {"prepare", N_("Prepare"), NULL},    {"structure", N_("Structure"), NULL},
    {"rows", N_("Rows"), NULL},          {"indexes", N_("Indexes"), NULL},
    {"objects", N_("Views etc."), NULL}, {"sync", N_("Sync changes"), NULL},
};

const char *step_title(const char *step_id, const char *dts_name)
{
    const struct word_row *r = FIND(steps, step_id);
    return r ? _(r->title) : str_or(dts_name, str_or(step_id, "?"));
}

const char *step_help(const char *step_id)
{
    const struct word_row *r = FIND(steps, step_id);
    return r ? _(r->text) : NULL;
}

const char *phase_title(const char *phase_id)
{
    const struct word_row *r = FIND(phases, phase_id);
    return r ? _(r->title) : str_or(phase_id, "?");
}

const char *step_state(const char *status)
{
    static const struct {
        const char *status, *word;
    } rows[] = {{"notStarted", N_("Waiting")}, {"running", N_("Running")},
                {"success", N_("Done")},       {"finished", N_("Done")},
                {"failed", N_("Failed")},      {"canceled", N_("Cancelled")}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].status, status))
            return _(rows[i].word);
    return str_or(status, "-");
}

const char *table_state(const char *status)
{
    static const struct {
        const char *status, *word;
    } rows[] = {{"waiting", N_("waiting")},
                {"structure", N_("structure made, waiting")},
                {"rows", N_("copying rows")},
                {"indexes", N_("building indexes")},
                {"done", N_("done")}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].status, status))
            return _(rows[i].word);
    return str_or(status, "-");
}

/* ---- the proofs ---- */

static const struct {
    const char *title, *help;
} cuts[CUT_COUNT] = {
    [CUT_SYNCED] =
        {N_("Copied and in sync"),
         N_("Holds when DTS reports lag 0 s and 0 MB, and has kept it for a minute.")},
    [CUT_COMPARED] =
        {N_("Data compared"),
         N_("Holds when the comparison of DTS found no difference and left nothing out, or you "
            "compared the core tables yourself. Rows that were not compared because "
            "they were written to are looked at again by themselves once the writers "
            "stop; for the rest compare yourself and accept it with your name and "
            "the reason. d in stage 6 shows what was left out.")},
    [CUT_LOGIN] =
        {N_("The application can log in there"),
         N_("Holds when its account has logged in on the target. Try it early, while there is "
            "time to mend it.")},
    [CUT_WRITERS] =
        {N_("Writers stopped on the source"),
         N_("Holds when no session of an application is left on the source. Stop the "
            "application, then lock its account or change its password; keep the "
            "account of DTS.")},
    [CUT_NO_WRITE] =
        {N_("No write for 60 s"),
         N_("Holds when nothing of what moves was written for a minute, by the events in the "
            "source's binary "
            "log. What others write is named and does not count.")},
    [CUT_SAME] =
        {N_("Target has all the source has"),
         N_("Holds when every transaction of the source is contained in the target's set.")},
    [CUT_POSITION] = {N_("Position recorded"),
                      N_("Holds when the source's last position is recorded for the report.")},
};

const char *cut_title(enum cut_item item)
{
    return item < CUT_COUNT ? _(cuts[item].title) : "";
}

const char *cut_help(enum cut_item item)
{
    return item < CUT_COUNT ? _(cuts[item].help) : "";
}
