/* SPDX-License-Identifier: MIT
 *
 * ali_act - see ali_act.h.
 */
#include "ui/screen/ali_act.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/ali_diagnosis_list.h"
#include "wizard/ali_call.h"
#include "wizard/state.h"

enum { ANSWER_NO = 1, ANSWER_YES };

static const struct act {
    enum ali_change_kind kind;
    bool typed;                     /* there is no way back from here */
    const char *label, *title, *go; /* N_ */
    const char *parameter, *value;  /* ALI_PARAM */
    const char *text, *back;        /* N_: what it does; what becomes of it */
} acts[ALI_ACTS] = {
    [ALI_ACT_BACKUP] = {.kind = ALI_BACKUP,
                        .typed = true,
                        .label = N_("Start a backup..."),
                        .title = N_("Ask Alibaba for a real backup?"),
                        .go = N_("Start a backup"),
                        .text =
                            N_("Alibaba starts a backup of the instance, or says why not: "
                               "there is no other proof. While it runs it is in the way of "
                               "the migration itself, and it counts among the 20 of a day."),
                        .back = N_("It cannot be taken back; it stays with the others.")},
    [ALI_ACT_WINDOW] =
        {.kind = ALI_WINDOW,
         .label = N_("Move the window..."),
         .title = N_("Move the automatic backup?"),
         .go = N_("Move it"),
         .text = N_("It cannot be switched off by the API. Its days and hours (UTC) are moved "
                    "away for the time of the migration; all else of the policy stays."),
         .back = N_("Clean-up puts the old days and hours back.")},
    [ALI_ACT_HOURS] = {.kind = ALI_HOURS,
                       .label = N_("Keep binlogs longer..."),
                       .title = N_("Keep binlogs longer?"),
                       .go = N_("Keep them longer"),
                       .text = N_("Binlogs stay longer on the instance, and take room on its "
                                  "disk. A long copy or a pause needs them."),
                       .back = N_("Clean-up puts the old hours back.")},
    [ALI_ACT_FORMAT] = {.kind = ALI_PARAM,
                        .label = N_("binlog_format..."),
                        .title = N_("Change a parameter of the source?"),
                        .go = N_("Change it"),
                        .parameter = "binlog_format",
                        .value = "ROW",
                        .text = N_("DTS reads changes row by row. The instance is not "
                                   "restarted; sessions that are open keep the old value."),
                        .back = N_("Clean-up puts the old value back.")},
    [ALI_ACT_IMAGE] = {.kind = ALI_PARAM,
                       .label = N_("binlog_row_image..."),
                       .title = N_("Change a parameter of the source?"),
                       .go = N_("Change it"),
                       .parameter = "binlog_row_image",
                       .value = "full",
                       .text = N_("DTS needs all columns of a changed row. The instance is not "
                                  "restarted; sessions that are open keep the old value."),
                       .back = N_("Clean-up puts the old value back.")},
    [ALI_ACT_PUBLIC] =
        {.kind = ALI_PUBLIC,
         .typed = true,
         .label = N_("Public address..."),
         .title = N_("Apply for a public address?"),
         .go = N_("Apply for it"),
         .text =
             N_("The instance answers at an internal address only, which DTS does not "
                "reach. With a public one the database can be reached from the Internet, by "
                "those whom its allow-list lets in. It takes some minutes and may be "
                "billed."),
         .back = N_("It is released by hand, in Alibaba's console.")},
};

const struct ali_source *ali_act_source(const struct app *a)
{
    return ali_source_of(a->snap->ali.source, &a->state.plan);
}

/* ---- what it would be ---- */

static bool is_short(const struct ali_source *s)
{
    const char *hours = s->log_err.kind ? NULL : s->log.values[RDS_LOG_LOCAL_HOURS];
    int64_t n = -1;

    return hours && str_to_int(hours, 0, 100000, &n) && n < ALI_BINLOG_HOURS;
}

static bool is_automatic(const struct app *a)
{
    const struct ali_diagnosis *d = diagnosis_of(a);

    return d && !d->running && d->cause == DIAGNOSE_AUTOMATIC;
}

static void fill_param(struct ali_change *c, const struct ali_source *s, const struct act *k)
{
    const struct rds_param *p =
        s->params_err.kind ? NULL : rds_param_find(&s->params, k->parameter);

    if (!p || str_eq_nocase(p->value, k->value))
        return;
    c->name = mem_strdup(k->parameter);
    c->was = mem_strdup(p->value);
    c->now = mem_strdup(k->value);
}

static bool has_no_public(const struct app *a, const struct ali_source *s)
{
    return !s->net_err.kind && ali_way_is_public(&a->state.plan) &&
           !rds_net_has_public(&s->net);
}

/* out is overwritten; the caller clears it. false: nothing to change, or what it would be is not known. */
static bool make(const struct app *a, enum ali_act act, struct ali_change *out)
{
    const struct ali_source *s = ali_act_source(a);
    const struct plan_rds *r = &a->state.plan.rds;
    const struct act *k = &acts[act];

    *out = (struct ali_change){
        .kind = k->kind, .region = mem_strdup(r->region), .instance = mem_strdup(r->instance)};
    if (act == ALI_ACT_BACKUP)
        return !str_empty(r->instance);
    if (!s)
        return false;
    switch (act) {
    case ALI_ACT_WINDOW: ali_window_away(s, clock_wall_s(), &out->was, &out->now); break;
    case ALI_ACT_HOURS:
        if (!is_short(s))
            return false;
        out->was = mem_strdup(s->log.values[RDS_LOG_LOCAL_HOURS]);
        out->now = mem_printf("%d", ALI_BINLOG_HOURS);
        break;
    case ALI_ACT_PUBLIC:
        out->name = mem_printf("%s-dts", str_or(r->instance, ""));
        out->now = mem_printf("%d", rds_public_port(&s->net));
        return has_no_public(a, s);
    default: fill_param(out, s, k); break;
    }
    return out->now != NULL;
}

bool ali_act_applies(const struct app *a, enum ali_act act)
{
    struct ali_change c;
    bool may = act == ALI_ACT_BACKUP   ? true
               : act == ALI_ACT_WINDOW ? is_automatic(a)
                                       : make(a, act, &c);

    if (act != ALI_ACT_BACKUP && act != ALI_ACT_WINDOW)
        ali_change_clear(&c);
    return may;
}

const char *ali_act_off(const struct app *a, enum ali_act act)
{
    const struct ali_diagnosis *d = diagnosis_of(a);

    if (a->watch_only)
        return _("Only watching: nothing can be changed here.");
    if (app_pending(a, CMD_ALI_CHANGE))
        return _("A change at Alibaba Cloud is under way.");
    if (app_pending(a, CMD_ALI_DIAGNOSE))
        return _("Alibaba is being asked.");
    if (act == ALI_ACT_BACKUP)
        return d && !d->running && ali_diagnosis_may_ask(d)
                   ? NULL
                   : _("A backup is tried only where nothing else was found in the way.");
    if (app_pending(a, CMD_ALI_LOOK))
        return _("The instance is being read.");
    return ali_act_source(a) ? NULL : _("The instance was not read yet.");
}

const char *ali_act_label(enum ali_act act)
{
    return _(acts[act].label);
}

/* ---- sending ---- */

static bool write_and_send(struct app *a, struct command *cmd)
{
    struct err err = {0};
    char *text = ali_change_text(cmd->change);

    state_note(&a->state,
               cmd->undo ? _("Clean-up at Alibaba Cloud: %s") : _("Sent to Alibaba Cloud: %s"),
               text);
    free(text);
    if (a->watch_only)
        return false;
    if (state_save(&a->state, NULL, &err))
        return app_send(a, cmd) != 0;
    err_wrap(&err, "%s", _("Nothing was sent, because it could not be written down before"));
    app_error(a, &err);
    return false;
}

int64_t ali_act_send(struct app *a, const struct ali_change *c, struct secret *password)
{
    struct command cmd = {.kind = c->kind == ALI_BACKUP ? CMD_ALI_DIAGNOSE : CMD_ALI_CHANGE,
                          .password = password};
    struct ali_change kept;
    int64_t id = 0;

    ali_change_copy(&kept, ali_change_sent(&a->state.ali, c, clock_wall_s()));
    cmd.change = ali_change_dup(&kept);
    if (write_and_send(a, &cmd))
        id = kept.id;
    else
        ali_change_answered(&a->state.ali, &kept, false, false);
    ali_change_clear(&kept);
    command_clear(&cmd);
    return id;
}

bool ali_act_undo(struct app *a, int64_t id)
{
    struct ali_change *c = ali_change_find(&a->state.ali, id);
    struct command cmd = {.kind = CMD_ALI_CHANGE, .undo = true};

    if (!c || c->state == ALI_UNDONE)
        return false;
    enum ali_change_state was = c->state;
    cmd.change = ali_change_dup(c);
    ali_change_undo_sent(&a->state.ali, id);
    bool sent = write_and_send(a, &cmd);
    if (!sent)
        c->state = was;
    command_clear(&cmd);
    return sent;
}

/* Until the answer there is no such account: what was typed for it waits beside the answers. */
static void make_account(struct app *a, const struct ali_change *c, struct secret *password)
{
    struct secret *typed = secret_dup(password);

    secret_free(a->making.password);
    a->making.change = ali_act_send(a, c, password);
    a->making.password = a->making.change ? typed : NULL;
    if (!a->making.change)
        secret_free(typed);
}

void ali_act_answered(struct app *a, const struct reply *r, bool here)
{
    const struct plan_rds *rds = &a->state.plan.rds;
    struct plan_side *side = &a->state.plan.source;
    const struct ali_change *c = r->change;

    if (r->kind != CMD_ALI_CHANGE || r->undo || !c || c->kind != ALI_ACCOUNT ||
        c->id != a->making.change)
        return;
    if (here && (r->ok || r->outcome_unknown) && str_eq(c->instance, rds->instance)) {
        mem_replace(&side->user, c->name);
        secret_free(side->password);
        side->password = a->making.password;
        a->making.password = NULL;
        if (a->state.plan.job_id)
            plan_changed(&a->state.plan, STAGE_SOURCE);
    }
    secret_free(a->making.password);
    a->making.password = NULL;
    a->making.change = 0;
}

/* What was shown is what is sent, whatever was read meanwhile: the session looks before it sends, and
 * does not write over another's value. */
static void answered(struct app *a, int button, void *ctx)
{
    struct ali_change *c = a->asked;
    struct secret *password = a->asked_password;

    (void)ctx;
    a->asked = NULL;
    a->asked_password = NULL;
    if (button == ANSWER_YES && c) {
        app_error_away(a);
        if (c->kind == ALI_ACCOUNT)
            make_account(a, c, password);
        else
            ali_act_send(a, c, password);
        password = NULL;
    }
    ali_change_free(c);
    secret_free(password);
}

/* What is asked for, in the form of what was: "shop ReadOnly, crm ReadOnly". Caller frees. */
static char *then_text(const struct ali_change *c)
{
    struct strlist parts = {0};

    if (c->kind != ALI_GRANT)
        return mem_strdup(c->now);
    for (size_t i = 0; i < c->entries.n; i++)
        strlist_take(&parts, mem_printf("%s %s", c->entries.items[i], c->now));
    char *all = strlist_join(&parts, ", ");
    strlist_clear(&parts);
    return all;
}

static char *question_text(const struct ali_act_words *w, const struct ali_change *c,
                           const char *call)
{
    if (!c->was || !c->now)
        return mem_printf(_("%s\n\nThis call is sent, once:\n\n%s\n\n%s"), w->text, call,
                          w->back);
    char *then = then_text(c);
    char *text =
        mem_printf(_("%s\n\nNow     %s\nThen    %s\n\nThis call is sent, once:\n\n%s\n\n%s"),
                   w->text, c->was, then, call, w->back);
    free(then);
    return text;
}

bool ali_act_confirm(struct app *a, const struct ali_act_words *w, const struct ali_change *c,
                     struct secret *password)
{
    char *call = ali_call_text(c, ali_act_source(a));

    if (!call) {
        secret_free(password);
        app_fail(a, "%s",
                 _("What would have to be sent is not known: Alibaba has not told a value that "
                   "it wants to have back. Do it in its console."));
        return false;
    }
    char *text = question_text(w, c, call);
    struct dialog *d = app_ask(a, w->title, text, answered, NULL);
    dialog_button(d, ANSWER_NO, _("Not now"), false);
    dialog_button(d, ANSWER_YES, w->go, true);
    if (w->typed)
        dialog_word(d, str_or(c->instance, ""));
    ali_change_free(a->asked);
    a->asked = ali_change_dup(c);
    secret_free(a->asked_password);
    a->asked_password = password;
    free(text);
    free(call);
    return true;
}

void ali_act_ask(struct app *a, enum ali_act act)
{
    const struct act *k = &acts[act];
    const struct ali_act_words w = {_(k->title), _(k->text), _(k->back), _(k->go), k->typed};
    const char *off = ali_act_off(a, act);
    struct ali_change c;

    if (off) {
        app_toast(a, "%s", off);
        return;
    }
    if (make(a, act, &c))
        ali_act_confirm(a, &w, &c, NULL);
    else
        app_fail(a, "%s", _("Nothing is to be changed there any more: read it again."));
    ali_change_clear(&c);
}
