/* SPDX-License-Identifier: MIT
 *
 * quiet - does the source stand still for what moves? Reads the binary log between two looks and says
 * whose changes are in it; and what could still write without any session: the event scheduler,
 * prepared XA transactions.
 *
 * Owns:  where the log was read to, and what was not counted since the stop of the writers
 * Why:   a position that moves does not say by whom (binlog_look.h)
 */
#ifndef WIZARD_QUIET_H
#define WIZARD_QUIET_H

#include "mysql/binlog_look.h"
#include "wizard/cutover.h"
#include "wizard/plan.h"

struct quiet;
struct quiet *quiet_new(const struct plan *p);
void quiet_free(struct quiet *q);

struct quiet_look {
    enum cut_log log;
    uint64_t writes;   /* to what moves, since the look before */
    char *writes_text; /* to what: "shop.orders, shop.tag"; NULL */
    char *others_text; /* since the stop: "12 mysql.ha_health_check"; NULL */
    char *asked;       /* statements and answers of this look; NULL: nothing was asked */
    int64_t prepared;  /* XA transactions; -1 they cannot be listed */
    int64_t
        events; /* enabled ones of the databases that move while the scheduler runs; -1 unknown */
};
void quiet_look_clear(struct quiet_look *l);

/* quiet_look_now - c: the source. stopped: the stop of the writers has begun; before that the log is not
 * read, only its end remembered. The log cannot be read with every account: then log says so and the
 * position alone has to do. */
void quiet_look_now(struct quiet *q, struct conn *c, const struct flavor *f, const char *file,
                    uint64_t pos, bool stopped, struct quiet_look *out);

/* quiet_scope - what of the source's databases moves. */
void quiet_scope(const struct plan *p, struct binlog_scope *out);
/* quiet_others - "12 mysql.ha_health_check (the vendor's heartbeat), 1 account statement"; NULL when
 * nothing; caller frees. */
char *quiet_others(const struct binlog_tally *t);

#endif
