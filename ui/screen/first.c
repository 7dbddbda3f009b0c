/* SPDX-License-Identifier: MIT
 *
 * first - where to work: rehearse on this machine, or Tencent Cloud with a key.
 *
 * Why: nothing can be asked of DTS before it is known which DTS; and a key is proven by a call
 *      before anything rests on it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/prefs.h"
#include "ui/screen/fields.h"
#include "ui/screen/regions.h"

enum { F_WHERE = 1, F_SITE, F_REGION, F_FOUND, F_ID, F_KEY, F_EXPLAIN, BTN_CONNECT, BTN_LEAVE };

struct first {
    struct form form;
    struct dts_credentials found; /* in the environment or a file */
    bool asked;                   /* CMD_CONNECT is under way */
};

static bool is_cloud(struct first *s)
{
    return str_eq(form_value(&s->form, F_WHERE), "cloud");
}

static void show_fields(struct first *s)
{
    static const int cloud_only[] = {F_SITE, F_REGION, F_FOUND, F_ID, F_KEY};
    bool cloud = is_cloud(s), found = s->found.secret_id != NULL;
    for (size_t i = 0; i < sizeof cloud_only / sizeof cloud_only[0]; i++) {
        struct form_field *f = form_field(&s->form, cloud_only[i]);
        if (f)
            f->hidden = !cloud || (f->id == F_FOUND && !found);
    }
    struct form_field *id = form_field(&s->form, F_ID), *key = form_field(&s->form, F_KEY);
    bool use_found = cloud && found && form_field(&s->form, F_FOUND)->ticked;
    id->hidden = key->hidden = !cloud || use_found;
    struct form_field *e = form_field(&s->form, F_EXPLAIN);
    form_text(&e->label, cloud ? _("Calls are signed with this key; it is not written to disk.")
                               : _("dtsd, a DTS of our own, is started here if none answers."));
}

static void first_enter(struct app *a, void *self)
{
    struct first *s = self;
    struct err err = {0};
    struct form *f = &s->form;
    bool found = dts_credentials_find(&s->found, &err);

    form_init(f, a);
    form_static(f, -2, ROLE_TITLE, _("Welcome. Where shall the migration run?"));
    form_space(f);
    struct form_field *w = form_choice(f, F_WHERE, _("Where"));
    choice_add(&w->choice, "local", _("1  Rehearse on this machine (dtsd)"), NULL);
    choice_add(&w->choice, "cloud", _("2  Tencent Cloud (DTS)"), NULL);
    choice_select(&w->choice, a->connection.backend == BACKEND_CLOUD ? "cloud" : "local");
    form_text(&w->hint,
              _("A rehearsal is real: it reads one MySQL server and writes another."));
    form_text(
        &w->help,
        _("Rehearse on this machine: dtsd speaks the same protocol as Tencent's DTS and "
          "really migrates from one MySQL or MariaDB server to another. No cloud, no "
          "costs.\n\nTencent Cloud: the target is a TencentDB instance, and Tencent's DTS "
          "does the work. It may be billed; you are told before anything is created."));
    struct form_field *site = form_choice(f, F_SITE, _("Site"));
    choice_add(&site->choice, "https://dts.tencentcloudapi.com",
               _("mainland (tencentcloudapi.com)"), NULL);
    choice_add(&site->choice, "https://dts.intl.tencentcloudapi.com",
               _("international (intl.tencentcloudapi.com)"), NULL);
    if (!a->connection.endpoint || !choice_select(&site->choice, a->connection.endpoint)) {
        if (a->connection.endpoint)
            choice_add(&site->choice, a->connection.endpoint, a->connection.endpoint, NULL);
        choice_select(&site->choice,
                      str_or(a->connection.endpoint, "https://dts.tencentcloudapi.com"));
    }
    form_text(&site->hint, _("The site where your Tencent account was opened."));
    struct form_field *r = form_choice(f, F_REGION, _("Region"));
    regions_fill(&r->choice);
    if (a->connection.region)
        choice_select(&r->choice, a->connection.region);
    form_text(&r->hint, _("The region of the target instance."));
    struct form_field *t = form_tick(f, F_FOUND, _("Use the key found here:"));
    t->ticked = found;
    if (found) {
        char *note = mem_printf("%s, %s", s->found.secret_id, s->found.origin);
        form_text(&t->note, note);
        free(note);
    }
    struct form_field *id = form_edit(f, F_ID, _("SecretId"), 128, EDIT_TRIM);
    form_text(&id->hint, _("In the console: Access Management, API Keys. Begins with AKID."));
    struct form_field *key = form_edit(f, F_KEY, _("SecretKey"), 256, EDIT_SECRET | EDIT_TRIM);
    form_text(&key->hint, _("Shown as stars; Ctrl-T shows it while you are in the field."));
    form_space(f);
    form_static(f, F_EXPLAIN, ROLE_DIM, "");
    form_end_button(f, BTN_LEAVE, _("Leave"));
    form_end_button(f, BTN_CONNECT, _("Go on"));
    if (!found && err.kind != ERR_GONE) /* there is one, and it cannot be used: why */
        form_set_message(f, F_ID, err.text);
    show_fields(s);
    form_focus_field(f, F_WHERE);
}

static void first_leave(struct app *a, void *self)
{
    struct first *s = self;
    (void)a;
    form_clear(&s->form);
    dts_credentials_clear(&s->found);
}

static bool take_key(struct app *a, struct first *s)
{
    struct dts_credentials *c = &a->credentials;
    if (s->found.secret_id && form_field(&s->form, F_FOUND)->ticked) {
        dts_credentials_copy(c, &s->found);
        return true;
    }
    char *id = str_trim(form_value(&s->form, F_ID));
    struct secret *key = edit_secret(&form_field(&s->form, F_KEY)->edit);
    bool ok = *id && key;
    form_set_message(&s->form, F_ID, *id ? NULL : _("The SecretId is needed."));
    form_set_message(&s->form, F_KEY, key ? NULL : _("The SecretKey is needed."));
    if (ok) {
        dts_credentials_clear(c);
        c->secret_id = mem_strdup(id);
        c->secret_key = secret_dup(key);
        c->origin = mem_strdup(_("typed"));
    }
    secret_free(key);
    free(id);
    return ok;
}

static void go_on(struct app *a, struct first *s)
{
    struct plan *p = &a->connection;
    if (app_pending(a, CMD_CONNECT))
        return;
    app_error_away(a);
    if (is_cloud(s)) {
        const char *region = form_value(&s->form, F_REGION);
        form_set_message(&s->form, F_REGION, *region ? NULL : _("Choose the region."));
        if (!take_key(a, s) || !*region)
            return;
        p->backend = BACKEND_CLOUD;
        mem_replace(&p->endpoint, form_value(&s->form, F_SITE));
        mem_replace(&p->region, region);
    } else {
        if (p->backend == BACKEND_CLOUD)
            mem_replace(&p->endpoint, NULL);
        p->backend = BACKEND_LOCAL;
    }
    s->asked = true;
    app_connect(a);
}

static void pressed(struct app *a, struct first *s, int id)
{
    if (id == BTN_CONNECT)
        go_on(a, s);
    else if (id == BTN_LEAVE)
        app_leave_ask(a);
}

static bool first_key(struct app *a, void *self, const struct key_event *ev)
{
    struct first *s = self;
    int id = FORM_NONE;
    if (!form_popup_is_open(&s->form) && form_focus(&s->form, &id) == FORM_ON_FIELD &&
        id == F_WHERE && (keys_latin(ev) == '1' || keys_latin(ev) == '2')) {
        form_set_value(&s->form, F_WHERE, keys_latin(ev) == '1' ? "local" : "cloud");
        show_fields(s);
        return true;
    }
    enum widget_result r = form_key(&s->form, ev);
    if (r == WIDGET_CHANGED)
        show_fields(s);
    if (r == WIDGET_PRESSED)
        pressed(a, s, s->form.pressed);
    return r != WIDGET_IGNORED;
}

static bool first_action(struct app *a, void *self, enum action act)
{
    if (act == ACT_NEXT_STAGE) {
        go_on(a, self);
        return true;
    }
    return false;
}

static void first_event(struct app *a, void *self, enum screen_event e, const struct reply *r)
{
    struct first *s = self;
    if (e != SCREEN_REPLY || r->kind != CMD_CONNECT)
        return;
    s->asked = false;
    if (!r->ok)
        return; /* the error stands in the message area */
    prefs_save(&a->connection);
    app_go(a, &screen_tasks);
}

static void first_draw(struct app *a, void *self, const struct canvas *body)
{
    struct first *s = self;
    form_end_button_off(&s->form, BTN_CONNECT,
                        app_pending(a, CMD_CONNECT) ? _("An answer is awaited.") : NULL);
    form_draw(&s->form, body, a->top == TOP_NONE);
}

static void first_popup(struct app *a, void *self, const struct canvas *body,
                        const struct canvas *whole)
{
    (void)a;
    form_draw_popup(&((struct first *)self)->form, body, whole);
}

static unsigned first_places(struct app *a, void *self)
{
    (void)a;
    return form_places(&((struct first *)self)->form);
}

static void first_guide(struct app *a, void *self, struct buf *out)
{
    (void)a;
    buf_adds(out, form_focus_hint(&((struct first *)self)->form));
}

static void first_help(struct app *a, void *self, struct buf *out)
{
    (void)a;
    buf_adds(out, str_or(form_focus_help(&((struct first *)self)->form), ""));
}

const struct screen screen_first = {
    .title = N_("First run"),
    .size = sizeof(struct first),
    .enter = first_enter,
    .leave = first_leave,
    .draw = first_draw,
    .popup = first_popup,
    .key = first_key,
    .action = first_action,
    .event = first_event,
    .places = first_places,
    .guide = first_guide,
    .help = first_help,
};
