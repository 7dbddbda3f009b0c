/* SPDX-License-Identifier: MIT
 *
 * prefs - one small JSON object.
 */
#include "ui/prefs.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define PREFS_MAX 65536

static char *prefs_path(void)
{
    char *dir = file_config_dir("dts-wizard");
    char *path = file_join(dir, "config");
    free(dir);
    return path;
}

static bool read_prefs(struct plan *p, const char *text, size_t n, struct err *err)
{
    const char *on = NULL, *endpoint = NULL, *region = NULL, *key = NULL, *id = NULL;
    struct json *j = json_parse(text, n, err);
    bool ok = j && json_read_str(json_get(j, "on"), "on", &on, err) &&
              json_read_str(json_get(j, "endpoint"), "endpoint", &endpoint, err) &&
              json_read_str(json_get(j, "region"), "region", &region, err) &&
              json_read_str(json_get(j, "key_origin"), "key_origin", &key, err) &&
              json_read_str(json_get(j, "key_id"), "key_id", &id, err);
    if (ok) {
        p->backend = str_eq(on, "local")   ? BACKEND_LOCAL
                     : str_eq(on, "cloud") ? BACKEND_CLOUD
                                           : BACKEND_UNKNOWN;
        mem_replace(&p->endpoint, endpoint);
        mem_replace(&p->region, region);
        mem_replace(&p->key_origin, key);
        mem_replace(&p->key_id, id);
    }
    json_free(j);
    return ok;
}

void prefs_load(struct plan *p)
{
    struct err err = {0};
    struct buf b = BUF_INIT(PREFS_MAX);
    char *path = prefs_path();
    bool ok = file_read(path, &b, &err) && read_prefs(p, buf_str(&b), b.len, &err);
    if (!ok && err.kind != ERR_GONE)
        log_err(LOG_WARN, "ui", &err);
    buf_clear(&b);
    free(path);
}

void prefs_save(const struct plan *p)
{
    struct err err = {0};
    char *dir = file_config_dir("dts-wizard"), *path = prefs_path();
    struct json *j = json_object();
    json_set(j, "on", json_string(p->backend == BACKEND_LOCAL ? "local" : "cloud"));
    json_set(j, "endpoint", json_string(p->endpoint));
    json_set(j, "region", json_string(p->region));
    json_set(j, "key_origin", json_string(p->key_origin));
    json_set(j, "key_id", json_string(p->key_id));
    char *text = json_print_pretty(j);
    if (!file_make_dirs(dir, &err) || !file_replace(path, text, strlen(text), &err))
        log_err(LOG_WARN, "ui", &err);
    free(text);
    json_free(j);
    free(path);
    free(dir);
}
