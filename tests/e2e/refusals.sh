# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# refusals.sh - what cannot work is refused in words, before anything is touched: wrong addresses
# and passwords, missing rights, a target that is not empty, a source that cannot be followed,
# names, and a second task from the same source.
#
# Usage: bash refusals.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_pair "$flavor" 5000
start_dtsd "$work/dtsd"
port_of() { sed -n 's/^PORT=//p' "$work/$1.env"; }

# refused STEP TEXT... - the check does not pass, that step failed, and its findings hold the texts.
refused() {
    local step=$1 text
    shift
    [ "$(check_task)" = checkNotPass ] || die "a check passed that must not: $step $*"
    [ "$(task_status)" = checkNotPass ] || die "the task is $(task_status)"
    jq -r --arg id "$step" '.StepInfo[] | select(.StepId == $id) | .DetailCheckItems[] |
        select(.CheckResult == "failed") |
        "\(.CheckItemName): \(.FailureReason) -> \(.Solution) | \((.ErrorLog // []) | join(" "))"' \
        "$work/check" >"$work/findings"
    [ "$(step_of "$step")" = failed ] ||
        { jq '.StepInfo[] | select(.StepStatus != "pass")' "$work/check" >&2; die "$step did not fail ($*)"; }
    for text; do
        grep -qiF -- "$text" "$work/findings" ||
            { cat "$work/findings" >&2; die "$step does not say: $text"; }
    done
    # Every finding says what is wrong and what to do.
    ! grep -nE ':  ->|->  \|' "$work/findings" || die "$step has a finding without words"
    api_fails FailedOperation.NotAllowOperation StartMigrateJob "$(by_id)"
}
untouched() {
    nothing_left shop "$odd" other
    [ -z "$(detail '.Local.Changes[] | select(.State != "undone") | .Name')" ] ||
        die "Local.Changes is not empty: $(detail .Local.Changes)"
}

new_task refusals "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
must_pass

say "-- the source as its own target"
change ".DstInfo.Info[0].Port = $(port_of source)"
refused ConnectDBCheck 'the source itself'

say "-- addresses and passwords"
for side in Src Dst; do
    word=source
    [ $side = Src ] || word=target
    change ".${side}Info.Info[0].Port = 1"
    refused ConnectDBCheck "$word" '127.0.0.1:1'
    [ "$(step_of DstEmptyCheck)" = blocked ] || die "what needs the connection is not blocked"
    change ".${side}Info.Info[0].Host = \"no-such-host.invalid\""
    refused ConnectDBCheck "$word" no-such-host.invalid
    change ".${side}Info.Info[0].Password = \"wrong\""
    refused ConnectDBCheck "$word" mover 'password'
    change ".${side}Info.Info[0].User = \"nobody\""
    refused ConnectDBCheck "$word" nobody
done
# Another kind of server answers at that port: dtsd itself.
change ".SrcInfo.Info[0].Port = $(jq -r .Endpoint "$work/dtsd/credentials.json" | sed 's/.*:\([0-9]*\).*/\1/')"
refused ConnectDBCheck source

say "-- encryption"
sql source "SET sql_log_bin = 0; CREATE USER sealed@'%' IDENTIFIED BY '$(cat "$mover_password_file")' REQUIRE SSL"
change '.SrcInfo.Info[0] += {User: "sealed", EncryptConn: "UnEncrypted"}'
refused ConnectDBCheck source sealed
if [ "$(sql source 'SELECT @@have_ssl' 2>/dev/null || echo YES)" = YES ]; then # left open: with TLS
    change '.SrcInfo.Info[0].User = "sealed"'
    refused SrcPrivilegeCheck sealed
fi

say "-- foreign keys whose parent stays behind"
some() { # TABLE... - only these of shop
    printf '.MigrateOption.DatabaseTable = {ObjectMode: "partial", Databases: [{DbName: "shop",
        DBMode: "partial", TableMode: "partial", Tables: [%s]}]}' "$(printf '{TableName: "%s"}\n' "$@" | paste -sd,)"
}
change "$(some customer order_item)"
refused ConstraintRefCheck '`shop`.`order_item` needs `shop`.`orders`, `shop`.`order_item` needs `shop`.`product`'
api_fails OperationDenied.OperationDeniedError SkipCheckItem "{\"JobId\": \"$job\", \"StepIds\": [\"ConstraintRefCheck\"]}"
change "$(some customer order_item orders product)"
[ "$(check_task)" = checkPass ] || die "what is complete does not pass: $(jq -c .StepInfo "$work/check")"

say "-- rights"
bare() { # SERVER - an account that may log in
    sql "$1" "SET sql_log_bin = 0; CREATE USER bare@'%' IDENTIFIED BY '$(cat "$mover_password_file")'"
}
bare source
change '.SrcInfo.Info[0].User = "bare"'
refused SrcPrivilegeCheck 'bare' 'SELECT' 'REPLICATION SLAVE' 'TRIGGER' 'EVENT'
remedies source | grep -q 'GRANT .*SELECT.* ON `shop`' || die "no GRANT for shop: $(remedies source)"
mend source
[ "$(check_task)" = checkPass ] || {
    jq '.StepInfo[] | select(.StepStatus != "pass")' "$work/check" >&2
    die "the source account lacks rights after the GRANTs of the check"
}
bare target
change '.DstInfo.Info[0].User = "bare"'
refused DstPrivilegeCheck 'bare' 'CREATE' 'INSERT' 'TRIGGER' 'RELOAD'
mend target
[ "$(check_task)" = checkPass ] || {
    jq '.StepInfo[] | select(.StepStatus != "pass")' "$work/check" >&2
    die "the target account lacks rights after the GRANTs of the check"
}
# One right less at a time is named, with the GRANT that mends it.
sql source 'SET sql_log_bin = 0; REVOKE TRIGGER ON *.* FROM mover'
change .
refused SrcPrivilegeCheck TRIGGER
mend source
must_pass
sql target 'SET sql_log_bin = 0; REVOKE INDEX ON *.* FROM mover'
change .
refused DstPrivilegeCheck INDEX
mend target
must_pass
# What the account would use only much later: definers, and functions while the log is on.
sql target 'SET GLOBAL log_bin_trust_function_creators = OFF'
change .
if [ "$flavor" = mysql ]; then
    refused AdvancedObjectCheck log_bin_trust_function_creators
    mend target
    sql target "SET sql_log_bin = 0; REVOKE SET_ANY_DEFINER ON *.* FROM mover"
    change .
    refused AdvancedObjectCheck "root@localhost"
    mend target
else
    sql target 'SET GLOBAL log_bin_trust_function_creators = ON'
fi
must_pass

say "-- a target that is not empty"
sql target "SET sql_log_bin = 0; CREATE DATABASE shop; CREATE TABLE shop.customer (mine INT PRIMARY KEY);
    INSERT INTO shop.customer VALUES (7); CREATE VIEW shop.v_open AS SELECT 1 AS mine;
    CREATE PROCEDURE shop.add_stock() SELECT 2; CREATE TABLE shop.other_name (id INT PRIMARY KEY)"
change .
refused DstEmptyCheck 'table `shop`.`customer`' 'view `shop`.`v_open`' 'procedure `shop`.`add_stock`'
! grep -qF other_name "$work/findings" || die "DstEmptyCheck names what is not in the way"
[ "$(sql target 'SELECT mine FROM shop.customer')" = 7 ] || die "the table in the way was touched"
# It comes after the check: the copy refuses too, and drops nothing of it.
sql target "SET sql_log_bin = 0; RENAME TABLE shop.customer TO shop.kept; DROP VIEW shop.v_open;
    DROP PROCEDURE shop.add_stock"
must_pass
sql target "SET sql_log_bin = 0; RENAME TABLE shop.kept TO shop.customer"
start_task
wait_until 60 eval '[ "$(task_status)" = resumableErr ]' ||
    die "a table that appeared after the check did not stop the copy: $(detail .Status)"
detail '.ErrorInfo[].ErrorLog' | grep -q customer || die "it is not named: $(detail .ErrorInfo)"
[ "$(sql target 'SELECT mine FROM shop.customer')" = 7 ] || die "the table in the way was touched"
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
[ "$(sql target 'SELECT mine FROM shop.customer')" = 7 ] || die "Stop touched the table in the way"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'

say "-- a source that cannot be followed"
new_task follow "$work/source.env" "$work/target.env" "$(whole_databases shop)"
for setting in binlog_row_image=MINIMAL binlog_format=STATEMENT; do
    name=${setting%=*}
    sql source "SET GLOBAL $name = '${setting#*=}'" 2>/dev/null || { say "no $name here"; continue; }
    change .
    refused BinlogParamCheck "$name is ${setting#*=}"
    mend source
    must_pass
done
sql source "SET sql_log_bin = 0; CREATE USER long_password@'%' IDENTIFIED BY '$(printf 'Lp-%037d' 0)';
    GRANT ALL ON *.* TO long_password@'%'"
change ".SrcInfo.Info[0].User = \"long_password\" | .SrcInfo.Info[0].Password = \"$(printf 'Lp-%037d' 0)\""
if [ "$flavor" = mysql ]; then
    refused BinlogParamCheck '32 characters'
else
    must_pass
fi

say "-- what was selected is not there"
change '.MigrateOption.DatabaseTable.Databases += [{DbName: "no_such", DBMode: "all"}]'
refused SelectionCheck no_such
change '.MigrateOption.DatabaseTable.Databases = [{DbName: "shop", DBMode: "partial", TableMode:
    "partial", Tables: [{TableName: "customer"}, {TableName: "no_such_table"}]}]'
refused SelectionCheck no_such_table
! grep -qF customer "$work/findings" || die "a table that is there is said to be missing"
# Servers keep names in three bytes a character: such a database cannot be (MySQL 9.7 makes one
# with a question mark instead).
sql source 'CREATE DATABASE `an 😀`' 2>/dev/null || true
! sql source 'SHOW DATABASES' | grep -qF 😀 || die "the source took an emoji in a name"
change '.MigrateOption.DatabaseTable.Databases = [{DbName: "an 😀", DBMode: "all"}]'
refused SelectionCheck 'an 😀'
change '.MigrateOption.DatabaseTable.Databases = [{DbName: ("x" * 65), DBMode: "all"}]'
refused SelectionCheck xxxxx
untouched

say "-- two tasks from one source, and names"
long=$(printf '漢%.0s' {1..16})$(printf 'n%.0s' {1..48}) # 64 characters
hard=$'a.b\' c%_\\"'
sql source "CREATE DATABASE \`$long\`; CREATE TABLE \`$long\`.\`$long\` (id INT PRIMARY KEY, \`$long\` INT);
    INSERT INTO \`$long\`.\`$long\` VALUES (1, 2), (3, 4);
    CREATE DATABASE \`$hard\`; CREATE TABLE \`$hard\`.\`t%_\` (\`\\\` INT PRIMARY KEY);
    INSERT INTO \`$hard\`.\`t%_\` VALUES (5)"
new_task first "$work/source.env" "$work/target.env" "$(whole_databases "$odd" "$long" "$hard")"
# Two rights were given above for the databases of that part only: now for these names.
refused DstPrivilegeCheck INDEX
mend target
mend source
must_pass
first=$job
new_task second "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
second=$job
new_task third "$work/source.env" "$work/target.env" "$(whole_databases shop)"
third=$job
job=$first
start_task
hold_copy
job=$second
start_task
[ "$(task_status)" = readyRun ] || die "the second task is $(task_status) while the first copies"
[ "$(detail .Local.QueuePlace)" = 1 ] || die "its place is $(detail .Local.QueuePlace), not 1"
let_go
job=$first
wait_status 120 readyComplete
# Both passed their check before: the second sees the channel when its turn comes.
job=$second
wait_until 60 eval '[ "$(task_status)" = resumableErr ]' || die "the second task is $(task_status)"
channel=${first/-/_}
detail '.ErrorInfo[].ErrorLog' | grep -qF "'$channel'" ||
    die "the channel is not named: $(detail .ErrorInfo)"
# The third has not been checked yet.
job=$third
[ "$(check_task)" = checkNotPass ] || die "a check passed with a channel to the same source"
jq -e '.StepInfo[] | select(.StepStatus == "failed" or .StepStatus == "warning") |
    .DetailCheckItems[].FailureReason' "$work/check" | grep -qF "'$channel'" ||
    { jq .StepInfo "$work/check" >&2; die "the check does not name the channel"; }
# The first goes on, unharmed.
job=$first
[ "$(task_status)" = readyComplete ] || die "the first task is $(task_status): $(last_events)"
# Somebody lets the target connect to the source once more, which cuts the first task's channel.
# (MariaDB takes no second connection to the same address.)
if [ "$flavor" = mysql ]; then
    sql target "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = $(port_of source),
        GET_SOURCE_PUBLIC_KEY = 1, SOURCE_DELAY = 100000 FOR CHANNEL 'x';
        START REPLICA IO_THREAD USER = 'mover' PASSWORD = '$(cat "$mover_password_file")' FOR CHANNEL 'x'"
    is_cut() { events_say 'no connection to the source'; }
    wait_until 60 is_cut || die "the first task's channel was not cut: $(last_events)"
    sql target "STOP REPLICA FOR CHANNEL 'x'; RESET REPLICA ALL FOR CHANNEL 'x'"
    [ "$(task_status)" = readyComplete ] || die "the first task is $(task_status): $(last_events)"
fi
sql source "INSERT INTO \`$hard\`.\`t%_\` VALUES (6); INSERT INTO \`$long\`.\`$long\` VALUES (5, 6);
    CREATE TABLE \`$hard\`.\`late\` (id INT PRIMARY KEY); INSERT INTO \`$hard\`.\`late\` VALUES (1)"
complete_task
wait_status 120 success
is_same "$odd" "$long" "$hard"
job=$second
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
nothing_left shop other
# With the first out of the way the third may.
job=$third
must_pass

say "-- a source without a binary log"
"$root/tests/servers/run" remove source "$work"
start_server "$flavor" plain --skip-log-bin
"$root/tests/servers/sample" 5000 | "$root/tests/servers/run" client plain "$work"
make_mover plain source
new_task plain "$work/plain.env" "$work/target.env" "$(whole_databases shop)"
refused BinlogParamCheck 'no binary log'
change '.MigrateOption.MigrateType = "full"'
must_pass
say "refusals: ok"
