/* SPDX-License-Identifier: MIT
 *
 * room - see room.h.
 */
#include "dtsd/follow/room.h"

#include "base/str.h"

static bool open_side(struct room *r, enum side side, struct conn **c,
                      struct server_facts *facts, struct err *err)
{
    if (*c)
        return true;
    if (!run_connect(r->run, side, SESSION_READ, c, err))
        return false;
    server_facts_clear(facts);
    if (!inspect_server(*c, facts, err))
        goto fail;
    if (facts->flavor)
        return true;
    err_set(err, ERR_STATE, "The %s is a server we know nothing about (%s).", side_word(side),
            str_or(facts->version_text, "no version"));
    err_hint(err, "Migrate without increment, or from and to MySQL or MariaDB.");
fail:
    conn_close(*c);
    *c = NULL;
    return false;
}

bool room_open_source(struct room *r, struct err *err)
{
    return open_side(r, SIDE_SOURCE, &r->source, &r->source_facts, err);
}

bool room_open_target(struct room *r, struct err *err)
{
    return open_side(r, SIDE_TARGET, &r->target, &r->target_facts, err);
}

void room_close_source(struct room *r)
{
    conn_close(r->source);
    r->source = NULL;
}

void room_close_target(struct room *r)
{
    conn_close(r->target);
    r->target = NULL;
}

void room_close(struct room *r)
{
    room_close_source(r);
    room_close_target(r);
    server_facts_clear(&r->source_facts);
    server_facts_clear(&r->target_facts);
}

const struct flavor *room_target(const struct room *r)
{
    return r->target_facts.flavor;
}

const char *room_name(const struct room *r)
{
    return r->name ? r->name : r->run->channel;
}

const char *room_channel(const struct room *r)
{
    const struct flavor *f = room_target(r);

    return f->channels || f->named_connections ? room_name(r) : "";
}

bool room_note(const struct run *run, const char *kind, const char *name, const char *old_value,
               const char *new_value, int64_t *id, struct err *err)
{
    struct run_change_list l = {0};
    bool found = false;

    if (!run_changes(run, kind, &l, err))
        return false;
    for (size_t i = 0; i < l.n && !found; i++) {
        if (str_eq(l.items[i].name, name)) {
            *id = l.items[i].id;
            found = true;
        }
    }
    run_change_list_clear(&l);
    return found || run_intend(run, SIDE_TARGET, kind, name, old_value, new_value, id, err);
}

bool room_undone(const struct run *run, const char *kind, const char *name, struct err *err)
{
    struct run_change_list l = {0};
    bool ok = run_changes(run, kind, &l, err);

    for (size_t i = 0; ok && i < l.n; i++)
        if (!name || str_eq(l.items[i].name, name))
            ok = run_undone(run, l.items[i].id, err);
    run_change_list_clear(&l);
    return ok;
}
