/* SPDX-License-Identifier: MIT
 *
 * rds_account - accounts and databases of an instance as Alibaba's API knows them.
 *
 * Limits: what was made by SQL is listed without its single grants, or not at all: SHOW GRANTS and
 *         SHOW DATABASES know better where they can be asked
 *
 * Source: DescribeAccounts, CreateAccount, GrantAccountPrivilege, DescribeDatabases, 2014-08-15.
 */
#ifndef ALIBABA_RDS_ACCOUNT_H
#define ALIBABA_RDS_ACCOUNT_H

#include "alibaba/rds.h"

struct rds_grant {
    char *name; /* of the database (of an account), of the account (of a database) */
    char *privilege, *detail;
};
struct rds_grant_list {
    struct rds_grant *items;
    size_t n, cap;
};

struct rds_account {
    char *name, *status, *type, *description; /* Available; Normal or Super */
    struct rds_grant_list grants;
};
struct rds_account_list {
    struct rds_account *items;
    size_t n, cap;
    bool cut;
};
/* rds_accounts - all of them, or the one called name (NULL: all). Caller clears. */
bool rds_accounts(const struct rds_at *at, const char *name, struct rds_account_list *out,
                  struct err *err);
void rds_account_list_clear(struct rds_account_list *l);
const struct rds_account *rds_account_find(const struct rds_account_list *l, const char *name);
bool rds_account_is_ready(const struct rds_account *a);
/* rds_account_has_grant - exactly this privilege on the database; a may be NULL. */
bool rds_account_has_grant(const struct rds_account *a, const char *database,
                           const char *privilege);

/* rds_create_account - creates; it can be used once rds_account_is_ready, some time later.
 * super     the one privileged account that an instance may have
 * version   of the instance ("5.7"), decides how long a name may be; NULL: the shorter
 * errors    RDS_NOT_DONE with ERR_INPUT for a name or password RDS would refuse, ERR_STATE when the
 *           account exists (nothing was sent) */
enum rds_outcome rds_create_account(const struct rds_at *at, const char *name,
                                    const struct secret *password, bool super,
                                    const char *version, struct err *err);

enum rds_privilege { RDS_READ_WRITE, RDS_READ_ONLY, RDS_DDL_ONLY, RDS_DML_ONLY };
/* rds_grant_account - the same privilege on each of the databases; takes the place of an earlier
 * one. Not for a privileged account. */
enum rds_outcome rds_grant_account(const struct rds_at *at, const char *name,
                                   const char *const *databases, size_t n,
                                   enum rds_privilege privilege, struct err *err);

struct rds_database {
    char *name, *status, *charset, *description, *engine;
    struct rds_grant_list grants;
};
struct rds_database_list {
    struct rds_database *items;
    size_t n, cap;
    bool cut;
};
bool rds_databases(const struct rds_at *at, struct rds_database_list *out, struct err *err);
void rds_database_list_clear(struct rds_database_list *l);

#endif
