/* SPDX-License-Identifier: MIT
 *
 * after - completing states what is known; afterwards a list of steps; what was changed is
 * the clean-up's.
 */
#include "ui/screen/after.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

static void draw_completing(struct app *a, const struct canvas *c)
{
    const struct plan *p = &a->state.plan;
    char local[CLOCK_TEXT_SIZE] = "?";
    int64_t sent = 0;
    if (p->complete_intent && plan_intent_parse(p->complete_intent, &sent))
        clock_format_local(sent, local);
    const char *time = strchr(local, ' ') ? strchr(local, ' ') + 1 : local;
    if (sent > 0)
        canvas_printf(c, 1, 1, ROLE_TITLE,
                      _("Completing since %s. Do not let the application write yet."), time);
    else
        canvas_put(c, 1, 1, ROLE_TITLE, _("Completing. Do not let the application write yet."));
    if (a->snap->status != DTS_COMPLETING)
        canvas_printf(c, 3, 1, ROLE_NORMAL,
                      _("Sent %s; DTS has not confirmed it yet and is asked for the state."),
                      time);
    else
        canvas_put(c, 3, 1, ROLE_NORMAL,
                   _("DTS ends the sync, creates triggers and events, and opens the target."));
}

static void draw_done(struct app *a, const struct canvas *c)
{
    const struct plan *p = &a->state.plan;
    char *to = plan_side_text(&p->target);
    int y = 0;
    struct {
        const char *text;
        bool to;
    } steps[] = {
        {N_("1  Is the target writable? SELECT @@read_only, @@super_read_only; both must be 0. "
            "DTS opens it by itself; with many accounts that takes a while."),
         false},
        {N_("2  Point the application to %s and start it."), true},
        {N_("3  Watch it: connections, errors, slow statements, for as long as you need."),
         false},
        {N_("4  Replication of the target may be changed from asynchronous now."), false},
        {N_("5  Keep the source, locked, until you are content; then remove the account of DTS "
            "on "
            "both sides (DROP USER)."),
         false},
    };
    canvas_put(c, y++, 1, ROLE_GOOD,
               _("Completed. The target stands on its own; nothing flows any more."));
    y++;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        char *text = steps[i].to
                         ? mem_printf(_("2  Point the application to %s and start it."), to)
                         : mem_strdup(_(steps[i].text));
        y += canvas_wrap(c, y, 1, c->w - 2, 3, ROLE_NORMAL, text);
        free(text);
    }
    if (a->snap->cutover.recorded_gtid && y + 1 < c->h)
        canvas_printf(c, y + 1, 1, ROLE_DIM, _("Source's last position: %s"),
                      a->snap->cutover.recorded_gtid);
    free(to);
}

void after_draw(struct app *a, const struct canvas *c)
{
    if (a->snap->status == DTS_SUCCESS)
        draw_done(a, c);
    else
        draw_completing(a, c);
}
