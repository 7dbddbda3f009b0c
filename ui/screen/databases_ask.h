/* SPDX-License-Identifier: MIT
 *
 * databases_ask - the questions of stage 3 that are not in its tree: the type of migration,
 * typed names, and what goes with the databases, accounts among it.
 */
#ifndef UI_SCREEN_DATABASES_ASK_H
#define UI_SCREEN_DATABASES_ASK_H

#include "ui/app.h"

/* databases_type_words - "full copy, no sync"; what DTS does by itself where the plan names no type. */
const char *databases_type_words(const struct plan *p);
void databases_ask_type(struct app *a);
void databases_ask_names(struct app *a);
void databases_ask_objects(struct app *a);

/* databases_accounts_words - how many accounts move and how many do not, why that is not known, or what
 * it means that none does; caller frees. */
char *databases_accounts_words(struct app *a);

#endif
