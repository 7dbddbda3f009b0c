# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# talk.sh - for sourcing: dts-wizard --plain spoken with through a pipe, as a person or a script would, with a
# state directory of its own below $work and the dtsd that it starts. Behind ../lib.sh and dts.sh.
#
# Provides
#   wizard ARGUMENT...           it, with the secrets in its environment and without a terminal; the
#                                application's is $app_password, where that is set
#   talk_begin ARGUMENT...       it on a pipe; what it says goes to $work/lines, what an earlier one said
#                                is in $work/lines.before
#   tell LINE...                 answers
#   hear PATTERN [SECONDS]       waits until it was said since the last time
#   talk_end STATUS              closes the input; it ends with that status
#   number_of TITLE              of a check, as it was told
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
dtsd_dir=$XDG_STATE_HOME/dtsd
end_started_dtsd() {
    [ ! -f "$dtsd_dir/dtsd.pid" ] || kill "$(cat "$dtsd_dir/dtsd.pid")" 2>/dev/null || true
}
on_exit end_started_dtsd

wizard() {
    DTS_WIZARD_SOURCE_PASSWORD=$(cat "$mover_password_file") \
        DTS_WIZARD_TARGET_PASSWORD=$(cat "$mover_password_file") \
        DTS_WIZARD_APP_PASSWORD=${app_password:-app-$(cat "$mover_password_file")} \
        setsid -w "$DTS_BUILD/dts-wizard" "$@"
}

talk_begin() {
    rm -f "$work/in"
    mkfifo "$work/in"
    [ ! -f "$work/lines" ] || cat "$work/lines" >>"$work/lines.before"
    : >"$work/lines"
    heard=0
    wizard "$@" <"$work/in" >"$work/lines" 2>&1 &
    talk=$!
    on_exit end_child "$talk"
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
number_of() {
    sed -n "s/^check \([0-9]*\), $1.*/\1/p" "$work/lines" | tail -n 1
}
