/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_allow - the arithmetic of allow-lists, by cases and on random lists; where DTS comes
 * from, built in and from a file.
 */
#include "tests/unit/unit.h"

#include "alibaba/allow.h"
#include "alibaba/allow_named.h"
#include "alibaba/dts_addresses.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

static void the_mode_decides_the_side(void **state)
{
    (void)state;
    assert_int_equal(allow_side("safety", true), RDS_SIDE_CLASSIC);
    assert_int_equal(allow_side("Safety", false), RDS_SIDE_VPC);
    assert_int_equal(allow_side("normal", true), RDS_SIDE_ALL);
    assert_int_equal(allow_side(NULL, false), RDS_SIDE_ALL);
}

static void addresses_are_read_strictly(void **state)
{
    static const struct {
        const char *text, *is; /* NULL: refused */
    } cases[] = {
        {"203.0.113.7", "203.0.113.7"},
        {" 203.0.113.7/32\t", "203.0.113.7"},
        {"139.186.122.1/24", "139.186.122.0/24"},
        {"0.0.0.0/0", "0.0.0.0/0"},
        {"255.255.255.255/1", "128.0.0.0/1"},
        {"255.255.255.255", "255.255.255.255"},
        {"10.0.0.0/33", NULL},
        {"10.0.0.0/", NULL},
        {"10.0.0.0/-1", NULL},
        {"10.0.0.0/008", NULL},
        {"10.0.0", NULL},
        {"10.0.0.0.0", NULL},
        {"256.0.0.1", NULL},
        {"010.0.0.1", NULL},
        {"1.2.3.4 5.6.7.8", NULL},
        {"1.2.3.4x", NULL},
        {"::1", NULL},
        {"", NULL},
        {"%", NULL},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct cidr c;
        char text[ALLOW_TEXT];
        assert_int_equal(cidr_parse(cases[i].text, &c), cases[i].is != NULL);
        if (cases[i].is)
            assert_string_equal(cidr_format(c, text), cases[i].is);
    }
}

static void lists_are_sorted_and_bounded(void **state)
{
    struct cidr_list l = {0};
    struct err err = {0};
    char text[ALLOW_TEXT];

    (void)state;
    assert_true(
        cidr_list_parse(&l, "10.0.0.2, 10.0.0.1;10.0.0.2/32\n 10.0.0.0/8 9.9.9.9,", &err));
    assert_int_equal(l.n, 4);
    assert_string_equal(cidr_format(l.items[0], text), "9.9.9.9");
    assert_string_equal(cidr_format(l.items[1], text), "10.0.0.0/8");
    assert_string_equal(cidr_format(l.items[3], text), "10.0.0.2");
    assert_false(cidr_list_parse(&l, "10.0.0.3 db.example.com 10.0.0.4", &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_non_null(strstr(err.text, "db.example.com"));
    assert_int_equal(l.n, 5);
    for (unsigned i = 0; l.n < ALLOW_MAX; i++)
        cidr_list_add(&l, (struct cidr){i << 8, 32});
    assert_false(cidr_list_parse(&l, "11.0.0.3", &err));
    assert_int_equal(l.n, ALLOW_MAX);
    cidr_list_clear(&l);
}

/* ---- a list of groups ---- */

static void add_group(struct rds_allow_list *l, const char *name, bool hidden,
                      const char *entries)
{
    struct rds_allow_group *g = MEM_PUSH(l->items, l->n, l->cap);

    g->name = mem_strdup(name);
    g->hidden = hidden;
    if (*entries)
        strlist_split(&g->entries, entries, ',');
}

static void what_is_missing_is_found(void **state)
{
    struct rds_allow_list l = {0};
    struct cidr_list wanted = {0};
    struct allow_check c;
    struct strlist add = {0};
    struct err err = {0};

    (void)state;
    add_group(&l, "default", false, "127.0.0.1,not an address,2001:db8::1");
    add_group(&l, "office", false, "203.0.113.0/25,203.0.113.128/25,198.51.100.7/32");
    add_group(&l, "hdm_security", true, "192.0.2.0/24,0.0.0.0/0");
    assert_true(cidr_list_parse(
        &wanted, "198.51.100.7 203.0.113.9 203.0.113.0/24 192.0.2.1 198.51.100.0/24", &err));
    allow_check(&l, &wanted, &c);
    assert_int_equal(c.n, 5);
    assert_int_equal(c.missing, 2);
    assert_null(c.open_group);
    assert_int_equal(c.entries, 8);
    for (size_t i = 0; i < c.n; i++) {
        char text[ALLOW_TEXT];
        cidr_format(c.items[i].address, text);
        if (str_eq(text, "198.51.100.7")) {
            assert_true(c.items[i].there);
            assert_string_equal(c.items[i].group, "office");
            assert_string_equal(c.items[i].entry, "198.51.100.7");
        } else if (str_eq(text, "203.0.113.0/24")) {
            assert_true(c.items[i].there); /* by two halves */
            assert_null(c.items[i].group);
        } else if (str_eq(text, "203.0.113.9")) {
            assert_string_equal(c.items[i].entry, "203.0.113.0/25");
        } else {
            assert_false(c.items[i].there);
        }
    }
    assert_true(allow_to_append(&l, &c, &add, &err));
    assert_int_equal(add.n, 2);
    assert_string_equal(add.items[0], "192.0.2.1");
    assert_string_equal(add.items[1], "198.51.100.0/24");
    l.cut = true;
    assert_false(allow_to_append(&l, &c, &add, &err));
    assert_int_equal(err.kind, ERR_STATE);
    assert_int_equal(add.n, 0);
    allow_check_clear(&c);
    l.cut = false;
    add_group(&l, "all", false, "0.0.0.0/0");
    allow_check(&l, &wanted, &c);
    assert_int_equal(c.missing, 0);
    assert_string_equal(c.open_group, "all");
    allow_check_clear(&c);
    cidr_list_clear(&wanted);
    strlist_clear(&add);
    rds_allow_list_clear(&l);
}

static void a_full_list_takes_no_more(void **state)
{
    struct rds_allow_list l = {0};
    struct cidr_list wanted = {0};
    struct allow_check c;
    struct strlist add = {0};
    struct err err = {0};

    (void)state;
    add_group(&l, "default", false, "");
    for (int i = 0; i < ALLOW_MAX; i++)
        strlist_take(&l.items[0].entries, mem_printf("10.0.%d.%d", i / 250, i % 250));
    assert_true(cidr_list_parse(&wanted, "203.0.113.7", &err));
    allow_check(&l, &wanted, &c);
    assert_false(allow_to_append(&l, &c, &add, &err));
    assert_int_equal(err.kind, ERR_STATE);
    allow_check_clear(&c);
    strlist_clear(&l.items[0].entries);
    for (int i = 1; i < 200; i++)
        add_group(&l, "more", false, "10.0.0.1");
    allow_check(&l, &wanted, &c);
    assert_false(allow_to_append(&l, &c, &add, &err));
    allow_check_clear(&c);
    mem_replace(&l.items[7].name, ALLOW_GROUP); /* one of them is ours already */
    allow_check(&l, &wanted, &c);
    assert_true(allow_to_append(&l, &c, &add, &err));
    assert_int_equal(add.n, 1);
    allow_check_clear(&c);
    cidr_list_clear(&wanted);
    strlist_clear(&add);
    rds_allow_list_clear(&l);
}

static void only_what_we_added_is_taken_out(void **state)
{
    static const struct {
        const char *group;   /* what it holds now; NULL: there is no such group */
        const char *entries; /* to be taken out */
        const char *gone;
        bool last;
    } cases[] = {
        {"127.0.0.1,203.0.113.7/32,198.51.100.0/24", "203.0.113.7/32,198.51.100.0/24", "",
         false},
        {"198.51.100.0/24,203.0.113.7", "198.51.100.0/24,203.0.113.7", "", true},
        {"203.0.113.0/24,192.0.2.1", "", "203.0.113.7,198.51.100.1/24", false},
        {"203.0.113.7", "203.0.113.7", "198.51.100.1/24", true},
        {"", "", "203.0.113.7,198.51.100.1/24", false},
        {NULL, "", "203.0.113.7,198.51.100.1/24", false},
    };
    struct strlist added = {0};

    (void)state;
    strlist_add(&added, "203.0.113.7");
    strlist_add(&added, "198.51.100.1/24");
    strlist_add(&added, "203.0.113.7");
    for (size_t i = 0; i < LEN(cases); i++) {
        struct rds_allow_list l = {0};
        struct allow_removal r;
        add_group(&l, "default", false, "203.0.113.7,198.51.100.0/24");
        if (cases[i].group)
            add_group(&l, ALLOW_GROUP, false, cases[i].group);
        allow_to_remove(&l, ALLOW_GROUP, &added, &r);
        char *entries = strlist_join(&r.entries, ","), *gone = strlist_join(&r.gone, ",");
        assert_string_equal(entries, cases[i].entries);
        assert_string_equal(gone, cases[i].gone);
        assert_int_equal(r.last, cases[i].last);
        free(entries);
        free(gone);
        allow_removal_clear(&r);
        rds_allow_list_clear(&l);
    }
    strlist_clear(&added);
}

/* ---- random lists ---- */

/* A generator of its own: the same lists in every run. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* Networks of /24 to /32 inside 10.0.0.0/24, so that every address can be looked at. */
static struct cidr draw_cidr(uint32_t *seed)
{
    unsigned bits = 24 + draw(seed, 9);
    uint32_t base = 10u << 24 | draw(seed, 256);

    return (struct cidr){base & (UINT32_MAX << (32 - bits)), bits};
}

static bool lets_in(const struct rds_allow_list *l, uint32_t address)
{
    for (size_t g = 0; g < l->n; g++)
        for (size_t i = 0; i < l->items[g].entries.n; i++) {
            struct cidr c;
            if (!l->items[g].hidden && cidr_parse(l->items[g].entries.items[i], &c) &&
                cidr_covers(c, (struct cidr){address, 32}))
                return true;
        }
    return false;
}

static bool lets_in_all(const struct rds_allow_list *l, struct cidr c)
{
    for (uint32_t i = 0; i < (uint32_t)1 << (32 - c.bits); i++)
        if (!lets_in(l, c.base + i))
            return false;
    return true;
}

static struct rds_allow_list draw_list(uint32_t *seed)
{
    static const char *const names[] = {"default", "office", "hidden"};
    struct rds_allow_list l = {0};
    char text[ALLOW_TEXT];

    for (size_t g = 0; g < LEN(names); g++) {
        add_group(&l, names[g], g == 2, "");
        for (uint32_t i = draw(seed, 5); i > 0; i--)
            strlist_add(&l.items[g].entries, cidr_format(draw_cidr(seed), text));
    }
    return l;
}

/* What is told of a list is what each single address says; after appending nothing is missing;
 * after taking out, the list is what it was. */
static void random_lists_keep_the_rules(void **state)
{
    uint32_t seed = 20261122;

    (void)state;
    for (int turn = 0; turn < 1500; turn++) {
        struct rds_allow_list l = draw_list(&seed);
        struct cidr_list wanted = {0};
        struct allow_check c;
        struct allow_removal out;
        struct strlist add = {0};
        struct err err = {0};
        for (uint32_t i = 1 + draw(&seed, 4); i > 0; i--)
            cidr_list_add(&wanted, draw_cidr(&seed));
        allow_check(&l, &wanted, &c);
        for (size_t i = 0; i < c.n; i++)
            assert_int_equal(c.items[i].there, lets_in_all(&l, c.items[i].address));
        assert_true(allow_to_append(&l, &c, &add, &err));
        assert_int_equal(add.n, c.missing);
        allow_check_clear(&c);

        add_group(&l, ALLOW_GROUP, false, "");
        bool foreign = draw(&seed, 2) == 0;
        if (foreign)
            strlist_add(&l.items[3].entries, "127.0.0.1");
        for (size_t i = 0; i < add.n; i++)
            strlist_add(&l.items[3].entries, add.items[i]);
        allow_check(&l, &wanted, &c);
        assert_int_equal(c.missing, 0);
        allow_check_clear(&c);

        allow_to_remove(&l, ALLOW_GROUP, &add, &out);
        assert_int_equal(out.entries.n, add.n);
        assert_int_equal(out.gone.n, 0);
        assert_int_equal(out.last, add.n > 0 && !foreign);
        allow_removal_clear(&out);
        cidr_list_clear(&wanted);
        strlist_clear(&add);
        rds_allow_list_clear(&l);
    }
}

/* ---- what a refusal names ---- */

static void a_refusal_names_its_address(void **state)
{
    static const struct {
        const char *text, *named;
    } cases[] = {
        {"Host '203.0.113.7' is not allowed to connect to this MySQL server", "203.0.113.7"},
        {"Access denied for user 'dts'@'203.0.113.8' (using password: YES)", "203.0.113.8"},
        {"Host '203.0.113.9' is blocked because of many connection errors", "203.0.113.9"},
        {"a: Host '203.0.113.7' is not allowed; b: user 'x'@'198.51.100.1'",
         "198.51.100.1 203.0.113.7"},
        {"Host '203.0.113.7' and again Host '203.0.113.7'", "203.0.113.7"},
        {"Host 'db1.example' is not allowed to connect", ""},
        {"Host '203.0.113.777' is not allowed to connect", ""},
        {"Host '203.0.113.0/24' is not allowed to connect", ""},
        {"user 'x'@'127.0.0.1'", ""},
        {"user 'x'@'0.0.0.0'", ""},
        {"user 'x'@'%'", ""},
        {"the table '203.0.113.7' is missing", ""},
        {"Host '203.0.113.7", ""},
        {"'", ""},
        {NULL, ""},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct cidr_list l = {0};
        struct strlist texts = {0};
        char text[ALLOW_TEXT];

        allow_named(cases[i].text, &l);
        for (size_t k = 0; k < l.n; k++)
            strlist_add(&texts, cidr_format(l.items[k], text));
        char *all = strlist_join(&texts, " ");
        if (!str_eq(all, cases[i].named))
            fail_msg("%s: %s", cases[i].text, all);
        free(all);
        strlist_clear(&texts);
        cidr_list_clear(&l);
    }
}

/* ---- where DTS comes from ---- */

static void addresses_by_region_and_access(void **state)
{
    static const struct {
        const char *region, *access;
        enum dts_addresses_state is;
        size_t n;
    } cases[] = {
        {"ap-seoul", "extranet", DTS_ADDRESSES_KNOWN, 2},
        {"ap-guangzhou", "extranet", DTS_ADDRESSES_KNOWN, 4},
        {"ap-chongqing", "extranet", DTS_ADDRESSES_PARTLY, 3},
        {"sa-saopaulo", "extranet", DTS_ADDRESSES_UNKNOWN, 0},
        {"ap-shenzhen", "extranet", DTS_ADDRESSES_UNKNOWN, 0},
        {"ap-seoul", "ccn", DTS_ADDRESSES_LATER, 0},
        {"ap-seoul", "dcg", DTS_ADDRESSES_LATER, 0},
        {"ap-seoul", "vpncloud", DTS_ADDRESSES_LATER, 0},
        {"ap-seoul", "cdb", DTS_ADDRESSES_NONE, 0},
        {"ap-seoul", "cvm", DTS_ADDRESSES_UNKNOWN, 0},
        {NULL, NULL, DTS_ADDRESSES_UNKNOWN, 0},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dts_addresses a;
        dts_addresses(NULL, cases[i].region, cases[i].access, &a);
        assert_int_equal(a.state, cases[i].is);
        assert_int_equal(a.list.n, cases[i].n);
        assert_int_equal(*a.as_of != '\0', cases[i].n > 0);
        assert_int_equal(a.source != NULL, cases[i].is != DTS_ADDRESSES_UNKNOWN);
        assert_true(*dts_addresses_words(a.state));
        dts_addresses_clear(&a);
    }
}

static void a_file_takes_their_place(void **state)
{
    static const char text[] = "# mine\r\n\r\nas-of 2026-11-01\r\n"
                               "ap-seoul extranet 203.0.113.7, 203.0.113.8\n"
                               "  ap-seoul\textranet 203.0.113.9/32\n"
                               "* ccn 10.0.0.0/8 100.64.0.0/10\nap-tokyo ccn 10.1.0.0/16";
    struct dts_addresses a;
    struct err err = {0};
    char *path = file_join(*state, "addresses");

    assert_true(file_replace(path, text, sizeof text - 1, &err));
    struct dts_address_book *b = dts_address_book_load(path, &err);
    assert_non_null(b);
    dts_addresses(b, "ap-seoul", "extranet", &a);
    assert_int_equal(a.state, DTS_ADDRESSES_KNOWN);
    assert_int_equal(a.list.n, 3);
    assert_string_equal(a.as_of, "2026-11-01");
    dts_addresses_clear(&a);
    dts_addresses(b, "ap-seoul", "ccn", &a);
    assert_int_equal(a.list.n, 2);
    dts_addresses_clear(&a);
    dts_addresses(b, "ap-tokyo", "ccn", &a);
    assert_int_equal(a.list.n, 1);
    dts_addresses_clear(&a);
    /* the file stands for all that is known: nothing is taken from what is built in */
    dts_addresses(b, "ap-tokyo", "extranet", &a);
    assert_int_equal(a.state, DTS_ADDRESSES_UNKNOWN);
    assert_int_equal(a.list.n, 0);
    dts_addresses_clear(&a);
    dts_address_book_free(b);
    assert_null(dts_address_book_load("/nonexistent/addresses", &err));
    assert_int_equal(err.kind, ERR_GONE);
    free(path);
}

static void a_wrong_file_names_its_line(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"as-of 2026-11-01\nap-seoul extranet 203.0.113.777\n", "line 2: 203.0.113.777 is no"},
        {"as-of 2026-11-01\n\nap-seoul extranet\n", "line 3"},
        {"as-of 2026-11-01\nap-seoul\n", "line 2"},
        {"as-of 2026-11-01\nap_seoul extranet 1.2.3.4\n", "line 2"},
        {"as-of 2026-11-01\nap-seoul extra! 1.2.3.4\n", "line 2"},
        {"as-of 2026-13-01\n", "line 1"},
        {"as-of 2026-11-01T\n", "line 1"},
        {"as-of 2026-11-01\nas-of 2026-11-02\n", "line 2"},
        {"ap-seoul extranet 1.2.3.4\n", "line 1"},
        {"as-of 2026-11-01\n# nothing else\n", "No region"},
        {"", "No region"},
    };
    char *path = file_join(*state, "wrong"), *large = mem_alloc(70000);
    struct err err = {0};

    for (size_t i = 0; i < LEN(cases); i++) {
        assert_null(dts_address_book_parse(cases[i].text, "f", &err));
        assert_int_equal(err.kind, ERR_INPUT);
        if (!strstr(err.text, cases[i].words))
            fail_msg("%s: %s", cases[i].text, err.text);
    }
    memset(large, '\n', 70000);
    assert_true(file_replace(path, large, 70000, &err));
    assert_null(dts_address_book_load(path, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_true(file_replace(path, large, 3000, &err));
    assert_null(dts_address_book_load(path, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_true(file_replace(path, "as-of\0 2026-11-01", 17, &err));
    assert_null(dts_address_book_load(path, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    free(large);
    free(path);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_mode_decides_the_side),
    cmocka_unit_test(addresses_are_read_strictly),
    cmocka_unit_test(lists_are_sorted_and_bounded),
    cmocka_unit_test(what_is_missing_is_found),
    cmocka_unit_test(a_full_list_takes_no_more),
    cmocka_unit_test(only_what_we_added_is_taken_out),
    cmocka_unit_test(random_lists_keep_the_rules),
    cmocka_unit_test(a_refusal_names_its_address),
    cmocka_unit_test(addresses_by_region_and_access),
    cmocka_unit_test_setup_teardown(a_file_takes_their_place, unit_dir_setup,
                                    unit_dir_teardown),
    cmocka_unit_test_setup_teardown(a_wrong_file_names_its_line, unit_dir_setup,
                                    unit_dir_teardown),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
