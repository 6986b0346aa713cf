# One run of h2load: a fixed number of requests as a browser would send them.
#
# Why: the same work for everybody, counted in requests and not in seconds.

import re
import subprocess
import sys

import process

KINDS = {  # requests, connections, streams of each
    "h1": (60_000, 32, 1),
    "h2": (80_000, 8, 10),
}
FIELDS = [
    "accept: text/html,application/xhtml+xml;q=0.9",
    "accept-language: en-GB,en;q=0.5",
    "accept-encoding: gzip, br",
    "user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
]


class Done:
    def __init__(self, sent, text):
        self.sent, self.text = sent, text
        self.good = int(_first(r"status codes: (\d+) 2xx", text) or 0)
        self.rate = float(_first(r", ([\d.]+) req/s", text) or 0)
        self.protocol = _first(r"Application protocol: (\S+)", text) or ""


def run(kind, port, cookie, core, share=1.0):
    requests, connections, streams = KINDS[kind]
    requests = int(requests * share)
    command = [process.find("taskset"), "-c", core, process.find("h2load"), "-n", str(requests), "-c", str(connections), "-m", str(streams), "-t", "1"]
    command += ["--tls13-ciphers=TLS_AES_256_GCM_SHA384", f"--connect-to=127.0.0.1:{port}"]
    for field in [*FIELDS, f"cookie: theme=dark; _ga=GA1.2.1234567890.1234567890; {cookie}; lang=en"]:
        command += ["-H", field]
    if kind == "h1":
        command.append("--h1")
    command.append(f"https://app.bench.test:{port}/")
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    done = Done(requests, ended.stdout + ended.stderr)
    if done.protocol != {"h1": "http/1.1", "h2": "h2"}[kind]:
        sys.exit(f"bench: {kind} was spoken as `{done.protocol}`\n{done.text}")
    return done


def plain(port, path, fields, core, requests, connections=32):
    """Over HTTP/1.1 without TLS, by kept connections."""
    command = [process.find("taskset"), "-c", core, process.find("h2load"), "--h1", "-n", str(requests), "-c", str(connections), "-m", "1", "-t", "1", f"--connect-to=127.0.0.1:{port}"]
    for field in [*FIELDS, *fields]:
        command += ["-H", field]
    command.append(f"http://app.bench.test{path}")
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return Done(requests, ended.stdout + ended.stderr)


def _first(pattern, text):
    found = re.search(pattern, text)
    return found and found[1]
