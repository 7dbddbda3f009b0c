/* SPDX-License-Identifier: MIT
 *
 * walk - see walk.h. Aborts the test program when the surroundings fail.
 */
#include "tests/pty/walk.h"

#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/text.h"

#define ARGS_MAX    20
#define ENV_MAX     12
#define LANES       3 /* walks at a time */
#define MOST_FAILED 100
#define KEPT        "XDG_STATE_HOME/dts-wizard/tasks/" FAKE_JOB ".json"

void walk_put(const struct walk *w, const char *path, const char *text)
{
    struct err err = {0};
    char *at = file_join(w->home, path), *dir = mem_strdup(at);
    *strrchr(dir, '/') = '\0';
    assert_true(file_make_dirs(dir, &err));
    assert_true(file_replace(at, text, strlen(text), &err));
    free(dir);
    free(at);
}

static void choose_variant(struct walk *w)
{
    const char *name = getenv("WALK_VARIANT");
    if (str_empty(name))
        return;
    w->variant = name;
    if (str_eq(name, "ascii"))
        return;
    char *mo = mem_printf("%s/%s/LC_MESSAGES/dts-wizard.mo", LOCALE_TREE, name);
    w->speak = speak_new(mo);
    free(mo);
    if (!w->speak)
        skip();
}

void walk_init(struct walk *w, bool local)
{
    char dir[] = "/tmp/dw-walk-XXXXXX";
    memset(w, 0, sizeof *w);
    choose_variant(w);
    assert_non_null(mkdtemp(dir));
    w->home = mem_strdup(dir);
    w->dts = fake_dts_new(local);
    if (!local)
        return;
    char *text =
        mem_printf("{\"SecretId\":\"AKIDlocal\",\"SecretKey\":\"k\",\"Endpoint\":\"%s\"}",
                   fake_dts_url(w->dts));
    walk_put(w, "XDG_STATE_HOME/dtsd/credentials.json", text);
    free(text);
}

void walk_stop(struct walk *w)
{
    pty_free(w->pty);
    w->pty = NULL;
}

void walk_clear(struct walk *w)
{
    walk_stop(w);
    fake_dts_free(w->dts);
    speak_free(w->speak);
    if (w->home)
        unit_remove(w->home);
    free(w->home);
}

static void start(struct walk *w, int cols, int rows, const char *const *extra)
{
    const char *env[ENV_MAX] = {"TENCENTCLOUD_SECRET_ID=AKIDtest", "TENCENTCLOUD_SECRET_KEY=k",
                                "DTS_WIZARD_SOURCE_PASSWORD=" PASSWORD,
                                "TEXTDOMAINDIR=" LOCALE_TREE};
    size_t e = 4;
    for (size_t i = 0; w->look.env && w->look.env[i] && e < ENV_MAX - 1; i++)
        env[e++] = w->look.env[i];
    const char *argv[ARGS_MAX] = {WIZARD_PROGRAM};
    size_t n = 1;
    for (; extra && *extra && n < ARGS_MAX - 3; extra++)
        argv[n++] = *extra;
    if (w->speak) {
        argv[n++] = "--lang";
        argv[n++] = w->variant;
    } else if (w->variant) {
        argv[n++] = "--ascii";
    }
    argv[n] = NULL;
    struct pty_options opt = w->look;
    opt.cols = cols;
    opt.rows = rows;
    opt.env = env;
    opt.home = w->home;
    w->pty = pty_start(argv, &opt);
    assert_non_null(w->pty);
}

void walk_start(struct walk *w, const char *const *extra)
{
    static const char *const on_local[] = {"--on", "local", NULL};
    start(w, 80, 24, extra ? extra : on_local);
}

void walk_start_sized(struct walk *w, int cols, int rows)
{
    static const char *const on_local[] = {"--on", "local", NULL};
    start(w, cols, rows, on_local);
}

void walk_plan(struct walk *w, const char *plan, const char *option)
{
    walk_put(w, "plan.json", plan);
    char *path = file_join(w->home, "plan.json");
    const char *args[] = {
        "--on",   "cloud", "--region", "ap-seoul", "--endpoint", fake_dts_url(w->dts),
        "--plan", path,    option,     NULL};
    walk_start(w, args);
    free(path);
}

bool walk_has(struct walk *w, const char *text)
{
    if (!w->speak)
        return pty_has(w->pty, text);
    char *screen = pty_screen(w->pty);
    bool has = speak_sees(w->speak, screen, text);
    free(screen);
    return has;
}

/* In another language: looked at whenever the screen has settled. */
static void wait_for(struct walk *w, const char *text, bool wanted)
{
    int64_t deadline = clock_deadline(PTY_WAIT_MS);
    while (walk_has(w, text) != wanted) {
        if (!clock_left_ms(deadline)) {
            char *screen = pty_screen(w->pty);
            fprintf(stderr, "%s", screen);
            free(screen);
            fail_msg("%s: %s", wanted ? "never showed" : "still shows", text);
        }
        assert_true(pty_settle(w->pty, PTY_WAIT_MS));
    }
    assert_true(pty_settle(w->pty, PTY_WAIT_MS));
}

void walk_see(struct walk *w, const char *text)
{
    if (w->speak)
        wait_for(w, text, true);
    else
        assert_true(pty_wait_text(w->pty, text, PTY_WAIT_MS));
}

void walk_gone(struct walk *w, const char *text)
{
    if (w->speak)
        wait_for(w, text, false);
    else
        assert_true(pty_wait_gone(w->pty, text, PTY_WAIT_MS));
}

/* Each key of a name by itself, with the screen settled around it: Enter behind text in one
 * read would count as pasted, and a key meant for the next screen would come too early. */
void walk_keys(struct walk *w, const char *keys)
{
    while (*keys) {
        size_t n = *keys == '<' ? strcspn(keys, ">") + 1 : strcspn(keys, "<");
        char *part = mem_strndup(keys, n);
        pty_keys(w->pty, part);
        assert_true(pty_settle(w->pty, PTY_WAIT_MS));
        free(part);
        keys += n;
    }
}

int walk_place(struct walk *w, const char *text, int *x)
{
    int cols, rows;
    pty_size(w->pty, &cols, &rows);
    for (int y = 0; y < rows; y++) {
        char *line = pty_line(w->pty, y);
        const char *at = strstr(line, text);
        *x = at ? text_width_n(line, (size_t)(at - line)) : 0;
        free(line);
        if (at)
            return y;
    }
    fail_msg("not shown: %s", text);
    return -1;
}

void walk_point(struct walk *w, int button, int y, int x)
{
    char bytes[64];
    int n = snprintf(bytes, sizeof bytes, "\033[<%d;%d;%dM", button, x + 1, y + 1);
    if (button == 0)
        n += snprintf(bytes + n, sizeof bytes - (size_t)n, "\033[<0;%d;%dm", x + 1, y + 1);
    pty_send(w->pty, bytes, (size_t)n);
    assert_true(pty_taken(w->pty));
    assert_true(pty_settle(w->pty, PTY_WAIT_MS));
}

void walk_click(struct walk *w, const char *text)
{
    int x, y = walk_place(w, text, &x);
    walk_point(w, 0, y, x);
}

void walk_wheel(struct walk *w, const char *text, int button)
{
    int x, y = walk_place(w, text, &x);
    walk_point(w, button, y, x);
}

/* What differs from run to run, in any of the languages. */
static const struct pty_mask masks[] = {
    {" +(saved [0-9]+ (s|min|h) ago|[0-9]+ (s|min|h) (전 저장|前保存))",
     '~'}, /* ends at a column */
    {"[0-9]+ (s|min|h) (ago|전|前)", '~'},
    {"draft-[a-z0-9]{8}", '~'},
    {"Kim, [0-9]{4}-[0-9]{2}-[0-9]{2}", '~'},
    {"dts( at|, 시각|，时间) [0-9]{4}-[0-9]{2}-[0-9]{2}", '~'},
    {"[0-9]{2}:[0-9]{2}:[0-9]{2}", '~'},
    {"(Made|Time|Time \\(UTC\\)|작성일|^. 시각|生成时间|时间)(: "
     "|：)[0-9]{4}-[0-9]{2}-[0-9]{2}[ "
     "T]~{8}",
     '~'},                                                /* when it was looked at */
    {"- [0-9]{4}-[0-9]{2}-[0-9]{2} ~{8}  ", '~'},         /* what happened, in a report */
    {"[0-9]{4}-[0-9]{2}-[0-9]{2} ~{8} (INFO|WARN)", '~'}, /* the log */
    {"- (By|작성자|操作员): [^ ]+@[^ ]+ +", '~'},         /* who runs this, and where */
    {"(DOWNTIME|다운타임 중|停机中) [0-9]{2}:[0-9]{2}", '~'},
    {"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", '~'},
    {"(Measured at|측정 시각|测量于) [0-9]{2}:[0-9]{2}", '~'},
    {"[0-9]+\\.[0-9] s$", '~'},
    {" after [0-9]+ ms.*$", '~'}, /* of a connection that failed */
    {"for [0-9]+ of 60 s", '~'},
    {"for 3 h [0-9]+ min", '~'},
    {"(Downtime|다운타임|停机时间) [0-9]{2}:[0-9]{2}( *$| *(\\||│))", '~'}, /* one that runs */
    {"[A-Z][a-z]{2},[A-Z][a-z]{2}(, |，)18:00Z", '~'}, /* of a backup that is never near */
    {"127\\.0\\.0\\.1:[0-9]{4,5}", '~'},
    {"port=[0-9]{5}", '~'}, /* of a server of the test's */
    {"/tmp/dw-walk-[A-Za-z0-9]+", '~'},
};

static bool one_golden(struct walk *w, const char *name)
{
    return pty_golden(w->pty, name, w->variant, masks, LEN(masks));
}

void walk_golden(struct walk *w, const char *name)
{
    int cols, rows;
    bool same = one_golden(w, name);
    pty_size(w->pty, &cols, &rows);
    if (cols == 80 && rows == 24 && !w->speak) {
        pty_resize(w->pty, 60, 18);
        same &= one_golden(w, name);
        pty_resize(w->pty, 132, 43);
        same &= one_golden(w, name);
        pty_resize(w->pty, 80, 24);
        assert_true(pty_settle(w->pty, PTY_WAIT_MS));
    }
    assert_true(same);
}

void see_golden(struct walk *w, const char *text, const char *name)
{
    walk_see(w, text);
    assert_true(pty_settle(w->pty, PTY_WAIT_MS));
    walk_golden(w, name);
}

void walk_golden_text(const char *text, const char *name)
{
    assert_true(pty_golden_text(text, 80, 24, name, NULL, masks, LEN(masks)));
}

void walk_in_sync(struct walk *w)
{
    walk_see(w, "In sync, lag 0 s");
    walk_keys(w, "<Enter>");
    walk_see(w, "not known on this host");
    walk_keys(w, "<F2>");
    walk_see(w, "In sync: changes are followed");
}

void walk_left_at_cutover(struct walk *w)
{
    walk_init(w, true);
    fake_dts_set(w->dts, DTS_READY_COMPLETE);
    walk_start(w, NULL);
    walk_in_sync(w);
    walk_keys(w, "<F2>");
    walk_see(w, "Password needed");
    walk_keys(w, "<Esc>");
    walk_stop(w);
}

void walk_come_back(struct walk *w)
{
    walk_start(w, NULL);
    walk_see(w, "In sync, lag 0 s");
    walk_keys(w, "<Enter>");
    walk_see(w, "What happened");
    walk_keys(w, "<F2>");
}

struct json *walk_kept(const struct walk *w)
{
    char *path = file_join(w->home, KEPT);
    struct buf b = BUF_INIT(1u << 20);
    struct err err = {0};
    if (!file_read(path, &b, &err))
        fail_msg("%s", err.text);
    struct json *kept = json_parse(buf_str(&b), b.len, &err);
    assert_non_null(kept);
    buf_clear(&b);
    free(path);
    return kept;
}

void walk_keep(const struct walk *w, struct json *kept)
{
    char *text = json_print(kept);
    walk_put(w, KEPT, text);
    free(text);
    json_free(kept);
}

static void open_draft(struct walk *w)
{
    walk_see(w, "There is no task yet");
    walk_keys(w, "n");
    walk_see(w, "Name");
}

/* Port 1: nobody listens there. */
static void fill_source(struct walk *w)
{
    walk_keys(w, "shop-move<Enter><Enter><Enter><Enter><Enter><Enter>");
    walk_keys(w, "127.0.0.1<Tab>1<Tab><Tab><Tab><Enter>dts<Tab>" PASSWORD);
}

static void fill_target(struct walk *w)
{
    walk_keys(w, "<Tab>127.0.0.1<Tab>2<Tab><Tab><Tab><Enter>root<Tab>" PASSWORD);
}

static void fill_databases(struct walk *w)
{
    /* no connection: names are typed */
    walk_keys(w, "<BackTab><BackTab><BackTab><BackTab><Enter>");
    walk_see(w, "Type the names");
    walk_keys(w, "shop, crm<Tab><Tab><Enter>");
    walk_see(w, "not verified from here");
}

void walk_draft(struct walk *w, int stage)
{
    open_draft(w);
    if (stage <= 1)
        return;
    fill_source(w);
    walk_keys(w, "<F2>");
    walk_see(w, "by host and port");
    if (stage <= 2)
        return;
    fill_target(w);
    walk_keys(w, "<F2>");
    walk_see(w, "Read again");
    if (stage <= 3)
        return;
    walk_gone(w, "Reading what the source holds");
    fill_databases(w);
    walk_keys(w, "<F2>");
    walk_see(w, "Compare ");
    walk_keys(w, "<Space><Down><Down><Enter>");
    walk_see(w, "Compare nothing?");
    walk_keys(w, "<Tab><Enter>");
    walk_see(w, "Nothing is compared");
}

void walk_created(struct walk *w)
{
    walk_draft(w, 4);
    walk_keys(w, "<F2>");
    walk_see(w, "Create the task in dtsd?");
    walk_keys(w, "<Right><Enter>");
    walk_see(w, "Binary log of the source");
}

static bool file_has(const char *path, const char *text)
{
    struct err err = {0};
    struct buf b = BUF_INIT(64u << 20);
    bool read = file_read(path, &b, &err),
         found = read && memmem(b.data, b.len, text, strlen(text));
    if (!read && access(path, F_OK) == 0)
        fail_msg("%s cannot be looked into: %s", path, err.text);
    buf_clear(&b);
    return found;
}

static bool tree_has(const char *path, const char *text)
{
    struct stat st;
    DIR *dir;
    bool found = false;
    if (lstat(path, &st) != 0)
        return false;
    if (S_ISREG(st.st_mode))
        return file_has(path, text);
    if (!S_ISDIR(st.st_mode) || !(dir = opendir(path)))
        return false;
    for (struct dirent *e; !found && (e = readdir(dir));) {
        if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
            continue;
        char *child = file_join(path, e->d_name);
        found = tree_has(child, text);
        free(child);
    }
    closedir(dir);
    return found;
}

bool walk_home_has(const struct walk *w, const char *text)
{
    assert_int_equal(access(w->home, R_OK | X_OK), 0); /* else nothing would be found */
    return tree_has(w->home, text);
}

bool walk_home_says(const struct walk *w, const char *text)
{
    return w->speak || walk_home_has(w, text);
}

/* ---- all of them ---- */

/* Every LANES-th test from the first on, in this process. */
static int run_lane(const struct CMUnitTest *tests, size_t n, size_t first)
{
    struct CMUnitTest *mine = mem_alloc(n * sizeof *mine);
    size_t count = 0;
    for (size_t i = first; i < n; i += LANES)
        mine[count++] = tests[i];
    int failed = _cmocka_run_group_tests("walks", mine, count, NULL, NULL);
    free(mine);
    return failed;
}

int walk_main(const struct CMUnitTest *tests, size_t n)
{
    FILE *told[LANES];
    pid_t pids[LANES];
    int failed = 0;
    for (size_t i = 0; i < LANES; i++) {
        assert_non_null(told[i] = tmpfile());
        fflush(NULL);
        pids[i] = fork();
        if (pids[i] == 0) {
            dup2(fileno(told[i]), STDOUT_FILENO);
            dup2(fileno(told[i]), STDERR_FILENO);
            int bad = run_lane(tests, n, i);
            fflush(NULL);
            exit(bad > MOST_FAILED ? MOST_FAILED : bad); /* with what looks for leaks */
        }
    }
    for (size_t i = 0; i < LANES; i++) {
        char bytes[4096];
        size_t got;
        int status = 0;
        if (pids[i] < 0 || waitpid(pids[i], &status, 0) != pids[i] || !WIFEXITED(status))
            failed++;
        else
            failed += WEXITSTATUS(status);
        rewind(told[i]);
        while ((got = fread(bytes, 1, sizeof bytes, told[i])) > 0)
            fwrite(bytes, 1, got, stdout);
        fclose(told[i]);
    }
    return failed > MOST_FAILED ? MOST_FAILED : failed;
}
