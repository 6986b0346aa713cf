# Tests of what the measures lean on: the software passkey, the statistics, the reading of pages.
#
# Why: a wrong signature would be noticed, a wrong percentile would not.

import hashlib
import json
import unittest

import authenticator
import crowd
import ranks
from authenticator import G, N, Passkey, cbor, from_base64url, multiply, sign, verify
from browser import Options
from sign_in import Form


class Curve(unittest.TestCase):
    def test_known_multiples(self):
        # NIST P-256: 2G, and the order brings the base point to nothing.
        self.assertEqual(multiply(2, G)[0], 0x7CF27B188D034F7E8A52380304B51AC3C08969E277F21B35A60B48FC47669978)
        self.assertEqual(multiply(N - 1, G), (G[0], authenticator.P - G[1]))
        self.assertIsNone(multiply(N, G))

    def test_a_signature_is_good_for_its_message_and_key_alone(self):
        # The key and public point of RFC 6979, A.2.5.
        key = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
        public = multiply(key, G)
        self.assertEqual(public[0], 0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6)
        # The signature of "sample" with SHA-256 that stands there.
        r, s = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716, 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
        self.assertTrue(verify(public, b"sample", r, s))
        r, s = integers(sign(key, b"hello"))
        self.assertTrue(verify(public, b"hello", r, s))
        self.assertFalse(verify(public, b"hullo", r, s))
        self.assertFalse(verify(multiply(key + 1, G), b"hello", r, s))


class Answers(unittest.TestCase):
    def test_cbor(self):
        # Examples of RFC 8949, appendix A.
        for value, wanted in ((0, "00"), (23, "17"), (24, "1818"), (1000, "1903e8"), (-1, "20"), (-1000, "3903e7"), (b"\1\2\3\4", "4401020304"), ("IETF", "6449455446"), ({1: 2, 3: 4}, "a201020304")):
            self.assertEqual(cbor(value).hex(), wanted)
        self.assertEqual(cbor(bytes(300))[:3].hex(), "59012c")

    def test_a_passkey_says_what_it_is_asked(self):
        key = Passkey("https://login.test:1", "login.test")
        made = json.loads(key.create({"user": {"id": "AQID"}, "challenge": "Y2g"}))
        data = from_base64url(made["response"]["attestationObject"])
        self.assertIn(hashlib.sha256(b"login.test").digest() + b"\x45" + bytes(4) + bytes(16) + b"\x00\x20" + key.id, data)
        answer = json.loads(key.get({"challenge": "Y2g"}))
        parts = {name: from_base64url(value) for name, value in answer["response"].items()}
        self.assertEqual((parts["userHandle"], parts["authenticatorData"][32:]), (b"\1\2\3", b"\x05\0\0\0\1"))
        self.assertEqual(json.loads(parts["clientDataJSON"]), {"type": "webauthn.get", "challenge": "Y2g", "origin": "https://login.test:1", "crossOrigin": False})
        signed = parts["authenticatorData"] + hashlib.sha256(parts["clientDataJSON"]).digest()
        self.assertTrue(verify(key.public, signed, *integers(parts["signature"])))

    def test_what_a_page_asks_for_is_read(self):
        page = '<form method="post" action="/login"><input type="hidden" name="csrf" value="a&amp;b"><button data-passkey="get" data-options="{&quot;challenge&quot;:&quot;Y2g&quot;}">Go</button></form>'
        self.assertEqual((Form(page).fields, Options(page).found), ({"csrf": "a&b"}, {"challenge": "Y2g"}))


class Ranks(unittest.TestCase):
    def test_percentiles(self):
        self.assertEqual([ranks.percentile(range(1, 101), share) for share in (0.01, 0.5, 0.99, 1)], [1, 50, 99, 100])

    def test_a_chance_as_worked_out_by_hand(self):
        # U = 0 of 4 and 5: (10 - 0.5) / sqrt(20 * 10 / 12) = 2.327, two-sided 0.01996.
        self.assertAlmostEqual(ranks.mann_whitney([1, 2, 3, 4], [5, 6, 7, 8, 9]), 0.01996, places=4)
        self.assertAlmostEqual(ranks.mann_whitney([5, 6, 7, 8, 9], [1, 2, 3, 4]), 0.01996, places=4)
        self.assertEqual(ranks.mann_whitney([1, 1, 1], [1, 1]), 1.0)
        # Ties: ranks 2 and 5, U = 2 + 2 + 5 - 6 = 3; variance 9 / 12 * (7 - 48 / 30) = 4.05; (4.5 - 3 - 0.5) / sqrt(4.05) = 0.497.
        self.assertAlmostEqual(ranks.mann_whitney([1, 1, 2], [1, 2, 2]), 0.6193, places=3)

    def test_shifts_are_found_and_sameness_is_not_taken_for_one(self):
        import random

        draw = random.Random(7)
        one, other = ([draw.gauss(250_000, 800) for _ in range(500)] for _ in range(2))
        self.assertGreater(ranks.mann_whitney(one, other), 0.001)
        moved = [value + 500 for value in one]
        self.assertLess(ranks.mann_whitney(moved, other), 0.001)
        self.assertAlmostEqual(ranks.shift(moved, other) - ranks.shift(one, other), 500, places=3)

    def test_requests_fall_into_the_window_that_they_began_in(self):
        measured = {"windows": [(False, 0, 10), (True, 10, 20)], "log": [(1, 5), (9.9, 6), (10, 7), (25, 8)]}
        self.assertEqual(crowd.sort_out(measured), ([[5, 6]], [[7]]))
        least, most = ranks.spread_of_ratio([[2, 2]] * 3, [[1, 1]] * 3, 0.99)
        self.assertEqual((least, most), (2, 2))


def integers(der):
    """The two integers of a signature in DER."""
    assert der[0] == 0x30 and der[1] == len(der) - 2
    found, at = [], 2
    while at < len(der):
        assert der[at] == 0x02
        end = at + 2 + der[at + 1]
        found.append(int.from_bytes(der[at + 2 : end], "big"))
        at = end
    return found


if __name__ == "__main__":
    unittest.main()
