/* SPDX-License-Identifier: MIT
 *
 * ali_allow - which addresses the source's allow-list has to let in: those of DTS for the region and the
 * way, this host as the source sees it, and what the operator added (ali.h).
 *
 * Why: dtsd runs on this host and speaks with the source as the test from here does, unless that went by
 *      another address (a tunnel): then it is not known as whom the source sees it
 */
#include <stdlib.h>
#include <string.h>

#include "alibaba/allow_named.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/ali.h"
#include "wizard/plan_access.h"
#include "wizard/shared.h"

#define FILE_NAME "dts-addresses"
#define LOOPBACK  127u /* a server of this very host: no allow-list is for that */

/* ---- whose addresses ---- */

static void book_clear(void *value)
{
    struct ali_book *b = value;

    dts_address_book_free(b->book);
    free(b->path);
}

static char *default_path(void)
{
    char *dir = file_config_dir("dts-wizard");
    char *path = mem_printf("%s/" FILE_NAME, dir);

    free(dir);
    return path;
}

const struct ali_book *ali_book_read(const char *path)
{
    struct ali_book b = {.path = path ? mem_strdup(path) : default_path()};

    b.book = dts_address_book_load(b.path, &b.err);
    if (b.err.kind == ERR_GONE)
        err_clear(&b.err);
    return shared_value_new(&b, sizeof b, book_clear);
}

/* ---- what is wanted ---- */

static bool is_closed(const struct rds_allow_list *l)
{
    for (size_t g = 0; g < l->n; g++)
        for (size_t i = 0; i < l->items[g].entries.n; i++)
            if (!l->items[g].hidden && !str_eq(l->items[g].entries.items[i], "127.0.0.1"))
                return false;
    return true;
}

static void add_all(struct cidr_list *to, const struct cidr_list *from)
{
    for (size_t i = 0; i < from->n; i++)
        cidr_list_add(to, from->items[i]);
}

/* Of the test, if it asked whom the plan names now, and by the address that DTS has too. */
static void see_here(const struct plan *p, const struct snapshot *known, struct cidr_list *out)
{
    const struct snap_probe *probe = known ? &known->source_probe : NULL;
    char *asked = plan_side_asked(&p->source);
    struct cidr c;

    if (probe && probe->seen_from && str_eq(asked, probe->asked) &&
        str_eq(plan_side_here_host(&p->source), p->source.host) &&
        cidr_parse(probe->seen_from, &c) && c.bits == 32 && c.base >> 24 != LOOPBACK)
        cidr_list_add(out, c);
    free(asked);
}

void ali_allow_make(const struct plan *p, const struct ali_source *s,
                    const struct snapshot *known, struct ali_allow *out)
{
    const struct ali_book *b = known ? known->ali.book : NULL;

    *out = (struct ali_allow){0};
    if (p->backend == BACKEND_CLOUD)
        dts_addresses(b ? b->book : NULL, str_or(p->source_region, str_or(p->region, "")),
                      str_or(p->source.access_type, "extranet"), &out->dts);
    see_here(p, known, &out->here);
    add_all(&out->wanted, &out->dts.list);
    add_all(&out->wanted, &out->here);
    cidr_list_parse(&out->wanted, str_or(p->rds.more, ""), &out->more_err);
    if (!s || s->allow_err.kind)
        return;
    out->read = true;
    out->closed = is_closed(&s->allow);
    allow_check(&s->allow, &out->wanted, &out->check);
}

void ali_allow_clear(struct ali_allow *a)
{
    dts_addresses_clear(&a->dts);
    cidr_list_clear(&a->here);
    cidr_list_clear(&a->wanted);
    allow_check_clear(&a->check);
    *a = (struct ali_allow){0};
}

/* ---- in words ---- */

static void add_source(struct buf *out, const struct ali_allow *a, const struct ali_book *b)
{
    const char *date = dts_address_book_date(b ? b->book : NULL);

    if (b && b->err.kind)
        buf_addf(out, _("The file of addresses is not used: %s. %s "), b->err.text,
                 b->err.hint);
    if (b && b->book)
        buf_addf(out, _("Addresses of DTS as of %s, from %s."), date, b->path);
    else
        buf_addf(out, _("Addresses of DTS as of %s, built in."), date);
    if (a->dts.state != DTS_ADDRESSES_KNOWN)
        buf_addf(out, " %s", dts_addresses_words(a->dts.state));
}

char *ali_allow_words(const struct plan *p, const struct ali_allow *a,
                      const struct snapshot *known)
{
    struct buf out = BUF_INIT(4096);

    if (p->backend == BACKEND_CLOUD)
        add_source(&out, a, known ? known->ali.book : NULL);
    else if (a->here.n)
        buf_adds(&out, _("dtsd comes from this host, which the source saw in the test."));
    else
        buf_adds(&out, _("dtsd comes from this host. The test below tells as which address the "
                         "source sees it, if it answers."));
    if (a->closed)
        buf_addf(&out, " %s", _("The instance lets in nobody yet (127.0.0.1)."));
    return buf_steal(&out);
}

/* ---- what a check names ---- */

static void look_through(const struct dts_check_step *step, struct cidr_list *out)
{
    allow_named(step->StepMessage, out);
    for (size_t i = 0; i < step->DetailCheckItems.n; i++) {
        const struct dts_check_item *it = &step->DetailCheckItems.items[i];
        if (str_eq(it->CheckResult, "pass") || str_eq(it->LocalSide, "target"))
            continue;
        allow_named(it->FailureReason, out);
        allow_named(it->Description, out);
        for (size_t k = 0; k < it->ErrorLog.n; k++)
            allow_named(it->ErrorLog.items[k], out);
    }
}

char *ali_allow_named(const struct plan *p, const struct snapshot *known)
{
    const struct dts_check_response *c = known->check;
    struct cidr_list named = {0};
    struct buf out = BUF_INIT(4096);
    struct ali_allow a;
    char text[ALLOW_TEXT];

    for (size_t i = 0; c && i < c->StepInfo.n; i++)
        if (str_eq(c->StepInfo.items[i].StepId, ALI_CONNECT_STEP) &&
            !str_eq(c->StepInfo.items[i].StepStatus, "pass"))
            look_through(&c->StepInfo.items[i], &named);
    ali_allow_make(p, NULL, known, &a);
    for (size_t i = 0; i < named.n; i++)
        if (!cidr_list_covers(&a.wanted, named.items[i]))
            buf_addf(&out, "%s%s", out.len ? " " : "", cidr_format(named.items[i], text));
    ali_allow_clear(&a);
    cidr_list_clear(&named);
    return buf_steal(&out);
}

bool ali_allow_more(struct plan *p, const char *typed, struct err *err)
{
    struct cidr_list had = {0}, more = {0};
    struct buf out = BUF_INIT(32 * ALLOW_MAX);
    char text[ALLOW_TEXT];

    bool ok = cidr_list_parse(&more, typed, err);
    if (ok && more.n == 0)
        ok = err_set(err, ERR_INPUT, "%s", _("No address is given"));
    cidr_list_parse(&had, str_or(p->rds.more, ""), &(struct err){0});
    buf_adds(&out, str_or(p->rds.more, ""));
    for (size_t i = 0; ok && i < more.n; i++)
        if (!cidr_list_covers(&had, more.items[i]))
            buf_addf(&out, "%s%s", out.len ? " " : "", cidr_format(more.items[i], text));
    if (ok)
        mem_replace(&p->rds.more, buf_str(&out));
    buf_clear(&out);
    cidr_list_clear(&had);
    cidr_list_clear(&more);
    return ok;
}
