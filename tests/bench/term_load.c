/* SPDX-License-Identifier: MIT
 *
 * term_load - the wizard in a terminal of our own, with a watch beside it.
 *
 * Usage: term_load [first|keys|bytes|idle|tables]...      all of them if none is named
 *
 * Prints what tests/bench/terminal says it does. The back end is tests/pty/fake_dts.h, the source's
 * server tests/pty/fake_mysql.h, both in this process: what they need of the machine is against us.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/pty/fake_mysql.h"
#include "tests/pty/walk.h"

#define FIRST_ROUNDS   41
#define SHOWS_IN_MS    3000
#define KEYS           600
#define KEY_GAP_MIN_MS 5
#define KEY_GAP_MAX_MS 30
#define UPDATES        30
#define IDLE_S         5
#define IDLE_ROUNDS    5
#define TABLES_LARGE   11000 /* so many make an answer of 1 MB */

static void fail(const char *what)
{
    fprintf(stderr, "term_load: %s\n", what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void sleep_ms(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&t, NULL);
}

static void target(const char *name, double measured, double goal)
{
    printf("target %s %.1f %.0f %s\n", name, measured, goal, measured <= goal ? "ok" : "short");
    fflush(stdout);
}

static void figure(const char *name, double measured)
{
    printf("figure %s %.1f\n", name, measured);
    fflush(stdout);
}

/* ---- samples ---- */

struct samples {
    double v[KEYS];
    size_t n;
};

static void add(struct samples *s, double v)
{
    if (s->n < sizeof s->v / sizeof *s->v)
        s->v[s->n++] = v;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The smallest value that `percent` of them do not exceed. */
static double percentile(struct samples *s, double percent)
{
    if (!s->n)
        fail("nothing was measured");
    qsort(s->v, s->n, sizeof *s->v, by_value);
    size_t at = (size_t)((double)s->n * percent / 100 + 0.999999);
    return s->v[(at ? at : 1) - 1];
}

/* ---- the wizard ---- */

static long status_kb(pid_t pid, const char *field)
{
    char *path = mem_printf("/proc/%ld/status", (long)pid);
    struct buf b = BUF_INIT(65536);
    struct err err;
    const char *at = file_read(path, &b, &err) ? strstr(buf_str(&b), field) : NULL;
    long kb = at ? strtol(at + strlen(field), NULL, 10) : -1;
    buf_clear(&b);
    free(path);
    return kb;
}

/* User and system time in clock ticks, and what all its threads ran in ms. */
static void cpu_of(pid_t pid, long *ticks, double *ms)
{
    char *path = mem_printf("/proc/%ld/stat", (long)pid);
    struct buf b = BUF_INIT(4096);
    struct err err;
    unsigned long user = 0, sys = 0;
    const char *at = file_read(path, &b, &err) ? strrchr(buf_str(&b), ')') : NULL;
    if (!at || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                      &sys) != 2)
        fail("/proc/PID/stat");
    *ticks = (long)(user + sys);
    buf_clear(&b);
    free(path);
    clockid_t clock;
    struct timespec t = {0};
    if (clock_getcpuclockid(pid, &clock) == 0)
        clock_gettime(clock, &t);
    *ms = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void see(struct walk *w, const char *text)
{
    if (!pty_wait_text(w->pty, text, PTY_WAIT_MS))
        fail(text);
}

static void settle(struct walk *w)
{
    if (!pty_settle(w->pty, PTY_WAIT_MS))
        fail("the screen does not settle");
}

/* The progress screen of a task that copies n tables. */
static void open_progress(struct walk *w, int n, int rows)
{
    static const char *const args[] = {"--on", "local", "--watch", FAKE_JOB, NULL};
    walk_init(w, true);
    fake_dts_set(w->dts, DTS_RUNNING);
    fake_dts_tables(w->dts, n);
    walk_start(w, args);
    pty_resize(w->pty, 80, rows);
    see(w, "orders_00001");
    settle(w);
}

/* Until the back end has got another question than those it had; it may not have answered. */
static void until_asked(struct walk *w, size_t before)
{
    double until = now_ms() + PTY_WAIT_MS;
    while (fake_dts_count(w->dts, DTS_DESCRIBE_MIGRATION_DETAIL) == before) {
        if (now_ms() > until)
            fail("the back end is not asked");
        pty_read(w->pty, 1);
    }
}

/* ---- from exec to the first paint ---- */

/* -1: it ended without showing that. */
static double first_paint_of(const char *const argv[], const char *text, const char *home)
{
    struct pty_options opt = {.home = home};
    double start = now_ms();
    struct pty *p = pty_start(argv, &opt);
    double took = -1;
    int status;
    if (!p)
        fail("pty_start");
    while (took < 0 && now_ms() - start < SHOWS_IN_MS) {
        pty_read(p, 50);
        if (pty_has(p, text))
            took = now_ms() - start;
    }
    if (took >= 0 && argv[0][0] == '/') { /* ours: gone in order before the next one starts */
        pty_signal(p, SIGTERM);
        pty_wait_exit(p, PTY_WAIT_MS, &status);
    }
    pty_free(p);
    return took;
}

static void first(void)
{
    static const struct {
        const char *name, *argv[6], *text;
    } programs[] = {
        {"wizard", {WIZARD_PROGRAM, "--on", "local"}, "DTS Wizard"},
        {"dialog", {"dialog", "--msgbox", "hello", "8", "40"}, "hello"},
        {"htop", {"htop"}, "PID"},
        {"nmtui", {"nmtui"}, "Please select an option"},
    };
    enum { N = sizeof programs / sizeof *programs };
    static struct samples took[N];
    struct walk w;
    walk_init(&w, true);
    for (int round = 0; round < FIRST_ROUNDS; round++)
        for (int i = 0; i < N; i++) {
            bool dead = round > 0 && !took[i].n;
            double ms = dead ? -1 : first_paint_of(programs[i].argv, programs[i].text, w.home);
            if (ms >= 0)
                add(&took[i], ms);
        }
    walk_clear(&w);
    target("first-paint-ms", percentile(&took[0], 50), 60);
    figure("first-paint-p90-ms", percentile(&took[0], 90));
    for (int i = 1; i < N; i++) {
        char name[64];
        snprintf(name, sizeof name, "first-paint-%s-ms", programs[i].name);
        if (took[i].n)
            figure(name, percentile(&took[i], 50));
        else
            printf("figure %s - (it is not installed, or shows nothing here)\n", name);
    }
}

/* ---- from a key to what it paints ---- */

/* Down and Up in the list of tables move the bar between two rows. */
static void press_keys(struct walk *w, int row, bool keep_asking, struct samples *out)
{
    static const char *const keys[] = {"\033[B", "\033[A"};
    unsigned seed = 1;
    size_t asked = 0;
    for (int i = 0; i < KEYS; i++) {
        int goal = row + (i % 2 == 0);
        size_t now = fake_dts_count(w->dts, DTS_DESCRIBE_MIGRATION_DETAIL);
        if (keep_asking && now != asked) {
            asked = now;
            pty_send(w->pty, "\033[15~", 5); /* F5: ask again */
        }
        double until =
            now_ms() + KEY_GAP_MIN_MS + rand_r(&seed) % (KEY_GAP_MAX_MS - KEY_GAP_MIN_MS);
        while (now_ms() < until)
            pty_read(w->pty, 1);
        double start = now_ms();
        pty_send(w->pty, keys[i % 2], 3);
        while (!pty_is_reverse(w->pty, goal, 4)) {
            if (now_ms() - start > PTY_WAIT_MS)
                fail("a key moves nothing");
            pty_read(w->pty, 100);
        }
        add(out, now_ms() - start);
    }
}

static int selected_row(struct walk *w)
{
    for (int y = 3; y < 24; y++)
        if (pty_is_reverse(w->pty, y, 4))
            return y;
    fail("no row is selected");
    return 0;
}

static void keys_while(const char *what, int delay_ms, int tables, bool keep_asking)
{
    static struct samples took;
    struct walk w;
    char name[64];
    took.n = 0;
    open_progress(&w, tables, 24);
    int row = selected_row(&w);
    if (delay_ms) {
        size_t before = fake_dts_count(w.dts, DTS_DESCRIBE_MIGRATION_DETAIL);
        fake_dts_delay(w.dts, delay_ms);
        walk_keys(&w, "<F5>");
        until_asked(&w, before);
    }
    size_t asked = fake_dts_count(w.dts, DTS_DESCRIBE_MIGRATION_DETAIL);
    press_keys(&w, row, keep_asking, &took);
    asked = fake_dts_count(w.dts, DTS_DESCRIBE_MIGRATION_DETAIL) - asked;
    snprintf(name, sizeof name, "key-to-paint-p99-ms-%s", what);
    target(name, percentile(&took, 99), 15);
    snprintf(name, sizeof name, "key-to-paint-median-ms-%s", what);
    figure(name, percentile(&took, 50));
    snprintf(name, sizeof name, "key-to-paint-max-ms-%s", what);
    figure(name, percentile(&took, 100));
    snprintf(name, sizeof name, "answers-meanwhile-%s", what);
    figure(name, (double)asked);
    if (tables == TABLES_LARGE)
        figure("answer-bytes", (double)fake_dts_largest(w.dts));
    walk_clear(&w);
}

/* In a field of a draft, which is saved twice a second meanwhile. */
static void keys_in_a_field(void)
{
    static struct samples took;
    struct walk w;
    unsigned seed = 2;
    walk_init(&w, true);
    walk_start(&w, NULL);
    walk_draft(&w, 1);
    for (int i = 0; i < KEYS; i++) {
        int y, x, was;
        double until =
            now_ms() + KEY_GAP_MIN_MS + rand_r(&seed) % (KEY_GAP_MAX_MS - KEY_GAP_MIN_MS);
        while (now_ms() < until)
            pty_read(w.pty, 1);
        pty_cursor(w.pty, &y, &was);
        double start = now_ms();
        pty_send(w.pty, i % 2 ? "\177" : "a", 1);
        for (x = was; x == was; pty_cursor(w.pty, &y, &x)) {
            if (now_ms() - start > PTY_WAIT_MS)
                fail("the field takes no key");
            pty_read(w.pty, 100);
        }
        add(&took, now_ms() - start);
    }
    figure("key-to-paint-p99-ms-saving", percentile(&took, 99));
    figure("key-to-paint-max-ms-saving", percentile(&took, 100));
    walk_clear(&w);
}

static void keys(void)
{
    keys_while("hanging", -1, 12, false);
    keys_while("slow", 400, 12, true);
    keys_while("large", 0, TABLES_LARGE, true);
    keys_in_a_field();
}

/* ---- bytes ---- */

static int bars(struct walk *w)
{
    int n = 0;
    for (int y = 0; y < 30; y++) {
        char *line = pty_line(w->pty, y);
        n += line && strstr(line, "[#") != NULL;
        free(line);
    }
    return n;
}

static void bytes_at(int rows, const char *what)
{
    struct samples got = {.n = 0};
    struct walk w;
    char name[64];
    open_progress(&w, 12, rows);
    for (int i = 0; i < UPDATES; i++) {
        size_t before = fake_dts_count(w.dts, DTS_DESCRIBE_MIGRATION_DETAIL);
        pty_bytes_reset(w.pty);
        pty_keys(w.pty, "<F5>");
        until_asked(&w, before);
        settle(&w);
        add(&got, (double)pty_bytes(w.pty));
    }
    snprintf(name, sizeof name, "moving-bars%s", what);
    figure(name, bars(&w));
    snprintf(name, sizeof name, "update-bytes%s", what);
    target(name, percentile(&got, 100), 400);
    snprintf(name, sizeof name, "update-bytes-median%s", what);
    figure(name, percentile(&got, 50));
    walk_clear(&w);
}

static void bytes(void)
{
    bytes_at(24, "-80x24"); /* what fits of twelve, and the whole */
    bytes_at(25, "-80x25");
}

/* ---- idle ---- */

static void idle(void)
{
    struct walk w;
    struct samples ticks = {.n = 0};
    double most_ms = 0;
    walk_init(&w, true);
    walk_start(&w, NULL);
    see(&w, "There is no task yet");
    settle(&w);
    figure("resident-mb-with-nothing", (double)status_kb(pty_pid(w.pty), "VmRSS:") / 1024);
    for (int i = 0; i < IDLE_ROUNDS; i++) {
        long before, after;
        double from, to;
        cpu_of(pty_pid(w.pty), &before, &from);
        sleep_ms(IDLE_S * 1000);
        cpu_of(pty_pid(w.pty), &after, &to);
        add(&ticks, (double)(after - before));
        most_ms = to - from > most_ms ? to - from : most_ms;
    }
    /* A tick is 10 ms; the counter moves on when all that was used so far passes a multiple. */
    target("idle-ticks-in-5-s", percentile(&ticks, 50), 0);
    figure("idle-ticks-in-5-s-most", percentile(&ticks, 100));
    figure("idle-cpu-ms-in-5-s", most_ms);
    pty_bytes_reset(w.pty);
    sleep_ms(IDLE_S * 1000);
    pty_read(w.pty, 0);
    figure("idle-bytes-in-5-s", (double)pty_bytes(w.pty));
    walk_clear(&w);
}

/* ---- 100,000 tables ---- */

static void write_plan(const char *path, int port)
{
    char *text = mem_printf("{\"name\":\"many\",\"backend\":\"local\",\"source\":{"
                            "\"access_type\":\"extranet\",\"host\":\"127.0.0.1\",\"port\":%d,"
                            "\"user\":\"dts\"}}",
                            port);
    struct err err;
    if (!file_replace(path, text, strlen(text), &err))
        fail(err.text);
    free(text);
}

static void type_filter(struct walk *w, const char *text, struct samples *out)
{
    pty_keys(w->pty, "/");
    settle(w);
    for (; *text; text++) {
        int y, x, was;
        pty_cursor(w->pty, &y, &was);
        double start = now_ms();
        pty_send(w->pty, text, 1);
        for (x = was; x == was; pty_cursor(w->pty, &y, &x)) {
            if (now_ms() - start > PTY_WAIT_MS)
                fail("the filter takes no key");
            pty_read(w->pty, 100);
        }
        add(out, now_ms() - start);
        settle(w);
    }
}

static void tables_of(int databases, int each, const char *what)
{
    struct samples typed = {.n = 0};
    struct fake_mysql *server = fake_mysql_new(databases, each);
    struct walk w;
    char name[64];
    walk_init(&w, true);
    char *plan = mem_printf("%s/plan.json", w.home);
    write_plan(plan, fake_mysql_port(server));
    walk_start(&w, (const char *const[]){"--plan", plan, NULL});
    see(&w, "many, starts when");
    walk_keys(&w, "<F2>");
    see(&w, "by host and port");
    double start = now_ms();
    pty_keys(w.pty, "<F2>");
    see(&w, "shop_000");
    double shown = now_ms();
    snprintf(name, sizeof name, "tables-shown-ms%s", what);
    target(name, shown - (double)fake_mysql_sent_ns(server) / 1e6, 1000);
    snprintf(name, sizeof name, "tables-read-and-shown-ms%s", what);
    figure(name, shown - start);
    settle(&w);
    start = now_ms();
    pty_keys(w.pty, "<Enter>");
    see(&w, "orders_00001");
    snprintf(name, sizeof name, "database-opened-ms%s", what);
    figure(name, now_ms() - start);
    settle(&w);
    type_filter(&w, "ers_0777", &typed);
    see(&w, "orders_07770");
    snprintf(name, sizeof name, "filter-key-ms%s", what);
    target(name, percentile(&typed, 100), 50);
    snprintf(name, sizeof name, "resident-mb%s", what);
    target(name, (double)status_kb(pty_pid(w.pty), "VmRSS:") / 1024, 40);
    snprintf(name, sizeof name, "resident-most-mb%s", what);
    figure(name, (double)status_kb(pty_pid(w.pty), "VmHWM:") / 1024);
    walk_clear(&w);
    fake_mysql_free(server);
    free(plan);
}

static void tables(void)
{
    tables_of(10, 10000, "");
    tables_of(1, 100000, "-in-one-database");
}

static const struct {
    const char *name;
    void (*run)(void);
} parts[] = {
    {"first", first}, {"keys", keys}, {"bytes", bytes}, {"idle", idle}, {"tables", tables},
};

int main(int argc, char **argv)
{
    int ran = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bool wanted = argc == 1;
        for (int k = 1; k < argc; k++)
            wanted = wanted || str_eq(argv[k], parts[i].name);
        if (wanted)
            parts[i].run();
        ran += wanted;
    }
    if (!ran)
        fail("usage: term_load [first|keys|bytes|idle|tables]...");
    return 0;
}
