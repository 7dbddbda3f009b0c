/* SPDX-License-Identifier: MIT
 *
 * watch - one look at source and target for the cutover: who is connected, where the source's
 * binary log stands, and whether the target has all of it.
 *
 * Owns:     one connection to each side, opened when needed; a side that does not answer is
 *           tried again every 5 s and meanwhile unknown; one that refuses the password is not
 * Why:      sessions are judged by user and host: a vendor's own account works from inside the
 *           vendor's network, and the same name from elsewhere is a customer's (RDS 7.3)
 */
#ifndef WIZARD_WATCH_H
#define WIZARD_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/err.h"
#include "mysql/rows.h"
#include "wizard/cutover.h"
#include "wizard/plan.h"
#include "wizard/quiet.h"

struct watch;
struct watch *watch_new(const struct plan *p);
void watch_free(struct watch *w);

/* watch_source_said - where the source stands, as it was stated: what the target is held against while
 * the source cannot be asked. NULL gtid and file: nothing is stated. */
void watch_source_said(struct watch *w, const char *gtid, const char *file, uint64_t pos);

struct watch_look {
    int n_writers; /* -1 cannot see others */
    char *writers_text;
    struct cut_session *sessions;
    size_t n_sessions;
    struct cut_account *accounts; /* as in cutover_view */
    size_t n_accounts;
    bool no_account_lock;
    char *source_gtid, *source_file; /* NULL unknown */
    uint64_t source_pos;
    int target_has_all; /* 1, 0, -1 */
    char *missing_gtid;
    bool same_seen_here;
    struct quiet_look quiet;
    char *answers[CUT_COUNT];              /* as in cut_observation */
    char *source_version, *target_version; /* NULL: not logged in */
    unsigned refused; /* 1 source, 2 target: the password; not tried again by this watch */
};
void watch_look_clear(struct watch_look *l);

/* watch_look_now - blocks a few seconds at most. local: what dtsd says, NULL without. stopped: the stop of
 * the writers has begun; from then on the source's log is read (quiet.h). */
void watch_look_now(struct watch *w, const struct dts_local *local, bool stopped,
                    struct cancel *cancel, struct watch_look *out);

/* ---- pure parts ---- */

/* cut_sessions_judge - marks sessions that are not an application's. Returns how many are left.
 */
struct cut_self {
    uint64_t own_id;     /* of our connection; 0: not known */
    const char *account; /* the migration's */
    bool vendor_root;    /* root from inside is the vendor's (Alibaba RDS), not a person's */
};
/* cut_sessions_from_rows - of a list of processes, whoever read it; caller clears with
 * cut_sessions_clear. The first 2,000 of them. */
void cut_sessions_from_rows(const struct rows *r, struct cut_session **out, size_t *n);
size_t cut_sessions_judge(struct cut_session *s, size_t n, const struct cut_self *self);
/* cut_sessions_text - "3 of app@10.0.3.7", or "5: app@10.0.3.7 (3), web@10.0.3.9 (2)". */
char *cut_sessions_text(const struct cut_session *s, size_t n);
/* gtid_covers - 1: target (with what the copy held already) has all of source; 0: *missing says
 * what lacks (caller frees); -1: one of them cannot be read. */
int gtid_covers(bool mariadb, const char *source, const char *target, const char *copied,
                char **missing);
/* place_covers - the same by file and position of the source's log. -1: one is not known, or they are not of
 * one series of files. */
int place_covers(const char *source_file, uint64_t source_pos, const char *target_file,
                 uint64_t target_pos);

#endif
