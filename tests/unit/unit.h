/* SPDX-License-Identifier: MIT
 *
 * unit - what every unit test includes: cmocka in the order it needs, and a private directory.
 *
 * A test program's main is `return cmocka_run_group_tests(tests, NULL, NULL);`. A group that
 * writes files uses unit_dir_setup and unit_dir_teardown; `*state` is then the directory's
 * path.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* LEN - elements of a table of cases. */
#define LEN(table) (sizeof(table) / sizeof *(table))

static inline int unit_dir_setup(void **state)
{
    const char *tmp = getenv("TMPDIR");
    char path[512];

    snprintf(path, sizeof path, "%s/dw-unit-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(path))
        return -1;
    *state = strdup(path);
    return *state ? 0 : -1;
}

/* Removes the directory with everything below; never follows a link. */
static inline void unit_remove(const char *path)
{
    DIR *dir;
    struct dirent *entry;
    struct stat st;

    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && (dir = opendir(path))) {
        while ((entry = readdir(dir))) {
            char child[1024];
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
            unit_remove(child);
        }
        closedir(dir);
        rmdir(path);
        return;
    }
    unlink(path);
}

static inline int unit_dir_teardown(void **state)
{
    if (*state)
        unit_remove(*state);
    free(*state);
    *state = NULL;
    return 0;
}

#endif
