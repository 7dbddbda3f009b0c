/* SPDX-License-Identifier: MIT
 *
 * gtid - sets of global transaction ids, MySQL's and MariaDB's.
 *
 * MySQL:   "uuid[:tag]:a-b:c,uuid2:..."; parsed with any white space, compared with uuid in
 * lower case; a tag (8.3 and later) makes a source of its own. Intervals are kept sorted and
 * merged. MariaDB: "domain-server-seq,..." is a position, not a set: one triple per domain, and
 * it contains everything in that domain up to seq (server ids may change over time). Source:
 * MySQL 9.x reference manual "GTID format and storage"; MariaDB "Global Transaction ID".
 */
#ifndef MYSQL_GTID_H
#define MYSQL_GTID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum gtid_kind { GTID_MYSQL, GTID_MARIADB };

struct gtid_interval {
    uint64_t first, last; /* inclusive */
};
struct gtid_source {
    char id[72];        /* MySQL: "uuid" or "uuid:tag"; MariaDB: the domain in decimal */
    uint32_t server_id; /* MariaDB only: of the last transaction */
    struct gtid_interval *ranges;
    size_t n, cap;
};
struct gtid_set {
    enum gtid_kind kind;
    struct gtid_source *sources; /* sorted by id */
    size_t n, cap;
};

#define GTID_INIT(k) \
    {                \
        .kind = (k)  \
    }

/* gtid_parse - NULL or blank is the empty set. ERR_PROTOCOL names the offending part. */
bool gtid_parse(struct gtid_set *out, enum gtid_kind kind, const char *text, struct err *err);
void gtid_clear(struct gtid_set *s);
void gtid_copy(struct gtid_set *dst, const struct gtid_set *src);
char *gtid_format(const struct gtid_set *s); /* normalised, one line; caller frees */
/* gtid_normal - a set of either kind, normalised, from text that does not say which; caller frees. NULL: it
 * is none, or it is empty. */
char *gtid_normal(const char *text);

bool gtid_is_empty(const struct gtid_set *s);
bool gtid_contains(const struct gtid_set *whole, const struct gtid_set *part);
bool gtid_equal(const struct gtid_set *a, const struct gtid_set *b);
bool gtid_intersects(const struct gtid_set *a, const struct gtid_set *b); /* MySQL kind only */
/* gtid_subtract - out = a minus b. MariaDB: the domains of a that b has not reached, with
 * ranges (b.seq, a.seq]. out may not be a or b. */
void gtid_subtract(struct gtid_set *out, const struct gtid_set *a, const struct gtid_set *b);
void gtid_union(struct gtid_set *into, const struct gtid_set *other);
uint64_t
gtid_count(const struct gtid_set *s); /* number of transactions; MariaDB sets: of ranges */

#endif
