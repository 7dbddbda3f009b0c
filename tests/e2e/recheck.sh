# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# recheck.sh - one step of the check runs again on real servers once what it complained of is mended:
# it passes, what was blocked by it runs, the other steps keep their results, and the verdict is that
# of all. What undoes the remedy (LocalUndo) brings the finding back.
#
# Usage: bash recheck.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
start_dtsd "$work/dtsd"
may_recheck() { detail '.Local.Can | index("recheck") != null'; }

# again STEP - that step alone; prints the verdict.
again() {
    must CreateMigrateCheckJob "$(jq -n --arg j "$job" --arg s "$1" \
        '{JobId: $j, Local: {Verb: "recheck", StepId: $s}}')" >/dev/null
    wait_until 120 eval '[ "$(task_status)" != checking ]' || die "the check does not end"
    must DescribeMigrationCheckJob "$(by_id)" >"$work/check"
    jq -r .CheckFlag "$work/check"
}
is_step() { [ "$(step_of "$1")" = "$2" ] || { cat "$work/check" >&2; die "$1 is $(step_of "$1"), not $2"; }; }
# undo SIDE - what undoes the statements of mend, from the last to the first, as root.
undo() {
    jq -r --arg side "$1" '[.StepInfo[].DetailCheckItems[] | select(.LocalSide == $side) |
        .LocalUndo[]?] | reverse | .[] + ";"' "$work/found" >"$work/undo"
    [ "$(wc -l <"$work/undo")" = "$(wc -l <"$work/mend")" ] && ! grep -qx ';' "$work/undo" ||
        { cat "$work/mend" "$work/undo" >&2; die "not every statement has what undoes it"; }
    "$root/tests/servers/run" client "$1" "$work" <"$work/undo" ||
        { cat "$work/undo" >&2; die "what undoes it is refused"; }
}
verdict() { [ "$1" = "$2" ] || { cat "$work/check" >&2; die "the verdict is $1, not $2"; }; }

new_task recheck "$work/source.env" "$work/target.env" "$(whole_databases shop)"
[ "$(may_recheck)" = false ] || die "a step of a check that never ran may be run again"

say "-- a setting"
sql source "SET GLOBAL binlog_row_image = 'MINIMAL'"
verdict "$(check_task)" checkNotPass
is_step BinlogParamCheck failed
[ "$(may_recheck)" = true ] || die "Local.Can does not list recheck"
verdict "$(again BinlogParamCheck)" checkNotPass # nothing was mended
is_step BinlogParamCheck failed
cp "$work/check" "$work/found"
mend source
# Something that another step would find now: that step does not look.
sql target 'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)'
verdict "$(again BinlogParamCheck)" checkPass
is_step BinlogParamCheck pass
is_step DstEmptyCheck pass
verdict "$(again DstEmptyCheck)" checkNotPass
is_step DstEmptyCheck failed
is_step BinlogParamCheck pass
sql target 'DROP DATABASE shop'
verdict "$(again DstEmptyCheck)" checkPass
undo source
[ "$(sql source 'SELECT @@GLOBAL.binlog_row_image')" = MINIMAL ] || die "the setting is not as it was"
verdict "$(again BinlogParamCheck)" checkNotPass
mend source
verdict "$(again BinlogParamCheck)" checkPass

if [ "$flavor" = mysql ]; then
    say "-- a setting that is changed in steps"
    sql target 'SET GLOBAL gtid_mode = ON_PERMISSIVE; SET GLOBAL gtid_mode = OFF_PERMISSIVE;
        SET GLOBAL gtid_mode = OFF'
    verdict "$(check_task)" checkNotPass
    is_step BinlogParamCheck failed
    cp "$work/check" "$work/found"
    mend target
    verdict "$(again BinlogParamCheck)" checkNotPass # another step stumbled over the same
    is_step BinlogParamCheck pass
    is_step DstPrivilegeCheck failed
    verdict "$(again DstPrivilegeCheck)" checkPass
    undo target
    [ "$(sql target 'SELECT @@GLOBAL.gtid_mode')" = OFF ] || die "gtid_mode is not as it was"
    "$root/tests/servers/run" client target "$work" <"$work/mend"
fi

say "-- a right, and what was blocked by it"
right='REPLICATION_SLAVE_ADMIN'
[ "$flavor" = mysql ] || right='CREATE VIEW'
sql target "REVOKE $right ON *.* FROM mover@'%'"
verdict "$(check_task)" checkNotPass
is_step DstPrivilegeCheck failed
is_step ChannelCheck blocked
api_fails InvalidParameterValue.InvalidParameterValueError CreateMigrateCheckJob \
    "$(jq -n --arg j "$job" '{JobId: $j, Local: {Verb: "recheck", StepId: "NoSuchCheck"}}')"
cp "$work/check" "$work/found"
mend target
verdict "$(again DstPrivilegeCheck)" checkPass
undo target
verdict "$(again DstPrivilegeCheck)" checkNotPass
is_step ChannelCheck blocked
mend target
verdict "$(again DstPrivilegeCheck)" checkPass
is_step DstPrivilegeCheck pass
[ "$(step_of ChannelCheck)" != blocked ] || die "what was blocked did not run"

say "-- a server that is away"
server_is stop target
verdict "$(again VersionCheck)" checkNotPass
is_step ConnectDBCheck failed
is_step VersionCheck blocked
is_step BinlogParamCheck pass # what was seen stays as it was seen
server_is restart target
verdict "$(again ConnectDBCheck)" checkPass
is_step VersionCheck pass

start_task
wait_status 60 readyRun running readyComplete resumableErr # whatever becomes of it
[ "$(may_recheck)" = false ] || die "a step of a task that runs may be checked again"
say "recheck: ok"
