/* SPDX-License-Identifier: MIT
 *
 * foreign - see foreign.h
 */
#include "mysql/foreign.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "mysql/quote.h"

static const char *const acting[] = {"CASCADE", "SET NULL", "SET DEFAULT"};
#define N_ACTING (sizeof acting / sizeof *acting)

bool foreign_acts(const char *rule)
{
    for (size_t i = 0; i < N_ACTING; i++)
        if (str_eq(rule, acting[i]))
            return true;
    return false;
}

char *foreign_acts_sql(void)
{
    static const char *const rules[] = {"(DELETE_RULE IN (", ") OR UPDATE_RULE IN ("};
    struct buf b = BUF_INIT(1024);

    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        buf_adds(&b, rules[k]);
        for (size_t i = 0; i < N_ACTING; i++) {
            buf_adds(&b, i ? ", " : "");
            quote_str(&b, acting[i]);
        }
    }
    buf_adds(&b, "))");
    return buf_steal(&b);
}

bool foreign_acts_printed(const char *text)
{
    static const char *const events[] = {"ON DELETE ", "ON UPDATE "};

    for (size_t k = 0; k < sizeof events / sizeof *events; k++) {
        size_t n = strlen(events[k]);
        for (const char *at = text; (at = strstr(at, events[k])) != NULL; at += n)
            for (size_t i = 0; i < N_ACTING; i++)
                if (str_starts(at + n, acting[i]))
                    return true;
    }
    return false;
}
