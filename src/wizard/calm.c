/* SPDX-License-Identifier: MIT
 *
 * calm - see calm.h.
 *
 * The thresholds are of a server that does ordinary work: one refused or aborted connection every six
 * seconds, one slow statement in a hundred and at least six a minute, a row lock waited for every second,
 * four fifths of the connections. Errors have none: applications live with many of them.
 */
#include "wizard/calm.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"

#define MINUTE_MS    60000
#define GAP_MS       60000
#define ABORTS_MOST  10 /* a minute */
#define LOCKS_MOST   60
#define SLOW_LEAST   6
#define RUNNING_MOST 64

static const size_t counters[CALM_ROWS] = {
    [CALM_STATEMENTS] = offsetof(struct calm_sample, statements),
    [CALM_ERRORS] = offsetof(struct calm_sample, errors),
    [CALM_SLOW] = offsetof(struct calm_sample, slow),
    [CALM_REFUSED] = offsetof(struct calm_sample, refused),
    [CALM_ABORTED] = offsetof(struct calm_sample, aborted),
    [CALM_LOCKS] = offsetof(struct calm_sample, lock_waits),
};

static int64_t counter(const struct calm_sample *s, enum calm_row row)
{
    int64_t v;

    memcpy(&v, (const char *)s + counters[row], sizeof v);
    return v;
}

void calm_reset(struct calm *c)
{
    memset(c, 0, sizeof *c);
}

/* The sample a minute ago, or the oldest; NULL with fewer than two. */
static const struct calm_sample *before(const struct calm *c)
{
    const struct calm_sample *last = c->n ? &c->samples[c->n - 1] : NULL, *found = NULL;

    for (size_t i = c->n; i-- > 0 && last;) {
        if (i + 1 < c->n)
            found = &c->samples[i];
        if (last->mono_ms - c->samples[i].mono_ms >= MINUTE_MS)
            break;
    }
    return found;
}

/* Per second: rounded up, so that little is not nothing. */
static int64_t grown(const struct calm *c, enum calm_row row, int64_t per_ms)
{
    const struct calm_sample *old = before(c), *now = c->n ? &c->samples[c->n - 1] : NULL;
    int64_t ms = old ? now->mono_ms - old->mono_ms : 0;

    if (ms <= 0 || counter(now, row) < 0 || counter(old, row) < 0)
        return -1;
    return ((counter(now, row) - counter(old, row)) * per_ms + ms - 1) / ms;
}

static enum calm_state at_most(int64_t value, int64_t most)
{
    return value < 0 ? CALM_UNKNOWN : value <= most ? CALM_GOOD : CALM_LOOK;
}

static void judge(const struct calm *c, struct calm_view *v)
{
    const struct calm_sample *now = &c->samples[c->n - 1];

    v->rows[CALM_APPLICATION].value = now->application;
    v->rows[CALM_APPLICATION].state = now->application < 0   ? CALM_UNKNOWN
                                      : now->application > 0 ? CALM_GOOD
                                                             : CALM_LOOK;
    v->rows[CALM_STATEMENTS].value = grown(c, CALM_STATEMENTS, 1000);
    v->rows[CALM_STATEMENTS].state = at_most(v->rows[CALM_STATEMENTS].value, INT64_MAX);
    for (enum calm_row r = CALM_ERRORS; r <= CALM_LOCKS; r++)
        v->rows[r].value = grown(c, r, MINUTE_MS);
    v->rows[CALM_ERRORS].state = at_most(v->rows[CALM_ERRORS].value, INT64_MAX);
    int64_t hundredth = v->rows[CALM_STATEMENTS].value * 60 / 100;
    v->rows[CALM_SLOW].state =
        at_most(v->rows[CALM_SLOW].value, hundredth > SLOW_LEAST ? hundredth : SLOW_LEAST);
    v->rows[CALM_REFUSED].state = at_most(v->rows[CALM_REFUSED].value, ABORTS_MOST);
    v->rows[CALM_ABORTED].state = at_most(v->rows[CALM_ABORTED].value, ABORTS_MOST);
    v->rows[CALM_LOCKS].state = at_most(v->rows[CALM_LOCKS].value, LOCKS_MOST);
    v->rows[CALM_CONNECTED].value = now->connected;
    v->rows[CALM_CONNECTED].state =
        now->most > 0 ? at_most(now->connected, now->most * 4 / 5) : CALM_UNKNOWN;
    v->rows[CALM_RUNNING].value = now->running;
    v->rows[CALM_RUNNING].state = at_most(now->running, RUNNING_MOST);
}

static bool stands_out(const struct calm *c)
{
    struct calm_view v = {0};

    judge(c, &v);
    for (int r = 0; r < CALM_ROWS; r++)
        if (v.rows[r].state == CALM_LOOK)
            return true;
    return false;
}

void calm_add(struct calm *c, const struct calm_sample *s)
{
    const struct calm_sample *last = c->n ? &c->samples[c->n - 1] : NULL;

    if (last && (s->mono_ms - last->mono_ms > GAP_MS ||
                 (s->uptime_s >= 0 && s->uptime_s < last->uptime_s)))
        calm_reset(c);
    if (c->n == CALM_MOST) {
        memmove(c->samples, c->samples + 1, (CALM_MOST - 1) * sizeof *c->samples);
        c->n--;
    }
    c->samples[c->n++] = *s;
    if (c->n == 1)
        c->since = c->calm_since = s->mono_ms;
    if (stands_out(c))
        c->calm_since = s->mono_ms;
}

void calm_fill(const struct calm *c, struct calm_view *out)
{
    memset(out, 0, sizeof *out);
    for (int r = 0; r < CALM_ROWS; r++)
        out->rows[r].value = -1;
    if (!c->n)
        return;
    judge(c, out);
    out->watched_s = (c->samples[c->n - 1].mono_ms - c->since) / 1000;
    out->calm_s = (c->samples[c->n - 1].mono_ms - c->calm_since) / 1000;
    out->calm = out->calm_s >= CALM_WANTED_S;
}

const char *calm_name(enum calm_row row)
{
    static const char *const names[CALM_ROWS] = {
        [CALM_APPLICATION] = N_("Sessions of the application"),
        [CALM_STATEMENTS] = N_("Statements a second"),
        [CALM_ERRORS] = N_("Errors a minute"),
        [CALM_SLOW] = N_("Slow statements a minute"),
        [CALM_REFUSED] = N_("Refused log-ins a minute"),
        [CALM_ABORTED] = N_("Broken sessions a minute"),
        [CALM_LOCKS] = N_("Row lock waits a minute"),
        [CALM_CONNECTED] = N_("Connections"),
        [CALM_RUNNING] = N_("At work at this moment"),
    };

    return _(names[row]);
}

char *calm_verdict(const struct calm_view *v)
{
    char text[FMT_SIZE];
    struct buf b = BUF_INIT(1000);

    for (int r = 0; r < CALM_ROWS; r++)
        if (v->rows[r].state == CALM_LOOK)
            buf_addf(&b, "%s%s %" PRId64, b.len ? ", " : "", calm_name((enum calm_row)r),
                     v->rows[r].value);
    if (b.len) {
        char *what = buf_steal(&b), *line = mem_printf(_("Look at it: %s."), what);
        free(what);
        return line;
    }
    if (v->calm)
        return mem_printf(_("Calm: nothing stood out for %s."), fmt_duration(v->calm_s, text));
    return mem_printf(_("Nothing stands out for %s; 10 minutes of it are a verdict."),
                      fmt_duration(v->calm_s, text));
}
