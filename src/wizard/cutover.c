/* SPDX-License-Identifier: MIT
 *
 * cutover - see cutover.h. One rule per item; each looks at the newest observation and at what
 * it has seen before, and says what holds now.
 *
 * Two rules need time to pass (the source's writers are gone for 60 s, its position stands for
 * 60 s); "lag 0 twice, a minute apart" is the documented condition of Complete.
 */
#include "wizard/cutover.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/cutover_private.h"

#define HOLD_MS      60000
#define LOOK_GAP_MS  10000 /* a longer silence between looks: sampling starts anew */
#define EVIDENCE_MAX 40

struct cutover *cutover_new(void)
{
    struct cutover *c = mem_alloc(sizeof *c);

    for (int i = 0; i < CUT_COUNT; i++)
        c->items[i].seen_by = i == CUT_SYNCED || i == CUT_COMPARED ? SEEN_DTS : SEEN_HERE;
    c->zero_since = c->quiet_since = c->stand_since = -1;
    return c;
}

static void forget_position(struct cutover *c)
{
    free(c->recorded_gtid);
    free(c->recorded_file);
    c->recorded_gtid = c->recorded_file = NULL;
    c->recorded_pos = 0;
    c->recorded_at = 0;
}

void cutover_free(struct cutover *c)
{
    if (!c)
        return;
    for (enum cut_item i = 0; i < CUT_COUNT; i++) {
        cut_said_forget(c, i);
        cut_item_view_clear(&c->items[i]);
    }
    forget_position(c);
    cut_accounts_clear(&c->accounts, &c->n_accounts);
    cut_marks_clear(&c->marks, &c->n_marks);
    free(c->position);
    free(c->now);
    free(c);
}

void cut_note(struct cut_item_view *v, int64_t wall, const char *text)
{
    char when[CLOCK_TEXT_SIZE];

    clock_format_local(wall, when);
    if (v->evidence.n >= EVIDENCE_MAX) {
        free(v->evidence.items[0]);
        v->evidence.n--;
        memmove(v->evidence.items, v->evidence.items + 1,
                v->evidence.n * sizeof *v->evidence.items);
    }
    strlist_take(&v->evidence, mem_printf("%s  %s", when, text));
}

/* Puts an item into a state. An acceptance stands until the item holds by itself, what was stated
 * until it is seen or old; the text of now is shown beside it. Takes text over. */
static void turn(struct cutover *c, enum cut_item item, enum cut_state state,
                 enum cut_seen_by seen_by, char *text)
{
    struct cut_item_view *v = &c->items[item];
    enum cut_state was = v->state;

    if (cut_said_instead(c, item, &state, &text))
        seen_by = SEEN_YOU;
    else if (state == CUT_HOLDS || state == CUT_NOT || state == CUT_LOOKING)
        cut_said_forget(c, item); /* what is seen from here counts more */
    if (was == CUT_ACCEPTED && state != CUT_HOLDS)
        state = CUT_ACCEPTED;
    if (state != was && (state == CUT_HOLDS || state == CUT_NOT || was == CUT_HOLDS)) {
        char *was_so = was == CUT_HOLDS && state != CUT_HOLDS
                           ? mem_printf(_("no longer holds: %s"), text)
                           : mem_strdup(text);
        cut_note(v, c->last.wall, was_so);
        free(was_so);
        if (c->last.answers[item])
            cut_note(v, c->last.wall, c->last.answers[item]);
    }
    if (state == CUT_HOLDS && (was != CUT_HOLDS || seen_by == SEEN_YOU))
        v->since_wall = seen_by == SEEN_YOU ? v->stated_at : c->last.wall;
    else if (state != CUT_HOLDS && state != CUT_ACCEPTED)
        v->since_wall = 0;
    v->state = state;
    v->seen_by = seen_by;
    free(v->text);
    v->text = text;
}

/* Milliseconds since *since, which is set at the first true look and forgotten at a false one.
 */
static int64_t held_ms(const struct cutover *c, int64_t *since, bool true_now)
{
    if (!true_now)
        *since = -1;
    else if (*since < 0)
        *since = c->last.mono_ms;
    return true_now ? c->last.mono_ms - *since : 0;
}

static void rule_synced(struct cutover *c)
{
    const struct cut_observation *o = &c->last;
    bool zero = o->status == DTS_READY_COMPLETE && o->lag_s == 0 && o->lag_mb == 0;
    int64_t held = held_ms(c, &c->zero_since, zero);

    if (zero && held >= HOLD_MS)
        turn(c, CUT_SYNCED, CUT_HOLDS, SEEN_DTS,
             mem_strdup(_("Copied and in sync, lag 0 s, 0 MB")));
    else if (zero)
        turn(c, CUT_SYNCED, CUT_LOOKING, SEEN_DTS,
             mem_printf(_("Lag 0 s, 0 MB for %" PRId64 " of 60 s"), held / 1000));
    else if (o->status != DTS_READY_COMPLETE)
        turn(c, CUT_SYNCED, o->status == DTS_STATUS_UNKNOWN ? CUT_UNKNOWN : CUT_NOT, SEEN_DTS,
             mem_printf(_("DTS says %s, not in sync yet"), dts_status_word(o->status)));
    else if (o->lag_s < 0 || o->lag_mb < 0)
        turn(c, CUT_SYNCED, CUT_UNKNOWN, SEEN_DTS,
             mem_strdup(_("In sync, but DTS does not say the lag")));
    else
        turn(c, CUT_SYNCED, CUT_NOT, SEEN_DTS,
             mem_printf(_("Lag %" PRId64 " s, %" PRId64 " MB"), o->lag_s, o->lag_mb));
}

/* Whether it tells of the data as they are now: how old it is, and what was written since. Takes text
 * over; caller frees. */
static char *with_age(const struct cutover *c, char *text)
{
    const struct cut_observation *o = &c->last;
    char age[FMT_SIZE], when[CLOCK_TEXT_SIZE], at[CLOCK_TEXT_SIZE];

    if (o->compare_at <= 0)
        return text;
    fmt_duration(o->wall > o->compare_at ? (o->wall - o->compare_at) / 60 * 60 : 0, age);
    bool fresh = o->wall - o->compare_at < 60;
    bool old = c->written_at > o->compare_at;
    clock_format_local(c->written_at, when);
    clock_format_local(o->compare_at, at);
    char *all = fresh && old ? mem_printf(_("%s; just now (%s), but older than the last write"),
                                          text, at)
                : fresh      ? mem_printf(_("%s; just now (%s)"), text, at)
                : old ? mem_printf(_("%s; %s ago (%s), older than the last write (%s)"), text,
                                   age, at, when)
                      : mem_printf(_("%s; %s ago (%s)"), text, age, at);
    free(text);
    return all;
}

/* "Same" is a proof only when nothing was left out. */
static void rule_compared(struct cutover *c)
{
    static const struct {
        int result;
        enum cut_state state;
        const char *text;
    } rows[] = {
        {1, CUT_HOLDS, N_("same")},
        {0, CUT_NOT, N_("different")},
        {-1, CUT_TODO, N_("not compared yet")},
        {-2, CUT_LOOKING, N_("being compared")},
        {-3, CUT_UNKNOWN,
         N_("no comparison chosen: Compare... compares the tables you choose")},
    };
    const struct cut_observation *o = &c->last;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].result != o->compare_result)
            continue;
        bool in_part = o->compare_result == 1 && o->compare_open != 0;
        const char *text = o->compare_result == -3 ? _(rows[i].text)
                                                   : str_or(o->compare_text, _(rows[i].text));
        turn(c, CUT_COMPARED, in_part ? CUT_UNKNOWN : rows[i].state, SEEN_DTS,
             with_age(c, mem_strdup(text)));
    }
}

static void rule_login(struct cutover *c)
{
    const struct cut_observation *o = &c->last;
    const char *text = o->app_login_text;

    if (o->app_login < 0)
        turn(
            c, CUT_LOGIN, CUT_TODO, SEEN_HERE,
            mem_strdup(str_or(text, _("The application's log-in on the target is not tried"))));
    else
        turn(c, CUT_LOGIN, o->app_login ? CUT_HOLDS : CUT_NOT, SEEN_HERE,
             mem_strdup(str_or(text, o->app_login ? _("The account can log in on the target")
                                                  : _("The account was refused"))));
}

static void rule_writers(struct cutover *c)
{
    const struct cut_observation *o = &c->last;
    int64_t held = held_ms(c, &c->quiet_since, c->downtime_since && o->n_writers == 0);

    if (o->n_writers < 0)
        turn(c, CUT_WRITERS, CUT_UNKNOWN, SEEN_HERE,
             mem_strdup(str_or(o->writers_text, _("Sessions of others cannot be seen here"))));
    else if (o->n_writers > 0)
        turn(c, CUT_WRITERS, c->downtime_since ? CUT_NOT : CUT_TODO, SEEN_HERE,
             mem_strdup(str_or(o->writers_text, _("Sessions of an application are there"))));
    else if (!c->downtime_since)
        turn(c, CUT_WRITERS, CUT_TODO, SEEN_HERE,
             mem_strdup(_("No session of an application now")));
    else if (held < HOLD_MS)
        turn(c, CUT_WRITERS, CUT_LOOKING, SEEN_HERE,
             mem_printf(_("No session for %" PRId64 " of 60 s"), held / 1000));
    else
        turn(
            c, CUT_WRITERS, CUT_HOLDS, SEEN_HERE,
            o->n_marked
                ? mem_printf(ngettext("No session of an application for 60 s; %d marked as not "
                                      "writing",
                                      "No session of an application for 60 s; %d marked as not "
                                      "writing",
                                      (unsigned long)o->n_marked),
                             o->n_marked)
                : mem_strdup(_("No session of an application for 60 s")));
}

/* "gtid" or "file:pos"; NULL when neither is known. With GTIDs the file does not count: a
 * rotation is no write. */
static char *position_of(const struct cut_observation *o)
{
    if (!str_empty(o->source_gtid))
        return mem_strdup(o->source_gtid);
    if (!str_empty(o->source_file))
        return mem_printf("%s:%" PRIu64, o->source_file, o->source_pos);
    return NULL;
}

/* Has what moves been written to since the look before? */
static bool is_written(const struct cutover *c)
{
    return c->last.log == CUT_LOG_UNREAD ? c->moved : c->last.log_writes > 0;
}

/* The source's position of this look beside the one before, for the rules; and when the source was last seen
 * to be written to: before the stop its log is not read, and its position is all there is to go by. */
static void note_position(struct cutover *c)
{
    free(c->now);
    c->now = position_of(&c->last);
    c->moved = c->now && c->position && !str_eq(c->now, c->position);
    if (c->downtime_since ? is_written(c) : c->moved)
        c->written_at = c->last.wall;
}

/* "No write for 60 s", and whose writes did not count, and what may write yet. Caller frees. */
static char *no_write_text(const struct cut_observation *o)
{
    struct buf b = BUF_INIT(4096);

    buf_adds(&b, _("No write for 60 s"));
    if (o->others_text)
        buf_addf(&b, _("; since the stop not counted: %.1000s"), o->others_text);
    if (o->live_events > 0)
        buf_addf(&b,
                 ngettext("; %d event is enabled and may write",
                          "; %d events are enabled and may write",
                          (unsigned long)o->live_events),
                 (int)o->live_events);
    if (o->prepared_xa < 0)
        buf_adds(&b, _("; prepared XA transactions cannot be seen with this account"));
    return buf_steal(&b);
}

static char *written_text(const struct cut_observation *o)
{
    if (o->log == CUT_LOG_UNREAD)
        return mem_strdup(_("The source's position still moves; by whom is not known"));
    return mem_printf(_("Written to: %.300s"), str_or(o->writes_text, "?"));
}

static void rule_no_write(struct cutover *c)
{
    const struct cut_observation *o = &c->last;
    bool wrote = is_written(c);
    int64_t held;

    if (c->now && wrote)
        c->stand_since = -1;
    held = held_ms(c, &c->stand_since, c->now && c->downtime_since);
    if (!c->now)
        turn(c, CUT_NO_WRITE, CUT_UNKNOWN, SEEN_HERE,
             mem_strdup(_("The source's position cannot be read from here")));
    else if (!c->downtime_since)
        turn(c, CUT_NO_WRITE, CUT_TODO, SEEN_HERE,
             mem_strdup(c->moved ? _("The source is being written to")
                                 : _("After the line above")));
    else if (c->position && wrote)
        turn(c, CUT_NO_WRITE, CUT_NOT, SEEN_HERE, written_text(o));
    else if (o->prepared_xa > 0)
        turn(
            c, CUT_NO_WRITE, CUT_NOT, SEEN_HERE,
            mem_printf(ngettext("%d prepared XA transaction (XA RECOVER): commit it or roll it "
                                "back",
                                "%d prepared XA transactions (XA RECOVER): commit them or roll "
                                "them back",
                                (unsigned long)o->prepared_xa),
                       (int)o->prepared_xa));
    else if (held >= HOLD_MS && o->log != CUT_LOG_BEHIND)
        turn(c, CUT_NO_WRITE, CUT_HOLDS, SEEN_HERE, no_write_text(o));
    else if (held >= HOLD_MS)
        turn(c, CUT_NO_WRITE, CUT_LOOKING, SEEN_HERE,
             mem_strdup(_("The binary log is being read; its end is not reached yet")));
    else
        turn(c, CUT_NO_WRITE, CUT_LOOKING, SEEN_HERE,
             mem_printf(_("No write for %" PRId64 " of 60 s"), held / 1000));
    c->position_now = c->now != NULL;
    if (c->now) {
        free(c->position);
        c->position = c->now;
        c->now = NULL;
    }
}

static void rule_same(struct cutover *c)
{
    const struct cut_observation *o = &c->last;
    enum cut_seen_by by = o->same_seen_here ? SEEN_HERE : SEEN_DTS;

    cut_said_same_look(c);
    if (!c->downtime_since || !cut_is_settled(c, CUT_NO_WRITE))
        turn(c, CUT_SAME, CUT_TODO, by, mem_strdup(_("After the line above")));
    else if (o->target_has_all < 0)
        turn(c, CUT_SAME, CUT_UNKNOWN, by,
             mem_strdup(_("The target's position cannot be read")));
    else if (o->target_has_all)
        turn(c, CUT_SAME, CUT_HOLDS, by, mem_strdup(_("Target has all the source has")));
    else
        turn(c, CUT_SAME, CUT_NOT, by,
             mem_printf(_("Target lacks %.400s"), str_or(o->missing_gtid, "?")));
}

static void rule_position(struct cutover *c)
{
    struct cut_observation seen = c->last, *o = &seen;
    enum cut_seen_by by = cut_said_place(c, o) ? SEEN_YOU : SEEN_HERE;
    bool ready = c->downtime_since && cut_is_settled(c, CUT_WRITERS) &&
                 cut_is_settled(c, CUT_NO_WRITE) && cut_is_settled(c, CUT_SAME);
    char *now = position_of(o), *kept = NULL;

    if (c->recorded_at)
        kept = !str_empty(c->recorded_gtid)
                   ? mem_strdup(c->recorded_gtid)
                   : mem_printf("%s:%" PRIu64, str_or(c->recorded_file, ""), c->recorded_pos);
    /* What does not count moves it on; the newest is kept. */
    if (kept && (!ready || (now && !str_eq(now, kept))))
        forget_position(c);
    if (ready && now && !c->recorded_at) {
        mem_replace(&c->recorded_gtid, o->source_gtid);
        mem_replace(&c->recorded_file, o->source_file);
        c->recorded_pos = o->source_pos;
        c->recorded_at = o->wall;
    }
    if (c->recorded_at)
        turn(c, CUT_POSITION, CUT_HOLDS, by,
             !str_empty(c->recorded_gtid)
                 ? mem_printf("%.500s", c->recorded_gtid)
                 : mem_printf("%s %" PRIu64, c->recorded_file, c->recorded_pos));
    else if (ready)
        turn(c, CUT_POSITION, CUT_UNKNOWN, SEEN_HERE,
             mem_strdup(_("The source's position cannot be read from here")));
    else
        turn(c, CUT_POSITION, CUT_TODO, SEEN_HERE, mem_strdup(_("By itself, after that")));
    free(now);
    free(kept);
}

static void (*const rules[CUT_COUNT])(struct cutover *c) = {
    rule_synced,   rule_compared, rule_login,    rule_writers,
    rule_no_write, rule_same,     rule_position,
};

void cutover_observe(struct cutover *c, const struct cut_observation *o)
{
    if (c->seen && o->mono_ms - c->last.mono_ms > LOOK_GAP_MS)
        c->quiet_since = c->zero_since = -1; /* what came and went meanwhile was not seen */
    c->last = *o;
    note_position(c);
    for (int i = 0; i < CUT_COUNT; i++)
        rules[i](c);
    c->seen = true;
    /* The texts belong to the caller and are not looked at again. */
    c->last.writers_text = c->last.source_gtid = c->last.source_file = NULL;
    c->last.missing_gtid = c->last.app_login_text = c->last.compare_text = NULL;
    c->last.writes_text = c->last.others_text = NULL;
    memset(c->last.answers, 0, sizeof c->last.answers);
}

void cutover_writers(struct cutover *c, const struct cut_account *accounts, size_t n,
                     bool no_account_lock)
{
    c->no_account_lock = no_account_lock;
    for (size_t i = 0; i < n && c->n_accounts < CUT_ACCOUNTS_MOST; i++) {
        size_t k = 0, cap = c->n_accounts;
        while (k < c->n_accounts && !(str_eq(c->accounts[k].user, accounts[i].user) &&
                                      str_eq(c->accounts[k].host, accounts[i].host)))
            k++;
        if (k < c->n_accounts)
            continue;
        struct cut_account *a = MEM_PUSH(c->accounts, c->n_accounts, cap);
        *a = (struct cut_account){mem_strdup(accounts[i].user), mem_strdup(accounts[i].host),
                                  accounts[i].migrations};
    }
}

void cutover_begin_downtime(struct cutover *c, int64_t wall)
{
    if (c->downtime_since)
        return;
    c->downtime_since = wall;
    c->quiet_since = c->stand_since = -1;
}

void cutover_back_out(struct cutover *c)
{
    c->downtime_since = 0;
    c->quiet_since = c->stand_since = -1;
    forget_position(c);
    for (size_t i = 0; i < c->n_marks; i++)
        if (!c->marks[i].session && !c->marks[i].ended)
            c->marks[i].ended = clock_wall_s();
    for (int i = CUT_FIRST_AFTER_STOP; i < CUT_COUNT; i++) {
        struct cut_item_view *v = &c->items[i];
        cut_said_forget(c, (enum cut_item)i);
        v->state = CUT_TODO;
        v->seen_by = SEEN_HERE;
        v->since_wall = 0;
        mem_replace(&v->text, _("Backed out"));
        mem_replace(&v->accepted_by, NULL);
        mem_replace(&v->accepted_reason, NULL);
    }
}

/* What no reason can make good: Complete would fail, or rows would be lost. */
static const char *why_never(const struct cutover *c, enum cut_item item)
{
    const struct cut_observation *o = &c->last;

    if (!c->seen || o->status != DTS_READY_COMPLETE)
        return _("DTS does not say that the task is in sync.");
    if (o->compare_result == -2)
        return _("A comparison is running; Complete would make it fail.");
    if (o->lag_s > 0 || o->lag_mb > 0)
        return _("The target lags behind.");
    if (item == CUT_SYNCED && o->lag_s == 0 && o->lag_mb == 0)
        return _("The lag must be 0 for a minute; this needs no acceptance, only time.");
    if (item == CUT_SAME && (o->target_has_all == 0 || c->said[CUT_SAME].state == CUT_NOT))
        return _("The target lacks transactions of the source.");
    return NULL;
}

bool cutover_accept(struct cutover *c, enum cut_item item, const char *who, const char *reason,
                    struct err *err)
{
    const char *never = why_never(c, item);
    struct cut_item_view *v = &c->items[item];

    if (never) {
        err_set(err, ERR_STATE, _("This cannot be accepted as it is. %s"), never);
        return err_hint(err, _("Wait until it is over, or back out."));
    }
    if (str_empty(reason)) {
        err_set(err, ERR_INPUT, _("An acceptance needs a reason."));
        return err_hint(err, _("The reason is kept in the report."));
    }
    v->state = CUT_ACCEPTED;
    v->since_wall = c->last.wall;
    mem_replace(&v->accepted_by, str_or(who, _("operator")));
    mem_replace(&v->accepted_reason, reason);
    char *text = mem_printf(_("accepted by %s: %s"), v->accepted_by, reason);
    cut_note(v, c->last.wall, text);
    free(text);
    return true;
}
