/* SPDX-License-Identifier: MIT
 *
 * filter - what the channel lets through: the selection as wild table patterns, installed and
 * read back.
 *
 * Measured: filters are gone after a restart of the target and can only be set while the
 * applier is stopped; SHOW REPLICA STATUS shows them whole (124 KB tried) and in the order
 * given. Neither a "do" filter nor ignoring `mysql.%` lets account statements through. Limits:
 * MariaDB separates patterns by commas and has no escape for one
 */
#ifndef DTSD_FOLLOW_FILTER_H
#define DTSD_FOLLOW_FILTER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "dts/model.h"
#include "dtsd/copy/copy.h"
#include "dtsd/follow/room.h"
#include "mysql/flavor.h"

struct filter {
    bool ignore; /* patterns say what must not pass (ObjectMode all), else what may */
    struct strlist patterns; /* "shop.%", "sh\_op.orders"; `_`, `%` and `\` of names escaped */
};

/* filter_build - from the configuration. ERR_STATE: nothing selected, a renamed object, a comma
 * in a name on MariaDB. */
bool filter_build(const struct dts_database_table *cfg, const struct flavor *target,
                  struct filter *out, struct err *err);
/* filter_build_tables - only these; every one of them passed filter_build within its selection. */
void filter_build_tables(const struct copy_name *tables, size_t n, struct filter *out);
void filter_clear(struct filter *f);

/* filter_sql - the statements that install it, one per item; other kinds of filters that the
 * channel inherited from the server's configuration are emptied. */
void filter_sql(const struct filter *f, const struct flavor *target, const char *channel,
                struct strlist *out);

/* filter_shown - the rule as the server shows it: patterns joined by commas. Caller frees. */
char *filter_shown(const struct filter *f);

/* filter_install - the applier must be stopped; read back; recorded (kind filter). ERR_STATE
 * when the server shows another filter afterwards. */
bool filter_install(struct room *r, const struct filter *f, struct err *err);

/* filter_in_place - is exactly this filter, and no other, on the channel now? */
bool filter_in_place(struct room *r, const struct filter *f, bool *yes, struct err *err);

#endif
