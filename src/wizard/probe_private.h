/* SPDX-License-Identifier: MIT
 *
 * probe_private - a probe under way; for probe*.c only.
 */
#ifndef WIZARD_PROBE_PRIVATE_H
#define WIZARD_PROBE_PRIVATE_H

#include "mysql/accounts.h"
#include "mysql/conn.h"
#include "wizard/probe.h"
#include "wizard/reach.h"

struct probe {
    const struct plan *plan;
    const struct plan_side *side;
    const char *label;                /* "source", "target" */
    const struct server_facts *other; /* target's probe: the source's facts or NULL */
    struct cancel *cancel;
    probe_report_fn report;
    void *arg;
    struct snap_probe *out;
    struct strlist addresses;
    struct greeting greeting;
    struct conn *conn;
    struct server_facts facts;
    bool has_facts;
};

/* A step says what it found: text is taken over by the table that runs it. */
struct finding {
    enum probe_state state;
    char *text;
    struct err err;
};
struct probe_step {
    const char *id;
    void (*run)(struct probe *p, struct finding *f);
    bool vital; /* without it the rest makes no sense */
};
extern const struct probe_step probe_source_steps[],
    probe_target_steps[]; /* ended by id NULL */

/* Shared by both sides: probe_common.c */
void step_resolve(struct probe *p, struct finding *f);
void step_tcp(struct probe *p, struct finding *f);
void step_tls(struct probe *p, struct finding *f);
void step_login(struct probe *p, struct finding *f);
/* Sets state and text; formatting as printf. */
void found(struct finding *f, enum probe_state state, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Are there facts of the server? Without them the step is a warning that says so. */
bool facts_known(const struct probe *p, struct finding *f);
/* Rights of a list (ended by NULL; "A|B": either will do): which are missing. */
void step_rights(struct probe *p, const char *const *wanted, struct finding *f);

#endif
