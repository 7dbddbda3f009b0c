# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# screens.sh - a whole migration through the seven screens of dts-wizard in a real terminal, on one
# flavour, with an application writing, whose account moves along: dtsd is started by the wizard, a wrong password is mended,
# the line drops and the operator comes back, the proofs of the cutover are taken from the real
# servers; then every row is compared by an independent reader.
#
# Usage: bash screens.sh mysql|mariadb [cancel|mend]
# cancel: foreign keys that act are left out, a measurement is stopped; the operator cancels it once it
# is in sync, and the clean-up removes what it left.
# mend: two steps of the check fail; one is mended by its remedy, run as an account that may, and
# the other is skipped. Then it is cancelled, and the clean-up undoes the remedy as that account.
# The keys are pressed by tests/e2e/screen_walk.c. When it fails, every screen it saw is printed.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1
way=${2:-complete}
odd='od`d "name.x'

begin_e2e
[ -x "$DTS_BUILD/tests/e2e/screen_walk" ] || skip "built without libvterm: no terminal of our own"
rows=20000
[ "$way" = complete ] || rows=2000
start_pair "$flavor" "$rows"
app_password_file=$work/app.password
printf 'App-%s' "$(head -c 9 /dev/urandom | base64 | tr '+/' 'xy')" >"$app_password_file"
make_app() {
    sql "$1" "SET sql_log_bin = 0;
        CREATE USER app@'%' IDENTIFIED BY '$(cat "$app_password_file")';
        GRANT SELECT, INSERT, UPDATE, DELETE ON shop.* TO app@'%';"
}
make_app source
if [ "$way" != complete ]; then
    make_app target
else # the wizard moves it: the task's account may pass on what it holds itself
    sql target "SET sql_log_bin = 0;
        GRANT CREATE USER, SELECT, INSERT, UPDATE, DELETE ON *.* TO mover@'%' WITH GRANT OPTION"
fi
if [ "$way" = mend ]; then
    sql source "SET sql_log_bin = 0;
        CREATE USER chief@'%' IDENTIFIED BY '$(cat "$app_password_file")';
        GRANT ALL ON *.* TO chief@'%'"
fi
acting_keys() {
    sql "$1" "SELECT COUNT(*) FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE
        DELETE_RULE IN ('CASCADE', 'SET NULL') OR UPDATE_RULE IN ('CASCADE', 'SET NULL')"
}
port_of() { sed -n 's/^PORT=//p' "$work/$1.env"; }
mkdir "$work/home" "$work/shots"

dtsd_data=$work/home/XDG_STATE_HOME/dtsd
take_dtsd() { # the one the wizard started becomes ours to end
    dtsd_pid=$(cat "$dtsd_data/dtsd.pid" 2>/dev/null) || dtsd_pid=
}
on_exit eval 'take_dtsd; end_dtsd'

start_writer 20
mkfifo "$work/said" "$work/answers"
WALK_WAY=$way WALK_WIZARD=$DTS_BUILD/dts-wizard WALK_HOME=$work/home WALK_SHOTS=$work/shots \
    WALK_SOURCE=$(port_of source) WALK_TARGET=$(port_of target) \
    WALK_PASSWORD_FILE=$mover_password_file WALK_APP_PASSWORD_FILE=$app_password_file \
    "$DTS_BUILD/tests/e2e/screen_walk" <"$work/answers" >"$work/said" 2>"$work/complaint" &
walk=$!
on_exit eval "kill $walk 2>/dev/null || true"
exec 5>"$work/answers" 6<"$work/said"
while IFS= read -r -u 6 line; do
    say "$line"
    if [ "$line" = 'stop the writer' ]; then
        end_writer
        echo stopped >&5
    elif [ "$line" = 'spoil the source' ]; then
        sql source "SET GLOBAL binlog_row_image = 'MINIMAL';
            SET GLOBAL innodb_stats_on_metadata = ON"
        { echo 'SET sql_log_bin = 0;'; seq -f 'CREATE TABLE shop.bare_%g (a INT);' 101; } |
            "$root/tests/servers/run" client source "$work"
        echo spoilt >&5
    elif [ "$line" = 'look for what was measured with' ]; then
        [ -z "$(sql target "SHOW DATABASES LIKE '\_\_dts\_wizard%'")" ] || die "the scratch database is still there"
        echo gone >&5
    elif [ "$line" = 'look at the keys' ]; then
        [ "$(acting_keys source)" -gt 0 ] || die "the source has no key that acts"
        [ "$(sql target "SELECT COUNT(*) > 5 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop'")" = 1 ] ||
            die "the tables are not on the target"
        [ "$(acting_keys target)" = 0 ] || die "keys that act are on the target"
        echo seen >&5
    fi
done
status=0
wait "$walk" || status=$?
exec 5>&- 6<&-
if [ $status -ne 0 ]; then
    for shot in "$work"/shots/*; do
        [ ! -f "$shot" ] || { say "---- ${shot##*/}"; cat "$shot"; } >&2
    done
    tail -n 40 "$work/home/XDG_STATE_HOME/dts-wizard/log" >&2 || true
    cat "$work/complaint" >&2
    die "the walk ended with status $status"
fi

# The dtsd that was just built did it, and it is still there.
take_dtsd
[ -n "$dtsd_pid" ] && is_running "$dtsd_pid" || die "dtsd did not outlive the wizard"
[ "$(readlink "/proc/$dtsd_pid/exe")" = "$(readlink -f "$DTS_BUILD/dtsd")" ] ||
    die "another dtsd than the one just built was used: $(readlink "/proc/$dtsd_pid/exe")"

if [ "$way" = complete ]; then
    is_same shop "$odd"
    nothing_left other
else
    end_writer
    nothing_left shop "$odd" other
fi
if [ "$way" = mend ]; then
    [ "$(sql source 'SELECT @@GLOBAL.binlog_row_image, @@GLOBAL.innodb_stats_on_metadata')" = \
        $'MINIMAL\t1' ] || die "the remedy was not undone, or another one ran"
    jq -e '.remedies[] | select(.state == "undone" and .user == "chief" and .back == "SET GLOBAL binlog_row_image = '"'MINIMAL'"'")' \
        "$work"/home/XDG_STATE_HOME/dts-wizard/tasks/dts-*.json >/dev/null || die "what undoes it is not kept"
    jq -e '.skips[] | select(.who == "Kim" and .step == "OptimizeCheck")' \
        "$work"/home/XDG_STATE_HOME/dts-wizard/tasks/dts-*.json >/dev/null || die "the reason is not kept"
fi
end_dtsd
ls "$work"/home/XDG_STATE_HOME/dts-wizard/tasks/dts-*.json >/dev/null

# No secret is in any file, nor did any stand on a screen.
for secret in "$(cat "$mover_password_file")" "$(cat "$app_password_file")" Wrong-0pen-sesame; do
    if grep -rlF -- "$secret" "$work/home" "$work/shots" "$work/complaint"; then
        die "a password is in a file"
    fi
done
say "screens: ok"
