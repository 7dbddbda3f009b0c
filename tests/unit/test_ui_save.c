/* SPDX-License-Identifier: MIT
 *
 * test_ui_save - text out of the program: the screen as it is but for secrets, the log's lines, in
 * new files that only their owner may read.
 */
#include "tests/unit/screen.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/logtail.h"
#include "ui/widget/edit.h"

#define CANARY "kanarie-7Gq"

static char home[] = "/tmp/test_ui_save.XXXXXX";

static int setup(void **state)
{
    assert_non_null(mkdtemp(home));
    setenv("HOME", home, 1);
    unsetenv("XDG_STATE_HOME");
    return screen_locale(state);
}

static int teardown(void **state)
{
    static const char *const dirs[] = {"/.local/state/dts-wizard", "/.local/state", "/.local",
                                       ""};

    (void)state;
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
        char *path = mem_printf("%s%s", home, dirs[i]);
        rmdir(path);
        free(path);
    }
    return 0;
}

/* The files in a room of the state directory; the last one's text. Removes them. */
static size_t files_in(const char *room, char **text)
{
    char *dir = mem_printf("%s/.local/state/dts-wizard/%s", home, room);
    DIR *d = opendir(dir);
    struct dirent *e;
    size_t n = 0;

    *text = NULL;
    while (d && (e = readdir(d))) {
        char *path = file_join(dir, e->d_name);
        struct stat st;
        struct err err;
        struct buf b = BUF_INIT(100000);

        if (e->d_name[0] != '.') {
            assert_int_equal(stat(path, &st), 0);
            assert_int_equal(st.st_mode & 0777, 0600);
            assert_true(file_read(path, &b, &err));
            free(*text);
            *text = buf_steal(&b);
            unlink(path);
            n++;
        }
        free(path);
    }
    if (d)
        closedir(d);
    rmdir(dir);
    free(dir);
    return n;
}

static void the_screen_without_secrets(void **state)
{
    struct app a = {0};
    struct edit e;
    char *text, *seen;

    (void)state;
    grid_init(&a.grid, 60, 3);
    struct canvas c = canvas_of(&a.grid, &glyphs_ascii);
    struct canvas field = canvas_sub(&c, 1, 10, 1, 20);
    edit_init(&e, 100, EDIT_SECRET);
    for (const char *s = CANARY; *s; s++) {
        struct key_event ev = char_of((const char[]){*s, 0});
        edit_key(&e, &ev);
    }
    canvas_put(&c, 0, 0, ROLE_NORMAL, "Source  데이터");
    canvas_put(&c, 1, 0, ROLE_NORMAL, "Password");
    canvas_put(&c, 2, 0, ROLE_NORMAL, "last");
    edit_draw(&e, &field, true, NULL);
    app_save_screen(&a);
    assert_int_equal(files_in("screens", &text), 1);
    assert_string_equal(text, "Source  데이터\nPassword  ***********\nlast\n");
    free(text);

    struct key_event reveal = ctrl_of('t');
    edit_key(&e, &reveal);
    edit_draw(&e, &field, true, NULL);
    seen = grid_text(&a.grid);
    assert_non_null(strstr(seen, CANARY)); /* it does stand on the screen */
    free(seen);
    app_save_screen(&a);
    app_save_screen(&a); /* the same second: another file */
    assert_int_equal(files_in("screens", &text), 2);
    assert_null(strstr(text, "kanarie"));
    assert_null(strstr(text, "7Gq"));
    assert_string_equal(text, "Source  데이터\nPassword  ********************\nlast\n");
    free(text);
    assert_ptr_equal(strstr(a.toast, "Saved: ~/.local/state/dts-wizard/screens/"), a.toast);

    edit_draw(&e, &field, false,
              NULL); /* the focus is elsewhere: hidden again, the veil gone */
    edit_draw(&e, &field, true, NULL);
    seen = grid_text(&a.grid);
    assert_null(strstr(seen, "kanarie"));
    free(seen);
    edit_clear(&e);
    grid_clear(&a.grid);
    free(a.toast);
}

static void the_logs_lines(void **state)
{
    static const char lines[] =
        "2026-11-22 02:00:00 INFO  ui: it said ERROR somewhere\n"
        "2026-11-22 02:00:01 WARN  dts: asked to slow down\n"
        "2026-11-22 02:00:02 ERROR mysql: refused, though INFO and WARN stand here\n"
        "2026-11-22 02:00:03 DEBUG ui: key\n"
        "half a li";
    struct app a = {0};
    struct key_event level = char_of("l"), save = char_of("v");
    char *path = mem_printf("%s/log", home), *text;
    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    (void)state;
    assert_int_equal(write(fd, lines, sizeof lines - 1), (ssize_t)sizeof lines - 1);
    close(fd);
    a.log_path = path;
    a.layout = layout_compute(80, 24, 1);
    app_log_view(&a);
    logtail_read(&a.text.view, a.log_path, &a.log_at);
    assert_int_equal(a.text.view.n, 4);
    assert_int_equal(a.text.view.lines[0].role, ROLE_NORMAL);
    assert_int_equal(a.text.view.lines[1].role, ROLE_WARN);
    assert_int_equal(a.text.view.lines[2].role, ROLE_BAD);
    assert_int_equal(a.text.view.lines[3].role, ROLE_NORMAL);
    app_key(&a, &level);
    app_key(&a, &save);
    assert_int_equal(files_in("logs", &text), 1);
    assert_non_null(text);
    assert_null(strstr(text, "it said ERROR"));
    assert_non_null(strstr(text, "asked to slow down\n"));
    assert_non_null(strstr(text, "stand here\n"));
    free(text);
    app_top_clear(&a);
    unlink(path);
    free(path);
    free(a.toast);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_without_secrets),
        cmocka_unit_test(the_logs_lines),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
