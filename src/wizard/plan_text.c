/* SPDX-License-Identifier: MIT
 *
 * plan_text - the plan in sentences, for the start dialog and the report.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/plan.h"
#include "wizard/plan_access.h"

#define SENTENCE_MAX 4096
#define NAMES_SHOWN  8

char *plan_side_text(const struct plan_side *s)
{
    if (plan_access_has(s, ACCESS_INSTANCE) && !str_empty(s->instance_id))
        return plan_access_has(s, ACCESS_PORT) ? mem_printf("%s:%u", s->instance_id, s->port)
                                               : mem_strdup(s->instance_id);
    if (str_empty(s->host))
        return mem_strdup(_("(not given)"));
    return mem_printf(strchr(s->host, ':') ? "[%s]:%u" : "%s:%u", s->host, s->port);
}

static void add_what(const struct plan *p, struct strlist *out)
{
    struct buf b = BUF_INIT(SENTENCE_MAX);
    size_t tables = 0, views = 0, parts = 0;

    if (p->whole_instance) {
        strlist_add(out, _("Every database of the source moves, but for the server's own."));
        return;
    }
    for (size_t i = 0; i < p->databases.n; i++) {
        const struct plan_db *db = &p->databases.items[i];
        if (i < NAMES_SHOWN)
            buf_addf(&b, str_empty(db->new_name) ? "%s%s" : _("%s%s (there as %s)"),
                     i ? ", " : "", db->name, plan_db_target(db));
        parts += !db->all;
        tables += db->all ? 0 : db->tables.n;
        views += db->all ? 0 : db->views.n;
    }
    if (p->databases.n > NAMES_SHOWN)
        buf_addf(&b, _(" and %zu more"), p->databases.n - NAMES_SHOWN);
    strlist_take(out, mem_printf(ngettext("%zu database moves: %s.", "%zu databases move: %s.",
                                          p->databases.n),
                                 p->databases.n, buf_str(&b)));
    if (parts)
        strlist_take(
            out, mem_printf(
                     _("Databases of which only a part moves: %zu (tables: %zu, views: %zu)."),
                     parts, tables, views));
    buf_clear(&b);
}

static void add_objects(const struct plan *p, struct strlist *out)
{
    struct strlist with = {0};

    if (p->with_routines)
        strlist_add(&with, _("routines"));
    if (p->with_triggers)
        strlist_add(&with, _("triggers"));
    if (p->with_events)
        strlist_add(&with, _("events"));
    char *list = strlist_join(&with, ", ");
    if (with.n && !p->with_accounts)
        strlist_take(out, mem_printf(_("With them go: %s. Accounts do not."), list));
    else if (with.n)
        strlist_take(out, mem_printf(_("With them go: %s, accounts."), list));
    else if (p->with_accounts)
        strlist_add(out, _("Accounts go with them; no routines, triggers or events do."));
    else
        strlist_add(out, _("No routines, triggers, events or accounts go with them."));
    if (p->with_accounts) /* the service's documentation 6.5, and dtsd's own word */
        strlist_add(out, p->backend == BACKEND_LOCAL
                             ? _("An account that the target has already is left as it is.")
                             : _("An account that the target has already is overwritten by the "
                                 "source's."));
    free(list);
    strlist_clear(&with);
}

/* What a plan file says of single databases. */
static void add_some(const struct plan *p, struct strlist *out)
{
    for (size_t i = 0; !p->whole_instance && i < p->databases.n && i < NAMES_SHOWN; i++)
        for (int k = 0; k < PLAN_KINDS; k++) {
            const struct plan_db *db = &p->databases.items[i];
            if (!db->some[k].given)
                continue;
            char *names = strlist_join(&db->some[k].names, ", ");
            strlist_take(out,
                         mem_printf(_("Of the %s of %s only these go along: %s."),
                                    _(plan_kind_word(k)), db->name, str_or(names, _("none"))));
            free(names);
        }
}

static const struct {
    const char *type, *sentence;
} type_rows[] = {
    {"structure", N_("Only the structure is created; no rows are copied.")},
    {"full", N_("The rows are copied once. What is written meanwhile is not carried over, so "
                "stop the writers first.")},
    {"fullAndIncrement",
     N_("The rows are copied, then changes follow until you complete the task.")},
};

static void add_compare(const struct plan *p, struct strlist *out)
{
    switch (p->compare) {
    case COMPARE_FULL: strlist_add(out, _("The data are compared in full.")); break;
    case COMPARE_SPOT:
        strlist_take(out, mem_printf(_("%" PRId64 " %% of the rows are compared (spot check)."),
                                     p->sample_percent));
        break;
    case COMPARE_NONE:
    case COMPARE_UNSET: strlist_add(out, _("The data are not compared by DTS.")); break;
    }
}

void plan_sentences(const struct plan *p, struct strlist *out)
{
    char *from = plan_side_text(&p->source), *to = plan_side_text(&p->target);
    char local[CLOCK_TEXT_SIZE], beijing[CLOCK_TEXT_SIZE];

    strlist_take(out, mem_printf(p->backend == BACKEND_LOCAL
                                     ? _("This really reads %s and really writes %s.")
                                     : _("DTS reads %s and writes %s."),
                                 from, to));
    add_what(p, out);
    add_objects(p, out);
    add_some(p, out);
    for (size_t i = 0; i < sizeof type_rows / sizeof *type_rows; i++)
        if (str_eq(p->migrate_type, type_rows[i].type))
            strlist_add(out, _(type_rows[i].sentence));
    if (str_eq(p->migrate_type, "fullAndIncrement"))
        add_compare(p, out);
    if (p->keep_target_read_only)
        strlist_add(out, _("The target is kept read-only meanwhile."));
    if (p->timed) {
        clock_format_local(p->start_at, local);
        clock_format_beijing(p->start_at, beijing);
        strlist_take(
            out, mem_printf(_("It joins the queue at %s (%s in Beijing)."), local, beijing));
    } else {
        strlist_add(out, _("It joins the queue at once."));
    }
    free(from);
    free(to);
}
