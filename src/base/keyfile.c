/* SPDX-License-Identifier: MIT
 *
 * keyfile - see keyfile.h.
 */
#include "base/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

#define BOM "\xef\xbb\xbf"

static bool refuse(int why, struct err *err)
{
    err_errno(err, why, "%s",
              why == ENOENT || why == ENOTDIR ? _("there is no such file")
                                              : _("it cannot be read"));
    if (why == ENOENT || why == ENOTDIR)
        err->kind = ERR_GONE;
    return false;
}

/* Into room for one byte more than the most, at once: growing would leave copies behind. */
static bool read_all(int fd, size_t most, struct buf *out, struct err *err)
{
    ssize_t n;

    out->cap = most + 2;
    out->data = mem_alloc(out->cap);
    while (out->len <= most && (n = read(fd, out->data + out->len, most + 1 - out->len)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refuse(errno, err);
        out->len += (size_t)n;
    }
    if (out->len > most)
        return err_set(err, ERR_LOCAL, _("it is larger than %zu bytes"), most);
    out->data[out->len] = '\0';
    if (str_starts(out->data, BOM)) {
        out->len -= strlen(BOM);
        memmove(out->data, out->data + strlen(BOM), out->len + 1);
    }
    return true;
}

bool keyfile_read(const char *path, size_t most, const char *area, struct buf *out,
                  struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK |
                            O_NOCTTY); /* a pipe would be waited for */
    struct stat st;

    *out = (struct buf)BUF_SECRET(most);
    if (fd < 0)
        return refuse(errno, err);
    bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    if (is_file && st.st_mode & (S_IRWXG | S_IRWXO))
        log_warn(area, "%s can be read by others: chmod 600 it", path);
    bool ok = is_file ? read_all(fd, most, out, err)
                      : err_set(err, ERR_LOCAL, "%s", _("it is not a regular file"));
    close(fd);
    if (!ok)
        buf_wipe(out);
    return ok;
}

/* ---- ini ---- */

static void wipe(char *s)
{
    secret_wipe(s, strlen(s));
    free(s);
}

/* "[name]" becomes the section's name; what follows the bracket is no part of it. */
static void take_section(char *text, char **section)
{
    char *end = strchr(text, ']');

    if (end)
        *end = '\0';
    free(*section);
    *section = str_trim(text + 1);
}

void keyfile_ini(const char *text, const char *comments,
                 void (*fn)(const char *section, const char *name, char *value, void *arg),
                 void *arg)
{
    char *section = mem_strdup("");

    for (size_t n; *text; text += n + strspn(text + n, "\r\n")) {
        n = strcspn(text, "\r\n");
        char *copy = mem_strndup(text, n), *line = str_trim(copy), *mark = strchr(line, '=');
        size_t whole = strlen(line);
        wipe(copy);
        if (*line == '[') {
            take_section(line, &section);
        } else if (mark && *line != '#' && *line != ';') {
            *mark = '\0';
            mark[1 + strcspn(mark + 1, comments)] = '\0';
            char *name = str_trim(line), *value = str_trim(mark + 1);
            size_t size = strlen(value);
            fn(section, name, value, arg);
            free(name);
            secret_wipe(value, size);
            free(value);
        }
        secret_wipe(line, whole);
        free(line);
    }
    free(section);
}
