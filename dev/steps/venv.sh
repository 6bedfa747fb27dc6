# shellcheck shell=bash
# The Python environment: Odoo's packages at its pinned versions, the module's, and the development tools.

REQUIREMENTS=("$REPO/dev/requirements-odoo.txt" "$REPO/requirements.txt" "$REPO/dev/requirements-dev.txt")

# Odoo 19 runs on Python 3.10 to 3.13; 3.11 is what the module is developed on.
find_python() {
    local python
    for python in python3.11 python3.12 python3.13 python3.10 python3; do
        if "$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

build_venv() {
    local building=$CACHE/venv.building arguments=() file
    # A killed pip can leave half a package behind: then start afresh.
    [[ ! -e $building ]] || rm -rf "$VENV"
    touch "$building"
    "$VENV/bin/python" -c '' 2>/dev/null || { rm -rf "$VENV" && "$PYTHON" -m venv "$VENV"; } || return
    for file in "${REQUIREMENTS[@]}"; do arguments+=(-r "$file"); done
    "$VENV/bin/python" -m pip install --progress-bar off "${arguments[@]}" && rm "$building" &&
        told_extra="$(megabytes "$VENV") unpacked"
}

setup_venv() {
    local key
    key="$(digest "${REQUIREMENTS[@]}") $VENV"
    "$VENV/bin/python" -c '' 2>/dev/null || rm -f "$STAMPS/venv" # the Python it was made from has gone
    if [[ ! -f $STAMPS/venv || $(<"$STAMPS/venv") != "$key" ]]; then
        PYTHON=$(find_python) || { need python3 python3-venv && PYTHON=$(find_python); } ||
            die "Python 3.10 to 3.13 with its venv module is needed (3.11 preferred)."
    fi
    step venv "$key" "Python packages" build_venv
}
