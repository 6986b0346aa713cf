# The same work in a house of a hundred people and in one of a hundred thousand, in turns.
#
# Why: what grows with the number of people shows as a ratio above one; everything else is alike in both and falls out.

import statistics
import time

from browser import Browser
from house import PASSWORD

# Somebody who is in both houses, once.
WANTED = "zora.quill"


def prepare(house, people, names):
    """Fills a house and gives what the measure needs in it."""
    began = time.monotonic()
    house.add_people(0, people - 1, names)
    house.ask("POST", "/people", {"name": WANTED, "email": f"{WANTED}@example.com", "display_name": "Zora Quill", "groups": []})
    took = time.monotonic() - began
    key = house.enrol(WANTED)
    visitor = Browser(house).open()
    visitor.sign_in("zz.bob", PASSWORD)
    return Ready(house, key, visitor, took)


class Ready:
    def __init__(self, house, key, visitor, took):
        self.house, self.key, self.visitor, self.took = house, key, visitor, took

    def password(self):
        person = Browser(self.house, "zz.alice").open()
        person.sign_in("zz.alice", PASSWORD)
        person.close()

    def passkey(self):
        person = Browser(self.house, WANTED).open()
        person.sign_in_with(self.key)
        person.close()

    def account(self):
        page = self.visitor.get("/account")
        assert page.status == 200, page.status

    def list(self):
        assert len(self.house.ask("GET", "/people?limit=50")["items"]) == 50

    def search(self):
        assert [p["name"] for p in self.house.ask("GET", "/people?query=ora+qui&limit=50")["items"]] == [WANTED]


WORK = {"password": 12, "passkey": 12, "account": 25, "list": 25, "search": 25}
TITLES = {
    "password": "a sign-in by password (cheap hash)",
    "passkey": "a sign-in by passkey, of somebody in the store",
    "account": "the account page",
    "list": "`user list --limit 50`, as the server sees it",
    "search": "a search that finds one person",
}


def measure(few, many, rounds):
    """Rows of CPU and time for one piece of work, in both houses, in turns."""
    rows = []
    for ready in (few, many):
        ready.visitor.open()
        for kind in WORK:
            for _ in range(3):
                getattr(ready, kind)()
    for turn in range(rounds):
        for kind, times in WORK.items():
            for people, ready in sorted({"few": few, "many": many}.items(), reverse=turn % 2 == 1):
                work, took = getattr(ready, kind), []
                ready.visitor.open()  # the one before may have been idle for too long
                before = ready.house.cpu_ms()
                for _ in range(times):
                    began = time.perf_counter()
                    work()
                    took.append((time.perf_counter() - began) * 1000)
                cpu = (ready.house.cpu_ms() - before) / times
                rows.append({"figure": "many", "kind": kind, "people": people, "round": turn, "cpu_ms": cpu, "ms": statistics.median(took)})
    return rows
