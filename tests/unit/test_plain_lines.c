/* SPDX-License-Identifier: MIT
 *
 * test_plain_lines - the reader of lines: pieces, ends, lines that are too long or no text.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/plain/lines.h"

struct pipe_of {
    struct lines in;
    int to;
};

static void open_pipe(struct pipe_of *p)
{
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    lines_init(&p->in, fds[0]);
    p->to = fds[1];
}

static void close_pipe(struct pipe_of *p)
{
    if (p->to >= 0)
        close(p->to);
    close(p->in.fd);
}

static void put(struct pipe_of *p, const char *text, size_t n)
{
    assert_int_equal(write(p->to, text, n), (ssize_t)n);
    lines_fill(&p->in);
}

static void end(struct pipe_of *p)
{
    close(p->to);
    p->to = -1;
    lines_fill(&p->in);
}

static void expect_line(struct pipe_of *p, enum line_state state, const char *text)
{
    char *line;

    assert_int_equal(lines_take(&p->in, &line), state);
    if (text)
        assert_string_equal(line, text);
    else
        assert_null(line);
    free(line);
}
#define PUT(p, text) put(p, text, strlen(text))

static void test_lines_and_pieces(void **state)
{
    struct pipe_of p;
    (void)state;

    open_pipe(&p);
    expect_line(&p, LINE_NONE, NULL);
    PUT(&p, "one\n  two \t\r\n\nth");
    expect_line(&p, LINE_TEXT, "one");
    expect_line(&p, LINE_TEXT, "two");
    expect_line(&p, LINE_TEXT, "");
    expect_line(&p, LINE_NONE, NULL);
    PUT(&p, "ree\n");
    expect_line(&p, LINE_TEXT, "three");
    expect_line(&p, LINE_NONE, NULL);
    close_pipe(&p);
}

static void test_end(void **state)
{
    struct pipe_of p;
    (void)state;

    open_pipe(&p);
    PUT(&p, "a\nlast");
    end(&p);
    expect_line(&p, LINE_TEXT, "a");
    expect_line(&p, LINE_TEXT, "last"); /* without its end */
    expect_line(&p, LINE_END, NULL);
    expect_line(&p, LINE_END, NULL);
    close_pipe(&p);
    open_pipe(&p);
    end(&p);
    expect_line(&p, LINE_END, NULL);
    close_pipe(&p);
}

static void test_utf8(void **state)
{
    struct pipe_of p;
    (void)state;

    open_pipe(&p);
    PUT(&p, "상점 商店\n");
    expect_line(&p, LINE_TEXT, "상점 商店");
    put(&p, "\xec\x83", 2); /* a character in two pieces */
    expect_line(&p, LINE_NONE, NULL);
    PUT(&p, "\x81\n");
    expect_line(&p, LINE_TEXT, "상");
    PUT(&p, "a\xff\x62\nok\n");
    expect_line(&p, LINE_BAD, NULL);
    expect_line(&p, LINE_TEXT, "ok");
    close_pipe(&p);
}

static void test_controls(void **state)
{
    struct pipe_of p;
    (void)state;

    open_pipe(&p);
    PUT(&p, "a\x1b[31mred\n");
    expect_line(&p, LINE_BAD, NULL);
    put(&p, "nul\0nul\n", 8);
    expect_line(&p, LINE_BAD, NULL);
    PUT(&p, "tab\tinside\n");
    expect_line(&p, LINE_TEXT, "tab\tinside");
    close_pipe(&p);
}

static void test_long(void **state)
{
    struct pipe_of p;
    char text[LINES_MAX + 3];
    (void)state;

    open_pipe(&p);
    memset(text, 'x', sizeof text);
    text[LINES_MAX] = '\n'; /* just fits */
    put(&p, text, LINES_MAX + 1);
    text[LINES_MAX] = 0;
    expect_line(&p, LINE_TEXT, text);
    memset(text, 'y', sizeof text);
    for (int i = 0; i < 4; i++) { /* in pieces, none of which is kept */
        put(&p, text, LINES_MAX);
        expect_line(&p, LINE_NONE, NULL);
    }
    PUT(&p, "tail\nnext\n");
    char *line = NULL;
    enum line_state said = LINE_NONE;
    for (int i = 0; i < 10 && said == LINE_NONE; i++) {
        said = lines_take(&p.in, &line);
        lines_fill(&p.in);
    }
    assert_int_equal(said, LINE_LONG);
    assert_null(line);
    expect_line(&p, LINE_TEXT, "next");
    close_pipe(&p);
}

/* Of a password typed where none is asked nothing stays behind. */
static void test_wiped(void **state)
{
    struct pipe_of p;
    char *line;
    (void)state;

    open_pipe(&p);
    PUT(&p, "S3cret-word\n");
    assert_int_equal(lines_take(&p.in, &line), LINE_TEXT);
    free(line);
    assert_null(memmem(p.in.buf, sizeof p.in.buf, "S3cret", 6));
    close_pipe(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_and_pieces),
        cmocka_unit_test(test_end),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
