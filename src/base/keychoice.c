/* SPDX-License-Identifier: MIT
 *
 * keychoice - see keychoice.h.
 */
#include "base/keychoice.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define SHOWN_HEAD 8
#define SHOWN_TAIL 4

char *key_masked(const char *id)
{
    size_t n = strlen(id);

    return n <= SHOWN_HEAD + SHOWN_TAIL
               ? mem_strdup(id)
               : mem_printf("%.*s..%s", SHOWN_HEAD, id, id + n - SHOWN_TAIL);
}

char *key_place(const char *origin)
{
    char *home = file_home();
    size_t n = strlen(home);
    bool below = n > 1 && str_starts(origin, home) && origin[n] == '/';
    char *place = below ? mem_printf("~%s", origin + n) : mem_strdup(origin);

    free(home);
    return place;
}

/* Why that one cannot be used, with the file's name where it is a file. */
static void tell_bad(const struct key_offer *k, struct err *err)
{
    char *place = key_place(k->origin);

    *err = *k->err;
    if (*k->origin == '/') {
        err_set(err, k->err->kind, _("The key file %s cannot be used: %s"), place,
                k->err->text);
        err_hint(err, "%s", k->err->hint);
        err_server(err, k->err->number, k->err->code, k->err->server);
    }
    free(place);
}

/* The first that can be used, else why the first could not. */
static size_t choose_by_rule(const struct key_offers *offers, struct err *err)
{
    const struct key_offer *bad = NULL;

    for (size_t i = 0; i < offers->n; i++) {
        const struct key_offer *at = &offers->items[i];
        if (!at->by_rule)
            continue;
        if (!at->err->kind)
            return i;
        bad = bad ? bad : at;
    }
    if (bad) {
        tell_bad(bad, err);
    } else {
        err_set(err, ERR_GONE, "%s", offers->none);
        err_hint(err, "%s", offers->none_hint);
    }
    return KEY_UNCHOSEN;
}

size_t key_choose(const struct key_offers *offers, const char *origin, const char *id,
                  struct err *err)
{
    const struct key_offer *at = NULL;
    bool ok = false;

    if (str_empty(origin))
        return choose_by_rule(offers, err);
    for (size_t i = 0; i < offers->n && !at; i++)
        if (str_eq(offers->items[i].origin, origin))
            at = &offers->items[i];
    char *place = key_place(origin);
    char *masked = at && !at->err->kind ? key_masked(at->id) : NULL;
    if (!at && str_eq(origin, KEY_TYPED))
        err_set(err, ERR_GONE, _("The key used last (%s) was typed; it is not kept."),
                str_or(id, "?"));
    else if (!at)
        err_set(err, ERR_GONE, _("The key used last, from %s, is not there any more."), place);
    else if (at->err->kind)
        tell_bad(at, err);
    else if (!str_empty(id) && !str_eq(id, masked))
        err_set(err, ERR_AUTH, _("%s holds another key than last time: %s, not %s."), place,
                masked, id);
    else
        ok = true;
    if (!ok && (!at || !at->err->kind))
        err_hint(err, "%s", _("Choose the key to work with."));
    free(masked);
    free(place);
    return ok ? (size_t)(at - offers->items) : KEY_UNCHOSEN;
}
