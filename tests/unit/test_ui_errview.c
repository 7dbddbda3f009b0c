/* SPDX-License-Identifier: MIT
 *
 * test_ui_errview - an error told in full: the chain of causes, whose words, the likely cause and how
 * to go on; those before it, newest first; what stays on the screen and what goes by itself.
 */
#include "tests/unit/screen.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/app.h"
#include "ui/errview.h"
#include "ui/help/errors.h"

static char *full(const struct err *e, int64_t wall)
{
    struct buf b = BUF_INIT(65536);

    errview_full(&b, e, wall);
    return buf_steal(&b);
}

static void refused_by_mysql(void **state)
{
    struct err e = {0};
    char *text;

    (void)state;
    err_set(&e, ERR_AUTH, "db1:3306: user name or password refused");
    err_server(&e, 1045, "28000", "Access denied for user 'dts'@'10.0.0.9'");
    err_hint(&e, "Check name and password.");
    err_wrap(&e, "The source could not be read");
    text = full(&e, 1795305600);
    assert_string_equal(
        text, "The source could not be read\n"
              "  because: db1:3306: user name or password refused\n"
              "\n"
              "Likely cause: A slip in name or password; or the account exists only for other "
              "hosts: 'dts'@'10.%' is not let in from elsewhere.\n"
              "What to do: Check name and password.\n"
              "How to go on: Esc, correct name, password or key where they were given, then F5 "
              "tries again.\n"
              "\n"
              "The server's own words: Access denied for user 'dts'@'10.0.0.9'\n"
              "Code: MySQL 1045 (28000)\n"
              "Time: 2026-11-22 00:00:00\n");
    free(text);
}

static void refused_by_dts(void **state)
{
    struct err e = {0};
    char *text;

    (void)state;
    err_set(&e, ERR_STATE, "The task does not allow this now");
    err_server(&e, 0, "FailedOperation.StatusInConflict", "job is running");
    str_copy(e.request_id, sizeof e.request_id, "5f3c-77");
    text = full(&e, 0);
    assert_non_null(strstr(text, "Code: DTS FailedOperation.StatusInConflict\n"
                                 "Request id: 5f3c-77\n"));
    assert_non_null(strstr(text, "Likely cause: The task changed its state since"));
    assert_non_null(strstr(text, "How to go on: F5 reads the state"));
    assert_null(strstr(text, "Time:"));
    free(text);
}

static void voices(void **state)
{
    static const struct {
        enum err_kind kind;
        int number;
        const char *code, *voice;
    } cases[] = {
        {ERR_AUTH, 1045, "28000", "MySQL"},
        {ERR_NETWORK, 2003, "HY000", "MySQL"},
        {ERR_NETWORK, 2003, "", "MySQL"},
        {ERR_SERVER, 0, "InternalError", "DTS"},
        {ERR_PROTOCOL, 502, "", "HTTP"},
        {ERR_LOCAL, 28, "", "This machine"},
        {ERR_INPUT, 0, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};

        err_set(&e, cases[i].kind, "x");
        err_server(&e, cases[i].number, cases[i].code, NULL);
        assert_string_equal(error_voice(&e), cases[i].voice);
    }
}

/* Every kind says how to go on, with a key or a deed; a slip in an answer has no "likely cause". */
static void every_kind_goes_on(void **state)
{
    struct err e = {0};

    (void)state;
    for (enum err_kind k = ERR_INPUT; k <= ERR_LOCAL; k++) {
        e.kind = k;
        assert_true(strlen(error_next(&e)) > 20 || k == ERR_CANCELLED);
    }
    e.kind = ERR_INPUT;
    assert_null(error_cause(&e));
    e.kind = ERR_NETWORK;
    assert_non_null(error_cause(&e));
}

static void newest_first_and_bounded(void **state)
{
    struct errors list = {0};
    struct buf b = BUF_INIT(65536);
    const char *at;

    (void)state;
    errview_earlier(&b, &list, 0);
    assert_int_equal(b.len, 0);
    for (int i = 0; i < ERRORS_KEPT + 4; i++) {
        struct err e = {0};
        err_set(&e, ERR_SERVER, "error number %d.", i);
        errors_note(&list, &e, 1795305600 + i);
    }
    assert_int_equal(list.n, ERRORS_KEPT);
    errview_earlier(&b, &list, 1);
    assert_null(strstr(buf_str(&b), "number 19.")); /* told above */
    assert_null(strstr(buf_str(&b), "number 3."));  /* the oldest went */
    at = strstr(buf_str(&b), "2026-11-22 00:00:18\nerror number 18.");
    assert_non_null(at);
    assert_non_null(strstr(at, "2026-11-22 00:00:04\nerror number 4."));
    buf_clear(&b);
}

static bool reads(const struct app *a, const char *words)
{
    for (size_t i = 0; i < a->text.view.n; i++)
        if (strstr(a->text.view.lines[i].text, words))
            return true;
    return false;
}

/* An error stays until it is put away, and F4 knows it after that. A toast never replaces it. */
static void errors_stay(void **state)
{
    struct app a = {0};

    (void)state;
    a.snap = snapshot_new();
    a.layout = layout_compute(80, 24, 1);
    app_details(&a);
    assert_true(reads(&a, "No error so far."));
    app_top_clear(&a);
    app_fail(&a, "first failure");
    app_fail(&a, "second failure");
    app_toast(&a, "done");
    assert_string_equal(a.error.text, "second failure");
    app_details(&a);
    assert_true(reads(&a, "second failure"));
    assert_true(reads(&a, "Earlier in this session"));
    assert_true(reads(&a, "first failure"));
    assert_non_null(a.text.plain); /* it can be saved */
    struct key_event esc = key_of(K_ESC, 0);
    app_key(&a, &esc);
    assert_int_equal(a.top, TOP_NONE);
    assert_int_equal(a.error.kind, ERR_INPUT);
    app_global(&a, ACT_ESC);
    assert_int_equal(a.error.kind, ERR_NONE);
    app_details(&a);
    assert_true(reads(&a, "No error stands. The last one was:"));
    assert_true(reads(&a, "second failure"));
    app_top_clear(&a);
    snapshot_free(a.snap);
    free(a.toast);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_by_mysql),
        cmocka_unit_test(refused_by_dts),
        cmocka_unit_test(voices),
        cmocka_unit_test(every_kind_goes_on),
        cmocka_unit_test(newest_first_and_bounded),
        cmocka_unit_test(errors_stay),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
