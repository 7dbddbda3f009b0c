/* SPDX-License-Identifier: MIT
 *
 * logtail - reads at most 64 KiB per call.
 */
#include "ui/logtail.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAIL_MAX 65536

/* The level is the first word of the four behind the time; the text may hold others. */
static enum role line_role(const char *line)
{
    static const struct {
        const char *word;
        enum role role;
    } levels[] = {{" DEBUG ", ROLE_NORMAL},
                  {" INFO ", ROLE_NORMAL},
                  {" WARN ", ROLE_WARN},
                  {" ERROR ", ROLE_BAD}};
    const char *first = NULL;
    enum role role = ROLE_NORMAL;

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        const char *at = strstr(line, levels[i].word);

        if (at && (!first || at < first)) {
            first = at;
            role = levels[i].role;
        }
    }
    return role;
}

static size_t add_lines(struct textview *v, char *text)
{
    size_t used = 0;
    for (char *nl; (nl = strchr(text + used, '\n')); used = (size_t)(nl + 1 - text)) {
        *nl = 0;
        textview_add(v, line_role(text + used), text + used);
    }
    return used;
}

void logtail_read(struct textview *v, const char *path, int64_t *at)
{
    static const int flags = O_RDONLY | O_CLOEXEC;
    char text[TAIL_MAX + 1];
    struct stat st;
    int fd = path ? open(path, flags) : -1;

    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0) {
        bool first = *at < 0 || st.st_size < *at;
        if (first)
            *at = st.st_size > TAIL_MAX ? st.st_size - TAIL_MAX : 0;
        ssize_t n = pread(fd, text, TAIL_MAX, *at);
        if (n > 0) {
            char *from = text;
            text[n] = 0;
            if (first && *at > 0 && (from = strchr(text, '\n'))) /* a line cut in two */
                *at += ++from - text;
            if (from)
                *at += (int64_t)add_lines(v, from);
        }
    }
    close(fd);
}
