/* SPDX-License-Identifier: MIT
 *
 * session - the background thread: polls DTS, talks to the two databases, and hands the ui a
 * new immutable snapshot after every change.
 *
 * Threads:  one session thread owns the DTS client and the pace of polling; slow questions to
 *           databases run on a second thread of its own (probes), so that a dead server cannot
 * stop polling. The ui calls only what is declared here; none of it blocks. Pace:     2 s after
 * an action, 5 s while something runs, 15 s idle; back-off with jitter on errors Limits:   64
 * commands wait at most; each gets exactly one reply, in the order they end
 */
#ifndef WIZARD_SESSION_H
#define WIZARD_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "alibaba/credentials.h"
#include "base/err.h"
#include "base/json.h"
#include "dts/keys.h"
#include "wizard/ali_change.h"
#include "wizard/deed.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"
#include "wizard/stated.h"
#include "wizard/stop_sql.h"

enum command_kind {
    CMD_CONNECT = 1, /* credentials, plan->backend/endpoint/region: prove by a call; local: read
                        dtsd's credentials, start dtsd when none answers (session_options) */
    CMD_REFRESH,     /* poll now */
    CMD_LIST_JOBS,
    CMD_LIST_INSTANCES,
    CMD_PROBE_SOURCE, /* test from here */
    CMD_PROBE_TARGET,
    CMD_READ_CATALOG,
    CMD_OWN_CHECK, /* own_check.h; statements: ids of steps that the operator waved through, stated:
                      that he stated. on: only those by Alibaba's API, where the others stand */
    CMD_PREDICT,  /* measures both servers (predict.h); writes a scratch table on the target */
    CMD_OPEN_JOB, /* job_id: poll its detail from now on; NULL closes */
    CMD_CREATE_AND_CHECK, /* creates the task if plan->job_id is NULL (looks for one by name
                          first when plan->create_intent is set), sends the configuration,
                          starts the check */
    CMD_CHECK,            /* sends the configuration if changed, starts the check; step_id: of
                             that step alone, where nothing changed and DTS offers it */
    CMD_SKIP, /* step_id, text: ForeignKeyFlag or NULL. The next check says what it is worth */
    CMD_START,
    CMD_STOP, /* StopMigrateJob: cancel the migration */
    CMD_COMPLETE,
    CMD_PAUSE,
    CMD_CONTINUE,
    CMD_RESUME,      /* ResumeMigrateJob: the retry of a task that stopped and can be retried */
    CMD_LIMITS,      /* limits; those that are DTS_UNSET stay as they are */
    CMD_PUT_BACK,    /* what dtsd changed in settings; only when Local.Can lists it */
    CMD_DROP_COPIED, /* what a cancelled task created on the target; as above */
    CMD_ISOLATE,     /* takes the task out of use; it can be recovered for a while */
    CMD_RECOVER,
    CMD_RELEASE,       /* isolates it where that is still to do, then destroys it */
    CMD_CUTOVER_WATCH, /* on: observe sources and target every second for stage 7; off */
    CMD_CUTOVER_BEGIN,
    CMD_CUTOVER_BACK_OUT,
    CMD_CUTOVER_ACCEPT, /* item, who, text=reason */
    CMD_CUTOVER_STATED, /* item, who: the operator's word; answer: what a server said */
    CMD_CUTOVER_MARK,   /* cut_mark: it does not write, or with undo: the mark goes */
    CMD_PLAN_STOP,      /* wishes, kill, on: read-only too. What would stop them, in the reply's
                           deeds; asks the source. user + password: as that account */
    CMD_PLAN_ACCOUNT,   /* wishes[0]: what would make the application's account; likewise */
    CMD_DEED,       /* deed: one of them, or with undo what undoes it; secret: its password */
    CMD_TRY_LOGIN,  /* user + password on the target; no password: only looked up */
    CMD_LOOK_AFTER, /* one look at the target once it stands on its own */
    CMD_RUN_SQL, /* a remedy: statements on side, one after another, stops at the first error;
                    the reply says which ran and what undoes each. undo: they are inverses.
                    user + password: as that account, not the plan's */
    CMD_COMPARE_NEW,   /* a consistency check, as the plan says, of all that is migrated, or of
                        statements: "db.table" each; starts it */
    CMD_COMPARE_START, /* compare_id; text: a verb of dtsd's that the check's LocalCan lists */
    CMD_COMPARE_STOP,  /* compare_id */
    CMD_COMPARE_READ,  /* reads the newest check and its report now */
    CMD_COMPARE_ROWS,  /* compare_id, db, table, offset: a page of the rows that differ */
    CMD_ALI_CONNECT,   /* ali_credentials, plan->rds: whose key it is, and the regions */
    CMD_ALI_LIST,      /* the instances of plan->rds.region */
    CMD_ALI_LOOK,      /* all that is known of plan->rds.instance */
    CMD_ALI_CHANGE, /* change: as it was written down before (ali_change.h); undo: the way back;
                         password: of ALI_ACCOUNT */
    CMD_ALI_DIAGNOSE, /* why the backup is refused (diagnose.h), step by step. change: the
                         operator permits a real one (ALI_BACKUP, written down before) */
    CMD_NAMES, /* text: a SELECT, on side: all names that the finding of step_id is about */
};

#define SESSION_NAMES_MOST 100000

struct command {
    enum command_kind kind;
    struct plan plan; /* deep copy, wiped by the session */
    char *job_id;
    bool on;
    enum cut_item item;
    char *who, *text;
    struct stated_answer *answer; /* CMD_CUTOVER_STATED; NULL: a word */
    char *user;
    struct secret *password;
    char *compare_id, *db, *table; /* CMD_COMPARE_ */
    int64_t offset;
    char *step_id; /* CMD_CHECK: NULL: all; CMD_SKIP, CMD_NAMES, CMD_RUN_SQL: what it mends */
    bool on_source, undo; /* CMD_RUN_SQL; CMD_NAMES: on_source */
    struct strlist statements, stated;
    struct stop_wish *wishes; /* CMD_PLAN_ */
    size_t n_wishes;
    bool kill;
    struct deed *deed;                      /* CMD_DEED; undo as above */
    struct secret *secret;                  /* the password that its stars stand for */
    struct cut_mark *cut_mark;              /* CMD_CUTOVER_MARK */
    struct dts_rate_limit limits;           /* CMD_LIMITS */
    struct dts_credentials credentials;     /* CMD_CONNECT to the cloud */
    struct ali_credentials ali_credentials; /* CMD_ALI_CONNECT */
    struct ali_change *change; /* CMD_ALI_CHANGE, CMD_ALI_DIAGNOSE; undo as above */
};

struct reply {
    uint64_t id; /* of the command */
    enum command_kind kind;
    bool ok;
    struct err err; /* kind ERR_CANCELLED when cancelled */
    char *job_id;   /* CMD_CREATE_AND_CHECK: the new task */
    enum cut_item
        item; /* CMD_CUTOVER_STATED, _ACCEPT: as in the command, with who and whether by an answer */
    char *who;
    bool answer;
    char *step_id;        /* CMD_SKIP, CMD_NAMES, CMD_RUN_SQL: as in the command */
    char *verb;           /* CMD_COMPARE_START: as in the command */
    bool outcome_unknown; /* a changing call was sent and no answer came */
    /* CMD_RUN_SQL: where, all statements that were to run, how many did, and for those the inverse
     * ("": none is known) */
    bool on_source, undo;
    struct strlist statements, backs;
    size_t n_ran;
    /* CMD_PLAN_STOP, CMD_PLAN_ACCOUNT: what would be run, and what has to be known of it */
    struct deed_list deeds;
    struct strlist notes;
    int64_t deed_id; /* CMD_DEED; undo as above */
    /* CMD_NAMES: a row each, at most SESSION_NAMES_MOST; more: there are more. statements: what was
     * asked */
    struct strlist names;
    bool more;
    /* CMD_ALI_CHANGE, CMD_ALI_DIAGNOSE: as in the command, but what was really sent; undo as above */
    struct ali_change *change;
};
void reply_clear(struct reply *r);
void command_clear(struct command *c); /* wipes; session_send has done it for what it took */

struct session;
struct session_options {
    int wake_fd;               /* eventfd written when a snapshot or reply waits; borrowed */
    const char *language;      /* a locale: DTS answers in the language nearest to it */
    const char *dtsd_path;     /* program to start for --on local; NULL: beside us, then PATH */
    const char *dtsd_data_dir; /* NULL: its default */
    const char *addresses_file; /* of DTS (dts_addresses.h); NULL: its default */
    /* For tests; 0: 2,000, 5,000, 15,000 ms */
    int pace_action_ms, pace_run_ms, pace_idle_ms;
    int ali_look_ms; /* between looks at what became of a change; 0: as rds.h says */
};

/* session_library_init - of the libraries below: once, before the first thread. */
void session_library_init(void);
void session_library_end(void);

struct session *session_new(const struct session_options *o);
/* session_free - cancels what runs, waits at most 2 s. The migration is not touched. */
void session_free(struct session *s);

/* session_send - queues; takes the command's content over and empties it. Returns its id, 0
 * when the queue is full. */
uint64_t session_send(struct session *s, struct command *c);
void session_cancel(struct session *s,
                    uint64_t id); /* what the operator started; its reply says cancelled */
void session_cancel_all(struct session *s);

/* session_clock_words - snap_link.clock_offset_s, where it is not 0, as a sentence and the next step
 * (ERR_LOCAL). */
void session_clock_words(int64_t offset_s, struct err *err);

/* session_take - the newest snapshot not yet taken, NULL when there is none; caller frees. */
struct snapshot *session_take(struct session *s);
/* session_give_back - instead of freeing it: the session's thread does, so that nobody waits at the
 * keys while a large answer is taken apart. NULL is fine. */
void session_give_back(struct session *s, struct snapshot *old);
bool session_next_reply(struct session *s, struct reply *out);

/* The checklist of stage 7, for the state file: what is known now, and what was known. NULL j
 * begins anew. */
struct json *session_cutover_save(struct session *s); /* caller frees */
void session_cutover_load(struct session *s, const struct json *j);

#endif
