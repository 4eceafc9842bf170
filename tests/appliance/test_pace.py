"""Memory is cleared up while nobody talks, and only then."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.contracts import LineState
from appliance.pace import TIDY_S, tidy
from tests.fakes.virtual_time import run_virtually


@pytest.mark.parametrize(("states", "times"), [(("idle", "down"), 2), (("idle", "talking"), 0)])
def test_nothing_is_cleared_up_while_somebody_talks(
    monkeypatch: pytest.MonkeyPatch, states: tuple[str, ...], times: int
) -> None:
    cleared: list[int] = []
    lines: Any = [SimpleNamespace(status=SimpleNamespace(state=LineState(state))) for state in states]

    async def main() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(tidy(lines), TIDY_S * 2.5)

    monkeypatch.setattr(gc, "collect", lambda: cleared.append(1))
    run_virtually(main)
    assert len(cleared) == times
