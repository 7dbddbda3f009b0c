/* SPDX-License-Identifier: MIT
 *
 * keys - see keys.h.
 */
#include <stdlib.h>
#include <string.h>

#include "alibaba/credentials_private.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/keychoice.h"
#include "base/mem.h"
#include "base/str.h"

#define ENV_FILE "ALIBABA_CLOUD_CREDENTIALS_FILE"

static void clear_key(struct ali_key *k)
{
    ali_credentials_clear(&k->key);
    free(k->region);
    free(k->region_origin);
    memset(k, 0, sizeof *k);
}

void ali_keys_clear(struct ali_keys *k)
{
    for (size_t i = 0; i < k->n; i++)
        clear_key(&k->items[i]);
    memset(k, 0, sizeof *k);
}

/* The first name of the list that is set to something. */
static const char *first_set(const char *const *names)
{
    while (*names && str_empty(getenv(*names)))
        names++;
    return *names;
}

/* ---- the region that goes with a key ---- */

static bool is_region(const char *s)
{
    return !str_empty(s) && strlen(s) <= 64 &&
           !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static void settle_region(struct ali_key *k)
{
    static const char *const names[] = {"ALIBABA_CLOUD_REGION_ID",
                                        "ALIBABACLOUD_REGION_ID",
                                        "ALICLOUD_REGION_ID",
                                        "REGION_ID",
                                        "REGION",
                                        NULL};
    const char *name;

    mem_replace(&k->region_origin, k->key.origin);
    if (is_region(k->region))
        return;
    mem_replace(&k->region, NULL);
    mem_replace(&k->region_origin, NULL);
    if ((name = first_set(names)) && is_region(getenv(name))) {
        mem_replace(&k->region, getenv(name));
        mem_replace(&k->region_origin, name);
    }
}

/* ---- the list ---- */

/* Takes what *k holds; it is empty afterwards. */
static void put(struct ali_keys *out, struct ali_key *k, bool by_rule)
{
    if (out->n == ALI_KEYS_MAX) {
        clear_key(k);
        return;
    }
    k->by_rule = by_rule;
    settle_region(k);
    out->items[out->n++] = *k;
    memset(k, 0, sizeof *k);
}

/* Not a key, but what stands in its place, and why it gives none. */
static void put_reason(struct ali_keys *out, const char *origin, const char *text,
                       const char *hint)
{
    struct ali_key k = {0};

    k.key.origin = mem_strdup(origin);
    err_set(&k.err, ERR_INPUT, "%s", text);
    err_hint(&k.err, "%s", hint);
    put(out, &k, true);
}

static void put_env(struct ali_keys *out, bool by_rule)
{
    for (size_t i = 0; i < ALI_ENV_FAMILIES; i++) {
        const struct ali_env *f = ali_env(i);
        struct ali_key k = {0};
        if (f->by_rule != by_rule)
            continue;
        if (!ali_credentials_from_env(i, &k.key, &k.err)) {
            if (k.err.kind == ERR_GONE)
                continue;
            k.key.origin = mem_strdup(f->id);
        }
        put(out, &k, by_rule);
    }
}

/* Keys that would have to be fetched, named where the chain has them. */
static void put_fetched(struct ali_keys *out, const char *name, const char *text)
{
    if (str_empty(getenv(name)))
        return;
    char *whole = mem_printf(_("%s is set: %s"), name, text);
    put_reason(out, name, whole,
               _("Enter a key by hand, or give one in ALIBABA_CLOUD_ACCESS_KEY_ID and "
                 "ALIBABA_CLOUD_ACCESS_KEY_SECRET (a temporary one with "
                 "ALIBABA_CLOUD_SECURITY_TOKEN as well)."));
    free(whole);
}

/* The profile in use and what concerns the file as a whole. False when it has neither. */
static bool put_wanted(struct ali_keys *out, struct ali_profiles *p, const char *wanted)
{
    bool any = false;

    for (size_t i = 0; i < p->n; i++) {
        struct ali_profile *at = &p->items[i];
        if (*at->name && !str_eq(at->name, wanted))
            continue;
        any = true;
        put(out, &at->found, true);
    }
    return any;
}

static void put_others(struct ali_keys *out, struct ali_profiles *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].found.key.origin)
            put(out, &p->items[i].found, false);
    ali_profiles_clear(p);
}

/* ---- the files ---- */

static bool is_true(const char *name)
{
    const char *value = getenv(name);

    return value && str_eq_nocase(value, "true");
}

static bool config_is_off(void)
{
    return is_true("ALIBABA_CLOUD_CLI_PROFILE_DISABLED") ||
           is_true("ALIBABA_CLOUD_IGNORE_PROFILE");
}

/* The file's own choice names a profile that is not in it. */
static void tell_missing(struct ali_keys *out, const char *path, const char *name)
{
    char *shown = str_printable(name, strlen(name)),
         *text = mem_printf(_("it has no profile %s, which is its current one"), shown);

    put_reason(out, path, text, _("Choose another profile with `aliyun configure switch`."));
    free(text);
    free(shown);
}

static bool put_config(struct ali_keys *out, const char *home, const char *named,
                       struct ali_profiles *p)
{
    char *path = file_join(home, ".aliyun/config.json");
    bool found = false;

    if (!config_is_off() && ali_profiles_of_config(path, p)) {
        found = put_wanted(out, p, named ? named : str_or(p->current, "default"));
        if (!found && !named && p->current)
            tell_missing(out, path, p->current);
    }
    free(path);
    return found;
}

static bool put_ini(struct ali_keys *out, const char *path, const char *named,
                    struct ali_profiles *p)
{
    return ali_profiles_of_ini(path, p) && put_wanted(out, p, named ? named : "default");
}

static bool put_ini_files(struct ali_keys *out, const char *home, const char *named,
                          struct ali_profiles p[2])
{
    const char *given = getenv(ENV_FILE);

    if (!str_empty(given)) {
        bool found = put_ini(out, given, named, &p[0]);
        if (p[0].n == 0)
            put_reason(out, ENV_FILE,
                       _("ALIBABA_CLOUD_CREDENTIALS_FILE names a file that is not there"),
                       _("Correct it, or enter a key by hand."));
        return found;
    }
    char *plain = file_join(home, ".alibabacloud/credentials"),
         *ini = file_join(home, ".alibabacloud/credentials.ini");
    bool found = put_ini(out, plain, named, &p[0]);
    found = put_ini(out, ini, named, &p[1]) || found;
    free(plain);
    free(ini);
    return found;
}

static void tell_nowhere(struct ali_keys *out, const char *variable, const char *name)
{
    char *shown = str_printable(name, strlen(name)),
         *text = mem_printf(_("%s names the profile %s, which no file has"), variable, shown);

    put_reason(out, variable, text, _("Correct it, or enter a key by hand."));
    free(text);
    free(shown);
}

void ali_keys_find(struct ali_keys *out)
{
    static const char *const names[] = {"ALIBABA_CLOUD_PROFILE", "ALIBABACLOUD_PROFILE",
                                        "ALICLOUD_PROFILE", NULL};
    const char *variable = first_set(names), *named = variable ? getenv(variable) : NULL;
    struct ali_profiles config = {0}, ini[2] = {0};
    char *home = file_home();

    memset(out, 0, sizeof *out);
    put_env(out, true);
    put_fetched(out, "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
                _("a key is fetched with an OIDC token, which this program does not do"));
    bool found = put_config(out, home, named, &config);
    found = put_ini_files(out, home, named, ini) || found;
    if (named && !found)
        tell_nowhere(out, variable, named);
    put_fetched(out, "ALIBABA_CLOUD_ECS_METADATA",
                _("a key comes from the role of the ECS machine, which this program does not "
                  "ask"));
    put_fetched(out, "ALIBABA_CLOUD_CREDENTIALS_URI",
                _("a key is fetched from a web address, which this program does not do"));
    put_env(out, false);
    put_others(out, &config);
    put_others(out, &ini[0]);
    put_others(out, &ini[1]);
    free(home);
}

/* ---- choosing ---- */

const struct ali_key *ali_keys_first(const struct ali_keys *k)
{
    for (int by_rule = 1; by_rule >= 0; by_rule--)
        for (size_t i = 0; i < k->n; i++)
            if (!k->items[i].err.kind && k->items[i].by_rule == (by_rule == 1))
                return &k->items[i];
    return NULL;
}

bool ali_keys_choose(const struct ali_keys *k, const char *origin, const char *id,
                     struct ali_credentials *out, struct err *err)
{
    struct key_offer items[ALI_KEYS_MAX];
    struct key_offers offers = {
        .items = items,
        .n = k->n,
        .none =
            _("There is no AccessKey in the environment (ALIBABA_CLOUD_ACCESS_KEY_ID) nor in "
              "the files of Alibaba Cloud's tools"),
        .none_hint =
            _("Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or "
              "enter the key by hand."),
    };

    for (size_t i = 0; i < k->n; i++) {
        const struct ali_key *at = &k->items[i];
        items[i] = (struct key_offer){at->key.origin, at->key.key_id, &at->err, at->by_rule};
    }
    memset(out, 0, sizeof *out);
    size_t i = key_choose(&offers, origin, id, err);
    if (i == KEY_UNCHOSEN)
        return false;
    ali_credentials_copy(out, &k->items[i].key);
    return true;
}

bool ali_credentials_find(struct ali_credentials *out, struct err *err)
{
    struct ali_keys k;

    ali_keys_find(&k);
    bool ok = ali_keys_choose(&k, NULL, NULL, out, err);
    ali_keys_clear(&k);
    return ok;
}
