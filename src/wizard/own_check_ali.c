/* SPDX-License-Identifier: MIT
 *
 * own_check_ali - two of the wizard's own checks by Alibaba's API: does the source let DTS in, and can a
 * backup start.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/own_check_private.h"

#define NAMED 8

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
    } else if (a.dts.state != DTS_ADDRESSES_KNOWN && a.dts.state != DTS_ADDRESSES_NONE) {
        own_state_it(step, dts_addresses_words(a.dts.state),
                     _("Put the address that DTS shows, or that the check \"Connect to both "
                       "databases\" names, into stage 1, Allow-list, Also."));
    }
    ali_allow_clear(&a);
    return true;
}

/* What the diagnosis found, as a result of a check; NULL: nothing in the way. */
static const char *result_of(enum diagnose_cause cause)
{
    switch (cause) {
    case DIAGNOSE_NOTHING:
    case DIAGNOSE_WORKS: return NULL;
    case DIAGNOSE_UNDECIDED:
    case DIAGNOSE_KEY_LIKELY:
    case DIAGNOSE_EDITION:
    case DIAGNOSE_VENDOR:
    case DIAGNOSE_UNCLEAR: return "warning";
    default: return "failed";
    }
}

bool own_ali_backups(const struct plan *p, const struct snapshot *known,
                     struct dts_check_step *step)
{
    const struct ali_diagnosis *d = known->ali.diagnosis;

    if (!d || d->running || !str_eq(d->instance, p->rds.instance))
        return false;
    const char *result = result_of(d->cause);
    if (result)
        own_find(step, result,
                 d->cause == DIAGNOSE_UNDECIDED ? _("The diagnosis was stopped before its end.")
                                                : d->headline,
                 d->advice);
    return true;
}
