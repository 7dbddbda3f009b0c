/* SPDX-License-Identifier: MIT
 *
 * comparable - see comparable.h.
 */
#include "wizard/comparable.h"

#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/selection.h"

/* Why a check leaves it out; NULL: it does not. Caller frees. */
static char *reason(const struct plan *p, const struct sel_node *n)
{
    char rows[FMT_SIZE];
    bool known_engine = str_empty(n->engine) || str_eq_nocase(n->engine, "InnoDB") ||
                        str_eq_nocase(n->engine, "MyISAM");

    if (p->backend == BACKEND_CLOUD && !known_engine)
        return mem_printf(_("engine %s"), n->engine);
    if (n->no_key && n->rows > COMPARABLE_KEYLESS)
        return mem_printf(_("no key, about %s rows"), fmt_count(n->rows, rows));
    return NULL;
}

static void look(const struct plan *p, const struct sel_node *n, struct comparable *out)
{
    if (n->kind != NODE_TABLE || n->tick != TICK_ON)
        return;
    char *why = reason(p, n);
    if (!why)
        return;
    if (out->names.n < COMPARABLE_NAMED)
        strlist_take(&out->names, mem_printf("%s.%s (%s)", n->db_name, n->name, why));
    out->left_out++;
    free(why);
}

void comparable_of(const struct plan *p, struct shared_catalog *catalog, struct comparable *out)
{
    struct sel_totals t;
    struct sel_node n;

    memset(out, 0, sizeof *out);
    out->rows = out->bytes = -1;
    if (!catalog)
        return;
    struct sel_tree *tree = sel_tree_new(catalog, p);
    sel_tree_totals(tree, &t);
    out->known = true;
    out->tables = t.tables;
    out->rows = t.rows;
    out->bytes = t.bytes;
    for (size_t i = 0; sel_tree_row(tree, i, &n); i++) {
        if (n.kind == NODE_DB && n.tick != TICK_OFF)
            sel_tree_open(tree, i, true);
        look(p, &n, out);
    }
    sel_tree_free(tree);
}

void comparable_clear(struct comparable *c)
{
    strlist_clear(&c->names);
    memset(c, 0, sizeof *c);
}
