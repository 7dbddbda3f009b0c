# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# rds.sh - starts the stand-in for Alibaba's RDS and speaks with it; source it after ../lib.sh, with
# DTS_BUILD and work set. Needs node, curl and jq; need_node skips without them.
#
#   rds_sdk                  the official SDK in the cache folder: sets RDS_FAKE_SDK, or leaves it
#                            empty and sets rds_sdk_missing to the reason
#   start_rds STATE [option...]  a fake of its own: sets rds_url, rds_state (the file), rds_log,
#                            and the environment of rds_call
#   end_rds
#   be STATE [JSON]          another state by name; then a merge patch of it
#   patch JSON               a merge patch of the state
#   plant ACTION KIND [JSON] the next call of the action goes wrong (plants.js says how)
#   rds ACTION [NAME=VALUE]...   a call by our client that must be answered; prints the answer
#   rds_fails CODE ACTION [NAME=VALUE]...  must be refused with that code, or kind (":network")
#   rds_json FILTER          jq over the state of the instance rm-fake0001
#   logged FILTER            jq over each line of the log, raw
#   log_begin                forgets what was logged so far
#   changes_were ACTION...   dies unless exactly these changing calls came, in this order
#   as_user, as_role         which key rds_call uses
rds_instance=rm-fake0001

need_node() {
    local program
    for program in node npm curl jq; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
}

rds_sdk() {
    local dir=$DTS_CACHE/alibaba-sdk-15.4.0
    RDS_FAKE_SDK=
    rds_sdk_missing=
    if [ ! -f "$dir/complete" ]; then
        say "fetching @alicloud/rds20140815 15.4.0"
        mkdir -p "$DTS_CACHE"
        exec 7>"$DTS_CACHE/alibaba-sdk.lock"
        flock 7
        if [ ! -f "$dir/complete" ]; then
            rm -rf "$dir"
            mkdir -p "$dir"
            if (cd "$dir" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error \
                @alicloud/openapi-core@1.0.8 @alicloud/rds20140815@15.4.0 \
                @alicloud/sts20150401@1.2.0) >"$work/npm.log" 2>&1; then
                : >"$dir/complete"
            else
                rds_sdk_missing="npm cannot fetch @alicloud/rds20140815: $(head -n 1 "$work/npm.log")"
                rm -rf "$dir"
            fi
        fi
        exec 7>&-
    fi
    [ -n "$rds_sdk_missing" ] || RDS_FAKE_SDK=$dir
    export RDS_FAKE_SDK
}

start_rds() {
    local state=$1
    shift
    rds_state=$work/rds.state rds_log=$work/rds.log
    rm -f "$work/rds.port"
    : >"$rds_log"
    "$root/tests/fake/rds" --state "$state" --state-file "$rds_state" --log "$rds_log" \
        --port-file "$work/rds.port" "$@" >/dev/null &
    rds_pid=$!
    on_exit end_rds
    wait_until 20 test -s "$work/rds.port" || die "the fake does not start"
    rds_url=http://127.0.0.1:$(cat "$work/rds.port")
    rds_log_from=0
    unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
    export RDS_CALL_ENDPOINT=$rds_url
    as_user
}
end_rds() {
    [ -n "${rds_pid:-}" ] || return 0
    end_child "$rds_pid"
    wait "$rds_pid" 2>/dev/null || true
    rds_pid=
}

as_user() {
    export RDS_CALL_ID=LTAI5tFakeUser0000000001 RDS_CALL_KEY=FakeUserSecret0123456789abcdef
    unset RDS_CALL_TOKEN
}
as_role() {
    export RDS_CALL_ID=STS.NFakeTempKey00000001 RDS_CALL_KEY=FakeTempSecret9876543210zyxwv
    export RDS_CALL_TOKEN=CAISFakeToken+/=abc123
}

steer() { # METHOD PATH [JSON]
    curl -sS --fail-with-body -X "$1" --data-binary "${3:-}" "$rds_url/fake/$2" >"$work/steered" ||
        { cat "$work/steered" >&2; die "the fake does not accept $*"; }
}
be() {
    steer PUT "preset/$1"
    [ -z "${2:-}" ] || patch "$2"
}
patch() { steer PATCH state "$1"; }
plant() {
    steer POST plant "$(jq -n --arg a "$1" --arg k "$2" --argjson more "${3:-{\}}" '{action: $a, kind: $k} + $more')"
}

rds() {
    "$DTS_BUILD/tests/e2e/rds_call" "$@" >"$work/answer" 2>"$work/complaint" ||
        { cat "$work/answer" "$work/complaint" >&2; die "$* is refused"; }
    cat "$work/answer"
}
rds_fails() {
    local wanted=$1 status=0 got
    shift
    "$DTS_BUILD/tests/e2e/rds_call" "$@" >"$work/answer" 2>"$work/complaint" || status=$?
    [ $status -eq 3 ] || { cat "$work/answer" "$work/complaint" >&2; die "$*: not refused with $wanted ($status)"; }
    case $wanted in
    :*) got=:$(jq -r .kind "$work/answer") ;;
    *) got=$(jq -r .code "$work/answer") ;;
    esac
    [ "$got" = "$wanted" ] || { cat "$work/answer" >&2; die "$*: $got, not $wanted"; }
}

rds_json() { jq -c --arg id "$rds_instance" ".instances[\$id] | $1" "$rds_state"; }
log_begin() { rds_log_from=$(wc -l <"$rds_log"); }
logged() { tail -n +$((rds_log_from + 1)) "$rds_log" | jq -rc "$1"; }
changes_were() {
    local came
    came=$(logged 'select(.changes) | .action' | tr '\n' ' ')
    [ "${came% }" = "$*" ] || die "changing calls were: ${came:-none }, not: ${*:-none}"
}
