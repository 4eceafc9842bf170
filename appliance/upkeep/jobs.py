"""Work that is begun by the daemon and done by a process of its own, so that nothing of it is felt in a call."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)

PUBLISH_DUE = ("publish", "--due")
SELF_TEST = ("selftest",)
REPORTS_DUE = ("report", "--due")
POLITENESS = 10
"""So far a process that works beside calls gives way to the one that answers them (`os.nice`)."""


class Jobs:
    """Runs commands of `slukhavka`, each at most once at a time; asked again meanwhile, it is run once more."""

    def __init__(self, settings_file: Path) -> None:
        """`settings_file`: what the processes read, as this one did."""
        self._begin = (sys.executable, "-m", "appliance.cli", "--settings", str(settings_file))
        self._running: dict[tuple[str, ...], asyncio.Task[None]] = {}
        self._again: set[tuple[str, ...]] = set()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._closing = False

    def start(self, command: Sequence[str]) -> None:
        """Let a command run soon; returns at once. While the box stops nothing is begun."""
        asked = tuple(command)
        if self._closing:
            return
        if asked in self._running:
            self._again.add(asked)
            return
        self._running[asked] = asyncio.ensure_future(self._run(asked))

    async def finished(self, command: Sequence[str]) -> int:
        """Run a command that somebody waits for, and return its status: 0 done."""
        return await asyncio.to_thread(self._process, tuple(command))

    async def close(self) -> None:
        """End what runs: it is done again at the next start, as is what was asked meanwhile."""
        self._closing = True
        for process in tuple(self._processes):
            process.terminate()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _run(self, asked: tuple[str, ...]) -> None:
        try:
            while True:
                self._again.discard(asked)
                await asyncio.to_thread(self._process, asked)
                if self._closing or asked not in self._again:
                    return
        except OSError:
            log.exception("%s cannot be started", " ".join(asked))
        finally:
            del self._running[asked]

    def _process(self, asked: tuple[str, ...]) -> int:
        process = subprocess.Popen([*self._begin, *asked], stdin=subprocess.DEVNULL)  # noqa: S603  (all of it is ours)
        self._processes.add(process)
        try:
            if status := process.wait():
                log.error("%s ended with %s", " ".join(asked), status)
            return status
        finally:
            self._processes.discard(process)
