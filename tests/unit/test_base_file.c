/* SPDX-License-Identifier: MIT
 *
 * test_base_file - whole reads with a ceiling, replacing that leaves old or new, locks between
 * processes, and where files belong.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/mem.h"

static size_t entries(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;

    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2; /* . and .. */
}

static unsigned mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 07777;
}

static void assert_content(const char *path, const void *want, size_t n)
{
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0};

    assert_true(file_read(path, &b, &err));
    assert_int_equal(b.len, n);
    if (n)
        assert_memory_equal(b.data, want, n);
    buf_clear(&b);
}

static void a_pipe_is_not_waited_for(void **state)
{
    char *pipe = file_join(*state, "pipe");
    const char *paths[] = {pipe, *state, "/dev/zero"};

    assert_int_equal(mkfifo(pipe, 0600), 0);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct buf b = BUF_INIT(100);
        struct err err = {0};
        assert_false(file_read(paths[i], &b, &err));
        assert_int_equal(err.kind, ERR_LOCAL);
        assert_non_null(strstr(err.text, "not a regular file"));
        assert_int_equal(b.len, 0);
        buf_clear(&b);
    }
    unlink(pipe);
    free(pipe);
}

/* A plan may come out of a program. */
static void a_stream_is_read_to_its_end(void **state)
{
    struct buf b = BUF_INIT(100);
    struct err err = {0};
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "{}\n", 3), 3);
    close(ends[1]);
    char *path = mem_printf("/dev/fd/%d", ends[0]);
    assert_true(file_read_stream(path, &b, &err));
    assert_string_equal(buf_str(&b), "{}\n");
    close(ends[0]);
    free(path);
    buf_clear(&b);
}

static void replace_then_read(void **state)
{
    char *path = file_join(*state, "plan.json");
    struct err err = {0};
    char big[70000];

    assert_true(file_replace(path, "one\0two", 7, &err));
    assert_content(path, "one\0two", 7);
    assert_int_equal(mode_of(path), 0600);
    chmod(path, 0644);
    memset(big, 'x', sizeof big);
    assert_true(file_replace(path, big, sizeof big, &err));
    assert_content(path, big, sizeof big);
    assert_int_equal(mode_of(path), 0600);
    assert_true(file_replace(path, NULL, 0, &err));
    assert_content(path, NULL, 0);
    assert_int_equal(entries(*state), 1); /* no temporary file stays */
    free(path);
}

/* The name is moved to a new file: who still reads the old one keeps it whole. */
static void a_reader_keeps_the_old_content(void **state)
{
    char *path = file_join(*state, "plan.json"), got[8] = "";
    struct err err = {0};
    int fd;

    assert_true(file_replace(path, "old", 3, &err));
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(file_replace(path, "newer", 5, &err));
    assert_int_equal(read(fd, got, sizeof got), 3);
    assert_string_equal(got, "old");
    close(fd);
    assert_content(path, "newer", 5);
    free(path);
}

static void a_failed_replace_changes_nothing(void **state)
{
    char *dir = file_join(*state, "sub"), *inside = file_join(dir, "x");
    char *nowhere = file_join(*state, "no/such/dir");
    struct err err = {0};

    assert_true(file_make_dirs(dir, &err));
    assert_true(file_replace(inside, "x", 1, &err));
    assert_false(file_replace(dir, "bytes", 5, &err)); /* a directory is in the way */
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.text, dir));
    assert_string_not_equal(err.server, "");
    assert_int_equal(entries(*state), 1);
    assert_content(inside, "x", 1);
    assert_false(file_replace(nowhere, "x", 1, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    free(dir);
    free(inside);
    free(nowhere);
}

static void read_ceilings(void **state)
{
    char *path = file_join(*state, "f"), *missing = file_join(*state, "missing");
    struct buf b = BUF_INIT(5);
    struct err err = {0};

    assert_true(file_replace(path, "12345", 5, &err));
    assert_true(file_read(path, &b, &err));
    assert_string_equal(buf_str(&b), "12345");
    buf_reset(&b);
    assert_true(file_replace(path, "123456", 6, &err));
    assert_false(file_read(path, &b, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.text, "larger"));
    buf_clear(&b);
    assert_false(file_read(missing, &b, &err));
    assert_int_equal(err.kind, ERR_GONE);
    assert_non_null(strstr(err.text, missing));
    assert_false(file_read(*state, &b, &err)); /* a directory */
    assert_int_equal(err.kind, ERR_LOCAL);
    buf_clear(&b);
    free(path);
    free(missing);
}

static void make_dirs(void **state)
{
    char *deep = file_join(*state, "a/b//c/"), *a = file_join(*state, "a");
    char *file = file_join(*state, "a/file"), *below = file_join(file, "x");
    struct err err = {0};

    assert_true(file_make_dirs(deep, &err));
    assert_int_equal(mode_of(a), 0700);
    assert_int_equal(mode_of(deep), 0700);
    assert_true(file_make_dirs(deep, &err));
    assert_true(file_make_dirs("/", &err));
    assert_true(file_replace(file, "", 0, &err));
    assert_false(file_make_dirs(file, &err)); /* it exists, but as a file */
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.text, file));
    assert_false(file_make_dirs(below, &err));
    assert_false(file_make_dirs("", &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    free(deep);
    free(a);
    free(file);
    free(below);
}

/* Runs in another process: 0 when the lock was had, 1 when refused as it should be. */
static int try_lock_elsewhere(const char *path)
{
    struct err err = {0};
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = file_lock(path, &err);
        _exit(fd >= 0 ? 0 : err.kind == ERR_STATE ? 1 : 2);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void lock_between_processes(void **state)
{
    char *path = file_join(*state, "lock"), *nowhere = file_join(*state, "no/lock");
    struct err err = {0};
    int fd = file_lock(path, &err);

    assert_true(fd >= 0);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(try_lock_elsewhere(path), 1);
    assert_int_equal(file_lock(path, &err), -1); /* not even twice by ourselves */
    assert_int_equal(err.kind, ERR_STATE);
    assert_non_null(strstr(err.text, path));
    close(fd);
    assert_int_equal(try_lock_elsewhere(path), 0);
    fd = file_lock(path, &err);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(file_lock(nowhere, &err), -1);
    assert_int_equal(err.kind, ERR_LOCAL);
    free(path);
    free(nowhere);
}

static void assert_taken(char *got, const char *want)
{
    assert_string_equal(got, want);
    free(got);
}

static void where_files_belong(void **state)
{
    (void)state;
    assert_taken(file_join("a", "b"), "a/b");
    assert_taken(file_join("a/", "b"), "a/b");
    assert_taken(file_join("/", "b"), "/b");
    setenv("HOME", "/home/op", 1);
    unsetenv("XDG_STATE_HOME");
    unsetenv("XDG_CONFIG_HOME");
    assert_taken(file_home(), "/home/op");
    assert_taken(file_state_dir("dtsd"), "/home/op/.local/state/dtsd");
    assert_taken(file_config_dir("dts-wizard"), "/home/op/.config/dts-wizard");
    setenv("XDG_STATE_HOME", "/var/state", 1);
    setenv("XDG_CONFIG_HOME", "relative/is/ignored", 1);
    assert_taken(file_state_dir("dtsd"), "/var/state/dtsd");
    assert_taken(file_config_dir("x"), "/home/op/.config/x");
    setenv("HOME", "/", 1);
    assert_taken(file_config_dir("x"), "/.config/x");
    unsetenv("HOME");
    char *home = file_home();
    assert_int_equal(home[0], '/');
    free(home);
}

#define WITH_DIR(f) cmocka_unit_test_setup_teardown(f, unit_dir_setup, unit_dir_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DIR(a_pipe_is_not_waited_for),
        WITH_DIR(a_stream_is_read_to_its_end),
        WITH_DIR(replace_then_read),
        WITH_DIR(a_reader_keeps_the_old_content),
        WITH_DIR(a_failed_replace_changes_nothing),
        WITH_DIR(read_ceilings),
        WITH_DIR(make_dirs),
        WITH_DIR(lock_between_processes),
        cmocka_unit_test(where_files_belong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
