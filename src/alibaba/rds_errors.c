/* SPDX-License-Identifier: MIT
 *
 * rds_errors - see rds_errors.h.
 */
#include "alibaba/rds_errors.h"

#include <fnmatch.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

struct meaning {
    const char *code; /* a pattern of fnmatch; the first row that fits counts */
    enum err_kind kind;
    enum rds_again again;
    const char *text, *hint;
};

#define NO    RDS_AGAIN_NO
#define LATER RDS_AGAIN_LATER
#define ONCE  RDS_AGAIN_ONCE
#define SEEN  RDS_AGAIN_SEEN
#define STATE RDS_AGAIN_STATE

#define CLOCK_TEXT N_("Alibaba Cloud refused the request because its time differs too much")
#define CLOCK_HINT N_("Set the clock of this machine.")
#define KEY_HINT \
    N_("Enter AccessKey ID and AccessKey Secret again, without blanks around them.")
#define TOKEN_HINT N_("Get a new temporary key; all three parts change together.")
#define RAM_HINT                                                                              \
    N_("Ask the owner of the Alibaba Cloud account to allow this key the action (RAM policy " \
       "AliyunRDSReadOnlyAccess to look, and the single actions to change).")
#define HOLD_HINT                                                                           \
    N_("Log in to Alibaba Cloud's console as the account's owner: it asks for an identity " \
       "check, a payment or a confirmation.")
#define WHERE_HINT N_("Check the instance id, and that it is in this region and account.")
#define OWN_HINT   N_("Install a newer version of this program.")
#define WAIT_HINT \
    N_("Wait until the instance is Running with nothing under way, then try again.")
#define TELL N_("Try again later; quote the request id when you ask Alibaba for support.")

static const struct meaning meanings[] = {
    {"InvalidAccessKeyId.NotFound", ERR_AUTH, NO,
     N_("Alibaba Cloud does not know this AccessKey ID"),
     N_("Check the AccessKey ID; it may have been deleted.")},
    {"InvalidAccessKeyId.Inactive", ERR_AUTH, NO, N_("This AccessKey is disabled"),
     N_("Enable it in the RAM console, or use another.")},
    {"Forbidden.AccessKeyDisabled", ERR_AUTH, NO, N_("This AccessKey is disabled"),
     N_("Enable it in the RAM console, or use another.")},
    {"InvalidAccessKeyId*", ERR_AUTH, NO, N_("Alibaba Cloud refused the AccessKey ID"),
     KEY_HINT},
    {"SignatureDoesNotMatch", ERR_AUTH, NO,
     N_("AccessKey ID and AccessKey Secret do not belong together"), KEY_HINT},
    {"IncompleteSignature", ERR_AUTH, NO, N_("Alibaba Cloud refused the signature"), OWN_HINT},
    {"InvalidSignatureMethod", ERR_AUTH, NO, N_("Alibaba Cloud refused the signature"),
     OWN_HINT},
    {"SignatureNonceUsed", ERR_AUTH, SEEN, N_("Alibaba Cloud has seen this request before"),
     TELL},
    {"InvalidTimeStamp*", ERR_AUTH, ONCE, CLOCK_TEXT, CLOCK_HINT},
    {"IllegalTimestamp", ERR_AUTH, ONCE, CLOCK_TEXT, CLOCK_HINT},
    {"MissingSecurityToken", ERR_AUTH, NO, N_("The temporary key lacks its token"), TOKEN_HINT},
    {"InvalidSecurityToken*", ERR_AUTH, NO,
     N_("The token of the temporary key is not valid, or has expired"), TOKEN_HINT},

    {"*Throttling*", ERR_THROTTLED, LATER, N_("Alibaba Cloud asks for fewer requests"),
     N_("Wait a little; other programs may use the same account.")},

    {"Forbidden.UserVerification", ERR_DENIED, NO,
     N_("The Alibaba Cloud account is held back by its owner's identity check"), HOLD_HINT},
    {"Forbidden.RiskControl", ERR_DENIED, NO,
     N_("Alibaba Cloud's risk control holds this account back"), HOLD_HINT},
    {"BasicInfoUncompleted", ERR_DENIED, NO,
     N_("The Alibaba Cloud account's data are not complete"), HOLD_HINT},
    {"Risk.*", ERR_DENIED, NO, N_("Alibaba Cloud's risk control holds this account back"),
     HOLD_HINT},
    {"Forb?dden.NotSupportRAM", ERR_DENIED, NO, N_("This action is not open to RAM users"),
     N_("Use a key of the account's owner for it, or do it in the console.")},
    {"Forbidden.InstanceNotFound", ERR_GONE, NO, N_("Alibaba Cloud does not know the instance"),
     WHERE_HINT},
    {"Forbidden*", ERR_DENIED, NO, N_("This key is not permitted to do that"), RAM_HINT},
    {"NoPermission*", ERR_DENIED, NO, N_("This key is not permitted to do that"), RAM_HINT},
    {"ActionUnauthorized", ERR_DENIED, NO, N_("This key is not permitted to do that"),
     RAM_HINT},
    {"AccountActionForbidden", ERR_DENIED, NO, N_("This key is not permitted to do that"),
     RAM_HINT},

    {"InvalidDBInstanceId.NotFound", ERR_GONE, NO,
     N_("Alibaba Cloud does not know the instance"), WHERE_HINT},
    {"InvalidDBInstanceName.NotFound", ERR_GONE, NO,
     N_("Alibaba Cloud does not know the instance"), WHERE_HINT},
    {"InvalidDBInstance.NotFound", ERR_GONE, NO, N_("Alibaba Cloud does not know the instance"),
     WHERE_HINT},
    {"DataNotExist", ERR_GONE, NO, N_("Alibaba Cloud does not know the instance"), WHERE_HINT},
    {"InvalidAccountName.NotFound", ERR_GONE, NO, N_("The instance has no such account"),
     N_("Look at the instance's accounts again.")},
    {"InvalidDB.NotFound", ERR_GONE, NO, N_("The instance has no such database"),
     N_("Look at the instance's databases again.")},

    {"*BackupJobExists", ERR_STATE, STATE, N_("A backup of the instance is already running"),
     N_("Wait until it has ended.")},
    {"Exceeded.BackupTimes", ERR_STATE, STATE,
     N_("The instance has had its 20 backups of the day"), N_("Try again tomorrow.")},
    {"IncorrectDBInstanceState*", ERR_STATE, STATE, N_("The instance is busy"), WAIT_HINT},
    {"OperationDenied.DBInstanceStatus", ERR_STATE, STATE, N_("The instance is busy"),
     WAIT_HINT},
    {"OperationDenied.DBStatus", ERR_STATE, STATE, N_("The instance is busy"), WAIT_HINT},
    {"OperationDenied.OutofUsage", ERR_STATE, STATE, N_("The instance is busy"), WAIT_HINT},
    {"ConcurrentTaskExceeded", ERR_STATE, STATE, N_("Too many things are under way there"),
     WAIT_HINT},
    {"GeneralIns.*", ERR_STATE, STATE, N_("The instance is busy"), WAIT_HINT},
    {"DbRestoring", ERR_STATE, STATE, N_("The instance is being restored"), WAIT_HINT},
    {"IncorrectDBInstanceLockMode*", ERR_STATE, NO,
     N_("The instance is locked: it has expired, or its disk is full"),
     N_("Renew it or free space, as its page in the console says.")},
    {"IncorrectAccountStatus", ERR_STATE, STATE, N_("The account is being changed"), WAIT_HINT},
    {"OperationDenied.AccountMode", ERR_STATE, NO,
     N_("The instance is in the old account mode: its accounts are managed by SQL"),
     N_("Create the account with CREATE USER and GRANT as the privileged account.")},
    {"InvalidConnectionString.Duplicate", ERR_STATE, NO,
     N_("Another instance has this public name"), N_("Choose another beginning of the name.")},
    {"*QuotaExceeded", ERR_STATE, NO, N_("A quota of the instance is used up"),
     N_("Remove what is not needed: 200 groups and 1,000 addresses are the most.")},
    {"AccountLimitExceeded", ERR_STATE, NO, N_("The instance has as many accounts as it may"),
     N_("Remove one that is not needed.")},

    {"OperationDenied.*", ERR_DENIED, NO,
     N_("This kind of instance does not offer the operation"),
     N_("Do it in the console, or choose another way for the migration.")},
    {"IncorrectDBInstanceType", ERR_DENIED, NO,
     N_("This kind of instance does not offer the operation"),
     N_("Choose the primary instance.")},
    {"IncorrectDBInstanceEngine", ERR_DENIED, NO,
     N_("This kind of instance does not offer the operation"),
     N_("Choose the primary instance.")},
    {"IncorrectDBInstanceCharacterType", ERR_DENIED, NO,
     N_("This kind of instance does not offer the operation"),
     N_("Choose the primary instance.")},
    {"ReadDBInstanceNotSupport", ERR_DENIED, NO,
     N_("A read-only instance does not offer the operation"),
     N_("Choose the primary instance.")},

    {"InvalidRegionId*", ERR_INPUT, NO, N_("Alibaba Cloud does not know the region"),
     N_("Check the region id, for example cn-hangzhou.")},
    {"InvalidAction*", ERR_SERVER, NO, N_("The service does not know this action"),
     N_("Check the address of the service, and the region.")},
    {"InvalidApi*", ERR_SERVER, NO, N_("The service does not know this action"),
     N_("Check the address of the service, and the region.")},
    {"InvalidVersion", ERR_SERVER, NO, N_("The service does not know this action"),
     N_("Check the address of the service, and the region.")},
    {"InvalidProtocol*", ERR_SERVER, NO, N_("The service wants https"),
     N_("Check that the address begins with https://.")},

    {"ServiceUnavailable", ERR_SERVER, LATER, N_("Alibaba Cloud cannot answer now"), TELL},
    {"InternalError", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"), TELL},
    {"InternalFailure", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"), TELL},
    {"ExternalFailure", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"), TELL},
    {"InvokeProxyFailure", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"),
     TELL},
    {"InvokeServiceFailed", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"),
     TELL},
    {"RequestMetaDataFailed", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"),
     TELL},
    {"IO.Exception", ERR_SERVER, LATER, N_("Alibaba Cloud had an error of its own"), TELL},
    {"*RetryLater", ERR_SERVER, LATER, N_("Alibaba Cloud cannot answer now"), TELL},
    {"LockTimeout", ERR_SERVER, LATER, N_("Alibaba Cloud cannot answer now"), TELL},
    {"InstanceConnectTimeoutFault", ERR_SERVER, LATER,
     N_("Alibaba Cloud does not reach the instance"), TELL},
    {"Database.ConnectError", ERR_SERVER, LATER,
     N_("Alibaba Cloud does not reach the instance"), TELL},

    {"Missing*", ERR_INPUT, NO, N_("Alibaba Cloud misses a value"), OWN_HINT},
    {"Invalid*", ERR_INPUT, NO, N_("Alibaba Cloud does not accept one of the values"),
     N_("Check the answers; the service's own words say which one it means.")},
    {"Incorrect*", ERR_STATE, NO, N_("The instance does not allow this"), WAIT_HINT},
};
static const struct meaning other_meaning = {"", ERR_SERVER, NO,
                                             N_("Alibaba Cloud refused the request"), TELL};

static const struct meaning *meaning_of(const char *code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (fnmatch(meanings[i].code, str_or(code, ""), 0) == 0)
            return &meanings[i];
    return &other_meaning;
}

/* A quote, which has backslashes before it within text that is quoted itself. Returns its length, 0: there
 * is none. */
static size_t quote_at(const char *s)
{
    size_t slashes = strspn(s, "\\");

    return s[slashes] == '"' || s[slashes] == '\'' ? slashes + 1 : 0;
}

/* To the end of text that such a quote opened; one of the value's own has more backslashes. */
static char *hide_quoted(char *s, char quote, size_t slashes)
{
    for (;;) {
        size_t n = strspn(s, "\\");
        bool closes = s[n] == quote && n % (2 * slashes + 2) == slashes;
        size_t own = closes ? n - slashes : s[n] ? n + 1 : n;
        memset(s, '*', own);
        s += own;
        if (closes || !*s)
            return s;
    }
}

static char *hide_bare(char *s)
{
    for (;
         *s && !strchr("& \t\r\n\"'<", *s) && !str_starts(s, "%26") && !str_starts(s, "%2526");
         s++)
        *s = '*';
    return s;
}

/* The value begins behind =, : or their encoded forms, or as a quoted word; it ends with its quote, or else
 * with the next parameter or line. */
static char *hide_value(char *s)
{
    static const char *const separators[] = {"=", ":", "%3D", "%253D"};
    char *name_end = s + quote_at(s); /* "name": "value" */
    char *end = name_end + strspn(name_end, " \t");

    s = end;
    for (size_t i = 0; i < sizeof separators / sizeof *separators && end == s; i++)
        if (str_starts(s, separators[i]))
            s += strlen(separators[i]);
    bool named = s != end;
    s += strspn(s, " \t");
    size_t quote = quote_at(s);
    if (quote && (named || end != name_end))
        return hide_quoted(s + quote, s[quote - 1], quote - 1);
    return named ? hide_bare(s) : end;
}

void rds_hide(char *text)
{
    static const char *const names[] = {"AccountPassword", "security-token", "SecurityToken"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (char *at = strcasestr(text, names[i]); at; at = strcasestr(at, names[i]))
            at = hide_value(at + strlen(names[i]));
}

bool rds_error_set(struct err *err, const char *code, const char *message,
                   const char *request_id)
{
    const struct meaning *m = meaning_of(code);
    char *words = mem_strdup(str_or(message, ""));

    err_set(err, m->kind, "%s", _(m->text));
    err_hint(err, "%s", _(m->hint));
    rds_hide(words);
    err_server(err, 0, str_or(code, ""), words);
    free(words);
    str_copy(err->request_id, sizeof err->request_id, str_or(request_id, ""));
    return false;
}

enum rds_again rds_again(const struct err *err)
{
    if (!str_empty(err->code))
        return meaning_of(err->code)->again;
    return err_is_transient(err) ? RDS_AGAIN_LATER : RDS_AGAIN_NO;
}
