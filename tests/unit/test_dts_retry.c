/* SPDX-License-Identifier: MIT
 *
 * test_dts_retry - a row per code of the platform: what may follow, for a read, for a change that
 * was sent, and for one that was not.
 */
#include "tests/unit/unit.h"

#include "dts/errors.h"
#include "dts/retry.h"

#define NO    DTS_AGAIN_NO
#define LATER DTS_AGAIN_LATER
#define LOOK  DTS_AGAIN_LOOK
#define CLOCK DTS_AGAIN_CLOCK

static void expect(const struct err *err, const char *what, enum dts_again read,
                   enum dts_again change, enum dts_again unsent)
{
    if (dts_again(err, false, true) != read || dts_again(err, false, false) != read)
        fail_msg("%s: a read", what);
    if (dts_again(err, true, true) != change)
        fail_msg("%s: a change", what);
    if (dts_again(err, true, false) != unsent)
        fail_msg("%s: a change that was not sent", what);
}

static void test_codes(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum dts_again read, change;
    } cases[] = {
        {"ActionOffline", NO, NO},
        {"AuthFailure.InvalidAuthorization", NO, NO},
        {"AuthFailure.InvalidSecretId", NO, NO},
        {"AuthFailure.MFAFailure", NO, NO},
        {"AuthFailure.SecretIdNotFound", NO, NO},
        {"AuthFailure.SignatureExpire", CLOCK, CLOCK},
        {"AuthFailure.SignatureFailure", NO, NO},
        {"AuthFailure.TokenFailure", NO, NO},
        {"AuthFailure.UnauthorizedOperation", NO, NO},
        {"DryRunOperation", NO, NO},
        {"FailedOperation", NO, NO},
        {"FailedOperation.StatusInConflict", NO, NO},
        {"InternalError", LATER, LOOK},
        {"InternalError.InternalTradeError", LATER, LOOK},
        {"InternalError.UnknownError", LATER, LOOK},
        {"InternalError.DuplicateJob", NO, NO},
        {"InternalError.NotEnoughMoneyError", NO, NO},
        {"InvalidAction", NO, NO},
        {"InvalidParameter", NO, NO},
        {"InvalidParameterValue", NO, NO},
        {"InvalidRequest", NO, NO},
        {"LimitExceeded.MaxUnusedJobs", NO, NO},
        {"MissingParameter", NO, NO},
        {"NoSuchVersion", NO, NO},
        {"IpInBlacklist", NO, NO},
        {"OperationDenied.JobOperationDeniedError", NO, NO},
        {"RequestLimitExceeded", LATER, NO},
        {"RequestLimitExceeded.UinLimitExceeded", LATER, NO},
        {"ResourceInUse.ResourceInUseError", NO, NO},
        {"ResourceInsufficient.ResourceInsufficientError", NO, NO},
        {"ResourceNotFound.JobNotExist", NO, NO},
        {"ResourceUnavailable.ResourceUnavailableError", LATER, NO},
        {"ResourcesSoldOut.ResourcesSoldOutError", NO, NO},
        {"UnauthorizedOperation", NO, NO},
        {"UnknownParameter", NO, NO},
        {"UnsupportedOperation", NO, NO},
        {"UnsupportedRegion", NO, NO},
        {"SomethingNew.OfTomorrow", NO, NO},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};

        dts_error_set(&err, cases[i].code, "no", "r-1");
        expect(&err, cases[i].code, cases[i].read, cases[i].change,
               cases[i].change == LOOK ? NO : cases[i].change);
    }
}

/* No code: the line, and what stands in it. */
static void test_line(void **state)
{
    (void)state;
    static const struct {
        enum err_kind kind;
        int number;
        enum dts_again read, change;
    } cases[] = {
        {ERR_NETWORK, 0, LATER, LOOK},    {ERR_TIMEOUT, 0, LATER, LOOK},
        {ERR_CANCELLED, 0, NO, LOOK},     {ERR_PROTOCOL, 502, LATER, LOOK},
        {ERR_PROTOCOL, 504, LATER, LOOK}, {ERR_PROTOCOL, 404, NO, LOOK},
        {ERR_PROTOCOL, 200, NO, LOOK},    {ERR_DENIED, 0, NO, NO}, /* certificate */
        {ERR_INPUT, 0, NO, NO},           {ERR_LOCAL, 0, NO, NO},
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct err err = {0};

        err_set(&err, cases[i].kind, "no");
        err_server(&err, cases[i].number, NULL, "");
        expect(&err, err_kind_name(cases[i].kind), cases[i].read, cases[i].change, NO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
