/* SPDX-License-Identifier: MIT
 *
 * grants - the SQL that makes an account for DTS on either side: shown to be run elsewhere,
 * never run by us.
 */
#ifndef WIZARD_GRANTS_H
#define WIZARD_GRANTS_H

#include <stdbool.h>

#include "base/str.h"
#include "wizard/plan.h"

/* grants_statements - appends complete statements, each with its ';'. The user is the plan's,
 * or "dts" when there is none yet; the password is stars. Cannot fail. */
void grants_statements(const struct plan *p, bool source, struct strlist *out);

#endif
