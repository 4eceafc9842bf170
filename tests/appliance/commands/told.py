"""Commands on a register of their own, with or without a daemon that listens."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.cli import main
from appliance.control import ControlServer
from appliance.settings import read_settings
from tests.fakes.fresh_register import lay_register

VERBS = ("wake_operators", "wake_presence", "wake_callbacks", "wake_alarms", "call_back")


@pytest.fixture
def migrated(settings: Path) -> Path:
    """The register of `settings`."""
    database = read_settings(settings).database
    lay_register(database)
    return database


def slukhavka(capsys: pytest.CaptureFixture[str] | None, settings: Path, *arguments: str) -> str:
    """Run a command that must work and return what it said."""
    assert main(["--settings", str(settings), *arguments]) == 0
    return capsys.readouterr().out if capsys else ""


@contextmanager
def told_daemon(settings: Path) -> Iterator[list[str]]:
    """Answer on the control socket as the daemon does, and keep what is asked."""
    told: list[str] = []
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    def wake(request: dict[str, Any]) -> dict[str, Any]:
        told.append(request["ask"])
        return {}

    async def serve() -> None:
        server = ControlServer(read_settings(settings).control, dict.fromkeys(VERBS, wake))
        await server.start()
        ready.set()
        await stop.wait()
        await server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(60)
        yield told
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
