# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# cancel.sh - a task is stopped during the copy, another one during sync: the channel goes, what
# was changed on the target is put back, what was copied stays and is listed.
#
# Usage: bash cancel.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 20000
start_dtsd "$work/dtsd"
start_writer
changes() { detail ".Local.Changes[] | select(.State != \"undone\") | \"\\(.Kind) \\(.Name)\""; }
tables() { sql target "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '$1'
    AND table_type = 'BASE TABLE'"; }

# During the copy. The lock is released when the stop has begun: removing the ledger needs it.
new_task early "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
start_task
hold_copy
must StopMigrateJob "$(by_id)" >/dev/null
case $(task_status) in stopping|failed) ;; *) die "the task is $(task_status) after Stop" ;; esac
api_fails FailedOperation.NotAllowOperation StartMigrateJob "$(by_id)"
api_fails FailedOperation.NotAllowOperation CompleteMigrateJob "$(by_id)"
let_go
wait_status 60 failed
nothing_left other
[ "$(tables shop)" = 9 ] || die "the tables of the copy are not there"
changes >"$work/changes"
grep -qxF 'table `shop`.`customer`' "$work/changes" ||
    die "Local.Changes does not list the tables: $(cat "$work/changes")"
! grep -E '^(channel|variable|schema_internal|filter) ' "$work/changes" ||
    die "Local.Changes lists what was put back"
api_fails FailedOperation.NotAllowOperation StopMigrateJob "$(by_id)"
# Its objects are in the way of another task, and named.
new_task again "$work/source.env" "$work/target.env" "$(whole_databases shop)"
[ "$(check_task)" = checkNotPass ] || die "a target with leftovers passed the check"
[ "$(step_of DstEmptyCheck)" = failed ] || die "DstEmptyCheck did not fail"
grep -qF 'table `shop`.`customer`' "$work/check" || die "the table in the way is not named"
sql target 'DROP DATABASE shop'

# During sync.
must_pass
start_task
wait_status 120 readyComplete
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
nothing_left other
[ "$(tables shop)" = 9 ] || die "the tables of the copy are not there"
[ "$(sql target 'SELECT COUNT(*) > 1000 FROM shop.customer')" = 1 ] || die "the rows are not there"
changes | grep -qxF 'view `shop`.`v_open`' || die "Local.Changes does not list the views"
# Nothing follows any more.
end_writer
sql source "INSERT INTO shop.tag VALUES ('after the stop', 1)"
[ "$(sql target "SELECT COUNT(*) FROM shop.tag WHERE name = 'after the stop'")" = 0 ] ||
    die "changes still arrive after the stop"
# A stopped task stays stopped over a restart of dtsd.
end_dtsd
again_dtsd
[ "$(task_status)" = failed ] || die "the task is $(task_status) after the restart"
say "cancel: ok"
