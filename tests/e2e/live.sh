# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# live.sh - what is changed while a task runs: rows per second and threads of the copy, threads of
# the applier, pause and continue in the copy and in sync, a new try after a failure. An
# application writes all the time; dtsd is killed and the target restarted during pauses.
#
# Usage: bash live.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
case $flavor in
mysql) threads_variable=replica_parallel_workers ;;
mariadb) threads_variable=slave_parallel_threads ;;
esac

begin_e2e
start_pair "$flavor" 40000
start_dtsd "$work/dtsd"
limit() { # NAME VALUE...
    local body
    body=$(by_id)
    while [ $# -gt 0 ]; do
        body=$(jq --arg n "$1" --argjson v "$2" '.[$n] = $v' <<<"$body")
        shift 2
    done
    printf '%s' "$body"
}
set_limit() { must ModifyMigrateRateLimit "$(limit "$@")" >/dev/null; }
option() { detail ".RateLimitOption.$1"; }
rows() { detail '.Local.RowsDone // 0'; }
rows_pass() { [ "$(rows)" -gt "$1" ]; }
rows_there() { # what the target itself says, of the tables that are there
    local table sum=0
    for table in $(sql target "SELECT table_name FROM information_schema.tables WHERE
        table_schema = 'shop' AND table_type = 'BASE TABLE'"); do
        sum=$((sum + $(sql target "SELECT COUNT(*) FROM shop.$table")))
    done
    echo $sum
}
pause_task() {
    must PauseMigrateJob "$(by_id)" >/dev/null
    wait_status 60 manualPaused
    [ "$(detail '.Local.PausedAt // 0')" -gt 1000000000 ] || die "PausedAt is not there"
}
continue_task() { must ContinueMigrateJob "$(by_id)" >/dev/null; }
events_with() { detail '.Local.Events[].Text' | grep -c -- "$1" || true; }
case $flavor in # is that thread of the channel running?
mysql)
    channel_runs() { [ "$(sql target "SELECT SERVICE_STATE FROM performance_schema.replication_$1_status")" = ON ]; }
    applies() { channel_runs applier; }
    receives() { channel_runs connection; } ;;
mariadb)
    channel_runs() {
        "$root/tests/servers/run" client target "$work" -e 'SHOW ALL REPLICAS STATUS\G' >"$work/status" &&
            grep -qE "(Slave|Replica)_$1_Running: Yes" "$work/status"
    }
    applies() { channel_runs SQL; }
    receives() { channel_runs IO; } ;;
esac
has_tag() { [ "$(sql target "SELECT COUNT(*) FROM shop.tag WHERE name = '$1'")" = 1 ]; }
add_tag() { sql source "INSERT INTO shop.tag VALUES ('$1', 1)"; }
threads_there() { sql target "SELECT @@GLOBAL.$threads_variable"; }
threads_are() { [ "$(threads_there)" = "$1" ]; }
threads_before=$(threads_there)

# ---- a rate set with the configuration counts from the first row ----
new_task live "$work/source.env" "$work/target.env" "$(whole_databases shop)"
jq '.MigrateOption.RateLimit = {DumpRps: 500}' "$work/configuration" >"$work/limited"
must ModifyMigrationJob - <"$work/limited" >/dev/null
[ "$(option CurrentDumpRps) $(option DefaultDumpRps) $(option HasUserSetRateLimit)" = "500 50000000 yes" ] ||
    die "RateLimitOption is $(detail .RateLimitOption)"
api_fails FailedOperation.StatusInConflict ModifyMigrateRateLimit "$(limit DumpRps 5)"
api_fails OperationDenied.OperationDeniedError PauseMigrateJob "$(by_id)"
must_pass
start_writer
start_task
wait_until 120 rows_pass 0 || die "no row moves: $(last_events)"
api_fails InvalidParameterValue.InvalidParameterValueError ModifyMigrateRateLimit "$(limit DumpThread 17)"
grep -q 'DumpThread is 17' "$work/answer" || die "the message does not name DumpThread: $(cat "$work/answer")"
api_fails InvalidParameterValue.InvalidParameterValueError ModifyMigrateRateLimit "$(limit LoadRps 0)"
api_fails MissingParameter.MissingParameterError ModifyMigrateRateLimit "$(by_id)"
api_fails ResourceNotFound.BizResourceNotFoundError ModifyMigrateRateLimit '{"JobId":"dts-none0000","DumpRps":5}'

# ---- a lower rate counts within the chunks in hand ----
set_limit LoadRps 20
[ "$(option CurrentLoadRps) $(option CurrentDumpRps)" = "20 500" ] || die "the rate is not shown"
sleep 4 # for the chunks that were begun before
before=$(rows)
since=$SECONDS
sleep 8
after=$(rows)
most=$(((SECONDS - since + 5) * 20 * 2)) # twice as much would be half as much as before
[ $((after - before)) -le $most ] || die "$((after - before)) rows passed; at 20 a second not more than $most may"
wait_until 60 rows_pass "$after" || die "nothing passes at 20 rows a second"
say "at 20 rows a second $((after - before)) rows passed in $((SECONDS - since)) s and less"

# ---- threads ----
set_limit DumpThread 1 LoadThread 1
threads_shown() { [ "$(detail .Local.Threads)" = "$1" ]; }
wait_until 30 threads_shown 1 || die "threads are $(detail .Local.Threads), not 1"
set_limit DumpThread 8 LoadThread 8 LoadRps 500
wait_until 30 threads_shown "$(option CurrentDumpThread)" ||
    die "threads are $(detail .Local.Threads), not $(option CurrentDumpThread)"
say "threads after 1: $(detail .Local.Threads)"
set_limit LoadRps 20

# ---- pause in the copy: nothing moves, the slot is free ----
pause_task
held=$(rows)
there=$(rows_there)
api_fails FailedOperation.StatusInConflict ModifyMigrateRateLimit "$(limit DumpRps 5)"
api_fails OperationDenied.OperationDeniedError PauseMigrateJob "$(by_id)"
sleep 4
[ "$(rows) $(rows_there)" = "$held $there" ] || die "rows move during the pause: $held $there, then $(rows) $(rows_there)"
live=$job
new_task beside "$work/source.env" "$work/target.env" "$(whole_databases other)" full
must_pass
start_task
wait_status 120 success
job=$live
[ "$(task_status)" = manualPaused ] || die "the task is $(task_status) and not paused"
continue_task
wait_status 30 running
wait_until 60 rows_pass "$held" || die "no row moves after the pause"
[ "$(events_with 'dtsd was started again')" = 0 ] || die "the copy began again without need"

# ---- dtsd dies while the copy is paused: it stays paused, then goes on with a new snapshot ----
pause_task
kill9_dtsd
again_dtsd
[ "$(task_status)" = manualPaused ] || die "the task is $(task_status) after kill -9 during the pause"
[ "$(option CurrentLoadRps)" = 20 ] || die "the limits were lost: $(detail .RateLimitOption)"
sql target 'SET GLOBAL local_infile = OFF' # rows go by INSERT now; the rate counts there, too
continue_task
wait_status 30 running
wait_until 60 events_say 'The snapshot ended' || die "no event says that the snapshot is gone"
wait_until 60 is_in_rows || die "the copy does not come to its rows"
wait_until 60 rows_pass 0 || die "no row passes by INSERT: $(last_events)"
must_say 'forbids LOAD DATA LOCAL'
before=$(rows)
since=$SECONDS
wait_until 120 rows_pass $((before + 200)) || die "only $(($(rows) - before)) rows passed by INSERT"
# at most 40 were in open chunks, so this takes 8 s
[ $((SECONDS - since)) -ge 3 ] || die "200 rows passed in $((SECONDS - since)) s at 20 a second"
set_limit LoadRps 50000000 DumpRps 50000000
wait_status 180 readyComplete

# ---- threads of the applier ----
[ "$(option DefaultSinkerThread) $(option CurrentSinkerThread)" = "$threads_before $threads_before" ] ||
    die "RateLimitOption is $(detail .RateLimitOption), the target has $threads_before"
set_limit SinkerThread 6
wait_until 60 threads_are 6 || die "the target applies with $(threads_there) threads, not 6"
wait_until 60 applies || die "the applier does not run with other threads: $(last_events)"
add_tag 'with six threads'
wait_until 60 has_tag 'with six threads' || die "nothing arrives with six threads"
[ "$(option CurrentSinkerThread)" = 6 ] || die "RateLimitOption is $(detail .RateLimitOption)"
refused_sinker() {
    local status=0
    call ModifyMigrateRateLimit "$(limit SinkerThread 3)" >"$work/refusal" || status=$?
    [ $status -eq 3 ] && grep -q "$1" "$work/refusal"
}
if [ "$flavor" = mariadb ]; then
    # Another replication that applies: its threads are the same ones.
    sql target "CHANGE MASTER 'another' TO MASTER_HOST='127.0.0.1', MASTER_PORT=1, MASTER_USER='x',
        MASTER_USE_GTID=no; START SLAVE 'another' SQL_THREAD"
    wait_until 30 refused_sinker another || die "not refused: $(cat "$work/refusal")"
    grep -q FailedOperation.StatusInConflict "$work/refusal" || die "refused as $(cat "$work/refusal")"
    sql target "STOP SLAVE 'another'; RESET SLAVE 'another' ALL"
else
    # An account that may not.
    sql target "SET sql_log_bin = 0; REVOKE SYSTEM_VARIABLES_ADMIN ON *.* FROM mover@'%'"
    end_dtsd
    again_dtsd
    wait_until 30 refused_sinker 'GRANT SYSTEM_VARIABLES_ADMIN' || die "not refused: $(cat "$work/refusal")"
    grep -q OperationDenied.JobOperationDeniedError "$work/refusal" || die "refused as $(cat "$work/refusal")"
    sql target "SET sql_log_bin = 0; GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO mover@'%'"
    end_dtsd
    again_dtsd
fi
wait_status 60 readyComplete

# ---- pause in sync: nothing is applied, whatever is restarted ----
stays_away() { # TAG
    local i
    for i in 1 2 3 4; do
        ! has_tag "$1" || die "'$1' was applied during the pause"
        sleep 0.5
    done
    ! applies || die "the applier runs during the pause"
}
pause_task
add_tag 'during the pause'
wait_until 60 receives || die "the target does not receive during the pause"
stays_away 'during the pause'
server_is restart target
wait_until 60 receives || die "the target does not receive after its restart: $(last_events)"
stays_away 'during the pause'
kill9_dtsd
again_dtsd
[ "$(task_status)" = manualPaused ] || die "the task is $(task_status) after kill -9 during the pause"
stays_away 'during the pause'
continue_task
wait_until 90 has_tag 'during the pause' || die "sync does not go on: $(last_events)"
wait_status 90 readyComplete
wait_until 60 threads_are 6 ||
    die "after the restart of the target the number of threads is $(threads_there): $(detail ".RateLimitOption, .Local.Events")"

# ---- a failure that somebody mends, and a new try ----
sql source 'CREATE TABLE shop.mended (id INT PRIMARY KEY)'
is_there() { [ "$(sql target "SELECT COUNT(*) FROM information_schema.tables
    WHERE table_schema = 'shop' AND table_name = '$1'")" = 1 ]; }
wait_until 60 is_there mended || die "a new table does not arrive"
sql target 'SET sql_log_bin = 0; INSERT INTO shop.mended VALUES (1)'
sql source 'INSERT INTO shop.mended VALUES (1)'
is_status() { [ "$(task_status)" = "$1" ]; }
wait_until 90 is_status resumableErr || die "the task is $(task_status): $(last_events)"
api_fails OperationDenied.OperationDeniedError ContinueMigrateJob "$(by_id)"
api_fails InvalidParameterValue.InvalidParameterValueError ResumeMigrateJob \
    "$(by_id | jq '.ResumeOption = "clearData"')"
sql target 'SET sql_log_bin = 0; DELETE FROM shop.mended'
must ResumeMigrateJob "$(by_id | jq '.ResumeOption = "normal"')" >/dev/null
wait_status 90 readyComplete
[ "$(detail '.ErrorInfo | length')" = 0 ] || die "an old error is still shown"

# ---- the end: all is there, all is put back ----
end_writer
complete_task
wait_status 180 success
is_same shop
threads_are "$threads_before" || die "the number of threads is $(threads_there), it was $threads_before"
nothing_left

# ---- without automatic retries a lost server ends the work at once; paused, stopped from there ----
job=
new_task stopped "$work/source.env" "$work/target.env" "$(whole_databases 'od`d "name.x')"
jq '.AutoRetryTimeRangeMinutes = 0' "$work/configuration" >"$work/impatient"
must ModifyMigrationJob - <"$work/impatient" >/dev/null
must_pass
start_task
wait_status 120 readyComplete
server_is kill9 target
wait_until 60 is_status resumableErr || die "the task is $(task_status) without a target"
server_is restart target
must ResumeMigrateJob "$(by_id)" >/dev/null
wait_status 90 readyComplete
pause_task
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
nothing_left
say "live: ok"
