/* SPDX-License-Identifier: MIT
 *
 * task_row - one line of the task list: a draft, or a task of DTS with what it is doing.
 */
#include "ui/screen/task_row.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/text.h"
#include "ui/words.h"

int task_row_name_cols(int w)
{
    return w < 90 ? 14 : w < 110 ? 22 : 30;
}

void task_row_draft(const struct state_summary *d, const struct canvas *c, enum role role)
{
    char age[FMT_SIZE];
    int name = task_row_name_cols(c->w);
    canvas_cell(c, 0, 0, name, role, str_or(d->name, _("(no name yet)")));
    canvas_cell(c, 0, name + 1, c->w - name - 27, role, _("Draft, not created"));
    char *when = mem_printf(_("saved %s ago"), fmt_duration(clock_wall_s() - d->saved_at, age));
    canvas_cell_right(c, 0, c->w - 25, 25, role, when);
    free(when);
}

/* What a task is doing, in one word and a number that says how far. */
static char *doing(const struct snap_job *j)
{
    struct status_words w = status_words(j->status, j->status_word);
    char left[FMT_SIZE];
    if (str_eq(j->trade, "isolated") || str_eq(j->trade, "isolating"))
        return mem_strdup(_("Isolated"));
    if (j->starts_at > clock_wall_s())
        return mem_printf(_("Starts in %s"), fmt_duration(j->starts_at - clock_wall_s(), left));
    if (j->status == DTS_READY_RUN && j->place > 0)
        return mem_printf(_("Queued, place %d"), (int)j->place);
    if (j->status == DTS_RUNNING && str_eq(j->step, "sinker"))
        return mem_printf(_("Catching up"));
    if (j->status == DTS_RUNNING && j->percent >= 0)
        return mem_printf("%s %d %%", w.word, (int)j->percent);
    if (j->status == DTS_READY_COMPLETE && j->lag_s >= 0)
        return mem_printf(_("%s, lag %d s"), w.word, (int)j->lag_s);
    return mem_strdup(w.word);
}

/* "a:1 > b:2"; what does not fit is cut in the middle of each side, so that both keep host and
 * port. Caller frees. */
static char *route_text(const char *from, const char *to, int cols)
{
    int room = cols - 3, a = text_width(from), b = text_width(to), half = room / 2;
    if (a + b > room) {
        a = b <= half ? room - b : a < half ? a : half;
        b = room - a;
    }
    char *l = text_cut_middle(from, a), *r = text_cut_middle(to, b);
    char *text = mem_printf("%s > %s", l, r);
    free(l);
    free(r);
    return text;
}

bool task_row_has_route(int cols)
{
    return cols - task_row_name_cols(cols) - 36 > 10;
}

void task_row_job(const struct snap_job *j, const struct canvas *c, enum role role)
{
    struct status_words w = status_words(j->status, j->status_word);
    char *what = doing(j);
    int name = task_row_name_cols(c->w), rest = c->w - name - 36;
    canvas_cell(c, 0, 0, name, role, str_or(j->name, "?"));
    canvas_cell(c, 0, name + 1, 12, role == ROLE_NORMAL ? ROLE_DIM : role, j->id);
    canvas_cell(c, 0, name + 14, 20, role == ROLE_NORMAL ? w.role : role, what);
    if (task_row_has_route(c->w)) {
        char *route = route_text(str_or(j->source, "?"), str_or(j->target, "?"), rest);
        canvas_cell(c, 0, name + 35, rest, role, route);
        free(route);
    }
    free(what);
}
