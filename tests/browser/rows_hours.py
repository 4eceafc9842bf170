"""The hours and receptions of a full office: everything that a page of them can show, each text to its limit."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

from appliance.casework.office.calendar import KYIV
from appliance.casework.office.hours import ALL_DAY, Closure, MovedDay, OfficeKind, SpecialDay, day_hours
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.office.reception_bookings import NewBooking, ReceptionBooking
from appliance.casework.office.receptions import Reception, ReceptionFields, ReceptionWay
from appliance.settings import STARTER
from tests.browser.rows_known import CALLER, NUMBERS, Known

HOURS = STARTER / "information_line" / "hours.toml"


def fill_hours(rows: Known) -> None:
    """Enter hours with every kind of exception, receptions of every kind, and visits of today and later."""
    OfficeHours.begin(tomllib.loads(HOURS.read_text(encoding="utf-8")), by=rows.by, now=rows.start)
    today = rows.start.wall.astimezone(KYIV).date()
    for ahead in range(1, 4):
        many = day_hours("06:00-07:00", "08:00-09:30", "10:00-12:00", "13:00-15:00", "16:00-23:45")
        special = SpecialDay(today + timedelta(days=ahead), many, rows.words.line(200))
        OfficeHours.add_special_day(special, by=rows.by, now=rows.start)
        begins = rows.start.wall + timedelta(days=10 * ahead)
        closure = Closure(begins, begins + timedelta(hours=7 * ahead), rows.words.endless[:200])
        OfficeHours.close(closure, by=rows.by, now=rows.start)
    OfficeHours.move_day(MovedDay(date(2027, 8, 23), date(2027, 8, 28)), by=rows.by, now=rows.start)
    _receptions(rows)
    until = rows.start.wall + timedelta(days=2)
    OfficeHours.order(OfficeKind.CLOSED, until, rows.words.line(200), by=rows.by, now=rows.start)


def _receptions(rows: Known) -> None:
    for at, way in enumerate((*ReceptionWay, ReceptionWay.IN_PERSON)):
        texts = rows.words.line(100), rows.words.endless[:100], rows.words.line(200)
        fields = ReceptionFields(*texts, (ALL_DAY,) * 7, rows.words.line(100), way, 20, by_appointment=at < 3)
        reception = Reception.add(fields, by=rows.by, now=rows.start)
        rows.ids["reception_id"] = rows.ids.get("reception_id", reception)
        if not fields.by_appointment:
            Reception.switch(reception, on=False, by=rows.by, now=rows.start)
            continue
        for place, starts_at in enumerate(ReceptionBooking.free(reception, after=rows.start.wall, limit=4)):
            texts_of_it = rows.words.line(200), rows.words.endless[:500]
            new = NewBooking(reception, starts_at, (CALLER, NUMBERS[1])[place % 2], *texts_of_it)
            booking = ReceptionBooking.book(new, by=rows.by, now=rows.start)
            if place == 1:
                ReceptionBooking.cancel(booking, rows.words.line(200), tell=True, by=rows.by, now=rows.start)
            rows.ids["booking_id"] = booking
