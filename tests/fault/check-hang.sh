# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# check-hang.sh - a server stops answering in the middle of the check, its connections stay open: the
# step in hand fails within the time limit of a statement and says so, what comes after it is not run,
# the check ends. Once the server answers again, the same check passes.
#
# Once it is in whatever step, once while the definitions of many tables are looked at by several threads.
#
# It is the target on MySQL and the source on MariaDB: each costs the time limits of real statements.
#
# Usage: bash check-hang.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
start_dtsd "$work/dtsd"
new_task hang "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass

frozen=
thaw() { [ -z "$frozen" ] || kill -CONT "$frozen" 2>/dev/null || true; frozen=; }
on_exit thaw
steps() { must DescribeMigrationCheckJob "$(by_id)" | jq -r "$1"; }

# freeze SERVER STEP STATE - when the step is in that state, before the check has ended: as long as that
# takes.
freeze() {
    local pid step=$2 state=$3
    pid=$(sed -n 's/^PID=//p' "$work/$1.env")
    for _ in {1..10}; do
        must CreateMigrateCheckJob "$(by_id)" >/dev/null
        while [ "$(task_status)" = checking ]; do # asked seldom: the step may be a short one
            for _ in {1..8}; do
                [ "$(steps ".StepInfo[] | select(.StepId == \"$step\").StepStatus")" != "$state" ] || break 2
            done
        done
        kill -STOP "$pid"
        frozen=$pid
        [ "$(task_status)" != checking ] || return 0
        thaw
    done
    die "each check ended before the $1 could be stopped"
}

server=source
[ "$flavor" != mysql ] || server=target
is_ended() { [ "$(task_status)" != checking ]; }
hangs() { # STEP STATE
    freeze "$server" "$@"
    wait_until 300 is_ended || die "the check does not end: $(steps '.StepInfo')"
    [ "$(task_status)" = checkNotPass ] || die "the task is $(task_status) without its $server"
    steps '.StepInfo[] | "\(.StepId) \(.StepStatus) \(.StepMessage)"' >"$work/steps"
    grep -q ' failed .' "$work/steps" || { cat "$work/steps" >&2; die "no step failed"; }
    # What failed says how long it waited and for whom; the others say why they were not run.
    ! grep ' failed ' "$work/steps" | grep -vE 'said nothing for|no answer|was lost' ||
        die "a step failed for another reason"
    ! grep -E ' (running|notStarted) ' "$work/steps" || die "a step was forgotten"
    grep -q "blocked Not run: the connection to the $server was lost" "$work/steps" ||
        { cat "$work/steps" >&2; die "the steps after it do not say why they are not run"; }
    [ -z "$(steps '.StepInfo[].DetailCheckItems[] | select(.CheckResult == "failed" and
        (.FailureReason == "" or .Solution == "")) | .CheckItemName')" ] ||
        die "a finding has no words: $(steps '.StepInfo')"
    cat "$work/steps"
    thaw
    must_pass
}
say "-- the $server"
hangs ConnectDBCheck pass
say "-- the $server, many tables"
many=1500
[ "$flavor" != mariadb ] || many=5000 # it is the faster one
plain_keys source
{ echo 'SET sql_log_bin = 0;'; seq -f 'CREATE TABLE shop.many%g (id INT PRIMARY KEY);' $many; } |
    "$root/tests/servers/run" client source "$work"
hangs DefinitionCheck running
grep -q '^DefinitionCheck failed .*said nothing for' "$work/steps" ||
    die "the step in hand does not say so: $(cat "$work/steps")"
say "check-hang, $flavor: ok"
