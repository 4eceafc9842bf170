"""`make bench-sip N="1 10 50 100 200"`: so many calls at once, the box beside a bare loop, in real time.

Both are processes of their own and answer the same callers (`load.c`), one after the other for each N: the bare loop,
the box whose callers press by telephone-event, the box whose callers press in the sound alone. A few short calls come
before, so that nobody is measured doing things for the first time. Nothing here fails: a figure beyond its aim is
marked, and a person judges, with an eye on the generator's own lateness. Where the machine has other work to do,
`chrt -r 1 make bench-sip` (as root) keeps it from standing in the figures.
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
KEYINGS = ("event", "inband", "info")
SETTLE_S = 1.0
LEAST_CALLS, CALL_S = 10, 5.0
"""Of fewer calls there is no median: few at once are kept up for longer."""
WARM_CALLS = 10
WARM = ("--key-after", "0.5", "--tail", "0.2")


def measure(
    kind: type[Subject], keying: str, directory: Path, sounds: Sounds, given: argparse.Namespace, calls: int
) -> Run:
    """Run one subject under one load. Raises NotStarted."""
    more = ("--keying", keying, "--law", given.law)
    seconds = max(given.seconds, LEAST_CALLS * CALL_S / calls)
    with kind(directory, sounds, calls) as subject:
        box = (HOST, subject.port)
        warm = generator.run(box, sounds.marks, calls=min(calls, WARM_CALLS), seconds=SETTLE_S, more=(*more, *WARM))
        time.sleep(SETTLE_S)
        cpu_s, waited_s = subject.cpu_s(), subject.waited_s()
        load = generator.run(box, sounds.marks, calls=calls, seconds=seconds, more=more)
        cpu_s, waited_s = subject.cpu_s() - cpu_s, subject.waited_s() - waited_s
        memory_mb, threads = subject.status("VmHWM") / 1024, subject.status("Threads")
    rows = subject.rows()
    rows = None if rows is None else rows - warm["started"]
    return Run(kind.name, calls, load, cpu_s, waited_s, memory_mb, threads, rows, keying)


def subjects(given: argparse.Namespace) -> list[tuple[type[Subject], str]]:
    """Return what is to be measured under each load. The bare loop knows no keys but telephone-events."""
    chosen = [(Bare, "event"), *((Box, keying) for keying in given.keying)]
    return [(kind, keying) for kind, keying in chosen if given.only in (None, kind.name)]


def main() -> int:
    """Measure every N and print the table; 1 when a subject does not start."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_sip", description=__doc__)
    parser.add_argument("calls", type=int, nargs="*", default=COUNTS, metavar="N")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the calls are kept up")
    parser.add_argument(
        "--keying", choices=KEYINGS, nargs="+", default=("event", "inband"), help="of the box's callers"
    )
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
            for kind, keying in subjects(given):
                try:
                    runs.append(measure(kind, keying, directory, sounds, given, calls))
                except NotStarted as error:
                    sys.stderr.write(f"{error}\n")
                    return 1
                sys.stderr.write(f"{runs[-1].title} with {calls}: {runs[-1].load['ok']} calls\n")
    sys.stdout.write(table(runs) + growth(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
