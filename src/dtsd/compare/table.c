/* SPDX-License-Identifier: MIT
 *
 * table - see table.h: the choice of how a table is compared, and what there is to compare.
 */
#include "dtsd/compare/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/copy/ddl.h"
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

/* A difference without rows. */
static void tell_chunk(struct table_compare *t, const char *what)
{
    struct dts_difference_item item;

    shape_init(&dts_difference_item_shape, &item);
    item.SrcItem = mem_strdup(what);
    outcome_chunk(t->outcome, t->number, &item);
    shape_clear(&dts_difference_item_shape, &item);
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
    if (ok && there && *source == *target)
        tell_chunk(
            t, "the counts differed when they were read together; read apart they are equal");
    free(here);
    free(there);
    return ok;
}

/* ---- a table ---- */

static bool same_charset(const char *a, const char *b)
{
    return str_eq(str_eq(a, "utf8") ? "utf8mb3" : a, str_eq(b, "utf8") ? "utf8mb3" : b);
}

/* Types as two versions of one vendor print them; two vendors print too differently. */
static bool same_type(const struct cat_column *a, const struct cat_column *b, bool same_vendor)
{
    char *x = ddl_type_normal(a->column_type), *y = ddl_type_normal(b->column_type);
    bool json = !same_vendor && (str_eq(a->data_type, "json") || str_eq(b->data_type, "json"));
    bool same =
        (!same_vendor || str_eq(x, y)) && (json || same_charset(a->charset, b->charset));

    free(x);
    free(y);
    return same;
}

static char *words_of(const struct cat_column *c)
{
    return mem_printf("%s %s%s%s", c->name, c->column_type, c->charset ? " in " : "",
                      str_or(c->charset, ""));
}

/* What cannot be compared: reason for people, caller frees; NULL when it can. */
static char *structure_differs(const struct cat_columns *a, const struct cat_columns *b,
                               bool same_vendor)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        const struct cat_column *x = &a->items[i], *y = &b->items[i];
        if (str_eq(x->name, y->name) && same_type(x, y, same_vendor))
            continue;
        char *here = words_of(x), *there = words_of(y);
        char *text =
            mem_printf("column %zu is %s on the source, %s on the target", i + 1, here, there);
        free(here);
        free(there);
        return text;
    }
    if (b->n == 0)
        return mem_strdup("the table is not on the target");
    if (a->n != b->n)
        return mem_printf("%zu columns on the source, %zu on the target", a->n, b->n);
    return NULL;
}

/* One expression reads both sides. */
static void note_nullable(struct cat_columns *a, const struct cat_columns *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        a->items[i].nullable = a->items[i].nullable || b->items[i].nullable;
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

bool table_prepare(struct table_compare *t, char **blocked, struct err *err)
{
    struct cat_columns there = {0};

    const struct room *room = &t->align->room;
    *blocked = NULL;
    bool ok = packets_suffice(t->align, err) &&
              catalog_columns(room->source, t->db, t->table, &t->columns, err) &&
              walk_key_find(room->source, t->db, t->table, &t->columns, &t->key, err) &&
              align_now(t->align, err);
    if (ok && !catalog_columns(room->target, t->to_db, t->to_table, &there, err)) {
        ok = err->kind == ERR_GONE; /* it is not there: a difference */
        if (ok)
            err_clear(err);
    }
    if (!ok) {
        cat_columns_clear(&there);
        return false;
    }
    if (t->columns.n == 0)
        *blocked = mem_strdup("the table is not on the source any more");
    else
        *blocked = structure_differs(&t->columns, &there,
                                     room->source_facts.flavor->vendor ==
                                         room->target_facts.flavor->vendor);
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
    if (t->columns.n == 0) {
        outcome_skip(t->outcome, t->number, why);
        return;
    }
    tell_chunk(t, why);
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
    if (!compare_open_rows(t, rows, err)) {
        outcome_open(t->outcome, t->number, NULL, ""); /* what was known of it is forgotten */
        return false;
    }
    outcome_end(t->outcome, t->number, -1, -1);
    return true;
}
