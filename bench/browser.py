# One person's browser at the portal: one connection, its cookies, and the sign-in page filled in as the page's own script does it.
#
# Why: what is measured goes through the real pages, one GET and one POST, over a connection of its own as for everybody who comes anew.

import html.parser
import http.client
import json
import socket
import ssl
import sys
import urllib.parse

from sign_in import Form


DEVICE = "__Host-portcullis-device"  # that this browser has been here before; who comes without is told by mail


class Browser:
    def __init__(self, house, whose=None):
        """`whose`: somebody's browser, known from the time before if there was one."""
        self.house, self.whose, self.cookies, self.wire = house, whose, {}, None
        if whose in house.devices:
            self.cookies[DEVICE] = house.devices[whose]

    def open(self):
        self.close()
        self.wire = http.client.HTTPSConnection(self.house.HOST, self.house.port)
        plain = socket.create_connection(("127.0.0.1", self.house.port), 60)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire.sock = self.house.tls.wrap_socket(plain, server_hostname=self.house.HOST)
        return self

    def close(self):
        if self.wire:
            self.wire.close()
            self.wire = None

    def get(self, path):
        return self._send("GET", path, None, {"Sec-Fetch-Site": "none"})

    def post(self, path, fields):
        more = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.house.origin, "Sec-Fetch-Site": "same-origin"}
        return self._send("POST", path, urllib.parse.urlencode(fields).encode(), more)

    def _send(self, method, path, body, more):
        fields = {"Host": self.house.host_and_port, "Accept": "text/html", "Accept-Language": "en", "User-Agent": AGENT, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", **more}
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.wire.request(method, path, body, fields)
        response = self.wire.getresponse()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";", 1)[0].partition("=")
            if value and "max-age=0" not in line.lower():
                self.cookies[name.strip()] = value.strip()
            else:
                self.cookies.pop(name.strip(), None)
        return Answer(response.status, response.headers.get("Location"), response.read().decode("utf-8", "replace"))

    def sign_in(self, name, password):
        """One GET and one POST; ends the run if nobody is signed in."""
        form = self.form("/login")
        return self.must(self.post("/login", {**form.fields, "username": name, "password": password}), f"{name} was not signed in")

    def sign_in_with(self, passkey):
        form = self.form("/login")
        return self.must(self.post("/login", {**form.fields, "answer": passkey.get(form.options)}), "the passkey was not taken")

    def enrol_with(self, passkey, link):
        parts = urllib.parse.urlsplit(link)
        form = self.form(f"{parts.path}?{parts.query}")
        fields = {**form.fields, "with": "passkey", "answer": passkey.create(form.options), "password": "", "password_confirm": ""}
        return self.must(self.post("/enrol", fields), "the passkey was not enrolled")

    def form(self, path):
        page = self.get(path)
        form = Form(page.text)
        if page.status != 200 or "csrf" not in form.fields:
            sys.exit(f"bench: no form at {path} ({page.status})\n{page.text[:2000]}")
        form.options = Options(page.text).found
        return form

    def must(self, answer, otherwise):
        if self.whose and DEVICE in self.cookies:
            self.house.devices[self.whose] = self.cookies[DEVICE]
        if answer.status != 303 or "__Host-portcullis-portal" not in self.cookies:
            sys.exit(f"bench: {otherwise} ({answer.status})\n{answer.text[:4000]}")
        return answer


class Answer:
    def __init__(self, status, location, text):
        self.status, self.location, self.text = status, location, text


class Options(html.parser.HTMLParser):
    """What the page's first passkey button asks the browser for."""

    def __init__(self, text):
        super().__init__()
        self.found = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "button" and "data-options" in attrs and self.found is None:
            self.found = json.loads(attrs["data-options"])


AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def tls(certificate):
    # No session is resumed: whoever comes anew shakes hands anew.
    return ssl.create_default_context(cafile=certificate)
