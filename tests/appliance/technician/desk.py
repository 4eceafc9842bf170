"""The technician's menu as he meets it: the command on a pty, the helper behind a socket, fake programs."""

from __future__ import annotations

import json
import os
import pty
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.settings import Settings
from appliance.technician.helper import answer

PATIENCE_S = 60.0
PROGRAM = """#!/bin/sh
echo "$(basename "$0") $*" >>"$TOLD"
cat "$ANSWERS/$(basename "$0")" 2>/dev/null
exit "$(cat "$ANSWERS/$(basename "$0").status" 2>/dev/null || echo 0)"
"""


class Programs:
    """Stand-ins for systemctl and the like: what each prints is a file; what was asked of them is written down."""

    def __init__(self, directory: Path) -> None:
        self.bin = directory / "bin"
        self._answers = directory / "answers"
        self._told = directory / "told"
        for made in (self.bin, self._answers):
            made.mkdir()
        self._told.touch()
        for name in ("systemctl", "journalctl", "ip", "nmcli", "networkctl"):
            program = self.bin / name
            program.write_text(PROGRAM)
            program.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "TOLD": str(self._told),
            "ANSWERS": str(self._answers),
            "STATE_DIRECTORY": str(self.bin.parent),
        }

    def answers(self, name: str, text: str = "", status: int = 0) -> None:
        (self._answers / name).write_text(text)
        (self._answers / f"{name}.status").write_text(str(status))

    @property
    def told(self) -> list[str]:
        return self._told.read_text().splitlines()


@contextmanager
def helper_at(path: Path, settings: Settings) -> Iterator[None]:
    """Answer at a socket as systemd does with Accept=yes: one connection, one line, one answer."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=_serve, args=(listener, settings))
        thread.start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listener: socket.socket, settings: Settings) -> None:
    while True:
        try:
            talk, _ = listener.accept()
        except OSError:
            return
        with talk, talk.makefile("rw", encoding="utf-8") as lines, suppress(BrokenPipeError):
            lines.write(json.dumps(answer(settings, lines.readline())) + "\n")


@dataclass
class Terminal:
    """The other end of the serial cable."""

    master: int
    process: subprocess.Popen[bytes]
    seen: str = ""

    def until(self, text: str) -> str:
        """Read until the screen shows `text` below what was returned before; return what has come since."""
        screen, ends_s = "", time.monotonic() + PATIENCE_S
        while text not in screen:
            assert select.select([self.master], [], [], max(ends_s - time.monotonic(), 0))[0], screen
            try:
                screen += os.read(self.master, 4096).decode("utf-8", "replace").replace("\r", "")
            except OSError as error:
                raise AssertionError(f"the menu is gone: {screen}") from error
        self.seen += screen
        return screen

    def types(self, *lines: str) -> None:
        os.write(self.master, "".join(f"{line}\n" for line in lines).encode())

    def chooses(self, *lines: str) -> str:
        """Type, and return all that comes until the menu stands there again."""
        self.types(*lines)
        return self.until("0  Вийти\n> ")

    def ends(self) -> int:
        """Wait until the command has ended."""
        status = self.process.wait(PATIENCE_S)
        with suppress(OSError):
            while select.select([self.master], [], [], 0)[0] and (more := os.read(self.master, 4096)):
                self.seen += more.decode("utf-8", "replace")
        return status


@contextmanager
def at_the_terminal(settings: Settings, helper: Path, *arguments: str) -> Iterator[Terminal]:
    """Log the technician in."""
    master, slave = pty.openpty()
    words = [
        "/usr/bin/setsid",
        "--ctty",
        sys.executable,
        "-m",
        "appliance.cli",
        "--settings",
        str(settings.file),
        "technician",
    ]
    process = subprocess.Popen([*words, "--socket", str(helper), *arguments], stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    terminal = Terminal(master, process)
    try:
        yield terminal
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        os.close(master)
