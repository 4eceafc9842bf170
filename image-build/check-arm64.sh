#!/bin/bash
# Shows that everything the box installs exists for arm64: each pin of requirements.lock as a wheel with a locked hash for
# every Python (unpacked under build/ and thrown away), each Debian package with all it depends on. Exits 1 if one is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
. image-build/mirrors.sh

PYTHONS="3.11 3.12 3.13"
SUITES="bookworm trixie"
PLATFORM=aarch64-manylinux_2_36 # glibc of Debian 12
work=build/arm64
missing=0

row() {
    # shellcheck disable=SC2059 # the first word is the row's format
    printf "$@"
    case "${*:2}" in *MISSING*) missing=$((missing + 1)) ;; esac
}

# Each pin with its hashes becomes a file of its own, so that one missing wheel hides no other.
split_lock() {
    rm -rf "$work/pins"
    mkdir -p "$work/pins"
    awk -v to="$work/pins/" '/^[a-z]/ { split($0, pin, / /); file = to pin[1] } file && !/^ *#/ { print > file }' requirements.lock
}

# Prints wheel, source, MISSING or - (the pin's condition leaves Linux out). A dry run would not compare the hash, so it is
# unpacked. sippy is pure Python in source form: what is built of it here fits there.
wheel() {
    local answer kind=wheel form=(--only-binary :all:)
    case "$(basename "$2")" in sippy==*) kind=source form=(--no-binary sippy) ;; esac
    if ! answer=$(.venv/bin/uv pip install --no-deps --require-hashes "${form[@]}" --no-progress \
        --target "$work/unpacked" --python-version "$1" --python-platform "$PLATFORM" -r "$2" 2>&1); then
        echo "$answer" >>"$work/log"
        echo MISSING
    elif grep -q '^ + ' <<<"$answer"; then
        echo "$kind"
    else
        echo -
    fi
}

check_wheels() {
    index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null) && export UV_DEFAULT_INDEX="$index"
    split_lock
    # shellcheck disable=SC2086 # a list of words
    row '%-34s %-8s %-8s %-8s\n' 'Python package' $PYTHONS
    for pin in "$work"/pins/*; do
        found=()
        for python in $PYTHONS; do
            found+=("$(wheel "$python" "$pin")")
            rm -rf "$work/unpacked"
        done
        row '%-34s %-8s %-8s %-8s\n' "$(basename "$pin")" "${found[@]}"
    done
}

# apt for arm64 with a state of its own, on which nothing is installed yet.
apt_arm64() {
    local here=$PWD/$work/$1
    shift
    apt-get -q -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::Etc::sourcelist="$here/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$here" -o Dir::State::status="$here/status" -o Dir::Cache="$here" "$@"
}

# Prints the version that would be installed, or MISSING.
candidate() {
    local answer
    if answer=$(apt_arm64 "$1" --simulate --no-install-recommends install "$2" 2>&1); then
        awk -v package="$2" '$1 == "Inst" && $2 == package { gsub(/[()]/, ""); print $3 }' <<<"$answer"
    else
        echo "$answer" >>"$work/log"
        echo MISSING
    fi
}

# Prints the version of the first of these names of one package that the suite has, or MISSING.
first_candidate() {
    local suite=$1 name found
    shift
    for name in "$@"; do
        found=$(candidate "$suite" "$name")
        [ "$found" = MISSING ] || break
    done
    echo "$found"
}

check_debian() {
    for suite in $SUITES; do
        mkdir -p "$work/$suite/lists/partial" "$work/$suite/archives/partial"
        : >"$work/$suite/status"
        debian_sources "$suite" >"$work/$suite/sources.list"
        apt_arm64 "$suite" update >>"$work/log" 2>&1
    done
    # shellcheck disable=SC2086 # a list of words
    row '\n%-34s %-26s %-26s\n' 'Debian package' $SUITES
    while read -r names; do
        found=()
        for suite in $SUITES; do
            # shellcheck disable=SC2086 # a list of words
            found+=("$(first_candidate "$suite" ${names//|/ })")
        done
        row '%-34s %-26s %-26s\n' "$names" "${found[@]}"
    done < <(sed 's/#.*//' image-build/packages/{run,box,test}.txt | awk 'NF')
}

mkdir -p "$work"
: >"$work/log"
check_wheels
check_debian
if [ "$missing" -gt 0 ]; then
    echo "check-arm64: $missing rows have something missing; why stands in $work/log" >&2
    exit 1
fi
echo "check-arm64: everything resolves for arm64"
