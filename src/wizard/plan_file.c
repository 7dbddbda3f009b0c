/* SPDX-License-Identifier: MIT
 *
 * plan_file - see plan_file.h.
 */
#include "wizard/plan_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

/* Only what can be answered: the rest is of one task, or of one screen. */
static void strip(struct plan *p)
{
    char **texts[] = {&p->draft_id, &p->job_id, &p->create_intent, &p->complete_intent};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        mem_replace(texts[i], NULL);
    p->changed_since_sent = false;
    p->changed_stages = 0;
    p->stage = STAGE_NONE;
}

/* But not what was seen once: whoever runs the plan looks again. */
static void add_skips(struct json *j, const struct skip_list *skips)
{
    struct json *list = json_array();
    struct strlist reasons = {0};
    bool any = false;

    for (size_t i = 0; i < skips->n; i++) {
        const struct skip *s = &skips->items[i];
        if (s->stated)
            continue;
        if (s->keys) {
            json_set(j, "foreign_keys", json_string(s->keys));
        } else {
            json_add(list, json_string(s->step_id));
            any = true;
        }
        if (!strlist_has(&reasons, s->reason))
            strlist_add(&reasons, s->reason);
    }
    char *reason = strlist_join(&reasons, "; ");
    if (any)
        json_set(j, "skip", list);
    else
        json_free(list);
    if (reasons.n)
        json_set(j, "skip_reason", json_string(reason));
    free(reason);
    strlist_clear(&reasons);
}

bool plan_file_write(const struct plan *p, const struct skip_list *skips, const char *path,
                     struct err *err)
{
    struct plan copy;
    struct stat there;

    if (str_empty(path))
        return err_set(err, ERR_INPUT, "%s", _("A name for the file is needed."));
    if (lstat(path, &there) == 0)
        return err_set(err, ERR_INPUT,
                       _("There is something of the name %s already; choose another."), path);
    memset(&copy, 0, sizeof copy);
    plan_copy(&copy, p);
    strip(&copy);
    struct json *j = plan_to_json(&copy);
    if (skips)
        add_skips(j, skips);
    char *text = json_print_pretty(j);
    char *line = mem_printf("%s\n", text);
    bool ok = file_replace(path, line, strlen(line), err);
    free(line);
    free(text);
    json_free(j);
    plan_clear(&copy);
    return ok;
}
