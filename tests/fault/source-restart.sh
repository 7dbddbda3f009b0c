# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# source-restart.sh - the source dies during the copy and again during sync: the copy is tried again
# at a new consistent point, sync goes on, and nothing is missing.
#
# Usage: bash source-restart.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_pair "$flavor" 30000
start_dtsd "$work/dtsd"
new_task restart "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
must_pass
start_task

hold_copy
sql source "DELETE FROM shop.old_note WHERE id <= 5"
server_is kill9 source
server_is restart source
let_go
wait_status 120 readyComplete
must_say 'The copy is tried again'

has_tag() { [ "$(sql target "SELECT COUNT(*) FROM shop.tag WHERE name = '$1'")" = 1 ]; }
sql source "INSERT INTO shop.tag VALUES ('before the restart', 1)"
server_is kill9 source
is_behind() { events_say 'source cannot be reached'; }
wait_until 60 is_behind || die "nobody said that the source is away: $(last_events)"
[ "$(task_status)" = readyComplete ] || die "the task is $(task_status) while the source is away"
server_is restart source
start_writer
sql source "INSERT INTO shop.tag VALUES ('after the restart', 1)"
wait_until 120 has_tag 'after the restart' ||
    die "sync does not go on after the restart: $(detail '.StepInfo, .Local.Events')"
end_writer
complete_task
wait_status 120 success
is_same shop "$odd"
nothing_left other
say "source-restart: ok"
