/* SPDX-License-Identifier: MIT
 *
 * databases - stage 3: the tree of what the source holds, with ticks; without a connection,
 * names typed.
 *
 * Why: the ticks live in wizard/selection, which counts; here a list shows the visible rows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/screen/body.h"
#include "ui/screen/databases_ask.h"
#include "ui/screen/databases_foot.h"
#include "ui/screen/fields.h"
#include "ui/text.h"
#include "ui/widget/list.h"
#include "wizard/needs.h"
#include "wizard/shared.h"

#define NEEDS_SHOWN 500

enum { BTN_TYPE = 1, BTN_ALL, BTN_READ, BTN_NAMES, BTN_OBJECTS, BTN_NEEDS };

struct databases {
    struct app *app;
    struct body body;
    struct sel_tree *tree;          /* NULL: nothing read */
    struct shared_catalog *catalog; /* the tree was made over this one */
    struct needs needs;             /* over the tree */
    bool needs_offered;
    struct list list;
    bool filtering;
    struct edit filter;
    bool asked; /* reading was asked for on entry */
};

/* ---- rows ---- */

static size_t rows_count(void *ctx)
{
    struct databases *s = ctx;
    return s->tree ? sel_tree_rows(s->tree) : 0;
}

static void draw_sizes(const struct canvas *c, int x, const struct sel_node *n, enum role role)
{
    char size[FMT_SIZE], rows[FMT_SIZE];
    if (n->kind == NODE_DB) {
        char *text = mem_printf(ngettext("%zu table", "%zu tables", n->n_tables), n->n_tables);
        char *views = n->n_views ? mem_printf(ngettext("  %zu view", "  %zu views", n->n_views),
                                              n->n_views)
                                 : mem_strdup("");
        int at = canvas_put(c, 0, x, role, text);
        canvas_put(c, 0, at, role, views);
        canvas_cell_right(c, 0, x + 25, 11, role, fmt_bytes(n->bytes, size));
        free(views);
        free(text);
        return;
    }
    if (n->kind == NODE_VIEW) {
        canvas_put(c, 0, x, role == ROLE_NORMAL ? ROLE_DIM : role, _("view"));
        return;
    }
    /* "~": the storage engine's guess, off by a half at times; short, so that it fits */
    char *text = n->rows < 0 ? mem_strdup(_("rows not known"))
                             : mem_printf(_("~%s rows"), fmt_count(n->rows, rows));
    canvas_cell_right(c, 0, x, 20, role, text);
    canvas_cell_right(c, 0, x + 21, 11, role, fmt_bytes(n->bytes, size));
    free(text);
    if (n->no_key)
        canvas_put(c, 0, x + 34, role == ROLE_NORMAL ? ROLE_WARN : role, _("! no primary key"));
    else if (n->key) {
        char *key = mem_printf(_("key %s"), n->key);
        canvas_cell(c, 0, x + 34, c->w - x - 34, role == ROLE_NORMAL ? ROLE_DIM : role, key);
        free(key);
    }
}

static void draw_row(void *ctx, size_t row, const struct canvas *c, bool selected, bool focused,
                     enum role role)
{
    struct databases *s = ctx;
    static const char *const boxes[] = {
        [TICK_OFF] = "[ ]", [TICK_ON] = "[x]", [TICK_PART] = "[~]"};
    struct sel_node n;
    (void)selected;
    (void)focused;
    if (!sel_tree_row(s->tree, row, &n))
        return;
    int x = n.kind == NODE_DB ? 0 : 4, name = c->w >= 78 ? 22 : 16;
    if (n.kind == NODE_DB)
        canvas_put(c, 0, 0, role, n.open ? "-" : "+");
    if (n.kind == NODE_DB)
        x = 2;
    canvas_put(c, 0, x, role, boxes[n.tick]);
    canvas_cell_middle(c, 0, x + 4, name - (n.kind == NODE_DB ? 0 : 2), role, n.name);
    draw_sizes(c, 6 + name + 1, &n, role);
}

static const struct list_source rows_source = {rows_count, draw_row, NULL, NULL};

/* ---- what can be done ---- */

static void add_acts(struct body *b, bool needs)
{
    body_act(b, BTN_TYPE, _("Type..."));
    body_act(b, BTN_OBJECTS, _("With them..."));
    body_act(b, BTN_ALL, _("All/none"));
    body_act(b, BTN_READ, _("Read again"));
    body_act(b, BTN_NAMES, _("Names..."));
    if (needs)
        body_act(b, BTN_NEEDS, _("Tick them too"));
}

/* What is needed can be ticked while something is. */
static void offer_acts(struct app *a, struct databases *s)
{
    bool offer = s->tree && needs_open(&s->needs, s->tree, 0, NULL) > 0;

    if (offer == s->needs_offered)
        return;
    body_acts_none(&s->body, a);
    add_acts(&s->body, offer);
    s->needs_offered = offer;
}

/* ---- what was read ---- */

static void take_catalog(struct app *a, struct databases *s)
{
    struct sel_node n;
    size_t row;
    char *db = NULL, *name = NULL;
    if (a->snap->catalog == s->catalog)
        return;
    if (s->tree && list_row(&s->list, &row) && sel_tree_row(s->tree, row, &n)) {
        db = mem_strdup(n.db_name);
        name = n.kind == NODE_DB ? NULL : mem_strdup(n.name);
    }
    needs_clear(&s->needs);
    sel_tree_free(s->tree);
    s->catalog = a->snap->catalog;
    s->tree = s->catalog ? sel_tree_new(s->catalog, &a->state.plan) : NULL;
    if (s->tree)
        needs_init(&s->needs, s->tree, shared_catalog_get(s->catalog));
    offer_acts(a, s);
    list_update(&s->list);
    if (s->tree && db)
        list_select(&s->list, sel_tree_find(s->tree, db, name));
    free(db);
    free(name);
}

static void read_now(struct app *a)
{
    if (!app_pending(a, CMD_READ_CATALOG))
        app_command(a, CMD_READ_CATALOG);
}

static void read_ask(struct app *a)
{
    app_error_away(a);
    app_need_passwords(a, 1, _("The tables are read from the source."), read_now);
}

static void databases_enter(struct app *a, void *self)
{
    struct databases *s = self;
    const struct plan *p = &a->state.plan;
    s->app = a;
    body_init(&s->body, a);
    add_acts(&s->body, false);
    list_init(&s->list, &rows_source, s);
    edit_init(&s->filter, 128, 0);
    take_catalog(a, s);
    if (!s->tree && p->source.password && plan_side_here_host(&p->source))
        read_now(a);
}

static void databases_leave(struct app *a, void *self)
{
    struct databases *s = self;
    (void)a;
    body_clear(&s->body);
    list_clear(&s->list);
    edit_clear(&s->filter);
    needs_clear(&s->needs);
    sel_tree_free(s->tree);
}

/* ---- drawing ---- */

static void draw_nothing(struct app *a, const struct canvas *c)
{
    const struct plan *p = &a->state.plan;
    int y = c->h < 12 ? 0 : 1;
    if (a->snap->catalog_reading || app_pending(a, CMD_READ_CATALOG)) {
        canvas_put(c, y, 2, ROLE_DIM, _("Reading what the source holds..."));
        return;
    }
    if (a->snap->catalog_err.kind) {
        y += canvas_wrap(c, y, 2, c->w - 4, 3, ROLE_BAD, a->snap->catalog_err.text);
        y += canvas_wrap(c, y, 2, c->w - 4, 2, ROLE_NORMAL, a->snap->catalog_err.hint) + 1;
    } else {
        canvas_put(c, y, 2, ROLE_NORMAL, _("The source has not been read from here yet."));
        y += 2;
    }
    y += canvas_wrap(c, y, 2, c->w - 4, 5, ROLE_NORMAL,
                     _("\"Read again\" logs in and lists the tables. Without a connection from "
                       "here, type the names of the databases: DTS finds them by itself, but "
                       "sizes, keys and time are not known.")) +
         1;
    if (p->whole_instance)
        canvas_put(c, y, 2, ROLE_TITLE, _("Selected: every database of the source."));
    for (size_t i = 0; !p->whole_instance && i < p->databases.n && y < c->h; i++, y++)
        canvas_printf(c, y, 2, ROLE_NORMAL, _("[x] %s   not verified from here"),
                      p->databases.items[i].name);
}

static void draw_filter(struct databases *s, const struct canvas *c)
{
    size_t of = 0, n = sel_tree_matches(s->tree, &of);
    struct canvas field = canvas_sub(c, 0, 3, 1, c->w / 2);
    canvas_put(c, 0, 1, ROLE_KEY, "/");
    edit_draw(&s->filter, &field, s->filtering, NULL);
    canvas_printf(c, 0, c->w / 2 + 5, ROLE_DIM, _("%zu of %zu"), n, of);
}

static void databases_draw(struct app *a, void *self, const struct canvas *body)
{
    struct databases *s = self;
    bool can = s->tree != NULL;
    body_act_off(&s->body, BTN_ALL, can ? NULL : _("Nothing was read."));
    struct canvas c = body_draw(&s->body, a, body);
    if (!s->tree) {
        draw_nothing(a, &c);
        return;
    }
    bool filter = s->filtering || !edit_is_empty(&s->filter);
    struct databases_foot below = databases_foot_of(a, s->tree, &s->needs, c.w);
    int top = filter ? 1 : 0, foot = below.rows;
    if (filter)
        draw_filter(s, &c);
    struct canvas rows = canvas_sub(&c, top, 0, c.h - top - foot, c.w);
    struct canvas totals = canvas_sub(&c, c.h - foot, 0, foot, c.w);
    list_draw(&s->list, &rows,
              a->top == TOP_NONE && s->body.focus == BODY_MAIN && !s->filtering);
    databases_foot_draw(&below, &totals);
    databases_foot_clear(&below);
}

/* ---- acting ---- */

static void apply(struct app *a, struct databases *s)
{
    a->state.plan.whole_instance = false;
    sel_tree_apply(s->tree, &a->state.plan);
    app_changed(a);
    offer_acts(a, s);
}

static bool may_change(struct app *a)
{
    const char *no = app_locked(a);
    if (no)
        app_fail(a, "%s", no);
    return no == NULL;
}

static void set_filter(struct databases *s, const char *text)
{
    edit_set(&s->filter, text);
    sel_tree_filter(s->tree, text);
    list_update(&s->list);
}

static bool filter_key(struct databases *s, const struct key_event *ev)
{
    if (ev->key == K_ESC) {
        s->filtering = false;
        set_filter(s, "");
        return true;
    }
    if (ev->key == K_ENTER || ev->key == K_DOWN) {
        s->filtering = false;
        return true;
    }
    enum widget_result r = edit_key(&s->filter, ev);
    if (r == WIDGET_CHANGED) {
        sel_tree_filter(s->tree, edit_text(&s->filter));
        list_update(&s->list);
    }
    return r != WIDGET_IGNORED;
}

/* Opens or closes, keeping the cursor on its item. */
static void open_node(struct databases *s, size_t row, const struct sel_node *n, bool open)
{
    char *db = mem_strdup(n->db_name);
    if (n->kind == NODE_DB)
        sel_tree_open(s->tree, row, open);
    list_update(&s->list);
    list_select(&s->list, sel_tree_find(s->tree, db, NULL));
    free(db);
}

static bool tree_key_here(struct app *a, struct databases *s, const struct key_event *ev)
{
    struct sel_node n;
    size_t row;
    int ch = keys_latin(ev);
    if (ch == '/') {
        s->filtering = true;
        edit_enter(&s->filter);
        return true;
    }
    if (ev->key == K_ESC && !edit_is_empty(&s->filter)) {
        set_filter(s, "");
        return true;
    }
    if (!list_row(&s->list, &row) || !sel_tree_row(s->tree, row, &n))
        return false;
    if (ch == ' ') {
        if (may_change(a)) {
            sel_tree_toggle(s->tree, row);
            apply(a, s);
        }
        return true;
    }
    if (ev->key == K_RIGHT || ch == '+' ||
        (ev->key == K_ENTER && n.kind == NODE_DB && !n.open)) {
        if (n.kind == NODE_DB)
            open_node(s, row, &n, true);
        return true;
    }
    if (ev->key == K_LEFT || ch == '-' || (ev->key == K_ENTER && n.kind == NODE_DB)) {
        open_node(s, row, &n, false);
        return true;
    }
    return ev->key == K_ENTER;
}

static void toggle_all(struct app *a, struct databases *s)
{
    if (!s->tree || !may_change(a))
        return;
    sel_tree_tick_all(s->tree, !sel_tree_any_ticked(s->tree));
    apply(a, s);
    if (!edit_is_empty(&s->filter))
        app_toast(a, "%s", _("Only what the filter shows was changed."));
}

static void act_on(struct app *a, struct databases *s, int id)
{
    if (id != BTN_READ && !may_change(a))
        return;
    switch (id) {
    case BTN_TYPE: databases_ask_type(a); break;
    case BTN_OBJECTS: databases_ask_objects(a); break;
    case BTN_ALL: toggle_all(a, s); break;
    case BTN_READ: read_ask(a); break;
    case BTN_NAMES: databases_ask_names(a); break;
    case BTN_NEEDS:
        needs_tick(&s->needs, s->tree);
        apply(a, s);
        break;
    default: break;
    }
}

static bool databases_key(struct app *a, void *self, const struct key_event *ev)
{
    struct databases *s = self;
    int pressed;
    if (s->tree && s->body.focus == BODY_MAIN) {
        if (s->filtering)
            return filter_key(s, ev);
        if (tree_key_here(a, s, ev) || list_key(&s->list, ev) != WIDGET_IGNORED)
            return true;
    }
    bool used = body_key(&s->body, a, ev, &pressed);
    if (pressed != FORM_NONE)
        act_on(a, s, pressed);
    return used;
}

static void databases_part(void *self, const void *owner)
{
    struct databases *s = self;
    s->filtering = false;
    body_focus_on(&s->body, owner);
}

static bool databases_action(struct app *a, void *self, enum action act)
{
    if (act == ACT_REFRESH)
        read_ask(a);
    else if (act == ACT_ALL)
        toggle_all(a, self);
    else
        return false;
    return true;
}

static void databases_event(struct app *a, void *self, enum screen_event e,
                            const struct reply *r)
{
    (void)r;
    if (e == SCREEN_SNAPSHOT)
        take_catalog(a, self);
}

static unsigned databases_places(struct app *a, void *self)
{
    struct databases *s = self;
    (void)a;
    return body_places(&s->body, s->filtering ? PLACE_FIELD : s->tree ? PLACE_TREE : 0);
}

static void databases_guide(struct app *a, void *self, struct buf *out)
{
    struct databases *s = self;
    struct strlist missing = {0};
    const char *locked = app_locked(a);
    body_guide(&s->body, out);
    if (out->len)
        return;
    if (s->tree)
        sel_tree_missing(s->tree, &missing);
    if (locked)
        buf_adds(out, locked);
    else if (missing.n)
        buf_addf(out, _("Chosen, but not on the source any more: %s"), missing.items[0]);
    else if (s->filtering)
        buf_adds(out, _("Type to narrow the rows; Enter goes back to them, Esc shows all."));
    else
        buf_adds(
            out,
            _("Tick what to migrate. A database brings all its tables unless you open it."));
    strlist_clear(&missing);
}

static void databases_details(struct app *a, void *self, struct buf *out)
{
    const struct err *e = &a->snap->catalog_err;
    struct databases *s = self;
    struct strlist lines = {0};

    if (e->kind)
        buf_addf(out, "%s\n%s\n\n%s %s %d\n", e->text, e->hint, e->server, e->code, e->number);
    size_t n = s->tree ? needs_open(&s->needs, s->tree, NEEDS_SHOWN, &lines) : 0;
    if (n)
        buf_addf(out, _("Needed, not ticked (%zu):\n"), n);
    for (size_t i = 0; i < lines.n; i++)
        buf_addf(out, "  %s\n", lines.items[i]);
    strlist_clear(&lines);
}

static struct body *databases_body(void *self)
{
    return &((struct databases *)self)->body;
}

/* For who types them. */
static const struct act_word act_words[] = {
    {BTN_TYPE, "type", false}, {BTN_OBJECTS, "with", false},
    {BTN_READ, "read", false}, {BTN_NAMES, "names", false},
    {0, NULL, false},
};

const struct screen screen_databases = {
    .title = N_("Databases"),
    .topic = HELP_STAGE_DATABASES,
    .stage = STAGE_DATABASES,
    .place = PLACE_STAGE,
    .size = sizeof(struct databases),
    .enter = databases_enter,
    .leave = databases_leave,
    .draw = databases_draw,
    .key = databases_key,
    .part = databases_part,
    .action = databases_action,
    .event = databases_event,
    .body = databases_body,
    .acts = act_words,
    .places = databases_places,
    .guide = databases_guide,
    .details = databases_details,
};
