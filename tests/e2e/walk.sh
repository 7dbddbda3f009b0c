# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# walk.sh - the whole way of a migration through the API, on one flavour, with an application
# writing: create, check, copy, follow, complete; then every row compared by an independent reader.
#
# Usage: bash walk.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_server "$flavor" source
# MariaDB cannot be told by SQL not to start replication by itself after a restart: its own option.
target_options=(--log-bin-trust-function-creators=1)
[ "$flavor" != mariadb ] || target_options+=(--skip-slave-start)
start_server "$flavor" target "${target_options[@]}"
"$root/tests/servers/sample" 60000 | "$root/tests/servers/run" client source "$work"
make_mover source source
make_mover target target
start_dtsd "$work/dtsd" --instance "cdb-walk0001=127.0.0.1:$(sed -n 's/^PORT=//p' "$work/target.env")" \
    --instance cdb-nobody01=127.0.0.1:1

[ "$(must DescribeMigrateDBInstances '{"DatabaseType":"mysql"}' |
    jq -r '.Instances[] | "\(.InstanceId) \(.Usable) \(.Hint)"')" = "cdb-walk0001 1 
cdb-nobody01 0 127.0.0.1:1 cannot be reached: Connection refused" ] ||
    die "the instances are told wrongly: $(must DescribeMigrateDBInstances '{"DatabaseType":"mysql"}')"
# Looking leaves no broken login behind, which would shut this host out in the end.
if [ "$flavor" = mysql ]; then
    [ "$(sql target 'SELECT IFNULL(SUM(SUM_CONNECT_ERRORS), 0) FROM performance_schema.host_cache')" = 0 ] ||
        die "looking at the target counted as an error of its connections"
fi

new_task walk "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
[ "$(task_status)" = created ]
api_fails FailedOperation.NotAllowOperation StartMigrateJob "$(by_id)"
must_pass
[ "$(task_status)" = checkPass ]

# The application writes from before the copy until the cutover.
"$root/tests/servers/writer" "$work/source" 900 30 >"$work/writer.log" 2>&1 &
writer=$!
on_exit end_child "$writer"
start_task
api_fails FailedOperation.NotAllowOperation StartMigrateJob "$(by_id)"
wait_status 300 readyComplete
say "in sync; phases: $(detail '[.Local.Phases[] | "\(.Id)=\(.Status)"] | join(" ")')"
# With an application writing the target is now and then a moment behind.
wait_until 60 eval '[ "$(detail ".StepInfo.StepInfo[2].Percent")" = 100 ]' || die "the sync step does not reach 100 %"

# Changes of structure and more rows arrive too.
sql source "ALTER TABLE shop.orders ADD COLUMN added INT NULL; CREATE TABLE shop.late (id INT PRIMARY KEY);
    INSERT INTO shop.late VALUES (1), (2);"
end_surely "$writer"
wait "$writer" || die "the application failed: $(tail -n 3 "$work/writer.log")"
tail -n 1 "$work/writer.log"

complete_task
wait_status 180 success
"$root/tests/servers/same" "$work/source" "$work/target" shop "$odd" 

# Nothing unselected came along, nothing of ours stays behind.
[ "$(sql target "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name IN ('other', '__dts__')")" = 0 ] ||
    die "a schema that was not selected, or dtsd's own, is on the target"
replicas=$(sql target 'SHOW REPLICA STATUS' 2>/dev/null || true)
[ -z "$replicas" ] || die "a channel was left behind: $replicas"
if [ "$flavor" = mysql ]; then
    [ -z "$(sql target "SELECT * FROM performance_schema.persisted_variables")" ] ||
        die "a persisted variable was left behind"
fi
# The password is nowhere to be read.
if grep -rqF "$(cat "$mover_password_file")" "$work/dtsd"; then
    die "the password is in dtsd's files: $(grep -rlF "$(cat "$mover_password_file")" "$work/dtsd")"
fi
if must DescribeMigrationDetail "$(by_id)" | grep -qF "$(cat "$mover_password_file")"; then
    die "the password is in an answer"
fi
say "walk: ok"
