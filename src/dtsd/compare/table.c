/* SPDX-License-Identifier: MIT
 *
 * table - see table.h: the choice of how a table is compared, and what there is to compare.
 */
#include "dtsd/compare/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"

struct conn *table_conn(const struct table_compare *t, enum side side)
{
    return side == SIDE_SOURCE ? t->align->room.source : t->align->room.target;
}

void table_name(const struct table_compare *t, enum side side, struct buf *out)
{
    if (side == SIDE_SOURCE)
        quote_name(out, t->db, t->table);
    else
        quote_name(out, t->to_db, t->to_table);
}

int64_t count_of(const char *text)
{
    char copy[24];
    int64_t n = 0;

    str_copy(copy, sizeof copy, text);
    copy[strcspn(copy, "/")] = '\0';
    return str_to_int(copy, 0, INT64_MAX, &n) ? n : 0;
}

/* ---- rowsCount ---- */

static bool read_count(struct table_compare *t, enum side side, const void *arg, char **out,
                       struct err *err)
{
    struct buf sql;

    (void)arg;
    buf_init(&sql, 1000);
    buf_adds(&sql, "SELECT COUNT(*) FROM ");
    table_name(t, side, &sql);
    bool ok = conn_value(table_conn(t, side), buf_str(&sql), out, err);
    buf_clear(&sql);
    return ok;
}

static bool count_table(struct table_compare *t, int64_t *source, int64_t *target,
                        struct err *err)
{
    enum verdict verdict;
    char *here = NULL, *there = NULL;

    if (!settle(t, read_count, NULL, &verdict, err))
        return false;
    bool ok = read_count(t, SIDE_SOURCE, NULL, &here, err);
    if (ok && verdict == VERDICT_DIFFERENT)
        ok = read_count(t, SIDE_TARGET, NULL, &there, err);
    if (ok && verdict == VERDICT_UNSETTLED)
        outcome_open(t->outcome, t->number, NULL, "");
    *source = here ? count_of(here) : 0;
    /* equal was seen a moment ago; a count taken now may be of another moment */
    *target = there ? count_of(there) : *source;
    free(here);
    free(there);
    return ok;
}

/* ---- a table ---- */

/* What cannot be compared: reason for people, caller frees; NULL when it can. */
static char *structure_differs(const struct cat_columns *a, const struct cat_columns *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (!str_eq(a->items[i].name, b->items[i].name) ||
            !str_eq(a->items[i].column_type, b->items[i].column_type))
            return mem_printf("column %zu is %s %s on the source, %s %s on the target", i + 1,
                              a->items[i].name, a->items[i].column_type, b->items[i].name,
                              b->items[i].column_type);
    if (b->n == 0)
        return mem_strdup("the table is not on the target");
    if (a->n != b->n)
        return mem_printf("%zu columns on the source, %zu on the target", a->n, b->n);
    return NULL;
}

/* A row's encoding has to fit: one that does not is NULL, which no digest of many rows would show. */
static bool packets_suffice(const struct align *a, struct err *err)
{
    int64_t here = a->room.source_facts.max_allowed_packet;
    int64_t there = a->room.target_facts.max_allowed_packet;

    if ((here <= 0 || here >= DIGEST_PACKET) && (there <= 0 || there >= DIGEST_PACKET))
        return true;
    return err_set(err, ERR_STATE,
                   "max_allowed_packet is %lld bytes on the source and %lld on the target; a "
                   "comparison needs %d",
                   (long long)here, (long long)there, DIGEST_PACKET);
}

/* One expression reads both sides. */
static void note_nullable(struct cat_columns *a, const struct cat_columns *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        a->items[i].nullable = a->items[i].nullable || b->items[i].nullable;
}

bool table_prepare(struct table_compare *t, char **blocked, struct err *err)
{
    struct cat_columns there = {0};

    *blocked = NULL;
    if (!packets_suffice(t->align, err) ||
        !catalog_columns(t->align->room.source, t->db, t->table, &t->columns, err) ||
        !align_now(t->align, err) ||
        !catalog_columns(t->align->room.target, t->to_db, t->to_table, &there, err) ||
        !walk_key_find(t->align->room.source, t->db, t->table, &t->columns, &t->key, err)) {
        cat_columns_clear(&there);
        return false;
    }
    if (t->columns.n == 0)
        *blocked = mem_strdup("the table is not on the source any more");
    else
        *blocked = structure_differs(&t->columns, &there);
    note_nullable(&t->columns, &there);
    cat_columns_clear(&there);
    t->form = digest_form_of(room_target(&t->align->room));
    if (digest_form_of(t->align->room.source_facts.flavor) != t->form)
        t->form = DIGEST_64;
    return true;
}

void table_release(struct table_compare *t)
{
    cat_columns_clear(&t->columns);
    walk_key_clear(&t->key);
}

/* A structure that differs is a difference. */
static void tell_blocked(struct table_compare *t, const char *why)
{
    struct dts_difference_item item;

    if (t->columns.n == 0) {
        outcome_skip(t->outcome, t->number, why);
        return;
    }
    shape_init(&dts_difference_item_shape, &item);
    item.SrcItem = mem_strdup(why);
    outcome_chunk(t->outcome, t->number, &item);
    shape_clear(&dts_difference_item_shape, &item);
    outcome_end(t->outcome, t->number, -1, -1);
}

static bool compare_now(struct table_compare *t, struct err *err)
{
    int64_t source = -1, target = -1;
    char *blocked = NULL;

    if (!table_prepare(t, &blocked, err))
        return false;
    if (blocked) {
        tell_blocked(t, blocked);
        free(blocked);
        return true;
    }
    bool ok = t->how->method == COMPARE_COUNT    ? count_table(t, &source, &target, err)
              : !t->key.index                    ? keyless_compare(t, err)
              : t->how->method == COMPARE_SAMPLE ? sample_table(t, err)
                                                 : walk_table(t, err);
    if (!ok)
        return false;
    outcome_end(t->outcome, t->number, source, target);
    return true;
}

bool compare_table(struct table_compare *t, struct err *err)
{
    t->named = 0;
    outcome_begin(t->outcome, t->number);
    bool ok = compare_now(t, err);
    table_release(t);
    if (ok || err->kind == ERR_CANCELLED || err_is_transient(err))
        return ok;
    char *reason = mem_printf("%s%s%s", err->text, *err->server ? ": " : "", err->server);
    outcome_skip(t->outcome, t->number, reason);
    free(reason);
    err_clear(err);
    return true;
}

bool compare_open_rows(struct table_compare *t, const struct dts_local_open_list *open,
                       struct err *err)
{
    char *blocked = NULL;
    bool ok = table_prepare(t, &blocked, err);

    if (ok && blocked)
        ok = err_set(err, ERR_STATE, "%s.%s: %s", t->db, t->table, blocked);
    ok = ok && rows_look_again(t, open, err);
    free(blocked);
    table_release(t);
    return ok;
}

bool compare_named_rows(struct table_compare *t, const struct dts_local_open_list *rows,
                        struct err *err)
{
    t->named = 0;
    outcome_forget_rows(t->outcome, t->number);
    outcome_begin(t->outcome, t->number);
    if (!compare_open_rows(t, rows, err))
        return false;
    outcome_end(t->outcome, t->number, -1, -1);
    return true;
}
