/* SPDX-License-Identifier: MIT
 *
 * options - dtsd's command line and configuration file, one table for parsing and --help.
 */
#ifndef DTSD_OPTIONS_H
#define DTSD_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"

struct options {
    char *data_dir;           /* default: $XDG_STATE_HOME/dtsd */
    char *listen_addr;        /* default 127.0.0.1 */
    unsigned listen_port;     /* 0: the last one used if free, else any */
    char *tls_cert, *tls_key; /* PEM files; NULL: plain HTTP */
    char *tls_name;           /* NULL: listen_addr */
    struct strlist instances; /* "cdb-x=HOST:PORT" */
    bool unlogged_copy;
    bool checks; /* --checks */
    bool foreground, help, version;
    enum log_level log_level;
};

/* options_read - the file first, then the command line over it. ERR_INPUT says which word is
 * wrong. */
bool options_read(struct options *out, int argc, const char *const *argv, struct err *err);
void options_clear(struct options *o);
char *options_help(void); /* caller frees */

/* options_split_instance - "cdb-x=HOST:PORT" ([v6]:port too) into its parts; caller frees both.
 */
bool options_split_instance(const char *text, char **id, char **host, unsigned *port,
                            struct err *err);

#endif
