/* SPDX-License-Identifier: MIT
 *
 * errview - see errview.h.
 */
#include "ui/errview.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ui/help/errors.h"

void errors_note(struct errors *e, const struct err *err, int64_t wall)
{
    if (e->n == ERRORS_KEPT)
        memmove(&e->items[0], &e->items[1], --e->n * sizeof e->items[0]);
    e->items[e->n].err = *err;
    e->items[e->n++].wall = wall;
}

static void add_chain(struct buf *b, const struct err *e)
{
    char link[sizeof e->text];

    for (unsigned i = 0; err_link(e, i, link, sizeof link); i++)
        buf_addf(b, i ? _("  because: %s\n") : "%s\n", link);
}

static void add_words(struct buf *b, const struct err *e)
{
    const char *voice = error_voice(e);

    if (e->server[0])
        buf_addf(b, _("The server's own words: %s\n"), e->server);
    if (e->code[0] && e->number)
        buf_addf(b, _("Code: %s %d (%s)\n"), voice, e->number, e->code);
    else if (e->code[0])
        buf_addf(b, _("Code: %s %s\n"), voice, e->code);
    else if (e->number)
        buf_addf(b, _("Code: %s %d\n"), voice, e->number);
    if (e->request_id[0])
        buf_addf(b, _("Request id: %s\n"), e->request_id);
}

void errview_full(struct buf *out, const struct err *e, int64_t wall)
{
    const char *cause = error_cause(e);
    char when[CLOCK_TEXT_SIZE];

    add_chain(out, e);
    buf_adds(out, "\n");
    if (cause)
        buf_addf(out, _("Likely cause: %s\n"), cause);
    if (e->hint[0])
        buf_addf(out, _("What to do: %s\n"), e->hint);
    buf_addf(out, _("How to go on: %s\n"), error_next(e));
    buf_adds(out, "\n");
    add_words(out, e);
    if (wall) {
        clock_format_local(wall, when);
        buf_addf(out, _("Time: %s\n"), when);
    }
}

void errview_earlier(struct buf *out, const struct errors *e, size_t but)
{
    char when[CLOCK_TEXT_SIZE];

    if (e->n <= but)
        return;
    buf_addf(out, "\n%s\n",
             _("Earlier in this session, newest first (all are in the log, F8):"));
    for (size_t i = e->n - but; i-- > 0;) {
        clock_format_local(e->items[i].wall, when);
        buf_addf(out, "\n%s\n", when);
        add_chain(out, &e->items[i].err);
        add_words(out, &e->items[i].err);
    }
}
