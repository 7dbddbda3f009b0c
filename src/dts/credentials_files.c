/* SPDX-License-Identifier: MIT
 *
 * credentials_files - keys where users of Tencent Cloud's own tools have them: the SDKs' ini file
 * and the command line's JSON file. Read only.
 *
 * Source: formats of the SDKs (Node.js 4.1) and of tccli; the documentation of both, 2025.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/keyfile.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/credentials_private.h"

/* Which file it is stands beside it: see dts_keys. */
static bool unusable(struct err *err, enum err_kind kind, const char *why)
{
    err_set(err, kind, "%s", why);
    return err_hint(err, "%s", _("Enter the key by hand, or mend the file."));
}

/* Text that may be a secret: copied once, wiped where it was. */
static void take(char *text, struct secret **out)
{
    secret_free(*out);
    *out = *text ? secret_from_str(text) : NULL;
    secret_wipe(text, strlen(text));
}

static bool complete(struct dts_credentials *c, const char *path, struct err *err)
{
    if (str_empty(c->secret_id) || secret_is_empty(c->secret_key))
        return unusable(err, ERR_INPUT, _("SecretId or SecretKey is missing"));
    c->origin = mem_strdup(path);
    return true;
}

/* ---- ini: section [default], secret_id, secret_key, token ---- */

static void ini_value(const char *section, const char *name, char *value, void *arg)
{
    struct dts_credentials *c = arg;

    if (!str_eq(section, "default"))
        return;
    if (str_eq(name, "secret_id"))
        mem_replace(&c->secret_id, value);
    else if (str_eq(name, "secret_key"))
        take(value, &c->secret_key);
    else if (str_eq(name, "token"))
        take(value, &c->token);
}

static bool parse_ini(const char *path, const struct buf *b, struct dts_credentials *c,
                      struct err *err)
{
    keyfile_ini(buf_str(b), "", ini_value, c);
    return complete(c, path, err);
}

/* ---- tccli: secretId, secretKey, token, expiresAt ---- */

static bool parse_tccli(const char *path, const struct buf *b, struct dts_credentials *c,
                        struct err *err)
{
    struct err why;
    struct json *j = json_parse(buf_str(b), b->len, &why);
    const char *id = NULL, *key = NULL, *token = NULL;
    int64_t expires = 0;
    bool ok = false;

    if (!json_is_object(j) || !json_read_str(json_get(j, "secretId"), "secretId", &id, &why) ||
        !json_read_str(json_get(j, "secretKey"), "secretKey", &key, &why) ||
        !json_read_str(json_get(j, "token"), "token", &token, &why) ||
        !json_read_int(json_get(j, "expiresAt"), "expiresAt", &expires, &why)) {
        unusable(err, ERR_INPUT, _("it is not what tccli writes"));
    } else if (expires > 0 && expires <= clock_wall_s()) {
        unusable(err, ERR_AUTH, _("its temporary key has expired"));
        err_hint(err, "%s", _("Log in again with tccli, or enter a key by hand."));
    } else {
        c->secret_id = mem_strdup(id);
        c->secret_key = str_empty(key) ? NULL : secret_from_str(key);
        c->token = str_empty(token) ? NULL : secret_from_str(token);
        ok = complete(c, path, err);
    }
    if (j)
        json_wipe(j);
    json_free(j);
    return ok;
}

/* ---- looking ---- */

typedef bool (*parse_fn)(const char *path, const struct buf *b, struct dts_credentials *c,
                         struct err *err);

static bool from_file(const char *path, parse_fn parse, struct dts_credentials *out,
                      struct err *err)
{
    struct buf text;

    memset(out, 0, sizeof *out);
    bool ok = keyfile_read(path, CREDENTIALS_FILE_MOST, "dts", &text, err);
    if (ok)
        ok = parse(path, &text, out, err);
    else
        err_hint(err, "%s", _("Enter the key by hand, or mend the file."));
    buf_wipe(&text);
    if (!ok)
        dts_credentials_clear(out);
    return ok;
}

bool credentials_from_ini(const char *path, struct dts_credentials *out, struct err *err)
{
    return from_file(path, parse_ini, out, err);
}

bool credentials_from_tccli(const char *path, struct dts_credentials *out, struct err *err)
{
    return from_file(path, parse_tccli, out, err);
}
