/* SPDX-License-Identifier: MIT
 *
 * model_calls - requests and answers of the actions (3.2-3.8, 3.12; consistency checks are in
 * model_compare.c). Required members follow
 * the R column of those sections.
 */
#include "dts/model_fields.h"

SHAPE(dts_job_id_request, "JobIdRequest", STR(dts_job_id_request, JobId, REQ));

/* No member: `{}` as a request, RequestId alone as an answer. */
static const struct field dts_empty_fields[] = {{.name = NULL}};
const struct shape dts_empty_shape = {"Empty", sizeof(struct dts_empty), dts_empty_fields};

SHAPE(dts_create_request, "CreateMigrationServiceRequest",
      STR(dts_create_request, SrcDatabaseType, REQ),
      STR(dts_create_request, DstDatabaseType, REQ), STR(dts_create_request, SrcRegion, REQ),
      STR(dts_create_request, DstRegion, REQ), STR(dts_create_request, InstanceClass, REQ),
      INT(dts_create_request, Count, 0), STR(dts_create_request, JobName, 0),
      LIST(dts_create_request, Tags, dts_tag, 0));

SHAPE(dts_create_response, "CreateMigrationServiceResponse",
      STRS(dts_create_response, JobIds, EMPTY));

SHAPE(dts_modify_request, "ModifyMigrationJobRequest", STR(dts_modify_request, JobId, REQ),
      STR(dts_modify_request, RunMode, REQ),
      OBJ(dts_modify_request, MigrateOption, dts_migrate_option, REQ),
      OBJ(dts_modify_request, SrcInfo, dts_endpoint, REQ),
      OBJ(dts_modify_request, DstInfo, dts_endpoint, REQ), STR(dts_modify_request, JobName, 0),
      STR(dts_modify_request, ExpectRunTime, 0), LIST(dts_modify_request, Tags, dts_tag, 0),
      INT(dts_modify_request, AutoRetryTimeRangeMinutes, 0));

SHAPE(dts_check_item, "DetailCheckItem", STR(dts_check_item, CheckItemName, EMPTY),
      STR(dts_check_item, Description, EMPTY), STR(dts_check_item, CheckResult, EMPTY),
      STR(dts_check_item, FailureReason, EMPTY), STR(dts_check_item, Solution, EMPTY),
      STRS(dts_check_item, ErrorLog, EMPTY), STRS(dts_check_item, HelpDoc, EMPTY),
      STR(dts_check_item, SkipInfo, EMPTY), STRS(dts_check_item, LocalSql, 0),
      STR(dts_check_item, LocalSide, 0), STRS(dts_check_item, LocalUndo, 0),
      STR(dts_check_item, LocalAll, 0), STR(dts_check_item, LocalAllSide, 0),
      STRS(dts_check_item, LocalNames, 0));

SHAPE(dts_check_step, "CheckStep", INT(dts_check_step, StepNo, 0),
      STR(dts_check_step, StepId, EMPTY), STR(dts_check_step, StepName, EMPTY),
      STR(dts_check_step, StepStatus, EMPTY), STR(dts_check_step, StepMessage, EMPTY),
      LIST(dts_check_step, DetailCheckItems, dts_check_item, EMPTY),
      BOOL(dts_check_step, HasSkipped, 0), INT(dts_check_step, LocalMs, 0));

SHAPE(dts_check_response, "DescribeMigrationCheckJobResponse",
      STR(dts_check_response, Status, EMPTY), STR(dts_check_response, CheckFlag, EMPTY),
      STR(dts_check_response, BriefMsg, EMPTY),
      LIST(dts_check_response, StepInfo, dts_check_step, EMPTY),
      INT(dts_check_response, LocalFinishedAt, 0));

SHAPE(dts_jobs_request, "DescribeMigrationJobsRequest", STR(dts_jobs_request, JobId, 0),
      STR(dts_jobs_request, JobName, 0), STRS(dts_jobs_request, Status, 0),
      STR(dts_jobs_request, SrcInstanceId, 0), STR(dts_jobs_request, DstInstanceId, 0),
      STR(dts_jobs_request, SrcRegion, 0), STR(dts_jobs_request, DstRegion, 0),
      STRS(dts_jobs_request, SrcDatabaseType, 0), STRS(dts_jobs_request, DstDatabaseType, 0),
      STRS(dts_jobs_request, SrcAccessType, 0), STRS(dts_jobs_request, DstAccessType, 0),
      STR(dts_jobs_request, RunMode, 0), STR(dts_jobs_request, OrderSeq, 0),
      INT(dts_jobs_request, Limit, 0), INT(dts_jobs_request, Offset, 0),
      LIST(dts_jobs_request, TagFilters, dts_tag_filter, 0));

SHAPE(dts_job_item, "JobItem", STR(dts_job_item, JobId, EMPTY),
      STR(dts_job_item, JobName, EMPTY), STR(dts_job_item, CreateTime, EMPTY),
      STR(dts_job_item, UpdateTime, EMPTY), STR(dts_job_item, StartTime, EMPTY),
      STR(dts_job_item, EndTime, EMPTY), STR(dts_job_item, BriefMsg, EMPTY),
      STR(dts_job_item, Status, EMPTY), STR(dts_job_item, RunMode, EMPTY),
      STR(dts_job_item, ExpectRunTime, EMPTY), OBJ(dts_job_item, Action, dts_action, 0),
      OBJ(dts_job_item, StepInfo, dts_progress_info, 0),
      OBJ(dts_job_item, SrcInfo, dts_endpoint, 0), OBJ(dts_job_item, DstInfo, dts_endpoint, 0),
      OBJ(dts_job_item, CompareTask, dts_compare_info, 0),
      OBJ(dts_job_item, TradeInfo, dts_trade_info, 0), LIST(dts_job_item, Tags, dts_tag, EMPTY),
      INT(dts_job_item, AutoRetryTimeRangeMinutes, 0),
      STR(dts_job_item, DumperResumeCtrl, EMPTY));

SHAPE(dts_jobs_response, "DescribeMigrationJobsResponse", INT(dts_jobs_response, TotalCount, 0),
      LIST(dts_jobs_response, JobList, dts_job_item, EMPTY),
      OPT(dts_jobs_response, Local, dts_local_service, 0));

SHAPE(dts_detail, "DescribeMigrationDetailResponse", STR(dts_detail, JobId, EMPTY),
      STR(dts_detail, JobName, EMPTY), STR(dts_detail, CreateTime, EMPTY),
      STR(dts_detail, UpdateTime, EMPTY), STR(dts_detail, StartTime, EMPTY),
      STR(dts_detail, EndTime, EMPTY), STR(dts_detail, BriefMsg, EMPTY),
      STR(dts_detail, Status, EMPTY), OBJ(dts_detail, Action, dts_action, 0),
      OBJ(dts_detail, StepInfo, dts_progress_info, 0),
      OBJ(dts_detail, SrcInfo, dts_endpoint, 0), OBJ(dts_detail, DstInfo, dts_endpoint, 0),
      OBJ(dts_detail, CompareTask, dts_compare_info, 0), LIST(dts_detail, Tags, dts_tag, EMPTY),
      STR(dts_detail, RunMode, EMPTY), STR(dts_detail, ExpectRunTime, EMPTY),
      OBJ(dts_detail, MigrateOption, dts_migrate_option, 0),
      OBJ(dts_detail, CheckStepInfo, dts_check_step_info, 0),
      OBJ(dts_detail, TradeInfo, dts_trade_info, 0),
      LIST(dts_detail, ErrorInfo, dts_error_item, EMPTY),
      STR(dts_detail, DumperResumeCtrl, EMPTY),
      OBJ(dts_detail, RateLimitOption, dts_rate_limit_option, 0),
      OPT(dts_detail, Local, dts_local, 0));

SHAPE(dts_instances_request, "DescribeMigrateDBInstancesRequest",
      STR(dts_instances_request, DatabaseType, REQ), STR(dts_instances_request, MigrateRole, 0),
      STR(dts_instances_request, InstanceId, 0), STR(dts_instances_request, InstanceName, 0),
      INT(dts_instances_request, Limit, 0), INT(dts_instances_request, Offset, 0),
      STR(dts_instances_request, AccountMode, 0), STR(dts_instances_request, TmpSecretId, 0),
      SECRET(dts_instances_request, TmpSecretKey, 0),
      SECRET(dts_instances_request, TmpToken, 0));

SHAPE(dts_instance, "MigrateDBItem", STR(dts_instance, InstanceId, EMPTY),
      STR(dts_instance, InstanceName, EMPTY), STR(dts_instance, Vip, EMPTY),
      INT(dts_instance, Vport, 0), INT(dts_instance, Usable, 0),
      STR(dts_instance, Hint, EMPTY));

SHAPE(dts_instances_response, "DescribeMigrateDBInstancesResponse",
      INT(dts_instances_response, TotalCount, 0),
      LIST(dts_instances_response, Instances, dts_instance, EMPTY));

SHAPE(dts_complete_request, "CompleteMigrateJobRequest", STR(dts_complete_request, JobId, REQ),
      STR(dts_complete_request, CompleteMode, 0));

SHAPE(dts_name_request, "ModifyMigrateNameRequest", STR(dts_name_request, JobId, REQ),
      STR(dts_name_request, JobName, REQ));

SHAPE(dts_skip_request, "SkipCheckItemRequest", STR(dts_skip_request, JobId, REQ),
      STRS(dts_skip_request, StepIds, REQ), STR(dts_skip_request, ForeignKeyFlag, 0));

SHAPE(dts_skip_response, "SkipCheckItemResponse", STR(dts_skip_response, Message, EMPTY));

SHAPE(dts_resume_request, "ResumeMigrateJobRequest", STR(dts_resume_request, JobId, REQ),
      STR(dts_resume_request, ResumeOption, 0));

SHAPE(dts_rate_request, "ModifyMigrateRateLimitRequest", STR(dts_rate_request, JobId, REQ),
      INT(dts_rate_request, DumpThread, 0), INT(dts_rate_request, DumpRps, 0),
      INT(dts_rate_request, LoadThread, 0), INT(dts_rate_request, LoadRps, 0),
      INT(dts_rate_request, SinkerThread, 0));

SHAPE(dts_runtime_request, "ModifyMigrateRuntimeAttributeRequest",
      STR(dts_runtime_request, JobId, REQ),
      LIST(dts_runtime_request, OtherOptions, dts_key_value, REQ));

SHAPE(dts_spec_request, "ModifyMigrateJobSpecRequest", STR(dts_spec_request, JobId, REQ),
      STR(dts_spec_request, NewInstanceClass, REQ));

SHAPE(dts_local_request, "LocalRequest", STR(dts_local_request, Verb, REQ),
      STR(dts_local_request, StepId, 0));

SHAPE(dts_check_request, "CreateMigrateCheckJobRequest", STR(dts_check_request, JobId, REQ),
      OPT(dts_check_request, Local, dts_local_request, 0));

SHAPE(dts_stop_request, "StopMigrateJobRequest", STR(dts_stop_request, JobId, REQ),
      OPT(dts_stop_request, Local, dts_local_request, 0));
