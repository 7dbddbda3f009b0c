/* SPDX-License-Identifier: MIT
 *
 * stagemarks - the rules.
 */
#include "ui/stagemarks.h"

bool stage_reachable(const struct plan *p, enum stage s)
{
    return s > STAGE_NONE && s < STAGE_END && (s <= STAGE_CONSISTENCY || p->job_id);
}

/* Stages 1 to 4 are done when their answers are complete. */
static enum stage_mark answers_mark(const struct plan *p, enum dts_status st, enum stage s)
{
    struct err err = {0};
    const char *field = NULL;
    if (st >= DTS_READY_RUN) /* DTS took them; a missing password is no missing answer now */
        return MARK_DONE;
    if (plan_validate(p, s, &field, &err))
        return MARK_DONE;
    return p->stage > s ? MARK_LOOK : MARK_TODO;
}

static enum stage_mark verify_mark(const struct plan *p, enum dts_status st)
{
    if (st == DTS_STATUS_UNKNOWN || st == DTS_CREATING || st == DTS_CREATED ||
        st == DTS_CHECKING)
        return MARK_TODO;
    if (st == DTS_CHECK_NOT_PASS)
        return MARK_BLOCKED;
    return st == DTS_CHECK_PASS && p->changed_since_sent ? MARK_LOOK : MARK_DONE;
}

static enum stage_mark progress_mark(enum dts_status st)
{
    switch (st) {
    case DTS_READY_COMPLETE:
    case DTS_COMPLETING:
    case DTS_SUCCESS: return MARK_DONE;
    case DTS_RESUMABLE_ERR:
    case DTS_ERROR:
    case DTS_FAILED:
    case DTS_CANCELED: return MARK_BLOCKED;
    default: return MARK_TODO;
    }
}

enum stage_mark stage_mark(const struct plan *p, const struct snapshot *snap, enum stage s,
                           enum stage here)
{
    enum dts_status st = snap ? snap->status : DTS_STATUS_UNKNOWN;
    if (s == here)
        return MARK_HERE;
    if (s <= STAGE_CONSISTENCY)
        return answers_mark(p, p->job_id ? st : DTS_STATUS_UNKNOWN, s);
    if (!p->job_id)
        return MARK_TODO;
    if (s == STAGE_VERIFY)
        return verify_mark(p, st);
    if (s == STAGE_PROGRESS)
        return progress_mark(st);
    return st == DTS_SUCCESS ? MARK_DONE : MARK_TODO;
}

const char *stage_mark_glyph(const struct glyphs *g, enum stage_mark m)
{
    switch (m) {
    case MARK_DONE: return g->done;
    case MARK_HERE: return g->here;
    case MARK_LOOK: return g->look;
    case MARK_BLOCKED: return g->failed;
    case MARK_TODO: break;
    }
    return g->todo;
}

enum role stage_mark_role(enum stage_mark m)
{
    switch (m) {
    case MARK_DONE: return ROLE_GOOD;
    case MARK_HERE: return ROLE_TITLE;
    case MARK_LOOK: return ROLE_WARN;
    case MARK_BLOCKED: return ROLE_BAD;
    case MARK_TODO: break;
    }
    return ROLE_DIM;
}
