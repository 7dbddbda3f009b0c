/* SPDX-License-Identifier: MIT
 *
 * help - finds a topic in the tables and puts its parts together.
 */
#include "ui/help/help.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "ui/help/tables.h"

#define TEXT_MAX 16384

static const struct help_table *const tables[] = {&help_screens, &help_account, &help_address,
                                                  &help_source,  &help_target,  &help_alibaba,
                                                  &help_choices, &help_asked};

enum { HEAD_DO, HEAD_TYPE, HEAD_FIND, HEAD_NEXT, HEAD_UNDO, HEADS };
static const char *const heads[HEADS] = {
    [HEAD_DO] = N_("What to do"), /* of a screen */
    [HEAD_TYPE] = N_("What to give"),      [HEAD_FIND] = N_("Where to find it"),
    [HEAD_NEXT] = N_("What happens next"), [HEAD_UNDO] = N_("What cannot be undone"),
};

const struct help_entry *help_entry(enum help_topic t)
{
    if (t == HELP_NONE)
        return NULL;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t j = 0; j < tables[i]->n; j++)
            if (tables[i]->entries[j].topic == t)
                return &tables[i]->entries[j];
    return NULL;
}

char *help_text(enum help_topic t)
{
    const struct help_entry *e = help_entry(t);
    struct buf b = BUF_INIT(TEXT_MAX);

    buf_adds(&b, e ? _(e->what) : "");
    if (e) {
        bool place = t < HELP_WHERE;
        const char *parts[HEADS] = {[HEAD_DO] = place ? e->type : NULL,
                                    [HEAD_TYPE] = place ? NULL : e->type,
                                    [HEAD_FIND] = e->find,
                                    [HEAD_NEXT] = e->next,
                                    [HEAD_UNDO] = e->undo};

        for (size_t i = 0; i < HEADS; i++)
            if (parts[i])
                buf_addf(&b, "\n\n%s\n%s", _(heads[i]), _(parts[i]));
    }
    return buf_steal(&b);
}

bool help_is_heading(const char *line)
{
    for (size_t i = 0; i < HEADS; i++)
        if (str_eq(line, _(heads[i])))
            return true;
    return false;
}
