"""The soak sees what grows, and its box lives through every kind of event."""

from __future__ import annotations

import gc
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import apsw
import pytest

from tests.bench_console.archive import Quantities
from tests.fakes.modem import FakeCaller
from tests.soak.console import Work
from tests.soak.figures import Growth, Sample, Verdict, growths_of_the_box, trend
from tests.soak.life import Life
from tests.soak.memory import Process, fill_free_lists, malloc_mb, process, python_blocks, sqlite_mb
from tests.soak.printed import table

SAMPLE = Sample(0, 0, Process(80.0, 30, 7), malloc_mb=19.0, sqlite_mb=1.0, log_mb=1.0, register_mb=1.0)
PLACES = range(0, 5000, 100)


def lived(change: Callable[[int], dict[str, float]]) -> list[Sample]:
    """Return samples with these figures of the process changed, each by its place."""
    return [
        replace(SAMPLE, calls=at, events=at, process=replace(SAMPLE.process, **change(at)))  # type: ignore[arg-type]
        for at in PLACES
    ]


def marked(samples: list[Sample]) -> dict[str, Verdict]:
    judged = {growth.name: growth.verdict for growth in growths_of_the_box(samples)}
    return {name: verdict for name, verdict in judged.items() if verdict in (Verdict.OVER, Verdict.OPEN)}


def test_a_box_that_stays_as_it_is_holds_everything() -> None:
    assert not marked(lived(lambda _at: {}))


@pytest.mark.parametrize(
    ("field", "start", "name"),
    [("resident_mb", 80.0, "resident memory"), ("descriptors", 30, "descriptors"), ("threads", 6, "threads")],
)
def test_what_grows_with_every_call_is_seen(field: str, start: float, name: str) -> None:
    assert marked(lived(lambda at: {field: start + at / 200})) == {name: Verdict.OVER}


def test_a_log_that_grows_with_every_call_is_seen() -> None:
    samples = [replace(SAMPLE, calls=at, events=at, log_mb=1 + at / 200) for at in PLACES]
    assert marked(samples) == {"log of the register at most": Verdict.OVER}


def test_memory_that_wavers_more_than_it_may_grow_is_not_decided() -> None:
    chance = Random(1)
    assert marked(lived(lambda _at: {"resident_mb": 80 + chance.random() * 5})) == {"resident memory": Verdict.OPEN}


def test_one_step_of_memory_is_no_trend_that_is_known() -> None:
    samples = lived(lambda at: {"resident_mb": 80.0 + (at > 2500)})
    slope, give = trend(samples, lambda sample: sample.process.resident_mb)
    assert 0 < slope < give


def test_a_straight_growth_is_known_exactly_and_nine_samples_tell_nothing() -> None:
    samples = lived(lambda at: {"resident_mb": 80 + at / 1000})
    assert trend(samples, lambda sample: sample.process.resident_mb) == pytest.approx((0.001, 0.0), abs=1e-9)
    assert trend(samples[:9], lambda sample: sample.process.resident_mb) == (0.0, math.inf)


def test_what_is_beyond_its_bound_is_marked_beside_it() -> None:
    over = Growth("resident memory", 2.0, 0.5, "MB per 10 000 events", "< 1", Verdict.OVER)
    good, other = replace(over, verdict=Verdict.HOLDS), replace(over, bound="", verdict=Verdict.NOT_PROMISED)
    lines = table([over, good, other]).splitlines()
    assert [Verdict.OVER in line for line in lines] == [True, False, False]
    assert all("2.000 ± 0.500" in line for line in lines)


def test_memory_is_seen_where_it_is_held(tmp_path: Path) -> None:
    malloc, sqlite = malloc_mb(), sqlite_mb()
    held = [bytes(100_000) for _ in range(50)]
    assert malloc_mb() - malloc == pytest.approx(sum(map(len, held)) / 1e6, abs=0.5)
    database = apsw.Connection(str(tmp_path / "some.db"))
    database.execute("CREATE TABLE held (it)")
    database.execute("INSERT INTO held VALUES (zeroblob(1000000))")
    assert 1.0 < sqlite_mb() - sqlite < 2.5
    database.close()


def test_python_s_lists_of_dead_tuples_are_filled_as_a_long_life_would_and_hold_nothing_that_counts() -> None:
    before = python_blocks()
    waiting = sys.getallocatedblocks()
    fill_free_lists()
    assert sys.getallocatedblocks() - waiting > 30_000
    assert abs(python_blocks() - before) < 1000


def test_an_open_file_is_seen(tmp_path: Path) -> None:
    before = process().descriptors
    with (tmp_path / "some").open("wb"):
        assert process().descriptors == before + 1


def callers() -> int:
    gc.collect()
    return sum(isinstance(each, FakeCaller) for each in gc.get_objects())


def test_a_short_life_is_logged_whole_and_its_simulator_keeps_no_caller(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def note(sample: Sample) -> None:
        seen.append((sample.calls, callers() - before))

    before = callers()
    life = Life(12, 4, note)
    life.live(tmp_path)
    assert [calls for calls, _ in seen] == [4, 8, 12]
    assert max(kept for _, kept in seen) <= 1
    assert [sample.calls for sample in life.warm] == [8, 12]
    assert len(life.blocks) == 2
    assert life.logged["CallRecord"] == life.done == 12
    assert life.logged["VoiceMessage"] > 0


def test_a_console_answers_whatever_it_is_asked(tmp_path: Path) -> None:
    seen: list[int] = []
    work = Work(30, 10, lambda sample: seen.append(sample.events))
    (tmp_path / "state").mkdir()
    work.do(tmp_path / "state", Quantities(calls=40, appeals=20, people=20), tmp_path / "shelf")
    assert seen == [10, 20, 30]
    assert [sample.events for sample in work.warm] == [20, 30]
    assert len(work.blocks) == 2
    assert not work.failed
