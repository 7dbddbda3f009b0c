/* SPDX-License-Identifier: MIT
 *
 * keymap - see keymap.h.
 */
#include "ui/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "ui/text.h"

#define RESTORE_DIGIT '7' /* shown where it can do something */
#define ROWS_PLACE    (PLACE_LIST | PLACE_TREE | PLACE_TEXT | PLACE_LOG)
#define NOT_DIALOG    (PLACE_ALL & ~PLACE_DIALOG)
#define NO_FIELD      (PLACE_ALL & ~(PLACE_FIELD | PLACE_SECRET | PLACE_DIALOG))
#define HINTS_MAX     8
#define TEXT_MAX      65536

/* In order of use in the hint line: what the place itself offers first, then what is
 * everywhere.
 */
const struct key_binding keymap[] = {
    {ACT_TICK, K_CHAR, 0, ' ', 0, PLACE_TREE | PLACE_TICKS, "Space", N_("tick"),
     N_("Ticks or clears the row; a branch with all below it.")},
    {ACT_TICK, K_CHAR, 0, ' ', 0, PLACE_CHOICE, "Space", N_("choose"),
     N_("Opens the list of answers, or ticks a box.")},
    {ACT_TICK, K_CHAR, 0, ' ', 0, PLACE_BUTTON, "Space", N_("press"),
     N_("Presses the button.")},
    {ACT_ENTER, K_ENTER, 0, 0, 0, PLACE_FIELD | PLACE_CHOICE, "Enter", N_("accept"),
     N_("Accepts the field and goes to the next one; never starts anything.")},
    {ACT_ENTER, K_ENTER, 0, 0, 0, PLACE_BUTTON | PLACE_DIALOG, "Enter", N_("press"),
     N_("Presses the button.")},
    {ACT_ENTER, K_ENTER, 0, 0, 0, PLACE_LIST | PLACE_TREE | PLACE_GROUP, "Enter", N_("open"),
     N_("Opens the row, or folds it again.")},
    {ACT_UNFOLD, K_RIGHT, 0, 0, 0, PLACE_TREE, "Right", NULL, N_("Opens the branch.")},
    {ACT_FOLD, K_LEFT, 0, 0, 0, PLACE_TREE, "Left", NULL,
     N_("Closes the branch, or goes to the one above.")},
    {ACT_NEW, K_CHAR, 0, 'n', 0, PLACE_TASKS, "n", N_("new"), N_("Begins a new task.")},
    {ACT_WATCH, K_CHAR, 0, 'w', 0, PLACE_TASKS, "w", N_("watch"),
     N_("Opens the task for reading only.")},
    {ACT_COPY, K_CHAR, 0, 'y', 0, PLACE_TASKS, "y", N_("copy"),
     N_("Makes a new draft from this task or draft.")},
    {ACT_REMOVE, K_CHAR, 0, 'd', 0, PLACE_TASKS, "d", NULL,
     N_("Removes a draft from this machine.")},
    {ACT_BACKEND, K_CHAR, 0, 'o', 0, PLACE_TASKS, "o", NULL,
     N_("Goes to the other place where migrations run.")},
    {ACT_ATTENTION, K_CHAR, 0, 'n', 0, PLACE_VERIFY, "n", N_("next problem"),
     N_("Goes to the next check that needs attention.")},
    {ACT_NAMES, K_CHAR, 0, 'a', 0, PLACE_NAMES, "a", N_("all names"),
     N_("Reads all names of a finding that shows only a part of them.")},
    {ACT_WHY, K_CHAR, 0, 'e', 0, PLACE_BACKUP, "e", N_("ask Alibaba"),
     N_("Asks Alibaba Cloud, step by step, why a backup of the source cannot start.")},
    {ACT_RELEASE, K_CHAR, 0, 'x', 0, PLACE_TASKS, "x", N_("release"),
     N_("Gives a task back to DTS, or recovers one that is isolated.")},
    {ACT_COMPARE, K_CHAR, 0, 'c', 0, PLACE_COMPARE, "c", N_("check anew"),
     N_("Compares everything once more.")},
    {ACT_AGAIN, K_CHAR, 0, 'a', 0, PLACE_COMPARE, "a", N_("again"),
     N_("Looks again only at what differed or was not compared.")},
    {ACT_REPAIR, K_CHAR, 0, 'r', 0, PLACE_COMPARE | PLACE_PLAN, "r", N_("repair"),
     N_("Plans statements that make the target's rows as the source has them, and shows "
        "them.")},
    {ACT_COMPARE_STOP, K_CHAR, 0, 'x', 0, PLACE_COMPARE, "x", NULL,
     N_("Stops the check that runs.")},
    {ACT_DIFFERENCES, K_CHAR, 0, 'd', 0, PLACE_DATA, "d", N_("data"),
     N_("Shows what the consistency check found, table by table and row by row.")},
    {ACT_RETRY, K_CHAR, 0, 'r', 0, PLACE_STOPPED, "r", N_("retry"),
     N_("Takes up again a task that stopped and can be retried.")},
    {ACT_PAUSE, K_CHAR, 0, 'p', 0, PLACE_PROGRESS, "p", N_("pause"),
     N_("Pauses the task; a paused one goes on.")},
    {ACT_LIMITS, K_CHAR, 0, 't', 0, PLACE_PROGRESS, "t", N_("limits"),
     N_("Shows and changes how fast the task may work.")},
    {ACT_CANCEL, K_CHAR, 0, 'c', 0, PLACE_PROGRESS | PLACE_CUTOVER, "c", N_("cancel it"),
     N_("Asks whether to cancel the migration.")},
    {ACT_CLEANUP, K_CHAR, 0, 'u', 0, PLACE_TASKS | PLACE_ENDED, "u", N_("clean up"),
     N_("Shows what was changed on both servers, to put it back, and releases the task.")},
    {ACT_ESC, K_ESC, 0, 0, 0, PLACE_TEXT | PLACE_BELOW, "Esc", N_("back"),
     N_("Goes back to the screen below.")},
    {ACT_FILTER, K_CHAR, 0, '/', 0, ROWS_PLACE, "/", N_("filter"),
     N_("Shows only the rows that hold what you type; Esc shows all again.")},
    {ACT_ALL, K_CHAR, 0, 'a', 0, PLACE_TREE, "a", N_("all"),
     N_("Ticks all rows, with a filter those it shows; again clears them.")},
    {ACT_FOLLOW, K_CHAR, 0, 'f', 0, PLACE_LOG, "f", N_("follow"),
     N_("Shows new lines as they come; scrolling up ends that.")},
    {ACT_WRAP, K_CHAR, 0, 'w', 0, PLACE_LOG, "w", N_("wrap"),
     N_("Breaks long lines, or lets Left and Right move sideways.")},
    {ACT_LEVEL, K_CHAR, 0, 'l', 0, PLACE_LOG, "l", N_("level"),
     N_("Shows only warnings and errors; again shows all lines.")},
    {ACT_GLOSSARY, K_CHAR, 0, 't', 0, PLACE_TEXT, "t", N_("terms"),
     N_("Explains the words of the trade, those of this text first; / narrows the list.")},
    {ACT_NEXT_MATCH, K_CHAR, 0, 's', 0, PLACE_TEXT | PLACE_LOG, "s", NULL,
     N_("Searches; n goes to the next place.")},
    {ACT_SAVE, K_CHAR, 0, 'v', 0, PLACE_TEXT, "v", NULL,
     N_("Saves the text, or the lines of the log that are shown, to a file.")},
    {ACT_REVEAL, K_CHAR, KEY_MOD_CTRL, 't', 0, PLACE_SECRET, "Ctrl-T", N_("show"),
     N_("Shows the secret while you stay in its field.")},
    {ACT_RESTORE, K_CHAR, KEY_MOD_CTRL, 'g', RESTORE_DIGIT, PLACE_FIELD, "Ctrl-G", N_("undo"),
     N_("Puts back what the field held when you came to it.")},
    {ACT_NEXT_STAGE, K_F2, 0, 0, '2', PLACE_STAGE, "F2", N_("Next"),
     N_("Goes to the next stage. Only moves; starts nothing.")},
    {ACT_PREV_STAGE, K_F3, 0, 0, '3', PLACE_STAGE | PLACE_CLEANUP | PLACE_COMPARE | PLACE_BELOW,
     "F3", N_("Back"), N_("Goes to the stage before. Nothing is lost.")},
    {ACT_HELP, K_F1, 0, 0, '1', PLACE_ALL, "F1", N_("Help"), N_("Help for this place.")},
    {ACT_HELP, K_CHAR, 0, '?', 0, NO_FIELD, "?", NULL, N_("Help for this place.")},
    {ACT_DETAILS, K_F4, 0, 0, '4', NOT_DIALOG, "F4", N_("Details"),
     N_("The error that stands: why, whose words, code and request id, what to do; and those "
        "before it.")},
    {ACT_REFRESH, K_F5, 0, 0, '5', NOT_DIALOG, "F5", N_("Refresh"),
     N_("Reads again, or checks again.")},
    {ACT_LOG, K_F8, 0, 0, '8', NOT_DIALOG, "F8", N_("Log"), N_("What happened so far.")},
    {ACT_REPORT, K_F9, 0, 0, '9', NOT_DIALOG, "F9", N_("Report"),
     N_("Writes the report of this task.")},
    {ACT_SCREEN, K_F6, 0, 0, '6', PLACE_ALL, "F6", N_("Screen"),
     N_("Writes the text of the screen into a file and says where; secrets as stars.")},
    {ACT_TASKS, K_NONE, 0, 0, '0', NOT_DIALOG, "Esc 0", NULL, N_("Goes to the list of tasks.")},
    {ACT_NEXT, K_TAB, 0, 0, 0, PLACE_ALL, "Tab", NULL, N_("Next field, row or button.")},
    {ACT_PREV, K_BACKTAB, 0, 0, 0, PLACE_ALL, "Shift-Tab", NULL,
     N_("Field, row or button before.")},
    {ACT_ESC, K_ESC, 0, 0, 0, PLACE_ALL & ~(PLACE_TEXT | PLACE_BELOW), "Esc", NULL,
     N_("Closes what is on top; with nothing open, shows the keys by digit. Alt and the digit "
        "does the same.")},
    {ACT_STOP, K_CHAR, KEY_MOD_CTRL, 'c', 0, PLACE_ALL, "Ctrl-C", NULL,
     N_("Stops what you started; with nothing running, asks whether to leave.")},
    {ACT_REPAINT, K_CHAR, KEY_MOD_CTRL, 'l', 0, PLACE_ALL, "Ctrl-L", NULL,
     N_("Paints the screen again.")},
    {ACT_SUSPEND, K_CHAR, KEY_MOD_CTRL, 'z', 0, PLACE_ALL, "Ctrl-Z", NULL,
     N_("Suspends the program; the shell's fg brings it back. The migration goes on.")},
};

const size_t keymap_size = sizeof keymap / sizeof *keymap;

static bool is_key(const struct key_binding *b, const struct key_event *ev, unsigned places)
{
    if (b->key != ev->key || b->key == K_NONE)
        return false;
    if (b->key != K_CHAR)
        return !ev->mods;
    if (b->mods & KEY_MOD_CTRL)
        return keys_is_ctrl(ev, (char)b->ch);
    return !(places & (PLACE_FIELD | PLACE_SECRET)) && !ev->burst &&
           !(ev->mods & (KEY_MOD_CTRL | KEY_MOD_ALT)) && keys_latin(ev) == b->ch;
}

static enum action by_digit(int digit)
{
    size_t i;

    for (i = 0; i < keymap_size; i++)
        if (keymap[i].strip && keymap[i].strip == digit)
            return keymap[i].action;
    return ACT_NONE;
}

enum action keymap_find(const struct key_event *ev, unsigned places)
{
    size_t i;

    if (ev->burst)
        return ACT_NONE;
    if (ev->key == K_CHAR && ev->mods == KEY_MOD_ALT && ev->code < 0x80)
        return by_digit((int)ev->code);
    for (i = 0; i < keymap_size; i++)
        if (keymap[i].places & places && is_key(&keymap[i], ev, places))
            return keymap[i].action;
    return ACT_NONE;
}

enum action keymap_strip(const struct key_event *ev)
{
    size_t i;

    if (ev->burst)
        return ACT_NONE;
    if (ev->key == K_CHAR && !(ev->mods & KEY_MOD_CTRL))
        return by_digit(keys_latin(ev));
    for (i = 0; i < keymap_size; i++)
        if (keymap[i].strip && is_key(&keymap[i], ev, PLACE_ALL))
            return keymap[i].action;
    return ACT_NONE;
}

char *keymap_hints(unsigned places, int cols)
{
    return keymap_hints_but(places, cols, NULL, NULL);
}

char *keymap_hints_but(unsigned places, int cols, bool (*idle)(void *ctx, enum action act),
                       void *ctx)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    size_t i, j;
    int n = 0, used = 0;

    buf_adds(&b, "");
    for (i = 0; i < keymap_size && n < HINTS_MAX; i++) {
        const struct key_binding *k = &keymap[i];
        int w;

        if (!k->hint || !(k->places & places))
            continue;
        if (idle && idle(ctx, k->action))
            continue;
        if (places & PLACE_DIALOG && k->strip && k->action != ACT_HELP &&
            k->action != ACT_RESTORE) /* those wait until the question is answered */
            continue;
        if (k->key == K_CHAR && !k->mods && places & (PLACE_FIELD | PLACE_SECRET))
            continue;
        for (j = 0; j < i; j++) /* one hint per key: the first */
            if (keymap[j].hint && keymap[j].places & places && keymap[j].key == k->key &&
                keymap[j].ch == k->ch && keymap[j].mods == k->mods)
                break;
        if (j < i)
            continue;
        w = (n ? 2 : 0) + text_width(k->name) + 1 + text_width(_(k->hint));
        if (used + w > cols)
            continue;
        buf_addf(&b, "%s%s %s", n ? "  " : "", k->name, _(k->hint));
        used += w;
        n++;
    }
    return buf_steal(&b);
}

char *keymap_strip_text(unsigned places, int cols)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    char *all, *cut;
    int digit;

    buf_adds(&b, "Esc:");
    for (digit = '1'; digit <= '9' + 1; digit++) {
        int d = digit > '9' ? '0' : digit;
        size_t i;

        for (i = 0; i < keymap_size; i++)
            if (keymap[i].strip == d && (d != RESTORE_DIGIT || places & PLACE_FIELD))
                buf_addf(&b, " %c %s", d, keymap[i].hint ? _(keymap[i].hint) : _("Tasks"));
    }
    all = buf_steal(&b);
    cut = text_cut(all, cols);
    free(all);
    return cut;
}

char *keymap_help(unsigned places)
{
    struct buf b = BUF_INIT(TEXT_MAX);
    size_t i;

    buf_adds(&b, "");
    for (i = 0; i < keymap_size; i++) {
        const struct key_binding *k = &keymap[i];

        if (!(k->places & places))
            continue;
        if (k->key == K_CHAR && !k->mods && places & (PLACE_FIELD | PLACE_SECRET))
            continue;
        buf_addf(&b, "%s%-10s %s", b.len ? "\n" : "", k->name, _(k->help));
    }
    return buf_steal(&b);
}
