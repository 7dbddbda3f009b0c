# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# compare.sh - consistency checks while an application writes, on one flavour: the same database
# compares the same, again and again; what is planted on the target is found and named by key, with
# both images; counts, a spot check, stopping, one at a time, and a check that Complete ends.
#
# Usage: bash compare.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
. "$root/tests/e2e/compare_lib.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 20000
compare_tables
start_dtsd "$work/dtsd"
new_task compare "$work/source.env" "$work/target.env" "$(whole_databases shop cmp)"
api_fails OperationDenied.OperationDeniedError CreateCompareTask "$(by_id)"
must_pass
start_writer 40
start_task
wait_status 300 readyComplete

# ---- the same stays the same, while the application writes ----
compare '{"Method":"dataCheck","ThreadCount":3}'
is "$(item Status) $(item Conclusion)" 'success same' 'an untouched target'
is "$(abstract DifferentTables)/$(abstract DifferentRows)" 0/0 'differences'
is "$(abstract CheckedTables)" "$(abstract TotalTables)" 'every table is compared'
is "$(detail .CompareTask.Status)" consistent 'the task says'
for round in $(seq "${COMPARE_ROUNDS:-20}"); do
    compare '{"ThreadCount":2}'
    is "$(item Conclusion)" same "round $round"
done
compare '{"Method":"rowsCount"}'
is "$(item Conclusion)" same 'counts'
is "$(jq -r '.Detail.FullProgress.Items[] | select(.Table == "wide") | .SrcItem + "/" + .DstItem' "$work/report")" 5000/5000 'the count of a table'
compare '{"Method":"sampleDataCheck","SampleRate":20}'
is "$(item Conclusion)" same 'a spot check'
item Message | grep -q '[0-9]* of [0-9]* rows were looked at, drawn by the seed [0-9]*' || die "not what was looked at: $(item Message)"
seed=$(abstract LocalSeed)
sample() { jq -c --arg t "$1" '.Detail.LocalSamples[] | select(.Table == $t) | '"$2" "$work/report"; }
is "$(sample spread '[.OfRows, .Rows >= 11000 and .Rows <= 16000]')" '[65536,true]' 'a fifth of the rows, the first and the last chunk'
is "$(sample wide '[.Rows, .OfRows, (.Ranges | index("the 5 rows with the longest values") != null)]')" '[5000,5000,true]' 'all of a small table with FLOAT and JSON'
is "$(sample spread '.Ranges[0]')" '"first: up to id=-193007"' 'the first chunk'
sample spread .Ranges >"$work/ranges"
must StartCompare "$(by_cmp)" >/dev/null
wait_until 120 ended || die "the spot check does not end"
must DescribeCompareReport "$(by_cmp)" >"$work/report"
is "$(abstract LocalSeed) $(item Conclusion)" "$seed same" 'the same seed'
sample spread .Ranges | diff "$work/ranges" - || die "the same seed draws other chunks"
compare '{"Method":"sampleDataCheck","SampleRate":20}'
! sample spread .Ranges | cmp -s "$work/ranges" - || die "another seed draws the same chunks"

# ---- what is planted is found ----
compare_plant
cat >"$work/planted" <<'END'
empty srcLack id=1
loose dstLack no key: 15 times on the source, 14 on the target
loose srcLack no key: 15 times on the source, 16 on the target
name data k='name20000'
pair data a=7, b=0x0000004D
second data code='c000150'
spread data id=-200000
spread data id=258745
spread dstLack id=10000
spread srcLack id=10001
wide data id=10
wide data id=11
wide data id=12
wide data id=13
wide data id=14
wide data id=15
wide data id=16
wide data id=3
wide data id=4
wide data id=5
wide data id=6
wide data id=7
wide data id=9
wide dstLack id=8
wide srcLack id=18446744073709551615
word data k='word42'
word dstLack k='word4711'
END
compare '{"ThreadCount":2}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"all"}]}'
is "$(item Status) $(item Conclusion)" 'success different' 'a damaged target'
found >"$work/found"
diff "$work/planted" "$work/found" || die "other rows are named than were planted: $(item Message)"
is "$(abstract DifferentTables)/$(abstract DifferentRows)" 8/27 'counts of the report'
is "$(detail .CompareTask.Status)" inconsistent 'the task says'
# Both images, column by column.
image() { jq -r --arg k "$1" --arg s "$2" '.Items[] | select(.TableName == "wide" and .Identifier == "id=" + $k) | .[$s][3:5] | join(" ")' "$work/items"; }
is "$(image 5 SrcItem)" "'text 5 書' x'636166e92035'" 'the image on the source' # latin1 bytes are no UTF-8
is "$(image 7 SrcItem | sed 's/.* //')" NULL 'NULL on the source'
is "$(image 7 DstItem | sed "s/.* //")" "''" 'empty on the target'
# By pages, and of one table.
one=$(must DescribeCompareDiffItems "$(by_cmp '{Limit: 1, Offset: 1, TableName: "word"}')")
is "$(jq -r '"\(.TotalCount) \(.Items | length)"' <<<"$one")" '2 1' 'a page'
# Looked at again after a minute: what was mended meanwhile differs no more.
create '{"ReCheckTime":1,"ReCheckInterval":1}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"pair"},{"TableName":"word"},{"TableName":"empty"}]}]}'
must StartCompare "$(by_cmp)" >/dev/null
wait_until 60 eval 'detail ".Local.Events[].Text" | grep -q "3 tables differ or moved; they are looked at again in 1 min (1 of 1)"' ||
    die "no second look: $(last_events)"
sql target "SET sql_log_bin = 0; UPDATE cmp.pair SET v = 77 WHERE a = 7 AND b = UNHEX('0000004D'); INSERT INTO cmp.word VALUES ('word4711', 4711)"
wait_until 120 ended || die "the second look does not end: $(item Status)"
must DescribeCompareReport "$(by_cmp)" >"$work/report"
is "$(item Conclusion) $(abstract DifferentTables)/$(abstract DifferentRows)" 'different 2/2' 'after the second look'
found | diff - <(printf '%s\n' 'empty srcLack id=1' "word data k='word42'") || die "other rows differ at the second look"
sql target "SET sql_log_bin = 0; UPDATE cmp.pair SET v = -1 WHERE a = 7 AND b = UNHEX('0000004D'); DELETE FROM cmp.word WHERE k = 'word4711'"
compare '{"Method":"rowsCount"}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"word"},{"TableName":"pair"}]}]}'
is "$(item Conclusion) $(abstract DifferentTables) $(abstract TotalTables)" 'different 1 2' 'counts of two tables'

must DescribeMigrateGtidCompareReport "$(by_id)" >"$work/report"
is "$(jq -r '"\(.Type) \(.Status) \(.Detail | length)"' "$work/report")" 'gtid success 1' 'the GTID report'

# ---- a name that is not there does not count as compared ----
compare '{}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"nope"},{"TableName":"second"}]}]}'
is "$(abstract TotalTables) $(abstract SkippedTables) $(item LocalOpen)" '2 1 1' 'a table that is not there'
jq -e '[.. | strings | select(contains("no such table"))] | length > 0' "$work/report" >/dev/null || die "it is not said why"

# ---- a target of another shape; a check that is stopped keeps what it found ----
sql target "SET sql_log_bin = 0; ALTER TABLE cmp.wide MODIFY latin VARCHAR(50) CHARACTER SET latin2; DROP TABLE cmp.empty"
shape='{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"wide"},{"TableName":"empty"}]}]}'
compare '{}' "$shape"
is "$(item Conclusion) $(abstract DifferentTables)" 'different 2' 'a target of another shape'
for text in 'column 5 is latin varchar(50) in latin1 on the source, latin varchar(50) in latin2 on the target' \
    'the table is not on the target'; do
    jq -e --arg t "$text" '[.. | strings | select(contains($t))] | length > 0' "$work/report" >/dev/null ||
        { cat "$work/report" >&2; die "the report says not: $text"; }
done
create '{"ThreadCount":1}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"cmp","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"pair"},{"TableName":"word"},{"TableName":"second"}]}]}'
hold source "LOCK TABLES cmp.word WRITE"
must StartCompare "$(by_cmp)" >/dev/null
names_second() { must DescribeCompareDiffItems "$(by_cmp '{Limit: 10}')" | grep -q c000150; }
wait_until 60 names_second || die "the tables before the locked one are not compared"
must StopCompare "$(by_cmp)" >/dev/null
wait_until 60 ended || die "a check that waits for a lock does not stop"
let_go
is "$(item Status)" canceled 'stopped'
must StartCompare "$(by_cmp '{"Local": {"Verb": "planRepair"}}')" >/dev/null
wait_until 60 ended || die "the plan does not end"
is "$(item Status)" canceled 'planned after a stop'
must StartCompare "$(by_cmp '{"Local": {"Verb": "repair"}}')" >/dev/null
wait_until 60 ended || die "the repair does not end"
is "$(item Status)" canceled 'repaired after a stop'
[ "$(item Conclusion)" != same ] || die "a check that was stopped says same"
is "$(sql target "SELECT v FROM cmp.second WHERE code = 'c000150'")" 150 'the row'

# ---- what is refused, one at a time, stopping ----
api_fails InvalidParameterValue.InvalidParameterValueError CreateCompareTask "$(jq -n --arg j "$job" \
    '{JobId: $j, ObjectMode: "custom", Objects: {ObjectMode: "partial", ObjectItems: [{DbName: "other", DbMode: "all"}]}}')"
api_fails ResourceNotFound.ResourceNotFoundError StartCompare "$(cmp=none by_cmp)"
hold source "LOCK TABLES cmp.pair WRITE"
create '{}'
must StartCompare "$(by_cmp)" >/dev/null
first=$cmp
create '{}'
must ModifyCompareTask "$(by_cmp '{TaskName: "counted", Options: {Method: "rowsCount", ThreadCount: 2}}')" >/dev/null
is "$(item TaskName) $(item Method) $(item Options.ThreadCount)" 'counted rowsCount 2' 'a changed check'
must ModifyCompareTaskName "$(by_cmp '{TaskName: "named anew"}')" >/dev/null
is "$(item TaskName)" 'named anew' 'a name'
api_fails OperationDenied.OperationDeniedError ModifyCompareTask "$(cmp=$first by_cmp '{TaskName: "x"}')"
api_fails OperationDenied.OperationDeniedError StartCompare "$(by_cmp)"
api_fails OperationDenied.OperationDeniedError DeleteCompareTask "$(by_cmp)"
cmp=$first
must StopCompare "$(by_cmp)" >/dev/null
wait_until 30 ended || die "a stopped check does not end"
is "$(item Status)" canceled 'a stopped check'
must DeleteCompareTask "$(by_cmp)" >/dev/null
api_fails ResourceNotFound.ResourceNotFoundError DescribeCompareReport "$(by_cmp)"

# ---- dtsd dies in the middle: the check begins again; Complete ends it ----
create '{"Method":"rowsCount"}'
must StartCompare "$(by_cmp)" >/dev/null
kill9_dtsd
again_dtsd
wait_until 60 eval '[ "$(item Status)" = running ]' || die "the check does not begin again: $(item Status)"
end_writer
complete_task
wait_until 60 ended || die "Complete does not end the check"
is "$(item Status)" canceled 'a check at Complete'
let_go
wait_status 120 success
must_say "The consistency check .* ends: the task is completing"
must DescribeCompareTasks "$(by_id)" | jq -e '.TotalCount >= 9' >/dev/null || die "the checks are not listed any more"
say "compare: ok"
