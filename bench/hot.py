#!/usr/bin/env python3
# Which functions a request runs through, the busiest first: the order in which the release build lays them out.
#
# Why: a request runs through some hundred small functions that lie scattered over thirty megabytes; side by side they fit the processor's
# caches (docs/performance.md). Loads the gate as quick.py does while `perf` samples it; the answer belongs in crates/portcullis/hot-symbols.txt.

import argparse
import collections
import os
import shutil
import subprocess
import sys
import tempfile
import time

import load
import nginx
import portcullis
import process
from sign_in import Client


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release build of portcullis")
    binary = os.path.abspath(parser.parse_args().binary)
    if not process.find("perf"):
        sys.exit("bench: perf is missing (Debian: linux-perf)")
    cores = [str(core) for core in sorted(os.sched_getaffinity(0))]
    folder = tempfile.mkdtemp(prefix="portcullis-hot-")
    running = process.Group(os.path.join(folder, "logs"))
    try:
        seen = sampled(binary, folder, running, cores[0], cores[-1])
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(symbol for symbol, _ in seen.most_common()))


def sampled(binary, folder, running, proxy_core, load_core):
    origin_port, gate_port = process.free_port(), process.free_port()
    certificate = portcullis.certificate(folder)
    running.start("origin", nginx.origin(folder, origin_port), load_core, origin_port)
    gate = portcullis.Gate(binary, folder, gate_port, origin_port, certificate)
    ours = running.start("portcullis", gate.command(), proxy_core, gate_port)
    cookie = Client(gate_port, certificate[0]).sign_in(gate.application(), gate.USER, gate.PASSWORD)
    seen = collections.Counter()
    for kind in load.KINDS:
        load.run(kind, gate_port, cookie, load_core, share=0.1)
        data = os.path.join(folder, kind)
        perf = subprocess.Popen(["perf", "record", "-F", "4000", "-o", data, "-p", str(ours.pid)], stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        load.run(kind, gate_port, cookie, load_core)
        perf.send_signal(2)
        perf.wait()
        script = ["perf", "script", "-i", data, "-F", "ip,sym,dso", "--no-demangle"]
        for line in subprocess.run(script, capture_output=True, text=True, check=True).stdout.splitlines():
            parts = line.split()
            if len(parts) == 3 and os.path.basename(binary) in parts[2] and parts[1] != "[unknown]":
                seen[parts[1]] += 1
    return seen


if __name__ == "__main__":
    main()
