# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# replica.sh - the target has a replica of its own: what is copied and what follows arrives there
# as well. Without one the copy stays out of the target's binary log, and says so.
#
# Usage: bash replica.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 5000
start_server "$flavor" third
start_dtsd "$work/dtsd" --unlogged-copy yes
port=$(sed -n 's/^PORT=//p' "$work/target.env")
password=$(cat "$mover_password_file")
sql target "SET sql_log_bin = 0; CREATE USER reader@'%' IDENTIFIED BY '$password';
    GRANT REPLICATION SLAVE ON *.* TO reader@'%'"
# From here on: what made the servers themselves is not to be repeated.
case $flavor in
mysql) at=$(sql target 'SELECT @@GLOBAL.gtid_executed')
    sql third "RESET BINARY LOGS AND GTIDS; SET GLOBAL gtid_purged = '$at';
    CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = $port,
    SOURCE_USER = 'reader', SOURCE_PASSWORD = '$password', SOURCE_AUTO_POSITION = 1,
    GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 1; START REPLICA" ;;
mariadb) at=$(sql target 'SELECT @@GLOBAL.gtid_binlog_pos')
    sql third "RESET MASTER; SET GLOBAL gtid_slave_pos = '$at';
    CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = $port,
    MASTER_USER = 'reader', MASTER_PASSWORD = '$password', MASTER_USE_GTID = slave_pos,
    MASTER_CONNECT_RETRY = 1; START SLAVE" ;;
esac
is_fed() { sql target 'SHOW PROCESSLIST' | grep -q 'Binlog Dump'; }
wait_until 60 is_fed || die "the replica does not connect"

start_writer
new_task fed "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
start_task
wait_status 120 readyComplete
must_say "is written to the target's binary log too"
end_writer
complete_task
wait_status 120 success
is_same shop
sql target "INSERT INTO shop.tag VALUES ('the last of all', 1)"
has_all() { [ "$(sql third "SELECT COUNT(*) FROM shop.tag WHERE name = 'the last of all'")" = 1 ]; }
wait_until 60 has_all 2>/dev/null || die "the replica did not get it: $(sql third 'SHOW REPLICA STATUS' | tr '\t' ' ')"
"$root/tests/servers/same" "$work/target" "$work/third" shop >"$work/same" || {
    cat "$work/same" >&2
    die "the replica of the target differs from it"
}

sql target 'DROP DATABASE shop'
server_is stop third
# A session that feeds it ends when it next has something to send.
for id in $(sql target "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'"); do
    sql target "KILL $id"
done
not_fed() { ! is_fed; }
wait_until 60 not_fed || die "the replica is still there"
new_task alone "$work/source.env" "$work/target.env" "$(whole_databases shop)" full
must_pass
before=$(sql target 'SELECT @@GLOBAL.gtid_binlog_pos' 2>/dev/null || sql target 'SELECT @@GLOBAL.gtid_executed')
start_task
wait_status 120 success
must_say "is not written to the target's binary log"
after=$(sql target 'SELECT @@GLOBAL.gtid_binlog_pos' 2>/dev/null || sql target 'SELECT @@GLOBAL.gtid_executed')
[ "$before" = "$after" ] || die "it was written to the log: $before, $after"
is_same shop
say "replica, $flavor: ok"
