"""`make bench-box`: memory of all units together, and what is written on an idle day and in a hundred calls.

The box of a clone (`tests.fakes.run_box`): daemon, console and speech unit are processes of their own, the modem beside
them is a simulation and does not count. Its register holds a month of ten thousand calls. Then the jobs of timers run
once each, and count as often as a day has them. Memory is PSS (`/proc/<pid>/smaps_rollup`): what is shared counts once.
Writing is `write_bytes` of `/proc/<pid>/io`: what the kernel was told to bring to the disk, whole pages; on files in
memory it stays 0, so the box lies below `build/`. Nothing here fails: a figure over its bound is marked.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import ssl
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.menu.published import load_current
from appliance.reports.period import Month
from audio.line.tones import beep
from tests.acceptance.ear import head
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.reports.busy_month import BusyMonth
from tests.fakes.modem.remote import RemoteModem
from tests.fakes.run_box import MODEM, STATE, TREE, RunBox

UNITS = ("run", "console", "speech")
JOBS = {"backup": 24, "nightly": 1, "selftest": 1}
"""What timers begin, and how often a day at most: an hour in which nothing was written has no copy."""
REGISTER_CALLS = 10_000
TOGETHER_MB, DAY_MB = 200.0, 500.0
DAY_S = 24 * 3600.0
SETTLES_S = 20.0
PAGES = ("/", "/login", "/static/style.css")
OVER = "  <-- over"


class MeasuredBox(RunBox):
    """A box whose processes are looked at."""

    def pid(self, unit: str) -> int:
        """Return the process of a unit."""
        return self._parts[unit].pid

    def job(self, command: str) -> tuple[float, float]:
        """Run a job to its end; return the MB it had written and the MB of memory it held at most."""
        job = self._slukhavka(command)
        _, _, used = os.wait4(job.pid, 0)
        del self._parts[command]
        return used.ru_oublock * 512 / 1e6, used.ru_maxrss / 1024


def memory_mb(pid: int) -> float:
    """Return what a process holds, its share of what it shares included."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(told.split("\nPss:")[1].split()[0]) / 1024


def written_mb(pid: int) -> float:
    """Return what a process has had written to the disk so far."""
    told = Path(f"/proc/{pid}/io").read_text(encoding="ascii")
    return int(told.split("\nwrite_bytes:")[1].split()[0]) / 1e6


def all_written_mb(box: MeasuredBox) -> float:
    """Return it of all units."""
    return sum(written_mb(box.pid(unit)) for unit in UNITS)


async def call(modem: RemoteModem, published: Path) -> None:
    """Leave a message of some seconds, as one caller in three does, or listen and go."""
    prompts = load_current(published).prompts
    caller = await modem.ring()
    await caller.answered(30)
    await asyncio.sleep(2.0)
    await caller.press("3")
    await caller.wait_for(head(prompts["message"]), 10)
    await caller.wait_for(beep(), len(prompts["message"].pcm) / 16000 + 5)
    await asyncio.sleep(0.5)
    await caller.say(speech("caller", 10.0))
    await caller.hang_up()
    await asyncio.sleep(3.0)


async def calls(modem: Path, published: Path, count: int) -> None:
    """Call so often."""
    async with RemoteModem(modem / "control") as remote:
        for _ in range(count):
            await call(remote, published)


def browse(port: int) -> None:
    """Open some pages, so that the console has worked."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    for page in PAGES * 5:
        with urllib.request.urlopen(f"https://127.0.0.1:{port}{page}", context=trusting) as answer:
            answer.read()


def measure(box: MeasuredBox, directory: Path, port: int, *, minutes: float, count: int) -> None:
    """Measure, and print as it comes."""
    published, database = directory / STATE / "published", directory / STATE / "slukhavka.db"
    with bind(database).connection_context():
        BusyMonth(Month.of(SystemClock().now().wall).previous, REGISTER_CALLS).fill()
    browse(port)
    time.sleep(SETTLES_S)
    began, before = time.monotonic(), all_written_mb(box)
    time.sleep(minutes * 60)
    idle_mb = (all_written_mb(box) - before) * DAY_S / (time.monotonic() - began)
    say("written idly in a day", idle_mb, "MB", None, f"by the units, from {minutes:g} min")
    before = all_written_mb(box)
    asyncio.run(calls(directory / MODEM, published, count))
    say("written in a hundred calls", (all_written_mb(box) - before) * 100 / count, "MB", None, f"from {count} calls")
    sizes = {unit: memory_mb(box.pid(unit)) for unit in UNITS}
    for unit, size_mb in sizes.items():
        say(f"memory of {unit}", size_mb, "MB", None)
    say("memory of all units", sum(sizes.values()), "MB", TOGETHER_MB, "PSS after the work above")
    for name, times in JOBS.items():
        written, held = box.job(name)
        idle_mb += written * times
        say(f"written by {name}", written, "MB", None, f"{times} a day; held {held:.0f} MB (RSS) at most")
    say(
        "written on such a day",
        idle_mb,
        "MB",
        DAY_MB,
        f"with all jobs; the register has {database.stat().st_size / 1e6:.0f} MB",
    )


def say(name: str, value: float, unit: str, bound: float | None, remark: str = "") -> None:
    """Print one figure beside its bound."""
    mark = OVER if bound is not None and value > bound else ""
    promised = f"≤ {bound:g}" if bound is not None else ""
    sys.stdout.write(f"  {name:30}{value:10.1f}  {unit:6}{promised:8}{remark}{mark}\n")
    sys.stdout.flush()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Start a box of its own and measure it."""
    parser = argparse.ArgumentParser(prog="make bench-box", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--calls", type=int, default=5)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # a box must not be left behind
    sys.stdout.write(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    with TemporaryDirectory(prefix="bench-box-", dir=TREE / "build") as name:
        port = free_port()
        box = MeasuredBox(Path(name), port)
        try:
            box.start()
            measure(box, Path(name), port, minutes=given.minutes, count=given.calls)
        finally:
            box.stop()


if __name__ == "__main__":
    main()
