/* SPDX-License-Identifier: MIT
 *
 * dsn - the target's address in the forms applications are given it: one line for each common driver,
 * with placeholders for user and password.
 */
#ifndef WIZARD_DSN_H
#define WIZARD_DSN_H

#include "wizard/plan.h"

struct dsn_line {
    const char *name; /* of the driver; static */
    char *form;
};
struct dsn_list {
    struct dsn_line *items;
    size_t n, cap;
};

/* dsn_lines - appends one for each driver; nothing where the address is not known on this host. Never a
 * password. */
void dsn_lines(const struct plan *p, struct dsn_list *out);
void dsn_list_clear(struct dsn_list *l);

#endif
