/* SPDX-License-Identifier: MIT
 *
 * options - the command line of dts-wizard: one table for parsing, --help and the check of the
 * man page.
 */
#ifndef UI_OPTIONS_H
#define UI_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "ui/theme.h"
#include "wizard/plan.h"

enum run_mode { RUN_WIZARD, RUN_HELP, RUN_VERSION };

struct options {
    enum run_mode mode;
    enum backend on; /* BACKEND_UNKNOWN: as last time, or ask */
    char *endpoint, *region, *job, *watch, *plan_file, *lang, *log_file;
    const char *language; /* the locale of the screens; set by main */
    bool check, run, plain, ascii, mouse;
    enum theme_wish color;
};

/* options_parse - ERR_INPUT with a sentence that names the option. argv is only read. */
bool options_parse(int argc, char **argv, struct options *out, struct err *err);
void options_clear(struct options *o);

/* options_help - the text of --help; caller frees. */
char *options_help(void);

#endif
