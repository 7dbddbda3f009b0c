/* SPDX-License-Identifier: MIT
 *
 * batch - dts-wizard --plan FILE --check|--run: a plan performed without a screen.
 */
#ifndef UI_BATCH_H
#define UI_BATCH_H

#include "ui/options.h"

/* batch_run - prints its lines on standard output; SIGINT, SIGTERM and SIGHUP end it, the
 * migration goes on. Returns the exit code of headless.h. */
int batch_run(const struct options *o);

#endif
