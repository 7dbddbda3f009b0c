# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# stop-writers.sh - each way to stop an account, on a real source: what it may no longer do, and that
# backing out makes it the account it was, password, rights and roles; what is refused; the whole server
# read-only; and the application's account made on the target, and proven by its log-in.
#
# Usage: bash stop-writers.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_server "$flavor" source
start_server "$flavor" target
make_mover source source
make_mover target target
port() { sed -n 's/^PORT=//p' "$work/$1.env"; }
for side in source target; do
    sql "$side" "SET sql_log_bin = 0; GRANT ALL ON *.* TO mover@'%' WITH GRANT OPTION"
    sql "$side" "SET sql_log_bin = 0; CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT)"
done
app_password=App-$(head -c 9 /dev/urandom | base64 | tr '+/' 'xy')
new_password=New-$(head -c 9 /dev/urandom | base64 | tr '+/' 'xy')
for account in locked renewed stripped; do
    sql source "CREATE USER $account@'%' IDENTIFIED BY '$app_password';
        GRANT SELECT, INSERT ON shop.* TO $account@'%'; GRANT UPDATE (v) ON shop.t TO $account@'%'"
done
sql source "CREATE ROLE 'writer'; GRANT DELETE ON shop.* TO writer; GRANT writer TO stripped@'%'"
case $flavor in
mysql) sql source "ALTER USER stripped@'%' DEFAULT ROLE writer" ;;
mariadb) sql source "SET DEFAULT ROLE writer FOR stripped@'%'; GRANT writer TO mover@'%' WITH ADMIN OPTION" ;;
esac

talker=0
begin() {
    rm -f "$work/in"
    mkfifo "$work/in"
    cat "$work/out" "$work/errors" >>"$work/said-before" 2>/dev/null || true # of its earlier lives
    : >"$work/out"
    "$DTS_BUILD/tests/e2e/stop_writers" "$(port source)" "$(port target)" mover "$mover_password_file" \
        <"$work/in" >"$work/out" 2>"$work/errors" &
    talker=$!
    on_exit end_child "$talker"
    exec 6>"$work/in"
    dots=0
}
answered() { [ "$(grep -cx '\.' "$work/out")" -gt "$dots" ]; }
tell() { # COMMAND... - the answer is in $work/said
    local before
    before=$(wc -l <"$work/out")
    dots=$(grep -cx '\.' "$work/out" || true)
    printf '%s\n' "$*" >&6
    wait_until 60 answered || die "no answer to $1: $(cat "$work/out" "$work/errors")"
    tail -n "+$((before + 1))" "$work/out" >"$work/said"
}
said() { grep -q -- "$1" "$work/said" || die "not said: $1 $(cat "$work/said")"; }
unsaid() { if grep -q -- "$1" "$work/said"; then die "said: $1 $(cat "$work/said")"; fi; }
end() {
    exec 6>&-
    wait "$talker" || die "it failed: $(cat "$work/errors")"
}
may() { as source "$1" "$2" "$3" >/dev/null || die "$1 may not $3: $(cat "$work/as.errors")"; }
may_not() { if as source "$1" "$2" "$3" >/dev/null; then die "$1 may $3"; fi; }
facts() { # of all that may change, in the server's own words
    for account in locked renewed stripped; do
        sql source "SHOW CREATE USER $account@'%'"
        sql source "SHOW GRANTS FOR $account@'%'" | sort
    done
    sql source "SELECT @@GLOBAL.read_only"
}
as source locked "$app_password" "SELECT 1" >/dev/null || die "the client cannot log in: $(cat "$work/as.errors")"
facts >"$work/before"

say "-- what is shown: the way back with it, no hash, and never the migration's account"
begin
tell plan mover % lock
said 'note: mover@%: DTS logs in'
unsaid '^deed'
tell plan locked % lock
said "^deed 1: ALTER USER 'locked'@'%' ACCOUNT LOCK$"
said "^back 1: ALTER USER 'locked'@'%' ACCOUNT UNLOCK$"
tell plan renewed % password
said "^deed 2: ALTER USER 'renewed'@'%' IDENTIFIED BY '\*\*\*\*\*\*\*\*'$"
said 'memory of this program alone'
tell plan stripped % revoke
[ "$flavor" = mariadb ] || said "^deed 3: REVOKE 'writer'@'%' FROM"
said "GRANT 'writer'"
said "^back .: GRANT SELECT, INSERT ON \`shop\`.\* TO 'stripped'@'%'"
tell server
said 'read_only = ON'
facts | cmp - "$work/before" || die "showing alone changed something"

say "-- run: none of the three writes, nor does anybody else"
tell run "$new_password"
unsaid failed
n=$(grep -c '^ran ' "$work/said")
[ "$n" = "$([ "$flavor" = mysql ] && echo 5 || echo 4)" ] || die "$(cat "$work/said")"
[ "$(sql source "SELECT @@GLOBAL.read_only")" = 1 ] || die "the source can be written"
may_not locked "$app_password" "SELECT 1"
may_not renewed "$app_password" "SELECT 1"
may renewed "$new_password" "SELECT 1"
may_not renewed "$new_password" "INSERT INTO shop.t VALUES (1, 1)"
may stripped "$app_password" "SELECT 1"
may_not stripped "$app_password" "SELECT * FROM shop.t"
tell plan locked % lock
said 'locked already'

say "-- back: as they were, in the server's own words"
tell undo
unsaid kept
[ "$(grep '^undone' "$work/said" | tr -d '\n')" = "$(seq "$n" -1 1 | sed 's/^/undone /' | tr -d '\n')" ] || die "$(cat "$work/said")"
facts >"$work/after"
diff "$work/before" "$work/after" >&2 || die "an account is not what it was"
may renewed "$app_password" "INSERT INTO shop.t VALUES (1, 1)"
may stripped "$app_password" "DELETE FROM shop.t"
may locked "$app_password" "INSERT INTO shop.t VALUES (2, 2)"
end

say "-- an inverse that fails stays, the others run"
begin
tell plan locked % lock
tell plan stripped % revoke
tell run x
unsaid failed
sql source "RENAME USER stripped@'%' TO gone@'%'"
tell undo
said '^undone 1'
[ "$(grep -c '^kept' "$work/said")" -ge 1 ] || die "$(cat "$work/said")"
sql source "RENAME USER gone@'%' TO stripped@'%'"
tell undo
unsaid '^undone 1'
unsaid kept
end
facts | diff "$work/before" - >&2 || die "an account is not what it was"

say "-- the application's account: on both sides, where it is missing, and proven"
begin
tell login fresh "$app_password"
said out
tell account fresh %
said "^deed 1: CREATE USER 'fresh'@'%' IDENTIFIED BY"
said "GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON \`shop\`.\*"
tell run "$app_password"
unsaid failed
tell login fresh "$app_password"
said '^in$'
may fresh "$app_password" "SELECT 1"
as target fresh "$app_password" "INSERT INTO shop.t VALUES (5, 5)" || die "no rights: $(cat "$work/as.errors")"
end

say "-- with the rights it has on the source, for what moves"
sql source "GRANT SELECT ON mysql.* TO locked@'%'"
begin
tell account locked %
said 'left out, it does not move: `mysql`'
said "GRANT UPDATE (\`v\`) ON \`shop\`.\`t\`"
tell run "$app_password"
unsaid failed
tell login locked "$app_password"
said '^in$'
as target locked "$app_password" "UPDATE shop.t SET v = 6 WHERE v = 5" || die "no rights: $(cat "$work/as.errors")"
if as target locked "$app_password" "SELECT * FROM mysql.user" >/dev/null; then die "it may read what does not move"; fi
tell account mover %
said "migration's own account"
end
sql source "REVOKE SELECT ON mysql.* FROM locked@'%'"

if [ "$flavor" = mysql ]; then
    say "-- and none that the source keeps from it"
    sql source "SET GLOBAL partial_revokes = ON; CREATE USER parted@'%' IDENTIFIED BY '$app_password';
        GRANT SELECT, INSERT ON *.* TO parted@'%'; REVOKE INSERT ON shop.* FROM parted@'%'"
    begin
    tell account parted %
    said 'keeps it from this database: INSERT on shop$'
    tell run "$app_password"
    unsaid failed
    as target parted "$app_password" "SELECT * FROM shop.t" >/dev/null || die "no rights: $(cat "$work/as.errors")"
    if as target parted "$app_password" "INSERT INTO shop.t VALUES (7, 7)"; then die "it may write on the target alone"; fi
    end
    sql source "DROP USER parted@'%'; SET GLOBAL partial_revokes = OFF"
fi

say "-- a program that was lost: the account stays stopped, nothing secret was said"
begin
tell plan renewed % password
tell run "$new_password"
tell keep "$work/deeds.json"
kill -KILL "$talker" # before its input ends: it would end by itself
{ wait "$talker"; } 2>/dev/null || true
exec 6>&-
may_not renewed "$app_password" "SELECT 1"
may renewed "$new_password" "SELECT 1"

say "-- its next life does not have the old hash: the way back says so, and the new password stays"
begin
tell recall "$work/deeds.json"
tell undo
said '^kept 1: .*memory of a wizard that has ended'
said 'hint: .*by hand: ALTER USER'
may renewed "$new_password" "SELECT 1"
may_not renewed "$app_password" "SELECT 1"
end

said_ever=("$work/said-before" "$work/out" "$work/errors" "$work/deeds.json")
if grep -lF -e "$app_password" -e "$new_password" "${said_ever[@]}"; then die "a password was said"; fi
if grep -lE '\*[0-9A-Fa-f]{40}|AS 0x|\$A\$005\$' "${said_ever[@]}"; then die "a hash was said"; fi
say "stop-writers: ok"
