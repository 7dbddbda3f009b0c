# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# plain.sh - a whole migration by dts-wizard --plain, which is spoken with through a pipe: with a
# question gone back to, answers that are wrong, a check that fails and is mended, one that is gone on
# without for a reason, a plan file that is written and accepted, confirmations that are refused, and
# Complete. Then the task is watched, and the same kind of draft is left by the end of the input.
#
# Usage: bash plain.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1

begin_e2e
start_server "$flavor" source
target_options=(--log-bin-trust-function-creators=1)
[ "$flavor" != mariadb ] || target_options+=(--skip-slave-start)
start_server "$flavor" target "${target_options[@]}"
"$root/tests/servers/sample" 20000 | "$root/tests/servers/run" client source "$work"
make_mover source source
make_mover target target
sql target "SET sql_log_bin = 0; CREATE USER app@'%' IDENTIFIED BY 'app-$(cat "$mover_password_file")'"
sql source "SET GLOBAL binlog_row_image = 'MINIMAL'" # the check will not have it
port_of() { sed -n 's/^PORT=//p' "$work/$1.env"; }
source_port=$(port_of source) target_port=$(port_of target)
. "$(dirname "$0")/talk.sh"

# Stage 1: a name, back to it, another; a host that is none; help.
talk_begin --plain --on local
hear 'There is no task yet'
tell new wrong-name
hear '1.2 Start'
tell '<'
hear '1.1 Name .*\[wrong-name\]'
tell plain-walk sometime
hear '"sometime" is none of them'
tell '?'
hear 'A time arms nothing yet'
tell '' '' '' 'not a host'
hear '1.5 For DTS'
tell 127.0.0.1 99999
hear '1.6 port'
tell "$source_port" '' '' mover '' '' ''
hear '1.14 Test from here'
tell yes
hear 'Version .*ok'

# Stage 2 and back to stage 1, whose answers are kept.
hear '2.1 Target'
tell '<'
hear '1.1 Name .*\[plain-walk\]'
tell '' '' '' '' '' '' '' '' '' '' '' '' no
hear '2.1 Target'
tell '' 127.0.0.1 "$target_port" '' '' mover '' '' '' '' ''
hear 'Replication *ok'

# Stage 3: by number, by a range that is none, by name.
hear '3.1 Which databases move'
tell 2-9
hear 'is no number from 1 to'
tell shop
hear 'Selected: databases 1 of'
tell next
hear '4.1 Compare'
tell none
hear 'Compare nothing?'
tell 2

# The plan file: written once, accepted, without a secret.
hear 'Create the task in dtsd?'
tell 3 "$work/plan.json" 2
hear 'Written: '
tell 3 "$work/plan.json" 2
hear 'There is something of the name'
tell '' 1
hear 'Create the task in dtsd?'
[ "$(stat -c %a "$work/plan.json")" = 600 ] || die "others may read the plan file"
tell 2 no
hear 'nothing was done'
[ ! -s "$dtsd_dir/dtsd.db" ] || call DescribeMigrationJobs '{}' | jq -e '.TotalCount == 0' >/dev/null ||
    die "a task was created without a yes"
tell 2 yes

# Stage 5: what fails is mended by hand, what acts is decided with a reason.
hear 'Verification failed' 120
binlog=$(number_of 'Binary log of the source: Failed')
[ -n "$binlog" ] || { cat "$work/lines" >&2; die "the check of the binary log did not fail"; }
tell start
hear 'did not pass'
tell "why $binlog"
hear 'SQL: SET'
sql source "SET GLOBAL binlog_row_image = 'FULL'"
tell again
hear 'Your decision is needed' 120
keys=$(number_of 'Foreign keys with actions: Decide')
tell 'decide 99' 'decide x' "decide $keys" Tester '' 'nobody else writes there' 2
hear 'There is no 99 in the list'
hear 'a number is expected'
hear 'An answer is needed'
hear 'Verification passed' 120

# Start: refused by another word, then confirmed.
tell start 3 127.0.0.1:1
hear 'nothing was done'
! grep -q '^progress' "$work/lines" || die "it was started by a wrong word"
tell 3 "127.0.0.1:$target_port" wait
hear 'progress .*In sync' 240

# Stage 6: the operator leaves, comes back, and goes on where it stands.
hear 'What now'
tell q
talk_end 0
grep -q 'goes on without this screen' "$work/lines" || die "no word of how to come back"
job=$(sed -n 's/^Come back with: .*--job \(dts-[0-9a-z]*\) --plain$/\1/p' "$work/lines")
[ -n "$job" ] || die "the task's id is not told"
talk_begin --on local --job "$job" # no terminal: plain by itself
hear 'not a terminal'
hear 'What happened'
tell ''
hear 'progress .*In sync'
tell pause 2 yes
hear 'Paused since'
tell continue
hear 'progress .*In sync'

# Stage 7.
tell cutover
hear 'proof 7'
tell 'accept 2' Tester 'compared by tests/servers/same' 2
hear 'proof 2, .*accepted'
tell login app 2
hear 'can log in on the target'
tell begin 2 yes
hear 'proof 5, .*No write for'
tell complete
hear 'Proofs are still open'
tell 'wait 240'
hear 'Complete is armed' 240
tell complete 2 shop
hear 'nothing was done'
[ "$(task_status)" = readyComplete ] || die "it was completed by a wrong word"
tell 2 "127.0.0.1:$target_port"
hear 'Completed. The target stands on its own' 120
hear 'Saved: '
tell report
hear 'plain-walk'
talk_end 0
[ "$(task_status)" = success ] || die "the task is not completed"
"$root/tests/servers/same" "$work/source" "$work/target" shop

# Watching: it has ended, so this ends.
wizard --on local --watch "$job" --plain </dev/null >"$work/out" || die "watching failed: $(cat "$work/out")"
grep -q '^progress .*Completed' "$work/out" || die "watching says nothing: $(cat "$work/out")"

# A plan file of that talk is one that --plan takes; here it stops at what is on the target now.
status=0
wizard --plan "$work/plan.json" --check </dev/null >"$work/out" 2>&1 || status=$?
[ $status -eq 3 ] || { cat "$work/out" >&2; die "the plan file was not performed ($status)"; }
grep -q '^check DstEmptyCheck: failed' "$work/out" || die "it did not get so far: $(cat "$work/out")"

# The end of the input leaves, with a status of its own; the draft is there in the next list.
printf '%s\n' new half-way | wizard --plain --on local >"$work/out" && die "the end of the input is no success"
[ ${PIPESTATUS[1]} -eq 7 ] || die "the end of the input ended with ${PIPESTATUS[1]}"
printf 'q\n' | wizard --plain --on local >"$work/out"
grep -q 'half-way' "$work/out" || die "the draft is not in the list: $(cat "$work/out")"

# No secret is anywhere.
if grep -rlF "$(cat "$mover_password_file")" "$XDG_STATE_HOME" "$work/lines" "$work/out" "$work/plan.json"; then
    die "the password is in a file"
fi
say "plain: ok"
