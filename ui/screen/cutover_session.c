/* SPDX-License-Identifier: MIT
 *
 * cutover_session - see cutover_session.h.
 */
#include "ui/screen/cutover_session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

enum { BTN_NO = 1, BTN_YES, F_SESSION, F_ALL, F_WHO, F_WHY };

#define ID_BYTES 24

static const struct cutover_view *view(const struct app *a)
{
    return &a->snap->cutover;
}

static const struct cut_session *session_of(const struct cutover_view *v, const char *key)
{
    uint64_t id;

    for (size_t i = 0; str_to_uint(key, UINT64_MAX, &id) && i < v->n_sessions; i++)
        if (v->sessions[i].id == id)
            return &v->sessions[i];
    return NULL;
}

static bool mark_given(struct app *a, struct form *f, int button)
{
    const struct cutover_view *v = view(a);
    struct command c = {.kind = CMD_CUTOVER_MARK};

    if (button != BTN_YES)
        return true;
    if (!form_validate(f, FORM_NONE))
        return false;
    const struct cut_session *s = session_of(v, form_value(f, F_SESSION));
    if (!s) {
        form_set_message(f, F_SESSION, _("This session is gone by now."));
        return false;
    }
    const struct cut_mark *old = cut_mark_of(v->marks, v->n_marks, s);
    bool all = old ? !old->session : form_field(f, F_ALL)->ticked;
    c.undo = old != NULL;
    c.cut_mark = mem_alloc(sizeof *c.cut_mark);
    *c.cut_mark = (struct cut_mark){.session = all ? 0 : s->id,
                                    .user = mem_strdup(s->user),
                                    .host = mem_strdup(str_or(s->host, "")),
                                    .who = str_trim(form_value(f, F_WHO)),
                                    .reason = str_trim(form_value(f, F_WHY)),
                                    .since = clock_wall_s()};
    state_note(&a->state,
               old   ? _("No longer marked as not writing: %s@%s, by %s: %s")
               : all ? _("Marked as not writing, all sessions of %s@%s, by %s: %s")
                     : _("Marked as not writing, one session of %s@%s, by %s: %s"),
               s->user, str_or(s->host, ""), c.cut_mark->who, c.cut_mark->reason);
    app_save(a);
    app_send(a, &c);
    return true;
}

static void add_session(struct choice *ch, const struct cutover_view *v,
                        const struct cut_session *s)
{
    char key[ID_BYTES];
    bool marked = cut_mark_of(v->marks, v->n_marks, s) != NULL;

    if (!s->user || (s->ignored && !marked))
        return;
    snprintf(key, sizeof key, "%" PRIu64, s->id);
    char *text = mem_printf(marked ? _("take away: %s %.40s@%.40s") : "%s %.40s@%.40s", key,
                            s->user, str_or(s->host, "?"));
    choice_add(ch, key, text, NULL);
    free(text);
}

void cutover_mark_ask(struct app *a, uint64_t session)
{
    const struct cutover_view *v = view(a);
    char key[ID_BYTES];
    struct form *f = app_prompt(
        a, _("Mark a session, or take a mark away"),
        _("A marked session does not count as a writer, on your word; name and reason "
          "stand in the report. The mark ends with the session."),
        mark_given, BTN_NO, 0);
    struct form_field *ff = ask_choice(f, F_SESSION, _("Session"), HELP_MARK);

    for (size_t i = 0; i < v->n_sessions && i < 200; i++)
        add_session(&ff->choice, v, &v->sessions[i]);
    snprintf(key, sizeof key, "%" PRIu64, session);
    if (!choice_select(&ff->choice, key) && ff->choice.n)
        choice_select(&ff->choice, ff->choice.items[0].key);
    ff->required = true;
    ask_tick(f, F_ALL, _("All sessions of this account from this host"), HELP_MARK_ALL);
    ask_edit(f, F_WHO, _("Your name"), 80, EDIT_TRIM, HELP_WHO)->required = true;
    ask_edit(f, F_WHY, _("Reason"), 200, EDIT_TRIM, HELP_WHY)->required = true;
    form_end_button(f, BTN_NO, _("Not now"));
    form_end_button(f, BTN_YES, _("Mark or take away"));
    form_focus_field(f, F_SESSION);
}
