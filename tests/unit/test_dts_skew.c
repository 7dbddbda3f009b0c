/* SPDX-License-Identifier: MIT
 *
 * test_dts_skew - the client on a machine whose clock is wrong against dtsd, which refuses what is
 * signed more than five minutes off: reads and changes go through all the same, done once.
 *
 * Why: the clock of one thread is shifted under the real functions; dtsd's threads keep the time.
 */
#include "tests/unit/unit.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "dts/client.h"
#include "dtsd/daemon.h"
#include "dtsd/server.h"
#include "http/http.h"

static _Thread_local int64_t shift_s; /* of this thread's wall clock */

int clock_gettime(clockid_t id, struct timespec *ts)
{
    int rc = (int)syscall(SYS_clock_gettime, id, ts);

    if (id == CLOCK_REALTIME)
        ts->tv_sec += (time_t)shift_s;
    return rc;
}

#define ID  "AKIDtest"
#define KEY "local-secret-key"

struct fixture {
    char *dir;
    struct daemon d;
    struct server *server;
    struct dts_client *client;
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    struct err err;

    unit_dir_setup((void **)&f->dir);
    f->d.secret_id = mem_strdup(ID);
    f->d.secret_key = secret_from_str(KEY);
    f->d.actor = actor_new(&f->d, daemon_tick);
    if (!store_open(&f->d.store, f->dir, &err) || !daemon_load(&f->d, &err) ||
        !actor_start(f->d.actor, &err) ||
        !server_start(&f->server, &f->d, &(struct server_settings){.addr = "127.0.0.1"}, &err))
        fail_msg("%s: %s", err.text, err.server);
    struct dts_credentials key = {.secret_id = mem_strdup(ID),
                                  .secret_key = secret_from_str(KEY)};
    char *url = mem_printf("http://127.0.0.1:%d", server_port(f->server));
    f->client = dts_client_new(
        &(struct dts_client_options){.endpoint = url, .region = "local", .credentials = &key});
    free(url);
    dts_credentials_clear(&key);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    shift_s = 0;
    dts_client_free(f->client);
    server_stop(f->server);
    assert_true(daemon_end(&f->d));
    actor_stop(f->d.actor);
    actor_free(f->d.actor);
    daemon_clear(&f->d);
    unit_dir_teardown((void **)&f->dir);
    free(f);
    return 0;
}

static int64_t jobs(struct fixture *f)
{
    struct dts_jobs_request in;
    struct dts_jobs_response out;
    struct err err = {0};

    shape_init(&dts_jobs_request_shape, &in);
    if (!dts_call(f->client, DTS_DESCRIBE_MIGRATION_JOBS, &in, &out, NULL, NULL, &err))
        fail_msg("%s: %s", err.text, err.server);
    assert_int_equal(err.kind, ERR_NONE);
    int64_t n = out.TotalCount;
    shape_clear(&dts_jobs_response_shape, &out);
    return n;
}

static void buy(struct fixture *f)
{
    struct dts_create_request in;
    struct dts_create_response out;
    struct err err = {0};
    bool sent = false;

    shape_init(&dts_create_request_shape, &in);
    in.SrcDatabaseType = mem_strdup("mysql");
    in.DstDatabaseType = mem_strdup("mysql");
    in.SrcRegion = mem_strdup("local");
    in.DstRegion = mem_strdup("local");
    in.InstanceClass = mem_strdup("medium");
    if (!dts_call(f->client, DTS_CREATE_MIGRATION_SERVICE, &in, &out, &sent, NULL, &err))
        fail_msg("%s: %s", err.text, err.server);
    assert_true(sent);
    assert_int_equal(out.JobIds.n, 1);
    shape_clear(&dts_create_request_shape, &in);
    shape_clear(&dts_create_response_shape, &out);
}

static void test_shifted(void **state)
{
    static const int64_t shifts[] = {-432, 432, 7200, -86400, 60, 0};
    struct fixture *f = *state;

    for (size_t i = 0; i < LEN(shifts); i++) {
        int64_t off = 0;
        shift_s = shifts[i];
        buy(f); /* the first call under the new clock: a change */
        assert_int_equal(jobs(f), i + 1);
        off = dts_client_clock_offset_s(f->client) + shifts[i];
        assert_true(off >= -2 && off <= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shifted, setup, teardown),
    };
    http_library_init();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_library_end();
    return failed;
}
