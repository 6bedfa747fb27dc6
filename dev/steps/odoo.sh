# shellcheck shell=bash
# Odoo 19: Debian's package, unpacked but not installed (it would bring another Python).

ODOO_PACKAGES=(odoo-19 fonts-montserrat)
# The package's fonts and scripts are links into these. sid's Font Awesome no longer has the files linked to.
ODOO_LINKED=(libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome fonts-roboto-unhinted
    fonts-inconsolata fonts-ocr-b)

download_odoo() {
    local folder=$CACHE/tmp/debs
    rm -rf "$folder"
    update_own && update_sid &&
        fetch_debs own "$folder" "${ODOO_LINKED[@]}" && fetch_debs sid "$folder" "${ODOO_PACKAGES[@]}" || return
    rm -rf "$CACHE/debs" && mv "$folder" "$CACHE/debs" && told_extra=$(megabytes "$CACHE/debs")
}

# Two thirds of the package are not unpacked: a second, partial copy of the addons, and the translations into
# other languages than ours.
NOT_UNPACKED=(./usr/lib/python3/dist-packages/addons
    '*/i18n/[!fdi]*.po' '*/i18n/f[!r]*.po' '*/i18n/d[!e]*.po' '*/i18n/i[!t]*.po')

unpack_odoo() {
    local root=$CACHE/tmp/odoo deb
    rm -rf "$root"
    for deb in "$CACHE"/debs/*.deb; do
        unpack_deb "$root" "$deb" --wildcards "${NOT_UNPACKED[@]/#/--exclude=}" || return
    done
    add_background_blur "$root/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation" &&
        check_links "$root" &&
        rm -rf "$CACHE/odoo" && mv "$root" "$CACHE/odoo"
}

# Debian strips this script (background blur in video calls), but the bundle of every page names it. Without
# npm an empty one does: only that blur would miss it.
add_background_blur() {
    local package=$CACHE/tmp/selfie
    rm -rf "$package" && mkdir -p "$1" "$package" || return
    if command -v npm >/dev/null && (cd "$package" && npm pack --silent @mediapipe/selfie_segmentation &&
        tar -xzf ./*.tgz package/selfie_segmentation.js); then
        cp "$package/package/selfie_segmentation.js" "$1"
    else
        echo '/* left out of this package of Odoo: background blur in video calls */' >"$1/selfie_segmentation.js"
    fi
    rm -rf "$package"
}

check_links() {
    local broken
    broken=$(find "$1/usr/lib/python3/dist-packages/odoo" -xtype l | head -n 5)
    [[ -z $broken ]] || { printf 'links to nothing:\n%s\n' "$broken" && return 1; }
}

setup_odoo() {
    if [[ -n ${ODOO_HOME:-} ]]; then
        grep -qs '^version_info = (19,' "$ODOO/odoo/release.py" || die "ODOO_HOME=$ODOO_HOME is not a source tree of Odoo 19."
        return
    fi
    command -v apt-get >/dev/null || die "Odoo 19 is taken from Debian's packages: on other systems set ODOO_HOME to its source tree."
    [[ -f $ODOO/odoo/release.py ]] || rm -f "$STAMPS/odoo"
    [[ ! -f $STAMPS/odoo ]] || return 0
    [[ -d $CACHE/debs ]] || rm -f "$STAMPS/odoo-debs"
    step odoo-debs 1 "Downloading Odoo 19" download_odoo
    step odoo 1 "Unpacking Odoo 19" unpack_odoo
    rm -rf "$CACHE/debs" "$APT" "$STAMPS/odoo-debs"
}
