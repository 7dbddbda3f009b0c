/* SPDX-License-Identifier: MIT
 *
 * session_names - CMD_NAMES: all that a finding of the check is about, by the SELECT that came with
 * the finding. Runs on the thread of the databases.
 *
 * Why: the statement comes from the service, so it runs where it can change no row: it has to begin
 *      with SELECT, in a transaction that only reads
 * Limits: SESSION_NAMES_MOST rows and NAMES_BYTES; a server that is silent for STATEMENT_S is given up
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/probe.h"
#include "wizard/session_private.h"

#define STATEMENT_S 60
#define NAMES_BYTES (8 * 1024 * 1024)
#define COLUMNS     16

/* The columns side by side; caller frees. */
static char *row_text(char **row, const unsigned long *lengths, size_t columns)
{
    struct strlist parts = {0};

    for (size_t i = 0; i < columns && i < COLUMNS; i++)
        strlist_take(&parts, row[i] ? str_printable(row[i], lengths[i]) : mem_strdup("NULL"));
    char *text = strlist_join(&parts, "  ");
    strlist_clear(&parts);
    return text;
}

/* As much as there is room for; *more: there was more. */
static bool take_rows(struct stream *s, struct strlist *names, bool *more, struct err *err)
{
    unsigned long *lengths;
    size_t bytes = 0;
    char **row;

    while (stream_next(s, &row, &lengths, err)) {
        if (!row)
            return true;
        *more = names->n >= SESSION_NAMES_MOST || bytes >= NAMES_BYTES;
        if (*more)
            return true;
        strlist_take(names, row_text(row, lengths, stream_cols(s)));
        bytes += strlen(names->items[names->n - 1]);
    }
    return false;
}

/* The limit keeps the server from sending what nobody reads. */
static bool ask(struct conn *c, const char *sql, struct reply *r)
{
    struct stream *s = NULL;
    char *limited = mem_printf("%s LIMIT %d", sql, SESSION_NAMES_MOST + 1);
    bool ok = conn_session(c, SESSION_READ, &r->err) &&
              conn_exec(c, "START TRANSACTION /*!50605 READ ONLY */", &r->err) &&
              stream_open(&s, c, limited, &r->err) &&
              take_rows(s, &r->names, &r->more, &r->err);

    stream_close(s);
    free(limited);
    return ok;
}

bool session_names(struct session *s, struct task *t, struct reply *r)
{
    const struct command *cmd = &t->cmd;
    const struct plan_side *side = cmd->on_source ? &cmd->plan.source : &cmd->plan.target;
    const char *sql = str_or(cmd->text, "");
    struct conn *c = NULL;

    (void)s;
    r->on_source = cmd->on_source;
    r->step_id = mem_strdup(cmd->step_id);
    strlist_add(&r->statements, sql);
    if (!str_starts(sql, "SELECT "))
        return err_set(
            &r->err, ERR_PROTOCOL,
            _("What came with the finding to show all names is no SELECT; it was not "
              "run."));
    bool ok = side_connect(side, cmd->on_source ? "source" : "target", STATEMENT_S, t->cancel,
                           &c, &r->err) &&
              ask(c, sql, r);
    conn_close(c);
    if (!ok)
        strlist_clear(&r->names);
    return ok;
}
