"""The box under measurement: the daemon with a line of SIP, and the console, each a process, over one register."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path
from typing import Self

from tests.bench_console.kept import lend
from tests.bench_sip.sounds import Sounds
from tests.bench_sip.subjects import HOST, Box, Subject

CONSOLE = """
[console]
host = "{host}"
port = {port}
names = ["localhost"]
"""


class Daemon(Box):
    """The daemon, over a register that was filled before. `ready_s`: how long it took from its start."""

    ready_within_s = 300.0
    """It reads a large register through before it trusts it."""

    def __init__(self, directory: Path, sounds: Sounds, register: Path) -> None:
        super().__init__(directory, sounds, 1)
        self.console_port = free_tcp_port()
        self.more = CONSOLE.format(host=HOST, port=self.console_port)
        self._register = register
        self._began_s = self.ready_s = 0.0

    def __enter__(self) -> Self:
        entered = super().__enter__()
        self.ready_s = time.monotonic() - self._began_s
        return entered

    @property
    def settings(self) -> Path:
        """The file of its settings, which the console shares."""
        return self._settings

    def _command(self) -> list[str]:
        command = super()._command()
        lend(self._register, self.database)
        self._began_s = time.monotonic()
        return command


class Console(Subject):
    """The console beside a daemon."""

    name = "console"

    def __init__(self, directory: Path, sounds: Sounds, daemon: Daemon) -> None:
        super().__init__(directory, sounds, 1)
        self.port = daemon.console_port
        self._settings = daemon.settings

    def _command(self) -> list[str]:
        return [str(Path(sys.executable).with_name("slukhavka")), "--settings", str(self._settings), "console"]

    def _ready(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


def free_tcp_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
