# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# checks.sh - each state that a step of the check can take is brought about on real servers; what the
# check offers against it is run, and the same step passes then. Steps that other tests bring about:
# connections, rights, what is on the target, channels (refusals.sh), accounts (accounts.sh).
#
# Usage: bash checks.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 3000
start_dtsd "$work/dtsd"
quiet() { sql "$1" "SET sql_log_bin = 0; $2" >/dev/null; }

# finds STEP STATUS TEXT... - the check has that step in that state, and its findings of that state
# hold the texts.
finds() {
    local step=$1 status=$2 text
    shift 2
    check_task >/dev/null
    jq -r --arg id "$step" --arg s "$status" '.StepInfo[] | select(.StepId == $id) |
        .DetailCheckItems[] | select(.CheckResult == $s) |
        "\(.CheckItemName): \(.FailureReason) -> \(.Solution) | \(.SkipInfo)"' "$work/check" >"$work/findings"
    [ "$(step_of "$step")" = "$status" ] ||
        { jq '.StepInfo[] | select(.StepStatus != "pass")' "$work/check" >&2
          die "$step is $(step_of "$step"), not $status ($*)"; }
    for text; do
        grep -qF -- "$text" "$work/findings" || { cat "$work/findings" >&2; die "$step does not say: $text"; }
    done
    ! grep -nE ':  ->|->  \|' "$work/findings" || die "$step has a finding without words"
    echo "$step $status" >>"$work/seen"
}
passes() { finds "$1" pass; }

new_task checks "$work/source.env" "$work/target.env" "$(whole_databases shop)"
# The pair as it is.
for step in SimpleParamCheck DstSpaceCheck ConstraintRefCheck OptimizeCheck; do passes $step; done

say "-- SimpleParamCheck"
sql target 'SET GLOBAL max_allowed_packet = 1048576'
finds SimpleParamCheck failed 'max_allowed_packet is 1.00 MB on the target'
mend target
passes SimpleParamCheck
sql source 'SET GLOBAL connect_timeout = 5'
finds SimpleParamCheck failed 'connect_timeout is 5 s on the source'
mend source
passes SimpleParamCheck
quiet source 'CREATE TABLE shop.fixed (id INT PRIMARY KEY) ENGINE=MyISAM ROW_FORMAT=FIXED;
    CREATE TABLE shop.held (id INT PRIMARY KEY)'
finds SimpleParamCheck failed '`shop`.`fixed`' 'its own row format'
mend source
passes SimpleParamCheck
hold source "XA START 'x'; INSERT INTO shop.held VALUES (1); XA END 'x'; XA PREPARE 'x'"
finds SimpleParamCheck warning '1 prepared XA transaction' 'XA ROLLBACK'
printf "XA ROLLBACK 'x';\nSELECT 'ended';\n" >&7
wait_until 60 grep -q ended "$work/hold.out" || die "the transaction does not end"
let_go
passes SimpleParamCheck
start_server "$flavor" lower --lower-case-table-names=1
make_mover lower target
change ".DstInfo.Info[0].Port = $(sed -n 's/^PORT=//p' "$work/lower.env")"
finds SimpleParamCheck failed 'lower_case_table_names is 0 on the source and 1 on the target' 'in another case'
# Names that only differ in case are one there.
quiet source 'CREATE DATABASE twins; CREATE TABLE twins.Orders (id INT PRIMARY KEY);
    CREATE TABLE twins.orders (id INT PRIMARY KEY)'
change ".DstInfo.Info[0].Port = $(sed -n 's/^PORT=//p' "$work/lower.env") |
    .MigrateOption.DatabaseTable.Databases = [{DbName: \"twins\", DBMode: \"all\"}]"
finds SelectionCheck failed 'twins.Orders' 'twins.orders' 'lower_case_table_names'
quiet source 'RENAME TABLE twins.Orders TO twins.older'
passes SelectionCheck
change .
passes SimpleParamCheck

say "-- BinlogParamCheck: how long the log is kept"
sql source 'SET GLOBAL binlog_expire_logs_seconds = 7200'
finds BinlogParamCheck warning 'keeps its binary log for 2 h 00 min; three days are advised'
mend source
passes BinlogParamCheck
sql source 'SET GLOBAL binlog_expire_logs_seconds = 0' # for ever
passes BinlogParamCheck

say "-- DstSpaceCheck"
if [ "$flavor" = mysql ]; then # MariaDB keeps what it believes in memory
    believe() { # PAGES - of one table; the need is made of that
        quiet source "UPDATE mysql.innodb_table_stats SET clustered_index_size = $1
            WHERE database_name = 'shop' AND table_name = 'held'; FLUSH TABLES shop.held"
    }
    quiet source "ALTER TABLE shop.held STATS_PERSISTENT=1; ANALYZE NO_WRITE_TO_BINLOG TABLE shop.held"
    sql source 'SET PERSIST information_schema_stats_expiry = 0'
    believe 100000000000
    finds DstSpaceCheck failed 'are needed and' "$(sql target 'SELECT @@datadir')"
    believe 1
    passes DstSpaceCheck
fi
change '.DstInfo.Info[0].Host = "0.0.0.0"' # this host, by no name that says so
finds DstSpaceCheck warning 'cannot be seen by SQL' 'needed'
change .

say "-- ConstraintCheck"
keys= # nobody decides by himself
finds ConstraintCheck failed '`orders_customer` of `shop`.`orders` to `shop`.`customer` (ON DELETE CASCADE)' \
    '`item_product` of `shop`.`order_item` to `shop`.`product` (ON UPDATE CASCADE)' \
    'Decide what becomes of them' 'migrate: the keys are' 'shield: they are left out'
case $(sql source "SHOW VARIABLES LIKE 'innodb_native_foreign_keys'") in
*OFF) finds ConstraintCheck failed 'this source logs what its keys do' ;;
*) finds ConstraintCheck failed 'is not in its binary log' ;;
esac
api_fails InvalidParameterValue.InvalidParameterValueError SkipCheckItem \
    "{\"JobId\": \"$job\", \"StepIds\": [\"ConstraintCheck\"]}"
for choice in shield migrate; do
    decide_keys $choice
    [ "$(check_task)" = checkPass ] || die "the decision $choice does not count"
    jq -e --arg c "($choice)" '.StepInfo[] | select(.StepId == "ConstraintCheck") | .HasSkipped and
        (.DetailCheckItems[0] | .CheckResult == "warning" and (.Solution | contains($c)))' "$work/check" >/dev/null ||
        die "the decision $choice is not told: $(jq '.StepInfo[] | select(.StepId == "ConstraintCheck")' "$work/check")"
    change . # another configuration: it is asked anew
    finds ConstraintCheck failed 'Decide what becomes of them'
done
plain_keys source
passes ConstraintCheck
change '.MigrateOption.MigrateType = "full"'
check_once
[ -z "$(step_of ConstraintCheck)" ] || die "a task that does not follow is asked about foreign keys"
change .
keys=migrate

say "-- ViewCheck"
quiet source "CREATE DEFINER = ghost@nowhere VIEW shop.seen AS SELECT 1 AS one"
finds ViewCheck warning 'Not on the target: ' 'ghost@nowhere'
jq -r '.StepInfo[] | select(.StepId == "ViewCheck") | .DetailCheckItems[0].FailureReason' "$work/check" |
    sed 's/^Not on the target: //; s/, /\n/g' | while read -r who; do
    quiet target "CREATE USER '${who%@*}'@'${who##*@}'"
done
passes ViewCheck

say "-- WarningParamCheck"
differ() { # SQL TEXT - on the source
    sql source "$1"
    finds WarningParamCheck warning "$2"
}
packet=$(sql target 'SELECT @@GLOBAL.max_allowed_packet')
differ "SET GLOBAL max_allowed_packet = $((packet * 2))" 'max_allowed_packet is '
mend target
sql source "SET GLOBAL character_set_server = 'latin1'"
finds WarningParamCheck warning 'character_set_server is latin1 on the source'
mend target
differ "SET GLOBAL sql_mode = 'ANSI_QUOTES'" 'sql_mode is "'
sql target "SET GLOBAL sql_mode = 'ANSI_QUOTES'"
passes WarningParamCheck
sql source 'SET GLOBAL event_scheduler = ON'
sql target 'SET GLOBAL event_scheduler = OFF'
change '.MigrateOption.DatabaseTable.AdvancedObjects = ["event"]'
finds WarningParamCheck warning 'event_scheduler is ON on the source and OFF on the target'
mend target
passes WarningParamCheck
change .
differ 'SET GLOBAL explicit_defaults_for_timestamp = OFF' 'explicit_defaults_for_timestamp is OFF on the source and ON'
sql source 'SET GLOBAL explicit_defaults_for_timestamp = ON'
passes WarningParamCheck
change '.MigrateOption.MigrateType = "full"'
finds WarningParamCheck warning 'What is written to the source after the copy has begun is not on the target'
change .
passes WarningParamCheck
if [ "$flavor" = mariadb ]; then # the MySQL at hand has none
    start_server "$flavor" pooled --thread-handling=pool-of-threads
    make_mover pooled source
    sql pooled 'CREATE DATABASE shop'
    change ".SrcInfo.Info[0].Port = $(sed -n 's/^PORT=//p' "$work/pooled.env")"
    finds WarningParamCheck warning 'thread_handling is pool-of-threads'
    change .
fi

say "-- OptimizeCheck"
sql source 'SET GLOBAL innodb_stats_on_metadata = ON'
finds OptimizeCheck failed 'innodb_stats_on_metadata is ON' 'take longer'
mend source
passes OptimizeCheck

say "-- DefinitionCheck"
passes DefinitionCheck
case $flavor in # what the other kind of server has no word for
mysql) other=mariadb type='VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci' ;;
mariadb) other=mysql type='INET6' ;;
esac
start_server $other other --log-bin-trust-function-creators=1
make_mover other target
quiet source "CREATE DATABASE words CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
    CREATE TABLE words.plain (id INT PRIMARY KEY) COMMENT 'it''s';
    CREATE TABLE words.\`strange \`\`one\` (id INT PRIMARY KEY, c $type)"
change '.DstInfo.Info[0].Port = '"$(sed -n 's/^PORT=//p' "$work/other.env")"' | .MigrateOption.MigrateType = "full" |
    .MigrateOption.DatabaseTable.Databases = [{DbName: "words", DBMode: "all"}]'
finds DefinitionCheck failed 'The target does not take the definition of `words`.`strange ``one`: '
! grep -q plain "$work/findings" || die "a plain table is not understood: $(cat "$work/findings")"
quiet source 'ALTER TABLE words.`strange ``one` DROP COLUMN c'
passes DefinitionCheck
# Of many tables several are looked at at a time; what is told is the first of them in their order, each
# time, however many threads the task may have.
{ echo "SET sql_log_bin = 0; CREATE DATABASE crowd;"
  seq -f "CREATE TABLE crowd.t%03g (id INT PRIMARY KEY);" 1 2 500
  seq -f "CREATE TABLE crowd.t%03g (id INT PRIMARY KEY, c $type);" 2 2 500
} | "$root/tests/servers/run" client source "$work"
of_crowd() { # FILTER
    change '.DstInfo.Info[0].Port = '"$(sed -n 's/^PORT=//p' "$work/other.env")"' | .MigrateOption.MigrateType = "full" |
        .MigrateOption.DatabaseTable.Databases = [{DbName: "crowd", DBMode: "all"}] | '"$1"
    finds DefinitionCheck failed 'The target does not take the definition of `crowd`.`t002`: '
    grep -oE '`crowd`\.`t[0-9]*`' "$work/findings" >"$work/told"
    seq -f '`crowd`.`t%03g`' 2 2 400 | cmp -s - "$work/told" ||
        die "not the first 200 tables that are not understood, in their order: $(cat "$work/told")"
}
for threads in 1 4 16; do of_crowd ".MigrateOption.RateLimit = {DumpThread: $threads, LoadThread: $threads}"; done
quiet source "$(seq -f 'ALTER TABLE crowd.t%03g DROP COLUMN c;' 2 2 500)"
passes DefinitionCheck
quiet source 'DROP DATABASE crowd'
change '.DstInfo.Info[0].Port = '"$(sed -n 's/^PORT=//p' "$work/other.env")"' | .MigrateOption.MigrateType = "full" |
    .MigrateOption.DatabaseTable.Databases = [{DbName: "words", DBMode: "all"}]'
if [ "$flavor" = mariadb ]; then # MySQL 9.6 and later have no MD5
    quiet source 'CREATE VIEW words.hashes AS SELECT MD5(id) AS md5, 1 AS sha FROM words.plain'
    finds AdvancedObjectCheck warning 'view words.hashes calls MD5 ->' 'SHA2'
    quiet source 'ALTER VIEW words.hashes AS SELECT SHA2(id, 256) AS `md5(` FROM words.plain'
    passes AdvancedObjectCheck
fi
case $flavor in
mysql) collation=utf8mb4_0900_ai_ci ;;
mariadb) collation=utf8mb4_nopad_bin ;;
esac
sql source "SET sql_log_bin = 0; ALTER DATABASE words COLLATE $collation"
finds DefinitionCheck failed 'the definition of `words`: ' "$collation"
sql source 'SET sql_log_bin = 0; ALTER DATABASE words COLLATE utf8mb4_bin'
passes DefinitionCheck
[ -z "$(sql other "SHOW DATABASES LIKE 'words'")" ] || die "the check has made something"
change .

say "-- DefaultCheck"
zeros='STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE'
quiet source "SET sql_mode = ''; CREATE TABLE shop.zero (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00',
    kept DATE NOT NULL DEFAULT '2020-10-10'); CREATE VIEW shop.sees_zero AS SELECT d FROM shop.zero"
sql target "SET GLOBAL sql_mode = 'TRADITIONAL'"
finds DefaultCheck warning 'make others like them: `shop`.`old_note`.`written`, `shop`.`zero`.`d` ->' 'as on the source'
before=$(sql target 'SELECT @@GLOBAL.sql_mode')
# What it warns of is so: the target takes the table, and no change of it.
sql target "SET sql_log_bin = 0; CREATE DATABASE warned; SET sql_mode = '';
    CREATE TABLE warned.zero (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00')"
! sql target 'ALTER TABLE warned.zero ADD COLUMN e INT' 2>"$work/refused" && grep -q 1067 "$work/refused" ||
    die "the target changes a table with a zero date: $(cat "$work/refused")"
sql target 'SET sql_log_bin = 0; DROP DATABASE warned'
jq -r '.StepInfo[] | select(.StepId == "DefaultCheck") | .DetailCheckItems[].LocalUndo[] + ";"' "$work/check" >"$work/undo"
mend target
passes DefaultCheck
case ,$(sql target 'SELECT @@GLOBAL.sql_mode'), in
*,NO_ZERO_*) die "the target still forbids zero dates" ;;
*,STRICT_TRANS_TABLES,*ERROR_FOR_DIVISION_BY_ZERO,*) ;;
*) die "other modes were lost: $(sql target 'SELECT @@GLOBAL.sql_mode')" ;;
esac
"$root/tests/servers/run" client target "$work" <"$work/undo"
[ "$(sql target 'SELECT @@GLOBAL.sql_mode')" = "$before" ] || die "not undone: $(cat "$work/undo")"
# The target is not made to take more than the source.
mode=$(sql source 'SELECT @@GLOBAL.sql_mode')
sql source "SET GLOBAL sql_mode = '$zeros'"
finds DefaultCheck warning "The source's sql_mode forbids them too"
! remedies target | grep sql_mode || die "the target is offered a milder sql_mode than the source's"
sql source "SET GLOBAL sql_mode = '$mode'"
quiet source "SET sql_mode = ''; ALTER TABLE shop.zero ALTER COLUMN d DROP DEFAULT;
    ALTER TABLE shop.old_note ALTER COLUMN written DROP DEFAULT"
passes DefaultCheck
sql target 'SET GLOBAL sql_mode = DEFAULT'

say "-- JsonCheck"
quiet source "CREATE TABLE shop.doc (id INT PRIMARY KEY, j JSON, k JSON);
    INSERT INTO shop.doc VALUES (1, NULL, JSON_OBJECT('a', 1e0)), (2, '{\"a\": [1e-7, 0.1, 1.5]}', NULL)"
passes JsonCheck
if [ "$flavor" = mysql ]; then # MariaDB keeps the text
    quiet source "INSERT INTO shop.doc VALUES (3, JSON_OBJECT('price', CAST(1.10 AS DECIMAL(9, 2))), NULL)"
    finds JsonCheck warning 'written otherwise on the target' '`shop`.`doc`.`j` ->'
    quiet source "UPDATE shop.doc SET j = JSON_SET(j, '\$.price', '1.10') WHERE id = 3"
    passes JsonCheck
fi

say "-- ClockCheck"
passes ClockCheck
# For all who may not set what every session begins with, the mover among them.
sql source "SET GLOBAL init_connect = 'SET timestamp = UNIX_TIMESTAMP() + 3630'"
finds ClockCheck warning "The target's clock is 1 h 00 min behind the source's" 'NTP' 'seem older'
sql source "SET GLOBAL init_connect = 'SET timestamp = UNIX_TIMESTAMP() - 7230'"
finds ClockCheck warning "The target's clock is 2 h 00 min ahead of the source's"
sql source "SET GLOBAL init_connect = ''"
passes ClockCheck
for zone in +08:00 -03:30; do
    sql source "SET GLOBAL time_zone = '$zone'"
    finds ClockCheck warning "time_zone is $zone on the source ($zone from UTC) and "
    mend target
    passes ClockCheck
done
sql source 'SET GLOBAL time_zone = SYSTEM'
sql target 'SET GLOBAL time_zone = SYSTEM'

say "-- NoKeyCheck"
quiet source 'CREATE TABLE shop.bare (a INT, b INT, UNIQUE KEY (b))'
finds NoKeyCheck warning '`shop`.`bare`'
for table in $(jq -r '.StepInfo[] | select(.StepId == "NoKeyCheck") | .DetailCheckItems[0].FailureReason' "$work/check" |
    grep -oE '`shop`\.`[a-z_]*`'); do
    quiet source "ALTER TABLE $table ADD COLUMN its_key INT AUTO_INCREMENT PRIMARY KEY"
done
passes NoKeyCheck

# An answer stays bounded: the first of many, how many more, and a SELECT that shows all. Each of them is
# run on its side.
many() { { echo "SET sql_log_bin = 0; SET sql_mode = ''; CREATE DATABASE many;"; cat; } |
    "$root/tests/servers/run" client "$1" "$work"; }
{ echo 'CREATE TABLE many.good (a INT NOT NULL, UNIQUE KEY (a));'
  seq -f 'CREATE TABLE many.t%g (a INT, FOREIGN KEY (a) REFERENCES many.good (a) ON DELETE CASCADE);' 130
  seq -f "CREATE TABLE many.v%g (d DATE NOT NULL DEFAULT '0000-00-00') ENGINE=MyISAM ROW_FORMAT=FIXED;" 130
} | many source
seq -f 'CREATE TABLE many.t%g (a INT);' 130 | many target
mode=$(sql target 'SELECT @@GLOBAL.sql_mode')
sql target "SET GLOBAL sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'"
change '.MigrateOption.DatabaseTable.Databases = [{DbName: "many", DBMode: "all"}]'
finds NoKeyCheck warning '`many`.`t1`' ', and 160 more -> '
[ "$(grep -o '`many`' "$work/findings" | wc -l)" = 100 ] || die "not 100 tables are named: $(cat "$work/findings")"
jq -r '.StepInfo[] | .StepId as $id | .DetailCheckItems[] | select(.LocalAll) |
    [$id, .LocalAllSide, .LocalAll] | @tsv' "$work/check" >"$work/all"
[ "$(cut -f 1 "$work/all" | sort | xargs)" = \
    'ConstraintCheck DefaultCheck DstEmptyCheck NoKeyCheck SelectionCheck SimpleParamCheck' ] ||
    die "a SELECT for all is missing: $(cat "$work/all")"
while IFS=$'\t' read -r step side all; do
    rows=$(sql "$side" "$all LIMIT 100001" | wc -l)
    [ "$rows" = 130 ] || { [ "$step $rows" = 'NoKeyCheck 260' ] || die "$step: $rows rows by: $all"; }
done <"$work/all"
sql target "SET GLOBAL sql_mode = '$mode'"
quiet target 'DROP DATABASE many'
# What no SELECT shows comes with the answer.
change '.MigrateOption.DatabaseTable.Databases = [{DbName: "shop", DBMode: "partial",
    TableMode: "partial", Tables: [range(1; 131) | {TableName: "absent\(.)"}]}]'
finds SelectionCheck failed 'Not on the source: ' ', and 30 more -> '
[ "$(jq '[.StepInfo[] | select(.StepId == "SelectionCheck").DetailCheckItems[].LocalNames[]?] | unique |
    length' "$work/check")" = 130 ] || die "not all names came with the answer"
change .

say "-- a long statement, a long transaction"
hold_session source
printf 'BEGIN; INSERT INTO shop.held VALUES (77); SELECT SLEEP(600);\n' >&7
is_long() { [ "$(sql source "SELECT COALESCE(MAX(TIME), 0) FROM information_schema.PROCESSLIST
    WHERE INFO LIKE '%SLEEP(600)%' AND ID <> CONNECTION_ID()")" -ge 61 ]; }
wait_until 90 is_long || die "the statement does not last"
finds SimpleParamCheck warning 'works on one statement for' 'has had a transaction open for'
mend source
let_go
passes SimpleParamCheck
# No state is declared that was not seen here.
"$(dtsd_program)" --checks | awk -F '\t' '{ n = split($2, s, " "); print $1, "pass"; for (i = 1; i <= n; i++) print $1, s[i] }' |
    grep -E '^(SimpleParam|DstSpace|Constraint|View|WarningParam|Optimize|Definition|Default|Json|Clock|NoKey)Check ' |
    { [ "$flavor" = mysql ] && cat || grep -vxE 'DstSpaceCheck failed|JsonCheck warning'; } | sort >"$work/declared"
[ -z "$(comm -23 "$work/declared" <(sort -u "$work/seen"))" ] ||
    die "states that no case brings about: $(comm -23 "$work/declared" <(sort -u "$work/seen"))"
say "checks, $flavor: ok"
