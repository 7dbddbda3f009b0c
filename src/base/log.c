/* SPDX-License-Identifier: MIT
 *
 * log - see log.h. A line is built in a buffer on the stack and written with one write(2), so
 * lines of several threads never mix; the mutex only guards opening and rotation.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define ROTATE_BYTES (16 * 1024 * 1024)

static struct {
    pthread_mutex_t lock;
    int fd; /* -1: nothing is written */
    bool is_file;
    char *path;
    enum log_level level;
} logger = {.lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1};

static int open_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct stat st;

    /* The mode above is for a new file; an old one that others may read is closed again. */
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) &&
        fchmod(fd, 0600) < 0) {
        int why = errno;
        close(fd);
        errno = why;
        fd = -1;
    }
    return fd;
}

static void close_locked(void)
{
    if (logger.is_file && logger.fd >= 0)
        close(logger.fd);
    free(logger.path);
    logger.path = NULL;
    logger.fd = -1;
}

bool log_open(const char *path, enum log_level level, struct err *err)
{
    int fd = path ? open_file(path) : STDERR_FILENO;

    if (fd < 0)
        return err_errno(err, errno, _("The log file %s cannot be opened"), path);
    pthread_mutex_lock(&logger.lock);
    close_locked();
    logger.fd = fd;
    logger.is_file = path != NULL;
    logger.path = mem_strdup(path);
    logger.level = level;
    pthread_mutex_unlock(&logger.lock);
    return true;
}

void log_close(void)
{
    pthread_mutex_lock(&logger.lock);
    close_locked();
    pthread_mutex_unlock(&logger.lock);
}

bool log_level_parse(const char *word, enum log_level *out)
{
    static const char *const words[] = {"debug", "info", "warn", "error"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, words[i])) {
            *out = (enum log_level)i;
            return true;
        }
    return false;
}

static void rotate_locked(void)
{
    struct stat st;

    if (!logger.is_file || fstat(logger.fd, &st) < 0 || st.st_size < ROTATE_BYTES)
        return;
    char *old = mem_printf("%s.1", logger.path);
    if (rename(logger.path, old) == 0) {
        int fd = open_file(logger.path);
        if (fd >= 0) {
            close(logger.fd);
            logger.fd = fd;
        }
    }
    free(old);
}

void log_line(enum log_level level, const char *area, const char *fmt, ...)
{
    static const char *const names[] = {"DEBUG", "INFO ", "WARN ", "ERROR"};
    char text[2048], line[2200], when[CLOCK_TEXT_SIZE];
    va_list ap;

    pthread_mutex_lock(&logger.lock);
    if (logger.fd < 0 || level < logger.level) {
        pthread_mutex_unlock(&logger.lock);
        return;
    }
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    char *clean = str_printable(text, strlen(text));
    clock_format_local(clock_wall_s(), when);
    int n = snprintf(line, sizeof line, "%s %s %s: %s\n", when, names[level], area, clean);
    free(clean);
    if (n >= (int)sizeof line) {
        n = sizeof line - 1;
        line[n - 1] = '\n';
    }
    ssize_t ignored = write(logger.fd, line, (size_t)n);
    (void)ignored; /* a full disk must not stop a migration; there is nowhere else to say so */
    rotate_locked();
    pthread_mutex_unlock(&logger.lock);
}

void log_err(enum log_level level, const char *area, const struct err *err)
{
    log_line(level, area, "%s [%s%s%s%s%s]%s%s", err->text, err_kind_name(err->kind),
             *err->code ? ", " : "", err->code, *err->request_id ? ", request " : "",
             err->request_id, *err->server ? " server: " : "", err->server);
}
