# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# copy-xa.sh - an application's XA transaction is prepared before the snapshot and ends behind it: the
# snapshot waits for its end, so that its rows are on the target. Also for an account that may not
# see it by XA RECOVER.
#
# Usage: bash copy-xa.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 5000
sql source "CREATE TABLE shop.bill (id INT PRIMARY KEY, paid INT); INSERT INTO shop.bill VALUES (1, 0)"
hold source "XA START 'order 1'; UPDATE shop.bill SET paid = 1; INSERT INTO shop.bill VALUES (2, 2);
    XA END 'order 1'; XA PREPARE 'order 1'"

start_dtsd "$work/dtsd"
new_task xa "$work/source.env" "$work/target.env" "$(whole_databases shop)"
must_pass
start_task
wait_until 60 events_say 'prepared XA transactions' ||
    die "the snapshot does not wait for the XA transaction: $(detail '.Local.Events[].Text, .ErrorInfo')"
[ "$(task_status)" = running ] || die "the task is $(task_status)"
printf "XA COMMIT 'order 1';\nSELECT 'ended';\n" >&7
wait_until 60 grep -q ended "$work/hold.out" || die "the transaction does not end: $(cat "$work/hold.errors")"
wait_status 120 readyComplete
let_go
complete_task
wait_status 120 success
[ "$(sql target 'SELECT SUM(paid) FROM shop.bill')" = 3 ] || die "the rows of the XA transaction are not there"
is_same shop
say "copy-xa, $flavor: ok"
