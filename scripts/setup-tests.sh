#!/usr/bin/env bash
# Installs what the tests need: Debian packages where that is allowed, npm and PyPI packages in project folders.
#
# Why: a test that nobody can run is no test. What cannot be installed is named here, and its tests are skipped by name
# (under CI such a skip is a failure). Running it again does nothing.
#
# Usage: scripts/setup-tests.sh [all|bench|browser]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
part=${1:-all}

say() { printf 'setup: %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_slapd() { have slapd || [[ -x /usr/sbin/slapd ]]; }
have_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

debian_packages() {
    local wanted=()
    have openssl || wanted+=(openssl)
    if [[ $part == all || $part == bench ]]; then
        have nginx || [[ -x /usr/sbin/nginx ]] || wanted+=(nginx-light)
        have h2load || wanted+=(nghttp2-client)
        have python3 || wanted+=(python3)
    fi
    if [[ $part == all ]]; then
        have_postgres || wanted+=(postgresql)
        # Proxies that people keep, behind which Portcullis is asked.
        have haproxy || [[ -x /usr/sbin/haproxy ]] || wanted+=(haproxy)
        have apache2 || [[ -x /usr/sbin/apache2 ]] || wanted+=(apache2)
        compgen -G '/usr/lib/*/lua/5.3/socket/core.so' >/dev/null || wanted+=(lua-socket)
        have_slapd || wanted+=(slapd)
        have ldapmodify || wanted+=(ldap-utils)
        have curl || wanted+=(curl)
        have python3 && have_venv || wanted+=(python3-venv)
    fi
    if [[ $part == all || $part == browser ]]; then
        have caddy || wanted+=(caddy)
        have nginx || [[ -x /usr/sbin/nginx || $part == all ]] || wanted+=(nginx-light)
        have chromium || have chromium-browser || have google-chrome || wanted+=(chromium fonts-dejavu-core)
        # Pages are looked at in Japanese and Chinese too.
        [[ -n $(fc-list :lang=ja 2>/dev/null) ]] || wanted+=(fonts-ipafont-gothic)
        [[ -n $(fc-list :lang=zh-cn 2>/dev/null) ]] || wanted+=(fonts-wqy-microhei)
    fi
    if ((${#wanted[@]} == 0)); then
        return
    fi
    local as_root=()
    if ! have apt-get; then
        say "no apt-get here; install by other means: ${wanted[*]}"
        return
    elif [[ $(id -u) != 0 ]]; then
        if ! sudo -n true 2>/dev/null; then
            say "not root; run: sudo apt-get install ${wanted[*]}"
            return
        fi
        as_root=(sudo)
    fi
    say "Debian packages: ${wanted[*]}"
    # The servers among them are started by the tests that need them, not by the system.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

npm_packages() {
    if ! have node || ! have npm; then
        say "no Node here; the browser tests will be skipped"
        return
    fi
    local stamp=tests/browser/node_modules/.stamp
    if [[ -f $stamp ]] && cmp -s tests/browser/package-lock.json "$stamp"; then
        return
    fi
    say "npm packages of tests/browser"
    (cd tests/browser && npm ci --no-audit --no-fund --loglevel=error)
    cp tests/browser/package-lock.json "$stamp"
}

python_packages() {
    if ! have python3 || ! have_venv; then
        say "no python3 with venv here; the JupyterLab test will be skipped"
        return
    fi
    local stamp=.venv/.stamp
    if [[ -f $stamp ]] && cmp -s tests/browser/requirements.txt "$stamp"; then
        return
    fi
    say "PyPI packages in .venv"
    python3 -m venv --clear .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: -r tests/browser/requirements.txt
    cp tests/browser/requirements.txt "$stamp"
}

debian_packages
if [[ $part == all || $part == browser ]]; then
    npm_packages
fi
if [[ $part == all ]]; then
    python_packages
fi
