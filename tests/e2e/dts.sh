# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# dts.sh - starts dtsd and speaks with it; source it after ../lib.sh. Needs jq.
#
#   start_dtsd DIR [option...]   in the background; its data is in DIR, dtsd_dir is set
#   end_dtsd, kill9_dtsd         SIGTERM and wait; SIGKILL
#   call ACTION [JSON]           prints Response; status 3 when it is an error
#   api_fails CODE ACTION [JSON] dies unless the answer is an error with that code
#   new_task NAME SOURCE_ENV TARGET_ENV OBJECTS [TYPE]   creates and configures; sets job
#   check_task                   runs the check to its end, and decides on foreign keys that act
#                                (decide_keys shield|migrate, of itself $keys); prints the verdict
#   wait_status SECONDS STATUS...  waits for one of them; dies on another final one
#   detail FILTER                jq over DescribeMigrationDetail
#   last_events          the newest of them, a line each, for a failure
#   start_pair FLAVOR ROWS [target option...]  two servers, the sample on the source, both accounts
#   hold SERVER STATEMENT, let_go  a root session that keeps a lock, and its end
#   hold_copy                    the copy stands still in the middle of its rows until let_go
#   as SIDE USER PASSWORD SQL    as that account; what the server says against it is in $work/as.errors
#   nothing_left SCHEMA...       nothing of dtsd's, and none of these schemas, on the target
#
# Accounts on both servers are mover with the password in $mover_password_file.
dtsd_program() { echo "$DTS_BUILD/dtsd"; }

start_dtsd() {
    dtsd_dir=$1
    shift
    dtsd_args=("$@")
    "$(dtsd_program)" --data-dir "$dtsd_dir" --log-level debug "$@" >/dev/null
    dtsd_pid=$(cat "$dtsd_dir/dtsd.pid")
    on_exit end_dtsd
}
again_dtsd() {
    "$(dtsd_program)" --data-dir "$dtsd_dir" --log-level debug "${dtsd_args[@]}" >/dev/null
    dtsd_pid=$(cat "$dtsd_dir/dtsd.pid")
}
is_dtsd_gone() { ! is_running "$dtsd_pid"; }
end_dtsd() {
    [ -n "${dtsd_pid:-}" ] || return 0
    kill "$dtsd_pid" 2>/dev/null || true
    wait_until 20 is_dtsd_gone || kill -KILL "$dtsd_pid" 2>/dev/null || true
    dtsd_pid=
}
kill9_dtsd() {
    kill -KILL "$dtsd_pid"
    wait_until 20 is_dtsd_gone
}

call() {
    local status=0
    "$DTS_BUILD/tests/e2e/dts_call" "$dtsd_dir" "$@" >"$work/answer" || status=$?
    jq .Response "$work/answer"
    return $status
}
must() {
    local out status=0
    out=$(call "$@") || status=$?
    if [ $status -ne 0 ]; then
        printf '%s\n' "$out" >&2
        die "$1 failed ($status)"
    fi
    printf '%s\n' "$out"
}
api_fails() {
    local code=$1 out status=0
    shift
    out=$(call "$@") || status=$?
    [ $status -eq 3 ] || die "$1 did not fail as it should ($status): $out"
    [ "$(jq -r .Error.Code <<<"$out")" = "$code" ] ||
        die "$1 failed with another code than $code: $out"
}

endpoint() { # ENV ACCESS - the address of a server of tests/servers/run, with the mover's password
    local PORT HOST
    eval "$(grep -E '^(HOST|PORT)=' "$1")"
    jq -n --arg h "$HOST" --argjson p "$PORT" --rawfile pw "$mover_password_file" \
        '{Region: "ap-seoul", AccessType: "extranet", DatabaseType: "mysql", NodeType: "simple",
          Info: [{Host: $h, Port: $p, User: "mover", Password: ($pw | rtrimstr("\n"))}]}'
}
configuration() { # JOB NAME SOURCE_ENV TARGET_ENV OBJECTS TYPE
    jq -n --arg job "$1" --arg name "$2" --argjson s "$(endpoint "$3")" \
        --argjson t "$(endpoint "$4")" --argjson o "$5" --arg type "$6" \
        '{JobId: $job, JobName: $name, RunMode: "immediate", SrcInfo: $s, DstInfo: $t,
          MigrateOption: {MigrateType: $type, Consistency: {Mode: "noCheck"}, DatabaseTable: $o}}'
}
create_task() { # NAME - sets job
    job=$(must CreateMigrationService "$(jq -n --arg n "$1" '{SrcDatabaseType: "mysql",
        DstDatabaseType: "mysql", SrcRegion: "ap-seoul", DstRegion: "ap-seoul",
        InstanceClass: "medium", JobName: $n}')" | jq -r '.JobIds[0]')
}
new_task() {
    create_task "$1"
    configuration "$job" "$1" "$2" "$3" "$4" "${5:-fullAndIncrement}" >"$work/configuration"
    must ModifyMigrationJob - <"$work/configuration" >/dev/null
}
whole_databases() { # NAME... - an object selection of whole databases with everything in them
    jq -n '{ObjectMode: "partial", AdvancedObjects: ["trigger", "procedure", "function", "event"],
        Databases: ($ARGS.positional | map({DbName: ., DBMode: "all"}))}' --args "$@"
}
by_id() { jq -n --arg j "$job" '{JobId: $j}'; }
detail() { must DescribeMigrationDetail "$(by_id)" | jq -r "$1"; }
task_status() { detail .Status; }

wait_status() {
    local limit=$1 end now
    shift
    end=$((SECONDS + limit))
    while :; do
        now=$(task_status)
        case " $* " in *" $now "*) return 0 ;; esac
        case $now in
        success|failed|canceled|error|resumableErr|checkNotPass)
            { detail .ErrorInfo; last_events; } >&2
            die "the task is $now, not $*" ;;
        esac
        if [ $SECONDS -ge $end ]; then
            { detail .StepInfo; last_events; } >&2
            die "the task is still $now after $limit s, not $*"
        fi
        sleep 0.3
    done
}
check_once() {
    must CreateMigrateCheckJob "$(by_id)" >/dev/null
    wait_until 120 eval '[ "$(task_status)" != checking ]' || die "the check does not end"
    must DescribeMigrationCheckJob "$(by_id)" >"$work/check"
}
# What becomes of foreign keys that act, where the check asks for it; empty: nobody decides.
keys=migrate
decide_keys() {
    must SkipCheckItem "$(jq -n --arg j "$job" --arg f "$1" \
        '{JobId: $j, StepIds: ["ConstraintCheck"], ForeignKeyFlag: $f}')" >/dev/null
}
# plain_keys SERVER - the sample's foreign keys, without what they do to other rows.
plain_keys() {
    sql "$1" "SET sql_log_bin = 0; ALTER TABLE shop.orders DROP FOREIGN KEY orders_customer,
            ADD CONSTRAINT c1 FOREIGN KEY (customer_id) REFERENCES shop.customer (id);
        ALTER TABLE shop.order_item DROP FOREIGN KEY item_order, DROP FOREIGN KEY item_product,
            ADD CONSTRAINT c2 FOREIGN KEY (order_id) REFERENCES shop.orders (id) ON DELETE RESTRICT,
            ADD CONSTRAINT c3 FOREIGN KEY (product_id) REFERENCES shop.product (id) ON UPDATE NO ACTION"
}
check_task() {
    check_once
    if [ -n "$keys" ] && jq -e '.StepInfo[] | select(.StepId == "ConstraintCheck" and
            .StepStatus == "failed" and (.HasSkipped | not))' "$work/check" >/dev/null; then
        decide_keys "$keys"
        check_once
    fi
    jq -r .CheckFlag "$work/check"
}
step_of() { jq -r --arg id "$1" '.StepInfo[] | select(.StepId == $id) | .StepStatus' "$work/check"; }
must_pass() {
    [ "$(check_task)" = checkPass ] || {
        jq '.StepInfo[] | select(.StepStatus != "pass")' "$work/check" >&2
        die "the check did not pass"
    }
}
# change JQ_FILTER - the task's configuration, changed.
change() {
    jq "$1" "$work/configuration" >"$work/changed"
    must ModifyMigrationJob - <"$work/changed" >/dev/null
}
# What the last check offers; findings are in $work/findings.
remedies() { # SIDE - the statements that the check offers for that side
    jq -r --arg side "$1" '.StepInfo[].DetailCheckItems[] | select(.LocalSide == $side) |
        .LocalSql[]? + ";"' "$work/check"
}
mend() { # SIDE - runs exactly them, as root
    remedies "$1" >"$work/mend"
    [ -s "$work/mend" ] || die "the check offers no statement for the $1: $(cat "$work/findings")"
    "$root/tests/servers/run" client "$1" "$work" <"$work/mend" ||
        { cat "$work/mend" >&2; die "the statements for the $1 are refused"; }
}
start_task() { must StartMigrateJob "$(by_id)" >/dev/null; }
complete_task() { must CompleteMigrateJob "$(by_id)" >/dev/null; }

# sql NAME STATEMENTS - as root on a server below $work.
sql() { "$root/tests/servers/run" client "$1" "$work" -N -B -e "$2"; }
as() {
    printf '[client]\npassword="%s"\n' "$3" >"$work/as.cnf"
    local words
    mapfile -t words < <("$root/tests/servers/run" client-command "$1" "$work")
    while [ ${#words[@]} -gt 1 ] && [[ ${words[-1]} == -* ]]; do unset 'words[-1]'; done
    "${words[@]}" --defaults-file="$work/as.cnf" --host=127.0.0.1 --protocol=TCP \
        --port="$(sed -n 's/^PORT=//p' "$work/$1.env")" --user="$2" -N -B -e "$4" 2>"$work/as.errors"
}

# make_mover NAME source|target - the account a careful DBA would create: nothing more than the
# check asks for.
make_mover() {
    local name=$1 role=$2 flavor password grants
    flavor=$(sed -n 's/^FLAVOR=//p' "$work/$name.env")
    password=$(cat "$mover_password_file")
    case $flavor-$role in
    *-source) grants='RELOAD, LOCK TABLES, REPLICATION CLIENT, REPLICATION SLAVE, SHOW VIEW,
        PROCESS, SELECT, TRIGGER, EVENT' ;;
    mysql-target) grants='ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE VIEW, DELETE, DROP,
        EVENT, INDEX, INSERT, PROCESS, REFERENCES, RELOAD, SELECT, SHOW VIEW, TRIGGER, UPDATE,
        REPLICATION CLIENT, REPLICATION_SLAVE_ADMIN, SYSTEM_VARIABLES_ADMIN,
        PERSIST_RO_VARIABLES_ADMIN, SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER, SYSTEM_USER' ;;
    mariadb-target) grants='ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE VIEW, DELETE, DROP,
        EVENT, INDEX, INSERT, PROCESS, REFERENCES, RELOAD, SELECT, SHOW VIEW, TRIGGER, UPDATE,
        REPLICATION SLAVE ADMIN, REPLICA MONITOR, BINLOG ADMIN, BINLOG MONITOR, SET USER, SUPER' ;;
    esac
    sql "$name" "SET sql_log_bin = 0; CREATE USER mover@'%' IDENTIFIED BY '$password';
        GRANT $grants ON *.* TO mover@'%';"
}
begin_e2e() { # the parts every test here has
    command -v jq >/dev/null || die "jq is not installed (tests/packages servers installs it)"
    need_build
    make_work_dir
    mover_password_file=$work/mover.password
    printf 'Mv-%s' "$(head -c 9 /dev/urandom | base64 | tr '+/' 'xy')" >"$mover_password_file"
    on_exit "$root/tests/servers/run" stop-all "$work"
}
start_server() { # FLAVOR NAME [option...]
    local status=0 flavor=$1 name=$2
    shift 2
    "$root/tests/servers/run" start "$flavor" "$name" "$work" "$@" >"$work/start.log" 2>&1 || status=$?
    [ $status -ne 77 ] || skip "$(tail -n 1 "$work/start.log")"
    [ $status -eq 0 ] || { cat "$work/start.log" >&2; die "the server $name did not start"; }
}

# start_pair FLAVOR ROWS [target option...] - source (with the sample) and target, both accounts.
start_pair() {
    local flavor=$1 rows=$2
    shift 2
    start_server "$flavor" source
    # MariaDB cannot be told by SQL not to start replication by itself after a restart.
    [ "$flavor" != mariadb ] || set -- --skip-slave-start "$@"
    start_server "$flavor" target --log-bin-trust-function-creators=1 "$@"
    "$root/tests/servers/sample" "$rows" | "$root/tests/servers/run" client source "$work"
    make_mover source source
    make_mover target target
}
server_is() { "$root/tests/servers/run" "$@" "$work" >"$work/server.log" 2>&1 || {
    cat "$work/server.log" >&2
    die "tests/servers/run $1 $2 failed"
}; }

start_writer() { # in the background, until end_writer
    "$root/tests/servers/writer" "$work/source" 900 "${1:-30}" >"$work/writer.log" 2>&1 &
    writer=$!
    on_exit end_child "$writer"
}
end_writer() {
    end_surely "$writer"
    wait "$writer" || { cat "$work/writer.log" >&2; die "the writer failed"; }
    tail -n 1 "$work/writer.log"
}

hold_session() { # SERVER - a root session that reads from descriptor 7
    rm -f "$work/hold.in"
    : >"$work/hold.out"
    mkfifo "$work/hold.in"
    "$root/tests/servers/run" client "$1" "$work" -N -B --unbuffered --force \
        <"$work/hold.in" >"$work/hold.out" 2>"$work/hold.errors" &
    holder=$!
    on_exit end_child "$holder"
    exec 7>"$work/hold.in"
}
hold() {
    hold_session "$1"
    printf "%s;\nSELECT 'held';\n" "$2" >&7
    wait_until 60 grep -q held "$work/hold.out" || die "no lock: $(cat "$work/hold.errors")"
    [ ! -s "$work/hold.errors" ] || die "no lock: $(cat "$work/hold.errors")"
}
let_go() {
    exec 7>&-
    end_child "$holder"
    wait "$holder" 2>/dev/null || true
}
is_in_rows() { detail '.Local.Phases[] | "\(.Id)=\(.Status)"' | grep -qx rows=running; }
# The first row of the ledger is there before the first table, and each chunk of rows needs one
# more. Asked in one session without pause, so that the lock is there before the first chunk; a
# lock for WRITE, because one for READ waits until nobody writes.
hold_copy() {
    local end=$((SECONDS + 60)) turn=0
    hold_session target
    until grep -q held "$work/hold.out"; do
        [ $SECONDS -lt $end ] || die "the copy does not begin: $(last_events)"
        turn=$((turn + 1))
        printf "UNLOCK TABLES; LOCK TABLES __dts__.chunk WRITE;
            SELECT 'held' FROM __dts__.chunk LIMIT 1; SELECT 'turn $turn';\n" >&7
        until grep -qx "turn $turn" "$work/hold.out"; do
            is_running "$holder" || die "no session at the target: $(tail -n 3 "$work/hold.errors")"
            read -r -t 0.01 </dev/null || true
        done
    done
    wait_until 60 is_in_rows || die "the copy could not be held in its rows: $(detail .Local.Phases)"
}

# Not grep -q: it would end the pipe early, and that counts as a failure.
events_say() { detail '.Local.Events[].Text' | grep -- "$1" >/dev/null; }
last_events() { detail '.Local.Events[-12:][] | "\(.At) \(.Text)"'; }
must_say() { events_say "$1" || die "no event says '$1': $(detail '.Local.Events[].Text')"; }
is_same() { # SCHEMA...
    "$root/tests/servers/same" "$work/source" "$work/target" "$@" >"$work/same" ||
        { cat "$work/same" >&2; die "source and target differ"; }
    tail -n 1 "$work/same"
}
channels() { sql target 'SHOW ALL REPLICAS STATUS' 2>/dev/null || sql target 'SHOW REPLICA STATUS'; }
channel_is_gone() { [ -z "$(channels)" ]; }
nothing_left() {
    local schema replicas
    for schema in __dts__ "$@"; do
        [ "$(sql target "SELECT COUNT(*) FROM information_schema.schemata
            WHERE schema_name = '$schema'")" = 0 ] || die "schema $schema is on the target"
    done
    replicas=$(channels)
    [ -z "$replicas" ] || die "a channel was left behind: $replicas"
    if [ "$(sed -n 's/^FLAVOR=//p' "$work/target.env")" = mysql ]; then
        replicas=$(sql target 'SELECT * FROM performance_schema.persisted_variables')
        [ -z "$replicas" ] || die "a persisted variable was left behind: $replicas"
    fi
}
