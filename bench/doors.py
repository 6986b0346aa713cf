# Does an answer's time tell who exists (S20)? Known and unknown names through each page that takes one, in turns, by several at once.
#
# Why: "no difference found" says something only of a measure that finds one. The same names with a pause of known length before they
# are sent are the planted difference; they must be found, and nothing else may be.

import multiprocessing
import os
import random
import sys
import time

from browser import Browser

EACH = 500
PLANTED_US = 1000
CLASSES = ("known", "unknown", "planted")


def measure(house, core, known, workers):
    """Rows of (door, class, kind, µs)."""
    rows = []
    for door, fields, expect in (("sign-in", {"password": "not the right one"}, 401), ("reset", {}, 200)):
        names = [("known", kind, name) for kind, name in _many(known, EACH)]
        for of in ("unknown", "planted"):
            names += [(of, "", f"{random.choice('bcdfgh')}{random.randrange(10**6)}.{random.choice(('berg', 'graf'))}") for _ in range(EACH)]
        random.shuffle(names)
        rows += _through(house, core, door, fields, expect, names, workers if door == "sign-in" else 2)
    return rows


def _many(known, count):
    return [known[n % len(known)] for n in range(count)]


def _through(house, core, door, fields, expect, names, workers):
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    lanes = [context.Process(target=_lane, args=(house, core, door, fields, expect, names[n::workers], n, results), daemon=True) for n in range(workers)]
    for lane in lanes:
        lane.start()
    rows = []
    for _ in lanes:
        got = results.get(timeout=170)
        if isinstance(got, str):
            sys.exit(f"bench: {got}")
        rows += got
    for lane in lanes:
        lane.join(10)
    return rows


def _lane(house, core, door, fields, expect, names, number, results):
    os.sched_setaffinity(0, {int(core)})
    path = {"sign-in": "/login", "reset": "/reset-password"}[door]
    person = Browser(house).open()
    form = person.form(path)
    time.sleep(number * 0.029)  # not all at one moment
    rows = []
    tries, waiting = 0, list(names)
    pause = 0.02 if door == "reset" else 0
    while waiting:
        of, kind, name = waiting.pop(0)
        began = time.perf_counter()
        if of == "planted":
            while time.perf_counter() - began < PLANTED_US / 1e6:
                pass
        answer = person.post(path, {**form.fields, **fields, "username": name})
        took = (time.perf_counter() - began) * 1e6
        if answer.status == 503 and tries < 20:
            waiting.append((of, kind, name))  # the list of those who wait for a mail is full, whoever is on it
            tries += 1
            time.sleep(1)
            continue
        rows.append({"figure": "doors", "door": door, "class": of, "kind": kind, "us": took})
        time.sleep(pause)
        if answer.status != expect:
            results.put(f"{door} answered {answer.status} for {name}, not {expect}\n{answer.text[:1500]}")
            return
    results.put(rows)
