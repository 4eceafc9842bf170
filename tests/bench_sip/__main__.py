"""`make bench-sip N="1 10 50 100 200"`: so many calls at once, the box beside a bare loop, in real time.

Both are processes of their own and answer the same callers (`load.c`), one after the other for each N. Nothing here
fails: a figure beyond its aim is marked, and a person judges, with an eye on the generator's own lateness.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench_sip import generator
from tests.bench_sip.figures import Run, growth, table
from tests.bench_sip.sounds import Sounds, prepare
from tests.bench_sip.subjects import HOST, Bare, Box, NotStarted, Subject

COUNTS = (1, 10, 50, 100, 200)
SETTLE_S = 1.0


def measure(kind: type[Subject], directory: Path, sounds: Sounds, given: argparse.Namespace, calls: int) -> Run:
    """Run one subject under one load. Raises NotStarted."""
    more = ("--keying", given.keying, "--law", given.law)
    with kind(directory, sounds, calls) as subject:
        time.sleep(SETTLE_S)
        cpu_s, waited_s = subject.cpu_s(), subject.waited_s()
        load = generator.run((HOST, subject.port), sounds.marks, calls=calls, seconds=given.seconds, more=more)
        cpu_s, waited_s = subject.cpu_s() - cpu_s, subject.waited_s() - waited_s
        memory_mb, threads = subject.status("VmHWM") / 1024, subject.status("Threads")
    return Run(kind.name, calls, load, cpu_s, waited_s, memory_mb, threads, subject.rows())


def main() -> int:
    """Measure every N and print the table; 1 when a subject does not start."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_sip", description=__doc__)
    parser.add_argument("calls", type=int, nargs="*", default=COUNTS, metavar="N")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the calls are kept up")
    parser.add_argument("--keying", choices=("event", "inband", "info"), default="event")
    parser.add_argument("--law", choices=("a", "u", "mixed"), default="a")
    parser.add_argument("--only", choices=("bare", "box"), help="leave the other out")
    given = parser.parse_args()
    generator.build()
    sys.stdout.write(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    runs: list[Run] = []
    with TemporaryDirectory(prefix="bench-sip-") as name:
        directory = Path(name)
        sounds = prepare(directory)
        for calls in given.calls:
            for kind in (Bare, Box):
                if given.only not in (None, kind.name):
                    continue
                try:
                    runs.append(measure(kind, directory, sounds, given, calls))
                except NotStarted as error:
                    sys.stderr.write(f"{error}\n")
                    return 1
                sys.stderr.write(f"{kind.name} with {calls}: {runs[-1].load['ok']} calls\n")
    sys.stdout.write(table(runs, given.keying) + growth(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
