/* SPDX-License-Identifier: MIT
 *
 * lines - whole lines from a descriptor that may be a terminal, a pipe or a file.
 *
 * Owns:    what was read and not taken yet
 * Limits:  LINES_MAX bytes in a line; a longer one is dropped as a whole and said so
 * Threads: one
 * Why:     stdio reads ahead where poll cannot see it, and hides where a line was cut
 */
#ifndef UI_PLAIN_LINES_H
#define UI_PLAIN_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINES_MAX 4096

enum line_state {
    LINE_NONE, /* no whole line yet: poll, lines_fill, and ask again */
    LINE_TEXT, /* a line, UTF-8, without its end and without blanks around it */
    LINE_LONG, /* one that was longer than LINES_MAX; it is gone */
    LINE_BAD,  /* one that was no UTF-8 or held control characters; it is gone */
    LINE_END,  /* the input has ended */
};

struct lines {
    int fd;
    bool ended, dropping;
    size_t len;
    char buf[LINES_MAX + 1];
};

void lines_init(struct lines *l, int fd);
/* lines_fill - one read; blocks unless poll said that there is something. */
void lines_fill(struct lines *l);
/* lines_take - the next line; *text with LINE_TEXT, which the caller frees. The last line needs no
 * line end. */
enum line_state lines_take(struct lines *l, char **text);

#endif
