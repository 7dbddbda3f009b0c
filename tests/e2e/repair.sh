# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# repair.sh - rows that a consistency check named are repaired from the source, on one flavour, while
# an application writes: the statements are shown first, nothing is done before it is asked for, what
# has changed since is left alone, and the tables are the same afterwards. And what never stands still
# is not called compared until it does.
#
# Usage: bash repair.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
. "$root/tests/e2e/compare_lib.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 5000
# So that the target keeps up with the hammer below.
sql target "SET GLOBAL sync_binlog = 0; SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL binlog_row_image = MINIMAL"
compare_tables
sql source "CREATE TABLE cmp.hot (id INT PRIMARY KEY, n BIGINT, same INT, slow LONGBLOB); INSERT INTO cmp.hot VALUES (1, 0, 1, 'x'), (2, 0, 1, REPEAT('x', 15000000));
CREATE TABLE cmp.swap (id INT PRIMARY KEY, u INT NOT NULL UNIQUE, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
    ON UPDATE CURRENT_TIMESTAMP, big LONGBLOB);
INSERT INTO cmp.swap VALUES (1, 10, '2020-01-01', REPEAT('x', 300000)), (2, 20, '2020-01-01', 'y'), (3, 30, '2020-01-01', NULL);"
start_dtsd "$work/dtsd"
new_task repair "$work/source.env" "$work/target.env" "$(whole_databases shop cmp)"
must_pass
start_writer 40
start_task
wait_status 300 readyComplete
cmp_only='{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"all"}]}'
verb() {
    must StartCompare "$(by_cmp "{\"Local\": {\"Verb\": \"$1\"}}")" >/dev/null
    wait_until 120 ended || die "$1 does not end: $(item Status)"
}
can() { must DescribeCompareTasks "$(by_cmp)" | jq -r '.Items[0].LocalCan // [] | join(" ")'; }
repaired() { must DescribeCompareDiffItems "$(by_cmp '{Limit: 100, LocalRepaired: true}')"; }

# ---- differences of every kind ----
compare_plant
sql target "SET sql_log_bin = 0; DELETE FROM cmp.swap WHERE id = 1; UPDATE cmp.swap SET u = 10, at = '2021-01-01' WHERE id = 2;
UPDATE cmp.swap SET big = 'z', at = '2020-01-01' WHERE id = 3"
compare '{"ThreadCount":2}' "$cmp_only"
is "$(item Conclusion) $(can)" 'different again planRepair' 'a damaged target'
is "$(abstract DifferentRows)" 30 'rows that differ'
api_fails OperationDenied.OperationDeniedError StartCompare "$(by_cmp '{Local: {Verb: "repair"}}')"
api_fails OperationDenied.OperationDeniedError StartCompare "$(by_cmp '{Local: {Verb: "mend"}}')"

# ---- the plan changes nothing ----
before=$(sql target "CHECKSUM TABLE cmp.wide, cmp.word, cmp.pair, cmp.loose, cmp.second, cmp.empty, cmp.swap")
verb planRepair
is "$(item Status) $(item Conclusion) $(can)" 'success different again planRepair repair' 'planned'
is "$(sql target "CHECKSUM TABLE cmp.wide, cmp.word, cmp.pair, cmp.loose, cmp.second, cmp.empty, cmp.swap")" "$before" 'the target before the repair'
found >/dev/null
is "$(jq -r '[.Items[] | select(.LocalStatus == "planned")] | length' "$work/items")" 30 'statements planned'
statement() { jq -r --arg t "$1" --arg k "$2" '.Items[] | select(.TableName == $t and (.Identifier | contains($k))) | .LocalSql' "$work/items"; }
is "$(statement empty id=1)" 'DELETE FROM `cmp`.`empty` WHERE `id`=1' 'a row too much'
statement word word4711 | grep -q "^INSERT INTO .cmp.\..word. (.k., .v.) VALUES (_binary 'word4711', 4711)$" || die "not: $(statement word word4711)"
statement swap id=1 | grep -q "/\* the source's 300000 bytes, SHA-256 [0-9a-f]*... \*/" || die "a long value is not shortened: $(statement swap id=1 | cut -c1-300)"

# ---- what changes afterwards is left alone; the rest is repaired ----
sql source "UPDATE cmp.wide SET dec_ = 77 WHERE id = 15"
wait_until 60 eval '[ "$(sql target "SELECT dec_ FROM cmp.wide WHERE id = 15")" = 77.0000 ]'
sql target "SET sql_log_bin = 0; UPDATE cmp.second SET v = 1 WHERE code = 'c000150'"
verb repair
repaired >"$work/repaired"
jq -r ".Items[] | select(.LocalStatus == \"failed\") | \"\(.TableName) \(.Identifier): \(.LocalMessage) \(.LocalSql[:300])\"" "$work/repaired"
is "$(jq -r '[.Items[].LocalStatus] | group_by(.) | map("\(.[0]) \(length)") | join(", ")' "$work/repaired")" 'changed 2, done 28' 'the rows'
is "$(item Status) $(item Conclusion)" 'success different' 'one row is still another'
found >"$work/found"
is "$(cat "$work/found")" "second data code='c000150'" 'what still differs'
verb planRepair
verb repair
is "$(item Status) $(item Conclusion) $(can)" 'success same ' 'repaired'
is "$(detail .CompareTask.Status)" consistent 'the task says'
is "$(repaired | jq -r '[.Items[] | select(.LocalStatus == "done")] | length')" 29 'the repairs are kept'
is "$(sql target "SELECT at FROM cmp.swap WHERE id = 2")" '2020-01-01 00:00:00' 'a time that moves by itself'
kill9_dtsd
again_dtsd
is "$(repaired | jq -r .TotalCount)" 30 'the repairs after a restart'
# Replication goes on over what was repaired.
sql source "UPDATE cmp.word SET v = v + 1; UPDATE cmp.wide SET d = d + 1; DELETE FROM cmp.loose WHERE a = 3; UPDATE cmp.swap SET u = u + 1"
compare '{}' "$cmp_only"
is "$(item Conclusion)" same 'after more changes'

# ---- what never stands still ----
# A row that differs, and whose source is never twice the same: neither "same" nor "different" can be
# said of it. Its bytes take longer to digest than the next change takes to come.
sql target "SET sql_log_bin = 0; UPDATE cmp.hot SET same = 0 WHERE id = 2"
"$root/tests/servers/run" client source "$work" -e "CREATE PROCEDURE other.hammer() BEGIN
    WHILE TRUE DO UPDATE cmp.hot SET n = n + 1 WHERE id = 2; DO SLEEP(0.008); END WHILE; END" --delimiter=//
"$root/tests/servers/run" client source "$work" -e "SET binlog_row_image = MINIMAL; CALL other.hammer()" >/dev/null 2>&1 &
hammer=$!
on_exit end_child "$hammer"
wait_until 20 eval '[ "$(sql source "SELECT n FROM cmp.hot WHERE id = 2")" -gt 10 ]' || die "nothing hammers"
# On a busy machine the hammer may pause for as long as two looks take: then the row is different.
for try in 1 2 3 4 5 6 7 8; do
    compare '{}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"hot"}]}]}'
    if [ "$(item LocalOpen)" = 1 ]; then break; fi
    say "check $try: the row stood still"
done
is "$(item Status) $(item Conclusion)" 'success same' 'what stood still'
is "$(item LocalOpen) $(detail .CompareTask.LocalOpen) $(can)" '1 1 again' 'what did not'
is "$(jq -r '.Detail.LocalOpen.Items[] | "\(.Db).\(.Table) \(.Identifier)"' "$work/report")" 'cmp.hot id=2' 'the row'
item Message | grep -q '1 rows or tables never stood still' || die "not said: $(item Message)"
sql target "SET sql_log_bin = 0; UPDATE cmp.hot SET same = 1 WHERE id = 2"
end_child "$hammer"

wait_until 90 eval '[ "$(item LocalOpen)" = 0 ]' || die "it is not looked at again: $(last_events)"
is "$(item Status) $(item Conclusion)" 'success same' 'all of it'
end_writer
complete_task
say "repair: ok"
