/* SPDX-License-Identifier: MIT
 *
 * file - see file.h.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

/* -1: told in err. */
static int open_for_reading(const char *path, int flags, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);

    if (fd < 0) {
        int why = errno;
        err_errno(err, why, _("The file %s cannot be read"), path);
        if (why == ENOENT)
            err->kind = ERR_GONE;
    }
    return fd;
}

static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
    char chunk[16384];
    ssize_t n;

    while ((n = read(fd, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            err_errno(err, errno, _("The file %s cannot be read"), path);
            break;
        }
        buf_add(out, chunk, (size_t)n);
        if (!buf_ok(out)) {
            err_set(err, ERR_LOCAL, _("The file %s is larger than %zu bytes"), path, out->max);
            n = -1;
            break;
        }
    }
    close(fd);
    return n == 0;
}

bool file_read(const char *path, struct buf *out, struct err *err)
{
    struct stat st;
    int fd = open_for_reading(path, O_NONBLOCK, err); /* a pipe would be waited for */

    if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
        close(fd);
        return err_set(err, ERR_LOCAL, _("%s is not a regular file"), path);
    }
    return fd >= 0 && read_all(fd, path, out, err);
}

bool file_read_stream(const char *path, struct buf *out, struct err *err)
{
    int fd = open_for_reading(path, 0, err);

    return fd >= 0 && read_all(fd, path, out, err);
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

static bool sync_dir_of(const char *path)
{
    char *copy = mem_strdup(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    free(copy);
    return ok;
}

bool file_replace(const char *path, const void *bytes, size_t n, struct err *err)
{
    char *temp = mem_printf("%s.XXXXXX", path);
    int fd = mkostemp(temp, O_CLOEXEC); /* 0600 */
    bool ok = false;

    if (fd < 0) {
        err_errno(err, errno, _("No file can be written beside %s"), path);
        free(temp);
        return false;
    }
    if (!write_all(fd, bytes, n) || fsync(fd) < 0)
        err_errno(err, errno, _("The file %s cannot be written"), path);
    else if (rename(temp, path) < 0)
        err_errno(err, errno, _("The file %s cannot be replaced"), path);
    else
        ok = true;
    close(fd);
    if (!ok)
        unlink(temp);
    else if (!sync_dir_of(path))
        ok = err_errno(err, errno, _("The directory of %s cannot be synced"), path);
    free(temp);
    return ok;
}

bool file_make_dirs(const char *path, struct err *err)
{
    struct stat st;
    bool ok = true;

    if (!*path)
        return err_errno(err, ENOENT, "A directory without a name cannot be created");
    char *copy = mem_strdup(path);
    for (char *p = copy + 1; ok; p++) {
        bool last = *p == '\0';
        if (!last && *p != '/')
            continue;
        *p = '\0';
        if (mkdir(copy, 0700) < 0 && errno != EEXIST)
            ok = err_errno(err, errno, _("The directory %s cannot be created"), copy);
        if (last)
            break;
        *p = '/';
    }
    free(copy);
    if (ok && (stat(path, &st) < 0 || !S_ISDIR(st.st_mode)))
        ok = err_errno(err, ENOTDIR, _("%s is in the way of a directory"), path);
    return ok;
}

int file_lock(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0) {
        err_errno(err, errno, _("The lock file %s cannot be opened"), path);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        int why = errno;
        err_errno(err, why, _("%s is locked by another process"), path);
        if (why == EWOULDBLOCK)
            err->kind = ERR_STATE;
        close(fd);
        return -1;
    }
    return fd;
}

char *file_join(const char *dir, const char *name)
{
    return mem_printf("%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

char *file_home(void)
{
    const char *home = getenv("HOME");
    struct passwd pw, *found = NULL;
    char space[4096];

    if (home && home[0] == '/')
        return mem_strdup(home);
    if (getpwuid_r(getuid(), &pw, space, sizeof space, &found) == 0 && found)
        return mem_strdup(found->pw_dir);
    return mem_strdup("/");
}

static char *xdg_dir(const char *variable, const char *below_home, const char *name)
{
    const char *base = getenv(variable);

    if (base && base[0] == '/') /* the specification: relative paths are ignored */
        return file_join(base, name);
    char *home = file_home();
    char *dir = mem_printf("%s/%s/%s", str_eq(home, "/") ? "" : home, below_home, name);
    free(home);
    return dir;
}

char *file_state_dir(const char *name)
{
    return xdg_dir("XDG_STATE_HOME", ".local/state", name);
}

char *file_config_dir(const char *name)
{
    return xdg_dir("XDG_CONFIG_HOME", ".config", name);
}
