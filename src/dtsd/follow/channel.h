/* SPDX-License-Identifier: MIT
 *
 * channel - the replication channel of a job on the target: its statements in the words of each
 * flavour, and carrying them out.
 *
 * Measured (MySQL 9.7.4, MariaDB 10.11.19): MySQL changes the delay while the receiver runs and
 * keeps the relay log; with both threads stopped a CHANGE throws the relay log away. MariaDB
 * changes nothing while a thread runs and throws the relay log away at every change and at
 * every start of both threads. A password given to START REPLICA is not stored.
 */
#ifndef DTSD_FOLLOW_CHANNEL_H
#define DTSD_FOLLOW_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "dtsd/follow/room.h"
#include "mysql/flavor.h"
#include "mysql/inspect.h"

/* The server keeps at most 32 characters of a replication password (MySQL: 3056 beyond). */
#define CHANNEL_PASSWORD_MAX 32
/* A refused login is repeated by the server itself at this interval: no hammering. Quicker
 * reconnects are ours (follow.c). */
#define CHANNEL_CONNECT_RETRY_S 30

struct channel_spec {
    const char *host;
    unsigned port;
    const char *user;              /* MariaDB only: stored by the server */
    const struct secret *password; /* MariaDB only */
    bool tls, tls_verify;
    bool auto_position; /* MySQL: by GTIDs; else file and pos */
    bool by_file;       /* MariaDB: file and pos; else gtid_slave_pos */
    bool assign_gtids;  /* source without GTIDs, target with */
    const char *file;
    uint64_t pos;
    int64_t delay_s;
};

enum channel_thread { THREAD_BOTH, THREAD_RECEIVER, THREAD_APPLIER };

/* ---- text; pure ---- */

/* channel_sql_create - CHANGE REPLICATION SOURCE TO ... / CHANGE MASTER ... The text holds the
 * password on MariaDB: wipe it (buf_wipe). */
void channel_sql_create(struct buf *out, const struct flavor *f, const char *name,
                        const struct channel_spec *spec);
void channel_sql_delay(struct buf *out, const struct flavor *f, const char *name,
                       int64_t delay_s);
void channel_sql_reposition(struct buf *out, const struct flavor *f, const char *name,
                            const char *file, uint64_t pos);
/* user, password only for MySQL and only when the receiver is among the threads; NULL: none. */
void channel_sql_start(struct buf *out, const struct flavor *f, const char *name,
                       enum channel_thread thread, const char *user,
                       const struct secret *password);
/* Up to a GTID set and no further. MySQL: the applier alone; MariaDB: both threads (MySQL has the
 * password in START, so its receiver is started apart). */
void channel_sql_until(struct buf *out, const struct flavor *f, const char *name,
                       const char *gtid_set);
void channel_sql_stop(struct buf *out, const struct flavor *f, const char *name,
                      enum channel_thread thread);
void channel_sql_remove(struct buf *out, const struct flavor *f, const char *name);

/* ---- doing; r->target must be open ---- */

/* channel_create - configures the channel; recorded (kind channel). tls as given: what the
 * source's `preferred` came to is the caller's to find out. */
bool channel_create(struct room *r, const struct channel_spec *spec, struct err *err);
bool channel_set_delay(struct room *r, int64_t delay_s, struct err *err);
bool channel_reposition(struct room *r, const char *file, uint64_t pos, struct err *err);
bool channel_start(struct room *r, enum channel_thread thread, struct err *err);
/* channel_start_until - returns at once; the threads stop by themselves. */
bool channel_start_until(struct room *r, const char *gtid_set, struct err *err);
/* channel_stop - also true when it was not running or does not exist. */
bool channel_stop(struct room *r, enum channel_thread thread, struct err *err);
/* channel_remove - stop and RESET REPLICA ALL; also true when it does not exist. */
bool channel_remove(struct room *r, struct err *err);

/* channel_status - all channels; *own points into the list, NULL when ours does not exist. */
bool channel_status(struct room *r, struct replica_status_list *all,
                    const struct replica_status **own, struct err *err);

#endif
