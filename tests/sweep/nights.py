"""Row 26: four nights in which clocks are changed, with today's rules and in a Ukraine that changes them no more."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sweep.tally import Progress, Sweep, Tally

TREE = Path(__file__).resolve().parents[2]
EAST = 7200


def winter_for_ever(directory: Path) -> Path:
    """Make a directory of zones in which Kyiv is two hours from UTC all the year (TZif, RFC 8536)."""
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    block = b"TZif2" + bytes(15) + counts + struct.pack(">lbB", EAST, 0, 0) + b"EET\0"
    zone = directory / "Europe" / "Kyiv"
    zone.parent.mkdir(parents=True)
    zone.write_bytes(block + block + b"\nEET-2\n")
    return directory


def nights(times: int, seed: int, done: Progress) -> Tally:
    """Count `times` events of each night, with both sets of rules."""
    tally = Tally()
    with TemporaryDirectory(prefix="zones-") as name:
        fixed = {**os.environ, "PYTHONTZPATH": str(winter_for_ever(Path(name)))}
        for place, (rules, environment) in enumerate({"dst": dict(os.environ), "none": fixed}.items(), start=1):
            command = [sys.executable, "-m", "tests.sweep.nights_child", str(times), str(seed), rules]
            ran = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, check=False)
            if ran.returncode:
                tally.fault(ran.stderr[-2000:])
                continue
            told = json.loads(ran.stdout)
            tally.faults += told["faults"]
            tally.trials += told["events"]
            tally.kinds[f"events, {rules}"] = told["events"]
            tally.kinds[f"days of terms, {rules}"] = told["days"]
            done(times * place // 2)
    return tally


SWITCHES = Sweep(
    "26", "the month is the sum of its days, two moments are never shown alike, terms hold on 366 dates", 1000, nights
)
