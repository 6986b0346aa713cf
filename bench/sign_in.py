# A small HTTPS client that keeps cookies, and signs in as a person would: one GET, one POST, redirects back.
#
# Why: the load must carry a session that came about in the ordinary way. Python's own modules suffice; names need no DNS here.

import html.parser
import http.client
import socket
import ssl
import sys
import urllib.parse


class Client:
    def __init__(self, port, certificate):
        self.port = port
        self.certificate = certificate
        self.cookies = {}  # host -> name -> value

    def without_cookies(self):
        return Client(self.port, self.certificate)

    def sign_in(self, application, user, password, begin=None, status=200):
        """Returns the `name=value` of the cookie that the application's host got. `begin`: where a proxy that has the application
        would send its people; the application itself then answers elsewhere."""
        page = self._follow(self.get(begin or application))
        form = Form(page.text)
        if page.status != 200 or form.action is None:
            sys.exit(f"bench: no sign-in form ({page.status})\n{page.text[:2000]}")
        fields = {**form.fields, "username": user, "password": password}
        back = self._follow(self._send("POST", urllib.parse.urljoin(page.url, form.action), urllib.parse.urlencode(fields)))
        if back.url != application or back.status != status:
            sys.exit(f"bench: signing in ended at {back.url} with {back.status}\n{back.text[:2000]}")
        host = urllib.parse.urlsplit(application).hostname
        return f"__Host-portcullis={self.cookies[host]['__Host-portcullis']}"

    def get(self, url):
        return self._send("GET", url, None)

    def _follow(self, answer):
        for _ in range(10):
            if answer.status not in (302, 303):
                return answer
            answer = self.get(urllib.parse.urljoin(answer.url, answer.location))
        sys.exit(f"bench: redirected in circles at {answer.url}")

    def _send(self, method, url, body):
        parts = urllib.parse.urlsplit(url)
        fields = {"Host": parts.netloc, "Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}
        if body is not None:
            fields |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}
        kept = self.cookies.setdefault(parts.hostname, {})
        if kept:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
        connection = http.client.HTTPSConnection(parts.hostname, self.port)
        connection.sock = self._connect(parts.hostname)
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, fields)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";", 1)[0].partition("=")
            if value and "max-age=0" not in line.lower():
                kept[name.strip()] = value.strip()
            else:
                kept.pop(name.strip(), None)
        answer = Answer(response.status, url, response.headers.get("Location"), response.read().decode("utf-8", "replace"))
        connection.close()
        return answer

    def _connect(self, name):
        context = ssl.create_default_context(cafile=self.certificate)
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 10), server_hostname=name)


class Answer:
    def __init__(self, status, url, location, text):
        self.status, self.url, self.location, self.text = status, url, location, text


class Form(html.parser.HTMLParser):
    """The first form that is sent by POST, with its hidden fields."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields, self._inside = None, {}, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and (attrs.get("method") or "").lower() == "post" and self.action is None:
            self.action, self._inside = attrs.get("action") or "", True
        elif tag == "input" and self._inside and attrs.get("type") == "hidden" and attrs.get("name"):
            self.fields[attrs["name"]] = attrs.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
