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
#include "base/keychoice.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/credentials_private.h"

#define SDK_FILE     "/etc/tencentcloud/credentials"
#define CLI_SUFFIX   ".credential"
#define ENV_REGION   "TENCENTCLOUD_REGION"
#define KEYS_ENTRIES 1000

void dts_keys_clear(struct dts_keys *k)
{
    for (size_t i = 0; i < k->n; i++) {
        dts_credentials_clear(&k->items[i].key);
        free(k->items[i].region);
        free(k->items[i].region_origin);
    }
    memset(k, 0, sizeof *k);
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

bool dts_keys_choose(const struct dts_keys *k, const char *origin, const char *id,
                     struct dts_credentials *out, struct err *err)
{
    struct key_offer items[DTS_KEYS_MAX];
    struct key_offers offers = {
        .items = items,
        .n = k->n,
        .none = _("There is no key in the environment (TENCENTCLOUD_SECRET_ID) nor in the "
                  "files of Tencent Cloud's tools"),
        .none_hint = _("Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or "
                       "enter the key by hand."),
    };

    for (size_t i = 0; i < k->n; i++) {
        const struct dts_key *at = &k->items[i];
        items[i] = (struct key_offer){at->key.origin, at->key.secret_id, &at->err, at->by_rule};
    }
    memset(out, 0, sizeof *out);
    size_t i = key_choose(&offers, origin, id, err);
    if (i == KEY_UNCHOSEN)
        return false;
    dts_credentials_copy(out, &k->items[i].key);
    return true;
}

bool dts_credentials_find(struct dts_credentials *out, struct err *err)
{
    struct dts_keys k;

    dts_keys_find(&k);
    bool ok = dts_keys_choose(&k, NULL, NULL, out, err);
    dts_keys_clear(&k);
    return ok;
}
