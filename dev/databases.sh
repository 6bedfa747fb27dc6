# shellcheck shell=bash
# Template databases, built once and copied. Sourced by the scripts that need a database.

database_exists() { [[ $(psql -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = '$1'") = 1 ]]; }

# On a server of the user's, a database that we have not tagged as ours is never replaced.
check_database_is_ours() {
    own_postgres || ! database_exists "$1" || [[ -n $(database_tag "$1") ]] ||
        die "A database \"$1\" that is not ours exists on $PGHOST: rename it, or use another server."
}
drop_database() { dropdb --if-exists --force "$1" && rm -rf "$CACHE/data/filestore/$1"; }
# new_database NAME [CREATEDB OPTIONS]
new_database() {
    drop_database "$1" && createdb "${@:2}" "$1" && tag_database "$1" unfinished
}
# A database's filestore goes with it; its files never change, so a copy can be links.
copy_database() {
    local strategy=()
    # Otherwise a sequence of the copy may go back after a crash of the server (seen with 18.6).
    ! own_postgres || strategy=(--strategy=file_copy)
    new_database "$2" -T "$1" "${strategy[@]}" || return
    [[ ! -d $CACHE/data/filestore/$1 ]] || cp -al "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2"
}
rename_database() {
    rm -rf "$CACHE/data/filestore/$2"
    [[ ! -d $CACHE/data/filestore/$1 ]] || mv "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2" || return
    psql -d postgres -qc "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}

# What a database was made from, kept with it.
tag_database() { psql -d postgres -qc "COMMENT ON DATABASE \"$1\" IS '$2'"; }
database_tag() {
    psql -d postgres -Atc "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"
}

# odoo_quiet LOG ARGS...: Odoo with its output in LOG; fails on a warning in it as well.
odoo_quiet() {
    local log=$1
    shift
    "$VENV/bin/python" -m odoo "$@" >"$log" 2>&1 </dev/null || { tail -n 40 "$log" && return 1; }
    # A traceback's lines follow the line that has the level.
    ! grep -E -A 25 '^[0-9-]+ [0-9:,]+ [0-9]+ (WARNING|ERROR|CRITICAL) ' "$log"
}

base_key() {
    {
        cat "$ODOO/odoo/release.py"
        [[ ! -e $ODOO/.git ]] || git -C "$ODOO" rev-parse HEAD
        echo "$ODOO $BASE_MODULES $BASE_LANGUAGES"
    } | sha256sum | cut -c1-8
}

build_base() {
    new_database base_building -T template0 -E UTF8 --lc-collate=C &&
        odoo_quiet "$LOGS/base.log" -d base_building -i "$BASE_MODULES" --load-language="$BASE_LANGUAGES" --stop-after-init &&
        tag_database base_building "$BASE_MODULES" && rename_database base_building "$1"
}

# Adding the demo data to a copy is four times as fast as a second database from nothing.
build_demo_base() {
    copy_database "$1" base_building &&
        odoo_quiet "$LOGS/base_demo.log" module force-demo -d base_building &&
        tag_database base_building "$BASE_MODULES, with demo data" && rename_database base_building "$2"
}

# need_base [demo]: sets BASE to a database with Odoo's modules, with their demo data or without any.
need_base() {
    local plain
    plain=base_$(base_key)
    BASE=$plain
    [[ ${1:-} != demo ]] || BASE=${plain}_demo
    database_exists "$BASE" && return
    lock_cache
    database_exists "$plain" || told "Odoo's modules (calendar, SMS, invoices, portal; fr, de, it)" build_base "$plain"
    if [[ ${1:-} = demo ]]; then
        database_exists "$BASE" || told "Odoo's demo data" build_demo_base "$plain" "$BASE"
    fi
    unlock_cache
}

# Changes whenever the installed module could: its files, but not its tests and tools.
module_digest() {
    (cd "$REPO" && find . -type f ! -path './.*' ! -path './dev/*' ! -path './tests/*' ! -path './docs/*' \
        ! -path './benchmarks/*' ! -name '*.pyc' ! -name '*.md' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
}
