/* SPDX-License-Identifier: MIT
 *
 * inspect_replica - rows of SHOW REPLICA STATUS of any version under neutral names.
 *
 * Source of the names: recorded answers of MySQL 5.6, MySQL 9.7 and MariaDB 10.11.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/inspect.h"

enum kind { K_TEXT, K_INT, K_INT32, K_UINT, K_UNSIGNED, K_YES };

#define STATUS(m, k, ...)                      \
    {                                          \
        offsetof(struct replica_status, m), k, \
        {                                      \
            __VA_ARGS__                        \
        }                                      \
    }

static const struct column {
    size_t offset;
    enum kind kind;
    const char *names[2];
} columns[] = {
    STATUS(channel, K_TEXT, "Channel_Name", "Connection_name"),
    STATUS(source_host, K_TEXT, "Source_Host", "Master_Host"),
    STATUS(source_uuid, K_TEXT, "Source_UUID", "Master_UUID"),
    STATUS(source_port, K_UNSIGNED, "Source_Port", "Master_Port"),
    STATUS(source_server_id, K_INT, "Source_Server_Id", "Master_Server_Id"),
    STATUS(io_running, K_YES, "Replica_IO_Running", "Slave_IO_Running"),
    STATUS(io_state_word, K_TEXT, "Replica_IO_Running", "Slave_IO_Running"),
    STATUS(sql_running, K_YES, "Replica_SQL_Running", "Slave_SQL_Running"),
    STATUS(io_errno, K_INT32, "Last_IO_Errno"),
    STATUS(sql_errno, K_INT32, "Last_SQL_Errno"),
    STATUS(io_error, K_TEXT, "Last_IO_Error"),
    STATUS(sql_error, K_TEXT, "Last_SQL_Error"),
    STATUS(seconds_behind, K_INT, "Seconds_Behind_Source", "Seconds_Behind_Master"),
    STATUS(source_log_file, K_TEXT, "Source_Log_File", "Master_Log_File"),
    STATUS(read_source_pos, K_UINT, "Read_Source_Log_Pos", "Read_Master_Log_Pos"),
    STATUS(relay_source_log_file, K_TEXT, "Relay_Source_Log_File", "Relay_Master_Log_File"),
    STATUS(exec_source_pos, K_UINT, "Exec_Source_Log_Pos", "Exec_Master_Log_Pos"),
    STATUS(retrieved_gtid, K_TEXT, "Retrieved_Gtid_Set", "Gtid_IO_Pos"),
    STATUS(executed_gtid, K_TEXT, "Executed_Gtid_Set", "Gtid_Slave_Pos"),
    STATUS(delay_s, K_INT, "SQL_Delay"),
    STATUS(wild_do_table, K_TEXT, "Replicate_Wild_Do_Table"),
    STATUS(auto_position, K_YES, "Auto_Position", "Using_Gtid"),
};
#define N_COLUMNS (sizeof columns / sizeof *columns)

/* "Connecting" is not running; MariaDB's Using_Gtid says No, Slave_Pos or Current_Pos. */
static bool is_yes(const char *s)
{
    static const char *const yes[] = {"Yes", "1", "Slave_Pos", "Current_Pos", "Replica_Pos"};

    for (size_t i = 0; s && i < sizeof yes / sizeof *yes; i++)
        if (str_eq_nocase(s, yes[i]))
            return true;
    return false;
}

static void set_column(struct replica_status *st, const struct column *col, const char *value)
{
    void *where = (char *)st + col->offset;
    int64_t n = -1;
    uint64_t u = 0;

    switch (col->kind) {
    case K_TEXT: *(char **)where = mem_strdup(str_or(value, "")); break;
    case K_YES: *(bool *)where = is_yes(value); break;
    case K_INT:
        if (value && !str_to_int(value, INT64_MIN, INT64_MAX, &n))
            n = -1;
        *(int64_t *)where = n;
        break;
    case K_INT32:
        *(int *)where = value && str_to_int(value, 0, INT32_MAX, &n) ? (int)n : 0;
        break;
    case K_UINT:
        *(uint64_t *)where = value && str_to_uint(value, UINT64_MAX, &u) ? u : 0;
        break;
    case K_UNSIGNED:
        *(unsigned *)where = value && str_to_uint(value, UINT32_MAX, &u) ? (unsigned)u : 0;
        break;
    }
}

void inspect_replicas_from_rows(const struct rows *r, struct replica_status_list *out)
{
    memset(out, 0, sizeof *out);
    for (size_t row = 0; row < r->n; row++) {
        mem_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items);
        struct replica_status *st = &out->items[out->n++];
        for (size_t i = 0; i < N_COLUMNS; i++) {
            const char *value = rows_by_name(r, row, columns[i].names[0]);
            if (!value && columns[i].names[1])
                value = rows_by_name(r, row, columns[i].names[1]);
            set_column(st, &columns[i], value);
        }
    }
}

/* MariaDB's SHOW ALL SLAVES STATUS puts what the server wrote itself into Gtid_Slave_Pos: with its own
 * numbers higher than the source's, changes would count as applied that are not (measured, 10.11.19;
 * the variable has only what was replicated, on all channels). */
static bool read_applied(struct conn *c, struct replica_status_list *l, struct err *err)
{
    char *text = NULL;

    if (!conn_value(c, "SELECT @@GLOBAL.gtid_slave_pos", &text, err))
        return false;
    for (size_t i = 0; i < l->n; i++)
        mem_replace(&l->items[i].executed_gtid, str_or(text, ""));
    free(text);
    return true;
}

bool inspect_replicas(struct conn *c, const struct flavor *f, struct replica_status_list *out,
                      struct err *err)
{
    struct rows r;

    memset(out, 0, sizeof *out);
    if (!conn_query(c, f->replica_status, &r, err))
        return err_wrap(err, _("reading the replication status of the %s"), conn_label(c));
    inspect_replicas_from_rows(&r, out);
    rows_clear(&r);
    if (f->gtid != GTID_MARIADB || out->n == 0 || read_applied(c, out, err))
        return true;
    replica_status_list_clear(out);
    return err_wrap(err, _("reading the replication status of the %s"), conn_label(c));
}

void replica_status_list_clear(struct replica_status_list *l)
{
    for (size_t n = 0; n < l->n; n++)
        for (size_t i = 0; i < N_COLUMNS; i++)
            if (columns[i].kind == K_TEXT)
                free(*(char **)(void *)((char *)&l->items[n] + columns[i].offset));
    free(l->items);
    memset(l, 0, sizeof *l);
}

const struct replica_status *replica_status_find(const struct replica_status_list *l,
                                                 const char *channel)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq_nocase(l->items[i].channel, channel ? channel : ""))
            return &l->items[i];
    return NULL;
}

bool replica_status_is_of(const struct replica_status *st, const char *uuid, const char *host,
                          unsigned port, int64_t server_id)
{
    if (!str_empty(st->source_uuid) && !str_empty(uuid))
        return str_eq_nocase(st->source_uuid, uuid);
    if (str_eq_nocase(st->source_host, host) && st->source_port == port)
        return true;
    /* the id is known once the channel has been connected */
    return st->source_server_id > 0 && st->source_server_id == server_id;
}
