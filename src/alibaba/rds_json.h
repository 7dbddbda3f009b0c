/* SPDX-License-Identifier: MIT
 *
 * rds_json - reads Alibaba's answers as they come: numbers may be texts and the reverse, missing,
 * null and "" are alike, lists are wrapped once, twice or not at all.
 */
#ifndef ALIBABA_RDS_JSON_H
#define ALIBABA_RDS_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"

/* rds_text - a scalar of any kind as text; NULL when missing, null or empty. Caller frees. */
char *rds_text(const struct json *object, const char *name);
/* rds_number - fallback when it is missing or no whole number. */
int64_t rds_number(const struct json *object, const char *name, int64_t fallback);
/* rds_truth - true, "true", "1", "Yes", "Enable", "Enabled". */
bool rds_truth(const struct json *object, const char *name);

/* rds_list - the first element of the list at "Items.DBInstance" and so on, for json_next; where a
 * wrapper is missing the list is taken where it stands. NULL for an empty or missing one. */
struct json *rds_list(const struct json *answer, const char *path);

/* A walk over the elements of the same list that also takes what stands there instead of a list:
 * one object alone, or a list in a wrapper of another name.
 *   for (struct rds_walk w = rds_walk(answer, path); w.at; rds_walk_on(&w)) */
struct rds_walk {
    const struct json *at; /* NULL: no more */
    bool alone;
};
struct rds_walk rds_walk(const struct json *answer, const char *path);
void rds_walk_on(struct rds_walk *w);

#endif
