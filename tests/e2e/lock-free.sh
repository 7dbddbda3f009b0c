# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# lock-free.sh - a source whose account may lock nothing, and writers that never stop. MariaDB's
# snapshots tell their own position. On MySQL the check asks; when the operator goes on, the snapshots
# wait for an XA transaction and overlap, and replication brings them to one point, across a kill of
# dtsd and of the target; tables that this is not exact for are named and refused.
#
# Usage: bash lock-free.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
sql source "CREATE DATABASE plain; USE plain;
    CREATE TABLE counter (id INT PRIMARY KEY, n BIGINT NOT NULL, note VARCHAR(40), KEY (note));
    CREATE TABLE copy_of (id INT PRIMARY KEY, n BIGINT NOT NULL);
    CREATE TABLE moving (id BIGINT PRIMARY KEY, v INT NOT NULL);
    CREATE TABLE line (id INT PRIMARY KEY, counter INT NOT NULL, FOREIGN KEY (counter) REFERENCES counter (id));
    INSERT INTO counter SELECT id, 0, 'x' FROM (SELECT ROW_NUMBER() OVER () id FROM
        information_schema.columns a, information_schema.columns b LIMIT 400) s;
    INSERT INTO copy_of SELECT id, n FROM counter;
    INSERT INTO moving SELECT id, id FROM counter;
    INSERT INTO line SELECT id, id FROM counter WHERE id < 300"
case $flavor in
mysql) locks='RELOAD, LOCK TABLES' mode=overlap ;;
mariadb) locks='RELOAD, LOCK TABLES' mode=snapshotPosition ;;
esac
sql source "SET sql_log_bin = 0; REVOKE $locks ON *.* FROM mover@'%'"

# Two tables in one transaction, keys that change, rows that come and go.
start_mess() {
    local words
    mapfile -t words < <("$root/tests/servers/run" client-command source "$work")
    while :; do
        echo "BEGIN; SET @i := 1 + FLOOR(RAND() * 400), @k := 1 + FLOOR(RAND() * 400);
            UPDATE counter SET n = n + 1 WHERE id = @i; UPDATE copy_of SET n = n + 1 WHERE id = @i; COMMIT;
            DELETE FROM moving WHERE id = @k;
            INSERT INTO moving VALUES (@k, @i) ON DUPLICATE KEY UPDATE v = v + 1;
            UPDATE IGNORE moving SET id = id + 1000 WHERE id = @i;
            UPDATE IGNORE moving SET id = id - 1000 WHERE id = @i + 1000;
            REPLACE INTO line VALUES (@i, @k); DELETE FROM line WHERE id = @k;"
    done 2>/dev/null | "${words[@]}" plain >/dev/null 2>"$work/mess.log" &
    mess=$!
    on_exit end_child "$mess"
}
end_mess() { # the client does not end by SIGTERM while it has statements
    kill -KILL "$mess"
    wait "$mess" 2>/dev/null || true
}
are_same() { # every table of plain
    local t
    for t in counter copy_of moving line; do
        [ "$(sql source "SELECT * FROM plain.$t ORDER BY 1" | md5sum)" = \
            "$(sql target "SELECT * FROM plain.$t ORDER BY 1" | md5sum)" ] || { echo "$t differs" >&2; return 1; }
    done
}
variable() { sql target "SHOW GLOBAL VARIABLES LIKE 'replica\\_exec\\_mode'" | cut -f 2; }
recorded() { detail '[.Local.Changes[] | select(.Kind == "variable" and .Name == "replica_exec_mode") | .State] | join(" ")'; }
pass_or_skip() { # on MySQL it is the operator's to decide
    case $flavor in
    mariadb) must_pass; [ "$(step_of SrcPrivilegeCheck)" = warning ] || die "SrcPrivilegeCheck is $(step_of SrcPrivilegeCheck)" ;;
    mysql)
        [ "$(check_task)" = checkNotPass ] || die "the check passed without a right to lock"
        [ "$(step_of SrcPrivilegeCheck)" = failed ] || die "SrcPrivilegeCheck is $(step_of SrcPrivilegeCheck)"
        jq -r '.StepInfo[] | select(.StepId == "SrcPrivilegeCheck") | .DetailCheckItems[].SkipInfo' "$work/check" |
            grep -q "$1" || die "SrcPrivilegeCheck says not '$1'"
        must SkipCheckItem "$(jq -n --arg j "$job" '{JobId: $j, StepIds: ["SrcPrivilegeCheck"]}')" >/dev/null
        must_pass ;;
    esac
}

start_mess
say "-- writers and no lock"
DTS_TRAP=overlap start_dtsd "$work/dtsd"
new_task free "$work/source.env" "$work/target.env" "$(whole_databases plain)"
pass_or_skip 'compare the data before the cut-over'
start_task
if [ "$flavor" = mysql ]; then
    # An XA transaction that nobody could see before: the snapshots wait for its end. dtsd stands still
    # until it is prepared, however slow the disk is.
    wait_until 60 events_say 'watching for 10 s' || die "it does not look for writers: $(last_events)"
    kill -STOP "$dtsd_pid"
    hold source "XA START 'late'; INSERT INTO plain.counter VALUES (1000, 1, 'late'); XA END 'late'; XA PREPARE 'late'"
    kill -CONT "$dtsd_pid"
    # the mess may have some of its own at that moment
    wait_until 60 events_say 'The snapshot has to wait: [1-9][0-9]* prepared XA' || die "it does not wait: $(last_events); the writer: $(cat "$work/mess.log")"
    printf "XA COMMIT 'late';\nSELECT 'ended';\n" >&7
    wait_until 60 grep -q ended "$work/hold.out" || die "the transaction does not end: $(cat "$work/hold.errors")"
    let_go
    wait_until 120 is_dtsd_gone || die "the overlap is never over: $(last_events)"
    [ "$(variable)" = IDEMPOTENT ] || die "replica_exec_mode was $(variable) while the overlap was applied"
    server_is kill9 target # which forgets it
    server_is restart target
    again_dtsd
fi
wait_status 120 readyComplete
[ "$(detail .Local.SnapshotMode)" = $mode ] || die "the mode is $(detail .Local.SnapshotMode)"
if [ "$flavor" = mysql ]; then
    must_say 'taken without a lock while the source was written to'
    must_say 'made while the snapshots were taken are applied'
    [ "$(variable)" = STRICT ] || die "replica_exec_mode is left as $(variable)"
    [[ "$(recorded)" =~ ^undone(\ undone)*$ ]] || die "recorded is: $(recorded)"
fi
end_mess
sleep 1
wait_until 60 are_same || die "the tables are not the same"
complete_task
wait_status 60 success

[ "$flavor" = mysql ] || { say "lock-free: $flavor: ok"; exit 0; }
say "-- a second unique key: refused while others write, by name"
sql source "CREATE TABLE plain.pair (id INT PRIMARY KEY, a INT UNIQUE); CREATE TABLE plain.bare (a INT)"
sql target "DROP DATABASE plain"
start_mess
new_task unique "$work/source.env" "$work/target.env" "$(whole_databases plain)"
pass_or_skip 'only while nobody writes.*`plain`.`bare`, `plain`.`pair`'
start_task
wait_status 60 resumableErr
must_say 'without a lock 2 tables cannot be brought to one point.*`plain`.`bare`, `plain`.`pair`'
[ "$(variable)" = STRICT ] || die "replica_exec_mode is left as $(variable)"
end_mess
say "lock-free: $flavor: ok"
