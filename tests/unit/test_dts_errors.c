/* SPDX-License-Identifier: MIT
 *
 * test_dts_errors - codes of the service: kind, whether a read may be repeated, words.
 */
#include "tests/unit/unit.h"

#include "base/str.h"
#include "dts/errors.h"

static void test_error_codes(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum err_kind kind;
        bool transient;
    } cases[] = {
        {"AuthFailure", ERR_AUTH, false},
        {"AuthFailure.SignatureExpire", ERR_AUTH, false},
        {"AuthFailure.SignatureFailure", ERR_AUTH, false},
        {"AuthFailure.SecretIdNotFound", ERR_AUTH, false},
        {"AuthFailure.TokenFailure", ERR_AUTH, false},
        {"AuthFailure.UnauthorizedOperationError", ERR_AUTH, false},
        {"AuthFailure.NeverSeenBefore", ERR_AUTH, false},
        {"UnauthorizedOperation", ERR_DENIED, false},
        {"UnauthorizedOperation.NotEnoughPrivileges", ERR_DENIED, false},
        {"RequestLimitExceeded", ERR_THROTTLED, true},
        {"RequestLimitExceeded.UinLimitExceeded", ERR_THROTTLED, true},
        {"ResourceNotFound.ResourceNotFoundError", ERR_GONE, false},
        {"FailedOperation.NotAllowOperation", ERR_STATE, false},
        {"FailedOperation.StatusInConflict", ERR_STATE, false},
        {"FailedOperation.StatusInConflictError", ERR_STATE, false},
        {"FailedOperation.StartJobFailed", ERR_SERVER, false},
        {"OperationDenied.OperationDeniedError", ERR_STATE, false},
        {"OperationDenied.NotEnoughMoneyError", ERR_STATE, false},
        {"LimitExceeded.MaxUnusedJobs", ERR_STATE, false},
        {"InvalidParameter", ERR_INPUT, false},
        {"InvalidParameterValue.DataConvertError", ERR_INPUT, false},
        {"MissingParameter.MissingParameterError", ERR_INPUT, false},
        {"UnknownParameter", ERR_INPUT, false},
        {"InternalError", ERR_SERVER, true},
        {"InternalError.LockError", ERR_SERVER, true},
        {"InternalError.DuplicateJob", ERR_STATE, false},
        {"ResourceUnavailable.ResourceUnavailableError", ERR_SERVER, true},
        {"ResourcesSoldOut.ResourcesSoldOutError", ERR_SERVER, false},
        {"UnsupportedOperation", ERR_SERVER, false},
        {"InvalidAction", ERR_SERVER, false},
        {"SomethingNew.OfTomorrow", ERR_SERVER, false},
        {"", ERR_SERVER, false},
        {NULL, ERR_SERVER, false},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};

        assert_false(dts_error_set(&err, cases[i].code, "words", "request-1"));
        if (err.kind != cases[i].kind || err_is_transient(&err) != cases[i].transient)
            fail_msg("%s: %s", cases[i].code, err_kind_name(err.kind));
        assert_string_equal(err.code, str_or(cases[i].code, ""));
        assert_string_equal(err.server, "words");
        assert_string_equal(err.request_id, "request-1");
        assert_string_not_equal(err.text, "");
        assert_string_not_equal(err.hint, "");
    }
}

/* Every code that the documentation names (1.6, 1.7) has a sentence of its own: not that of codes
 * nobody knows. */
static void test_documented_codes(void **state)
{
    static const char *const codes[] = {
        "ActionOffline",
        "AuthFailure.InvalidAuthorization",
        "AuthFailure.InvalidSecretId",
        "AuthFailure.MFAFailure",
        "AuthFailure.SecretIdNotFound",
        "AuthFailure.SignatureExpire",
        "AuthFailure.SignatureFailure",
        "AuthFailure.TokenFailure",
        "AuthFailure.UnauthorizedOperation",
        "DryRunOperation",
        "FailedOperation",
        "InternalError",
        "InvalidAction",
        "InvalidParameter",
        "InvalidParameterValue",
        "InvalidRequest",
        "LimitExceeded",
        "MissingParameter",
        "NoSuchVersion",
        "NoSuchProduct",
        "IpInBlacklist",
        "IpNotInWhitelist",
        "RequestLimitExceeded",
        "RequestLimitExceeded.IPLimitExceeded",
        "RequestLimitExceeded.UinLimitExceeded",
        "RequestSizeLimitExceeded",
        "ResourceInUse",
        "ResourceInsufficient",
        "ResourceNotFound",
        "ResourceUnavailable",
        "ResourcesSoldOut",
        "UnauthorizedOperation",
        "UnknownParameter",
        "UnsupportedOperation",
        "UnsupportedProtocol",
        "UnsupportedRegion",
        "AuthFailure",
        "AuthFailure.AuthFailureError",
        "AuthFailure.AuthorizedOperationDenyError",
        "AuthFailure.UnauthorizedOperationError",
        "DryRunOperation.DryRunOperationError",
        "FailedOperation.FailedOperationError",
        "FailedOperation.NotAllowOperation",
        "FailedOperation.StartJobFailed",
        "FailedOperation.StatusInConflict",
        "FailedOperation.StatusInConflictError",
        "InternalError.AddTaskError",
        "InternalError.CeleryError",
        "InternalError.CgwSystemError",
        "InternalError.DatabaseError",
        "InternalError.DuplicateJob",
        "InternalError.ExecHttpRequestError",
        "InternalError.InternalErrorError",
        "InternalError.InternalHttpServerError",
        "InternalError.InternalInnerCommonError",
        "InternalError.InternalTradeError",
        "InternalError.LockError",
        "InternalError.NotEnoughMoneyError",
        "InternalError.ProtocolError",
        "InternalError.UndefinedError",
        "InternalError.UnknownError",
        "InternalError.GetRoleError",
        "InvalidParameter.ControllerNotFoundError",
        "InvalidParameter.InstanceNotFound",
        "InvalidParameter.InvalidParameterError",
        "InvalidParameterValue.BizInvalidParameterValueError",
        "InvalidParameterValue.DataConvertError",
        "InvalidParameterValue.InvalidParameterValue",
        "InvalidParameterValue.InvalidParameterValueError",
        "LimitExceeded.LimitExceededError",
        "LimitExceeded.MaxUnusedJobs",
        "MissingParameter.MissingParameterError",
        "OperationDenied",
        "OperationDenied.BizOperationDeniedError",
        "OperationDenied.JobOperationDeniedError",
        "OperationDenied.NotEnoughMoneyError",
        "OperationDenied.OperationDenied",
        "OperationDenied.OperationDeniedError",
        "RequestLimitExceeded.RequestLimitExceededError",
        "ResourceInUse.ResourceInUseError",
        "ResourceInsufficient.ResourceInsufficientError",
        "ResourceUnavailable.ResourceUnavailableError",
        "ResourcesSoldOut.ResourcesSoldOutError",
        "ResourceNotFound.BizResourceNotFoundError",
        "ResourceNotFound.JobNotExist",
        "ResourceNotFound.ResourceNotFound",
        "ResourceNotFound.ResourceNotFoundError",
        "UnauthorizedOperation.NotEnoughPrivileges",
        "UnauthorizedOperation.PermissionDenied",
        "UnauthorizedOperation.UnauthorizedOperationError",
        "UnknownParameter.UnknownParameterError",
        "UnsupportedOperation.IntraNetUserNotTaggedError",
        "UnsupportedOperation.IntraNetUserNotTaggedForSyncJobError",
        "UnsupportedOperation.UnsupportedOperationError"};
    struct err unknown = {0}, money = {0}, unused = {0}, quota = {0};

    (void)state;
    dts_error_set(&unknown, "SomethingNew.OfTomorrow", "", NULL);
    for (size_t i = 0; i < LEN(codes); i++) {
        struct err err = {0};
        dts_error_set(&err, codes[i], "words", "request-1");
        if (str_eq(err.text, unknown.text))
            fail_msg("%s has no sentence of its own", codes[i]);
        assert_string_equal(err.code, codes[i]);
        assert_string_equal(err.server, "words");
    }
    dts_error_set(&money, "InternalError.NotEnoughMoneyError", "", NULL);
    assert_non_null(strstr(money.text, "funds"));
    dts_error_set(&unused, "LimitExceeded.MaxUnusedJobs", "", NULL);
    dts_error_set(&quota, "LimitExceeded.LimitExceededError", "", NULL);
    assert_non_null(strstr(unused.text, "unused tasks"));
    assert_string_not_equal(unused.text, quota.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_error_codes),
                                       cmocka_unit_test(test_documented_codes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
