/* SPDX-License-Identifier: MIT
 *
 * credentials - a SecretId, its key, and where they were found. Never written, shown by origin.
 */
#ifndef DTS_CREDENTIALS_H
#define DTS_CREDENTIALS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"

struct dts_credentials {
    char *secret_id;
    struct secret *secret_key;
    struct secret *token; /* temporary keys only, else NULL */
    char *origin;   /* "TENCENTCLOUD_SECRET_ID", "~/.tencentcloud/credentials", dtsd's file */
    char *endpoint; /* dtsd's file only: where it listens */
    char *
        ca_file; /* dtsd's file only: the certificate to trust there; NULL: those of the system */
};
void dts_credentials_clear(struct dts_credentials *c);
void dts_credentials_copy(struct dts_credentials *dst, const struct dts_credentials *src);

/* dts_credentials_from_env - TENCENTCLOUD_SECRET_ID/KEY and TENCENTCLOUD_TOKEN,
 * _SESSION_TOKEN or _SECURITY_TOKEN, blanks around them taken off. ERR_GONE when the
 * environment has none, ERR_INPUT when it has only one of id and key. out is cleared first and
 * stays empty on failure. */
bool dts_credentials_from_env(struct dts_credentials *out, struct err *err);

/* dts_credentials_find - the first key of: the environment; ~/.tencentcloud/credentials and
 * /etc/tencentcloud/credentials (section [default]); ~/.tccli/PROFILE.credential (TCCLI_PROFILE,
 * else default). ERR_GONE when there is none; ERR_INPUT, ERR_LOCAL or ERR_AUTH (expired) when
 * what is there cannot be used, with the file's name. keys.h lists all of them. origin is the variable or the file. Reads
 * only; warns in the log about a file that others can read. out as above. */
bool dts_credentials_find(struct dts_credentials *out, struct err *err);

/* dts_credentials_from_dtsd - credentials.json in dtsd's data directory (NULL: the default
 * one): members SecretId, SecretKey, Endpoint and, where dtsd speaks TLS, CaFile (a path that
 * does not begin with / is below the data directory). ERR_GONE when there is none, ERR_LOCAL
 * when it is damaged. Warns in the log when the file can be read by others. */
bool dts_credentials_from_dtsd(const char *data_dir, struct dts_credentials *out,
                               struct err *err);

#endif
