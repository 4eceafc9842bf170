"""A process that records until it is killed: says after every 20 ms of sound how many it has taken."""

from __future__ import annotations

import asyncio
import itertools
import sys
from pathlib import Path

from appliance.calls.recording import Recorder

BACKLOG = 2
"""Writes that a real disk may be behind; the sound comes far faster here than in a call."""


async def record(directory: Path) -> None:
    recording = Recorder(directory).begin("call-1")
    for number in itertools.count(1):
        recording.keep(number.to_bytes(2, "little") * 160)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        while sum(not job.done() for job in recording._jobs) > BACKLOG:
            await asyncio.sleep(0.001)


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1])))
