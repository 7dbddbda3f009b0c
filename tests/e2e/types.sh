# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# types.sh - every column type with its nasty values is copied twice, to a target that allows LOAD
# DATA LOCAL and to one that does not, and compared byte by byte: each column of each row as
# hexadecimal digits, real numbers by their bits, JSON by its text and the types of its leaves.
# The comparison is the test's own. All three servers live in another time zone.
#
# Usage: bash types.sh mysql|mariadb
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/dts.sh"
flavor=$1
here=$root/tests/e2e

begin_e2e
options=(--max-allowed-packet=256M --log-bin-trust-function-creators=1)
TZ=America/New_York start_server "$flavor" source "${options[@]}"
TZ=Europe/Berlin start_server "$flavor" target "${options[@]}"
TZ=Australia/Lord_Howe start_server "$flavor" strict "${options[@]}" --local-infile=OFF
mapfile -t client < <("$root/tests/servers/run" client-command source "$work")
load() { "${client[@]}" --max-allowed-packet=256M "$@"; }

# A column for each length of BIT, with nothing, everything and both patterns in it.
bits() {
    local i columns= row value
    for i in {1..64}; do columns+=", b$i BIT($i)"; done
    echo "CREATE TABLE bits (id INT PRIMARY KEY$columns);"
    for value in 0 ffffffffffffffff aaaaaaaaaaaaaaaa 5555555555555555 5c0a09005c0a0900; do
        row=
        for i in {1..64}; do
            row+=$(printf ', 0x%016x' $((0x$value & (i == 64 ? -1 : (1 << i) - 1))))
        done
        echo "INSERT INTO bits VALUES (0x$value % 1000$row);"
    done
    echo "INSERT INTO bits (id) VALUES (-1);"
}
# 64 members; the first and the last, each alone, all, none, NULL.
sets() {
    local i members=
    for i in {0..63}; do members+="${members:+,}'m$i'"; done
    echo "CREATE TABLE sets (id INT PRIMARY KEY, s SET($members), g SET('漢','字') CHARACTER SET gbk);"
    for i in {0..63}; do echo "INSERT INTO sets VALUES ($i, 1 << $i, $i % 4);"; done
    echo "INSERT INTO sets VALUES (64, 18446744073709551615, 3), (65, '', ''), (66, NULL, NULL),
        (67, 'm0,m1,m2,m31,m32,m62,m63', '漢');"
}
# A table for each character set the server has: what it has of a text of many scripts, its
# two-byte characters that end as a backslash does, and every byte it takes.
charsets() {
    local name length every
    every=$(printf %02x {0..255})
    sql source "SELECT character_set_name, maxlen FROM information_schema.character_sets
            WHERE character_set_name <> 'binary' ORDER BY 1" |
        while read -r name length; do
            echo "CREATE TABLE cs_$name (id INT PRIMARY KEY, v VARCHAR(300) CHARACTER SET $name,
                t TEXT CHARACTER SET $name, c CHAR(10) CHARACTER SET $name);"
            echo "INSERT INTO cs_$name SELECT 1, CONVERT(x USING $name), CONVERT(REPEAT(x, 20) USING $name), ''
                FROM (SELECT 'aé£ÿßçñ Жя Ωλ 漢字表示ソ能縗許功蓋 한글 ไทย עברית \\\\ \\t \\n \\0 \\' end' x) y;
                INSERT INTO cs_$name VALUES (2, NULL, NULL, NULL), (3, '', '', '');"
            case $name in
            big5|cp932|gb18030|gbk|sjis)
                echo "INSERT INTO cs_$name VALUES (4, _binary X'835C815C', _binary X'965C', _binary X'5C835C'),
                    (5, _binary X'905C5C6E', _binary X'5C5C', _binary X'8E5C');" ;;
            esac
            [ "$length" -ne 1 ] || echo "INSERT IGNORE INTO cs_$name VALUES (6, X'$every', X'$every', X'5C00');"
            # Not characters, but the server keeps them.
            [ "$name" != ucs2 ] || echo "INSERT IGNORE INTO cs_$name VALUES (7, X'D800', X'DC00FFFF', X'005C');"
        done
}
{
    cat "$here/types.sql"
    bits
    sets
    charsets
    cat "$here/types-$flavor.sql"
} | load >/dev/null
make_mover source source
make_mover target target
make_mover strict target

# dump SERVER SCHEMA TABLE - each column of each row in hexadecimal, sorted.
dump() {
    local select
    select=$(sql source "SET group_concat_max_len = 1000000; SELECT GROUP_CONCAT(CASE
        WHEN data_type IN ('float', 'double') THEN CONCAT('HEX(CAST(', q, ' * 1e0 AS CHAR)), HEX(ST_AsBinary(Point(', q, ', 0)))')
        WHEN data_type = 'bit' THEN CONCAT('HEX(CAST(', q, ' AS UNSIGNED))')
        WHEN data_type IN ('enum', 'set') THEN CONCAT('HEX(CAST(', q, ' AS UNSIGNED)), HEX(', q, ')')
        WHEN data_type IN ('tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'date', 'datetime', 'timestamp', 'time', 'year', 'json',
            'uuid', 'inet4', 'inet6') THEN CONCAT('HEX(CAST(', q, ' AS CHAR))')
        ELSE CONCAT('HEX(', q, ')') END ORDER BY ordinal_position)
        FROM (SELECT data_type, ordinal_position, CONCAT('\`', REPLACE(column_name, '\`', '\`\`'), '\`') q
            FROM information_schema.columns WHERE table_schema = '$2' AND table_name = '${3//"'"/"''"}') c")
    "$root/tests/servers/run" client "$1" "$work" -N -B --max-allowed-packet=256M \
        -e "SET time_zone = '+00:00'; SELECT $select FROM \`$2\`.\`${3//'`'/'``'}\`" | sort
}
leaf_types() { # SERVER
    sql "$1" "SELECT id, path, JSON_TYPE(JSON_EXTRACT(j, path)) FROM types.docs, types.leaves ORDER BY 1, 2"
}
# compare SERVER - says every table that differs, with its first rows that do.
compare() {
    local table rows tables=0 total=0 bad=0
    while IFS= read -r table; do
        dump source types "$table" >"$work/a"
        dump "$1" types "$table" >"$work/b"
        tables=$((tables + 1)) rows=$(wc -l <"$work/a") total=$((total + rows))
        cmp -s "$work/a" "$work/b" && continue
        bad=$((bad + 1))
        say "$table differs on $1:"
        { diff "$work/a" "$work/b" || true; } | head -n 8 | cut -c1-600
    done < <(sql source "SELECT table_name FROM information_schema.tables
        WHERE table_schema = 'types' AND table_type = 'BASE TABLE'" | sed 's/\\\\/\\/g')
    [ "$tables" -ge 80 ] && [ "$total" -ge 66000 ] || die "only $tables tables and $total rows were compared"
    leaf_types source >"$work/a"
    leaf_types "$1" >"$work/b"
    grep -q 'UNSIGNED\|INTEGER' "$work/a" || die "no types of leaves were compared"
    diff "$work/a" "$work/b" || die "the leaves of JSON have other types on $1"
    [ $bad -eq 0 ] || die "$bad of $tables tables differ on $1"
    say "$1: $tables tables, $total rows, equal byte for byte"
}
# JSON made from typed values: the texts are equal, but DECIMAL's only as numbers.
typed_json() { # SERVER
    local table=typed text='HEX(CAST(j AS CHAR))'
    [ "$flavor" = mysql ] || return 0
    for table in typed decimals; do
        [ "$table" = typed ] || text='JSON_EXTRACT(j, "$[0]") + 0e0'
        sql source "SELECT id, $text FROM types_typed.$table ORDER BY id" >"$work/a"
        sql "$1" "SELECT id, $text FROM types_typed.$table ORDER BY id" >"$work/b"
        [ -s "$work/a" ] || die "types_typed.$table is empty"
        diff "$work/a" "$work/b" || die "types_typed.$table differs on $1"
    done
}

start_dtsd "$work/dtsd"
schemas=(types)
[ "$flavor" != mysql ] || schemas+=(types_typed)
for server in target strict; do
    new_task "$server" "$work/source.env" "$work/$server.env" "$(whole_databases "${schemas[@]}")" full
    must_pass
    start_task
    wait_status 300 success
    [ "$server" = target ] || must_say 'rows go by INSERT'
    compare "$server"
    typed_json "$server"
done
say "types, $flavor: ok"
