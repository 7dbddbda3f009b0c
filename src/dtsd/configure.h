/* SPDX-License-Identifier: MIT
 *
 * configure - is a configuration one that dtsd can carry out? Every refusal names the parameter
 * by its path and says what is possible.
 */
#ifndef DTSD_CONFIGURE_H
#define DTSD_CONFIGURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dts/model.h"
#include "dtsd/daemon.h"

/* All: ERR_INPUT with a documented code; nothing is changed. */
bool configure_check_name(const char *name, struct err *err);
/* configure_check_access - is it an AccessType? */
bool configure_check_access(const char *path, const char *type, struct err *err);
/* configure_check_compare - the members of CompareOptions; path goes before their names. */
bool configure_check_compare(const char *path, const struct dts_compare_options *o,
                             struct err *err);
bool configure_check_purchase(const struct dts_create_request *req, struct err *err);
bool configure_check(const struct daemon *d, const struct job *j,
                     const struct dts_modify_request *req, int64_t now, struct err *err);

#endif
