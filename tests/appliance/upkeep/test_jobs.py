"""Work in a process of its own: once at a time, once more where it was asked for meanwhile, and ended at once."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from appliance.upkeep.jobs import Jobs


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands in for our program: it notes that it was begun and lasts as long as there is a file `lasts`."""
    program, noted = tmp_path / "program", tmp_path / "begun"
    lasts = tmp_path / "lasts"
    program.write_text(f'#!/bin/sh\necho begun >> "{noted}"\nwhile [ -e "{lasts}" ]; do sleep 0.05; done\n', "utf-8")
    program.chmod(0o755)
    lasts.touch()
    monkeypatch.setattr(sys, "executable", str(program))
    return noted


def times(begun: Path) -> int:
    return len(begun.read_text().splitlines()) if begun.exists() else 0


async def has_begun(begun: Path, count: int) -> None:
    while times(begun) < count:
        await asyncio.sleep(0.02)


def test_what_is_asked_while_it_runs_is_done_once_more_after_it(begun: Path) -> None:
    async def main() -> None:
        jobs = Jobs(begun)
        async with asyncio.timeout(60):
            for _ in range(3):
                jobs.start(["publish"])
            await has_begun(begun, 1)
            jobs.start(["publish"])
            (begun.parent / "lasts").unlink()
            await has_begun(begun, 2)
            await jobs.close()
        assert times(begun) == 2

    asyncio.run(main())


def test_a_box_that_stops_begins_nothing_that_was_asked_meanwhile(begun: Path) -> None:
    async def main() -> None:
        jobs = Jobs(begun)
        async with asyncio.timeout(60):
            jobs.start(["publish"])
            await has_begun(begun, 1)
            jobs.start(["publish"])
            await jobs.close()
            jobs.start(["publish"])
            await asyncio.sleep(0.2)
        assert times(begun) == 1

    asyncio.run(main())
