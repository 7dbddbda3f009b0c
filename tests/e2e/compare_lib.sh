# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# compare_lib.sh - for tests of consistency checks: tables of every kind, differences planted on the
# target, and how a check is made and read. Sourced after dts.sh.

# compare_tables - the database cmp on the source.
compare_tables() {
sql source "
CREATE DATABASE cmp CHARACTER SET utf8mb4;
CREATE TABLE cmp.wide (id BIGINT UNSIGNED PRIMARY KEY, f FLOAT, d DOUBLE, txt VARCHAR(50), latin
    VARCHAR(50) CHARACTER SET latin1, b LONGBLOB, e ENUM('a','b','c'), s SET('x','y','z'), bt BIT(5),
    j JSON, ts TIMESTAMP NULL, dec_ DECIMAL(20,4), twice DOUBLE AS (d * 2) STORED);
CREATE TABLE cmp.word (k VARCHAR(50) PRIMARY KEY, v INT);
CREATE TABLE cmp.pair (a INT, b VARBINARY(16), v INT, PRIMARY KEY (a, b));
CREATE TABLE cmp.loose (a INT, b TEXT);
CREATE TABLE cmp.second (id FLOAT PRIMARY KEY, code CHAR(8) NOT NULL UNIQUE, v INT);
CREATE TABLE cmp.empty (id INT PRIMARY KEY);
SET SESSION cte_max_recursion_depth = 100000;" 2>/dev/null || sql source "SELECT 1" >/dev/null
seq 1 5000 | awk '{ printf "INSERT INTO cmp.wide (id,f,d,txt,latin,b,e,s,bt,j,ts,dec_) VALUES (%d, %d/7, %d/3, CONCAT(\x27text %d 書\x27), \x27caf\xc3\xa9 %d\x27, REPEAT(CHAR(%d %% 256), 300), 1 + %d %% 3, 1 + %d %% 7, %d %% 32, CONCAT(\x27{\"n\": \x27, %d, \x27}\x27), FROM_UNIXTIME(1700000000 + %d), %d / 9);\n", $1,$1,$1,$1,$1,$1,$1,$1,$1,$1,$1,$1;
    printf "INSERT INTO cmp.word VALUES (\x27word%d\x27, %d); INSERT INTO cmp.pair VALUES (%d %% 70, UNHEX(LPAD(HEX(%d), 8, \x270\x27)), %d);\n", $1,$1,$1,$1,$1 }
    $1 <= 300 { printf "INSERT INTO cmp.loose VALUES (%d %% 20, \x27row\x27); INSERT INTO cmp.second VALUES (%d, \x27c%06d\x27, %d);\n", $1,$1,$1,$1 }
    $1 % 500 == 1 { print "BEGIN;" } $1 % 500 == 0 { print "COMMIT;" }' >"$work/rows.sql"
"$root/tests/servers/run" client source "$work" --default-character-set=utf8mb4 <"$work/rows.sql"
# Of several chunks each: walked by value with gaps and below zero, and by rows.
{
    echo "CREATE TABLE cmp.spread (id INT PRIMARY KEY, v CHAR(40)); CREATE TABLE cmp.name (k VARCHAR(20) PRIMARY KEY, v INT);
        INSERT INTO cmp.spread VALUES (-200000, 'v'); INSERT INTO cmp.name VALUES ('name0', 0);"
    for ((n = 1; n < 65536; n *= 2)); do
        echo "INSERT INTO cmp.spread SELECT id + 7 * $n, CONCAT('value ', id) FROM cmp.spread;
            INSERT INTO cmp.name SELECT CONCAT('name', v + $n), v + $n FROM cmp.name WHERE $n < 32768;"
    done
} | "$root/tests/servers/run" client source "$work"
}

# compare_plant - differences of every kind in cmp, on the target only.
compare_plant() {
sql target "SET sql_log_bin = 0; SET NAMES utf8mb4;
UPDATE cmp.wide SET b = CONCAT(REPEAT(CHAR(3), 299), CHAR(2)) WHERE id = 3;
UPDATE cmp.wide SET f = f * 1.0000002 WHERE id = 4;
UPDATE cmp.wide SET txt = CONCAT(txt, ' ') WHERE id = 5;
UPDATE cmp.wide SET txt = UPPER(txt) WHERE id = 6;
DELETE FROM cmp.wide WHERE id = 8;
INSERT INTO cmp.wide (id, txt) VALUES (18446744073709551615, 'extra');
UPDATE cmp.wide SET e = 1 + e % 3 WHERE id = 9;
SET time_zone = '+09:00'; UPDATE cmp.wide SET ts = '2023-11-14 22:13:30' WHERE id = 10; SET time_zone = '+00:00';
UPDATE cmp.wide SET j = '{\"n\": 12.5}' WHERE id = 12;
UPDATE cmp.wide SET bt = bt ^ 1 WHERE id = 13;
UPDATE cmp.wide SET dec_ = dec_ + 0.0001 WHERE id = 15;
DELETE FROM cmp.word WHERE k = 'word4711'; UPDATE cmp.word SET k = 'WORD42' WHERE k = 'word42';
UPDATE cmp.pair SET v = -1 WHERE a = 7 AND b = UNHEX('0000004D');
INSERT INTO cmp.loose VALUES (3, 'row'); DELETE FROM cmp.loose WHERE a = 4 LIMIT 1;
UPDATE cmp.second SET v = 0 WHERE code = 'c000150';
INSERT INTO cmp.empty VALUES (1);
UPDATE cmp.spread SET v = 'x' WHERE id IN (-200000, 258745); DELETE FROM cmp.spread WHERE id = 10000;
INSERT INTO cmp.spread VALUES (10001, 'between'); UPDATE cmp.name SET v = -1 WHERE k = 'name20000';"
sql source "UPDATE cmp.wide SET latin = NULL WHERE id = 7; UPDATE cmp.wide SET latin = '' WHERE id = 11;
UPDATE cmp.wide SET d = -2.2250738585072014e-308 WHERE id = 14; UPDATE cmp.wide SET txt = 'a,b', latin = 'c' WHERE id = 16"
wait_until 60 eval '[ "$(sql target "SELECT LENGTH(latin) FROM cmp.wide WHERE id = 16")" = 1 ]'
sql target "SET sql_log_bin = 0; UPDATE cmp.wide SET latin = '' WHERE id = 7; UPDATE cmp.wide SET latin = NULL WHERE id = 11;
UPDATE cmp.wide SET d = -2.2250738585072011e-308 WHERE id = 14; UPDATE cmp.wide SET txt = 'a', latin = 'b,c' WHERE id = 16"
}

# compare OPTIONS [OBJECTS] - makes a check and starts it; sets cmp.
create() {
    cmp=$(must CreateCompareTask "$(jq -n --arg j "$job" --argjson o "$1" --argjson x "${2:-null}" \
        '{JobId: $j, Options: $o} + if $x then {ObjectMode: "custom", Objects: $x} else {} end')" |
        jq -r .CompareTaskId)
}
by_cmp() { jq -n --arg j "$job" --arg c "$cmp" "{JobId: \$j, CompareTaskId: \$c} + ${1:-{\}}"; }
item() { must DescribeCompareTasks "$(by_cmp)" | jq -r ".Items[0].$1"; }
ended() { case $(item Status) in success|failed|canceled) ;; *) return 1 ;; esac; }
compare() {
    create "$@"
    must StartCompare "$(by_cmp)" >/dev/null
    wait_until 120 ended || die "the check does not end: $(item Status) $(item CompareProcess)"
    must DescribeCompareReport "$(by_cmp '{DifferenceLimit: 100}')" >"$work/report"
}
abstract() { jq -r ".Abstract.$1" "$work/report"; }
is() { [ "$1" = "$2" ] || { cat "$work/report" >&2; item Message >&2; die "$3: $1, not $2"; }; }

found() {
    must DescribeCompareDiffItems "$(by_cmp '{Limit: 100}')" >"$work/items"
    jq -r '.Items[] | "\(.TableName) \(.DiffType) \(.Identifier)"' "$work/items" | sed 's/ (row [0-9a-f]\{12\})$//' | sort
}
