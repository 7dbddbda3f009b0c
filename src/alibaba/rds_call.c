/* SPDX-License-Identifier: MIT
 *
 * rds_call - see rds_private.h.
 *
 * Why: a change has no token that would make a second one harmless. Where its answer is lost, or
 *      says only that the vendor has troubles, it is looked for LOOKS times: the request may still
 *      be on its way when the first look is taken.
 */
#include "alibaba/rds_private.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_errors.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define LOOKS      3
#define LOOK_MS    2000
#define PARAMS_MAX 16
#define PAGES_MAX  (RDS_LIST_MAX / 10)

void rds_fields_read(const struct json *item, const struct rds_field *f, size_t n, void *out)
{
    for (size_t i = 0; i < n; i++)
        *(char **)((char *)out + f[i].at) = rds_text(item, f[i].name);
}

void rds_fields_free(const struct rds_field *f, size_t n, void *of)
{
    for (size_t i = 0; i < n; i++)
        free(*(char **)((char *)of + f[i].at));
}

int64_t rds_time(const struct json *item, const char *name)
{
    char *text = rds_text(item, name);
    int64_t at = 0;

    if (!text || !clock_parse_iso(text, &at))
        at = 0;
    free(text);
    return at;
}

/* ---- lists ---- */

struct reading {
    const struct rds_pages *pages;
    bool (*take)(const struct json *item, void *arg);
    void *arg;
    bool *cut;
    size_t seen;
    char *first; /* of the page before: a service that ignores the number repeats itself */
};

/* One page; false: that was the last. */
static bool read_page(struct reading *r, const struct json *answer)
{
    int64_t total = r->pages->total ? rds_number(answer, r->pages->total, -1) : -1;
    size_t n = 0;

    for (struct rds_walk w = rds_walk(answer, r->pages->list); w.at; rds_walk_on(&w)) {
        char *text = n++ == 0 && r->pages->size ? json_print(w.at) : NULL;
        if (text && str_eq(text, r->first)) {
            free(text);
            *r->cut = true;
            return false;
        }
        if (text) {
            free(r->first);
            r->first = text;
        }
        if (!r->take(w.at, r->arg)) {
            *r->cut = true;
            return false;
        }
    }
    r->seen += n;
    if (n == 0 || r->pages->size == 0)
        return false;
    return total >= 0 ? r->seen < (size_t)total : n >= (size_t)r->pages->size;
}

bool rds_each(const struct rds_at *at, const struct rds_pages *p,
              const struct acs3_param *params, size_t n,
              bool (*take)(const struct json *item, void *arg), void *arg, bool *cut,
              struct err *err)
{
    struct reading r = {.pages = p, .take = take, .arg = arg, .cut = cut};
    struct acs3_param all[PARAMS_MAX + 2] = {{0}};
    bool ok = true, more = true;

    if (n > PARAMS_MAX)
        abort();
    memcpy(all, params, n * sizeof *all);
    *cut = false;
    for (int page = 1; more && ok; page++) {
        struct json *answer = NULL;
        char *number = p->size ? mem_printf("%d", page) : NULL,
             *size = p->size ? mem_printf("%d", p->size) : NULL;
        all[n] = (struct acs3_param){"PageNumber", number};
        all[n + 1] = (struct acs3_param){"PageSize", size};
        ok = cancel_check(at->cancel, err) &&
             rds_call(at->client, p->action, all, n + 2, &answer, NULL, at->cancel, err);
        more = ok && read_page(&r, answer);
        if (more && page == PAGES_MAX) {
            *cut = true;
            more = false;
        }
        json_free(answer);
        free(number);
        free(size);
    }
    free(r.first);
    return ok;
}

/* ---- changes ---- */

/* Does the error leave open whether the change was done? */
static bool is_vague(const struct err *err)
{
    return err->kind == ERR_NETWORK || err->kind == ERR_TIMEOUT || err->kind == ERR_PROTOCOL ||
           err->kind == ERR_CANCELLED || rds_again(err) == RDS_AGAIN_SEEN ||
           (err->kind == ERR_SERVER &&
            (rds_again(err) == RDS_AGAIN_LATER || err->number >= 500)); /* of HTTP */
}

enum rds_outcome rds_change(const struct rds_at *at, enum rds_action a,
                            const struct acs3_param *params, size_t n, struct json **answer,
                            enum rds_seen (*look)(const struct rds_at *at, void *arg),
                            void *arg, struct err *err)
{
    enum rds_seen seen = RDS_SEEN_UNCLEAR;
    struct err mine = {0};
    bool sent = false;

    if (rds_call(at->client, a, params, n, answer, &sent, at->cancel, &mine))
        return RDS_DONE;
    for (int i = 0; sent && is_vague(&mine) && look && i < LOOKS && seen != RDS_SEEN; i++) {
        if (!cancel_wait(at->cancel, at->look_ms > 0 ? at->look_ms : LOOK_MS)) {
            seen = RDS_SEEN_UNCLEAR;
            break;
        }
        seen = look(at, arg);
    }
    if (seen == RDS_SEEN) {
        log_info("alibaba", "%s: no clear answer came, and it was done",
                 rds_action_info(a)->name);
        return RDS_DONE;
    }
    *err = mine;
    if (!sent || !is_vague(&mine) || seen == RDS_SEEN_NOT)
        return RDS_NOT_DONE;
    err_hint(err, "%s",
             _("Look in the console whether it was done before you do it once more."));
    return RDS_UNKNOWN;
}
