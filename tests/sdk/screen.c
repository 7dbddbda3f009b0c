/* SPDX-License-Identifier: MIT
 *
 * screen - starts a program in a terminal of its own, waits until its screen shows each of some
 * texts, prints that screen, and lets the line drop.
 *
 * Usage: screen HOME PROGRAM [ARGUMENT...] -- TEXT...
 * Exit status 0: every text was seen (and the last screen is on standard output); 1: one was not.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/pty/pty.h"

#define SEE_MS 60000
#define END_MS 20000

int main(int argc, char **argv)
{
    int texts = 2, status = 0;

    while (texts < argc && strcmp(argv[texts], "--") != 0)
        texts++;
    if (texts < 3 || texts + 1 >= argc) {
        fprintf(stderr, "usage: screen HOME PROGRAM [ARGUMENT...] -- TEXT...\n");
        return 2;
    }
    argv[texts] = NULL; /* ends the program's arguments */
    struct pty_options opt = {.cols = 100, .rows = 30, .home = argv[1]};
    struct pty *pty = pty_start((const char *const *)(argv + 2), &opt);
    if (!pty)
        return 1;
    for (int i = texts + 1; i < argc; i++)
        if (!pty_wait_text(pty, argv[i], SEE_MS)) {
            fprintf(stderr, "the screen does not show: %s\n", argv[i]);
            status = 1;
            break;
        }
    char *screen = pty_screen(pty);
    fputs(screen, stdout);
    free(screen);
    pty_hangup(pty);
    int ended;
    if (!pty_wait_exit(pty, END_MS, &ended)) {
        fprintf(stderr, "the program does not end when the line drops\n");
        status = 1;
    }
    pty_free(pty);
    return status;
}
