/* SPDX-License-Identifier: MIT
 *
 * backup_window - when an instance backs itself up, whether that is near, and to where the hour can
 * be moved for a while.
 *
 * Why: automatic backup cannot be switched off by the API, two weekdays at least have to stay; to
 *      keep it out of the way means to move it
 */
#ifndef ALIBABA_BACKUP_WINDOW_H
#define ALIBABA_BACKUP_WINDOW_H

#include "alibaba/rds_backup.h"

#define BACKUP_SOON_S (2 * 3600) /* a backup that comes within this stands in the way */

struct backup_window {
    bool days[7]; /* of the beginning, UTC; 0 is Sunday */
    int from, to; /* minutes of the day; to may be below from: it ends on the next day */
    int64_t next; /* as the service says, Unix s; 0: not said */
};
/* backup_window_read - false when the policy tells no days and hours that can be understood. */
bool backup_window_read(const struct rds_policy *p, struct backup_window *out);
/* backup_window_is_near - a window is open at now or opens within the hour, or the service names
 * its next backup for within BACKUP_SOON_S. */
bool backup_window_is_near(const struct backup_window *w, int64_t now);
/* backup_window_opens - when the next one begins that is not over, Unix s; 0 with no day. */
int64_t backup_window_opens(const struct backup_window *w, int64_t now);

struct backup_move {
    char period[80], time[16];         /* to be set */
    char old_period[80], old_time[16]; /* as they are */
};
/* backup_window_propose - a window that opens not before a day and a half from now: of the days so
 * far those that are far enough, or the two that are farthest. False as backup_window_read. */
bool backup_window_propose(const struct rds_policy *p, int64_t now, struct backup_move *out);
/* backup_window_set - sets days and hours, everything else of the policy stays. before: as
 * rds_set_policy; its days and hours are the way back (once more backup_window_set). */
enum rds_outcome backup_window_set(const struct rds_at *at, const char *period,
                                   const char *time, struct rds_policy *before,
                                   struct err *err);

#endif
