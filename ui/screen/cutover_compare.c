/* SPDX-License-Identifier: MIT
 *
 * cutover_compare - see cutover_compare.h.
 */
#include "ui/screen/cutover_compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/shared.h"

enum { BTN_NO = 1, BTN_YES, F_TABLES, F_PICK, BTN_ADD, F_UNSEEN };

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

/* May it be compared: is it of what moves? */
static bool moves(const struct plan *p, const char *schema, const char *table)
{
    const struct plan_db *of = plan_db_find(p, schema);

    return p->whole_instance || (of && (of->all || strlist_has(&of->tables, table)));
}

/* "db.table" of what moves; NULL: it is, else why not (caller frees). unseen: the source did not have
 * it when it was read, and whether that is good is for the operator to say. */
static char *refusal(struct app *a, const char *name, bool *unseen)
{
    const struct plan *p = &a->state.plan;
    const struct catalog *cat = shared_catalog_get(a->snap->catalog);
    const char *dot = strchr(name, '.');
    char *db = dot ? mem_strndup(name, (size_t)(dot - name)) : NULL;
    const struct cat_schema *schema = cat && db ? catalog_schema(cat, db) : NULL;
    char *no = NULL;

    if (!dot || dot == name || !dot[1] || strchr(dot + 1, '.'))
        no = mem_printf(_("\"%.80s\" is not database.table."), name);
    else if (!p->whole_instance && !plan_db_find(p, db))
        no = mem_printf(_("The database of %.80s does not move."), name);
    else if (!moves(p, db, dot + 1))
        no = mem_printf(_("%.80s does not move."), name);
    else if (cat && (!schema || !catalog_table(schema, dot + 1))) {
        char age[FMT_SIZE];
        fmt_duration((clock_mono_ms() - a->snap->catalog_mono) / 1000, age);
        *unseen = true;
        no = mem_printf(_("%.80s was not on the source when it was read %s ago."), name, age);
    }
    free(db);
    return no;
}

/* The names without blanks; NULL: they are good. */
static char *take_names(struct app *a, const struct form *f, struct strlist *out)
{
    struct form_field *anyway = form_field(f, F_UNSEEN);
    struct strlist parts = {0};
    char *no = NULL;

    strlist_split(&parts, form_value(f, F_TABLES), ',');
    for (size_t i = 0; i < parts.n && !no; i++) {
        char *name = str_trim(parts.items[i]);
        bool unseen = false;
        if (*name)
            no = refusal(a, name, &unseen);
        if (unseen && anyway->ticked)
            mem_replace(&no, NULL);
        else if (unseen)
            anyway->hidden = false;
        if (*name && !no && !strlist_has(out, name))
            strlist_add(out, name);
        free(name);
    }
    strlist_clear(&parts);
    return no;
}

/* ---- from the list of what was read ---- */

/* The tables that move; a name with a comma or a second dot cannot be typed, nor is it offered. */
static void fill(struct app *a, struct form *f)
{
    const struct catalog *cat = shared_catalog_get(a->snap->catalog);
    struct choice *c = &form_field(f, F_PICK)->choice;
    bool some = false;

    choice_reset(c);
    for (size_t i = 0; cat && i < cat->n; i++) {
        const struct cat_schema *s = &cat->schemas[i];
        for (size_t t = 0; t < s->n_tables; t++) {
            const char *table = s->tables[t].name;
            if (!moves(&a->state.plan, s->name, table) || strpbrk(s->name, ".,") ||
                strpbrk(table, ".,"))
                continue;
            char *name = mem_printf("%s.%s", s->name, table);
            choice_add(c, name, name, NULL);
            free(name);
            some = true;
        }
    }
    form_field(f, F_PICK)->hidden = form_field(f, BTN_ADD)->hidden =
        !some || !a->term; /* line by line they are typed */
}

static void add_picked(struct form *f)
{
    const char *now = form_value(f, F_TABLES), *name = form_value(f, F_PICK);
    struct strlist parts = {0};
    bool known = false;

    if (!*name) {
        form_focus_field(f, F_PICK);
        return;
    }
    strlist_split(&parts, now, ',');
    for (size_t i = 0; i < parts.n && !known; i++) {
        char *one = str_trim(parts.items[i]);
        known = str_eq(one, name);
        free(one);
    }
    strlist_clear(&parts);
    char *all = mem_printf("%s%s%s", now, *now ? ", " : "", name);
    if (!known && !form_set_value(f, F_TABLES, all))
        form_set_message(f, F_TABLES, _("More names than fit here."));
    free(all);
    form_field(f, F_PICK)->choice.selected = CHOICE_NONE;
    form_focus_field(f, F_PICK);
}

static bool given(struct app *a, struct form *f, int button)
{
    struct command c = {.kind = CMD_COMPARE_NEW};

    if (button == BTN_ADD) {
        add_picked(f);
        return false;
    }
    if (button != BTN_YES)
        return true;
    char *no = take_names(a, f, &c.statements);
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
    ask_choice(f, F_PICK, _("Pick one"), HELP_CORE_TABLES);
    ff = ask_button(f, BTN_ADD, _("Add"), HELP_CORE_TABLES);
    ff->beside = true;
    ff = ask_tick(f, F_UNSEEN, _("Also compare names that are not in the list"),
                  HELP_CORE_TABLES);
    ff->hidden = true;
    fill(a, f);
    if (!a->snap->catalog && a->state.plan.source.password &&
        plan_side_here_host(&a->state.plan.source) && !app_pending(a, CMD_READ_CATALOG))
        app_command(a, CMD_READ_CATALOG); /* cutover_compare_seen takes it up */
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Compare"));
    form_focus_field(f, F_TABLES);
}

void cutover_compare_seen(struct app *a)
{
    if (a->top == TOP_PROMPT && a->prompt.fn == given && !form_popup_is_open(&a->prompt.form) &&
        form_field(&a->prompt.form, F_PICK)->hidden)
        fill(a, &a->prompt.form);
}
