/* SPDX-License-Identifier: MIT
 *
 * model_compare - see model_compare.h. Required members follow the R column of 3.9.
 */
#include "dts/model_compare.h"

#include "dts/model_fields.h"

SHAPE(dts_compare_column, "ColumnItem", STR(dts_compare_column, ColumnName, 0));

SHAPE(dts_compare_table, "CompareTableItem", STR(dts_compare_table, TableName, 0),
      STR(dts_compare_table, ColumnMode, 0),
      LIST(dts_compare_table, Columns, dts_compare_column, 0),
      STR(dts_compare_table, FilterCondition, 0), STR(dts_compare_table, FilterTimeZone, 0));

SHAPE(dts_compare_view, "CompareViewItem", STR(dts_compare_view, ViewName, 0));

SHAPE(dts_compare_object_item, "CompareObjectItem", STR(dts_compare_object_item, DbName, REQ),
      STR(dts_compare_object_item, DbMode, REQ), STR(dts_compare_object_item, SchemaName, 0),
      STR(dts_compare_object_item, TableMode, 0),
      LIST(dts_compare_object_item, Tables, dts_compare_table, 0),
      STR(dts_compare_object_item, ViewMode, 0),
      LIST(dts_compare_object_item, Views, dts_compare_view, 0));

SHAPE(dts_compare_object, "CompareObject", STR(dts_compare_object, ObjectMode, REQ),
      LIST(dts_compare_object, ObjectItems, dts_compare_object_item, 0),
      STRS(dts_compare_object, AdvancedObjects, 0));

SHAPE(dts_compare_task_item, "CompareTaskItem", STR(dts_compare_task_item, JobId, EMPTY),
      STR(dts_compare_task_item, CompareTaskId, EMPTY),
      STR(dts_compare_task_item, TaskName, EMPTY), STR(dts_compare_task_item, Status, EMPTY),
      OBJ(dts_compare_task_item, Config, dts_compare_object, 0),
      OBJ(dts_compare_task_item, CheckProcess, dts_process_progress, 0),
      OBJ(dts_compare_task_item, CompareProcess, dts_process_progress, 0),
      STR(dts_compare_task_item, Conclusion, EMPTY),
      STR(dts_compare_task_item, CreatedAt, EMPTY),
      STR(dts_compare_task_item, StartedAt, EMPTY),
      STR(dts_compare_task_item, FinishedAt, EMPTY), STR(dts_compare_task_item, Method, EMPTY),
      OBJ(dts_compare_task_item, Options, dts_compare_options, 0),
      STR(dts_compare_task_item, Message, EMPTY), INT(dts_compare_task_item, LocalOpen, 0),
      STRS(dts_compare_task_item, LocalCan, 0));

SHAPE(dts_compare_abstract, "CompareAbstractInfo",
      OBJ(dts_compare_abstract, Options, dts_compare_options, 0),
      OBJ(dts_compare_abstract, Objects, dts_compare_object, 0),
      STR(dts_compare_abstract, Conclusion, EMPTY), STR(dts_compare_abstract, Status, EMPTY),
      INT(dts_compare_abstract, TotalTables, 0), INT(dts_compare_abstract, CheckedTables, 0),
      INT(dts_compare_abstract, DifferentTables, 0),
      INT(dts_compare_abstract, SkippedTables, 0),
      INT(dts_compare_abstract, NearlyTableCount, 0),
      INT(dts_compare_abstract, DifferentRows, 0), INT(dts_compare_abstract, SrcSampleRows, 0),
      INT(dts_compare_abstract, DstSampleRows, 0), STR(dts_compare_abstract, StartedAt, EMPTY),
      STR(dts_compare_abstract, FinishedAt, EMPTY), INT(dts_compare_abstract, LocalSeed, 0));

SHAPE(dts_difference_item, "DifferenceItem", STR(dts_difference_item, Db, EMPTY),
      STR(dts_difference_item, Schema, EMPTY), STR(dts_difference_item, Table, EMPTY),
      INT(dts_difference_item, Chunk, 0), STR(dts_difference_item, SrcItem, EMPTY),
      STR(dts_difference_item, DstItem, EMPTY), STR(dts_difference_item, IndexName, EMPTY),
      STR(dts_difference_item, LowerBoundary, EMPTY),
      STR(dts_difference_item, UpperBoundary, EMPTY), DOUBLE(dts_difference_item, CostTime, 0),
      STR(dts_difference_item, FinishedAt, EMPTY));

SHAPE(dts_difference_list, "DifferenceDetail", INT(dts_difference_list, TotalCount, 0),
      LIST(dts_difference_list, Items, dts_difference_item, EMPTY));

SHAPE(dts_skipped_item, "SkippedItem", STR(dts_skipped_item, Db, EMPTY),
      STR(dts_skipped_item, Schema, EMPTY), STR(dts_skipped_item, Table, EMPTY),
      STR(dts_skipped_item, Reason, EMPTY));

SHAPE(dts_skipped_list, "SkippedDetail", INT(dts_skipped_list, TotalCount, 0),
      LIST(dts_skipped_list, Items, dts_skipped_item, EMPTY));

SHAPE(dts_compare_table_result, "CompareTableResult", STR(dts_compare_table_result, Db, EMPTY),
      STR(dts_compare_table_result, Schema, EMPTY), STR(dts_compare_table_result, Table, EMPTY),
      STR(dts_compare_table_result, Conclusion, EMPTY),
      STR(dts_compare_table_result, Status, EMPTY), INT(dts_compare_table_result, Progress, 0),
      INT(dts_compare_table_result, RowCount, 0),
      STR(dts_compare_table_result, StartedAt, EMPTY),
      STR(dts_compare_table_result, FinishedAt, EMPTY),
      STR(dts_compare_table_result, ExpectedAt, EMPTY),
      STR(dts_compare_table_result, SrcItem, EMPTY),
      STR(dts_compare_table_result, DstItem, EMPTY));

SHAPE(dts_compare_table_results, "CompareTableResults",
      INT(dts_compare_table_results, TotalCount, 0),
      LIST(dts_compare_table_results, Items, dts_compare_table_result, EMPTY));

SHAPE(dts_local_open, "LocalOpenItem", STR(dts_local_open, Db, EMPTY),
      STR(dts_local_open, Table, EMPTY), STRS(dts_local_open, Key, 0),
      STR(dts_local_open, Identifier, EMPTY));

SHAPE(dts_local_open_list, "LocalOpenDetail", INT(dts_local_open_list, TotalCount, 0),
      LIST(dts_local_open_list, Items, dts_local_open, EMPTY));

SHAPE(dts_local_object, "LocalObject", STR(dts_local_object, Kind, EMPTY),
      STR(dts_local_object, Db, EMPTY), STR(dts_local_object, Name, EMPTY),
      STR(dts_local_object, What, EMPTY), STR(dts_local_object, SrcItem, EMPTY),
      STR(dts_local_object, DstItem, EMPTY), STR(dts_local_object, Advice, EMPTY),
      STRS(dts_local_object, Sql, 0));

SHAPE(dts_local_object_list, "LocalObjectDetail", INT(dts_local_object_list, TotalCount, 0),
      INT(dts_local_object_list, Looked, 0),
      LIST(dts_local_object_list, Items, dts_local_object, EMPTY));

SHAPE(dts_local_sample, "LocalSample", STR(dts_local_sample, Db, EMPTY),
      STR(dts_local_sample, Table, EMPTY), INT(dts_local_sample, Rows, 0),
      INT(dts_local_sample, OfRows, 0), STRS(dts_local_sample, Ranges, EMPTY));

SHAPE(dts_compare_detail, "CompareDetailInfo",
      OBJ(dts_compare_detail, Difference, dts_difference_list, 0),
      OBJ(dts_compare_detail, Skipped, dts_skipped_list, 0),
      OBJ(dts_compare_detail, FullProgress, dts_compare_table_results, 0),
      OBJ(dts_compare_detail, IncDifference, dts_compare_table_results, 0),
      OPT(dts_compare_detail, LocalOpen, dts_local_open_list, 0),
      OPT(dts_compare_detail, LocalObjects, dts_local_object_list, 0),
      LIST(dts_compare_detail, LocalSamples, dts_local_sample, 0));

SHAPE(dts_diff_chunk_item, "DiffChunkItem", STR(dts_diff_chunk_item, DBName, EMPTY),
      STR(dts_diff_chunk_item, SchemaName, EMPTY), STR(dts_diff_chunk_item, TableName, EMPTY),
      INT(dts_diff_chunk_item, ChunkId, 0), STR(dts_diff_chunk_item, Identifier, EMPTY),
      STR(dts_diff_chunk_item, DiffType, EMPTY), STRS(dts_diff_chunk_item, SchemaInfo, EMPTY),
      STRS(dts_diff_chunk_item, SrcItem, EMPTY), STRS(dts_diff_chunk_item, DstItem, EMPTY),
      STR(dts_diff_chunk_item, FinishedAt, EMPTY), STRS(dts_diff_chunk_item, LocalKey, 0),
      STRS(dts_diff_chunk_item, LocalSeen, 0), STR(dts_diff_chunk_item, LocalSql, 0),
      STR(dts_diff_chunk_item, LocalStatus, 0), STR(dts_diff_chunk_item, LocalMessage, 0));

SHAPE(dts_gtid_report_item, "GtidCompareDetail", STR(dts_gtid_report_item, Result, EMPTY),
      STR(dts_gtid_report_item, SrcGtidSets, EMPTY),
      STR(dts_gtid_report_item, DstGtidSets, EMPTY), STR(dts_gtid_report_item, DiffSrc, EMPTY),
      STRS(dts_gtid_report_item, DiffSrcTables, EMPTY),
      STR(dts_gtid_report_item, DiffDst, EMPTY),
      STR(dts_gtid_report_item, CompareTimestamp, EMPTY),
      STRS(dts_gtid_report_item, DiffSrcTablesNeedSync, EMPTY),
      BOOL(dts_gtid_report_item, DiffSrcIsNeedSync, 0));

SHAPE(dts_create_compare_request, "CreateCompareTaskRequest",
      STR(dts_create_compare_request, JobId, REQ), STR(dts_create_compare_request, TaskName, 0),
      STR(dts_create_compare_request, ObjectMode, 0),
      OPT(dts_create_compare_request, Objects, dts_compare_object, 0),
      OPT(dts_create_compare_request, Options, dts_compare_options, 0));

SHAPE(dts_create_compare_response, "CreateCompareTaskResponse",
      STR(dts_create_compare_response, CompareTaskId, EMPTY));

SHAPE(dts_modify_compare_request, "ModifyCompareTaskRequest",
      STR(dts_modify_compare_request, JobId, REQ),
      STR(dts_modify_compare_request, CompareTaskId, REQ),
      STR(dts_modify_compare_request, TaskName, 0),
      STR(dts_modify_compare_request, ObjectMode, 0),
      OPT(dts_modify_compare_request, Objects, dts_compare_object, 0),
      OPT(dts_modify_compare_request, Options, dts_compare_options, 0));

SHAPE(dts_compare_name_request, "ModifyCompareTaskNameRequest",
      STR(dts_compare_name_request, JobId, REQ),
      STR(dts_compare_name_request, CompareTaskId, REQ),
      STR(dts_compare_name_request, TaskName, REQ));

SHAPE(dts_compare_id_request, "CompareTaskIdRequest", STR(dts_compare_id_request, JobId, REQ),
      STR(dts_compare_id_request, CompareTaskId, REQ));

SHAPE(dts_start_compare_request, "StartCompareRequest",
      STR(dts_start_compare_request, JobId, REQ),
      STR(dts_start_compare_request, CompareTaskId, REQ),
      OPT(dts_start_compare_request, Local, dts_local_request, 0));

SHAPE(dts_stop_compare_request, "StopCompareRequest", STR(dts_stop_compare_request, JobId, REQ),
      STR(dts_stop_compare_request, CompareTaskId, REQ),
      BOOL(dts_stop_compare_request, ForceStop, 0));

SHAPE(dts_compare_tasks_request, "DescribeCompareTasksRequest",
      STR(dts_compare_tasks_request, JobId, REQ), INT(dts_compare_tasks_request, Limit, 0),
      INT(dts_compare_tasks_request, Offset, 0),
      STR(dts_compare_tasks_request, CompareTaskId, 0),
      STRS(dts_compare_tasks_request, Status, 0));

SHAPE(dts_compare_tasks_response, "DescribeCompareTasksResponse",
      INT(dts_compare_tasks_response, TotalCount, 0),
      LIST(dts_compare_tasks_response, Items, dts_compare_task_item, EMPTY));

SHAPE(dts_compare_report_request, "DescribeCompareReportRequest",
      STR(dts_compare_report_request, JobId, REQ),
      STR(dts_compare_report_request, CompareTaskId, REQ),
      INT(dts_compare_report_request, DifferenceLimit, 0),
      INT(dts_compare_report_request, DifferenceOffset, 0),
      STR(dts_compare_report_request, DifferenceDB, 0),
      STR(dts_compare_report_request, DifferenceTable, 0),
      INT(dts_compare_report_request, SkippedLimit, 0),
      INT(dts_compare_report_request, SkippedOffset, 0),
      STR(dts_compare_report_request, SkippedDB, 0),
      STR(dts_compare_report_request, SkippedTable, 0));

SHAPE(dts_compare_report_response, "DescribeCompareReportResponse",
      OBJ(dts_compare_report_response, Abstract, dts_compare_abstract, 0),
      OBJ(dts_compare_report_response, Detail, dts_compare_detail, 0));

SHAPE(dts_diff_items_request, "DescribeCompareDiffItemsRequest",
      STR(dts_diff_items_request, JobId, REQ), STR(dts_diff_items_request, CompareTaskId, REQ),
      STR(dts_diff_items_request, DBName, 0), STR(dts_diff_items_request, SchemaName, 0),
      STR(dts_diff_items_request, TableName, 0), INT(dts_diff_items_request, ChunkId, 0),
      INT(dts_diff_items_request, Limit, 0), INT(dts_diff_items_request, Offset, 0),
      BOOL(dts_diff_items_request, LocalRepaired, 0));

SHAPE(dts_diff_items_response, "DescribeCompareDiffItemsResponse",
      INT(dts_diff_items_response, TotalCount, 0),
      LIST(dts_diff_items_response, Items, dts_diff_chunk_item, EMPTY));

SHAPE(dts_gtid_report_request, "DescribeMigrateGtidCompareReportRequest",
      STR(dts_gtid_report_request, JobId, REQ), STR(dts_gtid_report_request, CompareTaskId, 0),
      BOOL(dts_gtid_report_request, NeedDiffDetail, 0));

SHAPE(dts_gtid_report_response, "DescribeMigrateGtidCompareReportResponse",
      STR(dts_gtid_report_response, Conclusion, EMPTY),
      STR(dts_gtid_report_response, Status, EMPTY), STR(dts_gtid_report_response, Type, EMPTY),
      LIST(dts_gtid_report_response, Detail, dts_gtid_report_item, EMPTY));
