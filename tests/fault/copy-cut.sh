# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# copy-cut.sh - a copy over a line on which each connection is cut after so many bytes: to the
# target, then from the source. Whatever dtsd does about it, once the line is good again the task
# ends without help and every row is there exactly once.
#
# Usage: bash copy-cut.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
# 60 MB in four tables with a key and one without; what must be escaped is in every row.
{
    echo "CREATE DATABASE big; SET @pad = REPEAT('x\\\\\\n', 60);"
    for t in a b c d; do
        echo "CREATE TABLE big.$t (id INT AUTO_INCREMENT PRIMARY KEY, k INT, pad VARCHAR(250), KEY (k));
            INSERT INTO big.$t (k, pad) VALUES (1, @pad);"
        for i in {1..16}; do echo "INSERT INTO big.$t (k, pad) SELECT k + $i, pad FROM big.$t;"; done
    done
    echo "CREATE TABLE big.bare (n INT, pad VARCHAR(250));
        INSERT INTO big.bare SELECT k, pad FROM big.a LIMIT 40000;
        ANALYZE TABLE big.a, big.b, big.c, big.d, big.bare;"
} | "$root/tests/servers/run" client source "$work" >/dev/null

# One line to each server: $work/NAME.far is its env file as dtsd sees it.
mkfifo "$work/source.modes" "$work/target.modes"
line_to() { # NAME
    "$DTS_BUILD/tests/e2e/tcp_proxy" "$work/$1.port" "$(sed -n 's/^PORT=//p' "$work/$1.env")" \
        <"$work/$1.modes" >"$work/$1.said" &
    on_exit end_child $!
}
line_to source
exec 5>"$work/source.modes"
line_to target
exec 6>"$work/target.modes"
for name in source target; do
    wait_until 20 test -s "$work/$name.port" || die "there is no line to $name"
    sed "s/^PORT=.*/PORT=$(cat "$work/$name.port")/" "$work/$name.env" >"$work/$name.far"
done
mode() { # NAME MODE - and waits until it holds
    local before
    before=$(grep -cx "ok $2" "$work/$1.said" || true)
    case $1 in source) echo "$2" >&5 ;; target) echo "$2" >&6 ;; esac
    wait_until 20 eval "[ \$(grep -cx 'ok $2' '$work/$1.said') -gt $before ]" || die "$1: no '$2'"
}
cut_lines() { # NAME - how many connections were cut so far
    local before
    before=$(grep -c ^stat "$work/$1.said" || true)
    case $1 in source) echo stat >&5 ;; target) echo stat >&6 ;; esac
    wait_until 20 eval "[ \$(grep -c ^stat '$work/$1.said') -gt $before ]" || die "$1: no answer"
    grep ^stat "$work/$1.said" | tail -n 1 | cut -d ' ' -f 4
}
is_cut() { [ "$(cut_lines "$1")" -gt "$2" ]; }

start_dtsd "$work/dtsd"
bad_line() { # NAME MODE TIMES
    local name=$1 before
    new_task "cut-$name" "$work/source.far" "$work/target.far" "$(whole_databases big shop)" full
    must_pass
    before=$(cut_lines "$name")
    mode "$name" "$2"
    start_task
    wait_until 120 is_cut "$name" "$((before + $3 - 1))" ||
        die "too few connections to the $name were cut: $(last_events)"
    mode "$name" pass
    wait_status 240 success
    is_same big shop
    nothing_left
    say "$name: $(($(cut_lines "$name") - before)) connections were cut"
    sql target 'DROP DATABASE big; DROP DATABASE shop'
}
bad_line target 'cut up 5000000' 3
bad_line source 'cut down 5000000' 2
bad_line target 'rst up 5000000' 2
bad_line source 'rst down 5000000' 1
say "copy-cut, $flavor: ok"
