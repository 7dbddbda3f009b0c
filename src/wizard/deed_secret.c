/* SPDX-License-Identifier: MIT
 *
 * deed_secret - see deed_secret.h.
 */
#include "wizard/deed_secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/quote.h"
#include "wizard/deed.h"

void deed_hashes_clear(struct deed_hashes *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].where);
        free(l->items[i].user);
        free(l->items[i].host);
        secret_free(l->items[i].sql);
    }
    free(l->items);
    memset(l, 0, sizeof *l);
}

char *deed_hash_where(const struct plan *p, bool on_source)
{
    const struct plan_side *s = on_source ? &p->source : &p->target;

    return mem_printf("%s %s:%u of %s", on_source ? "source" : "target",
                      str_or(s->host, str_or(s->instance_id, "")), s->port,
                      str_or(p->job_id, str_or(p->draft_id, "")));
}

struct deed_hash *deed_hash_of(const struct deed_hashes *l, const char *where, const char *user,
                               const char *host)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].where, where) && str_eq(l->items[i].user, user) &&
            str_eq(l->items[i].host, host))
            return &l->items[i];
    return NULL;
}

enum deed_hash_kept deed_hash_keep(struct deed_hashes *l, const char *where, const char *user,
                                   const char *host, struct secret *sql)
{
    struct deed_hash *h = deed_hash_of(l, where, user, host);

    if (h && h->used) {
        secret_free(sql);
        return HASH_STANDS;
    }
    if (!sql || (!h && l->n >= DEED_HASHES_MOST)) {
        secret_free(sql);
        return HASH_NONE;
    }
    if (!h) {
        h = MEM_PUSH(l->items, l->n, l->cap);
        *h = (struct deed_hash){
            .where = mem_strdup(where), .user = mem_strdup(user), .host = mem_strdup(host)};
    }
    secret_free(h->sql);
    h->sql = sql;
    return HASH_KEPT;
}

char *deed_with_secret(const char *sql, const char *password)
{
    const char *last = NULL;

    for (const char *p = sql; (p = strstr(p, DEED_STARS)); p++)
        last = p;
    if (!last || !password)
        return mem_strdup(sql);
    char *literal = quoted_str(password);
    char *text =
        mem_printf("%.*s%s%s", (int)(last - sql), sql, literal, last + strlen(DEED_STARS));
    secret_wipe(literal, strlen(literal));
    free(literal);
    return text;
}

/* ER_CANNOT_USER, ER_SPECIFIC_ACCESS_DENIED_ERROR and its like, ER_NOT_VALID_PASSWORD */
static const char *meaning(int number)
{
    switch (number) {
    case 1396: return _("there is no such account, or it is there already");
    case 1044:
    case 1142:
    case 1227:
    case 1410: return _("the account that runs it lacks a right for it");
    case 1819: return _("the server's rules for passwords do not allow this one");
    default: return NULL;
    }
}

void deed_hide_words(struct err *err)
{
    int number = err->number;
    enum err_kind kind = err->kind;

    if (kind == ERR_NONE || err_is_lost(kind))
        return;
    if (meaning(number))
        err_set(err, kind, _("The server refused it with error %d: %s."), number,
                meaning(number));
    else
        err_set(err, kind,
                _("The server refused it with error %d. Its own words may quote the password: "
                  "they are not kept."),
                number);
    err->number = number;
}
