# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# states.sh - the parts of a task's life that no walk from purchase to Complete passes: a start at
# an hour, a change while it waits, isolation of a task that copies, what is put back and removed
# after the end, a step of the check that is skipped; dtsd is killed in between.
#
# Usage: bash states.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 20000
start_dtsd "$work/dtsd"
beijing() { TZ=Asia/Shanghai date -d "$1" '+%Y-%m-%d %H:%M:%S'; }
can() { detail '(.Local.Can // []) | sort | join(" ")'; }
verb() { must StopMigrateJob "$(jq -n --arg j "$job" --arg v "$1" '{JobId: $j, Local: {Verb: $v}}')" \
    >/dev/null; }
verb_fails() {
    api_fails FailedOperation.NotAllowOperation StopMigrateJob \
        "$(jq -n --arg j "$job" --arg v "$1" '{JobId: $j, Local: {Verb: $v}}')"
}
trade() { detail .TradeInfo.TradeStatus; }
is_trade() { [ "$(trade)" = "$1" ]; }
change() {
    jq "$1" "$work/configuration" >"$work/changed"
    must ModifyMigrationJob - <"$work/changed" >/dev/null
}
is_dropped() { [ -z "$(can)" ] && events_say 'had created on the target is removed'; }
left() { detail '[.Local.Changes[] | select(.State != "undone") | .Kind] | unique | join(" ")'; }

say "-- an hour"
new_task timed "$work/source.env" "$work/target.env" "$(whole_databases shop)"
hour=$(beijing '+1 hour')
change ".RunMode = \"timed\" | .ExpectRunTime = \"$hour\""
must_pass
start_task
[ "$(task_status)" = readyRun ] || die "the timed task is $(task_status)"
[ "$(detail .Local.StartsAt)" = "$(TZ=Asia/Shanghai date -d "$hour" +%s)" ] ||
    die "StartsAt is $(detail .Local.StartsAt), not $hour"
[ "$(must DescribeMigrationJobs "$(by_id)" | jq -r '.Local.Queue[0].StartsAt')" = \
    "$(detail .Local.StartsAt)" ] || die "the list does not tell the hour"
kill9_dtsd
again_dtsd
[ "$(task_status)" = readyRun ] || die "the timed task is $(task_status) after a restart"
# Changed while it waits: it leaves the queue and is checked again.
change ".RunMode = \"timed\" | .ExpectRunTime = \"$(beijing '+1 hour')\""
[ "$(task_status)" = created ] || die "the changed task is $(task_status)"
api_fails FailedOperation.NotAllowOperation StartMigrateJob "$(by_id)"
must_pass
change ".RunMode = \"timed\" | .ExpectRunTime = \"$(beijing '+15 seconds')\""
must_pass
start_task
[ "$(task_status)" = readyRun ] || die "the timed task is $(task_status)"
wait_status 120 readyComplete
must_say 'The start time has come'

say "-- cancelled in sync: what was copied goes, what is not ours stays"
[ -z "$(can)" ] || die "a task in sync offers: $(can)"
verb_fails dropCopied
sql target 'SET sql_log_bin = 0; CREATE TABLE shop.not_ours (id INT PRIMARY KEY);
    INSERT INTO shop.not_ours VALUES (7)'
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
[ "$(can)" = dropCopied ] || die "the cancelled task offers: $(can) ($(left))"
verb dropCopied
kill9_dtsd # at whatever point it is
again_dtsd
wait_until 60 is_dropped || die "it is not removed: $(last_events)"
[ "$(task_status)" = failed ] || die "the task is $(task_status)"
[ "$(sql target 'SELECT id FROM shop.not_ours')" = 7 ] || die "what is not ours is gone"
[ "$(sql target "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'shop'")" = 1 ] ||
    die "not all tables are gone: $(sql target 'SHOW TABLES FROM shop')"
must_say 'objects that are not its own'
case "$(left)" in ''|gtid_purged) ;; *) die "it is still listed: $(left)" ;; esac
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
nothing_left shop

say "-- cancelled while the target is away, put back later"
new_task away "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
start_task
wait_status 120 readyComplete
server_is kill9 target
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 120 failed
must_say 'Not everything could be put back'
case " $(can) " in *" putBack "*) ;; *) die "putBack is not offered: $(can) ($(left))" ;; esac
server_is restart target
verb putBack
is_put_back() { events_say 'had changed is put back'; }
wait_until 60 is_put_back || die "it is not put back: $(last_events)"
nothing_left
[ "$(can)" = dropCopied ] || die "after putting back it offers: $(can) ($(left))"
verb_fails putBack
[ -z "$(detail '.ErrorInfo[]')" ] || die "the error is still there: $(detail .ErrorInfo)"

say "-- isolated while it copies"
verb dropCopied
wait_until 60 is_dropped || die "it is not removed: $(last_events)"
nothing_left shop
new_task isolated "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
start_task
hold_copy
must IsolateMigrateJob "$(by_id)" >/dev/null
[ "$(trade)" = isolating ] || die "TradeStatus is $(trade)"
api_fails OperationDenied.OperationDeniedError DestroyMigrateJob "$(by_id)"
kill9_dtsd
again_dtsd
let_go
wait_until 60 is_trade isolated || die "the task is not isolated: $(trade), $(task_status)"
nothing_left
for action in CreateMigrateCheckJob StartMigrateJob StopMigrateJob IsolateMigrateJob; do
    api_fails OperationDenied.OperationDeniedError $action "$(by_id)"
done
must RecoverMigrateJob "$(by_id)" >/dev/null
[ "$(task_status)" = failed ] || die "the recovered task is $(task_status)"
[ "$(can)" = dropCopied ] || die "the recovered task offers: $(can) ($(left))"
verb dropCopied
wait_until 60 is_dropped || die "it is not removed: $(last_events)"
nothing_left shop
must IsolateMigrateJob "$(by_id)" >/dev/null
wait_until 60 is_trade isolated || die "the task is not isolated: $(trade)"
must DestroyMigrateJob "$(by_id)" >/dev/null
api_fails ResourceNotFound.ResourceNotFoundError DescribeMigrationDetail "$(by_id)"
[ "$(must DescribeMigrationJobs "$(by_id)" | jq .TotalCount)" = 0 ] || die "it is still listed"
kill9_dtsd
again_dtsd
api_fails ResourceNotFound.ResourceNotFoundError DescribeMigrationDetail "$(by_id)"

say "-- a step of the check that is skipped"
start_server "$flavor" partial --binlog-ignore-db=unrelated
"$root/tests/servers/sample" 2000 | "$root/tests/servers/run" client partial "$work"
make_mover partial source
new_task skips "$work/partial.env" "$work/target.env" "$(whole_databases shop)"
skip() { jq -n --arg j "$job" --arg s "$1" '{JobId: $j, StepIds: [$s]}'; }
api_fails OperationDenied.OperationDeniedError SkipCheckItem "$(skip BinlogParamCheck)" # not checked
[ "$(check_task)" = checkNotPass ] || die "a log that leaves out databases passed the check"
api_fails InvalidParameterValue.InvalidParameterValueError SkipCheckItem "$(skip Nonsense)"
api_fails OperationDenied.OperationDeniedError SkipCheckItem "$(skip VersionCheck)" # it passed
[ -n "$(must SkipCheckItem "$(skip BinlogParamCheck)" | jq -r .Message)" ] || die "no Message"
kill9_dtsd
again_dtsd
must_pass
jq -e '.StepInfo[] | select(.StepId == "BinlogParamCheck") | .StepStatus == "failed" and
    .HasSkipped and any(.DetailCheckItems[]; .CheckResult == "warning" and .ErrorLog == ["skipped"] and
    .SkipInfo != "")' "$work/check" >/dev/null ||
    { jq '.StepInfo[] | select(.HasSkipped)' "$work/check" >&2; die "the step is not told as skipped"; }
start_task
wait_status 120 readyComplete
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
verb dropCopied
wait_until 60 is_dropped || die "it is not removed: $(last_events)"

say "-- completed: nothing is ever removed"
new_task complete "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
start_task
wait_status 120 readyComplete
complete_task
wait_status 120 success
[ -z "$(can)" ] || die "a complete task offers: $(can) ($(left))"
verb_fails dropCopied
is_same shop
say "states: ok"
