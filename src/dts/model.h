/* SPDX-License-Identifier: MIT
 *
 * model - the DTS API, version 2021-12-06, as C structs: what both the wizard's client and dtsd
 * speak. Member names follow the API's; meaning and values are in the API's documentation.
 *
 * Presence: see shape.h (NULL, DTS_UNSET, DTS_UNSET_BOOL mean absent). `Local` is our
 * extension: a response member that other clients ignore and the wizard shows when it is there.
 * Source: service model 2021-12-06, sections named in the comments.
 */
#ifndef DTS_MODEL_H
#define DTS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "dts/shape.h"

#define DTS_VERSION "2021-12-06"

#define DTS_LIST(type) \
    struct {           \
        type *items;   \
        size_t n, cap; \
    }

/* DTS_PUSH - appends an initialised element to a list member and yields its pointer. */
#define DTS_PUSH(list, sh)                                                     \
    (mem_grow(&(list).items, &(list).cap, (list).n + 1, sizeof *(list).items), \
     shape_init(&(sh), &(list).items[(list).n]), &(list).items[(list).n++])

/* ---- statuses (3.20) ---- */
enum dts_status {
    DTS_STATUS_UNKNOWN = 0,
    DTS_CREATING,
    DTS_CREATED,
    DTS_CHECKING,
    DTS_CHECK_PASS,
    DTS_CHECK_NOT_PASS,
    DTS_READY_RUN,
    DTS_RUNNING,
    DTS_READY_COMPLETE,
    DTS_COMPLETING,
    DTS_SUCCESS,
    DTS_STOPPING,
    DTS_FAILED,
    DTS_PAUSING,
    DTS_MANUAL_PAUSED,
    DTS_RESUMABLE_ERR,
    DTS_RESUMING,
    DTS_ERROR,
    DTS_CANCELED,
    DTS_STATUS_COUNT
};
const char *dts_status_word(enum dts_status s);     /* "readyComplete"; "unknown" for 0 */
enum dts_status dts_status_parse(const char *word); /* anything not listed: UNKNOWN */
bool dts_status_is_final(enum dts_status s);        /* success, failed, canceled, error */

/* ---- configuration objects (3.13, 3.14) ---- */
struct dts_key_value {
    char *Key, *Value;
};
struct dts_tag {
    char *TagKey, *TagValue;
};

struct
    dts_tag_filter { /* matches when the task has the tag with one of the values, or at all */
    char *TagKey;
    struct strlist TagValue;
};

struct dts_db_info { /* DBInfo */
    char *Role, *DbKernel, *Host;
    int64_t Port;
    char *User;
    struct secret *Password;
    char *CvmInstanceId, *UniqVpnGwId, *UniqDcgId, *InstanceId, *CcnGwId, *VpcId, *SubnetId;
    char *EngineVersion, *Account, *AccountRole, *AccountMode;
    char *TmpSecretId;
    struct secret *TmpSecretKey, *TmpToken;
    char *EncryptConn, *SetId;
};
struct dts_endpoint { /* DBEndpointInfo */
    char *Region, *AccessType, *DatabaseType, *NodeType;
    DTS_LIST(struct dts_db_info) Info;
    char *Supplier;
    DTS_LIST(struct dts_key_value) ExtraAttr;
    char *DatabaseNetEnv, *ConnectType, *CcnOwnerUin;
};
struct dts_table_item {
    char *TableName, *NewTableName;
    struct strlist TmpTables;
    char *TableEditMode;
};
struct dts_view_item {
    char *ViewName, *NewViewName;
};
struct dts_db_item { /* DBItem */
    char *DbName, *NewDbName, *SchemaName, *NewSchemaName, *DBMode, *SchemaMode, *TableMode;
    DTS_LIST(struct dts_table_item) Tables;
    char *ViewMode;
    DTS_LIST(struct dts_view_item) Views;
    char *FunctionMode;
    struct strlist Functions;
    char *ProcedureMode;
    struct strlist Procedures;
    char *EventMode;
    struct strlist Events;
    char *TriggerMode;
    struct strlist Triggers;
};
struct dts_database_table { /* DatabaseTableObject */
    char *ObjectMode;       /* all, partial */
    DTS_LIST(struct dts_db_item) Databases;
    struct strlist AdvancedObjects; /* trigger, function, procedure, event */
};
struct dts_compare_options { /* CompareOptions */
    char *Method;            /* dataCheck, sampleDataCheck, rowsCount */
    int64_t SampleRate, ThreadCount;
    char *Type;
    struct strlist CompareMode;
    int64_t ReCheckTime, ReCheckInterval;
};
struct dts_consistency { /* ConsistencyOption */
    char *Mode;          /* full, noCheck, notConfigured */
    char *ObjectMode;
    struct dts_database_table *Objects;
    struct dts_compare_options *Options;
};
struct dts_rate_limit {
    int64_t DumpThread, DumpRps, LoadThread, LoadRps, SinkerThread;
};
struct dts_migrate_option { /* MigrateOption */
    struct dts_database_table DatabaseTable;
    char *MigrateType; /* structure, full, fullAndIncrement */
    struct dts_consistency *Consistency;
    int IsMigrateAccount, IsOverrideRoot, IsDstReadOnly;
    DTS_LIST(struct dts_key_value) ExtraAttr;
    char *MigrateWay;
    struct dts_rate_limit *RateLimit;
};
/* dts_wants_increment - MigrateType fullAndIncrement, also when it is absent: it is the default. */
bool dts_wants_increment(const struct dts_migrate_option *o);

/* ---- progress objects (3.15-3.18) ---- */
struct dts_tip {
    char *Message, *Solution, *HelpDoc;
};                /* ProcessStepTip */
struct dts_step { /* StepDetailInfo */
    int64_t StepNo;
    char *StepName, *StepId, *Status, *StartTime, *FinishTime, *StepMessage;
    int64_t Percent;
    DTS_LIST(struct dts_tip) Errors;
    DTS_LIST(struct dts_tip) Warnings;
};
struct dts_progress_info { /* MigrateDetailInfo */
    int64_t StepAll, StepNow, MasterSlaveDistance, SecondsBehindMaster;
    DTS_LIST(struct dts_step) StepInfo;
};
struct dts_process_progress { /* ProcessProgress */
    char *Status;
    int64_t Percent, StepAll, StepNow;
    char *Message;
    DTS_LIST(struct dts_step) Steps;
};
struct dts_check_step_info {
    char *StartAt, *EndAt;
    struct dts_process_progress Progress;
};
struct dts_action {
    struct strlist AllAction, AllowedAction;
};
struct dts_error_item {
    char *Code, *Solution, *ErrorLog, *HelpDoc;
};
struct dts_compare_info {
    char *CompareTaskId, *Status;
    int64_t LocalOpen; /* our extension: rows, chunks, tables that the check did not compare */
};
struct dts_trade_info {
    char *DealName, *LastDealName, *InstanceClass, *TradeStatus, *ExpireTime, *OfflineTime,
        *IsolateTime, *OfflineReason, *IsolateReason, *PayType, *BillingType;
};
struct dts_rate_limit_option { /* RateLimitOption */
    int64_t CurrentDumpThread, DefaultDumpThread, CurrentDumpRps, DefaultDumpRps;
    int64_t CurrentLoadThread, DefaultLoadThread, CurrentLoadRps, DefaultLoadRps;
    int64_t CurrentSinkerThread, DefaultSinkerThread;
    char *HasUserSetRateLimit;
};

/* ---- our extension ---- */
struct dts_local_phase { /* prepare, structure, rows, indexes, objects, sync */
    char *Id, *Status /* notStarted, running, finished, failed */, *StartTime, *FinishTime;
};
struct dts_local_table {
    char *Db, *Table;
    char *Status; /* waiting, structure, rows, indexes, done */
    int64_t RowsDone, RowsEstimate, BytesDone, BytesEstimate;
};
struct dts_local_event {
    int64_t At /* Unix s */;
    char *Level /* info, warning, error */, *Text;
};
struct dts_local_change { /* something dtsd created or changed, to be undone or left */
    char *Side /* source, target */, *Kind /* database, table, view, ..., variable, channel */,
        *Name, *Old, *New, *State /* intended, done, undone */;
};
struct dts_local { /* Local of DescribeMigrationDetail */
    char *Phase;
    DTS_LIST(struct dts_local_phase) Phases;
    DTS_LIST(struct dts_local_table)
    Tables; /* running first, then waiting, then done; at most 200 */
    int64_t TablesTotal, TablesDone, RowsDone, RowsEstimate, BytesDone, BytesEstimate;
    int64_t RowsPerSecond, BytesPerSecond; /* of the last 60 s; unset when not copying */
    char *
        LimitedBy; /* of the last 60 s: source, target, rateLimit; "" when nothing stands out */
    int64_t Threads;
    char *SnapshotMode; /* copy/snapshot.h, copy/lockless.h */
    int64_t SnapshotLockMs;
    char *SnapshotGtid, *SnapshotFile;
    int64_t SnapshotPos;
    char *SourceGtid, *TargetGtid, *MissingGtid; /* sampled together at SampledAt */
    int64_t SampledAt, CaughtUpSince;            /* Unix s */
    int64_t QueuePlace;                          /* 1: next */
    char *QueueRuns;                             /* id of the task that holds the slot */
    int64_t StartsAt, PausedAt;                  /* Unix s: armed for, paused since */
    char *Channel;
    DTS_LIST(struct dts_local_event) Events;   /* newest last, at most 100 */
    DTS_LIST(struct dts_local_change) Changes; /* of tables, views and programs at most 200 */
    int64_t ChangesMore;                       /* so many more of those are there */
    struct strlist Can;                        /* request verbs of Local that are legal now */
    char *Version;                             /* dtsd's */
    int64_t ServerTime, Pid, StartedAt;        /* Unix s */
};

/* ---- requests and responses ---- */
struct dts_job_id_request {
    char *JobId;
}; /* all actions whose only parameter is the job */
struct dts_empty {
    char unused;
};

struct dts_create_request {
    char *SrcDatabaseType, *DstDatabaseType, *SrcRegion, *DstRegion, *InstanceClass;
    int64_t Count;
    char *JobName;
    DTS_LIST(struct dts_tag) Tags;
};
struct dts_create_response {
    struct strlist JobIds;
};

struct dts_modify_request {
    char *JobId, *RunMode;
    struct dts_migrate_option MigrateOption;
    struct dts_endpoint SrcInfo, DstInfo;
    char *JobName, *ExpectRunTime;
    DTS_LIST(struct dts_tag) Tags;
    int64_t AutoRetryTimeRangeMinutes;
};

struct dts_check_item { /* DetailCheckItem */
    char *CheckItemName, *Description, *CheckResult, *FailureReason, *Solution;
    struct strlist ErrorLog, HelpDoc;
    char *SkipInfo;
    struct strlist LocalSql;  /* our extension: statements that mend it, in order */
    char *LocalSide;          /* where to run them: source, target */
    struct strlist LocalUndo; /* what undoes each, "" where that is not known; last to first */
    char *LocalAll;           /* a SELECT: all names where the finding has a part */
    char *LocalAllSide;       /* where to run that: source, target */
    struct strlist
        LocalNames; /* all names where the finding has a part and no SELECT shows them */
};
struct dts_check_step { /* CheckStep */
    int64_t StepNo;
    char *StepId, *StepName, *StepStatus, *StepMessage;
    DTS_LIST(struct dts_check_item) DetailCheckItems;
    int HasSkipped;
    int64_t LocalMs; /* our extension: time taken */
};
struct dts_check_response {
    char *Status, *CheckFlag, *BriefMsg;
    DTS_LIST(struct dts_check_step) StepInfo;
    int64_t LocalFinishedAt; /* Unix s */
};

struct dts_jobs_request {
    char *JobId, *JobName;
    struct strlist Status;
    char *SrcInstanceId, *DstInstanceId, *SrcRegion, *DstRegion;
    struct strlist SrcDatabaseType, DstDatabaseType, SrcAccessType, DstAccessType;
    char *RunMode, *OrderSeq;
    int64_t Limit, Offset;
    DTS_LIST(struct dts_tag_filter) TagFilters;
};
struct dts_job_item { /* JobItem */
    char *JobId, *JobName, *CreateTime, *UpdateTime, *StartTime, *EndTime, *BriefMsg, *Status,
        *RunMode, *ExpectRunTime;
    struct dts_action Action;
    struct dts_progress_info StepInfo;
    struct dts_endpoint SrcInfo, DstInfo;
    struct dts_compare_info CompareTask;
    struct dts_trade_info TradeInfo;
    DTS_LIST(struct dts_tag) Tags;
    int64_t AutoRetryTimeRangeMinutes;
    char *DumperResumeCtrl;
};
struct dts_local_queue { /* a task of the page that waits: in the queue, or for its hour */
    char *JobId;
    int64_t Place /* 1: next */, StartsAt /* Unix s */;
};
struct dts_local_service { /* Local of DescribeMigrationJobs */
    char *Version;
    int64_t Pid, StartedAt, ServerTime;
    char *QueueRuns; /* id of the task that holds the slot */
    DTS_LIST(struct dts_local_queue) Queue;
};
struct dts_jobs_response {
    int64_t TotalCount;
    DTS_LIST(struct dts_job_item) JobList;
    struct dts_local_service *Local;
};

struct dts_detail { /* response of DescribeMigrationDetail */
    char *JobId, *JobName, *CreateTime, *UpdateTime, *StartTime, *EndTime, *BriefMsg, *Status;
    struct dts_action Action;
    struct dts_progress_info StepInfo;
    struct dts_endpoint SrcInfo, DstInfo;
    struct dts_compare_info CompareTask;
    DTS_LIST(struct dts_tag) Tags;
    char *RunMode, *ExpectRunTime;
    struct dts_migrate_option MigrateOption;
    struct dts_check_step_info CheckStepInfo;
    struct dts_trade_info TradeInfo;
    DTS_LIST(struct dts_error_item) ErrorInfo;
    char *DumperResumeCtrl;
    struct dts_rate_limit_option RateLimitOption;
    struct dts_local *Local;
};

struct dts_instances_request {
    char *DatabaseType, *MigrateRole, *InstanceId, *InstanceName;
    int64_t Limit, Offset;
    char *AccountMode, *TmpSecretId;
    struct secret *TmpSecretKey, *TmpToken;
};
struct dts_instance {
    char *InstanceId, *InstanceName, *Vip;
    int64_t Vport, Usable;
    char *Hint;
};
struct dts_instances_response {
    int64_t TotalCount;
    DTS_LIST(struct dts_instance) Instances;
};

struct dts_complete_request {
    char *JobId, *CompleteMode;
};

/* 3.5: the short actions */
struct dts_name_request { /* ModifyMigrateName */
    char *JobId, *JobName;
};
struct dts_skip_request { /* SkipCheckItem */
    char *JobId;
    struct strlist StepIds;
    char *ForeignKeyFlag; /* shield, migrate; with ConstraintCheck only */
};
struct dts_skip_response {
    char *Message;
};
struct dts_resume_request {     /* ResumeMigrateJob: the retry after resumableErr */
    char *JobId, *ResumeOption; /* normal */
};
struct dts_rate_request { /* ModifyMigrateRateLimit; what is absent stays as it is */
    char *JobId;
    int64_t DumpThread, DumpRps, LoadThread, LoadRps, SinkerThread;
};
struct dts_runtime_request { /* ModifyMigrateRuntimeAttribute */
    char *JobId;
    DTS_LIST(struct dts_key_value) OtherOptions;
};
struct dts_spec_request { /* ModifyMigrateJobSpec */
    char *JobId, *NewInstanceClass;
};

/* Local of a request: our extension, sent only after an answer's Local.Can listed the verb. */
struct dts_local_request {
    char *Verb;   /* StopMigrateJob of an ended task: putBack (settings that are still changed),
                   dropCopied (what this task created on the target; after cancel only).
                   CreateMigrateCheckJob after a check: recheck.
                   StartCompare: see there */
    char *StepId; /* recheck: the step that runs again, with those it stood in the way of */
};
struct dts_check_request { /* CreateMigrateCheckJob */
    char *JobId;
    struct dts_local_request *Local;
};
struct dts_stop_request { /* StopMigrateJob */
    char *JobId;
    struct dts_local_request *Local;
};

/* One shape per struct above. */
extern const struct shape dts_job_id_request_shape, dts_empty_shape, dts_create_request_shape,
    dts_create_response_shape, dts_modify_request_shape, dts_check_response_shape,
    dts_check_step_shape, dts_check_item_shape, dts_jobs_request_shape, dts_jobs_response_shape,
    dts_job_item_shape, dts_detail_shape, dts_instances_request_shape,
    dts_instances_response_shape, dts_instance_shape, dts_complete_request_shape,
    dts_endpoint_shape, dts_db_info_shape, dts_migrate_option_shape, dts_database_table_shape,
    dts_db_item_shape, dts_table_item_shape, dts_view_item_shape, dts_consistency_shape,
    dts_compare_options_shape, dts_rate_limit_shape, dts_step_shape, dts_tip_shape,
    dts_progress_info_shape, dts_process_progress_shape, dts_check_step_info_shape,
    dts_action_shape, dts_error_item_shape, dts_compare_info_shape, dts_trade_info_shape,
    dts_rate_limit_option_shape, dts_local_shape, dts_local_phase_shape, dts_local_table_shape,
    dts_local_event_shape, dts_local_change_shape, dts_local_service_shape,
    dts_local_queue_shape, dts_tag_shape, dts_key_value_shape, dts_tag_filter_shape,
    dts_name_request_shape, dts_skip_request_shape, dts_skip_response_shape,
    dts_resume_request_shape, dts_rate_request_shape, dts_runtime_request_shape,
    dts_spec_request_shape, dts_local_request_shape, dts_check_request_shape,
    dts_stop_request_shape;

/* ---- actions: one table for client and server ---- */
enum dts_action_id {
    DTS_CREATE_MIGRATION_SERVICE,
    DTS_MODIFY_MIGRATION_JOB,
    DTS_CREATE_MIGRATE_CHECK_JOB,
    DTS_DESCRIBE_MIGRATION_CHECK_JOB,
    DTS_START_MIGRATE_JOB,
    DTS_DESCRIBE_MIGRATION_DETAIL,
    DTS_DESCRIBE_MIGRATION_JOBS,
    DTS_DESCRIBE_MIGRATE_DB_INSTANCES,
    DTS_STOP_MIGRATE_JOB,
    DTS_COMPLETE_MIGRATE_JOB,
    DTS_MODIFY_MIGRATE_NAME,
    DTS_SKIP_CHECK_ITEM,
    DTS_PAUSE_MIGRATE_JOB,
    DTS_CONTINUE_MIGRATE_JOB,
    DTS_RESUME_MIGRATE_JOB,
    DTS_MODIFY_MIGRATE_RATE_LIMIT,
    DTS_MODIFY_MIGRATE_RUNTIME_ATTRIBUTE,
    DTS_MODIFY_MIGRATE_JOB_SPEC,
    DTS_ISOLATE_MIGRATE_JOB,
    DTS_RECOVER_MIGRATE_JOB,
    DTS_DESTROY_MIGRATE_JOB,
    DTS_CREATE_COMPARE_TASK, /* from here on: shapes in model_compare.h */
    DTS_MODIFY_COMPARE_TASK,
    DTS_MODIFY_COMPARE_TASK_NAME,
    DTS_START_COMPARE,
    DTS_STOP_COMPARE,
    DTS_DELETE_COMPARE_TASK,
    DTS_DESCRIBE_COMPARE_TASKS,
    DTS_DESCRIBE_COMPARE_REPORT,
    DTS_DESCRIBE_COMPARE_DIFF_ITEMS,
    DTS_DESCRIBE_MIGRATE_GTID_COMPARE_REPORT,
    DTS_ACTION_COUNT
};
struct dts_action_info {
    const char *name; /* "StartMigrateJob" */
    const struct shape *request, *response;
    bool changes; /* never repeated without reading the state first */
};
const struct dts_action_info *dts_action_info(enum dts_action_id id);
/* dts_action_find - by exact name; DTS_ACTION_COUNT when there is none. */
enum dts_action_id dts_action_find(const char *name);

#endif
