/* SPDX-License-Identifier: MIT
 *
 * cutover_stated - may a proof be stated, and somebody's word for one where there is no answer to paste. What
 * answers say is cutover_answer.c's, how long it counts cutover_said.c's.
 *
 * What is seen from here always counts more: it takes the place of what was stated.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/cutover_private.h"

/* Why not; NULL: it may. */
static const char *why_not(bool seen, bool begun, const struct cut_item_view *v,
                           enum cut_item item, const char **hint)
{
    *hint = _("State another proof.");
    if (item == CUT_SYNCED)
        return _("Only DTS can say that the target is in sync.");
    if (item == CUT_POSITION)
        return _("The position is recorded by itself, from the answers to the proofs above.");
    if (item >= CUT_FIRST_AFTER_STOP && !begun) {
        *hint = _("Press Begin, stop the application, then ask.");
        return _("This counts from Begin on: the writers are not stopped.");
    }
    if (seen && v->seen_by != SEEN_YOU &&
        (v->state == CUT_HOLDS || v->state == CUT_NOT || v->state == CUT_LOOKING)) {
        *hint = _("Open the proof with Enter: it says what was seen.");
        return _("This is seen from here; what is stated does not count.");
    }
    return NULL;
}

const char *cutover_may_not_state(const struct cutover_view *v, enum cut_item item)
{
    const char *hint;

    return why_not(v->watched_mono != 0, v->downtime_since != 0, &v->items[item], item, &hint);
}

bool cut_may_state(const struct cutover *c, enum cut_item item, struct err *err)
{
    const char *hint,
        *no = why_not(c->seen, c->downtime_since != 0, &c->items[item], item, &hint);

    if (!no)
        return true;
    err_set(err, ERR_STATE, "%s", no);
    return err_hint(err, "%s", hint);
}

void cut_say(struct cutover *c, enum cut_item item, enum cut_state state, char *text)
{
    struct cut_said *s = &c->said[item];
    struct cut_item_view *v = &c->items[item];

    free(s->text);
    s->text = text;
    s->state = state;
    if (v->state != CUT_ACCEPTED) {
        v->state = state;
        v->seen_by = SEEN_YOU;
        mem_replace(&v->text, text);
    }
    v->since_wall = state == CUT_HOLDS ? v->stated_at : 0;
}

void cut_sign(struct cutover *c, enum cut_item item, const char *who, int64_t wall, bool answer)
{
    struct cut_item_view *v = &c->items[item];

    mem_replace(&v->stated_by, str_or(who, _("operator")));
    v->stated_at = wall;
    v->stated_answer = answer;
}

void cut_show_forgotten(struct cutover *c)
{
    struct cut_item_view *v = &c->items[CUT_SAME];

    if (c->said[CUT_SAME].state != CUT_TODO || v->seen_by != SEEN_YOU ||
        v->state == CUT_ACCEPTED || v->state == CUT_TODO)
        return;
    if (v->state == CUT_HOLDS) {
        char *was = mem_printf(_("no longer holds: %s"), _("After the line above"));
        cut_note(v, c->last.wall, was);
        free(was);
    }
    v->state = CUT_TODO;
    v->since_wall = 0;
    mem_replace(&v->text, _("After the line above"));
}

bool cutover_stated(struct cutover *c, enum cut_item item, const char *who, int64_t wall,
                    struct err *err)
{
    if (!cut_may_state(c, item, err))
        return false;
    cut_said_forget(c, item);
    if (item != CUT_SAME)
        cut_show_forgotten(c);
    if (item == CUT_SAME)
        c->said[item].place = cut_said_place_now(c);
    cut_sign(c, item, who, wall, false);
    char *when = cut_said_time(wall);
    cut_say(
        c, item, CUT_HOLDS,
        mem_printf(_("Stated by %s at %s, without an answer"), c->items[item].stated_by, when));
    free(when);
    cut_note(&c->items[item], wall, c->said[item].text);
    return true;
}
