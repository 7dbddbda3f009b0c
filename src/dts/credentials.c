/* SPDX-License-Identifier: MIT
 *
 * credentials - see credentials.h.
 */
#include "dts/credentials.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define FILE_MAX (16u * 1024)

void dts_credentials_clear(struct dts_credentials *c)
{
    free(c->secret_id);
    secret_free(c->secret_key);
    secret_free(c->token);
    free(c->origin);
    free(c->endpoint);
    free(c->ca_file);
    memset(c, 0, sizeof *c);
}

void dts_credentials_copy(struct dts_credentials *dst, const struct dts_credentials *src)
{
    *dst = (struct dts_credentials){
        .secret_id = mem_strdup(src->secret_id),
        .secret_key = secret_dup(src->secret_key),
        .token = secret_dup(src->token),
        .origin = mem_strdup(src->origin),
        .endpoint = mem_strdup(src->endpoint),
        .ca_file = mem_strdup(src->ca_file),
    };
}

/* trimmed_or_null - caller frees. */
static char *trimmed_or_null(const char *text)
{
    char *trimmed = str_trim(str_or(text, ""));

    if (*trimmed)
        return trimmed;
    free(trimmed);
    return NULL;
}

/* ---- environment ---- */

#define ENV_ID  "TENCENTCLOUD_SECRET_ID"
#define ENV_KEY "TENCENTCLOUD_SECRET_KEY"

bool dts_credentials_from_env(struct dts_credentials *out, struct err *err)
{
    /* the SDKs disagree about the third name */
    static const char *const tokens[] = {"TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN",
                                         "TENCENTCLOUD_SECURITY_TOKEN"};

    memset(out, 0, sizeof *out);
    out->secret_id = trimmed_or_null(getenv(ENV_ID));
    out->secret_key = secret_from_trimmed(getenv(ENV_KEY));
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens && !out->token; i++)
        out->token = secret_from_trimmed(getenv(tokens[i]));
    if (out->secret_id && out->secret_key) {
        out->origin = mem_strdup(ENV_ID);
        return true;
    }
    if (!out->secret_id && !out->secret_key)
        err_set(err, ERR_GONE, _("The environment holds no key (%s)"), ENV_ID);
    else
        err_set(err, ERR_INPUT, _("Of %s and %s only one is set"), ENV_ID, ENV_KEY);
    err_hint(err, _("Set both %s and %s, or enter the key by hand."), ENV_ID, ENV_KEY);
    dts_credentials_clear(out);
    return false;
}

/* ---- dtsd's file ---- */

static bool damaged(struct err *err, const char *path, const char *why)
{
    err_set(err, ERR_LOCAL, _("The key file of dtsd is damaged: %s"), why);
    err_server(err, 0, NULL, path);
    return err_hint(err, "%s", _("Restart dtsd: it writes the file anew."));
}

static bool parse_file(const char *path, const char *dir, const struct buf *text,
                       struct dts_credentials *out, struct err *err)
{
    struct json *j = json_parse(buf_str(text), text->len, err);
    const char *id = NULL, *key = NULL, *endpoint = NULL, *ca = NULL;
    bool ok = false;

    if (!j || !json_is_object(j))
        damaged(err, path, _("it is not JSON"));
    else if (!json_read_str(json_get(j, "SecretId"), "SecretId", &id, err) ||
             !json_read_str(json_get(j, "SecretKey"), "SecretKey", &key, err) ||
             !json_read_str(json_get(j, "Endpoint"), "Endpoint", &endpoint, err) ||
             !json_read_str(json_get(j, "CaFile"), "CaFile", &ca, err))
        damaged(err, path, _("a member is not a text"));
    else if (str_empty(id) || str_empty(key) || str_empty(endpoint))
        damaged(err, path, _("SecretId, SecretKey or Endpoint is missing"));
    else
        ok = true;
    if (ok) {
        out->secret_id = mem_strdup(id);
        out->secret_key = secret_from_str(key);
        out->endpoint = mem_strdup(endpoint);
        out->origin = mem_strdup(path);
        if (!str_empty(ca))
            out->ca_file = *ca == '/' ? mem_strdup(ca) : file_join(dir, ca);
    }
    if (j)
        json_wipe(j);
    json_free(j);
    return ok;
}

bool dts_credentials_from_dtsd(const char *data_dir, struct dts_credentials *out,
                               struct err *err)
{
    char *dir = data_dir ? mem_strdup(data_dir) : file_state_dir("dtsd");
    char *path = file_join(dir, "credentials.json");
    struct buf text = BUF_INIT(FILE_MAX);
    struct stat st;
    bool ok = false;

    memset(out, 0, sizeof *out);
    if (!file_read(path, &text, err)) {
        err_hint(err, "%s", _("Start dtsd: it writes its key file at its first start."));
        goto done;
    }
    if (stat(path, &st) == 0 && st.st_mode & (S_IRWXG | S_IRWXO))
        log_warn("dts", "%s can be read by others: chmod 600 it", path);
    ok = parse_file(path, dir, &text, out, err);
done:
    buf_wipe(&text);
    free(path);
    free(dir);
    return ok;
}
