/* SPDX-License-Identifier: MIT
 *
 * watch_judge - which sessions on the source are an application's, and whether a set of
 * transactions is all on the target: rules without a server.
 *
 * Source: RDS 7.3 (threads to leave out before a cutover)
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/gtid.h"
#include "wizard/watch.h"

#define TEXT_MAX     300
#define SESSIONS_MAX 2000
#define INFO_MAX     200

static char *short_text(const char *s)
{
    if (!s)
        return NULL;
    /* A statement that sets a password has no place on a screen. */
    if (strcasestr(s, "identified") || strcasestr(s, "password"))
        return mem_strdup(_("(hidden: names a password)"));
    return str_printable(s, strnlen(s, INFO_MAX));
}

/* "10.0.3.7:51234" without the port. */
static char *host_of(const char *host)
{
    const char *colon = host ? strrchr(host, ':') : NULL;

    if (colon && colon[1] && colon[1 + strspn(colon + 1, "0123456789")] == '\0')
        return mem_strndup(host, (size_t)(colon - host));
    return mem_strdup(str_or(host, ""));
}

void cut_sessions_from_rows(const struct rows *r, struct cut_session **out, size_t *n)
{
    *n = r->n < SESSIONS_MAX ? r->n : SESSIONS_MAX;
    *out = mem_alloc((*n + 1) * sizeof **out);
    for (size_t i = 0; i < *n; i++) {
        struct cut_session *to = &(*out)[i];
        const char *seconds = rows_by_name(r, i, "Time");
        if (!str_to_uint(str_or(rows_by_name(r, i, "Id"), "0"), UINT64_MAX, &to->id))
            to->id = 0;
        if (!str_to_int(str_or(seconds, "-1"), INT64_MIN, INT64_MAX, &to->seconds))
            to->seconds = -1;
        to->user = short_text(str_or(rows_by_name(r, i, "User"), ""));
        to->host = host_of(rows_by_name(r, i, "Host"));
        to->db = mem_strdup(rows_by_name(r, i, "db"));
        to->command = mem_strdup(rows_by_name(r, i, "Command"));
        to->info = short_text(rows_by_name(r, i, "Info"));
    }
}

static bool is_local(const char *host)
{
    static const char *const words[] = {"", "localhost", "127.0.0.1", "::1"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(str_or(host, ""), words[i]))
            return true;
    return false;
}

/* The vendor's accounts, by name and where they live. */
static const struct {
    const char *user;
    bool local_only;
    const char *why;
    bool if_vendor_root;
} vendor_rows[] = {
    {"system user", false, N_("replication of the server"), false},
    {"unauthenticated user", false, N_("has not logged in"), false},
    {"event_scheduler", false, N_("event scheduler"), false},
    {"mysql.session", false, N_("the server's own"), false},
    {"mysql.sys", false, N_("the server's own"), false},
    {"mysql.infoschema", false, N_("the server's own"), false},
    {"aurora", false, N_("the vendor's own"), false},
    {"aurora_proxy", false, N_("the vendor's own"), false},
    {"rds_service", false, N_("the vendor's own"), false},
    {"replicator", false, N_("the vendor's replication"), false},
    {"aliyun_root", true, N_("the vendor's own"), false},
    {"root", true, N_("the vendor's own"), true},
};

static bool is_dump(const struct cut_session *s)
{
    return str_starts(str_or(s->command, ""), "Binlog Dump");
}

/* Where the migration works from: where its account reads the binary log, where we are, and the
 * server itself. The same account from elsewhere may be an application's. */
static bool is_migration_host(const struct cut_session *all, size_t n, const char *host,
                              const struct cut_self *self)
{
    if (is_local(host))
        return true;
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].user, self->account) && str_eq(all[i].host, host) &&
            ((self->own_id && all[i].id == self->own_id) || is_dump(&all[i])))
            return true;
    return false;
}

static const char *why_ignored(const struct cut_session *all, size_t n,
                               const struct cut_session *s, const struct cut_self *self)
{
    if (self->own_id && s->id == self->own_id)
        return _("this wizard");
    if (is_dump(s))
        return _("replication");
    for (size_t i = 0; i < sizeof vendor_rows / sizeof *vendor_rows; i++)
        if (str_eq(s->user, vendor_rows[i].user) &&
            (!vendor_rows[i].local_only || is_local(s->host)) &&
            (!vendor_rows[i].if_vendor_root || self->vendor_root))
            return _(vendor_rows[i].why);
    if (str_eq(s->user, self->account) && is_migration_host(all, n, s->host, self))
        return _("the migration's account");
    return NULL;
}

size_t cut_sessions_judge(struct cut_session *s, size_t n, const struct cut_self *self)
{
    size_t left = 0;

    for (size_t i = 0; i < n; i++) {
        s[i].why_ignored = why_ignored(s, n, &s[i], self);
        s[i].ignored = s[i].why_ignored != NULL;
        left += !s[i].ignored;
    }
    return left;
}

char *cut_sessions_text(const struct cut_session *s, size_t n)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    struct strlist names = {0};
    size_t total = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i].ignored)
            continue;
        total++;
        char *name = mem_printf("%s@%s", str_or(s[i].user, "?"), str_or(s[i].host, "?"));
        if (!strlist_has(&names, name))
            strlist_add(&names, name);
        free(name);
    }
    if (names.n == 1) {
        buf_addf(&b, _("%zu of %s"), total, names.items[0]);
    } else if (names.n) {
        char *all = strlist_join(&names, ", ");
        buf_addf(&b, _("%zu sessions: %.200s"), total, all);
        free(all);
    }
    strlist_clear(&names);
    return buf_steal(&b);
}

int gtid_covers(bool mariadb, const char *source, const char *target, const char *copied,
                char **missing)
{
    enum gtid_kind kind = mariadb ? GTID_MARIADB : GTID_MYSQL;
    struct gtid_set s = GTID_INIT(kind), t = GTID_INIT(kind), c = GTID_INIT(kind);
    struct gtid_set rest = GTID_INIT(kind), lacks = GTID_INIT(kind);
    struct err ignored;
    int covers = -1;

    if (gtid_parse(&s, kind, source, &ignored) && gtid_parse(&t, kind, target, &ignored) &&
        gtid_parse(&c, kind, copied, &ignored)) {
        gtid_subtract(&rest, &s, &t);
        gtid_subtract(&lacks, &rest, &c);
        covers = gtid_is_empty(&lacks);
        if (!covers && missing)
            *missing = gtid_format(&lacks);
    }
    gtid_clear(&s);
    gtid_clear(&t);
    gtid_clear(&c);
    gtid_clear(&rest);
    gtid_clear(&lacks);
    return covers;
}

/* "bin.000009": up to where its number begins; 0: it has none. */
static size_t before_number(const char *file)
{
    const char *dot = strrchr(file, '.');
    size_t digits = dot ? strspn(dot + 1, "0123456789") : 0;

    return digits && !dot[1 + digits] ? (size_t)(dot + 1 - file) : 0;
}

int place_covers(const char *source_file, uint64_t source_pos, const char *target_file,
                 uint64_t target_pos)
{
    if (str_empty(source_file) || str_empty(target_file))
        return -1;
    if (str_eq(source_file, target_file))
        return target_pos >= source_pos;
    size_t n = before_number(source_file), m = before_number(target_file);
    if (!n || n != m || memcmp(source_file, target_file, n) != 0)
        return -1;
    size_t a = strlen(source_file), b = strlen(target_file); /* 1000000 comes after 999999 */
    return a == b ? strcmp(source_file, target_file) < 0 : a < b;
}
