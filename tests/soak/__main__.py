"""Runs both and prints."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.pace import keep_the_pace
from tests.soak.figures import Sample, blocks_grown, growths_of_the_box
from tests.soak.life import WARM_CALLS, Life
from tests.soak.printed import LOOKS, NowAndThen, machine, say, table
from tests.systemd.unit_files import settings


def main() -> None:
    """Live and tell."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=1000, help="on one box; 0 for none")
    parser.add_argument("--requests", type=int, default=2000, help="to one console; 0 for none")
    given = parser.parse_args()
    say(machine())
    if given.calls:
        _box(given.calls)
    if given.requests:
        _console(given.requests)


def _box(calls: int) -> None:
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    memory = f"{'calls':>8}{'events':>8}{'MB':>8}{'malloc':>8}{'SQLite':>8}"
    say(f"{memory}{'fds':>6}{'threads':>9}{'log MB':>8}{'register MB':>13}\n")
    life = Life(calls, max(calls // LOOKS, 1), NowAndThen(_row))
    keep_the_pace()
    with TemporaryDirectory(prefix="soak-") as name:
        life.live(Path(name).resolve())
    took_s = time.monotonic() - began
    say(f"{life.done} calls, {life.events} events, in the register {life.logged}, in {took_s:.0f} s\n")
    if calls < 2 * WARM_CALLS:
        say(f"  its caches still fill: only from CALLS={2 * WARM_CALLS} on these figures tell a leak from them\n")
    say(table([*growths_of_the_box(life.warm), blocks_grown(life.blocks, life.warm_events)]))


def _console(requests: int) -> None:
    """Run it as its unit does, in a process of its own: what it needs would be taken for the daemon's."""
    lines = settings("slukhavka-console.service", "Service")["Environment"]
    environment = {**os.environ, **dict(line.split("=", 1) for line in lines)}
    subprocess.run([sys.executable, "-m", "tests.soak.console", str(requests)], env=environment, check=True)


def _row(sample: Sample) -> str:
    seen = sample.process
    memory = f"{seen.resident_mb:8.2f}{sample.malloc_mb:8.2f}{sample.sqlite_mb:8.2f}"
    kept = f"{seen.descriptors:6}{seen.threads:9}{sample.log_mb:8.2f}{sample.register_mb:13.2f}\n"
    return f"{sample.calls:8}{sample.events:8}{memory}{kept}"


if __name__ == "__main__":
    main()
