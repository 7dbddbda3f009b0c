/* SPDX-License-Identifier: MIT
 *
 * state_private - where the files of the states are and how one is read, for state*.c alone.
 */
#ifndef WIZARD_STATE_PRIVATE_H
#define WIZARD_STATE_PRIVATE_H

#include "wizard/state.h"

/* state_is_id - an id becomes a file name: nothing else may stand in it. */
bool state_is_id(const char *id);
/* state_dir - dir, or where states are kept when it is NULL; caller frees. */
char *state_dir(const char *dir);
/* state_read_json - ERR_LOCAL: the file is damaged, and what to do. *out: the caller's to free. */
bool state_read_json(const char *path, struct json **out, struct err *err);

#endif
