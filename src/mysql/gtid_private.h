/* SPDX-License-Identifier: MIT
 *
 * gtid_private - how a set is put together, for gtid*.c alone.
 */
#ifndef MYSQL_GTID_PRIVATE_H
#define MYSQL_GTID_PRIVATE_H

#include "mysql/gtid.h"

/* gtid_find_or_add - the source of that id; a new one has no ranges. Valid until the next is added. */
struct gtid_source *gtid_find_or_add(struct gtid_set *s, const char *id);
/* gtid_push_range - behind the others, whatever they are: gtid_normalise has to follow. */
void gtid_push_range(struct gtid_source *s, uint64_t first, uint64_t last);
/* gtid_normalise - sorts and merges what overlaps or touches. */
void gtid_normalise(struct gtid_source *s);

#endif
