/* SPDX-License-Identifier: MIT
 *
 * model_config - what a task is to do: end points, objects, options (3.13, 3.14).
 *
 * These travel in requests, where an absent member means "keep the default": nothing is written
 * for it. The shapes are the same in answers, and clients take absent for empty; only what an end
 * point must have is written even when it is not known yet (a task that was just bought).
 */
#include "dts/model_fields.h"

SHAPE(dts_key_value, "KeyValuePairOption", STR(dts_key_value, Key, 0),
      STR(dts_key_value, Value, 0));

SHAPE(dts_tag, "TagItem", STR(dts_tag, TagKey, 0), STR(dts_tag, TagValue, 0));

SHAPE(dts_tag_filter, "TagFilter", STR(dts_tag_filter, TagKey, REQ),
      STRS(dts_tag_filter, TagValue, 0));

SHAPE(dts_db_info, "DBInfo", STR(dts_db_info, Role, 0), STR(dts_db_info, DbKernel, 0),
      STR(dts_db_info, Host, 0), INT(dts_db_info, Port, 0), STR(dts_db_info, User, 0),
      SECRET(dts_db_info, Password, 0), STR(dts_db_info, CvmInstanceId, 0),
      STR(dts_db_info, UniqVpnGwId, 0), STR(dts_db_info, UniqDcgId, 0),
      STR(dts_db_info, InstanceId, 0), STR(dts_db_info, CcnGwId, 0), STR(dts_db_info, VpcId, 0),
      STR(dts_db_info, SubnetId, 0), STR(dts_db_info, EngineVersion, 0),
      STR(dts_db_info, Account, 0), STR(dts_db_info, AccountRole, 0),
      STR(dts_db_info, AccountMode, 0), STR(dts_db_info, TmpSecretId, 0),
      SECRET(dts_db_info, TmpSecretKey, 0), SECRET(dts_db_info, TmpToken, 0),
      STR(dts_db_info, EncryptConn, 0), STR(dts_db_info, SetId, 0));

SHAPE(dts_endpoint, "DBEndpointInfo", STR(dts_endpoint, Region, REQ | EMPTY),
      STR(dts_endpoint, AccessType, REQ | EMPTY), STR(dts_endpoint, DatabaseType, REQ | EMPTY),
      STR(dts_endpoint, NodeType, REQ | EMPTY),
      LIST(dts_endpoint, Info, dts_db_info, REQ | EMPTY), STR(dts_endpoint, Supplier, 0),
      LIST(dts_endpoint, ExtraAttr, dts_key_value, 0), STR(dts_endpoint, DatabaseNetEnv, 0),
      STR(dts_endpoint, ConnectType, 0), STR(dts_endpoint, CcnOwnerUin, 0));

SHAPE(dts_table_item, "TableItem", STR(dts_table_item, TableName, 0),
      STR(dts_table_item, NewTableName, 0), STRS(dts_table_item, TmpTables, 0),
      STR(dts_table_item, TableEditMode, 0));

SHAPE(dts_view_item, "ViewItem", STR(dts_view_item, ViewName, 0),
      STR(dts_view_item, NewViewName, 0));

SHAPE(dts_db_item, "DBItem", STR(dts_db_item, DbName, 0), STR(dts_db_item, NewDbName, 0),
      STR(dts_db_item, SchemaName, 0), STR(dts_db_item, NewSchemaName, 0),
      STR(dts_db_item, DBMode, 0), STR(dts_db_item, SchemaMode, 0),
      STR(dts_db_item, TableMode, 0), LIST(dts_db_item, Tables, dts_table_item, 0),
      STR(dts_db_item, ViewMode, 0), LIST(dts_db_item, Views, dts_view_item, 0),
      STR(dts_db_item, FunctionMode, 0), STRS(dts_db_item, Functions, 0),
      STR(dts_db_item, ProcedureMode, 0), STRS(dts_db_item, Procedures, 0),
      STR(dts_db_item, EventMode, 0), STRS(dts_db_item, Events, 0),
      STR(dts_db_item, TriggerMode, 0), STRS(dts_db_item, Triggers, 0));

SHAPE(dts_database_table, "DatabaseTableObject", STR(dts_database_table, ObjectMode, REQ),
      LIST(dts_database_table, Databases, dts_db_item, 0),
      STRS(dts_database_table, AdvancedObjects, 0));

SHAPE(dts_compare_options, "CompareOptions", STR(dts_compare_options, Method, 0),
      INT(dts_compare_options, SampleRate, 0), INT(dts_compare_options, ThreadCount, 0),
      STR(dts_compare_options, Type, 0), STRS(dts_compare_options, CompareMode, 0),
      INT(dts_compare_options, ReCheckTime, 0), INT(dts_compare_options, ReCheckInterval, 0));

SHAPE(dts_consistency, "ConsistencyOption", STR(dts_consistency, Mode, 0),
      STR(dts_consistency, ObjectMode, 0), OPT(dts_consistency, Objects, dts_database_table, 0),
      OPT(dts_consistency, Options, dts_compare_options, 0));

SHAPE(dts_rate_limit, "RateLimit", INT(dts_rate_limit, DumpThread, 0),
      INT(dts_rate_limit, DumpRps, 0), INT(dts_rate_limit, LoadThread, 0),
      INT(dts_rate_limit, LoadRps, 0), INT(dts_rate_limit, SinkerThread, 0));

SHAPE(dts_migrate_option, "MigrateOption",
      OBJ(dts_migrate_option, DatabaseTable, dts_database_table, REQ),
      STR(dts_migrate_option, MigrateType, 0),
      OPT(dts_migrate_option, Consistency, dts_consistency, 0),
      BOOL(dts_migrate_option, IsMigrateAccount, 0),
      BOOL(dts_migrate_option, IsOverrideRoot, 0), BOOL(dts_migrate_option, IsDstReadOnly, 0),
      LIST(dts_migrate_option, ExtraAttr, dts_key_value, 0),
      STR(dts_migrate_option, MigrateWay, 0),
      OPT(dts_migrate_option, RateLimit, dts_rate_limit, 0));
