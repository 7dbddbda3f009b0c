/* SPDX-License-Identifier: MIT
 *
 * model - status words and the table of actions; the field tables are in model_config.c,
 * model_progress.c and model_calls.c.
 */
#include "dts/model_compare.h"

#include <string.h>

static const char *const status_words[DTS_STATUS_COUNT] = {
    [DTS_STATUS_UNKNOWN] = "unknown",
    [DTS_CREATING] = "creating",
    [DTS_CREATED] = "created",
    [DTS_CHECKING] = "checking",
    [DTS_CHECK_PASS] = "checkPass",
    [DTS_CHECK_NOT_PASS] = "checkNotPass",
    [DTS_READY_RUN] = "readyRun",
    [DTS_RUNNING] = "running",
    [DTS_READY_COMPLETE] = "readyComplete",
    [DTS_COMPLETING] = "completing",
    [DTS_SUCCESS] = "success",
    [DTS_STOPPING] = "stopping",
    [DTS_FAILED] = "failed",
    [DTS_PAUSING] = "pausing",
    [DTS_MANUAL_PAUSED] = "manualPaused",
    [DTS_RESUMABLE_ERR] = "resumableErr",
    [DTS_RESUMING] = "resuming",
    [DTS_ERROR] = "error",
    [DTS_CANCELED] = "canceled",
};

const char *dts_status_word(enum dts_status s)
{
    return (unsigned)s < DTS_STATUS_COUNT ? status_words[s] : status_words[DTS_STATUS_UNKNOWN];
}

enum dts_status dts_status_parse(const char *word)
{
    for (unsigned s = DTS_STATUS_UNKNOWN + 1; word && s < DTS_STATUS_COUNT; s++)
        if (strcmp(status_words[s], word) == 0)
            return (enum dts_status)s;
    return DTS_STATUS_UNKNOWN;
}

bool dts_status_is_final(enum dts_status s)
{
    return s == DTS_SUCCESS || s == DTS_FAILED || s == DTS_CANCELED || s == DTS_ERROR;
}

bool dts_wants_increment(const struct dts_migrate_option *o)
{
    return str_empty(o->MigrateType) || str_eq(o->MigrateType, "fullAndIncrement");
}

static const struct dts_action_info actions[DTS_ACTION_COUNT] = {
    [DTS_CREATE_MIGRATION_SERVICE] = {"CreateMigrationService", &dts_create_request_shape,
                                      &dts_create_response_shape, true},
    [DTS_MODIFY_MIGRATION_JOB] = {"ModifyMigrationJob", &dts_modify_request_shape,
                                  &dts_empty_shape, true},
    [DTS_CREATE_MIGRATE_CHECK_JOB] = {"CreateMigrateCheckJob", &dts_check_request_shape,
                                      &dts_empty_shape, true},
    [DTS_DESCRIBE_MIGRATION_CHECK_JOB] = {"DescribeMigrationCheckJob",
                                          &dts_job_id_request_shape, &dts_check_response_shape,
                                          false},
    [DTS_START_MIGRATE_JOB] = {"StartMigrateJob", &dts_job_id_request_shape, &dts_empty_shape,
                               true},
    [DTS_DESCRIBE_MIGRATION_DETAIL] = {"DescribeMigrationDetail", &dts_job_id_request_shape,
                                       &dts_detail_shape, false},
    [DTS_DESCRIBE_MIGRATION_JOBS] = {"DescribeMigrationJobs", &dts_jobs_request_shape,
                                     &dts_jobs_response_shape, false},
    [DTS_DESCRIBE_MIGRATE_DB_INSTANCES] = {"DescribeMigrateDBInstances",
                                           &dts_instances_request_shape,
                                           &dts_instances_response_shape, false},
    [DTS_STOP_MIGRATE_JOB] = {"StopMigrateJob", &dts_stop_request_shape, &dts_empty_shape,
                              true},
    [DTS_COMPLETE_MIGRATE_JOB] = {"CompleteMigrateJob", &dts_complete_request_shape,
                                  &dts_empty_shape, true},
    [DTS_MODIFY_MIGRATE_NAME] = {"ModifyMigrateName", &dts_name_request_shape, &dts_empty_shape,
                                 true},
    [DTS_SKIP_CHECK_ITEM] = {"SkipCheckItem", &dts_skip_request_shape, &dts_skip_response_shape,
                             true},
    [DTS_PAUSE_MIGRATE_JOB] = {"PauseMigrateJob", &dts_job_id_request_shape, &dts_empty_shape,
                               true},
    [DTS_CONTINUE_MIGRATE_JOB] = {"ContinueMigrateJob", &dts_job_id_request_shape,
                                  &dts_empty_shape, true},
    [DTS_RESUME_MIGRATE_JOB] = {"ResumeMigrateJob", &dts_resume_request_shape, &dts_empty_shape,
                                true},
    [DTS_MODIFY_MIGRATE_RATE_LIMIT] = {"ModifyMigrateRateLimit", &dts_rate_request_shape,
                                       &dts_empty_shape, true},
    [DTS_MODIFY_MIGRATE_RUNTIME_ATTRIBUTE] = {"ModifyMigrateRuntimeAttribute",
                                              &dts_runtime_request_shape, &dts_empty_shape,
                                              true},
    [DTS_MODIFY_MIGRATE_JOB_SPEC] = {"ModifyMigrateJobSpec", &dts_spec_request_shape,
                                     &dts_empty_shape, true},
    [DTS_ISOLATE_MIGRATE_JOB] = {"IsolateMigrateJob", &dts_job_id_request_shape,
                                 &dts_empty_shape, true},
    [DTS_RECOVER_MIGRATE_JOB] = {"RecoverMigrateJob", &dts_job_id_request_shape,
                                 &dts_empty_shape, true},
    [DTS_DESTROY_MIGRATE_JOB] = {"DestroyMigrateJob", &dts_job_id_request_shape,
                                 &dts_empty_shape, true},
    [DTS_CREATE_COMPARE_TASK] = {"CreateCompareTask", &dts_create_compare_request_shape,
                                 &dts_create_compare_response_shape, true},
    [DTS_MODIFY_COMPARE_TASK] = {"ModifyCompareTask", &dts_modify_compare_request_shape,
                                 &dts_empty_shape, true},
    [DTS_MODIFY_COMPARE_TASK_NAME] = {"ModifyCompareTaskName", &dts_compare_name_request_shape,
                                      &dts_empty_shape, true},
    [DTS_START_COMPARE] = {"StartCompare", &dts_start_compare_request_shape, &dts_empty_shape,
                           true},
    [DTS_STOP_COMPARE] = {"StopCompare", &dts_stop_compare_request_shape, &dts_empty_shape,
                          true},
    [DTS_DELETE_COMPARE_TASK] = {"DeleteCompareTask", &dts_compare_id_request_shape,
                                 &dts_empty_shape, true},
    [DTS_DESCRIBE_COMPARE_TASKS] = {"DescribeCompareTasks", &dts_compare_tasks_request_shape,
                                    &dts_compare_tasks_response_shape, false},
    [DTS_DESCRIBE_COMPARE_REPORT] = {"DescribeCompareReport", &dts_compare_report_request_shape,
                                     &dts_compare_report_response_shape, false},
    [DTS_DESCRIBE_COMPARE_DIFF_ITEMS] = {"DescribeCompareDiffItems",
                                         &dts_diff_items_request_shape,
                                         &dts_diff_items_response_shape, false},
    [DTS_DESCRIBE_MIGRATE_GTID_COMPARE_REPORT] = {"DescribeMigrateGtidCompareReport",
                                                  &dts_gtid_report_request_shape,
                                                  &dts_gtid_report_response_shape, false},
};

const struct dts_action_info *dts_action_info(enum dts_action_id id)
{
    return (unsigned)id < DTS_ACTION_COUNT ? &actions[id] : NULL;
}

enum dts_action_id dts_action_find(const char *name)
{
    unsigned id = 0;

    while (id < DTS_ACTION_COUNT && !(name && strcmp(actions[id].name, name) == 0))
        id++;
    return (enum dts_action_id)id;
}
