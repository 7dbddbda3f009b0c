/* SPDX-License-Identifier: MIT
 *
 * keys - all keys that Tencent Cloud's own tools left on this machine, side by side, and the one
 * that was chosen before. Read only.
 *
 * Owns:   the keys of a list
 * Limits: DTS_KEYS_MAX keys; of ~/.tccli at most KEYS_ENTRIES directory entries are looked at
 * Why:    of tccli's PROFILE.configure only the region is taken. Its language is that of the
 *         command line's own help; what DTS answers here follows the screens (session_options).
 */
#ifndef DTS_KEYS_H
#define DTS_KEYS_H

#include <stddef.h>

#include "dts/credentials.h"

#define DTS_KEYS_MAX 16

struct dts_key {
    struct dts_credentials key; /* origin always; the rest only when it can be used */
    struct err err;             /* why it cannot be used, without the place; ERR_NONE: it can */
    bool by_rule; /* one that is taken unasked: the environment, the SDKs' file, the profile */
    char *region; /* that goes with it, NULL: none is known */
    char *region_origin;
};
struct dts_keys { /* by precedence */
    struct dts_key items[DTS_KEYS_MAX];
    size_t n;
};

/* dts_keys_find - what is there: the environment (with TENCENTCLOUD_REGION);
 * ~/.tencentcloud/credentials; /etc/tencentcloud/credentials; ~/.tccli/PROFILE.credential of
 * TCCLI_PROFILE, else default; then the other profiles by name. Damaged and expired ones are in
 * the list with the reason. out is overwritten; clear it with dts_keys_clear. */
void dts_keys_find(struct dts_keys *out);
void dts_keys_clear(struct dts_keys *k);

/* dts_keys_first - the one offered first: the first that can be used. NULL: none. */
const struct dts_key *dts_keys_first(const struct dts_keys *k);

/* dts_keys_choose - the key to work with, as key_choose. out stays empty on failure. */
bool dts_keys_choose(const struct dts_keys *k, const char *origin, const char *id,
                     struct dts_credentials *out, struct err *err);

#endif
