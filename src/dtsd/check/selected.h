/* SPDX-License-Identifier: MIT
 *
 * selected - what the source's information_schema has on the selected tables, asked for all databases
 * in one statement.
 *
 * Why one place: names in it are compared without regard to case by some servers, it shows the columns
 * of views too, and a task may have chosen some tables of a database only. So no check filters by
 * itself: what is handed on is about a selected table, by its exact name.
 */
#ifndef DTSD_CHECK_SELECTED_H
#define DTSD_CHECK_SELECTED_H

#include "dtsd/check/check.h"

enum selected_view { SELECTED_TABLES, SELECTED_COLUMNS, SELECTED_FOREIGN_KEYS };

/* Answers, one after the other. */
struct selected {
    const struct check_ctx *ctx;
    struct rows rows;
    size_t next;                 /* row that selected_next looks at */
    const struct sel_schema *of; /* of the row that it stands on */
    const char *table;           /* never NULL there */
};

/* selected_ask - asks the source: database, table, and `columns` ("COLUMN_NAME, DATA_TYPE"; NULL: no
 * more), of the rows for which `where` holds, in this order. The view is called v in it.
 * errors  those of conn_query. out is cleared by selected_clear always. */
bool selected_ask(const struct check_ctx *ctx, enum selected_view view, const char *columns,
                  const char *where, struct selected *out, struct err *err);

/* selected_next - goes to the next row about a selected table; false: there is none. */
bool selected_next(struct selected *s);

/* selected_value - of the row it stands on, by the place in `columns`; "" for NULL. */
const char *selected_value(const struct selected *s, size_t column);

/* selected_name_column - the row's table and that value as one name, `s`.`t`.`c`. Caller frees. */
char *selected_name_column(const struct selected *s, size_t column);

void selected_clear(struct selected *s);

/* selected_all - where n are too many for check_names: the SELECT that shows all of them on that side
 * (LocalAll), for whoever wants to go through them. view, columns, where as in selected_ask. It may show
 * more than the finding: what is not selected in these databases; it takes the place of LocalNames.
 * Nothing where n is small, or where the SELECT itself would be too long for an answer. */
void selected_all(struct dts_check_item *item, enum side side, size_t n,
                  const struct selection *sel, enum selected_view view, const char *columns,
                  const char *where);

#endif
