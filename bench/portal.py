#!/usr/bin/env python3
# What signing in costs, and what it costs everybody else: the portal's figures with their bars, in three minutes.
#
# Why: a portal that is slow, hungry or talkative in its timing is noticed first by those who attack it (docs/performance.md).
# Starts its own origin and servers on loopback; everybody signs in through the real pages.

import argparse
import json
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time

import crowd
import doors
import many
import nginx
import portcullis
import process
import ranks
from browser import Browser
from house import PASSWORD, House, person
from sign_in import Client

PARTS = ("crowd", "sign-in", "passkey", "many", "doors")
SIGN_IN_MS, PASSKEY_MS, CAP_MIB, P99, MANY = 3.0, 2.0, 192, 1.2, 1.2
ALMOST_NEVER = 0.001  # a difference is called found below this chance


def main():
    wanted = arguments()
    process.must_have()
    cores = [str(core) for core in sorted(os.sched_getaffinity(0))]
    if len(cores) < 2:
        sys.exit("bench: two cores are needed, one for the server and one for those who ask")
    os.sched_setaffinity(0, {int(cores[1])})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))  # so that the servers stop too
    folder = tempfile.mkdtemp(prefix="portcullis-bench-")
    quick = tempfile.mkdtemp(prefix="portcullis-bench-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    running = process.Group(os.path.join(folder, "logs"))
    try:
        rows = measure(wanted, folder, quick, running, cores)
    finally:
        running.stop()
        shutil.rmtree(quick, ignore_errors=True)
        if wanted.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return report(rows, wanted)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release build of portcullis")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; repeat for more")
    parser.add_argument("--people", type=int, default=100_000, help="how many are many")
    parser.add_argument("--json", help="write every single figure there, one JSON object a line")
    parser.add_argument("--check", action="store_true", help="end with 1 if a bar is missed")
    parser.add_argument("--keep", action="store_true", help="keep configuration and logs")
    wanted = parser.parse_args()
    wanted.only = wanted.only or list(PARTS)
    return wanted


def measure(wanted, folder, quick, running, cores):
    server_core, load_core = cores[0], cores[1]
    app_port = process.free_port()
    certificate = portcullis.certificate(folder)
    running.start("origin", nginx.origin(folder, app_port), load_core, app_port)
    few = House("few", wanted.binary, folder, running, app_port, certificate).start(server_core)
    ready = many.prepare(few, 100, person)
    rows = []
    if "crowd" in wanted.only:
        rows += _crowd(few, certificate, load_core)
    if "sign-in" in wanted.only:
        rows += _sign_ins(few, "zz.alice", "cheap", 240) + _sign_ins(few, "zz.carol", "default", 60)
    if "passkey" in wanted.only:
        rows += _each("passkey", 240, few, lambda: Browser(few, many.WANTED).open(), lambda b: b.sign_in_with(ready.key))
    if "many" in wanted.only:
        # Filled in memory, for a disk would be waited for a thousand times over; measured where the other one is, on one core like it.
        full = House("many", wanted.binary, quick, running, app_port, certificate).start(",".join(cores))
        filled = many.prepare(full, wanted.people, person)
        full.stop()
        full.move(folder)
        full.start(server_core)
        filled.visitor = Browser(full).open()
        filled.visitor.sign_in("zz.bob", PASSWORD)
        rows.append({"figure": "filled", "people": wanted.people, "seconds": filled.took, "mib": process.rss_mib(full.server.pid)})
        rows += many.measure(ready, filled, 8)
        full.stop()
    if "doors" in wanted.only:
        few.stop()
        few.start(",".join(cores))
        rows += _doors(few, load_core, len(cores))
    return rows


def _sign_ins(house, name, hash, times):
    return _each(f"sign-in {hash}", times, house, lambda: Browser(house, name).open(), lambda b: b.sign_in(name, PASSWORD))


def _each(figure, times, house, begin, work):
    """CPU of single pieces of work, the handshake of a connection of its own included; what the kernel counts late is in the next."""
    rows = []
    for n in range(times + 10):
        before, began = house.cpu_ms(), time.perf_counter()
        browser = begin()
        work(browser)
        browser.close()
        took = (time.perf_counter() - began) * 1000
        if n >= 10:
            rows.append({"figure": figure, "cpu_ms": house.cpu_ms() - before, "ms": took})
    return rows


def _crowd(house, certificate, load_core):
    client = Client(house.port, certificate[0])
    cookie = client.sign_in(f"https://app.bench.test:{house.port}/", "zz.alice", PASSWORD)
    measured = crowd.measure(house, cookie, load_core, 10)
    without, there = crowd.sort_out(measured)
    rows = [{"figure": "crowd window", "crowd": True, "us": times} for times in there] + [{"figure": "crowd window", "crowd": False, "us": times} for times in without]
    lengths = [ended - began for there, began, ended in measured["windows"] if there]
    rest = {name: measured[name] for name in ("good", "asked", "idle", "peak", "after")}
    return [*rows, {"figure": "crowd", "seconds": statistics.median(lengths), **rest}]


def _doors(house, core, cores):
    """People of every kind who are known: with a password, invited and without one, of a file with another hash."""
    known = []
    for n in range(12):
        name = f"d{100_000 + n}.berg"
        house.ask("POST", "/people", {"name": name, "email": f"{name}@example.com", "display_name": name, "groups": []})
        if n % 2 == 0:
            house.ask("POST", f"/people/{name}/password", {"password": PASSWORD})
        known += [("password" if n % 2 == 0 else "invited", name)]
    known += [("file", name) for name in ("zz.alice", "zz.bob", "zz.alice", "zz.bob", "zz.alice", "zz.bob")]
    hash_ms = max(5.0, statistics.median(row["cpu_ms"] for row in _sign_ins(house, "zz.carol", "default", 10)))
    # So many at once that hashing takes half of the machine: an answer that waits for its turn would tell of the queue alone.
    workers = max(2, min(12, int(0.5 * cores * 250 / hash_ms)))
    return doors.measure(house, core, known, workers)


def report(rows, wanted):
    if wanted.json:
        with open(wanted.json, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in rows)
    bars = Bars()
    of = lambda figure: [row for row in rows if row["figure"] == figure]
    if of("sign-in cheap"):
        _say_sign_ins(bars, of)
    if of("crowd"):
        _say_crowd(bars, of)
    if of("passkey"):
        bars.at_most("a sign-in by passkey, CPU", *_middle(of("passkey"), "cpu_ms"), PASSKEY_MS, "ms")
    if of("many"):
        _say_many(bars, of)
    if of("doors"):
        _say_doors(bars, of("doors"))
    return 1 if wanted.check and bars.missed else 0


class Bars:
    missed = False

    def at_most(self, what, value, detail, bar, unit):
        self.say(what, f"{value:.2f} {unit} {detail}, bar {bar:g}".replace("  ", " "), value <= bar)

    def say(self, what, value, met):
        self.missed = self.missed or not met
        print(f"{what}: {value}: {'met' if met else 'MISSED'}", flush=True)


def _middle(rows, key):
    values = [row[key] for row in rows]
    return statistics.median(values), f"[{min(values):.2f}-{max(values):.2f}], mean {statistics.mean(values):.2f}, {len(values)} times"


def _say_sign_ins(bars, of):
    cheap, default = of("sign-in cheap"), of("sign-in default")
    bars.at_most("a sign-in beside its hash, CPU", *_middle(cheap, "cpu_ms"), SIGN_IN_MS, "ms")
    print(f"  with the default hash {statistics.median(row['cpu_ms'] for row in default):.1f} ms of CPU; answered after {statistics.median(row['ms'] for row in cheap):.1f} ms and {statistics.median(row['ms'] for row in default):.1f} ms")


def _say_crowd(bars, of):
    whole = of("crowd")[0]
    bars.say(f"{crowd.PEOPLE} sign-ins at once", f"{whole['good']} of {whole['asked']} signed in, {whole['seconds']:.1f} s each time", whole["good"] == whole["asked"])
    above = whole["peak"] - whole["idle"]
    bars.at_most("  memory above idle", above, f"({whole['idle']:.0f} idle, {whole['peak']:.0f} at most, {whole['after']:.0f} two seconds after)", CAP_MIB, "MiB")
    there = [row["us"] for row in of("crowd window") if row["crowd"]]
    without = [row["us"] for row in of("crowd window") if not row["crowd"]]
    with_p99, alone_p99 = (ranks.percentile([us for group in groups for us in group], 0.99) for groups in (there, without))
    least, most = ranks.spread_of_ratio(there, without, 0.99)
    bars.at_most("  p99 of proxied requests meanwhile", with_p99 / alone_p99, f"times ({alone_p99} us alone, {with_p99} us with; 95 % of redrawn windows {least:.2f}-{most:.2f})", P99, "")
    one, other = (ranks.percentile([us for group in groups for us in group], 0.99) for groups in crowd.halves(without))
    one_50, other_50 = (statistics.median(us for group in groups for us in group) for groups in (there, without))
    print(f"  noise: two halves without the crowd differ {max(one, other) / min(one, other):.2f} times; the medians {one_50 / other_50:.2f} times; {sum(map(len, there))} and {sum(map(len, without))} requests")


def _say_many(bars, of):
    filled, rows = of("filled")[0], of("many")
    print(f"{filled['people']:,} people against 100 (filled in {filled['seconds']:.0f} s, {filled['mib']:.0f} MiB after a start)")
    for kind, title in many.TITLES.items():
        for key, what in (("cpu_ms", "CPU"), ("ms", "time")):
            few, full = (statistics.median(row[key] for row in rows if row["kind"] == kind and row["people"] == people) for people in ("few", "many"))
            bars.at_most(f"  {title}, {what}", full / few, f"times ({few:.2f} ms, {full:.2f} ms)", MANY, "")


def _say_doors(bars, rows):
    for door in dict.fromkeys(row["door"] for row in rows):
        of = lambda name, kind=None: [row["us"] for row in rows if row["door"] == door and row["class"] == name and kind in (None, row["kind"])]
        known, unknown, planted = (of(name) for name in doors.CLASSES)
        chance = ranks.mann_whitney(known, unknown)
        kinds = {kind: ranks.mann_whitney(of("known", kind), unknown) for kind in dict.fromkeys(row["kind"] for row in rows if row["kind"])}
        least = min([chance, *(p * len(kinds) for p in kinds.values())])
        found = "no difference found" if least >= ALMOST_NEVER else "a difference found"
        each = ", ".join(f"{kind} {p:.2g}" for kind, p in kinds.items())
        detail = f"{found}; chance {chance:.2g} (by kind: {each}), known {ranks.shift(known, unknown):+.0f} us, {len(known)} and {len(unknown)} times, median {statistics.median(unknown) / 1000:.1f} ms"
        bars.say(f"known and unknown names, {door} page", detail, least >= ALMOST_NEVER)
        planted_chance = ranks.mann_whitney(planted, unknown)
        seen = "found" if planted_chance < ALMOST_NEVER else "not found"
        bars.say(f"  a planted {doors.PLANTED_US} us", f"{seen}; chance {planted_chance:.2g}, {ranks.shift(planted, unknown):+.0f} us", planted_chance < ALMOST_NEVER)


if __name__ == "__main__":
    sys.exit(main())
