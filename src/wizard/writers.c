/* SPDX-License-Identifier: MIT
 *
 * writers - a lock per account, then KILL per session.
 *
 * Why: a session shows the address it came from, not the host pattern of its account, so the
 *      pattern is looked up by the operator with the first statement.
 */
#include "wizard/writers.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "mysql/quote.h"

#define SQL_MAX 4096

static bool counts(const struct cut_session *s)
{
    return !s->ignored && s->user;
}

/* The users of the sessions that count, each once. */
static void users_of(const struct cutover_view *v, struct strlist *out)
{
    for (size_t i = 0; i < v->n_sessions; i++)
        if (counts(&v->sessions[i]) && !strlist_has(out, v->sessions[i].user))
            strlist_add(out, v->sessions[i].user);
}

static void add_lock(struct strlist *out, const char *user, const char *verb)
{
    struct buf b = BUF_INIT(SQL_MAX);
    buf_adds(&b, "ALTER USER ");
    quote_account(&b, user, "HOST");
    buf_addf(&b, " ACCOUNT %s;", verb);
    strlist_add(out, buf_str(&b));
    buf_clear(&b);
}

static void add_lookup(struct strlist *out, const struct strlist *users)
{
    struct buf b = BUF_INIT(SQL_MAX);
    strlist_add(out, _("-- put what this shows in place of HOST:"));
    buf_adds(&b, "SELECT user, host FROM mysql.user WHERE user IN (");
    for (size_t i = 0; i < users->n; i++) {
        buf_adds(&b, i ? ", " : "");
        quote_str(&b, users->items[i]);
    }
    buf_adds(&b, ");");
    strlist_add(out, buf_str(&b));
    buf_clear(&b);
}

void writers_stop_sql(const struct cutover_view *v, struct strlist *out)
{
    struct strlist users = {0};
    users_of(v, &users);
    if (users.n == 0)
        strlist_add(&users, "app");
    add_lookup(out, &users);
    for (size_t i = 0; i < users.n; i++)
        add_lock(out, users.items[i], "LOCK");
    for (size_t i = 0; i < v->n_sessions; i++)
        if (counts(&v->sessions[i]))
            strlist_take(out, mem_printf("KILL %" PRIu64 ";", v->sessions[i].id));
    strlist_clear(&users);
}

void writers_back_sql(const struct cutover_view *v, struct strlist *out)
{
    struct strlist users = {0};
    users_of(v, &users);
    if (users.n == 0)
        strlist_add(&users, "app");
    for (size_t i = 0; i < users.n; i++)
        add_lock(out, users.items[i], "UNLOCK");
    strlist_clear(&users);
}
