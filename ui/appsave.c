/* SPDX-License-Identifier: MIT
 *
 * appsave - text out of the program: into files (0600, below the state directory) and onto the normal
 * screen, where it can be copied.
 *
 * Why: a mouse selection over a slow line, in tmux or on a console is often not to be had.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/app.h"

char *app_save_text(struct app *a, const char *name, const char *text, struct err *err)
{
    char *dir = file_state_dir("dts-wizard");
    char *sub = file_join(dir, "reports");
    const char *id = str_or(a->state.plan.job_id, str_or(a->state.plan.draft_id, "wizard"));
    char *file = mem_printf("%s-%s", id, name);
    char *path = file_join(sub, file);
    if (!file_make_dirs(sub, err) || !file_replace(path, text, strlen(text), err)) {
        free(path);
        path = NULL;
    }
    free(file);
    free(sub);
    free(dir);
    return path;
}

/* What a server gave may hold bytes that a terminal obeys. */
static void print_lines(const char *text)
{
    for (size_t n; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        char *line = str_printable(text, n);
        puts(line);
        free(line);
    }
}

void app_show_plain(struct app *a, const char *name, const char *text)
{
    struct err err = {0};
    char *path = app_save_text(a, name, text, &err);

    if (a->term)
        term_leave(a->term);
    printf("\n");
    print_lines(text);
    if (path)
        printf(_("\n(also in %s)\n"), path);
    if (a->term)
        printf("%s", _("\nPress Enter to go back to the wizard. "));
    fflush(stdout);
    if (a->term) {
        term_wait_line(a->term);
        term_return(a->term);
    }
    if (!path)
        app_error(a, &err);
    free(path);
}

/* "DIR/20261122-072033.txt", or -2, -3 ... when that is taken; caller frees. */
static char *stamped(const char *dir, const char *name)
{
    time_t now = (time_t)clock_wall_s();
    struct tm tm;
    char when[32];
    localtime_r(&now, &tm);
    strftime(when, sizeof when, "%Y%m%d-%H%M%S", &tm);
    char *path = NULL;
    for (int i = 1;; i++) {
        char *file = i == 1 ? mem_printf("%s%s.txt", name, when)
                            : mem_printf("%s%s-%d.txt", name, when, i);
        free(path);
        path = file_join(dir, file);
        free(file);
        if (access(path, F_OK) != 0)
            break;
    }
    return path;
}

/* Below the home directory a path is short enough for the message line. */
static char *short_path(const char *path)
{
    char *home = file_home();
    size_t n = strlen(home);
    bool below = n > 1 && str_starts(path, home) && path[n] == '/';
    char *text = below ? mem_printf("~%s", path + n) : mem_strdup(path);
    free(home);
    return text;
}

static void save_stamped(struct app *a, const char *room, const char *name, const char *text)
{
    struct err err = {0};
    char *state = file_state_dir("dts-wizard");
    char *dir = file_join(state, room);
    char *path = stamped(dir, name);
    if (file_make_dirs(dir, &err) && file_replace(path, text, strlen(text), &err)) {
        char *shown = short_path(path);
        log_info("ui", "saved %s", path);
        app_toast(a, _("Saved: %s"), shown);
        free(shown);
    } else {
        app_error(a, &err);
    }
    free(path);
    free(dir);
    free(state);
}

void app_save_screen(struct app *a)
{
    char *text = grid_text_veiled(&a->grid);
    save_stamped(a, "screens", "", text);
    free(text);
}

void app_save_reading(struct app *a)
{
    char *text = a->text.is_log ? textview_shown(&a->text.view) : mem_strdup(a->text.plain);
    if (text)
        save_stamped(a, a->text.is_log ? "logs" : "texts", "", text);
    free(text);
}
