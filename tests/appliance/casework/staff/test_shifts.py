"""The checklist before a shift: its points, its signature, and what a fault sets off (S Annex 2, 1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.edits import ChangedMeanwhile, NotThere
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.staff.shifts import (
    POINTS_MAX,
    Answered,
    BadPoint,
    ChecklistChanged,
    CheckPoint,
    NotAnswered,
    ShiftCheck,
    starter_points,
)
from appliance.clock import Moment
from appliance.errors import SettingsError
from appliance.settings import STARTER
from tests.appliance.casework.duty import kyiv, who
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

POINTS = ["Телефон працює", "Папір є", "Бланки на місці"]


def listed() -> list[int]:
    return [CheckPoint.add(text, by=who(), now=NOW) for text in POINTS]


def signed(*faults: str, by: Actor | None = None, now: Moment = NOW, note: str = "не гуде") -> int:
    answers = [Answered(text, text not in faults, note if text in faults else "") for text in POINTS]
    return ShiftCheck.sign(answers, by=by or who("Олена Коваль"), now=now)


def faults() -> list[str]:
    return [
        alarm.about for alarm in Alarm.standing() if alarm.kind == AlarmKind.SHIFT_FAULT and alarm.cleared_at is None
    ]


def test_a_signed_list_keeps_who_when_and_every_answer() -> None:
    listed()
    check = ShiftCheck.numbered(signed("Папір є"))
    assert (check.account.name, check.signed_at, check.faults) == ("Олена Коваль", NOW.wall, 1)
    assert [(each.text, each.well, each.note) for each in check.answers] == [
        ("Телефон працює", True, ""),
        ("Папір є", False, "не гуде"),
        ("Бланки на місці", True, ""),
    ]
    last = AuditEntry.last_of("shift_check", check.id)
    assert last is not None
    assert last.verb == "signed"


def test_a_no_raises_an_alarm_that_says_what_and_who_and_a_later_yes_ends_it() -> None:
    listed()
    signed("Телефон працює")
    [alarm] = Alarm.standing()
    assert "Телефон працює — не гуде (Олена Коваль)" in alarm.text
    signed("Телефон працює", now=later(60))
    assert faults() == ["Телефон працює"]
    signed(now=later(120))
    assert faults() == []


def test_a_no_without_words_is_refused_and_nothing_is_signed() -> None:
    listed()
    with pytest.raises(NotAnswered) as told:
        signed("Папір є", "Бланки на місці", note="  ")
    assert told.value.points == ("Папір є", "Бланки на місці")
    assert (ShiftCheck.latest(5), faults()) == ([], [])


def test_what_was_answered_must_be_the_list_that_stands() -> None:
    first, *_ = listed()
    CheckPoint.change(first, 1, "Телефон дзвонить", by=who(), now=NOW)
    with pytest.raises(ChecklistChanged):
        signed()
    assert ShiftCheck.select().count() == 0


def test_a_changed_or_retired_point_changes_no_signature_and_leaves_no_alarm_open() -> None:
    first, second, _ = listed()
    check = signed("Телефон працює", "Папір є")
    CheckPoint.change(first, 1, "Телефон дзвонить", by=who(), now=NOW)
    CheckPoint.retire(second, by=who(), now=NOW)
    assert faults() == []
    assert [each.text for each in ShiftCheck.numbered(check).answers] == POINTS
    assert [point.text for point in CheckPoint.standing()] == ["Телефон дзвонить", "Бланки на місці"]
    with pytest.raises(NotThere):
        CheckPoint.retire(second, by=who(), now=NOW)


def test_of_two_who_change_a_point_the_second_is_told() -> None:
    first, *_ = listed()
    CheckPoint.change(first, 1, "Телефон дзвонить", by=who(), now=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        CheckPoint.change(first, 1, "Телефон гуде", by=who("Інша"), now=NOW)
    assert told.value.theirs == {"text": "Телефон дзвонить"}


@pytest.mark.parametrize("text", ["", "   ", "я" * 201, "рядок\x07", "Папір є", " Папір   є "])
def test_a_point_that_nobody_can_answer_is_refused(text: str) -> None:
    listed()
    with pytest.raises(BadPoint):
        CheckPoint.add(text, by=who(), now=NOW)


def test_the_list_has_an_end() -> None:
    for number in range(POINTS_MAX):
        CheckPoint.add(f"Пункт {number}", by=who(), now=NOW)
    with pytest.raises(BadPoint, match=str(POINTS_MAX)):
        CheckPoint.add("Ще один", by=who(), now=NOW)


def test_the_starter_is_taken_once_and_never_over_the_offices_own() -> None:
    texts = starter_points(STARTER / "shift_checklist.toml")
    CheckPoint.take_starter(texts, by=who(), now=NOW)
    CheckPoint.take_starter(["Інше"], by=who(), now=NOW)
    assert [point.text for point in CheckPoint.standing()] == texts
    words = " ".join(texts).lower()
    assert all(word in words for word in ("телефон", "комп'ютер", "оргтехніка", "документи", "майно"))


@pytest.mark.parametrize("text", ["points = 3", "points = [1]", "[", ""])
def test_a_broken_starter_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "points.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"points\.toml"):
        starter_points(path)


def test_today_is_the_day_of_kyiv() -> None:
    listed()
    olena = who("Олена Коваль")
    assert olena.account is not None
    signed(by=olena, now=Moment(kyiv("2026-11-23 23:59"), 1.0, True, "b"))
    assert ShiftCheck.signed_today(olena.account, Moment(kyiv("2026-11-23 23:59"), 1.0, True, "b"))
    assert not ShiftCheck.signed_today(olena.account, Moment(kyiv("2026-11-24 00:00"), 61.0, True, "b"))


def test_signed_lists_are_paged_by_their_number() -> None:
    listed()
    numbers = [signed(now=later(at)) for at in range(5)]
    assert [check.id for check in ShiftCheck.latest(2)] == numbers[:2:-1]
    assert [check.id for check in ShiftCheck.latest(9, before=numbers[2])] == [numbers[1], numbers[0]]
