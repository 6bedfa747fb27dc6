# shellcheck shell=bash
# The environment of every command: sourced, it sets nothing up; `set_up` does, `use_environment` enters it.
# shellcheck source=dev/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for part in apt odoo venv postgres chromium javascript; do
    # shellcheck source=/dev/null
    . "$REPO/dev/steps/$part.sh"
done

# set_up [test]: every step, in order; takes no time once they are done.
set_up() {
    open_cache
    lock_cache
    setup_odoo
    setup_venv
    name_database_server
    setup_postgres
    [[ ${1:-} != test ]] || { setup_chromium && setup_javascript; }
    link_checkout
    write_config
    unlock_cache
}

use_environment() {
    export ODOO_RC=$CHECKOUT/odoo.conf
    export PYTHONPATH=$ODOO JAVASCRIPT=$CACHE/javascript
    PATH=$VENV/bin:$PATH:$CACHE/bin
}

# Odoo imports a module by its folder's name; tests and translations are only reached through this link.
link_checkout() {
    mkdir -p "$ADDONS"
    [[ $(readlink "$LINK") = "$REPO" ]] || ln -sfn "$REPO" "$LINK"
}

write_config() {
    local file=$CHECKOUT/odoo.conf
    {
        printf '%s\n' '[options]' "addons_path = $ODOO_ADDONS,$ADDONS" "data_dir = $CACHE/data" \
            "db_host = $PGHOST" ${PGPORT:+"db_port = $PGPORT"} ${PGUSER:+"db_user = $PGUSER"} \
            'http_interface = 127.0.0.1' 'list_db = False' 'proxy_mode = False' 'max_cron_threads = 0'
        # No mail may leave: nothing listens on port 9 (dev/demo puts its own server there).
        printf '%s\n' 'smtp_server = 127.0.0.1' 'smtp_port = 9'
    } >"$file.new"
    cmp -s "$file.new" "$file" && rm "$file.new" || mv "$file.new" "$file"
}
