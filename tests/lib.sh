# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# lib.sh - what the scripts below tests/ share. Source it, after `set -eu`:
#
#     . "$(dirname "$0")/../lib.sh"
#
# It sets:
#   root        the project's root
#   DTS_CACHE   folder for what is fetched or built once and kept:
#               $DTS_TEST_CACHE, else ${XDG_CACHE_HOME:-~/.cache}/dts-wizard
#
# A test is a program that exits 0 (passed), 77 (skipped; its last line says why) or anything
# else (failed). It writes below $TMPDIR only and leaves no process behind.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DTS_CACHE=${DTS_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/dts-wizard}
export LC_ALL=C.UTF-8 TZ=UTC

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# skip REASON - ends the test as skipped.
skip() { printf 'skip: %s: %s\n' "${0##*/}" "$*"; exit 77; }

# on_exit COMMAND... - runs it when the script ends, also by a signal; last registered first.
# The commands run in the order of cleaning up and none stops the next.
exit_commands=()
on_exit() {
    if [ ${#exit_commands[@]} -eq 0 ]; then
        trap run_exit_commands EXIT
        trap 'exit 129' HUP
        trap 'exit 130' INT
        trap 'exit 143' TERM
    fi
    exit_commands=("$(printf '%q ' "$@")" ${exit_commands[@]+"${exit_commands[@]}"})
}
run_exit_commands() {
    local command
    trap '' HUP INT TERM
    for command in "${exit_commands[@]}"; do
        eval "$command" || true
    done
}

# make_work_dir - sets work to a fresh private folder that is removed at the end. Its name is
# short: a socket's path may have 107 bytes only.
make_work_dir() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/dw.XXXXXX")
    on_exit rm -rf "$work"
}

# wait_until SECONDS COMMAND... - tries the command ten times a second until it succeeds.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

# is_running PID - a zombie is not, unless threads of it are still ending: they hold its files.
is_running() {
    local line
    line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    set -- ${line##*) } # state, then numbers; the 18th is the count of threads
    case $1 in
    Z*) [ "${18:-1}" -gt 1 ] ;;
    X*) return 1 ;;
    esac
}

# end_child PID - ends a background process of this shell, if it still runs. For on_exit: numbers
# are given out anew, so a plain kill of one that ended minutes ago may hit anybody's process.
end_child() {
    if jobs -pr | grep -qx "$1"; then
        kill "$1" 2>/dev/null || true # it may end this very moment
    fi
}

# end_surely PID - as end_child, but asks again until it is gone, a minute long: a signal to a shell
# was once seen to pass without effect.
end_surely() {
    wait_until 60 eval "end_child $1; ! is_running $1" || kill -KILL "$1"
}

# snapshot DEST - copies the source (what git tracks and new files that are not ignored; without
# git everything) to DEST, so that a build neither writes to the tree nor sees it change. Times
# are kept, so a second snapshot to the same place makes `make` build only what changed.
snapshot() {
    local dest=$1 list
    mkdir -p "$dest"
    list=$(mktemp "$dest/../.files.XXXXXX")
    if git -C "$root" rev-parse --git-dir >/dev/null 2>&1; then
        (cd "$root" && git ls-files --cached --others --exclude-standard |
            while IFS= read -r f; do [ ! -e "$f" ] || printf '%s\n' "$f"; done) >"$list"
    else
        (cd "$root" && find . -type f ! -path './.git/*' ! -name '*.o' ! -name '*.a' \
            ! -name config.status ! -name Makefile ! -path './config.h') >"$list"
    fi
    LC_ALL=C sort -o "$list" "$list"
    if [ -f "$dest/.files" ]; then
        LC_ALL=C comm -23 "$dest/.files" "$list" | (cd "$dest" && tr '\n' '\0' | xargs -0 -r rm -f)
    fi
    tar -C "$root" -cf - -T "$list" | tar -C "$dest" -xpf -
    mv "$list" "$dest/.files"
}

# configure_tree SOURCE BUILD [configure arguments...]
configure_tree() {
    local source=$1 build=$2 f stale=
    shift 2
    for f in "$source/configure.ac" "$source/Makefile.am" "$source"/m4/*.m4; do
        [ "$source/configure" -nt "$f" ] && [ "$source/Makefile.in" -nt "$f" ] || stale=yes
    done
    if [ -n "$stale" ]; then
        (cd "$source" && autoreconf -fi) || return 1
    fi
    mkdir -p "$build"
    if [ -n "$stale" ] || [ ! -f "$build/config.status" ]; then
        (cd "$build" && "$source/configure" "$@") || return 1
    fi
}

jobs_wanted() { nproc 2>/dev/null || echo 2; }

# need_build - sets DTS_BUILD to a folder with a finished build of this source. tests/all passes
# its own in the environment; a test run by itself builds in the cache, where a second run only
# builds what changed.
need_build() {
    local dir
    if [ -n "${DTS_BUILD:-}" ]; then
        [ -f "$DTS_BUILD/config.status" ] || die "DTS_BUILD=$DTS_BUILD is not a build folder"
        return
    fi
    dir=$DTS_CACHE/build/$(printf %s "$root" | sha256sum | cut -c1-12)
    mkdir -p "$dir"
    exec 9>"$dir/lock"
    flock 9
    say "building in $dir"
    if ! { snapshot "$dir/src" && configure_tree "$dir/src" "$dir/out" --enable-werror &&
        make -C "$dir/out" -j"$(jobs_wanted)"; } >"$dir/log" 2>&1; then
        tail -n 30 "$dir/log" >&2
        die "the build failed; the whole log is in $dir/log"
    fi
    exec 9>&-
    DTS_BUILD=$dir/out
    export DTS_BUILD
}
