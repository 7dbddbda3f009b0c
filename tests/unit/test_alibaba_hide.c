/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_hide - passwords and tokens that the service or a proxy sends back are not kept.
 */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "alibaba/rds_errors.h"
#include "base/mem.h"

static void what_stands_behind_the_name_is_hidden(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"no secret here", "no secret here"},
        {"AccountPassword is mandatory for this action.",
         "AccountPassword is mandatory for this action."},
        {"InvalidAccountPassword.Format", "InvalidAccountPassword.Format"},
        {"AccountPassword", "AccountPassword"},
        {"AccountPassword=", "AccountPassword="},
        {"AccountPassword=a%2Bb", "AccountPassword=*****"},
        {"GET\n/\nAccountName=m&AccountPassword=Secret&DBInstanceId=rm-1\nhost:h",
         "GET\n/\nAccountName=m&AccountPassword=******&DBInstanceId=rm-1\nhost:h"},
        {"GET&%2F&AccountPassword%3DSecret%26Action%3DCreateAccount",
         "GET&%2F&AccountPassword%3D******%26Action%3DCreateAccount"},
        {"AccountPassword%253DSecret%2526Action", "AccountPassword%253D******%2526Action"},
        {"{\"AccountPassword\": \"Secret\",\"B\":1}",
         "{\"AccountPassword\": \"******\",\"B\":1}"},
        {"{\"AccountPassword\":\"Ab1!&Secret9\",\"B\":1}",
         "{\"AccountPassword\":\"************\",\"B\":1}"},
        {"{\"AccountPassword\":\"a <b%26'c\"}", "{\"AccountPassword\":\"*********\"}"},
        {"AccountPassword=\"a\\\"b\\\\\", B", "AccountPassword=\"******\", B"},
        {"{\\\"AccountPassword\\\":\\\"a\\\\\\\"&b\\\",\\\"B\\\":1}",
         "{\\\"AccountPassword\\\":\\\"*******\\\",\\\"B\\\":1}"},
        {"AccountPassword = 'one two' is wrong", "AccountPassword = '*******' is wrong"},
        {"AccountPassword=\"\"&B=1", "AccountPassword=\"\"&B=1"},
        {"AccountPassword=\"a\\", "AccountPassword=\"**"},
        {"AccountPassword=\"cut off & gone", "AccountPassword=\"**************"},
        {"AccountPassword 'x&z' is wrong", "AccountPassword '***' is wrong"},
        {"'AccountPassword' \"x&z\"", "'AccountPassword' \"***\""},
        {"'AccountPassword' is mandatory, 'B' too", "'AccountPassword' is mandatory, 'B' too"},
        {"AccountPassword: Secret, B", "AccountPassword: ******* B"},
        {"x-acs-security-token:CAIS+/=x\nx-acs-version:1",
         "x-acs-security-token:********\nx-acs-version:1"},
        {"SecurityToken=CAISx&Action=A, securitytoken=CAISy",
         "SecurityToken=*****&Action=A, securitytoken=*****"},
        {"<a href=\"/?AccountPassword=one\">AccountPassword=two</a>",
         "<a href=\"/?AccountPassword=***\">AccountPassword=***</a>"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        char *text = mem_strdup(cases[i][0]);
        rds_hide(text);
        assert_string_equal(text, cases[i][1]);
        free(text);
    }
}

static void an_error_does_not_keep_them(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(rds_error_set(&err, "SignatureDoesNotMatch",
                               "canonical request is:AccountPassword=Secret&B=1", "id"));
    assert_string_equal(err.server, "canonical request is:AccountPassword=******&B=1");
    assert_false(rds_error_set(&err, "Forbidden.RAM", NULL, NULL));
    assert_string_equal(err.server, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_stands_behind_the_name_is_hidden),
    cmocka_unit_test(an_error_does_not_keep_them),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
