# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# screens-repair.sh - an operator repairs rows of the target in the wizard, on one flavour, while an
# application writes: what the check made by itself says, a new check once the target is damaged, the
# rows on both sides, the statements, the number typed, the results, the second look, the report. Each is
# pressed and seen in a real terminal; then the rows are read from both servers.
#
# Usage: bash screens-repair.sh mysql|mariadb
# The keys are pressed by tests/e2e/press. When it fails, the screen it saw is printed.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
. "$root/tests/e2e/compare_lib.sh"
flavor=$1
odd='od`d "name.x'

begin_e2e
[ -x "$DTS_BUILD/tests/e2e/press" ] || skip "built without libvterm: no terminal of our own"
start_pair "$flavor" 5000
target_name=127.0.0.1:$(sed -n 's/^PORT=//p' "$work/target.env")
mkdir -p "$work/home/XDG_STATE_HOME"
start_dtsd "$work/home/XDG_STATE_HOME/dtsd"

at() { # WORD TEXT - one line of tests/e2e/press
    local answer=
    printf '%s\n' "$*" >&5
    read -r -t 120 answer <&6 || true
    [ "$answer" = ok ] || { cat "$work/complaint" >&2; die "the terminal: $*"; }
}
# The words of a key begin as those of a button do, so `row` does not know them apart.
open_key() { # KEY - of the rows of a table: opens its row
    local i
    at press '<Home>'
    for ((i = 0; i < 10; i++)); do
        at screen "$work/screen"
        ! grep -qF ">id=$1 " "$work/screen" || { at press '<Enter>'; return; }
        at press '<Down>'
    done
    cat "$work/screen" >&2
    die "no row has the key $1"
}
# What is not ASCII in a latin1 column is shown by its bytes.
as_shown() { sql source "SELECT CONCAT('x\\'', LOWER(HEX(body)), '\\'') FROM shop.old_note WHERE id = $1"; }
# The newest check; the others are asked about it.
newest() { cmp=$(must DescribeCompareTasks "$(by_id)" | jq -r '.Items[0].CompareTaskId // ""'); }
settled() { newest; [ -n "$cmp" ] && ended && [ "$(item LocalOpen)" = 0 ]; }
# Tables that the writer leaves alone: with zero dates in latin1, and with names that have to be quoted.
rows_of() { # SERVER
    sql "$1" "SELECT id, written, HEX(body) FROM shop.old_note ORDER BY id;
        SELECT \`select\`, HEX(\`from\`) FROM \`od\`\`d \"name.x\`.\`表\` ORDER BY 1"
}

# ---- in sync, compared by itself ----
new_task mended "$work/source.env" "$work/target.env" "$(whole_databases shop "$odd")"
change '.MigrateOption.Consistency = {Mode: "full", Options: {Method: "dataCheck", SampleRate: 100,
    ThreadCount: 2, ReCheckTime: 0, ReCheckInterval: 1}}'
must_pass
start_writer 20
start_task
wait_status 300 readyComplete

mkfifo "$work/keys" "$work/done"
"$DTS_BUILD/tests/e2e/press" "$work/home" "$DTS_BUILD/dts-wizard" --on local \
    <"$work/keys" >"$work/done" 2>"$work/complaint" &
presser=$!
on_exit end_child "$presser"
exec 5>"$work/keys" 6<"$work/done"
at see 'In sync'
at row mended
at press '<Enter>'
at see 'not known on this host'
at press '<F2>'
at see 'In sync: changes are followed'
at see 'Data           same'
wait_until 90 settled || die "the first check does not come to its end: $(item Status), open $(item LocalOpen)"
first=$cmp
rows_of source >"$work/truth"
rows_of target | diff "$work/truth" - || die "the target differs already"
say "in sync: the check made by itself says same"

# ---- the target is damaged ----
"$root/tests/servers/run" client target "$work" --default-character-set=utf8mb4 <<'SQL'
SET sql_log_bin = 0;
DELETE FROM shop.old_note WHERE id = 9;
UPDATE shop.old_note SET body = 'changed here' WHERE id = 7;
INSERT INTO shop.old_note VALUES (-5, '2020-02-02', 'only here');
UPDATE `od``d "name.x`.`表` SET `from` = 'it''s "y"' WHERE `select` = 1;
SQL
rows_of target >"$work/damaged"
! cmp -s "$work/truth" "$work/damaged" || die "nothing is damaged"

# ---- a new check finds it ----
at press d
at see 'Data check'
at see '11 same, 0 different'
at press c
at see 'Compare everything once more?'
at see 'every row of every table, 2 threads'
at push '[ Compare ]'
at see 'different: 2 of 11 tables, 4 rows'
wait_until 90 settled || die "the new check does not come to its end: $(item Status), open $(item LocalOpen)"
[ "$cmp" != "$first" ] || die "no new check was made: $(must DescribeCompareTasks "$(by_id)")"
[ "$(item Options.ReCheckTime) $(item Conclusion)" = '0 different' ] ||
    die "the new check: $(item Options) $(item Conclusion)"
at gone 'not settled'
at see 'different: 2 of 11 tables, 4 rows'

# ---- the rows on both sides ----
at row shop.old_note
at press '<Enter>'
at see 'shop.old_note  3 rows differ'
open_key -5
at see 'only on the target'
at see "'only here'"
at see '(no such row)'
at press '<Esc>'
open_key 7
at see 'differs in body'
at see "'changed here'"
at see "$(as_shown 7)"
at press '<Esc>'
open_key 9
at see 'missing on the target'
at see "$(as_shown 9)"
at see "'0000-00-00'"
at see '(no such row)'
at press '<Esc><Esc>'
at row 'name.x'
at press '<Enter>'
at see '1 row differs'
at press '<Enter>'
at see 'differs in from'
at press '<Esc><Esc>'
at see 'different: 2 of 11 tables, 4 rows'
say "different: 4 rows, seen on both sides"

# ---- the statements; nothing is written before the number is typed ----
at press r
at see "4 rows of the target, $target_name, are made as the source has them:"
at see 'shop.old_note  3 rows: 1 UPDATE, 1 INSERT, 1 DELETE'
at see '1 row: 1 UPDATE'
at press '<End>'
at see 'DELETE FROM `shop`.`old_note` WHERE `id`=-5'
at see 'UPDATE `shop`.`old_note` SET `body`='
at see 'INSERT INTO `shop`.`old_note`'
at see 'UPDATE `od``d "name.x`.`表` SET `from`='
rows_of target | cmp -s "$work/damaged" - || die "the plan has changed the target"
at press r
at see 'Repair the target?'
at see 'To confirm type 4:'
at type 3
at press '<Tab><Tab><Enter>'
at press '<Esc>'
rows_of target | cmp -s "$work/damaged" - || die "another number than that of the rows was taken"
at press r
at see 'To confirm type 4:'
at type 4
at push '[ Repair ]'
at see '4 of 4 rows were repaired.'
at see 'The second look at these tables says: same.'
for key in -5 7 9; do
    at see "shop.old_note id=$key: repaired"
done
at see "$odd.表 select=1: repaired"
rows_of target | diff "$work/truth" - || die "the screen says repaired; the rows of the target are others"
rows_of source | diff "$work/truth" - || die "the source was written to"
[ "$(item Conclusion)" = same ] || die "dtsd says $(item Conclusion) after the repair"
at press '<Esc>'
at see '11 same, 0 different'
at press '<F3>'
at see 'Data           same'
say "repaired: the second look says same, and so does SQL"

# ---- the report ----
at press '<F9>'
at see 'Migration report'
at press /
at type '.`'
at see 'DELETE FROM `shop`.`old_note` WHERE `id`=-5'
at see 'UPDATE `shop`.`old_note` SET `body`='
at see 'INSERT INTO `shop`.`old_note`'
at see 'UPDATE `od``d "name.x`.`表` SET `from`='
report=$work/home/XDG_STATE_HOME/dts-wizard/reports/$job-report.md
[ "$(grep -c '^- .* \(id\|select\)=-\?[0-9]: repaired$' "$report")" = 4 ] || die "the report: $(cat "$report")"

exec 5>&-
wait "$presser" || { cat "$work/complaint" >&2; die "the wizard does not end when the line drops"; }
end_writer
complete_task
wait_status 120 success
is_same shop "$odd"
if grep -rlF -- "$(cat "$mover_password_file")" "$work/home" "$work/complaint"; then
    die "a password is in a file"
fi
say "screens-repair: ok"
