"""The soak sees what grows, and its box lives through every kind of event."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.soak.figures import Sample, growths
from tests.soak.life import Life

SAMPLE = Sample(0, 0, 80.0, 30, 6, 75_000, 1.0, 1.0)


def held(samples: list[Sample]) -> dict[str, bool]:
    return {growth.name: growth.holds for growth in growths(samples)}


def test_a_box_that_stays_as_it_is_holds_everything() -> None:
    samples = [replace(SAMPLE, calls=at, events=at) for at in range(0, 5000, 100)]
    assert all(held(samples).values())


@pytest.mark.parametrize(
    ("leak", "name"),
    [
        ({"resident_mb": 80.0}, "resident memory"),
        ({"descriptors": 30}, "descriptors"),
        ({"threads": 6}, "threads"),
        ({"log_mb": 1.0}, "log of the register at most"),
    ],
)
def test_what_grows_with_every_call_is_seen(leak: dict[str, float], name: str) -> None:
    [(field, start)] = leak.items()
    places = range(0, 5000, 100)
    samples = [replace(SAMPLE, calls=at, events=at, **{field: start + at / 200}) for at in places]  # type: ignore[arg-type]
    assert [key for key, holds in held(samples).items() if not holds] == [name]


def test_a_warm_up_is_not_counted() -> None:
    samples = [replace(SAMPLE, calls=at, events=at, resident_mb=min(80 + at / 10, 110)) for at in range(0, 5000, 100)]
    assert all(held(samples).values())


def test_a_short_life_is_logged_whole(tmp_path: Path) -> None:
    seen: list[Sample] = []
    life = Life(12, 4, seen.append)
    life.live(tmp_path)
    assert [sample.calls for sample in seen] == [4, 8, 12]
    assert life.logged["CallRecord"] == life.done == 12
    assert life.logged["VoiceMessage"] > 0
