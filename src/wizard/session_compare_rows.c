/* SPDX-License-Identifier: MIT
 *
 * session_compare_rows - the rows of a consistency check, page by page: those that differ, and those that
 * were repaired.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/compare_sum.h"
#include "wizard/session_private.h"
#include "wizard/shared.h"

/* One page; what: the check, and the table (NULL: all), rows to repair or repaired. */
static bool rows_page(struct session *s, const struct dts_diff_items_request *what,
                      int64_t from, struct dts_diff_items_response *out, struct cancel *cancel,
                      struct err *err)
{
    struct dts_diff_items_request in;

    shape_copy(&dts_diff_items_request_shape, &in, what);
    in.JobId = mem_strdup(s->world->job_id);
    in.Limit = COMPARE_PAGE;
    in.Offset = from;
    bool ok = dts_ask(s, DTS_DESCRIBE_COMPARE_DIFF_ITEMS, &in, out, NULL, cancel, err);
    shape_clear(&dts_diff_items_request_shape, &in);
    return ok;
}

/* The first rows of all tables together. */
static bool read_pages(struct session *s, const struct dts_diff_items_request *what,
                       struct dts_diff_items_response *all, struct cancel *cancel,
                       struct err *err)
{
    struct dts_diff_items_response more;

    if (!rows_page(s, what, 0, all, cancel, err))
        return false;
    while (all->Items.n && (int64_t)all->Items.n < all->TotalCount &&
           all->Items.n < COMPARE_ROWS_KEPT) {
        if (!rows_page(s, what, (int64_t)all->Items.n, &more, cancel, err)) {
            shape_clear(&dts_diff_items_response_shape, all);
            return false;
        }
        size_t n = more.Items.n;
        for (size_t i = 0; i < n; i++)
            shape_copy(&dts_diff_chunk_item_shape,
                       DTS_PUSH(all->Items, dts_diff_chunk_item_shape), &more.Items.items[i]);
        shape_clear(&dts_diff_items_response_shape, &more);
        if (!n)
            break;
    }
    return true;
}

/* What differs, and, where the service repairs, what it repaired: that first, so that who sees the one
 * has the other. */
bool poll_compare_rows(struct session *s, struct cancel *cancel, struct err *err)
{
    const struct dts_compare_task_item *item = s->world->compare.item;
    struct dts_diff_items_request what;
    struct dts_diff_items_response differ, repaired;
    bool repairs = item->LocalOpen != DTS_UNSET;

    shape_init(&dts_diff_items_request_shape, &what);
    shape_init(&dts_diff_items_response_shape, &repaired);
    what.CompareTaskId = mem_strdup(item->CompareTaskId);
    what.LocalRepaired = repairs ? 1 : DTS_UNSET_BOOL;
    bool ok = !repairs || read_pages(s, &what, &repaired, cancel, err);
    what.LocalRepaired = DTS_UNSET_BOOL; /* the service in the cloud does not know it */
    ok = ok && read_pages(s, &what, &differ, cancel, err);
    shape_clear(&dts_diff_items_request_shape, &what);
    if (!ok) {
        shape_clear(&dts_diff_items_response_shape, &repaired);
        return false;
    }
    struct snap_compare *c = &s->world->compare;
    session_lock(s);
    shared_unref(c->rows);
    shared_unref(c->repaired);
    c->rows = shared_answer_new(&dts_diff_items_response_shape, &differ);
    c->repaired = shared_answer_new(&dts_diff_items_response_shape, &repaired);
    c->rows_mono = clock_mono_ms();
    session_publish(s);
    session_unlock(s);
    return true;
}

bool do_compare_rows(struct session *s, struct task *t, struct reply *r)
{
    struct snap_compare *c = &s->world->compare;
    const struct command *cmd = &t->cmd;
    struct dts_diff_items_request what;
    struct dts_diff_items_response out;

    if (!c->item || !str_eq(c->item->CompareTaskId, cmd->compare_id))
        return err_set(&r->err, ERR_STATE, _("Another check was made meanwhile."));
    shape_init(&dts_diff_items_request_shape, &what);
    what.CompareTaskId = mem_strdup(cmd->compare_id);
    what.DBName = mem_strdup(cmd->db);
    what.TableName = mem_strdup(cmd->table);
    bool ok = rows_page(s, &what, cmd->offset, &out, t->cancel, &r->err);
    shape_clear(&dts_diff_items_request_shape, &what);
    if (!ok)
        return false;
    session_lock(s);
    shared_unref(c->page);
    c->page = shared_answer_new(&dts_diff_items_response_shape, &out);
    mem_replace(&c->page_db, cmd->db);
    mem_replace(&c->page_table, cmd->table);
    c->page_offset = cmd->offset;
    c->page_mono = clock_mono_ms();
    session_publish(s);
    session_unlock(s);
    return true;
}
