# Fifty sign-ins at once while an application is used: do all succeed, what memory is taken, and does anybody else notice.
#
# Why: one load runs through the whole measure, at one rate; the crowd comes and goes within it. Requests are compared by whether the
# crowd was there, in windows of equal length that take turns, so that whatever else the machine does falls on both.

import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time

import process
from browser import DEVICE, Browser
from house import PASSWORD
from load import FIELDS

PEOPLE = 50
CLIENTS, EACH = 20, 50  # connections of the load, and requests a second of each
PAUSE = 0.3


class Crowd:
    """Fifty browsers in a process of their own that gives way to everything: they must not slow the load that is measured."""

    def __init__(self, house, core):
        here, there = multiprocessing.Pipe()
        self.pipe = here
        self.process = multiprocessing.get_context("fork").Process(target=self._run, args=(house, core, there), daemon=True)
        self.process.start()

    def gather(self):
        """Everybody has the form open."""
        self._ask("gather")

    def go(self):
        """Everybody sends it at once. Returns when that was, when the last one was answered, and how many were signed in."""
        return self._ask("go")

    def leave(self):
        self.pipe.send("leave")
        self.process.join(10)

    def _ask(self, what):
        self.pipe.send(what)
        if not self.pipe.poll(120):
            sys.exit(f"bench: the crowd did not come to an end ({what})")
        return self.pipe.recv()

    @staticmethod
    def _run(house, core, pipe):
        os.sched_setaffinity(0, {int(core)})
        os.nice(19)
        people = []
        while (what := pipe.recv()) != "leave":
            if what == "gather":
                people = [Browser(house, f"zz.crowd{n}") for n in range(PEOPLE)]
                forms = [person.open().form("/login") for person in people]
                pipe.send(True)
                continue
            answers = [None] * PEOPLE
            together = threading.Barrier(PEOPLE + 1)

            def one(n):
                fields = {**forms[n].fields, "username": f"zz.crowd{n}", "password": PASSWORD}
                together.wait()
                answers[n] = people[n].post("/login", fields).status

            threads = [threading.Thread(target=one, args=(n,)) for n in range(PEOPLE)]
            for thread in threads:
                thread.start()
            together.wait()
            began = time.time()
            for thread in threads:
                thread.join()
            pipe.send((began, time.time(), sum(1 for status in answers if status == 303)))
            for person in people:
                if DEVICE in person.cookies:
                    house.devices[person.whose] = person.cookies[DEVICE]
                person.close()


def measure(house, cookie, load_core, rounds):
    """Windows with the crowd and without, as (with, began, ended); the load's log; sign-ins that succeeded; memory in MiB."""
    idle = process.rss_mib(house.server.pid)
    crowd = Crowd(house, load_core)
    crowd.gather()
    began, ended, _ = crowd.go()  # fills caches, and shows how long it takes
    length = ended - began
    seconds = int(rounds * (2 * length + 4 * PAUSE + 1.5) + 3)
    log = os.path.join(house.folder, "load.tsv")
    load = _load(house, cookie, load_core, seconds, log)
    time.sleep(1)
    windows, good = [], 0
    _forget_the_peak(house.server.pid)
    for turn in range(rounds):
        crowd.gather()
        for there in (True, False) if turn % 2 else (False, True):
            time.sleep(PAUSE)
            if there:
                began, ended, done = crowd.go()
                good, length = good + done, ended - began
            else:
                began = time.time()
                time.sleep(length)
                ended = time.time()
            windows.append((there, began, ended))
    peak = _peak_mib(house.server.pid)
    crowd.leave()
    load.terminate()
    load.wait(30)
    time.sleep(2)
    return {"windows": windows, "log": _read(log), "good": good, "asked": rounds * PEOPLE, "idle": idle, "peak": peak, "after": process.rss_mib(house.server.pid)}


def sort_out(measured):
    """Times in µs, in groups by window: without the crowd, and with it. A request belongs to a window that it began in."""
    groups = [(there, [us for at, us in measured["log"] if began <= at < ended]) for there, began, ended in measured["windows"]]
    return [times for there, times in groups if not there and times], [times for there, times in groups if there and times]


def halves(groups, seed=1):
    """Windows of one kind dealt into two heaps by chance: how far apart their percentiles are is the noise of the measure."""
    dealt = groups[:]
    random.Random(seed).shuffle(dealt)
    return dealt[::2], dealt[1::2]


def _load(house, cookie, core, seconds, log):
    command = [process.find("taskset"), "-c", core, process.find("h2load"), "--h1", "-c", str(CLIENTS), "-t", "1", "--rps", str(EACH), "-D", str(seconds)]
    command += ["--log-file", log, f"--connect-to=127.0.0.1:{house.port}"]
    for field in [*FIELDS, f"cookie: {cookie}"]:
        command += ["-H", field]
    command.append(f"https://app.bench.test:{house.port}/")
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _read(log):
    found = []
    with open(log, encoding="ascii") as lines:
        for line in lines:
            columns = line.split()
            if len(columns) < 3:
                continue  # cut off with the load
            if columns[1] != "200":
                sys.exit(f"bench: an authorised request was answered {columns[1]} while people signed in")
            found.append((int(columns[0]) / 1e6, int(columns[2])))
    return found


def _forget_the_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as out:
        out.write("5")


def _peak_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
