# shellcheck shell=bash
# A browser for the tests. Debian's, with the libraries and fonts the machine lacks, unpacked into the cache.

chromium_works() {
    local out
    out=$(timeout 60 "$1" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$CACHE/tmp/chromium-try" \
        --disable-background-networking --dump-dom 'data:text/html,<p>works</p>' 2>/dev/null)
    rm -rf "$CACHE/tmp/chromium-try"
    [[ $out = *works* ]]
}

unpack_chromium() {
    local root=$CACHE/tmp/chromium archives=$APT/own/cache/archives deb
    rm -rf "$root" "$archives"
    update_own && apt_in own install -o Debug::NoLocking=1 --download-only -y --no-install-recommends \
        chromium fonts-liberation fonts-dejavu-core && told_extra=$(megabytes "$archives") || return
    for deb in "$archives"/*.deb; do unpack_deb "$root" "$deb" || return; done
    rm -rf "$APT" "$CACHE/chromium" && mv "$root" "$CACHE/chromium" &&
        write_fonts_conf && write_chromium_wrapper && chromium_works "$CACHE/bin/chromium"
}

write_fonts_conf() {
    cat >"$CACHE/chromium/fonts.conf" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>$CACHE/chromium/usr/share/fonts</dir>
  <cachedir>$CACHE/chromium/fontcache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Liberation Serif</family><family>DejaVu Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Liberation Mono</family><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
CONF
}

write_chromium_wrapper() {
    local libraries
    libraries=$(cd "$CACHE/chromium" && find . -name '*.so*' ! -path './usr/lib/chromium/*' ! -path '*/dri/*' -printf '%h\n' | sort -u |
        sed "s|^\.|$CACHE/chromium|" | paste -sd:)
    cat >"$CACHE/bin/chromium.new" <<WRAPPER
#!/bin/sh
export LD_LIBRARY_PATH='$libraries'
export FONTCONFIG_FILE='$CACHE/chromium/fonts.conf'
exec '$CACHE/chromium/usr/lib/chromium/chromium' "\$@"
WRAPPER
    chmod +x "$CACHE/bin/chromium.new" && mv "$CACHE/bin/chromium.new" "$CACHE/bin/chromium"
}

setup_chromium() {
    local browser
    for browser in google-chrome chromium chromium-browser google-chrome-stable; do # those that Odoo looks for
        ! command -v "$browser" >/dev/null || [[ $(command -v "$browser") = "$CACHE/bin/"* ]] || return 0
    done
    [[ -x $CACHE/bin/chromium ]] || rm -f "$STAMPS/chromium"
    step chromium "$CACHE" "Chromium (for the tests)" unpack_chromium
}
