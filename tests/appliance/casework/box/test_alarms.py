"""Alarms: said once, seen by somebody, ended with their cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.casework.box.alarm_kinds import EVENTS, TOLD, AlarmKind, times
from appliance.casework.box.alarms import LATELY, Alarm, NoSuchAlarm
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

BY = Actor(Origin.COMMAND)


def raised(kind: AlarmKind = AlarmKind.LINE_DOWN, about: str = "gsm1", at_s: float = 0.0) -> int | None:
    return Alarm.raise_alarm(kind, "Лінія не працює.", now=later(at_s), about=about)


def test_an_open_alarm_is_raised_once_however_often_its_cause_is_met() -> None:
    first = raised()
    assert first is not None
    assert [raised(at_s=at_s) for at_s in (1, 2, 3)] == [None, None, None]
    [alarm] = Alarm.standing()
    assert (alarm.id, alarm.raised_at, alarm.text) == (first, NOW.wall, "Лінія не працює.")


def test_another_line_has_an_alarm_of_its_own() -> None:
    assert None not in (raised(about="gsm1"), raised(about="sip1"), raised(AlarmKind.DISK_FULL, "gsm1"))
    assert [alarm.about for alarm in Alarm.standing()] == ["gsm1", "sip1", "gsm1"]


def test_acknowledging_does_not_end_it_nor_let_it_be_raised_again() -> None:
    number = raised()
    assert number is not None
    assert Alarm.acknowledge(number, by=BY, now=later(5))
    assert raised() is None
    assert len(Alarm.standing()) == 1


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_what_has_happened_is_over_when_somebody_has_seen_it_and_may_happen_again(kind: AlarmKind) -> None:
    number = raised(kind, "1")
    assert number is not None
    assert Alarm.acknowledge(number, by=BY, now=later(5))
    assert Alarm.standing() == []
    assert raised(kind, "1", at_s=60) not in (None, number)


def test_who_saw_it_first_stays_the_one() -> None:
    number = raised()
    assert number is not None
    olena = Account.add("Олена", Role.CLERK, now=NOW)
    assert Alarm.acknowledge(number, by=Actor(Origin.CONSOLE, olena), now=later(5))
    assert not Alarm.acknowledge(number, by=BY, now=later(9))
    [alarm] = Alarm.standing()
    assert (alarm.acknowledged_origin, alarm.acknowledged_at) == (Origin.CONSOLE, later(5).wall)
    assert alarm.acknowledged_by is not None
    assert alarm.acknowledged_by.name == "Олена"


def test_an_alarm_stands_until_its_cause_is_gone_and_somebody_has_seen_it() -> None:
    number = raised()
    assert number is not None
    assert Alarm.clear(AlarmKind.LINE_DOWN, now=later(60), about="gsm1") == number
    assert Alarm.clear(AlarmKind.LINE_DOWN, now=later(61), about="gsm1") is None
    [alarm] = Alarm.standing()
    assert alarm.cleared_at == later(60).wall
    Alarm.acknowledge(number, by=BY, now=later(99))
    assert Alarm.standing() == []


def gone(at_s: float) -> None:
    assert Alarm.clear(AlarmKind.LINE_DOWN, now=later(at_s), about="gsm1") is not None


def test_what_comes_back_before_anybody_has_seen_it_is_the_same_alarm_and_counted() -> None:
    first = raised()
    for turn in range(1, 40):
        gone(turn * 300 - 60)
        assert raised(at_s=turn * 300) == first
    [alarm] = Alarm.standing()
    assert (alarm.times, alarm.cleared_at) == (40, None)
    assert (alarm.raised_at, alarm.last_at) == (NOW.wall, later(39 * 300).wall)


def test_what_came_once_has_its_beginning_for_its_last_coming() -> None:
    raised()
    [alarm] = Alarm.standing()
    assert (alarm.times, alarm.last_at) == (1, NOW.wall)


def test_an_alarm_that_came_back_tells_what_is_so_now_and_doubts_what_was_ever_doubtful() -> None:
    first = raised()
    gone(60)
    unset = replace(later(120), trusted=False)
    assert Alarm.raise_alarm(AlarmKind.LINE_DOWN, "Модем мовчить.", now=unset, about="gsm1") == first
    [alarm] = Alarm.standing()
    assert (alarm.text, alarm.clock_trusted) == ("Модем мовчить.", False)


def test_what_comes_back_after_somebody_has_seen_it_is_a_new_alarm() -> None:
    first = raised()
    assert first is not None
    Alarm.acknowledge(first, by=BY, now=later(30))
    gone(60)
    assert raised(at_s=120) not in (None, first)
    assert [alarm.times for alarm in Alarm.standing()] == [1]


@pytest.mark.parametrize("away_s", [LATELY.total_seconds(), -LATELY.total_seconds()])
def test_what_comes_back_long_after_is_a_new_alarm_as_is_one_beyond_a_leap_of_the_clock(away_s: float) -> None:
    first = raised()
    gone(60)
    again = raised(at_s=60 + away_s)
    assert again not in (None, first)
    assert [alarm.id for alarm in Alarm.standing()] == [again, first]


def test_danger_is_an_alarm_of_its_own_each_time() -> None:
    ids = set()
    for turn in range(3):
        ids.add(raised(AlarmKind.RED_BUTTON, "", at_s=turn))
        Alarm.clear(AlarmKind.RED_BUTTON, now=later(turn))
    assert len(ids - {None}) == 3


def test_an_alarm_that_does_not_exist_cannot_be_acknowledged() -> None:
    with pytest.raises(NoSuchAlarm, match="№ 7"):
        Alarm.acknowledge(7, by=BY, now=NOW)


def test_every_kind_is_told_in_words_of_its_own() -> None:
    assert set(TOLD) == set(AlarmKind)
    assert len({each.title for each in TOLD.values()}) == len(TOLD)


def test_how_often_is_said_in_the_right_case() -> None:
    said = {count: times(count) for count in (1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 111, 112, 121)}
    assert [word.split()[1] for word in said.values()] == [
        "раз", "рази", "рази", "разів", "разів", "разів", "разів", "раз", "рази", "разів", "разів", "разів", "раз",
    ]  # fmt: skip
    assert said[22] == "22 рази"
