# Two commands do everything on a fresh machine with a Rust toolchain and Node: `make up` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help up test lint bench-quick bench-portal bench-checks bench-micro screenshots tools clean

TARGET := $(or $(CARGO_TARGET_DIR),target)
# What `portcullis up` is given: make up ARGS="--listen 127.0.0.1:9090 --protect wiki=http://127.0.0.1:3000"
ARGS ?=

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## build with a quick profile and run the gateway on this computer
	@scripts/check-toolchain.sh
	@if [ ! -x $(TARGET)/quick/portcullis ]; then echo "First build: about 8 minutes on two cores, 3 on eight. Later ones take seconds."; fi
	cargo build --locked --profile quick -p portcullis
	@exec $(TARGET)/quick/portcullis up $(ARGS)

test: ## install what the tests need, run them all, end with their summary
	@scripts/check-toolchain.sh
	@scripts/setup-tests.sh
	@scripts/test.sh

lint: ## format, lints, and the checks of the house
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo xtask graph tidy parity

bench-quick: ## CPU per request against nginx, in two minutes after the release build
	@scripts/check-toolchain.sh
	@scripts/setup-tests.sh bench
	cargo build --locked --release -p portcullis
	python3 bench/quick.py --binary $(TARGET)/release/portcullis

bench-portal: ## what signing in costs and whom it disturbs, in three minutes after the release build
	@scripts/check-toolchain.sh
	@scripts/setup-tests.sh bench
	cargo build --locked --release -p portcullis
	python3 bench/portal.py --binary $(TARGET)/release/portcullis

bench-checks: ## what a check for another proxy costs, in two minutes after the release build
	@echo "Building the release: about eight minutes the first time, half a minute after a change"
	@scripts/setup-tests.sh bench
	cargo build --locked --release -p portcullis
	python3 bench/checks.py --binary $(TARGET)/release/portcullis

bench-micro: ## a decision, a route match, a session look-up
	cargo bench --locked -p portcullis-policy -p portcullis-route -p portcullis-identity

screenshots: ## pictures of every page, light and dark, wide and narrow, and of the main ones in every language, in test-results/screens
	@scripts/setup-tests.sh browser
	cargo build --locked --profile ci -p portcullis
	cd tests/browser && PORTCULLIS_BIN=$(abspath $(TARGET))/ci/portcullis node screens.mjs

tools: ## cargo-deny at its pinned version, in .tools
	@scripts/install-cargo-deny.sh

clean: ## everything that the commands above made inside this folder
	cargo clean
	rm -rf .tools .venv test-results tests/browser/node_modules
