# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# plain-acts.sh - what changes something, by the words of dts-wizard --plain: a check that failed is mended by
# its SQL, a limit is set, the migration is cancelled, and the clean-up undoes the SQL and removes what was
# copied. Words that would act on something else than was meant do nothing.
#
# Usage: bash plain-acts.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
. "$(dirname "$0")/talk.sh"
# The task's own account may mend it here.
right=SYSTEM_VARIABLES_ADMIN
[ "$flavor" != mariadb ] || right='BINLOG ADMIN, SUPER'
sql source "SET sql_log_bin = 0; GRANT $right ON *.* TO mover@'%'; SET GLOBAL binlog_row_image = 'MINIMAL'"
port_of() { sed -n 's/^PORT=//p' "$work/$1.env"; }
row_image() { sql source 'SELECT @@GLOBAL.binlog_row_image'; }

# Stages 1 to 4, the task created.
talk_begin --plain --on local
hear 'There is no task yet'
tell new acts-walk '' '' '' 127.0.0.1 "$(port_of source)" '' '' mover '' '' '' no
hear '2.1 Target'
tell '' 127.0.0.1 "$(port_of target)" '' '' mover '' '' '' '' no
hear '3.1 Which databases move'
tell shop
hear 'Selected: databases 1 of'
tell 'next 2'
hear 'next takes no number'
tell next
hear '4.1 Compare'
tell none 2
hear 'Create the task in dtsd?'
tell 2 yes

# Stage 5: mend. A number of another check, and one that has no SQL, run nothing.
hear 'Verification failed' 120
binlog=$(number_of 'Binary log of the source: Failed')
[ -n "$binlog" ] || { cat "$work/lines" >&2; die "the check of the binary log did not fail"; }
tell 'again 2' 'mend 99'
hear 'again takes no number'
hear 'There is no 99 in the list'
tell "mend $binlog" 1 # do not run
hear 'To undo it later'
hear 'What now'
tell "mend $binlog" 3 maybe
hear 'That is not yes: nothing was done'
[ "$(row_image)" = MINIMAL ] || die "it was mended without a yes"
tell 3 yes
hear 'Your decision is needed' 120
[ "$(row_image)" = FULL ] || die "the SQL did not run: $(row_image)"
keys=$(number_of 'Foreign keys with actions: Decide')
tell "decide $keys" Tester '' 'nobody else writes there' 2
hear 'Verification passed' 120
tell start 3 "127.0.0.1:$(port_of target)" wait
hear 'progress .*In sync' 240

# Stage 6: a limit that is none, then one that holds.
job=$(call DescribeMigrationJobs '{}' | jq -r '.JobList[0].JobId')
threads() { call DescribeMigrationDetail "{\"JobId\": \"$job\"}" | jq '.RateLimitOption.CurrentSinkerThread'; }
hear 'What now'
tell limits 1000
hear 'A number from 1 to 128'
tell 3 2
wait_until 30 eval '[ "$(threads)" = 3 ]' || { cat "$work/lines" >&2; die "the limit is not set: $(threads)"; }

# Cancelled: by the task's id alone.
tell cancel 3 yes
hear 'That is not dts-'
[ "$(task_status)" = readyComplete ] || die "it was cancelled by a wrong word"
tell 3 "$job"
hear 'Ended without success' 120

# The clean-up: what the wizard ran is undone, what was copied is removed.
tell cleanup
hear 'Clean up'
hear 'What now'
row_of() { sed -n "s/^ *\([0-9]*\)  .*$1.*/\1/p" "$work/lines" | tail -n 1; }
tell sql
hear 'DROP DATABASE'
tell "tick $(row_of binlog_row_image)" "tick $(row_of 'database .shop')" 'putback 1'
hear 'putback takes no number'
tell putback 3 yes
hear 'to confirm type dts-'
hear 'nothing was done'
[ "$(row_image)" = FULL ] || die "the clean-up ran without its word"
tell 3 "$job"
hear 'Everything is put back' 120
[ "$(row_image)" = MINIMAL ] || die "the SQL was not undone: $(row_image)"
nothing_left shop
tell q
talk_end 0

# Both ways are on record.
jq -e '.remedies[] | select(.state == "undone" and .back == "SET GLOBAL binlog_row_image = '"'MINIMAL'"'")' \
    "$XDG_STATE_HOME"/dts-wizard/tasks/"$job".json >/dev/null || die "what undid it is not kept"
if grep -rlF "$(cat "$mover_password_file")" "$XDG_STATE_HOME" "$work/lines"; then
    die "the password is in a file"
fi
say "plain-acts: ok"
