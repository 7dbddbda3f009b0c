/* SPDX-License-Identifier: MIT
 *
 * person - see person.h.
 */
#include "tests/e2e/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define FOCUS_MAX 60 /* presses of Tab until everything on a screen had the focus */

_Noreturn void fail(struct person *p, const char *what, const char *text)
{
    char *screen = p->pty ? pty_screen(p->pty) : NULL;
    fprintf(stderr, "%s %s; the screen:\n%s", what, text, str_or(screen, ""));
    free(screen);
    pty_free(p->pty);
    exit(1);
}

void see_within(struct person *p, const char *text, int ms)
{
    if (!pty_wait_text(p->pty, text, ms)) {
        pty_free(p->pty);
        exit(1);
    }
}

void see(struct person *p, const char *text)
{
    see_within(p, text, ANSWER_MS);
}

void see_gone(struct person *p, const char *text)
{
    if (!pty_wait_gone(p->pty, text, ANSWER_MS)) {
        pty_free(p->pty);
        exit(1);
    }
}

void press(struct person *p, const char *keys)
{
    while (*keys) {
        size_t n = *keys == '<' ? strcspn(keys, ">") + 1 : strcspn(keys, "<");
        char *part = mem_strndup(keys, n);
        pty_keys(p->pty, part);
        free(part);
        if (!pty_settle(p->pty, ANSWER_MS))
            fail(p, "the screen does not come to rest after", keys);
        keys += n;
    }
}

void type(struct person *p, const char *text)
{
    pty_send(p->pty, text, strlen(text));
    if (!pty_settle(p->pty, ANSWER_MS))
        fail(p, "the screen does not come to rest after", "typing");
}

void focus(struct person *p, const char *what)
{
    char *marked = mem_printf(">%s", what);
    for (int i = 0; !pty_has(p->pty, marked); i++) {
        if (i == FOCUS_MAX)
            fail(p, "Tab never leads to", what);
        press(p, "<Tab>");
    }
    free(marked);
}

void push(struct person *p, const char *button)
{
    focus(p, button);
    press(p, "<Enter>");
}

char *line_with(struct person *p, const char *text)
{
    int cols, rows;
    pty_size(p->pty, &cols, &rows);
    for (int y = 0; y < rows; y++) {
        char *line = pty_line(p->pty, y);
        if (strstr(line, text))
            return line;
        free(line);
    }
    return NULL;
}

void row(struct person *p, const char *text)
{
    for (int i = 0; pty_has(p->pty, ">["); i++) { /* a button has it */
        if (i == FOCUS_MAX)
            fail(p, "Tab never leads to the list that holds", text);
        press(p, "<BackTab>");
    }
    press(p, "<Home>");
    for (int i = 0; i < FOCUS_MAX; i++) {
        char *line = line_with(p, text);
        bool here = line && line[0] == '>';
        free(line);
        if (here)
            return;
        press(p, "<Down>");
    }
    fail(p, "no row of the list holds", text);
}
