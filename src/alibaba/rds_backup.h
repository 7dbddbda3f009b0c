/* SPDX-License-Identifier: MIT
 *
 * rds_backup - backups of an instance: the policy, what runs, what was made, and a new one.
 *
 * Source: DescribeBackupPolicy, ModifyBackupPolicy, DescribeBackupTasks, DescribeBackups,
 *         CreateBackup, version 2014-08-15.
 */
#ifndef ALIBABA_RDS_BACKUP_H
#define ALIBABA_RDS_BACKUP_H

#include "alibaba/rds.h"

/* ---- the policy ---- */

enum rds_policy_part { RDS_POLICY_DATA, RDS_POLICY_LOG };
/* What can be changed. The first group is of the data part, the second of the log part; within one
 * part everything is sent back whenever one value changes. */
enum rds_policy_value {
    RDS_BACKUP_PERIOD,    /* "Monday,Thursday": two at least */
    RDS_BACKUP_TIME,      /* "18:00Z-19:00Z" */
    RDS_BACKUP_RETENTION, /* days */
    RDS_BACKUP_LOG,       /* Enable, Disabled */
    RDS_LOG_ENABLED,      /* 1, 0 */
    RDS_LOG_SPACE_GUARD,  /* HighSpaceUsageProtection: Enable, Disable */
    RDS_LOG_LOCAL_HOURS,  /* binlogs stay on the instance so long: 0-168 */
    RDS_LOG_LOCAL_SPACE,  /* percent of the disk: 0-50 */
    RDS_LOG_RETENTION,    /* days */
    RDS_LOG_LOCAL_NUMBER, /* files */
    RDS_POLICY_VALUES
};
struct rds_policy {
    enum rds_policy_part part;
    char *values[RDS_POLICY_VALUES]; /* NULL: not said */
    int64_t next;                    /* next backup by itself, Unix s; 0: not said */
    char *compress, *category;
};
/* rds_policy - reads one part. Caller clears. */
bool rds_policy(const struct rds_at *at, enum rds_policy_part part, struct rds_policy *out,
                struct err *err);
void rds_policy_clear(struct rds_policy *p);

struct rds_policy_edit {
    enum rds_policy_value which;
    const char *value;
};
#define RDS_POLICY_PARAMS (RDS_POLICY_VALUES + 2)
/* rds_policy_params - what would be sent with it: names and values, borrowed from all three, at most
 * RDS_POLICY_PARAMS of them. Returns how many. *gap: the name of the one that the service did not tell
 * and wants to have sent back; NULL: there is none. edits, n: as below, of the
 * part that was read. */
size_t rds_policy_params(const char *instance, const struct rds_policy *before,
                         const struct rds_policy_edit *edits, size_t n, struct acs3_param *out,
                         const char **gap);

/* rds_set_policy - reads the part, sends it back with these values changed and all others as they
 * were. All edits are of one part.
 * before  (may be NULL) what it was, for the way back; valid unless it could not be read; caller
 *         clears
 * errors  RDS_NOT_DONE with ERR_STATE when the service does not tell a value that it wants to have
 *         sent back: nothing is guessed, nothing sent */
enum rds_outcome rds_set_policy(const struct rds_at *at, const struct rds_policy_edit *edits,
                                size_t n, struct rds_policy *before, struct err *err);

/* ---- what runs ---- */

struct rds_backup_job {
    char *id, *mode;         /* Automated, Manual */
    char *status, *progress; /* BackupStatus, BackupProgressStatus */
    char *action;            /* NormalBackupTask, TempBackupTask */
    char *backup_id;
    int64_t percent; /* -1: not said */
};
struct rds_backup_job_list {
    struct rds_backup_job *items;
    size_t n, cap;
    bool cut;
};
/* rds_backup_jobs - job_id: that one alone, NULL: all that wait or run. */
bool rds_backup_jobs(const struct rds_at *at, const char *job_id,
                     struct rds_backup_job_list *out, struct err *err);
void rds_backup_job_list_clear(struct rds_backup_job_list *l);
/* rds_backup_job_runs - neither ended nor merely the next one of the plan. A state that is not
 * known counts as running. */
bool rds_backup_job_runs(const struct rds_backup_job *j);

/* ---- what was made ---- */

struct rds_backup {
    char *id, *method, *type, *mode, *initiator, *status;
    int64_t start, end, size; /* Unix s; bytes, -1: not said */
    bool downloadable;        /* the service names an address to fetch it from */
};
struct rds_backup_list {
    struct rds_backup *items;
    size_t n, cap;
    bool cut;
};
/* rds_backups - those of from..to (Unix s), which the service rounds to minutes. */
bool rds_backups(const struct rds_at *at, int64_t from, int64_t to, struct rds_backup_list *out,
                 struct err *err);
void rds_backup_list_clear(struct rds_backup_list *l);

/* rds_create_backup - starts a physical backup. Never without the operator's word: there is no way
 * to try it without effect.
 * job_id  its number, caller frees; NULL when it runs but no number is known */
enum rds_outcome rds_create_backup(const struct rds_at *at, char **job_id, struct err *err);

#endif
