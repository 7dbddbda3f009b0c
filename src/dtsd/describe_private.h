/* SPDX-License-Identifier: MIT
 *
 * describe_private - the filters of the task list. See describe.h.
 */
#ifndef DTSD_DESCRIBE_PRIVATE_H
#define DTSD_DESCRIBE_PRIVATE_H

#include "dtsd/describe.h"

/* describe_check_filters - CODE_BAD_VALUE for a value that nothing can have. */
bool describe_check_filters(const struct dts_jobs_request *r, struct err *err);
bool describe_matches(const struct dts_jobs_request *r, const struct job *j);
/* describe_wants - an absent or empty filter wants everything. */
bool describe_wants(const char *filter, const char *value);

#endif
