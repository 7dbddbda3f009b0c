/* SPDX-License-Identifier: MIT
 *
 * probe - "test from here": what this host sees of a server, step by step, as short facts for
 * one line each.
 *
 * A probe never decides anything: a failed one does not stop the operator, DTS has a view of
 * its own. After a step that the next ones need has failed, those are skipped.
 */
#ifndef WIZARD_PROBE_H
#define WIZARD_PROBE_H

#include "base/cancel.h"
#include "mysql/inspect.h"
#include "wizard/plan.h"
#include "wizard/snapshot.h"

/* Called after each change, from the thread of the probe. The value is the probe's own. */
typedef void (*probe_report_fn)(void *arg, const struct snap_probe *now);

/* probe_source, probe_target - blocks, stoppable. out is filled step by step; the caller clears
 * it. facts: what was read of the source; probe_target compares with it when it is given.
 * Returns false only when cancelled. */
bool probe_source(const struct plan *p, struct cancel *cancel, probe_report_fn report,
                  void *arg, struct snap_probe *out, struct server_facts *facts,
                  bool *has_facts, struct err *err);
bool probe_target(const struct plan *p, const struct server_facts *source,
                  struct cancel *cancel, probe_report_fn report, void *arg,
                  struct snap_probe *out, struct err *err);

/* probe_is_outdated - an answer that the probe rests on is another one than when it asked: server,
 * account, password, encryption; for the target also the source it was compared with, the switch
 * that needs a right more, and the databases, once some were chosen. Of the answers a keyed hash is kept, the
 * key made anew for each probe; nothing of them can be read from it. */
bool probe_is_outdated(const struct plan *p, const struct plan_side *side,
                       const struct snap_probe *probe);

/* side_connect - the connection of this host to a side, as the plan says. */
struct conn;
bool side_connect(const struct plan_side *side, const char *label, unsigned timeout_s,
                  struct cancel *cancel, struct conn **out, struct err *err);

#endif
