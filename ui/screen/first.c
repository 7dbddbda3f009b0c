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
#include "base/keychoice.h"
#include "base/mem.h"
#include "ui/prefs.h"
#include "ui/screen/fields.h"
#include "ui/screen/regions.h"

enum { F_WHERE = 1, F_SITE, F_REGION, F_FOUND, F_ID, F_KEY, F_EXPLAIN, BTN_CONNECT, BTN_LEAVE };

struct first {
    struct form form;
    struct dts_keys keys; /* in the environment and in files */
    bool region_taken;    /* the region is the operator's: a key brings none */
    bool asked;           /* CMD_CONNECT is under way */
};

static bool is_cloud(struct first *s)
{
    return str_eq(form_value(&s->form, F_WHERE), "cloud");
}

/* The key chosen; NULL: it is typed. */
static const struct dts_key *chosen_key(struct first *s)
{
    const char *origin = form_value(&s->form, F_FOUND);
    for (size_t i = 0; i < s->keys.n; i++)
        if (!s->keys.items[i].err.kind && str_eq(s->keys.items[i].key.origin, origin))
            return &s->keys.items[i];
    return NULL;
}

static void show_fields(struct first *s)
{
    static const int cloud_only[] = {F_SITE, F_REGION, F_FOUND, F_ID, F_KEY};
    bool cloud = is_cloud(s), found = s->keys.n > 0;
    for (size_t i = 0; i < sizeof cloud_only / sizeof cloud_only[0]; i++) {
        struct form_field *f = form_field(&s->form, cloud_only[i]);
        if (f)
            f->hidden = !cloud || (f->id == F_FOUND && !found);
    }
    struct form_field *id = form_field(&s->form, F_ID), *key = form_field(&s->form, F_KEY);
    id->hidden = key->hidden = !cloud || chosen_key(s);
    struct form_field *e = form_field(&s->form, F_EXPLAIN);
    form_text(&e->label, cloud ? _("Calls are signed with this key; it is not written to disk.")
                               : _("dtsd, a DTS of our own, is started here if none answers."));
}

/* The region that goes with the key, until the operator has chosen one. */
static void follow_region(struct first *s)
{
    struct form_field *r = form_field(&s->form, F_REGION);
    const struct dts_key *k = chosen_key(s);
    char *hint = NULL;

    if (!s->region_taken && k && k->region && choice_select(&r->choice, k->region)) {
        char *place = key_place(k->region_origin);
        hint = mem_printf(_("The region of the target instance; this one is from %s."), place);
        free(place);
    }
    form_text(&r->hint, hint ? hint : _("The region of the target instance."));
    free(hint);
}

/* false: there is something to say about the keys. */
static bool add_keys(struct app *a, struct first *s, struct err *err)
{
    struct form *f = &s->form;
    struct form_field *ff = ask_choice(f, F_FOUND, _("Key"), HELP_FOUND_KEY);
    const struct dts_key *first = dts_keys_first(&s->keys);
    const struct plan *p = &a->connection;
    struct dts_credentials last;

    for (size_t i = 0; i < s->keys.n; i++) {
        const struct dts_key *k = &s->keys.items[i];
        char *place = key_place(k->key.origin);
        char *id = k->err.kind ? NULL : key_masked(k->key.secret_id);
        char *text = id ? mem_printf("%s  %s", id, place) : mem_strdup(place);
        choice_add(&ff->choice, k->key.origin, text, k->err.kind ? k->err.text : NULL);
        free(text);
        free(id);
        free(place);
    }
    choice_add(&ff->choice, "", _("another, typed here"), NULL);
    form_text(&ff->hint,
              _("Keys that Tencent Cloud's own tools left here; they are only read."));
    bool ok = dts_keys_choose(&s->keys, p->key_origin, p->key_id, &last, err);
    if (ok)
        choice_select(&ff->choice, last.origin);
    else if (str_empty(p->key_origin)) /* a profile that nobody named is offered as well */
        choice_select(&ff->choice, first ? first->key.origin : "");
    else
        choice_select(&ff->choice, ""); /* not another one unasked */
    dts_credentials_clear(&last);
    return ok || (str_empty(p->key_origin) && (first || err->kind == ERR_GONE));
}

static void add_where(struct app *a, struct form *f)
{
    struct form_field *w = ask_choice(f, F_WHERE, _("Where"), HELP_WHERE);
    choice_add(&w->choice, "local", _("1  Rehearse on this machine (dtsd)"), NULL);
    choice_add(&w->choice, "cloud", _("2  Tencent Cloud (DTS)"), NULL);
    choice_select(&w->choice, a->connection.backend == BACKEND_CLOUD ? "cloud" : "local");
    form_text(&w->hint,
              _("A rehearsal is real: it reads one MySQL server and writes another."));
}

static void add_site(struct app *a, struct form *f)
{
    struct form_field *site = ask_choice(f, F_SITE, _("Site"), HELP_SITE);
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
}

static void first_enter(struct app *a, void *self)
{
    struct first *s = self;
    struct form *f = &s->form;
    struct err err;

    dts_keys_find(&s->keys);
    form_init(f, a);
    form_static(f, -2, ROLE_TITLE, _("Welcome. Where shall the migration run?"));
    form_space(f);
    add_where(a, f);
    add_site(a, f);
    struct form_field *r = ask_choice(f, F_REGION, _("Region"), HELP_TARGET_REGION);
    regions_fill(&r->choice);
    s->region_taken = a->connection.region && choice_select(&r->choice, a->connection.region);
    bool fine = add_keys(a, s, &err);
    follow_region(s);
    struct form_field *id = ask_edit(f, F_ID, _("SecretId"), 128, EDIT_TRIM, HELP_SECRET_ID);
    form_text(&id->hint, _("In the console: Access Management, API Keys. Begins with AKID."));
    struct form_field *key =
        ask_edit(f, F_KEY, _("SecretKey"), 256, EDIT_SECRET | EDIT_TRIM, HELP_SECRET_KEY);
    form_text(&key->hint, _("Shown as stars; Ctrl-T shows it while you are in the field."));
    form_space(f);
    form_static(f, F_EXPLAIN, ROLE_DIM, "");
    form_end_button(f, BTN_LEAVE, _("Leave"));
    form_end_button(f, BTN_CONNECT, _("Go on"));
    if (!fine)
        form_set_message(f, s->keys.n ? F_FOUND : F_ID, err.text);
    show_fields(s);
    form_focus_field(f, F_WHERE);
}

static void first_leave(struct app *a, void *self)
{
    struct first *s = self;
    (void)a;
    form_clear(&s->form);
    dts_keys_clear(&s->keys);
}

static bool take_key(struct app *a, struct first *s)
{
    struct dts_credentials *c = &a->credentials;
    struct plan *p = &a->connection;
    const struct dts_key *found = chosen_key(s);
    if (found) {
        dts_credentials_clear(c);
        dts_credentials_copy(c, &found->key);
        mem_replace(&p->key_origin, found->key.origin);
        free(p->key_id);
        p->key_id = key_masked(found->key.secret_id);
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
        mem_replace(&p->key_origin, KEY_TYPED);
        free(p->key_id);
        p->key_id = key_masked(id);
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
    bool on_field = form_focus(&s->form, &id) == FORM_ON_FIELD;
    enum widget_result r = form_key(&s->form, ev);
    if (r == WIDGET_CHANGED) {
        s->region_taken = s->region_taken || (on_field && id == F_REGION);
        form_set_message(&s->form, F_FOUND, NULL);
        follow_region(s);
        show_fields(s);
    }
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

static struct form *first_form(void *self)
{
    return &((struct first *)self)->form;
}

const struct screen screen_first = {
    .title = N_("First run"),
    .topic = HELP_FIRST,
    .size = sizeof(struct first),
    .enter = first_enter,
    .leave = first_leave,
    .draw = first_draw,
    .popup = first_popup,
    .key = first_key,
    .action = first_action,
    .event = first_event,
    .form = first_form,
    .places = first_places,
    .guide = first_guide,
    .help = first_help,
};
