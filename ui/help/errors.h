/* SPDX-License-Identifier: MIT
 *
 * errors - what mostly lies behind an error, and how to go on from it.
 */
#ifndef UI_HELP_ERRORS_H
#define UI_HELP_ERRORS_H

#include "base/err.h"

/* error_cause - the likely cause, translated; NULL when nothing better than the error's own text
 * is known. By MySQL's number, else DTS's code, else the kind. */
const char *error_cause(const struct err *err);

/* error_next - how to go on, with the key to press; never NULL. */
const char *error_next(const struct err *err);

/* error_voice - whose words they are: "MySQL", "DTS", "HTTP", "This machine"; "" unknown. */
const char *error_voice(const struct err *err);

#endif
