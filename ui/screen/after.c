/* SPDX-License-Identifier: MIT
 *
 * after - completing states what is known; afterwards a list of steps; what was changed is
 * the clean-up's.
 */
#include "ui/screen/after.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"

#define LOOK_AGAIN_S 10
#define ROWS_MOST    60 /* of what is left to do */

static void draw_completing(struct app *a, const struct canvas *c)
{
    const struct plan *p = &a->state.plan;
    char local[CLOCK_TEXT_SIZE] = "?";
    int64_t sent = 0;
    if (p->complete_intent && plan_intent_parse(p->complete_intent, &sent))
        clock_format_local(sent, local);
    const char *time = strchr(local, ' ') ? strchr(local, ' ') + 1 : local;
    char *head =
        sent > 0
            ? mem_printf(_("Completing since %s. Do not let the application write yet."), time)
            : mem_strdup(_("Completing. Do not let the application write yet."));
    char *text =
        a->snap->status != DTS_COMPLETING
            ? mem_printf(_("Sent %s; DTS has not confirmed it yet and is asked for the state."),
                         time)
            : mem_strdup(
                  _("DTS ends the sync, creates triggers and events, and opens the target."));
    int y = 1 + canvas_wrap(c, 1, 1, c->w - 2, 2, ROLE_TITLE, head);
    canvas_wrap(c, y + 1, 1, c->w - 2, 3, ROLE_NORMAL, text);
    free(text);
    free(head);
}

/* ---- what is seen ---- */

static int draw_writable(const struct app *a, const struct canvas *c, int y)
{
    const struct snap_after *l = &a->snap->after;
    char d[FMT_SIZE];
    if (l->mono == 0) {
        char *why =
            mem_printf(_("1  Is the target writable? Not seen from here: %s"),
                       a->snap->after_err.kind ? a->snap->after_err.text : _("F5 looks."));
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL, why);
        free(why);
        return y +
               canvas_wrap(c, y, 4, c->w - 5, 3, ROLE_NORMAL,
                           _("There: SELECT @@read_only, @@super_read_only; both must be 0. "
                             "DTS opens it by itself; with many accounts that takes a "
                             "while."));
    }
    fmt_duration(app_age_s(l->mono), d);
    int x = canvas_put(c, y, 1, ROLE_NORMAL, _("1  Is the target writable?")) + 1;
    if (l->read_only == 0 && l->super_read_only <= 0)
        x = canvas_put(c, y, x, ROLE_GOOD, _("Yes: read_only is OFF."));
    else if (l->read_only < 0)
        x = canvas_put(c, y, x, ROLE_WARN, _("It cannot be read with this account."));
    else
        x = canvas_put(c, y, x, ROLE_WARN,
                       l->super_read_only > 0 ? _("Not yet: super_read_only is ON.")
                                              : _("Not yet: read_only is ON."));
    canvas_printf(c, y++, x + 2, ROLE_DIM, _("seen %s ago"), d);
    if (l->read_only > 0)
        canvas_put(c, y++, 4, ROLE_NORMAL,
                   _("DTS opens it by itself; with many accounts that takes a while."));
    return y;
}

/* "triggers 3 of 3"; nothing when the plan leaves them out. */
static int draw_count(const struct canvas *c, int y, int x, const char *what, int64_t source,
                      int64_t target)
{
    bool less = source >= 0 && target < source;
    if (target < 0)
        return x;
    if (source < 0)
        return canvas_printf(c, y, x, ROLE_NORMAL, "%s %d", what, (int)target) + 3;
    return canvas_printf(c, y, x, less ? ROLE_BAD : ROLE_NORMAL, _("%s %d of %d"), what,
                         (int)target, (int)source) +
           3;
}

static int draw_programs(const struct app *a, const struct canvas *c, int y)
{
    const struct snap_after *l = &a->snap->after;
    if (l->mono == 0 || (l->target.triggers < 0 && l->target.events < 0))
        return y;
    int x = canvas_put(c, y, 4, ROLE_NORMAL, _("On the target:")) + 1;
    x = draw_count(c, y, x, _("triggers"), l->source.triggers, l->target.triggers);
    draw_count(c, y, x, _("events"), l->source.events, l->target.events);
    return y + 1;
}

static int draw_sessions(const struct app *a, const struct canvas *c, int y)
{
    const struct snap_after *l = &a->snap->after;
    if (l->mono > 0 && l->sessions >= 0)
        canvas_printf(c, y++, 4, l->sessions ? ROLE_GOOD : ROLE_DIM,
                      ngettext("On the target now: %d session besides DTS's.",
                               "On the target now: %d sessions besides DTS's.",
                               (unsigned long)l->sessions),
                      (int)l->sessions);
    return y;
}

/* Returns the rows it takes. */
static int draw_done(struct app *a, const struct canvas *c)
{
    char *to = plan_side_text(&a->state.plan.target);
    char *point = mem_printf(_("2  Point the application to %s and start it."), to);
    int y = 0;
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_GOOD,
                     _("Completed. The target stands on its own; nothing flows any more."));
    y = draw_writable(a, c, y + 1);
    y = draw_programs(a, c, y);
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL, point);
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL,
                     _("3  Watch it: connections, errors, slow statements, for as long as you "
                       "need."));
    y = draw_sessions(a, c, y);
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL,
                     _("4  Replication of the target may be changed from asynchronous now."));
    y += canvas_wrap(c, y, 1, c->w - 2, 3, ROLE_NORMAL,
                     _("5  Keep the source, locked, until you are content; then remove the "
                       "account of DTS on both sides (DROP USER), and clean up."));
    if (a->snap->cutover.recorded_gtid) {
        char *last =
            mem_printf(_("Source's last position: %s"), a->snap->cutover.recorded_gtid);
        y += 1 + canvas_wrap(c, y + 1, 1, c->w - 2, 4, ROLE_DIM, last);
        free(last);
    }
    free(point);
    free(to);
    return y;
}

void after_look(struct app *a)
{
    if (!app_pending(a, CMD_LOOK_AFTER))
        app_command(a, CMD_LOOK_AFTER);
}

void after_tick(struct app *a)
{
    bool may = a->snap->status == DTS_SUCCESS && a->state.plan.target.password &&
               a->snap->after_err.kind != ERR_AUTH; /* not right the second time either */
    int64_t age = app_age_s(a->snap->after.mono);
    if (may && a->snap->after_err.kind == ERR_NONE && (age < 0 || age >= LOOK_AGAIN_S))
        after_look(a);
}

void after_draw(struct app *a, const struct canvas *c, int *scroll)
{
    if (a->snap->status != DTS_SUCCESS) {
        draw_completing(a, c);
        return;
    }
    struct canvas all = canvas_sub(c, 0, 0, ROWS_MOST, c->w);
    int rows = draw_done(a, &all), seen = c->h - 1; /* the last row says where one is */
    int most = rows > c->h ? rows - seen : 0;
    *scroll = *scroll > most ? most : *scroll < 0 ? 0 : *scroll;
    if (most == 0)
        return;
    canvas_erase(c);
    struct canvas part = canvas_sub(c, 0, 0, seen, c->w);
    all = canvas_sub(&part, -*scroll, 0, ROWS_MOST, c->w);
    draw_done(a, &all);
    canvas_printf(c, seen, 1, ROLE_DIM, _("%d to %d of %d lines; PgUp PgDn"), *scroll + 1,
                  *scroll + seen, rows);
}
