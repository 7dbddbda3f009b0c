/* SPDX-License-Identifier: MIT
 *
 * credentials - see credentials.h.
 */
#include <stdlib.h>
#include <string.h>

#include "alibaba/credentials_private.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define TEMPORARY "STS." /* how the id of a temporary key begins */

void ali_credentials_clear(struct ali_credentials *c)
{
    free(c->key_id);
    secret_free(c->key);
    secret_free(c->token);
    free(c->origin);
    memset(c, 0, sizeof *c);
}

void ali_credentials_copy(struct ali_credentials *dst, const struct ali_credentials *src)
{
    *dst = (struct ali_credentials){
        .key_id = mem_strdup(src->key_id),
        .key = secret_dup(src->key),
        .token = secret_dup(src->token),
        .expires_s = src->expires_s,
        .origin = mem_strdup(src->origin),
    };
}

void ali_credentials_drop_key(struct ali_credentials *c)
{
    char *origin = c->origin;

    c->origin = NULL;
    ali_credentials_clear(c);
    c->origin = origin;
}

/* A secret takes SECRET_MAX bytes; one of that length may have been cut. */
static bool is_cut(const struct secret *s)
{
    return secret_len(s) >= SECRET_MAX;
}

bool ali_credentials_check(const struct ali_credentials *c, struct err *err)
{
    if (str_empty(c->key_id) || secret_is_empty(c->key)) {
        err_set(err, ERR_INPUT, "%s", _("AccessKey ID or AccessKey Secret is missing"));
        return err_hint(err, "%s", _("Enter the key by hand, or mend the file."));
    }
    if (is_cut(c->key) || is_cut(c->token)) {
        err_set(err, ERR_INPUT, "%s", _("a part of the key is longer than any key is"));
        return err_hint(err, "%s", _("Enter the key by hand, or mend the file."));
    }
    if (str_starts(c->key_id, TEMPORARY) && secret_is_empty(c->token)) {
        err_set(err, ERR_INPUT, "%s", _("it is a temporary key without its token"));
        return err_hint(err, "%s",
                        _("Get a new temporary key; all three parts change together."));
    }
    if (c->expires_s > 0 && c->expires_s <= clock_wall_s()) {
        char when[CLOCK_TEXT_SIZE];
        clock_format_local(c->expires_s, when);
        err_set(err, ERR_AUTH, _("its temporary key expired at %s"), when);
        return err_hint(err, "%s",
                        _("Get a new temporary key; all three parts change together."));
    }
    return true;
}

/* ---- environment ---- */

static const struct ali_env families[ALI_ENV_FAMILIES] = {
    {"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
     "ALIBABA_CLOUD_SECURITY_TOKEN", true},
    {"ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET",
     "ALIBABACLOUD_SECURITY_TOKEN", true},
    {"ALICLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECURITY_TOKEN", true},
    {"ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN", false},
};

const struct ali_env *ali_env(size_t family)
{
    return family < ALI_ENV_FAMILIES ? &families[family] : NULL;
}

static bool incomplete(const struct ali_env *f, const struct ali_credentials *c,
                       struct err *err)
{
    if (c->key_id || c->key)
        err_set(err, ERR_INPUT, _("Of %s and %s only one is set"), f->id, f->key);
    else if (c->token && f->by_rule)
        err_set(err, ERR_INPUT, _("%s is set, but not the key it belongs to"), f->token);
    else
        err_set(err, ERR_GONE, _("The environment holds no key (%s)"), f->id);
    return err_hint(err, _("Set both %s and %s, or enter the key by hand."), f->id, f->key);
}

bool ali_credentials_from_env(size_t family, struct ali_credentials *out, struct err *err)
{
    const struct ali_env *f = ali_env(family);
    bool ok = false;

    memset(out, 0, sizeof *out);
    if (!f)
        abort();
    char *id = str_trim(str_or(getenv(f->id), ""));
    if (*id)
        out->key_id = mem_strdup(id);
    out->key = secret_from_trimmed(getenv(f->key));
    out->token = secret_from_trimmed(getenv(f->token));
    for (size_t i = 0; i < ALI_ENV_FAMILIES && str_starts(id, TEMPORARY) && !out->token; i++)
        out->token = secret_from_trimmed(getenv(families[i].token));
    if (!out->key_id || !out->key)
        incomplete(f, out, err);
    else if (!ali_credentials_check(out, err))
        err_wrap(err, "%s", f->id);
    else
        ok = true;
    free(id);
    if (ok)
        out->origin = mem_strdup(f->id);
    else
        ali_credentials_clear(out);
    return ok;
}
