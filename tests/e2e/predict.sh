# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# predict.sh - what the wizard measures before a start, on real servers: numbers that are plausible
# against the server's own, nothing left on the target, also when it is stopped, when an earlier one
# died, and when the target refuses; a database of that name that is somebody's own stays.
#
# Usage: bash predict.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
scratch=__dts_wizard_probe__

begin_e2e
start_server "$flavor" source
start_server "$flavor" target
make_mover source source
make_mover target target
port() { sed -n 's/^PORT=//p' "$work/$1.env"; }
measure() { # BYTES [STOP_MS]
    "$DTS_BUILD/tests/e2e/predict" "$(port source)" "$(port target)" mover "$mover_password_file" "$@" >"$work/out"
}
value() { sed -n "s/^$1: //p" "$work/out"; }
is_clean() { [ -z "$(sql target "SHOW DATABASES LIKE '\\_\\_dts\\_wizard%'")" ]; }
written() { sql target "SHOW GLOBAL STATUS LIKE 'Innodb_rows_inserted'" | cut -f 2; }

say "-- both servers"
sql source "CREATE DATABASE app; CREATE TABLE app.log (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(1000))"
start=$(sql source "SHOW MASTER STATUS" 2>/dev/null || sql source "SHOW BINARY LOG STATUS")
mapfile -t client < <("$root/tests/servers/run" client-command source "$work")
yes "INSERT INTO app.log (v) VALUES (REPEAT('x', 900)); DO SLEEP(0.01);" 2>/dev/null | "${client[@]}" >/dev/null 2>&1 &
writer=$!
on_exit end_child "$writer"
measure 100000000
[ "$(value ended)" = ok ] || die "$(cat "$work/out")"
read -r write _ < <(value write)
read -r grows _ < <(value binlog)
read -r least most < <(value copy)
[ "$write" -gt 0 ] || die "the target took nothing: $(cat "$work/out")"
[ "$grows" -gt 900 ] || die "the source's log grows by $grows a second: $(cat "$work/out")"
[ "$most" -eq $((100000000 / write + 1)) ] && [ "$least" -le "$most" ] && [ "$least" -ge 1 ] || die "$(cat "$work/out")"
[ "$(value left)" = 0 ] && is_clean || die "something is left on the target"
kill -KILL "$writer"
wait "$writer" 2>/dev/null || true

say "-- nobody writes"
measure 1000
[ "$(value binlog)" = '0  ' ] || die "a quiet log grows: $(cat "$work/out")"

say "-- stopped in the middle, and after one that died"
measure 1000 1500
[ "$(value ended)" = cancelled ] || die "$(cat "$work/out")"
[ "$(value left)" = 0 ] && is_clean || die "something is left after a stop"
sql target "SET sql_log_bin = 0; CREATE DATABASE $scratch; CREATE TABLE $scratch.\`rows\` (id INT)"
measure 1000
[ "$(value left)" = 0 ] && is_clean || die "what an earlier one left is still there"

say "-- somebody's own"
sql target "SET sql_log_bin = 0; CREATE DATABASE $scratch; CREATE TABLE $scratch.mine (id INT)"
measure 1000
[[ "$(value write)" == -1*'that is not ours'* ]] || die "$(cat "$work/out")"
[ "$(value copy)" = '-1 -1' ] || die "a copy is predicted from nothing: $(cat "$work/out")"
sql target "SELECT * FROM $scratch.mine" || die "it is gone"
sql target "SET sql_log_bin = 0; DROP DATABASE $scratch"

say "-- refused"
sql target "SET sql_log_bin = 0; REVOKE CREATE ON *.* FROM mover@'%'"
measure 1000
[[ "$(value write)" == -1*denied* ]] || die "$(cat "$work/out")"
is_clean || die "something is left after a refusal"
say "predict: $flavor: ok"
