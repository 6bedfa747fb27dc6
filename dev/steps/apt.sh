# shellcheck shell=bash
# Packages are fetched with apt, by its own configuration (mirror, proxy, keys), into private folders: the
# machine's package lists and installed packages are not touched, and root is not needed.

APT=$CACHE/apt

# apt_in CONTEXT ARGS...: "own" knows the machine's releases, "sid" only Debian's unstable one.
apt_in() {
    local context=$1 state=$APT/$1
    shift
    local options=(-o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache" -o APT::Sandbox::User=root
        -o Acquire::Languages=none -o Acquire::GzipIndexes=true -o Acquire::Retries=3)
    if [[ $context = sid ]]; then
        options+=(-o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$state/sources")
    fi
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    apt-get "${options[@]}" "$@"
}

# The mirror that the machine itself uses (known once its lists are there), and how its files are checked.
write_sid_source() {
    local mirror key
    # shellcheck disable=SC2016 # apt fills these in
    mirror=$(apt_in own indextargets --format '$(LABEL)|$(REPO_URI)|$(RELEASE)' 'Created-By: Packages' 2>/dev/null |
        awk -F'|' '$3 !~ /security|updates|backports/ { print $2; exit }')
    [[ -n $mirror ]] || { echo "apt has no sources" && return 1; }
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    mkdir -p "$APT/sid/sources"
    {
        printf 'Types: deb\nURIs: %s\nSuites: sid\nComponents: main\n' "$mirror"
        [[ ! -f $key ]] || printf 'Signed-By: %s\n' "$key"
    } >"$APT/sid/sources/sid.sources"
}

update_sid() { write_sid_source && apt_in sid update --error-on=any; }
update_own() { apt_in own update; }

# fetch_debs CONTEXT FOLDER PACKAGE...: the packages' files, in the folder.
fetch_debs() {
    local context=$1 folder=$2
    shift 2
    mkdir -p "$folder" && (cd "$folder" && apt_in "$context" download "$@")
}

# unpack_deb FOLDER FILE [TAR OPTIONS]
unpack_deb() { mkdir -p "$1" && dpkg-deb --fsys-tarfile "$2" | tar -x --no-same-owner -C "$1" "${@:3}"; }
