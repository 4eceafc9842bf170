"""The record of incidents: how long, whose fault, and what a month sums up to."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.casework.box.incidents import BadNote, Downtime, Incident, IncidentKind
from appliance.casework.box.maintenance import Maintenance, NewMaintenance
from appliance.casework.entrance.accounts import BOX
from appliance.clock import Moment
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

DOWN, POWER = IncidentKind.LINE_DOWN, IncidentKind.NO_POWER
DAY_S = 86400


def down(begin_s: float, end_s: float | None, *, about: str = "sim1", deaf: bool = True) -> None:
    Incident.begin(DOWN, "кабель", began=later(begin_s), about=about, deaf=deaf)
    if end_s is not None:
        Incident.end(DOWN, now=later(end_s), about=about)


def test_what_is_on_record_already_is_not_written_twice() -> None:
    assert Incident.begin(DOWN, "кабель", began=NOW, about="sim1") is not None
    assert Incident.begin(DOWN, "інше", began=later(5), about="sim1") is None
    assert Incident.begin(DOWN, "кабель", began=later(5), about="sim2") is not None


def test_what_has_ended_does_not_end_again() -> None:
    down(0, 90)
    assert Incident.end(DOWN, now=later(200), about="sim1") is None
    assert [each.lasted_s for each in Incident.latest(5)] == [90]


def test_within_one_boot_the_monotonic_clock_measures_also_when_the_wall_is_set_meanwhile() -> None:
    Incident.begin(DOWN, "x", began=replace(NOW, wall=datetime(1970, 1, 1, tzinfo=UTC), trusted=False), deaf=True)
    Incident.end(DOWN, now=later(120))
    [incident] = Incident.latest(1)
    assert incident.lasted_s == 120
    assert incident.span(NOW.wall) == (NOW.wall, later(120).wall)


def test_across_boots_a_clock_that_nobody_set_makes_the_length_unknown() -> None:
    Incident.begin(DOWN, "x", began=replace(NOW, trusted=False), deaf=True)
    Incident.end(DOWN, now=replace(later(120), boot_id="boot-2", monotonic_s=7.0))
    [incident] = Incident.latest(1)
    assert incident.lasted_s is None
    assert Incident.deaf_s(NOW.wall, later(500).wall) == 0


def test_across_boots_a_clock_that_was_set_measures() -> None:
    Incident.begin(POWER, "x", began=NOW, deaf=True, powered=False)
    Incident.end(POWER, now=replace(later(120), boot_id="boot-2", monotonic_s=7.0))
    assert [each.lasted_s for each in Incident.latest(1)] == [120]


def test_what_overlaps_counts_once() -> None:
    down(0, 100)
    down(50, 150, about="sim2")
    assert Incident.deaf_s(NOW.wall, later(1000).wall) == 150


def test_a_line_beside_one_that_works_makes_nobody_deaf() -> None:
    down(0, 100, deaf=False)
    assert Incident.deaf_s(NOW.wall, later(1000).wall) == 0


def test_a_span_counts_only_what_lies_in_it() -> None:
    down(0, 100)
    assert Incident.deaf_s(later(40).wall, later(60).wall) == 20
    assert Incident.between(later(100).wall, later(200).wall) == []


def test_what_is_not_over_counts_to_the_end_of_the_span() -> None:
    down(0, None)
    assert Incident.deaf_s(later(-50).wall, later(30).wall) == 30


def test_without_power_is_neither_deaf_nor_powered_time() -> None:
    Incident.begin(POWER, "x", began=NOW, deaf=True, powered=False)
    Incident.end(POWER, now=later(600))
    down(500, 700)
    assert Incident.downtime(NOW.wall, later(1000).wall) == Downtime(400, 100, 0)
    assert Incident.downtime(NOW.wall, later(1000).wall).availability == 0.75


def test_a_span_without_any_power_has_no_availability() -> None:
    Incident.begin(POWER, "x", began=NOW, deaf=True, powered=False)
    assert Incident.downtime(NOW.wall, later(1000).wall).availability is None


def test_what_breaks_during_maintenance_is_planned() -> None:
    Maintenance.begin(NewMaintenance("заміна модема", 3600, ""), by=BOX, now=NOW)
    down(10, 110)
    Maintenance.end(by=BOX, now=later(200))
    down(300, 350)
    assert Incident.downtime(NOW.wall, later(1000).wall) == Downtime(1000, 150, 100)


def test_a_note_says_what_was_done() -> None:
    down(0, 100)
    [incident] = Incident.latest(1)
    incident.note(" Замінено  кабель ", by=BOX, now=later(200))
    with pytest.raises(BadNote):
        incident.note(" ", by=BOX, now=later(200))
    assert [note.text for note in Incident.numbered(incident.id).notes] == ["Замінено кабель"]


def test_the_sums_of_many_days_equal_a_count_of_seconds(seed: int = 7) -> None:
    """Independently: a second is deaf when any incident of the plain list covers it."""
    chance = random.Random(seed)
    seconds = 3 * DAY_S
    deaf, dark = bytearray(seconds), bytearray(seconds)
    moment: Moment = NOW
    for _ in range(60):
        begin, lasts = chance.randrange(seconds), chance.randrange(1, 4000)
        end = min(begin + lasts, seconds)
        kind, powered = (POWER, False) if chance.random() < 0.2 else (DOWN, True)
        about = f"{kind}{begin}"
        Incident.begin(kind, "x", began=later(begin), about=about, deaf=True, powered=powered)
        Incident.end(kind, now=later(end), about=about)
        (deaf if powered else dark)[begin:end] = b"\x01" * (end - begin)
    for day in range(3):
        first, last = day * DAY_S, (day + 1) * DAY_S
        expected_dark = sum(dark[first:last])
        expected = sum(one and not two for one, two in zip(deaf[first:last], dark[first:last], strict=True))
        start = moment.wall + timedelta(seconds=first)
        assert Incident.downtime(start, start + timedelta(days=1)) == Downtime(DAY_S - expected_dark, expected, 0)
