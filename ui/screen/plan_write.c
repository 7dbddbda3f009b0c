/* SPDX-License-Identifier: MIT
 *
 * plan_write - see plan_write.h.
 */
#include "ui/screen/plan_write.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/widget/ask.h"
#include "wizard/plan_file.h"

enum { F_FILE = 1, BTN_NO, BTN_WRITE };

static bool given(struct app *a, struct form *f, int button)
{
    void (*then)(struct app * a) = a->prompt.then;
    struct err err = {0};

    if (button == BTN_WRITE) {
        char *path = str_trim(form_value(f, F_FILE));
        bool ok = plan_file_write(&a->state.plan, &a->state.skips, path, &err);
        if (ok)
            app_toast(a, _("Written: %s. Perform it: dts-wizard --plan FILE --run"), path);
        free(path);
        if (!ok) {
            form_set_message(f, F_FILE, err.text);
            return false;
        }
    }
    app_top_close(a);
    then(a);
    return false; /* put away already */
}

/* A name that a shell takes as it is. */
static char *default_name(const struct plan *p)
{
    char *name = mem_printf("%s.plan.json", str_or(p->name, "task"));

    for (char *c = name; *c; c++)
        if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
            !(*c >= '0' && *c <= '9') && *c != '.' && *c != '_' && *c != '-')
            *c = '_';
    return name;
}

void plan_write_ask(struct app *a, void (*then)(struct app *a))
{
    struct form *f = app_prompt(
        a, _("Write a plan file"),
        _("The answers so far, without passwords, as a file that performs them: dts-wizard "
          "--plan FILE --run. Nothing is created at DTS by that."),
        given, BTN_NO, 0);
    char *name = default_name(&a->state.plan);

    a->prompt.then = then;
    ask_edit(f, F_FILE, _("File"), 1000, EDIT_TRIM, HELP_PLAN_FILE)->required = true;
    form_set_value(f, F_FILE, name);
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_WRITE, _("Write it"));
    form_focus_field(f, F_FILE);
    free(name);
}
