/* SPDX-License-Identifier: MIT
 *
 * ali_call - the call that a change at Alibaba Cloud is made by, as the operator reads it before it is
 * sent: the action, and each of its parameters as it goes over the wire.
 *
 * Why: who consents to a change consents to exactly this. What can be shown only in part is not shown:
 *      then the change is not offered
 */
#ifndef WIZARD_ALI_CALL_H
#define WIZARD_ALI_CALL_H

#include "alibaba/rds_backup.h"
#include "wizard/ali.h"
#include "wizard/ali_change.h"

/* ali_call_text - "ModifyBackupPolicy\n  DBInstanceId=rm-bp1x7k\n  ..."; a password as stars. s: what was
 * read of the change's instance, may be NULL. NULL: what would be sent is not known (not read, or a value
 * that has to be sent back was not told). Not for ALI_ALLOW. Caller frees. */
char *ali_call_text(const struct ali_change *c, const struct ali_source *s);

/* ali_window_text - days and hours of a policy in one text, as ALI_WINDOW has them; caller frees. NULL:
 * not told. ali_window_split - its two parts; false: it is no such text. Caller frees both. */
char *ali_window_text(const struct rds_policy *p);
bool ali_window_split(const char *text, char **days, char **hours);

/* ali_window_away - the window of the automatic backup as it was read, and one that is far enough from
 * `at` (Unix s): both as ALI_WINDOW has them. false, and both NULL: the days and hours were not told.
 * Caller frees. */
bool ali_window_away(const struct ali_source *s, int64_t at, char **was, char **now);

#endif
