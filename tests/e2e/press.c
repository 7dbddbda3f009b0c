/* SPDX-License-Identifier: MIT
 *
 * press - starts a program in a terminal of 100x30 and does there what a script says, line by line:
 *
 *   see TEXT, gone TEXT    waits for it        row TEXT      the cursor of a list on that row
 *   press KEYS             as pty_keys         type TEXT     as it is
 *   push BUTTON            finds and presses it    focus FIELD   Tab until it has the focus
 *   screen FILE            writes what is to be seen
 *
 * Usage: press HOME PROGRAM [ARGUMENT...]       lines on standard input, "ok" after each
 * Exit status 0 at the end of the input (the line drops, the program must end), 1 when something
 * was not there: it and the screen are on standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/e2e/person.h"

#define END_MS (20 * SECOND)

static void screen(struct person *p, const char *file)
{
    struct err err;

    if (!pty_settle(p->pty, ANSWER_MS))
        fail(p, "the screen does not come to rest:", file);
    char *text = pty_screen(p->pty);
    if (!file_replace(file, text, strlen(text), &err))
        fail(p, err.text, file);
    free(text);
}

static const struct {
    const char *word;
    void (*fn)(struct person *p, const char *text);
} words[] = {
    {"see", see},   {"gone", see_gone}, {"press", press}, {"type", type},
    {"push", push}, {"focus", focus},   {"row", row},     {"screen", screen},
};
#define N_WORDS (sizeof words / sizeof *words)

static void obey(struct person *p, char *line)
{
    char *text = line + strcspn(line, " ");
    size_t i = 0;

    if (*text)
        *text++ = '\0';
    while (i < N_WORDS && strcmp(words[i].word, line) != 0)
        i++;
    if (i == N_WORDS)
        fail(p, "nobody knows how to", line);
    words[i].fn(p, text);
    puts("ok");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct person p = {0};
    char line[1024];
    int ended;

    if (argc < 3) {
        fputs("usage: press HOME PROGRAM [ARGUMENT...] <LINES\n", stderr);
        return 2;
    }
    struct pty_options opt = {.cols = 100, .rows = 30, .home = argv[1]};
    p.pty = pty_start((const char *const *)(argv + 2), &opt);
    if (!p.pty)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        obey(&p, line);
    }
    pty_hangup(p.pty);
    if (!pty_wait_exit(p.pty, END_MS, &ended))
        fail(&p, "the program does not end", "when the line drops");
    pty_free(p.pty);
    return 0;
}
