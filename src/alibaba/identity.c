/* SPDX-License-Identifier: MIT
 *
 * identity - see identity.h.
 */
#include "alibaba/identity.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/rds_json.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

void ali_identity_clear(struct ali_identity *i)
{
    free(i->account_id);
    free(i->name);
    free(i->session);
    free(i->arn);
    memset(i, 0, sizeof *i);
}

static char *shown(const struct json *answer, const char *name)
{
    char *text = rds_text(answer, name), *printable;

    if (!text)
        return NULL;
    printable = str_printable(text, strlen(text));
    free(text);
    return printable;
}

/* What stands behind "acs:ram::1234:" in an ARN, the account's id in *account (may be NULL). */
static const char *resource_of(const char *arn, char **account)
{
    const char *at = str_or(arn, "");
    size_t n;

    for (int colons = 0; colons < 3; colons++)
        if (!(at = strchr(at, ':')))
            return "";
        else
            at++;
    n = strcspn(at, ":");
    if (account && n)
        *account = mem_strndup(at, n);
    return at[n] ? at + n + 1 : "";
}

/* A role first: one that the owner took on has the owner's account about it, not its rights. */
static enum ali_identity_kind kind_of(const char *type, const char *user_id,
                                      const char *account_id, const char *resource)
{
    if (str_eq_nocase(type, "AssumedRoleUser") || str_starts(resource, "assumed-role/"))
        return ALI_IDENTITY_ROLE;
    if (str_eq_nocase(type, "Account") || str_eq(resource, "root") ||
        (user_id && str_eq(user_id, account_id)))
        return ALI_IDENTITY_OWNER;
    if (str_eq_nocase(type, "RAMUser") || str_starts(resource, "user/"))
        return ALI_IDENTITY_USER;
    return ALI_IDENTITY_UNKNOWN;
}

/* "user/NAME", "assumed-role/ROLE/SESSION" */
static void take_names(struct ali_identity *out, const char *resource)
{
    const char *name = strchr(resource, '/');

    if (!name || out->kind == ALI_IDENTITY_OWNER)
        return;
    name++;
    if (out->kind != ALI_IDENTITY_ROLE) {
        out->name = *name ? mem_strdup(name) : NULL;
        return;
    }
    size_t n = strcspn(name, "/");
    out->name = n ? mem_strndup(name, n) : NULL;
    out->session = name[n] && name[n + 1] ? mem_strdup(name + n + 1) : NULL;
}

bool ali_identity_parse(const struct json *answer, struct ali_identity *out, struct err *err)
{
    char *type = shown(answer, "IdentityType"), *user_id = shown(answer, "UserId"),
         *of_arn = NULL;

    memset(out, 0, sizeof *out);
    out->arn = shown(answer, "Arn");
    out->account_id = shown(answer, "AccountId");
    const char *resource = resource_of(out->arn, &of_arn);
    if (out->account_id) {
        free(of_arn);
    } else {
        out->account_id = of_arn;
    }
    out->kind = kind_of(type, user_id, out->account_id, resource);
    take_names(out, resource);
    free(type);
    free(user_id);
    if (out->arn || out->account_id)
        return true;
    ali_identity_clear(out);
    err_set(err, ERR_PROTOCOL, "%s",
            _("Alibaba Cloud's answer does not say whose key this is"));
    return err_hint(err, "%s",
                    _("Check the address of the service; a proxy may stand in between."));
}

bool ali_identity_read(struct rds_client *c, struct ali_identity *out, struct cancel *cancel,
                       struct err *err)
{
    struct json *answer = NULL;

    memset(out, 0, sizeof *out);
    bool ok = rds_call(c, RDS_GET_CALLER_IDENTITY, NULL, 0, &answer, NULL, cancel, err) &&
              ali_identity_parse(answer, out, err);
    json_free(answer);
    return ok;
}

char *ali_identity_text(const struct ali_identity *i)
{
    switch (i->kind) {
    case ALI_IDENTITY_OWNER: return mem_strdup(_("owner of the account"));
    case ALI_IDENTITY_USER:
        return i->name ? mem_printf(_("RAM user %s"), i->name) : mem_strdup(_("a RAM user"));
    case ALI_IDENTITY_ROLE:
        if (i->name && i->session)
            return mem_printf(_("RAM role %s, session %s"), i->name, i->session);
        return i->name ? mem_printf(_("RAM role %s"), i->name) : mem_strdup(_("a RAM role"));
    case ALI_IDENTITY_UNKNOWN: break;
    }
    return i->arn ? mem_strdup(i->arn)
                  : mem_printf(_("account %s"), str_or(i->account_id, "?"));
}
