/* SPDX-License-Identifier: MIT
 *
 * dsn - the target's address in the forms applications are given it: one line for each common driver,
 * with placeholders for user and password.
 */
#ifndef WIZARD_DSN_H
#define WIZARD_DSN_H

#include "wizard/plan.h"

/* dsn_lines - appends "name\tline" pairs; nothing where the address is not known on this host. Never a
 * password. */
void dsn_lines(const struct plan *p, struct strlist *out);

#endif
