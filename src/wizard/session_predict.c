/* SPDX-License-Identifier: MIT
 *
 * session_predict - CMD_PREDICT: the measurements of predict.h for the selection of the plan, into
 * the world. Runs on the thread of the databases.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "wizard/predict.h"
#include "wizard/selection.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

/* Of what is ticked, by the catalog that was read last; unknown when none was. */
static int64_t selected_bytes(struct session *s, const struct plan *plan)
{
    struct sel_totals totals = {.bytes = PREDICT_UNKNOWN};

    session_lock(s);
    struct shared_catalog *catalog = s->world->catalog;
    if (catalog)
        shared_catalog_ref(catalog);
    session_unlock(s);
    if (!catalog)
        return PREDICT_UNKNOWN;
    struct sel_tree *tree = sel_tree_new(catalog, plan);
    struct strlist missing = {0};
    sel_tree_totals(tree, &totals);
    sel_tree_missing(tree, &missing);
    if (missing.n > 0) /* it is another source's, or an old one */
        totals.bytes = PREDICT_UNKNOWN;
    strlist_clear(&missing);
    sel_tree_free(tree);
    shared_catalog_unref(catalog);
    return totals.bytes;
}

bool session_predict(struct session *s, struct task *t, struct reply *r)
{
    struct prediction p;
    bool ok =
        predict_measure(&t->cmd.plan, selected_bytes(s, &t->cmd.plan), t->cancel, &p, &r->err);

    if (!ok && !p.left)
        return false;
    session_lock(s);
    s->world->prediction = p;
    s->world->prediction_at = clock_wall_s();
    free(s->world->prediction_of);
    s->world->prediction_of = plan_servers_asked(&t->cmd.plan);
    session_publish(s);
    session_unlock(s);
    return ok;
}
