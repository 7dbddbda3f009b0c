/* SPDX-License-Identifier: MIT
 *
 * uses - see uses.h.
 */
#include "mysql/uses.h"

#include "base/mem.h"
#include "mysql/scan.h"

static bool is_identifier(const struct scan_token *t)
{
    return t->kind == SCAN_WORD || t->kind == SCAN_IDENT;
}

void uses_read(const char *text, struct strlist *pairs)
{
    bool wanted = false;
    for (struct scan_token t = scan_next(&text); t.kind != SCAN_END; t = scan_next(&text)) {
        if (scan_is_word(&t, "FROM") || scan_is_word(&t, "JOIN") ||
            scan_is_word(&t, "STRAIGHT_JOIN")) {
            wanted = true;
            continue;
        }
        if (!wanted || scan_is_symbol(&t, '('))
            continue;
        wanted = false;
        if (!is_identifier(&t))
            continue;
        const char *ahead = text;
        struct scan_token dot = scan_next(&ahead), second = scan_next(&ahead);
        bool qualified = scan_is_symbol(&dot, '.') && is_identifier(&second);
        strlist_take(pairs, qualified ? scan_name(&t) : mem_strdup(""));
        strlist_take(pairs, scan_name(qualified ? &second : &t));
        if (qualified)
            text = ahead;
    }
}
