/* SPDX-License-Identifier: MIT
 *
 * ali_key - see ali_key.h.
 */
#include "ui/screen/ali_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"
/* after the catalogue's names */
#include "base/keychoice.h"

enum { P_NO = 1, P_GO };

#define TEMPORARY "STS." /* how the id of such a key begins */

/* ---- sending ---- */

static void send_key(struct app *a, struct ali_credentials *taken, const char *origin)
{
    struct command c = {.kind = CMD_ALI_CONNECT, .ali_credentials = *taken};
    struct plan_rds *r = &a->state.plan.rds;

    memset(taken, 0, sizeof *taken);
    mem_replace(&r->key_origin, origin);
    free(r->key_id);
    r->key_id = key_masked(c.ali_credentials.key_id);
    app_save(a);
    app_send(a, &c);
    command_clear(&c);
}

/* The newest that is under way; what was sent before it answers no more. */
static const struct pending *on_its_way(const struct app *a)
{
    const struct pending *newest = NULL;

    for (size_t i = 0; i < a->n_pending; i++) /* they are not in the order of sending */
        if (a->pending[i].kind == CMD_ALI_CONNECT && (!newest || a->pending[i].id > newest->id))
            newest = &a->pending[i];
    return newest;
}

static bool is_coming(const struct app *a)
{
    const struct pending *p = on_its_way(a);

    return p && (str_eq(p->task, app_task_id(a)) || app_task_is(a, p->task));
}

bool ali_key_here(const struct app *a)
{
    const struct ali_account *k = a->snap->ali.account;
    const char *ours = a->state.plan.rds.key_id;

    return k && (str_empty(ours) || str_eq(k->key_id, ours)) &&
           (!on_its_way(a) || is_coming(a));
}

bool ali_key_recall(struct app *a, const struct ali_keys *found)
{
    const struct plan_rds *r = &a->state.plan.rds;
    struct ali_credentials key = {0};
    struct ali_keys keys = {0};
    struct err err = {0};

    if (is_coming(a))
        return true;
    if (str_empty(r->key_origin) || str_eq(r->key_origin, KEY_TYPED))
        return false;
    if (!found)
        ali_keys_find(&keys);
    bool ok = ali_keys_choose(found ? found : &keys, r->key_origin, r->key_id, &key, &err);
    if (ok) {
        char *origin = mem_strdup(r->key_origin);
        send_key(a, &key, origin);
        free(origin);
    }
    ali_credentials_clear(&key);
    ali_keys_clear(&keys);
    return ok;
}

/* ---- the questions ---- */

static const struct ali_key *chosen(const struct form *f, const struct ali_keys *keys)
{
    const char *origin = form_value(f, ALI_KEY_FOUND);

    for (size_t i = 0; i < keys->n; i++)
        if (!keys->items[i].err.kind && str_eq(keys->items[i].key.origin, origin))
            return &keys->items[i];
    return NULL;
}

/* "until 2026-11-22 14:30"; "": it is not known, or it does not end. Caller frees. */
static char *ends_text(int64_t expires)
{
    char when[CLOCK_TEXT_SIZE];

    if (expires <= 0)
        return mem_strdup("");
    clock_format_local(expires, when);
    return mem_printf(_("until %.16s"), when);
}

/* Whose key it is, and when it ends; caller frees. */
static char *who_text(const struct ali_account *k)
{
    char *who = ali_identity_text(&k->identity), *end = ends_text(k->expires);
    char *text = mem_printf("%s%s%s", who, !k->temporary ? "" : ", ",
                            !k->temporary ? ""
                            : *end        ? end
                                          : _("temporary, end not known"));

    free(end);
    free(who);
    return text;
}

static void add_questions(struct form *f, const struct ali_keys *keys, const struct plan *p)
{
    struct form_field *ff = ask_choice(f, ALI_KEY_FOUND, _("Key"), HELP_RAM_KEY_ID);
    const struct ali_key *first = ali_keys_first(keys);

    for (size_t i = 0; i < keys->n; i++) {
        const struct ali_key *k = &keys->items[i];
        char *place = key_place(k->key.origin);
        char *id = k->err.kind ? NULL : key_masked(k->key.key_id);
        char *end = ends_text(k->key.expires_s);
        char *text =
            id ? mem_printf("%s  %s%s%s", id, place, *end ? "  " : "", end) : mem_strdup(place);
        choice_add(&ff->choice, k->key.origin, text, k->err.kind ? k->err.text : NULL);
        free(text);
        free(end);
        free(id);
        free(place);
    }
    choice_add(&ff->choice, "", _("another, typed here"), NULL);
    ff->width = 50;
    ff->hidden = keys->n == 0;
    form_text(&ff->hint, _("Keys that Alibaba Cloud's own tools left here; they are only "
                           "read."));
    if (str_empty(p->rds.key_origin) || !choice_select(&ff->choice, p->rds.key_origin))
        choice_select(&ff->choice,
                      first && !str_eq(p->rds.key_origin, KEY_TYPED) ? first->key.origin : "");
    ff = ask_edit(f, ALI_KEY_ID, _("Key ID"), 128, EDIT_TRIM, HELP_RAM_KEY_ID);
    form_text(&ff->hint,
              _("Begins with LTAI. DTS does not need it; it lists instances for you."));
    ff = ask_edit(f, ALI_KEY_SECRET, _("Key secret"), 256, EDIT_SECRET | EDIT_TRIM,
                  HELP_RAM_KEY_SECRET);
    form_text(&ff->hint, _("Not written to disk. Ctrl-T shows it while you are in the field."));
    ff = ask_edit(f, ALI_KEY_TOKEN, _("Token"), 4000, EDIT_SECRET | EDIT_TRIM, HELP_RAM_TOKEN);
    form_text(&ff->hint,
              _("Of a temporary key (STS.) only; empty for another. Not written to disk."));
}

bool ali_key_is(int id)
{
    return id >= ALI_KEY_FOUND && id <= ALI_KEY_PROVE;
}

/* "AccessKey pair that ends by itself": a token belongs to it. */
static bool is_temporary(const struct form *f)
{
    char *id = str_trim(form_value(f, ALI_KEY_ID));
    bool yes = str_starts(id, TEMPORARY);

    free(id);
    return yes;
}

static void show_questions(struct form *f, const struct ali_keys *keys)
{
    bool typed = !chosen(f, keys);

    form_field(f, ALI_KEY_ID)->hidden = !typed;
    form_field(f, ALI_KEY_SECRET)->hidden = !typed;
    form_field(f, ALI_KEY_TOKEN)->hidden = !typed || !is_temporary(f);
}

/* What was chosen or typed is sent; false: something is missing, and said at its field. */
static bool take(struct app *a, struct form *f, const struct ali_keys *keys)
{
    const struct ali_key *k = chosen(f, keys);
    struct ali_credentials key = {0};

    if (k) {
        ali_credentials_copy(&key, &k->key);
        send_key(a, &key, k->key.origin);
        return true;
    }
    key.key_id = str_trim(form_value(f, ALI_KEY_ID));
    key.key = edit_secret(&form_field(f, ALI_KEY_SECRET)->edit);
    if (is_temporary(f))
        key.token = edit_secret(&form_field(f, ALI_KEY_TOKEN)->edit);
    key.origin = mem_strdup(_("typed"));
    bool lacks_token = is_temporary(f) && !key.token;
    bool ok = !str_empty(key.key_id) && key.key && !lacks_token;
    form_set_message(f, ALI_KEY_ID,
                     str_empty(key.key_id) ? _("The AccessKey ID is needed.") : NULL);
    form_set_message(f, ALI_KEY_SECRET, key.key ? NULL : _("The AccessKey Secret is needed."));
    form_set_message(f, ALI_KEY_TOKEN,
                     lacks_token ? _("A temporary key (STS.) needs its token.") : NULL);
    if (ok)
        send_key(a, &key, KEY_TYPED);
    ali_credentials_clear(&key);
    return ok;
}

/* ---- in stage 1 ---- */

void ali_key_add(struct fields *fs, const struct ali_keys *keys)
{
    add_questions(&fs->form, keys, &fs->app->state.plan);
    struct form_field *b =
        ask_button(&fs->form, ALI_KEY_PROVE, _("Use this key"), HELP_RAM_KEY_ID);
    form_text(&b->hint, _("Asks Alibaba Cloud whose key it is; nothing is changed."));
}

void ali_key_show(struct fields *fs, const struct ali_keys *keys)
{
    struct form_field *b = form_field(&fs->form, ALI_KEY_PROVE);

    const struct ali_account *k = ali_key_here(fs->app) ? fs->app->snap->ali.account : NULL;
    char *who = k ? who_text(k) : NULL;

    b->offered = !k;
    show_questions(&fs->form, keys);
    fields_hide(fs, ALI_KEY_FOUND, keys->n == 0);
    fields_hide(fs, ALI_KEY_PROVE, false);
    if (!plan_source_is_rds(&fs->app->state.plan))
        for (int id = ALI_KEY_FOUND; id <= ALI_KEY_PROVE; id++)
            fields_hide(fs, id, true);
    form_text(&b->note,
              app_pending(fs->app, CMD_ALI_CONNECT) ? _("asking, Ctrl-C stops it") : who);
    free(who);
}

void ali_key_result(struct fields *fs, int group)
{
    const struct ali_account *k = ali_key_here(fs->app) ? fs->app->snap->ali.account : NULL;

    if (app_pending(fs->app, CMD_ALI_CONNECT)) {
        form_group_result(&fs->form, group, FORM_TODO, _("asking Alibaba Cloud..."), NULL);
    } else if (k) {
        char *who = who_text(k);
        char *text = mem_printf("%s, %s", k->key_id, who);
        form_group_result(&fs->form, group, FORM_DONE, text, NULL);
        free(text);
        free(who);
    } else {
        form_group_result(&fs->form, group, FORM_TODO, _("not given; DTS does not need it"),
                          NULL);
    }
}

void ali_key_prove(struct fields *fs, const struct ali_keys *keys)
{
    if (app_pending(fs->app, CMD_ALI_CONNECT))
        return;
    app_error_away(fs->app);
    take(fs->app, &fs->form, keys);
}

/* ---- when something needs it ---- */

void ali_key_found_free(struct ali_keys *keys)
{
    if (keys)
        ali_keys_clear(keys);
    free(keys);
}

static bool given(struct app *a, struct form *f, int button)
{
    void (*then)(struct app *) = a->prompt.then;

    if (button != P_GO)
        return true;
    if (!take(a, f, a->prompt.keys))
        return false;
    app_top_close(a);
    then(a);
    return false; /* put away already; then may have opened something else */
}

void ali_key_need(struct app *a, void (*then)(struct app *a))
{
    struct ali_keys *keys;

    if (ali_key_here(a)) {
        then(a);
        return;
    }
    keys = mem_alloc(sizeof *keys);
    ali_keys_find(keys);
    if (ali_key_recall(a, keys)) {
        ali_key_found_free(keys);
        then(a);
        return;
    }
    struct form *f =
        app_prompt(a, _("Key of Alibaba Cloud needed"),
                   keys->n ? _("Choose one that was found here, or type one; it is not written "
                               "to disk.")
                           : _("None was found here: type one; it is not written to disk."),
                   given, P_NO, 0);
    a->prompt.then = then;
    a->prompt.keys = keys;
    add_questions(f, keys, &a->state.plan);
    form_end_button(f, P_NO, _("Not now"));
    form_end_button(f, P_GO, _("Go on"));
    form_focus_field(f, keys->n ? ALI_KEY_FOUND : ALI_KEY_ID);
}
