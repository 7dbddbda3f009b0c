/* SPDX-License-Identifier: MIT
 *
 * rds_private - how the typed calls read an answer into a struct, walk the pages of a list, and
 * find out what became of a change. Only for the files rds_*.c of this room.
 */
#ifndef ALIBABA_RDS_PRIVATE_H
#define ALIBABA_RDS_PRIVATE_H

#include "alibaba/rds.h"
#include "alibaba/rds_json.h"

#define RDS_LEN(table) (sizeof(table) / sizeof *(table))

/* ---- texts of a struct ---- */

struct rds_field {
    const char *name;
    size_t at; /* offsetof a char * */
};
void rds_fields_read(const struct json *item, const struct rds_field *f, size_t n, void *out);
void rds_fields_free(const struct rds_field *f, size_t n, void *of);
/* rds_time - 0 when it is missing or no time. */
int64_t rds_time(const struct json *item, const char *name);

/* ---- lists ---- */

struct rds_pages {
    enum rds_action action;
    const char *list; /* "Items.DBInstance" */
    const char
        *total; /* member with the number of all; NULL: pages are asked for until a short one */
    int size;   /* per page; 0: the action knows no pages */
};
/* rds_each - calls take for every element of every page, until it says false (then *cut). */
bool rds_each(const struct rds_at *at, const struct rds_pages *p,
              const struct acs3_param *params, size_t n,
              bool (*take)(const struct json *item, void *arg), void *arg, bool *cut,
              struct err *err);

/* ---- changes ---- */

enum rds_seen { RDS_SEEN_UNCLEAR, RDS_SEEN_NOT, RDS_SEEN };
/* rds_change - sends once. look reads the state: RDS_SEEN when the change is there, RDS_SEEN_NOT
 * when it is surely absent now; NULL: it cannot be looked up. answer may be NULL. */
enum rds_outcome rds_change(const struct rds_at *at, enum rds_action a,
                            const struct acs3_param *params, size_t n, struct json **answer,
                            enum rds_seen (*look)(const struct rds_at *at, void *arg),
                            void *arg, struct err *err);

#endif
