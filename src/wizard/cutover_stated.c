/* SPDX-License-Identifier: MIT
 *
 * cutover_stated - proofs about a server that cannot be asked from here: by answers that somebody
 * pasted, judged as answers to us are, and where nothing can be pasted by that person's word.
 *
 * What is seen from here always counts more: it takes the place of what was stated.
 *
 * Why two ages: in the downtime nothing watches a source that is only told of, so a writer may come back
 * unseen. Ten minutes are time enough for the three questions over a jump host, twice 60 s apart,
 * and short enough that Complete is pressed on what is so now. What was compared, and that an account can
 * log in, changes only if somebody changes it: that lasts a day, one maintenance window.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/gtid.h"
#include "wizard/cutover_private.h"
#include "wizard/watch.h"

#define APART_S 60 /* two answers that say the same */

static void forget_place(struct cutover *c)
{
    mem_replace(&c->said_gtid, NULL);
    mem_replace(&c->said_file, NULL);
    c->said_pos = 0;
}

void cut_said_forget(struct cutover *c, enum cut_item item)
{
    struct cut_said *s = &c->said[item];

    if (item == CUT_NO_WRITE) {
        forget_place(c);
        if (s->state != CUT_TODO)
            cut_said_forget(c, CUT_SAME); /* was about that position */
    }
    free(s->text);
    free(s->place);
    free(s->digest);
    memset(s, 0, sizeof *s);
    mem_replace(&c->items[item].stated_by, NULL);
    c->items[item].stated_at = 0;
    c->items[item].stated_answer = false;
}

static char *time_of(int64_t wall)
{
    char when[CLOCK_TEXT_SIZE];

    clock_format_local(wall, when);
    return mem_strdup(strlen(when) > 11 ? when + 11 : when);
}

static bool is_old(const struct cutover *c, enum cut_item item)
{
    int64_t age = c->last.wall - c->items[item].stated_at;

    return age > (item >= CUT_FIRST_AFTER_STOP ? CUT_OLD_S : CUT_OLD_STILL_S);
}

static char *normal(const char *gtid)
{
    struct gtid_set set = GTID_INIT(strchr(gtid, ':') ? GTID_MYSQL : GTID_MARIADB);
    struct err ignored;
    char *text = gtid_parse(&set, set.kind, gtid, &ignored) ? gtid_format(&set) : NULL;

    gtid_clear(&set);
    return text;
}

/* The source's position now, as it was stated or as the last look saw it; NULL: not known. Caller frees. */
static char *place_now(const struct cutover *c)
{
    char *gtid, *file, *text;
    uint64_t pos;

    if (!cutover_said_place(c, &gtid, &file, &pos)) {
        text = c->position_now ? normal(c->position) : NULL;
        return text || !c->position_now ? text : mem_strdup(c->position);
    }
    text = gtid ? mem_strdup(gtid) : mem_printf("%s:%" PRIu64, file, pos);
    free(gtid);
    free(file);
    return text;
}

/* What was said of the target counts for that position of the source alone. */
static bool is_of_now(const struct cutover *c, enum cut_item item)
{
    char *now = item == CUT_SAME ? place_now(c) : NULL;
    bool is = item != CUT_SAME || str_eq(now, c->said[CUT_SAME].place);

    free(now);
    return is;
}

void cut_said_same_look(struct cutover *c)
{
    const struct cut_observation *o = &c->last;
    struct cut_said *s = &c->said[CUT_SAME];
    bool seen = c->position_now && o->log != CUT_LOG_UNREAD;
    bool on =
        c->stand_since >= 0 && c->stand_since < o->mono_ms; /* the look before saw it, too */

    if (s->state == CUT_TODO)
        return;
    char *now = place_now(c);
    if (seen && o->log_writes > 0)
        cut_said_forget(c, CUT_SAME);
    else if (seen && on && o->log == CUT_LOG_READ && s->place)
        mem_replace(&s->place, now); /* only what does not count came since */
    else if (now && !str_eq(now, s->place))
        cut_said_forget(c, CUT_SAME);
    free(now);
}

bool cut_said_instead(const struct cutover *c, enum cut_item item, enum cut_state *state,
                      char **text)
{
    const struct cut_item_view *v = &c->items[item];
    const struct cut_said *s = &c->said[item];
    bool unseen = *state == CUT_UNKNOWN || (*state == CUT_TODO && item < CUT_FIRST_AFTER_STOP);

    if (!unseen || s->state == CUT_TODO || !is_of_now(c, item))
        return false;
    free(*text);
    *state = s->state;
    *text = mem_strdup(s->text);
    if (is_old(c, item)) {
        char *when = time_of(v->stated_at);
        *state = CUT_UNKNOWN;
        free(*text);
        *text = mem_printf(_("Old: stated by %s at %s; it has to be asked again"),
                           str_or(v->stated_by, "?"), when);
        free(when);
    }
    return true;
}

bool cut_said_place(const struct cutover *c, struct cut_observation *o)
{
    if (!str_empty(o->source_gtid) || !str_empty(o->source_file) ||
        c->said[CUT_NO_WRITE].state == CUT_TODO || is_old(c, CUT_NO_WRITE))
        return false;
    o->source_gtid = c->said_gtid;
    o->source_file = c->said_file;
    o->source_pos = c->said_pos;
    return c->said_gtid || c->said_file;
}

bool cutover_said_place(const struct cutover *c, char **gtid, char **file, uint64_t *pos)
{
    struct cut_observation o = {0};
    bool is = cut_said_place(c, &o);

    *gtid = is ? mem_strdup(o.source_gtid) : NULL;
    *file = is ? mem_strdup(o.source_file) : NULL;
    *pos = is ? o.source_pos : 0;
    return is;
}

/* ---- may it be stated ---- */

static bool may_state(const struct cutover *c, enum cut_item item, struct err *err)
{
    const struct cut_item_view *v = &c->items[item];

    if (item == CUT_SYNCED || item == CUT_POSITION) {
        err_set(err, ERR_STATE, "%s",
                item == CUT_SYNCED ? _("Only DTS can say that the target is in sync.")
                                   : _("The position is recorded by itself, from the answers "
                                       "to the proofs above."));
        return err_hint(err, _("State another proof."));
    }
    if (item >= CUT_FIRST_AFTER_STOP && !c->downtime_since) {
        err_set(err, ERR_STATE, "%s",
                _("This counts from Begin on: the writers are not stopped."));
        return err_hint(err, _("Press Begin, stop the application, then ask."));
    }
    bool seen = c->seen && v->seen_by != SEEN_YOU &&
                (v->state == CUT_HOLDS || v->state == CUT_NOT || v->state == CUT_LOOKING);
    if (seen) {
        err_set(err, ERR_STATE, "%s",
                _("This is seen from here; what is stated does not count."));
        return err_hint(err, _("Open the proof with Enter: it says what was seen."));
    }
    return true;
}

/* Shows it at once; the next look says the same. Takes text over. */
static void say(struct cutover *c, enum cut_item item, enum cut_state state, char *text)
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

static void sign(struct cutover *c, enum cut_item item, const char *who, int64_t wall,
                 bool answer)
{
    struct cut_item_view *v = &c->items[item];

    mem_replace(&v->stated_by, str_or(who, _("operator")));
    v->stated_at = wall;
    v->stated_answer = answer;
}

/* What was said of the target went with the source's position: shown at once. */
static void show_forgotten(struct cutover *c)
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
    if (!may_state(c, item, err))
        return false;
    cut_said_forget(c, item);
    if (item != CUT_SAME)
        show_forgotten(c);
    if (item == CUT_SAME)
        c->said[item].place = place_now(c);
    sign(c, item, who, wall, false);
    char *when = time_of(wall);
    say(c, item, CUT_HOLDS,
        mem_printf(_("Stated by %s at %s, without an answer"), c->items[item].stated_by, when));
    free(when);
    cut_note(&c->items[item], wall, c->said[item].text);
    return true;
}

/* ---- answers ---- */

/* The text is not kept: statements stand in it. */
static char *digest_of(const char *pasted)
{
    char hex[SHA256_HEX_SIZE], *text = str_trim(str_or(pasted, ""));

    crypto_sha256_hex(text, strlen(text), hex);
    free(text);
    return mem_strdup(hex);
}

/* Without the server's clock the same clipboard twice would be two answers. */
static bool is_text_again(const struct cut_said *s, const struct cut_answer *a, struct err *err)
{
    char *digest = digest_of(a->pasted);
    bool again = s->state != CUT_TODO && a->pasted && str_eq(digest, s->digest);

    free(digest);
    if (!again)
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
    char *from = time_of(s->first), *now = time_of(asked), *due = time_of(s->first + APART_S);
    bool holds = asked - s->first >= APART_S;
    char *what = holds ? twice_text(item, from, now) : once_text(item, from);
    say(c, item, holds ? CUT_HOLDS : CUT_LOOKING,
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
        say(c, CUT_WRITERS, CUT_UNKNOWN,
            mem_strdup(
                _("The list has only sessions of the account that asked; whether it sees "
                  "others is not known. Ask as another account, with the PROCESS right")));
    else
        say(c, CUT_WRITERS, CUT_NOT, mem_strdup(str_or(a->text, "?")));
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
    char *gtid = str_empty(a->gtid) ? NULL : normal(a->gtid);
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
        char *from = time_of(s->asked), *now = time_of(asked);
        s->first = s->asked = asked;
        cut_said_forget(c, CUT_SAME); /* was about the position before */
        say(c, CUT_NO_WRITE, CUT_NOT,
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
    char *set = normal(c->position), *colon = strrchr(c->position, ':');
    if (set)
        *gtid = set;
    else if (colon && str_to_uint(colon + 1, UINT64_MAX, pos))
        *file = mem_strndup(c->position, (size_t)(colon - c->position));
    return *gtid || *file;
}

static int file_covers(const char *file, uint64_t pos, const struct cut_answer *a)
{
    if (str_empty(a->file) || strlen(a->file) != strlen(file))
        return -1;
    return str_eq(a->file, file) ? a->pos >= pos : strcmp(file, a->file) < 0;
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
                      : file_covers(file, pos, a);
    if (covers >= 0) {
        c->said[CUT_SAME].asked = asked;
        free(c->said[CUT_SAME].place);
        c->said[CUT_SAME].place = place_now(c);
    }
    if (covers > 0)
        say(c, CUT_SAME, CUT_HOLDS,
            mem_printf(_("Target has all the source has (answer given by %s)"),
                       c->items[CUT_SAME].stated_by));
    else if (covers == 0 && missing)
        say(c, CUT_SAME, CUT_NOT, mem_printf(_("Target lacks %.400s"), missing));
    else if (covers == 0)
        say(c, CUT_SAME, CUT_NOT,
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
    say(c, CUT_LOGIN, a->login ? CUT_HOLDS : CUT_NOT,
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

    if (!may_state(c, item, err))
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
    if (!c->items[item].stated_answer) /* a word before it does not count any more */
        cut_said_forget(c, item);
    struct cut_item_view *v = &c->items[item];
    char *by = mem_strdup(v->stated_by);
    int64_t at = v->stated_at;
    sign(c, item, who, wall, true);
    bool ok = judges[item](c, a, a->asked ? a->asked : wall, err);
    if (!ok) {
        mem_replace(&v->stated_by, by);
        v->stated_at = at;
        v->stated_answer = by != NULL;
    } else {
        free(c->said[item].digest);
        c->said[item].digest = digest_of(a->pasted);
        char *line = mem_printf(_("%s (stated by %s)"), c->said[item].text, v->stated_by);
        cut_note(v, wall, line);
        if (a->evidence)
            cut_note(v, wall, a->evidence);
        free(line);
    }
    show_forgotten(c);
    free(by);
    return ok;
}
