/* SPDX-License-Identifier: MIT
 *
 * report - what moved, what was checked, what differed, who did what and when: Markdown and
 * JSON. No secret in either: it is built from the plan's saved form, a snapshot and the
 * history.
 */
#ifndef WIZARD_REPORT_H
#define WIZARD_REPORT_H

#include "base/json.h"
#include "wizard/snapshot.h"
#include "wizard/state.h"

char *report_markdown(const struct state *st, const struct snapshot *snap); /* caller frees */
/* report_downtime - when the application stood still, Unix s; 0: not known. Where this host did
 * not see the answer to Complete, the end is DTS's own end of the task. snap may be NULL. */
void report_downtime(const struct state *st, const struct snapshot *snap, int64_t *began,
                     int64_t *ended);
/* report_json - as report.schema.json describes it; a member that goes or changes its meaning makes a new
 * version there and in REPORT_VERSION. */
#define REPORT_VERSION 1
struct json *report_json(const struct state *st, const struct snapshot *snap);

#endif
