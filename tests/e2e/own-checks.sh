# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# own-checks.sh - the wizard's own checks on real servers: each state that they can take, mended or
# stated, and passed after that. Two servers of different versions: unit/test_wizard_own_check.
#
# Usage: bash own-checks.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$root/tests/e2e/dts.sh"
flavor=$1

begin_e2e
start_pair "$flavor" 2000
port() { sed -n 's/^PORT=//p' "$work/$1.env"; }
look() { "$DTS_BUILD/tests/e2e/own_check" "$(port source)" "$(port target)" mover "$mover_password_file" "$@" >"$work/out"; }
is() { # ID STATUS [TEXT]
    grep -q "^$1 $2\b.*${3:-}" "$work/out" || die "$1 is not $2 '${3:-}': $(cat "$work/out")"
}
source_at=127.0.0.1:$(port source) target_at=127.0.0.1:$(port target)

say "-- nothing in the way"
look
for id in OwnVersionCheck OwnWritableCheck OwnChannelCheck OwnTaskCheck; do is $id pass; done
for id in OwnReplicationCheck OwnSpaceCheck OwnAddressCheck OwnBackupCheck; do is $id warning 'not visible'; done
look --waved OwnSpaceCheck --waved OwnWritableCheck
is OwnSpaceCheck skipped
is OwnWritableCheck pass # there is nothing to wave through

say "-- a read-only target"
sql target "SET GLOBAL read_only = ON"
look
is OwnWritableCheck failed 'read-only'
look --waved OwnWritableCheck
is OwnWritableCheck skipped
sql target "SET GLOBAL read_only = OFF"
look
is OwnWritableCheck pass

say "-- a target that replicates semi-synchronously"
case $flavor in
mysql) sql target "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so';
    SET GLOBAL rpl_semi_sync_source_enabled = ON" ;;
mariadb) sql target "SET GLOBAL rpl_semi_sync_master_enabled = ON" ;;
esac
look
is OwnReplicationCheck failed 'semi-synchronous'
case $flavor in
mysql) sql target "UNINSTALL PLUGIN rpl_semi_sync_source" ;;
mariadb) sql target "SET GLOBAL rpl_semi_sync_master_enabled = OFF" ;;
esac
look
is OwnReplicationCheck warning 'not visible'

say "-- a task that moves the same source"
look --task shop "$source_at" "$target_at"
is OwnTaskCheck failed 'same source to this target'
look --task shop "$source_at" 10.0.0.1:3306
is OwnTaskCheck warning 'another target'
look --task shop 10.0.0.2:3306 "$target_at"
is OwnTaskCheck pass

say "-- a channel that follows it"
password=$(cat "$mover_password_file")
case $flavor in
mysql) sql target "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = $(port source), SOURCE_USER = 'mover', SOURCE_PASSWORD = '$password' FOR CHANNEL 'theirs'" ;;
mariadb) sql target "CHANGE MASTER 'theirs' TO MASTER_HOST = '127.0.0.1', MASTER_PORT = $(port source), MASTER_USER = 'mover', MASTER_PASSWORD = '$password'" ;;
esac
look
is OwnChannelCheck failed "channel 'theirs' from 127.0.0.1"
case $flavor in
mysql) sql target "RESET REPLICA ALL FOR CHANNEL 'theirs'" ;;
mariadb) sql target "RESET SLAVE 'theirs' ALL" ;;
esac
look
is OwnChannelCheck pass

say "-- servers that cannot be asked"
server_is stop target
look
is OwnVersionCheck warning 'could not be looked at'
is OwnWritableCheck warning 'could not be looked at'
is OwnChannelCheck warning 'could not be looked at'
is OwnTaskCheck pass
say "own-checks: $flavor: ok"
