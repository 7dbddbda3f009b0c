/* SPDX-License-Identifier: MIT
 *
 * tables - the tables of help texts, each in a file of its own; read by help.c.
 */
#ifndef UI_HELP_TABLES_H
#define UI_HELP_TABLES_H

#include <stddef.h>

#include "ui/help/help.h"

struct help_table {
    const struct help_entry *entries;
    size_t n;
};

extern const struct help_table help_screens, help_account, help_address, help_source,
    help_alibaba, help_target, help_choices, help_asked;

#define HELP_TABLE(name, rows) \
    const struct help_table name = {rows, sizeof rows / sizeof rows[0]}

#endif
