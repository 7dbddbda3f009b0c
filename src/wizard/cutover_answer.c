/* SPDX-License-Identifier: MIT
 *
 * cutover_answer - what a server answered and somebody pasted, judged as an answer to us would be: writers and
 * the source's position by two answers a minute apart, the target against that position.
 *
 * An answer that is refused changes nothing: what was stated before it stands.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/gtid.h"
#include "wizard/cutover_private.h"
#include "wizard/watch.h"

#define APART_S 60 /* two answers that say the same */

/* Without the server's clock the same clipboard twice would be two answers. */
static bool is_text_again(const struct cut_said *s, const struct cut_answer *a, struct err *err)
{
    if (s->state == CUT_TODO || !a->digest || !str_eq(a->digest, s->digest))
        return false;
    err_set(err, ERR_INPUT, "%s", _("This is the same answer as before; ask again."));
    err_hint(
        err,
        _("Ask with SELECT UNIX_TIMESTAMP() AS ASKED_AT as well, in the same paste: it says "
          "when."));
    return true;
}

static bool not_newer(const struct cut_said *s, const struct cut_answer *a, int64_t asked,
                      struct err *err)
{
    if (!a->asked)
        return is_text_again(s, a, err);
    if (s->state == CUT_TODO || asked > s->asked)
        return false;
    err_set(err, ERR_INPUT, "%s",
            _("This answer is not newer than the one before; ask the server again."));
    return true;
}

static char *once_text(enum cut_item item, const char *at)
{
    return item == CUT_WRITERS ? mem_printf(_("No session of an application at %s"), at)
                               : mem_printf(_("The source's position at %s is known"), at);
}

static char *twice_text(enum cut_item item, const char *first, const char *now)
{
    return item == CUT_WRITERS
               ? mem_printf(_("No session of an application at %s and at %s"), first, now)
               : mem_printf(_("The source's position is the same at %s and at %s"), first, now);
}

/* The same twice, a minute apart, is what sixty looks are where we can look ourselves. */
static void same_again(struct cutover *c, enum cut_item item, int64_t asked)
{
    struct cut_said *s = &c->said[item];
    bool goes_on = s->first && asked - s->first <= CUT_OLD_S;

    if (!goes_on)
        s->first = asked;
    s->asked = asked;
    char *from = cut_said_time(s->first), *now = cut_said_time(asked),
         *due = cut_said_time(s->first + APART_S);
    bool holds = asked - s->first >= APART_S;
    char *what = holds ? twice_text(item, from, now) : once_text(item, from);
    cut_say(c, item, holds ? CUT_HOLDS : CUT_LOOKING,
            holds ? mem_printf(_("%s (answers given by %s)"), what, c->items[item].stated_by)
                  : mem_printf(_("%s; paste a second answer, of %s or later"), what, due));
    free(what);
    free(from);
    free(now);
    free(due);
}

static bool judge_writers(struct cutover *c, const struct cut_answer *a, int64_t asked,
                          struct err *err)
{
    struct cut_said *s = &c->said[CUT_WRITERS];

    if (not_newer(s, a, asked, err))
        return false;
    if (a->n_writers == 0) {
        same_again(c, CUT_WRITERS, asked);
        return true;
    }
    s->first = 0;
    s->asked = asked;
    if (a->n_writers < 0)
        cut_say(c, CUT_WRITERS, CUT_UNKNOWN,
                mem_strdup(
                    _("The list has only sessions of the account that asked; whether it sees "
                      "others is not known. Ask as another account, with the PROCESS right")));
    else
        cut_say(c, CUT_WRITERS, CUT_NOT, mem_strdup(str_or(a->text, "?")));
    return true;
}

static bool no_position(struct err *err)
{
    err_set(err, ERR_INPUT, "%s", _("There is no position in this answer."));
    return err_hint(err, _("Ask with the statement that is shown, as an account that may."));
}

static bool judge_no_write(struct cutover *c, const struct cut_answer *a, int64_t asked,
                           struct err *err)
{
    struct cut_said *s = &c->said[CUT_NO_WRITE];

    if (not_newer(s, a, asked, err))
        return false;
    char *gtid = str_empty(a->gtid) ? NULL : gtid_normal(a->gtid);
    if (!gtid && str_empty(a->file))
        return no_position(err);
    bool known = c->said_gtid || c->said_file;
    bool same = gtid ? str_eq(gtid, c->said_gtid)
                     : str_eq(a->file, c->said_file) && a->pos == c->said_pos;
    mem_replace(&c->said_gtid, gtid);
    mem_replace(&c->said_file, a->file);
    c->said_pos = a->pos;
    free(gtid);
    if (known && !same) {
        char *from = cut_said_time(s->asked), *now = cut_said_time(asked);
        s->first = s->asked = asked;
        cut_said_forget(c, CUT_SAME); /* was about the position before */
        cut_say(c, CUT_NO_WRITE, CUT_NOT,
                mem_printf(_("The source's position moved between %s and %s; by whom is not "
                             "known"),
                           from, now));
        free(from);
        free(now);
        return true;
    }
    same_again(c, CUT_NO_WRITE, asked);
    return true;
}

/* The source's position that the target is held against: as stated, or as the last look saw it. */
static bool source_place(const struct cutover *c, char **gtid, char **file, uint64_t *pos)
{
    if (cutover_said_place(c, gtid, file, pos))
        return true;
    if (!c->position_now)
        return false;
    char *set = gtid_normal(c->position), *colon = strrchr(c->position, ':');
    if (set)
        *gtid = set;
    else if (colon && str_to_uint(colon + 1, UINT64_MAX, pos))
        *file = mem_strndup(c->position, (size_t)(colon - c->position));
    return *gtid || *file;
}

static bool judge_same(struct cutover *c, const struct cut_answer *a, int64_t asked,
                       struct err *err)
{
    char *gtid = NULL, *file = NULL, *missing = NULL;
    uint64_t pos = 0;

    if (!source_place(c, &gtid, &file, &pos)) {
        err_set(err, ERR_STATE, "%s", _("The source's position is not known yet."));
        return err_hint(err, _("State \"No write for 60 s\" first."));
    }
    int covers = gtid ? str_empty(a->gtid)
                            ? -1
                            : gtid_covers(!strchr(gtid, ':'), gtid, a->gtid, NULL, &missing)
                      : place_covers(file, pos, a->file, a->pos);
    if (covers >= 0) {
        c->said[CUT_SAME].asked = asked;
        free(c->said[CUT_SAME].place);
        c->said[CUT_SAME].place = cut_said_place_now(c);
    }
    if (covers > 0)
        cut_say(c, CUT_SAME, CUT_HOLDS,
                mem_printf(_("Target has all the source has (answer given by %s)"),
                           c->items[CUT_SAME].stated_by));
    else if (covers == 0 && missing)
        cut_say(c, CUT_SAME, CUT_NOT, mem_printf(_("Target lacks %.400s"), missing));
    else if (covers == 0)
        cut_say(c, CUT_SAME, CUT_NOT,
                mem_printf(_("Target is at %s %" PRIu64 ", the source at %s %" PRIu64), a->file,
                           a->pos, file, pos));
    free(missing);
    free(gtid);
    free(file);
    return covers >= 0 || no_position(err);
}

static bool judge_login(struct cutover *c, const struct cut_answer *a, int64_t asked,
                        struct err *err)
{
    (void)err;
    c->said[CUT_LOGIN].asked = asked;
    cut_say(c, CUT_LOGIN, a->login ? CUT_HOLDS : CUT_NOT,
            a->login ? mem_printf(_("%s logged in on the target (answer given by %s)"),
                                  str_or(a->text, "?"), c->items[CUT_LOGIN].stated_by)
                     : mem_strdup(str_or(a->text, _("The account was refused"))));
    return true;
}

static bool judge_none(struct cutover *c, const struct cut_answer *a, int64_t asked,
                       struct err *err)
{
    (void)c;
    (void)a;
    (void)asked;
    return err_set(err, ERR_INPUT, "%s",
                   _("No answer of a server proves this; give your word."));
}

bool cutover_answer(struct cutover *c, enum cut_item item, const struct cut_answer *a,
                    const char *who, int64_t wall, struct err *err)
{
    static bool (*const judges[CUT_COUNT])(struct cutover *, const struct cut_answer *, int64_t,
                                           struct err *) = {
        judge_none,     judge_none, judge_login, judge_writers,
        judge_no_write, judge_same, judge_none,
    };

    if (!cut_may_state(c, item, err))
        return false;
    if (a->asked && (a->asked - wall > CUT_OLD_S || wall - a->asked > CUT_OLD_S)) {
        char when[CLOCK_TEXT_SIZE];
        clock_format_local(a->asked, when);
        err_set(err, ERR_INPUT,
                _("By the server's clock this answer is of %s, which is not now."), when);
        return err_hint(err, _("Ask the server again."));
    }
    if (item >= CUT_FIRST_AFTER_STOP && a->asked && a->asked < c->downtime_since)
        return err_set(err, ERR_INPUT, "%s",
                       _("This answer is older than the stop; ask again."));
    struct cut_item_view *v = &c->items[item];
    struct cut_said *s = &c->said[item];
    bool word = s->state != CUT_TODO && !v->stated_answer, was_answer = v->stated_answer;
    char *by = mem_strdup(v->stated_by);
    int64_t at = v->stated_at;
    cut_sign(c, item, who, wall, true);
    bool ok = judges[item](c, a, a->asked ? a->asked : wall, err);
    if (!ok) { /* what was stated before stands */
        mem_replace(&v->stated_by, by);
        v->stated_at = at;
        v->stated_answer = was_answer;
    } else {
        if (word && item == CUT_NO_WRITE) /* was not about this position */
            cut_said_forget(c, CUT_SAME);
        mem_replace(&s->digest, a->digest);
        char *line = mem_printf(_("%s (stated by %s)"), s->text, v->stated_by);
        cut_note(v, wall, line);
        if (a->evidence)
            cut_note(v, wall, a->evidence);
        free(line);
    }
    cut_show_forgotten(c);
    free(by);
    return ok;
}
