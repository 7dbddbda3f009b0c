/* SPDX-License-Identifier: MIT
 *
 * ali - what Alibaba Cloud's API said of the key, the instances and the one that is the source, as
 * immutable parts of a snapshot; and what follows from it for a migration. No calls.
 *
 * Owns:   each part its texts; parts are counted (shared.h)
 * Why:    what one list could not be read for must not hide the others: each has its own error, kind
 *         ERR_NONE when it was read
 */
#ifndef WIZARD_ALI_H
#define WIZARD_ALI_H

#include "alibaba/allow.h"
#include "alibaba/backup_window.h"
#include "alibaba/diagnose.h"
#include "alibaba/dts_addresses.h"
#include "alibaba/identity.h"
#include "alibaba/keys.h"
#include "alibaba/rds_account.h"
#include "alibaba/rds_instance.h"
#include "alibaba/rds_params.h"
#include "alibaba/regions.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

#define ALI_BINLOG_HOURS 72 /* fewer and a pause or a long copy may find its binlog gone */

/* ---- parts of a snapshot ---- */

struct ali_account { /* whose key it is */
    struct ali_identity identity;
    struct ali_regions regions; /* without the service's answer: those that are known */
    struct err regions_err;
    char *key_id; /* masked */
    char *origin;
    char *host;      /* that answers */
    bool temporary;  /* a key with a token, which ends by itself */
    int64_t expires; /* then: Unix s; 0: not known */
    int64_t mono;
};

struct ali_instances {
    char *region;
    struct rds_instance_list list;
    int64_t mono;
};

struct ali_source { /* one instance */
    char *region, *instance;
    int64_t mono;
    struct rds_attribute attribute;
    struct rds_net_info net;
    struct err net_err;
    enum rds_side side; /* of the allow-list, for the way DTS comes */
    struct rds_allow_list allow;
    struct err allow_err;
    struct rds_account_list accounts;
    struct err accounts_err;
    struct rds_param_list params;
    struct err params_err;
    struct rds_policy data, log;
    struct err data_err, log_err;
    struct rds_ssl ssl;
    struct err ssl_err;
    bool tde;
    struct err tde_err;
};

struct ali_step {
    enum diagnose_state state;
    const char *question;
    char *answer;
};
struct ali_diagnosis { /* of one instance; 17 steps, then a verdict */
    char *region, *instance;
    int64_t at;     /* Unix s, of its begin, or of the backup that was permitted */
    bool running;   /* steps[next] is being asked */
    bool permitted; /* the operator has permitted a real backup: it is asked for, or was */
    size_t next;
    struct ali_step steps[DIAGNOSE_STEPS];
    enum diagnose_cause cause; /* DIAGNOSE_UNDECIDED: not yet */
    size_t by;                 /* the step that decided; DIAGNOSE_STEPS: all together */
    int question;
    char *headline, *advice, *ticket;
};
/* ali_diagnosis_may_ask - would a real backup, with consent, tell more? */
bool ali_diagnosis_may_ask(const struct ali_diagnosis *d);

/* Each takes the content over and returns one reference (shared_unref). */
const struct ali_account *ali_account_new(struct ali_account *taken);
const struct ali_instances *ali_instances_new(struct ali_instances *taken);
const struct ali_source *ali_source_new(struct ali_source *taken);
const struct ali_diagnosis *ali_diagnosis_new(struct ali_diagnosis *taken);

/* ali_source_of - the part, if it is of the plan's instance; else NULL. */
const struct ali_source *ali_source_of(const struct ali_source *s, const struct plan *p);

/* ---- what follows ---- */

/* ali_way_is_public - does DTS come by a public address (also: no answer yet)? */
bool ali_way_is_public(const struct plan *p);
/* ali_fill - address, port, version and region of DTS from what was read, where the way to the source
 * is by a public address or the answer is not given yet. true: something was filled. */
bool ali_fill(struct plan *p, const struct ali_source *s);
/* ali_source_address - the one that fits the plan's way to the source; NULL: there is none. */
const struct rds_address *ali_source_address(const struct plan *p, const struct ali_source *s);

enum ali_level { ALI_FINE, ALI_NOTE, ALI_WARNING, ALI_BAD };
enum ali_topic {
    ALI_TOPIC_STATE,
    ALI_TOPIC_LOCK,
    ALI_TOPIC_PRIMARY,
    ALI_TOPIC_ADDRESS,
    ALI_TOPIC_BINLOG_HOURS,
    ALI_TOPIC_BINLOG_FORMAT,
    ALI_TOPIC_BINLOG_IMAGE,
    ALI_TOPIC_TLS,
    ALI_TOPIC_TDE,
    ALI_TOPIC_ACCOUNTS,
    ALI_TOPIC_ROW_ID, /* the hidden key of tables without one */
    ALI_TOPICS
};
struct ali_finding {
    enum ali_level level;
    enum ali_topic topic;
    char *text, *next; /* next NULL: nothing to do */
};
struct ali_findings {
    struct ali_finding *items;
    size_t n, cap;
};
/* ali_judge - what matters for a migration; out is overwritten. What could not be read is a finding
 * as well. */
void ali_judge(const struct plan *p, const struct ali_source *s, struct ali_findings *out);
void ali_findings_clear(struct ali_findings *f);
const struct ali_finding *ali_finding(const struct ali_findings *f, enum ali_topic topic);

/* ali_account_words - does the account suffice for DTS, in a sentence (caller frees); *enough. NULL name
 * or "": asks for one. */
char *ali_account_words(const struct ali_source *s, const char *name, enum ali_level *enough);

/* ---- the allow-list ---- */

#define ALI_CONNECT_STEP "ConnectDBCheck" /* of DTS: it names who was refused */

/* The addresses of DTS that are compared with: of a file, or built in. */
struct ali_book {
    char *path;                    /* where the file is looked for */
    struct dts_address_book *book; /* NULL: built in */
    struct err err; /* why not the file, though there is one; kind ERR_NONE: nothing */
};
/* ali_book_read - path NULL: dts-addresses in the folder of the configuration. One reference. */
const struct ali_book *ali_book_read(const char *path);

struct ali_allow {
    struct dts_addresses dts; /* of the region and the way; state says what is known */
    struct cidr_list here;    /* as which the source saw this host; empty: not known */
    struct cidr_list wanted;  /* those of DTS, this host, and the plan's further ones */
    struct err more_err;      /* what is wrong with the further ones; kind ERR_NONE: nothing */
    bool read;                /* check is against the instance's list */
    struct allow_check check;
    bool closed; /* it lets in nobody but 127.0.0.1 */
};
/* ali_allow_make - s NULL or its list unread: only what is wanted. known: of whom the file of addresses
 * and the test from here are; NULL: the built-in data, and no test. out is overwritten; it borrows
 * from s. */
void ali_allow_make(const struct plan *p, const struct ali_source *s,
                    const struct snapshot *known, struct ali_allow *out);
void ali_allow_clear(struct ali_allow *a);
/* ali_allow_words - with whose addresses it was compared, of which date, and what is known of them;
 * caller frees. */
char *ali_allow_words(const struct plan *p, const struct ali_allow *a,
                      const struct snapshot *known);

/* ali_allow_named - the addresses that a failed check names and the plan does not want yet, as one
 * text for a field; caller frees, "" when there are none. */
char *ali_allow_named(const struct plan *p, const struct snapshot *known);
/* ali_allow_more - puts further addresses (as typed) to those of the plan, none twice.
 * errors  ERR_INPUT: one is none, or there is none at all; nothing was added then */
bool ali_allow_more(struct plan *p, const char *typed, struct err *err);

#endif
