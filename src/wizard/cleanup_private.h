/* SPDX-License-Identifier: MIT
 *
 * cleanup_private - shared by cleanup.c and cleanup_ali.c only.
 */
#ifndef WIZARD_CLEANUP_PRIVATE_H
#define WIZARD_CLEANUP_PRIVATE_H

#include "wizard/cleanup.h"

/* cleanup_add - a row; what is taken. Valid until the next. */
struct cleanup_row *cleanup_add(struct cleanup *c, enum cleanup_kind kind, bool on_source,
                                char *what);
/* cleanup_add_ali - what this wizard changed at Alibaba Cloud. */
void cleanup_add_ali(struct cleanup *out, const struct state *st, const struct snapshot *snap);

#endif
