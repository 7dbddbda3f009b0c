/* SPDX-License-Identifier: MIT
 *
 * deeds - see deeds.h.
 */
#include "ui/deeds.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

#define TEXT_MAX (1u << 20)

bool deeds_at_work(const struct app *a)
{
    return a->deeds.now != 0;
}

void deeds_as(struct app *a, const char *user, struct secret *password, struct secret *secret)
{
    mem_replace(&a->deeds.user, str_empty(user) ? NULL : user);
    secret_free(a->deeds.password);
    secret_free(a->deeds.secret);
    a->deeds.password = password;
    a->deeds.secret = secret;
}

void deeds_forget(struct app *a)
{
    deed_list_clear(&a->deeds.shown);
    deeds_as(a, NULL, NULL, NULL);
    mem_replace(&a->deeds.login, NULL);
    a->deeds.asked = 0;
    a->deeds.now = 0;
    a->deeds.undo = a->deeds.after = false;
}

void deeds_leave(struct app *a)
{
    if (!deeds_at_work(a))
        deeds_forget(a);
    a->deeds.told = false;
}

void deeds_unheard(struct app *a, const struct reply *r)
{
    if (a->deeds.asked && r->id == a->deeds.asked)
        deeds_forget(a);
}

/* ---- one of them ---- */

/* Written down, then sent; what was not sent after all is what it was before. */
static void send(struct app *a, struct deed *d)
{
    struct command c = {.kind = CMD_DEED, .undo = a->deeds.undo};
    struct deed before;
    struct err err = {0};

    c.deed = mem_alloc(sizeof *c.deed);
    deed_copy(c.deed, d);
    if (a->deeds.user) {
        c.user = mem_strdup(a->deeds.user);
        c.password = secret_dup(a->deeds.password);
    }
    if (a->deeds.secret && !a->deeds.undo)
        c.secret = secret_dup(a->deeds.secret);
    deed_copy(&before, d);
    deed_sent(d, a->deeds.undo, a->deeds.user, clock_wall_s());
    a->deeds.now = d->id;
    bool ok = app_save_now(a, &err);
    if (!ok && !a->deeds.undo) { /* what undoes something goes out all the same */
        err_wrap(&err, "%s",
                 _("Nothing was sent, because it could not be written down before"));
        app_error(a, &err);
    } else {
        if (!ok)
            app_error(a, &err);
        ok = app_send(a, &c) != 0; /* else a message says so */
    }
    command_clear(&c);
    if (ok) {
        deed_clear(&before);
        return;
    }
    deed_clear(d);
    *d = before;
    deed_settle(&a->state.deeds);
    deeds_forget(a);
    app_save_now(a, &err); /* why it failed stands there already */
}

/* false: another question or text is in the way; the next look at stage 7 tells of what is open. */
static bool show(struct app *a, int64_t first)
{
    bool is_free = a->top == TOP_NONE;
    char *text = deeds_summary(&a->state.deeds, first);

    if (is_free && a->state.deeds.n)
        app_text(a, a->deeds.undo ? _("What was put back") : _("What was run"), text, false);
    free(text);
    return is_free;
}

/* What was told is settled: nothing of it is left for a next life to find. */
static void end(struct app *a, bool all)
{
    if (a->deeds.undo) {
        size_t left = 0;
        for (size_t i = 0; i < a->state.deeds.n; i++)
            left += a->state.deeds.items[i].state == DEED_BACK_FAILED;
        if (!a->deeds.after)
            app_command(a, CMD_CUTOVER_BACK_OUT);
        if (left && a->deeds.after)
            app_fail(a,
                     ngettext("%zu statement could not be put back. Open the source tries it "
                              "again.",
                              "%zu statements could not be put back. Open the source tries "
                              "them again.",
                              left),
                     left);
        else if (left)
            app_fail(
                a,
                ngettext("%zu statement could not be put back. Back out tries it again.",
                         "%zu statements could not be put back. Back out tries them again.",
                         left),
                left);
    } else if (all && a->deeds.login) {
        struct command c = {.kind = CMD_TRY_LOGIN, .user = mem_strdup(a->deeds.login)};
        c.password = secret_dup(a->deeds.secret);
        app_send(a, &c);
    }
    if (show(a, a->deeds.first))
        deed_settle(&a->state.deeds);
    app_save(a);
    deeds_forget(a);
}

/* ---- all of them ---- */

void deeds_run(struct app *a, const char *login)
{
    struct deed_list *l = &a->state.deeds;

    deed_drop_planned(l);
    a->deeds.first = deed_append(l, &a->deeds.shown);
    deed_list_clear(&a->deeds.shown);
    mem_replace(&a->deeds.login, login);
    a->deeds.undo = false;
    struct deed *d = deed_find(l, a->deeds.first);
    if (d)
        send(a, d);
    else
        deeds_forget(a);
}

void deeds_undo(struct app *a, bool after)
{
    const struct deed *d = deed_last_to_undo(&a->state.deeds, INT64_MAX);

    a->deeds.undo = true;
    a->deeds.after = after;
    a->deeds.first = 0;
    if (d)
        send(a, deed_find(&a->state.deeds, d->id));
    else
        end(a, true);
}

void deeds_note(struct state *st, const struct reply *r)
{
    struct deed *d = r->kind == CMD_DEED ? deed_find(&st->deeds, r->deed_id) : NULL;

    if (!d)
        return;
    deed_answered(d, r->undo, r->ok, r->outcome_unknown, r->err.text, clock_wall_s());
    char *text = deed_text(d);
    state_note(st, "%s", text);
    free(text);
}

bool deeds_next(struct app *a, const struct reply *r)
{
    struct deed_list *l = &a->state.deeds;

    if (r->kind != CMD_DEED || r->deed_id != a->deeds.now)
        return false;
    if (r->undo) {
        const struct deed *d = deed_last_to_undo(l, r->deed_id);
        if (d)
            send(a, deed_find(l, d->id));
        else
            end(a, true);
        return true;
    }
    struct deed *next = r->ok ? deed_find(l, r->deed_id + 1) : NULL;
    if (next && next->state == DEED_PLANNED)
        send(a, next);
    else
        end(a, r->ok);
    return true;
}

/* ---- words ---- */

char *deeds_summary(const struct deed_list *l, int64_t first)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    size_t n[DEED_STATES] = {0};

    for (size_t i = 0; i < l->n; i++)
        n[l->items[i].state] += l->items[i].id >= first;
    for (int s = 0; s < DEED_STATES; s++)
        if (n[s])
            buf_addf(&b, "%zu: %s\n", n[s], deed_state_word((enum deed_state)s));
    buf_adds(&b, "\n");
    for (size_t i = 0; i < l->n; i++) {
        const struct deed *d = &l->items[i];
        if (d->id < first)
            continue;
        char *text = deed_text(d);
        buf_addf(&b, "%s\n", text);
        deed_add_ways_back(d, &b);
        free(text);
    }
    return buf_steal(&b);
}

size_t deeds_left(const struct deed_list *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += l->items[i].state == DEED_PLANNED || deed_is_open(&l->items[i]);
    return n;
}
