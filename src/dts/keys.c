/* SPDX-License-Identifier: MIT
 *
 * keys - see keys.h.
 */
#include "dts/keys.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/credentials_private.h"

#define SDK_FILE     "/etc/tencentcloud/credentials"
#define CLI_SUFFIX   ".credential"
#define ENV_REGION   "TENCENTCLOUD_REGION"
#define KEYS_ENTRIES 1000
#define SHOWN_HEAD   8
#define SHOWN_TAIL   4

void dts_keys_clear(struct dts_keys *k)
{
    for (size_t i = 0; i < k->n; i++) {
        dts_credentials_clear(&k->items[i].key);
        free(k->items[i].region);
        free(k->items[i].region_origin);
    }
    memset(k, 0, sizeof *k);
}

char *dts_key_masked(const char *secret_id)
{
    size_t n = strlen(secret_id);

    return n <= SHOWN_HEAD + SHOWN_TAIL
               ? mem_strdup(secret_id)
               : mem_printf("%.*s..%s", SHOWN_HEAD, secret_id, secret_id + n - SHOWN_TAIL);
}

char *dts_key_place(const char *origin)
{
    char *home = file_home();
    size_t n = strlen(home);
    bool below = n > 1 && str_starts(origin, home) && origin[n] == '/';
    char *place = below ? mem_printf("~%s", origin + n) : mem_strdup(origin);

    free(home);
    return place;
}

/* ---- the region that goes with a key ---- */

/* A region code is a word of lower-case letters, digits and dashes; anything else is no default. */
static void take_region(struct dts_key *k, const char *region, const char *origin)
{
    if (str_empty(region) || strlen(region) > 64 ||
        region[strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-")])
        return;
    mem_replace(&k->region, region);
    mem_replace(&k->region_origin, origin);
}

/* tccli keeps it in _sys_param, in old files beside it. A file that makes no sense has none. */
static void region_of_profile(struct dts_key *k, const char *path)
{
    struct buf text = BUF_INIT(CREDENTIALS_FILE_MOST);
    const char *region = NULL;
    struct err ignored;
    struct json *j = file_read(path, &text, &ignored)
                         ? json_parse(buf_str(&text), text.len, &ignored)
                         : NULL;

    if (json_is_object(j)) {
        const struct json *now = json_get(json_get(j, "_sys_param"), "region");
        json_read_str(json_is_null(now) ? json_get(j, "region") : now, "region", &region,
                      &ignored);
        take_region(k, region, path);
    }
    json_free(j);
    buf_clear(&text);
}

/* ---- looking ---- */

typedef bool (*read_fn)(const char *path, struct dts_credentials *out, struct err *err);

/* Adds what is there, usable or not; NULL when nothing is. */
static struct dts_key *add(struct dts_keys *k, const char *path, read_fn read, bool by_rule)
{
    if (k->n == DTS_KEYS_MAX)
        return NULL;
    struct dts_key *at = &k->items[k->n];
    if (read(path, &at->key, &at->err)) {
        err_clear(&at->err);
    } else if (at->err.kind == ERR_GONE) {
        err_clear(&at->err);
        return NULL;
    } else {
        mem_replace(&at->key.origin, path);
    }
    at->by_rule = by_rule;
    k->n++;
    return at;
}

static bool read_env(const char *path, struct dts_credentials *out, struct err *err)
{
    (void)path;
    return dts_credentials_from_env(out, err);
}

static void add_profile(struct dts_keys *k, const char *dir, const char *name, bool by_rule)
{
    char *path = mem_printf("%s/%s" CLI_SUFFIX, dir, name);
    char *configure = mem_printf("%s/%s.configure", dir, name);
    struct dts_key *at = add(k, path, credentials_from_tccli, by_rule);

    if (at)
        region_of_profile(at, configure);
    free(configure);
    free(path);
}

/* The names of all profiles but that one, in order. */
static void other_profiles(const char *dir, const char *but, struct strlist *out)
{
    DIR *d = opendir(dir);
    const struct dirent *e;

    for (size_t seen = 0; d && seen < KEYS_ENTRIES && (e = readdir(d)); seen++) {
        size_t n = strlen(e->d_name), tail = strlen(CLI_SUFFIX);
        if (n <= tail || !str_ends(e->d_name, CLI_SUFFIX))
            continue;
        char *name = mem_strndup(e->d_name, n - tail);
        if (str_eq(name, but))
            free(name);
        else
            strlist_take(out, name);
    }
    if (d)
        closedir(d);
    strlist_sort(out);
}

void dts_keys_find(struct dts_keys *out)
{
    const char *named = getenv("TCCLI_PROFILE"),
               *profile = str_empty(named) ? "default" : named;
    char *home = file_home();
    char *sdk = mem_printf("%s/.tencentcloud/credentials", home);
    char *cli = mem_printf("%s/.tccli", home);
    struct strlist others = {0};

    memset(out, 0, sizeof *out);
    struct dts_key *env = add(out, "TENCENTCLOUD_SECRET_ID", read_env, true);
    if (env)
        take_region(env, getenv(ENV_REGION), ENV_REGION);
    add(out, sdk, credentials_from_ini, true);
    add(out, SDK_FILE, credentials_from_ini, true);
    add_profile(out, cli, profile, true);
    other_profiles(cli, profile, &others);
    for (size_t i = 0; i < others.n; i++)
        add_profile(out, cli, others.items[i], false);
    strlist_clear(&others);
    free(cli);
    free(sdk);
    free(home);
}

/* ---- choosing ---- */

const struct dts_key *dts_keys_first(const struct dts_keys *k)
{
    for (size_t i = 0; i < k->n; i++)
        if (!k->items[i].err.kind)
            return &k->items[i];
    return NULL;
}

/* Why that one cannot be used, with the file's name where it is a file. */
static void tell_bad(const struct dts_key *k, struct err *err)
{
    char *place = dts_key_place(k->key.origin);

    *err = k->err;
    if (*k->key.origin == '/') {
        err_set(err, k->err.kind, _("The key file %s cannot be used: %s"), place, k->err.text);
        err_hint(err, "%s", k->err.hint);
        err_server(err, k->err.number, k->err.code, k->err.server);
    }
    free(place);
}

/* By rule only: the first that can be used, else why the first could not. */
static bool choose_by_rule(const struct dts_keys *k, struct dts_credentials *out,
                           struct err *err)
{
    const struct dts_key *bad = NULL;

    for (size_t i = 0; i < k->n && k->items[i].by_rule; i++) {
        const struct dts_key *at = &k->items[i];
        if (!at->err.kind) {
            dts_credentials_copy(out, &at->key);
            return true;
        }
        bad = bad ? bad : at;
    }
    if (bad) {
        tell_bad(bad, err);
        return false;
    }
    err_set(err, ERR_GONE, "%s",
            _("There is no key in the environment (TENCENTCLOUD_SECRET_ID) nor in the files of "
              "Tencent Cloud's tools"));
    return err_hint(err, "%s",
                    _("Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or "
                      "enter the key by hand."));
}

bool dts_keys_choose(const struct dts_keys *k, const char *origin, const char *id,
                     struct dts_credentials *out, struct err *err)
{
    const struct dts_key *at = NULL;
    bool ok = false;

    memset(out, 0, sizeof *out);
    if (str_empty(origin))
        return choose_by_rule(k, out, err);
    for (size_t i = 0; i < k->n && !at; i++)
        if (str_eq(k->items[i].key.origin, origin))
            at = &k->items[i];
    char *place = dts_key_place(origin);
    char *masked = at && !at->err.kind ? dts_key_masked(at->key.secret_id) : NULL;
    if (!at && str_eq(origin, DTS_KEY_TYPED))
        err_set(err, ERR_GONE, _("The key used last (%s) was typed; it is not kept."),
                str_or(id, "?"));
    else if (!at)
        err_set(err, ERR_GONE, _("The key used last, from %s, is not there any more."), place);
    else if (at->err.kind)
        tell_bad(at, err);
    else if (!str_empty(id) && !str_eq(id, masked))
        err_set(err, ERR_AUTH, _("%s holds another key than last time: %s, not %s."), place,
                masked, id);
    else
        ok = true;
    if (ok)
        dts_credentials_copy(out, &at->key);
    else if (!at || !at->err.kind)
        err_hint(err, "%s", _("Choose the key to work with."));
    free(masked);
    free(place);
    return ok;
}

bool dts_credentials_find(struct dts_credentials *out, struct err *err)
{
    struct dts_keys k;

    dts_keys_find(&k);
    bool ok = dts_keys_choose(&k, NULL, NULL, out, err);
    dts_keys_clear(&k);
    return ok;
}
