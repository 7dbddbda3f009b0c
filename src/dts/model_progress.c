/* SPDX-License-Identifier: MIT
 *
 * model_progress - how far a task is (3.15-3.18), and Local, our extension.
 *
 * Only in answers: the texts and lists that the service always sends are written even when
 * empty; members of Local are left out when there is nothing to say.
 */
#include "dts/model_fields.h"

SHAPE(dts_tip, "ProcessStepTip", STR(dts_tip, Message, EMPTY), STR(dts_tip, Solution, EMPTY),
      STR(dts_tip, HelpDoc, EMPTY));

SHAPE(dts_step, "StepDetailInfo", INT(dts_step, StepNo, 0), STR(dts_step, StepName, EMPTY),
      STR(dts_step, StepId, EMPTY), STR(dts_step, Status, EMPTY),
      STR(dts_step, StartTime, EMPTY), STR(dts_step, FinishTime, EMPTY),
      STR(dts_step, StepMessage, EMPTY), INT(dts_step, Percent, 0),
      LIST(dts_step, Errors, dts_tip, EMPTY), LIST(dts_step, Warnings, dts_tip, EMPTY));

SHAPE(dts_progress_info, "MigrateDetailInfo", INT(dts_progress_info, StepAll, 0),
      INT(dts_progress_info, StepNow, 0), INT(dts_progress_info, MasterSlaveDistance, 0),
      INT(dts_progress_info, SecondsBehindMaster, 0),
      LIST(dts_progress_info, StepInfo, dts_step, EMPTY));

SHAPE(dts_process_progress, "ProcessProgress", STR(dts_process_progress, Status, EMPTY),
      INT(dts_process_progress, Percent, 0), INT(dts_process_progress, StepAll, 0),
      INT(dts_process_progress, StepNow, 0), STR(dts_process_progress, Message, EMPTY),
      LIST(dts_process_progress, Steps, dts_step, EMPTY));

SHAPE(dts_check_step_info, "CheckStepInfo", STR(dts_check_step_info, StartAt, EMPTY),
      STR(dts_check_step_info, EndAt, EMPTY),
      OBJ(dts_check_step_info, Progress, dts_process_progress, 0));

SHAPE(dts_action, "MigrateAction", STRS(dts_action, AllAction, EMPTY),
      STRS(dts_action, AllowedAction, EMPTY));

SHAPE(dts_error_item, "ErrorInfoItem", STR(dts_error_item, Code, EMPTY),
      STR(dts_error_item, Solution, EMPTY), STR(dts_error_item, ErrorLog, EMPTY),
      STR(dts_error_item, HelpDoc, EMPTY));

SHAPE(dts_compare_info, "CompareTaskInfo", STR(dts_compare_info, CompareTaskId, EMPTY),
      STR(dts_compare_info, Status, EMPTY), INT(dts_compare_info, LocalOpen, 0));

SHAPE(dts_trade_info, "TradeInfo", STR(dts_trade_info, DealName, EMPTY),
      STR(dts_trade_info, LastDealName, EMPTY), STR(dts_trade_info, InstanceClass, EMPTY),
      STR(dts_trade_info, TradeStatus, EMPTY), STR(dts_trade_info, ExpireTime, EMPTY),
      STR(dts_trade_info, OfflineTime, EMPTY), STR(dts_trade_info, IsolateTime, EMPTY),
      STR(dts_trade_info, OfflineReason, EMPTY), STR(dts_trade_info, IsolateReason, EMPTY),
      STR(dts_trade_info, PayType, EMPTY), STR(dts_trade_info, BillingType, EMPTY));

SHAPE(dts_rate_limit_option, "RateLimitOption",
      INT(dts_rate_limit_option, CurrentDumpThread, 0),
      INT(dts_rate_limit_option, DefaultDumpThread, 0),
      INT(dts_rate_limit_option, CurrentDumpRps, 0),
      INT(dts_rate_limit_option, DefaultDumpRps, 0),
      INT(dts_rate_limit_option, CurrentLoadThread, 0),
      INT(dts_rate_limit_option, DefaultLoadThread, 0),
      INT(dts_rate_limit_option, CurrentLoadRps, 0),
      INT(dts_rate_limit_option, DefaultLoadRps, 0),
      INT(dts_rate_limit_option, CurrentSinkerThread, 0),
      INT(dts_rate_limit_option, DefaultSinkerThread, 0),
      STR(dts_rate_limit_option, HasUserSetRateLimit, 0));

SHAPE(dts_local_phase, "LocalPhase", STR(dts_local_phase, Id, 0),
      STR(dts_local_phase, Status, 0), STR(dts_local_phase, StartTime, 0),
      STR(dts_local_phase, FinishTime, 0));

SHAPE(dts_local_table, "LocalTable", STR(dts_local_table, Db, 0),
      STR(dts_local_table, Table, 0), STR(dts_local_table, Status, 0),
      INT(dts_local_table, RowsDone, 0), INT(dts_local_table, RowsEstimate, 0),
      INT(dts_local_table, BytesDone, 0), INT(dts_local_table, BytesEstimate, 0));

SHAPE(dts_local_event, "LocalEvent", INT(dts_local_event, At, 0),
      STR(dts_local_event, Level, 0), STR(dts_local_event, Text, 0));

SHAPE(dts_local_change, "LocalChange", STR(dts_local_change, Side, 0),
      STR(dts_local_change, Kind, 0), STR(dts_local_change, Name, 0),
      STR(dts_local_change, Old, 0), STR(dts_local_change, New, 0),
      STR(dts_local_change, State, 0));

SHAPE(dts_local, "Local", STR(dts_local, Phase, 0), LIST(dts_local, Phases, dts_local_phase, 0),
      LIST(dts_local, Tables, dts_local_table, 0), INT(dts_local, TablesTotal, 0),
      INT(dts_local, TablesDone, 0), INT(dts_local, RowsDone, 0),
      INT(dts_local, RowsEstimate, 0), INT(dts_local, BytesDone, 0),
      INT(dts_local, BytesEstimate, 0), INT(dts_local, RowsPerSecond, 0),
      INT(dts_local, BytesPerSecond, 0), STR(dts_local, LimitedBy, 0),
      INT(dts_local, Threads, 0), STR(dts_local, SnapshotMode, 0),
      INT(dts_local, SnapshotLockMs, 0), STR(dts_local, SnapshotGtid, 0),
      STR(dts_local, SnapshotFile, 0), INT(dts_local, SnapshotPos, 0),
      STR(dts_local, SourceGtid, 0), STR(dts_local, TargetGtid, 0),
      STR(dts_local, MissingGtid, 0), INT(dts_local, SampledAt, 0),
      INT(dts_local, CaughtUpSince, 0), INT(dts_local, QueuePlace, 0),
      STR(dts_local, QueueRuns, 0), INT(dts_local, StartsAt, 0), INT(dts_local, PausedAt, 0),
      STR(dts_local, Channel, 0), LIST(dts_local, Events, dts_local_event, 0),
      LIST(dts_local, Changes, dts_local_change, 0), INT(dts_local, ChangesMore, 0),
      STRS(dts_local, Can, 0), STR(dts_local, Version, 0), INT(dts_local, ServerTime, 0),
      INT(dts_local, Pid, 0), INT(dts_local, StartedAt, 0));

SHAPE(dts_local_queue, "LocalQueue", STR(dts_local_queue, JobId, 0),
      INT(dts_local_queue, Place, 0), INT(dts_local_queue, StartsAt, 0));

SHAPE(dts_local_service, "LocalService", STR(dts_local_service, Version, 0),
      INT(dts_local_service, Pid, 0), INT(dts_local_service, StartedAt, 0),
      INT(dts_local_service, ServerTime, 0), STR(dts_local_service, QueueRuns, 0),
      LIST(dts_local_service, Queue, dts_local_queue, 0));
