"""Announcements begin and end by themselves, for a settlement or for all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.notice_rules import BadNotice, NoSuchNotice, NoticeOver
from appliance.casework.notices.told import told
from tests.appliance.casework.notices.notices import announced, settlement
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

MORNING, NOON = "2026-11-23 10:00", "2026-11-23 12:00"


def texts(seconds: float = 0.0) -> list[str]:
    return [each["text"] for each in told(later(seconds).wall)["notices"]]


@pytest.mark.row("D6")
def test_what_is_announced_holds_from_its_start_to_its_end_and_ends_by_itself() -> None:
    row = Announcement.known(announced("Ярмарок на площі.", "2026-11-23 11:00", NOON))
    moments = {seconds: row.holds(later(seconds).wall) for seconds in (0, 3599, 3600, 7199.9, 7200)}
    assert moments == {0: False, 3599: False, 3600: True, 7199.9: True, 7200: False}
    assert texts(0) == texts(7199) == ["Ярмарок на площі."], "also what is still to come is spoken ahead"
    assert texts(7200) == []


UNFIT: list[tuple[tuple[Any, ...], str]] = [
    (("", MORNING, NOON), "text"),
    (("а" * 601, MORNING, NOON), "text"),
    (("Так", NOON, MORNING), "ends_at"),
    (("Так", "2026-11-22 10:00", "2026-11-23 09:59"), "ends_at"),
    (("Так", MORNING, "2028-11-23 10:00"), "ends_at"),
    (("Так", MORNING, NOON, 999), "settlements"),
]


@pytest.mark.parametrize(("said", "field"), UNFIT)
def test_what_nobody_could_hear_is_refused_with_the_field_named(said: tuple[Any, ...], field: str) -> None:
    with pytest.raises(BadNotice) as refused:
        announced(*said)
    assert refused.value.field == field
    assert Announcement.select().count() == 0


def test_two_people_at_one_announcement_and_its_taking_down() -> None:
    place = settlement("Вишневе")
    made = announced("Перше.", MORNING, NOON, place)
    row = Announcement.known(made)
    anew = NewAnnouncement("Друге.", row.starts_at, row.ends_at, settlements=[place])
    Announcement.change(made, 1, anew, by=BOX, now=later(1))
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        Announcement.change(made, 1, anew, by=BOX, now=later(2))
    assert meanwhile.value.theirs["text"] == "Друге."
    Announcement.withdraw(made, by=BOX, now=later(10))
    Announcement.withdraw(made, by=BOX, now=later(20))
    assert Announcement.known(made).withdrawn_at == later(10).wall
    assert texts(11) == []
    with pytest.raises(NoticeOver):
        Announcement.change(made, 3, anew, by=BOX, now=later(30))
    with pytest.raises(NoSuchNotice):
        Announcement.withdraw(99, by=BOX, now=NOW)
    verbs = [entry.verb for entry in AuditEntry.page(limit=10) if entry.subject == "announcement"]
    assert verbs == ["taken_down", "changed", "announced"]


def test_lists_tell_what_is_ahead_and_page_what_is_over() -> None:
    ids = [announced(f"№ {at}", MORNING, NOW.wall + timedelta(hours=at + 1)) for at in range(5)]
    moment = NOW.wall + timedelta(hours=3)
    assert [row.id for row in Announcement.ahead(moment)] == ids[3:]
    assert [row.id for row in Announcement.over(moment, limit=2)] == [ids[2], ids[1]]
    assert [row.id for row in Announcement.over(moment, before=ids[1], limit=2)] == [ids[0]]
