/* SPDX-License-Identifier: MIT
 *
 * main - dts-wizard: options, language, log, and which face of the wizard to show.
 *
 * Why: no core file and no debugger may get at typed passwords, so both doors are closed before
 *      anything is read.
 */
#include "config.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/app.h"
#include "ui/batch.h"
#include "ui/options.h"
#include "ui/plain/plain.h"
#include "wizard/session.h"

enum { EXIT_WELL = 0, EXIT_USAGE = 2 };

static void close_doors(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static void set_language(const char *lang)
{
    if (lang)
        setenv("LANGUAGE", lang, 1);
    if (!setlocale(LC_ALL, ""))
        setlocale(LC_ALL, "C.UTF-8");
    /* catalogues are not used in the C locale; a language that was asked for must show */
    if (lang && str_eq(setlocale(LC_MESSAGES, NULL), "C"))
        setlocale(LC_ALL, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    const char *catalogues = getenv("TEXTDOMAINDIR"); /* as gettext's own programs */
    bindtextdomain(PACKAGE_TARNAME, str_or(catalogues, LOCALEDIR));
    bind_textdomain_codeset(PACKAGE_TARNAME, nl_langinfo(CODESET));
    textdomain(PACKAGE_TARNAME);
}

/* The locale whose language the screens speak; as gettext, LANGUAGE counts but in C. */
static const char *language(void)
{
    const char *locale = setlocale(LC_MESSAGES, NULL), *wish = getenv("LANGUAGE");

    return str_eq(locale, "C") ? locale : str_or(wish, locale);
}

static char *open_log(const struct options *o)
{
    struct err err = {0};
    char *dir = file_state_dir("dts-wizard");
    char *path = o->log_file ? mem_strdup(o->log_file) : file_join(dir, "log");
    bool ok = (o->log_file || file_make_dirs(dir, &err)) && log_open(path, LOG_INFO, &err);
    if (!ok)
        fprintf(stderr, "dts-wizard: %s %s\n", err.text, err.hint);
    free(dir);
    return path;
}

static int wizard(const struct options *o, const char *log_path)
{
    const char *why = NULL;
    if (o->plan_file && (o->check || o->run))
        return batch_run(o);
    if (plain_wanted(o, &why))
        return plain_run(o, log_path, why);
    return app_run(o, log_path);
}

int main(int argc, char **argv)
{
    struct options o;
    struct err err = {0};
    int code = EXIT_WELL;
    char *log_path = NULL;

    close_doors();
    set_language(NULL);
    if (!options_parse(argc, argv, &o, &err)) {
        fprintf(stderr, "dts-wizard: %s %s\n", err.text, err.hint);
        options_clear(&o);
        return EXIT_USAGE;
    }
    if (o.lang)
        set_language(o.lang);
    if (o.mode == RUN_HELP) {
        char *text = options_help();
        fputs(text, stdout);
        free(text);
    } else if (o.mode == RUN_VERSION) {
        printf("dts-wizard %s\n", PACKAGE_VERSION);
    } else {
        o.language = language();
        log_path = open_log(&o);
        log_info("main", "dts-wizard %s begins", PACKAGE_VERSION);
        session_library_init();
        code = wizard(&o, log_path);
        session_library_end();
        log_info("main", "ends with %d", code);
        log_close();
    }
    free(log_path);
    options_clear(&o);
    return code;
}
