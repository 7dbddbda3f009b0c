/* SPDX-License-Identifier: MIT
 *
 * credentials_files - keys where users of Alibaba Cloud's own tools have them: the JSON file of the
 * command line `aliyun` and the SDKs' ini file. Read only.
 *
 * Why:    of two members or lines with the same name the last counts, as in the tools; of two
 *         profiles in the JSON file the first.
 * Source: aliyun-cli 3 (config/profile.go), credentials-go and the SDKs' documentation, 2024-2026.
 */
#include <stdlib.h>
#include <string.h>

#include "alibaba/credentials_private.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/keyfile.h"
#include "base/mem.h"
#include "base/str.h"

#define FILE_MOST (256u * 1024)
#define MEND      N_("Enter the key by hand, or mend the file.")
#define BY_HAND                                                                              \
    N_("Enter a key by hand, or give one in ALIBABA_CLOUD_ACCESS_KEY_ID and "                \
       "ALIBABA_CLOUD_ACCESS_KEY_SECRET (a temporary one with ALIBABA_CLOUD_SECURITY_TOKEN " \
       "as well).")
#define ROLE_HINT                                                                        \
    N_("Take on the role with `aliyun sts AssumeRole` and enter the three parts of the " \
       "temporary key it gives, or use a key of your own.")
#define LOG_IN                                                                                \
    N_("Run any command of `aliyun` with this profile: it logs in and keeps a new key. Then " \
       "look again.")

enum how {
    HOW_UNKNOWN = 0,
    HOW_LASTING, /* id and secret */
    HOW_STS,     /* and a token */
    HOW_CACHED,  /* the tool fetches it and keeps it until it expires */
    HOW_NOT,     /* not from here */
};

/* What config.json calls mode and the ini file type. */
struct mode {
    const char *mode, *type;
    enum how how;
    const char *text, *hint; /* of HOW_NOT */
};
static const struct mode modes[] = {
    {"AK", "access_key", HOW_LASTING, NULL, NULL},
    {"StsToken", "sts", HOW_STS, NULL, NULL},
    {"OAuth", NULL, HOW_CACHED, NULL, NULL},
    {"CloudSSO", NULL, HOW_CACHED, NULL, NULL},
    {"External", NULL, HOW_CACHED, NULL, NULL},
    {"RamRoleArn", "ram_role_arn", HOW_NOT,
     N_("it takes on a RAM role, which this program does not do"), ROLE_HINT},
    {"ChainableRamRoleArn", NULL, HOW_NOT,
     N_("it takes on a RAM role, which this program does not do"), ROLE_HINT},
    {"RamRoleArnWithRoleName", NULL, HOW_NOT,
     N_("it takes on a RAM role, which this program does not do"), ROLE_HINT},
    {"EcsRamRole", "ecs_ram_role", HOW_NOT,
     N_("its key comes from the role of an ECS machine, which this program does not ask"),
     BY_HAND},
    {"OIDC", "oidc_role_arn", HOW_NOT,
     N_("its key is fetched with an OIDC token, which this program does not do"), BY_HAND},
    {"CredentialsURI", "credentials_uri", HOW_NOT,
     N_("its key is fetched from a web address, which this program does not do"), BY_HAND},
    {"RsaKeyPair", "rsa_key_pair", HOW_NOT,
     N_("it signs with an RSA key pair, which this program does not do"), BY_HAND},
    {"BearerToken", "bearer", HOW_NOT, N_("it holds a bearer token and no AccessKey"), BY_HAND},
    {"Anonymous", NULL, HOW_NOT, N_("it holds no key"), BY_HAND},
};

static bool unusable(struct err *err, enum err_kind kind, const char *text, const char *hint)
{
    err_set(err, kind, "%s", text);
    return err_hint(err, "%s", hint);
}

void ali_profiles_clear(struct ali_profiles *p)
{
    for (size_t i = 0; i < p->n; i++) {
        ali_credentials_clear(&p->items[i].found.key);
        free(p->items[i].found.region);
        free(p->items[i].found.region_origin);
        free(p->items[i].name);
    }
    free(p->items);
    free(p->current);
    memset(p, 0, sizeof *p);
}

/* NULL when there are as many as are taken. */
static struct ali_profile *add(struct ali_profiles *p, const char *path, const char *name)
{
    if (p->n == ALI_PROFILES_MAX)
        return NULL;
    struct ali_profile *at = MEM_PUSH(p->items, p->n, p->cap);
    char *shown = str_printable(name, strlen(name));

    at->name = mem_strdup(name);
    at->found.key.origin = *name ? mem_printf("%s [%s]", path, shown) : mem_strdup(path);
    free(shown);
    return at;
}

static struct ali_profile *profile(const struct ali_profiles *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->items[i].name, name))
            return &p->items[i];
    return NULL;
}

/* The file is there and cannot be used. */
static void damaged(struct ali_profiles *out, const char *path, const char *why)
{
    struct ali_profile *at = add(out, path, "");

    if (at)
        unusable(&at->found.err, ERR_INPUT, why, _(MEND));
}

/* False when there is none; what else goes wrong is in the list. */
static bool read_file(const char *path, struct buf *text, struct ali_profiles *out, bool *there)
{
    struct err err = {0};
    bool ok = keyfile_read(path, FILE_MOST, "alibaba", text, &err);

    *there = ok || err.kind != ERR_GONE;
    if (ok || !*there)
        return ok;
    struct ali_profile *at = add(out, path, "");
    err_hint(&err, "%s", _(MEND));
    if (at)
        at->found.err = err;
    return false;
}

/* What a profile of that kind needs; c holds what it has, and keeps it only when it is enough. */
static void judge(const struct mode *m, struct ali_credentials *c, struct err *err)
{
    bool has_key = !str_empty(c->key_id) && !secret_is_empty(c->key);

    if (m->how == HOW_NOT) {
        unusable(err, ERR_INPUT, _(m->text), _(m->hint));
    } else if (m->how == HOW_CACHED && !has_key) {
        unusable(err, ERR_AUTH, _("nobody is logged in with it: it holds no key"), _(LOG_IN));
    } else if (m->how == HOW_STS && has_key && secret_is_empty(c->token)) {
        unusable(err, ERR_INPUT, _("it is a temporary key without its token"),
                 _("Get a new temporary key; all three parts change together."));
    } else {
        if (m->how == HOW_LASTING && !str_starts(str_or(c->key_id, ""), "STS.")) {
            secret_free(c->token); /* left over from another mode: the tools leave it out too */
            c->token = NULL;
            c->expires_s = 0;
        }
        err_clear(err);
        if (ali_credentials_check(c, err))
            return;
        if (m->how == HOW_CACHED && err->kind == ERR_AUTH)
            err_hint(err, "%s", _(LOG_IN));
    }
    ali_credentials_drop_key(c);
}

/* ---- config.json ---- */

/* The last member of that name, as the tools read it; texts and numbers only. */
static const struct json *member(const struct json *object, const char *name)
{
    const struct json *found = NULL;

    for (const struct json *j = json_first(object); j; j = json_next(j))
        if (str_eq(json_name(j), name))
            found = j;
    return found;
}

static bool text_of(const struct json *object, const char *name, const char **out)
{
    struct err ignored;

    return json_read_str(member(object, name), name, out, &ignored);
}

static const struct mode *mode_named(const char *mode)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (str_eq_nocase(modes[i].mode, mode))
            return &modes[i];
    return NULL;
}

static void unknown_mode(const char *mode, struct err *err)
{
    char *shown = str_printable(mode, strlen(mode));

    err_set(err, ERR_INPUT, _("its mode %.40s is not known here"), shown);
    err_hint(err, "%s", _(BY_HAND));
    free(shown);
}

static void config_profile(const struct json *j, const char *path, struct ali_profiles *out)
{
    const char *name = NULL, *mode = NULL, *id = NULL, *key = NULL, *token = NULL,
               *region = NULL;
    struct err ignored;
    int64_t expires = 0;
    bool named = json_is_object(j) && text_of(j, "name", &name) && !str_empty(name);

    if (named && profile(out, name))
        return;
    struct ali_profile *at = add(out, path, named ? name : "");
    if (!at)
        return;
    struct ali_credentials *c = &at->found.key;
    const struct mode *m;
    if (!named || !text_of(j, "mode", &mode) || !text_of(j, "access_key_id", &id) ||
        !text_of(j, "access_key_secret", &key) || !text_of(j, "sts_token", &token) ||
        !text_of(j, "region_id", &region) ||
        !json_read_int(member(j, "sts_expiration"), "sts_expiration", &expires, &ignored)) {
        unusable(&at->found.err, ERR_INPUT, _("it is not what `aliyun` writes"), _(MEND));
        return;
    }
    at->found.region = mem_strdup(region);
    if (str_empty(mode)) {
        unusable(&at->found.err, ERR_INPUT, _("it is not configured yet"),
                 _("Configure it with `aliyun configure`, or enter a key by hand."));
    } else if (!(m = mode_named(mode))) {
        unknown_mode(mode, &at->found.err);
    } else {
        char *trimmed = str_trim(str_or(id, ""));
        mem_replace(&c->key_id, *trimmed ? trimmed : NULL);
        free(trimmed);
        c->key = secret_from_trimmed(key);
        c->token = secret_from_trimmed(token);
        c->expires_s = expires;
        judge(m, c, &at->found.err);
    }
}

bool ali_profiles_of_config(const char *path, struct ali_profiles *out)
{
    struct buf text;
    struct err ignored;
    const char *current = NULL;
    bool there;

    if (!read_file(path, &text, out, &there))
        return there;
    struct json *j = json_parse(buf_str(&text), text.len, &ignored);
    const struct json *list = json_is_object(j) ? member(j, "profiles") : NULL;

    if (!json_is_object(j) || (!json_is_null(list) && !json_is_array(list)) ||
        !text_of(j, "current", &current))
        damaged(out, path, _("it is not what `aliyun` writes"));
    else if (json_len(list) == 0)
        damaged(out, path, _("it holds no profile"));
    else
        for (const struct json *p = json_first(list); p; p = json_next(p))
            config_profile(p, path, out);
    if (!str_empty(current))
        out->current = mem_strdup(current);
    if (j)
        json_wipe(j);
    json_free(j);
    buf_wipe(&text);
    return true;
}

/* ---- ini ---- */

/* A section while the file is walked; its profile has the same index. */
struct section {
    char *type;
    bool off;
};
struct ini {
    const char *path;
    struct ali_profiles *out;
    struct section sections[ALI_PROFILES_MAX];
};

static void take(struct secret **where, const char *value)
{
    secret_free(*where);
    *where = *value ? secret_from_str(value) : NULL;
}

static bool is_off(const char *value)
{
    static const char *const words[] = {"false", "0", "no", "off"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(value, words[i]))
            return true;
    return false;
}

static void ini_value(const char *name_of_section, const char *name, char *value, void *arg)
{
    struct ini *ini = arg;

    if (!*name_of_section)
        return;
    struct ali_profile *at = profile(ini->out, name_of_section);
    if (!at)
        at = add(ini->out, ini->path, name_of_section);
    if (!at)
        return;
    struct section *s = &ini->sections[at - ini->out->items];
    if (str_eq(name, "type"))
        mem_replace(&s->type, value);
    else if (str_eq(name, "enable"))
        s->off = is_off(value);
    else if (str_eq(name, "access_key_id"))
        mem_replace(&at->found.key.key_id, value);
    else if (str_eq(name, "access_key_secret"))
        take(&at->found.key.key, value);
    else if (str_eq(name, "security_token"))
        take(&at->found.key.token, value);
    else if (str_eq(name, "region_id"))
        mem_replace(&at->found.region, value);
}

static void judge_section(const struct section *s, struct ali_key *k)
{
    const struct mode *m = NULL;

    for (size_t i = 0; i < sizeof modes / sizeof *modes && s->type; i++)
        if (modes[i].type && str_eq_nocase(modes[i].type, s->type))
            m = &modes[i];
    if (s->off) {
        unusable(&k->err, ERR_INPUT, _("it is switched off (enable = false)"), _(MEND));
    } else if (str_empty(s->type)) {
        unusable(&k->err, ERR_INPUT, _("its type is missing"),
                 _("Add type = access_key to the file, or enter the key by hand."));
    } else if (!m) {
        unknown_mode(s->type, &k->err);
    } else {
        judge(m, &k->key, &k->err);
        return;
    }
    ali_credentials_drop_key(&k->key);
}

bool ali_profiles_of_ini(const char *path, struct ali_profiles *out)
{
    struct ini ini = {.path = path, .out = out};
    struct buf text;
    bool there;

    if (!read_file(path, &text, out, &there))
        return there;
    keyfile_ini(buf_str(&text), "#;", ini_value, &ini);
    if (out->n == 0)
        damaged(out, path, _("it holds no profile"));
    else
        for (size_t i = 0; i < out->n; i++)
            judge_section(&ini.sections[i], &out->items[i].found);
    for (size_t i = 0; i < ALI_PROFILES_MAX; i++)
        free(ini.sections[i].type);
    buf_wipe(&text);
    return true;
}
