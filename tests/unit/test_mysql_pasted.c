/* SPDX-License-Identifier: MIT
 *
 * test_mysql_pasted - answers as clients printed them (data/pasted, recorded with the clients of MySQL
 * 9.7 and MariaDB 10.11): every form gives the same rows; what was broken, cut off or made to deceive is
 * told by its line.
 */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/pasted.h"

static char *recorded(const char *name)
{
    struct buf b = BUF_INIT(1u << 20);
    struct err err = {0};
    char *path = mem_printf("%s/pasted/%s.txt", UNIT_DATA, name);

    if (!file_read(path, &b, &err))
        fail_msg("%s: %s", path, err.text);
    free(path);
    return buf_steal(&b);
}

static void read_good(const char *text, struct pasted *out)
{
    struct err err = {0};

    if (!pasted_read(text, strlen(text), out, &err))
        fail_msg("%s\n%s", err.text, text);
}

static void assert_wrong(const char *text, const char *says)
{
    struct pasted p;
    struct err err = {0};

    if (pasted_read(text, strlen(text), &p, &err))
        fail_msg("read: %s", text);
    assert_int_equal(err.kind, ERR_INPUT);
    if (!strstr(err.text, says))
        fail_msg("says \"%s\", not \"%s\"", err.text, says);
    assert_int_equal(p.n, 0);
}

/* ---- what clients print ---- */

static const char *const forms[] = {"t", "G", "B"};

static void test_lists_of_sessions(void **state)
{
    static const char *const servers[] = {"mysql", "mariadb"};

    (void)state;
    for (size_t s = 0; s < 2; s++)
        for (size_t f = 0; f < 3; f++) {
            char *name = mem_printf("%s-sessions.%s", servers[s], forms[f]);
            char *text = recorded(name);
            struct pasted p;
            read_good(text, &p);
            assert_int_equal(p.n, 1);
            const struct rows *r = &p.items[0].rows;
            assert_int_equal(r->cols, 8);
            assert_string_equal(r->names[0], "ID");
            assert_string_equal(r->names[7], "ASKED_AT");
            assert_true(r->n >= 2);
            assert_int_equal(p.items[0].whole, f != 2); /* -B has no end */
            /* who asked comes last and names itself */
            assert_string_equal(rows_by_name(r, r->n - 1, "ID"), rows_by_name(r, 0, "me"));
            assert_string_equal(rows_by_name(r, r->n - 1, "USER"), "root");
            assert_null(rows_by_name(r, r->n - 1, "DB"));
            pasted_clear(&p);
            free(text);
            free(name);
        }
}

/* A statement of two lines, wide letters and a stroke in it: three forms, the same rows. */
static void test_statement_over_two_lines(void **state)
{
    static const char *const servers[] = {"mysql", "mariadb"};

    (void)state;
    for (size_t s = 0; s < 2; s++)
        for (size_t f = 0; f < 3; f++) {
            char *name = mem_printf("%s-processlist.%s", servers[s], forms[f]);
            char *text = recorded(name);
            struct pasted p;
            size_t found = 0;
            read_good(text, &p);
            assert_int_equal(p.n, 1);
            const struct rows *r = &p.items[0].rows;
            for (size_t i = 0; i < r->n; i++) {
                const char *info = rows_by_name(r, i, "Info");
                assert_string_equal(rows_by_name(r, i, "Host"), "localhost");
                found += info && strstr(info, "SLEEP") && strstr(info, "전체 | 내역'");
            }
            assert_int_equal(found, 1);
            pasted_clear(&p);
            free(text);
            free(name);
        }
}

/* What is wrong in a row is told by the line where the row begins. */
static void test_lines_of_rows(void **state)
{
    static const struct {
        const char *text;
        size_t first, second;
    } rows[] = {
        {"a\tb\n1\t2\n3\t4\n", 2, 3},
        {"mysql> SELECT 1\n+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 3 | 4 |\n+---+---+\n",
         5, 6},
        {"*************************** 1. row ***************************\na: 1\nb: "
         "2\n*************************** 2. row ***************************\na: 3\nb: 4\n",
         1, 4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pasted p;
        read_good(rows[i].text, &p);
        assert_int_equal(p.items[0].rows.n, 2);
        assert_int_equal(p.items[0].lines[0], rows[i].first);
        assert_int_equal(p.items[0].lines[1], rows[i].second);
        pasted_clear(&p);
    }
}

static void test_positions(void **state)
{
    static const char *const at[] = {"ASKED_AT", NULL};
    static const char *const gtid[] = {"@@GLOBAL.gtid_executed", "@@GLOBAL.gtid_binlog_pos",
                                       NULL};
    static const char *const file[] = {"File", NULL};
    static const char *const servers[] = {"mysql", "mariadb"};

    (void)state;
    for (size_t s = 0; s < 2; s++) {
        for (size_t f = 0; f < 3; f++) {
            char *name = mem_printf("%s-status.%s", servers[s], forms[f]);
            char *text = recorded(name);
            struct pasted p;
            read_good(text, &p);
            assert_int_equal(p.n, 2); /* two statements, two answers */
            assert_non_null(strstr(pasted_find(&p, file), "bin"));
            assert_int_equal(strlen(pasted_find(&p, at)), 10);
            pasted_clear(&p);
            free(text);
            free(name);
        }
        char *name = mem_printf("%s-gtid.t", servers[s]), *text = recorded(name);
        struct pasted p, alone;
        read_good(text, &p);
        free(text);
        free(name);
        name = mem_printf("%s-gtid.N", servers[s]);
        text = recorded(name);
        read_good(text, &alone);
        assert_int_equal(alone.n, 1);
        assert_true(alone.items[0].alone);
        assert_string_equal(rows_get(&alone.items[0].rows, 0, 0), pasted_find(&p, gtid));
        pasted_clear(&p);
        pasted_clear(&alone);
        free(text);
        free(name);
    }
}

/* As it stands in a window of so many columns, when it is copied out of it line by line. */
static char *wrapped(const char *text, size_t cols)
{
    struct buf b = BUF_INIT(1u << 20);
    size_t at = 0;

    for (; *text; text++) {
        buf_addc(&b, *text);
        at = *text == '\n' ? 0 : at + 1;
        if (at == cols && text[1] && text[1] != '\n') {
            buf_addc(&b, '\n');
            at = 0;
        }
    }
    return buf_steal(&b);
}

static void test_broken_by_a_window(void **state)
{
    static const char *const names[] = {"mysql-sessions.t", "mariadb-sessions.t",
                                        "mysql-gtid.t", "mariadb-gtid.t"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *text = recorded(names[i]);
        struct pasted whole, p;
        read_good(text, &whole);
        for (size_t cols = 20; cols < 120; cols += 3) {
            char *narrow = wrapped(text, cols);
            struct err err = {0};
            /* it reads the same rows, or says that it cannot: never other rows */
            if (pasted_read(narrow, strlen(narrow), &p, &err)) {
                assert_int_equal(p.n, whole.n);
                assert_int_equal(p.items[0].rows.n, whole.items[0].rows.n);
                assert_int_equal(p.items[0].rows.cols, whole.items[0].rows.cols);
                for (size_t k = 0; k < p.items[0].rows.n * p.items[0].rows.cols; k++)
                    assert_true(
                        str_eq(p.items[0].rows.values[k], whole.items[0].rows.values[k]));
            } else {
                assert_non_null(strstr(err.text, "Line "));
            }
            if (cols > 76) /* the common ones do work */
                assert_int_equal(err.kind, ERR_NONE);
            pasted_clear(&p);
            free(narrow);
        }
        pasted_clear(&whole);
        free(text);
    }
}

/* What ends with every line, every byte: the same rows, fewer rows of a form without an end, or an error;
 * a frame never loses rows silently. */
static void test_cut_off_anywhere(void **state)
{
    char *text = recorded("mysql-sessions.t");
    size_t whole = strlen(text), good = 0;

    (void)state;
    for (size_t n = 0; n < whole; n++) {
        struct pasted p;
        struct err err = {0};
        if (pasted_read(text, n, &p, &err)) {
            if (p.items[0].rows.cols == 8) {
                assert_int_equal(p.items[0].rows.n, 3);
                good++;
            } else { /* the statement before the frame */
                assert_true(p.items[0].alone);
            }
        }
        pasted_clear(&p);
    }
    assert_true(good > 0); /* only what follows the last line of the frame */
    assert_true(good < 60);
    free(text);
}

static void test_with_prompts(void **state)
{
    static const char text[] =
        "\xEF\xBB\xBFmysql> SHOW MASTER STATUS;\r\n"
        "+------------------+----------+\r\n| File             | Position |\r\n"
        "+------------------+----------+\r\n| mysql-bin.000003 |     4700 |   \r\n"
        "+------------------+----------+\r\n1 row in set (0.00 sec)\r\n\r\n"
        "mysql> SHOW SLAVE STATUS\\G\r\nEmpty set (0.00 sec)\r\n\r\nmysql> bye\r\n";
    struct pasted p;

    (void)state;
    read_good(text, &p);
    assert_int_equal(p.n, 2);
    assert_string_equal(rows_by_name(&p.items[0].rows, 0, "position"), "4700");
    assert_int_equal(p.items[0].line, 2);
    assert_int_equal(p.items[1].rows.cols, 0);
    pasted_clear(&p);
}

/* A set of transactions has line ends of its own. */
static void test_set_over_lines(void **state)
{
    static const char alone[] = "1d849373-e665-11f1-9e67-02fc00000001:1-10,\n"
                                "2d849373-e665-11f1-9e67-02fc00000001:1-7\n",
                      rows[] =
                          "*************************************************** 1. row "
                          "***************************************************\n"
                          "             File: binlog.000002\n         Position: 157\n"
                          "Executed_Gtid_Set: 1d849373-e665-11f1-9e67-02fc00000001:1-10,\n"
                          "2d849373-e665-11f1-9e67-02fc00000001:1-7\n1 row in set (0.00 sec)\n",
                      loose[] =
                          "*************************************************** 1. row "
                          "***************************************************\n"
                          "File: binlog.000002\nPosition: 157\n"
                          "Executed_Gtid_Set: 1d849373-e665-11f1-9e67-02fc00000001:1-10,\n"
                          "2d849373-e665-11f1-9e67-02fc00000001:1-7\n";
    static const char set[] =
        "1d849373-e665-11f1-9e67-02fc00000001:1-10,2d849373-e665-11f1-9e67-02fc00000001:1-7";
    static const char *const name[] = {"Executed_Gtid_Set", "", NULL};
    const char *const texts[] = {alone, rows, loose};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct pasted p;
        read_good(texts[i], &p);
        assert_string_equal(pasted_find(&p, name), set);
        pasted_clear(&p);
    }
}

static void test_refusal(void **state)
{
    struct pasted p;

    (void)state;
    read_good("$ mysql -h db -u app -p\nERROR 1045 (28000): Access denied for user "
              "'app'@'10.1.2.3'\n",
              &p);
    assert_int_equal(p.n, 0);
    assert_int_equal(p.refusal_line, 2);
    assert_non_null(strstr(p.refusal, "1045"));
    pasted_clear(&p);
}

/* ---- what is wrong, by line ---- */

static void test_wrong(void **state)
{
    (void)state;
    assert_wrong("", "no answer");
    assert_wrong("\n \nmysql> \n", "no answer");
    assert_wrong("it was all quiet\nI promise\nreally\n", "Line 1:");
    assert_wrong("Id\tUser\n5\troot\n6\n", "Line 3:");
    assert_wrong("Id\tUser\n5\troot\n6\troot\tx\n", "Line 3:");
    assert_wrong("binlog.000003\t369\t\t\n", "Line 1:");
    assert_wrong("+----+\n| Id |\n+----+\n|  5 |\n", "Line 5:");
    assert_wrong("+----+\n| Id |\n+----+\n|  5 |\n+---+\n", "Line 5:");
    assert_wrong("+----+\n| Id |\n+----+\n|  5 | x |\n|  6 |\n+----+\n", "Line 4:");
    assert_wrong("+----+\n| Id |\n+----+\n|  5 |\n+----+\n2 rows in set (0.00 sec)\n",
                 "counted 2 rows, and 1");
    assert_wrong("*************************************************** 1. row "
                 "***************************************************\n",
                 "Line 2:");
    assert_wrong("*************************************************** 1. row "
                 "***************************************************\nId: 5\n"
                 "User: x\n*************************************************** 2. row "
                 "***************************************************\nId: 6\n",
                 "other names");
    assert_wrong("*************************************************** 1. row "
                 "***************************************************\nId: 5\n"
                 "2 rows in set (0.00 sec)\n",
                 "counted 2 rows");
}

/* Values from a server of somebody else's: nothing that moves a cursor, hides or turns text around. */
static void test_hostile(void **state)
{
    static const char text[] = "Id\tUser\tHost\n5\tapp\x1b[2J\x07\t10.0.\xe2\x80\xae"
                               "3.7\n6\t\xff\xfe\xc3\t\\0x\\tq\n";
    struct pasted p;

    (void)state;
    read_good(text, &p);
    for (size_t i = 0; i < p.items[0].rows.n * 3; i++) {
        const char *v = p.items[0].rows.values[i];
        assert_true(str_is_utf8(v, strlen(v)));
        assert_null(strchr(v, 0x1b));
        assert_null(strchr(v, 0x07));
        assert_null(strstr(v, "\xe2\x80\xae"));
    }
    pasted_clear(&p);
}

/* 1 MB in each form: a long list is read whole, and too much is refused with the limit. */
static void test_large(void **state)
{
    struct buf b = BUF_INIT(64u << 20);
    struct pasted p;
    struct err err = {0};

    (void)state;
    buf_adds(&b, "Id\tUser\n");
    size_t rows = 0;
    for (; b.len < 1024 * 1024; rows++)
        buf_addf(&b, "%zu\tan_application\n", rows);
    read_good(buf_str(&b), &p);
    assert_int_equal(p.items[0].rows.n, rows);
    pasted_clear(&p);
    buf_reset(&b);
    buf_adds(&b, "+----+\n| Id |\n+----+\n");
    while (b.len < 1024 * 1024)
        buf_adds(&b, "| x\n");
    assert_false(pasted_read(buf_str(&b), b.len, &p, &err));
    buf_reset(&b);
    while (b.len < 1024 * 1024)
        buf_adds(&b, "+--+");
    assert_false(pasted_read(buf_str(&b), b.len, &p, &err));
    buf_reset(&b);
    while (b.len < 1024 * 1024)
        buf_adds(&b, "a,\n");
    read_good(buf_str(&b), &p);
    assert_int_equal(strlen(rows_get(&p.items[0].rows, 0, 0)), b.len / 3 * 2);
    pasted_clear(&p);
    while (b.len <= PASTED_MAX)
        buf_adds(&b, "a,\n");
    assert_false(pasted_read(buf_str(&b), b.len, &p, &err));
    assert_non_null(strstr(err.text, "4 MB"));
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_of_sessions),
        cmocka_unit_test(test_statement_over_two_lines),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_lines_of_rows),
        cmocka_unit_test(test_broken_by_a_window),
        cmocka_unit_test(test_cut_off_anywhere),
        cmocka_unit_test(test_with_prompts),
        cmocka_unit_test(test_set_over_lines),
        cmocka_unit_test(test_refusal),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
