/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_configure - every member of ModifyMigrationJob: what is refused, with which code, and
 * that the message names the member by its path.
 *
 * A case is a change to a configuration that is accepted: text that is replaced by other text.
 */
#include "tests/unit/dtsd_room.h"

#define BAD     "InvalidParameterValue.InvalidParameterValueError"
#define MISSING "MissingParameter.MissingParameterError"
#define CANNOT  "UnsupportedOperation.UnsupportedOperationError"
#define DENIED  "OperationDenied.OperationDeniedError"

/* Everything that can be given, and is right. %s: the task. */
static const char whole[] =
    "{\"JobId\":\"%s\",\"RunMode\":\"timed\",\"ExpectRunTime\":\"2099-06-01 02:00:00\","
    "\"JobName\":\"move\",\"AutoRetryTimeRangeMinutes\":30,"
    "\"Tags\":[{\"TagKey\":\"team\",\"TagValue\":\"shop\"}],"
    "\"SrcInfo\":{\"Region\":\"ap-seoul\",\"AccessType\":\"ccn\",\"DatabaseType\":\"mysql\","
    "\"NodeType\":\"simple\",\"Supplier\":\"others\",\"DatabaseNetEnv\":\"UserIDC\","
    "\"ExtraAttr\":[],\"ConnectType\":\"\","
    "\"Info\":[{\"Host\":\"10.0.0.1\",\"Port\":3306,\"User\":\"u\",\"Password\":\"p\","
    "\"CcnGwId\":\"ccn-1\",\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\",\"Role\":\"\","
    "\"SetId\":\"\",\"EncryptConn\":\"UnEncrypted\"}]},"
    "\"DstInfo\":{\"Region\":\"ap-seoul\",\"AccessType\":\"cdb\",\"DatabaseType\":\"mysql\","
    "\"NodeType\":\"simple\",\"Supplier\":\"\","
    "\"Info\":[{\"InstanceId\":\"cdb-test0001\",\"User\":\"u\",\"Password\":\"p\","
    "\"AccountMode\":\"self\",\"EncryptConn\":\"\"}]},"
    "\"MigrateOption\":{\"MigrateType\":\"fullAndIncrement\","
    "\"DatabaseTable\":{\"ObjectMode\":\"all\"},"
    "\"Consistency\":{\"Mode\":\"noCheck\",\"ObjectMode\":\"sameAsMigrate\","
    "\"Options\":{\"Method\":\"dataCheck\",\"SampleRate\":100,\"ThreadCount\":8,"
    "\"Type\":\"builtin\",\"CompareMode\":[\"full\",\"increment\"],\"ReCheckTime\":3,"
    "\"ReCheckInterval\":60}},"
    "\"RateLimit\":{\"DumpThread\":16,\"DumpRps\":50000000,\"LoadThread\":1,\"LoadRps\":1,"
    "\"SinkerThread\":128},"
    "\"IsMigrateAccount\":false,\"IsOverrideRoot\":false,\"IsDstReadOnly\":false,"
    "\"ExtraAttr\":[],\"MigrateWay\":\"\"}}";

static const struct {
    const char *from, *to, *code, *path;
} cases[] = {
    {"\"RunMode\":\"timed\"", "\"RunMode\":\"later\"", BAD, "RunMode"},
    {"\"RunMode\":\"timed\",", "", "MissingParameter", "RunMode"},
    {"\"ExpectRunTime\":\"2099-06-01 02:00:00\",", "", MISSING, "ExpectRunTime"},
    {"2099-06-01 02:00:00", "2099-06-01T02:00", BAD, "ExpectRunTime"},
    {"2099-06-01 02:00:00", "2099-02-30 02:00:00", BAD, "ExpectRunTime"},
    {"2099-06-01 02:00:00", "2020-06-01 02:00:00", BAD, "ExpectRunTime"},
    {":30,", ":4,", BAD, "AutoRetryTimeRangeMinutes"},
    {":30,", ":721,", BAD, "AutoRetryTimeRangeMinutes"},
    {":30,", ":-1,", BAD, "AutoRetryTimeRangeMinutes"},
    {":30,", ":\"30\",", "InvalidParameterValue", "AutoRetryTimeRangeMinutes"},
    {"\"TagKey\":\"team\",", "", MISSING, "Tags[0].TagKey"},
    {"\"shop\"}", "\"shop\"},{\"TagKey\":\"team\"}", BAD, "Tags[1].TagKey"},
    {"\"IsMigrateAccount\":false,\"IsOverrideRoot\":false,\"IsDstReadOnly\":false",
     "\"IsMigrateAccount\":true,\"IsDstReadOnly\":true", BAD, "MigrateOption.IsDstReadOnly"},
    {"\"JobName\"", "\"JobNam\"", "UnknownParameter", "JobNam"},
    {"\"CcnGwId\":\"ccn-1\"", "\"CcnGw\":\"ccn-1\"", "UnknownParameter",
     "SrcInfo.Info[0].CcnGw"},
    /* the end points */
    {"\"SrcInfo\":{\"Region\":\"ap-seoul\"", "\"SrcInfo\":{\"Region\":\"ap-tokyo\"", BAD,
     "SrcInfo.Region"},
    {"\"ccn\"", "\"noProxy\"", BAD, "SrcInfo.AccessType"},
    {"\"AccessType\":\"cdb\",", "", "MissingParameter", "DstInfo.AccessType"},
    {"\"ccn\",\"DatabaseType\":\"mysql\"", "\"ccn\",\"DatabaseType\":\"redis\"", BAD,
     "SrcInfo.DatabaseType"},
    {"\"cdb\",\"DatabaseType\":\"mysql\"", "\"cdb\",\"DatabaseType\":\"mariadb\"", BAD,
     "DstInfo.DatabaseType"},
    {"\"simple\",\"Supplier\":\"others\"", "\"cluster\",\"Supplier\":\"others\"", BAD,
     "SrcInfo.NodeType"},
    {"\"others\"", "\"acme\"", BAD, "SrcInfo.Supplier"},
    {"\"UserIDC\"", "\"Moon\"", BAD, "SrcInfo.DatabaseNetEnv"},
    {"\"DatabaseNetEnv\":\"UserIDC\",", "", MISSING, "SrcInfo.DatabaseNetEnv"},
    {"\"ExtraAttr\":[],\"Conn", "\"ExtraAttr\":[{\"Key\":\"a\",\"Value\":\"b\"}],\"Conn", BAD,
     "SrcInfo.ExtraAttr"},
    {"\"ConnectType\":\"\"", "\"ConnectType\":\"proxy\"", BAD, "SrcInfo.ConnectType"},
    {"\"Host\":\"10.0.0.1\",", "", MISSING, "SrcInfo.Info[0].Host"},
    {"10.0.0.1", "10.0 .1", BAD, "SrcInfo.Info[0].Host"},
    {"\"Port\":3306,", "", MISSING, "SrcInfo.Info[0].Port"},
    {"3306", "0", BAD, "SrcInfo.Info[0].Port"},
    {"3306", "65536", BAD, "SrcInfo.Info[0].Port"},
    {"\"CcnGwId\":\"ccn-1\",", "", MISSING, "SrcInfo.Info[0].CcnGwId"},
    {"\"VpcId\":\"vpc-1\",", "", MISSING, "SrcInfo.Info[0].VpcId"},
    {"\"SubnetId\":\"subnet-1\",", "", MISSING, "SrcInfo.Info[0].SubnetId"},
    {"\"User\":\"u\",\"Password\":\"p\",\"Ccn", "\"Password\":\"p\",\"Ccn", MISSING,
     "SrcInfo.Info[0].User"},
    {"\"User\":\"u\",\"Password\":\"p\",\"Acc", "\"User\":\"u\",\"Acc", MISSING,
     "DstInfo.Info[0].Password"},
    {"\"UnEncrypted\"", "\"Sometimes\"", BAD, "SrcInfo.Info[0].EncryptConn"},
    {"\"SetId\":\"\"", "\"SetId\":\"s\"", BAD, "SrcInfo.Info[0].SetId"},
    {"\"Role\":\"\"", "\"Role\":\"mongos\"", BAD, "SrcInfo.Info[0].Role"},
    {"\"InstanceId\":\"cdb-test0001\",", "", MISSING, "DstInfo.Info[0].InstanceId"},
    {"cdb-test0001", "cdb-nowhere", BAD, "DstInfo.Info[0].InstanceId"},
    {"\"self\"", "\"theirs\"", BAD, "DstInfo.Info[0].AccountMode"},
    {"\"self\"", "\"other\"", CANNOT, "DstInfo.Info[0].AccountMode"},
    {"\"Info\":[{\"Inst", "\"Info\":[{},{\"Inst", BAD, "DstInfo.Info"},
    {"\"SrcInfo\"", "\"SourceInfo\"", "UnknownParameter", "SourceInfo"},
    /* options */
    {"\"fullAndIncrement\"", "\"magic\"", BAD, "MigrateOption.MigrateType"},
    {"\"DatabaseTable\":{\"ObjectMode\":\"all\"},", "", "MissingParameter",
     "MigrateOption.DatabaseTable"},
    {"\"DatabaseTable\":{\"ObjectMode\":\"all\"}",
     "\"DatabaseTable\":{\"ObjectMode\":\"partial\"}", MISSING,
     "MigrateOption.DatabaseTable.Databases"},
    {"\"DatabaseTable\":{\"ObjectMode\":\"all\"}",
     "\"DatabaseTable\":{\"ObjectMode\":\"partial\",\"Databases\":[{\"DbName\":\"a\","
     "\"NewDbName\":\"b\",\"DBMode\":\"all\"}]}",
     DENIED, "Databases[0].NewDbName"},
    {"\"noCheck\"", "\"maybe\"", BAD, "MigrateOption.Consistency.Mode"},
    {"\"sameAsMigrate\"", "\"some\"", BAD, "MigrateOption.Consistency.ObjectMode"},
    {"\"sameAsMigrate\"", "\"custom\"", MISSING, "MigrateOption.Consistency.Objects"},
    {"\"dataCheck\"", "\"guess\"", BAD, "MigrateOption.Consistency.Options.Method"},
    {"\"SampleRate\":100", "\"SampleRate\":101", BAD,
     "MigrateOption.Consistency.Options.SampleRate"},
    {"\"ThreadCount\":8", "\"ThreadCount\":9", BAD,
     "MigrateOption.Consistency.Options.ThreadCount"},
    {"\"ThreadCount\":8", "\"ThreadCount\":0", BAD,
     "MigrateOption.Consistency.Options.ThreadCount"},
    {"\"builtin\"", "\"x\"", BAD, "MigrateOption.Consistency.Options.Type"},
    {"\"increment\"]", "\"advanceObject\"]", BAD,
     "MigrateOption.Consistency.Options.CompareMode[1]"},
    {"\"ReCheckTime\":3", "\"ReCheckTime\":-1", BAD,
     "MigrateOption.Consistency.Options.ReCheckTime"},
    {"\"ReCheckInterval\":60", "\"ReCheckInterval\":61", BAD,
     "MigrateOption.Consistency.Options.ReCheckInterval"},
    {"\"DumpThread\":16", "\"DumpThread\":17", BAD, "MigrateOption.RateLimit.DumpThread"},
    {"\"DumpRps\":50000000", "\"DumpRps\":50000001", BAD, "MigrateOption.RateLimit.DumpRps"},
    {"\"LoadThread\":1,", "\"LoadThread\":-1,", BAD, "MigrateOption.RateLimit.LoadThread"},
    {"\"LoadRps\":1,", "\"LoadRps\":-5,", BAD, "MigrateOption.RateLimit.LoadRps"},
    {"\"SinkerThread\":128", "\"SinkerThread\":129", BAD,
     "MigrateOption.RateLimit.SinkerThread"},
    {"\"IsOverrideRoot\":false", "\"IsOverrideRoot\":true", CANNOT,
     "MigrateOption.IsOverrideRoot"},
    {"\"IsOverrideRoot\":false", "\"IsOverrideRoot\":1", "InvalidParameterValue",
     "MigrateOption.IsOverrideRoot"},
    {"\"ExtraAttr\":[],\"Migr", "\"ExtraAttr\":[{\"Key\":\"a\"}],\"Migr", BAD,
     "MigrateOption.ExtraAttr"},
    {"\"MigrateWay\":\"\"", "\"MigrateWay\":\"logical\"", BAD, "MigrateOption.MigrateWay"},
};

/* text with the first `from` replaced; caller frees. */
static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);

    if (!at)
        fail_msg("\"%s\" is not in the configuration", from);
    return mem_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static char *configuration_of(const struct job *j)
{
    return replaced(whole, "%s", j->id);
}

static void accepted_whole(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    char *body = configuration_of(j);

    room_expect(r, "ModifyMigrationJob", body, "");
    free(body);
    assert_true(j->configured);
    /* 0 and absent limits keep what is; an empty word is none. */
    body = configuration_of(j);
    char *zero = replaced(body, "\"DumpThread\":16", "\"DumpThread\":0");
    room_expect(r, "ModifyMigrationJob", zero, "");
    free(zero);
    zero =
        replaced(body, "\"AutoRetryTimeRangeMinutes\":30", "\"AutoRetryTimeRangeMinutes\":0");
    room_expect(r, "ModifyMigrationJob", zero, "");
    free(zero);
    free(body);
}

static void each_member(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    char *good = configuration_of(j);

    for (size_t i = 0; i < LEN(cases); i++) {
        char *body = replaced(good, cases[i].from, cases[i].to), *message;
        char *code = room_code(r, "ModifyMigrationJob", body, &message);
        if (strcmp(code, cases[i].code) != 0 || !strstr(message, cases[i].path))
            fail_msg("case %zu (%s): \"%s\" \"%s\", expected %s with %s", i, cases[i].to, code,
                     message, cases[i].code, cases[i].path);
        assert_false(j->configured); /* nothing is stored */
        free(code);
        free(message);
        free(body);
    }
    free(good);
}

/* Databases of a partial selection; ADVANCED adds AdvancedObjects. code "": accepted. */
#define DB "MigrateOption.DatabaseTable.Databases"
static const struct {
    const char *databases, *type, *code, *path;
} selections[] = {
    /* accepted */
    {"{'DbName':'a','DBMode':'all'},{'DbName':'A','DBMode':'all'}", "full", "", ""},
    {"{'DbName':'a','NewDbName':'b','DBMode':'all','TableMode':'all',"
     "'Tables':[{'TableName':'t','NewTableName':'u','TableEditMode':'rename'}]}",
     "structure", "", ""},
    {"{'DbName':'a','NewDbName':'b','DBMode':'all'},{'DbName':'b','NewDbName':'a',"
     "'DBMode':'all'}",
     "full", "", ""},
    {"{'DbName':'a','NewDbName':'a','DBMode':'partial','TableMode':'partial',"
     "'Tables':[{'TableName':'t','NewTableName':'t'}]}",
     "fullAndIncrement", "", ""},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'TmpTables':['_t_new','_t_old'],'TableEditMode':'pt'}],'ViewMode':'none',"
     "'ProcedureMode':'partial','Procedures':['p'],'FunctionMode':'all',"
     "'EventMode':'partial','Events':['e'],'TriggerMode':'partial','Triggers':['r']}",
     "fullAndIncrement", "", ""},
    /* databases */
    {"{'DBMode':'all'}", "full", MISSING, DB "[0].DbName"},
    {"{'DbName':'a'}", "full", MISSING, DB "[0].DBMode"},
    {"{'DbName':'a','DBMode':'some'}", "full", BAD, DB "[0].DBMode"},
    {"{'DbName':'a','DBMode':'partial'}", "full", MISSING, DB "[0].TableMode"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'none','ViewMode':'none'}", "full", MISSING,
     DB "[0].TableMode"},
    {"{'DbName':'a','DBMode':'all','TableMode':'partial','Tables':[{'TableName':'t'}]}", "full",
     BAD, DB "[0].DBMode"},
    {"{'DbName':'mysql','DBMode':'all'}", "full", BAD, DB "[0].DbName"},
    {"{'DbName':'a','NewDbName':'mysql','DBMode':'all'}", "full", BAD, DB "[0].NewDbName"},
    {"{'DbName':'a','DBMode':'all'},{'DbName':'a','DBMode':'all'}", "full", BAD,
     DB "[1].DbName"},
    {"{'DbName':'a','NewDbName':'b','DBMode':'all'},{'DbName':'b','DBMode':'all'}", "full", BAD,
     DB "[1].NewDbName"},
    {"{'DbName':'a','NewDbName':"
     "'x23456789x123456789x123456789x123456789x123456789x123456789x1234','DBMode':'all'}",
     "full", "", ""},
    {"{'DbName':'a','NewDbName':"
     "'x23456789x123456789x123456789x123456789x123456789x123456789x12345','DBMode':'all'}",
     "full", BAD, DB "[0].NewDbName"},
    /* tables */
    {"{'DbName':'a','DBMode':'partial','TableMode':'few'}", "full", BAD, DB "[0].TableMode"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial'}", "full", MISSING,
     DB "[0].Tables"},
    {"{'DbName':'a','DBMode':'partial','ViewMode':'all','Tables':[{'TableName':'t'}]}", "full",
     BAD, DB "[0].TableMode"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{}]}", "full", MISSING,
     DB "[0].Tables[0].TableName"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t'},"
     "{'TableName':'t'}]}",
     "full", BAD, DB "[0].Tables[1].TableName"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t'},"
     "{'TableName':'u','NewTableName':'t'}]}",
     "full", BAD, DB "[0].Tables[1].NewTableName"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'NewTableName':'u'}]}",
     "fullAndIncrement", DENIED, DB "[0].Tables[0].NewTableName"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'NewTableName':'u','TmpTables':['x']}]}",
     "full", BAD, DB "[0].Tables[0]"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'TableEditMode':'move'}]}",
     "full", BAD, DB "[0].Tables[0].TableEditMode"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'TableEditMode':'pt'}]}",
     "full", MISSING, DB "[0].Tables[0].TmpTables"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'TableEditMode':'rename','TmpTables':['x']}]}",
     "full", BAD, DB "[0].Tables[0].TableEditMode"},
    {"{'DbName':'a','DBMode':'partial','TableMode':'partial','Tables':[{'TableName':'t',"
     "'TmpTables':['x','']}]}",
     "full", MISSING, DB "[0].Tables[0].TmpTables[1]"},
    /* the other kinds */
    {"{'DbName':'a','DBMode':'all','ViewMode':'some'}", "full", BAD, DB "[0].ViewMode"},
    {"{'DbName':'a','DBMode':'all','ViewMode':'partial'}", "full", MISSING, DB "[0].Views"},
    {"{'DbName':'a','DBMode':'all','ViewMode':'none','Views':[{'ViewName':'v'}]}", "full", BAD,
     DB "[0].ViewMode"},
    {"{'DbName':'a','DBMode':'all','ViewMode':'partial','Views':[{'ViewName':'v'},"
     "{'ViewName':'v'}]}",
     "full", BAD, DB "[0].Views[1].ViewName"},
    {"{'DbName':'a','DBMode':'all','ViewMode':'partial','Views':[{'ViewName':'v',"
     "'NewViewName':'w'}]}",
     "fullAndIncrement", DENIED, DB "[0].Views[0].NewViewName"},
    {"{'DbName':'a','DBMode':'all','FunctionMode':'x'}", "full", BAD, DB "[0].FunctionMode"},
    {"{'DbName':'a','DBMode':'all','FunctionMode':'partial'}", "full", MISSING,
     DB "[0].Functions"},
    {"{'DbName':'a','DBMode':'all','ProcedureMode':'x'}", "full", BAD, DB "[0].ProcedureMode"},
    {"{'DbName':'a','DBMode':'all','Procedures':['p']}", "full", BAD, DB "[0].ProcedureMode"},
    {"{'DbName':'a','DBMode':'all','EventMode':'x'}", "full", BAD, DB "[0].EventMode"},
    {"{'DbName':'a','DBMode':'all','EventMode':'partial','Events':['e','e']}", "full", BAD,
     DB "[0].Events[1]"},
    {"{'DbName':'a','DBMode':'all','TriggerMode':'x'}", "full", BAD, DB "[0].TriggerMode"},
    {"{'DbName':'a','DBMode':'all','TriggerMode':'partial','Triggers':['']}", "full", MISSING,
     DB "[0].Triggers[0]"},
};

static void each_selection(void **state)
{
    struct room *r = *state;
    struct job *j = room_buy(r, "a");
    char *good = configuration_of(j);

    for (size_t i = 0; i < LEN(selections); i++) {
        char *list = mem_strdup(selections[i].databases), *message;
        for (char *p = list; *p; p++)
            *p = *p == '\'' ? '"' : *p;
        char *table = mem_printf("\"DatabaseTable\":{\"ObjectMode\":\"partial\","
                                 "\"Databases\":[%s]}",
                                 list);
        char *type = mem_printf("\"MigrateType\":\"%s\"", selections[i].type);
        char *some = replaced(good, "\"DatabaseTable\":{\"ObjectMode\":\"all\"}", table);
        char *body = replaced(some, "\"MigrateType\":\"fullAndIncrement\"", type);
        if (*selections[i].code == '\0') {
            room_expect(r, "ModifyMigrationJob", body, "");
        } else {
            char *code = room_code(r, "ModifyMigrationJob", body, &message);
            if (strcmp(code, selections[i].code) != 0 || !strstr(message, selections[i].path))
                fail_msg("%s: \"%s\" \"%s\", expected %s with %s", selections[i].databases,
                         code, message, selections[i].code, selections[i].path);
            free(code);
            free(message);
        }
        free(body);
        free(some);
        free(type);
        free(table);
        free(list);
    }
    free(good);
}

/* 3.11: what each type needs besides User and Password. */
static void access_types(void **state)
{
    static const struct {
        const char *type, *info;
        const char *without[4]; /* members each of which is missed */
        const char *side;
    } types[] = {
        {"extranet", "\"Host\":\"h\",\"Port\":1", {"Host", "Port"}, ""},
        {"ipv6", "\"Host\":\"2001:db8::1\",\"Port\":1", {"Host", "Port"}, ""},
        {"cvm",
         "\"CvmInstanceId\":\"ins-1\",\"Host\":\"h\",\"Port\":1",
         {"CvmInstanceId", "Host", "Port"},
         ""},
        {"dcg",
         "\"UniqDcgId\":\"dcg-1\",\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\",\"Host\":\"h\","
         "\"Port\":1",
         {"UniqDcgId", "VpcId", "SubnetId", "Host"},
         ""},
        {"vpncloud",
         "\"UniqVpnGwId\":\"vpngw-1\",\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\",\"Host\":"
         "\"h\","
         "\"Port\":1",
         {"UniqVpnGwId", "VpcId", "SubnetId", "Port"},
         ""},
        {"cdb", "\"InstanceId\":\"cdb-test0002\"", {"InstanceId"}, ""},
        {"ccn",
         "\"CcnGwId\":\"ccn-1\",\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\",\"Host\":\"h\","
         "\"Port\":1",
         {"CcnGwId", "VpcId", "SubnetId", "Host"},
         "\"DatabaseNetEnv\":\"TencentVPC\","},
        {"intranet", "\"Host\":\"h\",\"Port\":1", {"Host", "Port"}, ""},
        {"vpc",
         "\"VpcId\":\"vpc-1\",\"SubnetId\":\"subnet-1\",\"Host\":\"h\",\"Port\":1",
         {"VpcId", "SubnetId", "Host", "Port"},
         ""},
    };
    struct room *r = *state;

    for (size_t i = 0; i < LEN(types); i++) {
        struct job *j = room_buy(r, "a");
        char *side = mem_printf("{\"Region\":\"ap-seoul\",\"AccessType\":\"%s\",%s"
                                "\"DatabaseType\":\"mysql\",\"NodeType\":\"simple\","
                                "\"Info\":[{%s,\"User\":\"u\",\"Password\":\"p\"}]}",
                                types[i].type, types[i].side, types[i].info);
        char *good = mem_printf("{\"JobId\":\"%s\",\"RunMode\":\"immediate\",\"SrcInfo\":%s,"
                                "\"DstInfo\":%s,\"MigrateOption\":{\"DatabaseTable\":"
                                "{\"ObjectMode\":\"all\"}}}",
                                j->id, side, side);
        for (size_t k = 0; k < LEN(types[i].without) && types[i].without[k]; k++) {
            /* the member under a name that is none of these, but known: it is as good as absent */
            char *name = mem_printf("\"%s\":", types[i].without[k]);
            bool number = strcmp(types[i].without[k], "Port") == 0;
            char *body = number ? replaced(good, "\"Port\":1", "\"Role\":\"\"")
                                : replaced(good, name, "\"Account\":");
            char *path = mem_printf("SrcInfo.Info[0].%s", types[i].without[k]), *message;
            char *code = room_code(r, "ModifyMigrationJob", body, &message);
            if (strcmp(code, MISSING) != 0 || !strstr(message, path))
                fail_msg("%s without %s: %s %s", types[i].type, types[i].without[k], code,
                         message);
            free(code);
            free(message);
            free(path);
            free(body);
            free(name);
        }
        room_expect(r, "ModifyMigrationJob", good, "");
        free(good);
        free(side);
    }
}

/* The region of the target is that of the request; the source may be in another one. */
static void purchase_regions(void **state)
{
    static const struct {
        const char *header, *source, *target, *code;
    } rows[] = {
        {"ap-seoul", "ap-seoul", "ap-seoul", ""},
        {"ap-seoul", "eu-frankfurt", "ap-seoul", ""},
        {"ap-seoul", "ap-seoul", "ap-tokyo", BAD},
        {"ap-tokyo", "ap-tokyo", "ap-seoul", BAD},
        {"local", "local", "local", ""},
        {"", "ap-seoul", "ap-seoul", "MissingParameter"},
        {NULL, "ap-seoul", "ap-seoul", "MissingParameter"},
    };
    struct room *r = *state;

    for (size_t i = 0; i < LEN(rows); i++) {
        char *message;
        char *body = mem_printf("{\"SrcDatabaseType\":\"mysql\",\"DstDatabaseType\":\"mysql\","
                                "\"SrcRegion\":\"%s\",\"DstRegion\":\"%s\","
                                "\"InstanceClass\":\"small\"}",
                                rows[i].source, rows[i].target);
        r->region = rows[i].header;
        char *code = room_code(r, "CreateMigrationService", body, &message);
        if (strcmp(code, rows[i].code) != 0 || (*code && !strstr(message, "X-TC-Region")))
            fail_msg("case %zu: %s %s", i, code, message);
        free(code);
        free(message);
        free(body);
    }
    /* bought in one region, a task is found from every other */
    struct json *root;
    r->region = "eu-frankfurt";
    struct json *list = room_ask(r, "DescribeMigrationJobs", "{}", &root);
    assert_int_equal(json_len(json_get(list, "JobList")), 3);
    json_free(root);
}

/* Every id of the cloud has its own beginning, and none of them a blank or a quote. */
static void id_forms(void **state)
{
    static const struct {
        const char *member, *good;
        const char *bad[4];
    } rows[] = {
        {"CvmInstanceId", "ins-0a1b2c3d", {"cdb-0a1b2c3d", "ins-", "ins-0 1"}},
        {"UniqDcgId", "dcg-0a1b2c3d", {"ccn-0a1b2c3d", "dcg-", "dcg-'"}},
        {"UniqVpnGwId", "vpngw-0a1b2c3d", {"vpn-0a1b2c3d", "vpngw-"}},
        {"CcnGwId", "ccn-0a1b2c3d", {"vpngw-0a1b2c3d", "CCN-0a1b2c3d"}},
        {"VpcId", "vpc-0a1b2c3d", {"subnet-0a1b2c3d", "v"}},
        {"SubnetId", "subnet-0a1b2c3d", {"vpc-0a1b2c3d", "subnet"}},
        {"InstanceId", "cdb-0a1b2c3d", {"ins-0a1b2c3d", "cdb-", "cdb-\\n"}},
    };
    struct room *r = *state;
    struct job *j = room_buy(r, "a");

    for (size_t i = 0; i < LEN(rows); i++)
        for (size_t k = 0; k == 0 || rows[i].bad[k - 1]; k++) {
            const char *id = k ? rows[i].bad[k - 1] : rows[i].good;
            char *body = mem_printf(
                "{\"JobId\":\"%s\",\"RunMode\":\"immediate\",\"SrcInfo\":{"
                "\"Region\":\"ap-seoul\",\"AccessType\":\"extranet\","
                "\"DatabaseType\":\"mysql\",\"NodeType\":\"simple\",\"Info\":[{\"%s\":\"%s\","
                "\"Host\":\"h\",\"Port\":1,\"User\":\"u\",\"Password\":\"p\"}]},"
                "\"DstInfo\":" ROOM_SIDE
                ",\"MigrateOption\":{\"DatabaseTable\":{\"ObjectMode\":\"all\"}}}",
                j->id, rows[i].member, id);
            char *message, *code = room_code(r, "ModifyMigrationJob", body, &message);
            if (strcmp(code, k ? BAD : "") != 0 || (k && !strstr(message, rows[i].member)))
                fail_msg("%s \"%s\": %s %s", rows[i].member, id, code, message);
            free(code);
            free(message);
            free(body);
        }
}

static void purchases(void **state)
{
    static const struct {
        const char *more, *code, *path;
    } refused[] = {
        {"\"InstanceClass\":\"huge\"", BAD, "InstanceClass"},
        {"\"InstanceClass\":\"small\",\"Count\":0", BAD, "Count"},
        {"\"InstanceClass\":\"small\",\"Count\":16", BAD, "Count"},
        {"\"InstanceClass\":\"small\",\"Tags\":[{\"TagValue\":\"x\"}]", MISSING,
         "Tags[0].TagKey"},
        {"\"InstanceClass\":\"small\",\"Nope\":1", "UnknownParameter", "Nope"},
        {"\"Count\":1", "MissingParameter", "InstanceClass"},
    };
    static const char start[] = "{\"SrcDatabaseType\":\"mysql\",\"DstDatabaseType\":\"mysql\","
                                "\"SrcRegion\":\"ap-seoul\",\"DstRegion\":\"ap-seoul\",";
    struct room *r = *state;
    struct json *root;

    for (size_t i = 0; i < LEN(refused); i++) {
        char *body = mem_printf("%s%s}", start, refused[i].more), *message;
        char *code = room_code(r, "CreateMigrationService", body, &message);
        if (strcmp(code, refused[i].code) != 0 || !strstr(message, refused[i].path))
            fail_msg("case %zu: %s %s", i, code, message);
        free(code);
        free(message);
        free(body);
    }
    char *body = mem_printf("%s\"InstanceClass\":\"small\",\"Count\":15}", start);
    room_configure(r, room_buy(r, "a"), NULL);
    struct job *first = r->d.jobs[0];
    while (r->d.n_jobs < 986) { /* all of them used */
        struct job *j = job_new("dts-more0000", &first->bought, 1);
        j->configured = true;
        *MEM_PUSH(r->d.jobs, r->d.n_jobs, r->d.cap_jobs) = j;
    }
    room_expect(r, "CreateMigrationService", body, "LimitExceeded.LimitExceededError");
    while (r->d.n_jobs > 1)
        job_free(r->d.jobs[--r->d.n_jobs]);
    struct err err;
    assert_true(daemon_forget(&r->d, first, &err));
    struct json *ids = json_get(room_ask(r, "CreateMigrationService", body, &root), "JobIds");
    assert_int_equal(json_len(ids), 15);
    assert_int_equal(r->d.n_jobs, 15);
    json_free(root);
    for (int i = 1; i < 6; i++) /* 90 unused */
        room_expect(r, "CreateMigrationService", body, "");
    room_expect(r, "CreateMigrationService", body, "LimitExceeded.LimitExceededError");
    assert_int_equal(r->d.n_jobs, 90); /* none of the fifteen */
    free(body);
    room_configure(r, r->d.jobs[0], NULL); /* a used one does not count */
    body = mem_printf("%s\"InstanceClass\":\"small\",\"Count\":11}", start);
    room_expect(r, "CreateMigrationService", body, "");
    free(body);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        TEST(accepted_whole), TEST(each_member),      TEST(each_selection), TEST(access_types),
        TEST(purchases),      TEST(purchase_regions), TEST(id_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
