/* SPDX-License-Identifier: MIT
 *
 * probe_source - what this host sees of the source: version, GTID, binary log, rights, clock.
 *
 * Source: API 5.3 (binary log parameters), 6.3 (rights of the source account)
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/probe_private.h"

#define CLOCK_OFF_MS 5000
#define KEEP_S       (3 * 86400) /* "at least 3 days advised" */

static void step_version(struct probe *p, struct finding *f)
{
    const struct flavor *fl = p->facts.flavor;

    if (!p->has_facts)
        found(f, PROBE_WARNING, "%s", p->greeting.version);
    else if (!fl)
        found(f, PROBE_FAILED, _("%s: this version is not known to the program"),
              str_or(p->facts.version_text, "?"));
    else
        found(f, PROBE_OK, "%s (%s)", fl->name, str_or(p->facts.version_text, "?"));
}

static void step_gtid(struct probe *p, struct finding *f)
{
    const char *mode = p->facts.gtid_mode;

    if (!facts_known(p, f))
        return;
    if (!mode)
        found(f, PROBE_WARNING, _("not known"));
    else if (str_eq_nocase(mode, "ON"))
        found(f, PROBE_OK, _("on"));
    else if (str_eq_nocase(mode, "OFF"))
        found(f, PROBE_WARNING, _("off: a fail-over of the source would end the sync"));
    else
        found(f, PROBE_FAILED, _("%s: DTS takes ON or OFF only"), mode);
}

/* Everything that is wrong, in one line; what is not known is not wrong. */
static void step_binlog(struct probe *p, struct finding *f)
{
    const struct server_facts *s = &p->facts;
    struct strlist bad = {0};
    char keep[FMT_SIZE];

    if (!facts_known(p, f))
        return;
    if (s->log_bin == TRI_NO)
        strlist_add(&bad, _("off"));
    if (s->binlog_format && !str_eq_nocase(s->binlog_format, "ROW"))
        strlist_take(&bad, mem_printf(_("format %s, needs ROW"), s->binlog_format));
    if (s->binlog_row_image && !str_eq_nocase(s->binlog_row_image, "FULL"))
        strlist_take(&bad, mem_printf(_("row image %s, needs FULL"), s->binlog_row_image));
    if (!str_empty(s->binlog_do_db) || !str_empty(s->binlog_ignore_db))
        strlist_add(&bad, _("filtered by database"));
    char *all = strlist_join(&bad, "; ");
    if (bad.n)
        found(f, PROBE_FAILED, "%s", all);
    else if (s->log_bin == TRI_UNKNOWN)
        found(f, PROBE_WARNING, _("not known"));
    else if (s->binlog_keep_s > 0 && s->binlog_keep_s < KEEP_S)
        found(f, PROBE_WARNING, _("on, row, full; kept only %s"),
              fmt_duration(s->binlog_keep_s, keep));
    else if (s->binlog_keep_s > 0)
        found(f, PROBE_OK, _("on, row, full; kept %s"), fmt_duration(s->binlog_keep_s, keep));
    else
        found(f, PROBE_OK, _("on, row, full"));
    free(all);
    strlist_clear(&bad);
}

static void step_source_rights(struct probe *p, struct finding *f)
{
    static const char *const wanted[] = {"SELECT",
                                         "RELOAD",
                                         "LOCK TABLES",
                                         "REPLICATION CLIENT|BINLOG MONITOR",
                                         "REPLICATION SLAVE",
                                         "SHOW VIEW",
                                         "PROCESS",
                                         NULL};
    if (facts_known(p, f) && p->facts.flavor)
        step_rights(p, wanted, f);
}

static void step_clock(struct probe *p, struct finding *f)
{
    int64_t off = p->facts.clock_offset_ms;
    char text[FMT_SIZE];

    if (!facts_known(p, f))
        return;
    if (off > -CLOCK_OFF_MS && off < CLOCK_OFF_MS)
        found(f, PROBE_OK, _("same as here"));
    else
        found(f, PROBE_WARNING, off > 0 ? _("%s ahead of this host") : _("%s behind this host"),
              fmt_duration((off > 0 ? off : -off) / 1000, text));
}

const struct probe_step probe_source_steps[] = {
    {"resolve", step_resolve, true},  {"tcp", step_tcp, true},
    {"tls", step_tls, false},         {"login", step_login, true},
    {"version", step_version, false}, {"gtid", step_gtid, false},
    {"binlog", step_binlog, false},   {"rights", step_source_rights, false},
    {"clock", step_clock, false},     {.id = NULL},
};
