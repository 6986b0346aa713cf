#!/usr/bin/env bash
# Says what is missing before a build starts, instead of in its middle.
#
# Why: the first minute decides whether somebody stays; an error in the fourth minute of a build is not a first minute.
set -euo pipefail

missing=0
need() {
    if ! command -v "$1" >/dev/null 2>&1; then
        printf 'missing: %s — %s\n' "$1" "$2" >&2
        missing=1
    fi
}

need cargo "install Rust with rustup; the version in rust-toolchain.toml is then found by itself"
need cc "install a C compiler (Debian: build-essential); the cryptography and SQLite are built from source"
exit "$missing"
