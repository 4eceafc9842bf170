"""A register in a temporary file, and what tests of the office's nouns put into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart
from appliance.casework.row import bind
from appliance.casework.staff.operators import Operator, Reach
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from tests.fakes.fresh_register import lay_register
from tests.fakes.virtual_time import START

NOW = Moment(START, 1000.0, True, "boot-1")
CALLER = "+380662838182"
NEIGHBOUR = "+380671112233"


@pytest.fixture(autouse=True)
def opened(tmp_path: Path) -> Iterator[Path]:
    """The register, open in this thread."""
    path = tmp_path / "slukhavka.db"
    lay_register(path)
    database = bind(path)
    database.connect()
    yield path
    database.close()


def later(seconds: float, now: Moment = NOW) -> Moment:
    return replace(now, wall=now.wall + timedelta(seconds=seconds), monotonic_s=now.monotonic_s + seconds)


def operator(name: str = "Олена Коваль", reach: str = "201", priority: int = 1, numbers: tuple[str, ...] = ()) -> int:
    return Operator.add(name, Reach.read(reach, "4644"), now=NOW, priority=priority, own_numbers=numbers)


def call(number: str | None = CALLER, *, incoming: bool = True, at: Moment = NOW) -> CallStart:
    kind = "normal" if number else "withheld"
    return CallStart(uuid4().hex, "gsm1", incoming, at, number or "", number, kind)


def ended(
    result: CallResult, number: str | None = CALLER, *, incoming: bool = True, at: Moment = NOW, answered: bool = False
) -> CallStart:
    """Enter a call that is over."""
    start = call(number, incoming=incoming, at=at)
    answered_at = at.wall if answered else None
    CallRecord.finish(start, CallEnd(answered_at, later(60, at).wall, 60.0, result, EndedBy.CALLER))
    return start
