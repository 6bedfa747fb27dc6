# shellcheck shell=bash
# What every script here shares: where things are, how steps are told and stamped. Sourced, never run.
set -euo pipefail
export LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE='' PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONDONTWRITEBYTECODE PYTHONHOME

MODULE=appointment_notify
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

if [[ -n ${APPOINTMENT_NOTIFY_CACHE:-} ]]; then
    CACHE=$(realpath -m "$APPOINTMENT_NOTIFY_CACHE")
elif [[ $(id -u) = 0 ]]; then
    CACHE=/var/cache/appointment-notify # not in root's home: PostgreSQL runs as another user
else
    CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/appointment-notify
fi

VENV=$CACHE/venv
LOGS=$CACHE/logs
STAMPS=$CACHE/stamps
TAG=$CACHE/CACHEDIR.TAG

# Several checkouts may share the cache: each has its own link, configuration and logs.
export CHECKOUT=$CACHE/checkouts/$(printf %s "$REPO" | sha256sum | cut -c1-8)
ADDONS=$CHECKOUT/addons
LINK=$ADDONS/$MODULE

# The Odoo modules of the template databases, and the languages our texts are in (the first is new contacts' language).
BASE_MODULES=calendar_sms,sms_twilio,account,resource,portal,rating,contacts
BASE_LANGUAGES=en_US,fr_FR,de_DE,it_IT

if [[ -n ${ODOO_HOME:-} ]]; then
    ODOO=$(realpath "$ODOO_HOME")
else
    ODOO=$CACHE/odoo/usr/lib/python3/dist-packages
fi
ODOO_ADDONS=$ODOO/odoo/addons
[[ ! -d $ODOO/addons/web/static ]] || ODOO_ADDONS=$ODOO_ADDONS,$ODOO/addons # a source tree has them apart

say() { printf '%s\n' "$*" >&2; }
die() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# need WHAT COMMAND...: installs Debian packages when we may, else says which to install.
apt_get_update_done=
need() {
    say "  needs $*"
    [[ $(id -u) = 0 ]] && command -v apt-get >/dev/null || die "Please install these packages first: $*"
    if [[ -z $apt_get_update_done ]]; then
        DEBIAN_FRONTEND=noninteractive apt-get update >>"$LOGS/setup.log" 2>&1 || true
        apt_get_update_done=1
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null >>"$LOGS/setup.log" 2>&1 ||
        die "apt-get install $* failed; see $LOGS/setup.log"
}

# told TITLE COMMAND...: one line on the terminal with the seconds it took (and what the command left in
# $told_extra); what the command prints goes to the log, its end is shown if it fails.
told_extra=
told() {
    local title=$1 start=$EPOCHREALTIME log=$LOGS/setup.log from
    shift
    told_extra=
    printf '  %-62s ' "$title" >&2
    from=$(($(stat -c %s "$log" 2>/dev/null || echo 0) + 1))
    if ! run_logged "$@"; then
        say "failed"
        tail -c "+$from" "$log" | tail -n 60 >&2
        die "\"$title\" failed; all of its output is in $log. Running the same command again resumes."
    fi
    say "$(seconds_since "$start") s${told_extra:+, $told_extra}"
}

# Not in a subshell, so that a step can set told_extra; -e does not hold inside a condition, so steps use &&.
run_logged() { "$@" >>"$LOGS/setup.log" 2>&1 </dev/null; }

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f", b - a }'; }
megabytes() { du -cm "$@" | awk 'END { print $1 " MB" }'; }

# step NAME KEY TITLE COMMAND...: does the step unless it was done with the same key.
step() {
    local stamp=$STAMPS/$1 key=$2
    shift 2
    [[ ! -f $stamp || $(<"$stamp") != "$key" ]] || return 0
    rm -f "$stamp"
    told "$@"
    printf '%s\n' "$key" >"$stamp.new" && mv "$stamp.new" "$stamp"
}

digest() { cat "$@" | sha256sum | cut -c1-16; }

# A folder of someone else's is never filled, nor deleted by `make clean`: ours carries this tag
# (bford.info/cachedir: backup programs skip such folders).
open_cache() {
    if [[ ! -f $TAG ]]; then
        [[ -z $(ls -A "$CACHE" 2>/dev/null) ]] || die "$CACHE is not empty and not a cache of ours: choose another folder."
        mkdir -p "$CACHE"
        printf '%s\n' 'Signature: 8a477f597d28d172789f06886806bc55' \
            "# Downloads, PostgreSQL and databases for developing $MODULE; 'make clean' deletes it." >"$TAG"
    fi
    mkdir -p "$LOGS" "$STAMPS" "$CACHE/bin" "$CACHE/tmp" "$ADDONS"
    # Killed downloads and unpackings are left here; nothing in it is ever needed again.
    find "$CACHE/tmp" -mindepth 1 -maxdepth 1 -mmin +120 -exec rm -rf {} +
}

# One set-up at a time. Long-lived children must close descriptor 9, or they would hold the lock.
lock_cache() {
    exec 9>"$CACHE/lock"
    flock -n 9 || {
        say "Another set-up is running; waiting for it."
        flock 9
    }
}
unlock_cache() { exec 9>&-; }
