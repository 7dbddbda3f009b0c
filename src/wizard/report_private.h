/* SPDX-License-Identifier: MIT
 *
 * report_private - the parts of the report, shared by report*.c only.
 */
#ifndef WIZARD_REPORT_PRIVATE_H
#define WIZARD_REPORT_PRIVATE_H

#include "base/buf.h"
#include "wizard/report.h"

/* report_cell - a cell of a table and the bar behind it. */
void report_cell(struct buf *b, const char *text);

/* report_acts.c: who makes it ("user@host"; caller frees), what this wizard changed, the way back. */
char *report_by(void);
void report_acts(struct buf *b, const struct state *st);
void report_way_back(struct buf *b, const struct state *st, const struct snapshot *snap);
void report_acts_json(struct json *j, const struct state *st);

/* report_compare.c: how the data were compared, what was not, what differed, what was repaired. */
void report_compare(struct buf *b, const struct state *st, const struct snapshot *snap);
struct json *report_compare_json(const struct state *st, const struct snapshot *snap);

/* report_deeds.c: what stage 7 ran, and which sessions were not counted. snap may be NULL. */
void report_deeds(struct buf *b, const struct state *st, const struct snapshot *snap);

#endif
