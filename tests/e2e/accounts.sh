# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# accounts.sh - IsMigrateAccount: accounts arrive with their passwords, rights and roles; those
# that may not move stay, with a reason; what the target has already is left alone; no hash of a
# password gets into dtsd's log, store or answers.
#
# Usage: bash accounts.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
start_dtsd "$work/dtsd"

# ---- the accounts ----

common="SET sql_log_bin = 0;
    CREATE USER app@'%' IDENTIFIED BY 'App-pass-1';
    GRANT SELECT, INSERT, UPDATE, DELETE ON shop.* TO app@'%';
    CREATE USER 'o''hara @\`x'@'127.0.0.1' IDENTIFIED BY 'Hara-pass-1';
    GRANT SELECT (name), REFERENCES (name) ON shop.tag TO 'o''hara @\`x'@'127.0.0.1';
    GRANT SELECT ON \`sh_p\\\\_%\`.* TO 'o''hara @\`x'@'127.0.0.1' WITH GRANT OPTION;
    CREATE USER limited@'10.0.%' IDENTIFIED BY 'Lim-pass-1' REQUIRE SSL
        WITH MAX_QUERIES_PER_HOUR 77 MAX_USER_CONNECTIONS 3;
    GRANT PROCESS, RELOAD ON *.* TO limited@'10.0.%';
    CREATE USER locked@'%' IDENTIFIED BY 'Lock-pass-1' ACCOUNT LOCK;
    CREATE USER twice@'%' IDENTIFIED BY 'Source-pass-1';
    CREATE USER proxied@'%' IDENTIFIED BY 'Prox-pass-1';
    CREATE ROLE reader, writer;
    GRANT SELECT ON shop.* TO reader;
    GRANT INSERT ON shop.tag TO writer;
    GRANT reader TO writer;
    GRANT writer TO app@'%';
    GRANT reader TO limited@'10.0.%' WITH ADMIN OPTION;
    GRANT EXECUTE ON *.* TO twice@'%';"
case $flavor in
mysql) sql source "$common SET DEFAULT ROLE writer TO app@'%';
    CREATE USER guard@'%' IDENTIFIED BY 'Guard-pass-1'; GRANT SYSTEM_USER ON *.* TO guard@'%';
    GRANT PROXY ON app@'%' TO proxied@'%';
    GRANT BACKUP_ADMIN ON *.* TO limited@'10.0.%';
    ALTER USER locked@'%' ATTRIBUTE '{\"team\": \"night\"}'"
    own="CREATE USER, GRANT OPTION, ROLE_ADMIN, BACKUP_ADMIN, EXECUTE, SHOW DATABASES" ;;
mariadb) sql source "$common SET DEFAULT ROLE writer FOR app@'%';
    GRANT PROXY ON app@'%' TO proxied@'%';
    ALTER USER app@'%' PASSWORD EXPIRE INTERVAL 90 DAY"
    own="CREATE USER, GRANT OPTION, EXECUTE, SHOW DATABASES" ;;
esac
sql target "SET sql_log_bin = 0; CREATE USER twice@'%' IDENTIFIED BY 'Target-pass-1';
    GRANT SELECT ON mysql.* TO twice@'%'"
[ "$flavor" != mysql ] || sql source 'SET sql_log_bin = 0; GRANT SHOW_ROUTINE ON *.* TO mover@`%`'

log_in() { # SERVER USER PASSWORD STATEMENT
    local words port
    port=$(sed -n 's/^PORT=//p' "$work/$1.env")
    printf '[client]\npassword="%s"\nprotocol=tcp\nhost=127.0.0.1\nport=%s\n' "$3" "$port" >"$work/login.cnf"
    mapfile -t words < <("$root/tests/servers/run" client-command "$1" "$work")
    words[-1]=--defaults-file=$work/login.cnf
    "${words[@]}" --user="$2" -N -B -e "$4" 2>"$work/login.errors"
}
# What a server says of an account, in an order of ours.
shown() { # SERVER ACCOUNT
    sql "$1" "SHOW GRANTS FOR $2" | LC_ALL=C sort
    [ "$2" = writer ] || [ "$2" = reader ] || hex_of "$1" "$2"
}
hex_of() {
    case $flavor in
    mysql) sql "$1" "SET print_identified_with_as_hex = ON; SHOW CREATE USER $2" ;;
    mariadb) sql "$1" "SHOW CREATE USER $2" ;;
    esac
}
exists() { [ "$(sql "$1" "SELECT COUNT(*) FROM mysql.user WHERE User = '$2'")" -gt 0 ]; }
account_task() { # NAME TYPE
    new_task "$1" "$work/source.env" "$work/target.env" "$(whole_databases shop)" "$2"
    jq '.MigrateOption.IsMigrateAccount = true' "$work/configuration" >"$work/changed"
    must ModifyMigrationJob - <"$work/changed" >/dev/null
}
item() { jq -r --arg n "$1" '.StepInfo[] | select(.StepId == "AccountCheck").DetailCheckItems[] |
    select(.CheckItemName == $n) | "\(.CheckResult) \(.FailureReason)"' "$work/check"; }
must_find() { item "$1" | grep -q -- "$2" || die "the check does not say '$2': $(item "$1")"; }

# ---- the check ----

say "-- the check asks for what it needs"
account_task accounts fullAndIncrement
[ "$(check_task)" = checkNotPass ] || die "the check passed without CREATE USER"
[ "$(step_of DstPrivilegeCheck)" = failed ] || die "DstPrivilegeCheck is $(step_of DstPrivilegeCheck)"
jq -r '.StepInfo[] | select(.StepId == "DstPrivilegeCheck").DetailCheckItems[].LocalSql[]' \
    "$work/check" | grep -q 'GRANT.*CREATE USER' || die "no GRANT of CREATE USER is offered"
sql target "SET sql_log_bin = 0; GRANT $own ON *.* TO mover@'%' WITH GRANT OPTION"
[ "$flavor" != mysql ] || sql target "SET sql_log_bin = 0;
    GRANT SELECT, INSERT, UPDATE, DELETE, RELOAD, PROCESS, REFERENCES ON *.* TO mover@'%' WITH GRANT OPTION"
must_pass
must_find 'Accounts that move' "'app'@'%'"
must_find 'Accounts that move' "this task.*'mover'@'%'"
must_find 'Accounts that move' "'root'@"
must_find 'Accounts that stay' "the target has it already: 'twice'@'%'"
must_find 'Accounts that stay' "(PROXY): 'proxied'@'%'"
[ "$flavor" != mysql ] || must_find 'Accounts that stay' "SYSTEM_USER: 'guard'@'%'"
say "$(item 'Accounts that move')"

# ---- the move ----

say "-- they arrive"
start_task
wait_status 120 readyComplete
names=("app@'%'" "'o\'hara @\`x'@'127.0.0.1'" "limited@'10.0.%'" "locked@'%'" reader writer)
for name in "${names[@]}"; do
    shown source "$name" >"$work/is.source"
    shown target "$name" >"$work/is.target"
    diff "$work/is.source" "$work/is.target" >&2 || die "account $name differs on the target"
done
[ "$(log_in target app App-pass-1 'SELECT COUNT(*) > 0 FROM shop.tag')" = 1 ] ||
    die "app cannot log in with its password: $(cat "$work/login.errors")"
log_in target app App-pass-1 'SELECT CURRENT_ROLE()' | grep -q writer || die "app's role is not active"
[ "$(log_in target "o'hara @\`x" Hara-pass-1 'SELECT COUNT(name) > 0 FROM shop.tag')" = 1 ] ||
    die "the account with the strange name cannot: $(cat "$work/login.errors")"
! log_in target locked Lock-pass-1 'SELECT 1' || die "the locked account can log in"
log_in target twice Target-pass-1 'SELECT 1' >/dev/null || die "the target's own account was changed"
[ "$(sql target "SHOW GRANTS FOR twice@'%'" | grep -c EXECUTE)" = 0 ] || die "and got new rights"
for name in proxied guard; do
    ! exists target $name || die "$name has moved"
done
if [ "$flavor" = mariadb ]; then
    [ "$(sql target "SELECT COUNT(*) FROM mysql.roles_mapping WHERE User = 'mover'")" = 0 ] ||
        die "the task's account has kept the roles"
fi
must_say "'proxied'@'%'"
must_say "'twice'@'%'"

say "-- what changes later is named"
sql source "SET sql_log_bin = 0; ALTER USER app@'%' IDENTIFIED BY 'App-pass-2';
    CREATE USER late@'%' IDENTIFIED BY 'Late-pass-1'; DROP USER locked@'%'"
complete_task
wait_status 120 success
must_say "accounts have changed.*'app'@'%' (changed)"
must_say "'late'@'%' (new)"
must_say "'locked'@'%' (removed)"
is_same shop

# ---- no hash anywhere ----

say "-- secrets"
hashes() {
    case $flavor in
    mysql) sql source "SELECT HEX(authentication_string) FROM mysql.user WHERE User IN
        ('app', 'limited', 'twice')" ;;
    mariadb) sql source "SELECT authentication_string FROM mysql.user WHERE User IN
        ('app', 'limited', 'twice')" ;;
    esac
}
must DescribeMigrationDetail "$(by_id)" >"$work/answer.detail"
hashes | while read -r hash; do
    [ ${#hash} -gt 20 ] || die "no hash to look for: $hash"
    for file in "$dtsd_dir"/* "$work/answer.detail" "$work/check"; do
        [ ! -f "$file" ] || ! grep -aqiF -- "$hash" "$file" || die "a hash is in $file"
        [ ! -f "$file" ] || [ "$flavor" != mysql ] ||
            ! xxd -p "$file" | tr -d '\n' | grep -qiF -- "$hash" || die "a hash is in $file"
    done
done

# ---- what a cancelled task takes back ----

say "-- cancelled, and what it made removed"
sql target "SET sql_log_bin = 0; DROP DATABASE shop; DROP USER app@'%', limited@'10.0.%', locked@'%';
    DROP USER 'o\'hara @\`x'@'127.0.0.1'; DROP ROLE reader, writer"
account_task again fullAndIncrement
must_pass
start_task
wait_status 120 readyComplete
exists target app || die "app did not arrive"
kill9_dtsd
again_dtsd
wait_status 120 readyComplete
must StopMigrateJob "$(by_id)" >/dev/null
wait_status 60 failed
must StopMigrateJob "$(jq -n --arg j "$job" '{JobId: $j, Local: {Verb: "dropCopied"}}')" >/dev/null
is_removed() { ! exists target app; }
wait_until 60 is_removed || die "app is still there: $(last_events)"
for name in limited reader writer late; do
    ! exists target "$name" || die "$name is still there"
done
log_in target twice Target-pass-1 'SELECT 1' >/dev/null || die "the target's own account is gone"
nothing_left shop

# ---- killed in the middle ----

say "-- dtsd dies while it makes them"
account_task killed full
must_pass
sql source 'SET sql_log_bin = 0; DROP USER IF EXISTS extra@`%`'
many=$(for i in $(seq 60); do printf "CREATE USER many%d@'%%' IDENTIFIED BY 'Many-pass-1';" "$i"; done)
sql source "SET sql_log_bin = 0; $many"
start_task
some_there() { [ "$(sql target "SELECT COUNT(*) FROM mysql.user WHERE User LIKE 'many%'")" -gt 3 ]; }
wait_until 60 some_there || die "none arrives: $(last_events)"
kill9_dtsd
again_dtsd
wait_status 120 success
[ "$(sql target "SELECT COUNT(*) FROM mysql.user WHERE User LIKE 'many%'")" = 60 ] ||
    die "not all arrived: $(last_events)"
[ "$(log_in target many60 Many-pass-1 'SELECT 1')" = 1 ] || die "many60 cannot log in"
say "accounts: ok"
