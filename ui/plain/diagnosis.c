/* SPDX-License-Identifier: MIT
 *
 * diagnosis - why Alibaba refuses a backup, as lines: the steps and the verdict when they are new, and a
 * word for each thing that can be done about it.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "ui/plain/plain_private.h"
#include "ui/screen/ali_diagnosis.h"

void plain_diagnosis(struct plain *p)
{
    struct app *a = &p->app;
    unsigned gone = a->gone;
    bool new = p->titled != gone || app_pending(a, CMD_ALI_DIAGNOSE);
    size_t word, number;

    plain_settle(p);
    plain_news(p);
    if (a->gone != gone || a->quit || a->top != TOP_NONE)
        return;
    p->titled = gone;
    plain_refresh(p);
    if (new) {
        char *text = ali_diagnosis_text(a);
        say_blank(p);
        say(p, "%s", _(a->screen->title));
        say_text(p, text);
        free(text);
    }
    struct menu m = {.now = "back"};
    plain_menu(p, &m, &word, &number);
}
