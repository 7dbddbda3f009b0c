/* SPDX-License-Identifier: MIT
 *
 * cutover_said - what was stated of the proofs, while it counts: until it is seen from here, until it is
 * old, and what was said of the target until the source has another position.
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
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/gtid.h"
#include "wizard/cutover_private.h"

char *cut_said_time(int64_t wall)
{
    char when[CLOCK_TEXT_SIZE];

    clock_format_local(wall, when);
    return mem_strdup(strlen(when) > 11 ? when + 11 : when);
}

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

/* It tells of the moment it was asked at: where the server said when, it is as old as that. */
static bool is_old(const struct cutover *c, enum cut_item item)
{
    int64_t of = c->items[item].stated_at, asked = c->said[item].asked;
    int64_t age = c->last.wall - (asked && asked < of ? asked : of);

    return age > (item >= CUT_FIRST_AFTER_STOP ? CUT_OLD_S : CUT_OLD_STILL_S);
}

char *cut_said_place_now(const struct cutover *c)
{
    char *gtid, *file, *text;
    uint64_t pos;

    if (!cutover_said_place(c, &gtid, &file, &pos)) {
        text = c->position_now ? gtid_normal(c->position) : NULL;
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
    char *now = item == CUT_SAME ? cut_said_place_now(c) : NULL;
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
    char *now = cut_said_place_now(c);
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
        char *when = cut_said_time(v->stated_at);
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
