# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# talk.sh - speaks with dts-wizard --plain through a pipe; source it after ../lib.sh, with work set and a
# function wizard ARGUMENT... that runs it.
#
#   talk_begin ARGUMENT...   the wizard on a pipe
#   tell LINE...             answers
#   hear PATTERN [SECONDS]   waits until it was said since the last time
#   talk_end STATUS          closes the input; the wizard has to end so

talk_begin() {
    rm -f "$work/in"
    mkfifo "$work/in"
    : >"$work/lines"
    heard=0
    wizard "$@" <"$work/in" >"$work/lines" 2>&1 &
    talk=$!
    exec 8>"$work/in"
}
tell() { printf '%s\n' "$@" >&8; }
is_heard() { # sets heard behind the line that matches first
    local found
    found=$(tail -c "+$((heard + 1))" "$work/lines" | grep -b -m 1 -- "$1") || return 1
    heard=$((heard + ${found%%:*} + $(printf '%s' "${found#*:}" | wc -c)))
}
hear() {
    wait_until "${2:-60}" is_heard "$1" || { cat "$work/lines" >&2; die "not said: $1"; }
}
talk_end() {
    local status=0
    exec 8>&-
    wait "$talk" || status=$?
    [ $status -eq "$1" ] || { cat "$work/lines" >&2; die "it ended with $status, not $1"; }
}
