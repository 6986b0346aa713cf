# The gate under test: its certificate, its configuration, and the proof that it does its work.
#
# Why: a proxy that skips its job is fast; before and after the load it must show that it authorised, signed and logged.

import base64
import os
import subprocess
import sys

import process

CONFIG = """portal:
  origin: https://login.bench.test:{port}
listen:
  https: "127.0.0.1:{port}"
tls:
  certificates:
    - {{ cert: {{ file: {certificate} }}, key: {{ file: {key} }} }}
store:
  url: sqlite://{folder}/gate.db
  root_key: {{ file: {folder}/root.key }}
data: {folder}/data
directories:
  - file: {{ path: {folder}/users.yml }}
administrators: [admin@example.com]
policies:
  staff:
    - allow:
        or:
          - groups: {{ has: writers }}
    - allow:
        and:
          - domain: {{ is: example.com }}
          - authenticated_within: 8h
    - deny:
        or:
          - groups: {{ has: leaving }}
          - http_path: {{ starts_with: /internal }}
routes:
  - name: app
    from: https://app.bench.test:{port}
    to: http://127.0.0.1:{origin}
    policy: staff
    pass_identity_headers: true
  - name: other
    from: https://other.bench.test:{port}
    to: http://127.0.0.1:{origin}
    policy: staff
"""

USERS = """users:
  alice:
    displayname: Alice Novak
    email: alice@example.com
    password: "{hash}"
    groups: [readers, writers]
"""


class Gate:
    USER = "alice"
    PASSWORD = "four quiet random words"

    def __init__(self, binary, folder, port, origin, certificate):
        self.binary = os.path.abspath(binary)
        self.port = port
        self.file = os.path.join(folder, "portcullis.yaml")
        os.makedirs(os.path.join(folder, "data"), mode=0o700)
        write(self.file, CONFIG.format(port=port, origin=origin, folder=folder, certificate=certificate[0], key=certificate[1]))
        write(os.path.join(folder, "root.key"), base64.b64encode(os.urandom(32)).decode() + "\n")
        hashed = subprocess.run([self.binary, "hash", "password", "--password", self.PASSWORD], check=True, capture_output=True, text=True).stdout.strip()
        write(os.path.join(folder, "users.yml"), USERS.format(hash=hashed))

    def command(self):
        return [self.binary, "serve", "-c", self.file]

    def application(self):
        return f"https://app.bench.test:{self.port}/"

    def prove_that_it_authorises(self, client, running):
        answer = client.get(self.application() + "fields")
        if answer.status != 200 or "assertion=ey" not in answer.text:
            sys.exit(f"bench: no signed assertion reached the origin ({answer.status})\n{answer.text}")
        if "portcullis" in answer.text.split("cookie=", 1)[1].split("\n", 1)[0]:
            sys.exit("bench: our cookie reached the origin")
        stranger = client.without_cookies().get(self.application())
        if stranger.status != 302:
            sys.exit(f"bench: a stranger was answered {stranger.status}, not sent to sign in")
        self.quiet_lines = _lines(running.log("portcullis"))
        if self.quiet_lines == 0:
            sys.exit("bench: no access log is written")

    def prove_that_it_logged(self, running, loads):
        if _lines(running.log("portcullis")) < self.quiet_lines + loads * 1000:
            sys.exit("bench: the access log has fewer lines than there were requests")


def certificate(folder):
    """A self-made P-256 certificate for every name that is used; returns the paths of certificate and key."""
    paths = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    names = "subjectAltName=DNS:login.bench.test,DNS:app.bench.test,DNS:other.bench.test"
    subprocess.run(
        [process.find("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=bench.test"]
        + ["-addext", names, "-out", paths[0], "-keyout", paths[1]],
        check=True,
        capture_output=True,
    )
    return paths


def write(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def _lines(path):
    with open(path, "rb") as log:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: log.read(1 << 20), b""))
