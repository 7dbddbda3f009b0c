# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# foreign-keys.sh - foreign keys that remove or change rows with others: the check asks, and what was
# decided holds, also when dtsd dies. With migrate the rows are the same on both sides; with shield the
# keys are left out, and the rows are as the check said they would be.
#
# Usage: bash foreign-keys.sh mysql|mariadb [native]
# native: MySQL leaves its keys to the storage engine, as it did before 9.6
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
acting="SELECT CONCAT(table_name, '.', constraint_name) FROM information_schema.referential_constraints
    WHERE constraint_schema = 'shop' AND (delete_rule IN ('CASCADE', 'SET NULL') OR
    update_rule IN ('CASCADE', 'SET NULL')) ORDER BY 1"
all_keys="SELECT COUNT(*) FROM information_schema.referential_constraints WHERE constraint_schema = 'shop'"

begin_e2e
start_pair "$flavor" 3000
if [ "${2-}" = native ]; then
    echo innodb-native-foreign-keys=ON >>"$work/source/my.cnf"
    server_is restart source
fi
sql source 'CREATE TABLE shop.family (id INT PRIMARY KEY);
    CREATE TABLE shop.child (id INT PRIMARY KEY, family_id INT, KEY family (family_id), CONSTRAINT child_of
        FOREIGN KEY (family_id) REFERENCES shop.family (id) ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE shop.guest (id INT PRIMARY KEY, family_id INT, KEY family (family_id), CONSTRAINT guest_of
        FOREIGN KEY (family_id) REFERENCES shop.family (id) ON DELETE SET NULL ON UPDATE CASCADE);
    CREATE TABLE shop.owner (id INT PRIMARY KEY, family_id INT, KEY family (family_id), CONSTRAINT owner_of
        FOREIGN KEY (family_id) REFERENCES shop.family (id));
    INSERT INTO shop.family VALUES (1), (2), (3); INSERT INTO shop.child VALUES (10, 1), (20, 2), (30, 3);
    INSERT INTO shop.guest VALUES (10, 1), (20, 2), (30, 3)'
start_dtsd "$work/dtsd"

# follows FLAG - until the target is in step, with that decision.
follows() {
    keys=$1
    new_task "keys-$1" "$work/source.env" "$work/target.env" "$(whole_databases shop)"
    must_pass
    start_task
    hold_copy
    kill9_dtsd
    let_go
    again_dtsd
    wait_status 120 readyComplete
}
# moves FLAG - the whole way; rows fall on the source by its keys.
moves() {
    follows "$1"
    sql source 'DELETE FROM shop.family WHERE id = 1; UPDATE shop.family SET id = 22 WHERE id = 2'
    complete_task
    wait_status 120 success
}
families() { # SERVER - what is below them
    sql "$1" "SELECT CONCAT('child ', id, ' ', family_id) FROM shop.child UNION ALL
        SELECT CONCAT('guest ', id, ' ', COALESCE(family_id, 'none')) FROM shop.guest" | sort
}

say "-- migrate"
moves migrate
is_same shop
[ "$(sql target "$acting")" = "$(sql source "$acting")" ] || die "keys are missing: $(sql target "$acting")"
[ -n "$(sql target "$acting")" ] || die "no key acts"
! events_say 'Left out on the target' || die "keys were left out that were to move"

say "-- shield"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
sql source 'DELETE FROM shop.family WHERE id = 22; INSERT INTO shop.family VALUES (1), (2); INSERT INTO shop.child VALUES (11, 1), (21, 2);
    INSERT INTO shop.guest VALUES (11, 1), (21, 2)'
moves shield
[ -z "$(sql target "$acting")" ] || die "keys are on the target that were left out: $(sql target "$acting")"
n=$(sql source "$acting" | wc -l)
must_say "Left out on the target, as it was decided (shield): $n foreign keys"
[ $(($(sql target "$all_keys") + n)) = "$(sql source "$all_keys")" ] ||
    die "other keys are missing too: $(sql target "$all_keys") of $(sql source "$all_keys")"
families source >"$work/families.source"
families target >"$work/families.target"
say "$(grep -c . "$work/families.source") rows below a family on the source, $(grep -c . "$work/families.target") on the target"
case $(sql source "SHOW VARIABLES LIKE 'innodb_native_foreign_keys'") in
*OFF) # the source logs what its keys do
    diff "$work/families.source" "$work/families.target" || die "rows were lost that the source has in its log"
    is_same shop ;;
*) # it does not: the rows stay, as the check said
    grep -qx 'child 11 1' "$work/families.target" && grep -qx 'guest 21 2' "$work/families.target" ||
        die "the rows below are not as the check said: $(diff "$work/families.source" "$work/families.target")"
    ! grep -q 'child 11' "$work/families.source" || die "the source has kept a row" ;;
esac

say "-- a key that was left out is dropped on the source"
sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
follows shield
sql source 'ALTER TABLE shop.child DROP FOREIGN KEY child_of'
is_stopped() { [ "$(task_status)" = resumableErr ]; }
wait_until 120 is_stopped || die "the task is $(task_status), though the target has no such key"
detail '.ErrorInfo[].ErrorLog' | grep -q child_of || die "the key is not named: $(detail .ErrorInfo)"
say "foreign-keys, $flavor: ok"
