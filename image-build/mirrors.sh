# shellcheck shell=bash
# Sourced: where this machine takes Debian from, so that no script names a mirror of its own.

# mirror LABEL prints the address of the archive that calls itself LABEL (Debian, Debian-Security).
mirror() {
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Identifier: Packages' |
        awk -v label="$1" '$1 == label { print $2; exit }'
}

# debian_signed_by prints the value of Signed-By of the machine's own source of Debian, which may be lines of a key; nothing
# where the source has none and apt trusts its own keys.
debian_signed_by() {
    local file line
    file=$(apt-get indextargets --format '$(LABEL) $(SOURCESENTRY)' 'Identifier: Packages' | awk '$1 == "Debian" { print $2; exit }')
    line=${file##*:}
    file=${file%:*}
    case "$file" in
    *.sources) awk -v RS= -v which="$(mirror Debian | sed 's:/*$::')" 'index($0, which) { print; exit }' "$file" |
        awk '/^[A-Za-z-]+:/ { wanted = tolower($1) == "signed-by:"; sub(/^[^:]*: */, "") } wanted && !/^#/' ;;
    *.list) sed -n "${line}s/.*[[ ]signed-by=\([^] ]*\).*/\1/p" "$file" ;;
    esac
}

# debian_suite prints the name by which this machine asks its Debian archive for the distribution.
debian_suite() {
    apt-get indextargets --format '$(LABEL) $(RELEASE)' 'Identifier: Packages' | awk '$1 == "Debian" { print $2; exit }'
}

# debian_sources SUITE prints the suite with its updates and security fixes as lines of a sources.list.
debian_sources() {
    local debian security
    debian=$(mirror Debian)
    security=$(mirror Debian-Security)
    if [ -z "$debian" ]; then
        echo "this machine's apt knows no Debian archive yet: run 'apt-get update' first." >&2
        return 1
    fi
    echo "deb $debian $1 main"
    echo "deb $debian $1-updates main"
    [ -z "$security" ] || echo "deb $security $1-security main"
}

# apt_settings prints the machine's own ways to reach the archives: proxies, time-outs, certificates.
apt_settings() {
    apt-config dump | grep -E '^Acquire::(https?(::[^ ]*)?|Retries|Check-Valid-Until|Check-Date) "' || true
}
