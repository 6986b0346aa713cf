# Starting servers on chosen cores, and asking the kernel what they used.
#
# Why: what a server reports about itself is not evidence.

import os
import shutil
import signal
import socket
import subprocess
import sys
import time


def find(tool):
    return shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")


def must_have():
    """Ends the run where a program is missing that every measure needs."""
    for tool, package in (("nginx", "nginx-light"), ("h2load", "nghttp2-client"), ("openssl", "openssl"), ("taskset", "util-linux")):
        if not find(tool):
            sys.exit(f"bench: {tool} is missing (Debian: {package}); run scripts/setup-tests.sh bench")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Group:
    """Servers that are stopped together, each with a log of its own."""

    def __init__(self, logs):
        self.logs = logs
        self.servers = []
        os.makedirs(logs)

    def log(self, name):
        return os.path.join(self.logs, f"{name}.log")

    def start(self, name, command, core, port):
        """Starts a server on a core and waits until its port answers."""
        with open(self.log(name), "ab") as log:
            server = subprocess.Popen([find("taskset"), "-c", core, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.servers.append(server)
        deadline = time.monotonic() + 15
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return server
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    with open(self.log(name), encoding="utf-8", errors="replace") as log:
                        sys.exit(f"bench: {name} did not start\n{log.read()[-4000:]}")
                time.sleep(0.05)

    def stop(self):
        for server in reversed(self.servers):
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
        for server in reversed(self.servers):
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def cpu_ns(pid):
    """Nanoseconds that a process, its children and all their threads have run."""
    total = 0
    for process in family(pid):
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/schedstat", encoding="ascii") as stat:
                    total += int(stat.read().split()[0])
        except OSError:
            continue  # it ended while we looked
    return total


def rss_mib(pid):
    total = 0
    for process in family(pid):
        with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1])
    return total / 1024


def family(pid):
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found, waiting = [], [pid]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting.extend(children.get(process, []))
    return found
