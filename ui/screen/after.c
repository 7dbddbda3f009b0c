/* SPDX-License-Identifier: MIT
 *
 * after - completing states what is known; afterwards a list of steps; what was changed is
 * the clean-up's.
 */
#include "ui/screen/after.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"
#include "wizard/calm.h"
#include "wizard/dsn.h"
#include "wizard/wayback.h"

#define LOOK_AGAIN_S 10
#define ROWS_MOST    90 /* of what is left to do */
#define DSN_AT       18

static void draw_completing(struct app *a, const struct canvas *c)
{
    const struct plan *p = &a->state.plan;
    char local[CLOCK_TEXT_SIZE] = "?";
    int64_t sent = 0;
    if (p->complete_intent && plan_intent_parse(p->complete_intent, &sent))
        clock_format_local(sent, local);
    const char *time = strchr(local, ' ') ? strchr(local, ' ') + 1 : local;
    char *head =
        sent > 0
            ? mem_printf(_("Completing since %s. Do not let the application write yet."), time)
            : mem_strdup(_("Completing. Do not let the application write yet."));
    char *text =
        a->snap->status != DTS_COMPLETING
            ? mem_printf(_("Sent %s; DTS has not confirmed it yet and is asked for the state."),
                         time)
            : mem_strdup(
                  _("DTS ends the sync, creates triggers and events, and opens the target."));
    int y = 1 + canvas_wrap(c, 1, 1, c->w - 2, 2, ROLE_TITLE, head);
    canvas_wrap(c, y + 1, 1, c->w - 2, 3, ROLE_NORMAL, text);
    free(text);
    free(head);
}

/* ---- what is seen ---- */

static int draw_writable(const struct app *a, const struct canvas *c, int y)
{
    const struct snap_after *l = &a->snap->after;
    char d[FMT_SIZE];
    if (l->mono == 0) {
        char *why =
            mem_printf(_("1  Is the target writable? Not seen from here: %s"),
                       a->snap->after_err.kind ? a->snap->after_err.text : _("F5 looks."));
        y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL, why);
        free(why);
        return y +
               canvas_wrap(c, y, 4, c->w - 5, 3, ROLE_NORMAL,
                           _("There: SELECT @@read_only, @@super_read_only; both must be 0. "
                             "DTS opens it by itself; with many accounts that takes a "
                             "while."));
    }
    fmt_duration(app_age_s(l->mono), d);
    int x = canvas_put(c, y, 1, ROLE_NORMAL, _("1  Is the target writable?")) + 1;
    if (l->read_only == 0 && l->super_read_only <= 0)
        x = canvas_put(c, y, x, ROLE_GOOD, _("Yes: read_only is OFF."));
    else if (l->read_only < 0)
        x = canvas_put(c, y, x, ROLE_WARN, _("It cannot be read with this account."));
    else
        x = canvas_put(c, y, x, ROLE_WARN,
                       l->super_read_only > 0 ? _("Not yet: super_read_only is ON.")
                                              : _("Not yet: read_only is ON."));
    canvas_printf(c, y++, x + 2, ROLE_DIM, _("seen %s ago"), d);
    if (l->read_only > 0) {
        canvas_put(c, y++, 4, ROLE_NORMAL,
                   _("DTS opens it by itself; with many accounts that takes a while."));
        y += canvas_wrap(
            c, y, 4, c->w - 5, 3, ROLE_NORMAL,
            _("If it stays so, \"Lift read_only...\" runs this here, or an account "
              "that may (SUPER, SYSTEM_VARIABLES_ADMIN or READ_ONLY ADMIN) runs it there:"));
        char *sql = after_writable_sql(l, "; ");
        y += canvas_wrap(c, y, 4, c->w - 5, 2, ROLE_KEY, sql);
        free(sql);
    }
    return y;
}

/* "triggers 3 of 3"; nothing when the plan leaves them out. */
static int draw_count(const struct canvas *c, int y, int x, const char *what, int64_t source,
                      int64_t target)
{
    bool less = source >= 0 && target < source;
    if (target < 0)
        return x;
    if (source < 0)
        return canvas_printf(c, y, x, ROLE_NORMAL, "%s %d", what, (int)target) + 3;
    return canvas_printf(c, y, x, less ? ROLE_BAD : ROLE_NORMAL, _("%s %d of %d"), what,
                         (int)target, (int)source) +
           3;
}

static int draw_programs(const struct app *a, const struct canvas *c, int y)
{
    const struct snap_after *l = &a->snap->after;
    if (l->mono == 0 || (l->target.triggers < 0 && l->target.events < 0))
        return y;
    int x = canvas_put(c, y, 4, ROLE_NORMAL, _("On the target:")) + 1;
    x = draw_count(c, y, x, _("triggers"), l->source.triggers, l->target.triggers);
    draw_count(c, y, x, _("events"), l->source.events, l->target.events);
    return y + 1;
}

/* An address in lines that end after ; ? or & where they can; caller frees. */
static char *address_lines(const char *form, int cols)
{
    struct buf b = BUF_INIT(4096);
    int used = 0;

    while (*form) {
        size_t n = strcspn(form, ";?&");
        n += form[n] != '\0';
        char *part = mem_strndup(form, n);
        int w = text_width(part);
        if (used && used + w > cols) {
            buf_adds(&b, "\n");
            used = 0;
        }
        buf_adds(&b, part);
        used += w;
        form += n;
        free(part);
    }
    return buf_steal(&b);
}

/* The new address as applications are given it. */
static int draw_addresses(const struct app *a, const struct canvas *c, int y)
{
    struct dsn_list lines = {0};

    dsn_lines(&a->state.plan, &lines);
    for (size_t i = 0; i < lines.n; i++) {
        canvas_cell(c, y, 4, DSN_AT - 5, ROLE_DIM, lines.items[i].name);
        char *text = address_lines(lines.items[i].form, c->w - DSN_AT - 1);
        y += canvas_wrap(c, y, DSN_AT, c->w - DSN_AT - 1, 4, ROLE_NORMAL, text);
        free(text);
    }
    dsn_list_clear(&lines);
    return y;
}

static char *calm_value(const struct snap_after *l, enum calm_row row)
{
    char n[FMT_SIZE], of[FMT_SIZE];
    int64_t value = l->calm.rows[row].value;

    if (value < 0)
        return mem_strdup("-");
    if (row == CALM_CONNECTED && l->sample.most > 0)
        return mem_printf(_("%s of %s"), fmt_count(value, n), fmt_count(l->sample.most, of));
    return mem_strdup(fmt_count(value, n));
}

static int draw_users(const struct snap_after *l, const struct canvas *c, int y)
{
    struct buf b = BUF_INIT(1000);
    char n[FMT_SIZE];

    for (size_t i = 0; i < l->n_users; i++)
        buf_addf(&b, "%s%s %s", i ? ", " : "", l->users[i].user, fmt_count(l->users[i].n, n));
    if (l->users_more > 0)
        buf_addf(&b, ", ... %s", fmt_count(l->users_more, n));
    if (b.len)
        y += canvas_wrap(c, y, 4, c->w - 5, 3, ROLE_NORMAL, buf_str(&b));
    buf_clear(&b);
    return y;
}

/* Who waits for whom. */
static int draw_locks(const struct snap_after *l, const struct canvas *c, int y)
{
    char d[FMT_SIZE];

    if (l->locks < 0) {
        char *why = l->locks == AFTER_LOCKS_DENIED
                        ? mem_strdup(_("Lock waits: this account cannot see them (PROCESS)."))
                        : mem_printf(_("Lock waits could not be read: %s"), l->locks_why);
        y += canvas_wrap(c, y, 4, c->w - 5, 2, ROLE_DIM, why);
        free(why);
        return y;
    }
    for (int64_t i = 0; i < l->locks && i < AFTER_LOCKS; i++) {
        const struct snap_lock *k = &l->lock[i];
        char *line =
            mem_printf(_("%s (%d) waits %s for %s (%d): %s"), k->waits, (int)k->waits_id,
                       k->seconds < 0 ? "?" : fmt_duration(k->seconds, d), k->holds,
                       (int)k->holds_id, k->table);
        y += canvas_wrap(c, y, 4, c->w - 5, 2, ROLE_WARN, line);
        free(line);
    }
    if (l->locks > AFTER_LOCKS)
        canvas_printf(c, y++, 4, ROLE_WARN, _("... and %d more wait"),
                      (int)(l->locks - AFTER_LOCKS));
    return y;
}

static int draw_watch(const struct app *a, const struct canvas *c, int y)
{
    static const enum role roles[] = {
        [CALM_UNKNOWN] = ROLE_DIM, [CALM_GOOD] = ROLE_NORMAL, [CALM_LOOK] = ROLE_WARN};
    const struct snap_after *l = &a->snap->after;
    int half = (c->w - 5) / 2;

    if (l->mono == 0)
        return y;
    for (int r = 0; r < CALM_ROWS; r++) {
        char *value = calm_value(l, (enum calm_row)r);
        char *cell = mem_printf("%s  %s", calm_name((enum calm_row)r), value);
        canvas_cell(c, y, 4 + (r % 2) * half, half - 1, roles[l->calm.rows[r].state], cell);
        y += r % 2 || r == CALM_ROWS - 1;
        free(cell);
        free(value);
    }
    if (l->no_errors)
        y += canvas_wrap(
            c, y, 4, c->w - 5, 2, ROLE_DIM,
            _("Errors: not known. Its performance_schema is off, or this account may not "
              "read it."));
    y = draw_users(l, c, y);
    y = draw_locks(l, c, y);
    char *verdict = calm_verdict(&l->calm);
    bool look = false;
    for (int r = 0; r < CALM_ROWS; r++)
        look |= l->calm.rows[r].state == CALM_LOOK;
    y += canvas_wrap(c, y, 4, c->w - 5, 3,
                     look           ? ROLE_WARN
                     : l->calm.calm ? ROLE_GOOD
                                    : ROLE_NORMAL,
                     verdict);
    free(verdict);
    return y;
}

/* Returns the rows it takes. */
static int draw_done(struct app *a, const struct canvas *c)
{
    char *to = plan_side_text(&a->state.plan.target);
    char *point = mem_printf(_("2  Point the application to %s and start it."), to);
    int y = 0;
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_GOOD,
                     _("Completed. The target stands on its own; nothing flows any more."));
    y = draw_writable(a, c, y + 1);
    y = draw_programs(a, c, y);
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL, point);
    y = draw_addresses(a, c, y);
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL,
                     _("3  Watch it: connections, errors, slow statements, for as long as you "
                       "need."));
    y = draw_watch(a, c, y);
    y += canvas_wrap(c, y, 1, c->w - 2, 2, ROLE_NORMAL,
                     _("4  Replication of the target may be changed from asynchronous now."));
    y += canvas_wrap(c, y, 1, c->w - 2, 3, ROLE_NORMAL,
                     _("5  Keep the source, locked, until you are content; then remove the "
                       "account of DTS on both sides (DROP USER), and clean up."));
    char *back = wayback_loss(&a->state.plan, true);
    y += canvas_wrap(c, y, 4, c->w - 5, 3, ROLE_NORMAL, back);
    free(back);
    if (a->snap->cutover.recorded_gtid) {
        char *last =
            mem_printf(_("Source's last position: %s"), a->snap->cutover.recorded_gtid);
        y += 1 + canvas_wrap(c, y + 1, 1, c->w - 2, 4, ROLE_DIM, last);
        free(last);
    }
    free(point);
    free(to);
    return y;
}

void after_look(struct app *a)
{
    if (!app_pending(a, CMD_LOOK_AFTER))
        app_command(a, CMD_LOOK_AFTER);
}

/* That it writes again is not said by Complete: its first sessions are kept, for the report. */
static void keep_first_sight(struct app *a)
{
    if (a->state.app_seen || a->snap->status != DTS_SUCCESS || !a->snap->after.mono ||
        a->snap->after.sample.application <= 0)
        return;
    a->state.app_seen = clock_wall_s();
    app_save(a);
}

void after_tick(struct app *a)
{
    keep_first_sight(a);
    bool may = a->snap->status == DTS_SUCCESS && a->state.plan.target.password &&
               a->snap->after_err.kind != ERR_AUTH; /* not right the second time either */
    int64_t age = app_age_s(a->snap->after.mono);
    if (may && a->snap->after_err.kind == ERR_NONE && (age < 0 || age >= LOOK_AGAIN_S))
        after_look(a);
}

void after_draw(struct app *a, const struct canvas *c, int *scroll)
{
    if (a->snap->status != DTS_SUCCESS) {
        draw_completing(a, c);
        return;
    }
    struct canvas all = canvas_sub(c, 0, 0, ROWS_MOST, c->w);
    int rows = draw_done(a, &all), seen = c->h - 1; /* the last row says where one is */
    int most = rows > c->h ? rows - seen : 0;
    *scroll = *scroll > most ? most : *scroll < 0 ? 0 : *scroll;
    if (most == 0)
        return;
    canvas_erase(c);
    struct canvas part = canvas_sub(c, 0, 0, seen, c->w);
    all = canvas_sub(&part, -*scroll, 0, ROWS_MOST, c->w);
    draw_done(a, &all);
    canvas_printf(c, seen, 1, ROLE_DIM, _("%d to %d of %d lines; PgUp PgDn"), *scroll + 1,
                  *scroll + seen, rows);
}
