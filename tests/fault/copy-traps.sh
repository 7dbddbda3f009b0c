# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# copy-traps.sh - dtsd dies (as by kill -9) at one named place of the copy after the other, while an
# application writes, and goes on each time: the tables that were complete stay, are brought to the
# new consistent point by replication and are never loaded again. Then the same without increment:
# tables that are complete stay when all of them are, else the copy begins again.
#
# Usage: bash copy-traps.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
start_pair "$flavor" 60000
sql target "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON"
# Rows that go and change with their family's: MariaDB and MySQL before 9.6 do that below the binary
# log. The first is complete when replication has to bring it on, and the other, larger one is not.
sql source "CREATE TABLE shop.family (id INT PRIMARY KEY);
    CREATE TABLE shop.child (id INT AUTO_INCREMENT PRIMARY KEY, family_id INT NOT NULL, pad CHAR(250) NOT NULL,
        CONSTRAINT child_of FOREIGN KEY (family_id) REFERENCES shop.family (id) ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE shop.guest (id INT AUTO_INCREMENT PRIMARY KEY, family_id INT, pad CHAR(250) NOT NULL,
        CONSTRAINT guest_of FOREIGN KEY (family_id) REFERENCES shop.family (id) ON DELETE SET NULL ON UPDATE CASCADE);
    INSERT INTO shop.family VALUES $(seq -s, -f '(%g)' 500);
    INSERT INTO shop.child (family_id, pad) SELECT f.id, REPEAT('x', 250) FROM shop.family f, shop.family g
        WHERE g.id <= 20;
    INSERT INTO shop.guest (family_id, pad) SELECT f.id, REPEAT('y', 250) FROM shop.family f, shop.family g
        WHERE g.id <= 120;
    ANALYZE TABLE shop.family, shop.child, shop.guest" >/dev/null
family=0
change_family() {
    family=$((family + 2))
    sql source "DELETE FROM shop.family WHERE id = $family;
        UPDATE shop.family SET id = id + 1000 WHERE id = $((family + 1))"
}
# The tables that replication cannot bring on there (names in hexadecimal, as below).
: >"$work/below_log"
[ "$flavor" = mysql ] || sql source "SELECT DISTINCT HEX(table_name) FROM information_schema.referential_constraints
    WHERE delete_rule IN ('CASCADE', 'SET NULL') OR update_rule IN ('CASCADE', 'SET NULL')" >"$work/below_log"

# run_into TRAP... - dtsd is started with each, and dies there.
run_into() {
    local trap
    for trap; do
        change_family
        DTS_TRAP=$trap again_dtsd 2>/dev/null || dtsd_pid=$(cat "$dtsd_dir/dtsd.pid")
        wait_until 90 is_dtsd_gone || die "dtsd does not come to the trap $trap: $(last_events)"
        note_complete
        say "died at $trap; complete: $(wc -l <"$work/complete")"
    done
}
# Which tables are complete now (names in hexadecimal), and that those which were before have not been loaded since.
note_complete() {
    local table
    [ ! -f "$work/complete" ] || while read -r table; do
        [ "$(sql target "SELECT COUNT(*) FROM mysql.general_log
            WHERE argument LIKE CONCAT('LOAD DATA%\`', REPLACE(UNHEX('$table'), '\`', '\`\`'), '\`%')")" = 0 ] ||
            { tail -n 40 "$dtsd_dir/log" >&2; die "$(sql target "SELECT UNHEX('$table')") was loaded again"; }
    done <"$work/complete"
    sql target 'SELECT HEX(tbl) FROM __dts__.loaded ORDER BY 1' 2>/dev/null >"$work/complete.now" || true
    [ ! -s "$work/complete" ] || [ -z "$(comm -23 "$work/complete" "$work/complete.now")" ] ||
        die "a complete table is forgotten: $(comm -23 "$work/complete" "$work/complete.now")"
    grep -vxF -f "$work/below_log" "$work/complete.now" >"$work/complete" || true
    sql target 'SET sql_log_bin = 0; TRUNCATE mysql.general_log'
}

# run_into_end TABLE... - dtsd dies behind the last row of each, but for those that are complete: other threads
# may have loaded one on the way to an earlier trap, and nothing is loaded twice.
run_into_end() {
    local table
    for table; do
        if sql target 'SELECT tbl FROM __dts__.loaded' | grep -qxF "$table"; then
            say "complete already: shop.$table"
        else
            run_into "table shop.$table"
        fi
    done
}

say "-- with increment"
start_dtsd "$work/dtsd"
new_task traps "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
must_pass
start_writer
end_dtsd
# Started by the first: from here on nobody asks.
DTS_TRAP=snapshot again_dtsd
start_task
wait_until 60 is_dtsd_gone || die "dtsd does not come to its first trap"
run_into snapshot-locked snapshot-taken structure chunk commit chunk-committed "commit shop.order_item" table
run_into_end child customer product
[ -s "$work/complete" ] || die "no table is complete after the trap behind one"
# On a busy machine all may be complete by now: nothing is stitched then, until one is another (below).
if sql target 'SELECT tbl FROM __dts__.loaded' | grep -qxF orders; then
    say "complete already: shop.orders"
else
    run_into stitch stitch snapshot-taken "index shop.orders"
fi
# Its definition is another one now: not to be kept.
changed=$(sql source "SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop' AND
    HEX(table_name) IN ('$(paste -sd' ' "$work/complete" | sed "s/ /','/g")') LIMIT 1")
sql source "ALTER TABLE shop.$changed COMMENT = 'changed meanwhile'"
sed -i "/^$(printf %s "$changed" | od -An -tx1 | tr -d " \n" | tr a-f A-F)\$/d" "$work/complete"
run_into stitch chunk-committed stitch table foreign foreign-key objects
again_dtsd
wait_status 120 readyComplete
note_complete
[ "$(detail '[.StepInfo.StepInfo[] | select(.StepId != "sinker") | .Status] | unique[]')" = success ] ||
    die "a step of the copy is not over: $(detail .StepInfo)"
must_say 'replication brings them'
must_say 'the copy goes on behind them'
sql target "SHOW CREATE TABLE shop.$changed" | grep -q 'changed meanwhile' || die "shop.$changed is the old one"
! events_say 'begins again' || die "the copy began again: $(detail '.Local.Events[].Text')"
end_writer
complete_task
wait_status 120 success
is_same shop "$odd"
nothing_left other

say "-- without"
rm -f "$work/complete"
sql target "SET sql_log_bin = 0; DROP DATABASE shop; DROP DATABASE \`${odd//\`/\`\`}\`"
new_task alone "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")" full
must_pass
end_dtsd
DTS_TRAP=table again_dtsd
start_task
wait_until 60 is_dtsd_gone || die "dtsd does not come to a table's end"
run_into foreign
again_dtsd
wait_status 120 success
[ "$(sql target "SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE 'LOAD DATA%'")" = 0 ] ||
    die "rows that were all there were loaded again"
must_say 'begins again from the start'
must_say 'the copy goes on behind them'
is_same shop "$odd"
nothing_left other
say "copy-traps, $flavor: ok"
