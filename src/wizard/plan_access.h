/* SPDX-License-Identifier: MIT
 *
 * plan_access - which answers a way of reaching a database needs: one table, for the screens
 * that ask, the rules that judge, and the request that is sent.
 *
 * Source: AccessType of ModifyMigrationJob (API 3.11, 3.13)
 */
#ifndef WIZARD_PLAN_ACCESS_H
#define WIZARD_PLAN_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "wizard/plan.h"

enum { /* bits of plan_access.fields */
       ACCESS_HOST = 1,
       ACCESS_PORT = 2,
       ACCESS_INSTANCE = 4, /* plan_side.instance_id */
       ACCESS_NETWORK = 8,  /* plan_side.network_id */
       ACCESS_VPC = 16,     /* vpc_id and subnet_id */
       ACCESS_CCN = 32      /* net_env, and owner_uin where the network is another account's */
};

/* The texts are marked, not translated. */
struct plan_access {
    const char *type; /* the word of DTS */
    const char *text; /* what a person calls it */
    unsigned fields;
    bool rds;            /* an instance of another cloud can be reached so */
    size_t id_at;        /* member of struct dts_db_info for the id; 0: none */
    const char *label;   /* of the id */
    const char *prefix;  /* every id begins so; NULL: not checked */
    const char *example; /* of an id */
    const char *wrong;   /* said of an id that cannot be one */
    const char *where;   /* where in the console the id is found */
};

/* plan_accesses - the table, in the order in which it is offered. */
const struct plan_access *plan_accesses(size_t *n);
/* plan_access - the row of a word; that of extranet for NULL and unknown words. */
const struct plan_access *plan_access(const char *type);
/* plan_access_has - does the side's way of being reached need one of these fields? */
bool plan_access_has(const struct plan_side *s, unsigned fields);
/* plan_access_answered - every field it needs has an answer (right or not). */
bool plan_access_answered(const struct plan_side *s);

/* One id each, ERR_INPUT with the shape and where to find it. The id is not empty. */
bool plan_access_right_id(const struct plan_side *s, const char *id, struct err *err);
bool plan_access_right_vpc(const char *id, struct err *err);
bool plan_access_right_subnet(const char *id, struct err *err);

#endif
