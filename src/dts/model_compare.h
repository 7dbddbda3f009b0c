/* SPDX-License-Identifier: MIT
 *
 * model_compare - the part of the model that belongs to consistency checks: what is compared,
 * how, and what was found (3.9 of the API's documentation).
 *
 * Presence: as in model.h. Members that exist for other engines only (MongoDB, PostgreSQL) are
 * kept where the service always sends them.
 */
#ifndef DTS_MODEL_COMPARE_H
#define DTS_MODEL_COMPARE_H

#include "dts/model.h"

/* ---- what is compared ---- */
struct dts_compare_column {
    char *ColumnName;
};
struct dts_compare_table {
    char *TableName, *ColumnMode;
    DTS_LIST(struct dts_compare_column) Columns;
    char *FilterCondition, *FilterTimeZone;
};
struct dts_compare_view {
    char *ViewName;
};
struct dts_compare_object_item {
    char *DbName, *DbMode, *SchemaName, *TableMode; /* modes: all, partial */
    DTS_LIST(struct dts_compare_table) Tables;
    char *ViewMode;
    DTS_LIST(struct dts_compare_view) Views; /* never compared */
};
struct dts_compare_object {
    char *ObjectMode; /* all, partial */
    DTS_LIST(struct dts_compare_object_item) ObjectItems;
    struct strlist AdvancedObjects;
};

/* ---- a consistency check ---- */
struct dts_compare_task_item {
    char *JobId, *CompareTaskId, *TaskName;
    char *Status; /* created, readyRun, running, success, stopping, failed, canceled */
    struct dts_compare_object Config;
    struct dts_process_progress CheckProcess, CompareProcess;
    char *Conclusion; /* same, different, skipAll */
    char *CreatedAt, *StartedAt, *FinishedAt, *Method;
    struct dts_compare_options Options;
    char *Message;
    int64_t LocalOpen; /* our extension: rows, chunks, tables that were not compared */
    struct strlist
        LocalCan; /* our extension: verbs of StartCompare's Local that are legal now */
};

/* ---- what was found ---- */
struct dts_compare_abstract {
    struct dts_compare_options Options;
    struct dts_compare_object Objects;
    char *Conclusion, *Status; /* same, different; success, failed */
    int64_t TotalTables, CheckedTables, DifferentTables, SkippedTables, NearlyTableCount;
    int64_t DifferentRows, SrcSampleRows, DstSampleRows;
    char *StartedAt, *FinishedAt;
    int64_t LocalSeed; /* our extension: draws the chunks of a spot check */
};
struct dts_difference_item {
    char *Db, *Schema, *Table;
    int64_t Chunk;
    char *SrcItem, *DstItem, *IndexName;
    char *LowerBoundary, *UpperBoundary; /* text of a JSON array */
    double CostTime;                     /* ms */
    char *FinishedAt;
};
struct dts_difference_list {
    int64_t TotalCount;
    DTS_LIST(struct dts_difference_item) Items;
};
struct dts_skipped_item {
    char *Db, *Schema, *Table, *Reason;
};
struct dts_skipped_list {
    int64_t TotalCount;
    DTS_LIST(struct dts_skipped_item) Items;
};
struct dts_compare_table_result {
    char *Db, *Schema, *Table, *Conclusion, *Status;
    int64_t Progress, RowCount; /* percent; rows that differ */
    char *StartedAt, *FinishedAt, *ExpectedAt;
    char *SrcItem, *DstItem; /* row counts, for rowsCount */
};
struct dts_compare_table_results {
    int64_t TotalCount;
    DTS_LIST(struct dts_compare_table_result) Items;
};
/* Our extension: what never stood still while an application wrote, and is looked at again. */
struct dts_local_open {
    char *Db, *Table;
    struct strlist
        Key; /* a row's, in the form in which the walk reads it; none: the whole table */
    char *Identifier; /* the same for people */
};
struct dts_local_open_list {
    int64_t TotalCount;
    DTS_LIST(struct dts_local_open) Items;
};
/* Our extension: a difference beyond rows. */
struct dts_local_object {
    char *Kind;      /* table, view, procedure, function, trigger, event, account */
    char *Db, *Name; /* Db "" for an account */
    char *What;      /* what of it differs: AUTO_INCREMENT, definition, state, grants ... */
    char *SrcItem, *DstItem; /* "" where it is missing on that side */
    char *Advice;            /* a sentence: what it means, what to do */
    struct strlist Sql;      /* statements for the target that mend it; none: not known */
};
struct dts_local_object_list {
    int64_t TotalCount; /* that differ */
    int64_t Looked;     /* objects that were looked at */
    DTS_LIST(struct dts_local_object) Items;
};
/* Our extension: what a spot check looked at. */
struct dts_local_sample {
    char *Db, *Table;
    int64_t Rows, OfRows;  /* looked at; walked over */
    struct strlist Ranges; /* "first: [..] to [..]", "widest: ..."; the rest is counted */
};
struct dts_compare_detail {
    struct dts_difference_list Difference;
    struct dts_skipped_list Skipped;
    struct dts_compare_table_results FullProgress, IncDifference;
    struct dts_local_open_list *LocalOpen;      /* NULL: none */
    struct dts_local_object_list *LocalObjects; /* NULL: not looked at */
    DTS_LIST(struct dts_local_sample) LocalSamples;
};
struct dts_diff_chunk_item { /* DescribeCompareDiffItems */
    char *DBName, *SchemaName, *TableName;
    int64_t ChunkId;
    char *Identifier;                            /* key columns */
    char *DiffType;                              /* data, srcLack, dstLack */
    struct strlist SchemaInfo, SrcItem, DstItem; /* column names, values of both rows */
    char *FinishedAt;
    struct strlist LocalKey; /* our extension, as these: the key as the walk reads it */
    /* The row on the source and on the target when the repair was planned: its digest, "" for none;
     * without a key how many there are, and the digest as the third. */
    struct strlist LocalSeen;
    char *LocalSql;     /* the statement that repairs the row on the target; "" not planned */
    char *LocalStatus;  /* of the repair: planned, done, changed (not touched), failed */
    char *LocalMessage; /* why it was not done */
};
struct dts_gtid_report_item {
    char *Result, *SrcGtidSets, *DstGtidSets, *DiffSrc;
    struct strlist DiffSrcTables;
    char *DiffDst, *CompareTimestamp;
    struct strlist DiffSrcTablesNeedSync;
    int DiffSrcIsNeedSync;
};

/* ---- requests and responses ---- */
struct dts_create_compare_request {
    char *JobId, *TaskName, *ObjectMode; /* sameAsMigrate, custom */
    struct dts_compare_object *Objects;
    struct dts_compare_options *Options;
};
struct dts_create_compare_response {
    char *CompareTaskId;
};
struct dts_modify_compare_request {
    char *JobId, *CompareTaskId, *TaskName, *ObjectMode;
    struct dts_compare_object *Objects;
    struct dts_compare_options *Options;
};
struct dts_compare_name_request {
    char *JobId, *CompareTaskId, *TaskName;
};
struct dts_compare_id_request { /* DeleteCompareTask */
    char *JobId, *CompareTaskId;
};
struct dts_start_compare_request { /* StartCompare */
    char *JobId, *CompareTaskId;
    struct dts_local_request *Local; /* NULL: the whole check. Verb: again (only what was
                                        different or not compared), planRepair, repair */
};
struct dts_stop_compare_request {
    char *JobId, *CompareTaskId;
    int ForceStop;
};
struct dts_compare_tasks_request {
    char *JobId;
    int64_t Limit, Offset;
    char *CompareTaskId;
    struct strlist Status;
};
struct dts_compare_tasks_response {
    int64_t TotalCount;
    DTS_LIST(struct dts_compare_task_item) Items;
};
struct dts_compare_report_request {
    char *JobId, *CompareTaskId;
    int64_t DifferenceLimit, DifferenceOffset;
    char *DifferenceDB, *DifferenceTable;
    int64_t SkippedLimit, SkippedOffset;
    char *SkippedDB, *SkippedTable;
};
struct dts_compare_report_response {
    struct dts_compare_abstract Abstract;
    struct dts_compare_detail Detail;
};
struct dts_diff_items_request {
    char *JobId, *CompareTaskId, *DBName, *SchemaName, *TableName;
    int64_t ChunkId, Limit, Offset;
    int LocalRepaired; /* our extension: not what differs, but what was repaired, or tried to */
};
struct dts_diff_items_response {
    int64_t TotalCount;
    DTS_LIST(struct dts_diff_chunk_item) Items;
};
struct dts_gtid_report_request {
    char *JobId, *CompareTaskId;
    int NeedDiffDetail;
};
struct dts_gtid_report_response {
    char *Conclusion, *Status, *Type; /* Type: gtid */
    DTS_LIST(struct dts_gtid_report_item) Detail;
};

/* One shape per struct above. */
extern const struct shape dts_compare_column_shape, dts_compare_table_shape,
    dts_compare_view_shape, dts_compare_object_item_shape, dts_compare_object_shape,
    dts_compare_task_item_shape, dts_compare_abstract_shape, dts_difference_item_shape,
    dts_difference_list_shape, dts_skipped_item_shape, dts_skipped_list_shape,
    dts_compare_table_result_shape, dts_compare_table_results_shape, dts_compare_detail_shape,
    dts_diff_chunk_item_shape, dts_gtid_report_item_shape, dts_create_compare_request_shape,
    dts_create_compare_response_shape, dts_modify_compare_request_shape,
    dts_compare_name_request_shape, dts_compare_id_request_shape,
    dts_start_compare_request_shape, dts_local_open_shape, dts_local_open_list_shape,
    dts_local_object_shape, dts_local_object_list_shape, dts_local_sample_shape,
    dts_stop_compare_request_shape, dts_compare_tasks_request_shape,
    dts_compare_tasks_response_shape, dts_compare_report_request_shape,
    dts_compare_report_response_shape, dts_diff_items_request_shape,
    dts_diff_items_response_shape, dts_gtid_report_request_shape,
    dts_gtid_report_response_shape;

#endif
