/* SPDX-License-Identifier: MIT
 *
 * test_wizard_plan_file - what is written is what --plan takes, without a secret and for the owner only.
 */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "wizard/headless.h"
#include "wizard/plan_file.h"

#define PLANTED "planted-Passw0rd"

static void a_plan(struct plan *p)
{
    plan_init(p);
    p->name = mem_strdup("shop-move");
    p->draft_id = mem_strdup("draft-1");
    p->job_id = mem_strdup("dts-0a1b2c3d");
    p->create_intent = mem_strdup("2026-11-21T01:58:27Z");
    p->backend = BACKEND_LOCAL;
    p->stage = STAGE_VERIFY;
    p->changed_since_sent = true;
    mem_replace(&p->source.access_type, "extranet");
    p->source.host = mem_strdup("127.0.0.1");
    p->source.port = 3306;
    p->source.user = mem_strdup("dts");
    p->source.password = secret_from_str(PLANTED);
    mem_replace(&p->target.access_type, "extranet");
    p->target.host = mem_strdup("127.0.0.2");
    p->target.port = 3307;
    p->target.user = mem_strdup("dts");
    p->target.password = secret_from_str(PLANTED);
    p->compare = COMPARE_FULL;
    plan_db_add(p, "shop")->all = true;
}

static void test_written_is_taken(void **state)
{
    char dir[] = "/tmp/dw-plan-XXXXXX";
    struct plan p = {0};
    struct skip_list skips = {0};
    struct headless_plan h;
    struct err err = {0};
    struct stat st;
    struct buf b = BUF_INIT(65536);
    (void)state;

    assert_non_null(mkdtemp(dir));
    char *path = file_join(dir, "plan.json");
    a_plan(&p);
    skip_put(&skips, "NoKeyCheck", "Kim", "known", NULL, 1);
    skip_put(&skips, "ConstraintCheck", "Kim", "nobody writes there", "migrate", 1);
    skip_put(&skips, "OwnSpaceCheck", "Kim", "I saw 2 TB", NULL, 1)->stated = true;
    assert_true(plan_file_write(&p, &skips, path, &err));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(file_read(path, &b, &err));
    assert_null(strstr(buf_str(&b), PLANTED));
    assert_null(strstr(buf_str(&b), "dts-0a1b2c3d"));
    assert_null(strstr(buf_str(&b), "OwnSpaceCheck")); /* whoever runs it looks again */
    assert_null(strstr(buf_str(&b), "2 TB"));
    assert_true(headless_plan_read(path, &h, &err));
    assert_string_equal(h.plan.name, "shop-move");
    assert_string_equal(h.plan.target.host, "127.0.0.2");
    assert_int_equal(h.plan.target.port, 3307);
    assert_int_equal(h.plan.compare, COMPARE_FULL);
    assert_int_equal(h.plan.databases.n, 1);
    assert_null(h.plan.job_id);
    assert_null(h.plan.draft_id);
    assert_null(h.plan.create_intent);
    assert_false(h.plan.changed_since_sent);
    assert_string_equal(h.foreign_keys, "migrate");
    assert_true(h.skip.n == 1 && strlist_has(&h.skip, "NoKeyCheck"));
    assert_non_null(strstr(h.skip_reason, "known"));
    assert_non_null(strstr(h.skip_reason, "nobody writes there"));
    assert_string_equal(secret_reveal(p.source.password),
                        PLANTED); /* of the plan itself nothing went */
    assert_string_equal(p.job_id, "dts-0a1b2c3d");
    /* what is there stays as it is */
    assert_false(plan_file_write(&p, NULL, path, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_false(plan_file_write(&p, NULL, "", &err));
    assert_int_equal(err.kind, ERR_INPUT);
    char *nowhere = file_join(dir, "no/plan.json");
    assert_false(plan_file_write(&p, NULL, nowhere, &err));
    unlink(path);
    rmdir(dir);
    free(nowhere);
    free(path);
    buf_clear(&b);
    headless_plan_clear(&h);
    skip_list_clear(&skips);
    plan_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_written_is_taken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
