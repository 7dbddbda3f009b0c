/* SPDX-License-Identifier: MIT
 *
 * stall - see stall.h
 */
#include "dtsd/copy/stall.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"

#define SHORT_MS 15000
#define LONG_MS  60000

static bool tell(const struct copy *c, struct conn *look, const struct copy_entry *t,
                 int64_t ms)
{
    bool certain;
    char *who = copy_blockers(c, look, t->sel, &certain), *label = copy_label(t->sel);
    bool now = who && (certain || ms >= LONG_MS);

    if (now)
        run_event(&c->run, "warning", "No row has arrived for %" PRId64 " s. Table %s is %s",
                  ms / 1000, label, who);
    free(label);
    free(who);
    return now;
}

void stall_look(struct stall *s, const struct copy *c, const struct copy_entry *const *tables,
                size_t n)
{
    int64_t rows = progress_rows(c->run.progress), now = clock_mono_ms();
    struct conn *look = NULL;
    struct err ignored;

    if (rows != s->rows || limits_held(c->run.limits)) {
        *s = (struct stall){.rows = rows, .since = now};
        return;
    }
    if (s->told || n == 0 || now - s->since < SHORT_MS ||
        !run_connect(&c->run, SIDE_TARGET, SESSION_READ, &look, &ignored))
        return;
    for (size_t i = 0; i < n && !s->told; i++)
        s->told = tell(c, look, tables[i], now - s->since);
    conn_close(look);
}
