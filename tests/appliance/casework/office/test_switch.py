"""The switch on the box: until when an order by it lasts (K4, M 3.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.menus.publications import Publication
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import Closure, HoursError, OfficeKind, Override
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.office.switch import ends_at, turn
from appliance.menu.nodes.office_hours import state_in_words
from tests.appliance.casework.duty import OFFICE, kyiv
from tests.appliance.casework.office.test_office_hours import begun, now_is
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

OPEN, BREAK, CLOSED = OfficeKind.OPEN, OfficeKind.BREAK, OfficeKind.CLOSED
BY = Actor(Origin.PANEL)


@pytest.mark.row("K4")
@pytest.mark.parametrize(
    ("kind", "at", "until"),
    [
        (OPEN, "2026-11-23 10:00", None),  # it is open by the calendar
        (OPEN, "2026-11-23 07:30", "2026-11-23 08:00"),  # until it opens by itself
        (OPEN, "2026-11-23 12:10", "2026-11-23 12:45"),
        (OPEN, "2026-11-23 18:00", "2026-11-23 20:00"),  # two hours, not till morning
        (OPEN, "2026-11-28 11:00", "2026-11-28 13:00"),  # a Saturday
        (BREAK, "2026-11-23 12:10", None),  # the break is in the calendar
        (BREAK, "2026-11-23 10:00", "2026-11-23 11:00"),
        (BREAK, "2026-11-23 18:00", "2026-11-23 19:00"),
        (CLOSED, "2026-11-23 10:00", "2026-11-24 08:00"),  # the rest of the day, lunch and afternoon too
        (CLOSED, "2026-11-23 12:10", "2026-11-24 08:00"),
        (CLOSED, "2026-11-27 10:00", "2026-11-30 08:00"),  # a Friday
        (CLOSED, "2026-11-23 07:30", "2026-11-23 08:00"),  # it is shut: until it opens
        (CLOSED, "2026-11-28 11:00", "2026-11-30 08:00"),
    ],
)
def test_an_order_by_the_switch_ends_by_itself(kind: OfficeKind, at: str, until: str | None) -> None:
    assert ends_at(kind, OFFICE, kyiv(at)) == (kyiv(until) if until else None)


def test_what_was_ordered_before_does_not_count() -> None:
    at = kyiv("2026-11-23 10:00")
    shut = replace(OFFICE, override=Override(CLOSED, at - timedelta(hours=1), at + timedelta(hours=5)))
    assert ends_at(OPEN, shut, at) is None
    assert ends_at(CLOSED, shut, at) == kyiv("2026-11-24 08:00")


def test_an_office_that_never_shuts_is_closed_till_midnight() -> None:
    always = WorkCalendar.round_the_clock()
    assert ends_at(CLOSED, always, kyiv("2026-11-23 10:00")) == kyiv("2026-11-24 00:00")
    assert ends_at(BREAK, always, kyiv("2026-11-23 10:00")) == kyiv("2026-11-23 11:00")


def test_nothing_lasts_longer_than_an_order_by_hand_may() -> None:
    from_, to = kyiv("2026-11-24 00:00"), kyiv("2026-12-24 00:00")
    away = replace(OFFICE, closures=(Closure(from_, to, "ремонт"),))
    assert ends_at(CLOSED, away, kyiv("2026-11-23 10:00")) == kyiv("2026-11-30 10:00")


def shut_today() -> WorkCalendar:
    """What the console orders by hand for the same time."""
    ordered = Override(CLOSED, kyiv("2026-11-23 10:00"), kyiv("2026-11-24 08:00"))
    return replace(OFFICE, override=ordered)


def test_turning_writes_the_order_and_asks_that_every_menu_say_so() -> None:
    begun()
    now = now_is("2026-11-23 10:00")
    assert turn(CLOSED, ["", "sip"], by=BY, now=now) == kyiv("2026-11-24 08:00")
    override = OfficeHours.standing().override_at(now.wall)
    assert override is not None
    assert (override.kind, override.until) == (CLOSED, kyiv("2026-11-24 08:00"))
    assert [each.menu for each in Publication.due(now)] == ["", "sip"]
    heard = " ".join(state_in_words(OfficeHours.standing().calendar(), now.wall))
    assert heard == " ".join(state_in_words(shut_today(), now.wall))
    assert turn(OPEN, [""], by=BY, now=now) is None
    assert OfficeHours.standing().override_at(now.wall) is None


def test_an_office_without_hours_cannot_be_switched_and_nothing_is_published() -> None:
    with pytest.raises(HoursError):
        turn(CLOSED, [""], by=BY, now=NOW)
    assert Publication.due(NOW) == []
