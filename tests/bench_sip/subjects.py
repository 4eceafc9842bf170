"""The two that are measured, each as a process: the box with a SIP line, and the bare loop."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.database import reading
from appliance.control import BoxNotRunning, ask
from appliance.settings import read_settings
from tests.bench_sip.sounds import Sounds

TREE = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")
SITE = """
[box]
state = "{state}"
log_level = "WARNING"

[call]
answer_after_s = 0
opening_silence_s = 0

[[lines]]
name = "sip1"
kind = "sip"
host = "{host}"
port = {port}
peers = ["{host}"]
max_calls = {calls}
{more}"""


class NotStarted(Exception):
    """A subject did not come up; the text is the end of what it said."""


class Subject:
    """A process that answers calls at `port`. `said` is the file of its output."""

    name = ""
    ready_within_s = 30.0

    def __init__(self, directory: Path, sounds: Sounds, calls: int) -> None:
        self.port = free_udp_port()
        self._directory = directory
        self._sounds = sounds
        self._calls = calls
        self.said = directory / f"{self.name}.log"

    def __enter__(self) -> Self:
        with self.said.open("wb") as said:
            self._process = subprocess.Popen(self._command(), cwd=TREE, stdout=said, stderr=subprocess.STDOUT)
        give_up = time.monotonic() + self.ready_within_s
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > give_up:
                self.__exit__()
                raise NotStarted(f"{self.name}: {self.said.read_text(encoding='utf-8', errors='replace')[-800:]}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def cpu_s(self) -> float:
        """Return the processor time used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def waited_s(self) -> float:
        """Return for how long its threads were ready to run and the processors had others to serve."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[1]) for task in tasks) / 1e9

    def status(self, name: str) -> int:
        """Return a number of /proc/…/status: VmHWM (KiB), Threads."""
        text = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(text.split(f"{name}:")[1].split()[0])

    def rows(self) -> int | None:
        """Return how many calls its log has; None: it keeps none. Only once it has stopped."""
        return None

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _ready(self) -> bool:
        raise NotImplementedError


class Bare(Subject):
    """The bare loop."""

    name = "bare"

    def _command(self) -> list[str]:
        sounds = ("--greeting", str(self._sounds.greeting), "--next", str(self._sounds.following))
        return [sys.executable, "-m", "tests.bench_sip.bare", "--port", str(self.port), *sounds]

    def _ready(self) -> bool:
        return b"ready" in self.said.read_bytes()


class Box(Subject):
    """The box: the real menu, its log of calls in SQLite."""

    name = "box"
    more = ""
    """Further settings of the line."""

    def _command(self) -> list[str]:
        state = self._directory / "state"
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir()
        (state / "published").symlink_to(self._sounds.published)
        self._settings = self._directory / "slukhavka.toml"
        site = SITE.format(state=state, host=HOST, port=self.port, calls=max(self._calls, 20), more=self.more)
        self._settings.write_text(site, encoding="utf-8")
        return [str(Path(sys.executable).with_name("slukhavka")), "--settings", str(self._settings), "run"]

    def _ready(self) -> bool:
        try:
            answer = ask(self._directory / "state" / "control", "status")
        except BoxNotRunning:
            return False
        return bool(answer["ready_since"]) and answer["lines"][0]["state"] == "idle"

    @property
    def database(self) -> Path:
        """The file of its register."""
        return read_settings(self._settings).database

    def rows(self) -> int | None:
        with reading(self.database):
            return int(CallRecord.select().count())


def free_udp_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
