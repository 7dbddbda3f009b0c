/* SPDX-License-Identifier: MIT
 *
 * own_check_ali - two of the wizard's own checks by Alibaba's API: does the source let DTS in, and can a
 * backup start.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/own_check_private.h"

#define NAMED 8
#define OLD_S BACKUP_SOON_S /* the diagnosis asks for no backup that is further ahead */

static void say_missing(const struct ali_allow *a, struct dts_check_step *step)
{
    struct buf b = BUF_INIT(600);
    char text[ALLOW_TEXT];
    size_t named = 0;

    buf_addf(&b,
             ngettext("%zu address is missing in the allow-list:",
                      "%zu addresses are missing in the allow-list:", a->check.missing),
             a->check.missing);
    for (size_t i = 0; i < a->check.n && named < NAMED; i++)
        if (!a->check.items[i].there) {
            buf_addf(&b, "%s %s", named ? "," : "",
                     cidr_format(a->check.items[i].address, text));
            named++;
        }
    buf_adds(&b, a->check.missing > named ? " ..." : ".");
    own_find(step, "failed", buf_str(&b),
             _("Add them in stage 1, Allow-list, or in Alibaba's console: the instance, "
               "Whitelist and Security Group."));
    buf_clear(&b);
}

/* The one that DTS is mapped to, of which no file knows: the operator has given it, and no mistake in it. */
static bool has_mapped(const struct plan *p, const struct ali_allow *a)
{
    return a->dts.state == DTS_ADDRESSES_LATER && !str_empty(p->rds.more) && !a->more_err.kind;
}

bool own_ali_addresses(const struct plan *p, const struct snapshot *known,
                       struct dts_check_step *step)
{
    const struct ali_source *s = ali_source_of(known->ali.source, p);
    struct ali_allow a;

    if (!s)
        return false;
    if (s->allow_err.kind) {
        own_not_seen(step, &s->allow_err);
        return true;
    }
    ali_allow_make(p, s, known, &a);
    if (a.check.missing)
        say_missing(&a, step);
    if (a.check.open_group) {
        char *text = mem_printf(_("Allow-list group %s lets in everybody (0.0.0.0/0)."),
                                a.check.open_group);
        own_find(step, "warning", text,
                 _("Let in the addresses that are needed, and take this one out."));
        free(text);
    } else if (!a.check.missing && a.dts.state != DTS_ADDRESSES_KNOWN &&
               a.dts.state != DTS_ADDRESSES_NONE && !has_mapped(p, &a)) {
        own_state_it(step, dts_addresses_words(a.dts.state),
                     _("Put the address that DTS shows, or that the check \"Connect to both "
                       "databases\" names, into stage 1, Allow-list, Also."));
    }
    ali_allow_clear(&a);
    return true;
}

/* When the instance backs itself up, as far as Alibaba has told it. */
static void add_window(const struct ali_source *s, int64_t now, struct buf *b)
{
    struct backup_window w;
    char at[CLOCK_TEXT_SIZE];

    if (!s || s->data_err.kind || !backup_window_read(&s->data, &w)) {
        buf_adds(b, _("When the next automatic backup begins is not known."));
        return;
    }
    clock_format_local(w.next > now ? w.next : backup_window_opens(&w, now), at);
    buf_addf(b, _("Automatic backups: %s, %s (UTC), next from %s."),
             s->data.values[RDS_BACKUP_PERIOD], s->data.values[RDS_BACKUP_TIME], at);
}

/* How long the copy takes nobody knows but the operator. */
static void state_time(const struct ali_source *s, const char *before,
                       struct dts_check_step *step)
{
    struct buf b = BUF_INIT(1000);

    buf_adds(&b, before);
    add_window(s, clock_wall_s(), &b);
    own_state_it(step, buf_str(&b),
                 _("Does the copy end before the next backup begins? State it then. Else begin "
                   "after it, or move it: Alibaba RDS console: the instance, Backup and "
                   "Restoration."));
    buf_clear(&b);
}

/* What is in the way, or may be; false: nothing is, at the time of the diagnosis. */
static bool find_cause(const struct ali_diagnosis *d, struct dts_check_step *step)
{
    switch (d->cause) {
    case DIAGNOSE_NOTHING: return false;
    case DIAGNOSE_WORKS:
        own_find(step, "warning", _("The backup that was just started may still be running."),
                 _("Wait for its end, then look again: e, Ask again."));
        return true;
    case DIAGNOSE_UNDECIDED:
        own_find(step, "warning", _("The diagnosis was stopped before its end."), d->advice);
        return true;
    case DIAGNOSE_KEY_LIKELY:
    case DIAGNOSE_EDITION:
    case DIAGNOSE_VENDOR:
    case DIAGNOSE_UNCLEAR: own_find(step, "warning", d->headline, d->advice); return true;
    default: own_find(step, "failed", d->headline, d->advice); return true;
    }
}

bool own_ali_backups(const struct plan *p, const struct snapshot *known,
                     struct dts_check_step *step)
{
    const struct ali_diagnosis *d = known->ali.diagnosis;
    const struct ali_source *s = ali_source_of(known->ali.source, p);
    int64_t age = d ? clock_wall_s() - d->at : 0;
    bool asked = d && !d->running && str_eq(d->instance, p->rds.instance);
    char at[CLOCK_TEXT_SIZE], *before = NULL;

    if (!asked || age < 0 || age > OLD_S) {
        if (s)
            state_time(s, _("Whether a backup is running now was not asked. "), step);
        return s != NULL;
    }
    if (!find_cause(d, step)) {
        clock_format_local(d->at, at);
        before = mem_printf(_("At %s nothing was in the way. "), at);
    }
    if (!str_eq(step->StepStatus, "failed"))
        state_time(s, str_or(before, ""), step);
    free(before);
    return true;
}
