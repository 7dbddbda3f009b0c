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
struct json *report_json(const struct state *st, const struct snapshot *snap);

#endif
