/* SPDX-License-Identifier: MIT
 *
 * fake_run - the calls of dtsd/run.h without a daemon, for drivers that try one room of it on
 * real servers. Linked in place of src/dtsd/run.c.
 *
 * Owns:     one directory: `state` holds changes and facts (so that a killed driver can be
 * started again), a file `complete` stands for CompleteMigrateJob ("now" in it: immediately)
 * Threads:  as run.h says; one mutex
 * Events and the synced flag go to standard output, one line each: "event LEVEL TEXT",
 * "synced 1".
 */
#ifndef TESTS_FAKE_RUN_H
#define TESTS_FAKE_RUN_H

#include "dtsd/run.h"

/* fake_run_new - a host without a directory, for a run that the caller fills. */
struct run_host *fake_run_new(void);
void fake_run_free(struct run_host *h);

/* fake_run_open - fills run: job, channel, servers, cancel (fired by SIGTERM and SIGINT),
 * progress; the configuration is empty and the caller's to fill. Passwords are the first line
 * of their files. Exits the program when something is missing: this is a test. */
struct fake_server {
    const char *host;
    unsigned port;
    const char *user, *password_file;
};
void fake_run_open(struct run *run, const char *dir, const char *job,
                   const struct fake_server *source, const struct fake_server *target);
void fake_run_close(struct run *run);

#endif
