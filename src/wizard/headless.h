/* SPDX-License-Identifier: MIT
 *
 * headless - performs a plan file without a screen, through the same session as the screens:
 * one line per event, an exit code by outcome.
 *
 * The file holds a plan (see plan_to_json) and, for this mode only:
 *   "finish"         "sync" (default): stop when in sync and leave it synchronising;
 *                    "complete": prove the cutover and complete
 *   "accept"         list of proofs that are accepted when they do not hold: synced compared
 *                    login writers no_write same position (what can never be accepted is refused)
 *   "accept_reason"  why; needed with "accept"
 *   "skip"           list of steps of the check, DTS's or this program's own (OwnTaskCheck), to go on
 *                    in spite of when they fail
 *   "foreign_keys"   "migrate" or "shield": what becomes of those that change rows with others
 *   "skip_reason"    why; needed with both
 *   "app_user"       account of the application that must log in on the target
 *   "cutover_wait_s" how long the proofs may take, default 900
 *
 * Secrets come from the environment, and are removed from it: DTS_WIZARD_SOURCE_PASSWORD,
 * DTS_WIZARD_TARGET_PASSWORD, DTS_WIZARD_APP_PASSWORD; what is missing is asked for when a
 * terminal is there. The key of Tencent Cloud: TENCENTCLOUD_SECRET_ID and _SECRET_KEY.
 *
 * Lines: "stage N Title: what came of it", "check NAME: result", "progress: ...", "proof NAME:
 * ...", "cutover: stop the writers now", and at the end "done: ...", "failed: sentence" or, interrupted or
 * with a decision that is needed, "stopped: sentence".
 */
#ifndef WIZARD_HEADLESS_H
#define WIZARD_HEADLESS_H

#include <stdio.h>

#include "base/cancel.h"
#include "wizard/session.h"

enum headless_exit {
    HEADLESS_DONE = 0,
    HEADLESS_FAILED = 1,       /* the service, the network, the migration */
    HEADLESS_USAGE = 2,        /* the file or an answer in it is wrong */
    HEADLESS_CHECK_FAILED = 3, /* DTS's check did not pass, a check of ours failed, or a
                                  decision is needed */
    HEADLESS_NO_SECRET = 4,    /* a password is missing and nobody can be asked */
    HEADLESS_NO_PROOF = 5, /* the proofs of the cutover did not hold in time; syncing goes on */
    HEADLESS_UNKNOWN = 6,  /* a call was sent and what became of it is not known */
    HEADLESS_STOPPED = 130, /* interrupted; the migration goes on */
};

struct headless_options {
    const char *plan_file;
    bool check_only;                /* --check: create and check, do not start */
    struct session_options session; /* wake_fd is set here */
    const char *state_dir;          /* of the state files; NULL: the default place */
    FILE *out;                      /* lines, each flushed */
    struct cancel *cancel;          /* fired on SIGINT, SIGTERM, SIGHUP by the caller */
    /* Wins over the file when set (--on, --endpoint, --region). */
    enum backend backend;
    const char *endpoint, *region;
};

/* headless_run - blocks until the end. session_library_init must have been called. Returns an
 * enum headless_exit. */
int headless_run(const struct headless_options *o);

/* ---- the parts that need no session ---- */

struct headless_plan {
    struct plan plan;
    bool complete;
    bool accept[CUT_COUNT];
    char *accept_reason;
    struct strlist skip; /* steps of the check to go on in spite of, by id */
    char *foreign_keys;  /* migrate or shield: the answer to ConstraintCheck; NULL: none */
    char *skip_reason;   /* of both */
    char *app_user;
    struct secret *app_password;
    int64_t cutover_wait_s;
};
void headless_plan_clear(struct headless_plan *p);
bool headless_plan_read(const char *path, struct headless_plan *out, struct err *err);
/* Takes the passwords out of the environment, then asks on the terminal for those that miss.
 * ERR_GONE: one is missing and there is no terminal. */
bool headless_secrets(struct headless_plan *p, struct err *err);

#endif
