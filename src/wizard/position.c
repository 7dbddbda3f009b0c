/* SPDX-License-Identifier: MIT
 *
 * position - see position.h.
 */
#include "wizard/position.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/gtid.h"

char *position_of_target(const char *source, const char *target)
{
    struct gtid_set from = GTID_INIT(GTID_MYSQL), to = GTID_INIT(GTID_MYSQL);
    struct err ignored = {0};
    char *text = NULL;

    if (gtid_parse(&from, GTID_MYSQL, source, &ignored) &&
        gtid_parse(&to, GTID_MYSQL, target, &ignored)) {
        struct buf b = BUF_INIT(1u << 20);
        size_t others = 0;
        for (size_t i = 0, k = 0; i < to.n; i++) { /* both are sorted by id */
            while (k < from.n && strcmp(from.sources[k].id, to.sources[i].id) < 0)
                k++;
            struct gtid_set one = {.kind = GTID_MYSQL, .sources = &to.sources[i], .n = 1};
            if (k >= from.n || !str_eq(from.sources[k].id, to.sources[i].id)) {
                others++;
                continue;
            }
            char *own = gtid_format(&one);
            buf_addf(&b, "%s%s", b.len ? "," : "", own);
            free(own);
        }
        if (b.len && others)
            buf_addf(&b, _(", +%zu other"), others);
        if (b.len)
            text = buf_steal(&b);
        buf_clear(&b);
    }
    gtid_clear(&from);
    gtid_clear(&to);
    return text;
}
