/* SPDX-License-Identifier: MIT
 *
 * rights - which rights are missing, from a table of needs, and the GRANT statements that mend
 * it.
 */
#ifndef DTSD_CHECK_RIGHTS_H
#define DTSD_CHECK_RIGHTS_H

#include "dtsd/check/check.h"

enum right_scope {
    RIGHT_GLOBAL, /* on *.* */
    RIGHT_SCHEMA, /* on each selected schema; ObjectMode all: on *.* of the source */
    RIGHT_DTS,    /* on `__dts__` */
    RIGHT_SYSTEM, /* on `mysql` */
};
enum right_when { /* bits: all that are set must hold */
                  WHEN_ALWAYS = 0,
                  WHEN_INCREMENT = 1,
                  WHEN_ROWS = 2,
                  WHEN_VIEWS = 4,
                  WHEN_ROUTINES = 8,
                  WHEN_TRIGGERS = 16,
                  WHEN_EVENTS = 32,
                  WHEN_MYSQL8 = 64, /* dynamic privileges */
                  WHEN_OLD = 128,   /* MySQL 5.x: SUPER is the only way */
                  WHEN_MARIADB = 256,
                  WHEN_READ_ONLY = 512, /* IsDstReadOnly */
                  WHEN_ACCOUNTS = 1024, /* IsMigrateAccount */
};
struct right_need {
    const char *any[4]; /* one of these is enough; the first is what the remedy grants */
    enum right_scope scope;
    unsigned when;
    const char *why;
};

/* rights_report - one item with that result listing what is missing and why, with the GRANTs
 * filled in; NULL when nothing is. It stays the step's. */
struct dts_check_item *rights_report(struct check_ctx *ctx, enum side side,
                                     enum check_result result, const struct right_need *needs,
                                     size_t n, struct dts_check_step *step);

#endif
