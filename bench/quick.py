#!/usr/bin/env python3
# CPU for each authorised request of the release build, as a ratio to plain nginx, in two minutes.
#
# Why: a gate in front of everything is a tax on everything; its rate is measured the same way every time (docs/performance.md).
# Starts its own origin, nginx and Portcullis on loopback, signs in through the portal as a browser would, and loads both in turn.

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time

import load
import nginx
import portcullis
import process
from sign_in import Client

BARS = {"h1": 1.00, "h2": 0.90}
TITLES = {"h1": "HTTP/1.1, 1 KiB, 32 connections", "h2": "HTTP/2, 1 KiB, 8 connections with 10 streams"}
SECONDS = 100  # no new round is begun after this


def main():
    wanted = arguments()
    process.must_have()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("bench: two cores are needed, one for the proxy and one for the load")
    folder = tempfile.mkdtemp(prefix="portcullis-bench-")
    running = process.Group(os.path.join(folder, "logs"))
    try:
        rows = measure(wanted, folder, running, str(cores[0]), str(cores[1]))
    finally:
        running.stop()
        if wanted.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return report(rows, wanted)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release build of portcullis")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", help="write every single figure there, one JSON object a line")
    parser.add_argument("--check", action="store_true", help="end with 1 if a bar is missed")
    parser.add_argument("--keep", action="store_true", help="keep configuration and logs")
    return parser.parse_args()


def measure(wanted, folder, running, proxy_core, load_core):
    origin_port, nginx_port, gate_port = (process.free_port() for _ in range(3))
    certificate = portcullis.certificate(folder)
    running.start("origin", nginx.origin(folder, origin_port), load_core, origin_port)
    plain = running.start("nginx", nginx.proxy(folder, nginx_port, origin_port, certificate), proxy_core, nginx_port)
    gate = portcullis.Gate(wanted.binary, folder, gate_port, origin_port, certificate)
    ours = running.start("portcullis", gate.command(), proxy_core, gate_port)
    idle = process.rss_mib(ours.pid)
    client = Client(gate_port, certificate[0])
    cookie = client.sign_in(gate.application(), gate.USER, gate.PASSWORD)
    gate.prove_that_it_authorises(client, running)

    targets = {"nginx": (plain, nginx_port), "portcullis": (ours, gate_port)}
    for name, (_, port) in targets.items():
        for kind in BARS:
            load.run(kind, port, cookie, load_core, share=0.1)
    rows = [{"name": "portcullis", "kind": "idle", "mib": idle}]
    began = time.monotonic()
    for turn in range(wanted.rounds):
        if time.monotonic() - began > SECONDS:
            break
        for kind in BARS:
            for name in sorted(targets, reverse=turn % 2 == 1):
                server, port = targets[name]
                before = process.cpu_ns(server.pid)
                done = load.run(kind, port, cookie, load_core)
                spent = process.cpu_ns(server.pid) - before
                if done.good != done.sent:
                    sys.exit(f"bench: {name} answered {done.good} of {done.sent} requests with 2xx\n{done.text}")
                rows.append({"name": name, "kind": kind, "round": turn, "us": spent / 1000 / done.sent, "rate": done.rate, "protocol": done.protocol})
    rows.append({"name": "portcullis", "kind": "after", "mib": process.rss_mib(ours.pid)})
    gate.prove_that_it_logged(running, sum(1 for row in rows if row["name"] == "portcullis" and "us" in row))
    return rows


def report(rows, wanted):
    if wanted.json:
        with open(wanted.json, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in rows)
    missed = False
    print("CPU for each request, sessions, policy, signed assertion and access log on; median [least-most]")
    for kind, bar in BARS.items():
        figures = {name: [row["us"] for row in rows if row["kind"] == kind and row["name"] == name] for name in ("portcullis", "nginx")}
        ratio = statistics.median(figures["portcullis"]) / statistics.median(figures["nginx"])
        missed = missed or ratio > bar
        verdict = "met" if ratio <= bar else "MISSED"
        print(f"\n{TITLES[kind]}, {len(figures['nginx'])} rounds")
        for name, us in figures.items():
            rate = statistics.median(row["rate"] for row in rows if row["kind"] == kind and row["name"] == name)
            print(f"  {name:<11} {statistics.median(us):6.2f} us [{min(us):.2f}-{max(us):.2f}], {rate:,.0f} requests/s on one core")
        print(f"  ratio       {ratio:6.2f}, bar {bar:.2f}: {verdict}")
    idle = next(row["mib"] for row in rows if row["kind"] == "idle")
    after = next(row["mib"] for row in rows if row["kind"] == "after")
    print(f"\nmemory of portcullis: {idle:.0f} MiB idle (bar 64), {after:.0f} MiB after the load")
    return 1 if wanted.check and (missed or idle > 64) else 0


if __name__ == "__main__":
    sys.exit(main())
