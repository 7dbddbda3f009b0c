# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# compare-objects.sh - the consistency check beyond rows, on one flavour: a migration that nobody
# touched has no difference while an application writes; what is planted on the target is found, by
# kind and name, and nothing else; what the check offers is run, and it is clean again; what the
# account may not see is said.
#
# Usage: bash compare-objects.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 5000
sql source "CREATE DATABASE more CHARACTER SET utf8mb4; USE more;
    CREATE TABLE counted (id INT PRIMARY KEY AUTO_INCREMENT, v INT) AUTO_INCREMENT = 700;
    INSERT INTO counted (v) VALUES (1), (2), (3);
    DELETE FROM counted WHERE id > 700;
    CREATE TABLE parent (id INT PRIMARY KEY, code VARCHAR(20) NOT NULL, v INT NOT NULL DEFAULT 7 COMMENT 'seven',
        w VARCHAR(30) DEFAULT 'it''s', KEY by_code (code(5), v), UNIQUE KEY once (code),
        FULLTEXT KEY words (w), CONSTRAINT positive CHECK (v > 0)) COMMENT 'the parents' ROW_FORMAT = COMPACT;
    CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, KEY parent_id (parent_id),
        CONSTRAINT child_of FOREIGN KEY (parent_id) REFERENCES parent (id));
    CREATE TABLE parted (id INT PRIMARY KEY, v INT) PARTITION BY RANGE (id)
        (PARTITION low VALUES LESS THAN (100), PARTITION high VALUES LESS THAN MAXVALUE);
    INSERT INTO parent (id, code) VALUES (1, 'a'), (2, 'b'); INSERT INTO child VALUES (1, 1);
    CREATE TABLE shaped (id INT PRIMARY KEY, a INT, b VARCHAR(10), c INT);
    CREATE VIEW v_parent AS SELECT id, code FROM parent WHERE v > 0;
    CREATE VIEW v_base AS SELECT id FROM more.child;
    CREATE VIEW v_above AS SELECT COUNT(*) AS n FROM v_base;
    CREATE TABLE away (id INT PRIMARY KEY); CREATE VIEW v_broken AS SELECT id FROM away; DROP TABLE away;
    CREATE FUNCTION f_twice(n INT) RETURNS VARCHAR(20) CHARSET utf8mb4 DETERMINISTIC RETURN CONCAT(2 * n, ' ü');
    CREATE EVENT e_soon ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO DELETE FROM more.child WHERE id < 0"
sql source "USE more; SET sql_mode = 'ANSI_QUOTES'; SET NAMES latin1; CREATE PROCEDURE p_modes() SELECT \"id\" FROM \"parent\""
"$root/tests/servers/run" client source "$work" more <<'SQL'
DELIMITER //
CREATE PROCEDURE p_body(IN a INT, OUT b INT) COMMENT 'it''s' BEGIN SET b = a + 1; SELECT 'a;b'; END//
CREATE TRIGGER t_child BEFORE INSERT ON child FOR EACH ROW SET NEW.parent_id = NULLIF(NEW.parent_id, 0)//
SQL
sql source "SET sql_log_bin = 0; CREATE USER app@'%' IDENTIFIED BY 'App-pass-1'; CREATE ROLE reader;
    GRANT SELECT, INSERT, UPDATE ON more.* TO app@'%'; GRANT SELECT ON shop.* TO reader; GRANT reader TO app@'%';
    GRANT EXECUTE ON FUNCTION more.f_twice TO app@'%'"
case $flavor in
mysql) sql source 'SET sql_log_bin = 0; GRANT SHOW_ROUTINE ON *.* TO mover@`%`'
    own="CREATE USER, GRANT OPTION, ROLE_ADMIN, EXECUTE, SHOW DATABASES, SELECT, INSERT, UPDATE, DELETE, RELOAD,
        PROCESS, REFERENCES" ;;
mariadb) own="CREATE USER, GRANT OPTION, EXECUTE, SHOW DATABASES" ;;
esac
sql target "SET sql_log_bin = 0; GRANT $own ON *.* TO mover@'%' WITH GRANT OPTION"

# What is left out on purpose is no difference either. MySQL 9.6 and later asks nobody: all move.
keys=shield
start_dtsd "$work/dtsd"
new_task objects "$work/source.env" "$work/target.env" "$(whole_databases shop more 'od`d "name.x')"
change '.MigrateOption.IsMigrateAccount = true'
must_pass
start_writer 40
start_task
wait_status 300 readyComplete
must_say 'v_broken is broken on the source'
[ "$flavor" = mysql ] || must_say 'Left out on the target, as it was decided'

# check OPTIONS [OBJECTS] - one check to its end; its report is in $work/report.
check() {
    cmp=$(must CreateCompareTask "$(jq -n --arg j "$job" --argjson o "$1" --argjson x "${2:-null}" \
        '{JobId: $j, Options: $o} + if $x then {ObjectMode: "custom", Objects: $x} else {} end')" |
        jq -r .CompareTaskId)
    must StartCompare "$(by_cmp)" >/dev/null
    wait_until 180 ended || die "the check does not end: $(item Status)"
    must DescribeCompareReport "$(by_cmp)" >"$work/report"
    jq '.Detail.LocalObjects' "$work/report" >"$work/objects"
}
by_cmp() { jq -n --arg j "$job" --arg c "$cmp" "{JobId: \$j, CompareTaskId: \$c}"; }
item() { must DescribeCompareTasks "$(by_cmp)" | jq -r ".Items[0].$1"; }
ended() { case $(item Status) in success|failed|canceled) ;; *) return 1 ;; esac; }
is() { [ "$1" = "$2" ] || { cat "$work/objects" >&2; item Message >&2; die "$3: $1, not $2"; }; }
found() { jq -r '.Items[] | "\(.Kind) \(.Db).\(.Name) \(.What)"' "$work/objects" | sort; }
exactly() { # what is in the standard input, and nothing else
    sort >"$work/want"
    found >"$work/have"
    diff "$work/want" "$work/have" || { cat "$work/objects" >&2; die "other objects are named than differ"; }
}
clean() { # WHEN
    is "$(item Status) $(item Conclusion)" 'success same' "$1"
    is "$(jq '.TotalCount, (.Items | length)' "$work/objects" | tr '\n' /)" 0/0/ "$1"
}
# Only what names one of these, as root and past the binary log: the target must stay a copy.
mend() { # JQ_CONDITION
    { printf 'SET sql_log_bin = 0//\nDELIMITER //\n' | sed '1{h;d};2{G}'
      jq -r ".Items[] | select($1) | .Sql[]? + \"//\"" "$work/objects"; } >"$work/mend"
    "$root/tests/servers/run" client target "$work" --default-character-set=utf8mb4 <"$work/mend" ||
        { cat "$work/mend" >&2; die "what the check offers is refused"; }
}

say "-- untouched"
for method in dataCheck rowsCount sampleDataCheck; do
    check "{\"Method\":\"$method\",\"SampleRate\":20}"
    clean "$method, untouched"
    looked=$(jq .Looked "$work/objects")
    [ "$looked" -ge 30 ] || die "only $looked objects were looked at"
done
say "$looked objects"
check '{}' '{"ObjectMode":"partial","ObjectItems":[{"DbName":"more","DbMode":"partial","TableMode":"partial","Tables":[{"TableName":"child"}]}]}'
clean 'one table'
is "$(jq .Looked "$work/objects")" 1 'one table was asked for'

say "-- planted"
"$root/tests/servers/run" client target "$work" more <<'SQL'
SET sql_log_bin = 0;
ALTER TABLE counted AUTO_INCREMENT = 1;
ALTER TABLE parent DROP INDEX by_code;
ALTER TABLE parent DROP INDEX once, ADD UNIQUE KEY once (code, id);
ALTER TABLE parent MODIFY COLUMN v INT NOT NULL DEFAULT 8 COMMENT 'eight';
ALTER TABLE parent COMMENT = 'others', ROW_FORMAT = DYNAMIC;
ALTER TABLE parent DROP CONSTRAINT positive;
ALTER TABLE parted REORGANIZE PARTITION low INTO (PARTITION lowest VALUES LESS THAN (10), PARTITION low VALUES LESS THAN (100));
ALTER TABLE shaped MODIFY COLUMN b VARCHAR(9), DROP COLUMN c, MODIFY COLUMN a INT AFTER b, ADD COLUMN d INT;
ALTER TABLE child DROP FOREIGN KEY child_of;
ALTER TABLE child ADD KEY extra (id, parent_id);
CREATE OR REPLACE VIEW v_parent AS SELECT id, UPPER(code) AS code FROM parent WHERE v > 0;
DROP VIEW v_base;
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
SET NAMES latin1;
DROP PROCEDURE p_modes;
CREATE DEFINER=root@localhost PROCEDURE p_modes() SELECT "id" FROM "parent";
SET sql_mode = DEFAULT;
SET NAMES utf8mb4;
DROP FUNCTION f_twice;
DELIMITER //
DROP PROCEDURE p_body//
CREATE DEFINER=root@localhost PROCEDURE p_body(IN a INT, OUT b INT) COMMENT 'it''s' BEGIN SET b = a + 2; SELECT 'a;b'; END//
DELIMITER ;
ALTER DEFINER=root@localhost EVENT e_soon ENABLE;
REVOKE UPDATE ON more.* FROM app@'%';
SQL
check '{"ThreadCount":2}'
is "$(item Status) $(item Conclusion)" 'success different' 'planted'
exactly <<'END'
account .'app'@'%' grant EXECUTE ON FUNCTION `more`.`f_twice`
account .'app'@'%' grant UPDATE ON `more`.*
event more.e_soon state
function more.f_twice missing
procedure more.p_body body
procedure more.p_modes sql_mode
table more.child foreign key child_of
table more.child index extra
table more.counted AUTO_INCREMENT
table more.parent check positive
table more.parent column v, comment
table more.parent column v, default
table more.parent comment
table more.parent index by_code
table more.parent index once
table more.parent option row_format
table more.parted partition lowest
table more.shaped column a, place
table more.shaped column b, place
table more.shaped column b, type
table more.shaped column c
table more.shaped column d
view more.v_above validity
view more.v_base missing
view more.v_parent definition
END
is "$(jq .TotalCount "$work/objects")" 25 'all are counted'
item Message | grep -q '13 objects differ beyond rows' || die "the message: $(item Message)"
is "$(jq -r '.Items[] | select(.What == "AUTO_INCREMENT") | "\(.SrcItem) \(.DstItem)"' "$work/objects")" '703 701' 'the counter of both sides'
is "$(jq -r '.Items[] | select(.What == "column v, default") | "\(.SrcItem) \(.DstItem)"' "$work/objects")" '7 8' 'the default of both sides'
jq -e 'all(.Items[]; (.Advice | length) > 0)' "$work/objects" >/dev/null || die "one says nothing of what to do"
is "$(sql target 'SELECT code FROM more.v_parent WHERE id = 1')" A 'a check changes nothing'

say "-- what is offered mends it"
is "$(jq -r '[.Items[] | select(.Sql == null) | "\(.Name) \(.What)"] | join("; ")' "$work/objects")" \
    "child index extra; parted partition lowest; shaped column a, place; shaped column b, place; shaped column b, type; shaped column c; shaped column d; v_above validity" 'without a remedy'
mend 'true'
sql target 'SET sql_log_bin = 0; USE more; DROP INDEX extra ON child;
    ALTER TABLE parted REORGANIZE PARTITION lowest, low INTO (PARTITION low VALUES LESS THAN (100));
    ALTER TABLE shaped DROP COLUMN d, MODIFY COLUMN a INT AFTER id, MODIFY COLUMN b VARCHAR(10), ADD COLUMN c INT'
check '{}'
clean 'mended'

say "-- what only others notice is told, and the data are the same"
sql target "SET sql_log_bin = 0; REVOKE SELECT ON shop.* FROM reader"
check '{"Method":"rowsCount"}'
is "$(item Status) $(item Conclusion)" 'success same' 'a right is no row'
role="'reader'@'%'"
[ "$flavor" = mysql ] || role="'reader'"
printf 'account .%s grant SELECT ON `shop`.*\n' "$role" | exactly
mend 'true'

say "-- what the application changes meanwhile arrives, and is no difference"
sql source "USE more; ALTER TABLE parent ADD COLUMN late INT DEFAULT 3; CREATE OR REPLACE VIEW v_parent AS SELECT id FROM parent;
    CREATE TRIGGER t_late BEFORE UPDATE ON child FOR EACH ROW SET NEW.id = NEW.id; INSERT INTO counted (v) VALUES (9)"
check '{}'
clean 'changed on the source'

say "-- numbers that the source gave to rows which are not there"
sql source "USE more; BEGIN; INSERT INTO counted (v) VALUES (1), (2); ROLLBACK"
check '{}'
is "$(item Conclusion)" different 'the target would give them again'
exactly <<<'table more.counted AUTO_INCREMENT'
mend 'true'
check '{}'
clean 'the counter is raised'

say "-- what may not be seen is said"
sql source 'SET sql_log_bin = 0; REVOKE SHOW VIEW ON *.* FROM mover@`%`'
check '{"Method":"rowsCount"}'
is "$(item Status) $(item Conclusion)" 'success same' 'views are not seen'
is "$(jq .TotalCount "$work/objects")" 0 'what is not seen is no difference'
is "$(jq -r '.Items[] | "\(.Kind) \(.What)"' "$work/objects" | sort -u)" 'view not looked at' 'what is not seen'
item Message | grep -q 'could not be looked at' || die "the message: $(item Message)"
sql source 'SET sql_log_bin = 0; GRANT SHOW VIEW ON *.* TO mover@`%`'

say "-- dtsd dies, and knows it still"
kill9_dtsd
again_dtsd
must DescribeCompareReport "$(by_cmp)" | jq .Detail.LocalObjects >"$work/again"
diff "$work/objects" "$work/again" || die "what was found is lost"
wait_status 120 readyComplete
end_writer
complete_task
wait_status 120 success
say "compare-objects, $flavor: ok"
