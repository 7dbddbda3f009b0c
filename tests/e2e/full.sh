# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# full.sh - migrations without following: structure only, full with a partial selection and new
# names; each ends by itself. With two flavours: across them, plain tables only.
#
# Usage: bash full.sh SOURCE_FLAVOUR [TARGET_FLAVOUR]
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
from=$1 to=${2:-$1}

begin_e2e
start_server "$from" source
start_server "$to" target --log-bin-trust-function-creators=1
"$root/tests/servers/sample" 20000 | "$root/tests/servers/run" client source "$work"
make_mover source source
make_mover target target
start_dtsd "$work/dtsd"
rows() { sql "$1" "SELECT COUNT(*) FROM $2"; }
objects() { # SERVER SCHEMA - kind and name of everything in it
    sql "$1" "SELECT table_type, table_name FROM information_schema.tables WHERE table_schema = '$2'
        UNION ALL SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = '$2'
        UNION ALL SELECT 'trigger', trigger_name FROM information_schema.triggers WHERE trigger_schema = '$2'
        UNION ALL SELECT 'event', event_name FROM information_schema.events WHERE event_schema = '$2'" | sort
}
selection() { jq -n "{ObjectMode: \"partial\", Databases: [$1]}"; }
# performed NAME SELECTION TYPE - from its check to success, without another call.
performed() {
    new_task "$1" "$work/source.env" "$work/target.env" "$2" "$3"
    must_pass
    start_task
    wait_status 120 success
    api_fails FailedOperation.NotAllowOperation CompleteMigrateJob "$(by_id)"
    api_fails FailedOperation.NotAllowOperation StopMigrateJob "$(by_id)"
    [ "$(detail '.StepInfo.StepInfo[1].Percent')" = 100 ] || die "the loader is not at 100: $(detail .StepInfo)"
    nothing_left other
}

if [ "$from" != "$to" ]; then
    plain='{DbName: "shop", DBMode: "partial", TableMode: "partial",
        Tables: [{TableName: "customer"}, {TableName: "orders"}, {TableName: "order_item"},
            {TableName: "visit"}, {TableName: "old_note"}, {TableName: "tag"}, {TableName: "stock_log"}]}'
    plain=${plain/'{TableName: "order_item"},'/}
    new_task cross "$work/source.env" "$work/target.env" "$(selection "$plain")"
    [ "$(check_task)" = checkNotPass ] || die "following across flavours passed the check"
    [ "$(step_of VersionCheck)" = failed ] || die "VersionCheck did not fail"
    performed cross "$(selection "$plain")" full
    [ "$(step_of VersionCheck)" = warning ] || die "VersionCheck does not warn: $(step_of VersionCheck)"
    for table in customer orders visit old_note tag stock_log; do
        sql source "SELECT * FROM shop.$table" | sort >"$work/a"
        sql target "SELECT * FROM shop.$table" | sort >"$work/b"
        [ -s "$work/a" ] && cmp "$work/a" "$work/b" || die "shop.$table differs"
    done
    say "full, $from to $to: ok"
    exit 0
fi

# Structure: everything is there, and no row.
performed structure "$(whole_databases shop)" structure
objects source shop >"$work/a"
objects target shop >"$work/b"
diff "$work/a" "$work/b" || die "not every object is on the target"
for table in customer orders order_item product visit edge; do
    [ "$(rows target "shop.$table")" = 0 ] || die "structure brought rows of $table"
done
sql target 'DROP DATABASE shop'

# Full, a part of the tables, a table and a database with new names.
new_names=$(selection '{DbName: "shop", DBMode: "partial", TableMode: "partial",
        Tables: [{TableName: "customer"}, {TableName: "product", NewTableName: "ware`s"}, {TableName: "visit"}]},
    {DbName: "od`d \"name.x", NewDbName: "even", DBMode: "all"}')
create_task renamed
configuration "$job" renamed "$work/source.env" "$work/target.env" "$new_names" fullAndIncrement >"$work/configuration"
api_fails OperationDenied.OperationDeniedError ModifyMigrationJob - <"$work/configuration"
performed renamed "$new_names" full
checksum() { sql "$1" "CHECKSUM TABLE $2" | cut -f2; }
equal() { # SOURCE_TABLE TARGET_TABLE
    [ "$(rows source "$1")" -gt 0 ] && [ "$(checksum source "$1")" = "$(checksum target "$2")" ] ||
        die "$1 and $2 differ: $(rows source "$1") and $(rows target "$2") rows"
}
equal shop.customer shop.customer
equal shop.visit shop.visit
equal shop.product 'shop.`ware``s`'
equal "\`od\`\`d \"name.x\`.\`ta\`\`ble '1'.2\"\`" "even.\`ta\`\`ble '1'.2\"\`"
equal '`od``d "name.x`.`表`' 'even.`表`'
[ "$(sql target "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'shop'")" = 3 ] ||
    die "more than the selected tables are on the target"
[ "$(sql target "SELECT COUNT(*) FROM information_schema.referential_constraints
    WHERE constraint_schema = 'even' AND unique_constraint_schema = 'even'")" = 1 ] ||
    die "the foreign key does not stay in the renamed database"

# A parent of the child's own database is looked for where that goes to, not where it comes from.
sql target 'SET sql_log_bin = 0; DROP DATABASE shop; DROP DATABASE even; CREATE DATABASE shop;
    CREATE TABLE shop.orders (id BIGINT UNSIGNED PRIMARY KEY)'
new_task elsewhere "$work/source.env" "$work/target.env" "$(selection '{DbName: "shop", NewDbName: "moved",
    DBMode: "partial", TableMode: "partial", Tables: [{TableName: "order_item"}, {TableName: "product"}]}')" full
check_task >/dev/null
[ "$(step_of ConstraintRefCheck)" = failed ] || die "shop.orders is taken for the parent in another database"

# A child without its parent: refused, skipped with its price named, and that price is the true one.
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
new_task child "$work/source.env" "$work/target.env" "$(selection '{DbName: "shop", DBMode: "partial",
    TableMode: "partial", Tables: [{TableName: "order_item"}, {TableName: "product"}]}')" full
[ "$(check_task)" = checkNotPass ] || die "a child without its parent passed the check"
jq -r '.StepInfo[] | select(.StepId == "ConstraintRefCheck") | .DetailCheckItems[].SkipInfo' "$work/check" |
    grep -q 'refuses new rows' || die "the price of skipping is not named: $(cat "$work/check")"
must SkipCheckItem "{\"JobId\": \"$job\", \"StepIds\": [\"ConstraintRefCheck\"]}" >/dev/null
must_pass
start_task
wait_status 120 success
equal shop.order_item shop.order_item
! sql target "INSERT INTO shop.order_item SELECT order_id + 1000000, line, product_id, quantity, price
    FROM shop.order_item LIMIT 1" 2>"$work/refused" || die "the target takes a row without its parent"
grep -qE '1452|1824' "$work/refused" || die "another refusal: $(cat "$work/refused")"
if [ "$from" = mysql ]; then # its server was told how to sort, and only where keys were built
    said() { sql target "SELECT CONCAT(IFNULL(SUM(COUNT_STAR), 0), ' ', IFNULL(SUM(SUM_ERRORS), 0)) FROM
        performance_schema.events_statements_summary_by_digest WHERE DIGEST_TEXT LIKE '$1'"; }
    told=$(said 'SET SESSION%innodb_ddl_threads%') built=$(said 'ALTER TABLE%ADD %KEY %')
    [ "${told% *}" -gt 0 ] && [ "$told" = "${told% *} 0" ] || die "it was not told how to sort: $told"
    [ "${told% *}" -le "${built% *}" ] || die "it was told how to sort $told times for $built ALTERs"
fi
say "full, $from: ok"
