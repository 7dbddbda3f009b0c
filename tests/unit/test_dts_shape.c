/* SPDX-License-Identifier: MIT
 *
 * test_dts_shape - what decoding refuses and what it lets pass, kind by kind, and how it bears
 * damaged input.
 */
#include "tests/unit/unit.h"

#include <math.h>

#include "base/buf.h"
#include "base/str.h"
#include "tests/unit/shapes.h"

struct leaf {
    char *Name;
    int64_t Size;
};
static const struct field leaf_fields[] = {
    {"Name", FIELD_STR, offsetof(struct leaf, Name), NULL, FIELD_REQUIRED},
    {"Size", FIELD_INT, offsetof(struct leaf, Size), NULL, 0},
    {.name = NULL},
};
static const struct shape leaf_shape = {"Leaf", sizeof(struct leaf), leaf_fields};

struct tree {
    char *Text, *Shown, *Nothing;
    struct secret *Secret;
    int64_t Number;
    int Flag;
    double Ratio;
    struct strlist Words, ShownWords;
    struct leaf Leaf;
    struct leaf *Maybe;
    DTS_LIST(struct leaf) Leaves;
};
#define AT(m) offsetof(struct tree, m)
static const struct field tree_fields[] = {
    {"Text", FIELD_STR, AT(Text), NULL, 0},
    {"Shown", FIELD_STR, AT(Shown), NULL, FIELD_EMIT_EMPTY},
    {"Nothing", FIELD_STR, AT(Nothing), NULL, FIELD_EMIT_NULL},
    {"Secret", FIELD_SECRET, AT(Secret), NULL, 0},
    {"Number", FIELD_INT, AT(Number), NULL, 0},
    {"Flag", FIELD_BOOL, AT(Flag), NULL, 0},
    {"Ratio", FIELD_DOUBLE, AT(Ratio), NULL, 0},
    {"Words", FIELD_STRLIST, AT(Words), NULL, 0},
    {"ShownWords", FIELD_STRLIST, AT(ShownWords), NULL, FIELD_EMIT_EMPTY},
    {"Leaf", FIELD_OBJECT, AT(Leaf), &leaf_shape, 0},
    {"Maybe", FIELD_OPT, AT(Maybe), &leaf_shape, FIELD_EMIT_NULL},
    {"Leaves", FIELD_LIST, AT(Leaves), &leaf_shape, 0},
    {.name = NULL},
};
static const struct shape tree_shape = {"Tree", sizeof(struct tree), tree_fields};

static bool decode(const char *text, enum shape_mode mode, struct tree *out, struct err *err)
{
    err_clear(err);
    struct json *j = json_parse(text, strlen(text), err);
    if (!j)
        fail_msg("%s: %s", err->text, text);
    bool ok = shape_decode(&tree_shape, j, mode, out, err);
    json_free(j);
    return ok;
}

static void test_all_kinds(void **state)
{
    (void)state;
    static const char text[] =
        "{\"Text\":\"a\",\"Shown\":\"b\",\"Nothing\":\"c\",\"Secret\":\"s\",\"Number\":-5,"
        "\"Flag\":false,\"Ratio\":1.5,\"Words\":[\"x\",\"\"],\"ShownWords\":[\"y\"],"
        "\"Leaf\":{\"Name\":\"l\"},\"Maybe\":{\"Name\":\"m\",\"Size\":9007199254740991},"
        "\"Leaves\":[{\"Name\":\"1\"},{\"Name\":\"2\"}]}";
    struct tree t;
    struct err err = {0};

    assert_true(decode(text, SHAPE_STRICT, &t, &err));
    assert_string_equal(t.Text, "a");
    assert_string_equal(secret_reveal(t.Secret), "s");
    assert_true(t.Number == -5 && t.Flag == 0 && t.Ratio == 1.5);
    assert_int_equal(t.Words.n, 2);
    assert_string_equal(t.Words.items[1], "");
    assert_true(t.Leaf.Size == DTS_UNSET && t.Maybe->Size == 9007199254740991);
    assert_string_equal(t.Leaves.items[1].Name, "2");
    char *again = shapes_text(&tree_shape, &t);
    assert_string_equal(again, text);
    free(again);
    shape_clear(&tree_shape, &t);
    assert_true(t.Text == NULL && t.Number == DTS_UNSET && t.Flag == DTS_UNSET_BOOL &&
                isnan(t.Ratio) && t.Maybe == NULL && t.Leaves.n == 0);
}

/* Absent and null are alike, and what stands for them is told by the flags. */
static void test_absent_and_null(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{}",
        "{\"Text\":null,\"Shown\":null,\"Nothing\":null,\"Secret\":null,\"Number\":null,"
        "\"Flag\":null,\"Ratio\":null,\"Words\":null,\"ShownWords\":null,\"Leaf\":null,"
        "\"Maybe\":null,\"Leaves\":null}",
        "{\"Words\":[],\"Leaves\":[]}",
    };
    for (size_t i = 0; i < LEN(bodies); i++) {
        for (int mode = SHAPE_LENIENT; mode <= SHAPE_STRICT; mode++) {
            struct tree t;
            struct err err = {0};

            assert_true(decode(bodies[i], (enum shape_mode)mode, &t, &err));
            char *text = shapes_text(&tree_shape, &t);
            assert_string_equal(
                text, "{\"Shown\":\"\",\"Nothing\":null,\"ShownWords\":[],\"Maybe\":null}");
            free(text);
            shape_clear(&tree_shape, &t);
        }
    }
}

static void test_empty_text_is_present(void **state)
{
    (void)state;
    struct tree t;
    struct err err = {0};

    assert_true(decode("{\"Text\":\"\",\"Secret\":\"\"}", SHAPE_STRICT, &t, &err));
    assert_non_null(t.Text);
    char *text = shapes_text(&tree_shape, &t);
    assert_non_null(strstr(text, "\"Text\":\"\""));
    assert_non_null(strstr(text, "\"Secret\":\"\""));
    free(text);
    shape_clear(&tree_shape, &t);
}

static void test_strict_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *body, *code, *text;
    } cases[] = {
        {"{\"Extra\":1}", "UnknownParameter", "Extra is not known here"},
        {"{\"text\":\"a\"}", "UnknownParameter", "text is not known here"},
        {"{\"\":1}", "UnknownParameter", NULL},
        {"{\"Leaf\":{\"Name\":\"a\",\"x\":1}}", "UnknownParameter", "Leaf.x is not known here"},
        {"{\"Maybe\":{\"Name\":\"a\",\"x\":1}}", "UnknownParameter",
         "Maybe.x is not known here"},
        {"{\"Leaves\":[{\"Name\":\"a\"},{\"Name\":\"b\",\"Port\":1}]}", "UnknownParameter",
         "Leaves[1].Port is not known here"},
        {"{\"Leaf\":{}}", "MissingParameter", "Leaf.Name is missing"},
        {"{\"Leaves\":[{\"Name\":\"a\"},{}]}", "MissingParameter", "Leaves[1].Name is missing"},
        {"{\"Leaves\":[{\"Name\":null}]}", "MissingParameter", "Leaves[0].Name is missing"},
        {"{\"Text\":\"a\",\"Text\":\"b\"}", "InvalidParameter", "Text is given twice"},
        {"{\"Text\":null,\"Text\":\"b\"}", "InvalidParameter", "Text is given twice"},
        {"{\"Text\":1}", "InvalidParameterValue", "Text is not a text"},
        {"{\"Secret\":1}", "InvalidParameterValue", "Secret is not a text"},
        {"{\"Number\":\"1\"}", "InvalidParameterValue", "Number is not a whole number"},
        {"{\"Number\":1.5}", "InvalidParameterValue", "Number is not a whole number"},
        {"{\"Number\":1e300}", "InvalidParameterValue", "Number is not a whole number"},
        {"{\"Flag\":1}", "InvalidParameterValue", "Flag is not true or false"},
        {"{\"Flag\":\"true\"}", "InvalidParameterValue", "Flag is not true or false"},
        {"{\"Ratio\":\"1\"}", "InvalidParameterValue", "Ratio is not a number"},
        {"{\"Words\":\"a\"}", "InvalidParameterValue", "Words is not a list of texts"},
        {"{\"Words\":[\"a\",2]}", "InvalidParameterValue", "Words[1] is not a text"},
        {"{\"Words\":[null]}", "InvalidParameterValue", "Words[0] is not a text"},
        {"{\"Leaf\":[]}", "InvalidParameterValue", "Leaf is not an object"},
        {"{\"Maybe\":\"\"}", "InvalidParameterValue", "Maybe is not an object"},
        {"{\"Leaves\":{}}", "InvalidParameterValue", "Leaves is not a list of objects"},
        {"{\"Leaves\":[null]}", "InvalidParameterValue", "Leaves[0] is not an object"},
        {"{\"Leaves\":[{\"Name\":\"a\"},{\"Name\":\"b\",\"Size\":true}]}",
         "InvalidParameterValue", "Leaves[1].Size is not a whole number"},
        {"[]", "InvalidRequest", "The body is not a JSON object"},
        {"null", "InvalidRequest", "The body is not a JSON object"},
        {"\"{}\"", "InvalidRequest", "The body is not a JSON object"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct tree t;
        struct err err = {0};

        if (decode(cases[i].body, SHAPE_STRICT, &t, &err))
            fail_msg("accepted: %s", cases[i].body);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.code, cases[i].code);
        if (cases[i].text)
            assert_string_equal(err.text, cases[i].text);
        assert_true(t.Text == NULL && t.Leaves.items == NULL && t.Maybe == NULL);
    }
}

static void test_lenient(void **state)
{
    (void)state;
    struct tree t;
    struct err err = {0};

    assert_true(decode("{\"Extra\":{\"deep\":[1]},\"Text\":\"a\",\"Text\":\"b\",\"Leaf\":{},"
                       "\"Words\":[null,\"w\",null],\"Leaves\":[null,{\"New\":1},null]}",
                       SHAPE_LENIENT, &t, &err));
    assert_string_equal(t.Text, "a");
    assert_int_equal(t.Words.n, 1);
    assert_int_equal(t.Leaves.n, 1);
    assert_null(t.Leaves.items[0].Name);
    shape_clear(&tree_shape, &t);

    assert_false(decode("{\"Leaves\":[{\"Size\":\"x\"}]}", SHAPE_LENIENT, &t, &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    assert_string_equal(err.code, "");
    assert_string_equal(err.text, "Leaves[0].Size is not a whole number");
}

/* A name from outside that is longer than the path's room is cut and made printable. */
static void test_long_names(void **state)
{
    (void)state;
    char body[2048] = "{\"", *p = body + 2;
    struct tree t;
    struct err err = {0};

    for (int i = 0; i < 300; i++, p += 3)
        memcpy(p, "\xe8\xbf\x81", 3);
    strcpy(p, "\":1}");
    assert_false(decode(body, SHAPE_STRICT, &t, &err));
    assert_string_equal(err.code, "UnknownParameter");
    assert_true(str_is_utf8(err.text, strlen(err.text)));
    assert_true(decode(body, SHAPE_LENIENT, &t, &err));
    shape_clear(&tree_shape, &t);
    assert_false(decode("{\"a\\u001b[31mb\":1}", SHAPE_STRICT, &t, &err));
    assert_null(strchr(err.text, 0x1b));
}

/* A short body cannot make us take gigabytes: [{},{},...] of a large struct. */
static void test_list_ceiling(void **state)
{
    (void)state;
    size_t n = SHAPE_MAX_LIST_BYTES / sizeof(struct dts_job_item) + 1;
    struct json *j = json_object(), *list = json_array();
    struct dts_jobs_response r;
    struct err err = {0};

    for (size_t i = 0; i < n; i++)
        json_add(list, json_object());
    json_set(j, "JobList", list);
    assert_false(shape_decode(&dts_jobs_response_shape, j, SHAPE_LENIENT, &r, &err));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    assert_string_equal(err.text, "JobList has too many elements");
    assert_null(r.JobList.items);
    json_free(j);
}

static void test_long_secret(void **state)
{
    (void)state;
    struct json *j = json_object();
    char *text = mem_alloc(SECRET_MAX + 2);
    struct tree t;
    struct err err = {0};

    memset(text, 'p', SECRET_MAX);
    json_set(j, "Secret", json_string(text));
    assert_true(shape_decode(&tree_shape, j, SHAPE_STRICT, &t, &err));
    assert_int_equal(secret_len(t.Secret), SECRET_MAX);
    shape_clear(&tree_shape, &t);
    text[SECRET_MAX] = 'p'; /* refused rather than cut: a cut password is another password */
    json_set(j, "Secret", json_string(text));
    assert_false(shape_decode(&tree_shape, j, SHAPE_STRICT, &t, &err));
    assert_string_equal(err.text, "Secret is too long");
    json_free(j);
    free(text);
}

/* ---- damaged input ---- */

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* mutate - one to four small wounds: a byte changed, removed, or a piece copied elsewhere. */
static void mutate(struct buf *b, uint32_t *seed)
{
    static const char spice[] = "{}[]\",:\\0123456789.eE-+tfn \x80\xff\x01";

    for (uint32_t wounds = 1 + draw(seed) % 4; wounds && b->len > 1; wounds--) {
        size_t at = draw(seed) % b->len, from = draw(seed) % b->len;
        size_t n = 1 + draw(seed) % 12;

        switch (draw(seed) % 3) {
        case 0: b->data[at] = spice[draw(seed) % (sizeof spice - 1)]; break;
        case 1:
            memmove(b->data + at, b->data + at + 1, b->len - at);
            b->len--;
            break;
        default:
            if (n > b->len - at)
                n = b->len - at;
            if (n > b->len - from)
                n = b->len - from;
            memmove(b->data + at, b->data + from, n);
        }
    }
}

/* Whatever the bytes, decoding either succeeds and what it read goes round again unchanged, or
 * it fails with a sentence and leaves nothing behind (the sanitizer build watches). */
static void damage(const struct shape *sh, const char *text, uint32_t *seed, size_t times,
                   size_t counts[3])
{
    void *s = mem_alloc(sh->size), *t = mem_alloc(sh->size);

    for (size_t i = 0; i < times; i++) {
        struct buf b = BUF_INIT(1024 * 1024);
        struct err err = {0};

        buf_adds(&b, text);
        mutate(&b, seed);
        struct json *j = json_parse(b.data, b.len, &err);
        counts[0] += j != NULL;
        for (int mode = SHAPE_LENIENT; j && mode <= SHAPE_STRICT; mode++) {
            err_clear(&err);
            if (!shape_decode(sh, j, (enum shape_mode)mode, s, &err)) {
                assert_string_not_equal(err.text, "");
                continue;
            }
            counts[1 + mode]++;
            char *one = shapes_text(sh, s);
            struct json *again = json_parse(one, strlen(one), &err);
            assert_non_null(again);
            assert_true(shape_decode(sh, again, (enum shape_mode)mode, t, &err));
            char *two = shapes_text(sh, t);
            assert_string_equal(one, two);
            free(one);
            free(two);
            json_free(again);
            shape_clear(sh, s);
            shape_clear(sh, t);
        }
        json_free(j);
        buf_clear(&b);
    }
    free(s);
    free(t);
}

static void test_damaged_input(void **state)
{
    (void)state;
    static const struct shape *const roots[] = {&dts_modify_request_shape, &tree_shape,
                                                &dts_check_response_shape,
                                                &dts_create_request_shape};
    size_t counts[3] = {0}; /* JSON, lenient, strict */
    uint32_t seed = 20211206;

    for (size_t i = 0; i < LEN(roots); i++) {
        void *s = mem_alloc(roots[i]->size);
        int next = 1;

        shapes_fill(roots[i], s, &next);
        char *text = shapes_text(roots[i], s);
        damage(roots[i], text, &seed, 1500, counts);
        free(text);
        shape_clear(roots[i], s);
        free(s);
    }
    /* the mutations are neither all harmless nor all fatal: each path was walked */
    assert_true(counts[0] > 100 && counts[1] > 100 && counts[2] > 100);
    assert_true(counts[2] < counts[1] && counts[1] <= counts[0] && counts[0] < 6000);
}

static void set_up_table(struct dts_database_table *t, bool turned)
{
    static const char *const names[] = {"a", "b"};

    shape_init(&dts_database_table_shape, t);
    t->ObjectMode = mem_strdup("partial");
    for (size_t i = 0; i < LEN(names); i++) {
        struct dts_db_item *db = DTS_PUSH(t->Databases, dts_db_item_shape);
        db->DbName = mem_strdup(names[turned ? 1 - i : i]);
        db->DBMode = mem_strdup("all");
        strlist_add(&t->AdvancedObjects, names[turned ? 1 - i : i]);
    }
}

/* What is wanted has to be there; what is not said, secrets and order do not count. */
static void test_covers(void **state)
{
    (void)state;
    const struct shape *sh = &dts_database_table_shape;
    struct dts_database_table want, have;

    set_up_table(&want, false);
    set_up_table(&have, true);
    assert_true(shape_covers(sh, &want, &have));
    mem_replace(&have.Databases.items[0].TableMode, "all"); /* only one says it */
    assert_true(shape_covers(sh, &want, &have));
    assert_false(shape_covers(sh, &have, &want));
    mem_replace(&have.Databases.items[0].DBMode, "partial");
    assert_false(shape_covers(sh, &want, &have));
    mem_replace(&have.Databases.items[0].DBMode, "all");
    strlist_add(&have.AdvancedObjects, "c");
    assert_false(shape_covers(sh, &want, &have));
    strlist_clear(&want.AdvancedObjects);
    assert_true(shape_covers(sh, &want, &have));
    mem_replace(&want.Databases.items[1].DbName, "a"); /* as many, but not the same */
    mem_replace(&want.Databases.items[0].DbName, "d");
    assert_false(shape_covers(sh, &want, &have));
    shape_clear(sh, &want);
    shape_clear(sh, &have);

    struct dts_db_info one, other;
    shape_init(&dts_db_info_shape, &one);
    shape_init(&dts_db_info_shape, &other);
    one.Port = 3306;
    one.Password = secret_from_str("planted");
    assert_false(shape_covers(&dts_db_info_shape, &one, &other));
    other.Port = 3306;
    other.User = mem_strdup("u");
    assert_true(shape_covers(&dts_db_info_shape, &one, &other));
    one.User = mem_strdup("");
    assert_true(shape_covers(&dts_db_info_shape, &one, &other));
    shape_clear(&dts_db_info_shape, &one);
    shape_clear(&dts_db_info_shape, &other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_kinds),      cmocka_unit_test(test_absent_and_null),
        cmocka_unit_test(test_strict_refuses), cmocka_unit_test(test_empty_text_is_present),
        cmocka_unit_test(test_lenient),        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_list_ceiling),   cmocka_unit_test(test_long_secret),
        cmocka_unit_test(test_damaged_input),  cmocka_unit_test(test_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
