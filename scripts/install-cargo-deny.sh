#!/usr/bin/env bash
# Puts the pinned cargo-deny into .tools, unless it is there.
#
# Why: a tool of another version gives another answer. Without optimisation it builds in two minutes and still checks in seconds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=0.20.2

if [[ -x .tools/bin/cargo-deny && $(.tools/bin/cargo-deny --version) == "cargo-deny $version" ]]; then
    exit 0
fi
echo "setup: cargo-deny $version in .tools (about two minutes, once)"
# Without its default features it needs no TLS stack: the checks that we run read only what is here.
cargo install --quiet --locked --debug --no-default-features --root .tools --target-dir .tools/build "cargo-deny@$version"
rm -rf .tools/build
