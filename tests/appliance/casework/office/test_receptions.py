"""Receptions and who is booked for them: one visitor a slot, never on a day that is shut (A25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import peewee
import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import Actor, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.office import reception_bookings, receptions
from appliance.casework.office.calendar import KYIV
from appliance.casework.office.hours import Closure, HoursError, OfficeKind, SpecialDay, day_hours
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.office.reception_bookings import BadBooking, BookingSource, NewBooking, ReceptionBooking
from appliance.casework.office.receptions import BadReception, NoSuchReception, Reception, ReceptionFields, read_week
from appliance.casework.row import write
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.contracts.office import SlotTaken
from appliance.sms_text import measure
from tests.appliance.casework.duty import kyiv, who
from tests.appliance.casework.office.test_office_hours import WEEK
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, later, opened

__all__ = ["opened"]

MORNING = day_hours("09:00-10:00")
HEAD = ReceptionFields(
    "голова громади", "Іваненко Петро", "вул. Титаренка, 7", ((), (), (), MORNING, (), (), ()), slot_min=20
)
"""Thursdays; the tests begin on Sunday 22.11.2026."""
FIRST = "2026-11-26 09:00"


def editor() -> Actor:
    return who("Ірина Редактор", Role.EDITOR)


def added(fields: ReceptionFields = HEAD) -> int:
    return Reception.add(fields, by=editor(), now=NOW)


def free(reception: int, after: datetime = NOW.wall) -> list[str]:
    return [f"{at.astimezone(KYIV):%Y-%m-%d %H:%M}" for at in ReceptionBooking.free(reception, after=after)]


def booked(reception: int, at: str = FIRST, **more: Any) -> int:
    new = NewBooking(reception, kyiv(at), **{"name": "Марія", **more})
    return ReceptionBooking.book(new, by=editor(), now=NOW)


def by_phone(reception: int, at: str = FIRST, number: str = CALLER, now: Moment = NOW) -> datetime:
    return ReceptionBooking.book_by_phone(call(number, at=now), reception, kyiv(at), by_sms=True, now=now)


def at(text: str) -> Moment:
    return later((kyiv(text) - NOW.wall).total_seconds())


def texts() -> list[str]:
    return [message.text for message in Message.select().order_by(Message.id)]


def test_what_was_written_of_a_reception_stands() -> None:
    reception = Reception.known(added())
    assert reception.fields == HEAD
    assert reception.who == "голова громади, Іваненко Петро"
    assert [each.id for each in Reception.standing()] == [reception.id]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"office": " "}, "office"),
        ({"name": "х" * 101}, "name"),
        ({"place": ""}, "place"),
        ({"week": ((),) * 7}, "week"),
        ({"slot_min": 4}, "slot_min"),
        ({"slot_min": 61}, "slot_min"),
    ],
)
def test_a_reception_that_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadReception) as refused:
        added(replace(HEAD, **changes))
    assert refused.value.field == field


def test_two_editors_of_one_reception_see_each_other() -> None:
    reception = added()
    Reception.change(reception, 1, replace(HEAD, place="вул. Нова, 1"), by=editor(), now=NOW)
    with pytest.raises(ChangedMeanwhile):
        Reception.change(reception, 1, HEAD, by=editor(), now=NOW)


def test_a_reception_switched_off_is_neither_told_nor_booked() -> None:
    reception = added()
    Reception.switch(reception, on=False, by=editor(), now=NOW)
    Reception.switch(reception, on=False, by=editor(), now=NOW)
    assert (Reception.standing(), free(reception)) == ([], [])
    assert [each.id for each in Reception.everyone()] == [reception]
    Reception.switch(reception, on=True, by=editor(), now=NOW)
    assert free(reception)
    with pytest.raises(NoSuchReception):
        Reception.known(reception + 1)


def test_a_week_with_a_day_of_no_language_is_refused() -> None:
    with pytest.raises(HoursError, match="день"):
        read_week({"monday": []})


def test_free_times_are_those_of_four_weeks() -> None:
    found = free(added())
    assert found[:4] == [FIRST, "2026-11-26 09:20", "2026-11-26 09:40", "2026-12-03 09:00"]
    assert found[-1] == "2026-12-17 09:40"
    assert free(added(replace(HEAD, by_appointment=False))) == []


def test_what_is_past_is_not_free() -> None:
    assert free(added(), kyiv("2026-11-26 09:01"))[0] == "2026-11-26 09:20"


def test_days_that_are_shut_short_or_off_have_no_free_times() -> None:
    reception = added()
    OfficeHours.begin(WEEK, by=editor(), now=NOW)
    how: dict[str, Any] = {"by": editor(), "now": NOW}
    OfficeHours.add_special_day(SpecialDay(date(2026, 11, 26), day_hours("09:30-17:00")), **how)
    OfficeHours.close(Closure(kyiv("2026-12-03 00:00"), kyiv("2026-12-04 00:00"), "ремонт"), **how)
    OfficeHours.close(Closure(kyiv("2026-12-10 09:30"), kyiv("2026-12-10 12:00"), "нарада"), **how)
    OfficeHours.add_special_day(SpecialDay(date(2026, 12, 17), (), "вихідний"), **how)
    assert free(reception) == ["2026-11-26 09:40", "2026-12-10 09:00"]


def test_a_public_holiday_has_no_free_times_unless_it_is_worked() -> None:
    friday = added(replace(HEAD, week=((), (), (), (), MORNING, (), ())))
    christmas = "2026-12-25 09:00"
    OfficeHours.begin(WEEK, by=editor(), now=NOW)
    assert christmas not in free(friday, kyiv("2026-12-20 00:00"))
    OfficeHours.begin_martial_law(date(2022, 2, 24), by=editor(), now=NOW)
    assert christmas in free(friday, kyiv("2026-12-20 00:00"))


def test_a_reception_may_lie_outside_the_week_of_the_office() -> None:
    OfficeHours.begin(WEEK, by=editor(), now=NOW)
    saturday = added(replace(HEAD, week=((), (), (), (), (), MORNING, ())))
    assert free(saturday)[0] == "2026-11-28 09:00"


def test_an_order_by_hand_shuts_a_reception_too() -> None:
    OfficeHours.begin(WEEK, by=editor(), now=NOW)
    reception = added()
    OfficeHours.order(OfficeKind.CLOSED, kyiv("2026-11-26 09:30"), by=editor(), now=at("2026-11-26 08:00"))
    assert free(reception)[0] == "2026-11-26 09:40"


def test_who_is_booked_has_the_time_alone() -> None:
    reception = added()
    booked(reception)
    assert FIRST not in free(reception)
    with pytest.raises(SlotTaken):
        booked(reception)
    with pytest.raises(SlotTaken):
        by_phone(reception)
    with pytest.raises(SlotTaken):
        booked(reception, "2026-11-26 09:05")
    with pytest.raises(peewee.IntegrityError), write():
        ReceptionBooking.create(
            reception=reception, starts_at=kyiv(FIRST), source="phone", booked_at=NOW.wall, clock_trusted=True
        )


def test_a_booking_needs_a_name_or_a_number() -> None:
    reception = added()
    with pytest.raises(BadBooking, match="ім'я або номер"):
        booked(reception, name=" ")
    with pytest.raises(BadBooking, match="знаків"):
        booked(reception, name="х" * 201)
    assert booked(reception, name="", number=CALLER)


def test_who_books_by_key_is_entered_with_his_call_and_texted_at_once() -> None:
    reception = added()
    assert by_phone(reception) == kyiv(FIRST)
    [booking] = ReceptionBooking.of_day(date(2026, 11, 26))
    assert (booking.number, booking.source, booking.reception.id) == (CALLER, BookingSource.PHONE, reception)
    assert booking.call_uid == CallRecord.get().uid
    assert texts() == ["Вас записано на прийом чт 26.11 о 09:00: голова громади, Іваненко Петро. вул. Титаренка, 7"]


def test_who_is_booked_already_keeps_his_time() -> None:
    reception = added()
    by_phone(reception)
    assert by_phone(reception, "2026-11-26 09:20") == kyiv(FIRST)
    assert len(texts()) == 1
    assert ReceptionBooking.select().count() == 1


def test_one_number_books_three_visits_at_most() -> None:
    for _ in range(3):
        by_phone(added())
    with pytest.raises(BadBooking, match="записано відвідувань: 3"):
        by_phone(added())
    assert by_phone(added(), number=NEIGHBOUR)


def test_nothing_is_offered_by_key_for_the_next_hour_or_by_a_clock_that_nobody_has_set() -> None:
    reception = added()
    now = at("2026-11-26 08:10")
    assert ReceptionBooking.offered(reception, limit=1, now=now) == [kyiv("2026-11-26 09:20")]
    assert ReceptionBooking.offered(reception, limit=1, now=replace(now, trusted=False)) == []


def test_a_cancelled_time_is_free_again_and_its_owner_is_told() -> None:
    reception = added()
    by_phone(reception)
    [booking] = ReceptionBooking.of_day(date(2026, 11, 26))
    with pytest.raises(BadBooking, match="чому"):
        ReceptionBooking.cancel(booking.id, " ", tell=True, by=editor(), now=NOW)
    for _ in range(2):
        ReceptionBooking.cancel(booking.id, "голова у відрядженні", tell=True, by=editor(), now=later(60))
    assert free(reception)[0] == FIRST
    assert ReceptionBooking.of_day(date(2026, 11, 26)) == []
    assert texts()[1:] == [
        "Ваш прийом чт 26.11 о 09:00 скасовано: голова у відрядженні. Зателефонуйте, щоб обрати інший час."
    ]
    with pytest.raises(BadBooking, match="немає"):
        ReceptionBooking.cancel(999, "чому", tell=False, by=editor(), now=NOW)


def test_no_text_is_longer_than_three_parts() -> None:
    long = replace(HEAD, office="о" * 100, name="і" * 100, district="р" * 100, place="п" * 200)
    reception = added(long)
    by_phone(reception)
    ReceptionBooking.remind(now=at("2026-11-25 12:00"))
    [booking] = ReceptionBooking.of_day(date(2026, 11, 26))
    ReceptionBooking.cancel(booking.id, "ч" * 200, tell=True, by=editor(), now=NOW)
    assert len(texts()) == 3
    assert all(measure(text).parts <= 3 for text in texts())


def test_the_day_before_who_booked_by_his_own_number_is_reminded_once_by_day() -> None:
    reception = added()
    by_phone(reception)
    booked(reception, "2026-11-26 09:20", number=NEIGHBOUR)
    assert ReceptionBooking.remind(now=at("2026-11-24 12:00")) == 0
    assert ReceptionBooking.remind(now=at("2026-11-25 09:59")) == 0
    assert ReceptionBooking.remind(now=replace(at("2026-11-25 10:00"), trusted=False)) == 0
    assert [ReceptionBooking.remind(now=at("2026-11-25 10:00")) for _ in range(2)] == [1, 0]
    assert texts()[1:] == [
        "Нагадуємо: завтра, чт 26.11 о 09:00, Ваш прийом: голова громади, Іваненко Петро. вул. Титаренка, 7"
    ]


@pytest.mark.parametrize("why", ["late", "cancelled", "booked today", "shut"])
def test_who_need_not_come_or_knows_it_is_not_reminded(why: str) -> None:
    reception, now = added(), at("2026-11-25 19:00" if why == "late" else "2026-11-25 12:00")
    by_phone(reception, now=at("2026-11-25 09:00") if why == "booked today" else NOW)
    if why == "cancelled":
        [booking] = ReceptionBooking.of_day(date(2026, 11, 26))
        ReceptionBooking.cancel(booking.id, "так", tell=False, by=editor(), now=NOW)
    if why == "shut":
        OfficeHours.begin(WEEK, by=editor(), now=NOW)
        closed = Closure(kyiv("2026-11-26 00:00"), kyiv("2026-11-27 00:00"), "ремонт")
        OfficeHours.close(closed, by=editor(), now=NOW)
        assert ReceptionBooking.of_day(date(2026, 11, 26))[0].is_shut(OfficeHours.in_force())
    assert ReceptionBooking.remind(now=now) == 0


def test_visits_are_listed_by_day_and_reception() -> None:
    first, second = added(), added(replace(HEAD, office="староста"))
    booked(second, name="Б")
    booked(first, name="А")
    booked(first, "2026-12-03 09:00", name="В")
    assert [each.name for each in ReceptionBooking.of_day(date(2026, 11, 26))] == ["А", "Б"]
    assert [each.name for each in ReceptionBooking.of_day(date(2026, 11, 26), second)] == ["Б"]
    later_on = NOW.wall + timedelta(days=30)
    assert [each.name for each in ReceptionBooking.between(NOW.wall, later_on, first)] == ["А", "В"]


def test_every_change_is_in_the_journal_in_words() -> None:
    test_a_cancelled_time_is_free_again_and_its_owner_is_told()
    words = {**receptions.JOURNAL_WORDS, **reception_bookings.JOURNAL_WORDS}
    entries = list(AuditEntry.select())
    assert {entry.verb for entry in entries} | {entry.subject for entry in entries} <= set(words)
