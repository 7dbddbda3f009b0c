/* SPDX-License-Identifier: MIT
 *
 * configure_private - the parts of a configuration, each looked at by one file. See configure.h.
 */
#ifndef DTSD_CONFIGURE_PRIVATE_H
#define DTSD_CONFIGURE_PRIVATE_H

#include "dtsd/configure.h"

/* side: "SrcInfo" or "DstInfo"; region and type: what the task was bought for. */
bool configure_check_endpoint(const struct daemon *d, const struct dts_endpoint *e,
                              const char *side, const char *region, const char *type,
                              struct err *err);
bool configure_check_consistency(const struct dts_consistency *c, struct err *err);
bool configure_check_objects(const struct dts_migrate_option *o, struct err *err);

#endif
