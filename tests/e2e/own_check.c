/* SPDX-License-Identifier: MIT
 *
 * own_check - the wizard's own checks of two real servers as in the cloud, one line each: id, status
 * ("skipped" when waved through), what was found.
 *
 * Usage: own_check SOURCE_PORT TARGET_PORT USER PASSWORD_FILE [--task NAME SOURCE TARGET] [--waved ID]...
 * --task: the service's list has this one, running.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "tests/e2e/side.h"
#include "wizard/own_check.h"

static void add_task(struct snapshot *known, const char *name, const char *source,
                     const char *target)
{
    known->jobs = mem_alloc(sizeof *known->jobs);
    known->jobs[0] = (struct snap_job){.id = mem_strdup("dts-other0000"),
                                       .name = mem_strdup(name),
                                       .status = DTS_READY_COMPLETE,
                                       .source = mem_strdup(source),
                                       .target = mem_strdup(target)};
    known->n_jobs = 1;
}

static void print(const struct dts_check_response *r)
{
    for (size_t i = 0; i < r->StepInfo.n; i++) {
        const struct dts_check_step *s = &r->StepInfo.items[i];
        printf("%s %s", s->StepId, s->HasSkipped == 1 ? "skipped" : s->StepStatus);
        for (size_t k = 0; k < s->DetailCheckItems.n; k++)
            printf(" | %s", s->DetailCheckItems.items[k].FailureReason);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    char password[128];
    struct plan plan;
    struct strlist waved = {0};
    struct dts_check_response out;
    struct err err = {0};
    struct cancel *cancel = cancel_new();
    struct snapshot *known = snapshot_new();

    if (argc < 5 || !side_password(argv[4], password, sizeof password))
        return 2;
    plan_init(&plan);
    plan.backend = BACKEND_CLOUD;
    mem_replace(&plan.source.supplier, "aliyun");
    side_fill(&plan.source, argv[1], argv[3], password);
    side_fill(&plan.target, argv[2], argv[3], password);
    known->jobs_mono = 1;
    for (int i = 5; i < argc; i++)
        if (str_eq(argv[i], "--waved") && i + 1 < argc) {
            strlist_add(&waved, argv[++i]);
        } else if (str_eq(argv[i], "--task") && i + 3 < argc) {
            add_task(known, argv[i + 1], argv[i + 2], argv[i + 3]);
            i += 3;
        } else {
            return 2;
        }
    bool ok =
        own_check_run(&plan, known, &(struct own_words){.waved = &waved}, cancel, &out, &err);
    print(&out);
    shape_clear(&dts_check_response_shape, &out);
    strlist_clear(&waved);
    snapshot_free(known);
    plan_clear(&plan);
    cancel_free(cancel);
    return ok ? 0 : 1;
}
