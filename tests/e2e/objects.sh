# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# objects.sh - which objects a task moves: each kind by name, each type of migration, new names,
# and what the check says of a selection that cannot work. Nothing else may be on the target.
#
# Usage: bash objects.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
start_dtsd "$work/dtsd"
sql source "CREATE DATABASE pick; USE pick;
    CREATE TABLE parent (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20)) AUTO_INCREMENT = 500;
    CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, KEY by_parent (parent_id),
        CONSTRAINT child_fk FOREIGN KEY (parent_id) REFERENCES parent (id));
    CREATE TABLE other_one (id INT PRIMARY KEY, v INT);
    CREATE TABLE _parent_new LIKE parent;
    CREATE VIEW v_parent AS SELECT id, name FROM parent;
    CREATE VIEW v_other AS SELECT id FROM other_one;
    CREATE VIEW v_both AS SELECT p.id FROM v_parent p JOIN pick.child c ON c.parent_id = p.id;
    CREATE PROCEDURE p_yes() SELECT COUNT(*) FROM pick.parent;
    CREATE PROCEDURE p_no() SELECT 1;
    CREATE FUNCTION f_yes() RETURNS INT DETERMINISTIC RETURN 1;
    CREATE FUNCTION f_no() RETURNS INT DETERMINISTIC RETURN 2;
    CREATE TRIGGER t_yes BEFORE INSERT ON parent FOR EACH ROW SET NEW.name = UPPER(NEW.name);
    CREATE TRIGGER t_no BEFORE UPDATE ON parent FOR EACH ROW SET NEW.name = UPPER(NEW.name);
    CREATE TRIGGER t_other BEFORE INSERT ON other_one FOR EACH ROW SET NEW.v = 1;
    CREATE EVENT e_yes ON SCHEDULE EVERY 1 YEAR DISABLE DO DELETE FROM parent WHERE id < 0;
    CREATE EVENT e_no ON SCHEDULE EVERY 1 YEAR DISABLE DO DELETE FROM parent WHERE id < 0;
    INSERT INTO parent (name) VALUES ('a'), ('b'), ('c');
    INSERT INTO child VALUES (1, 500), (2, 502); INSERT INTO other_one VALUES (1, 1)"

objects() { # SERVER SCHEMA - kind and name of everything in it
    sql "$1" "SELECT table_type, table_name FROM information_schema.tables WHERE table_schema = '$2'
        UNION ALL SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = '$2'
        UNION ALL SELECT 'TRIGGER', trigger_name FROM information_schema.triggers WHERE trigger_schema = '$2'
        UNION ALL SELECT 'EVENT', event_name FROM information_schema.events WHERE event_schema = '$2'" |
        tr '\t' ' ' | sort
}
exactly() { # SCHEMA OBJECT... - this is all that the target has in it
    local schema=$1
    shift
    printf '%s\n' "$@" | sort >"$work/want"
    objects target "$schema" >"$work/have"
    diff "$work/want" "$work/have" || die "$schema on the target holds something else"
    [ "$(sql target "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name IN
        ('pick', 'picked', 'shop', 'other')")" = 1 ] || die "more than $schema is on the target"
}
selection() { jq -n "{ObjectMode: \"partial\", Databases: [$1]}"; }
task() { # NAME SELECTION TYPE
    new_task "$1" "$work/source.env" "$work/target.env" "$(selection "$2")" "$3"
}
ended() { # one that ends by itself
    must_pass
    start_task
    wait_status 60 success
}
found() { # STEP RESULT TEXT... - the check has such a finding, which names each of these
    local step=$1 result=$2 text
    shift 2
    check_task >"$work/verdict"
    [ "$result" = warning ] || [ "$(cat "$work/verdict")" = checkNotPass ] || die "$step passed: $*"
    jq -r --arg id "$step" --arg r "$result" '.StepInfo[] | select(.StepId == $id) |
        .DetailCheckItems[] | select(.CheckResult == $r) | .FailureReason' "$work/check" >"$work/findings"
    for text; do
        grep -qF -- "$text" "$work/findings" || { jq '.StepInfo' "$work/check" >&2; die "$step does not name $text"; }
    done
}
rows() { sql "$1" "SELECT * FROM $2 ORDER BY 1"; }
equal() { # SOURCE_TABLE TARGET_TABLE
    rows source "$1" >"$work/a"
    rows target "$2" >"$work/b"
    [ -s "$work/a" ] && diff "$work/a" "$work/b" || die "$1 and $2 differ"
}

some='{DbName: "pick", DBMode: "partial", TableMode: "partial",
    Tables: [{TableName: "parent"}, {TableName: "child"}],
    ViewMode: "partial", Views: [{ViewName: "v_parent"}, {ViewName: "v_both"}],
    ProcedureMode: "partial", Procedures: ["p_yes"], FunctionMode: "partial", Functions: ["f_yes"],
    TriggerMode: "partial", Triggers: ["t_yes"], EventMode: "partial", Events: ["e_yes"]}'
its=('BASE TABLE parent' 'BASE TABLE child' 'VIEW v_parent' 'VIEW v_both' 'PROCEDURE p_yes'
    'FUNCTION f_yes' 'TRIGGER t_yes' 'EVENT e_yes')

say "-- what cannot work is named"
task unmet '{DbName: "pick", DBMode: "partial", TableMode: "partial", Tables: [{TableName: "child"}],
    ViewMode: "partial", Views: [{ViewName: "v_other"}, {ViewName: "v_both"}]}' full
found AdvancedObjectCheck failed '`pick`.`v_other` needs `pick`.`other_one`' '`pick`.`v_both` needs `pick`.`v_parent`'
task triggers '{DbName: "pick", DBMode: "partial", TableMode: "partial", Tables: [{TableName: "parent"}],
    TriggerMode: "partial", Triggers: ["t_yes", "t_other", "t_none"]}' full
found SelectionCheck failed 'pick.t_other (on other_one)' 'pick.t_none'
! grep -qF t_yes "$work/findings" || die "a trigger that can be moved is named"
task collision '{DbName: "pick", DBMode: "all", Tables: [{TableName: "child", NewTableName: "other_one"}]}' full
found SelectionCheck failed '-> pick.other_one'
task renamed_view "${some/DBMode/NewDbName: \"picked\", DBMode}" full
jq '.MigrateOption.DatabaseTable.Databases[0].Tables[0].NewTableName = "ancestor"' "$work/configuration" >"$work/changed"
must ModifyMigrationJob - <"$work/changed" >/dev/null
found AdvancedObjectCheck failed '`pick`.`v_parent` (names `pick`.`parent`)'
found AdvancedObjectCheck warning 'procedure `pick`.`p_yes` (names database pick)' 'event `pick`.`e_yes` (names table parent)'

say "-- structure: each kind by name, no row"
task structure "$some" structure
ended
exactly pick "${its[@]}"
[ "$(sql target 'SELECT (SELECT COUNT(*) FROM pick.parent) + (SELECT COUNT(*) FROM pick.child)')" = 0 ] ||
    die "structure brought rows"
for table in parent child; do # with keys, foreign keys and the next number
    sql source "SHOW CREATE TABLE pick.$table" >"$work/a"
    sql target "SHOW CREATE TABLE pick.$table" >"$work/b"
    diff "$work/a" "$work/b" || die "$table has another structure"
done
task again "$some" structure
found DstEmptyCheck failed 'table `pick`.`parent`' 'view `pick`.`v_both`' 'trigger `pick`.`t_yes`'
sql target 'DROP DATABASE pick'

say "-- full, with new names"
task renames '{DbName: "pick", NewDbName: "picked", DBMode: "partial", TableMode: "partial",
    Tables: [{TableName: "parent", NewTableName: "ancestor"}, {TableName: "child"}],
    FunctionMode: "partial", Functions: ["f_yes"], TriggerMode: "all"}' full
ended
exactly picked 'BASE TABLE ancestor' 'BASE TABLE child' 'FUNCTION f_yes' 'TRIGGER t_yes' 'TRIGGER t_no'
equal pick.parent picked.ancestor
equal pick.child picked.child
[ "$(sql target "SELECT CONCAT(unique_constraint_schema, '.', referenced_table_name)
    FROM information_schema.referential_constraints WHERE constraint_schema = 'picked'")" = picked.ancestor ] ||
    die "the foreign key refers to another table"
sql target "INSERT INTO picked.ancestor (name) VALUES ('low')"
[ "$(sql target "SELECT name FROM picked.ancestor WHERE name = BINARY 'LOW'")" = LOW ] || die "the trigger does not work"
sql target 'DROP DATABASE picked'

say "-- a table that is followed, and one that is not"
task follow '{DbName: "pick", DBMode: "partial", TableMode: "partial",
    Tables: [{TableName: "parent", TmpTables: ["_parent_new", "_parent_old"], TableEditMode: "pt"}]}' fullAndIncrement
must_pass
start_task
wait_status 60 readyComplete
sql source "USE pick; INSERT INTO parent (name) VALUES ('late'); INSERT INTO other_one VALUES (2, 2);
    ALTER TABLE parent ADD COLUMN more INT; CREATE TABLE tomorrow (id INT PRIMARY KEY);
    ALTER TABLE other_one ADD COLUMN more INT; CREATE TABLE parent_too LIKE parent;
    ALTER TABLE _parent_new ADD COLUMN more INT, ADD COLUMN extra INT;
    INSERT INTO _parent_new SELECT *, 7 FROM parent;
    RENAME TABLE parent TO _parent_old, _parent_new TO parent;
    UPDATE parent SET extra = 8 WHERE name = 'LATE'"
arrived() { [ "$(sql target 'SELECT extra FROM pick.parent WHERE name = "LATE"' 2>/dev/null)" = 8 ]; }
wait_until 30 arrived || die "the online change did not arrive: $(objects target pick)"
exactly pick 'BASE TABLE parent' 'BASE TABLE _parent_old'
equal pick.parent pick.parent
complete_task
wait_status 60 success
exactly pick 'BASE TABLE parent' 'BASE TABLE _parent_old'
say "objects, $flavor: ok"
