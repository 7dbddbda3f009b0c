/* SPDX-License-Identifier: MIT
 *
 * options - the table, and what each row means.
 *
 * Why: getopt reorders and prints by itself; a table this small is read by one loop, and the
 *      same rows print the help that tests/check-man compares with the man page.
 */
#include "ui/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

enum option_id {
    OPT_ON,
    OPT_ENDPOINT,
    OPT_REGION,
    OPT_JOB,
    OPT_WATCH,
    OPT_PLAN,
    OPT_CHECK,
    OPT_RUN,
    OPT_PLAIN,
    OPT_ASCII,
    OPT_MOUSE,
    OPT_COLOR,
    OPT_LANG,
    OPT_LOG,
    OPT_VERSION,
    OPT_HELP
};

struct option_row {
    enum option_id id;
    const char *name, *arg; /* arg NULL: takes none */
    const char *help;
};

static const struct option_row rows[] = {
    {OPT_ON, "--on", "cloud|local",
     N_("where the task lives: Tencent Cloud, or dtsd on this machine")},
    {OPT_ENDPOINT, "--endpoint", "URL", N_("address of the DTS service")},
    {OPT_REGION, "--region", "R", N_("region of the target, for example ap-guangzhou")},
    {OPT_JOB, "--job", "ID", N_("open this task")},
    {OPT_WATCH, "--watch", "ID", N_("look at this task; nothing can be changed")},
    {OPT_PLAN, "--plan", "FILE",
     N_("begin with a saved plan; with --check or --run, without a screen")},
    {OPT_CHECK, "--check", NULL, N_("with --plan: create the task and run the check only")},
    {OPT_RUN, "--run", NULL, N_("with --plan: perform it to the end")},
    {OPT_PLAIN, "--plain", NULL, N_("questions and lines instead of a full screen")},
    {OPT_ASCII, "--ascii", NULL, N_("only ASCII marks")},
    {OPT_MOUSE, "--mouse", NULL, N_("use the mouse: click to go there, wheel to scroll")},
    {OPT_COLOR, "--color", "auto|never|always", N_("colours")},
    {OPT_LANG, "--lang", "en|ko|zh_CN", N_("language of the screens")},
    {OPT_LOG, "--log", "FILE", N_("write the log here")},
    {OPT_VERSION, "--version", NULL, N_("print the version and end")},
    {OPT_HELP, "--help", NULL, N_("print this and end")},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

/* One of several words; its index, or -1. */
static int word_of(const char *const *words, const char *value)
{
    for (int i = 0; words[i]; i++)
        if (str_eq(words[i], value))
            return i;
    return -1;
}

static bool take_word(const struct option_row *row, const char *value, const char *const *words,
                      int *out, struct err *err)
{
    *out = word_of(words, value);
    if (*out >= 0)
        return true;
    err_set(err, ERR_INPUT, _("%s takes %s, not \"%s\"."), row->name, row->arg, value);
    return false;
}

static bool apply_option(struct options *o, const struct option_row *row, const char *value,
                         struct err *err)
{
    static const char *const where[] = {"cloud", "local", NULL};
    static const char *const colors[] = {"auto", "never", "always", NULL};
    static const char *const langs[] = {"en", "ko", "zh_CN", NULL};
    int i;

    switch (row->id) {
    case OPT_ON:
        if (!take_word(row, value, where, &i, err))
            return false;
        o->on = i == 0 ? BACKEND_CLOUD : BACKEND_LOCAL;
        break;
    case OPT_COLOR:
        if (!take_word(row, value, colors, &i, err))
            return false;
        o->color = i == 0 ? THEME_AUTO : i == 1 ? THEME_NEVER : THEME_ALWAYS;
        break;
    case OPT_LANG:
        if (!take_word(row, value, langs, &i, err))
            return false;
        mem_replace(&o->lang, value);
        break;
    case OPT_ENDPOINT: mem_replace(&o->endpoint, value); break;
    case OPT_REGION: mem_replace(&o->region, value); break;
    case OPT_JOB: mem_replace(&o->job, value); break;
    case OPT_WATCH: mem_replace(&o->watch, value); break;
    case OPT_PLAN: mem_replace(&o->plan_file, value); break;
    case OPT_LOG: mem_replace(&o->log_file, value); break;
    case OPT_CHECK: o->check = true; break;
    case OPT_RUN: o->run = true; break;
    case OPT_PLAIN: o->plain = true; break;
    case OPT_ASCII: o->ascii = true; break;
    case OPT_MOUSE: o->mouse = true; break;
    case OPT_VERSION: o->mode = RUN_VERSION; break;
    case OPT_HELP: o->mode = RUN_HELP; break;
    }
    return true;
}

/* The row an argument names, with the value after '=' if it has one. */
static const struct option_row *find_row(const char *arg, const char **value)
{
    size_t n = strcspn(arg, "=");
    *value = arg[n] == '=' ? arg + n + 1 : NULL;
    for (size_t i = 0; i < N_ROWS; i++)
        if (strlen(rows[i].name) == n && strncmp(rows[i].name, arg, n) == 0)
            return &rows[i];
    return NULL;
}

static bool check_together(const struct options *o, struct err *err)
{
    if (o->mode != RUN_WIZARD)
        return true;
    if (o->job && o->watch)
        return err_set(err, ERR_INPUT, _("--job and --watch exclude each other."));
    if ((o->check || o->run) && !o->plan_file)
        return err_set(err, ERR_INPUT, _("--check and --run need --plan FILE."));
    if (o->check && o->run)
        return err_set(err, ERR_INPUT, _("--check and --run exclude each other."));
    return true;
}

bool options_parse(int argc, char **argv, struct options *out, struct err *err)
{
    memset(out, 0, sizeof *out);
    for (int i = 1; i < argc; i++) {
        const char *value = NULL;
        const struct option_row *row = find_row(argv[i], &value);
        if (!row) {
            err_set(err, ERR_INPUT, _("There is no option \"%s\"."), argv[i]);
            return err_hint(err, _("dts-wizard --help lists them."));
        }
        if (!row->arg && value)
            return err_set(err, ERR_INPUT, _("%s takes no value."), row->name);
        if (row->arg && !value) {
            if (i + 1 >= argc)
                return err_set(err, ERR_INPUT, _("%s needs a value: %s."), row->name, row->arg);
            value = argv[++i];
        }
        if (!apply_option(out, row, value, err))
            return false;
    }
    return check_together(out, err);
}

void options_clear(struct options *o)
{
    free(o->endpoint);
    free(o->region);
    free(o->job);
    free(o->watch);
    free(o->plan_file);
    free(o->lang);
    free(o->log_file);
    memset(o, 0, sizeof *o);
}

char *options_help(void)
{
    struct buf b = BUF_INIT(16384);
    buf_adds(&b,
             _("Usage: dts-wizard [OPTION]...\n"
               "Moves a MySQL database to TencentDB for MySQL, step by step, with Tencent's\n"
               "Data Transmission Service or with dtsd, its stand-in on this machine.\n\n"));
    for (size_t i = 0; i < N_ROWS; i++) {
        char *left = mem_printf("%s%s%s", rows[i].name, rows[i].arg ? " " : "",
                                rows[i].arg ? rows[i].arg : "");
        buf_addf(&b, "  %-28s %s\n", left, _(rows[i].help));
        free(left);
    }
    buf_adds(
        &b, _("\nExit: 0 well, 1 failed, 2 wrong use, 129 the line was lost, 143 told to end;\n"
              "with --plain also 7 the input has ended, 130 Ctrl-C;\n"
              "with --plan also 3 the check did not pass, 4 a password is missing, 5 no "
              "proof,\n6 unknown.\n"
              "Inside the wizard F1 explains the place you are in. More: man dts-wizard\n"));
    return buf_steal(&b);
}
