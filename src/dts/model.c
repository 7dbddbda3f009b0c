/* SPDX-License-Identifier: MIT
 *
 * model - status words and the table of actions; the field tables are in model_config.c,
 * model_progress.c and model_calls.c.
 */
#include "dts/model.h"

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

static const struct dts_action_info actions[DTS_ACTION_COUNT] = {
    [DTS_CREATE_MIGRATION_SERVICE] = {"CreateMigrationService", &dts_create_request_shape,
                                      &dts_create_response_shape, true},
    [DTS_MODIFY_MIGRATION_JOB] = {"ModifyMigrationJob", &dts_modify_request_shape,
                                  &dts_empty_shape, true},
    [DTS_CREATE_MIGRATE_CHECK_JOB] = {"CreateMigrateCheckJob", &dts_job_id_request_shape,
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
    [DTS_STOP_MIGRATE_JOB] = {"StopMigrateJob", &dts_job_id_request_shape, &dts_empty_shape,
                              true},
    [DTS_COMPLETE_MIGRATE_JOB] = {"CompleteMigrateJob", &dts_complete_request_shape,
                                  &dts_empty_shape, true},
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
