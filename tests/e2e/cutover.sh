# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# cutover.sh - a sample application (tests/e2e/cutover_app: its own account, a pool of connections,
# numbered commits) is cut over by the wizard in its plain mode, on one flavour. An event writes all
# along to a database that stays: named, not counted. The writers are stopped by the wizard; it is lost
# between two of its statements, tells afterwards which ran and of which that is not known, and backs out
# of them: the application works again. Stopped once more, a writer that appears turns what had held; a
# session marked as one that does not write is neither counted nor ended. Complete is refused by dtsd and by
# the wizard as long as not all holds. Afterwards no number is lost or doubled, and what the report
# says is compared with the servers. The time without writes is measured and printed.
#
# Usage: bash cutover.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
port_of() { sed -n 's/^PORT=//p' "$work/$1.env"; }
source_port=$(port_of source) target_port=$(port_of target)

app_password_file=$work/app.password
printf 'App-%s' "$(head -c 9 /dev/urandom | base64 | tr '+/' 'xy')" >"$app_password_file"
for side in source target; do # accounts are not replicated: it is there on both
    sql "$side" "SET sql_log_bin = 0; CREATE USER app@'%' IDENTIFIED BY '$(cat "$app_password_file")';
        GRANT SELECT, INSERT, UPDATE ON shop.* TO app@'%'"
done
case $flavor in
mysql) rights='CREATE USER, CONNECTION_ADMIN, SYSTEM_VARIABLES_ADMIN' ;;
mariadb) rights='CREATE USER, CONNECTION ADMIN, READ_ONLY ADMIN' ;;
esac
sql source "SET sql_log_bin = 0; GRANT $rights ON *.* TO mover@'%'"
plain_keys source
sql source "CREATE TABLE shop.commits (id BIGINT AUTO_INCREMENT PRIMARY KEY, n BIGINT NOT NULL,
        who INT NOT NULL, KEY (n));
    CREATE TABLE shop.late (n BIGINT NOT NULL PRIMARY KEY);
    CREATE TABLE shop.counter (id INT PRIMARY KEY, n BIGINT NOT NULL);
    INSERT INTO shop.counter VALUES (1, 0), (2, 0), (3, 0), (4, 0);
    CREATE DATABASE beat; CREATE TABLE beat.heart (id INT PRIMARY KEY, t DATETIME(6));
    INSERT INTO beat.heart VALUES (1, NOW(6));
    SET GLOBAL event_scheduler = ON;
    CREATE EVENT beat.tick ON SCHEDULE EVERY 1 SECOND DO UPDATE beat.heart SET t = NOW(6)"

# The application works until the end of the test.
echo "$source_port" >"$work/address"
"$DTS_BUILD/tests/e2e/cutover_app" "$work/address" app "$app_password_file" >"$work/commits" 2>"$work/app.errors" &
app=$!
on_exit end_child "$app"
is_at() { [ "$(tail -n 1 "$work/commits" | cut -d' ' -f3)" = "$1" ]; }
wait_until 30 is_at "$source_port" || die "the application does not commit: $(cat "$work/app.errors")"

# A task in sync.
app_password=$(cat "$app_password_file")
. "$(dirname "$0")/talk.sh"
start_dtsd "$dtsd_dir"
new_task cutover "$work/source.env" "$work/target.env" "$(whole_databases shop)"
api_fails FailedOperation.NotAllowOperation CompleteMigrateJob "$(by_id)"
must_pass
api_fails FailedOperation.NotAllowOperation CompleteMigrateJob "$(by_id)"
start_task
wait_status 300 readyComplete

# Somebody keeps a table for himself, from before the first look on.
hold source "SELECT CONCAT('id=', CONNECTION_ID()); LOCK TABLES beat.heart WRITE"
holding=$(sed -n 's/^id=//p' "$work/hold.out")
talk_begin --on local --job "$job" --plain

hear 'What now\|What happened'
tell ''
hear 'progress .*In sync' 60
tell cutover
hear 'proof 7'
hear 'Complete: . proofs to go'
tell complete
hear 'Proofs are still open'
tell login app 2
hear 'can log in on the target'
tell 'accept 2' Tester 'counted by this test' 2
hear 'proof 2, .*accepted'

# The stop: the application is seen, and the session that keeps a table is marked. Its account, an
# administrator's, is left alone unless one asks for it.
tell begin 2 yes
hear 'proof 4, .*app@'
tell 'show 4'
hear 'as an administrator:'
hear "ALTER USER 'app'@'%' ACCOUNT LOCK;"
tell mark "$holding" '' Tester 'keeps a lock for this test' 2
tell 'show 4'
hear 'root@localhost.*does not count'
hear 'on the word of Tester: keeps a lock'

# Shown first. Read-only waits for that lock, and there the wizard is lost.
tell stop '' '' yes yes '' 2
hear "^As the accounts given for DTS"
hear "^ALTER USER 'app'@'%' ACCOUNT LOCK"
hear "way back: ALTER USER 'app'@'%' ACCOUNT UNLOCK"
hear 'KILL'
hear 'SET GLOBAL .*read_only = ON'
tell 2 yes
hangs() { [ "$(sql source "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'mover' AND INFO LIKE 'SET GLOBAL%read_only%'")" = 1 ]; }
wait_until 60 hangs || { cat "$work/lines" >&2; die "read-only is not waited for"; }
state_file=$XDG_STATE_HOME/dts-wizard/tasks/$job.json
jq -e '[.deeds[].state] | (.[0] == "ran") and (.[-1] == "sent") and (.[:-1] | all(. == "ran"))' "$state_file" >/dev/null ||
    { jq .deeds "$state_file" >&2; die "it is not on disk what was run"; }
jq -r '.deeds[].sql' "$state_file" | grep -q mover && die "the migration's own account is stopped"
jq -r '.deeds[].sql' "$state_file" | grep -qx "KILL $holding" && die "a marked session is ended"
kill_tree() {
    local child
    for child in $(ps -o pid= --ppid "$1"); do kill_tree "$child"; done
    kill -KILL "$1" 2>/dev/null || true
}
kill_tree "$talk"
{ wait "$talk"; } 2>/dev/null || true
exec 8>&-
before=$(wc -l <"$work/commits")

# In its next life: what ran, what is not known; and back, from the last to the first.
talk_begin --on local --job "$job" --plain
hear 'What now\|What happened'
tell '' # which leads back to the cutover
hear 'broke off midway: [1-9][0-9]* ran, 1 unknown, 0 not sent'
hear 'proof 7'
tell 'show 4'
hear 'on the word of Tester: keeps a lock' # the mark is kept as well: it is that session still
hear "ran, on the source: ALTER USER 'app'@'%' ACCOUNT LOCK"
hear 'whether it ran is not known, on the source: SET GLOBAL .*read_only = ON'
let_go
is_read_only() { [ "$(sql source 'SELECT @@GLOBAL.read_only')" = 1 ]; }
wait_until 30 is_read_only || die "the statement without an answer did not run"
tell backout
hear 'These run on the source, as mover'
hear 'SET GLOBAL read_only = OFF'
hear "ALTER USER 'app'@'%' ACCOUNT UNLOCK"
tell 2 yes
hear 'What was put back'
hear "put back, on the source: ALTER USER 'app'@'%' ACCOUNT LOCK"
is_read_only && die "the source is still read-only"
works() { [ "$(wc -l <"$work/commits")" -gt "$before" ]; }
wait_until 60 works || die "the application does not work again: $(tail -n 3 "$work/app.errors")"

# Once more, without read-only.
tell login app 2
hear 'can log in on the target'
tell begin 2 yes
hear 'proof 4, .*app@' 60
tell stop '' '' yes '' '' 2
hear "^ALTER USER 'app'@'%' ACCOUNT LOCK"
tell 2 yes
hear 'What was run'
hear "ran, on the source: ALTER USER 'app'@'%' ACCOUNT LOCK"
# What logged in between the showing and the lock is ended by stopping once more.
app_sessions() { sql source "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'app'"; }
rounds=0
while [ "$(app_sessions)" != 0 ]; do
    rounds=$((rounds + 1))
    [ $rounds -lt 5 ] || die "sessions of the application are left: $(app_sessions)"
    tell 'wait 2'
    hear 'proofs do not hold yet' 60
    tell stop '' '' yes '' '' 2
    hear "'app'@'%' is locked already"
    hear 'Your choice'
    tell 2 yes
    hear 'What was run'
done
stopped_at=$(tail -n 1 "$work/commits")

# It is quiet, and the event that goes on is none of ours. Then somebody else writes, once.
hear 'proof 4, .*: looking.*No session for' 60
tell 'wait 4'
hear 'proofs do not hold yet' 60
tell 'show 3' # what stopped the writers did not reach the target
hear 'proof 3, .*holds.*again, after the stop'
tell backout 1 # what it would say: the sessions have gone, the account is known
hear "ALTER USER 'app'@'%' ACCOUNT UNLOCK"
tell list
hear 'proof 5, .*: looking.*No write for' 60
hold source "INSERT INTO shop.late VALUES (1)"
tell complete # not all holds: refused, whatever else
hear 'Proofs are still open'
tell list
hear 'proof 4, .*does not hold.*root@' 60
tell 'wait 5'
hear 'proofs do not hold yet' 60
tell 'show 5'
hear 'Written to: shop.late' 60
let_go
[ "$(task_status)" = readyComplete ] || die "the task was completed although a writer was there"

# All holds: the target has the set that counts, and the heart's beats are named.
tell 'wait 300'
hear 'Complete is armed' 330
tell 'show 5'
hear 'proof 5, .*holds.*not counted: .*beat.heart' 30
tell 'show 6'
hear 'lacks: -' 30
# A new session alone disarms it.
hold source "SELECT 1"
hear 'proof 4, .*does not hold.*root@' 60
tell complete
hear 'Proofs are still open'
let_go
tell 'wait 300'
hear 'Complete is armed' 330
tell complete 2 "127.0.0.1:$target_port"
hear 'Completed. The target stands on its own' 120
hear 'Saved: '
[ "$(task_status)" = success ] || die "the task is not completed"

# The application is pointed to the target, and works there.
echo "$target_port" >"$work/address"
wait_until 60 is_at "$target_port" || die "the application does not commit on the target: $(tail -n 3 "$work/commits")"
sleep 2
end_surely "$app"
wait "$app" || { cat "$work/app.errors" "$work/commits" | tail -n 20 >&2; die "the application left a number open"; }

# Who waits for whom on the target is named; what keeps it read-only is lifted by the wizard.
hold target "BEGIN; UPDATE shop.counter SET n = n WHERE id = 1"
sql target "SET innodb_lock_wait_timeout = 120; UPDATE shop.counter SET n = n WHERE id = 1" &
waiter=$!
waits() { [ "$(sql target "SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'")" = 1 ]; }
wait_until 60 waits || die "nobody waits for the row"
tell refresh
hear 'root@localhost ([0-9]*) waits .* for root@localhost ([0-9]*): shop.counter' 30
let_go
wait "$waiter" || die "the one that waited did not go on"
sql target "SET GLOBAL read_only = ON"
tell refresh
hear 'Not yet: read_only is ON' 30
tell writable
hear 'SET GLOBAL read_only = OFF;'
tell 3 yes
if [ "$flavor" = mariadb ]; then # its SUPER does not reach so far: refused, and said where else
    hear "console" 30
    sql target "GRANT READ_ONLY ADMIN ON *.* TO mover@'%'"
    tell writable 3 yes
fi
hear 'read_only is OFF' 30
[ "$(sql target 'SELECT @@GLOBAL.read_only')" = 0 ] || die "the target is still read-only"
tell report
hear 'Saved: '

# What stopped the writers on the source is undone afterwards, if one asks for it; the task stays ended.
if as source app "$app_password" 'SELECT 1' >/dev/null; then die "the application's account is not locked"; fi
tell opensource
hear 'does not reach the target'
hear 'These run on the source, as mover'
hear "ALTER USER 'app'@'%' ACCOUNT UNLOCK"
tell 2 yes
hear 'What was put back'
hear "put back, on the source: ALTER USER 'app'@'%' ACCOUNT LOCK"
as source app "$app_password" 'SELECT 1' >/dev/null || die "the source is not open: $(cat "$work/as.errors")"
[ "$(task_status)" = success ] || die "opening the source changed the task: $(task_status)"
tell '' q
talk_end 0

# No number is lost, none is there twice.
cut -d' ' -f2 "$work/commits" | sort -n >"$work/told"
sql target 'SELECT n FROM shop.commits ORDER BY n' >"$work/there"
cmp "$work/told" "$work/there" >&2 || { diff "$work/told" "$work/there" >"$work/diff" || sed -n 1,20p "$work/diff" >&2; die "numbers are lost or doubled"; }
[ -z "$(uniq -d "$work/there")" ] || die "numbers are doubled"
[ "$(sql target 'SELECT SUM(n) FROM shop.counter')" = "$(wc -l <"$work/there")" ] ||
    die "the counter does not fit: $(sql target 'SELECT SUM(n) FROM shop.counter') of $(wc -l <"$work/there")"
last=$(awk -v p="$source_port" '$3 == p && $1 > most {most = $1} END {print most}' "$work/commits")
first=$(awk -v p="$target_port" '$3 == p && (!least || $1 < least) {least = $1} END {print least}' "$work/commits")
say "cutover: $(wc -l <"$work/told") commits, none lost or doubled; last on the source at ${stopped_at%% *}"
say "cutover: time without writes $((first - last)) ms"

# What the report says is so.
report=$(sed -n 's/^Saved: \(.*\)\.md and \.json$/\1.json/p' "$work/lines" | tail -n 1)
[ -f "$report" ] || { grep -n 'Saved' "$work/lines" >&2; die "no report was saved"; }
"$DTS_BUILD/tests/e2e/report_schema" "$root/src/wizard/report.schema.json" "$report" || die "the report does not fit its schema"
jq -e --arg s "$(sql source 'SELECT VERSION()')" --arg t "$(sql target 'SELECT VERSION()')" \
    '(.versions.source | ltrimstr("5.5.5-")) == $s and .versions.target == $t' "$report" >/dev/null ||
    { jq .versions "$report" >&2; die "the report has other versions"; }
jq -e --argjson a "$((last / 1000))" --argjson b "$((first / 1000))" \
    '.downtime.began <= $a + 1 and .downtime.ended >= .downtime.began and .downtime.ended <= $b + 1 and
     .downtime.seconds == .downtime.ended - .downtime.began' "$report" >/dev/null ||
    { jq .downtime "$report" >&2; die "the report has another downtime than $last to $first"; }
jq -e '.task.status == "success" or .task.status == "completing"' "$report" >/dev/null ||
    die "the report has another status: $(jq .task.status "$report")"
recorded=$(jq -r .cutover.recorded_gtid "$report")
if [ "$flavor" = mysql ]; then
    for side in source target; do
        [ "$(sql "$side" "SELECT GTID_SUBSET('$recorded', @@GLOBAL.gtid_executed)")" = 1 ] ||
            [ "$side" = target ] || die "the source never had what the report recorded: $recorded"
    done
else # the last of the domain, written by the source itself
    [[ "$(sql source "SELECT @@GLOBAL.gtid_binlog_pos")" == "${recorded%-*}"-* ]] ||
        die "the source never had what the report recorded: $recorded"
fi
jq -e '.cutover.items | .no_write.state == "holds" and .same.state == "holds" and
    .writers.state == "holds" and .compared.state == "accepted" and
    ([.no_write.evidence[] | select(contains("SHOW BINLOG EVENTS"))] | length > 0)' "$report" >/dev/null ||
    { jq .cutover "$report" >&2; die "the report's proofs are others"; }
jq -e '.cutover.writers | map(select(.user == "app" and .host == "%" and .lock and (.migration | not))) |
    length == 1' "$report" >/dev/null || { jq .cutover.writers "$report" >&2; die "the report has other writers"; }
markdown=${report%.json}.md
grep -q 'SHOW BINLOG EVENTS' "$markdown" || die "the report has no evidence"
grep -qF "jdbc:mysql://127.0.0.1:$target_port/shop" "$markdown" || die "the report has no address"
for line in '- Status: Completed (success)' '| Connect to both databases (ConnectDBCheck) | Passed | - |'; do
    grep -qxF -- "$line" "$markdown" || die "the report does not say in words: $line"
done
grep -q '^| Export from the source (dumper) | Done | 100 |' "$markdown" || die "the report's run: $(grep dumper "$markdown")"
grep -q '^- database .*shop.*, target: there$' "$markdown" || die "the report does not name what was created"
grep -q 'SET GLOBAL read' "$markdown" || die "the report lacks the statement that was run"
jq -e --arg by "$(id -un)@" '(.made_by | startswith($by)) and
    (.statements | map(select(.sql == "SET GLOBAL read_only = OFF" and .side == "target" and .state == "ran" and
    (.back | test("^SET GLOBAL read_only = (1|ON)$")))) | length == 1)' "$report" >/dev/null ||
    { jq '.made_by, .statements' "$report" >&2; die "the report has other statements"; }
jq -e '[.deeds[] | select(.state == "undone")] | length >= 2' "$report" >/dev/null &&
    jq -e --arg id "$holding" '.cutover.marks | map(select(.session == $id and .who == "Tester" and .ended > 0)) | length == 1' "$report" >/dev/null ||
    { jq '.deeds, .cutover.marks' "$report" >&2; die "the report does not tell what was run and marked"; }
grep -q "ACCOUNT LOCK" "$markdown" || die "the report does not name what was run"
if grep -lF -e "$(cat "$mover_password_file")" -e "$(cat "$app_password_file")" "$report" "$work/lines" "$work/lines.before"; then
    die "a password is in the report or was said"
fi
"$root/tests/servers/same" "$work/source" "$work/target" shop >"$work/same" 2>&1 &&
    die "the application wrote nothing on the target"
say "cutover: ok"
