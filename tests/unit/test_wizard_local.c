/* SPDX-License-Identifier: MIT
 *
 * test_wizard_local - starting dtsd, with small programs in its place: ready, failing with
 * words, never ready; what it is given and what it is not.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "wizard/local.h"

static char *program(const char *dir, const char *script)
{
    char *path = file_join(dir, "dtsd");
    FILE *f = fopen(path, "we");

    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static void test_ready(void **state)
{
    const char *dir = *state;
    struct buf b = BUF_INIT(65536);
    struct err err = {0};
    char *script =
        mem_printf("{ echo \"args: $*\"; env; readlink /proc/self/fd/0; } > '%s/seen'", dir);
    char *path = program(dir, script), *seen = file_join(dir, "seen");

    setenv("TENCENTCLOUD_SECRET_KEY", "planted-key", 1);
    setenv("DTS_WIZARD_SOURCE_PASSWORD", "planted-password", 1);
    setenv("HARMLESS", "kept", 1);
    assert_true(local_start(path, "/some/dir", NULL, clock_deadline(20000), &err));
    assert_true(file_read(seen, &b, &err));
    assert_non_null(strstr(buf_str(&b), "args: --data-dir /some/dir\n"));
    assert_non_null(strstr(buf_str(&b), "HARMLESS=kept"));
    assert_non_null(strstr(buf_str(&b), "/dev/null"));
    assert_null(strstr(buf_str(&b), "planted"));
    buf_clear(&b);
    free(script);
    free(path);
    free(seen);
}

static void test_fails_with_words(void **state)
{
    const char *dir = *state;
    struct err err = {0};
    char *path = program(dir, "echo first >&2; echo 'dtsd: the port is taken' >&2; exit 1");

    assert_false(local_start(path, NULL, NULL, clock_deadline(20000), &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_string_equal(err.server, "dtsd: the port is taken");
    assert_true(err.hint[0] != '\0');
    free(path);
}

static void test_never_ready(void **state)
{
    const char *dir = *state;
    struct err err = {0};
    struct cancel *cancel = cancel_new();
    char *path = program(dir, "exec sleep 1");

    assert_false(local_start(path, NULL, NULL, clock_deadline(100), &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    cancel_fire(cancel);
    assert_false(local_start(path, NULL, cancel, clock_deadline(20000), &err));
    assert_int_equal(err.kind, ERR_CANCELLED);
    cancel_free(cancel);
    free(path);
    /* Both are left running, as a slow dtsd would be: no test leaves a process behind. */
    while (waitpid(-1, NULL, 0) > 0)
        continue;
    assert_int_equal(errno, ECHILD);
}

static void test_find(void **state)
{
    const char *dir = *state;
    struct err err = {0};
    char *path = program(dir, "exit 0"), *found = local_find(path, &err);

    assert_string_equal(found, path);
    free(found);
    setenv("PATH", dir, 1); /* there is none beside this test program */
    found = local_find(NULL, &err);
    assert_string_equal(found, path);
    free(found);
    assert_null(local_find("/no/such/dtsd", &err));
    assert_int_equal(err.kind, ERR_GONE);
    free(path);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, unit_dir_setup, unit_dir_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_ready),
        T(test_fails_with_words),
        T(test_never_ready),
        T(test_find),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
