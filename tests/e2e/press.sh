# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# press.sh - for sourcing: dts-wizard in a real terminal, at whose keys tests/e2e/press sits. Behind ../lib.sh;
# home is set before the first begin_press.
#
# Provides
#   begin_press ARGUMENT...      it, with the local back end
#   at WORD TEXT                 one line of tests/e2e/press; dies when it does not come to pass
#   end_press                    the end of the keys; it has to end well
#   state_file                   of its tasks
begin_press() {
    rm -f "$work/keys" "$work/done"
    mkfifo "$work/keys" "$work/done"
    "$DTS_BUILD/tests/e2e/press" "$home" "$DTS_BUILD/dts-wizard" --on local "$@" \
        <"$work/keys" >"$work/done" 2>"$work/complaint" &
    presser=$!
    on_exit end_child "$presser"
    exec 5>"$work/keys" 6<"$work/done"
}
at() {
    local answer=
    printf '%s\n' "$*" >&5
    read -r -t 120 answer <&6 || true
    [ "$answer" = ok ] || { cat "$work/complaint" >&2; die "the terminal: $*"; }
}
end_press() {
    exec 5>&- 6<&-
    wait "$presser" || { cat "$work/complaint" >&2; die "it did not end well"; }
}
state_file() { find "$home/XDG_STATE_HOME" -path '*/tasks/*.json'; }
