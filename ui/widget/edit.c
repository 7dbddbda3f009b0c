/* SPDX-License-Identifier: MIT
 *
 * edit - see edit.h.
 */
#include "ui/widget/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

#define STAR "*"

/* Both buffers are taken once at full size and never move: no copy of a password is left behind
 * by a growing one. A plain field is at most EDIT_MAX, so that costs little. */
void edit_init(struct edit *e, size_t max_bytes, unsigned flags)
{
    *e = (struct edit){.flags = flags};
    size_t most = flags & EDIT_LINES ? EDIT_LINES_MAX : EDIT_MAX;
    e->max = max_bytes < 1 ? 1 : max_bytes > most ? most : max_bytes;
    e->text = mem_alloc(e->max + 1);
    e->entry = mem_alloc(e->max + 1);
}

void edit_clear(struct edit *e)
{
    if (e->text)
        secret_wipe(e->text, e->max + 1);
    if (e->entry)
        secret_wipe(e->entry, e->max + 1);
    free(e->text);
    free(e->entry);
    *e = (struct edit){0};
}

static bool is_taken(const struct edit *e, uint32_t code)
{
    if (e->flags & EDIT_LINES && (code == '\n' || code == '\t'))
        return true;
    return code >= 0x20 && (code < 0x7F || code >= 0xA0) && !text_is_bidi(code) &&
           code != 0x2028 && code != 0x2029;
}

/* Puts text in at the cursor. What may not stand in a field is left out. */
static bool insert(struct edit *e, const char *s, size_t n)
{
    bool changed = false;
    size_t at = 0;

    while (at < n) {
        uint32_t code = 0;
        size_t len = text_decode(s + at, n - at, &code);
        const char *put = s + at;

        if (code == '\t' && len && !(e->flags & EDIT_LINES)) {
            put = " ";
            code = ' ';
        }
        if (!len || !is_taken(e, code)) {
            e->notice = EDIT_NOTICE_STRIPPED;
            at += len ? len : 1;
            continue;
        }
        if (e->flags & EDIT_DIGITS && (code < '0' || code > '9')) {
            e->notice = EDIT_NOTICE_DIGITS;
            at += len;
            continue;
        }
        if (e->len + len > e->max) {
            e->notice = EDIT_NOTICE_FULL;
            break;
        }
        memmove(e->text + e->cursor + len, e->text + e->cursor, e->len - e->cursor + 1);
        memcpy(e->text + e->cursor, put, len);
        e->len += len;
        e->cursor += len;
        at += len;
        changed = true;
    }
    return changed;
}

static bool erase(struct edit *e, size_t from, size_t to)
{
    if (from >= to)
        return false;
    memmove(e->text + from, e->text + to, e->len - to + 1);
    e->len -= to - from;
    secret_wipe(e->text + e->len, to - from);
    e->cursor = from;
    if (e->scroll > e->len)
        e->scroll = e->len;
    return true;
}

static void set(struct edit *e, const char *s, size_t n)
{
    erase(e, 0, e->len);
    e->cursor = e->scroll = 0;
    insert(e, s, n);
    e->notice = EDIT_NOTICE_NONE;
    edit_enter(e);
}

void edit_set(struct edit *e, const char *text)
{
    set(e, text ? text : "", text ? strlen(text) : 0);
}

void edit_set_secret(struct edit *e, const struct secret *s)
{
    set(e, secret_reveal(s), secret_len(s));
}

const char *edit_text(const struct edit *e)
{
    return e->flags & EDIT_SECRET || !e->text ? "" : e->text;
}

struct secret *edit_secret(const struct edit *e)
{
    return e->len ? secret_new(e->text, e->len) : NULL;
}

bool edit_is_empty(const struct edit *e)
{
    return e->len == 0;
}

bool edit_is_changed(const struct edit *e)
{
    return e->len != e->entry_len || memcmp(e->text, e->entry, e->len) != 0;
}

void edit_enter(struct edit *e)
{
    secret_wipe(e->entry, e->max + 1);
    memcpy(e->entry, e->text, e->len);
    e->entry_len = e->len;
    e->revealed = false;
}

enum edit_notice edit_leave(struct edit *e)
{
    size_t from = 0, len = e->len;

    e->revealed = false;
    while (from < e->len && e->text[from] == ' ')
        from++;
    while (len > from && e->text[len - 1] == ' ')
        len--;
    if (!from && len == e->len)
        return EDIT_NOTICE_NONE;
    if (!(e->flags & EDIT_TRIM))
        return e->flags & EDIT_SECRET ? EDIT_NOTICE_BLANKS : EDIT_NOTICE_NONE;
    erase(e, len, e->len);
    erase(e, 0, from);
    e->cursor = e->len;
    return EDIT_NOTICE_TRIMMED;
}

void edit_restore(struct edit *e)
{
    secret_wipe(e->text, e->max + 1);
    memcpy(e->text, e->entry, e->entry_len);
    e->len = e->cursor = e->entry_len;
    e->scroll = 0;
    e->notice = EDIT_NOTICE_NONE;
}

static size_t word_left(const struct edit *e)
{
    size_t at = e->cursor;

    while (at && e->text[at - 1] == ' ')
        at--;
    while (at && e->text[at - 1] != ' ')
        at -= text_cluster_before(e->text, at);
    return at;
}

static size_t word_right(const struct edit *e)
{
    size_t at = e->cursor;

    while (at < e->len && e->text[at] != ' ')
        at += text_cluster(e->text + at, e->len - at);
    while (at < e->len && e->text[at] == ' ')
        at++;
    return at;
}

static size_t one_left(const struct edit *e)
{
    return e->cursor - text_cluster_before(e->text, e->cursor);
}

static size_t one_right(const struct edit *e)
{
    return e->cursor + text_cluster(e->text + e->cursor, e->len - e->cursor);
}

/* The rest of an address is no port, and half a number is another number. */
static bool fits_as_number(struct edit *e, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9') {
            e->notice = EDIT_NOTICE_NO_NUMBER;
            return false;
        }
    if (n > e->max - e->len)
        e->notice = EDIT_NOTICE_FULL;
    return n <= e->max - e->len;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool paste(struct edit *e, const char *s, size_t n)
{
    size_t from = 0, to = n;
    bool changed;

    while (to > from && s[to - 1] == '\n') /* a copied line brings its end along */
        to--;
    if (e->flags & EDIT_TRIM) {
        while (from < to && is_blank(s[from]))
            from++;
        while (to > from && is_blank(s[to - 1]))
            to--;
    }
    if (e->flags & EDIT_DIGITS && !fits_as_number(e, s + from, to - from))
        return false;
    changed = insert(e, s + from, to - from);
    if (e->notice != EDIT_NOTICE_NONE)
        return changed;
    if (e->flags & EDIT_TRIM && (from > 0 || (to < n && s[n - 1] != '\n')))
        e->notice = EDIT_NOTICE_TRIMMED;
    else if (e->flags & EDIT_SECRET && to > from && (is_blank(s[from]) || is_blank(s[to - 1])))
        e->notice = EDIT_NOTICE_BLANKS;
    return changed;
}

static enum widget_result moved(struct edit *e, size_t to)
{
    e->cursor = to;
    return WIDGET_USED;
}

static enum widget_result changed_if(bool changed)
{
    return changed ? WIDGET_CHANGED : WIDGET_USED;
}

static enum widget_result ctrl_key(struct edit *e, uint32_t letter)
{
    switch (letter) {
    case 'a': return moved(e, 0);
    case 'b': return moved(e, one_left(e));
    case 'e': return moved(e, e->len);
    case 'f': return moved(e, one_right(e));
    case 'k': return changed_if(erase(e, e->cursor, e->len));
    case 'u': return changed_if(erase(e, 0, e->cursor));
    case 'w': return changed_if(erase(e, word_left(e), e->cursor));
    case 'g': edit_restore(e); return WIDGET_CHANGED;
    case 't':
        if (!(e->flags & EDIT_SECRET))
            return WIDGET_IGNORED;
        e->revealed = !e->revealed;
        return WIDGET_USED;
    default: return WIDGET_IGNORED;
    }
}

/* As in a shell: by words. */
static enum widget_result alt_key(struct edit *e, const struct key_event *ev)
{
    if (ev->mods != KEY_MOD_ALT || (ev->code != 'b' && ev->code != 'f'))
        return WIDGET_IGNORED;
    return moved(e, ev->code == 'b' ? word_left(e) : word_right(e));
}

/* Deleting takes whole clusters forward, but backward only the last joining mark, as it was
 * typed. */
static bool backspace(struct edit *e)
{
    size_t from = e->cursor;

    if (!from)
        return false;
    do
        from--;
    while (from && ((unsigned char)e->text[from] & 0xC0) == 0x80);
    return erase(e, from, e->cursor);
}

/* A character of a burst into a number: the first that is no digit, or does not fit, takes those
 * before it back, and the rest of the burst is refused. */
static bool burst_digit(struct edit *e, const struct key_event *ev)
{
    size_t n = e->burst_len;

    if (!e->burst_off && ev->code >= '0' && ev->code <= '9' && e->len < e->max) {
        e->burst_len++;
        return insert(e, ev->text, strlen(ev->text));
    }
    e->burst_off = true;
    e->burst_len = 0;
    e->notice = EDIT_NOTICE_NO_NUMBER;
    return erase(e, e->cursor - n, e->cursor);
}

enum widget_result edit_key(struct edit *e, const struct key_event *ev)
{
    bool by_word = (ev->mods & (KEY_MOD_CTRL | KEY_MOD_ALT)) != 0;

    /* What was refused while typing on stays told until something else is done. */
    if (e->notice != EDIT_NOTICE_DIGITS || ev->key != K_CHAR)
        e->notice = EDIT_NOTICE_NONE;
    if (ev->key != K_CHAR || !ev->burst || ev->mods & KEY_MOD_CTRL) {
        e->burst_len = 0;
        e->burst_off = false;
    }
    switch (ev->key) {
    case K_CHAR:
        if (ev->mods & KEY_MOD_CTRL)
            return ctrl_key(e, ev->code);
        if (!keys_is_text(ev))
            return alt_key(e, ev);
        if (e->flags & EDIT_DIGITS && ev->burst)
            return changed_if(burst_digit(e, ev));
        return changed_if(insert(e, ev->text, strlen(ev->text)));
    case K_PASTE: {
        enum widget_result r = changed_if(paste(e, ev->paste, ev->paste_len));
        if (ev->cut && e->flags & EDIT_LINES)
            e->notice = EDIT_NOTICE_FULL;
        return r;
    }
    case K_LEFT: return moved(e, by_word ? word_left(e) : one_left(e));
    case K_RIGHT: return moved(e, by_word ? word_right(e) : one_right(e));
    case K_HOME: return moved(e, 0);
    case K_END: return moved(e, e->len);
    case K_BACKSPACE:
        return changed_if(by_word ? erase(e, word_left(e), e->cursor) : backspace(e));
    case K_DELETE: return changed_if(erase(e, e->cursor, one_right(e)));
    case K_ENTER:
        if (ev->burst && e->flags & EDIT_LINES)
            return changed_if(insert(e, "\n", 1));
        return ev->burst ? WIDGET_USED : WIDGET_DONE;
    case K_TAB:
        if (ev->burst && e->flags & EDIT_LINES)
            return changed_if(insert(e, "\t", 1));
        return ev->burst ? WIDGET_USED : WIDGET_IGNORED;
    default: return WIDGET_IGNORED;
    }
}

static bool is_masked(const struct edit *e)
{
    return e->flags & EDIT_SECRET && !e->revealed;
}

/* Columns of a part of the value as it is shown. */
static int shown_width(const struct edit *e, size_t from, size_t to)
{
    int n = 0;

    if (!is_masked(e))
        return text_width_n(e->text + from, to - from);
    while (from < to) {
        from += text_cluster(e->text + from, to - from);
        n++;
    }
    return n;
}

/* Keeps the cursor in sight: one column is left free for it behind the text. */
static void scroll_to_cursor(struct edit *e, int cols)
{
    if (e->cursor < e->scroll)
        e->scroll = e->cursor;
    while (e->scroll < e->cursor && shown_width(e, e->scroll, e->cursor) > cols - 1)
        e->scroll += text_cluster(e->text + e->scroll, e->len - e->scroll);
    /* Room on the right after deleting: show more of the left. */
    while (e->scroll) {
        size_t before = e->scroll - text_cluster_before(e->text, e->scroll);

        if (shown_width(e, before, e->len) > cols - 1)
            break;
        e->scroll = before;
    }
}

/* Of many lines the first, and how many there are. */
static void draw_lines(const struct edit *e, const struct canvas *c, bool focused,
                       enum role role)
{
    size_t lines = 1, first = strcspn(e->text, "\n"), at = 0;
    char count[64];
    int x = 0;

    for (size_t i = 0; i + 1 < e->len; i++)
        lines += e->text[i] == '\n';
    snprintf(count, sizeof count, ngettext("%zu line: ", "%zu lines: ", (unsigned long)lines),
             lines);
    if (e->len)
        x = canvas_put(c, 0, 0, role, count);
    while (at < first && x < c->w - 1) {
        size_t n = text_cluster(e->text + at, first - at);
        x = e->text[at] == '\t' ? canvas_put(c, 0, x, role, " ")
                                : canvas_put_n(c, 0, x, role, e->text + at, n);
        at += n;
    }
    if (focused)
        canvas_cursor(c, 0, x < c->w ? x : c->w - 1);
}

void edit_draw(struct edit *e, const struct canvas *c, bool focused, const char *placeholder)
{
    enum role role = focused ? ROLE_FIELD_FOCUS : ROLE_FIELD;
    size_t at;
    int x = 0;

    canvas_fill(c, 0, 0, 1, c->w, role);
    if (e->flags & EDIT_LINES) {
        draw_lines(e, c, focused, role);
        return;
    }
    e->revealed = e->revealed && focused; /* something lies over it, or the focus left */
    if (focused)
        scroll_to_cursor(e, c->w);
    else
        e->scroll = 0;
    if (!e->len && placeholder)
        canvas_put(c, 0, 0, focused ? role : ROLE_PLACEHOLDER, placeholder);
    for (at = e->scroll; at < e->len && x < c->w;) {
        size_t n = text_cluster(e->text + at, e->len - at);

        x = is_masked(e) ? canvas_put(c, 0, x, role, STAR)
                         : canvas_put_n(c, 0, x, role, e->text + at, n);
        at += n;
    }
    if (focused)
        canvas_cursor(c, 0, shown_width(e, e->scroll, e->cursor));
    if (focused && e->revealed)
        canvas_veil(c, 0, 0, c->w);
}

void edit_point(struct edit *e, int col)
{
    size_t at = e->scroll;
    int x = 0;

    if (e->flags & EDIT_LINES)
        return;
    while (at < e->len) {
        size_t n = text_cluster(e->text + at, e->len - at);

        x += shown_width(e, at, at + n);
        if (x > col)
            break;
        at += n;
    }
    e->cursor = at;
}
