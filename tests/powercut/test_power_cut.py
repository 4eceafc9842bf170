"""Nothing that was promised is lost by a power cut: states drawn by seed over three recorded workloads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.powercut.full_disk import FAILED, KEPT, swept
from tests.powercut.replay import WORKLOADS, Recorded, cuts, looked_at, recorded, workshop

STATES = {"calls": 60, "office": 180, "publishing": 160}
CONTROL_STATES = 40
CONTROL = "control"
WHOLE_EVERY = 90
FULL_FROM = range(2, 130)
"""Nearly all writes there are while the disk may be full."""
FULL_DRAWN = 3
SEED = 20261122


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with workshop() as directory:
        yield directory


@pytest.fixture(scope="module")
def runs(place: Path) -> Iterator[Mapping[str, Future[Recorded]]]:
    """All recordings, two at a time: most of their time they wait for strace."""
    record = partial(recorded, brief=True)
    with ThreadPoolExecutor(2) as pool:
        made = {name: pool.submit(record, name, place / name) for name in WORKLOADS}
        made[CONTROL] = pool.submit(record, "calls", place / CONTROL, synchronous="normal")
        yield made


@pytest.mark.row("L2")
@pytest.mark.parametrize("name", WORKLOADS)
def test_a_power_cut_after_any_call_loses_nothing_that_was_promised(
    name: str, runs: Mapping[str, Future[Recorded]]
) -> None:
    run = runs[name].result()
    assert len(run.promised) > 8
    drawn = random.Random(SEED).sample(cuts(run.ops, (1, 2, 3)), STATES[name])
    whole = drawn[::WHOLE_EVERY]
    tally = looked_at(run, drawn, whole)
    assert tally.faults == []
    assert (tally.states, tally.whole) == (STATES[name], len(whole))


def test_the_same_cuts_would_lose_promised_rows_if_commits_were_not_synced(
    runs: Mapping[str, Future[Recorded]],
) -> None:
    run = runs[CONTROL].result()
    tally = looked_at(run, random.Random(SEED).sample(cuts(run.ops, (1, 2, 3)), CONTROL_STATES))
    assert any(" row " in each for each in tally.lost), "a harness that sees nothing here sees nothing at all"
    assert tally.corrupt == []


@pytest.mark.row("L7")
def test_a_disk_that_is_full_from_any_write_on_keeps_every_promise_and_the_box_goes_on_when_there_is_room(
    place: Path,
) -> None:
    told = swept(place, random.Random(SEED).sample(FULL_FROM, FULL_DRAWN))
    assert [(each.lost, each.broke) for each in told] == [([], "")] * FULL_DRAWN
    assert any(FAILED in each.heard.values() for each in told)
    assert all(KEPT in each.heard.values() for each in told)
