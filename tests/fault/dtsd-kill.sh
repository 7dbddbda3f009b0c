# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# dtsd-kill.sh - dtsd is killed (-9) during the check, the copy, sync, while it completes and while
# it finishes: each time it is started again on the same data and goes on; what was on the target
# before and is not ours stays as it was.
#
# Usage: bash dtsd-kill.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_pair "$flavor" 30000
# What was there before: a database of its own, and a table in a selected one.
sql target "SET sql_log_bin = 0; CREATE DATABASE mine; CREATE TABLE mine.t (id INT PRIMARY KEY, v INT);
    INSERT INTO mine.t VALUES (1, 11); CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
    CREATE TABLE shop.not_ours (id INT PRIMARY KEY); INSERT INTO shop.not_ours VALUES (5);
    CREATE PROCEDURE shop.not_ours_either() SELECT 1"
not_ours_is_there() {
    [ "$(sql target 'SELECT COUNT(*) FROM mine.t WHERE v = 11')" = 1 ] &&
        [ "$(sql target 'SELECT id FROM shop.not_ours')" = 5 ] &&
        [ "$(sql target "SELECT COUNT(*) FROM information_schema.routines WHERE
            routine_schema = 'shop' AND routine_name = 'not_ours_either'")" = 1 ] ||
        die "what was on the target before is gone ($1)"
}
start_dtsd "$work/dtsd"
new_task kill "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"

must_pass # what becomes of foreign keys is decided
# During the check, while the target itself tries to reach the source.
must CreateMigrateCheckJob "$(by_id)" >/dev/null
probes() { [ "$(must DescribeMigrationCheckJob "$(by_id)" |
    jq -r '.StepInfo[] | select(.StepId == "DstPrivilegeCheck") | .StepStatus')" != notStarted ]; }
wait_until 60 probes || die "the check does not come to the target's rights"
kill9_dtsd
again_dtsd
is_checked() { [ "$(task_status)" != checking ]; }
wait_until 60 is_checked || die "the check is not taken up again"
[ "$(task_status)" = checkPass ] || die "the check ended as $(task_status): $(last_events)"
nothing_left # of the probe

# During the copy.
start_writer
start_task
hold_copy
kill9_dtsd
let_go
again_dtsd
wait_status 120 readyComplete
not_ours_is_there "after the copy"

# During sync: the target goes on by itself, dtsd takes it up again.
kill9_dtsd
sql source "INSERT INTO shop.tag VALUES ('while dtsd was dead', 1)"
has_tag() { [ "$(sql target "SELECT COUNT(*) FROM shop.tag WHERE name = '$1'")" = 1 ]; }
wait_until 60 has_tag 'while dtsd was dead' || die "replication does not go on without dtsd"
again_dtsd
[ "$(task_status)" = readyComplete ] || die "the task is $(task_status) after the restart"
end_writer

# While it waits for the last change, which a lock on the target holds back.
hold target 'LOCK TABLES shop.tag READ'
sql source "INSERT INTO shop.tag VALUES ('the last change', 1)"
complete_task
[ "$(task_status)" = completing ] || die "the task is $(task_status) after Complete"
kill9_dtsd
again_dtsd
[ "$(task_status)" = completing ] || die "the task is $(task_status) after the restart"
let_go
# While it finishes: creating the trigger on this table waits.
hold target 'LOCK TABLES shop.product READ'
wait_until 90 channel_is_gone || die "Complete does not remove the channel: $(last_events)"
waiting() { [ "$(sql target "SELECT COUNT(*) FROM information_schema.processlist
    WHERE info LIKE 'CREATE%TRIGGER%product_stock%' AND info NOT LIKE 'SELECT%'")" -ge "$1" ]; }
wait_until 60 waiting 1 || die "no trigger waits: $(last_events)"
kill9_dtsd
again_dtsd
# What the dead dtsd asked for still waits on the server, and comes about before what this one asks for.
wait_until 10 waiting 2 || say "the server gave the dead session up"
let_go
wait_status 120 success
not_ours_is_there "at the end"
sql target 'DROP TABLE shop.not_ours; DROP PROCEDURE shop.not_ours_either'
is_same shop "$odd"
nothing_left other
say "dtsd-kill: ok"
