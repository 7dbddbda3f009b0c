/* SPDX-License-Identifier: MIT
 *
 * test_ui_ali_key - whose key answers: the account that another task left in the snapshot, and a key that is
 * on its way for another task, are not this task's.
 */
#include "tests/unit/unit.h"

#include "base/mem.h"
#include "ui/app.h"
#include "ui/screen/ali_key.h"

static void a_key_counts_for_its_own_task(void **state)
{
    static const struct {
        const char *answers, *remembered,
            *pending; /* masked ids; the task of a key under way */
        bool here;
    } cases[] = {
        {NULL, NULL, NULL, false},
        {NULL, "LTAI****0001", NULL, false},
        {"LTAI****0001", "LTAI****0001", NULL, true},
        {"LTAI****0001", NULL, NULL, true},
        {"LTAI****0001", "", NULL, true},
        {"LTAI****0001", "LTAI****0002", NULL, false},
        {"LTAI****0001", "LTAI****0001", "dts-mine", true},
        {"LTAI****0001", "LTAI****0001", "dts-other", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ali_account k = {.key_id = (char *)cases[i].answers};
        struct snapshot snap = {0};
        struct app a = {.snap = &snap, .task_open = true};
        snap.ali.account = cases[i].answers ? &k : NULL;
        a.state.plan.job_id = (char *)"dts-mine";
        a.state.plan.rds.key_id = (char *)cases[i].remembered;
        if (cases[i].pending) {
            a.pending[0] = (struct pending){.id = 1, .kind = CMD_ALI_CONNECT};
            str_copy(a.pending[0].task, sizeof a.pending[0].task, cases[i].pending);
            a.n_pending = 1;
        }
        if (ali_key_here(&a) != cases[i].here)
            fail_msg("case %zu", i);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_counts_for_its_own_task),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
