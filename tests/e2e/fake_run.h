/* SPDX-License-Identifier: MIT
 *
 * fake_run - the daemon's side of run.h kept in memory, for tests of copy against real servers:
 * changes and notes in lists, events on standard output. Linked before libdtsd.a, it stands in
 * for run_host.c; everything else is the real thing.
 */
#ifndef TESTS_E2E_FAKE_RUN_H
#define TESTS_E2E_FAKE_RUN_H

#include "dtsd/run.h"

struct run_host *fake_run_new(void);
void fake_run_free(struct run_host *h);

#endif
