"""Cuts a recorded workload, and looks at what is left."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.powercut.disk import Disk, Keeps, Variant
from tests.powercut.judge import lost, unmatched
from tests.powercut.marks import MARKS, Promise, promises
from tests.powercut.recovery import answers, started
from tests.powercut.trace import TREE, Op, record
from tests.powercut.workloads.work import PROMISES, STATE

MEMORY = Path("/dev/shm")  # noqa: S108 - in it lies a directory of our own
"""Thousands of directories are made; where there is none, they are made on the disk."""
UNSYNCED = ("write", "size", "cut", "rename", "unlink", "rmdir")
"""What changes nothing that is safe."""
WORKLOADS = ("calls", "office", "publishing")


@dataclass(frozen=True)
class Recorded:
    """One run of a workload: what lay there, what was done, what was promised."""

    name: str
    base: Path
    ops: Sequence[Op]
    promised: Sequence[Promise]


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A power cut after so many calls; `keep`: "none", "all", or the seed of a chance."""

    after: int
    keep: str

    @property
    def keeps(self) -> Keeps:
        """How to ask what is kept."""
        return {"none": Variant.none, "all": Variant.all}.get(self.keep, lambda: Variant.some(int(self.keep)))()


@dataclass
class Tally:
    """What was seen over all states."""

    states: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    whole: int = 0
    slowest_s: float = 0.0

    def add(self, other: Tally) -> None:
        self.states += other.states
        self.whole += other.whole
        self.slowest_s = max(self.slowest_s, other.slowest_s)
        for name in ("lost", "corrupt", "unmatched"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def faults(self) -> list[str]:
        """Everything that must not be."""
        return [*self.corrupt, *self.lost, *self.unmatched]


@contextmanager
def workshop() -> Iterator[Path]:
    """A directory to work in, in memory where there is some."""
    with TemporaryDirectory(prefix="powercut-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as name:
        yield Path(name).resolve()


def recorded(name: str, directory: Path, *, seed: int = 1, synchronous: str = "full", brief: bool = False) -> Recorded:
    """Run a workload under strace in `directory`."""
    command = [sys.executable, "-m", "tests.powercut.workloads", name]
    options = ["--directory", str(directory), "--seed", str(seed), "--synchronous", synchronous]
    options += ["--brief"] if brief else []
    subprocess.run([*command, "prepare", *options], check=True, cwd=TREE, stderr=subprocess.DEVNULL)
    base = directory / "base"
    shutil.copytree(directory / STATE, base, symlinks=True)
    (directory / PROMISES).mkdir()
    marks = directory / PROMISES / MARKS
    ops = record([*command, "run", *options], directory / STATE, marks, directory / "trace")
    (directory / "trace").unlink()
    return Recorded(name, base, ops, promises(directory / PROMISES))


def cuts(ops: Sequence[Op], seeds: Sequence[int]) -> list[Cut]:
    """Return every cut there is, with each of the seeds.

    Keeping nothing, or all, is left out where it leaves what it left one call before, and no more was promised since.
    """
    made, before = [], "mark"
    for at, op in enumerate(ops, 1):
        if op.kind != "mark":
            same = "" if before == "mark" else "all" if op.kind == "sync" else "none" if op.kind in UNSYNCED else ""
            made += [Cut(at, keep) for keep in ("none", "all", *map(str, seeds)) if keep != same]
        before = op.kind
    return made


def looked_at(run: Recorded, wanted: Sequence[Cut], whole: Collection[Cut] = ()) -> Tally:
    """Make the cuts one after the other. `whole`: those after which the whole daemon is started as well."""
    tally, disk, done = Tally(), Disk(run.base), 0
    made = 0
    with workshop() as place:
        pool = place / "pool"
        pool.mkdir()
        for number, cut in enumerate(sorted(wanted)):
            for op in run.ops[done : cut.after]:
                disk.do(op)
                made += op.kind == "mark"
            done = cut.after
            box = place / str(number)
            disk.lay(box / STATE, cut.keeps, pool)
            tally.add(_look(run, cut, made, box, whole=cut in whole))
            shutil.rmtree(box)
    return tally


def _look(run: Recorded, cut: Cut, made: int, box: Path, *, whole: bool) -> Tally:
    state = box / STATE
    found = started(state)
    where = f"{run.name} cut after {cut.after} keeping {cut.keep}:"
    tally = Tally(states=1, slowest_s=found.took_s)
    if found.fault:
        tally.corrupt.append(f"{where} {found.fault}")
        return tally
    tally.lost += [f"{where} {each}" for each in lost(found, state, run.promised[:made], run.promised[made:])]
    tally.unmatched += [f"{where} {each}" for each in unmatched(found, state)]
    if whole:
        tally.whole += 1
        answers(box)
    return tally


def side_by_side(run: Recorded, wanted: Sequence[Cut], workers: int, *, whole_every: int = 0) -> Tally:
    """Make the cuts in several processes."""
    wanted = sorted(wanted)
    size = -(-len(wanted) // (workers * 4)) or 1
    tally = Tally()
    # What a start says of a state is judged, not read.
    with ProcessPoolExecutor(workers, initializer=logging.disable, initargs=(logging.CRITICAL,)) as pool:
        parts = [wanted[at : at + size] for at in range(0, len(wanted), size)]
        whole = set(wanted[whole_every - 1 :: whole_every]) if whole_every else set()
        for part in pool.map(looked_at, [run] * len(parts), parts, [whole] * len(parts)):
            tally.add(part)
    return tally
