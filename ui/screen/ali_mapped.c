/* SPDX-License-Identifier: MIT
 *
 * ali_mapped - see ali_mapped.h.
 */
#include "ui/screen/ali_mapped.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_allow.h"
#include "ui/screen/ali_key.h"
#include "ui/screen/create.h"
#include "wizard/ali.h"

enum { M_NO = 1, M_MINE, M_ADD, M_ADDRESSES };

bool ali_mapped_fits(const struct app *a, const struct dts_check_step *step)
{
    if (!step || a->watch_only || !plan_source_is_rds(&a->state.plan) ||
        str_eq(step->StepStatus, "pass"))
        return false;
    if (str_eq(step->StepId, "OwnAddressCheck"))
        return true;
    return str_eq(step->StepId, ALI_CONNECT_STEP) && str_eq(step->StepStatus, "failed");
}

/* ---- adding ---- */

static void look(struct app *a)
{
    struct ali_mapped *m = verify_mapped(a);

    if (m && app_command(a, CMD_ALI_LOOK))
        m->looking = true;
}

/* The operator's word, or the API: then what is missing is read first. */
static void add(struct app *a)
{
    if (str_empty(a->state.plan.rds.instance)) {
        struct err err = {0};
        err_set(&err, ERR_INPUT, "%s",
                _("Which instance at Alibaba Cloud is the source is not chosen yet."));
        err_hint(&err, "%s",
                 _("Choose it in stage 1, Address; or add the addresses in the console and say "
                   "so here."));
        app_error(a, &err);
        return;
    }
    ali_key_need(a, look);
}

static bool given(struct app *a, struct form *f, int button)
{
    struct err err = {0};

    if (button == M_NO)
        return true;
    if (!ali_allow_more(&a->state.plan, form_value(f, M_ADDRESSES), &err)) {
        char *text = mem_printf("%s. %s", err.text, err.hint);
        form_set_message(f, M_ADDRESSES, text);
        free(text);
        return false;
    }
    state_note(&a->state, _("Addresses to allow at the source: %s"), a->state.plan.rds.more);
    app_save(a);
    app_top_close(a);
    if (button == M_ADD)
        add(a);
    else
        check_again(a);
    return false; /* put away already */
}

void ali_mapped_ask(struct app *a)
{
    char *named = ali_allow_named(&a->state.plan, a->snap);
    struct form *f = app_prompt(
        a, _("Addresses to allow"),
        *named
            ? _("The check names the address that the source did not let in; it is filled in "
                "below. Add to it what the console of DTS shows for this task. It is "
                "appended to the group dts_wizard after one more question, read back, and "
                "checked again; clean-up takes out exactly what was added.")
            : _("The source has to let in the address that DTS is mapped to. The console of "
                "DTS shows it for this task, or the failed check names it: type it here. It "
                "is appended to the group dts_wizard after one more question, read back, and "
                "checked again; clean-up takes out exactly what was added."),
        given, M_NO, 0);
    struct form_field *ff =
        ask_edit(f, M_ADDRESSES, _("Addresses"), 2000, EDIT_TRIM, HELP_ALLOW_LIST);

    ff->width = 46;
    ff->check = ali_addresses_check;
    form_text(&ff->placeholder, _("203.0.113.7 198.51.100.0/24"));
    form_text(&ff->hint, _("Single addresses or networks (IPv4), parted by blanks."));
    if (*named)
        form_set_value(f, M_ADDRESSES, named);
    form_end_button(f, M_NO, _("Not now"));
    form_end_button(f, M_MINE, _("I added them"));
    form_end_button(f, M_ADD, _("Add them..."));
    form_focus_field(f, M_ADDRESSES);
    free(named);
}

void ali_mapped_answered(struct app *a)
{
    struct ali_mapped *m = verify_mapped(a);

    if (m)
        m->adding = app_pending(a, CMD_ALI_CHANGE) != NULL;
}

void ali_mapped_reply(struct ali_mapped *m, struct app *a, const struct reply *r)
{
    if (r->kind == CMD_ALI_LOOK && m->looking) {
        m->looking = false;
        if (!r->ok || a->top != TOP_NONE)
            return;
        if (ali_add_missing(a) == ALI_ADD_NONE) {
            app_toast(a, "%s", _("The allow-list lets all of them in already."));
            check_again(a);
        }
    } else if (r->kind == CMD_ALI_CHANGE && m->adding && r->change &&
               r->change->kind == ALI_ALLOW) {
        m->adding = false;
        if (r->ok && !r->undo)
            check_again(a);
    }
}
