/* SPDX-License-Identifier: MIT
 *
 * draft_remove - see draft_remove.h.
 */
#include "ui/screen/draft_remove.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/cleanup.h"

enum { KEEP = 1 };

/* Of the file as it is now; caller frees, "" when nothing may still stand. NULL: it cannot be read. */
static char *left_of(const char *id, struct err *err)
{
    struct state st;

    state_init(&st);
    char *left = state_open(&st, NULL, id, err) ? cleanup_ali_left(&st.ali) : NULL;
    state_clear(&st);
    return left;
}

void draft_remove_ask(struct app *a, const struct state_summary *d, ask_fn answered)
{
    const char *name = str_or(d->name, d->id);
    struct err err = {0};
    char *left = d->ali_left ? left_of(d->id, &err) : NULL;

    if (d->ali_left && !left) {
        app_error(a, &err);
        return;
    }
    char *text = str_empty(left)
                     ? mem_printf(_("Remove the draft \"%s\" from this host?\nNothing exists "
                                    "at DTS; only the answers are lost."),
                                  name)
                     : mem_printf(_("Remove the draft \"%s\" from this host?\nNothing exists "
                                    "at DTS, but this may still stand at Alibaba Cloud. The "
                                    "record of it goes with the draft; only the log keeps "
                                    "these lines:\n\n%s\nu looks how it stands, and puts back "
                                    "what can be put back from here."),
                                  name, left);
    struct dialog *dlg = app_ask_id(a, _("Remove a draft"), text, answered, d->id);
    dialog_button(dlg, KEEP, _("Keep it"), false);
    dialog_button(dlg, DRAFT_REMOVE_YES, _("Remove"), true);
    if (!str_empty(left))
        dialog_word(dlg, d->id);
    free(text);
    free(left);
}

/* A line of the log is one line of it. */
static void log_left(const char *id, const char *left)
{
    struct strlist lines = {0};

    strlist_split(&lines, left, '\n');
    if (!str_empty(left))
        log_warn("ui", "%s is removed; what it changed may still stand:", id);
    for (size_t i = 0; i < lines.n; i++)
        if (!str_empty(lines.items[i]))
            log_warn("ui", "%s", lines.items[i]);
    strlist_clear(&lines);
}

bool draft_remove(const char *id, struct err *err)
{
    struct err unread = {0};
    char *left = left_of(id, &unread);

    if (!left)
        log_err(LOG_WARN, "ui", &unread);
    bool ok = state_remove(NULL, id, err);
    if (ok && left)
        log_left(id, left);
    free(left);
    return ok;
}
