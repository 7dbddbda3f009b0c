# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# read-only.sh - IsDstReadOnly: an ordinary account cannot write on the target from the start of the
# copy to the end of the task, also after restarts of the target and of dtsd; then it can again, but
# not where the target was read-only before.
#
# Usage: bash read-only.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
# What the application writes must not take numbers that the source's changes need (MariaDB).
start_pair "$flavor" 20000 --binlog-ignore-db=mine
start_dtsd "$work/dtsd"
sql target "SET sql_log_bin = 0; CREATE DATABASE mine; CREATE TABLE mine.t (id INT AUTO_INCREMENT PRIMARY KEY);
    CREATE USER app@localhost IDENTIFIED BY ''; GRANT ALL ON mine.* TO app@localhost"
can_write() {
    "$root/tests/servers/run" client target "$work" --user=app --password= \
        -e 'INSERT INTO mine.t VALUES (NULL)' 2>"$work/app.errors"
}
must_write() { can_write || die "the application cannot write $1: $(cat "$work/app.errors")"; }
is_refused() { ! can_write && grep -q -- '--read-only' "$work/app.errors"; }
must_refuse() { is_refused || die "the application can write $1: $(cat "$work/app.errors")"; }
recorded() { detail '.Local.Changes[] | select(.Kind == "variable" and .Name == "read_only") |
    "\(.Old) \(.New) \(.State)"'; }
read_only_task() {
    new_task "$1" "$work/source.env" "$work/target.env" "$(whole_databases shop)"
    jq '.MigrateOption.IsDstReadOnly = true' "$work/configuration" >"$work/changed"
    must ModifyMigrationJob - <"$work/changed" >/dev/null
}

say "-- the right to write above it"
read_only_task walk
[ "$(check_task)" = checkNotPass ] || die "the check passed without a right above read_only"
[ "$(step_of DstPrivilegeCheck)" = failed ] || die "DstPrivilegeCheck is $(step_of DstPrivilegeCheck)"
remedy=$(grep -o 'GRANT [^;"]* ON [^;"]*' "$work/check" | head -n 1)
case $flavor-$remedy in
mysql-*CONNECTION_ADMIN*|mariadb-*'READ_ONLY ADMIN'*) ;;
*) die "the remedy is: $remedy" ;;
esac
sql target "SET sql_log_bin = 0; $remedy"
must_pass
must_write "before the start"

say "-- copy and sync, with restarts"
start_task
hold_copy
must_refuse "during the copy"
[ "$(recorded)" = 'OFF ON done' ] || die "recorded is: $(recorded)"
server_is kill9 target
let_go
server_is restart target
wait_status 120 readyComplete
must_refuse "in sync"
must_say 'writable again; it is made read-only anew'
server_is restart target
wait_until 60 is_refused || die "it is not read-only again: $(last_events)"
kill9_dtsd
must_refuse "while dtsd is away"
again_dtsd
sql source "INSERT INTO shop.tag VALUES ('read-only', 1)"
has_tag() { [ "$(sql target "SELECT COUNT(*) FROM shop.tag WHERE name = 'read-only'")" = 1 ]; }
wait_until 90 has_tag || die "sync does not go on: $(last_events)"
must_refuse "in sync, after everything"
wait_status 60 readyComplete
complete_task
wait_status 120 success
must_write "after Complete"
[ "$(recorded)" = 'OFF ON undone' ] || die "recorded is: $(recorded)"
is_same shop
nothing_left

say "-- cancelled"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
read_only_task cancelled
must_pass
start_task
wait_status 120 readyComplete
must_refuse "in sync"
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
must_write "after the cancelling"
nothing_left

say "-- an error for good"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
read_only_task broken
must_pass
start_task
wait_status 120 readyComplete
must_refuse "in sync"
case $flavor in
mysql) sql target "STOP REPLICA FOR CHANNEL '${job/-/_}'; RESET REPLICA ALL FOR CHANNEL '${job/-/_}'" ;;
mariadb) sql target "STOP SLAVE '${job/-/_}'; RESET SLAVE '${job/-/_}' ALL" ;;
esac
wait_status 60 error
must_write "after an error for good"
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed

say "-- ends by itself"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
read_only_task full
jq '.MigrateOption.MigrateType = "full"' "$work/changed" >"$work/full"
must ModifyMigrationJob - <"$work/full" >/dev/null
must_pass
start_task
wait_status 120 success
[ "$(recorded)" = 'OFF ON undone' ] || die "recorded is: $(recorded)"
must_write "after the end"

say "-- read-only before"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop; SET GLOBAL read_only = ON'
read_only_task before
must_pass
start_task
wait_status 120 readyComplete
complete_task
wait_status 120 success
must_refuse "after Complete, though it was read-only before"
[ -z "$(recorded)" ] || die "what was not changed is recorded: $(recorded)"
say "read-only: ok"
