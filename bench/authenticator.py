# A passkey in software: P-256 keys, the CBOR and the byte strings that a browser hands on (WebAuthn Level 3, attestation "none").
#
# Why: a sign-in by passkey is measured through the real pages, without a browser's own time in it. For measuring only: slow, and its
# time depends on its key.

import base64
import hashlib
import json
import secrets

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def multiply(scalar, point):
    """In Jacobian coordinates, bit by bit from the top."""
    x, y, z = 0, 1, 0
    for bit in bin(scalar)[2:]:
        x, y, z = _double(x, y, z)
        if bit == "1":
            x, y, z = _add(x, y, z, *point)
    if z == 0:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P


def _double(x, y, z):
    if z == 0 or y == 0:
        return 0, 1, 0
    squared, delta = y * y % P, z * z % P
    s = 4 * x * squared % P
    m = 3 * (x - delta) * (x + delta) % P  # the curve's a is -3
    nx = (m * m - 2 * s) % P
    return nx, (m * (s - nx) - 8 * squared * squared) % P, 2 * y * z % P


def _add(x, y, z, qx, qy):
    if z == 0:
        return qx, qy, 1
    delta = z * z % P
    u, s = qx * delta % P, qy * delta * z % P
    h, r = (u - x) % P, (s - y) % P
    if h == 0:
        return _double(x, y, z) if r == 0 else (0, 1, 0)
    h2 = h * h % P
    h3, v = h2 * h % P, x * h2 % P
    nx = (r * r - h3 - 2 * v) % P
    return nx, (r * (v - nx) - y * h3) % P, h * z % P


def sign(key, message):
    """ECDSA with SHA-256 as DER."""
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        once = secrets.randbelow(N - 1) + 1
        r = multiply(once, G)[0] % N
        s = pow(once, -1, N) * (digest + r * key) % N
        if r and s:
            return _sequence(_integer(r) + _integer(s))


def verify(public, message, r, s):
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    w = pow(s, -1, N)
    first, second = multiply(digest * w % N, G), multiply(r * w % N, public)
    if first is None or second is None:
        return False
    x, _, z = _add(*first, 1, *second)
    return z != 0 and x * pow(z, -2, P) % P % N == r


def _integer(value):
    raw = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(raw)]) + raw


def _sequence(content):
    return b"\x30" + bytes([len(content)]) + content


def cbor(value):
    """Integers, byte strings, texts and maps (RFC 8949), in the order given."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(of) for key, of in value.items())


def _head(major, length):
    if length < 24:
        return bytes([major << 5 | length])
    size = next(n for n in (1, 2, 4, 8) if length < 1 << 8 * n)
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + length.to_bytes(size, "big")


def base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """One key of one person on one site."""

    PRESENT_AND_VERIFIED, ATTESTED = 0x05, 0x40

    def __init__(self, origin, site):
        self.origin, self.site = origin, site
        self.id = secrets.token_bytes(32)
        self.key = secrets.randbelow(N - 1) + 1
        self.public = multiply(self.key, G)
        self.handle, self.counter = b"", 0

    def create(self, options):
        """What `navigator.credentials.create` gives, as the page sends it."""
        options = options.get("publicKey", options)
        self.handle = from_base64url(options["user"]["id"])
        x, y = (part.to_bytes(32, "big") for part in self.public)
        cose = cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})  # EC2, ES256, P-256 (RFC 9053 §7.1)
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(self.PRESENT_AND_VERIFIED | self.ATTESTED) + attested
        answer = {"clientDataJSON": base64url(self._client("webauthn.create", options["challenge"]))}
        answer["attestationObject"] = base64url(cbor({"fmt": "none", "attStmt": {}, "authData": data}))
        return self._answer({**answer, "transports": ["internal"]})

    def get(self, options):
        """What `navigator.credentials.get` gives."""
        options = options.get("publicKey", options)
        self.counter += 1
        data, client = self._data(self.PRESENT_AND_VERIFIED), self._client("webauthn.get", options["challenge"])
        signature = sign(self.key, data + hashlib.sha256(client).digest())
        answer = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer({name: base64url(value) for name, value in answer.items()})

    def _data(self, flags):
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}, separators=(",", ":")).encode()

    def _answer(self, response):
        id = base64url(self.id)
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}})
