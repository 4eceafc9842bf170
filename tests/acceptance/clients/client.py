"""Somebody else's program on pipes: what it says is waited for, what it should do is typed."""

from __future__ import annotations

import os
import select
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest

WITHIN_S = 20.0


class Client:
    """A telephone on a terminal."""

    def __init__(self, command: list[str], home: Path) -> None:
        environment = os.environ | {"HOME": str(home), "LANG": "C.UTF-8"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self._process = subprocess.Popen(command, cwd=home, env=environment, **pipes)  # type: ignore[call-overload]
        self._said = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def until(self, text: str) -> None:
        """Wait until it says `text`; what it said up to there is done with."""
        give_up = time.monotonic() + WITHIN_S
        while text.encode() not in self._said:
            if not select.select([self._process.stdout], [], [], max(give_up - time.monotonic(), 0))[0]:
                break
            if not (said := os.read(self._process.stdout.fileno(), 65536)):
                break
            self._said += said
        else:
            self._said = self._said.partition(text.encode())[2]
            return
        pytest.fail(f"«{text}» was not said, but:\n{self._said.decode(errors='replace')[-2000:]}")

    def listen(self, seconds: float) -> None:
        """Let it go on for so long; what it says meanwhile is read, or it would wait."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._process.stdout], [], [], left)[0]:
                self._said += os.read(self._process.stdout.fileno(), 65536)

    def type(self, text: str) -> None:
        """Type a command, its line end included."""
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()

    def leave(self, text: str) -> None:
        """Type its last command and wait until it has gone."""
        self.type(text)
        self._process.communicate(timeout=WITHIN_S)
