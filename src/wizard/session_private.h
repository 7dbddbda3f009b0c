/* SPDX-License-Identifier: MIT
 *
 * session_private - the inside of a session, shared by session*.c only.
 *
 * Locking:  `lock` guards everything marked so; it is held for pointer swaps and for making a
 *           snapshot (microseconds), never while anything is asked of a network. What a worker
 *           owns it touches without the lock.
 */
#ifndef WIZARD_SESSION_PRIVATE_H
#define WIZARD_SESSION_PRIVATE_H

#include <pthread.h>

#include "alibaba/diagnose.h"
#include "alibaba/regions.h"
#include "base/backoff.h"
#include "base/cancel.h"
#include "dts/client.h"
#include "dts/retry.h"
#include "mysql/inspect.h"
#include "wizard/deed_secret.h"
#include "wizard/estimate.h"
#include "wizard/login_again.h"
#include "wizard/session.h"

#define COMMANDS_MAX    64
#define REPLIES_MAX     256
#define BACKOFF_MOST_MS 60000

/* A command under way or waiting. */
struct task {
    uint64_t id;
    struct command cmd;
    struct cancel *cancel;
    struct task *next;
};

enum work { WORK_HERE, WORK_DTS, WORK_DB, WORK_ALI };
#define WORKERS 3

struct worker {
    struct session *s;
    pthread_t thread;
    int wake;                   /* eventfd */
    bool ended;                 /* lock */
    struct task *head, *tail;   /* lock */
    struct task *running;       /* lock */
    struct cancel *idle_cancel; /* lock; of what runs by itself (a poll), NULL */
};

struct reply_node {
    struct reply reply;
    struct reply_node *next;
};

/* What the DTS worker owns. */
struct dts_side {
    struct dts_client *client;
    struct dts_credentials credentials;
    enum backend backend;
    char *endpoint, *region; /* as given; NULL: the back end's own */
    bool list_wanted;
    int64_t next_poll, quick_until; /* mono ms */
    struct backoff backoff;
    struct estimate estimate;
    char *estimate_step;
    char *compare_sign;    /* what the task said of its check when that was read last */
    int64_t compare_retry; /* mono ms: what could not be read is not asked for again before */
    int64_t compare_rows_due; /* mono ms: before that a long report is not read again */
};

/* What the database worker owns. */
struct db_side {
    struct server_facts source_facts;
    bool has_source_facts;
    char *source_asked;  /* of whom they are: plan_side_asked */
    struct watch *watch; /* of stage 7, NULL when off */
    struct calm calm;    /* of the target of calm_of, a task */
    char *calm_of;
    /* The application's log-in that succeeded: tried again once the writers are stopped, because what
     * stops them may reach the target as well. NULL: none, or forgotten after a refusal. */
    char *login_user;
    struct secret *login_password;
    struct plan *login_plan;   /* the target's address, and our account to look up its own */
    struct login_again login;  /* when */
    struct deed_hashes hashes; /* session_deed.c: old passwords, for the way back */
};

/* What the worker for Alibaba Cloud owns. */
struct ali_side {
    struct ali_credentials key;
    struct ali_regions regions;
    struct rds_client *client; /* of client_region */
    char *client_region, *client_endpoint;
    struct rds_client *other; /* of another region, while the instance is looked for */
    struct diagnosis *diagnosis;
    char *diagnosed; /* the instance */
    int64_t begun;   /* Unix s */
};

struct session {
    pthread_mutex_t lock;
    pthread_cond_t all_ended;
    unsigned refs; /* lock; the owner and each worker */
    int wake_fd;
    char *language, *dtsd_path, *dtsd_data_dir, *addresses_file;
    int pace_action_ms, pace_run_ms, pace_idle_ms, ali_look_ms;
    struct cancel *quit;
    struct worker workers[WORKERS]; /* [WORK_DTS - 1], [WORK_DB - 1], [WORK_ALI - 1] */
    uint64_t next_id;               /* lock */
    size_t n_waiting, n_replies;    /* lock */
    struct reply_node *replies, **replies_end; /* lock */
    struct snapshot *world;                    /* lock: the master copy */
    struct snapshot *mail;                     /* lock: the newest, not taken yet */
    struct snapshot **old; /* lock: of no use any more; the DTS thread frees them */
    size_t n_old, cap_old;
    struct cutover *cutover; /* lock */
    int compare_result;      /* lock: see cut_observation; -3 when the plan chose none */
    int64_t compare_open;    /* lock: likewise */
    char *compare_text;      /* lock: likewise */
    int64_t compare_at;      /* lock: likewise */
    int app_login;           /* lock */
    char *app_login_text;
    struct dts_check_response own; /* lock: the wizard's own checks of the open task */
    struct dts_side dts;
    struct db_side db;
    struct ali_side ali;
};

/* session.c */
void session_lock(struct session *s);
void session_unlock(struct session *s);
void session_publish(struct session *s); /* with the lock held */
/* session_free_old - frees what was replaced; without the lock. */
void session_free_old(struct session *s);
void session_cutover_changed(struct session *s); /* with the lock held: world->cutover anew */

/* session_dts.c: the thread that owns the client. */
void *session_dts_main(void *worker);
bool dts_run(struct session *s, struct task *t, struct reply *r);
void dts_side_clear(struct dts_side *d);
/* One call; the state of the line is kept by it. */
bool dts_ask(struct session *s, enum dts_action_id action, const void *in, void *out,
             bool *sent, struct cancel *cancel, struct err *err);

/* session_predict.c, for the thread of the databases. */
bool session_predict(struct session *s, struct task *t, struct reply *r);

/* session_names.c, likewise. */
bool session_names(struct session *s, struct task *t, struct reply *r);

/* session_login.c, likewise. */
bool session_try_login(struct session *s, struct task *t, struct reply *r);
/* session_login_again - after each look: once more when login_again.h says so. */
void session_login_again(struct session *s, bool stopped, int writers);
void session_login_forget(struct db_side *d);

/* session_deed.c, likewise. */
bool session_plan_stop(struct session *s, struct task *t, struct reply *r);
bool session_plan_account(struct session *s, struct task *t, struct reply *r);
bool session_deed(struct session *s, struct task *t, struct reply *r);

/* session_own.c, likewise. */
bool session_own_check(struct session *s, struct task *t, struct reply *r);

/* session_poll.c: what is read again and again. */
bool poll_jobs(struct session *s, struct cancel *cancel, struct err *err);
bool poll_detail(struct session *s, struct cancel *cancel, struct err *err);
bool poll_check(struct session *s, struct cancel *cancel, struct err *err);
bool poll_instances(struct session *s, struct cancel *cancel, struct err *err);
/* poll_patiently - one of the above amid a change: again with back-off while dts_again says so, for
 * half a minute. */
bool poll_patiently(struct session *s,
                    bool (*poll)(struct session *s, struct cancel *cancel, struct err *err),
                    struct cancel *cancel, struct err *err);
void poll_open(struct session *s, const char *job_id); /* NULL closes */
void poll_once(struct session *s, struct cancel *cancel);
void poll_soon(struct session *s); /* an action was done: look again at once, then quickly */
/* poll_checking - a check has just been started; all: the results of the last one are void. */
void poll_checking(struct session *s, bool all);

/* session_compare.c: what the newest check found, where the task has one and it may have changed; a
 * failure is kept with it and spoils nothing else. False only when cancelled. */
bool poll_compare(struct session *s, struct cancel *cancel, struct err *err);
void poll_compare_forget(struct session *s); /* with the lock held: another task is opened */
/* compare_judge - with the lock held: what stage 7 makes of it. */
void compare_judge(struct session *s);

/* session_act.c: a call that changes something, and what shows that it was taken, or that it is
 * past being needed. */
struct act {
    enum dts_action_id action;
    enum dts_status taken[12]; /* statuses that show it */
    /* where more than a status tells; in: the request. NULL: the statuses alone */
    bool (*seen)(const struct dts_detail *d, const void *in);
    bool ends_task;  /* a task that is gone shows it */
    bool repeatable; /* twice does what once does: after a look that shows no trace of it, it
                              is sent once more */
    const char *not_taken; /* N_: what to say when it was not */
};
/* act_offers - does dtsd list this verb of its own among those that are legal now? */
bool act_offers(const struct session *s, const char *verb);
/* act_job - the command's task; NULL with an error when there is none. */
const char *act_job(const struct task *t, struct err *err);
/* act_once - the call, about the open task. After an outcome that dts_again leaves open the state
 * is read: shown there: true, err cleared; not shown: an error; unreadable: r->outcome_unknown. */
bool act_once(struct session *s, const struct act *a, const void *in, struct cancel *cancel,
              struct reply *r);
/* act_send - act_once on the command's task, which is polled from now on. */
bool act_send(struct session *s, struct task *t, const struct act *a, const void *in,
              struct reply *r);
/* act_send_id - act_send of a call that takes nothing but the task's id. */
bool act_send_id(struct session *s, struct task *t, const struct act *a, struct reply *r);

/* session_connect.c, session_create.c, session_skip.c, session_act.c, session_steer.c, session_release.c,
 * session_compare.c: commands
 * of the DTS worker. */
bool do_connect(struct session *s, struct task *t, struct reply *r);
bool do_create_and_check(struct session *s, struct task *t, struct reply *r);
bool do_check(struct session *s, struct task *t, struct reply *r);
bool do_skip(struct session *s, struct task *t, struct reply *r);
bool do_start(struct session *s, struct task *t, struct reply *r);
bool do_stop(struct session *s, struct task *t, struct reply *r);
bool do_complete(struct session *s, struct task *t, struct reply *r);
bool do_pause(struct session *s, struct task *t, struct reply *r);
bool do_continue(struct session *s, struct task *t, struct reply *r);
bool do_resume(struct session *s, struct task *t, struct reply *r);
bool do_limits(struct session *s, struct task *t, struct reply *r);
bool do_put_back(struct session *s, struct task *t, struct reply *r);
bool do_drop_copied(struct session *s, struct task *t, struct reply *r);
bool do_isolate(struct session *s, struct task *t, struct reply *r);
bool do_recover(struct session *s, struct task *t, struct reply *r);
bool do_release(struct session *s, struct task *t, struct reply *r);
bool do_compare_new(struct session *s, struct task *t, struct reply *r);
bool do_compare_start(struct session *s, struct task *t, struct reply *r);
bool do_compare_stop(struct session *s, struct task *t, struct reply *r);
bool do_compare_read(struct session *s, struct task *t, struct reply *r);
bool do_compare_rows(struct session *s, struct task *t, struct reply *r);
/* poll_compare_rows - the first rows of the check in hand, into the world. */
bool poll_compare_rows(struct session *s, struct cancel *cancel, struct err *err);
/* connect_again - with a local back end: dtsd may have come back with another key or port. */
void connect_again(struct session *s);

/* session_db.c: the thread that talks to databases. */
void *session_db_main(void *worker);
void db_side_clear(struct db_side *d);

/* session_ali.c: the thread that asks Alibaba Cloud. */
void *session_ali_main(void *worker);
void ali_side_clear(struct ali_side *a);
/* ali_at - whom to ask about the plan's instance; false: there is no key yet. at borrows.
 * ali_at_change - about that of the command's change: the plan may be of another one by now. */
bool ali_at(struct session *s, const struct task *t, struct rds_at *at, struct err *err);
bool ali_at_change(struct session *s, struct task *t, struct rds_at *at, struct err *err);
/* ali_is_silent - nobody answers: whatever is asked next would wait as long. */
bool ali_is_silent(const struct err *err);
/* ali_client - for a region; host: where that answers, may be NULL. endpoint: instead of all hosts, ""
 * or NULL: none. Caller frees. */
struct rds_client *ali_client(const struct ali_side *a, const char *region, const char *host,
                              const char *endpoint);
void ali_drop_diagnosis(struct ali_side *a);
/* ali_look - reads all there is about at->instance into the world. */
bool ali_look(struct session *s, const struct rds_at *at, const struct plan *p,
              struct err *err);
/* session_ali_change.c, session_ali_diagnose.c: commands of that worker. */
bool do_ali_change(struct session *s, struct task *t, struct reply *r);
bool do_ali_diagnose(struct session *s, struct task *t, struct reply *r);

/* A worker's next command, NULL when none waits; and the end of one (frees it). */
struct task *worker_take(struct worker *w);
/* worker_run - does the command by the table of what this worker can do. */
struct doer {
    enum command_kind kind;
    bool (*run)(struct session *s, struct task *t, struct reply *r);
};
bool worker_run(const struct doer *doers, size_t n, struct session *s, struct task *t,
                struct reply *r);
void worker_finish(struct worker *w, struct task *t, struct reply *r);
/* worker_wait - until a command comes, the session ends or the deadline (mono ms) passes. */
void worker_wait(struct worker *w, int64_t deadline);
void worker_end(struct worker *w);

#endif
