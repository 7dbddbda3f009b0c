/* SPDX-License-Identifier: MIT
 *
 * repairs - rows of the target that were to be repaired from the source, as this host asked for it: the
 * statement that was shown and confirmed, when, and what became of it.
 *
 * Why: the service forgets a plan with the next look at the tables; the report must not
 * Limits: REPAIRS_KEPT; what goes beyond is counted. Of a statement the first 4,000 bytes
 */
#ifndef WIZARD_REPAIRS_H
#define WIZARD_REPAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "dts/model_compare.h"

#define REPAIRS_KEPT 2000

struct repair {
    char *db, *table, *key, *sql;
    char *status; /* sent, done, changed, failed */
    char *message;
    int64_t at; /* Unix s, confirmed */
};
struct repair_list {
    struct repair *items;
    size_t n, cap;
    int64_t more; /* so many were confirmed and are not kept */
};
void repair_list_clear(struct repair_list *l);

/* repairs_sent - the planned statements of rows, confirmed now; more: so many planned ones are not
 * among them. */
void repairs_sent(struct repair_list *l, const struct dts_diff_items_response *rows,
                  int64_t more, int64_t at);
/* repairs_learn - what the service says became of them; true when something is new. */
bool repairs_learn(struct repair_list *l, const struct dts_diff_items_response *rows);
/* repairs_refused - none of those without a result was run. */
void repairs_refused(struct repair_list *l, const char *why);
/* repairs_count - of this status. */
size_t repairs_count(const struct repair_list *l, const char *status);

struct json *repair_list_to_json(const struct repair_list *l);
bool repair_list_from_json(struct repair_list *l, const struct json *j, struct err *err);

#endif
