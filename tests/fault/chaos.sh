# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# chaos.sh - dtsd and both servers are killed (-9) at random moments of one migration after
# another, from the first check to the end, while an application writes; each must end in the same
# rows on both sides and leave nothing behind.
#
# Usage: bash chaos.sh mysql|mariadb
# One migration with few kills; with DTS_TEST_LONG (tests/all --long) eight with more.
# DTS_TEST_SEED repeats the choices of a run, though not the servers' timing.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1
rounds=1 kills=5
[ -z "${DTS_TEST_LONG:-}" ] || { rounds=8; kills=10; }
seed=${DTS_TEST_SEED:-$$}
RANDOM=$seed
say "seed $seed"

begin_e2e
start_pair "$flavor" 20000
start_dtsd "$work/dtsd"
history=
on_exit eval 'say "what was done: $history"'
moment() { sleep "$(printf '%d.%02d' $((RANDOM % ${1:-2})) $((RANDOM % 100)))"; } # part of the chaos, waits for nothing
strike() { # VICTIM...: one of them dies and comes again
    local victims=("$@") victim
    victim=${victims[RANDOM % $#]}
    history="$history $victim@$(task_status)/$(detail '.Local.Phases[]? | select(.Status == "running") | .Id' | tail -n 1)"
    if [ "$victim" = dtsd ]; then
        kill9_dtsd
        again_dtsd
    else
        server_is kill9 "$victim"
        [ $((RANDOM % 3)) -ne 0 ] || { history="$history+dtsd"; kill9_dtsd; again_dtsd; }
        moment
        server_is restart "$victim"
    fi
}
is_checked() { [ "$(task_status)" != checking ]; }

for ((round = 1; round <= rounds; round++)); do
    history="$history; round $round:"
    new_task chaos "$work/source.env" "$work/target.env" "$(whole_databases shop)"
    must CreateMigrateCheckJob "$(by_id)" >/dev/null
    moment 1
    strike dtsd
    wait_until 60 is_checked || die "the check is not taken up again"
    [ "$(task_status)" = checkPass ] || must_pass
    start_task
    for ((i = 0; i < kills; i++)); do
        moment
        case $((i % 2)) in
        0) strike dtsd target ;;
        1) strike dtsd dtsd target source ;;
        esac
    done
    wait_status 180 readyComplete
    strike target source
    # An application that is never in the middle of a statement when the source dies.
    start_writer
    moment
    strike dtsd target
    moment
    end_writer
    complete_task
    strike dtsd target
    wait_status 120 success
    is_same shop
    nothing_left other
    sql target 'SET sql_log_bin = 0; DROP DATABASE shop'
done
say "chaos: ok"
