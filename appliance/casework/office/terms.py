"""Terms (строки): how long something may take, and the moment it is due.

The figures are data with the clause they stand on; an appeal keeps the term it was given. Give `due_at` the calendar of
the council's office, not that of a line which answers round the clock: the law's working days are the office's.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import utc


class TermUnit(StrEnum):
    """What a term is counted in."""

    MINUTES = "minutes"
    """By the clock, day and night."""
    WORKING_MINUTES = "working_minutes"
    CALENDAR_DAYS = "calendar_days"
    """To 24:00 of the last day; the day of the start is not counted."""
    CALENDAR_MONTHS = "calendar_months"
    WORKING_DAYS = "working_days"
    """To 24:00 of the last day; the day of the start is not counted."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long, in what, by which clause."""

    amount: int
    unit: TermUnit
    clause: str = ""

    def due_at(self, since: datetime, calendar: WorkCalendar, *, roll_over: bool = False) -> datetime:
        """Return the moment in UTC by which it must be done.

        `roll_over`: a term in calendar days or months whose last day is a day off ends with the hours of the next
        working day.
        """
        if self.unit is TermUnit.MINUTES:
            return utc(since) + timedelta(minutes=self.amount)
        if self.unit is TermUnit.WORKING_MINUTES:
            return calendar.add_working_time(since, timedelta(minutes=self.amount))
        last = self._last_day(calendar.local_date(since), calendar)
        if roll_over and not calendar.is_working_day(last):
            return calendar.end_of_working_day(last)
        return calendar.end_of_day(last)

    def _last_day(self, start: date, calendar: WorkCalendar) -> date:
        if self.unit is TermUnit.WORKING_DAYS:
            return calendar.add_working_days(start, self.amount)
        if self.unit is TermUnit.CALENDAR_MONTHS:
            return add_calendar_month(start, self.amount)
        return start + timedelta(days=self.amount)


def add_calendar_month(day: date, months: int = 1) -> date:
    """Return the same day of a later month, or its last day where it has no such day (31.01 → 28.02 or 29.02)."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


SOS = Term(120, TermUnit.MINUTES, "K 4.2.1")
EMERGENCY = Term(24 * 60, TermUnit.MINUTES, "K 4.2.2")
ORDINARY = Term(5, TermUnit.CALENDAR_DAYS, "K 4.2.3.1")
MEDIUM = Term(15, TermUnit.CALENDAR_DAYS, "K 4.2.3.2")
"""A long-term request (K 4.2.3.3) has no term, only a compulsory review date."""

ACCEPT_URGENT = Term(30, TermUnit.MINUTES, "K 7.1")
ACCEPT = Term(120, TermUnit.WORKING_MINUTES, "K 7.1")

LAW_WITHOUT_STUDY = Term(15, TermUnit.CALENDAR_DAYS, "ст. 20 Закону 393/96-ВР")
LAW = Term(1, TermUnit.CALENDAR_MONTHS, "ст. 20 Закону 393/96-ВР")
LAW_AT_MOST = Term(45, TermUnit.CALENDAR_DAYS, "ст. 20 Закону 393/96-ВР")
"""No extension goes past this, counted from the day the appeal was received."""
LAW_FORWARDING = Term(5, TermUnit.CALENDAR_DAYS, "ст. 7 Закону 393/96-ВР")

INFORMATION = Term(5, TermUnit.WORKING_DAYS, "ст. 20 Закону 2939-VI")
INFORMATION_EXTENDED = Term(20, TermUnit.WORKING_DAYS, "ст. 20 Закону 2939-VI")
