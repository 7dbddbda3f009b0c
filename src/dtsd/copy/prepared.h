/* SPDX-License-Identifier: MIT
 *
 * prepared - XA transactions that are prepared and not ended when the snapshot is taken.
 *
 * Why: a snapshot does not show their rows, and the binary log has the rows with the XA PREPARE,
 * before the snapshot's point: behind it comes only XA COMMIT, which the target does not know
 * (XAER_NOTA, 1397, measured with MySQL 9.7 and MariaDB 10.11). A lock on the source does not wait for
 * them, and they may last for days.
 */
#ifndef DTSD_COPY_PREPARED_H
#define DTSD_COPY_PREPARED_H

#include <stdbool.h>

#include "base/err.h"
#include "mysql/conn.h"

/* prepared_none - ERR_TIMEOUT when there is one: it may be over at the next try. An account that sees
 * neither XA RECOVER (XA_RECOVER_ADMIN) nor InnoDB's transactions (PROCESS) is taken to see none. */
bool prepared_none(struct conn *source, struct err *err);

#endif
