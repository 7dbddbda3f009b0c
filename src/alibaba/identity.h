/* SPDX-License-Identifier: MIT
 *
 * identity - whose key it is: the owner of the account, a RAM user or a role. Needs no permission
 * at all, so that it also proves the key itself.
 *
 * Source: STS 2015-04-01, GetCallerIdentity.
 */
#ifndef ALIBABA_IDENTITY_H
#define ALIBABA_IDENTITY_H

#include <stdbool.h>

#include "alibaba/client.h"
#include "base/json.h"

enum ali_identity_kind {
    ALI_IDENTITY_UNKNOWN = 0, /* of a kind that is not known here: arn says what there is */
    ALI_IDENTITY_OWNER, /* root: lacks no permission, but account holds count for it too */
    ALI_IDENTITY_USER,
    ALI_IDENTITY_ROLE, /* whoever took it on: it has the role's permissions only */
};
struct ali_identity { /* texts fit for a screen, NULL: not said */
    enum ali_identity_kind kind;
    char *account_id; /* "1234567890123456" */
    char *name;       /* of the user or the role */
    char *session;    /* of a role */
    char *arn;
};
void ali_identity_clear(struct ali_identity *i);

/* ali_identity_read - asks STS. out is cleared first and stays empty on failure.
 * errors  as rds_call; ERR_PROTOCOL: the answer names nobody */
bool ali_identity_read(struct rds_client *c, struct ali_identity *out, struct cancel *cancel,
                       struct err *err);

/* ali_identity_parse - what an answer of GetCallerIdentity says, for those who called by themselves;
 * as ali_identity_read. */
bool ali_identity_parse(const struct json *answer, struct ali_identity *out, struct err *err);

/* ali_identity_text - "RAM user dba-ro", "owner of the account", translated; caller frees. */
char *ali_identity_text(const struct ali_identity *i);

#endif
