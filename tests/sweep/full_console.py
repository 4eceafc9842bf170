"""Row 2: the console on a disk that is full from any write on: who enters, edits or deletes is told, or it is done."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.powercut.full_disk import build
from tests.sweep.tally import Progress, Sweep, Tally

TREE = Path(__file__).resolve().parents[2]
DEEDS = ("enters", "edits", "erases")
BATCH = 10


def full_console(times: int, seed: int, done: Progress, places: Sequence[str] = ()) -> Tally:
    """Fill the disk at so many places, drawn among all writes of all deeds, or among `places` ("edits:7")."""
    tally = Tally()
    with TemporaryDirectory(prefix="sweep-") as name:
        library = build(Path(name) / "full_disk.so")
        places = places or _all_places(Path(name), library, tally)
        drawn = random.Random(seed).sample(places, min(times, len(places)))
        for at in range(0, len(drawn), BATCH):
            for told in _tried(Path(name), library, drawn[at : at + BATCH], tally):
                tally.seen(f"{told['deed']}, {'refused' if told['refused'] else 'done'}")
            done(min(at + BATCH, len(drawn)))
    return tally


def _all_places(directory: Path, library: Path, tally: Tally) -> list[str]:
    """Do each deed on a disk that is never full, and count its writes."""
    free = _tried(directory, library, [f"{deed}:0" for deed in DEEDS], tally)
    return [f"{told['deed']}:{place}" for told in free for place in range(1, told["writes"] + 1)]


def _tried(directory: Path, library: Path, wanted: Sequence[str], tally: Tally) -> list[dict[str, Any]]:
    with TemporaryDirectory(dir=directory) as name:
        command = [sys.executable, "-m", "tests.sweep.full_console_child", name, *wanted]
        environment = {**os.environ, "LD_PRELOAD": str(library)}
        ran = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    if ran.returncode:
        tally.fault(ran.stderr[-3000:])
    for told in found:
        tally.faults += [f"{told['deed']}, full from write {told['from']}: {fault}" for fault in told["faults"]]
    return found


FULL_CONSOLE = Sweep(
    "2",
    "on a full disk log-in, edit and deletion are done or refused in a sentence, and work with room",
    100,
    full_console,
)
