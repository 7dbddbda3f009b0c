# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# copy-ddl.sh - somebody changes tables on the source while a copy prepares (between reading the
# definitions and the snapshot) and while its rows move: the changed ones are read again and copied
# as they are then, and replication has the right columns.
#
# Usage: bash copy-ddl.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_pair "$flavor" 20000
start_dtsd "$work/dtsd"
new_task ddl "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
# One thread: then a small table is not begun while a large one is held.
jq '.MigrateOption.RateLimit = {DumpThread: 1, LoadThread: 1}' "$work/configuration" >"$work/single"
must ModifyMigrationJob - <"$work/single" >/dev/null
must_pass

# No snapshot while this is held; the definitions are read by then.
hold source 'LOCK TABLES shop.tag WRITE'
start_task
waits() { [ -n "$(sql source "SELECT id FROM information_schema.processlist WHERE user = 'mover' AND
    (info LIKE 'FLUSH TABLES%' OR info LIKE 'LOCK TABLES%' OR info LIKE 'FLUSH NO_WRITE%')")" ]; }
wait_until 60 waits || die "no snapshot is being taken: $(last_events)"
sql source "ALTER TABLE shop.visit ADD COLUMN before_it INT NOT NULL DEFAULT 7"
let_go
is_seen() { events_say 'shop.visit was changed on the source'; }
wait_until 90 is_seen || die "nobody saw the change: $(detail '.Local.Events[].Text')"

hold_copy
sql source "ALTER TABLE shop.tag ADD COLUMN amid_it INT NOT NULL DEFAULT 8, ALGORITHM = COPY"
let_go
wait_status 120 readyComplete
[ "$(detail '.Local.Events[].Text' | grep -c 'It is read again')" -ge 2 ] ||
    die "the second change went unseen: $(detail '.Local.Events[].Text')"
sql source "INSERT INTO shop.visit (seen, page, millis, before_it) VALUES (NOW(), '/new', 1, 77)"
arrived() { [ "$(sql target "SELECT before_it FROM shop.visit WHERE page = '/new'")" = 77 ]; }
wait_until 60 arrived || die "the new column does not follow"
complete_task
wait_status 120 success
is_same shop "$odd"
nothing_left other
say "copy-ddl, $flavor: ok"
