/* SPDX-License-Identifier: MIT
 *
 * rds_params - the server's parameters as Alibaba's API has them.
 *
 * Limits: the list shows what the customer may change and no more (log_bin, gtid_mode and such are
 *         missing): what is not in it is to be asked by SQL
 * Source: DescribeParameters, ModifyParameter, version 2014-08-15.
 */
#ifndef ALIBABA_RDS_PARAMS_H
#define ALIBABA_RDS_PARAMS_H

#include "alibaba/rds.h"

struct rds_param {
    char *name; /* without loose_, as SHOW VARIABLES has it */
    char *full; /* as the service has it */
    char *value, *description;
    bool waits; /* submitted, not active yet */
};
struct rds_param_list {
    struct rds_param *items;
    size_t n, cap;
    bool cut;
};
/* rds_params - the running ones, then those that wait. Caller clears. */
bool rds_params(const struct rds_at *at, struct rds_param_list *out, struct err *err);
void rds_param_list_clear(struct rds_param_list *l);
/* rds_param_find - the running one; name with or without loose_. */
const struct rds_param *rds_param_find(const struct rds_param_list *l, const char *name);
/* rds_param_stands - the value that waits, else the running one; NULL: not listed. */
const char *rds_param_stands(const struct rds_param_list *l, const char *name);

/* rds_set_param - never restarts the instance. Done means accepted: it may wait for a moment.
 * old  (may be NULL) the value before, caller frees
 * errors  RDS_NOT_DONE with ERR_DENIED when the API cannot change this parameter (nothing sent) */
enum rds_outcome rds_set_param(const struct rds_at *at, const char *name, const char *value,
                               char **old, struct err *err);

#endif
