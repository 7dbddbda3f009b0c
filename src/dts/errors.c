/* SPDX-License-Identifier: MIT
 *
 * errors - see errors.h.
 */
#include "dts/errors.h"

#include "base/i18n.h"
#include "base/str.h"

struct meaning {
    const char *prefix; /* the first row that the code begins with counts */
    enum err_kind kind;
    const char *text, *hint;
};

#define LOOK_AGAIN N_("Look at the state of the task, then decide again.")
#define ASK_RIGHT                                                                \
    N_("Ask the owner of the account to allow this key the DTS actions (policy " \
       "QcloudDTSFullAccess).")
#define TELL          N_("Try again later; quote the request id when you ask for support.")
#define CHECK_ANSWERS N_("Check the answers; the service's own words say which one it means.")
#define PAY           N_("Add funds to the account, then try again.")

/* Finer prefixes stand before the coarser ones that would take their codes. */
static const struct meaning meanings[] = {
    {"AuthFailure.SignatureExpire", ERR_AUTH,
     N_("The service refused the request because its time differs too much from the service's"),
     N_("Set the clock of this machine.")},
    {"AuthFailure.SecretIdNotFound", ERR_AUTH, N_("The service does not know this SecretId"),
     N_("Check the SecretId; it may have been deleted or disabled.")},
    {"AuthFailure.InvalidSecretId", ERR_AUTH, N_("This SecretId is not of a kind DTS accepts"),
     N_("Use an API key of the account (CAM, API Keys).")},
    {"AuthFailure.SignatureFailure", ERR_AUTH,
     N_("The service refused the signature: SecretId and SecretKey do not belong together"),
     N_("Enter the SecretKey again, without blanks around it.")},
    {"AuthFailure.TokenFailure", ERR_AUTH, N_("The token of the temporary key is not valid"),
     N_("Get a new temporary key; all three parts change together.")},
    {"AuthFailure.MFAFailure", ERR_AUTH, N_("The service asks for a second factor"),
     N_("Use a key that needs no second factor for DTS.")},
    {"AuthFailure.Unauthorized", ERR_AUTH, N_("This key may not use DTS"), ASK_RIGHT},
    {"AuthFailure.AuthorizedOperationDeny", ERR_AUTH, N_("This key may not use DTS"),
     ASK_RIGHT},
    {"AuthFailure", ERR_AUTH, N_("The service refused the key"),
     N_("Check SecretId and SecretKey.")},
    {"UnauthorizedOperation", ERR_DENIED, N_("This key is not permitted to do that"),
     ASK_RIGHT},
    {"IpInBlacklist", ERR_DENIED, N_("The service refuses the address of this machine"),
     N_("Ask for this address to be allowed, or use another machine.")},
    {"IpNotInWhitelist", ERR_DENIED, N_("The service refuses the address of this machine"),
     N_("Ask for this address to be allowed, or use another machine.")},
    {"RequestLimitExceeded", ERR_THROTTLED, N_("The service asks for fewer requests"),
     N_("Wait a little; other programs may use the same account.")},
    {"ResourceNotFound", ERR_GONE, N_("The service does not know this task"),
     N_("Check the task id and the region; the task may have been removed.")},
    {"FailedOperation.NotAllowOperation", ERR_STATE, N_("The task does not allow this now"),
     LOOK_AGAIN},
    {"FailedOperation.StatusInConflict", ERR_STATE, N_("The task does not allow this now"),
     LOOK_AGAIN},
    {"OperationDenied.NotEnoughMoney", ERR_STATE, N_("The account has not enough funds"), PAY},
    {"OperationDenied", ERR_STATE, N_("The task does not allow this now"), LOOK_AGAIN},
    {"LimitExceeded.MaxUnusedJobs", ERR_STATE,
     N_("The account has as many unused tasks as it may have"),
     N_("Use or release one of them (task list, x), then create the task again.")},
    {"LimitExceeded", ERR_STATE, N_("A quota of the account is used up"),
     N_("Remove tasks that are not needed, or ask for a larger quota.")},
    {"ResourceInUse", ERR_STATE, N_("Something else is using what this needs"), LOOK_AGAIN},
    {"InvalidParameter.InstanceNotFound", ERR_INPUT,
     N_("The service does not know the instance"),
     N_("Check the instance id, and that it is in the region of the task.")},
    {"InvalidParameterValue", ERR_INPUT, N_("The service does not accept one of the values"),
     CHECK_ANSWERS},
    {"InvalidParameter", ERR_INPUT, N_("The service does not accept one of the values"),
     CHECK_ANSWERS},
    {"MissingParameter", ERR_INPUT, N_("The service misses a value"), CHECK_ANSWERS},
    {"UnknownParameter", ERR_INPUT, N_("The service does not know one of the values sent"),
     N_("Install a newer version of this program or of dtsd.")},
    {"UnsupportedRegion", ERR_INPUT, N_("DTS is not offered in this region"),
     N_("Choose another region.")},
    {"InternalError.DuplicateJob", ERR_STATE, N_("The same work is already running"),
     LOOK_AGAIN},
    {"InternalError.NotEnoughMoney", ERR_STATE, N_("The account has not enough funds"), PAY},
    {"InternalError", ERR_SERVER, N_("The service had an error of its own"), TELL},
    {"ResourceUnavailable", ERR_SERVER, N_("The service has not the means for this now"), TELL},
    {"ResourceInsufficient", ERR_SERVER, N_("The service has not the means for this now"),
     N_("Choose a smaller specification or another region.")},
    {"ResourcesSoldOut", ERR_SERVER, N_("This specification is sold out in the region"),
     N_("Choose another specification or region.")},
    {"UnsupportedOperation.IntraNetUser", ERR_SERVER,
     N_("The account's resources lack a tag that the service asks for"),
     N_("Tag the task as your company's rules say, then try again.")},
    {"UnsupportedOperation", ERR_SERVER, N_("The service does not offer this operation"), TELL},
    {"FailedOperation.StartJobFailed", ERR_SERVER, N_("The task could not be started"),
     LOOK_AGAIN},
    {"FailedOperation", ERR_SERVER, N_("The operation failed at the service"), TELL},
    {"InvalidAction", ERR_SERVER, N_("The service does not know this action"),
     N_("Check that the address is that of DTS, version 2021-12-06.")},
    {"ActionOffline", ERR_SERVER, N_("The service has withdrawn this action"),
     N_("Install a newer version of this program.")},
    {"DryRunOperation", ERR_SERVER, N_("The request was only tried, not carried out"),
     N_("It would have succeeded; send it without the trial.")},
    {"InvalidRequest", ERR_SERVER, N_("The service could not read the request"),
     N_("A proxy may have changed it on the way; try without one.")},
    {"RequestSizeLimitExceeded", ERR_INPUT, N_("The request is larger than the service takes"),
     N_("Choose whole databases instead of single tables.")},
    {"NoSuchProduct", ERR_SERVER, N_("Something other than DTS answers at this address"),
     N_("Check that the address is that of DTS.")},
    {"UnsupportedProtocol", ERR_SERVER, N_("The service does not speak this protocol here"),
     N_("Check that the address begins with https://.")},
    {"NoSuchVersion", ERR_SERVER, N_("The service does not speak version 2021-12-06"),
     N_("Check that the address is that of DTS.")},
};
static const struct meaning other_meaning = {"", ERR_SERVER,
                                             N_("The service refused the request"), TELL};

bool dts_error_set(struct err *err, const char *code, const char *message,
                   const char *request_id)
{
    const struct meaning *m = &other_meaning;

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (str_starts(str_or(code, ""), meanings[i].prefix)) {
            m = &meanings[i];
            break;
        }
    err_set(err, m->kind, "%s", _(m->text));
    err_hint(err, "%s", _(m->hint));
    err_server(err, 0, str_or(code, ""), message);
    str_copy(err->request_id, sizeof err->request_id, str_or(request_id, ""));
    return false;
}
