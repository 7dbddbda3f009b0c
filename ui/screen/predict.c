/* SPDX-License-Identifier: MIT
 *
 * predict - see predict.h.
 */
#include "ui/screen/predict.h"

#include <stdlib.h>
#include <time.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/predict.h"

enum { ANSWER_NO = 1, ANSWER_YES };

static void measure(struct app *a)
{
    app_command(a, CMD_PREDICT);
}

static void answer(struct app *a, int button, void *ctx)
{
    (void)ctx;
    if (button == ANSWER_YES)
        app_need_passwords(a, 3, _("Both servers are measured from here."), measure);
}

void predict_ask(struct app *a)
{
    if (app_pending(a, CMD_PREDICT))
        return;
    char *text = mem_printf(
        _("This writes rows into a scratch database of its own on the target (%s) for 3 "
          "seconds, 64 MB at the most, and removes it. It watches for 5 seconds how fast the "
          "source's binary log grows. Nothing else is touched.\n\n%s"),
        PREDICT_SCHEMA,
        a->state.plan.backend == BACKEND_LOCAL
            ? _("What comes out is a range, not a promise: dtsd copies with several "
                "connections, which may slow each other down.")
            : _("What comes out is a range, not a promise: DTS copies from another place and "
                "with several connections."));
    struct dialog *d = app_ask(a, _("Measure how long it may take?"), text, answer, NULL);
    dialog_button(d, ANSWER_NO, _("Not now"), false);
    dialog_button(d, ANSWER_YES, _("Measure"), false);
    free(text);
}

/* ---- sentences ---- */

static void add_unknown(struct buf *out, const char *what, const struct err *err)
{
    char *why =
        *err->server ? mem_printf("%s (%s)", err->text, err->server) : mem_strdup(err->text);

    buf_addf(out, _("%s is not known: %s\n"), what, why);
    free(why);
}

/* "about 3 min", or "20 s to 3 min"; caller frees. */
static char *span(const char *least, const char *most)
{
    return str_eq(least, most) ? mem_printf(_("about %s"), most)
                               : mem_printf(_("%s to %s"), least, most);
}

static void add_copy(struct buf *out, const struct prediction *p)
{
    char size[FMT_SIZE], rate[FMT_SIZE], least[FMT_SIZE], most[FMT_SIZE];

    if (p->write_bps < 0) {
        add_unknown(out, _("How fast the target takes rows"), &p->write_err);
        return;
    }
    fmt_bytes(p->write_bps, rate);
    if (p->copy_max_s < 0)
        buf_addf(
            out,
            _("The target takes %s a second from one connection here; how much is selected "
              "is not known (see stage 3), so neither is the time.\n"),
            rate);
    if (p->copy_max_s < 0)
        return;
    fmt_duration(p->copy_min_s, least);
    fmt_duration(p->copy_max_s, most);
    char *range = span(least, most);
    buf_addf(out,
             _("Copy: %s for %s, as the target takes %s a second from one connection here, and "
               "DTS can use %d at the most.\n"),
             range, fmt_bytes(p->bytes, size), rate, PREDICT_THREADS);
    free(range);
}

static void add_changes(struct buf *out, const struct prediction *p)
{
    char rate[FMT_SIZE], least[FMT_SIZE], most[FMT_SIZE];

    if (p->binlog_bps < 0) {
        add_unknown(out, _("How fast the source changes"), &p->binlog_err);
        return;
    }
    if (p->binlog_bps == 0) {
        buf_adds(out,
                 _("Changes: the source's binary log does not grow now; nothing would wait "
                   "when the copy ends.\n"));
        return;
    }
    buf_addf(out, _("Changes: the source's binary log grows by %s a second now"),
             fmt_bytes(p->binlog_bps, rate));
    if (p->behind_max >= 0) {
        char *range = span(fmt_bytes(p->behind_min, least), fmt_bytes(p->behind_max, most));
        buf_addf(out, _("; at that rate %s wait to be applied when the copy ends"), range);
        free(range);
    }
    buf_adds(out, ".\n");
}

/* What follows from the rate and the two speeds; the sentence that says on what it rests comes with
 * every figure. */
static void add_catching_up(struct buf *out, const struct prediction *p)
{
    char least[FMT_SIZE], most[FMT_SIZE];

    if (p->binlog_bps == 0)
        return;
    if (p->catch_max_s == PREDICT_UNKNOWN) {
        buf_adds(out, _("Catching up: how long that takes after the copy is not known.\n"));
        return;
    }
    if (p->catch_min_s == PREDICT_NEVER) {
        buf_addf(
            out,
            _("Catching up: never at this rate, not even by %d connections. Start when less "
              "is written, or take a faster target.\n"),
            PREDICT_THREADS);
    } else if (p->catch_max_s == PREDICT_NEVER) {
        buf_addf(
            out,
            _("Catching up after the copy: %s by %d connections; never by one alone, as the "
              "source writes as fast as the target took rows from it, or faster.\n"),
            fmt_duration(p->catch_min_s, least), PREDICT_THREADS);
    } else {
        fmt_duration(p->catch_min_s, least);
        fmt_duration(p->catch_max_s, most);
        char *range = span(least, most);
        buf_addf(out, _("Catching up after the copy: %s.\n"), range);
        free(range);
    }
    buf_addf(
        out,
        _("That takes for granted that a byte of the log costs the target what a byte of rows "
          "costs, that 1 to %d connections apply it, and that the source goes on as now; many "
          "small transactions take longer.\n"),
        PREDICT_THREADS);
}

static void add_cutover(struct buf *out)
{
    buf_adds(out,
             _("Cut-over: once in sync, the application stands still for the proofs of stage "
               "7, 60 s at the least, and for its own restart.\n"));
}

static void add_expiry(struct buf *out, const struct prediction *p)
{
    char keep[FMT_SIZE];

    fmt_duration(p->keep_s, keep);
    switch (p->expiry) {
    case PREDICT_EXPIRY_NEVER:
        buf_adds(out, _("Binary log: the source removes none by itself.\n"));
        break;
    case PREDICT_EXPIRY_FAR:
        buf_addf(out, _("Binary log: the source keeps it for %s, which is enough.\n"), keep);
        break;
    case PREDICT_EXPIRY_NEAR:
        buf_addf(out,
                 _("Binary log: the source keeps it for %s, less than twice the longest copy. "
                   "Have it kept longer first.\n"),
                 keep);
        break;
    case PREDICT_EXPIRY_SHORT:
        buf_addf(out,
                 _("Binary log: the source keeps it for %s only, and may remove what is still "
                   "needed while the copy runs. Have it kept longer first.\n"),
                 keep);
        break;
    case PREDICT_EXPIRY_UNKNOWN:
        if (p->keep_s > 0)
            buf_addf(out,
                     _("Binary log: the source keeps it for %s; whether that is enough is not "
                       "known.\n"),
                     keep);
        else
            buf_adds(out, _("Binary log: how long the source keeps it is not known.\n"));
        break;
    }
}

static void add_left(struct buf *out, const struct prediction *p)
{
    if (p->left)
        buf_addf(out,
                 _("The scratch database %s could not be removed from the target. Remove it "
                   "there: DROP DATABASE `%s`.\n"),
                 PREDICT_SCHEMA, PREDICT_SCHEMA);
}

void predict_words(const struct prediction *p, struct buf *out)
{
    add_copy(out, p);
    add_changes(out, p);
    add_catching_up(out, p);
    add_cutover(out);
    add_expiry(out, p);
    add_left(out, p);
}

/* Of these two servers, not of those of another task. */
static bool is_measured(const struct app *a)
{
    char *now = plan_servers_asked(&a->state.plan);
    bool same = a->snap->prediction_at && str_eq(now, a->snap->prediction_of);

    free(now);
    return same;
}

void predict_brief(const struct app *a, struct buf *out)
{
    const struct prediction *p = &a->snap->prediction;

    if (!is_measured(a)) {
        buf_adds(out, _("How long it may take has not been measured.\n"));
        return;
    }
    add_copy(out, p);
    if (p->catch_min_s == PREDICT_NEVER || p->catch_max_s == PREDICT_NEVER)
        add_catching_up(out, p);
    if (p->expiry == PREDICT_EXPIRY_NEAR || p->expiry == PREDICT_EXPIRY_SHORT)
        add_expiry(out, p);
    add_left(out, p);
}

static void add_all(const struct app *a, struct buf *out)
{
    time_t at = (time_t)a->snap->prediction_at;
    char when[32] = "";
    struct tm tm;

    if (localtime_r(&at, &tm))
        strftime(when, sizeof when, "%H:%M", &tm);
    buf_addf(out, _("Measured at %s:\n"), when);
    predict_words(&a->snap->prediction, out);
}

void predict_show(struct app *a)
{
    struct buf b = BUF_INIT(16384);

    add_all(a, &b);
    app_text(a, _("How long it may take"), buf_str(&b), true);
    buf_clear(&b);
}
