/* SPDX-License-Identifier: MIT
 *
 * probe_common - the steps that both sides share: name, port, encryption, log-in, rights.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alibaba/allow_named.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/probe_private.h"

#define RESOLVE_MS 10000
#define GREET_MS   10000
#define LOGIN_S    15
#define TEXT_MAX   400

void found(struct finding *f, enum probe_state state, const char *fmt, ...)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    va_list ap;

    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    f->state = state;
    free(f->text);
    f->text = str_printable(buf_str(&b), strlen(buf_str(&b)));
    buf_clear(&b);
}

void step_resolve(struct probe *p, struct finding *f)
{
    const char *host = plan_side_here_host(p->side);

    if (str_empty(host)) {
        err_set(&f->err, ERR_INPUT, _("No address is given for this host to use."));
        return;
    }
    if (!reach_resolve(host, &p->addresses, p->cancel, clock_deadline(RESOLVE_MS), &f->err))
        return;
    char *all = strlist_join(&p->addresses, ", ");
    found(f, PROBE_OK,
          p->addresses.n == 1 ? _("%.60s, %zu address") : _("%.60s, %zu addresses"), all,
          p->addresses.n);
    free(all);
}

/* The first address that answers is used from here on. */
void step_tcp(struct probe *p, struct finding *f)
{
    unsigned port = plan_side_here_port(p->side);
    int64_t begin = clock_mono_ms();

    if (!port) {
        err_set(&f->err, ERR_INPUT, _("No port is given."));
        return;
    }
    for (size_t i = 0; i < p->addresses.n && !cancel_is_fired(p->cancel); i++)
        if (reach_greet(p->addresses.items[i], port, &p->greeting, p->cancel,
                        clock_deadline(GREET_MS), &f->err)) {
            found(f, PROBE_OK, _("%s port %u answers in %" PRId64 " ms"), p->addresses.items[i],
                  port, clock_mono_ms() - begin);
            err_clear(&f->err);
            return;
        }
}

void step_tls(struct probe *p, struct finding *f)
{
    if (p->greeting.tls)
        found(f, PROBE_OK, _("offered"));
    else if (p->side->encrypt)
        found(f, PROBE_FAILED, _("not offered, but encryption is wanted"));
    else
        found(f, PROBE_WARNING, _("not offered: rows would travel in clear"));
}

/* As whom the server sees us; a name in place of an address tells nothing here. */
static void note_address(struct probe *p)
{
    struct err ignored = {0};
    struct cidr address;
    char *text = NULL;

    conn_value(p->conn, "SELECT SUBSTRING_INDEX(USER(), '@', -1)", &text, &ignored);
    bool is_address = text && cidr_parse(text, &address) && address.bits == 32;
    free(p->out->seen_from);
    p->out->seen_from = is_address ? text : NULL;
    if (!is_address)
        free(text);
}

/* A refusal may name it, too. */
static void note_refused(struct probe *p, const struct err *err)
{
    struct cidr_list named = {0};
    char text[ALLOW_TEXT];

    allow_named(err->server, &named);
    if (named.n)
        mem_replace(&p->out->seen_from, cidr_format(named.items[0], text));
    cidr_list_clear(&named);
}

void step_login(struct probe *p, struct finding *f)
{
    if (!p->side->password) {
        err_set(&f->err, ERR_INPUT, _("The password is not given."));
        return;
    }
    if (!side_connect(p->side, p->label, LOGIN_S, p->cancel, &p->conn, &f->err)) {
        note_refused(p, &f->err);
        return;
    }
    const char *cipher = conn_tls_cipher(p->conn);
    if (!conn_session(p->conn, SESSION_READ, &f->err)) {
        conn_close(p->conn);
        p->conn = NULL;
        return;
    }
    if (str_empty(cipher))
        found(f, PROBE_OK, _("as %.40s, not encrypted"), p->side->user);
    else
        found(f, PROBE_OK, _("as %.40s, encrypted (%s)"), p->side->user, cipher);
    note_address(p);
    p->has_facts = inspect_server(p->conn, &p->facts, &f->err);
    err_clear(&f->err);
}

/* "A|B": either will do, A is the name that is shown. */
static bool has_one(const struct grants *g, const char *alternatives)
{
    struct strlist words = {0};
    bool has = false;

    strlist_split(&words, alternatives, '|');
    for (size_t i = 0; i < words.n && !has; i++)
        has = grants_has(g, words.items[i], NULL);
    strlist_clear(&words);
    return has;
}

void step_rights(struct probe *p, const char *const *wanted, struct finding *f)
{
    struct grants *g = NULL;
    struct buf missing = BUF_INIT(TEXT_MAX);
    size_t n = 0;

    if (!grants_read(p->conn, p->facts.flavor, &g, &f->err))
        return;
    for (; *wanted; wanted++)
        if (!has_one(g, *wanted)) {
            buf_addf(&missing, "%s%.*s", n ? ", " : "", (int)strcspn(*wanted, "|"), *wanted);
            n++;
        }
    if (!n)
        found(f, PROBE_OK, _("all that DTS asks for on *.*"));
    else
        found(f, PROBE_WARNING, _("missing on *.*: %s"), buf_str(&missing));
    buf_clear(&missing);
    grants_free(g);
}

bool facts_known(const struct probe *p, struct finding *f)
{
    if (!p->has_facts)
        found(f, PROBE_WARNING, _("could not be read"));
    return p->has_facts;
}
