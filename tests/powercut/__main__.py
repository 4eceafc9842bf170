"""`make powercut`: every state of three workloads, the whole box on one in two hundred; the disk full at every write.

Prints counts. Its exit status is 1 when anything promised was lost, or when the controls did not see losses.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence

from tests.powercut.full_disk import NEVER, swept
from tests.powercut.replay import WORKLOADS, Cut, Recorded, Tally, cuts, recorded, side_by_side, workshop

WHOLE_EVERY = 200
BATCH = 1000
SHOWN = 20
CONTROL_STATES = 400
HEADS = f"{'':34}{'states':>8}{'lost':>7}{'corrupt':>9}{'unmatched':>11}{'whole box':>11}{'slowest start':>15}\n"


def main() -> int:
    """Record, cut, count; return the exit status."""
    parser = argparse.ArgumentParser(prog="make powercut", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many chances at each call, beside nothing and all")
    parser.add_argument("--minutes", type=float, default=0.0, help="stop drawing states after so long; 0: take all")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-full-disk", action="store_true")
    given = parser.parse_args()
    say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n{HEADS}")
    faults: list[str] = []
    for name in WORKLOADS:
        faults += _every_state(name, given.seeds, given.minutes / len(WORKLOADS), given.workers).faults
    if not _control(given.workers).lost:
        faults.append("the control saw no loss: nothing above is to be believed")
    if not given.no_full_disk:
        faults += _full_disk(given.minutes / len(WORKLOADS))
    for fault in faults[:SHOWN]:
        say(f"{fault}\n")
    return int(bool(faults))


def _every_state(name: str, seeds: int, minutes: float, workers: int) -> Tally:
    tally, give_up = Tally(), time.monotonic() + (minutes * 60 or float("inf"))
    with workshop() as place:
        run = recorded(name, place / "box")
        wanted = cuts(run.ops, range(1, seeds + 1))
        if minutes:
            random.Random(name).shuffle(wanted)
        for at in range(0, len(wanted), BATCH):
            if time.monotonic() < give_up:
                tally.add(side_by_side(run, wanted[at : at + BATCH], workers, whole_every=WHOLE_EVERY))
                sys.stderr.write(f"{name}: {tally.states} of {len(wanted)}, {len(tally.faults)} faults\n")
    _show(f"{name}: {len(run.ops)} calls, {len(run.promised)} promises", tally)
    return tally


def _control(workers: int) -> Tally:
    with workshop() as place:
        run = recorded("calls", place / "box", synchronous="normal")
        tally = side_by_side(run, _drawn(run, CONTROL_STATES), workers)
    _show("control: calls, synchronous NORMAL", tally)
    return tally


def _drawn(run: Recorded, count: int) -> list[Cut]:
    return random.Random(1).sample(cuts(run.ops, (1,)), count)


def _full_disk(minutes: float) -> list[str]:
    give_up = time.monotonic() + (minutes * 60 or float("inf"))
    with workshop() as place:
        [free] = swept(place, [NEVER])
    wanted: Sequence[int] = range(1, free.counted + 1)
    if minutes:
        wanted = random.Random(1).sample(wanted, len(wanted))
    seen, refused, faults = 0, 0, list(free.lost)
    for at in range(0, len(wanted), 10):
        if time.monotonic() > give_up:
            break
        with workshop() as place:
            for told in swept(place, wanted[at : at + 10]):
                seen += 1
                refused += "failed" in told.heard.values()
                faults += [f"full from write {told.full_from}: {each}" for each in (*told.lost, told.broke) if each]
    say(f"full disk: {seen} of {free.counted} writes, {len(faults)} faults; in {refused} a caller was told so\n")
    return faults


def _show(name: str, tally: Tally) -> None:
    """Print in how many states something was wrong."""
    states = (tally.lost, tally.corrupt, tally.unmatched)
    lost, corrupt, unmatched = (len({told.split(":")[0] for told in each}) for each in states)
    counts = f"{lost:7}{corrupt:9}{unmatched:11}{tally.whole:11}"
    say(f"{name:34}{tally.states:8}{counts}{tally.slowest_s:13.2f} s\n")


def say(text: str) -> None:
    """Print now."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
