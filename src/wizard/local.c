/* SPDX-License-Identifier: MIT
 *
 * local - see local.h.
 *
 * dtsd goes to the background by itself once it listens; the process we start then ends with 0.
 * Its standard error goes to a file without a name, so that its last words can be shown when it
 * could not start, and nothing is ever blocked by a pipe that nobody reads.
 */
#include "wizard/local.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define STEP_MS 50 /* between two looks at a starting child */

extern char **environ;

static char *beside_us(void)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    if (n <= 0)
        return NULL;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return file_join(self, "dtsd");
}

static char *in_path(void)
{
    struct strlist dirs = {0};
    char *found = NULL;

    strlist_split(&dirs, str_or(getenv("PATH"), "/usr/local/bin:/usr/bin:/bin"), ':');
    for (size_t i = 0; i < dirs.n && !found; i++) {
        char *path = file_join(str_or(dirs.items[i], "."), "dtsd");
        if (access(path, X_OK) == 0)
            found = path;
        else
            free(path);
    }
    strlist_clear(&dirs);
    return found;
}

char *local_find(const char *path, struct err *err)
{
    char *found = path ? mem_strdup(path) : beside_us();

    if (found && access(found, X_OK) == 0)
        return found;
    free(found);
    found = path ? NULL : in_path();
    if (!found) {
        err_set(err, ERR_GONE, _("The program dtsd was not found."));
        err_hint(err, _("Install it beside dts-wizard, or start it yourself and come back."));
    }
    return found;
}

/* Our environment without what is nobody else's business. Borrowed strings. */
static char **clean_environment(void)
{
    static const char *const secret[] = {"DTS_WIZARD_", "TENCENTCLOUD_", "ALIBABA_", "ALIYUN_"};
    size_t n = 0, kept = 0;

    while (environ[n])
        n++;
    char **env = mem_alloc((n + 1) * sizeof *env);
    for (size_t i = 0; i < n; i++) {
        bool drop = false;
        for (size_t k = 0; k < sizeof secret / sizeof *secret; k++)
            drop |= str_starts(environ[i], secret[k]);
        if (!drop)
            env[kept++] = environ[i];
    }
    return env;
}

static bool spawn(const char *program, const char *data_dir, int words, pid_t *pid,
                  struct err *err)
{
    char *argv[] = {(char *)(uintptr_t)program,
                    (char *)(uintptr_t)(data_dir ? "--data-dir" : NULL),
                    (char *)(uintptr_t)data_dir, NULL};
    char **env = clean_environment();
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, words, STDERR_FILENO);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF);
    int why = posix_spawn(pid, program, &files, &attr, argv, env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    free(env);
    return why == 0 || err_errno(err, why, _("%s cannot be started"), program);
}

/* The last line the child wrote. */
static void add_last_words(int words, struct err *err)
{
    char text[1024];
    ssize_t n = pread(words, text, sizeof text - 1, 0);

    if (n <= 0)
        return;
    text[n] = '\0';
    while (n && strchr("\r\n ", text[n - 1]))
        text[--n] = '\0';
    const char *line = strrchr(text, '\n');
    err_server(err, 0, NULL, line ? line + 1 : text);
}

bool local_start(const char *program, const char *data_dir, struct cancel *cancel,
                 int64_t deadline, struct err *err)
{
    int words = memfd_create("dtsd-words", MFD_CLOEXEC), status = 0;
    pid_t pid = -1, ended = 0;
    bool ok = false;

    if (words < 0)
        return err_errno(err, errno, _("dtsd cannot be started"));
    if (!spawn(program, data_dir, words, &pid, err))
        goto out;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        if (clock_left_ms(deadline) == 0) {
            err_set(err, ERR_TIMEOUT, _("dtsd does not say that it is ready."));
            err_hint(err, _("Look at the file log in its data directory."));
            goto out;
        }
        if (!cancel_wait(cancel, STEP_MS)) {
            err_set(err, ERR_CANCELLED, _("stopped on request"));
            goto out;
        }
    }
    ok = ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!ok) {
        err_set(err, ERR_LOCAL, _("dtsd could not start."));
        err_hint(err,
                 _("Its own words are in the details; more is in the file log in its data directory."));
        add_last_words(words, err);
    }
out:
    close(words);
    return ok;
}
