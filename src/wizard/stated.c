/* SPDX-License-Identifier: MIT
 *
 * stated - see stated.h.
 *
 * The list of sessions is asked so that who asks comes last and names himself: so a list that was cut
 * off shows, and his own session does not count.
 */
#include "wizard/stated.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/flavor.h"
#include "mysql/gtid.h"
#include "mysql/inspect.h"
#include "mysql/pasted.h"
#include "wizard/watch.h"

_Static_assert(STATED_MAX == PASTED_MAX, "one limit");

#define CLOCK_SQL "SELECT UNIX_TIMESTAMP() AS ASKED_AT;"
#define SESSIONS_SQL                                                                        \
    "SELECT ID, USER, HOST, DB, COMMAND, TIME, CONNECTION_ID() AS ME, UNIX_TIMESTAMP() AS " \
    "ASKED_AT FROM information_schema.PROCESSLIST ORDER BY ID = CONNECTION_ID();"

bool stated_on_source(enum cut_item item)
{
    return item == CUT_WRITERS || item == CUT_NO_WRITE || item == CUT_POSITION;
}

bool stated_can_answer(enum cut_item item)
{
    return item == CUT_LOGIN || item == CUT_WRITERS || item == CUT_NO_WRITE || item == CUT_SAME;
}

/* ---- what to ask ---- */

static void ask_position(const struct flavor *f, struct strlist *out)
{
    if (f && f->vendor == VENDOR_MARIADB) {
        strlist_add(out, "SELECT @@GLOBAL.gtid_binlog_pos, UNIX_TIMESTAMP() AS ASKED_AT;");
        return;
    }
    strlist_take(out, mem_printf("%s;", f ? f->binlog_status : "SHOW MASTER STATUS"));
    if (!f)
        strlist_add(out, _("-- MySQL 8.4 and later instead: SHOW BINARY LOG STATUS;"));
    strlist_add(out, CLOCK_SQL);
}

static void ask_target(const struct flavor *f, struct strlist *out)
{
    if (!f || f->vendor == VENDOR_MYSQL)
        strlist_add(out, "SELECT @@GLOBAL.gtid_executed, UNIX_TIMESTAMP() AS ASKED_AT;");
    if (!f)
        strlist_add(out, _("-- MariaDB instead:"));
    if (!f || f->vendor == VENDOR_MARIADB)
        strlist_add(out, "SELECT @@GLOBAL.gtid_slave_pos, UNIX_TIMESTAMP() AS ASKED_AT;");
    strlist_add(out, _("-- A source without GTIDs instead:"));
    strlist_take(out, mem_printf("%s\\G", f ? f->replica_status : "SHOW SLAVE STATUS"));
    if (!f || f->vendor == VENDOR_MARIADB)
        strlist_add(out, CLOCK_SQL);
}

void stated_sql(enum cut_item item, const char *version, struct strlist *out)
{
    unsigned number;
    const struct flavor *f = version ? flavor_detect(version, &number) : NULL;

    switch (item) {
    case CUT_LOGIN:
        strlist_add(out, "SELECT CURRENT_USER(), UNIX_TIMESTAMP() AS ASKED_AT;");
        break;
    case CUT_WRITERS: strlist_add(out, SESSIONS_SQL); break;
    case CUT_NO_WRITE: ask_position(f, out); break;
    case CUT_SAME: ask_target(f, out); break;
    default: break;
    }
}

/* ---- what it says ---- */

struct read {
    struct pasted p;
    struct cut_answer *a;
    struct stated_answer *out; /* what a points to */
};

void stated_clear(struct stated_answer *s)
{
    free(s->text);
    free(s->file);
    free(s->gtid);
    free(s->evidence);
    free(s->digest);
    memset(s, 0, sizeof *s);
}

void stated_free(struct stated_answer *s)
{
    if (s)
        stated_clear(s);
    free(s);
}

static bool no_such_answer(const struct read *r, const char *what, struct err *err)
{
    if (r->p.refusal) {
        err_set(err, ERR_INPUT, _("Line %zu: the server refused: %.300s"), r->p.refusal_line,
                r->p.refusal);
        return err_hint(err, _("Ask as an account that may."));
    }
    err_set(err, ERR_INPUT, _("There is no answer to this in it: %s"), what);
    return err_hint(err,
                    _("Ask with the statement that is shown, with the names of the columns."));
}

static bool has_column(const struct pasted_answer *a, const char *column)
{
    for (size_t k = 0; k < a->rows.cols; k++)
        if (str_eq_nocase(a->rows.names[k], column))
            return true;
    return false;
}

static const struct pasted_answer *answer_with(const struct pasted *p, const char *column)
{
    for (size_t i = 0; i < p->n; i++)
        if (has_column(&p->items[i], column))
            return &p->items[i];
    return NULL;
}

/* One value alone has no name: it counts where it looks like what is asked for. */
static const char *alone(const struct pasted *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].alone)
            return rows_get(&p->items[i].rows, 0, 0);
    return NULL;
}

static bool is_gtid_set(const char *s)
{
    char *normal = gtid_normal(s);

    free(normal);
    return normal != NULL;
}

/* Does that answer say one of these? A column that is empty says nothing; a set of transactions may stand
 * alone. */
static bool says(const struct pasted_answer *a, const char *const *columns, bool set)
{
    for (; *columns; columns++)
        if (!str_empty(rows_by_name(&a->rows, 0, *columns)))
            return true;
    return set && a->alone && is_gtid_set(rows_get(&a->rows, 0, 0));
}

/* An older answer above or below it would be judged instead, or a list without the session that writes. */
static bool check_one(const struct pasted *p, const char *const *columns, bool set,
                      struct err *err)
{
    const struct pasted_answer *first = NULL;

    for (size_t i = 0; i < p->n; i++) {
        const struct pasted_answer *a = &p->items[i];
        if (!says(a, columns, set))
            continue;
        if (first) {
            err_set(err, ERR_INPUT,
                    _("Lines %zu and %zu: two answers to the same question; which is the newer "
                      "is not known."),
                    first->line, a->line);
            return err_hint(err, _("Paste one answer at a time."));
        }
        first = a;
    }
    return true;
}

/* A row of another user than the asker's: without the right he sees his own alone, whatever they do. */
static bool others_seen(const struct cut_session *s, size_t n, uint64_t own)
{
    const char *me = NULL;

    for (size_t i = 0; i < n && own; i++)
        me = s[i].id == own ? s[i].user : me;
    for (size_t i = 0; i < n && me; i++)
        if (!str_eq(s[i].user, me))
            return true;
    return false;
}

/* "1,234" of a client that groups digits would be no session at all, and every one the same. */
static bool check_numbers(const struct pasted *p, const char *column, struct err *err)
{
    uint64_t number;

    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->items[i].rows.cols; k++) {
            const struct pasted_answer *a = &p->items[i];
            if (!str_eq_nocase(a->rows.names[k], column))
                continue;
            for (size_t r = 0; r < a->rows.n; r++) {
                const char *v = str_or(rows_get(&a->rows, r, k), "NULL");
                if (str_to_uint(v, INT64_MAX / 2, &number))
                    continue;
                err_set(err, ERR_INPUT, _("Line %zu: %s is no number: %.40s"), a->lines[r],
                        column, v);
                return err_hint(err, _("Copy it from a client that shows numbers as they are, "
                                       "without marks between the digits."));
            }
        }
    return true;
}

/* The session that asked: the list says which, or by its statement. */
static uint64_t who_asked(const struct rows *r, const struct cut_session *s, size_t n)
{
    uint64_t id = 0;

    if (str_to_uint(str_or(rows_by_name(r, 0, "ME"), ""), UINT64_MAX, &id))
        return id;
    for (size_t i = 0; i < n; i++)
        if (s[i].info && strcasestr(s[i].info, "PROCESSLIST") && s[i].seconds <= 0)
            return s[i].id;
    return 0;
}

static bool check_end(const struct pasted_answer *a, const struct cut_session *s, size_t n,
                      uint64_t own, struct err *err)
{
    bool ends = rows_by_name(&a->rows, 0, "ME") ? s[n - 1].id == own : a->whole;

    if (ends)
        return true;
    err_set(err, ERR_INPUT,
            _("The list that begins in line %zu has no end here; a session that is cut off may "
              "write."),
            a->line);
    return err_hint(err,
                    _("Copy all of it, with the last line of the frame or \"rows in set\"."));
}

static bool read_writers(struct read *r, const struct plan *p, struct err *err)
{
    static const char *const lists[] = {"COMMAND", NULL};
    const struct pasted_answer *list = answer_with(&r->p, "COMMAND");
    struct cut_session *s = NULL;
    size_t n = 0, left;

    if (!list || !list->rows.n || !has_column(list, "USER") || !has_column(list, "HOST") ||
        !has_column(list, "ID"))
        return no_such_answer(r, _("no list of sessions with ID, USER, HOST and COMMAND."),
                              err);
    if (!check_one(&r->p, lists, false, err) || !check_numbers(&r->p, "ID", err) ||
        !check_numbers(&r->p, "ME", err))
        return false;
    cut_sessions_from_rows(&list->rows, &s, &n);
    struct cut_self self = {.own_id = who_asked(&list->rows, s, n),
                            .account = p->source.user,
                            .vendor_root = str_eq(p->source.supplier, "aliyun")};
    bool ok = n == list->rows.n ? check_end(list, s, n, self.own_id, err)
                                : err_set(err, ERR_INPUT, _("More than %zu sessions."), n);
    left = cut_sessions_judge(s, n, &self);
    r->a->n_writers = left ? (int)left : others_seen(s, n, self.own_id) ? 0 : -1;
    r->out->text = left ? cut_sessions_text(s, n) : NULL;
    r->a->text = r->out->text;
    r->out->evidence = mem_printf(_("pasted list: %zu sessions, %zu of them count"), n, left);
    cut_sessions_clear(&s, &n);
    return ok;
}

static void take_file(struct read *r, const char *file, const char *pos)
{
    uint64_t at = 0;

    if (!str_empty(file) && str_to_uint(str_or(pos, ""), UINT64_MAX, &at)) {
        r->out->file = mem_strdup(file);
        r->a->file = r->out->file;
        r->a->pos = at;
    }
}

static void take_gtid(struct read *r, const char *gtid)
{
    if (!str_empty(gtid)) {
        r->out->gtid = mem_strdup(gtid);
        r->a->gtid = r->out->gtid;
    }
}

static bool said_position(struct read *r, struct err *err)
{
    if (!r->a->gtid && is_gtid_set(alone(&r->p)))
        take_gtid(r, alone(&r->p));
    if (r->a->gtid && !is_gtid_set(r->a->gtid)) {
        err_set(err, ERR_INPUT, _("This is no set of transactions: %.60s"), r->a->gtid);
        return err_hint(err, _("Copy the whole answer again."));
    }
    if (!r->a->gtid && !r->a->file)
        return no_such_answer(r, _("no position and no set of transactions."), err);
    r->out->evidence = mem_printf(_("pasted position: %s %" PRIu64 " %.500s"),
                                  str_or(r->a->file, "-"), r->a->pos, str_or(r->a->gtid, "-"));
    return true;
}

static bool read_position(struct read *r, struct err *err)
{
    static const char *const sets[] = {"Executed_Gtid_Set",      "@@GLOBAL.gtid_binlog_pos",
                                       "@@gtid_binlog_pos",      "gtid_binlog_pos",
                                       "@@GLOBAL.gtid_executed", "@@gtid_executed",
                                       "gtid_executed",          NULL};
    static const char *const places[] = {"Position", NULL};
    const struct pasted_answer *status = answer_with(&r->p, "Position");

    if (!check_one(&r->p, sets, true, err) || !check_one(&r->p, places, false, err))
        return false;
    take_gtid(r, pasted_find(&r->p, sets));
    if (status)
        take_file(r, rows_by_name(&status->rows, 0, "File"),
                  rows_by_name(&status->rows, 0, "Position"));
    return said_position(r, err);
}

static bool read_target(struct read *r, struct err *err)
{
    static const char *const sets[] = {
        "Executed_Gtid_Set", /* first: of the replica's status, which may stand beside the set */
        "@@GLOBAL.gtid_executed",
        "@@gtid_executed",
        "gtid_executed",
        "@@GLOBAL.gtid_slave_pos",
        "@@gtid_slave_pos",
        NULL}; /* not MariaDB's Gtid_Slave_Pos nor gtid_current_pos: with what it wrote itself */
    static const char *const files[] = {"Relay_Source_Log_File", "Relay_Master_Log_File", NULL};
    const struct pasted_answer *status = NULL;

    if (!check_one(&r->p, sets + 1, true, err) || !check_one(&r->p, files, false, err))
        return false;
    take_gtid(r, pasted_find(&r->p, sets));
    for (size_t i = 0; files[i] && !status; i++)
        status = answer_with(&r->p, files[i]);
    if (status && status->rows.n == 1) { /* of several channels none is known to be ours */
        struct replica_status_list list = {0};
        inspect_replicas_from_rows(&status->rows, &list);
        char *pos = mem_printf("%" PRIu64, list.items[0].exec_source_pos);
        take_file(r, list.items[0].relay_source_log_file, pos);
        free(pos);
        replica_status_list_clear(&list);
    }
    return said_position(r, err);
}

static bool read_login(struct read *r, struct err *err)
{
    static const char *const names[] = {"CURRENT_USER()", "CURRENT_USER", "USER()", NULL};
    const char *user = pasted_find(&r->p, names);

    if (!user && alone(&r->p) && strchr(alone(&r->p), '@'))
        user = alone(&r->p);
    if (!user && !r->p.refusal)
        return no_such_answer(r, "CURRENT_USER().", err);
    r->a->login = user != NULL;
    r->out->text = mem_strdup(user ? user : r->p.refusal);
    r->a->text = r->out->text;
    r->out->evidence = mem_printf("SELECT CURRENT_USER(): %.300s", r->out->text);
    return true;
}

/* When it was asked, by the server's clock. Two clocks in one paste are two answers; only of the target are
 * two statements shown, each with its own: then the earlier counts. */
static bool read_clock(enum cut_item item, struct read *r, struct err *err)
{
    static const char *const clock[] = {"ASKED_AT", NULL};
    int64_t at;

    if (item != CUT_SAME && !check_one(&r->p, clock, false, err))
        return false;
    for (size_t i = 0; i < r->p.n; i++)
        if (str_to_int(str_or(rows_by_name(&r->p.items[i].rows, 0, clock[0]), ""), 1,
                       INT64_MAX / 2, &at) &&
            (!r->a->asked || at < r->a->asked))
            r->a->asked = at;
    return true;
}

static bool read_item(enum cut_item item, const struct plan *p, struct read *r, struct err *err)
{
    switch (item) {
    case CUT_LOGIN: return read_login(r, err);
    case CUT_WRITERS: return read_writers(r, p, err);
    case CUT_NO_WRITE: return read_position(r, err);
    default: return read_target(r, err);
    }
}

/* The text is not kept: statements stand in it. */
static char *digest_of(const char *text)
{
    char hex[SHA256_HEX_SIZE], *trimmed = str_trim(text);

    crypto_sha256_hex(trimmed, strlen(trimmed), hex);
    free(trimmed);
    return mem_strdup(hex);
}

bool stated_read(enum cut_item item, const struct plan *p, const char *text,
                 struct stated_answer *out, struct err *err)
{
    struct read r = {.a = &out->a, .out = out};

    memset(out, 0, sizeof *out);
    if (!stated_can_answer(item))
        return err_set(err, ERR_INPUT, "%s",
                       _("No answer of a server proves this; give your word."));
    if (!pasted_read(text, strlen(text), &r.p, err))
        return false;
    bool ok = check_numbers(&r.p, "ASKED_AT", err) && read_item(item, p, &r, err) &&
              read_clock(item, &r, err);
    pasted_clear(&r.p);
    if (ok) {
        out->digest = digest_of(text);
        out->a.digest = out->digest;
        out->a.evidence = out->evidence;
    } else {
        stated_clear(out);
    }
    return ok;
}
