/* SPDX-License-Identifier: MIT
 *
 * describe - jobs and instances as the API tells them. Passwords are never among it.
 */
#ifndef DTSD_DESCRIBE_H
#define DTSD_DESCRIBE_H

#include "dtsd/daemon.h"

/* All fill an initialised struct. */
bool describe_detail(struct daemon *d, const struct job *j, struct dts_detail *out,
                     struct err *err);
bool describe_jobs(struct daemon *d, const struct dts_jobs_request *req,
                   struct dts_jobs_response *out, struct err *err);
bool describe_instances(struct daemon *d, const struct dts_instances_request *req,
                        struct dts_instances_response *out, struct err *err);

#endif
