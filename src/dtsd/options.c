/* SPDX-License-Identifier: MIT
 *
 * options - see options.h.
 */
#include "dtsd/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

#define CONFIG_MAX (1024 * 1024)

static bool set_listen(struct options *o, const char *value, struct err *err);
static bool set_config(struct options *o, const char *value, struct err *err);

static bool set_data_dir(struct options *o, const char *value, struct err *err)
{
    (void)err;
    mem_replace(&o->data_dir, value);
    return true;
}

static bool set_tls_cert(struct options *o, const char *value, struct err *err)
{
    (void)err;
    mem_replace(&o->tls_cert, value);
    return true;
}

static bool set_tls_key(struct options *o, const char *value, struct err *err)
{
    (void)err;
    mem_replace(&o->tls_key, value);
    return true;
}

static bool set_tls_name(struct options *o, const char *value, struct err *err)
{
    if (!*value || value[strcspn(value, ":/@ ")])
        return err_set(err, ERR_INPUT, "The name \"%s\" is not a host name", value);
    mem_replace(&o->tls_name, value);
    return true;
}

static bool set_instance(struct options *o, const char *value, struct err *err)
{
    char *id = NULL, *host = NULL;
    unsigned port;
    bool ok = options_split_instance(value, &id, &host, &port, err);

    if (ok)
        strlist_add(&o->instances, value);
    free(id);
    free(host);
    return ok;
}

static bool set_log_level(struct options *o, const char *value, struct err *err)
{
    return log_level_parse(value, &o->log_level) ||
           err_set(err, ERR_INPUT, "The log level %s is not one of debug, info, warn, error",
                   value);
}

static bool set_unlogged(struct options *o, const char *value, struct err *err)
{
    if (!str_eq(value, "yes") && !str_eq(value, "no"))
        return err_set(err, ERR_INPUT, "\"%s\" is neither yes nor no", value);
    o->unlogged_copy = str_eq(value, "yes");
    return true;
}

static bool set_foreground(struct options *o, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    return o->foreground = true;
}

static bool set_version(struct options *o, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    return o->version = true;
}

static bool set_help(struct options *o, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    return o->help = true;
}

static bool set_checks(struct options *o, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    return o->checks = true;
}

static const struct option {
    const char *name, *argument, *text;
    bool (*set)(struct options *o, const char *value, struct err *err);
    const char *member; /* in the configuration file; NULL: command line only */
} table[] = {
    {"--data-dir", "DIR", "where tasks and keys are kept (default: $XDG_STATE_HOME/dtsd)",
     set_data_dir, "DataDir"},
    {"--listen", "ADDR:PORT",
     "address and port (default: 127.0.0.1, a free port kept); other than loopback needs TLS",
     set_listen, "Listen"},
    {"--tls-cert", "FILE", "speak TLS with this certificate (PEM)", set_tls_cert, "TlsCert"},
    {"--tls-key", "FILE", "and its key (PEM, without a password)", set_tls_key, "TlsKey"},
    {"--tls-name", "NAME", "the name in it by which clients reach us (default: the address)",
     set_tls_name, "TlsName"},
    {"--instance", "ID=HOST:PORT", "a server that tasks may name by ID (may be repeated)",
     set_instance, "Instances"},
    {"--unlogged-copy", "yes|no",
     "leave what is copied out of the target's binary log where that is safe (default: no)",
     set_unlogged, "UnloggedCopy"},
    {"--config", "FILE",
     "JSON with the members DataDir, Listen, TlsCert, TlsKey, TlsName, Instances, "
     "UnloggedCopy, LogLevel",
     set_config, NULL},
    {"--foreground", NULL, "stay in the foreground, log to standard error", set_foreground,
     NULL},
    {"--log-level", "LEVEL", "debug, info, warn or error (default: info)", set_log_level,
     "LogLevel"},
    {"--checks", NULL, "list the steps of the check: id, states, what is looked at", set_checks,
     NULL},
    {"--version", NULL, "print the version", set_version, NULL},
    {"--help", NULL, "print this text", set_help, NULL},
};
#define N_OPTIONS (sizeof table / sizeof *table)

char *options_help(void)
{
    struct buf b = BUF_INIT(16384);

    buf_adds(
        &b,
        "Usage: dtsd [option]...\n\nA local data transmission service for MySQL that speaks "
        "the DTS API.\n\n");
    for (size_t i = 0; i < N_OPTIONS; i++) {
        char *left = mem_printf("%s%s%s", table[i].name, table[i].argument ? " " : "",
                                table[i].argument ? table[i].argument : "");
        buf_addf(&b, "  %-26s %s\n", left, table[i].text);
        free(left);
    }
    return buf_steal(&b);
}

/* "HOST:PORT" or "[v6]:PORT". */
static bool split_address(const char *text, char **host, unsigned *port, struct err *err)
{
    const char *colon = strrchr(text, ':');
    uint64_t number;

    if (!colon || colon == text || !str_to_uint(colon + 1, 65535, &number))
        return err_set(err, ERR_INPUT, "%s is not ADDRESS:PORT", text);
    if (text[0] == '[' && colon[-1] == ']')
        *host = mem_strndup(text + 1, (size_t)(colon - text) - 2);
    else
        *host = mem_strndup(text, (size_t)(colon - text));
    *port = (unsigned)number;
    return true;
}

bool options_split_instance(const char *text, char **id, char **host, unsigned *port,
                            struct err *err)
{
    const char *equals = strchr(text, '=');

    *id = *host = NULL;
    if (!equals || equals == text)
        return err_set(err, ERR_INPUT, "%s is not ID=HOST:PORT", text);
    if (!str_starts(text, "cdb-") || equals - text > 64 || equals == text + 4)
        return err_set(
            err, ERR_INPUT,
            "%s: an ID is \"cdb-\" and more, at most 64 characters, as the API wants "
            "it",
            text);
    if (!split_address(equals + 1, host, port, err))
        return false;
    *id = mem_strndup(text, (size_t)(equals - text));
    return true;
}

static bool set_listen(struct options *o, const char *value, struct err *err)
{
    char *host = NULL;

    if (!split_address(value, &host, &o->listen_port, err))
        return false;
    free(o->listen_addr);
    o->listen_addr = host;
    return true;
}

/* One member of the file: a text, or for Instances an object {"cdb-x": "HOST:PORT"}. */
static bool take_member(struct options *o, const struct option *opt, const struct json *j,
                        struct err *err)
{
    const char *text = NULL;

    if (!json_is_object(j))
        return json_read_str(j, opt->member, &text, err) && (!text || opt->set(o, text, err));
    for (size_t i = 0; i < json_len(j); i++) {
        struct json *item = json_at(j, i);
        if (!json_read_str(item, opt->member, &text, err))
            return false;
        char *pair = mem_printf("%s=%s", json_name(item), str_or(text, ""));
        bool ok = opt->set(o, pair, err);
        free(pair);
        if (!ok)
            return false;
    }
    return true;
}

static bool set_config(struct options *o, const char *path, struct err *err)
{
    struct buf b = BUF_INIT(CONFIG_MAX);
    struct json *j = NULL;
    bool ok = file_read(path, &b, err) && (j = json_parse(buf_str(&b), b.len, err)) != NULL;

    for (size_t i = 0; ok && i < N_OPTIONS; i++)
        if (table[i].member)
            ok = take_member(o, &table[i], json_get(j, table[i].member), err);
    for (size_t i = 0; ok && i < json_len(j); i++) { /* a slip of the pen is not ignored */
        bool known = false;
        for (size_t k = 0; k < N_OPTIONS; k++)
            known |= table[k].member && str_eq(table[k].member, json_name(json_at(j, i)));
        if (!known)
            ok =
                err_set(err, ERR_INPUT, "The member %s is not known", json_name(json_at(j, i)));
    }
    if (!ok)
        err_wrap(err, "%s", path);
    json_free(j);
    buf_clear(&b);
    return ok;
}

/* Option at argv[*i]; its value may follow after "=" or as the next word. */
static bool take_word(struct options *o, int argc, const char *const *argv, int *i,
                      bool config_only, struct err *err)
{
    const char *word = argv[*i];

    for (size_t k = 0; k < N_OPTIONS; k++) {
        const struct option *opt = &table[k];
        size_t n = strlen(opt->name);
        if (strncmp(word, opt->name, n) != 0 || (word[n] && word[n] != '='))
            continue;
        const char *value = word[n] == '=' ? word + n + 1 : NULL;
        if (!opt->argument && value)
            return err_set(err, ERR_INPUT, "The option %s takes no value", opt->name);
        if (opt->argument && !value) {
            if (*i + 1 >= argc)
                return err_set(err, ERR_INPUT, "The option %s needs a value", opt->name);
            value = argv[++*i];
        }
        bool is_config = opt->set == set_config;
        return is_config != config_only || opt->set(o, value, err);
    }
    err_set(err, ERR_INPUT, "The option %s is not known", word);
    return err_hint(err, "dtsd --help lists the options.");
}

bool options_read(struct options *out, int argc, const char *const *argv, struct err *err)
{
    memset(out, 0, sizeof *out);
    out->listen_addr = mem_strdup("127.0.0.1");
    out->data_dir = file_state_dir("dtsd");
    out->log_level = LOG_INFO;
    for (int pass = 0; pass < 2; pass++) /* files first, so that words win over them */
        for (int i = 1; i < argc; i++)
            if (!take_word(out, argc, argv, &i, pass == 0, err))
                return false;
    return true;
}

void options_clear(struct options *o)
{
    free(o->data_dir);
    free(o->listen_addr);
    free(o->tls_cert);
    free(o->tls_key);
    free(o->tls_name);
    strlist_clear(&o->instances);
    memset(o, 0, sizeof *o);
}
