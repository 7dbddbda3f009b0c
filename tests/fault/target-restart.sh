# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# target-restart.sh - the target dies during the copy and again during sync, while an application
# writes to selected and unselected databases: the task goes on by itself, nothing is missing and
# no unselected row ever gets in.
#
# Usage: bash target-restart.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_pair "$flavor" 30000
# The table is there, so rows of the unselected database would be applied without an error.
sql target 'SET sql_log_bin = 0; CREATE DATABASE other; CREATE TABLE other.ledger (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, amount DECIMAL(12,2) NOT NULL,
    why VARCHAR(100) NOT NULL)'
none_unselected() {
    [ "$(sql target 'SELECT COUNT(*) FROM other.ledger')" = 0 ] ||
        die "rows of a database that was not selected are on the target ($1)"
}
start_dtsd "$work/dtsd"
new_task restart "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
must_pass
start_writer
start_task

hold_copy
server_is kill9 target
let_go
server_is restart target
none_unselected "after the restart during the copy"
wait_status 120 readyComplete
must_say 'Trying .* again'
none_unselected "in sync"

server_is kill9 target
# While it is away the source goes on, in both databases.
sql source "INSERT INTO other.ledger (amount, why) VALUES (77, 'while the target was away');
    INSERT INTO shop.tag VALUES ('while the target was away', 1)"
server_is restart target
none_unselected "after the restart during sync"
has_tag() { [ "$(sql target "SELECT COUNT(*) FROM shop.tag WHERE name = '$1'")" = 1 ]; }
wait_until 90 has_tag 'while the target was away' ||
    die "sync does not go on after the restart: $(detail '.StepInfo, .Local.Events')"
# A clean stop, too.
server_is restart target
none_unselected "after a clean restart"
sql source "INSERT INTO shop.tag VALUES ('after a clean restart', 1);
    INSERT INTO other.ledger (amount, why) VALUES (78, 'after a clean restart')"
wait_until 90 has_tag 'after a clean restart' ||
    die "sync does not go on after the clean restart: $(detail '.StepInfo, .Local.Events')"
end_writer
# And once more while the last objects are created: a trigger waits for this lock.
hold target 'LOCK TABLES shop.product READ'
complete_task
wait_until 90 channel_is_gone || die "Complete does not remove the channel: $(last_events)"
server_is kill9 target
let_go
server_is restart target
wait_status 120 success
is_same shop "$odd"
none_unselected "at the end"
nothing_left
say "target-restart: ok"
