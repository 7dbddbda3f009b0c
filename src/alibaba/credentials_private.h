/* SPDX-License-Identifier: MIT
 *
 * credentials_private - what the files that look for keys share; for credentials*.c and keys.c only.
 */
#ifndef ALIBABA_CREDENTIALS_PRIVATE_H
#define ALIBABA_CREDENTIALS_PRIVATE_H

#include "alibaba/credentials.h"
#include "alibaba/keys.h"

/* ali_credentials_check - can it be used? ERR_INPUT: a part is missing or too long; ERR_AUTH: it
 * has expired. */
bool ali_credentials_check(const struct ali_credentials *c, struct err *err);
void ali_credentials_drop_key(struct ali_credentials *c); /* all but the origin */

#define ALI_PROFILES_MAX 64 /* taken of one file, the first ones */

/* The profiles of one file, in its order; of two with the same name the first. */
struct ali_profile {
    char *name; /* as it stands there; "" when the whole file cannot be used */
    struct ali_key found;
};
struct ali_profiles {
    struct ali_profile *items;
    size_t n, cap;
    char *current; /* of config.json: the profile `aliyun` uses; NULL: not said */
};
void ali_profiles_clear(struct ali_profiles *p);

/* Each reads one file into an empty list, usable profiles or not. False when there is no such
 * file. */
bool ali_profiles_of_config(const char *path, struct ali_profiles *out);
bool ali_profiles_of_ini(const char *path, struct ali_profiles *out);

#endif
