/* SPDX-License-Identifier: MIT
 *
 * form_draw - how a form looks: rows for heads, fields, messages and the end buttons, scrolled
 * so that what has the focus is in sight.
 *
 * One pass gives every part its row, then the scroll position follows from the focus, then the
 * rows are drawn. What stands beside another goes below it where the two do not fit, buttons take as
 * many rows as they need, and they stay in sight when the rest is scrolled.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "ui/text.h"
#include "ui/widget/form_private.h"

#define INDENT       5  /* of fields below a head */
#define LABEL_MAX    26 /* columns of labels; longer ones are cut */
#define BRACKETS     4  /* "[ " and " ]" */
#define MESSAGE_ROWS 3
#define GAP          2
#define INPUT_MIN    8 /* columns that an input of no size of its own is given at least */

struct place {
    int head[FORM_GROUPS];    /* row, -1: not shown */
    int field[FORM_FIELDS];   /* row, -1: not shown */
    int message[FORM_FIELDS]; /* first row of the message */
    int lines[FORM_FIELDS];   /* rows of the message, 0: none */
    int buttons;              /* first row, -1: none */
    int button_rows;
    int rows;
    int labels; /* columns */
    int titles;
    int w;
};

static bool has_heads(const struct form *f)
{
    size_t i;

    for (i = 0; i < f->n_groups; i++)
        if (f->groups[i].title)
            return true;
    return false;
}

static int indent_of(const struct form *f)
{
    return has_heads(f) ? INDENT : 1;
}

static bool is_labelled(const struct form_field *d)
{
    return d->kind == FORM_EDIT || d->kind == FORM_CHOICE;
}

const char *form_notice(enum edit_notice notice)
{
    static const char *const notices[] = {
        [EDIT_NOTICE_NONE] = NULL,
        [EDIT_NOTICE_TRIMMED] = N_("Blanks at its ends were removed."),
        [EDIT_NOTICE_BLANKS] = N_("It begins or ends with a blank; that is kept."),
        [EDIT_NOTICE_STRIPPED] = N_("Line ends or control characters were removed."),
        [EDIT_NOTICE_FULL] = N_("No room for more."),
        [EDIT_NOTICE_DIGITS] = N_("Only digits are taken here."),
        [EDIT_NOTICE_NO_NUMBER] = N_("Not pasted: only a number is taken here."),
    };

    return notices[notice] ? _(notices[notice]) : NULL;
}

/* What stands below a field: why it is refused, or what happened to the input. */
static const char *below(const struct form *f, int at)
{
    const struct form_field *d = f->fields[at];

    if (d->message)
        return d->message;
    if (d->kind == FORM_EDIT && f->on == FORM_ON_FIELD && f->at == at)
        return form_notice(d->edit.notice);
    return NULL;
}

static int wrapped_rows(const char *text, int w, int most)
{
    struct strlist lines = {0};
    int n;

    text_wrap(text, w, &lines);
    n = (int)lines.n < most ? (int)lines.n : most;
    strlist_clear(&lines);
    return n < 1 ? 1 : n;
}

static int input_x(const struct form *f, const struct place *p)
{
    return indent_of(f) + p->labels + 2;
}

static int message_w(const struct form *f, const struct place *p)
{
    int w = p->w - input_x(f, p) - 3;

    return w < 10 ? 10 : w;
}

/* The column after a field that begins at x, or that is the first in its row (x < 0). */
static int end_of(const struct form *f, const struct place *p, const struct form_field *d,
                  int x)
{
    bool starts = x < 0;
    int note = d->note ? text_width(d->note) + 1 : 0, label = text_width(d->label);

    switch (d->kind) {
    case FORM_EDIT:
    case FORM_CHOICE:
        if (starts && d->width <= 0)
            return p->w; /* it takes the row */
        x = starts ? input_x(f, p) : x + 1 + label + 1;
        return x + (d->width > 0 ? d->width : INPUT_MIN) + BRACKETS + note;
    case FORM_BUTTON: return (starts ? input_x(f, p) : x + 2) + label + BRACKETS + note;
    case FORM_TICK: return (starts ? indent_of(f) : x + 2) + label + BRACKETS + note;
    default: return (starts ? indent_of(f) : x + 2); /* it is cut or wrapped */
    }
}

static int place_fields(const struct form *f, int group, struct place *p, int y)
{
    int next = y; /* first free row below the row being filled */
    int x = -1;   /* where that row ends so far */
    bool in_row = false;
    size_t i;

    for (i = 0; i < f->n_fields; i++) {
        const struct form_field *d = f->fields[i];
        const char *text = below(f, (int)i);

        if (d->group != group || d->hidden)
            continue;
        if (!d->beside || !in_row || end_of(f, p, d, x) > p->w) {
            y = next;
            next = y + 1;
            x = -1;
        }
        in_row = true;
        x = end_of(f, p, d, x);
        p->field[i] = y;
        if (d->kind == FORM_STATIC && !d->beside)
            next = y + wrapped_rows(d->label, p->w - indent_of(f) - 1, 100);
        if (text) {
            p->message[i] = next;
            p->lines[i] = wrapped_rows(text, message_w(f, p), MESSAGE_ROWS);
            next += p->lines[i];
        }
    }
    return next;
}

/* The buttons of one row, from i on: the first of the next; *w gets their columns. */
static size_t row_of_buttons(const struct form *f, size_t i, int cols, int *w)
{
    size_t first = i;

    for (*w = 0; i < f->n_buttons; i++) {
        int one = text_width(f->buttons[i].label) + BRACKETS + (i > first ? GAP : 0);

        if (i > first && *w + one > cols - 2)
            break;
        *w += one;
    }
    return i;
}

int form_button_rows(const struct form *f, int cols)
{
    int rows = 0, w;
    size_t i;

    for (i = 0; i < f->n_buttons; i = row_of_buttons(f, i, cols, &w))
        rows++;
    return rows;
}

static void place_all(const struct form *f, struct place *p, int w)
{
    int y;
    size_t i;

    *p = (struct place){.w = w, .labels = f->label_cols, .buttons = -1};
    for (i = 0; i < FORM_FIELDS; i++)
        p->field[i] = -1;
    for (i = 0; i < FORM_GROUPS; i++)
        p->head[i] = -1;
    for (i = 0; i < f->n_fields && !f->label_cols; i++)
        if (is_labelled(f->fields[i]) && !f->fields[i]->beside) {
            int cols = text_width(f->fields[i]->label);

            p->labels = cols > p->labels ? cols : p->labels;
        }
    p->labels = p->labels > LABEL_MAX ? LABEL_MAX : p->labels;
    for (i = 0; i < f->n_groups; i++) {
        int cols = f->groups[i].hidden ? 0 : text_width(f->groups[i].title);

        p->titles = cols > p->titles ? cols : p->titles;
    }
    y = place_fields(f, FORM_NONE, p, 0);
    for (i = 0; i < f->n_groups; i++) {
        if (f->groups[i].hidden)
            continue;
        if (f->groups[i].title)
            p->head[i] = y++;
        if (form_group_is_open(f, (int)i))
            y = place_fields(f, (int)i, p, y);
    }
    if (f->n_buttons)
        p->buttons = y ? y + 1 : 0;
    p->button_rows = form_button_rows(f, w);
    p->rows = f->n_buttons ? p->buttons + p->button_rows : y;
}

int form_rows(const struct form *f, int cols)
{
    struct place p;

    place_all(f, &p, cols);
    return p.rows;
}

/* The row behind field i. */
static int end_of_field(const struct form *f, const struct place *p, size_t i)
{
    const struct form_field *d = f->fields[i];

    if (d->kind == FORM_STATIC && !d->beside)
        return p->field[i] + wrapped_rows(d->label, p->w - indent_of(f) - 1, 100);
    return p->lines[i] ? p->message[i] + p->lines[i] : p->field[i] + 1;
}

/* The row behind the texts that stand below the field: what its button brought about. */
static int end_below(const struct form *f, const struct place *p, int at)
{
    int end = p->field[at] + 1;
    size_t i;

    for (i = (size_t)at + 1; i < f->n_fields; i++) {
        if (f->fields[i]->group != f->fields[at]->group || p->field[i] < 0)
            continue;
        if (f->fields[i]->kind != FORM_STATIC)
            break;
        end = end_of_field(f, p, i);
    }
    return end;
}

/* The row behind an open group; of a folded one behind its head. */
static int end_of_group(const struct form *f, const struct place *p, int at)
{
    int end = p->head[at] + 1;
    size_t i;

    for (i = 0; i < f->n_fields; i++)
        if (f->fields[i]->group == at && p->field[i] >= 0 && end_of_field(f, p, i) > end)
            end = end_of_field(f, p, i);
    return end;
}

static void scroll_to_focus(struct form *f, const struct place *p, int h)
{
    int top = 0, rows = 1;

    switch (f->on) {
    case FORM_ON_GROUP:
        top = p->head[f->at];
        rows = end_of_group(f, p, f->at) - top;
        break;
    case FORM_ON_ACTION: top = p->head[f->at]; break;
    case FORM_ON_FIELD:
        top = p->field[f->at];
        if (p->lines[f->at])
            rows = p->message[f->at] + p->lines[f->at] - top;
        else if (f->fields[f->at]->kind == FORM_BUTTON)
            rows = end_below(f, p, f->at) - top;
        break;
    case FORM_ON_BUTTON: top = p->buttons; break;
    default: break;
    }
    if (top < 0)
        top = 0;
    if (top + rows > f->scroll + h)
        f->scroll = top + rows - h;
    if (top < f->scroll)
        f->scroll = top;
    if (f->scroll + h > p->rows)
        f->scroll = p->rows - h;
    if (f->scroll < 0)
        f->scroll = 0;
}

/* A part of the form, for the mouse. */
static struct zone zone_of(struct form *f, enum zone_kind kind, int id, bool here)
{
    return (struct zone){.kind = kind, .owner = f, .id = (uint64_t)id, .here = here};
}

static void draw_mark(const struct canvas *c, int y, enum form_mark mark, bool open)
{
    switch (mark) {
    case FORM_DONE:
        canvas_put(c, y, 1, ROLE_GOOD, open ? c->glyphs->open : c->glyphs->done);
        break;
    case FORM_LOOK:
        canvas_put(c, y, 1, ROLE_WARN, open ? c->glyphs->open : c->glyphs->look);
        break;
    case FORM_FAILED:
        canvas_put(c, y, 1, ROLE_BAD, open ? c->glyphs->open : c->glyphs->failed);
        break;
    default: canvas_put(c, y, 1, ROLE_NORMAL, open ? c->glyphs->open : c->glyphs->todo); break;
    }
}

static void draw_head(struct form *f, const struct canvas *c, const struct place *p, int at,
                      bool focused)
{
    const struct form_group *g = &f->groups[at];
    bool open = f->open == at, here = focused && f->on == FORM_ON_GROUP && f->at == at;
    bool on_action = focused && f->on == FORM_ON_ACTION && f->at == at;
    int y = p->head[at], x = 3 + p->titles + 2, end = c->w - 1;

    canvas_zone(c, y, 0, 1, end, zone_of(f, ZONE_GROUP, g->id, here));
    if (here)
        canvas_put(c, y, 0, ROLE_KEY, GLYPH_FOCUS);
    draw_mark(c, y, g->mark, open);
    canvas_put(c, y, 3, here ? ROLE_SELECTED : ROLE_TITLE, g->title);
    if (open)
        return;
    if (g->action) {
        end -= text_width(g->action) + BRACKETS + 1;
        canvas_zone(c, y, end, 1, c->w - end, zone_of(f, ZONE_ACTION, g->id, on_action));
        if (on_action)
            canvas_put(c, y, end, ROLE_KEY, GLYPH_FOCUS);
        canvas_printf(c, y, end + 1, on_action ? ROLE_BUTTON_FOCUS : ROLE_BUTTON, "[ %s ]",
                      g->action);
    }
    if (g->result)
        canvas_cell(c, y, x, end - x, ROLE_NORMAL, g->result);
}

/* Draws an input from column x on; returns the column after it. */
static int draw_input(struct form *f, const struct canvas *c, struct form_field *d, int y,
                      int x, bool here)
{
    int w = d->width > 0 ? d->width : c->w - x - BRACKETS - 1;
    bool dim = f->frozen || d->off;
    struct canvas in;

    if (d->note && w > INPUT_MIN && x + w + BRACKETS + 1 + text_width(d->note) > c->w) {
        w = c->w - x - BRACKETS - 1 - text_width(d->note);
        w = w < INPUT_MIN ? INPUT_MIN : w;
    }
    if (x + w + BRACKETS > c->w)
        w = c->w - x - BRACKETS;
    w = w < 1 ? 1 : w;
    d->x = x + 2;
    d->w = w;
    canvas_put(c, y, x, ROLE_RULE, "[ ");
    in = canvas_sub(c, y, x + 2, 1, w);
    if (d->kind == FORM_EDIT)
        edit_draw(&d->edit, &in, here, d->placeholder);
    else
        choice_draw(&d->choice, &in, here, d->placeholder);
    canvas_zone(&in, 0, 0, 1, w, zone_of(f, ZONE_INPUT, d->id, here));
    if (dim && !here)
        canvas_role(&in, 0, 0, 1, w, ROLE_DIM);
    return canvas_put(c, y, x + 2 + w, ROLE_RULE, " ]");
}

static int draw_field(struct form *f, const struct canvas *c, const struct place *p, int at,
                      int x, bool focused)
{
    struct form_field *d = f->fields[at];
    bool here = focused && f->on == FORM_ON_FIELD && f->at == at;
    enum role button = here                     ? ROLE_BUTTON_FOCUS
                       : f->frozen || d->off    ? ROLE_BUTTON_OFF
                       : d->kind == FORM_BUTTON ? ROLE_BUTTON
                                                : ROLE_NORMAL;
    int y = p->field[at], left = x < 0 ? indent_of(f) : x + 1;
    bool starts = x < 0; /* the first in its row */

    switch (d->kind) {
    case FORM_EDIT:
    case FORM_CHOICE:
        if (starts) {
            canvas_cell(c, y, indent_of(f), p->labels, ROLE_NORMAL, d->label);
            x = input_x(f, p);
        } else {
            x = canvas_put(c, y, x + 1, ROLE_NORMAL, d->label) + 1;
        }
        break;
    case FORM_BUTTON: x = starts ? input_x(f, p) : x + 2; break;
    default: x = starts ? indent_of(f) : x + 2; break;
    }
    if (here)
        canvas_put(c, y, x - 1, ROLE_KEY, GLYPH_FOCUS);
    if (!is_labelled(d))
        left = x;
    if (is_labelled(d)) {
        canvas_zone(c, y, left, 1, x + 2 - left, zone_of(f, ZONE_FIELD, d->id, here));
        x = draw_input(f, c, d, y, x, here);
    } else if (d->kind == FORM_TICK) {
        x = canvas_printf(c, y, x, button, "[%s] %s", d->ticked ? "x" : " ", d->label);
    } else if (d->kind == FORM_BUTTON) {
        x = canvas_printf(c, y, x, button, "[ %s ]", d->label);
    } else if (d->kind == FORM_STATIC) {
        if (starts)
            canvas_wrap(c, y, x, c->w - x - 1, 100, d->role, d->label);
        else
            canvas_cell(c, y, x, c->w - x - 1, d->role, d->label);
        x += text_width(d->label);
    }
    if (d->kind == FORM_TICK || d->kind == FORM_BUTTON)
        canvas_zone(c, y, left, 1, x - left, zone_of(f, ZONE_FIELD, d->id, here));
    if (d->note)
        x = canvas_put(c, y, x + 1, ROLE_DIM, d->note);
    d->y = y - f->scroll;
    return x;
}

static void draw_fields(struct form *f, const struct canvas *c, const struct place *p,
                        bool focused)
{
    int last_y = -1, x = -1;
    size_t i;

    for (i = 0; i < f->n_fields; i++) {
        struct form_field *d = f->fields[i];
        const char *text = below(f, (int)i);

        if (p->field[i] < 0)
            continue;
        x = draw_field(f, c, p, (int)i, p->field[i] == last_y ? x : -1, focused);
        last_y = p->field[i];
        if (text && p->lines[i]) {
            enum role role = d->message && d->invalid ? ROLE_BAD : ROLE_WARN;

            canvas_put(c, p->message[i], input_x(f, p), role, "!");
            canvas_wrap(c, p->message[i], input_x(f, p) + 2, message_w(f, p), p->lines[i],
                        ROLE_NORMAL, text);
        }
    }
}

static void draw_buttons(struct form *f, const struct canvas *c, int y, bool focused)
{
    size_t i = 0;

    while (i < f->n_buttons) {
        int w, x;
        size_t end = row_of_buttons(f, i, c->w, &w);

        x = c->w - w - 2 < 1 ? 1 : c->w - w - 2;
        for (; i < end; i++) {
            const struct form_button *b = &f->buttons[i];
            bool here = focused && f->on == FORM_ON_BUTTON && f->at == (int)i;
            enum role role = here ? ROLE_BUTTON_FOCUS : b->off ? ROLE_BUTTON_OFF : ROLE_BUTTON;

            canvas_zone(c, y, x, 1, text_width(b->label) + BRACKETS,
                        zone_of(f, ZONE_BUTTON, b->id, here));
            if (here)
                canvas_put(c, y, x - 1, ROLE_KEY, GLYPH_FOCUS);
            x = canvas_printf(c, y, x, role, "[ %s ]", b->label) + GAP;
        }
        y++;
    }
}

/* More than fits, and room enough: the buttons take the last rows, whatever is scrolled above. */
static bool pin_buttons(struct place *p, int h)
{
    if (p->buttons <= 0 || p->rows <= h || h < p->button_rows + 2)
        return false;
    p->rows = p->buttons - 1;
    p->buttons = 0; /* where the fields scroll to, while a button has the focus */
    return true;
}

void form_draw(struct form *f, const struct canvas *c, bool focused)
{
    struct canvas content, above = *c;
    struct place p;
    size_t i;
    bool pinned;

    form_settle(f);
    place_all(f, &p, c->w);
    pinned = pin_buttons(&p, c->h);
    if (pinned) {
        above = canvas_sub(c, 0, 0, c->h - p.button_rows, c->w);
        draw_buttons(f, c, c->h - p.button_rows, focused);
    }
    if (!pinned || f->on != FORM_ON_BUTTON)
        scroll_to_focus(f, &p, above.h);
    /* The content begins above the canvas when it is scrolled; the canvas clips it. */
    content = canvas_sub(&above, -f->scroll, 0, p.rows > above.h ? p.rows : above.h + f->scroll,
                         above.w);
    for (i = 0; i < f->n_groups; i++)
        if (p.head[i] >= 0)
            draw_head(f, &content, &p, (int)i, focused);
    draw_fields(f, &content, &p, focused);
    if (!pinned && p.buttons >= 0)
        draw_buttons(f, &content, p.buttons, focused);
}

void form_draw_popup(struct form *f, const struct canvas *c, const struct canvas *screen)
{
    struct form_field *d;

    if (!form_popup_is_open(f))
        return;
    d = f->fields[f->at];
    choice_draw_popup(&d->choice, screen, c->y - screen->y + d->y, c->x - screen->x + d->x - 2,
                      d->w + BRACKETS);
}
