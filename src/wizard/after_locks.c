/* SPDX-License-Identifier: MIT
 *
 * after_locks - who waits for whom on the target: each transaction that waits for a row, and the one that
 * holds it. Part of the look of after.h.
 *
 * Statements are not read: they hold the application's data. Where the account may not look, that is said.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "wizard/after_private.h"

/* Alike: who waits, since when, who holds, and the table. */
#define PEOPLE                                                                               \
    "SELECT w.trx_mysql_thread_id, CONCAT(pw.USER, '@', SUBSTRING_INDEX(pw.HOST, ':', 1)), " \
    "TIMESTAMPDIFF(SECOND, w.trx_wait_started, NOW()), b.trx_mysql_thread_id, "              \
    "CONCAT(pb.USER, '@', SUBSTRING_INDEX(pb.HOST, ':', 1)), "
#define JOINED                                                                            \
    "LEFT JOIN information_schema.PROCESSLIST pw ON pw.ID = w.trx_mysql_thread_id LEFT "  \
    "JOIN information_schema.PROCESSLIST pb ON pb.ID = b.trx_mysql_thread_id ORDER BY 3 " \
    "DESC, 1"

static const char since_80[] = PEOPLE
    "CONCAT(l.OBJECT_SCHEMA, '.', l.OBJECT_NAME) FROM performance_schema.data_lock_waits x "
    "JOIN information_schema.INNODB_TRX w ON w.trx_id = "
    "x.REQUESTING_ENGINE_TRANSACTION_ID "
    "JOIN information_schema.INNODB_TRX b ON b.trx_id = x.BLOCKING_ENGINE_TRANSACTION_ID "
    "LEFT JOIN performance_schema.data_locks l ON l.ENGINE_LOCK_ID = "
    "x.REQUESTING_ENGINE_LOCK_ID AND l.ENGINE = x.ENGINE " JOINED;
static const char before_80[] = PEOPLE
    "REPLACE(l.lock_table, '`', '') FROM information_schema.INNODB_LOCK_WAITS x "
    "JOIN information_schema.INNODB_TRX w ON w.trx_id = x.requesting_trx_id "
    "JOIN information_schema.INNODB_TRX b ON b.trx_id = x.blocking_trx_id "
    "LEFT JOIN information_schema.INNODB_LOCKS l ON l.lock_id = x.requested_lock_id " JOINED;

static void copy(char *to, size_t size, const struct rows *r, size_t row, size_t col)
{
    char *text = str_printable(str_or(rows_get(r, row, col), "?"), rows_length(r, row, col));

    str_copy(to, size, str_or(text, "?"));
    free(text);
}

void after_locks(struct conn *c, const struct flavor *f, struct snap_after *out)
{
    struct rows r = {0};
    struct err err = {0};

    out->locks = AFTER_LOCKS_UNREAD;
    if (!f) {
        str_copy(out->locks_why, sizeof out->locks_why, _("the server's version is not known"));
        return;
    }
    if (!conn_query(c, f->data_locks ? since_80 : before_80, &r, &err)) {
        log_err(LOG_INFO, "after", &err);
        if (err.kind == ERR_DENIED)
            out->locks = AFTER_LOCKS_DENIED;
        else
            str_copy(out->locks_why, sizeof out->locks_why, err.text);
        return;
    }
    out->locks = (int64_t)r.n;
    for (size_t i = 0; i < r.n && i < AFTER_LOCKS; i++) {
        struct snap_lock *l = &out->lock[i];
        l->waits_id = rows_int(&r, i, 0, -1);
        copy(l->waits, sizeof l->waits, &r, i, 1);
        l->seconds = rows_int(&r, i, 2, -1);
        l->holds_id = rows_int(&r, i, 3, -1);
        copy(l->holds, sizeof l->holds, &r, i, 4);
        copy(l->table, sizeof l->table, &r, i, 5);
    }
    rows_clear(&r);
}
