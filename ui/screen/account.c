/* SPDX-License-Identifier: MIT
 *
 * account - see account.h
 */
#include "ui/screen/account.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

#define USER(side, words, about)                                                              \
    {                                                                                         \
        .id = ACCOUNT_USER, .kind = FORM_EDIT, .topic = about, .label = N_("User"),           \
        .placeholder = N_("dts"), .max = 128, .flags = EDIT_TRIM, .width = 34, .hint = words, \
        .rule = #side ".user", .slot = SLOT_TEXT, .at = offsetof(struct plan, side.user)      \
    }
#define PASSWORD(side)                                                                  \
    {                                                                                   \
        .id = ACCOUNT_PASSWORD, .kind = FORM_EDIT, .topic = HELP_PASSWORD,              \
        .label = N_("Password"), .max = 512, .flags = EDIT_SECRET, .width = 34,         \
        .hint = N_("Not written to disk. Ctrl-T shows it while you are in the field."), \
        .slot = SLOT_SECRET, .at = offsetof(struct plan, side.password)                 \
    }
#define ENCRYPT(side, words)                                                                \
    {                                                                                       \
        .id = ACCOUNT_ENCRYPT, .kind = FORM_TICK, .topic = HELP_TLS,                        \
        .label = N_("DTS encrypts its connection (TLS)"), .hint = words, .slot = SLOT_BOOL, \
        .at = offsetof(struct plan, side.encrypt)                                           \
    }
#define NONE_YET                                                           \
    {                                                                      \
        .id = ACCOUNT_NONE_YET, .kind = FORM_BUTTON, .topic = HELP_GRANTS, \
        .label = N_("I have none yet"),                                    \
        .hint = N_("Shows the SQL that makes such an account, filled in.") \
    }

#define PRODUCTION(side)                                                                   \
    {                                                                                      \
        .id = ACCOUNT_PRODUCTION, .kind = FORM_TICK, .topic = HELP_PRODUCTION,             \
        .label = N_("This server is in production"),                                       \
        .hint = N_("Stands in the header and in every question that changes something."),  \
        .slot = SLOT_BOOL, .here_only = true, .at = offsetof(struct plan, side.production) \
    }

static const struct field_def on_source[] = {
    USER(source, N_("The account DTS logs in with on the source. Best one of its own."),
         HELP_SOURCE_USER),
    PASSWORD(source),
    ENCRYPT(source, N_("The source must offer TLS.")),
    NONE_YET,
    PRODUCTION(source),
};
static const struct field_def on_target[] = {
    USER(target, N_("The account DTS logs in with on the target."), HELP_TARGET_USER),
    PASSWORD(target),
    ENCRYPT(target, N_("The target must offer TLS.")),
    NONE_YET,
    PRODUCTION(target),
};

void account_add(struct fields *fs, bool source)
{
    if (source)
        fields_add(fs, on_source, FIELD_COUNT(on_source));
    else
        fields_add(fs, on_target, FIELD_COUNT(on_target));
}

void account_result(struct fields *fs, int group, bool source)
{
    const struct plan *p = &fs->app->state.plan;
    const struct plan_side *side = source ? &p->source : &p->target;
    bool named = !str_empty(side->user), done = named && side->password;
    char *text = !named ? mem_strdup(_("not given"))
                        : mem_printf(done ? _("%s, with password") : _("%s, no password yet"),
                                     side->user);
    form_group_result(&fs->form, group, done ? FORM_DONE : FORM_TODO, text,
                      named ? NULL : _("I have none yet"));
    free(text);
}
