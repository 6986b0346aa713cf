#!/usr/bin/env python3
# What a check for another proxy costs: alone, behind nginx, and with ten thousand rules.
#
# Why: who keeps the proxy they run pays for each request twice. Measured as CPU of each process, as a ratio to what plain nginx spends on
# forwarding the same request in the same run (docs/performance.md).

import argparse
import base64
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import load
import nginx
import portcullis
import process
from sign_in import Client

BARS = {"alone": 0.4, "both": 4.0, "rules": 1.2}
REQUESTS = 40_000

CONFIG = """portal:
  origin: https://login.bench.test:{port}
listen:
  https: "127.0.0.1:{port}"
  forward_auth: "127.0.0.1:{checks}"
tls:
  certificates:
    - {{ cert: {{ file: {certificate} }}, key: {{ file: {key} }} }}
store:
  url: sqlite://{folder}/gate.db
  root_key: {{ file: {folder}/root.key }}
data: {folder}/data
trusted_proxies: [127.0.0.1]
directories:
  - file: {{ path: {folder}/users.yml }}
policies:
  access:
    - first_match:
{steps}
routes:
  - {{ name: any, from: "https://*.bench.test", forward_auth: true, policy: access }}
"""


class Asked:
    """A server that answers checks, with so many rules before the one that matches."""

    def __init__(self, name, binary, folder, certificate, rules):
        self.name, self.folder = name, os.path.join(folder, name)
        os.makedirs(os.path.join(self.folder, "data"), mode=0o700)
        self.port, self.checks = process.free_port(), process.free_port()
        self.binary = os.path.abspath(binary)
        self.file = os.path.join(self.folder, "portcullis.yaml")
        last = '        - { when: [ { http_host: app.bench.test } ], then: { and: [ { aal: 1 } ] } }'
        text = CONFIG.format(port=self.port, checks=self.checks, folder=self.folder, certificate=certificate[0], key=certificate[1], steps="\n".join([*rules, last]))
        portcullis.write(self.file, text)
        portcullis.write(os.path.join(self.folder, "root.key"), base64.b64encode(os.urandom(32)).decode() + "\n")
        gate = portcullis.Gate
        hashed = subprocess.run([self.binary, "hash", "password", "--password", gate.PASSWORD], check=True, capture_output=True, text=True).stdout.strip()
        portcullis.write(os.path.join(self.folder, "users.yml"), portcullis.USERS.format(hash=hashed))
        self.certificate = certificate

    def start(self, running, core):
        self.server = running.start(self.name, [self.binary, "serve", "-c", self.file], core, self.checks)
        client = Client(self.port, self.certificate[0])
        application = f"https://app.bench.test:{self.port}/"
        refused = self.ask(application, "")
        if refused.status != 401 or not refused.location:
            sys.exit(f"bench: a stranger was answered {refused.status}")
        self.cookie = client.sign_in(application, portcullis.Gate.USER, portcullis.Gate.PASSWORD, begin=refused.location, status=404)
        permitted = self.ask(application, self.cookie)
        if permitted.status != 200 or permitted.user != portcullis.Gate.USER:
            sys.exit(f"bench: {self.name} does not let its person in ({permitted.status})")
        return self

    def ask(self, url, cookie):
        connection = http.client.HTTPConnection("127.0.0.1", self.checks)
        connection.request("GET", "/api/authz/auth-request", headers={"X-Original-Method": "GET", "X-Original-URL": url, "Accept": "text/html", "Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        answer.location, answer.user = answer.headers.get("Location"), answer.headers.get("Remote-User")
        return answer

    def fields(self):
        return [f"cookie: {self.cookie}", "x-original-method: GET", "x-original-url: https://app.bench.test/some/page?with=a+query", "x-forwarded-for: 127.0.0.1"]


def hosts(count):
    return [f"        - {{ when: [ {{ http_host: other{n}.bench.test }} ], then: deny }}" for n in range(count)]


def paths(count):
    return [f"        - {{ when: [ {{ http_host: app.bench.test }}, {{ http_resource: {{ matches: ['^/service{n}/.*$'] }} }} ], then: deny }}" for n in range(count)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release build of portcullis")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rules", type=int, default=10_000, help="how many rules are many")
    parser.add_argument("--check", action="store_true", help="end with 1 if a bar is missed")
    wanted = parser.parse_args()
    process.must_have()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("bench: two cores are needed, one for the servers and one for the load")
    folder = tempfile.mkdtemp(prefix="portcullis-bench-")
    running = process.Group(os.path.join(folder, "logs"))
    try:
        return measure(wanted, folder, running, str(cores[0]), str(cores[1]))
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(wanted, folder, running, core, load_core):
    certificate = portcullis.certificate(folder)
    origin_port, plain_port, asking_port = (process.free_port() for _ in range(3))
    running.start("origin", nginx.origin(folder, origin_port), load_core, origin_port)
    kinds = {"ten": hosts(10), "hosts": hosts(wanted.rules), "paths": paths(wanted.rules)}
    asked = {name: Asked(name, wanted.binary, folder, certificate, rules).start(running, core) for name, rules in kinds.items()}
    plain = running.start("plain", nginx.checking(folder, "plain", plain_port, origin_port, None), core, plain_port)
    asking = running.start("asking", nginx.checking(folder, "asking", asking_port, origin_port, asked["ten"].checks), core, asking_port)

    def spent(servers, port, path, fields):
        before = sum(process.cpu_ns(server.pid) for server in servers)
        done = load.plain(port, path, fields, load_core, REQUESTS)
        if done.good != done.sent:
            sys.exit(f"bench: {done.good} of {done.sent} requests were answered with 2xx\n{done.text}")
        return (sum(process.cpu_ns(server.pid) for server in servers) - before) / 1000 / done.sent

    check = "/api/authz/auth-request"
    browser = [f"cookie: {asked['ten'].cookie}"]
    ways = {
        "plain": lambda: spent([plain], plain_port, "/", browser),
        "alone": lambda: spent([asked["ten"].server], asked["ten"].checks, check, asked["ten"].fields()),
        "both": lambda: spent([asking, asked["ten"].server], asking_port, "/", browser),
        "hosts": lambda: spent([asked["hosts"].server], asked["hosts"].checks, check, asked["hosts"].fields()),
        "paths": lambda: spent([asked["paths"].server], asked["paths"].checks, check, asked["paths"].fields()),
    }
    figures = {name: [] for name in ways}
    for turn in range(-1, wanted.rounds):
        for name in sorted(ways, reverse=turn % 2 == 1):
            us = ways[name]()
            if turn >= 0:
                figures[name].append(us)
    return report(figures, wanted)


def report(figures, wanted):
    middle = {name: statistics.median(us) for name, us in figures.items()}
    print("CPU for each request, 32 kept connections, plain HTTP; median [least-most]")
    titles = {
        "plain": "plain nginx, forwarding",
        "alone": "a check, ten rules",
        "both": "nginx with a check, both processes",
        "hosts": f"a check, {wanted.rules:,} rules for other hosts",
        "paths": f"a check, {wanted.rules:,} patterns for paths",
    }
    for name, title in titles.items():
        print(f"  {title:<38} {middle[name]:6.2f} us [{min(figures[name]):.2f}-{max(figures[name]):.2f}]")
    ratios = [
        ("a check to plain nginx", middle["alone"] / middle["plain"], BARS["alone"]),
        ("nginx with a check to plain nginx", middle["both"] / middle["plain"], BARS["both"]),
        ("many hosts to ten rules", middle["hosts"] / middle["alone"], BARS["rules"]),
        ("many patterns to ten rules", middle["paths"] / middle["alone"], BARS["rules"]),
    ]
    missed = False
    for title, ratio, bar in ratios:
        missed = missed or ratio > bar
        print(f"  {title:<38} {ratio:6.2f} x, bar {bar:.2f}: {'met' if ratio <= bar else 'MISSED'}")
    return 1 if wanted.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
