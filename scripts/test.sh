#!/usr/bin/env bash
# Runs every test: what the measures lean on (in a second), Rust, then the browser. Ends with the runners' own lines and one total.
#
# Why: one command, one verdict. A test whose part is missing prints `SKIPPED name: why`; with PORTCULLIS_TESTS_STRICT=1 that is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=${CARGO_TARGET_DIR:-target}
logs=test-results
strict=${PORTCULLIS_TESTS_STRICT:-0}
mkdir -p "$logs"
rust_log=$logs/rust.log
browser_log=$logs/browser.log
bench_log=$logs/bench.log
: >"$rust_log"
: >"$browser_log"
: >"$bench_log"
failed_runners=()

# What passing tests printed is kept in the log and left off the screen, but for the skips.
quietly() {
    awk '/^successes:$/ { inside = 1 } /^(failures:$|test result:)/ { inside = 0 } !inside || /^SKIPPED / { print; fflush() }'
}

rust_tests() {
    cargo test --locked --profile ci --workspace --no-fail-fast -- --show-output 2>&1 | tee "$rust_log" | quietly
}

browser_tests() {
    if ! command -v node >/dev/null 2>&1 || [[ ! -d tests/browser/node_modules ]]; then
        echo "SKIPPED browser tests: Node or the npm packages of tests/browser are missing" | tee "$browser_log"
        return 0
    fi
    # `cargo test` has just built it, for the whole-server tests; building it apart would choose other features and start anew.
    local binary=$target/ci/portcullis
    if [[ ! -x $binary ]]; then
        echo "no $binary: it did not compile"
        return 1
    fi
    binary=$(realpath "$binary")
    # One file at a time: each starts servers and a browser, and two of those on two cores time each other out.
    (cd tests/browser && PORTCULLIS_BIN=$binary node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs) 2>&1 | tee "$browser_log"
}

bench_tests() {
    if ! command -v python3 >/dev/null 2>&1; then
        echo "SKIPPED bench tests: no python3 here" | tee "$bench_log"
        return 0
    fi
    (cd bench && python3 -B -m unittest test_bench) 2>&1 | tee "$bench_log"
}

bench_tests || failed_runners+=("bench tests")
rust_tests || failed_runners+=("cargo test")
browser_tests || failed_runners+=("browser tests")

# Sums field `what` over lines like `test result: ok. 34 passed; 0 failed; 0 ignored; …`.
rust_sum() { awk -v what="$1" '/^test result:/ { for (i = 2; i <= NF; i++) if ($i ~ "^" what ";?$") n += $(i - 1) } END { print n + 0 }' "$rust_log"; }
# Sums lines like `ℹ pass 12`.
node_sum() { awk -v what="$1" '$2 == what && $1 !~ /[a-z]/ { n += $3 } END { print n + 0 }' "$browser_log"; }
# Reads `Ran 9 tests in 0.4s` and `FAILED (failures=1, errors=1)`.
bench_ran=$(awk '/^Ran [0-9]+ test/ { n += $2 } END { print n + 0 }' "$bench_log")
bench_failed=$(sed -n 's/^FAILED (\(.*\))$/\1/p' "$bench_log" | { grep -oE '[0-9]+' || true; } | awk '{ n += $1 } END { print n + 0 }')
skips() { { grep -ohE 'SKIPPED [^:]+: .*' "$@" || true; } | sort -u; }

rust_skips=$(skips "$rust_log" | grep -c . || true)
ignored=$(rust_sum ignored)
passed=$(($(rust_sum passed) - rust_skips + $(node_sum pass) + bench_ran - bench_failed))
failed=$(($(rust_sum failed) + $(node_sum fail) + $(node_sum cancelled) + bench_failed))
skipped=$((rust_skips + ignored + $(node_sum skipped) + $(node_sum todo) + $(grep -c '^SKIPPED browser tests:' "$browser_log" || true) + $(grep -c '^SKIPPED bench tests:' "$bench_log" || true)))

echo
echo "The runners' own summaries:"
grep -hE '^Ran [0-9]+ tests' "$bench_log" || true
grep -hE '^test result:' "$rust_log" || true
grep -hE '^[^a-z0-9 ]+ (tests|pass|fail|cancelled|skipped|todo) [0-9]+$' "$browser_log" || true
skips "$bench_log" "$rust_log" "$browser_log"

verdict=0
if ((failed > 0)); then
    verdict=1
fi
for runner in "${failed_runners[@]}"; do
    echo "FAILED: $runner ended with an error"
    verdict=1
    # A runner that died before it could count still failed.
    ((failed > 0)) || failed=1
done
if [[ $strict == 1 ]] && ((skipped > 0)); then
    echo "FAILED: $skipped skipped, and here everything must run"
    verdict=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$verdict"
