/* SPDX-License-Identifier: MIT
 *
 * credentials - an AccessKey of Alibaba Cloud, and where it was found. Never written, shown by
 * origin.
 *
 * Source: the names and their order in the SDKs' default chain and in the command line `aliyun`,
 *         2024-2026.
 */
#ifndef ALIBABA_CREDENTIALS_H
#define ALIBABA_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

struct ali_credentials {
    char *key_id;
    struct secret *key;
    struct secret *token; /* temporary keys only, else NULL */
    int64_t expires_s;    /* of a temporary key, Unix seconds; 0: not known */
    char *origin; /* "ALIBABA_CLOUD_ACCESS_KEY_ID", "/home/me/.aliyun/config.json [work]" */
};
void ali_credentials_clear(struct ali_credentials *c);
void ali_credentials_copy(struct ali_credentials *dst, const struct ali_credentials *src);

/* Names of the environment that belong together: those of the SDKs, then the three older ones of
 * `aliyun`. */
#define ALI_ENV_FAMILIES 4
struct ali_env {
    const char *id, *key, *token;
    bool by_rule; /* false for the last one, whose names any program may use: offered, but never
                     taken unasked */
};
const struct ali_env *ali_env(size_t family);

/* ali_credentials_from_env - the key of one family, blanks around its parts taken off. A temporary
 * key (STS.) whose own family has no token takes the first of the others.
 * errors  ERR_GONE: the family has no key; ERR_INPUT: a part of it is missing. out is cleared first
 *         and stays empty on failure */
bool ali_credentials_from_env(size_t family, struct ali_credentials *out, struct err *err);

/* ali_credentials_find - the first key that is taken unasked, of keys.h's list.
 * errors  ERR_GONE: there is none; else why the first one there cannot be used, with its place */
bool ali_credentials_find(struct ali_credentials *out, struct err *err);

#endif
