/* SPDX-License-Identifier: MIT
 *
 * cutover_compare - see cutover_compare.h.
 */
#include "ui/screen/cutover_compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { BTN_NO = 1, BTN_YES, F_TABLES };

#define NAMES_BYTES 4096

const char *cutover_compare_off(const struct app *a)
{
    const struct dts_detail *d = a->snap->detail;
    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (a->snap->status != DTS_READY_COMPLETE)
        return _("DTS has to report \"in sync\" first.");
    if (app_pending(a, CMD_COMPARE_NEW) || (d && str_eq(d->CompareTask.Status, "running")))
        return _("A comparison is running.");
    return NULL;
}

/* "db.table" of what moves; NULL: it is, else why not (caller frees). */
static char *refusal(const struct plan *p, const char *name)
{
    const char *dot = strchr(name, '.');
    char *db = dot ? mem_strndup(name, (size_t)(dot - name)) : NULL;
    const struct plan_db *of = db ? plan_db_find(p, db) : NULL;
    char *no = NULL;

    if (!dot || dot == name || !dot[1] || strchr(dot + 1, '.'))
        no = mem_printf(_("\"%.80s\" is not database.table."), name);
    else if (!p->whole_instance && !of)
        no = mem_printf(_("The database of %.80s does not move."), name);
    else if (of && !of->all && !strlist_has(&of->tables, dot + 1))
        no = mem_printf(_("%.80s does not move."), name);
    free(db);
    return no;
}

/* The names without blanks; NULL: they are good. */
static char *take_names(const struct plan *p, const char *text, struct strlist *out)
{
    struct strlist parts = {0};
    char *no = NULL;

    strlist_split(&parts, text, ',');
    for (size_t i = 0; i < parts.n && !no; i++) {
        char *name = str_trim(parts.items[i]);
        if (*name)
            no = refusal(p, name);
        if (*name && !no && !strlist_has(out, name))
            strlist_add(out, name);
        free(name);
    }
    strlist_clear(&parts);
    return no;
}

static bool given(struct app *a, struct form *f, int button)
{
    struct command c = {.kind = CMD_COMPARE_NEW};

    if (button != BTN_YES)
        return true;
    char *no = take_names(&a->state.plan, form_value(f, F_TABLES), &c.statements);
    if (no) {
        form_set_message(f, F_TABLES, no);
        form_focus_field(f, F_TABLES);
        strlist_clear(&c.statements);
        free(no);
        return false;
    }
    char *names = strlist_join(&c.statements, ", ");
    if (c.statements.n)
        state_note(&a->state, _("Comparison of core tables begun: %.500s"), names);
    else
        state_note(&a->state, "%s", _("Comparison of all that moves begun"));
    free(names);
    app_save(a);
    app_send(a, &c);
    return true;
}

void cutover_compare_ask(struct app *a)
{
    struct form *f = app_prompt(
        a, _("Compare now"),
        _("DTS compares these tables while the application writes on; the result is the "
          "proof \"Data compared\". Complete waits until it has ended."),
        given, BTN_NO, 0);
    struct form_field *ff =
        ask_edit(f, F_TABLES, _("Tables"), NAMES_BYTES, EDIT_TRIM, HELP_CORE_TABLES);
    form_text(&ff->placeholder, _("shop.orders, shop.items; empty: all that moves"));
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Compare"));
    form_focus_field(f, F_TABLES);
}
