/* SPDX-License-Identifier: MIT
 *
 * terminfo - see terminfo.h.
 */
#include "ui/terminfo.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

bool terminfo_has(const char *name)
{
    int rc;

    if (setupterm(name, STDOUT_FILENO, &rc) != OK)
        return false;
    del_curterm(cur_term);
    return true;
}
