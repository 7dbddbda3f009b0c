/* SPDX-License-Identifier: MIT
 *
 * verify_names - see verify_names.h.
 *
 * Why: nothing is asked before the operator wants it, as it may take a while on a large server; and
 *      nothing is confirmed, as it only reads
 */
#include "ui/screen/verify_names.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "ui/words.h"

#define NAMES_KEPT 2000                /* dtsd(8): LocalNames */
#define TEXT_BYTES (16u * 1024 * 1024) /* all that a reply can hold, and the words around it */

static void read_now(struct app *a)
{
    const struct dts_check_step *step;
    const struct dts_check_item *item = verify_named(a, &step);
    if (!item || app_pending(a, CMD_NAMES)) /* a check began while the password was typed */
        return;
    struct command c = {.kind = CMD_NAMES,
                        .on_source = !str_eq(item->LocalAllSide, "target"),
                        .step_id = mem_strdup(step->StepId),
                        .text = mem_strdup(item->LocalAll)};
    app_error_away(a);
    app_send(a, &c);
    command_clear(&c);
}

/* They came with the answer. */
static void show_known(struct app *a, const struct dts_check_step *step,
                       const struct dts_check_item *item)
{
    struct buf b = BUF_INIT(TEXT_BYTES);
    char n[FMT_SIZE];

    fmt_count((int64_t)item->LocalNames.n, n);
    if (item->LocalNames.n >= NAMES_KEPT)
        buf_addf(
            &b, _("The first %s names; mend some of them and check again to see more.\n\n"), n);
    else
        buf_addf(&b, _("%s names.\n\n"), n);
    for (size_t i = 0; i < item->LocalNames.n; i++)
        buf_addf(&b, "%s\n", item->LocalNames.items[i]);
    app_text(a, str_or(check_title(step->StepId), str_or(step->StepId, "")), text_whole(&b),
             true);
    buf_clear(&b);
}

void names_ask(struct app *a)
{
    const struct dts_check_step *step;
    const struct dts_check_item *item = verify_named(a, &step);
    if (!item)
        app_toast(a, "%s", _("The check under the cursor shows all its names already."));
    else if (item->LocalNames.n)
        show_known(a, step, item);
    else
        app_need_passwords(a, str_eq(item->LocalAllSide, "target") ? 2 : 1,
                           _("The names are read with the account given for DTS."), read_now);
}

static void add_head(const struct app *a, const struct reply *r, struct buf *b)
{
    const struct plan_side *side = r->on_source ? &a->state.plan.source : &a->state.plan.target;
    char n[FMT_SIZE], when[CLOCK_TEXT_SIZE];
    char *where = plan_side_text(side);

    fmt_count((int64_t)r->names.n, n);
    clock_format_local(clock_wall_s(), when);
    if (r->more)
        buf_addf(
            b, _("The first %s rows; there are more. Run the SQL below to see them all.\n"), n);
    else
        buf_addf(b, ngettext("%s row.\n", "%s rows.\n", r->names.n), n);
    buf_addf(b,
             _("Asked %s, %s, as %s at %s. It was asked by database: what is not selected in "
               "these databases stands here, too.\n\n"),
             r->on_source ? _("the source") : _("the target"), where, str_or(side->user, "?"),
             when);
    free(where);
}

void names_show(struct app *a, const struct reply *r)
{
    struct buf b = BUF_INIT(TEXT_BYTES);

    add_head(a, r, &b);
    for (size_t i = 0; i < r->names.n; i++)
        buf_addf(&b, "%s\n", r->names.items[i]);
    buf_adds(&b, _("\nThe SQL:\n"));
    for (size_t i = 0; i < r->statements.n; i++)
        buf_addf(&b, "%s\n", r->statements.items[i]);
    app_text(a, str_or(check_title(r->step_id), str_or(r->step_id, "")), text_whole(&b), true);
    buf_clear(&b);
}
