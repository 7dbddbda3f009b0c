/* SPDX-License-Identifier: MIT
 *
 * channel - see channel.h.
 */
#include "dtsd/follow/channel.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "mysql/quote.h"

#define SQL_MAX     (64 * 1024)
#define SQL_MAX_SET (4 * 1024 * 1024) /* a set of many ranges */

/* What the servers say when there is no such channel: MySQL, MariaDB. */
#define ER_NO_CHANNEL    3074
#define ER_NO_CONNECTION 1617

static void add_connection(struct buf *out, const struct flavor *f, const char *name)
{
    if (!f->named_connections)
        return;
    buf_addc(out, ' ');
    quote_str(out, name);
}

static void add_channel(struct buf *out, const struct flavor *f, const char *name)
{
    if (!f->channels)
        return;
    buf_adds(out, " FOR CHANNEL ");
    quote_str(out, name);
}

static void add_change(struct buf *out, const struct flavor *f, const char *name)
{
    if (str_eq(f->word_source, "SOURCE"))
        buf_adds(out, "CHANGE REPLICATION SOURCE TO ");
    else {
        buf_adds(out, "CHANGE MASTER");
        add_connection(out, f, name);
        buf_adds(out, " TO ");
    }
}

static void add_file(struct buf *out, const struct flavor *f, const char *file, uint64_t pos)
{
    buf_addf(out, "%s_LOG_FILE = ", f->word_source);
    quote_str(out, file);
    buf_addf(out, ", %s_LOG_POS = %" PRIu64, f->word_source, pos);
}

static void add_position(struct buf *out, const struct flavor *f,
                         const struct channel_spec *spec)
{
    if (f->vendor == VENDOR_MARIADB) {
        buf_adds(out, ", MASTER_USE_GTID = ");
        buf_adds(out, spec->by_file ? "no, " : "slave_pos");
        if (spec->by_file)
            add_file(out, f, spec->file, spec->pos);
    } else if (spec->auto_position) {
        buf_addf(out, ", %s_AUTO_POSITION = 1", f->word_source);
    } else {
        if (f->gtid_executed)
            buf_addf(out, ", %s_AUTO_POSITION = 0", f->word_source);
        buf_adds(out, ", ");
        add_file(out, f, spec->file, spec->pos);
        if (spec->assign_gtids)
            buf_adds(out, ", ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS = LOCAL");
    }
}

static void add_tls(struct buf *out, const struct flavor *f, const struct channel_spec *spec)
{
    const char *w = f->word_source;

    buf_addf(out, ", %s_SSL = %d", w, spec->tls ? 1 : 0);
    buf_addf(out, ", %s_SSL_VERIFY_SERVER_CERT = %d", w, spec->tls && spec->tls_verify ? 1 : 0);
    /* without TLS a caching_sha2 account needs the key; asking for it does no harm to others */
    if (f->get_public_key)
        buf_addf(out, ", GET_%s_PUBLIC_KEY = %d", w, spec->tls ? 0 : 1);
}

void channel_sql_create(struct buf *out, const struct flavor *f, const char *name,
                        const struct channel_spec *spec)
{
    const char *w = f->word_source;

    add_change(out, f, name);
    buf_addf(out, "%s_HOST = ", w);
    quote_str(out, spec->host);
    buf_addf(out, ", %s_PORT = %u", w, spec->port);
    if (!f->start_with_user) {
        buf_addf(out, ", %s_USER = ", w);
        quote_str(out, spec->user);
        buf_addf(out, ", %s_PASSWORD = ", w);
        quote_str(out, secret_reveal(spec->password));
    }
    add_position(out, f, spec);
    add_tls(out, f, spec);
    buf_addf(out, ", %s_CONNECT_RETRY = %d", w, CHANNEL_CONNECT_RETRY_S);
    if (f->vendor == VENDOR_MYSQL) /* 9.x gives up after 10 times by itself */
        buf_addf(out, ", %s_RETRY_COUNT = 86400", w);
    buf_addf(out, ", %s_DELAY = %" PRId64, w, spec->delay_s);
    add_channel(out, f, name);
}

void channel_sql_delay(struct buf *out, const struct flavor *f, const char *name,
                       int64_t delay_s)
{
    add_change(out, f, name);
    buf_addf(out, "%s_DELAY = %" PRId64, f->word_source, delay_s);
    add_channel(out, f, name);
}

void channel_sql_reposition(struct buf *out, const struct flavor *f, const char *name,
                            const char *file, uint64_t pos)
{
    add_change(out, f, name);
    add_file(out, f, file, pos);
    add_channel(out, f, name);
}

static void add_verb(struct buf *out, const struct flavor *f, const char *verb,
                     const char *name, enum channel_thread thread)
{
    static const char *const words[] = {
        [THREAD_BOTH] = "", [THREAD_RECEIVER] = " IO_THREAD", [THREAD_APPLIER] = " SQL_THREAD"};

    buf_addf(out, "%s %s", verb, f->word_replica);
    add_connection(out, f, name);
    buf_adds(out, words[thread]);
}

void channel_sql_start(struct buf *out, const struct flavor *f, const char *name,
                       enum channel_thread thread, const char *user,
                       const struct secret *password)
{
    add_verb(out, f, "START", name, thread);
    if (f->start_with_user && user && thread != THREAD_APPLIER) {
        buf_adds(out, " USER = ");
        quote_str(out, user);
        buf_adds(out, " PASSWORD = ");
        quote_str(out, secret_reveal(password));
    }
    add_channel(out, f, name);
}

void channel_sql_until(struct buf *out, const struct flavor *f, const char *name,
                       const char *gtid_set)
{
    bool mariadb = f->vendor == VENDOR_MARIADB;

    add_verb(out, f, "START", name, mariadb ? THREAD_BOTH : THREAD_APPLIER);
    buf_adds(out, mariadb ? " UNTIL master_gtid_pos = " : " UNTIL SQL_AFTER_GTIDS = ");
    quote_str(out, gtid_set);
    add_channel(out, f, name);
}

void channel_sql_stop(struct buf *out, const struct flavor *f, const char *name,
                      enum channel_thread thread)
{
    add_verb(out, f, "STOP", name, thread);
    add_channel(out, f, name);
}

void channel_sql_remove(struct buf *out, const struct flavor *f, const char *name)
{
    buf_addf(out, "RESET %s", f->word_replica);
    add_connection(out, f, name);
    buf_adds(out, " ALL");
    add_channel(out, f, name);
}

/* ---- doing ---- */

/* Runs the text and wipes it. A server may quote part of a statement in its error: never one
 * that holds a password. */
static bool run_text(struct room *r, struct buf *sql, struct err *err)
{
    const struct secret *password = r->run->source.password;
    bool ok = buf_ok(sql) ? conn_exec(r->target, buf_str(sql), err)
                          : err_set(err, ERR_INPUT, "A statement for the channel is too long.");

    if (!ok && !secret_is_empty(password) && strstr(err->server, secret_reveal(password)))
        err_server(err, err->number, err->code, "(hidden: it holds a password)");
    buf_wipe(sql);
    return ok;
}

static bool is_missing(const struct err *err)
{
    return err->number == ER_NO_CHANNEL || err->number == ER_NO_CONNECTION;
}

bool channel_create(struct room *r, const struct channel_spec *spec, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    int64_t id = 0;

    if (!room_note(r->run, "channel", room_name(r), NULL, NULL, &id, err))
        return false;
    channel_sql_create(&sql, room_target(r), room_channel(r), spec);
    if (!run_text(r, &sql, err))
        return err_wrap(err, "The replication channel could not be set up on the target");
    return run_done(r->run, id, err);
}

bool channel_set_delay(struct room *r, int64_t delay_s, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);

    channel_sql_delay(&sql, room_target(r), room_channel(r), delay_s);
    return run_text(r, &sql, err) || err_wrap(err, "The channel's delay could not be changed");
}

bool channel_reposition(struct room *r, const char *file, uint64_t pos, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);

    channel_sql_reposition(&sql, room_target(r), room_channel(r), file, pos);
    return run_text(r, &sql, err) ||
           err_wrap(err, "The channel's position could not be set again");
}

bool channel_start(struct room *r, enum channel_thread thread, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);

    channel_sql_start(&sql, room_target(r), room_channel(r), thread, r->run->source.user,
                      r->run->source.password);
    return run_text(r, &sql, err) || err_wrap(err, "Replication could not be started");
}

bool channel_start_until(struct room *r, const char *gtid_set, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX_SET);

    channel_sql_until(&sql, room_target(r), room_channel(r), gtid_set);
    return run_text(r, &sql, err) || err_wrap(err, "Replication could not be started");
}

bool channel_stop(struct room *r, enum channel_thread thread, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);

    channel_sql_stop(&sql, room_target(r), room_channel(r), thread);
    if (run_text(r, &sql, err) || is_missing(err)) {
        err_clear(err);
        return true;
    }
    return err_wrap(err, "Replication could not be stopped");
}

bool channel_remove(struct room *r, struct err *err)
{
    const struct replica_status *own = NULL;
    struct replica_status_list all = {0};
    struct buf sql = BUF_INIT(SQL_MAX);
    bool ok;

    if (!channel_status(r, &all, &own, err))
        return false;
    ok = own != NULL;
    replica_status_list_clear(&all);
    if (!ok)
        return true;
    if (!channel_stop(r, THREAD_BOTH, err))
        return false;
    channel_sql_remove(&sql, room_target(r), room_channel(r));
    if (run_text(r, &sql, err) || is_missing(err)) {
        err_clear(err);
        return true;
    }
    return err_wrap(err, "The replication channel could not be removed");
}

bool channel_status(struct room *r, struct replica_status_list *all,
                    const struct replica_status **own, struct err *err)
{
    if (!inspect_replicas(r->target, room_target(r), all, err))
        return false;
    *own = replica_status_find(all, room_channel(r));
    return true;
}
