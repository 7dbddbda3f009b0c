/* SPDX-License-Identifier: MIT
 *
 * ali_diagnosis - see ali_diagnosis.h.
 */
#include "ui/screen/ali_diagnosis.h"

#include "base/i18n.h"
#include "wizard/ali.h"

void ali_diagnosis_begin(struct app *a)
{
    if (app_pending(a, CMD_ALI_DIAGNOSE))
        return;
    app_error_away(a);
    app_command(a, CMD_ALI_DIAGNOSE);
}

static const char *word(enum diagnose_state s)
{
    switch (s) {
    case DIAGNOSE_OK: return _("fine");
    case DIAGNOSE_NO: return _("in the way");
    case DIAGNOSE_WARNING: return _("look");
    case DIAGNOSE_DENIED: return _("not permitted");
    default: return _("not asked");
    }
}

void ali_diagnosis_show(struct app *a)
{
    const struct ali_diagnosis *d = a->snap->ali.diagnosis;
    struct buf b = BUF_INIT(1u << 20);

    if (!d)
        return;
    if (d->headline && *d->headline)
        buf_addf(&b, "%s\n%s\n\n", d->headline, str_or(d->advice, ""));
    for (size_t i = 0; i < DIAGNOSE_STEPS; i++)
        buf_addf(&b, "%2zu %s\n   %s: %s\n", i + 1, d->steps[i].question,
                 word(d->steps[i].state), str_or(d->steps[i].answer, ""));
    if (d->ticket && *d->ticket)
        buf_addf(&b, _("\nFor a ticket at Alibaba:\n%s\n"), d->ticket);
    app_text(a, _("Can a backup start?"), buf_str(&b), true);
    buf_clear(&b);
}
