/* SPDX-License-Identifier: MIT
 *
 * own_check_private - shared by own_check.c and own_check_ali.c only.
 */
#ifndef WIZARD_OWN_CHECK_PRIVATE_H
#define WIZARD_OWN_CHECK_PRIVATE_H

#include "wizard/own_check.h"

/* A finding: result is "warning" or "failed"; texts are translated. */
struct dts_check_item *own_find(struct dts_check_step *step, const char *result,
                                const char *reason, const char *solution);
/* own_state_it - what nobody sees from here: the operator looks there and states it. */
void own_state_it(struct dts_check_step *step, const char *what, const char *where);
void own_not_seen(struct dts_check_step *step, const struct err *why);

/* By Alibaba's API, as it was last asked; false: there is nothing from it, nothing is put down. */
bool own_ali_addresses(const struct plan *p, const struct snapshot *known,
                       struct dts_check_step *step);
bool own_ali_backups(const struct plan *p, const struct snapshot *known,
                     struct dts_check_step *step);

#endif
