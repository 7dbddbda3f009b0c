# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# plan.sh - a whole migration by dts-wizard --plan FILE --run, on one flavour, with an application
# writing until the wizard says to stop: dtsd is started by the wizard itself, the proofs of the
# cutover are taken from the real servers, and every row is compared by an independent reader.
#
# Usage: bash plan.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1

begin_e2e
start_server "$flavor" source
target_options=(--log-bin-trust-function-creators=1)
[ "$flavor" != mariadb ] || target_options+=(--skip-slave-start)
start_server "$flavor" target "${target_options[@]}"
"$root/tests/servers/sample" 30000 | "$root/tests/servers/run" client source "$work"
make_mover source source
make_mover target target
above='CONNECTION_ADMIN' # read_only
[ "$flavor" != mariadb ] || above='READ_ONLY ADMIN'
sql target "SET sql_log_bin = 0; GRANT $above ON *.* TO mover@'%'"
sql target "SET sql_log_bin = 0; CREATE USER app@'%' IDENTIFIED BY 'app-$(cat "$mover_password_file")'"
port_of() { sed -n 's/^PORT=//p' "$work/$1.env"; }

export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
dtsd_dir=$XDG_STATE_HOME/dtsd
end_started_dtsd() {
    [ ! -f "$dtsd_dir/dtsd.pid" ] || kill "$(cat "$dtsd_dir/dtsd.pid")" 2>/dev/null || true
}
on_exit end_started_dtsd

# On MySQL DTS compares the data by itself; on MariaDB nobody does, which is accepted with a reason.
compare=none
[ "$flavor" != mysql ] || compare=full
plan() { # FINISH
    jq -n --argjson s "$(port_of source)" --argjson t "$(port_of target)" --arg finish "$1" \
        --arg compare "$compare" '{
        name: "plan-walk", backend: "local", compare: $compare, databases: ["shop"],
        source: {access_type: "extranet", host: "127.0.0.1", port: $s, user: "mover"},
        target: {access_type: "extranet", host: "127.0.0.1", port: $t, user: "mover"},
        keep_target_read_only: true, finish: $finish, app_user: "app",
        accept: ["compared"], accept_reason: "every row is compared by tests/servers/same"} |
        .foreign_keys = "migrate" | .skip_reason = "nobody else writes there" |
        if $compare == "full" then del(.accept, .accept_reason) else . end'
}
wizard() { # arguments...: with the secrets in its environment
    DTS_WIZARD_SOURCE_PASSWORD=$(cat "$mover_password_file") \
        DTS_WIZARD_TARGET_PASSWORD=$(cat "$mover_password_file") \
        DTS_WIZARD_APP_PASSWORD=app-$(cat "$mover_password_file") \
        "$DTS_BUILD/dts-wizard" "$@"
}
expect() { # STATUS COMMAND... - dies unless it ends so
    local want=$1 status=0
    shift
    "$@" >"$work/out" 2>&1 || status=$?
    [ $status -eq "$want" ] || { cat "$work/out" >&2; die "$* ended with $status, not $want"; }
}

# What is wrong with the file or the answers is said before anything is done.
plan complete | jq '.finish = "never"' >"$work/bad.json"
expect 2 wizard --plan "$work/bad.json" --run
plan complete | jq '.source.password = "x"' >"$work/bad.json"
expect 2 wizard --plan "$work/bad.json" --run
plan complete | jq 'del(.databases)' >"$work/bad.json"
expect 2 wizard --plan "$work/bad.json" --run
plan complete >"$work/plan.json"
expect 4 setsid env -u DTS_WIZARD_SOURCE_PASSWORD "$DTS_BUILD/dts-wizard" --plan "$work/plan.json" --run
[ ! -f "$dtsd_dir/dtsd.pid" ] || die "dtsd was started for a plan that is wrong"

# Keys with CASCADE are the operator's to decide: without an answer nothing is started.
plan complete | jq 'del(.foreign_keys, .skip_reason) | .name = "undecided"' >"$work/bad.json"
expect 3 wizard --plan "$work/bad.json" --run
grep -q '^check ConstraintCheck: to decide' "$work/out" || die "the keys are not asked about: $(cat "$work/out")"
grep -q '^stopped: a decision is needed: .* foreign_keys' "$work/out" || die "no word of the decision: $(cat "$work/out")"
! grep -i failed "$work/out" | grep -v ' 0 failed,' || die "something failed, where only a decision is due"

# A task that waits for its hour moves the same source to this target: dtsd has nothing against it, the
# wizard has. The file may go on in spite of it, with a reason.
new_task rival "$work/source.env" "$work/target.env" "$(whole_databases shop)"
jq --arg at "$(TZ=Asia/Shanghai date -d '+1 hour' '+%F %T')" '.RunMode = "timed" | .ExpectRunTime = $at' \
    "$work/configuration" >"$work/changed"
must ModifyMigrationJob - <"$work/changed" >/dev/null
[ "$(check_task)" = checkPass ] || die "the rival does not pass its check"
must StartMigrateJob "$(by_id)" >/dev/null
wait_status 30 readyRun
plan complete | jq '.name = "second"' >"$work/second.json"
expect 3 wizard --plan "$work/second.json" --run
grep -q '^check OwnTaskCheck: failed, Task rival ' "$work/out" || die "the rival is not seen: $(cat "$work/out")"
grep -q '^failed: checks of this program: OwnTaskCheck\. .* skip in the plan file, with skip_reason' "$work/out" ||
    die "no word of what lets it go on: $(cat "$work/out")"
! grep -q '^stage 6' "$work/out" || die "it was started all the same"
expect 3 wizard --plan "$work/second.json" --check
plan complete | jq '.name = "third" | .skip = ["OwnTaskCheck"]' >"$work/third.json"
expect 0 wizard --plan "$work/third.json" --check
grep -q '^check OwnTaskCheck: skipped: nobody else writes there' "$work/out" ||
    die "the rival still holds it back: $(cat "$work/out")"
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 30 failed # which is what a cancelled one is called

"$root/tests/servers/writer" "$work/source" 900 20 >"$work/writer.log" 2>&1 &
writer=$!
on_exit end_child "$writer"
wizard --plan "$work/plan.json" --run >"$work/lines" 2>&1 &
run=$!
on_exit end_child "$run"
wait_until 240 eval "grep -q '^cutover: stop the writers now' $work/lines || ! kill -0 $run 2>/dev/null"
kill "$writer" && wait "$writer"
# dtsd dies and is started again by hand: the wizard finds it, and the proofs begin anew.
kill -KILL "$(cat "$dtsd_dir/dtsd.pid")"
"$DTS_BUILD/dtsd" >/dev/null
status=0
wait "$run" || status=$?
cat "$work/lines"
[ $status -eq 0 ] || { cat "$XDG_STATE_HOME/dts-wizard/log" >&2; die "the plan ended with $status"; }
grep -q '^check ConstraintCheck: skipped: nobody else writes there' "$work/lines" || die "no word of the keys"
grep -q 'The target is read-only for all' "$dtsd_dir/log" || die "the target was not made read-only"
[ "$(sql target 'SELECT @@GLOBAL.read_only')" = 0 ] || die "the target is still read-only"
for stage in 1 2 3 4 5 6 7; do
    grep -q "^stage $stage " "$work/lines" || die "no line for stage $stage"
done
for proof in login writers no_write same position; do
    grep -q "^proof $proof: holds" "$work/lines" || die "the proof $proof was not seen"
done
[ "$compare" = none ] || grep -q "^proof compared: holds" "$work/lines" ||
    die "the comparison by DTS was not a proof"
"$root/tests/servers/same" "$work/source" "$work/target" shop

# A state file is there for the report, and no secret is anywhere.
ls "$XDG_STATE_HOME"/dts-wizard/tasks/dts-*.json >/dev/null
if grep -rlF "$(cat "$mover_password_file")" "$XDG_STATE_HOME" "$work/lines"; then
    die "the password is in a file"
fi
say "plan: ok"
