/* SPDX-License-Identifier: MIT
 *
 * keys - all AccessKeys that Alibaba Cloud's own tools left on this machine, side by side, and the
 * one that was chosen before. Read only.
 *
 * Owns:   the keys of a list
 * Limits: ALI_KEYS_MAX keys; files to 256 KiB, of each the first 64 profiles
 * Why:    in the order of the SDKs' chain: environment, a role by OIDC, ~/.aliyun/config.json, the
 *         ini file, the machine's role, a web address. Keys that have to be fetched are not
 *         fetched here; they stand in the list with what to do instead, for whoever relies on them.
 */
#ifndef ALIBABA_KEYS_H
#define ALIBABA_KEYS_H

#include "alibaba/credentials.h"

#define ALI_KEYS_MAX 24

struct ali_key {
    struct ali_credentials key; /* origin always; the rest only when it can be used */
    struct err err;             /* why it cannot be used, without the place; ERR_NONE: it can */
    bool by_rule; /* one that is taken unasked: the environment, the profile in use */
    char *region; /* that goes with it, NULL: none is known */
    char *region_origin;
};
struct ali_keys { /* those taken unasked by precedence, then the others */
    struct ali_key items[ALI_KEYS_MAX];
    size_t n;
};

/* ali_keys_find - what is there: the environment; ~/.aliyun/config.json (left out when
 * ALIBABA_CLOUD_CLI_PROFILE_DISABLED or ALIBABA_CLOUD_IGNORE_PROFILE is true);
 * ALIBABA_CLOUD_CREDENTIALS_FILE, else ~/.alibabacloud/credentials and credentials.ini. The profile
 * is that of ALIBABA_CLOUD_PROFILE, ALIBABACLOUD_PROFILE or ALICLOUD_PROFILE, else the file's own
 * choice; other profiles follow. A key without a region has the environment's. Damaged and expired
 * ones are in the list with the reason. The same key at two places is there twice: each may change
 * without the other. out is overwritten; clear it with ali_keys_clear. */
void ali_keys_find(struct ali_keys *out);
void ali_keys_clear(struct ali_keys *k);

/* ali_keys_first - the one offered first: the first that can be used and is taken unasked, else the
 * first that can be used. NULL: none. */
const struct ali_key *ali_keys_first(const struct ali_keys *k);

/* ali_keys_choose - the key to work with, as key_choose (base/keychoice.h). out stays empty on
 * failure. */
bool ali_keys_choose(const struct ali_keys *k, const char *origin, const char *id,
                     struct ali_credentials *out, struct err *err);

#endif
