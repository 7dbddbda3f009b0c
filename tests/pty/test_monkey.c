/* SPDX-License-Identifier: MIT
 *
 * test_monkey - random keys, bytes, pastes, sizes and answers of the back end, into the wizard in
 * each of its states. It must not crash, hang, leak memory (under the address sanitizer) or
 * descriptors, and nothing that wants a typed confirmation may happen.
 *
 * Environment: DTS_MONKEY_S      how long, in seconds (4; tests/all says 60 under the sanitizer)
 *              DTS_MONKEY_SEED   where to begin; else the clock. It is printed, and a failure names
 *              DTS_MONKEY_ROUND  the round, which can be run alone
 *
 * In every other round the wizard was told to listen to the mouse; its reports come in all of them.
 *
 * A round is a state of the wizard and 150 actions, all given by seed and round. What the wizard
 * asks meanwhile is answered when it is: a round that failed by such a chance may pass the next time.
 *
 * May happen by design, because a choice is enough: the creation of a task, its configuration, its
 * checks and skipping them, pause, continue, retry, limits, a check of the data, recovery of an
 * isolated task, dtsd's own settings put back.
 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/pty/walk.h"

#define ACTIONS      150
#define KEPT         24 /* actions that a failure tells */
#define FDS_MORE_MAX 8  /* connections and files under way */
#define QUICK_MS     3000
#define COUNT(a)     (sizeof(a) / sizeof *(a))

struct monkey {
    unsigned seed, round, state;
    uint64_t random;
    struct walk w;
    int fds; /* open at the beginning; -1: cannot be seen */
    char *kept[KEPT];
    size_t n_kept;
    size_t calls[DTS_ACTION_COUNT]; /* of all rounds: what it came to */
};

static const struct state {
    const char *name;
    enum dts_status status; /* of the task; DTS_STATUS_UNKNOWN: there is none */
    int draft;              /* to this stage by hand */
    const char *how;        /* --job or --watch */
} states[] = {
    {"no task", DTS_STATUS_UNKNOWN, 0, NULL},
    {"draft", DTS_STATUS_UNKNOWN, 1, NULL},
    {"draft with its answers", DTS_STATUS_UNKNOWN, 4, NULL},
    {"check failed", DTS_CHECK_NOT_PASS, 0, "--job"},
    {"check passed", DTS_CHECK_PASS, 0, "--job"},
    {"copying", DTS_RUNNING, 0, "--job"},
    {"watched", DTS_RUNNING, 0, "--watch"},
    {"in sync", DTS_READY_COMPLETE, 0, "--job"},
    {"stopped", DTS_RESUMABLE_ERR, 0, "--job"},
    {"cancelled", DTS_FAILED, 0, "--job"},
    {"completed", DTS_SUCCESS, 0, "--job"},
};

/* ---- chance ---- */

static unsigned pick(struct monkey *m, unsigned below)
{
    m->random = m->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(m->random >> 33) % below;
}

static const char *one_of(struct monkey *m, const char *const *names, size_t n)
{
    return names[pick(m, (unsigned)n)];
}

/* ---- what is done ---- */

static void keep(struct monkey *m, const char *what, const char *bytes, size_t n)
{
    struct buf b = BUF_INIT(1024);
    buf_addf(&b, "%s", what);
    for (size_t i = 0; i < n && i < 60; i++)
        if (bytes[i] > 0x20 && bytes[i] < 0x7F && bytes[i] != '\\')
            buf_addc(&b, bytes[i]);
        else
            buf_addf(&b, "\\%03o", (unsigned char)bytes[i]);
    if (n > 60)
        buf_addf(&b, "... (%zu)", n);
    char **slot = &m->kept[m->n_kept++ % KEPT];
    free(*slot);
    *slot = buf_steal(&b);
}

static void give(struct monkey *m, const char *what, const char *bytes, size_t n)
{
    keep(m, what, bytes, n);
    pty_send(m->w.pty, bytes, n);
}

static void press_key(struct monkey *m)
{
    static const char *const keys[] = {
        "<Enter>", "<Enter>", "<Tab>",   "<Tab>",  "<BackTab>", "<Space>", "<Up>",   "<Down>",
        "<Down>",  "<Left>",  "<Right>", "<Home>", "<End>",     "<PgUp>",  "<PgDn>", "<Del>",
        "<BS>",    "<Ins>",   "<F1>",    "<F2>",   "<F2>",      "<F3>",    "<F4>",   "<F5>",
        "<F6>",    "<F8>",    "<F9>",    "<F10>",  "<C-l>",     "<C-g>",   "<C-u>",  "<A-1>",
        "<A-2>",   "<A-3>",   "<A-4>",   "<A-5>",  "<A-8>",     "<A-9>",
    };
    const char *key = one_of(m, keys, COUNT(keys));
    keep(m, key, "", 0);
    pty_keys(m->w.pty, key);
}

static void press_letter(struct monkey *m)
{
    static const char *const letters[] = {"n",
                                          "w",
                                          "y",
                                          "x",
                                          "d",
                                          "o",
                                          "p",
                                          "c",
                                          "t",
                                          "r",
                                          "u",
                                          "v",
                                          "s",
                                          "f",
                                          "a",
                                          "/",
                                          "?",
                                          "+",
                                          "-",
                                          "1",
                                          "2",
                                          "3",
                                          "0",
                                          "j",
                                          "k",
                                          "h",
                                          "l",
                                          "g",
                                          "G",
                                          "i",
                                          "m",
                                          " ",
                                          "q",
                                          "\xed\x95\x9c",
                                          "\xe3\x85\x9c",
                                          "\xe4\xb8\xad",
                                          "\xc3\xa9",
                                          "e\xcc\x81",
                                          "\xf0\x9f\x98\x80"};
    const char *letter = one_of(m, letters, COUNT(letters));
    give(m, "letter ", letter, strlen(letter));
}

/* As somebody who answers a question without reading it. */
static void answer(struct monkey *m)
{
    static const char *const opens[] = {"p",    "t",       "r", "c", "x", "d",
                                        "<F2>", "<Enter>", "n", "w", "u"};
    static const char *const moves[] = {"<Right>", "<Tab>", "<BackTab>", "<Down>", "y"};
    const char *key = one_of(m, opens, COUNT(opens));
    keep(m, "opens ", key, strlen(key));
    pty_keys(m->w.pty, key);
    pty_settle(m->w.pty, PTY_WAIT_MS); /* before it was painted nothing answers it */
    for (unsigned n = pick(m, 4); n; n--) {
        key = one_of(m, moves, COUNT(moves));
        keep(m, "moves ", key, strlen(key));
        pty_keys(m->w.pty, key);
    }
    keep(m, "and <Enter>", "", 0);
    pty_keys(m->w.pty, "<Enter>");
}

static void type_text(struct monkey *m)
{
    char text[64];
    size_t n = 1 + pick(m, sizeof text - 1);
    for (size_t i = 0; i < n; i++)
        text[i] = pick(m, 8) ? (char)(0x20 + pick(m, 0x5F)) : "\r\t"[pick(m, 2)];
    give(m, "text ", text, n);
}

/* All but Ctrl-C, which has its own turn: two of them end the round. */
static void send_bytes(struct monkey *m)
{
    static const char likely[] = "\033\033\033[[O;?0123456789~ABCDHFMPQRSZu$^\007\\]P";
    char bytes[40];
    size_t n = 1 + pick(m, sizeof bytes - 1);
    bool any = pick(m, 2);
    for (size_t i = 0; i < n; i++) {
        bytes[i] =
            any ? (char)pick(m, 256) : (char)likely[pick(m, (unsigned)sizeof likely - 1)];
        bytes[i] = bytes[i] == 3 ? 'c' : bytes[i];
    }
    give(m, "bytes ", bytes, n);
}

/* Clicks, most of them twice on one spot, and turns of the wheel; some are of no use. */
static void point(struct monkey *m)
{
    static const unsigned buttons[] = {0, 0, 0, 0, 0, 64, 65, 65, 1, 2, 32, 35, 128};
    struct buf b = BUF_INIT(1024);
    unsigned button = buttons[pick(m, COUNT(buttons))];
    unsigned x = pick(m, 84), y = pick(m, 26);
    for (unsigned n = 1 + pick(m, 3); n; n--)
        buf_addf(&b, "\033[<%u;%u;%uM\033[<%u;%u;%um", button, x, y, button, x, y);
    give(m, "mouse ", b.data, b.len);
    buf_clear(&b);
}

static void paste(struct monkey *m)
{
    static const unsigned most[] = {20, 300, 9000, 80000};
    size_t n = pick(m, most[pick(m, 8) ? pick(m, 2) : pick(m, COUNT(most))]);
    struct buf b = BUF_INIT(1 << 20);
    buf_adds(&b, "\033[200~");
    for (size_t i = 0; i < n; i++)
        buf_addc(&b, (char)(pick(m, 10) ? 0x20 + pick(m, 0x5F) : 1 + pick(m, 255)));
    if (pick(m, 8))
        buf_adds(&b, "\033[201~"); /* else silence ends it */
    give(m, "paste ", b.data, b.len);
    buf_clear(&b);
}

static void resize(struct monkey *m, int times)
{
    while (times--) {
        int cols = 1 + (int)pick(m, pick(m, 3) ? 200 : 12);
        int rows = 1 + (int)pick(m, pick(m, 3) ? 60 : 6);
        char what[40];
        snprintf(what, sizeof what, "size %dx%d", cols, rows);
        keep(m, what, "", 0);
        pty_resize(m->w.pty, cols, rows);
    }
    if (pick(m, 2)) {
        keep(m, "size 80x24", "", 0);
        pty_resize(m->w.pty, 80, 24);
    }
}

/* The back end goes on by itself, is slow, or says nothing for a while. */
static void change_answers(struct monkey *m)
{
    static const enum dts_status statuses[] = {
        DTS_CHECKING,       DTS_CHECK_PASS, DTS_CHECK_NOT_PASS, DTS_READY_RUN,     DTS_RUNNING,
        DTS_READY_COMPLETE, DTS_PAUSING,    DTS_MANUAL_PAUSED,  DTS_RESUMABLE_ERR, DTS_ERROR,
        DTS_STOPPING,       DTS_COMPLETING, DTS_SUCCESS,        DTS_FAILED};
    static const char *const errors[] = {
        NULL, "ImportError", "\033[31mred \xe2\x80\xae\xff words\n\twith everything"};
    static const int tables[] = {0, 1, 12, 3000};
    switch (pick(m, 4)) {
    case 0:
        if (states[m->state].status != DTS_STATUS_UNKNOWN)
            fake_dts_set(m->w.dts, statuses[pick(m, COUNT(statuses))]);
        break;
    case 1: {
        const char *e = one_of(m, errors, COUNT(errors));
        fake_dts_error(m->w.dts, e, e, e);
        break;
    }
    case 2: fake_dts_tables(m->w.dts, tables[pick(m, COUNT(tables))]); break;
    default: fake_dts_delay(m->w.dts, pick(m, 2) ? (int)pick(m, 300) : 0); break;
    }
    keep(m, "other answers", "", 0);
}

static void act(struct monkey *m)
{
    unsigned at = pick(m, 100);
    if (at < 30)
        press_key(m);
    else if (at < 38)
        point(m);
    else if (at < 46)
        answer(m);
    else if (at < 62)
        press_letter(m);
    else if (at < 70)
        type_text(m);
    else if (at < 78)
        send_bytes(m);
    else if (at < 84)
        paste(m);
    else if (at < 91)
        resize(m, 1);
    else if (at < 93)
        resize(m, 40);
    else if (at < 98)
        change_answers(m);
    else
        give(m, "key ", at == 98 ? "\003" : "\032", 1);
}

/* ---- what must hold ---- */

static void failed(struct monkey *m, const char *why)
{
    size_t first = m->n_kept > KEPT ? m->n_kept - KEPT : 0;
    print_message("%s; once more: DTS_MONKEY_SEED=%u DTS_MONKEY_ROUND=%u (%s)\n", why, m->seed,
                  m->round, states[m->state].name);
    for (size_t i = first; i < m->n_kept; i++)
        print_message("  %s\n", m->kept[i % KEPT]);
    char *screen = pty_screen(m->w.pty);
    print_message("%s\n", screen);
    free(screen);
    fail();
}

static int count_fds(pid_t pid)
{
    char *path = mem_printf("/proc/%ld/fd", (long)pid);
    DIR *dir = opendir(path);
    int n = dir ? 0 : -1;
    while (dir && readdir(dir))
        n++;
    if (dir)
        closedir(dir);
    free(path);
    return n;
}

/* It may leave when it is asked to; whatever else ends it is a failure. */
static bool has_left(struct monkey *m)
{
    int status;
    if (!pty_ended(m->w.pty, &status))
        return false;
    while (pty_read(m->w.pty, 0))
        ;
    /* told to: SIGQUIT by Ctrl-\ while a text lies on the normal screen */
    if (!WIFEXITED(status) || (WEXITSTATUS(status) && WEXITSTATUS(status) != 128 + SIGTERM)) {
        print_message("status %#x\n", (unsigned)status);
        failed(m, "it ended by itself");
    }
    return true;
}

/* Asked to paint all of it, does it? */
static bool paints(struct monkey *m, int ms)
{
    int64_t deadline = clock_deadline(ms);
    pty_bytes_reset(m->w.pty);
    pty_send(m->w.pty, "\014", 1);
    while (clock_left_ms(deadline) && !pty_raw_has(m->w.pty, "/7") &&
           !pty_raw_has(m->w.pty, "DTS Wizard"))
        if (!pty_read(m->w.pty, 50) && has_left(m))
            return true;
    return clock_left_ms(deadline) > 0;
}

static void check_end(struct monkey *m)
{
    int status, now;
    fake_dts_delay(m->w.dts, 0);
    pty_resize(m->w.pty, 80, 24);
    give(m, "", "\033[201~", 6);
    if (!pty_settle(m->w.pty, PTY_WAIT_MS))
        failed(m, "it never comes to rest");
    if (!paints(m, QUICK_MS)) {
        give(m, "", "\r", 1); /* back from text on the normal screen */
        if (!paints(m, PTY_WAIT_MS))
            failed(m, "it does not repaint");
    }
    if (has_left(m))
        return;
    now = count_fds(pty_pid(m->w.pty));
    if (m->fds >= 0 && now > m->fds + FDS_MORE_MAX) {
        print_message("%d descriptors, %d at first\n", now, m->fds);
        failed(m, "it leaks descriptors");
    }
    pty_signal(m->w.pty, SIGTERM);
    if (!pty_wait_exit(m->w.pty, PTY_WAIT_MS, &status))
        failed(m, "SIGTERM does not end it");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 128 + SIGTERM) {
        print_message("status %#x\n", (unsigned)status);
        failed(m, "it did not end well"); /* a leak, under the sanitizer */
    }
}

static void check_changes(struct monkey *m)
{
    static const enum dts_action_id typed[] = {DTS_START_MIGRATE_JOB, DTS_COMPLETE_MIGRATE_JOB,
                                               DTS_ISOLATE_MIGRATE_JOB,
                                               DTS_DESTROY_MIGRATE_JOB};
    for (int i = 0; i < DTS_ACTION_COUNT; i++)
        m->calls[i] += fake_dts_count(m->w.dts, (enum dts_action_id)i);
    for (size_t i = 0; i < COUNT(typed); i++)
        if (fake_dts_count(m->w.dts, typed[i])) {
            print_message("%s\n", dts_action_info(typed[i])->name);
            failed(m, "it happened without its word");
        }
    if (fake_dts_lost(m->w.dts))
        failed(m, "the task was cancelled or its copy dropped without its word");
}

/* ---- rounds ---- */

static void begin(struct monkey *m)
{
    const struct state *s = &states[m->state];
    const char *args[8] = {"--on", "local"};
    size_t n = 2;
    walk_init(&m->w, true);
    if (s->status != DTS_STATUS_UNKNOWN)
        fake_dts_set(m->w.dts, s->status);
    fake_dts_pass(m->w.dts, s->status == DTS_CHECK_PASS);
    if (s->how) {
        args[n++] = s->how;
        args[n++] = FAKE_JOB;
    }
    if (m->round % 2)
        args[n++] = "--mouse";
    walk_start(&m->w, args);
    walk_see(&m->w, s->how ? "shop-move" : "There is no task yet");
    if (s->draft)
        walk_draft(&m->w, s->draft);
    if (s->how && str_eq(s->how, "--job") && pick(m, 4)) {
        walk_see(&m->w, "Go on");
        walk_keys(&m->w, PASSWORD "<Tab>" PASSWORD "<Tab><Tab><Enter>");
    }
    assert_true(pty_settle(m->w.pty, PTY_WAIT_MS));
    m->fds = count_fds(pty_pid(m->w.pty));
}

static void play(struct monkey *m)
{
    /* both go into the state, so that neighbours are strangers */
    m->random = ((uint64_t)m->seed << 32 | m->round) * 0x9E3779B97F4A7C15u;
    m->state = pick(m, COUNT(states));
    begin(m);
    bool left = false;
    for (int i = 0; i < ACTIONS && !left; i++) {
        act(m);
        if (!pty_taken(m->w.pty))
            failed(m, "it reads no more");
        if (pick(m, 3) == 0)
            while (pty_read(m->w.pty, 2))
                ;
        left = has_left(m);
    }
    if (!left)
        check_end(m);
    check_changes(m);
    walk_clear(&m->w);
    for (size_t i = 0; i < KEPT; i++) {
        free(m->kept[i]);
        m->kept[i] = NULL;
    }
    m->n_kept = 0;
}

static unsigned setting(const char *name, unsigned otherwise)
{
    const char *value = getenv(name);
    int64_t n;
    return value && str_to_int(value, 0, UINT32_MAX, &n) ? (unsigned)n : otherwise;
}

static void monkey(void **state)
{
    struct monkey m = {.seed = setting("DTS_MONKEY_SEED", (unsigned)clock_wall_s())};
    unsigned only = setting("DTS_MONKEY_ROUND", 0);
    int64_t deadline = clock_deadline((int64_t)setting("DTS_MONKEY_S", 4) * 1000);
    (void)state;
    print_message("seed %u\n", m.seed);
    for (m.round = only ? only : 1; m.round == 1 || only || clock_left_ms(deadline);
         m.round++) {
        play(&m);
        if (only)
            break;
    }
    print_message("%u rounds, and they changed:", only ? 1 : m.round - 1);
    for (int i = 0; i < DTS_ACTION_COUNT; i++)
        if (m.calls[i] && dts_action_info((enum dts_action_id)i)->changes)
            print_message(" %s %zu", dts_action_info((enum dts_action_id)i)->name, m.calls[i]);
    print_message("\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(monkey)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
