/* SPDX-License-Identifier: MIT
 *
 * headless_plan - the plan file of the mode without a screen, and its secrets. See headless.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/headless.h"
#include "wizard/secret_ask.h"

#define PLAN_MAX       (16u * 1024 * 1024)
#define CUTOVER_WAIT_S 900

void headless_plan_clear(struct headless_plan *p)
{
    plan_clear(&p->plan);
    free(p->accept_reason);
    strlist_clear(&p->skip);
    free(p->foreign_keys);
    free(p->skip_reason);
    free(p->app_user);
    secret_free(p->app_password);
    memset(p, 0, sizeof *p);
}

static bool read_accept(struct headless_plan *p, const struct json *j, struct err *err)
{
    const struct json *list = json_get(j, "accept");
    const char *reason = NULL;

    if (!json_read_str(json_get(j, "accept_reason"), "accept_reason", &reason, err))
        return false;
    p->accept_reason = mem_strdup(reason);
    for (size_t i = 0; i < json_len(list); i++) {
        const char *word = NULL;
        enum cut_item item;
        if (!json_read_str(json_at(list, i), "accept", &word, err))
            return false;
        if (!cut_item_parse(word, &item)) {
            err_set(err, ERR_INPUT, _("\"%.40s\" in accept is no proof of the cutover."),
                    str_or(word, ""));
            return err_hint(err,
                            _("Known are synced, compared, login, writers, no_write, same, "
                              "position."));
        }
        p->accept[item] = true;
    }
    if (json_len(list) && str_empty(reason)) {
        err_set(err, ERR_INPUT, _("The file accepts proofs without a reason."));
        return err_hint(err, _("Add accept_reason; it is kept in the report."));
    }
    return true;
}

static bool read_skip(struct headless_plan *p, const struct json *j, struct err *err)
{
    const struct json *list = json_get(j, "skip");
    const char *reason = NULL, *keys = NULL;

    if (!json_read_str(json_get(j, "skip_reason"), "skip_reason", &reason, err) ||
        !json_read_str(json_get(j, "foreign_keys"), "foreign_keys", &keys, err))
        return false;
    for (size_t i = 0; i < json_len(list); i++) {
        const char *id = NULL;
        if (!json_read_str(json_at(list, i), "skip", &id, err))
            return false;
        strlist_add(&p->skip, str_or(id, ""));
    }
    if (keys && !str_eq(keys, "migrate") && !str_eq(keys, "shield")) {
        err_set(err, ERR_INPUT, _("\"%.40s\" is no value of foreign_keys."), keys);
        return err_hint(err, _("It is migrate (they are kept) or shield (they are left out)."));
    }
    if ((p->skip.n || keys) && str_empty(reason)) {
        err_set(err, ERR_INPUT, _("The file goes on in spite of a check without a reason."));
        return err_hint(err, _("Add skip_reason; it is kept in the report."));
    }
    p->foreign_keys = mem_strdup(keys);
    p->skip_reason = mem_strdup(reason);
    return true;
}

static bool read_members(struct headless_plan *p, const struct json *j, struct err *err)
{
    const char *finish = "sync", *user = NULL;

    p->cutover_wait_s = CUTOVER_WAIT_S;
    if (!plan_from_json(&p->plan, j, err) ||
        !json_read_str(json_get(j, "finish"), "finish", &finish, err) ||
        !json_read_str(json_get(j, "app_user"), "app_user", &user, err) ||
        !json_read_int(json_get(j, "cutover_wait_s"), "cutover_wait_s", &p->cutover_wait_s,
                       err) ||
        !read_accept(p, j, err) || !read_skip(p, j, err))
        return false;
    p->app_user = mem_strdup(user);
    p->complete = str_eq(finish, "complete");
    if (!p->complete && !str_eq(finish, "sync")) {
        err_set(err, ERR_INPUT, _("\"%.40s\" is no value of finish."), finish);
        return err_hint(err, _("It is sync or complete."));
    }
    if (p->complete && !str_eq(p->plan.migrate_type, "fullAndIncrement")) {
        err_set(err, ERR_INPUT, _("Only a migration that synchronises can be completed."));
        return err_hint(err, _("Leave finish out: this type ends by itself."));
    }
    return true;
}

bool headless_plan_read(const char *path, struct headless_plan *out, struct err *err)
{
    struct buf b = BUF_INIT(PLAN_MAX);
    struct json *j = NULL;
    bool ok = file_read_stream(path, &b, err);

    memset(out, 0, sizeof *out);
    if (ok) {
        j = json_parse(buf_str(&b), b.len, err);
        ok = j && read_members(out, j, err);
        if (!ok) {
            err_wrap(err, "%s", path);
            err->kind = ERR_INPUT;
        }
    }
    if (!ok)
        headless_plan_clear(out);
    json_free(j);
    buf_clear(&b);
    return ok;
}

/* ---- secrets ---- */

static struct secret *from_environment(const char *name)
{
    char *value = getenv(name);
    struct secret *s = secret_from_str(value);

    if (value) {
        secret_wipe(value, strlen(value)); /* /proc/PID/environ shows the bytes themselves */
        unsetenv(name);
    }
    return s;
}

static bool need(struct secret **where, const char *variable, const char *question,
                 struct err *err)
{
    enum secret_answer got = *where ? SECRET_GIVEN : secret_ask(question, where);

    if (got == SECRET_GIVEN)
        return true;
    if (got == SECRET_STOPPED)
        return err_set(err, ERR_CANCELLED, _("Stopped while a password was asked for: %s."),
                       question);
    err_set(err, ERR_GONE, _("A password is missing and there is no terminal to ask on: %s."),
            question);
    return err_hint(err, _("Set the environment variable %s."), variable);
}

bool headless_secrets(struct headless_plan *p, struct err *err)
{
    static const char source[] = "DTS_WIZARD_SOURCE_PASSWORD",
                      target[] = "DTS_WIZARD_TARGET_PASSWORD",
                      app[] = "DTS_WIZARD_APP_PASSWORD";
    bool ok;

    p->plan.source.password = from_environment(source);
    p->plan.target.password = from_environment(target);
    p->app_password = from_environment(app);
    char *ask_source =
        mem_printf(_("Password of %s on the source"), str_or(p->plan.source.user, "?"));
    char *ask_target =
        mem_printf(_("Password of %s on the target"), str_or(p->plan.target.user, "?"));
    char *ask_app =
        mem_printf(_("Password of %s, the application's account"), str_or(p->app_user, "?"));
    ok = need(&p->plan.source.password, source, ask_source, err) &&
         need(&p->plan.target.password, target, ask_target, err) &&
         (!p->app_user || !p->complete || need(&p->app_password, app, ask_app, err));
    free(ask_source);
    free(ask_target);
    free(ask_app);
    return ok;
}
