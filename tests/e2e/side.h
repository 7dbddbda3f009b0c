/* SPDX-License-Identifier: MIT
 *
 * side - a side of a plan on this machine, for the programs that try a part of the wizard on real
 * servers: its port and account from their arguments, the password from a file.
 */
#ifndef TESTS_E2E_SIDE_H
#define TESTS_E2E_SIDE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wizard/plan.h"

static inline void side_fill(struct plan_side *side, const char *port, const char *user,
                             const char *password)
{
    mem_replace(&side->access_type, "extranet");
    mem_replace(&side->host, "127.0.0.1");
    mem_replace(&side->here_host, "127.0.0.1");
    side->port = side->here_port = (unsigned)strtoul(port, NULL, 10);
    mem_replace(&side->user, user);
    side->password = secret_from_str(password);
}

/* The first line of the file. */
static inline bool side_password(const char *file, char *out, size_t size)
{
    FILE *f = fopen(file, "re");
    bool ok = f && fgets(out, (int)size, f);

    if (f)
        fclose(f);
    if (ok)
        out[strcspn(out, "\n")] = '\0';
    return ok;
}

#endif
