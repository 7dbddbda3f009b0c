/* SPDX-License-Identifier: MIT
 *
 * test_base_log - a private file, one whole line per event, nothing in it that a terminal
 * obeys.
 */
#include "tests/unit/unit.h"

#include <pthread.h>

#include "base/file.h"
#include "base/log.h"

#define THREADS 4
#define LINES   200

static char *log_path(void **state)
{
    return file_join(*state, "log");
}

static void read_all(const char *path, struct buf *out)
{
    struct err err = {0};

    assert_true(file_read(path, out, &err));
}

static void private_and_appending(void **state)
{
    char *path = log_path(state);
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0};
    struct stat st;

    assert_true(log_open(path, LOG_INFO, &err));
    log_info("job", "first %d", 1);
    log_debug("job", "below the level");
    log_close();
    log_error("job", "while closed");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(log_open(path, LOG_DEBUG, &err));
    log_debug("net", "second");
    log_close();
    read_all(path, &b);
    assert_non_null(strstr(buf_str(&b), " INFO  job: first 1\n"));
    assert_non_null(strstr(buf_str(&b), " DEBUG net: second\n"));
    assert_null(strstr(buf_str(&b), "below"));
    assert_null(strstr(buf_str(&b), "closed"));
    buf_clear(&b);
    free(path);
}

/* A log that was made readable for others by accident is closed again. */
static void an_open_file_becomes_private(void **state)
{
    char *path = log_path(state);
    struct err err = {0};
    struct stat st;

    assert_true(file_replace(path, "", 0, &err));
    assert_int_equal(chmod(path, 0644), 0);
    assert_true(log_open(path, LOG_INFO, &err));
    log_close();
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    free(path);
}

static void control_bytes_are_harmless(void **state)
{
    char *path = log_path(state);
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0};

    assert_true(log_open(path, LOG_INFO, &err));
    log_warn("x", "%s", "a\x1b[31mred\r\nERROR forged: line\x07 \xff \xe2\x80\xae");
    log_close();
    read_all(path, &b);
    assert_non_null(strstr(buf_str(&b), "a?[31mred  ERROR forged: line? ? ?\n"));
    const char *end = strchr(buf_str(&b), '\n');
    assert_non_null(end);
    assert_string_equal(end + 1, ""); /* it stayed one line */
    buf_clear(&b);
    free(path);
}

static void long_lines_are_cut(void **state)
{
    char *path = log_path(state), text[9000];
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0};

    memset(text, 'y', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_true(log_open(path, LOG_INFO, &err));
    log_info("x", "%s", text);
    log_info(text, "%s", text); /* not even an absurd area breaks the line */
    log_info("x", "after");
    log_close();
    read_all(path, &b);
    assert_true(b.len < 2 * 2200 + 100);
    assert_int_equal(b.data[b.len - 1], '\n');
    int lines = 0;
    for (size_t i = 0; i < b.len; i++)
        lines += b.data[i] == '\n';
    assert_int_equal(lines, 3);
    assert_non_null(strstr(buf_str(&b), " x: after\n"));
    buf_clear(&b);
    free(path);
}

static void *write_lines(void *arg)
{
    char letter = *(const char *)arg, text[401];

    memset(text, letter, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < LINES; i++)
        log_info("t", "%c%d %s", letter, i, text);
    return NULL;
}

static void threads_write_whole_lines(void **state)
{
    char *path = log_path(state), *save = NULL;
    struct buf b = BUF_INIT(1 << 22);
    struct err err = {0};
    pthread_t threads[THREADS];
    char letters[THREADS] = "abcd";
    int next[THREADS] = {0};

    assert_true(log_open(path, LOG_INFO, &err));
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, &letters[i]), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    log_close();
    read_all(path, &b);
    for (char *line = strtok_r(b.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        const char *body = strstr(line, " t: ");
        char letter, text[402];
        int i, used = 0;
        assert_non_null(body);
        assert_int_equal(sscanf(body, " t: %c%d %401s%n", &letter, &i, text, &used), 3);
        assert_int_equal(body[used], '\0');
        assert_int_equal(i, next[letter - 'a']++); /* each thread's lines stay in order */
        assert_int_equal(strlen(text), 400);
        for (int k = 0; k < 400; k++)
            assert_int_equal(text[k], letter);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(next[i], LINES);
    buf_clear(&b);
    free(path);
}

static void an_error_is_logged_whole(void **state)
{
    char *path = log_path(state);
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0}, problem = {0};

    err_set(&problem, ERR_DENIED, "The account may not read binlogs");
    err_server(&problem, 1227, "42000", "Access denied; you need REPLICATION CLIENT");
    snprintf(problem.request_id, sizeof problem.request_id, "r-1");
    assert_true(log_open(path, LOG_INFO, &err));
    log_err(LOG_ERROR, "check", &problem);
    log_close();
    read_all(path, &b);
    assert_non_null(strstr(buf_str(&b), "ERROR check: The account may not read binlogs"));
    assert_non_null(strstr(buf_str(&b), "denied"));
    assert_non_null(strstr(buf_str(&b), "42000"));
    assert_non_null(strstr(buf_str(&b), "request r-1"));
    assert_non_null(strstr(buf_str(&b), "you need REPLICATION CLIENT"));
    buf_clear(&b);
    free(path);
}

static void rotates_once(void **state)
{
    char *path = log_path(state), *old = file_join(*state, "log.1");
    struct buf b = BUF_INIT(1 << 20);
    struct err err = {0};
    struct stat st;

    assert_true(file_replace(path, "old\n", 4, &err));
    assert_int_equal(truncate(path, 16 * 1024 * 1024), 0);
    assert_true(log_open(path, LOG_INFO, &err));
    log_info("x", "fills it");
    log_info("x", "starts anew");
    log_close();
    assert_int_equal(stat(old, &st), 0);
    assert_true(st.st_size >= 16 * 1024 * 1024);
    read_all(path, &b);
    assert_non_null(strstr(buf_str(&b), "starts anew"));
    assert_null(strstr(buf_str(&b), "fills it"));
    buf_clear(&b);
    free(path);
    free(old);
}

static void bad_places_and_words(void **state)
{
    char *nowhere = file_join(*state, "no/log"), *link = file_join(*state, "link");
    struct err err = {0};
    enum log_level level = LOG_WARN;

    assert_false(log_open(nowhere, LOG_INFO, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_int_equal(symlink("/dev/null", link), 0);
    assert_false(log_open(link, LOG_INFO, &err)); /* never through a planted link */
    assert_true(log_level_parse("debug", &level));
    assert_int_equal(level, LOG_DEBUG);
    assert_true(log_level_parse("error", &level));
    assert_int_equal(level, LOG_ERROR);
    assert_false(log_level_parse("loud", &level));
    assert_false(log_level_parse("", &level));
    assert_int_equal(level, LOG_ERROR);
    free(nowhere);
    free(link);
}

#define WITH_DIR(f) cmocka_unit_test_setup_teardown(f, unit_dir_setup, unit_dir_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DIR(private_and_appending),
        WITH_DIR(an_open_file_becomes_private),
        WITH_DIR(control_bytes_are_harmless),
        WITH_DIR(long_lines_are_cut),
        WITH_DIR(threads_write_whole_lines),
        WITH_DIR(an_error_is_logged_whole),
        WITH_DIR(rotates_once),
        WITH_DIR(bad_places_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
