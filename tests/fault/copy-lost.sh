# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# copy-lost.sh - connections of a copy are cut off while its rows move, on the target again and
# again, on the source one: chunks are repeated from the same snapshot, what a lost snapshot had in
# hand goes to the others, and every row is there exactly once. The largest table is read by
# several at once, by its key: a number with huge gaps, texts, several columns; one has no key.
# Then somebody on the target holds a table that is being written, and who it is is said.
#
# Usage: bash copy-lost.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
# Without it two sessions cannot load one table with AUTO_INCREMENT at a time.
start_pair "$flavor" 2000 --innodb-autoinc-lock-mode=2
start_dtsd "$work/dtsd"

# Each doubling moves the keys by another power of two, so that no two are the same.
{
    cat <<'SQL'
CREATE DATABASE big CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE big.gaps (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, k INT, pad CHAR(120),
    KEY (k));
CREATE TABLE big.words (name VARCHAR(60) CHARACTER SET latin1 NOT NULL, part DECIMAL(30,10) NOT NULL,
    pad CHAR(120), PRIMARY KEY (name, part));
CREATE TABLE big.bare (a INT, b INT, pad CHAR(120));
SET @pad = REPEAT('x', 120);
INSERT INTO big.gaps VALUES (1, 1, @pad), (200000000000000000, 2, @pad);
INSERT INTO big.words VALUES ('ä b', 1.5, @pad), ('O''Hara\\', 12345678901234567890.0000000001, @pad);
INSERT INTO big.bare VALUES (1, 1, @pad), (1, 1, @pad);
SQL
    for i in $(seq 19); do echo "INSERT INTO big.gaps SELECT id + $((3 << i)), k + 1, pad FROM big.gaps;"; done
    for i in $(seq 17); do echo "INSERT INTO big.words SELECT CONCAT(name, CHAR(96 + $i)), part + $i, pad FROM big.words;"; done
    for i in $(seq 16); do echo "INSERT INTO big.bare SELECT a, b + 1, pad FROM big.bare;"; done
    echo "ANALYZE TABLE big.gaps, big.words, big.bare;"
} | "$root/tests/servers/run" client source "$work" >/dev/null

new_task lost "$work/source.env" "$work/target.env" "$(whole_databases big shop)" full
# Slowly, until what is only there for a part of the copy has been seen; a busy machine looks seldom.
jq '.MigrateOption.RateLimit = {DumpThread: 4, LoadThread: 4, DumpRps: 20000, LoadRps: 20000}' \
    "$work/configuration" >"$work/paced"
must ModifyMigrationJob - <"$work/paced" >/dev/null
must_pass

sessions() { # SERVER LIKE
    sql "$1" "SELECT id FROM information_schema.processlist WHERE user = 'mover' AND info LIKE '$2'"
}
cut_off() { # SERVER LIKE - ends one such session; false when there is none
    local id
    id=$(sessions "$1" "$2" | head -n 1)
    [ -n "$id" ] && sql "$1" "KILL CONNECTION $id" 2>/dev/null
}
is_divided() { [ "$(sessions source 'SELECT%FROM `big`.`gaps`%' | wc -l)" -ge 2 ]; }

start_task
wait_until 60 is_in_rows || die "no rows move: $(last_events)"
wait_until 60 cut_off target 'LOAD DATA%`bare`%' || die "the table without a key was not seen"
for _ in 1 2 3; do
    wait_until 60 cut_off target 'LOAD DATA%`words`%' || die "the table with texts was not seen"
    sleep 0.3
done
must ModifyMigrateRateLimit "$(by_id | jq '. + {DumpRps: 120000, LoadRps: 120000}')" >/dev/null
wait_until 60 is_divided || die "no table is read by several: $(last_events)"
wait_until 60 cut_off source 'SELECT%FROM `big`.`gaps`%' || die "the large table is not read"
wait_until 60 cut_off target 'LOAD DATA%`gaps`%' || die "the large table is not written"
wait_status 180 success
must_say 'Trying big.bare again'
must_say 'Trying big.words again'
must_say 'the others go on with its work'
! events_say 'The copy is tried again' || die "the copy has started again: $(last_events)"
is_same big shop
nothing_left

say "-- somebody holds a table that is being written; it is partitioned now, and divided all the same"
sql source 'ALTER TABLE big.gaps PARTITION BY HASH (id) PARTITIONS 4'
sql target 'SET sql_log_bin = 0; DROP DATABASE big; DROP DATABASE shop'
new_task held "$work/source.env" "$work/target.env" "$(whole_databases big)" full
jq '.MigrateOption.RateLimit = {DumpThread: 2, LoadThread: 2, DumpRps: 50000, LoadRps: 50000}' \
    "$work/configuration" >"$work/paced"
must ModifyMigrationJob - <"$work/paced" >/dev/null
must_pass
start_task
writes_gaps() { [ -n "$(sessions target 'LOAD DATA%`gaps`%')" ]; }
wait_until 60 writes_gaps || die "the large table is not written: $(last_events)"
hold target 'LOCK TABLES big.gaps READ'
is_named() { events_say 'big.gaps is .*session [0-9]* (root@'; }
wait_until 120 is_named || die "nobody says who holds the table: $(last_events)"
let_go
wait_until 60 is_divided || die "the partitioned table is read by one: $(last_events)"
wait_status 180 success
is_same big
nothing_left
say "copy-lost, $flavor: ok"
