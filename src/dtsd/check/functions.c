/* SPDX-License-Identifier: MIT
 *
 * functions - the server's own functions that views and programs call and that the target has no more.
 *
 * Why: such a program is made without a word, and fails when the application calls it. Vendors take
 * functions away: MD5 and SHA1 with MySQL 9.6, PASSWORD and the old ciphers with 8.0. Which of them are
 * missing is asked of the target, not concluded from its version: a component may bring them back.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "dtsd/check/check.h"
#include "dtsd/copy/program.h"
#include "mysql/scan.h"

#define ER_NO_DB             1046 /* the server looks for a stored one, and has no place to look */
#define ER_SP_DOES_NOT_EXIST 1305

static const char *const taken_away[] = {
    "MD5",    "SHA1",    "SHA",         "PASSWORD",    "OLD_PASSWORD", "ENCODE",
    "DECODE", "ENCRYPT", "DES_ENCRYPT", "DES_DECRYPT", "GLENGTH",      "COLUMN_GET"};

struct use {
    struct check_ctx *ctx;
    struct strlist lacking; /* of taken_away */
    struct strlist found;   /* "function `shop`.`h` calls MD5" */
};

/* Any other answer than "there is none" is one of the function. */
static bool ask(struct conn *c, const char *name, bool *has, struct err *err)
{
    struct rows r = {0};
    bool ok = conn_queryf(c, &r, err, "SELECT %s('a')", name);

    *has = ok || (err->number != ER_NO_DB && err->number != ER_SP_DOES_NOT_EXIST);
    rows_clear(&r);
    return ok || (!conn_is_lost(c) && err->kind != ERR_CANCELLED);
}

static bool find_lacking(struct use *u, struct err *err)
{
    for (size_t i = 0; i < sizeof taken_away / sizeof *taken_away; i++) {
        bool target = true, source = false;
        if (!ask(u->ctx->target, taken_away[i], &target, err) ||
            (!target && !ask(u->ctx->source, taken_away[i], &source, err)))
            return false;
        if (source)
            strlist_add(&u->lacking, taken_away[i]);
    }
    return true;
}

static void look_into(struct use *u, enum program_kind kind, const struct sel_object *o,
                      const char *text)
{
    struct strlist told = {0};
    struct scan_token last = {.kind = SCAN_END}, word;

    for (const char *at = text; (word = scan_next(&at)).kind != SCAN_END; last = word) {
        const char *behind = at;
        struct scan_token next = scan_next(&behind);
        if (word.kind != SCAN_WORD || !scan_is_symbol(&next, '(') || scan_is_symbol(&last, '.'))
            continue;
        for (size_t i = 0; i < u->lacking.n; i++)
            if (scan_is_word(&word, u->lacking.items[i]) &&
                !strlist_has(&told, u->lacking.items[i]))
                strlist_add(&told, u->lacking.items[i]);
    }
    for (size_t i = 0; i < told.n; i++)
        strlist_take(&u->found, mem_printf("%s %s.%s calls %s", program_record(kind),
                                           o->schema->name, o->object->name, told.items[i]));
    strlist_clear(&told);
}

static bool look_at(struct use *u, struct conn *source, enum program_kind kind,
                    const struct sel_objects *list, struct err *err)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct sel_object *o = &list->items[i];
        struct program p;
        if (!cancel_check(u->ctx->run->cancel, err))
            return false;
        if (!program_read(source, kind, o->schema->name, o->object->name, &p, err)) {
            if (err->kind == ERR_DENIED || err->kind == ERR_SERVER)
                continue; /* the rights are another check's */
            return false;
        }
        look_into(u, kind, o, p.text);
        program_clear(&p);
    }
    return true;
}

static bool look_at_all(struct use *u, struct err *err)
{
    const struct selection *s = &u->ctx->selection;
    struct conn *source = NULL; /* of its own: program_read changes the session */
    bool ok = run_connect(u->ctx->run, SIDE_SOURCE, SESSION_READ, &source, err) &&
              look_at(u, source, PROGRAM_VIEW, &s->views, err) &&
              look_at(u, source, PROGRAM_PROCEDURE, &s->procedures, err) &&
              look_at(u, source, PROGRAM_FUNCTION, &s->functions, err) &&
              look_at(u, source, PROGRAM_TRIGGER, &s->triggers, err) &&
              look_at(u, source, PROGRAM_EVENT, &s->events, err);

    conn_close(source);
    return ok;
}

bool check_functions(struct check_ctx *ctx, struct dts_check_step *step, struct err *err)
{
    const struct selection *s = &ctx->selection;
    struct use u = {.ctx = ctx};
    bool any = s->views.n || s->procedures.n || s->functions.n || s->triggers.n || s->events.n;

    bool ok = (!any || find_lacking(&u, err)) && (u.lacking.n == 0 || look_at_all(&u, err));
    if (ok && u.found.n) {
        struct dts_check_item *item = check_item(
            step, CHECK_WARNING, "Functions that the target lacks",
            "Views and programs are made all the same, and fail when they are used.");
        check_found(item, &u.found, ", ", "%s", "");
        check_solution(item,
                       "Write them with functions that both servers have (SHA2 in the place of "
                       "MD5 and SHA1), or bring the old ones back on the target, before the "
                       "cut-over.");
    }
    strlist_clear(&u.lacking);
    strlist_clear(&u.found);
    return ok;
}
