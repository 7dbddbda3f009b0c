/* SPDX-License-Identifier: MIT
 *
 * shared - large values that several snapshots point to: counted references to a content that
 * is never changed after it was put in.
 *
 * Threads:  references may be taken and dropped by any thread; the content is read-only
 */
#ifndef WIZARD_SHARED_H
#define WIZARD_SHARED_H

#include "dts/model.h"
#include "mysql/account_list.h"
#include "mysql/catalog.h"
#include "wizard/snapshot.h"

/* Each takes the content over (the argument is left zeroed) and returns one reference. */
struct shared_catalog *shared_catalog_new(struct catalog *taken);
const struct catalog *shared_catalog_get(const struct shared_catalog *c); /* NULL gives NULL */

/* The accounts of the source, read with its catalog. */
struct shared_accounts {
    struct account_list list; /* judged */
    bool target_known;        /* else what the target has was not counted against them */
    struct err err;           /* why there is no list; kind ERR_NONE: there is */
};
/* shared_catalog_add_accounts - taken over (left zeroed), before anybody else sees c. */
void shared_catalog_add_accounts(struct shared_catalog *c, struct shared_accounts *taken);
const struct shared_accounts *shared_catalog_accounts(const struct shared_catalog *c);

/* Answers of DTS. The pointer is that of the content itself, as it stands in a snapshot. */
const struct dts_detail *shared_detail_new(struct dts_detail *taken);
const struct dts_check_response *shared_check_new(struct dts_check_response *taken);
const struct dts_instances_response *shared_instances_new(struct dts_instances_response *taken);
/* shared_answer_new - of any shape, e.g. a part of an answer about a consistency check. */
const void *shared_answer_new(const struct shape *shape, void *taken);

/* shared_value_new - of any struct: size bytes are taken over (the argument is left zeroed), clear frees
 * what they own. */
const void *shared_value_new(void *taken, size_t size, void (*clear)(void *value));

/* shared_ref, shared_unref - for those above; NULL is fine. shared_ref returns its
 * argument. */
const void *shared_ref(const void *content);
void shared_unref(const void *content);

#endif
