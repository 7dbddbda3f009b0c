/* SPDX-License-Identifier: MIT
 *
 * test_tmux - the same screens by a second opinion: the wizard inside a tmux server of its own, keys
 * given to tmux as a terminal sends them, and what tmux believes to be on the screen compared with
 * the files that our own terminal made.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/pty/walk.h"

#define SCREEN_MAX (1 << 16)

struct tmux {
    struct walk w; /* pty: the client */
    char *socket;
};

/* What a command of tmux prints; caller frees. */
static char *tmux_says(const struct tmux *t, const char *command)
{
    char *line = mem_printf("tmux -u -S '%s' %s 2>/dev/null", t->socket, command);
    struct buf b = BUF_INIT(SCREEN_MAX);
    FILE *f = popen(line, "r");
    char bytes[4096];
    size_t n;

    assert_non_null(f);
    while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buf_add(&b, bytes, n);
    pclose(f);
    free(line);
    buf_adds(&b, "");
    return buf_steal(&b);
}

static bool has_tmux(void)
{
    FILE *f = popen("tmux -V 2>/dev/null", "r");
    char line[64] = "";
    bool has = f && fgets(line, sizeof line, f) && str_starts(line, "tmux ");

    if (f)
        pclose(f);
    return has;
}

static void start(struct tmux *t)
{
    static const char *const env[] = {"TENCENTCLOUD_SECRET_ID=AKIDtest",
                                      "TENCENTCLOUD_SECRET_KEY=k", "SHELL=/bin/sh", NULL};
    static const char conf[] = "set -g status off\nset -s escape-time 0\n";
    struct err err;

    walk_init(&t->w, true);
    t->socket = mem_printf("%s/tmux", t->w.home);
    char *file = file_join(t->w.home, "tmux.conf");
    assert_true(file_replace(file, conf, sizeof conf - 1, &err));
    const char *argv[] = {"tmux", "-u", "-S",          t->socket,
                          "-f",   file, "new-session", WIZARD_PROGRAM " --on local",
                          NULL};
    struct pty_options opt = {.env = env, .home = t->w.home};
    t->w.pty = pty_start(argv, &opt);
    assert_non_null(t->w.pty);
    free(file);
}

/* Also behind a failure: no server is left. */
static int end(void **state)
{
    struct tmux *t = *state;
    if (!t->socket)
        return 0;
    char *said = tmux_says(t, "display-message -p '#{pid}'"), *pid = str_trim(said);
    int64_t deadline = clock_deadline(PTY_WAIT_MS), id;

    if (str_to_int(pid, 2, INT32_MAX, &id)) {
        kill((pid_t)id, SIGTERM);
        while (kill((pid_t)id, 0) == 0 && clock_left_ms(deadline))
            pty_read(t->w.pty, 10);
    }
    free(pid);
    free(said);
    free(t->socket);
    walk_clear(&t->w);
    return 0;
}

/* On the client's screen, and in tmux's own mind. */
static void both_golden(struct tmux *t, const char *text, const char *name)
{
    walk_see(&t->w, text);
    assert_true(pty_settle(t->w.pty, PTY_WAIT_MS));
    char *screen = pty_screen(t->w.pty);
    walk_golden_text(screen, name);
    free(screen);
    char *pane = tmux_says(t, "capture-pane -p");
    walk_golden_text(pane, name);
    free(pane);
}

static void screens(void **state)
{
    struct tmux *t = *state;

    start(t);
    both_golden(t, "There is no task yet", "tasks_empty");
    walk_keys(&t->w, "<F1>");
    both_golden(t, "Keys that work here", "tasks_help");
    walk_keys(&t->w, "<Esc>");
    walk_draft(&t->w, 1);
    walk_keys(&t->w, "<Esc>");
    both_golden(t, "Esc: 1 Help", "esc_strip");
    walk_keys(&t->w, "<Esc>");
    pty_paste(t->w.pty, "shop-move");
    walk_see(&t->w, "[ shop-move ");
    walk_keys(&t->w, "<C-c>");
    both_golden(t, "Leave the wizard?", "leave");
}

int main(void)
{
    struct tmux t = {.socket = NULL};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate_setup_teardown(screens, NULL, end, &t)};

    if (!has_tmux()) {
        printf("skip: test_tmux: tmux is not installed\n");
        return 77;
    }
    unsetenv("GOLDEN_UPDATE"); /* the files are those of our own terminal */
    unsetenv("TMUX");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
