"""`make bench`: what the box promises of time and memory, measured in real time on processes of their own.

The figures are those of the simulated modem, which stands where the caller stands. Nothing here fails: a figure over
its bound is marked, and a person judges.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from appliance.contracts import FRAME_BYTES
from appliance.control import BoxNotRunning, ask
from appliance.menu.published import publish
from appliance.publishing.compose import STARTER_PROFILE
from tests.fakes.box import FAMILIES, INTERFACES
from tests.fakes.modem.remote import RemoteModem, RemoteParty
from tests.fakes.spoken import spoken_store

TREE = Path(__file__).resolve().parents[1]
CALLS = 5
LISTENING_S = 12.0
LOUD = 300
PAUSE_S = 0.06
TICKS = os.sysconf("SC_CLK_TCK")
SITE = """
[box]
state = "{state}"
[[lines]]
name = "gsm1"
family = "{family}"
at = "{at}"
audio = "{audio}"
"""


@dataclass
class Figure:
    """One promise and what was seen of it."""

    name: str
    unit: str
    bound: str
    holds: Callable[[float], bool]
    seen: list[float] = field(default_factory=list)


def figures() -> dict[str, Figure]:
    """Return the promises, nothing seen yet."""

    def at_most(name: str, unit: str, most: float) -> Figure:
        return Figure(name, unit, f"≤ {most:g}", lambda value: value <= most)

    return {
        "ready": at_most("start → ready", "s", 3.0),
        "answer": at_most("ring → answer", "s", 10.0),
        "speech": at_most("answer → first speech", "s", 1.5),
        "silence": at_most("key → old prompt silent", "ms", 300),
        "prompt": Figure("key → new prompt", "ms", "", lambda _: True),
        "rate": Figure("sound", "bytes/s", "16000 ± 1 %", lambda value: abs(value - 16000) <= 160),
        "gap": at_most("longest gap", "ms", 40),
        "lead": at_most("lead", "ms", 100),
        "cpu": at_most("CPU of one call", "% of a core", 5.0),
        "memory": at_most("resident memory of the daemon", "MB", 60.0),
    }


async def measure(family: str, published: Path) -> dict[str, Figure]:
    """Run one family's box and call it."""
    seen = figures()
    with tempfile.TemporaryDirectory() as directory:
        async with modem_process(family, Path(directory)) as modem:
            for _ in range(3):
                with daemon_process(family, Path(directory), published) as daemon:
                    seen["ready"].seen.append(daemon.ready_s)
            with daemon_process(family, Path(directory), published) as daemon:
                await asyncio.sleep(8)
                for _ in range(CALLS):
                    await one_call(modem, seen, daemon)
                    await asyncio.sleep(3)
                seen["memory"].seen.append(daemon.resident_mb())
    return seen


async def one_call(modem: RemoteModem, seen: dict[str, Figure], daemon: DaemonProcess) -> None:
    """Ring, hear the greeting, press 1 in it, listen, hang up."""
    call = await modem.ring()
    rang = time.monotonic()
    await call.answered(20)
    seen["answer"].seen.append(call.answered_at - rang if call.answered_at else float("nan"))
    began, cpu = time.monotonic(), daemon.cpu_s()
    await asyncio.sleep(3.5)
    pressed = time.monotonic()
    await call.press("1")
    await asyncio.sleep(LISTENING_S)
    seen["cpu"].seen.append((daemon.cpu_s() - cpu) / (time.monotonic() - began) * 100)
    await call.refresh()
    report = await modem.report()
    seen["rate"].seen.append(report.bytes_per_s)
    seen["gap"].seen.append(report.longest_gap_s * 1000)
    seen["lead"].seen.append(report.lead_s * 1000)
    sound_in = loud_frames(call)
    seen["speech"].seen.append(min(sound_in) - (call.answered_at or 0.0))
    old = [at for at in sound_in if at < new_prompt_at(call, pressed)]
    seen["silence"].seen.append((max(old) + 0.02 - pressed) * 1000)
    seen["prompt"].seen.append((new_prompt_at(call, pressed) - pressed) * 1000)
    await call.hang_up()


def loud_frames(call: RemoteParty) -> list[float]:
    """Return the moments of all frames in which something was to be heard."""
    start = call.heard_from or 0.0
    frames = range(0, len(call.heard) - FRAME_BYTES, FRAME_BYTES)
    loud = (at for at in frames if max(map(abs, array("h", call.heard[at : at + FRAME_BYTES]))) > LOUD)
    return [start + at / 16000 for at in loud]


def new_prompt_at(call: RemoteParty, pressed: float) -> float:
    """Return when, after the key, the old prompt had fallen silent and something new began."""
    after = [at for at in loud_frames(call) if at > pressed]
    return next((later for at, later in pairwise(after) if later - at > PAUSE_S), float("nan"))


class DaemonProcess:
    """The daemon as a process."""

    def __init__(self, settings: Path, control: Path) -> None:
        self._settings = settings
        self._control = control
        self.ready_s = 0.0

    def __enter__(self) -> DaemonProcess:
        """Start it and wait until it answers on its socket."""
        begun = time.monotonic()
        command = [str(Path(sys.executable).with_name("slukhavka")), "--settings", str(self._settings), "run"]
        self._process = subprocess.Popen(command, cwd=TREE, stderr=subprocess.DEVNULL)
        while not self._answers():
            time.sleep(0.01)
        self.ready_s = time.monotonic() - begun
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait()

    def cpu_s(self) -> float:
        """Return the processor time used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_mb(self) -> float:
        """Return the most memory it has had."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def _answers(self) -> bool:
        try:
            return bool(ask(self._control, "status")["ready_since"])
        except BoxNotRunning:
            return False


def daemon_process(family: str, directory: Path, published: Path) -> DaemonProcess:
    """Prepare a daemon whose files lie in `directory` and which plays `published`."""
    at, audio = (directory / "modem" / interface for interface in INTERFACES[family])
    state = directory / "state"
    state.mkdir(exist_ok=True)
    if not (state / "published").exists():
        shutil.copytree(published, state / "published", symlinks=True)
    settings = directory / "slukhavka.toml"
    settings.write_text(SITE.format(state=state, family=family, at=at, audio=audio), encoding="utf-8")
    return DaemonProcess(settings, state / "control")


@asynccontextmanager
async def modem_process(family: str, directory: Path) -> AsyncIterator[RemoteModem]:
    """Run a simulated modem as a process."""
    nodes = directory / "modem"
    command = [sys.executable, "-m", "tests.fakes.modem", "--family", family, "--dir", str(nodes)]
    process = await asyncio.create_subprocess_exec(*command, cwd=TREE, stdout=subprocess.DEVNULL)
    try:
        while not (nodes / "control").exists():
            await asyncio.sleep(0.05)
        async with RemoteModem(nodes / "control") as modem:
            yield modem
    finally:
        process.terminate()
        await process.wait()


def show(family: str, seen: dict[str, Figure]) -> None:
    """Print one family's figures beside their bounds."""
    print(f"\n{family}")
    print(f"  {'':32}{'median':>10}{'worst':>10}  {'unit':12} bound")
    for each in seen.values():
        worst = max(each.seen, key=lambda value: abs(value - 16000) if "16000" in each.bound else value)
        mark = "" if each.holds(worst) else "  <-- over"
        print(f"  {each.name:32}{statistics.median(each.seen):10.1f}{worst:10.1f}  {each.unit:12} {each.bound}{mark}")


def main() -> None:
    """Measure every family."""
    with tempfile.TemporaryDirectory() as directory:
        published = Path(directory) / "published"
        publish(STARTER_PROFILE, published, spoken_store())
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; {CALLS} calls a family")
        for family in FAMILIES:
            show(family, asyncio.run(measure(family, published)))


if __name__ == "__main__":
    main()
