/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_lists - DescribeMigrationJobs and DescribeMigrateDBInstances: filters, order, pages.
 */
#include "tests/unit/dtsd_room.h"

#define BAD "InvalidParameterValue.InvalidParameterValueError"

/* The names of the listed tasks, "a b c", and TotalCount behind a slash. */
static char *listed(struct room *r, const char *body)
{
    struct json *root, *l = room_ask(r, "DescribeMigrationJobs", body, &root);
    char *out = mem_strdup("");
    int64_t total = -1;
    struct err err;

    for (struct json *i = json_first(json_get(l, "JobList")); i; i = json_next(i)) {
        char *name = room_text(json_get(i, "JobName"));
        char *more = mem_printf("%s%s ", out, name);
        free(name);
        free(out);
        out = more;
    }
    json_read_int(json_get(l, "TotalCount"), "TotalCount", &total, &err);
    char *all = mem_printf("%s/%lld", out, (long long)total);
    free(out);
    json_free(root);
    return all;
}

static void expect(struct room *r, const char *body, const char *names)
{
    char *got = listed(r, body);

    if (strcmp(got, names) != 0)
        fail_msg("%s lists \"%s\", not \"%s\"", body, got, names);
    free(got);
}

/* a: extranet, tags; b: cdb target, timed; c: bought only, with tags of the purchase. */
static void three(struct room *r)
{
    static const char *const changes[] = {
        "\"Tags\":[{\"TagKey\":\"team\",\"TagValue\":\"shop\"},{\"TagKey\":\"env\"}],",
        "\"RunMode\":\"timed\",\"ExpectRunTime\":\"2099-01-01 00:00:00\",",
    };
    struct job *a = room_buy(r, "a"), *b = room_buy(r, "b");
    char *body =
        mem_printf("{\"JobId\":\"%s\",%s\"RunMode\":\"immediate\",\"SrcInfo\":" ROOM_SIDE
                   ",\"DstInfo\":" ROOM_SIDE
                   ",\"MigrateOption\":{\"DatabaseTable\":{\"ObjectMode\":\"all\"}}}",
                   a->id, changes[0]);

    room_expect(r, "ModifyMigrationJob", body, "");
    free(body);
    body = mem_printf("{\"JobId\":\"%s\",%s\"SrcInfo\":" ROOM_SIDE
                      ",\"DstInfo\":{\"Region\":\"ap-seoul\",\"AccessType\":\"cdb\","
                      "\"DatabaseType\":\"mysql\",\"NodeType\":\"simple\",\"Info\":[{"
                      "\"InstanceId\":\"cdb-test0002\",\"User\":\"u\",\"Password\":\"p\"}]},"
                      "\"MigrateOption\":{\"DatabaseTable\":{\"ObjectMode\":\"all\"}}}",
                      b->id, changes[1]);
    room_expect(r, "ModifyMigrationJob", body, "");
    free(body);
    room_status(r, b, DTS_CHECK_PASS);
    r->region = "ap-tokyo";
    room_expect(r, "CreateMigrationService",
                "{\"SrcDatabaseType\":\"mariadb\",\"DstDatabaseType\":\"mariadb\","
                "\"SrcRegion\":\"ap-tokyo\",\"DstRegion\":\"ap-tokyo\","
                "\"InstanceClass\":\"medium\",\"JobName\":\"c\","
                "\"Tags\":[{\"TagKey\":\"team\",\"TagValue\":\"bank\"}]}",
                "");
}

static void filters(void **state)
{
    static const struct {
        const char *body, *names;
    } cases[] = {
        {"{}", "c b a /3"},
        {"{\"OrderSeq\":\"asc\"}", "a b c /3"},
        {"{\"JobId\":\"\",\"JobName\":\"\"}", "c b a /3"}, /* "" is no filter */
        {"{\"JobName\":\"b\"}", "b /1"},
        {"{\"JobId\":\"dts-none0000\"}", "/0"},
        {"{\"Status\":[\"created\"]}", "c a /2"},
        {"{\"Status\":[\"created\",\"checkPass\"]}", "c b a /3"},
        {"{\"Status\":[\"running\"]}", "/0"},
        {"{\"DstInstanceId\":\"cdb-test0002\"}", "b /1"},
        {"{\"SrcInstanceId\":\"cdb-test0002\"}", "/0"},
        {"{\"SrcRegion\":\"ap-tokyo\"}", "c /1"},
        {"{\"DstRegion\":\"ap-seoul\"}", "b a /2"},
        {"{\"SrcDatabaseType\":[\"mariadb\"]}", "c /1"},
        {"{\"DstDatabaseType\":[\"mysql\",\"mariadb\"]}", "c b a /3"},
        {"{\"SrcAccessType\":[\"extranet\"]}", "b a /2"},
        {"{\"DstAccessType\":[\"cdb\",\"ccn\"]}", "b /1"},
        {"{\"RunMode\":\"timed\"}", "b /1"},
        {"{\"RunMode\":\"immediate\"}", "c a /2"},
        {"{\"TagFilters\":[{\"TagKey\":\"team\"}]}", "c a /2"},
        {"{\"TagFilters\":[{\"TagKey\":\"team\",\"TagValue\":[\"bank\",\"x\"]}]}", "c /1"},
        {"{\"TagFilters\":[{\"TagKey\":\"team\",\"TagValue\":[\"x\"]}]}", "/0"},
        {"{\"TagFilters\":[{\"TagKey\":\"team\"},{\"TagKey\":\"env\"}]}", "a /1"},
        {"{\"TagFilters\":[{\"TagKey\":\"nope\"}]}", "/0"},
        {"{\"Limit\":1}", "c /3"}, /* the count is of all that match */
        {"{\"Limit\":1,\"Offset\":1}", "b /3"},
        {"{\"Limit\":100,\"Offset\":3}", "/3"},
        {"{\"Offset\":9007199254740991}", "/3"},
        {"{\"SrcRegion\":\"ap-seoul\",\"RunMode\":\"timed\",\"OrderSeq\":\"asc\"}", "b /1"},
    };
    struct room *r = *state;

    three(r);
    for (size_t i = 0; i < LEN(cases); i++)
        expect(r, cases[i].body, cases[i].names);
}

static void refused(void **state)
{
    static const struct {
        const char *action, *more, *code, *path;
    } cases[] = {
        {"DescribeMigrationJobs", "\"Limit\":0", BAD, "Limit"},
        {"DescribeMigrationJobs", "\"Limit\":101", BAD, "Limit"},
        {"DescribeMigrationJobs", "\"Offset\":-1", BAD, "Offset"},
        {"DescribeMigrationJobs", "\"OrderSeq\":\"up\"", BAD, "OrderSeq"},
        {"DescribeMigrationJobs", "\"RunMode\":\"soon\"", BAD, "RunMode"},
        {"DescribeMigrationJobs", "\"Status\":[\"created\",\"asleep\"]", BAD, "Status[1]"},
        {"DescribeMigrationJobs", "\"Status\":\"created\"", "InvalidParameterValue", "Status"},
        {"DescribeMigrationJobs", "\"DstAccessType\":[\"moon\"]", BAD, "DstAccessType[0]"},
        {"DescribeMigrationJobs", "\"TagFilters\":[{\"TagValue\":[\"x\"]}]", "MissingParameter",
         "TagFilters[0].TagKey"},
        {"DescribeMigrationJobs", "\"Nope\":1", "UnknownParameter", "Nope"},
        {"DescribeMigrateDBInstances", "\"Limit\":1", "MissingParameter", "DatabaseType"},
        {"DescribeMigrateDBInstances", "\"DatabaseType\":\"mysql\",\"MigrateRole\":\"x\"", BAD,
         "MigrateRole"},
        {"DescribeMigrateDBInstances", "\"DatabaseType\":\"mysql\",\"AccountMode\":\"x\"", BAD,
         "AccountMode"},
        {"DescribeMigrateDBInstances", "\"DatabaseType\":\"mysql\",\"Limit\":101", BAD,
         "Limit"},
    };
    struct room *r = *state;

    for (size_t i = 0; i < LEN(cases); i++) {
        char *body = mem_printf("{%s}", cases[i].more), *message;
        char *code = room_code(r, cases[i].action, body, &message);
        if (strcmp(code, cases[i].code) != 0 || !strstr(message, cases[i].path))
            fail_msg("case %zu: \"%s\" \"%s\"", i, code, message);
        free(code);
        free(message);
        free(body);
    }
}

/* What the list says of a task is what the task says of itself. */
static void the_same_as_the_detail(void **state)
{
    static const char *const same[] = {"JobId",    "JobName",       "Status", "CreateTime",
                                       "RunMode",  "ExpectRunTime", "Tags",   "SrcInfo",
                                       "DstInfo",  "TradeInfo",     "Action", "StepInfo",
                                       "BriefMsg", "CompareTask"};
    struct room *r = *state;

    three(r);
    for (size_t i = 0; i < r->d.n_jobs; i++) {
        char *body = mem_printf("{\"JobId\":\"%s\"}", r->d.jobs[i]->id);
        struct json *a, *b, *d = room_ask(r, "DescribeMigrationDetail", body, &a);
        struct json *item =
            json_at(json_get(room_ask(r, "DescribeMigrationJobs", body, &b), "JobList"), 0);
        for (size_t k = 0; k < LEN(same); k++) {
            char *one = json_print(json_get(d, same[k])),
                 *two = json_print(json_get(item, same[k]));
            assert_string_equal(one, two);
            free(one);
            free(two);
        }
        json_free(a);
        json_free(b);
        free(body);
    }
}

static void instances(void **state)
{
    static const struct {
        const char *body;
        size_t n;
    } cases[] = {
        {"{\"DatabaseType\":\"mysql\"}", 2},
        {"{\"DatabaseType\":\"mariadb\",\"MigrateRole\":\"dst\"}", 2},
        {"{\"DatabaseType\":\"redis\"}", 0},
        {"{\"DatabaseType\":\"mysql\",\"InstanceId\":\"cdb-test0002\"}", 1},
        {"{\"DatabaseType\":\"mysql\",\"InstanceName\":\"cdb-none\"}", 0},
        {"{\"DatabaseType\":\"mysql\",\"AccountMode\":\"other\"}", 0},
        {"{\"DatabaseType\":\"mysql\",\"Limit\":1}", 1},
        {"{\"DatabaseType\":\"mysql\",\"Limit\":1,\"Offset\":1}", 1},
        {"{\"DatabaseType\":\"mysql\",\"Offset\":2}", 0},
    };
    struct room *r = *state;
    struct json *root, *l;

    for (size_t i = 0; i < LEN(cases); i++) {
        l = room_ask(r, "DescribeMigrateDBInstances", cases[i].body, &root);
        if (json_len(json_get(l, "Instances")) != cases[i].n)
            fail_msg("%s", cases[i].body);
        json_free(root);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        TEST(filters),
        TEST(refused),
        TEST(the_same_as_the_detail),
        TEST(instances),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
