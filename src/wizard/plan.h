/* SPDX-License-Identifier: MIT
 *
 * plan - the operator's answers, all of them, and nothing else: the screens, the plain mode and
 * a plan file are three views of this one object.
 *
 * Threads:  owned by the ui; the session works on deep copies it is handed with a command
 * Why:      passwords are in the object while they are needed, and never in what is saved
 */
#ifndef WIZARD_PLAN_H
#define WIZARD_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"
#include "dts/model.h"

enum backend { BACKEND_UNKNOWN, BACKEND_LOCAL, BACKEND_CLOUD };

enum stage {
    STAGE_NONE = 0,
    STAGE_SOURCE,
    STAGE_TARGET,
    STAGE_DATABASES,
    STAGE_CONSISTENCY,
    STAGE_VERIFY,
    STAGE_PROGRESS,
    STAGE_CUTOVER,
    STAGE_END /* one past the last */
};

struct plan_side {
    char *access_type; /* extranet, cdb, ... (DTS words) */
    char *supplier;    /* source: aliyun, others */
    char *instance_id; /* cdb */
    char *host;        /* for DTS: an IP for the cloud */
    unsigned port;     /* 0: not answered */
    char *here_host;   /* how this host reaches it; empty: same as host */
    unsigned here_port;
    char *user;
    struct secret *password; /* NULL: not asked yet */
    bool encrypt;            /* EncryptConn Encrypted */
    bool production;         /* said by the operator: it is in use; only this host knows */
    char *network_id, *vpc_id, *subnet_id; /* dcg, vpncloud, ccn, vpc */
    char *net_env;                         /* ccn: UserIDC (NULL as well) or TencentVPC */
    char *owner_uin;                       /* ccn of another account: its number */
    char *engine_version;                  /* source at Alibaba: 5.6, 5.7; NULL: not said */
};

/* What the source is at Alibaba Cloud, for its API. DTS is told none of it. */
struct plan_rds {
    char *key_origin; /* where the key chosen last stands; NULL: by rule */
    char *key_id;     /* and its id as key_masked; never the key */
    char *region, *instance;
    char *endpoint; /* URL of RDS and STS, the operator's own; NULL: by the region */
    char *more; /* further addresses for the allow-list, as typed: mapped ones, this host's */
};

/* Kinds of which a plan file may name single ones. */
enum plan_kind {
    PLAN_FUNCTIONS,
    PLAN_PROCEDURES,
    PLAN_TRIGGERS,
    PLAN_EVENTS,
    PLAN_KINDS,
};
struct plan_some {
    bool given; /* else as with_routines, with_triggers, with_events say */
    struct strlist names;
};

/* One database of the selection. */
struct plan_db {
    char *name;
    char *new_name; /* on the target; NULL or empty: the same */
    bool all;       /* every object of it; else tables and views below */
    struct strlist tables, views;
    struct plan_some some[PLAN_KINDS];
};

enum compare_mode { COMPARE_NONE, COMPARE_FULL, COMPARE_SPOT, COMPARE_UNSET };

struct plan {
    char *draft_id; /* file name of the state while there is no job: "draft-xxxxxxxx" */
    char *job_id;   /* NULL until the task exists */
    char *name;     /* of the task */
    enum backend backend;
    char *endpoint;       /* URL; NULL: the back end's own */
    char *key_origin;     /* cloud: where the key chosen last stands; NULL: by rule */
    char *key_id;         /* and its SecretId as key_masked; never the key */
    char *region;         /* of the target: X-TC-Region */
    char *source_region;  /* nearest to the source */
    char *instance_class; /* small, medium, ... */
    bool timed;
    int64_t start_at; /* Unix s, with timed */
    struct plan_side source, target;
    struct plan_rds rds;
    bool keep_target_read_only;
    bool whole_instance;
    struct {
        struct plan_db *items;
        size_t n, cap;
    } databases; /* sorted by name */
    bool with_routines, with_triggers, with_events, with_accounts;
    char *migrate_type; /* structure, full, fullAndIncrement */
    enum compare_mode compare;
    int64_t sample_percent; /* 10..90 with COMPARE_SPOT; 0: not answered */
    int64_t compare_threads, recheck_times, recheck_minutes;
    enum stage stage;        /* last edited or shown */
    bool changed_since_sent; /* something differs from what DTS has ("not sent") */
    int64_t changed_stages;  /* bits (1 << stage): where; 0 also: not known */
    char *complete_intent;   /* RFC text of when Complete was sent without a known outcome, else
                                NULL */
    char *create_intent;     /* as above for CreateMigrationService */
};
/* The text of an intent ("2026-11-21T01:58:27Z"), caller frees; and back. */
char *plan_intent_text(int64_t wall);
bool plan_intent_parse(const char *text, int64_t *wall);

void plan_init(
    struct plan *p); /* defaults: fullAndIncrement, class medium, routines etc. true */
void plan_clear(struct plan *p);                          /* wipes secrets */
void plan_copy(struct plan *dst, const struct plan *src); /* deep; dst is overwritten */

/* plan_changed - an answer of that stage is another one than DTS has; plan_sent - DTS has them all.
 */
void plan_changed(struct plan *p, enum stage stage);
void plan_sent(struct plan *p);

struct plan_db *plan_db_find(const struct plan *p, const char *name);
struct plan_db *plan_db_add(struct plan *p, const char *name); /* found or inserted in order */
void plan_db_remove(struct plan *p, const char *name);
/* plan_db_keep - what only a plan file says of a database (new name, single routines). */
void plan_db_keep(struct plan_db *to, const struct plan_db *from);
const char *plan_kind_word(enum plan_kind k); /* "functions": in a plan file, and marked */
const char *plan_db_target(const struct plan_db *db); /* its name on the target */
/* plan_target_holds - does a database of this name on the target belong to the selection? */
bool plan_target_holds(const struct plan *p, const char *name);

/* Where this host reaches a side: here_host and here_port where given, else host and port.
 * Borrowed; NULL or 0 while there is no answer. */
const char *plan_side_here_host(const struct plan_side *s);
unsigned plan_side_here_port(const struct plan_side *s);
/* plan_side_asked - "user@host:port" as this host logs in; the caller frees. */
char *plan_side_asked(const struct plan_side *s);
/* plan_servers_asked - of both sides; caller frees. */
char *plan_servers_asked(const struct plan *p);

/* plan_validate - the first unanswered or wrong answer of a stage, in words; field names which
 * ("source.host"). true when the stage is complete. */
bool plan_validate(const struct plan *p, enum stage stage, const char **field, struct err *err);
/* plan_validate_field - one field, when the operator leaves it. Empty is not an error here. */
bool plan_validate_field(const struct plan *p, const char *field, struct err *err);

/* plan_source_is_rds - is the source an instance of Alibaba RDS? */
bool plan_source_is_rds(const struct plan *p);

/* plan_side_text - "10.0.0.1:3306" or "cdb-0a1b2c3d"; caller frees. */
char *plan_side_text(const struct plan_side *s);

/* plan_sentences - what will happen, line by line, for the start dialog and the report. */
void plan_sentences(const struct plan *p, struct strlist *out);

/* To DTS and from it (a task of which this host has no plan). */
void plan_to_create(const struct plan *p, struct dts_create_request *out);
/* plan_compare_options - of a consistency check: as the plan says, with every row where it says none.
 * out: initialised. */
void plan_compare_options(const struct plan *p, struct dts_compare_options *out);
void plan_to_modify(const struct plan *p, struct dts_modify_request *out);
/* A masked or missing password leaves plan->...password alone. */
void plan_from_detail(struct plan *p, const struct dts_detail *d);

/* Without secrets. */
struct json *plan_to_json(const struct plan *p);
bool plan_from_json(struct plan *out, const struct json *j, struct err *err);

#endif
