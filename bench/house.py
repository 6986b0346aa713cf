# The server whose portal is measured: its configuration, its people, its local interface.
#
# Why: the people are made through the interface that commands use, so that every record is sealed and logged as in earnest.

import base64
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading

import browser
import portcullis
import process
from authenticator import Passkey

CONFIG = """portal:
  origin: {origin}
listen:
  https: "127.0.0.1:{port}"
tls:
  certificates:
    - {{ cert: {{ file: {certificate} }}, key: {{ file: {key} }} }}
store:
  url: sqlite://{folder}/data/gate.db
  root_key: {{ file: {folder}/root.key }}
data: {folder}/data
directories:
  - file: {{ path: {folder}/users.yml }}
administrators: [admin@example.com]
notifier:
  filesystem: {{ folder: {folder}/mails }}
# What is measured is what one attempt costs, and whether all take one time: nobody is shut out for being many.
regulation: {{ max_retries: 0, max_retries_address: 0 }}
rate_limits: {{ reset_password_start: [] }}
policies:
  staff:
    - allow:
        or:
          - domain: {{ is: example.com }}
routes:
  - name: app
    from: https://app.bench.test:{port}
    to: http://127.0.0.1:{app}
    policy: staff
    pass_identity_headers: true
"""

# argon2id of PASSWORD with the least parameters there are (8 KiB, one pass): some microseconds, so that what remains is ours.
CHEAP = "$argon2id$v=19$m=8,t=1,p=1$Mpu9XDfiBkxVx0UR8VQxJQ$5Q7nBEpCLAMpx1VfGgutkqcabrdFrMc5aKvW6/q1yHI"
PASSWORD = "four quiet random words"


class House:
    HOST = "login.bench.test"
    PIPELINED = 40

    def __init__(self, name, binary, folder, running, app_port, certificate):
        self.name, self.binary, self.running = name, os.path.abspath(binary), running
        self.folder = os.path.join(folder, name)
        os.makedirs(os.path.join(self.folder, "data"), mode=0o700)
        self.port = process.free_port()
        self.host_and_port = f"{self.HOST}:{self.port}"
        self.origin = f"https://{self.host_and_port}"
        self.tls = browser.tls(certificate[0])
        self.devices = {}  # whose browser -> the cookie that it keeps
        self.fixed = {"origin": self.origin, "port": self.port, "app": app_port, "certificate": certificate[0], "key": certificate[1]}
        self.configure()
        portcullis.write(os.path.join(self.folder, "root.key"), base64.b64encode(os.urandom(32)).decode() + "\n")
        self.listed = {"zz.alice": CHEAP, "zz.bob": CHEAP, "zz.carol": self.default_hash()}
        self.listed |= {f"zz.crowd{n}": self.listed["zz.carol"] for n in range(50)}
        people = "".join(f'  {name}:\n    displayname: {name.title()}\n    email: {name}@example.com\n    password: "{hash}"\n' for name, hash in self.listed.items())
        portcullis.write(os.path.join(self.folder, "users.yml"), "users:\n" + people)

    def configure(self):
        self.file = os.path.join(self.folder, "portcullis.yaml")
        portcullis.write(self.file, CONFIG.format(folder=self.folder, **self.fixed))

    def move(self, folder):
        """Everything of a stopped server to another place."""
        self.folder = shutil.move(self.folder, os.path.join(folder, self.name))
        self.configure()

    def default_hash(self):
        made = subprocess.run([self.binary, "hash", "password", "--password", PASSWORD], check=True, capture_output=True, text=True)
        return made.stdout.strip()

    def start(self, cores):
        self.server = self.running.start(self.name, [self.binary, "serve", "-c", self.file], cores, self.port)
        return self

    def stop(self):
        os.killpg(self.server.pid, signal.SIGTERM)
        self.server.wait(30)

    def cpu_ms(self):
        return process.cpu_ns(self.server.pid) / 1e6

    def ask(self, method, path, body=None):
        """One command over the local socket."""
        wire = Local(self.socket())
        try:
            return wire.ask(method, path, body)
        finally:
            wire.close()

    def socket(self):
        return os.path.join(self.folder, "data", "portcullis.sock")

    def add_people(self, first, end, names):
        """Adds people number `first` to `end`, many at a time: the server writes together what comes together."""
        lanes = min(60, end - first)
        failed = []
        threads = [threading.Thread(target=self._add, args=(range(first + lane, end, lanes), names, failed)) for lane in range(lanes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            sys.exit(f"bench: people were not added: {failed[0]}")

    def _add(self, numbers, names, failed):
        requests = []
        for number in numbers:
            body = json.dumps(names(number)).encode()
            head = f"POST /api/v1/people HTTP/1.1\r\nhost: portcullis\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            requests.append(head.encode() + body)
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(60)
            wire.connect(self.socket())
            for at in range(0, len(requests), self.PIPELINED):
                some = requests[at : at + self.PIPELINED]
                wire.sendall(b"".join(some))
                got, answered = b"", 0
                while answered < len(some):
                    more = wire.recv(1 << 16)
                    got += more
                    answered = got.count(b"HTTP/1.1 200")
                    if not more or re.search(rb"HTTP/1\.1 [013-9]", got):
                        failed.append(got[-2000:].decode("utf-8", "replace"))
                        return
                # The last body may still be on its way; nothing but the next answer's beginning is looked for.

    def enrol(self, name):
        """A passkey of the person, over an invitation's link."""
        link = self.ask("POST", f"/people/{name}/invitation")["link"]
        key = Passkey(self.origin, self.HOST)
        person = browser.Browser(self).open()
        person.enrol_with(key, link)
        person.close()
        return key


class Local(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("portcullis")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)

    def ask(self, method, path, body=None):
        self.request(method, f"/api/v1{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        response = self.getresponse()
        raw = response.read()
        if response.status != 200:
            sys.exit(f"bench: {method} {path} was answered {response.status}\n{raw[:2000]!r}")
        return json.loads(raw)


def person(number):
    """Somebody with a name that sorts and searches like real ones: not all alike, the same at every run."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return {"name": f"{first}.{last}{number}".lower(), "email": f"{first}.{last}{number}@example.com".lower(), "display_name": f"{first} {last}", "groups": []}


FIRST = "Ada Ben Cleo Dan Eva Finn Gina Hugo Ines Jan Kira Leo Mara Nils Olga Paul Rita Sven Tara Udo Vera Wim Xenia Yann Zoe".split()
LAST = "Adler Berg Conti Duval Ek Falk Graf Haas Ito Jansen Kim Lang Moreau Novak Olsen Peters Quist Rossi Silva Toth Unger Vogel Weber Yilmaz Zeman".split()
