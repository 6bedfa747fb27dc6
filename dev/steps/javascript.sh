# shellcheck shell=bash
# What only tests need of npm: axe-core looks at the client's pages, ical.js reads calendar files as Thunderbird does.
# Without npm those tests are skipped, and say so.

AXE=axe-core@4.10.3 ICAL=ical.js@2.2.1

fetch_javascript() {
    local target=$CACHE/javascript work=$CACHE/tmp/javascript
    rm -rf "$work" && mkdir -p "$work" "$target" && cd "$work" || return
    npm pack --silent "$AXE" && tar -xzf ./axe-core-*.tgz package/axe.min.js && cp package/axe.min.js "$target/" &&
        npm pack --silent "$ICAL" && tar -xzf ./ical.js-*.tgz package/dist/ical.es5.cjs &&
        cp package/dist/ical.es5.cjs "$target/ical.cjs"
}

setup_javascript() {
    ! command -v npm >/dev/null || step javascript "$AXE $ICAL" "axe-core and ical.js (for the tests)" fetch_javascript
}
