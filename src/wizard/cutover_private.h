/* SPDX-License-Identifier: MIT
 *
 * cutover_private - what the rules remember between two looks; for cutover*.c only.
 */
#ifndef WIZARD_CUTOVER_PRIVATE_H
#define WIZARD_CUTOVER_PRIVATE_H

#include "wizard/cutover.h"

/* What was stated of an item; CUT_TODO: nothing. Who and when stands in its view. */
struct cut_said {
    enum cut_state state;
    char *text;
    int64_t first,
        asked;    /* by the server's clock: the oldest answer that says the same, the newest */
    char *digest; /* of the newest answer's text; NULL */
    char *place;  /* SAME: the source's position it was judged against; NULL: none was known */
};

struct cutover {
    struct cut_item_view items[CUT_COUNT];
    struct cut_observation last; /* without its texts */
    bool seen;                   /* at least one look since the start of this process */
    int64_t zero_since, quiet_since, stand_since; /* mono ms, -1: does not hold */
    char *position;                               /* the source's, as seen last; NULL */
    bool position_now;                            /* the last look saw it */
    char *now;              /* within a look: the source's position, until it is `position` */
    bool moved;             /* within a look: it is another one than before */
    int64_t written_at;     /* wall of the last write seen, 0: none was */
    int64_t downtime_since; /* wall, 0 */
    char *recorded_gtid, *recorded_file;
    uint64_t recorded_pos;
    int64_t recorded_at;
    struct cut_account *accounts; /* whose sessions counted: what backing out names */
    size_t n_accounts;
    bool no_account_lock;
    struct cut_said said[CUT_COUNT];
    char *said_gtid, *said_file; /* the source's position, with said[CUT_NO_WRITE] */
    uint64_t said_pos;
    struct cut_mark *marks;
    size_t n_marks;
};

void cut_item_view_clear(struct cut_item_view *v);
/* cut_is_settled - does it hold, or is it accepted as it is? */
bool cut_is_settled(const struct cutover *c, enum cut_item item);
/* Of a state file, which is ours but may have been edited: NULL where a value does not fit.
 * Borrowed. */
const char *cut_text_of(const struct json *j, const char *name);
/* cut_note - a line of evidence with its time. */
void cut_note(struct cut_item_view *v, int64_t wall, const char *text);

/* ---- cutover_said.c ---- */
/* cut_said_instead - where a look saw nothing: state and text become what was stated, if something was;
 * frees the text that it replaces. */
bool cut_said_instead(const struct cutover *c, enum cut_item item, enum cut_state *state,
                      char **text);
/* cut_said_same_look - forgets what was said of the target when the source was written to since, moves
 * it on with what does not count; once a look, after the rule of NO_WRITE. */
void cut_said_same_look(struct cutover *c);
/* cut_said_place - fills in the source's position as stated, where o has none; the texts are c's. */
bool cut_said_place(const struct cutover *c, struct cut_observation *o);
/* cut_said_forget - with NO_WRITE, if something was said of it, also what was said of SAME. */
void cut_said_forget(struct cutover *c, enum cut_item item);
/* cut_said_place_now - the source's position, as it was stated or as the last look saw it; NULL: not known.
 * Caller frees. */
char *cut_said_place_now(const struct cutover *c);
char *cut_said_time(int64_t wall); /* "14:05:09", local; caller frees */

/* ---- cutover_stated.c ---- */
/* cut_may_state - as cutover_may_not_state. False: ERR_STATE. */
bool cut_may_state(const struct cutover *c, enum cut_item item, struct err *err);
/* cut_say - shows it at once; the next look says the same. Takes text over. */
void cut_say(struct cutover *c, enum cut_item item, enum cut_state state, char *text);
/* cut_sign - who says so, when, and whether by an answer. */
void cut_sign(struct cutover *c, enum cut_item item, const char *who, int64_t wall,
              bool answer);
/* cut_show_forgotten - what was said of the target went with the source's position: shown at once. */
void cut_show_forgotten(struct cutover *c);

#endif
