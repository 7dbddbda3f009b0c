/* SPDX-License-Identifier: MIT
 *
 * snapshot - all the session knows, as one immutable value: the screens draw from the newest
 * one and from nothing else.
 *
 * A snapshot is never changed after it was handed over. Large parts (the catalog, answers of
 * DTS) are shared between snapshots by reference count. Every part carries when it was true:
 * old data must look old. Times ending in _mono are clock_mono_ms, 0 meaning never.
 */
#ifndef WIZARD_SNAPSHOT_H
#define WIZARD_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/err.h"
#include "base/str.h"
#include "dts/model_compare.h"
#include "wizard/calm.h"
#include "wizard/cutover.h"
#include "wizard/predict.h"

/* The line to DTS. */
enum link_state { LINK_NONE, LINK_CONNECTING, LINK_OK, LINK_TROUBLE };
struct snap_link {
    enum link_state state;
    char *endpoint;
    bool local;                              /* answers with Local: our dtsd */
    int64_t ok_mono;                         /* last good answer */
    int64_t next_try_mono;                   /* with LINK_TROUBLE */
    struct err err;                          /* of the last failure, kind NONE when fine */
    int64_t clock_offset_s;                  /* its clock minus ours, 0: they agree */
    char *service_version;                   /* Local only */
    int64_t service_pid, service_started_at; /* Local only, DTS_UNSET otherwise */
};

struct snap_job { /* a line of the task list */
    char *id, *name;
    enum dts_status status;
    char *status_word;     /* DTS's own */
    char *source, *target; /* "10.0.0.1:3306", "cdb-0a1b2c3d" */
    int64_t percent;       /* of the running step, -1 unknown */
    char *step;
    int64_t lag_s; /* -1 */
    char *updated;
    char *trade;       /* TradeStatus: normal, isolated, ...; NULL: not told */
    int64_t starts_at; /* Unix s, an armed task's time; 0: not armed */
    int64_t place;     /* in the queue, 1: next; 0: not told */
};

/* "Test from here". */
enum probe_state {
    PROBE_WAITING,
    PROBE_RUNNING,
    PROBE_OK,
    PROBE_WARNING,
    PROBE_FAILED,
    PROBE_SKIPPED
};
struct snap_probe_step {
    const char *
        id; /* resolve tcp tls login version gtid binlog rights clock readonly async existing */
    enum probe_state state;
    char *text; /* "203.0.113.10, 1 address", "MySQL 5.7.44" */
    int64_t ms;
    struct err err;
};
#define SNAP_PROBE_KEY 16
struct snap_probe {
    bool running;
    int64_t done_mono; /* 0: never run */
    struct snap_probe_step *steps;
    size_t n, cap;
    char *asked; /* who and where it asked, "user@host:port"; NULL: never run */
    bool chosen; /* databases were chosen by then */
    uint8_t key[SNAP_PROBE_KEY], answers[SHA256_SIZE]; /* see probe_is_outdated */
    char *version;                                     /* NULL unknown */
    char *
        seen_from; /* the source's word on where we come from, an IPv4 address; NULL: not known */
    bool reached; /* logged in */
};

/* The last log-in from here, whatever it was for: reading the tables, the proofs of stage 7. */
struct snap_seen {
    char *version; /* NULL: none yet */
    int64_t mono;
};

#define AFTER_LOCKS_UNREAD (-1)
#define AFTER_LOCKS_DENIED (-2) /* this account may not see them */

/* The target once it stands on its own; see after.h. -1: not known. */
struct snap_programs {
    int64_t triggers, events; /* of what the plan moves; -1 also: the plan leaves them out */
};
#define AFTER_USERS 6
#define AFTER_LOCKS 8
/* A transaction that waits for a row, and who holds it; -1 and "?": not known. */
struct snap_lock {
    int64_t waits_id, holds_id, seconds;
    char waits[100], holds[100], table[136];
};
struct snap_after {
    int64_t mono; /* 0: never looked */
    int read_only, super_read_only;
    int64_t sessions; /* of others than the migration's account */
    struct snap_programs source, target;
    /* who they are, those with most first; users_more: sessions of others still */
    struct {
        char user[68];
        int64_t n;
    } users[AFTER_USERS];
    size_t n_users;
    int64_t users_more;
    bool no_errors;      /* the server does not count errors, or not for this account */
    int64_t locks;       /* that are waited for; AFTER_LOCKS_: not known */
    char locks_why[256]; /* with UNREAD, in words */
    struct snap_lock lock[AFTER_LOCKS]; /* the longest first */
    struct calm_sample sample;          /* this look's counters */
    struct calm_view calm;              /* since the first look */
};

/* The newest consistency check of the open task; see compare_sum.h for what it says. */
#define COMPARE_ROWS_KEPT 2000 /* differing rows, all tables together */
#define COMPARE_PAGE      100  /* the service's most for one page */
struct snap_compare {
    int64_t mono;                                     /* last good look; 0: never */
    int64_t checks;                                   /* so many there are; -1 unknown */
    const struct dts_compare_task_item *item;         /* NULL: none, or not read */
    const struct dts_compare_report_response *report; /* NULL: none, or not read */
    int64_t report_mono;
    /* the first rows that differ; NULL: not read, or none differs */
    const struct dts_diff_items_response *rows;
    int64_t rows_mono;
    const struct dts_diff_items_response *repaired; /* rows of repairs (dtsd); NULL: not read */
    struct err err; /* why the last look saw nothing; kind NONE when it did */
    /* the page of one table that was asked for last (CMD_COMPARE_ROWS) */
    char *page_db, *page_table;
    int64_t page_offset, page_mono;
    const struct dts_diff_items_response *page;
};
void snap_compare_clear(struct snap_compare *c);

/* What Alibaba Cloud's API said; see ali.h. Counted parts, NULL: not known. */
struct ali_account;
struct ali_instances;
struct ali_source;
struct ali_diagnosis;
struct ali_book;
struct snap_ali {
    const struct ali_account *account;
    const struct ali_instances *list;
    const struct ali_source *source;
    const struct ali_diagnosis *diagnosis;
    const struct ali_book *book; /* addresses of DTS; known without a key */
};

/* What the source holds; shared, see selection.h. */
struct shared_catalog;
void shared_catalog_ref(struct shared_catalog *c);
void shared_catalog_unref(struct shared_catalog *c);

struct snapshot {
    uint64_t seq;
    int64_t made_mono;

    struct snap_link link;

    struct snap_job *jobs; /* in the service's order */
    size_t n_jobs;
    int64_t jobs_mono; /* 0: not read yet */
    int64_t jobs_total;

    const struct dts_instances_response *instances; /* NULL: not read */
    int64_t instances_mono;
    struct err instances_err;

    struct snap_probe source_probe, target_probe;
    struct snap_seen source_seen, target_seen;

    struct shared_catalog *catalog; /* NULL: not read */
    bool catalog_reading;
    int64_t catalog_mono;
    struct err catalog_err;

    struct prediction prediction;
    int64_t prediction_at; /* Unix s; 0: not measured */
    char *prediction_of;   /* plan_servers_asked at that time */

    /* the open task */
    char *job_id; /* NULL: none open */
    enum dts_status status;
    const struct dts_detail *detail; /* NULL until the first answer */
    int64_t detail_mono;
    const struct dts_check_response *check; /* NULL: no check asked for */
    int64_t check_mono;
    const struct dts_check_response *check_before; /* the last that ended before it, or NULL */
    struct snap_estimate {                         /* from our own samples; -1 unknown */
        int64_t left_min_s, left_max_s;
        bool stalled; /* no progress for 3 min */
    } estimate;
    int64_t lag_history[60];  /* seconds, one per sample, -1 gap */
    int64_t rate_history[60]; /* rows per second (Local) */
    int64_t history_mono[60]; /* when each sample was answered */
    size_t n_history;

    struct snap_compare compare;

    struct snap_ali ali;

    struct cutover_view cutover;
    struct snap_after after;
    struct err after_err; /* why the last look saw nothing; kind NONE when it did */
};

void snapshot_free(struct snapshot *s);

/* For the session, and for tests that build a world by hand (see shared.h for its large parts).
 * snapshot_new: nothing known. snapshot_dup: the large parts are shared, the rest is copied. */
struct snapshot *snapshot_new(void);
struct snapshot *snapshot_dup(const struct snapshot *src);
void snapshot_clear_jobs(struct snapshot *s);
void snap_job_clear(struct snap_job *j);
void snap_probe_clear(struct snap_probe *p);
void snap_probe_copy(struct snap_probe *dst, const struct snap_probe *src);

#endif
