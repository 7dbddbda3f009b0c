/* SPDX-License-Identifier: MIT
 *
 * terminfo - does this host know a type of terminal?
 *
 * Why a file of its own: <term.h> of curses has a struct term as we have.
 */
#ifndef UI_TERMINFO_H
#define UI_TERMINFO_H

#include <stdbool.h>

/* terminfo_has - is there an entry with this name? Call only while no terminal is open. */
bool terminfo_has(const char *name);

#endif
